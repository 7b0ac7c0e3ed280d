//! The form of an act: its fields with what was typed, for the dialog on the dossier's page and for a page of its own.

mod counter;

use identity::Officer;
use kernel::{Result, Timestamp};
use organisation::{Role, UnitId};
use procedures::Paper;
use procedures::process::Act as StepAct;
use runtime::Reader;
use serde::Serialize;
use web::{Cx, Values};

use super::act::{Act, Standing, asked_of};
use super::count::{CountView, counts};
use super::held::{self, HeldView};
use super::load::Loaded;
use crate::case::Case;
use crate::commands::{NOTE_MAX, officers_of, role_code};
use crate::model::{Channel, DeliveryWay, Task, TaskId, is_digitised};
use crate::permissions::ASSIGN;
use crate::queries;

/// An act as a button, and its form.
#[derive(Clone, Debug, Serialize)]
pub(super) struct ActView {
    /// Its code.
    pub(super) code: &'static str,
    /// The words of its button.
    pub(super) label: String,
    /// What follows from it.
    pub(super) lead: String,
    /// What the officer should know before doing it all the same; empty without anything.
    pub(super) warning: String,
    /// What the province holds already of the papers that are missing, where the act may ask for them.
    pub(super) held: Vec<HeldView>,
    /// The papers of the dossier, where it is taken.
    pub(super) papers_href: String,
    /// Why it cannot be done yet; empty when it can.
    pub(super) why: String,
    /// Whether it is the one that the step is there for.
    pub(super) is_main: bool,
    /// Whether it is hard to take back.
    pub(super) is_warning: bool,
    /// Whether its form carries files.
    pub(super) has_files: bool,
    /// Whether its form has only a page of its own, no dialog.
    pub(super) is_page: bool,
    /// The key that presses its button; may be empty.
    pub(super) key: &'static str,
    /// Its own page.
    pub(super) href: String,
    /// Where its form is sent.
    pub(super) action: String,
    /// The version of the dossier that the officer sees.
    pub(super) version: i64,
    /// The list that the officer came from.
    pub(super) from: &'static str,
    /// The papers to count; only where a paper dossier is accepted.
    pub(super) counts: Vec<CountView>,
    /// Its fields.
    pub(super) fields: Vec<FieldView>,
}

/// A field of the form of an act.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct FieldView {
    /// `hidden`, `text`, `number`, `area`, `date`, `choice`, `list`, `file` or `files`.
    pub(super) kind: &'static str,
    /// Its name.
    pub(super) name: &'static str,
    /// Its label.
    pub(super) label: String,
    /// What helps to answer; may be empty.
    pub(super) hint: String,
    /// What was typed.
    pub(super) value: String,
    /// Day of a date as typed.
    pub(super) day: String,
    /// Month of a date as typed.
    pub(super) month: String,
    /// Year of a date as typed.
    pub(super) year: String,
    /// Whether it may stay empty.
    pub(super) is_optional: bool,
    /// Most characters; 0 without a limit.
    pub(super) most: i64,
    /// What can be chosen.
    pub(super) options: Vec<OptionView>,
}

/// A choice.
#[derive(Clone, Debug, Serialize)]
pub(super) struct OptionView {
    /// The sent value.
    pub(super) value: String,
    /// What is read.
    pub(super) label: String,
    /// Whether it is the answer.
    pub(super) is_chosen: bool,
}

/// What is read for the forms of a dossier: officers who can be given work, questions that can be answered.
#[derive(Default)]
pub(crate) struct Choices {
    /// For the current step.
    pub(crate) here: Vec<Officer>,
    /// For the step that follows.
    pub(crate) next: Vec<Officer>,
    /// What was asked of other units, by task; empty where the process asks.
    pub(super) questions: Vec<(TaskId, String)>,
}

impl Choices {
    /// Reads what the offered acts can choose from; no officers where the actor may not give work.
    pub(crate) async fn load(reader: &Reader<'_>, case: &Case, acts: &[Act]) -> Result<Self> {
        let mut found = Self::default();
        if acts.contains(&Act::GiveOpinion) {
            let asked = queries::opinions(reader, case).await?;
            found.questions = asked.into_iter().map(|item| (item.row.opinion.task, item.question)).collect();
        }
        if !case.has_right(reader.actor, ASSIGN) {
            return Ok(found);
        }
        if acts.contains(&Act::Assign)
            && let Some(task) = case.step_task()
        {
            found.here = officers_of(reader, case, task).await?;
        }
        if acts.iter().any(|act| matches!(act, Act::Accept | Act::HandOn | Act::Forward)) {
            found.next = Self::after(reader, case).await?;
        }
        Ok(found)
    }

    /// Who may be given the step that follows.
    pub(crate) async fn after(reader: &Reader<'_>, case: &Case) -> Result<Vec<Officer>> {
        match next_desk(case) {
            Some((unit, role)) => identity::officers_with(reader, unit, role_code(role)).await,
            None => Ok(Vec::new()),
        }
    }
}

/// The unit and desk of the step that follows the current one.
fn next_desk(case: &Case) -> Option<(UnitId, Role)> {
    let process = &case.procedure.process;
    let step = process.step(&case.dossier.step)?;
    let onward = [StepAct::Accept, StepAct::Forward, StepAct::Transfer].into_iter().find_map(|act| step.act(act))?;
    let next = process.step(onward.to.as_deref()?)?;
    let dossier = &case.dossier;
    Some((process.resolve(&next.at, dossier.receiving, dossier.responsible(&case.units), &case.units), next.role))
}

/// Whether the form of an act says what the province holds of the papers that are missing: the desk looks there before
/// it asks for them, or goes on without them (fact 2.29).
fn has_held(act: Act) -> bool {
    matches!(act, Act::Accept | Act::HandOn | Act::AskSupplement | Act::SupplementAtCounter)
}

/// Makes the forms of one dossier.
pub(super) struct FormMaker<'a> {
    /// The request.
    pub(super) cx: &'a Cx,
    /// The dossier.
    pub(super) loaded: &'a Loaded,
    /// Who can be chosen.
    pub(super) choices: &'a Choices,
    /// What was typed.
    pub(super) values: &'a Values,
    /// The list that the officer came from.
    pub(super) from: &'static str,
}

impl FormMaker<'_> {
    /// The button and form of an act.
    pub(super) fn act(&self, act: Act, standing: Standing, is_main: bool) -> ActView {
        let id = self.loaded.case.dossier.id;
        let code = act.code();
        let why = match standing {
            Standing::Open => String::new(),
            Standing::Blocked(key) => self.cx.t(key),
        };
        ActView {
            code,
            label: self.cx.t(&act.label()),
            lead: self.cx.t(&self.lead(act)),
            warning: self.warning(act),
            held: if has_held(act) { held::all(self.cx, self.loaded) } else { Vec::new() },
            papers_href: format!("/officer/dossiers/{id}?part=papers&from={}", self.from),
            counts: if act == Act::Accept && why.is_empty() { self.counts() } else { Vec::new() },
            fields: if why.is_empty() { self.fields(act) } else { Vec::new() },
            why,
            is_main,
            is_warning: act.is_warning() || (act == Act::AskSupplement && self.loaded.case.had_supplement()),
            has_files: act.has_files(),
            is_page: act.is_page(),
            key: act.key(),
            href: format!("/officer/dossiers/{id}/act/{code}?from={}", self.from),
            action: format!("/officer/dossiers/{id}/{code}"),
            version: self.loaded.case.dossier.version,
            from: self.from,
        }
    }

    /// Message that says what follows from an act on this dossier.
    fn lead(&self, act: Act) -> String {
        match act {
            Act::AskSupplement if self.loaded.case.had_supplement() => {
                "dossiers-desk-lead-second-supplement".to_owned()
            }
            Act::Accept if self.is_paper() => "dossiers-desk-lead-accept-paper".to_owned(),
            _ => act.lead(),
        }
    }

    /// Names the papers that a decision will need, or that the desk has still to digitise, while there is time for it.
    fn warning(&self, act: Act) -> String {
        let missing = &self.loaded.conditions.missing;
        let key = match act {
            _ if missing.is_empty() => return String::new(),
            Act::Accept if self.is_paper() => "dossiers-desk-scans-lack-accept",
            Act::HandOn => "dossiers-desk-scans-lack",
            Act::Accept | Act::Forward | Act::Approve => "dossiers-desk-condition-papers-lack",
            _ => return String::new(),
        };
        self.cx.tf(key, &[("names", missing.join(", ").into())])
    }

    /// Whether the dossier came on paper.
    fn is_paper(&self) -> bool {
        self.loaded.case.dossier.channel != Channel::Online
    }

    /// The papers to count; none of a dossier that came online.
    fn counts(&self) -> Vec<CountView> {
        if self.is_paper() { counts(self.cx, self.loaded, self.values) } else { Vec::new() }
    }

    fn fields(&self, act: Act) -> Vec<FieldView> {
        match act {
            Act::Take => Vec::new(),
            // While scans lack, the work stays at the desk, and nobody gets the next step.
            Act::Accept if self.is_paper() && !self.loaded.conditions.missing.is_empty() => Vec::new(),
            Act::Accept => self.assignee(act),
            Act::HandOn => self.handing_on(act),
            Act::Assign => vec![self.officers(act, "officer", &self.others_here(), false)],
            Act::Forward => {
                let mut fields = vec![self.area(act, "note", true)];
                fields.extend(self.assignee(act));
                fields
            }
            Act::Refuse | Act::SendBack | Act::Stop | Act::WithdrawAtCounter | Act::AskLeader => {
                vec![self.area(act, "reason", false)]
            }
            Act::AskSupplement => self.supplement(act),
            Act::AskOpinion => vec![
                self.units(act),
                FieldView { kind: "number", ..self.plain(act, "days", false) },
                self.area(act, "question", false),
            ],
            Act::GiveOpinion => self.opinion(act),
            Act::AskFee => {
                vec![FieldView { kind: "number", ..self.plain(act, "amount", false) }, self.area(act, "reason", false)]
            }
            Act::Reappoint => vec![self.date(act), self.area(act, "reason", false)],
            Act::Approve => self.approval(act),
            Act::Deliver => vec![self.proof(act)],
            Act::DecideWithdrawal => vec![
                self.choice(
                    act,
                    "agree",
                    &[("yes", "dossiers-desk-withdrawal-yes"), ("no", "dossiers-desk-withdrawal-no")],
                ),
                self.area(act, "reason", false),
            ],
            Act::SupplementAtCounter => self.supplement_at_counter(act),
            Act::PayAtCounter => self.payment(act),
            Act::AskRefund => vec![self.refunded(act), self.area(act, "reason", false)],
            Act::RecordRefund => vec![self.refunded(act), self.area(act, "note", true)],
            Act::Scan => vec![self.papers(act), FieldView { kind: "files", ..self.plain(act, "file", false) }],
        }
    }

    /// A field of one line.
    fn plain(&self, act: Act, name: &'static str, is_optional: bool) -> FieldView {
        let key = format!("dossiers-desk-field-{}-{name}", act.code());
        let hint = format!("{key}-hint");
        FieldView {
            kind: "text",
            name,
            label: self.cx.t(&key),
            hint: if self.cx.app.words().has(&hint) { self.cx.t(&hint) } else { String::new() },
            value: self.values.get(name).to_owned(),
            is_optional,
            ..FieldView::default()
        }
    }

    fn area(&self, act: Act, name: &'static str, is_optional: bool) -> FieldView {
        FieldView { kind: "area", most: NOTE_MAX, ..self.plain(act, name, is_optional) }
    }

    fn date(&self, act: Act) -> FieldView {
        let part = |end: &str| self.values.get(&format!("date-{end}")).to_owned();
        FieldView { kind: "date", day: part("d"), month: part("m"), year: part("y"), ..self.plain(act, "date", false) }
    }

    fn choice(&self, act: Act, name: &'static str, choices: &[(&str, &str)]) -> FieldView {
        let chosen = self.values.get(name);
        let options = choices.iter().map(|(value, label)| OptionView {
            value: (*value).to_owned(),
            label: self.cx.t(label),
            is_chosen: *value == chosen,
        });
        FieldView { kind: "choice", options: options.collect(), ..self.plain(act, name, false) }
    }

    fn list(&self, act: Act, name: &'static str, is_optional: bool, choices: Vec<(String, String)>) -> FieldView {
        let chosen = self.values.get(name);
        let options = choices.into_iter().map(|(value, label)| OptionView { is_chosen: value == chosen, value, label });
        FieldView { kind: "list", options: options.collect(), ..self.plain(act, name, is_optional) }
    }

    fn others_here(&self) -> Vec<&Officer> {
        let holder = self.loaded.case.step_task().and_then(|task| task.assignee);
        self.choices.here.iter().filter(|officer| Some(officer.account) != holder).collect()
    }

    fn officers(&self, act: Act, name: &'static str, officers: &[&Officer], is_optional: bool) -> FieldView {
        let words = |officer: &&Officer| {
            let label = if officer.position.is_empty() {
                officer.name.clone()
            } else {
                format!("{}, {}", officer.name, officer.position)
            };
            (officer.account.to_string(), label)
        };
        self.list(act, name, is_optional, officers.iter().map(words).collect())
    }

    /// Why it goes on without scans, where some lack; who gets the next step.
    fn handing_on(&self, act: Act) -> Vec<FieldView> {
        let mut fields = Vec::new();
        if !self.loaded.conditions.missing.is_empty() {
            fields.push(self.area(act, "override_reason", false));
        }
        fields.extend(self.assignee(act));
        fields
    }

    /// The officer who gets the next step at once; no field where nobody can be chosen.
    fn assignee(&self, act: Act) -> Vec<FieldView> {
        if self.choices.next.is_empty() {
            return Vec::new();
        }
        let officers: Vec<&Officer> = self.choices.next.iter().collect();
        vec![self.officers(act, "assignee", &officers, true)]
    }

    fn supplement(&self, act: Act) -> Vec<FieldView> {
        let mut fields = vec![self.area(act, "request", false)];
        if self.loaded.case.had_supplement() {
            fields.push(self.area(act, "override_reason", false));
        }
        let papers = &self.loaded.case.procedure.papers;
        let is_held = |paper: &&Paper| self.loaded.held.iter().any(|item| item.paper == paper.code);
        let held: Vec<&Paper> = papers.iter().filter(is_held).collect();
        if !held.is_empty() {
            // A paper that need not be there is only asked for when the request names it.
            let is_optional = !held.iter().any(|paper| paper.blocks());
            fields.push(self.area(act, "held_reason", is_optional));
        }
        fields
    }

    /// The proof of delivery: by post the number of the posting.
    fn proof(&self, act: Act) -> FieldView {
        if self.loaded.case.dossier.delivery_way != DeliveryWay::Post {
            return self.plain(act, "proof", true);
        }
        FieldView {
            label: self.cx.t("dossiers-desk-field-deliver-posting"),
            hint: String::new(),
            ..self.plain(act, "proof", false)
        }
    }

    fn approval(&self, act: Act) -> Vec<FieldView> {
        let conditions = &self.loaded.conditions;
        let mut fields = Vec::new();
        if conditions.lacks() {
            fields.push(self.area(act, "override_reason", false));
        } else if conditions.needs_override() {
            let label = self.cx.t("dossiers-desk-field-approve-alone");
            fields.push(FieldView { label, ..self.area(act, "override_reason", false) });
        }
        if conditions.wants_result {
            let mut field = FieldView { kind: "file", ..self.plain(act, "result", !conditions.result.is_empty()) };
            if !conditions.result.is_empty() {
                field.hint = self
                    .cx
                    .tf("dossiers-desk-field-approve-result-there", &[("name", conditions.result.clone().into())]);
            }
            fields.push(field);
        }
        fields
    }

    fn opinion(&self, act: Act) -> Vec<FieldView> {
        let case = &self.loaded.case;
        let tasks = asked_of(case, self.cx.actor());
        let due = |at: Timestamp| web::format::datetime(self.cx.locale(), at);
        let named = |task: &&Task| {
            let unit = case.unit_of(task).map_or("", |unit| case.units.name(unit));
            (task.id.to_string(), format!("{} ({unit}, {})", self.question(task), due(task.clock.due)))
        };
        let task = match tasks.as_slice() {
            [only] => FieldView { kind: "hidden", value: only.id.to_string(), ..self.plain(act, "task", false) },
            _ => self.list(act, "task", false, tasks.iter().map(named).collect()),
        };
        let verdicts = [
            ("agree", "dossiers-desk-verdict-agree"),
            ("disagree", "dossiers-desk-verdict-disagree"),
            ("other", "dossiers-desk-verdict-other"),
        ];
        let mut answer = self.area(act, "answer", false);
        if let [only] = tasks.as_slice() {
            answer.hint = self.cx.tf("dossiers-desk-opinion-question", &[("question", self.question(only).into())]);
        }
        vec![task, self.choice(act, "verdict", &verdicts), answer]
    }

    /// What an asked unit has to say its opinion on: the question, or the name that the process gives it.
    fn question(&self, task: &Task) -> String {
        let asked = self.choices.questions.iter().find(|(id, text)| *id == task.id && !text.is_empty());
        if let Some((_, text)) = asked {
            return text.clone();
        }
        let process = &self.loaded.case.procedure.process;
        let named = process.steps.iter().find_map(|step| step.opinion(&task.step));
        named.map_or_else(String::new, |opinion| opinion.name.get(self.cx.locale()).to_owned())
    }

    /// The units that can be asked: first those that the step names, then the agencies of the same area, the areas above
    /// and below, and the departments of the province.
    fn units(&self, act: Act) -> FieldView {
        let case = &self.loaded.case;
        let (units, dossier) = (&case.units, &case.dossier);
        let process = &case.procedure.process;
        let here = case.step_task().and_then(|task| case.unit_of(task).ok());
        let mut found: Vec<UnitId> = process.step(&dossier.step).map_or_else(Vec::new, |step| {
            let at = |opinion: &procedures::process::OpinionSpec| {
                process.resolve(&opinion.at, dossier.receiving, dossier.responsible(units), units)
            };
            step.opinions.iter().map(at).collect()
        });
        let area = units.area_of(dossier.responsible(units));
        found.extend(units.line(area).iter().map(|unit| unit.id));
        found.extend(units.children(area));
        if let Some(province) = units.province().filter(|province| *province != area) {
            let is_agency = |id: &&UnitId| units.unit(**id).is_ok_and(|unit| !unit.kind.is_area());
            found.extend(units.children(province).iter().filter(is_agency));
        }
        let mut choices: Vec<(String, String)> = Vec::with_capacity(found.len());
        for unit in found.into_iter().filter(|unit| Some(*unit) != here) {
            let id = unit.to_string();
            if !choices.iter().any(|(known, _)| *known == id) {
                choices.push((id, units.name(unit).to_owned()));
            }
        }
        self.list(act, "unit", false, choices)
    }

    /// The papers that a digitised file can be.
    fn papers(&self, act: Act) -> FieldView {
        let locale = self.cx.locale();
        let papers = self.loaded.case.procedure.papers_for(&self.loaded.opened.answers);
        let papers = papers.into_iter().filter(|paper| is_digitised(paper));
        let choices = papers.map(|paper| (paper.code.clone(), paper.name.get(locale).to_owned()));
        let mut choices: Vec<(String, String)> = choices.collect();
        choices.push(("other".to_owned(), self.cx.t("dossiers-desk-paper-other")));
        self.list(act, "paper", false, choices)
    }
}
