//! The page of one dossier: what was filed beside its papers, the clock, what a decision needs, who did what, and the
//! acts that the step and the officer's rights allow.

mod samples;

use blobs::Blobs;
use kernel::{Arg, Result};
use procedures::form::SummarySection;
use runtime::Reader;
use serde::Serialize;
use uuid::Uuid;
use web::http::Path;
use web::{Cx, Outcome, Values};

use super::act::{Act, asked_of};
use super::act_form::{ActView, Choices, FormMaker};
use super::clocks::{clock_of_task, clocks};
use super::conditions::ConditionView;
use super::load::{Loaded, list_of, list_parts, list_path};
use super::looks::{LooksView, looks, may_see};
use super::parts::{
    FeeView, FileView, OpinionView, PaperView, PersonView, fees, file_view, opinions, papers, people, shown_file,
    with_scans,
};
use super::watch::{BarView, bar};
use super::{ChipView, FactView, query, told};
use crate::case::Case;
use crate::commands::removable_files;
use crate::model::{Behalf, Channel, DeliveryWay, DossierId, FileId, State};
use crate::pages::shared::{
    ClockView, PrintLink, TagView, TimeView, clock_start, full_name, pauses, prints_of, shown_clock, tag, timeline,
};
use crate::queries::{self, HistoryRow, InboxView, Neighbours, ScanItem};
use crate::store::file::FileRow;

pub(super) use samples::samples;

const TEMPLATE: &str = "dossiers/officer/show.html";

/// The page.
#[derive(Serialize)]
pub(super) struct DossierView {
    /// The dossier.
    pub(super) id: String,
    /// Code or reference.
    pub(super) code: String,
    /// Name of the procedure.
    pub(super) procedure: String,
    /// Name of the applicant.
    pub(super) applicant: String,
    /// How it came in; a message.
    pub(super) channel: &'static str,
    /// The competent agency.
    pub(super) agency: String,
    /// State with its short name.
    pub(super) tag: TagView,
    /// Full national name of the state.
    pub(super) state: String,
    /// Its clocks: of the whole, and of the work that is to be done.
    pub(super) clocks: Vec<ClockView>,
    /// `content`, `papers`, `opinions`, `history` or `access`.
    pub(super) part: &'static str,
    /// Until when it is read by break-glass; none with a right to it.
    pub(super) glass: Option<i64>,
    /// Links to the parts.
    pub(super) tabs: Vec<ChipView>,
    /// The list that the officer came from.
    pub(super) list_href: String,
    /// Message that names the list.
    pub(super) list_label: &'static str,
    /// The dossiers before and after this one in the list.
    pub(super) beside: BesideView,
    /// What can be done.
    pub(super) acts: Vec<ActView>,
    /// A notice at the top: a message and the note it quotes; empty without one.
    pub(super) notice: &'static str,
    /// What the notice quotes.
    pub(super) notice_text: String,
    /// The applicant.
    pub(super) facts: Vec<FactView>,
    /// The answers by page.
    pub(super) sections: Vec<SummarySection>,
    /// Papers and files.
    pub(super) papers: Vec<PaperView>,
    /// Whether there are files that no virus scanner sees before they are opened.
    pub(super) is_unscanned: bool,
    /// The file that is shown beside the form.
    pub(super) doc: Option<FileView>,
    /// Opinions.
    pub(super) opinions: Vec<OpinionView>,
    /// What happened.
    pub(super) history: Vec<TimeView>,
    /// Who looked; empty on other parts than `access`.
    pub(super) looks: LooksView,
    /// The bar of the clock.
    pub(super) bar: BarView,
    /// The dates behind it.
    pub(super) dates: Vec<FactView>,
    /// What a decision needs; empty once it is decided.
    pub(super) conditions: Vec<ConditionView>,
    /// Who took part.
    pub(super) people: Vec<PersonView>,
    /// Fees that were asked for.
    pub(super) fees: Vec<FeeView>,
    /// Results: code and file.
    pub(super) results: Vec<ResultView>,
    /// Forms to print.
    pub(super) prints: Vec<ChipView>,
}

/// Links to the neighbours in the list; empty where there is none.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct BesideView {
    /// The dossier before.
    pub(super) before: String,
    /// The dossier after.
    pub(super) after: String,
}

/// A result.
#[derive(Clone, Debug, Serialize)]
pub(super) struct ResultView {
    /// `<dossier code>-KQ(n)`.
    pub(super) code: String,
    /// The file.
    pub(super) href: String,
    /// When it was made, microseconds.
    pub(super) at: i64,
}

/// GET /officer/dossiers/{id}
pub(super) async fn get(cx: Cx, Path(id): Path<String>) -> Outcome {
    let id = id.parse::<DossierId>()?;
    let asked = query(&cx)?;
    let loaded = Loaded::of(&cx, id).await?;
    let seen_at = cx.reader().now;
    let mut view = view(&cx, &loaded, &asked).await?;
    if loaded.opened.is_erased {
        view.notice = "dossiers-erased-note";
        // Their files went with the rest.
        view.results.clear();
    }
    told::mark_read(&cx, &loaded.case, seen_at).await;
    cx.personal_page(&[loaded.seen("dossier")], TEMPLATE, &view).await
}

async fn view(cx: &Cx, loaded: &Loaded, asked: &Values) -> Result<DossierView> {
    let reader = cx.reader();
    let (case, dossier) = (&loaded.case, &loaded.case.dossier);
    let lines = queries::history(&reader, case).await?;
    let opinion_items = queries::opinions(&reader, case).await?;
    let offered = loaded.offered(cx.actor());
    let acts: Vec<Act> = offered.iter().map(|(act, _)| *act).collect();
    let choices = Choices::load(&reader, case, &acts).await?;
    let scans = queries::scans(&reader, case).await?;
    let names = identity::officer_names(&reader, &accounts(loaded, &lines, &scans)).await?;
    let removable = removable(&reader, loaded).await?;
    let from = list_of(asked.get("from"));
    let shown = shown_file(&loaded.files, asked.get("doc"));
    let opened = shown.filter(|file| !loaded.infected.contains_key(&file.row.id));
    let nothing = Values::default();
    let maker = FormMaker { cx, loaded, choices: &choices, values: &nothing, from };
    let acts_done = timeline(cx, &lines, &names, &loaded.units, true);
    let people = people(cx, loaded, &acts_done, &names);
    let history = with_scans(cx, acts_done, &scans, &names);
    let sees_looks = may_see(cx, loaded);
    let answers_only =
        asked_of(case, cx.actor()).into_iter().next().filter(|_| case.require_step(cx.actor(), &[]).is_err());
    // Whoever is only asked for an opinion begins with the question.
    let first = if answers_only.is_some() { "opinions" } else { "content" };
    let part = part_of(asked.filled("part").unwrap_or(first), sees_looks);
    let (notice, notice_text) = notice(dossier.state, &lines);
    Ok(DossierView {
        id: dossier.id.to_string(),
        code: dossier.shown_code().to_owned(),
        procedure: loaded.procedure_name(cx),
        applicant: loaded.opened.applicant.name.clone(),
        channel: channel_key(dossier.channel),
        agency: loaded.units.agency(cx, dossier),
        tag: tag(cx, dossier.state),
        state: full_name(cx, dossier.state),
        clocks: clocks(cx, case, answers_only)?,
        part,
        glass: case.glass.map(|until| until.0),
        tabs: tabs(loaded, part, from, (opinion_items.len(), history.len()), sees_looks),
        list_href: list_path(from),
        list_label: match from {
            "search" => "dossiers-desk-search-results",
            "handled" => "dossiers-menu-handled",
            _ if list_parts(from).0 => "dossiers-menu-unit",
            _ => "dossiers-menu-inbox",
        },
        beside: beside(&reader, case, part, from).await?,
        acts: offered.iter().enumerate().map(|(place, (act, how))| maker.act(*act, *how, place == 0)).collect(),
        notice,
        notice_text,
        facts: facts(cx, loaded),
        sections: case.procedure.form.summary_view(&loaded.opened.answers, cx.locale()),
        papers: papers(cx, loaded, &removable, &names, shown, from),
        is_unscanned: !loaded.files.is_empty() && !reader.service::<Blobs>()?.has_scanner(),
        doc: opened.map(|file| file_view(file, Some(file), from)),
        opinions: opinions(cx, loaded, opinion_items),
        people,
        history,
        looks: if part == "access" { looks(cx, loaded).await? } else { LooksView::default() },
        bar: watch(loaded, &lines, reader.now.0),
        dates: dates(cx, loaded)?,
        conditions: if dossier.state.is_open() { loaded.conditions.views(cx) } else { Vec::new() },
        fees: fees(cx, loaded),
        results: results(cx, loaded).await?,
        prints: prints(loaded, &lines),
    })
}

async fn removable(reader: &Reader<'_>, loaded: &Loaded) -> Result<Vec<FileId>> {
    let rows: Vec<&FileRow> = loaded.files.iter().map(|file| &file.row).collect();
    removable_files(reader, &loaded.case, &rows).await
}

/// The neighbours in the list that the officer came from, opened at the same part. Whoever has no work of their own saw
/// the unit's in the inbox.
async fn beside(reader: &Reader<'_>, case: &Case, part: &str, from: &str) -> Result<BesideView> {
    if matches!(from, "search" | "handled") {
        return Ok(BesideView::default());
    }
    let (is_unit, filter) = list_parts(from);
    let mut found = None;
    if !is_unit {
        found = queries::neighbours(reader, case, InboxView::Mine, filter).await?;
    }
    if is_unit || (found.is_none() && queries::my_counts(reader).await?.all == 0) {
        found = queries::neighbours(reader, case, InboxView::Unit, filter).await?;
    }
    let href = |id: DossierId| format!("/officer/dossiers/{id}?part={part}&from={from}");
    let Neighbours { before, after } = found.unwrap_or_default();
    Ok(BesideView { before: before.map_or_else(String::new, href), after: after.map_or_else(String::new, href) })
}

async fn results(cx: &Cx, loaded: &Loaded) -> Result<Vec<ResultView>> {
    let id = loaded.case.dossier.id;
    let rows = queries::results(&cx.reader(), id).await?;
    let view = |row: crate::store::dossier::ResultRow| ResultView {
        href: format!("/officer/dossiers/{id}/files/{}", row.file),
        code: row.code,
        at: row.made_at,
    };
    Ok(rows.into_iter().map(view).collect())
}

fn part_of(code: &str, sees_looks: bool) -> &'static str {
    let known = ["papers", "opinions", "history", "access"].into_iter().find(|part| *part == code);
    known.filter(|part| *part != "access" || sees_looks).unwrap_or("content")
}

fn tabs(
    loaded: &Loaded,
    part: &str,
    from: &str,
    (opinions, history): (usize, usize),
    sees_looks: bool,
) -> Vec<ChipView> {
    let id = loaded.case.dossier.id;
    let count = |n: usize| Some(i64::try_from(n).unwrap_or(i64::MAX));
    [
        ("content", "dossiers-desk-part-content", None),
        ("papers", "dossiers-desk-part-papers", count(loaded.files.len())),
        ("opinions", "dossiers-desk-part-opinions", count(opinions)),
        ("history", "dossiers-desk-part-history", count(history)),
        ("access", "dossiers-desk-part-access", None),
    ]
    .into_iter()
    .filter(|(code, ..)| *code != "access" || sees_looks)
    .map(|(code, label, count)| ChipView {
        href: format!("/officer/dossiers/{id}?part={code}&from={from}"),
        label,
        icon: "",
        count,
        is_current: code == part,
    })
    .collect()
}

/// The accounts whose names the page shows.
fn accounts(loaded: &Loaded, lines: &[(HistoryRow, String)], scans: &[ScanItem]) -> Vec<Uuid> {
    let mut found: Vec<Uuid> = lines.iter().map(|(line, _)| line.actor).collect();
    found.extend(lines.iter().filter_map(|(line, _)| line.in_name_of));
    found.extend(scans.iter().flat_map(|scan| [Some(scan.row.added_by), scan.row.removed_by]).flatten());
    found.extend(loaded.case.tasks.iter().filter_map(|task| task.assignee));
    found.sort_unstable();
    found.dedup();
    found
}

/// Acts by which a supplement came in.
const SUPPLEMENTED: [&str; 3] = ["give-supplement", "supplement-at-counter", "supplement-by-post"];

/// What the officer should know first: the newest note of what the dossier waits for, or why it came back.
pub(super) fn notice(state: State, lines: &[(HistoryRow, String)]) -> (&'static str, String) {
    let newest = |act: &str| lines.iter().rev().find(|(line, _)| line.act == act).map(|(_, note)| note.clone());
    let quoted = match state {
        State::SupplementAsked => Some(("dossiers-desk-notice-supplement", newest("ask-supplement"))),
        State::PaymentAsked => Some(("dossiers-desk-notice-fee", newest("ask-fee"))),
        State::WithdrawalAsked => Some(("dossiers-desk-notice-withdrawal", newest("ask-withdrawal"))),
        _ => match lines.last() {
            Some((line, note)) if line.act == "send-back" => {
                Some(("dossiers-desk-notice-sent-back", Some(note.clone())))
            }
            Some((line, note)) if line.act == "ask-leader" => {
                Some(("dossiers-desk-notice-ask-leader", Some(note.clone())))
            }
            Some((line, note)) if SUPPLEMENTED.contains(&line.act.as_str()) => {
                Some(("dossiers-desk-notice-supplemented", Some(note.clone())))
            }
            _ => None,
        },
    };
    quoted.map_or_else(|| ("", String::new()), |(key, text)| (key, text.unwrap_or_default()))
}

/// Message that names how a dossier came in.
pub(super) fn channel_key(channel: Channel) -> &'static str {
    match channel {
        Channel::Online => "dossiers-desk-channel-online",
        Channel::Counter => "dossiers-desk-channel-counter",
        Channel::Post => "dossiers-desk-channel-post",
    }
}

/// Message that names for whom somebody applies.
pub(super) fn behalf_key(behalf: Behalf) -> &'static str {
    match behalf {
        Behalf::Own => "dossiers-desk-for-self",
        Behalf::Child => "dossiers-desk-for-child",
        Behalf::Other => "dossiers-desk-for-other",
        Behalf::Organisation => "dossiers-desk-for-organisation",
    }
}

/// Message that names how the result is wanted.
pub(super) fn delivery_key(way: DeliveryWay) -> &'static str {
    match way {
        DeliveryWay::Electronic => "dossiers-desk-by-network",
        DeliveryWay::Counter => "dossiers-desk-by-counter",
        DeliveryWay::Post => "dossiers-desk-by-post",
    }
}

/// The applicant and the filing; empty values are left out.
fn facts(cx: &Cx, loaded: &Loaded) -> Vec<FactView> {
    let (applicant, dossier, units) = (&loaded.opened.applicant, &loaded.case.dossier, &loaded.units);
    let at = web::format::datetime(cx.locale(), dossier.submitted_at);
    [
        ("dossiers-desk-fact-name", applicant.name.clone()),
        ("dossiers-desk-fact-identity", applicant.identity.clone()),
        ("dossiers-desk-fact-phone", applicant.phone.clone()),
        ("dossiers-desk-fact-email", applicant.email.clone()),
        ("dossiers-desk-fact-address", applicant.address.clone()),
        ("dossiers-address-now", units.address_now(&applicant.address, dossier.submitted_at).unwrap_or_default()),
        ("dossiers-desk-fact-behalf", cx.t(behalf_key(dossier.behalf))),
        ("dossiers-desk-fact-other-name", applicant.other_name.clone()),
        ("dossiers-desk-fact-tax-code", applicant.tax_code.clone()),
        ("dossiers-desk-fact-reference", dossier.reference.clone()),
        ("dossiers-desk-fact-submitted", at),
        ("dossiers-desk-fact-channel", cx.t(channel_key(dossier.channel))),
        ("dossiers-desk-fact-delivery", cx.t(delivery_key(dossier.delivery_way))),
        ("dossiers-desk-fact-receiving", units.on(cx, dossier.receiving, dossier.submitted_at)),
        ("dossiers-desk-fact-competent", units.on(cx, dossier.competent, dossier.submitted_at)),
        (
            "dossiers-desk-fact-continuing",
            dossier.continuing.map_or_else(String::new, |unit| units.now().name(unit).to_owned()),
        ),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(key, value)| FactView { label: cx.t(key), value })
    .collect()
}

/// The bar of the dossier's clock.
fn watch(loaded: &Loaded, lines: &[(HistoryRow, String)], now: i64) -> BarView {
    let case = &loaded.case;
    let dossier = &case.dossier;
    let due = shown_clock(case).map_or(dossier.answer_due_at.0, |clock| clock.due.0);
    let end = dossier.finished_at.or(dossier.closed_at).map(|at| at.0);
    let until = end.unwrap_or(now);
    let stands = pauses(lines, kernel::Timestamp(until));
    let stands: Vec<(i64, i64)> = stands.into_iter().map(|(from, to)| (from.0, to.0)).collect();
    bar(clock_start(case).0, due, until, end.is_some(), &stands)
}

/// The dates behind the bar, with the current step and its own limit.
fn dates(cx: &Cx, loaded: &Loaded) -> Result<Vec<FactView>> {
    let (case, dossier) = (&loaded.case, &loaded.case.dossier);
    let when = |at: kernel::Timestamp| web::format::datetime(cx.locale(), at);
    let mut found = Vec::new();
    let mut add = |key: &str, value: String| found.push(FactView { label: cx.t(key), value });
    match (dossier.received_at, dossier.due_at) {
        (Some(received), Some(due)) => {
            add("dossiers-desk-date-received", when(received));
            add("dossiers-desk-date-due", when(due));
        }
        _ => add("dossiers-desk-date-answer", when(dossier.answer_due_at)),
    }
    if let Some(promised) = dossier.promised_at {
        add("dossiers-desk-date-promised", web::format::date(cx.locale(), promised.date()));
    }
    if let Some(since) = dossier.paused_at {
        add("dossiers-desk-date-paused", when(since));
    }
    if let Some(task) = case.step_task() {
        let step = case.procedure.process.step(&task.step);
        add("dossiers-desk-date-step", step.map_or_else(String::new, |step| step.name.get(cx.locale()).to_owned()));
        let left = clock_of_task(cx, case, task)?;
        let left = left.map_or_else(String::new, |left| format!(" ({})", left.text));
        add("dossiers-desk-date-step-due", format!("{}{left}", when(task.clock.due)));
    }
    if let Some(finished) = dossier.finished_at {
        add("dossiers-desk-date-finished", when(finished));
    }
    if let Some(on_time) = dossier.on_time {
        add(
            "dossiers-desk-date-judged",
            cx.t(if on_time { "dossiers-desk-on-time" } else { "dossiers-desk-not-on-time" }),
        );
    }
    if dossier.supplements > 0 {
        let count: [(&str, Arg); 1] = [("count", dossier.supplements.into())];
        add("dossiers-desk-date-supplements", cx.tf("dossiers-desk-times", &count));
    }
    Ok(found)
}

/// The forms that can be printed; of several requests each with its number.
fn prints(loaded: &Loaded, lines: &[(HistoryRow, String)]) -> Vec<ChipView> {
    let chip = |link: PrintLink| ChipView {
        href: format!("/officer/dossiers/{}/print/{}", loaded.case.dossier.id, link.code),
        label: match link.form {
            "01" => "dossiers-desk-print-01",
            "02" => "dossiers-desk-print-02",
            _ => "dossiers-desk-print-03",
        },
        icon: "print",
        count: link.no,
        is_current: false,
    };
    prints_of(&loaded.case, lines).into_iter().map(chip).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_parts_are_the_content_and_looks_are_not_for_everybody() {
        for (code, expected) in [("papers", "papers"), ("history", "history"), ("", "content"), ("x", "content")] {
            assert_eq!(part_of(code, true), expected);
            assert_eq!(part_of(code, false), expected);
        }
        assert_eq!((part_of("access", true), part_of("access", false)), ("access", "content"));
    }
}
