//! The operator's pages of reorganisations: a plan is looked at, scheduled, followed and taken back.

use kernel::{Error, Result, Timestamp};
use serde::Serialize;
use web::http::{Path, StatusCode};
use web::{Cx, Form, Outcome, ShownError, is_mendable, shown_errors};

use super::resolved::{Outline, Resolved};
use super::{Checked, Problem, Reform, State, commands, plans, store as tables, work};
use crate::directory::Directory;
use crate::model::UnitId;

pub(super) const LIST: &str = "organisation/reforms.html";
pub(super) const SHOW: &str = "organisation/reform.html";

/// The plans, and a form to look at one.
#[derive(Serialize)]
pub(super) struct ListView {
    pub(super) errors: Vec<ShownError>,
    pub(super) problems: Vec<ProblemView>,
    pub(super) plan: String,
    pub(super) outline: Option<Outline>,
    pub(super) effective: i64,
    pub(super) lines: Vec<LineView>,
    pub(super) plans: Vec<PlanView>,
}

#[derive(Serialize)]
pub(super) struct ProblemView {
    pub(super) line: usize,
    pub(super) text: String,
}

#[derive(Serialize)]
pub(super) struct LineView {
    pub(super) label: String,
    pub(super) count: i64,
    pub(super) href: Option<&'static str>,
}

#[derive(Serialize)]
pub(super) struct PlanView {
    pub(super) title: String,
    pub(super) basis: String,
    pub(super) href: String,
    pub(super) at: i64,
    pub(super) state: &'static str,
}

/// One plan: what it moves, how far it is, what a person must decide.
#[derive(Serialize)]
pub(super) struct ShowView {
    pub(super) errors: Vec<ShownError>,
    pub(super) plan: PlanView,
    pub(super) outline: Outline,
    pub(super) lines: Vec<LineView>,
    pub(super) written: usize,
    pub(super) steps: usize,
    pub(super) can_undo: bool,
    pub(super) can_reverse: bool,
    /// What was typed about a plan that takes this one back.
    pub(super) day: String,
    pub(super) basis: String,
    pub(super) undecided: Vec<UndecidedView>,
    pub(super) choices: Vec<ChoiceView>,
}

#[derive(Serialize)]
pub(super) struct UndecidedView {
    pub(super) id: String,
    pub(super) code: String,
    pub(super) procedure: String,
    pub(super) unit: String,
}

#[derive(Serialize)]
pub(super) struct ChoiceView {
    pub(super) id: String,
    pub(super) name: String,
}

fn plan_view(plan: &Reform, now: Timestamp) -> PlanView {
    PlanView {
        title: plan.title.clone(),
        basis: plan.basis.clone(),
        href: href(plan.id),
        at: plan.at.0,
        state: plan.label(now),
    }
}

fn href(id: kernel::id::Uuid) -> String {
    format!("/officer/reform/{id}")
}

async fn lines(cx: &Cx, resolved: &Resolved) -> Result<Vec<LineView>> {
    let found = work::preview(cx.app.runtime(), resolved).await?;
    let view = |line: super::Line| LineView { label: cx.say(&line.label), count: line.count, href: line.href };
    Ok(found.into_iter().map(view).collect())
}

async fn list_view(cx: &Cx) -> Result<ListView> {
    let reader = cx.reader();
    let found = plans(&reader).await?;
    Ok(ListView {
        errors: Vec::new(),
        problems: Vec::new(),
        plan: String::new(),
        outline: None,
        effective: 0,
        lines: Vec::new(),
        plans: found.iter().map(|plan| plan_view(plan, reader.now)).collect(),
    })
}

/// GET /officer/reform
pub(crate) async fn list(cx: Cx) -> Outcome {
    let view = list_view(&cx).await?;
    cx.page(LIST, view).await
}

/// POST /officer/reform: looks at a plan, and schedules it when the person has seen what it moves.
pub(crate) async fn check_plan(cx: Cx, Form(values): Form) -> Outcome {
    let text = values.get("plan");
    if values.get("do") != "apply" {
        return looked_at(&cx, text).await;
    }
    let mut view = ListView { plan: text.to_owned(), ..list_view(&cx).await? };
    match work::apply(cx.app.runtime(), cx.actor(), text).await {
        Ok(id) => {
            tend_soon(&cx);
            Ok(cx.redirect_saying(&href(id), "organisation-reform-scheduled"))
        }
        Err(error) if is_mendable(&error) => {
            view.errors = shown_errors(&cx, &error);
            cx.page_as(StatusCode::UNPROCESSABLE_ENTITY, LIST, view).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The page with a plan that is looked at: what is wrong with it, or what it moves.
async fn looked_at(cx: &Cx, text: &str) -> Outcome {
    let mut view = ListView { plan: text.to_owned(), ..list_view(cx).await? };
    match work::examine(cx.app.runtime(), text).await? {
        Checked::Good(resolved) => {
            view.lines = lines(cx, &resolved).await?;
            view.effective = resolved.at.0;
            view.outline = Some(resolved.outline());
            cx.page(LIST, view).await
        }
        Checked::Bad(problems) => {
            view.problems = problems.iter().map(|problem| problem_view(cx, problem)).collect();
            cx.page_as(StatusCode::UNPROCESSABLE_ENTITY, LIST, view).await
        }
    }
}

/// The work begins at once; the schedule goes on with it after a break.
fn tend_soon(cx: &Cx) {
    let runtime = cx.app.runtime().clone();
    cx.app.runtime().spawn(async move {
        if let Err(error) = work::tend(&runtime).await {
            tracing::warn!(%error, "a reorganisation could not be brought on; it is tried again");
        }
    });
}

fn problem_view(cx: &Cx, problem: &Problem) -> ProblemView {
    ProblemView { line: problem.line, text: cx.say(&problem.message) }
}

async fn show_view(cx: &Cx, id: &str) -> Result<(ShowView, Resolved)> {
    let reader = cx.reader();
    let plan = tables::plan(&reader, kernel::id::parse(id)?).await?;
    let directory = reader.service::<Directory>()?;
    let resolved = plan.resolved(&directory)?;
    let runtime = cx.app.runtime();
    let undecided = if plan.state == State::Written { work::undecided(runtime, &resolved).await? } else { Vec::new() };
    let after = directory.on(reader.now);
    let choices = if undecided.is_empty() { Vec::new() } else { Resolved::choices(&after) };
    let name = |unit: UnitId| after.name(unit).to_owned();
    let is_undone = matches!(plan.state, State::Undoing | State::Undone);
    let view = ShowView {
        errors: Vec::new(),
        outline: resolved.outline(),
        lines: lines(cx, &resolved).await?,
        written: tables::steps(&reader, plan.id).await?.len(),
        steps: work::step_count(&resolved),
        can_undo: !is_undone && plan.at >= reader.now.plus(commands::AHEAD),
        can_reverse: plan.state == State::Written && plan.at <= reader.now,
        day: String::new(),
        basis: String::new(),
        undecided: undecided
            .into_iter()
            .map(|one| UndecidedView {
                id: one.id.to_string(),
                code: one.code,
                procedure: one.procedure,
                unit: name(one.unit),
            })
            .collect(),
        choices: choices.into_iter().map(|(id, name)| ChoiceView { id: id.to_string(), name }).collect(),
        plan: plan_view(&plan, reader.now),
    };
    Ok((view, resolved))
}

/// GET /officer/reform/{id}
pub(crate) async fn show(cx: Cx, Path(id): Path<String>) -> Outcome {
    let (view, _) = show_view(&cx, &id).await?;
    cx.page(SHOW, view).await
}

/// The page of the plan again, with what kept the act from being done.
async fn shown_again(cx: &Cx, id: &str, error: Error) -> Outcome {
    let (view, _) = show_view(cx, id).await?;
    refused(cx, view, error).await
}

async fn refused(cx: &Cx, view: ShowView, error: Error) -> Outcome {
    if !is_mendable(&error) {
        return Err(error.into());
    }
    let view = ShowView { errors: shown_errors(cx, &error), ..view };
    cx.page_as(StatusCode::UNPROCESSABLE_ENTITY, SHOW, view).await
}

/// POST /officer/reform/{id}/undo
pub(crate) async fn undo(cx: Cx, Path(id): Path<String>, Form(_): Form) -> Outcome {
    let plan = kernel::id::parse(&id)?;
    match work::take_back(cx.app.runtime(), cx.actor(), plan).await {
        Ok(()) => {
            tend_soon(&cx);
            Ok(cx.redirect_saying(&href(plan), "organisation-reform-is-undone"))
        }
        Err(error) => shown_again(&cx, &id, error).await,
    }
}

/// POST /officer/reform/{id}/reverse: makes the plan that takes this one back, and looks at it.
pub(crate) async fn turn_back(cx: Cx, Path(id): Path<String>, Form(values): Form) -> Outcome {
    let reader = cx.reader();
    let plan = tables::plan(&reader, kernel::id::parse(&id)?).await?;
    let directory = reader.service::<Directory>()?;
    let (day, basis) = (values.get("day").trim(), values.get("basis").trim());
    match super::reverse(&directory, &plan, reader.now, day, basis) {
        Ok(text) => looked_at(&cx, &text).await,
        Err(error) => {
            let (view, _) = show_view(&cx, &id).await?;
            let view = ShowView { day: day.to_owned(), basis: basis.to_owned(), ..view };
            refused(&cx, view, error).await
        }
    }
}

/// POST /officer/reform/{id}/decide: sends work that no rule could send where the person chose.
pub(crate) async fn decide(cx: Cx, Path(id): Path<String>, Form(values): Form) -> Outcome {
    let plan = tables::plan(&cx.reader(), kernel::id::parse(&id)?).await?;
    let directory = cx.reader().service::<Directory>()?;
    let resolved = plan.resolved(&directory)?;
    let (chosen, unit) = (kernel::id::parse(values.get("work"))?, values.get("unit").parse::<UnitId>()?);
    match work::choose(cx.app.runtime(), cx.actor(), &resolved, chosen, unit).await {
        Ok(()) => Ok(cx.redirect_saying(&href(plan.id), "organisation-reform-decided")),
        Err(error) => shown_again(&cx, &id, error).await,
    }
}
