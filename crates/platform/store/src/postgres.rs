//! Connecting to PostgreSQL: the pool of readers and the connections of the lanes.

use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod, Runtime};
use tokio_postgres::{Client, Config};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::error::StoreError;

/// Connections for readers on one node.
const POOL: usize = 16;

/// Knows how to open a connection with the session settings of this house.
#[derive(Clone)]
pub(crate) struct Connector {
    config: Config,
    tls: MakeRustlsConnect,
}

impl Connector {
    /// Reads a URL (`postgres://…`) or a key-value string.
    pub(crate) fn new(url: &str) -> Result<Self, StoreError> {
        let mut config: Config =
            url.parse().map_err(|e| StoreError::bug(format!("the database address cannot be read: {e}")))?;
        config.connect_timeout(Duration::from_secs(5));
        config.application_name("nhatle");
        let options = [
            config.get_options().unwrap_or_default(),
            "-c statement_timeout=15000 -c lock_timeout=3000 -c idle_in_transaction_session_timeout=10000",
        ];
        config.options(options.join(" ").trim());
        let roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let tls = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|e| StoreError::bug(e.to_string()))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self { config, tls: MakeRustlsConnect::new(tls) })
    }

    /// One connection of its own.
    pub(crate) async fn connect(&self) -> Result<Client, StoreError> {
        let (client, connection) = self
            .config
            .connect(self.tls.clone())
            .await
            .map_err(|e| StoreError::Unavailable(format!("cannot connect: {e}")))?;
        #[expect(clippy::disallowed_methods, reason = "the store stands below the runtime's spawner")]
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::warn!(%error, "database connection ended");
            }
        });
        Ok(client)
    }

    /// The pool that readers and maintenance share.
    pub(crate) fn pool(&self) -> Result<Pool, StoreError> {
        let manager = Manager::from_config(
            self.config.clone(),
            self.tls.clone(),
            ManagerConfig { recycling_method: RecyclingMethod::Fast },
        );
        Pool::builder(manager)
            .max_size(POOL)
            .wait_timeout(Some(Duration::from_secs(5)))
            .create_timeout(Some(Duration::from_secs(5)))
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(|e| StoreError::bug(e.to_string()))
    }
}
