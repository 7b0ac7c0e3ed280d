//! Listening: slow clients are cut off, and a stop lets running requests finish.

use std::net::SocketAddr;
use std::time::Duration;

use axum::extract::ConnectInfo;
use axum::{Extension, Router};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use kernel::{Error, Result};
use runtime::Runtime;
use tokio::net::TcpListener;
use tower::ServiceBuilder;
use tower_http::timeout::RequestBodyTimeoutLayer;

use crate::side::Side;

/// A client that does not finish its headers in this time is cut off.
const HEADER_TIME: Duration = Duration::from_secs(10);
/// A body that stands still for this long is cut off.
const BODY_TIME: Duration = Duration::from_secs(20);
/// How long running requests may take to finish after a stop.
const GRACE: Duration = Duration::from_secs(10);

/// Serves one side of the house until the runtime is told to stop.
pub async fn serve(listener: TcpListener, router: Router, runtime: &Runtime, side: Side) -> Result<()> {
    // Only HTTP/1: the probe for HTTP/2 waits without a limit for a client that says nothing. A proxy speaks HTTP/2.
    let mut builder = Builder::new(TokioExecutor::new()).http1_only();
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEADER_TIME);
    let graceful = GracefulShutdown::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            go_on = runtime.pause(Duration::from_hours(1)) => if go_on { continue } else { break },
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of file handles, most likely: a short rest lets others close theirs.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        let _ = stream.set_nodelay(true);
        let service = ServiceBuilder::new()
            .layer(Extension(ConnectInfo::<SocketAddr>(peer)))
            .layer(Extension(side))
            .layer(RequestBodyTimeoutLayer::new(BODY_TIME))
            .service(router.clone());
        let connection = builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
        let connection = graceful.watch(connection.into_owned());
        runtime.spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended early");
            }
        });
    }
    drop(listener);
    tokio::select! {
        () = graceful.shutdown() => {}
        () = tokio::time::sleep(GRACE) => tracing::warn!("some requests did not finish in time"),
    }
    Ok(())
}

/// Opens the listening socket with a sentence for people when it cannot.
pub async fn listen(address: SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(address)
        .await
        .map_err(|e| Error::unavailable(format!("cannot listen on {address}: {e}; is another program using the port?")))
}
