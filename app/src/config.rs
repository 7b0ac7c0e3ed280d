//! The configuration: defaults, then a file, then the environment, then the command line. Every option has all of them.

mod keys;
mod limits;
mod personal;
mod sessions;

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;
use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use identity::PasswordCost;
use serde::{Deserialize, Serialize};
use store::Place;
use web::Bilingual;

pub use keys::KeyOptions;
pub(crate) use limits::apply as apply_limits;
pub use limits::{LimitOption, LimitOptions};
pub use personal::PersonalOptions;
pub use sessions::SessionOptions;

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
    /// Folder for database, uploads and keys.
    pub data: PathBuf,
    /// PostgreSQL address; empty for SQLite.
    pub database: String,
    /// Without the sample province.
    pub empty: bool,
    /// Business clock; without it `sample` for the sample province and `real` for an empty one.
    pub clock: Option<ClockKind>,
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
    /// What hashing a password costs.
    pub passwords: Passwords,
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
    /// Folders outside the database to which every seal of the audit log is appended.
    pub seal_copies: Vec<PathBuf>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            data: PathBuf::from("./var"),
            database: String::new(),
            empty: false,
            clock: None,
            sample_dossiers: 2_400,
            public_url: None,
            https_below: false,
            trusted_proxies: Vec::new(),
            province_vi: "Tỉnh Quảng Bình".into(),
            province_en: "Quảng Bình Province".into(),
            hotline: "1900 0000".into(),
            templates: None,
            mail: None,
            passwords: Passwords::default(),
            clamd: None,
            keys: KeyOptions::default(),
            personal: PersonalOptions::default(),
            log_json: false,
            sessions: SessionOptions::default(),
            limits: LimitOptions::new(),
            seal_copies: Vec::new(),
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

    /// Sample accounts have known passwords, so they never meet a public address; none is hashed too cheaply; and a key
    /// service is asked over a line that nobody reads.
    pub(crate) fn check(&self) -> Result<()> {
        self.passwords.check()?;
        self.keys.check()?;
        if !self.empty && !self.listen.ip().is_loopback() {
            bail!(
                "sample accounts exist only on a loopback address: listen on 127.0.0.1, or start with --empty (asked for {})",
                self.listen
            );
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

    /// The business clock that runs.
    pub(crate) fn clock_kind(&self) -> ClockKind {
        self.clock.unwrap_or(if self.empty { ClockKind::Real } else { ClockKind::Sample })
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
    fn the_command_line_stands_above_the_defaults() {
        let options = Options { listen: Some(SocketAddr::from(([127, 0, 0, 1], 9))), ..Options::default() };
        let config = Config::load(&options).unwrap();
        assert_eq!(config.listen.port(), 9);
        assert_eq!(config.clock_kind(), ClockKind::Sample);
    }
}
