//! Acts on one dossier: a page of its own for each, and what happens when its form is sent.

use jiff::civil::Date;
use kernel::{Error, Kind, Message, Result};
use organisation::UnitId;
use serde::Serialize;
use uuid::Uuid;
use web::http::{Path, Response, StatusCode};
use web::{Cx, Form, Outcome, ShownError, Values, is_mendable, shown_errors};

use super::act::{Act, Standing};
use super::act_form::{ActView, Choices, FormMaker};
use super::clocks::clocks;
use super::conditions::ConditionView;
use super::count::counted;
use super::counter;
use super::load::{Loaded, list_after, list_of, list_path};
use super::query;
use crate::commands::{
    Accept, AskFee, AskLeader, AskOpinion, AskRefund, AskSupplement, Assign, DecideWithdrawal, Deliver, Forward,
    GiveOpinion, HandOn, Reappoint, RecordRefund, Refuse, SendBack, Stop, WithdrawAtCounter,
};
use crate::model::{DossierId, TaskId};
use crate::pages::shared::{ClockView, TagView, tag};
use crate::permissions::ASSIGN;

const TEMPLATE: &str = "dossiers/officer/act.html";

/// The page of one act.
#[derive(Serialize)]
pub(super) struct ActPageView {
    /// The dossier's page.
    pub(super) href: String,
    /// Code or reference.
    pub(super) code: String,
    /// Name of the procedure.
    pub(super) procedure: String,
    /// Name of the applicant.
    pub(super) applicant: String,
    /// State.
    pub(super) tag: TagView,
    /// Until when it is read by break-glass; none with a right to it.
    pub(super) glass: Option<i64>,
    /// The dossier's clock.
    pub(super) clock: Option<ClockView>,
    /// The act with its form.
    pub(super) act: ActView,
    /// What must be there before a decision; only for the act of deciding.
    pub(super) conditions: Vec<ConditionView>,
    /// What was wrong with what was sent.
    pub(super) errors: Vec<ShownError>,
    /// Whether the dossier changed since the form was opened.
    pub(super) is_stale: bool,
}

/// GET /officer/dossiers/{id}/act/{act}
pub(super) async fn get(cx: Cx, Path((id, act)): Path<(String, String)>) -> Outcome {
    let (id, act) = (id.parse::<DossierId>()?, Act::parse(&act)?);
    let values = query(&cx)?;
    if act == Act::SupplementAtCounter {
        return counter::supplement_page(&cx, id, &values).await;
    }
    let (loaded, view) = view(&cx, id, act, &values, Vec::new(), false).await?;
    cx.personal_page(&[loaded.seen("dossier")], TEMPLATE, &view).await
}

/// POST /officer/dossiers/{id}/{act}
pub(super) async fn post(cx: Cx, Path(id): Path<String>, Form(values): Form, act: Act) -> Outcome {
    let id = id.parse::<DossierId>()?;
    match perform(&cx, id, act, &values).await {
        Ok(()) => Ok(after(&cx, id, act, &values)),
        Err(error) => again(&cx, id, act, &values, error).await,
    }
}

/// Where an officer goes after an act: on with the list when the dossier left, else back to it.
pub(super) fn after(cx: &Cx, id: DossierId, act: Act, values: &Values) -> Response {
    let from = list_of(values.get("from"));
    let path = match act {
        // The results of a search, and what was done, show the code themselves.
        Act::Accept if !matches!(from, "search" | "handled") => return cx.redirect(&list_after(from, id)),
        Act::Scan => format!("/officer/dossiers/{id}?part=papers&from={from}"),
        _ if act.moves_on() => list_path(from),
        _ => format!("/officer/dossiers/{id}?from={from}"),
    };
    cx.redirect_saying(&path, &act.done())
}

/// The act's page once more with what was typed and what was wrong; other failures are passed on.
pub(super) async fn again(cx: &Cx, id: DossierId, act: Act, values: &Values, error: Error) -> Outcome {
    again_with(cx, id, act, values, error, Vec::new()).await
}

/// [`again`], with something more to say than what the error says.
pub(super) async fn again_with(
    cx: &Cx,
    id: DossierId,
    act: Act,
    values: &Values,
    error: Error,
    more: Vec<ShownError>,
) -> Outcome {
    if !is_mendable(&error) {
        return Err(error.into());
    }
    let is_stale = error.message().key == "error-changed";
    let status = if error.kind() == Kind::Conflict { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
    // That somebody was faster is said by the page, which shows the newest state already.
    let mut errors = if is_stale { Vec::new() } else { shown_errors(cx, &error) };
    errors.extend(more);
    let (loaded, view) = view(cx, id, act, values, errors, is_stale).await?;
    cx.record(&[loaded.seen("dossier")]).await?;
    cx.page_as(status, TEMPLATE, &view).await
}

async fn view(
    cx: &Cx,
    id: DossierId,
    act: Act,
    values: &Values,
    errors: Vec<ShownError>,
    is_stale: bool,
) -> Result<(Loaded, ActPageView)> {
    let loaded = Loaded::of(cx, id).await?;
    let standing = match loaded.standing(act, cx.actor()) {
        Some(standing) => standing,
        // After a failed act the page still says why; a page that was never offered is only told so.
        None => Standing::Blocked("dossiers-error-not-at-this-step"),
    };
    let choices = Choices::load(&cx.reader(), &loaded.case, &[act]).await?;
    let from = list_of(values.get("from"));
    let maker = FormMaker { cx, loaded: &loaded, choices: &choices, values, from };
    let view = ActPageView {
        href: format!("/officer/dossiers/{id}?from={from}"),
        code: loaded.case.dossier.shown_code().to_owned(),
        procedure: loaded.procedure_name(cx),
        applicant: loaded.opened.applicant.name.clone(),
        tag: tag(cx, loaded.case.dossier.state),
        glass: loaded.case.glass.map(|until| until.0),
        clock: clocks(cx, &loaded.case, None)?.into_iter().next(),
        act: maker.act(act, standing, true),
        conditions: if act == Act::Approve { loaded.conditions.views(cx) } else { Vec::new() },
        errors,
        is_stale,
    };
    Ok((loaded, view))
}

async fn perform(cx: &Cx, id: DossierId, act: Act, values: &Values) -> Result<()> {
    match act {
        Act::Accept
        | Act::Refuse
        | Act::AskSupplement
        | Act::AskLeader
        | Act::Deliver
        | Act::DecideWithdrawal
        | Act::WithdrawAtCounter => receive(cx, id, act, values).await,
        Act::Assign | Act::Take | Act::HandOn | Act::Forward | Act::SendBack => hand_on(cx, id, act, values).await,
        Act::AskOpinion | Act::GiveOpinion | Act::AskFee | Act::Stop | Act::Reappoint => {
            handle(cx, id, act, values).await
        }
        Act::PayAtCounter => counter::pay(cx, id, values).await,
        Act::AskRefund | Act::RecordRefund => give_back(cx, id, act, values).await,
        // They come with files and have handlers of their own.
        Act::Approve | Act::Scan | Act::SupplementAtCounter => Err(Error::not_found()),
    }
}

/// The version that the officer saw. What is not a number is no version, so the act is told that the page is stale.
pub(super) fn version(values: &Values) -> i64 {
    values.get("version").parse().unwrap_or(-1)
}

/// What the receiving desk does.
async fn receive(cx: &Cx, id: DossierId, act: Act, values: &Values) -> Result<()> {
    let version = version(values);
    let text = |name: &str| values.get(name).to_owned();
    match act {
        Act::Accept => {
            let papers = counted(values)?;
            let assignee = assignee(cx, id, act, values).await?;
            cx.execute(&Accept { id, version, assignee, papers }).await?;
        }
        Act::Refuse => {
            cx.execute(&Refuse { id, version, reason: text("reason") }).await?;
        }
        Act::AskSupplement => {
            let (request, override_reason, held_reason) =
                (text("request"), text("override_reason"), text("held_reason"));
            cx.execute(&AskSupplement { id, version, request, override_reason, held_reason }).await?;
        }
        Act::AskLeader => {
            cx.execute(&AskLeader { id, version, reason: text("reason") }).await?;
        }
        Act::WithdrawAtCounter => {
            cx.execute(&WithdrawAtCounter { id, version, reason: text("reason") }).await?;
        }
        Act::Deliver => {
            cx.execute(&Deliver { id, version, proof: text("proof") }).await?;
        }
        _ => {
            let agree = match values.get("agree") {
                "yes" => true,
                "no" => false,
                _ => return Err(Error::invalid_field("agree", Message::new("dossiers-desk-error-choose"))),
            };
            cx.execute(&DecideWithdrawal { id, version, agree, reason: text("reason") }).await?;
        }
    }
    Ok(())
}

/// What becomes of a fee that was paid.
async fn give_back(cx: &Cx, id: DossierId, act: Act, values: &Values) -> Result<()> {
    let (version, payment) = (version(values), Uuid::try_parse(values.get("payment")).ok());
    if act == Act::AskRefund {
        cx.execute(&AskRefund { id, version, payment, reason: values.get("reason").to_owned() }).await?;
    } else {
        cx.execute(&RecordRefund { id, version, payment, note: values.get("note").to_owned() }).await?;
    }
    Ok(())
}

/// Who has the work.
async fn hand_on(cx: &Cx, id: DossierId, act: Act, values: &Values) -> Result<()> {
    let version = version(values);
    match act {
        Act::Take => {
            cx.execute(&Assign { id, version, officer: cx.actor().account }).await?;
        }
        Act::Assign => {
            let officer = Uuid::try_parse(values.get("officer"))
                .map_err(|_| Error::invalid_field("officer", Message::new("dossiers-error-officer")))?;
            cx.execute(&Assign { id, version, officer }).await?;
        }
        Act::HandOn => {
            let assignee = assignee(cx, id, act, values).await?;
            let override_reason = values.get("override_reason").to_owned();
            cx.execute(&HandOn { id, version, override_reason, assignee }).await?;
        }
        Act::Forward => {
            let assignee = assignee(cx, id, act, values).await?;
            cx.execute(&Forward { id, version, note: values.get("note").to_owned(), assignee }).await?;
        }
        _ => {
            cx.execute(&SendBack { id, version, reason: values.get("reason").to_owned() }).await?;
        }
    }
    Ok(())
}

/// What is done while handling.
async fn handle(cx: &Cx, id: DossierId, act: Act, values: &Values) -> Result<()> {
    let version = version(values);
    let text = |name: &str| values.get(name).to_owned();
    match act {
        Act::AskOpinion => {
            let unit = values
                .get("unit")
                .parse::<UnitId>()
                .map_err(|_| Error::invalid_field("unit", Message::new("dossiers-error-opinion-unit")))?;
            let days = values.get("days").parse().unwrap_or(0);
            cx.execute(&AskOpinion { id, version, unit, days, question: text("question") }).await?;
        }
        Act::GiveOpinion => {
            let task = values
                .get("task")
                .parse::<TaskId>()
                .map_err(|_| Error::invalid_field("task", Message::new("dossiers-desk-error-choose")))?;
            cx.execute(&GiveOpinion { id, task, verdict: text("verdict"), answer: text("answer") }).await?;
        }
        Act::AskFee => {
            let amount = amount(values.get("amount"));
            cx.execute(&AskFee { id, version, amount, reason: text("reason") }).await?;
        }
        Act::Stop => {
            cx.execute(&Stop { id, version, reason: text("reason") }).await?;
        }
        _ => {
            let date =
                date(values).ok_or_else(|| Error::invalid_field("date", Message::new("dossiers-error-new-date")))?;
            cx.execute(&Reappoint { id, version, date, reason: text("reason") }).await?;
        }
    }
    Ok(())
}

/// The officer who gets the next step at once: one whom the page offered.
async fn assignee(cx: &Cx, id: DossierId, act: Act, values: &Values) -> Result<Option<Uuid>> {
    let Some(typed) = values.filled("assignee") else { return Ok(None) };
    let reader = cx.reader();
    let case = crate::case::Case::load(&reader, id).await?;
    if !case.has_right(cx.actor(), ASSIGN) {
        return Err(Error::forbidden());
    }
    let choices = Choices::load(&reader, &case, &[act]).await?;
    let found = choices.next.iter().find(|officer| officer.account.to_string() == typed);
    match found {
        Some(officer) => Ok(Some(officer.account)),
        None => Err(Error::invalid_field("assignee", Message::new("dossiers-error-officer"))),
    }
}

/// Đồng as typed: `50.000`, `50 000 đ`. What is not an amount is 0, which the command refuses.
fn amount(typed: &str) -> i64 {
    let is_noise = |c: char| c.is_whitespace() || matches!(c, '.' | ',' | 'đ' | 'Đ');
    let digits: String = typed.chars().filter(|c| !is_noise(*c)).collect();
    digits.parse().unwrap_or(0)
}

/// A day from its three boxes.
fn date(values: &Values) -> Option<Date> {
    let (day, month, year) = (values.get("date-d"), values.get("date-m"), values.get("date-y"));
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date as day;

    #[test]
    fn amounts_are_read_as_people_type_them() {
        for (typed, expected) in [
            ("50000", 50_000),
            ("50.000", 50_000),
            ("1 500 000 đ", 1_500_000),
            ("-5", -5),
            ("năm mươi", 0),
            ("", 0),
            ("99999999999999999999", 0),
        ] {
            assert_eq!(amount(typed), expected, "{typed}");
        }
    }

    #[test]
    fn a_date_needs_its_three_parts() {
        for (query, expected) in [
            ("date-d=5&date-m=1&date-y=2025", Some(day(2025, 1, 5))),
            ("date-d=31&date-m=2&date-y=2025", None),
            ("date-d=5&date-m=1", None),
            ("", None),
        ] {
            assert_eq!(date(&Values::parse(query).unwrap()), expected, "{query}");
        }
    }

    #[test]
    fn a_forged_version_is_a_stale_one() {
        assert_eq!(version(&Values::parse("version=7").unwrap()), 7);
        assert_eq!(version(&Values::parse("version=x").unwrap()), -1);
    }
}
