//! What the holder of an account agrees to have kept (fact 2.19), and the request to be erased.

use kernel::{Error, Message};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::http::{IntoResponse, Json, Path, StatusCode};
use web::{Cx, Guard, Locale, Method, Outcome, Routes};

use crate::commands::{AskErasure, GiveConsent, WithdrawConsent};
use crate::model::{Agreed, Purpose};
use crate::queries;

pub(super) fn routes() -> Routes {
    let guard = Guard::SignedIn;
    Routes::default()
        .get("/api/v1/me/consents", guard, list)
        .says("List what may be kept for the holder of the account, in which words, and whether it was agreed to")
        .gives::<ConsentList>()
        .add(Method::Put, "/api/v1/me/consents/{purpose}", guard, give)
        .says("Agree that something is kept; the person must have chosen it in the words of this version")
        .takes::<ConsentRequest>()
        .gives_nothing()
        .add(Method::Delete, "/api/v1/me/consents/{purpose}", guard, withdraw)
        .says("Take a consent back; what was kept because of it is removed")
        .gives_nothing()
        .post("/api/v1/me/erasure", guard, ask_erasure)
        .says("Ask that what is known of the holder of the account be erased; what a law keeps stays")
        .takes_nothing()
        .gives_nothing()
}

/// A purpose as it stands with the account.
#[derive(Serialize, ToSchema)]
struct Consent {
    /// Code of the purpose: `answers`.
    purpose: &'static str,
    /// The words that were agreed to, or that are asked now.
    text: String,
    /// Version of the words.
    words: i64,
    /// Since when it stands; null without consent.
    #[schema(format = DateTime)]
    given_at: Option<String>,
}

/// All purposes.
#[derive(Serialize, ToSchema)]
struct ConsentList {
    items: Vec<Consent>,
}

/// An agreement.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ConsentRequest {
    /// Version of the words that were shown to the person.
    words: i64,
}

async fn list(cx: Cx) -> Outcome {
    if !cx.actor().is_applicant() {
        return Err(Error::not_found().into());
    }
    let items = queries::consents(&cx.reader()).await?.into_iter().map(|item| Consent {
        purpose: item.purpose.code(),
        words: item.words.version,
        given_at: item.given_at.map(kernel::Timestamp::rfc3339),
        text: match cx.locale() {
            Locale::Vi => item.words.vi,
            Locale::En => item.words.en,
        },
    });
    Ok(Json(ConsentList { items: items.collect() }).into_response())
}

async fn give(cx: Cx, Path(purpose): Path<String>, Json(request): Json<ConsentRequest>) -> Outcome {
    let purpose = Purpose::parse(&purpose)?;
    if request.words < 1 {
        return Err(Error::invalid_field("/words", Message::new("dossiers-error-consent-words")).into());
    }
    cx.execute(&GiveConsent { agreed: Agreed { purpose, words: request.words } }).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn withdraw(cx: Cx, Path(purpose): Path<String>) -> Outcome {
    cx.execute(&WithdrawConsent { purpose: Purpose::parse(&purpose)? }).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn ask_erasure(cx: Cx) -> Outcome {
    cx.execute(&AskErasure).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
