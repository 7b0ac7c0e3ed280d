//! What a handler knows of its request, and how it answers.

use std::net::IpAddr;

use access::Seen;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use data_encoding::BASE64URL_NOPAD;
use kernel::{Arg, Error, Message, Result};
use minijinja::value::{Value, merge_maps};
use runtime::{Actor, ActorKind, Command, Done, Reader};
use serde::Serialize;

use crate::agent::Family;
use crate::app::App;
use crate::cookies;
use crate::error::{Fail, Outcome};
use crate::form::Errors;
use crate::module::{MenuEntry, UNREAD};
use crate::operations::OPERATIONS;
use crate::routes::is_at;
use crate::templates::view_of;
use crate::words::Locale;

/// How the paths begin whose pages say the same to everybody who has not signed in.
const OPEN: [&str; 2] = ["/procedures", "/about/"];

/// What the layers found out about a request.
#[derive(Clone, Debug)]
pub(crate) struct CxParts {
    pub(crate) actor: Actor,
    pub(crate) locale: Locale,
    /// Random value of a cookie to which form tokens are bound.
    pub(crate) seed: String,
    /// Secret of the session, when there is one.
    pub(crate) session: Option<String>,
    pub(crate) flash: Option<String>,
    /// What was kept in the browser for this page, sealed.
    pub(crate) kept: Option<String>,
    /// Random text by which the browser is known again.
    pub(crate) device: Option<String>,
    /// What the browser says it is.
    pub(crate) agent: Family,
    pub(crate) is_api: bool,
    pub(crate) is_htmx: bool,
    pub(crate) saves_data: bool,
    /// Whether the browser says that a page of this house asks.
    pub(crate) is_from_here: bool,
    pub(crate) peer: Option<IpAddr>,
    pub(crate) path: String,
    pub(crate) route: &'static str,
}

/// The context of one request.
#[derive(Clone)]
pub struct Cx {
    /// The application.
    pub app: App,
    pub(crate) parts: CxParts,
}

impl FromRequestParts<App> for Cx {
    type Rejection = Fail;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let found = parts.extensions.get::<CxParts>().cloned();
        let parts = found.ok_or_else(|| Fail(Error::internal("a route outside the house's layers")))?;
        Ok(Self { app: app.clone(), parts })
    }
}

impl Cx {
    /// Who asks.
    pub fn actor(&self) -> &Actor {
        &self.parts.actor
    }

    /// The language of the answer.
    pub fn locale(&self) -> Locale {
        self.parts.locale
    }

    /// Path and query of the request.
    pub fn path(&self) -> &str {
        &self.parts.path
    }

    /// The first page of somebody who has signed in. For an officer that is where their work waits, else the state of
    /// the house, else the first page of their rail.
    pub fn home_of(&self, actor: &Actor) -> &'static str {
        let seen = |entry: &&MenuEntry| entry.href.starts_with("/officer/") && actor.can(entry.permission);
        let rail = || self.app.0.menu.iter().filter(seen);
        if actor.kind != ActorKind::Officer {
            return "/my";
        }
        let work = rail().find(|entry| entry.count.is_some());
        let house = || rail().find(|entry| entry.permission == OPERATIONS);
        work.or_else(house).or_else(|| rail().next()).map_or("/my", |entry| entry.href)
    }

    /// Whether htmx asks for a part of a page.
    pub fn is_htmx(&self) -> bool {
        self.parts.is_htmx
    }

    /// The address of the other side, for limits.
    pub fn peer(&self) -> String {
        self.parts.peer.map_or_else(|| "local".to_owned(), crate::peer::limit_key)
    }

    /// The secret of the session or token.
    pub fn session(&self) -> Option<&str> {
        self.parts.session.as_deref()
    }

    /// This request as somebody who has just signed in, for the answer that follows at once.
    #[must_use]
    pub fn signed_in(&self, actor: Actor, secret: &str) -> Self {
        let parts = CxParts { actor, session: Some(secret.to_owned()), ..self.parts.clone() };
        Self { app: self.app.clone(), parts }
    }

    /// A reader for the actor.
    pub fn reader(&self) -> Reader<'_> {
        self.app.runtime().reader(&self.parts.actor)
    }

    /// Performs a command for the actor.
    pub async fn execute<C: Command>(&self, command: &C) -> Result<Done<C::Outcome>> {
        self.app.runtime().execute(&self.parts.actor, command).await
    }

    /// Performs a command unless faults of its request were found before: then only what else is wrong is looked for,
    /// and all of it is told at once.
    pub async fn execute_without<C: Command>(&self, faults: Errors, command: &C) -> Result<Done<C::Outcome>> {
        let Err(found) = faults.done() else { return self.execute(command).await };
        match self.app.runtime().examine(&self.parts.actor, command).await {
            Ok(()) => Err(found),
            Err(more) => Err(found.joined(more)),
        }
    }

    /// A message without arguments.
    pub fn t(&self, key: &str) -> String {
        self.app.words().get(self.locale(), key).into_owned()
    }

    /// A message with arguments.
    pub fn tf(&self, key: &str, args: &[(&str, Arg)]) -> String {
        self.app.words().format(self.locale(), key, args)
    }

    /// The sentence of a message.
    pub fn say(&self, message: &Message) -> String {
        self.app.words().say(self.locale(), message)
    }

    /// The token that a form of this person must carry.
    pub fn csrf(&self) -> String {
        let bound = format!("{}|{}", self.parts.seed, self.parts.session.as_deref().unwrap_or_default());
        BASE64URL_NOPAD.encode(&self.app.runtime().vault().blind("csrf", &bound))
    }

    pub(crate) fn csrf_holds(&self, token: &str) -> bool {
        let expected = self.csrf();
        aws_lc_rs::constant_time::verify_slices_are_equal(token.as_bytes(), expected.as_bytes()).is_ok()
    }

    /// A page from a template and its view.
    pub async fn page(&self, template: &str, view: impl Serialize) -> Outcome {
        self.page_as(StatusCode::OK, template, view).await
    }

    /// A page with another status, e.g. a form with errors.
    pub async fn page_as(&self, status: StatusCode, template: &str, view: impl Serialize) -> Outcome {
        let base = Base::of(self).await?;
        let html = self.app.0.templates.render(self.locale(), template, merge(&base, view_of(&view)))?;
        let mut response = (status, Html(html)).into_response();
        let private = if self.is_open() { "private, no-cache" } else { "private, no-store" };
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(private));
        Ok(response)
    }

    /// Whether the page says the same to everybody, so that a browser may keep it. All others show somebody's values,
    /// or what was typed, also where nobody has signed in: at the entrance, after an invitation, at a look-up.
    fn is_open(&self) -> bool {
        let path = self.parts.path.split('?').next().unwrap_or_default();
        !self.parts.actor.is_signed_in() && (path == "/" || OPEN.iter().any(|open| path.starts_with(open)))
    }

    /// A page that shows personal values: who looked at whose is durable before the page is sent.
    pub async fn personal_page(&self, seen: &[Seen], template: &str, view: impl Serialize) -> Outcome {
        self.record(seen).await?;
        self.page(template, view).await
    }

    /// Records that personal values are about to be shown, for answers that are not pages.
    pub async fn record(&self, seen: &[Seen]) -> Result<()> {
        self.app.0.records.record(self.app.runtime(), &self.parts.actor, seen).await
    }

    /// Goes to another page of the house after a POST.
    pub fn redirect(&self, path: &str) -> Response {
        Redirect::to(local_path(path)).into_response()
    }

    /// Goes to another page and says there what was done.
    pub fn redirect_saying(&self, path: &str, key: &str) -> Response {
        let mut response = self.redirect(path);
        let text = cookies::FLASH.set(key, self.app.is_secure(), Some(60));
        if let Ok(value) = HeaderValue::from_str(&text) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
        response
    }
}

/// A path of this house, whatever came in: no open redirect.
pub fn local_path(path: &str) -> &str {
    let safe = path.starts_with('/')
        && !path.starts_with("//")
        && !path.starts_with("/\\")
        && !path.bytes().any(|b| b.is_ascii_control() || b == b'\\');
    if safe { path } else { "/" }
}

/// The address under which the page of a request can be opened: its own, or the nearest above it that is a page.
fn page_of<'a>(pages: &[&'static str], path: &'a str) -> &'a str {
    let own = path.split('?').next().unwrap_or_default();
    if pages.iter().any(|page| is_at(page, own)) {
        return path;
    }
    let mut rest = own;
    while let Some((above, _)) = rest.rsplit_once('/') {
        if pages.iter().any(|page| is_at(page, above)) {
            return above;
        }
        rest = above;
    }
    "/"
}

/// One entry of the rail as the template sees it.
#[derive(Debug, Serialize)]
pub(crate) struct MenuItem {
    label: String,
    icon: &'static str,
    href: &'static str,
    is_current: bool,
    count: Option<i64>,
    count_name: Option<&'static str>,
    key: Option<&'static str>,
}

#[derive(Debug, Serialize)]
pub(crate) struct MenuGroup {
    label: String,
    items: Vec<MenuItem>,
}

/// What every template may use beside its view, under the name `cx`.
#[derive(Debug, Serialize)]
pub(crate) struct Base {
    locale: &'static str,
    path: String,
    /// Where the page can be opened by a link: of the answer to a posted form, the nearest page above it.
    page: String,
    /// The first page of whoever has signed in.
    home: &'static str,
    /// Whether the officer may search.
    can_search: bool,
    section: &'static str,
    csrf: String,
    is_signed_in: bool,
    is_officer: bool,
    actor_name: String,
    actor_place: String,
    initials: String,
    province: String,
    hotline: String,
    hotline_href: String,
    is_sample: bool,
    saves_data: bool,
    today: i64,
    flash: Option<String>,
    /// Whether it says what was not done.
    flash_is_wrong: bool,
    menu: Vec<MenuGroup>,
    /// Notices that a citizen or business has not read.
    unread: i64,
}

impl Base {
    async fn of(cx: &Cx) -> Result<Self> {
        let actor = cx.actor();
        let site = cx.app.site();
        let is_officer = actor.kind == ActorKind::Officer;
        Ok(Self {
            locale: cx.locale().code(),
            path: cx.path().to_owned(),
            page: page_of(&cx.app.0.pages, cx.path()).to_owned(),
            home: cx.home_of(actor),
            can_search: cx.app.0.search.is_some_and(|guard| guard.admits(actor)),
            section: section(cx.path()),
            csrf: cx.csrf(),
            is_signed_in: actor.is_signed_in(),
            is_officer,
            actor_name: actor.name.to_string(),
            actor_place: actor.place.to_string(),
            initials: initials(&actor.name),
            province: site.province.get(cx.locale()).to_owned(),
            hotline: site.hotline.clone(),
            hotline_href: site.hotline.chars().filter(char::is_ascii_digit).collect(),
            is_sample: site.sample,
            saves_data: cx.parts.saves_data,
            today: cx.app.runtime().now().0,
            flash: cx.parts.flash.as_deref().filter(|key| cx.app.words().has(key)).map(|key| cx.t(key)),
            flash_is_wrong: cx.parts.flash.as_deref().is_some_and(|key| key.contains("-error-")),
            menu: if is_officer && !cx.is_htmx() { menu(cx).await? } else { Vec::new() },
            unread: if actor.is_applicant() && !cx.is_htmx() { unread(cx).await } else { 0 },
        })
    }

    pub(crate) fn sample(locale: Locale) -> Self {
        Self {
            locale: locale.code(),
            path: "/".into(),
            page: "/".into(),
            home: "/my",
            can_search: true,
            section: "home",
            csrf: "token".into(),
            is_signed_in: true,
            is_officer: false,
            actor_name: "Nguyễn Văn Mẫu".into(),
            actor_place: "Bộ phận Một cửa, UBND thành phố Đồng Hới".into(),
            initials: "VM".into(),
            province: "Tỉnh Quảng Bình".into(),
            hotline: "1900 0000".into(),
            hotline_href: "19000000".into(),
            is_sample: true,
            saves_data: false,
            today: 1_733_792_400_000_000,
            flash: None,
            flash_is_wrong: false,
            menu: Vec::new(),
            unread: 3,
        }
    }
}

/// The view's values at the top, the house's under `cx`.
pub(crate) fn merge(base: &Base, view: Value) -> Value {
    merge_maps([view, minijinja::context! { cx => view_of(base) }])
}

/// The entry of the citizens' navigation that a path belongs to.
fn section(path: &str) -> &'static str {
    let path = path.split('?').next().unwrap_or_default();
    let begins = |with: &str| path == with || path.strip_prefix(with).is_some_and(|rest| rest.starts_with('/'));
    match path {
        "/" => "home",
        _ if begins("/procedures") || begins("/apply") => "procedures",
        _ if begins("/my/notices") => "notices",
        _ if begins("/track") || begins("/my/dossiers") || begins("/my/drafts") => "dossiers",
        _ => "",
    }
}

fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().rev().take(2).filter_map(|word| word.chars().next()).collect::<Vec<_>>();
    words.reverse();
    words.into_iter().flat_map(char::to_uppercase).collect()
}

/// The entry of the rail to which a page belongs: its own, its list without a filter, or the one above it.
fn current(rail: &[&'static str], path: &str) -> Option<&'static str> {
    let bare = path.split('?').next().unwrap_or_default();
    let is_above = |href: &str| bare.strip_prefix(href).is_some_and(|rest| rest.starts_with('/'));
    let own = rail.iter().find(|href| **href == path).or_else(|| rail.iter().find(|href| **href == bare));
    own.or_else(|| rail.iter().find(|href| is_above(href))).copied()
}

async fn menu(cx: &Cx) -> Result<Vec<MenuGroup>> {
    let counts = counts(cx).await?;
    let entries: Vec<&MenuEntry> = cx.app.0.menu.iter().filter(|entry| cx.actor().can(entry.permission)).collect();
    let here = current(&entries.iter().map(|entry| entry.href).collect::<Vec<_>>(), cx.path());
    let mut groups: Vec<(&str, MenuGroup)> = Vec::new();
    for entry in entries {
        let item = MenuItem {
            label: cx.t(entry.label),
            icon: entry.icon,
            href: entry.href,
            is_current: here == Some(entry.href),
            count: entry.count.and_then(|name| counts.iter().find(|(known, _)| *known == name)).map(|(_, n)| *n),
            count_name: entry.count,
            key: entry.key,
        };
        match groups.iter_mut().find(|(name, _)| *name == entry.group) {
            Some((_, group)) => group.items.push(item),
            None => groups.push((entry.group, MenuGroup { label: cx.t(entry.group), items: vec![item] })),
        }
    }
    Ok(groups.into_iter().map(|(_, group)| group).collect())
}

/// How many notices a citizen has not read. A page without their number is better than none.
async fn unread(cx: &Cx) -> i64 {
    match counts(cx).await {
        Ok(found) => found.iter().find(|(name, _)| *name == UNREAD).map_or(0, |(_, n)| *n),
        Err(error) => {
            tracing::debug!(%error, "unread notices could not be counted");
            0
        }
    }
}

/// The counts that the actor sees, from all modules.
pub(crate) async fn counts(cx: &Cx) -> Result<crate::module::Counts> {
    let mut all = Vec::new();
    for source in &cx.app.0.counts {
        all.extend(source(cx).await?);
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_house_are_followed() {
        for (path, expected) in [
            ("/my/dossiers?x=1", "/my/dossiers?x=1"),
            ("//evil.example", "/"),
            ("/\\evil.example", "/"),
            ("https://evil.example", "/"),
            ("/a\r\nSet-Cookie: x", "/"),
            ("", "/"),
        ] {
            assert_eq!(local_path(path), expected, "{path}");
        }
    }

    #[test]
    fn the_answer_to_a_form_is_opened_at_the_nearest_page() {
        let pages = ["/", "/officer/dossiers/{id}", "/officer/search", "/assets/{*path}"];
        for (path, expected) in [
            ("/officer/dossiers/7?part=papers", "/officer/dossiers/7?part=papers"),
            ("/officer/dossiers/7/forward?x=1", "/officer/dossiers/7"),
            ("/officer/search", "/officer/search"),
            ("/officer/accept-many", "/"),
            ("/officer/dossiers/", "/"),
            ("/assets/a/b.css", "/assets/a/b.css"),
            ("/", "/"),
            ("", "/"),
        ] {
            assert_eq!(page_of(&pages, path), expected, "{path}");
        }
    }

    #[test]
    fn the_rail_marks_where_a_page_belongs() {
        let rail = ["/officer/unit", "/officer/unit?filter=late", "/officer/numbers"];
        for (path, expected) in [
            ("/officer/unit?filter=late", Some("/officer/unit?filter=late")),
            ("/officer/unit?filter=soon&page=x", Some("/officer/unit")),
            ("/officer/numbers/a/open?from=2024-01-01", Some("/officer/numbers")),
            ("/officer/units", None),
        ] {
            assert_eq!(current(&rail, path), expected, "{path}");
        }
    }

    #[test]
    fn initials_are_of_the_last_two_names() {
        assert_eq!(initials("Trần Thị Ví Dụ"), "VD");
        assert_eq!(initials("Ánh"), "Á");
        assert_eq!(initials(""), "");
    }
}
