//! What the holder of an account was told.

use kernel::{Arg, Result};
use serde::Serialize;
use web::{Cx, Locale, Outcome, TemplateSample, view_of};

use super::SAMPLE_AT;
use crate::commands::ReadNotices;
use crate::model::DossierId;
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
    /// Whether it was not read before.
    is_new: bool,
}

/// The newest notices. Whoever sees them has read them.
pub(super) async fn get(cx: Cx) -> Outcome {
    let reader = cx.reader();
    let rows = queries::notices(&reader).await?;
    if queries::unread_notices(&reader, None).await? > 0 {
        // A page is not held up when that fails.
        if let Err(error) = cx.execute(&ReadNotices { dossier: None, until: reader.now }).await {
            tracing::warn!(%error, "notices could not be marked as read");
        }
    }
    let line = |row: queries::NoticeRow| {
        let args: [(&str, Arg); 1] = [("code", row.code.into())];
        NoticeLine {
            href: format!("/my/dossiers/{}", row.dossier),
            text: cx.tf(&format!("dossiers-notice-{}", row.kind), &args),
            at: row.at,
            icon: icon_of(&row.kind),
            is_new: !row.is_read,
        }
    };
    let view = NoticesView { notices: rows.into_iter().map(line).collect() };
    cx.page(NOTICES, view).await
}

/// Notes that the notices of a dossier were seen with its page, which waits for nothing.
pub(super) async fn seen_with(cx: &Cx, dossier: DossierId) -> Result<()> {
    let reader = cx.reader();
    if queries::unread_notices(&reader, Some(dossier)).await? > 0 {
        let command = ReadNotices { dossier: Some(dossier), until: reader.now };
        cx.app.runtime().execute_soon(cx.actor().clone(), command);
    }
    Ok(())
}

fn icon_of(kind: &str) -> &'static str {
    match kind {
        "submitted" => "send",
        "accepted" => "inbox",
        "refused" => "no",
        "supplement-asked" | "supplement-taken" => "addpaper",
        "fee-asked" | "fee-paid" | "fee-excess" => "coin",
        "file-infected" => "shield",
        "stopped" => "stop",
        "reappointed" => "calendar",
        "withdrawal-decided" | "withdrawal-agreed" | "withdrawal-declined" => "undo",
        "decided" => "seal",
        "returned" => "done",
        "glass" => "eye",
        _ => "bell",
    }
}

pub(super) fn samples() -> Vec<TemplateSample> {
    let sample = |case: &'static str, view: fn(Locale) -> web::View| TemplateSample { template: NOTICES, case, view };
    vec![
        sample("usual", |_| {
            let read = NoticeLine { is_new: false, ..line("B") };
            view_of(NoticesView { notices: vec![line("Hồ sơ T-ABCDEFGH23 đã được tiếp nhận"), read] })
        }),
        sample("empty", |_| view_of(NoticesView { notices: Vec::new() })),
        sample("long", |_| view_of(NoticesView { notices: vec![line(&super::long_text())] })),
    ]
}

fn line(text: &str) -> NoticeLine {
    let href = "/my/dossiers/0".to_owned();
    NoticeLine { href, text: text.into(), at: SAMPLE_AT, icon: icon_of("accepted"), is_new: true }
}
