//! The sandbox gateway: a stand-in for a bank's pages that speaks to us over HTTP like a real one, so that the whole way
//! of a payment can be walked without money. It lives in this program, but knows a payment only by its id and amount,
//! and tells how it went only through the signed hook.

mod act;
mod pages;
mod refund;

use axum::http::Method;
use futures::future::BoxFuture;
use kernel::{Error, Kind, Message, Result};
use runtime::Runtime;
use store::jobs::Job;

use crate::client;
use crate::gateway::Settings;

pub use act::SandboxAct;
pub(crate) use pages::{act, samples, show, transactions};
pub(crate) use refund::give_back;

/// The kind of job that delivers a notice.
pub(crate) const NOTIFY: &str = "payments.gateway-notify";
/// The kind of job that tells the sandbox what an agency gave back.
pub(crate) const REFUND: &str = "payments.gateway-refund";

/// Delivers a notice to our hook. It is tried again until it is answered, so the same notice may arrive twice.
pub(crate) fn notify<'a>(runtime: &'a Runtime, job: &'a Job) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let settings = runtime.services().get::<Settings>()?;
        let signature = settings.sign(runtime.vault(), job.payload.as_bytes());
        let url = format!("{}/hooks/payments", settings.base_url);
        let answer = client::send(Method::POST, &url, &signature, job.payload.clone()).await?;
        match answer.status {
            200..=299 => Ok(()),
            // The hook will never take it: a person has to look.
            status @ (400 | 403 | 404 | 409 | 422) => {
                let message = Message::new("payments-error-notice");
                Err(Error::new(Kind::Invalid, message).because(format!("the hook answered {status}")))
            }
            status => Err(Error::unavailable(format!("the hook answered {status}"))),
        }
    })
}
