//! Composition: which modules there are, and how the parts come together.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use access::Sessions;
use anyhow::{Context, Result, bail};
use blobs::{Blobs, Clamd};
use calendar::Calendars;
use dossiers::commands::GlassHours;
use identity::{Accounts, Holders, Providers};
use jiff::civil::date;
use kernel::Timestamp;
use kernel::time::{Clock, Clocks, DAY, ShiftedClock};
use notify::Mailer;
use organisation::reform::Participants;
use procedures::{Catalogue, Data, PreparedPages};
use runtime::{Background, Hashed, Runtime, Schedule, Services, SystemClock, SystemRng};
use store::records::RecordCheck;
use store::{Migration, Options, Place, Sealer, Store};
use web::http::{IntoResponse, header};
use web::{Guard, House, Module, OperatorCount, OperatorCounts, Routes, Words};

use crate::config::{ClockKind, Config};
use crate::keys::{master_key, opened_ring, seal_key};
use crate::stamps::{self, Authority, Stamps};

pub use crate::openapi::api;

/// All modules, one line a domain.
pub fn modules() -> Vec<Module> {
    vec![
        organisation::module(),
        identity::module(),
        procedures::module(),
        payments::module(),
        dossiers::module(),
        portal::module(),
        inspection::module(),
    ]
}

/// All migrations, lowest floor first.
pub fn migrations() -> Vec<Migration> {
    let platform = [store::migrate::MIGRATIONS, access::MIGRATIONS, blobs::MIGRATIONS].concat();
    platform.into_iter().chain(modules().into_iter().flat_map(|module| module.migrations.iter().copied())).collect()
}

/// The records that a verification holds against the audit log.
pub fn records() -> Vec<RecordCheck> {
    dossiers::records()
}

/// The words of crates that are no modules.
pub fn extra_words() -> Module {
    Module {
        name: "platform",
        routes: Routes::default().get("/api/openapi.json", Guard::Public, description).says("Read this description"),
        locales: &[
            (web::Locale::Vi, blobs::VI),
            (web::Locale::En, blobs::EN),
            (web::Locale::Vi, notify::VI),
            (web::Locale::En, notify::EN),
        ],
        background: Background {
            schedules: vec![
                Schedule {
                    name: "stamp-seals",
                    every: Duration::from_mins(10),
                    run: |runtime| Box::pin(stamps::scheduled(runtime)),
                },
                Schedule {
                    name: "sweep-blobs",
                    every: Duration::from_hours(6),
                    run: |runtime| Box::pin(sweep_blobs(runtime)),
                },
            ],
            ..Background::default()
        },
        ..Module::default()
    }
}

/// The description of the API, as committed.
async fn description() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], include_str!("../../api/openapi.json"))
}

/// Uploads that no command has referred to for a day go.
async fn sweep_blobs(runtime: &Runtime) -> kernel::Result<()> {
    let blobs = runtime.services().get::<Blobs>()?;
    let swept = blobs.sweep(runtime.store(), runtime.wall().plus(-DAY)).await?;
    if swept > 0 {
        tracing::info!(swept, "unused uploads removed");
    }
    Ok(())
}

/// The house before its database is open.
pub fn house() -> House {
    House::new(modules().into_iter().chain([extra_words()]).collect())
}

/// The same as the configuration wants it: limits on tries, names that are reached by https.
pub(crate) fn configured(config: &Config) -> Result<House> {
    let mut house = house();
    house.https_below = config.https_below;
    crate::config::apply_limits(&config.limits, &mut house.limits)?;
    Ok(house)
}

/// The keyed hashes that can be made anew, in this order.
pub(crate) fn hashed() -> [Hashed; 4] {
    let [people, contacts, representatives] = identity::hashed();
    [people, contacts, representatives, dossiers::hashed()]
}

/// Everything that runs.
pub struct Opened {
    /// The runtime.
    pub runtime: Runtime,
    /// The modules put together.
    pub house: House,
    /// Sessions and tokens.
    pub sessions: Sessions,
    /// The reference data.
    pub data: Data,
    /// Whether nothing was ever committed to the database.
    pub is_new: bool,
    /// Whether making keyed hashes anew was broken off.
    pub is_hashing: bool,
}

/// First instant of the sample province.
pub(crate) fn sample_start() -> Timestamp {
    Timestamp::from_local(date(2024, 12, 10).at(8, 0, 0, 0))
}

/// Opens database, keys and services.
pub async fn open(config: &Config) -> Result<Opened> {
    let opened = open_to_hash(config).await?;
    if opened.is_hashing {
        bail!(
            "the keyed hashes of this database are being made anew, and that was broken off: run `nhatle keys rotate \
             blind` again, it goes on where it was"
        );
    }
    Ok(opened)
}

/// The same for making keyed hashes anew, which goes on with what was broken off.
pub async fn open_to_hash(config: &Config) -> Result<Opened> {
    crate::backup::refuse_half_restored(&config.data)?;
    assemble(config).await
}

/// The same for a restore, which fills the place and has not ended.
pub(crate) async fn assemble(config: &Config) -> Result<Opened> {
    let (clock, rng) = (Arc::new(SystemClock), Arc::new(SystemRng));
    let node = format!("{}-{}", std::process::id(), clock.now().0);
    let options = Options { clock: clock.clone(), rng: rng.clone(), node };
    let store = Store::open(&config.place(), &migrations(), options)
        .await
        .with_context(|| format!("the database cannot be opened ({})", place_text(&config.place())))?;
    let is_new = store.is_untouched().await?;
    let rings = store.key_rings().await?;
    let master = master_key(config, &rings, rng.as_ref(), is_new).await?;
    let ring = opened_ring(&rings, &master)?;
    let (vault, is_hashing) = (ring.vault()?, ring.is_hashing());
    let business = business_clock(config, &store, clock.clone()).await?;
    let clocks = Clocks { business, wall: clock };
    let house = configured(config)?;
    let limits = config.sessions.limits(&house.permissions)?;
    let data = Data::embedded()?;
    let (mut services, accounts) = services(config, &store, &house, &data).await?;
    services.insert(Arc::new(Sealer::new(&seal_key(&config.data, rng.as_ref())?, config.seal_copies.clone())?));
    let runtime = Runtime::new(store, clocks, rng, vault, services);
    let sessions = Sessions::new(runtime.clone(), accounts, limits);
    Ok(Opened { runtime, house, sessions, data, is_new, is_hashing })
}

async fn services(config: &Config, store: &Store, house: &House, data: &Data) -> Result<(Services, Arc<Accounts>)> {
    let mut services = Services::default();
    let directory = organisation::load(store).await?;
    let accounts = Accounts::new(Arc::clone(&directory))?.with_cost(config.passwords.cost())?;
    let accounts = accounts.with_officers_factor(config.officers_need_factor());
    let accounts = Arc::new(accounts.with_passkeys(config.passkey_party()?));
    services.insert(directory);
    services.insert(Arc::clone(&accounts));
    let providers = crate::config::with_secrets(&config.oidc)?;
    services.insert(Arc::new(Providers::new(providers, &config.site().public_url)?));
    services.insert(Arc::new(Catalogue::load(store, data).await?));
    services.insert(Arc::new(PreparedPages::default()));
    services.insert(Arc::new(portal::HomeFigures::default()));
    services.insert(Arc::new(Holders(vec![dossiers::holder()])));
    services.insert(Arc::new(Participants(vec![identity::reform(), procedures::reform(), dossiers::reform()])));
    services.insert(Arc::new(Calendars::parse(include_str!("../../data/calendars.toml"))?));
    services.insert(Arc::new(dossiers::rules()?));
    services.insert(Arc::new(GlassHours(config.glass_hours)));
    services.insert(Arc::new(dossiers::queries::ShowNames(config.personal.show_names)));
    let blobs = Blobs::local(&config.data.join("blobs"))?;
    services.insert(Arc::new(blobs.scanned_by(config.clamd.as_deref().map(Clamd::parse))));
    services.insert(Arc::new(Stamps(config.seal_tsa.as_deref().map(Authority::parse).transpose()?)));
    services.insert(Arc::new(mailer(config)?));
    services.insert(Arc::new(crate::config::texter(config.sms.as_ref(), !config.empty)?));
    let infected: OperatorCount = |runtime| Box::pin(Blobs::infected(runtime.store()));
    services.insert(Arc::new(OperatorCounts(vec![("blobs-operations-infected", infected)])));
    services.insert::<Words>(Arc::new(house.words()?));
    services.insert(Arc::new(payments::Names(dossiers::queries::names)));
    services.insert(Arc::new(payments::Settings {
        base_url: config.site().public_url,
        secret: None,
        // A gateway where everybody can say "paid" belongs to the sample only.
        has_sandbox: !config.empty,
    }));
    Ok((services, accounts))
}

async fn business_clock(config: &Config, store: &Store, wall: Arc<SystemClock>) -> Result<Arc<dyn Clock>> {
    if let Some(start) = config.clock_start()? {
        return Ok(Arc::new(ShiftedClock::starting_at(wall, start)));
    }
    if config.clock_kind() == ClockKind::Real {
        return Ok(wall);
    }
    // The sample's time runs on from its first start, also over restarts.
    let elapsed = match crate::sample::loaded_at(store).await? {
        Some(loaded) => wall.now().0.saturating_sub(loaded.0),
        None => 0,
    };
    Ok(Arc::new(ShiftedClock::starting_at(wall, sample_start().plus(elapsed))))
}

fn mailer(config: &Config) -> Result<Mailer> {
    match &config.mail {
        None => Ok(Mailer::sandbox(&config.data.join("mail"))?),
        Some(mail) => Ok(Mailer::smtp(&notify::SmtpConfig {
            host: mail.host.clone(),
            port: mail.port,
            security: security(&mail.security)?,
            user: mail.user.clone(),
            password: mail.password.clone(),
            from: mail.from.clone(),
        })?),
    }
}

fn security(code: &str) -> Result<notify::Security> {
    match code {
        "tls" => Ok(notify::Security::Tls),
        "starttls" => Ok(notify::Security::StartTls),
        "plain" => Ok(notify::Security::Plain),
        other => bail!("mail.security is {other:?}; it must be tls, starttls or plain"),
    }
}

/// A place for messages, without passwords.
pub(crate) fn place_text(place: &Place) -> String {
    match place {
        Place::Sqlite(path) => path.display().to_string(),
        Place::Postgres(_) => "PostgreSQL".to_owned(),
    }
}

/// Templates of a folder that replace embedded ones: `name.html` under the same path.
pub(crate) fn overrides(folder: Option<&Path>) -> Result<Vec<(String, String)>> {
    let Some(folder) = folder else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(&next).with_context(|| format!("the folder {}", next.display()))? {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "html") {
                let name = path.strip_prefix(folder)?.to_string_lossy().replace('\\', "/");
                found.push((name, std::fs::read_to_string(&path)?));
            }
        }
    }
    Ok(found)
}

/// The matrix of routes and rights, one line each, sorted.
pub fn matrix() -> Vec<String> {
    let mut lines: Vec<String> = house()
        .routes
        .iter()
        .map(|route| format!("{:<5} {:<60} {}", route.method.text(), route.path, route.guard.text()))
        .collect();
    lines.sort();
    lines
}
