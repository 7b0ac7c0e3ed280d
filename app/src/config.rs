//! The configuration: defaults, then a file, then the environment, then the command line. Every option has all of them.

mod admin;
mod copies;
mod keys;
mod limits;
mod oidc;
mod passkeys;
mod personal;
mod sessions;
mod sms;

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;
use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use identity::{PasskeyParty, PasswordCost, ProviderConfig};
use jiff::civil::DateTime;
use kernel::Timestamp;
use serde::{Deserialize, Serialize};
use store::Place;
use web::Bilingual;

pub use admin::Admin;
pub(crate) use copies::folders as seal_folders;
pub use keys::KeyOptions;
pub(crate) use limits::apply as apply_limits;
pub use limits::{LimitOption, LimitOptions};
pub(crate) use oidc::with_secrets;
pub use passkeys::PasskeyOptions;
pub use personal::PersonalOptions;
pub use sessions::SessionOptions;
pub use sms::Sms;
pub(crate) use sms::texter;

/// Options of the command line that stand above file and environment.
#[derive(Args, Clone, Debug, Default, Serialize)]
pub(crate) struct Options {
    /// Address to listen on, e.g. 127.0.0.1:8080
    #[arg(long, global = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    listen: Option<SocketAddr>,
    /// Folder for the database, uploads and keys
    #[arg(long, global = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<PathBuf>,
    /// Address of a PostgreSQL database; without it SQLite in the data folder
    #[arg(long, global = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    database: Option<String>,
    /// Start without the sample province
    #[arg(long, global = true)]
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    empty: bool,
    /// Business clock: `sample` starts at 10/12/2024 08:00 and runs on, `real` shows the time of the machine
    #[arg(long, global = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    clock: Option<ClockKind>,
    /// For tests: when the sample's clock stands at the start of this program, like 2025-06-30T23:50
    #[arg(long, global = true, hide = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    clock_start: Option<String>,
    /// How many sample dossiers to make
    #[arg(long, global = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    sample_dossiers: Option<u32>,
    /// Configuration file (default: nhatle.toml, when it exists)
    #[arg(long, global = true)]
    #[serde(skip)]
    config: Option<PathBuf>,
}

/// Variables of the house that are no options: passwords of commands, log filters, places of tests.
const NOT_OPTIONS: &[&str] = &["password", "log", "test_postgres", "bench_postgres", "bin", "postgres_programs"];

/// Which business clock runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum ClockKind {
    /// The sample province's.
    Sample,
    /// The machine's.
    Real,
}

/// How mail is sent.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Mail {
    /// Host of the SMTP server.
    pub host: String,
    /// Its port.
    #[serde(default = "mail_port")]
    pub port: u16,
    /// `tls`, `starttls` or `plain`.
    #[serde(default = "mail_security")]
    pub security: String,
    /// User name; none for servers that ask for none.
    #[serde(default)]
    pub user: String,
    /// Password.
    #[serde(default)]
    pub password: String,
    /// Sender.
    pub from: String,
}

fn mail_port() -> u16 {
    587
}

fn mail_security() -> String {
    "starttls".into()
}

/// What hashing a password costs (argon2id), and what is asked beside it. A changed cost holds for each account from
/// its next sign-in on.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Passwords {
    /// Memory of one hashing in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
    /// Hashings at once on this node.
    pub at_once: usize,
    /// Whether officers sign in with a second factor only (usually yes); the sample province never asks for one.
    pub officers_need_factor: Option<bool>,
}

impl Default for Passwords {
    fn default() -> Self {
        let PasswordCost { memory_kib, passes, lanes, at_once } = PasswordCost::default();
        Self { memory_kib, passes, lanes, at_once, officers_need_factor: None }
    }
}

/// The least memory times passes that OWASP's password storage guide knows for argon2id: 7,168 KiB with 5 passes.
const LEAST_COST: u64 = 7_168 * 5;

impl Passwords {
    /// The cost in the words of identity.
    pub(crate) fn cost(&self) -> PasswordCost {
        PasswordCost { memory_kib: self.memory_kib, passes: self.passes, lanes: self.lanes, at_once: self.at_once }
    }

    fn check(&self) -> Result<()> {
        let cost = u64::from(self.memory_kib) * u64::from(self.passes);
        if cost < LEAST_COST || self.at_once == 0 {
            bail!(
                "passwords would be hashed too cheaply: [passwords] memory_kib × passes is {cost}, at least \
                 {LEAST_COST} is needed (for example 19456 × 2), and at_once is at least 1"
            );
        }
        Ok(())
    }
}

/// The whole configuration.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Address to listen on.
    pub listen: SocketAddr,
    /// A second address, for administrators and operators.
    pub admin: Admin,
    /// Folder for database, uploads and keys.
    pub data: PathBuf,
    /// PostgreSQL address; empty for SQLite.
    pub database: String,
    /// Without the sample province.
    pub empty: bool,
    /// Business clock; without it `sample` for the sample province and `real` for an empty one.
    pub clock: Option<ClockKind>,
    /// When the sample's clock stands at the start of the program, in local time like `2025-06-30T23:50`: for tests of
    /// what happens at an instant. Without it that clock runs on from the first start.
    pub clock_start: Option<String>,
    /// Sample dossiers to make.
    pub sample_dossiers: u32,
    /// Address under which people reach the pages.
    pub public_url: Option<String>,
    /// Whether all names below that of `public_url` are reached by https too, so that browsers are told to use nothing
    /// else with them.
    pub https_below: bool,
    /// Addresses of proxies that stand before the program and say in `X-Forwarded-For` for whom they ask.
    pub trusted_proxies: Vec<IpAddr>,
    /// Name of the province in Vietnamese.
    pub province_vi: String,
    /// Name of the province in English.
    pub province_en: String,
    /// Telephone of the guidance line.
    pub hotline: String,
    /// Folder with templates that replace embedded ones.
    pub templates: Option<PathBuf>,
    /// Mail server; without it mails are kept in the data folder.
    pub mail: Option<Mail>,
    /// Gateway of short messages; without it a sample keeps them for its operator, and a real house sends none.
    pub sms: Option<Sms>,
    /// What hashing a password costs.
    pub passwords: Passwords,
    /// For how many hours an officer without the right may read a dossier that they opened by break-glass.
    pub glass_hours: i64,
    /// For which name passkeys are made.
    pub passkeys: PasskeyOptions,
    /// Providers of identities with which people sign in.
    pub oidc: Vec<ProviderConfig>,
    /// Where clamd listens, a path or `host:port`; without it uploads are not scanned.
    pub clamd: Option<String>,
    /// Where the master key is kept.
    pub keys: KeyOptions,
    /// What people see of those who look at their data.
    pub personal: PersonalOptions,
    /// Log lines as JSON.
    pub log_json: bool,
    /// How long people stay signed in.
    pub sessions: SessionOptions,
    /// Limits on tries that differ from those declared, by name.
    pub limits: LimitOptions,
    /// Folders outside the database to which every seal of the audit log is appended: paths, or `file:///…`.
    pub seal_copies: Vec<PathBuf>,
    /// Address of an authority that stamps the time on a seal each hour (RFC 3161); without it none does.
    pub seal_tsa: Option<String>,
    /// File with the roots of that authority (PEM): who signed a time stamp is checked with them.
    pub seal_tsa_root: Option<PathBuf>,
    /// Whole months for which the rows of the audit log stay in the database, before `nhatle audit archive` takes them.
    pub audit_keep_months: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            admin: Admin::default(),
            data: PathBuf::from("./var"),
            database: String::new(),
            empty: false,
            clock: None,
            clock_start: None,
            sample_dossiers: 2_400,
            public_url: None,
            https_below: false,
            trusted_proxies: Vec::new(),
            province_vi: "Tỉnh Quảng Bình".into(),
            province_en: "Quảng Bình Province".into(),
            hotline: "1900 0000".into(),
            templates: None,
            mail: None,
            sms: None,
            passwords: Passwords::default(),
            glass_hours: 1,
            passkeys: PasskeyOptions::default(),
            oidc: Vec::new(),
            clamd: None,
            keys: KeyOptions::default(),
            personal: PersonalOptions::default(),
            log_json: false,
            sessions: SessionOptions::default(),
            limits: LimitOptions::new(),
            seal_copies: Vec::new(),
            seal_tsa: None,
            seal_tsa_root: None,
            audit_keep_months: 120,
        }
    }
}

impl Config {
    /// Puts the sources together.
    pub(crate) fn load(options: &Options) -> Result<Self> {
        let default_file = Path::new("nhatle.toml");
        let mut figment = Figment::from(Serialized::defaults(Self::default()));
        match &options.config {
            Some(file) if !file.is_file() => bail!("the configuration file {} does not exist", file.display()),
            Some(file) => figment = figment.merge(Toml::file_exact(file)),
            None if default_file.is_file() => figment = figment.merge(Toml::file_exact(default_file)),
            None => {}
        }
        figment = figment
            .merge(Env::prefixed("NHATLE_").ignore(NOT_OPTIONS).split("__"))
            .merge(Serialized::defaults(options));
        let config: Self = figment.extract().context("the configuration cannot be read")?;
        Ok(config)
    }

    /// Sample accounts have known passwords, so they never meet a public address; none is hashed too cheaply,
    /// passkeys have a name, and a key service is asked over a line that nobody reads.
    pub(crate) fn check(&self) -> Result<()> {
        self.passwords.check()?;
        self.keys.check()?;
        if !(1..=24).contains(&self.glass_hours) {
            bail!("glass_hours is {}: a dossier is opened by break-glass for 1 to 24 hours", self.glass_hours);
        }
        self.passkey_party()?;
        for address in [Some(self.listen), self.admin.listen].into_iter().flatten() {
            if !self.empty && !address.ip().is_loopback() {
                bail!(
                    "sample accounts exist only on a loopback address: listen on 127.0.0.1, or start with --empty \
                     (asked for {address})"
                );
            }
        }
        Ok(())
    }

    /// Where the database is.
    pub(crate) fn place(&self) -> Place {
        if self.database.is_empty() {
            Place::Sqlite(self.data.join("nhatle.db"))
        } else {
            Place::Postgres(self.database.clone())
        }
    }

    /// Whether officers sign in with a second factor only. Sample accounts are known to everybody and are never asked.
    pub(crate) fn officers_need_factor(&self) -> bool {
        self.empty && self.passwords.officers_need_factor.unwrap_or(true)
    }

    /// For whom passkeys are made; none where there can be none.
    pub(crate) fn passkey_party(&self) -> Result<Option<PasskeyParty>> {
        self.passkeys.party(self.public_url.as_deref(), self.listen)
    }

    /// The business clock that runs.
    pub(crate) fn clock_kind(&self) -> ClockKind {
        self.clock.unwrap_or(if self.empty { ClockKind::Real } else { ClockKind::Sample })
    }

    /// When the business clock begins, where a test says so. A real installation has no such clock.
    pub(crate) fn clock_start(&self) -> Result<Option<Timestamp>> {
        let Some(text) = &self.clock_start else { return Ok(None) };
        if self.empty || self.clock_kind() == ClockKind::Real {
            bail!("clock_start moves the clock of the sample province: leave it out, or start without --empty");
        }
        let local = text.parse::<DateTime>();
        let local = local.with_context(|| format!("clock_start is {text:?}; it looks like 2025-06-30T23:50"))?;
        Ok(Some(Timestamp::from_local(local)))
    }

    /// What differs between installations and shows on pages.
    pub fn site(&self) -> web::Site {
        web::Site {
            province: Bilingual { vi: self.province_vi.clone(), en: self.province_en.clone() },
            hotline: self.hotline.clone(),
            public_url: self.public_url.clone().unwrap_or_else(|| format!("http://{}", self.listen)),
            sample: !self.empty,
            trusted_proxies: self.trusted_proxies.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_address_with_sample_accounts_is_refused() {
        let public = Config { listen: SocketAddr::from(([0, 0, 0, 0], 8080)), ..Config::default() };
        assert!(public.check().is_err());
        assert!(Config { empty: true, ..public }.check().is_ok());
        assert!(Config::default().check().is_ok());
        let admin = Admin { listen: Some(SocketAddr::from(([192, 0, 2, 1], 8081))) };
        assert!(Config { admin, ..Config::default() }.check().is_err());
    }

    #[test]
    fn a_cost_below_the_guide_is_refused() {
        for (memory_kib, passes, at_once, is_fine) in
            [(19_456, 2, 4, true), (7_168, 5, 1, true), (19_456, 1, 4, false), (64, 2, 4, false), (19_456, 2, 0, false)]
        {
            let passwords = Passwords { memory_kib, passes, at_once, ..Passwords::default() };
            let config = Config { passwords, ..Config::default() };
            assert_eq!(config.check().is_ok(), is_fine, "{memory_kib} KiB, {passes} passes, {at_once} at once");
        }
    }

    #[test]
    fn officers_need_a_second_factor_but_for_those_of_the_sample() {
        for (empty, said, needed) in [
            (true, None, true),
            (true, Some(false), false),
            (true, Some(true), true),
            (false, None, false),
            (false, Some(true), false),
        ] {
            let passwords = Passwords { officers_need_factor: said, ..Passwords::default() };
            let config = Config { empty, passwords, ..Config::default() };
            assert_eq!(config.officers_need_factor(), needed, "{empty} {said:?}");
        }
    }

    #[test]
    fn only_the_clock_of_the_sample_is_moved() {
        let at = |text: &str| Config { clock_start: Some(text.to_owned()), ..Config::default() };
        let start = at("2025-06-30T23:50").clock_start().unwrap().unwrap();
        assert_eq!(start.rfc3339(), "2025-06-30T23:50:00+07:00");
        assert!(Config::default().clock_start().unwrap().is_none());
        assert!(at("midnight").clock_start().is_err());
        assert!(Config { empty: true, ..at("2025-06-30T23:50") }.clock_start().is_err());
        assert!(Config { clock: Some(ClockKind::Real), ..at("2025-06-30T23:50") }.clock_start().is_err());
    }

    #[test]
    fn the_command_line_stands_above_the_defaults() {
        let options = Options { listen: Some(SocketAddr::from(([127, 0, 0, 1], 9))), ..Options::default() };
        let config = Config::load(&options).unwrap();
        assert_eq!(config.listen.port(), 9);
        assert_eq!(config.clock_kind(), ClockKind::Sample);
    }
}
