//! Work on a case inside one decision: changes of the record and its tasks are collected and become one write set.
//!
//! Figures, the version check, the history and the event all follow from the difference between before and after.

use ::store::records::MEMBER;
use ::store::{EventDraft, JobDraft, Val, WriteSet};
use calendar::{Clock, Limit};
use kernel::{Error, Result, Timestamp};
use organisation::{QueueId, Role, UnitId};
use procedures::process::{Act, StepSpec};
use runtime::Decide;
use serde_json::json;
use uuid::Uuid;

use crate::case::{Case, calendar_of};
use crate::model::{
    Contribution, Dossier, Opinion, PaymentState, State, Task, TaskId, TaskKind, contributions, deltas,
    task_contributions, within,
};
use crate::store;
use crate::store::history::HistoryRow;

/// Lines of history that one act may leave at most.
const LINES: i64 = 10;

/// A case being worked on.
pub(crate) struct Work<'a> {
    cx: &'a Decide<'a>,
    case: &'a Case,
    /// The state that the act leaves: that of the record, or the one it passed through on its way.
    from: State,
    /// The record as it will be.
    pub(crate) after: Dossier,
    tasks: Vec<Task>,
    opened: Vec<Task>,
    asked: Vec<(Opinion, Vec<u8>)>,
    history: Vec<HistoryRow>,
    details: Vec<(&'static str, &'static str)>,
    code: Option<(usize, String, usize)>,
    desk: Option<QueueId>,
    /// The write set, for rows of other tables.
    pub(crate) set: WriteSet,
}

/// A rule that does not allow the act now.
pub(crate) fn refuse(key: &'static str) -> Error {
    Error::conflict(key)
}

/// The payment state that follows from payments when nothing is awaited any more. Money that nobody asked for never
/// was a fee; what is asked to be given back has not been given back yet.
pub(crate) fn settled_state<'a>(payments: impl Iterator<Item = &'a payments::Payment>) -> PaymentState {
    let mut state = PaymentState::None;
    for payment in payments.filter(|payment| payment.excess.is_none()) {
        match payment.state {
            payments::State::Paid | payments::State::RefundAsked => return PaymentState::Paid,
            payments::State::Refunded => state = PaymentState::Refunded,
            _ => {}
        }
    }
    state
}

impl<'a> Work<'a> {
    /// Begins work on a case.
    pub(crate) fn on(case: &'a Case, cx: &'a Decide<'a>) -> Self {
        let mut after = case.dossier.clone();
        after.version += 1;
        Self {
            cx,
            case,
            from: case.dossier.state,
            after,
            tasks: case.tasks.clone(),
            opened: Vec::new(),
            asked: Vec::new(),
            history: Vec::new(),
            details: Vec::new(),
            code: None,
            desk: None,
            set: cx.write(case.dossier.home),
        }
    }

    /// The current step of the process.
    pub(crate) fn step(&self) -> Result<&'a StepSpec> {
        let step = self.case.procedure.process.step(&self.after.step);
        step.ok_or_else(|| Error::internal(format!("the process has no step {}", self.after.step)))
    }

    /// Fails unless the current step allows the act; gives the step it leads to.
    pub(crate) fn allowed(&self, act: Act) -> Result<Option<String>> {
        let found = self.step()?.acts.iter().find(|spec| spec.act == act);
        found.map(|spec| spec.to.clone()).ok_or_else(|| refuse("dossiers-error-not-at-this-step"))
    }

    /// Moves the business state along the table.
    pub(crate) fn become_state(&mut self, to: State) -> Result<()> {
        if !self.after.state.may_become(to, self.after.state_before) {
            return Err(refuse("dossiers-error-state"));
        }
        self.after.state = to;
        Ok(())
    }

    /// An accepted dossier on which somebody begins to work is in progress.
    pub(crate) fn start_if_accepted(&mut self) -> Result<()> {
        if self.after.state == State::Accepted { self.become_state(State::InProgress) } else { Ok(()) }
    }

    /// The same for an act that ends the work at once: the table of moves leads from 2 to 8 or 9 only through 4 (fact
    /// 2.41), so the beginning has a line and an audit row of its own.
    pub(crate) fn pass_progress(&mut self) -> Result<()> {
        if self.after.state != State::Accepted {
            return Ok(());
        }
        self.start_if_accepted()?;
        self.note("begin", "")?;
        let payload = json!({
            "from": self.from.code(),
            "to": self.after.state.code(),
            "step": self.after.step,
            "version": self.after.version,
        });
        self.set.audit(self.cx.audit("dossiers.begin", "dossier", self.after.id.uuid(), &payload));
        self.from = self.after.state;
        Ok(())
    }

    /// Draws the dossier code of the receiving day (fact 2.42).
    pub(crate) fn draw_code(&mut self) -> Result<()> {
        let day = self.cx.now.date();
        let format = self.case.rules.format_on(day)?;
        let agency = self.case.units.unit(self.after.competent)?;
        let prefix = format.prefix(&agency.identifier, day);
        let slot = self.set.draw(crate::model::CodeFormat::book(day));
        self.code = Some((slot, prefix, format.serial_width));
        Ok(())
    }

    /// Starts the limit of the whole dossier.
    pub(crate) fn start_clock(&mut self, limit: &Limit) -> Result<()> {
        let clock = Clock::start(self.case.calendar()?, self.cx.now, limit)?;
        self.after.set_clock(clock);
        Ok(())
    }

    /// The citizen is awaited: every clock stands.
    pub(crate) fn pause(&mut self, state: State) -> Result<()> {
        let before = self.after.state;
        self.become_state(state)?;
        self.after.state_before = Some(before);
        self.hold_clocks();
        Ok(())
    }

    /// Stops all clocks that run.
    pub(crate) fn hold_clocks(&mut self) {
        let now = self.cx.now;
        self.after.paused_at.get_or_insert(now);
        for task in &mut self.tasks {
            task.pause(now);
        }
    }

    /// The citizen came back: every clock runs on from here.
    pub(crate) fn resume(&mut self, to: State) -> Result<()> {
        self.become_state(to)?;
        self.after.state_before = None;
        self.after.resume(self.case.calendar()?, self.cx.now)?;
        self.resume_tasks(self.after.clock(), |_| true)
    }

    /// Measures a piece of work that ends while its clock stands: its limit has moved with the pause up to now.
    pub(crate) fn settle_clock(&mut self, id: TaskId) -> Result<()> {
        let whole = match self.after.clock() {
            Some(standing) if standing.paused_at.is_some() => {
                Some(standing.resume(self.case.calendar()?, self.cx.now)?)
            }
            running => running,
        };
        self.resume_tasks(whole, |task| task.id == id)
    }

    fn resume_tasks(&mut self, whole: Option<Clock>, which: impl Fn(&Task) -> bool) -> Result<()> {
        let now = self.cx.now;
        for task in self.tasks.iter_mut().filter(|task| which(task)) {
            let unit = self.case.units.unit_of_queue(task.queue).unwrap_or(self.case.dossier.competent);
            task.resume(calendar_of(&self.case.calendars, &self.case.units, unit)?, whole, now)?;
        }
        Ok(())
    }

    /// Ends the work of the current step.
    pub(crate) fn close_step(&mut self) {
        self.close(|task| task.kind == TaskKind::Step);
    }

    /// Ends all open work.
    pub(crate) fn close_all(&mut self) {
        self.close(|_| true);
    }

    /// Ends one piece of work.
    pub(crate) fn close_task(&mut self, id: TaskId) {
        self.close(|task| task.id == id);
    }

    fn close(&mut self, which: impl Fn(&Task) -> bool) {
        let now = self.cx.now;
        for task in self.tasks.iter_mut().filter(|task| which(task)) {
            task.closed_at.get_or_insert(now);
        }
    }

    /// Gives the work of the current step to an officer.
    pub(crate) fn assign(&mut self, officer: Option<Uuid>) {
        for task in self.tasks.iter_mut().filter(|task| task.kind == TaskKind::Step && task.closed_at.is_none()) {
            task.assignee = officer;
        }
    }

    /// Goes to a step: its work is opened in the unit that the process names, and so are its required opinions.
    pub(crate) fn enter(&mut self, code: &str, assignee: Option<Uuid>) -> Result<()> {
        let process = &self.case.procedure.process;
        let step = process.step(code).ok_or_else(|| Error::internal(format!("the process has no step {code}")))?;
        let unit =
            process.resolve(&step.at, self.after.receiving, self.after.responsible(&self.case.units), &self.case.units);
        code.clone_into(&mut self.after.step);
        let id = TaskId(self.cx.new_id());
        self.open(id, TaskKind::Step, code, unit, step.role, step.limit.as_ref(), assignee)?;
        // Who answered already, or is still asked, is not asked again when a step is entered a second time.
        let is_asked = |code: &str| {
            let is_open = |id: TaskId| self.tasks.iter().any(|task| task.id == id && task.closed_at.is_none());
            let known = self.case.opinions.iter().filter(|known| known.code == code);
            known.into_iter().any(|known| known.answered_at.is_some() || is_open(known.task))
        };
        let wanted: Vec<_> =
            step.opinions.iter().filter(|opinion| opinion.required && !is_asked(&opinion.code)).collect();
        for opinion in wanted {
            let unit = process.resolve(
                &opinion.at,
                self.after.receiving,
                self.after.responsible(&self.case.units),
                &self.case.units,
            );
            self.ask_opinion(&opinion.code, unit, true, opinion.limit.as_ref(), "")?;
        }
        Ok(())
    }

    /// Asks another unit for an opinion with a limit of its own.
    pub(crate) fn ask_opinion(
        &mut self,
        code: &str,
        unit: UnitId,
        required: bool,
        limit: Option<&Limit>,
        question: &str,
    ) -> Result<()> {
        let id = TaskId(self.cx.new_id());
        let due_at = self.open(id, TaskKind::Opinion, code, unit, Role::Handling, limit, None)?;
        let sealed = self.case.key.seal("opinion.question", question, self.cx.rng)?;
        let opinion = Opinion { task: id, code: code.to_owned(), unit, required, due_at, answered_at: None };
        self.asked.push((opinion, sealed));
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "one place that makes tasks; each value differs between its callers")]
    fn open(
        &mut self,
        id: TaskId,
        kind: TaskKind,
        code: &str,
        unit: UnitId,
        role: Role,
        limit: Option<&Limit>,
        assignee: Option<Uuid>,
    ) -> Result<Timestamp> {
        let calendar = calendar_of(&self.case.calendars, &self.case.units, unit)?;
        let now = self.cx.now;
        let whole = self.after.clock();
        let clock = match (limit, whole) {
            (Some(limit), _) => Clock::start(calendar, now, limit)?,
            (None, Some(whole)) => Clock { paused_at: None, ..whole },
            (None, None) => Clock {
                unit: self.after.limit_unit,
                end: self.after.answer_due_at,
                due: self.after.answer_due_at,
                paused_at: None,
            },
        };
        let clock = within(clock, whole, now);
        self.opened.push(Task {
            id,
            dossier: self.after.id,
            kind,
            step: code.to_owned(),
            queue: self.case.units.queue(unit, role)?,
            assignee,
            state: self.after.state,
            opened_at: now,
            soon_at: calendar.soon_at(now, clock.due),
            clock,
            closed_at: None,
        });
        Ok(clock.due)
    }

    /// The dossier is done for the on-time index (fact 3.09).
    pub(crate) fn finish(&mut self) {
        let now = self.cx.now;
        if self.after.received_at.is_some() && self.after.finished_at.is_none() {
            // What ends while the clock stands ended, for the limit, when the clock was stopped (facts 3.10, 3.11).
            self.after.on_time = Some(self.after.is_on_time(self.after.paused_at.unwrap_or(now)));
            self.after.finished_at = Some(now);
        }
        self.after.paused_at = None;
    }

    /// Nobody waits any longer for payments that were asked for and never made.
    pub(crate) fn cancel_payments(&mut self, payments: &[payments::Payment]) -> Result<()> {
        for payment in payments.iter().filter(|payment| payment.state.can_start()) {
            payments::cancel_payment(self.cx, &mut self.set, payment)?;
        }
        if self.after.payment == PaymentState::Due {
            self.after.payment = settled_state(payments.iter());
        }
        Ok(())
    }

    /// Leaves a line in the history; the note is sealed.
    pub(crate) fn note(&mut self, act: &'static str, note: &str) -> Result<()> {
        let lines = i64::try_from(self.history.len()).unwrap_or(LINES);
        let note = if note.is_empty() { None } else { Some(self.case.key.seal("history.note", note, self.cx.rng)?) };
        let from_state = self.history.last().map_or(self.case.dossier.state.code(), |line| line.to_state);
        self.history.push(HistoryRow {
            no: self.after.version * LINES + lines,
            at: self.cx.now,
            act: act.to_owned(),
            actor: self.cx.actor.account,
            unit: self.cx.actor.unit,
            from_state,
            to_state: self.after.state.code(),
            step: self.after.step.clone(),
            due_at: self.after.promised_at.or(self.after.due_at),
            note,
            in_name_of: self.case.under(self.cx.actor).map(|under| under.giver),
        });
        Ok(())
    }

    /// Adds a code to the payload of the audit row.
    pub(crate) fn detail(&mut self, name: &'static str, code: &'static str) {
        self.details.push((name, code));
    }

    /// The write set: record, tasks, history, figures, audit and event, all from the difference.
    pub(crate) fn done(mut self, action: &'static str, event: &'static str) -> Result<WriteSet> {
        if self.history.is_empty() {
            return Err(Error::internal(format!("{action} leaves no history")));
        }
        let drawn = self.code.take();
        let code = drawn.as_ref().map(|(slot, prefix, width)| Val::DrawnText {
            slot: *slot,
            prefix: prefix.clone(),
            width: *width,
        });
        store::dossier::update(&mut self.set, &self.after, self.case.dossier.version, code);
        self.write_tasks();
        for line in &self.history {
            store::history::insert(&mut self.set, self.after.id, line);
        }
        let mut payload = json!({
            "from": self.from.code(),
            "to": self.after.state.code(),
            "step": self.after.step,
            "version": self.after.version,
            "serial": drawn.map(|(slot, ..)| format!("$draw:{slot}")),
            (MEMBER): store::dossier::fixed(&self.after),
        });
        if let Some(object) = payload.as_object_mut() {
            object.extend(self.details.iter().map(|(name, code)| ((*name).to_owned(), serde_json::Value::from(*code))));
        }
        if let (Some(under), Some(object)) = (self.case.under(self.cx.actor), payload.as_object_mut()) {
            object.insert("under".to_owned(), json!(under.delegation));
        }
        self.set.audit(self.cx.audit(action, "dossier", self.after.id.uuid(), &payload));
        self.set.event(EventDraft {
            kind: event,
            entity_id: self.after.id.uuid(),
            entity_version: self.after.version,
            payload: event_payload(&self.after, self.desk),
        });
        Ok(self.set)
    }

    fn write_tasks(&mut self) {
        let before: Vec<Contribution> = contributions(&self.case.dossier)
            .into_iter()
            .chain(self.case.tasks.iter().flat_map(task_contributions))
            .collect();
        for task in &mut self.tasks {
            task.state = self.after.state;
        }
        for task in &mut self.opened {
            task.state = self.after.state;
        }
        for (task, old) in self.tasks.iter().zip(&self.case.tasks) {
            if task != old {
                store::task::update(&mut self.set, task, old.assignee);
            }
            if task.kind == TaskKind::Opinion && task.clock.due != old.clock.due {
                store::task::move_opinion(&mut self.set, self.after.id, task);
            }
        }
        for task in &self.opened {
            store::task::insert(&mut self.set, task);
        }
        let by = self.cx.actor.account;
        for (opinion, question) in std::mem::take(&mut self.asked) {
            store::task::insert_opinion(&mut self.set, self.after.id, &opinion, by, question);
        }
        let tasks = self.tasks.iter().chain(&self.opened).flat_map(task_contributions);
        let after: Vec<Contribution> = contributions(&self.after).into_iter().chain(tasks).collect();
        for delta in deltas(&before, &after) {
            self.set.figure(delta);
        }
    }
}

/// What an event says: ids and codes, never values of persons. A desk that is told is named by its queue.
pub(crate) fn event_payload(dossier: &Dossier, desk: Option<QueueId>) -> String {
    let mut payload = json!({
        "account": dossier.account,
        "procedure": dossier.procedure,
        "state": dossier.state.code(),
        "competent": dossier.competent.uuid(),
        "channel": dossier.channel.code(),
    });
    if let (Some(desk), Some(object)) = (desk, payload.as_object_mut()) {
        object.insert("desk".to_owned(), json!(desk.uuid()));
    }
    payload.to_string()
}

impl Work<'_> {
    /// Tells the desk where the dossier was handed in, by a notice.
    pub(crate) fn tell_desk(&mut self) -> Result<()> {
        self.desk = Some(self.case.units.queue(self.after.receiving, Role::Reception)?);
        Ok(())
    }

    /// Tells the holder of the account, by notice and e-mail, after the commit.
    pub(crate) fn tell(&mut self, event: &'static str) {
        if self.after.account.is_none() {
            return;
        }
        let payload = json!({ "dossier": self.after.id.uuid(), "event": event }).to_string();
        let key = format!("{}/{}", self.after.id, self.after.version);
        self.set.job(JobDraft { kind: "dossiers.tell", key, payload, run_at: self.cx.wall });
    }
}
