//! Pages of officers: inbox, quick view, dossier, acts, intake at the counter, search. Complete without script.

mod act;
mod act_form;
mod acts;
mod clocks;
mod conditions;
mod count;
mod counter;
mod erasures;
mod export;
mod files;
mod flags;
mod glass;
mod handled;
pub(crate) mod held;
mod inbox;
mod intake;
mod intake_form;
mod load;
mod looks;
pub mod menu;
mod new_dates;
mod parts;
mod preview;
mod samples;
mod search;
mod show;
mod told;
mod watch;

use kernel::Result;
use runtime::Permission;
use serde::Serialize;
use web::http::Path;
use web::{Cx, Form, Guard, Routes, Template, TemplateSample, Values};

use crate::permissions::{APPROVE, ASSIGN, DELIVER, FLAGS, HANDLE, OVERRIDE, READ, RECEIVE};

pub(crate) use act::{Act, offered};
pub(crate) use act_form::Choices;

/// The templates.
pub const TEMPLATES: &[Template] = &[
    ("dossiers/officer/inbox.html", include_str!("../../../templates/dossiers/officer/inbox.html")),
    ("dossiers/officer/handled.html", include_str!("../../../templates/dossiers/officer/handled.html")),
    ("dossiers/officer/flags.html", include_str!("../../../templates/dossiers/officer/flags.html")),
    ("dossiers/officer/glass.html", include_str!("../../../templates/dossiers/officer/glass.html")),
    ("dossiers/officer/glass-review.html", include_str!("../../../templates/dossiers/officer/glass-review.html")),
    ("dossiers/officer/erasures.html", include_str!("../../../templates/dossiers/officer/erasures.html")),
    ("dossiers/officer/erasure.html", include_str!("../../../templates/dossiers/officer/erasure.html")),
    ("dossiers/officer/accepted.html", include_str!("../../../templates/dossiers/officer/accepted.html")),
    ("dossiers/officer/preview.html", include_str!("../../../templates/dossiers/officer/preview.html")),
    ("dossiers/officer/show.html", include_str!("../../../templates/dossiers/officer/show.html")),
    ("dossiers/officer/parts.html", include_str!("../../../templates/dossiers/officer/parts.html")),
    ("dossiers/officer/act.html", include_str!("../../../templates/dossiers/officer/act.html")),
    ("dossiers/officer/act-form.html", include_str!("../../../templates/dossiers/officer/act-form.html")),
    ("dossiers/officer/supplement.html", include_str!("../../../templates/dossiers/officer/supplement.html")),
    ("dossiers/officer/intake.html", include_str!("../../../templates/dossiers/officer/intake.html")),
    ("dossiers/officer/intake-form.html", include_str!("../../../templates/dossiers/officer/intake-form.html")),
    ("dossiers/officer/search.html", include_str!("../../../templates/dossiers/officer/search.html")),
    ("dossiers/officer/new-dates.html", include_str!("../../../templates/dossiers/officer/new-dates.html")),
];

/// The acts that are posted as plain forms, with the rights of which one is needed somewhere.
const ACTS: &[(&str, Act, &[Permission])] = &[
    ("/officer/dossiers/{id}/accept", Act::Accept, &[RECEIVE]),
    ("/officer/dossiers/{id}/refuse", Act::Refuse, &[RECEIVE]),
    ("/officer/dossiers/{id}/ask-supplement", Act::AskSupplement, &[RECEIVE, HANDLE, OVERRIDE]),
    ("/officer/dossiers/{id}/ask-leader", Act::AskLeader, &[RECEIVE, HANDLE]),
    ("/officer/dossiers/{id}/hand-on", Act::HandOn, &[RECEIVE, OVERRIDE]),
    ("/officer/dossiers/{id}/assign", Act::Assign, &[ASSIGN]),
    ("/officer/dossiers/{id}/take", Act::Take, &[RECEIVE, HANDLE, APPROVE]),
    ("/officer/dossiers/{id}/forward", Act::Forward, &[HANDLE, APPROVE]),
    ("/officer/dossiers/{id}/send-back", Act::SendBack, &[HANDLE, APPROVE]),
    ("/officer/dossiers/{id}/ask-opinion", Act::AskOpinion, &[HANDLE]),
    ("/officer/dossiers/{id}/give-opinion", Act::GiveOpinion, &[HANDLE]),
    ("/officer/dossiers/{id}/ask-fee", Act::AskFee, &[HANDLE]),
    ("/officer/dossiers/{id}/stop", Act::Stop, &[RECEIVE, HANDLE, APPROVE]),
    ("/officer/dossiers/{id}/reappoint", Act::Reappoint, &[HANDLE, APPROVE]),
    ("/officer/dossiers/{id}/deliver", Act::Deliver, &[DELIVER]),
    ("/officer/dossiers/{id}/decide-withdrawal", Act::DecideWithdrawal, &[RECEIVE, HANDLE, APPROVE]),
    ("/officer/dossiers/{id}/pay-at-counter", Act::PayAtCounter, &[payments::TAKE]),
    ("/officer/dossiers/{id}/withdraw-at-counter", Act::WithdrawAtCounter, &[RECEIVE]),
    ("/officer/dossiers/{id}/ask-refund", Act::AskRefund, &[payments::REFUND]),
    ("/officer/dossiers/{id}/record-refund", Act::RecordRefund, &[payments::REFUND]),
];

/// The routes.
pub fn routes() -> Routes {
    let read = Guard::Right(READ);
    let routes = Routes::default()
        .get("/officer/inbox", read, inbox::mine)
        .get("/officer/unit", read, inbox::unit)
        .get("/officer/handled", read, handled::get)
        .get("/officer/inbox.csv", read, export::mine)
        .get("/officer/unit.csv", read, export::unit)
        .post("/officer/accept-many", Guard::Right(RECEIVE), inbox::accept_many)
        .get("/officer/new-dates", Guard::AnyRight(&[HANDLE, APPROVE]), new_dates::get)
        .get("/officer/personal/flags", Guard::Right(FLAGS), flags::get)
        .get("/officer/search", read, search::get)
        .post("/officer/search", read, search::post)
        .get("/officer/intake", Guard::Right(RECEIVE), intake::get)
        .post("/officer/intake", Guard::Right(RECEIVE), intake::post)
        .get("/officer/dossiers/{id}", read, show::get)
        .get("/officer/dossiers/{id}/preview", read, preview::get)
        .get("/officer/dossiers/{id}/held/{file}", Guard::AnyRight(&[RECEIVE, HANDLE, OVERRIDE]), held::see)
        .post("/officer/dossiers/{id}/held/{file}", Guard::AnyRight(&[RECEIVE, HANDLE]), held::take)
        .get("/officer/dossiers/{id}/act/{act}", read, acts::get)
        .upload("/officer/dossiers/{id}/approve", Guard::Right(APPROVE), files::BODY_LIMIT, files::approve)
        .upload("/officer/dossiers/{id}/scan", Guard::AnyRight(&[RECEIVE, HANDLE]), files::BODY_LIMIT, files::scan)
        .upload(
            "/officer/dossiers/{id}/supplement-at-counter",
            Guard::Right(RECEIVE),
            files::BODY_LIMIT,
            counter::supplement,
        )
        .post(
            "/officer/dossiers/{id}/files/{file}/remove",
            Guard::AnyRight(&[RECEIVE, HANDLE, APPROVE]),
            counter::remove_file,
        )
        .merge(glass::routes())
        .merge(erasures::routes());
    ACTS.iter().fold(routes, |routes, &(path, act, rights)| {
        routes.post(path, Guard::AnyRight(rights), move |cx: Cx, id: Path<String>, form: Form| {
            acts::post(cx, id, form, act)
        })
    })
}

/// Samples of all templates.
pub fn samples() -> Vec<TemplateSample> {
    [
        samples::all(),
        show::samples(),
        intake::samples(),
        counter::samples(),
        handled::samples(),
        erasures::samples(),
        flags::samples(),
        glass::samples(),
    ]
    .concat()
}

/// The values of a request's query string.
pub(crate) fn query(cx: &Cx) -> Result<Values> {
    Values::parse(cx.path().split_once('?').map_or("", |(_, query)| query))
}

/// A link to a list with its exact count.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ChipView {
    /// Where it leads.
    pub(crate) href: String,
    /// Message of its text.
    pub(crate) label: &'static str,
    /// Icon; may be empty.
    pub(crate) icon: &'static str,
    /// The count; none where there is nothing to count.
    pub(crate) count: Option<i64>,
    /// Whether it is shown now.
    pub(crate) is_current: bool,
}

/// A line of a list of facts.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct FactView {
    /// What it is.
    pub(crate) label: String,
    /// Its value in words.
    pub(crate) value: String,
}

#[cfg(test)]
mod tests {
    use web::Locale;

    use super::*;

    fn ids(of: Locale) -> Vec<&'static str> {
        crate::LOCALES.iter().filter(|(locale, _)| *locale == of).flat_map(|(_, text)| web::message_ids(text)).collect()
    }

    #[test]
    fn both_languages_have_the_same_messages() {
        assert_eq!(ids(Locale::Vi), ids(Locale::En));
        assert!(ids(Locale::Vi).iter().all(|id| id.starts_with("dossiers-")));
    }

    #[test]
    fn every_act_has_its_words() {
        let known = ids(Locale::Vi);
        for act in Act::ALL {
            for key in [act.label(), act.lead(), act.done()] {
                assert!(known.contains(&key.as_str()), "{key}");
            }
        }
    }

    #[test]
    fn every_act_has_a_route_of_its_own() {
        let routes = routes();
        for act in Act::ALL {
            let path = format!("/officer/dossiers/{{id}}/{}", act.code());
            assert!(routes.list.iter().any(|route| route.path == path), "{path}");
        }
    }
}
