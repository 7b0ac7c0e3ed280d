//! After signing out of a session that a provider of identities began: the way out of the provider too, which knows the
//! person still. A link, because no form of ours ends elsewhere; whoever does not take it has signed out here all the same.

use serde::Serialize;
use web::http::Path;
use web::{Cx, Guard, Outcome, Routes, TemplateSample, view_of};

use crate::providers::providers;
use crate::sign_in::PROVIDERS;

const TEMPLATE: &str = "identity/signed-out.html";

/// The route.
pub(crate) fn routes() -> Routes {
    Routes::default().get("/signed-out/{provider}", Guard::Public, get)
}

#[derive(Serialize)]
struct SignedOutView {
    /// What people call the provider.
    provider: String,
    /// Where a session ends there.
    href: String,
}

/// The page that a sign-out leads to: of the provider by which the session began, where there is one still.
pub(super) fn after(cx: &Cx, provider: Option<&str>) -> Option<String> {
    let name = provider?;
    providers(cx.app.runtime()).get(name).ok()?;
    Some(format!("/signed-out/{name}"))
}

async fn get(cx: Cx, Path(name): Path<String>) -> Outcome {
    let runtime = cx.app.runtime();
    let all = providers(runtime);
    let provider = all.get(&name)?;
    cx.app.tries().count(PROVIDERS, &cx.peer(), runtime.wall())?;
    let end = match provider.known(runtime.wall()).await {
        Ok(known) => known.end_session,
        Err(error) => {
            tracing::warn!(%error, provider = provider.name(), "a provider does not say where its sessions end");
            None
        }
    };
    let Some(href) = end else { return Ok(cx.redirect_saying("/", "identity-signed-out")) };
    let label = provider.label(cx.locale()).to_owned();
    cx.page(TEMPLATE, SignedOutView { provider: label, href }).await
}

pub(super) fn samples() -> Vec<TemplateSample> {
    vec![
        TemplateSample { template: TEMPLATE, case: "usual", view: |_| view_of(sample("VNeID")) },
        TemplateSample { template: TEMPLATE, case: "long", view: |_| view_of(sample(&"Nhà cung cấp ".repeat(12))) },
    ]
}

fn sample(provider: &str) -> SignedOutView {
    SignedOutView { provider: provider.to_owned(), href: "https://id.example.vn/session/end".into() }
}
