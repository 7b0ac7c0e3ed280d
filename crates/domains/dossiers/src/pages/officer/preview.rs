//! The quick view of a line of the list.

use kernel::Result;
use serde::Serialize;
use web::http::Path;
use web::{Cx, Outcome, Values};

use super::act::Act;
use super::act_form::{ActView, Choices, FormMaker};
use super::clocks::clocks;
use super::conditions::Conditions;
use super::load::{Loaded, list_of};
use super::show::channel_key;
use super::{FactView, query};
use crate::model::DossierId;
use crate::pages::shared::{ClockView, TagView, TimeView, tag, timeline};
use crate::queries;

const TEMPLATE: &str = "dossiers/officer/preview.html";
/// Lines of history it shows.
const LINES: usize = 3;
/// Acts it offers beside opening the dossier.
const ACTS: [Act; 3] = [Act::Accept, Act::Take, Act::Assign];

/// A part of a page, put beside the list.
#[derive(Serialize)]
pub(super) struct PreviewView {
    /// The dossier's page.
    pub(super) href: String,
    /// Code or reference.
    pub(super) code: String,
    /// Name of the procedure.
    pub(super) procedure: String,
    /// State.
    pub(super) tag: TagView,
    /// Until when it is read by break-glass; none with a right to it.
    pub(super) glass: Option<i64>,
    /// Its clocks: of the whole, and of the current step.
    pub(super) clocks: Vec<ClockView>,
    /// What can be done from here.
    pub(super) acts: Vec<ActView>,
    /// The main facts.
    pub(super) facts: Vec<FactView>,
    /// What a decision lacks.
    pub(super) lacks: Vec<String>,
    /// What happened last, newest first.
    pub(super) history: Vec<TimeView>,
}

/// GET /officer/dossiers/{id}/preview
pub(super) async fn get(cx: Cx, Path(id): Path<String>) -> Outcome {
    let id = id.parse::<DossierId>()?;
    let from = list_of(query(&cx)?.get("from"));
    if !cx.is_htmx() {
        return Ok(cx.redirect(&format!("/officer/dossiers/{id}?from={from}")));
    }
    let loaded = Loaded::of(&cx, id).await?;
    let view = view(&cx, &loaded, from).await?;
    cx.personal_page(&[loaded.seen("dossier")], TEMPLATE, &view).await
}

async fn view(cx: &Cx, loaded: &Loaded, from: &'static str) -> Result<PreviewView> {
    let reader = cx.reader();
    let case = &loaded.case;
    let lines = queries::history(&reader, case).await?;
    let last: Vec<_> = lines.into_iter().rev().take(LINES).collect();
    let mut accounts: Vec<uuid::Uuid> = last.iter().map(|(line, _)| line.actor).collect();
    accounts.extend(last.iter().filter_map(|(line, _)| line.in_name_of));
    accounts.extend(case.step_task().and_then(|task| task.assignee));
    let names = identity::officer_names(&reader, &accounts).await?;
    let (nobody, nothing) = (Choices::default(), Values::default());
    let maker = FormMaker { cx, loaded, choices: &nobody, values: &nothing, from };
    let acts = loaded.offered(cx.actor()).into_iter().filter(|(act, _)| ACTS.contains(act));
    let holder = case.step_task().and_then(|task| task.assignee).and_then(|officer| names.get(&officer)).cloned();
    // The result comes with the decision: it is nothing that anybody else lacks.
    let decides = loaded.standing(Act::Approve, cx.actor()).is_some();
    let conditions =
        Conditions { wants_result: decides && loaded.conditions.wants_result, ..loaded.conditions.clone() };
    let lacks = conditions.views(cx).into_iter().filter(|condition| !condition.is_met);
    Ok(PreviewView {
        href: format!("/officer/dossiers/{}?from={from}", case.dossier.id),
        code: case.dossier.shown_code().to_owned(),
        procedure: loaded.procedure_name(cx),
        tag: tag(cx, case.dossier.state),
        glass: case.glass.map(|until| until.0),
        clocks: clocks(cx, case, None)?,
        acts: acts.map(|(act, how)| maker.act(act, how, false)).collect(),
        facts: facts(cx, loaded, holder.unwrap_or_default()),
        lacks: if case.dossier.state.is_open() { lacks.map(|condition| condition.text).collect() } else { Vec::new() },
        history: timeline(cx, &last, &names, &loaded.units, true),
    })
}

fn facts(cx: &Cx, loaded: &Loaded, holder: String) -> Vec<FactView> {
    let (case, dossier) = (&loaded.case, &loaded.case.dossier);
    let when = |at: kernel::Timestamp| web::format::datetime(cx.locale(), at);
    let task = case.step_task();
    let step = task.and_then(|task| case.procedure.process.step(&task.step));
    [
        ("dossiers-desk-fact-name", loaded.opened.applicant.name.clone()),
        ("dossiers-desk-fact-subject", case.procedure.form.subject_line(&loaded.opened.answers, cx.locale())),
        ("dossiers-desk-fact-channel", cx.t(channel_key(dossier.channel))),
        ("dossiers-desk-fact-submitted", when(dossier.submitted_at)),
        ("dossiers-desk-date-received", dossier.received_at.map_or_else(String::new, when)),
        ("dossiers-desk-date-due", dossier.due_at.map_or_else(String::new, when)),
        ("dossiers-desk-date-step", step.map_or_else(String::new, |step| step.name.get(cx.locale()).to_owned())),
        ("dossiers-desk-date-step-due", task.map_or_else(String::new, |task| when(task.clock.due))),
        ("dossiers-desk-holds-now", holder),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(key, value)| FactView { label: cx.t(key), value })
    .collect()
}
