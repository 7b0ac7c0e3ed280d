//! One's own data: a copy of it, and what one agreed to have kept.

use kernel::{Error, Message, Result};
use procedures::Catalogue;
use runtime::ActorKind;
use serde::Serialize;
use web::http::{Path, StatusCode};
use web::{Cx, Form, Locale, Outcome, ShownError, TemplateSample, shown_errors, view_of};

use super::review::words_in;
use super::{SAMPLE_AT, long_text, sample_errors};
use crate::api::export::archive;
use crate::commands::{GiveConsent, WithdrawConsent};
use crate::model::{Agreed, Purpose};
use crate::queries;

const DATA: &str = "dossiers/citizen/data.html";

#[derive(Serialize)]
struct DataView {
    /// Whether it is a person, whose data can be erased; a business has none.
    is_person: bool,
    consents: Vec<ConsentView>,
    /// The procedures of which answers are kept.
    kept: Vec<KeptView>,
    errors: Vec<ShownError>,
}

/// A purpose as it stands.
#[derive(Serialize)]
struct ConsentView {
    code: &'static str,
    /// Message that names it.
    label: &'static str,
    text: String,
    /// Version of the words.
    words: i64,
    /// Since when it stands, microseconds; 0 without consent.
    given_at: i64,
}

#[derive(Serialize)]
struct KeptView {
    procedure: String,
    at: i64,
}

/// What is there of oneself; officers have none.
pub(super) async fn get(cx: Cx) -> Outcome {
    show(&cx, StatusCode::OK, Vec::new()).await
}

/// The copy itself.
pub(super) async fn post(cx: Cx, Form(_): Form) -> Outcome {
    Ok(archive(&cx).await?)
}

/// Agrees that something is kept; the box must have been chosen.
pub(super) async fn agree(cx: Cx, Path(purpose): Path<String>, Form(values): Form) -> Outcome {
    holders_only(&cx)?;
    let purpose = Purpose::parse(&purpose)?;
    let Some(words) = values.filled("agree").and_then(|words| words.parse().ok()) else {
        let missing = Error::invalid_field(field_of(purpose), Message::new("dossiers-error-consent-box"));
        return show(&cx, StatusCode::UNPROCESSABLE_ENTITY, shown_errors(&cx, &missing)).await;
    };
    match cx.execute(&GiveConsent { agreed: Agreed { purpose, words } }).await {
        Ok(_) => Ok(cx.redirect_saying("/my/data", "dossiers-consent-given")),
        Err(error) if web::is_mendable(&error) => {
            show(&cx, StatusCode::UNPROCESSABLE_ENTITY, shown_errors(&cx, &error)).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Takes a consent back. A second click finds it done.
pub(super) async fn withdraw(cx: Cx, Path(purpose): Path<String>, Form(_): Form) -> Outcome {
    holders_only(&cx)?;
    match cx.execute(&WithdrawConsent { purpose: Purpose::parse(&purpose)? }).await {
        Err(error) if error.message().key != "dossiers-error-consent-none" => Err(error.into()),
        _ => Ok(cx.redirect_saying("/my/data", "dossiers-consent-withdrawn")),
    }
}

fn holders_only(cx: &Cx) -> Result<()> {
    if cx.actor().is_applicant() { Ok(()) } else { Err(Error::not_found()) }
}

fn field_of(purpose: Purpose) -> String {
    format!("agree-{}", purpose.code())
}

async fn show(cx: &Cx, status: StatusCode, errors: Vec<ShownError>) -> Outcome {
    holders_only(cx)?;
    let reader = cx.reader();
    let consents = queries::consents(&reader).await?.into_iter().map(|item| ConsentView {
        code: item.purpose.code(),
        label: item.purpose.label(),
        text: words_in(&item.words, cx.locale()).to_owned(),
        words: item.words.version,
        given_at: item.given_at.map_or(0, |at| at.0),
    });
    let catalogue = reader.service::<Catalogue>()?.current();
    let name = |code: &str| {
        let procedure = catalogue.by_code(code, reader.now);
        procedure.map_or_else(|| code.to_owned(), |procedure| procedure.name_in(cx.locale()).to_owned())
    };
    let kept = queries::kept(&reader).await?;
    let kept = kept.iter().map(|row| KeptView { procedure: name(&row.procedure), at: row.kept_at.0 });
    let is_person = cx.actor().kind == ActorKind::Citizen;
    let view = DataView { is_person, consents: consents.collect(), kept: kept.collect(), errors };
    cx.page_as(status, DATA, view).await
}

pub(super) fn samples() -> Vec<TemplateSample> {
    let sample = |case: &'static str, view: fn(Locale) -> web::View| TemplateSample { template: DATA, case, view };
    vec![
        sample("usual", |_| view_of(sample_view("Cấp giấy xác nhận tình trạng hôn nhân", SAMPLE_AT))),
        sample("nothing agreed", |_| view_of(DataView { is_person: false, kept: Vec::new(), ..sample_view("", 0) })),
        sample("errors", |_| {
            let errors = sample_errors(&[("agree-answers", "Chọn ô đồng ý trước khi lưu")]);
            view_of(DataView { errors, kept: Vec::new(), ..sample_view("", 0) })
        }),
        sample("long", |_| view_of(sample_view(&long_text(), SAMPLE_AT))),
    ]
}

fn sample_view(procedure: &str, given_at: i64) -> DataView {
    let text = "Tôi đồng ý để hệ thống giữ các câu trả lời".to_owned();
    let label = Purpose::Answers.label();
    DataView {
        is_person: true,
        consents: vec![ConsentView { code: "answers", label, text, words: 1, given_at }],
        kept: vec![KeptView { procedure: procedure.to_owned(), at: SAMPLE_AT }],
        errors: Vec::new(),
    }
}
