//! PostgreSQL's own programs for copies, `pg_dump` and `pg_restore`, as its client package brings them.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::time::Duration;

use data_encoding::HEXLOWER;
use tokio::process::Command;
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};

use crate::backup::{COUNT_ROWS, NEWEST_SEAL, Point, SCHEMA, Tell};
use crate::error::StoreError;
use crate::postgres::{Connection, Connector};

/// Where Debian puts the programs of each version.
const DEBIAN: &str = "/usr/lib/postgresql";
/// How often the growing dump is looked at.
const LOOK: Duration = Duration::from_millis(500);

/// A snapshot that stays until its transaction ends, however long the dump takes.
const BEGIN: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
    SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0";

/// Dumps the database as it is now, and says what the dump holds. The snapshot of both is the same.
pub(crate) async fn dump(connector: &Connector, file: &Path, mut tell: Tell) -> Result<Point, StoreError> {
    let failed = |e: tokio_postgres::Error| StoreError::of_postgres(&e);
    let client = connector.connect().await?;
    client.batch_execute(BEGIN).await.map_err(failed)?;
    let begun = "SELECT pg_export_snapshot(), pg_database_size(current_database())";
    let row = client.query_one(begun, &[]).await.map_err(failed)?;
    let (snapshot, size): (String, i64) = (row.get(0), row.get(1));
    let size = u64::try_from(size).unwrap_or(0);
    let point = point(&client).await?;
    let mut command = command("pg_dump", &connector.config);
    command.args(["--format=custom", "--no-owner", "--no-privileges", "--snapshot", snapshot.as_str()]);
    command.arg("--file").arg(file);
    let child = command.spawn().map_err(|e| not_started("pg_dump", &e))?;
    let ended = child.wait_with_output();
    tokio::pin!(ended);
    let output = loop {
        tokio::select! {
            output = &mut ended => break output,
            () = tokio::time::sleep(LOOK) => {
                // A dump is packed, so this grows more slowly than the size of the database says.
                let done = std::fs::metadata(file).map_or(0, |meta| meta.len());
                tell(done.min(size), size);
            }
        }
    };
    ended_well("pg_dump", &output.map_err(|e| not_started("pg_dump", &e))?)?;
    tell(size, size);
    Ok(point)
}

async fn point(client: &Connection) -> Result<Point, StoreError> {
    let failed = |e: tokio_postgres::Error| StoreError::of_postgres(&e);
    let rows: i64 = client.query_one(COUNT_ROWS, &[]).await.map_err(failed)?.get(0);
    let seal = client.query_opt(NEWEST_SEAL, &[]).await.map_err(failed)?;
    let (seal, seal_hash) = seal.map_or((0, String::new()), |row| {
        let hash: Vec<u8> = row.get(1);
        (row.get(0), HEXLOWER.encode(&hash))
    });
    let modules = client.query(SCHEMA, &[]).await.map_err(failed)?;
    let schema = modules.iter().map(|row| (row.get(0), row.get(1))).collect();
    Ok(Point { rows, seal, seal_hash, schema, longest_wait: None })
}

/// Whether the database has no table of its own.
pub(crate) async fn is_empty(connector: &Connector) -> Result<bool, StoreError> {
    let client = connector.connect().await?;
    let tables = "SELECT COUNT(*) FROM information_schema.tables
                  WHERE table_schema NOT IN ('pg_catalog', 'information_schema')";
    let row = client.query_one(tables, &[]).await.map_err(|e| StoreError::of_postgres(&e))?;
    Ok(row.get::<_, i64>(0) == 0)
}

/// Puts a dump into an empty database in one transaction.
pub(crate) async fn restore(connector: &Connector, dump: &Path) -> Result<(), StoreError> {
    let config = &connector.config;
    let name = config.get_dbname().or(config.get_user()).unwrap_or("postgres");
    let mut command = command("pg_restore", config);
    command.args(["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", "--dbname", name]);
    command.arg(dump);
    let child = command.spawn().map_err(|e| not_started("pg_restore", &e))?;
    let output = child.wait_with_output().await.map_err(|e| not_started("pg_restore", &e))?;
    ended_well("pg_restore", &output)
}

/// A program that ends when nobody waits for it any more. The address goes through its environment, so that no list of
/// processes shows the password.
fn command(name: &str, config: &Config) -> Command {
    let mut command = Command::new(program(Path::new(DEBIAN), name));
    command.envs(environment(config));
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).kill_on_drop(true);
    command
}

/// The newest version that Debian has put there, else what the search path finds.
fn program(base: &Path, name: &str) -> PathBuf {
    let found = std::fs::read_dir(base).ok().and_then(|entries| {
        let versions = entries.filter_map(Result::ok).filter_map(|entry| {
            let version: u32 = entry.file_name().to_str()?.parse().ok()?;
            let program = entry.path().join("bin").join(name);
            program.is_file().then_some((version, program))
        });
        versions.max()
    });
    found.map_or_else(|| PathBuf::from(name), |(_, program)| program)
}

/// The address of the server as PostgreSQL's programs read it.
fn environment(config: &Config) -> Vec<(&'static str, OsString)> {
    let hosts: Vec<String> = config.get_hosts().iter().map(host_text).collect();
    let addresses: Vec<String> = config.get_hostaddrs().iter().map(ToString::to_string).collect();
    let ports: Vec<String> = config.get_ports().iter().map(ToString::to_string).collect();
    let password = config.get_password().map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    let encryption: &[(&'static str, &str)] = match config.get_ssl_mode() {
        SslMode::Disable => &[("PGSSLMODE", "disable")],
        SslMode::Prefer => &[("PGSSLMODE", "prefer")],
        // As the program itself does: the server must be who it says, by the public roots.
        _ => &[("PGSSLMODE", "verify-full"), ("PGSSLROOTCERT", "system")],
    };
    let mut variables: Vec<(&'static str, String)> = vec![
        ("PGHOST", hosts.join(",")),
        ("PGHOSTADDR", addresses.join(",")),
        ("PGPORT", ports.join(",")),
        ("PGUSER", config.get_user().unwrap_or_default().to_owned()),
        ("PGPASSWORD", password.unwrap_or_default()),
        ("PGDATABASE", config.get_dbname().unwrap_or_default().to_owned()),
        ("PGOPTIONS", config.get_options().unwrap_or_default().to_owned()),
    ];
    variables.extend(encryption.iter().map(|(name, value)| (*name, (*value).to_owned())));
    variables.retain(|(_, value)| !value.is_empty());
    variables.into_iter().map(|(name, value)| (name, OsString::from(value))).collect()
}

fn host_text(host: &Host) -> String {
    match host {
        Host::Tcp(name) => name.clone(),
        #[cfg(unix)]
        Host::Unix(folder) => folder.display().to_string(),
    }
}

fn not_started(program: &str, error: &std::io::Error) -> StoreError {
    StoreError::Unavailable(match error.kind() {
        std::io::ErrorKind::NotFound => format!(
            "{program} was not found on this machine: install PostgreSQL's client programs, not older than the server \
             (Debian: apt-get install postgresql-client), and run the command again"
        ),
        _ => format!("{program} cannot be run: {error}"),
    })
}

fn ended_well(program: &str, output: &Output) -> Result<(), StoreError> {
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(StoreError::Unavailable(format!("{program} ended with {}: {}", output.status, said.trim())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_program_is_taken_and_its_absence_is_said() {
        let base = tempfile::tempdir().unwrap();
        assert_eq!(program(base.path(), "pg_dump"), PathBuf::from("pg_dump"));
        for version in ["9", "15", "17", "other"] {
            let folder = base.path().join(version).join("bin");
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(folder.join("pg_dump"), b"").unwrap();
        }
        assert_eq!(program(base.path(), "pg_dump"), base.path().join("17").join("bin").join("pg_dump"));
        let missing = not_started("pg_dump", &std::io::Error::from(std::io::ErrorKind::NotFound));
        assert!(missing.to_string().contains("postgresql-client"), "{missing}");
    }

    #[test]
    fn the_address_goes_through_the_environment() {
        let config: Config = "postgres://an:m%40u@db.example:5433/nhatle?sslmode=require".parse().unwrap();
        let found = environment(&config);
        let value = |name: &str| {
            let (_, value) = found.iter().find(|(found, _)| *found == name)?;
            value.to_str()
        };
        assert_eq!(value("PGHOST"), Some("db.example"));
        assert_eq!(value("PGPORT"), Some("5433"));
        assert_eq!((value("PGUSER"), value("PGPASSWORD")), (Some("an"), Some("m@u")));
        assert_eq!(value("PGDATABASE"), Some("nhatle"));
        assert_eq!(value("PGSSLMODE"), Some("verify-full"));
        assert_eq!(value("PGOPTIONS"), None);
    }
}
