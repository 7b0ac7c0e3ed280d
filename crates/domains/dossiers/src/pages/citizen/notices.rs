//! What the holder of an account was told.

use kernel::Arg;
use serde::Serialize;
use web::{Cx, Locale, Outcome, TemplateSample, view_of};

use super::SAMPLE_AT;
use crate::queries;

const NOTICES: &str = "dossiers/citizen/notices.html";

#[derive(Serialize)]
struct NoticesView {
    notices: Vec<NoticeLine>,
}

#[derive(Serialize)]
struct NoticeLine {
    href: String,
    text: String,
    at: i64,
    icon: &'static str,
}

/// The newest notices.
pub(super) async fn get(cx: Cx) -> Outcome {
    let rows = queries::notices(&cx.reader()).await?;
    let line = |row: queries::NoticeRow| {
        let args: [(&str, Arg); 1] = [("code", row.code.into())];
        NoticeLine {
            href: format!("/my/dossiers/{}", row.dossier),
            text: cx.tf(&format!("dossiers-notice-{}", row.kind), &args),
            at: row.at,
            icon: icon_of(&row.kind),
        }
    };
    let view = NoticesView { notices: rows.into_iter().map(line).collect() };
    cx.page(NOTICES, view).await
}

fn icon_of(kind: &str) -> &'static str {
    match kind {
        "submitted" => "send",
        "accepted" => "inbox",
        "refused" => "no",
        "supplement-asked" | "supplement-taken" => "addpaper",
        "fee-asked" | "fee-paid" => "coin",
        "stopped" => "stop",
        "reappointed" => "calendar",
        "withdrawal-decided" => "undo",
        "decided" => "seal",
        "returned" => "done",
        _ => "bell",
    }
}

pub(super) fn samples() -> Vec<TemplateSample> {
    let sample = |case: &'static str, view: fn(Locale) -> web::View| TemplateSample { template: NOTICES, case, view };
    vec![
        sample("usual", |_| {
            view_of(NoticesView { notices: vec![line("Hồ sơ T-ABCDEFGH23 đã được tiếp nhận"), line("B")] })
        }),
        sample("empty", |_| view_of(NoticesView { notices: Vec::new() })),
        sample("long", |_| view_of(NoticesView { notices: vec![line(&super::long_text())] })),
    ]
}

fn line(text: &str) -> NoticeLine {
    NoticeLine { href: "/my/dossiers/0".into(), text: text.into(), at: SAMPLE_AT, icon: icon_of("accepted") }
}
