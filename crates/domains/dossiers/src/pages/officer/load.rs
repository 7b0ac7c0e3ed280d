//! A dossier with everything that its pages and acts need to know, read once.

use std::collections::HashMap;

use access::Seen;
use kernel::Result;
use payments::Payment;
use procedures::process;
use runtime::Actor;
use web::Cx;

use super::act::{Act, Standing, standing};
use super::conditions::Conditions;
use crate::case::Case;
use crate::model::{DossierId, Duty, FileId, PaymentState};
use crate::pages::names::UnitNames;
use crate::permissions::APPROVE;
use crate::queries::{self, FileItem, HeldItem, InboxFilter, Opened};

/// A dossier that an officer looks at.
pub(super) struct Loaded {
    /// The record and its surroundings.
    pub(super) case: Case,
    /// Its personal values.
    pub(super) opened: Opened,
    /// Its files.
    pub(super) files: Vec<FileItem>,
    /// What the province holds already of the papers that are missing, for whoever may add papers.
    pub(super) held: Vec<HeldItem>,
    /// The files that were taken from a result which was made void since.
    pub(super) voided: Vec<FileId>,
    /// What the virus scanner found in them.
    pub(super) infected: HashMap<FileId, String>,
    /// What must be there before it is decided.
    pub(super) conditions: Conditions,
    /// What was asked for, oldest first, whatever became of it.
    pub(super) payments: Vec<Payment>,
    /// What is still to be paid.
    pub(super) dues: Vec<Payment>,
    /// Names of units, then and now.
    pub(super) units: UnitNames,
    /// The record of access of its page.
    look: Seen,
}

impl Loaded {
    /// Loads a dossier that the actor may know of; anything else is not found.
    pub(super) async fn of(cx: &Cx, id: DossierId) -> Result<Self> {
        let reader = cx.reader();
        let case = Case::look(&reader, id).await?;
        let opened = queries::opened(&reader, &case).await?;
        let files = queries::files(&reader, id, &case.key).await?;
        let held = queries::held_for_case(&reader, &case, &opened, &files).await?;
        let voided = queries::voided(&reader, id, &files).await?;
        let infected = queries::infected(&reader, id).await?;
        let duty = if may_decide(&case, cx.actor()) { case.duty(&reader).await? } else { Duty::Free };
        let conditions = Conditions::of(&case, &opened.answers, &files, cx.locale(), duty);
        let payments = payments::of_dossier(&reader, id.uuid()).await?;
        let is_due = |payment: &&Payment| case.dossier.payment == PaymentState::Due && !payment.is_settled();
        let dues = payments.iter().filter(is_due).cloned().collect();
        let look = queries::seen(&reader, &case, "dossier").await?;
        let units = UnitNames::of(&reader)?;
        Ok(Self { case, opened, files, held, voided, infected, conditions, payments, dues, units, look })
    }

    /// The record of access that showing it calls for.
    pub(super) fn seen(&self, purpose: &'static str) -> Seen {
        if self.case.glass.is_some() { self.look } else { Seen { purpose, ..self.look } }
    }

    /// How an act stands for an actor; none when it is not offered at all.
    pub(super) fn standing(&self, act: Act, actor: &Actor) -> Option<Standing> {
        standing(act, &self.case, &self.payments, actor, &self.conditions)
    }

    /// The acts that are offered to an actor.
    pub(super) fn offered(&self, actor: &Actor) -> Vec<(Act, Standing)> {
        Act::ALL.into_iter().filter_map(|act| Some((act, self.standing(act, actor)?))).collect()
    }

    /// Name of the procedure in the language of the page.
    pub(super) fn procedure_name(&self, cx: &Cx) -> String {
        self.case.procedure.name_in(cx.locale()).to_owned()
    }
}

/// Whether the work is before somebody who decides, so that it matters what else they did.
fn may_decide(case: &Case, actor: &Actor) -> bool {
    let step = case.step_task().and_then(|task| case.procedure.process.step(&task.step));
    step.is_some_and(|step| step.allows(process::Act::Approve)) && case.has_right(actor, APPROVE)
}

/// The lists with their filters, as links and forms carry them, what was done, and the results of a search.
const LISTS: [&str; 12] = [
    "inbox",
    "inbox-late",
    "inbox-soon",
    "inbox-paused",
    "inbox-new",
    "unit",
    "unit-late",
    "unit-soon",
    "unit-paused",
    "unit-new",
    "handled",
    "search",
];

/// The list that an officer came from, with its filter: `inbox`, `unit-late`. An unknown one is the inbox.
pub(super) fn list_of(code: &str) -> &'static str {
    LISTS.into_iter().find(|known| *known == code).unwrap_or("inbox")
}

/// How links carry a list (`inbox` or `unit`) with a filter.
pub(super) fn list_with(list: &str, filter: InboxFilter) -> &'static str {
    match filter.code() {
        "" => list_of(list),
        filter => list_of(&format!("{list}-{filter}")),
    }
}

/// The page of a list that links carry.
pub(super) fn list_path(from: &str) -> String {
    match from.split_once('-') {
        Some((list, filter)) => format!("/officer/{list}?filter={filter}"),
        None => format!("/officer/{from}"),
    }
}

/// The list to which an officer goes back after accepting a dossier; it names the dossier.
pub(super) fn list_after(from: &str, accepted: DossierId) -> String {
    let list = list_path(from);
    let joint = if list.contains('?') { '&' } else { '?' };
    format!("{list}{joint}accepted={accepted}")
}

/// Whether the list is the unit's, and its filter.
pub(super) fn list_parts(from: &str) -> (bool, InboxFilter) {
    let (list, filter) = from.split_once('-').unwrap_or((from, ""));
    (list == "unit", InboxFilter::parse(filter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_keeps_its_filter_on_the_way_to_a_dossier_and_back() {
        for (list, is_unit) in [("inbox", false), ("unit", true)] {
            for filter in InboxFilter::ALL {
                let from = list_with(list, filter);
                assert_eq!(list_of(from), from);
                assert_eq!(list_parts(from), (is_unit, filter), "{from}");
            }
        }
        for (from, expected) in
            [("unit", "/officer/unit"), ("inbox-late", "/officer/inbox?filter=late"), ("search", "/officer/search")]
        {
            assert_eq!(list_path(from), expected);
        }
        for strange in ["", "x", "unit-x", "unit-late-x", "https://x.example"] {
            assert_eq!(list_of(strange), "inbox", "{strange}");
        }
    }
}
