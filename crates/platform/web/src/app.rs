//! The application that all handlers share.

use std::net::IpAddr;
use std::sync::Arc;

use access::{AccessRecords, Sessions, TryCounter};
use axum::Router;
use axum::http::HeaderValue;
use kernel::{Error, Result};
use runtime::{Background, Runtime};

use crate::assets::Assets;
use crate::metrics::Metrics;
use crate::module::{CountSource, LimitInfo, MenuEntry, Module, PermissionInfo, SignInPage, TemplateSample};
use crate::routes::{Guard, Method, RouteInfo};
use crate::templates::{Template, Templates};
use crate::words::{Bilingual, Locale, Words};

/// What differs between installations and shows on pages.
#[derive(Clone, Debug)]
pub struct Site {
    /// Name of the province, e.g. "Tỉnh Quảng Bình".
    pub province: Bilingual,
    /// Telephone number of the guidance line.
    pub hotline: String,
    /// Address under which people reach the pages; `https` makes cookies secure.
    pub public_url: String,
    /// Whether the sample province runs: a banner says so on every page.
    pub sample: bool,
    /// Proxies whose word on whom they ask for is believed.
    pub trusted_proxies: Vec<IpAddr>,
}

pub(crate) struct Inner {
    pub(crate) runtime: Runtime,
    pub(crate) sessions: Sessions,
    pub(crate) records: AccessRecords,
    pub(crate) tries: TryCounter,
    /// The table of limits on tries, for the operator.
    pub(crate) limits: Vec<LimitInfo>,
    /// The header that keeps browsers from plain http; none where the house speaks it.
    pub(crate) transport: Option<HeaderValue>,
    pub(crate) words: Arc<Words>,
    pub(crate) templates: Templates,
    pub(crate) site: Site,
    pub(crate) menu: Vec<MenuEntry>,
    pub(crate) counts: Vec<CountSource>,
    /// Paths of routes that can be opened by a link.
    pub(crate) pages: Vec<&'static str>,
    /// Paths of pages to which only people who have signed in send forms.
    pub(crate) forms: Vec<&'static str>,
    /// The page to sign in; none in a house without accounts.
    pub(crate) sign_in: Option<SignInPage>,
    /// Who may search; none in a house without a search.
    pub(crate) search: Option<Guard>,
    pub(crate) metrics: Metrics,
}

/// The application. Cloning it is cheap.
#[derive(Clone)]
pub struct App(pub(crate) Arc<Inner>);

/// The modules put together, before the database is open.
#[derive(Default)]
pub struct House {
    /// All lines of the matrix of permissions.
    pub routes: Vec<RouteInfo>,
    /// All rights.
    pub permissions: Vec<PermissionInfo>,
    /// All limits on tries; whoever reads the configuration changes them before the house is opened.
    pub limits: Vec<LimitInfo>,
    /// Whether all names below the house's own are reached by https too, so that browsers may be told never to use
    /// plain http with them.
    pub https_below: bool,
    /// All template samples.
    pub samples: Vec<TemplateSample>,
    /// All background work.
    pub background: Background,
    router: Router<App>,
    templates: Vec<Template>,
    locales: Vec<(Locale, &'static str)>,
    menu: Vec<MenuEntry>,
    counts: Vec<CountSource>,
    sign_in: Option<SignInPage>,
}

impl House {
    /// A house with the platform's own pages and words, and these modules.
    pub fn new(modules: Vec<Module>) -> Self {
        let mut house = Self { background: runtime_upkeep(), ..Self::default() };
        for module in std::iter::once(crate::platform::module()).chain(modules) {
            house.router = house.router.merge(module.routes.router);
            house.routes.extend(module.routes.list);
            house.permissions.extend(module.permissions);
            house.limits.extend(module.limits);
            house.samples.extend(module.samples);
            house.templates.extend(module.templates);
            house.locales.extend(module.locales);
            // The domains' own entries come before those of the floors below them.
            house.menu.splice(0..0, module.menu.iter().copied());
            house.counts.extend(module.counts);
            house.sign_in = house.sign_in.or(module.sign_in);
            house.background.jobs.extend(module.background.jobs);
            house.background.consumers.extend(module.background.consumers);
            house.background.schedules.extend(module.background.schedules);
        }
        house
    }

    /// The words of the house, for jobs that write to people.
    pub fn words(&self) -> Result<Words> {
        Words::new(&self.locales).map_err(Error::internal)
    }

    /// The templates and words of the house, for tests that need no database.
    pub fn renderer(&self) -> Result<Renderer> {
        let words = Arc::new(Words::new(&self.locales).map_err(Error::internal)?);
        let assets = Arc::new(Assets::load());
        let templates = Templates::new(&self.templates, &words, &assets)?;
        Ok(Renderer { words, templates, assets })
    }

    /// The application and its routes. Templates in `overrides` replace embedded ones of the same name.
    pub fn open(
        &self,
        runtime: Runtime,
        sessions: Sessions,
        site: Site,
        overrides: &[(String, String)],
    ) -> Result<(App, Router)> {
        let mut sources = self.templates.clone();
        for (name, source) in overrides {
            let (name, source): Template = (name.clone().leak(), source.clone().leak());
            sources.retain(|(known, _)| *known != name);
            sources.push((name, source));
        }
        let words = Arc::new(Words::new(&self.locales).map_err(Error::internal)?);
        let assets = Arc::new(Assets::load());
        let templates = Templates::new(&sources, &words, &assets)?;
        let pages = || self.routes.iter().filter(|route| route.method == Method::Get);
        let takes_form = |route: &&RouteInfo| {
            route.method == Method::Post && route.guard != Guard::Public && !route.path.starts_with("/api/")
        };
        let transport = site.public_url.starts_with("https://").then(|| transport(self.https_below));
        let app = App(Arc::new(Inner {
            runtime,
            sessions,
            records: AccessRecords::default(),
            tries: TryCounter::new(self.limits.iter().map(|info| info.limit)),
            limits: self.limits.clone(),
            transport,
            words,
            templates,
            site,
            menu: self.menu.clone(),
            counts: self.counts.clone(),
            pages: pages().map(|route| route.path).collect(),
            forms: self.routes.iter().filter(takes_form).map(|route| route.path).collect(),
            sign_in: self.sign_in,
            search: pages().find(|route| route.path == "/officer/search").map(|route| route.guard),
            metrics: Metrics::default(),
        }));
        let router = crate::layers::wrap(self.router.clone(), &app).with_state(app.clone());
        Ok((app, router))
    }
}

/// Strict transport for two years (RFC 6797).
fn transport(with_names_below: bool) -> HeaderValue {
    HeaderValue::from_static(if with_names_below { "max-age=63072000; includeSubDomains" } else { "max-age=63072000" })
}

fn runtime_upkeep() -> Background {
    Background { schedules: runtime::upkeep(), ..Background::default() }
}

/// Renders templates without a database: sample tests.
pub struct Renderer {
    /// The words.
    pub words: Arc<Words>,
    templates: Templates,
    assets: Arc<Assets>,
}

impl Renderer {
    /// Renders one sample as a page of the given language.
    pub fn sample(&self, sample: &TemplateSample, locale: Locale) -> Result<String> {
        let base = crate::context::Base::sample(locale);
        let view = (sample.view)(locale);
        self.templates.render(locale, sample.template, crate::context::merge(&base, view))
    }

    /// Whether an icon exists.
    pub fn has_icon(&self, name: &str) -> bool {
        self.assets.has_icon(name)
    }
}

impl App {
    /// The runtime.
    pub fn runtime(&self) -> &Runtime {
        &self.0.runtime
    }

    /// Sessions and tokens.
    pub fn sessions(&self) -> &Sessions {
        &self.0.sessions
    }

    /// What differs between installations.
    pub fn site(&self) -> &Site {
        &self.0.site
    }

    /// The words.
    pub fn words(&self) -> &Words {
        &self.0.words
    }

    /// Counts of tries.
    pub fn tries(&self) -> &TryCounter {
        &self.0.tries
    }

    /// Whether cookies must only travel over https.
    pub(crate) fn is_secure(&self) -> bool {
        self.0.site.public_url.starts_with("https://")
    }
}
