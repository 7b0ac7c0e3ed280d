//! The life of one sample dossier: filed, received, worked on, decided, returned, each act by the account whose desk it is.

use std::sync::Arc;

use anyhow::{Context, Result};
use blobs::{Blobs, Stored};
use calendar::Calendars;
use dossiers::applicant::Applicant;
use dossiers::case::Case;
use dossiers::commands as act;
use dossiers::model::{Behalf, Channel, DeliveryWay, DossierId, PaymentState, State, Task, TaskKind};
use jiff::civil::Date;
use kernel::Timestamp;
use kernel::rng::SequenceRng;
use kernel::time::{DAY, HOUR, MINUTE, ManualClock};
use organisation::{Directory, Level, Snapshot, UnitId};
use procedures::process::Act;
use procedures::{Catalogue, PaperMode, ProcedureVersion};
use runtime::{Actor, Assurance, Runtime};
use serde_json::{Map, Value};

use super::accounts::{Staff, citizen};
use super::people::{People, Person};
use crate::house::sample_start;

/// Acts in one life at most: a process that never ends is a mistake of the data.
const ACTS: usize = 60;

/// How long ago the limit of a dossier that is still open may have ended.
const LATEST: i64 = 25 * DAY;
/// The city and the ward whose accounts people try first: there more dossiers are late.
const SHOWN: [&str; 2] = ["450", "18853"];

/// A one-page PDF that stands for every paper of the sample.
const PAPER: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 4 0 R>>>>/Contents 5 0 R>>endobj\n4 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n5 0 obj<</Length 63>>stream\nBT /F1 24 Tf 90 720 Td (GIAY TO MAU / SAMPLE PAPER) Tj ET      \nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

/// Stores the sample paper once.
pub(crate) async fn sample_paper(runtime: &Runtime) -> Result<Stored> {
    let blobs = runtime.services().get::<Blobs>()?;
    let mut upload = blobs.upload(runtime.rng(), runtime.vault(), 1_000_000)?;
    upload.write(PAPER).await?;
    let stored = upload.finish().await?;
    blobs::record(runtime.store(), &stored, runtime.wall()).await?;
    Ok(stored)
}

/// One life.
pub(crate) struct Life<'a> {
    runtime: &'a Runtime,
    clock: &'a ManualClock,
    people: &'a People,
    staff: &'a Staff,
    paper: &'a Stored,
    rng: SequenceRng,
    units: Arc<Snapshot>,
}

/// Who holds a dossier: the account and the person behind it.
struct Holder {
    actor: Option<Actor>,
    person: Person,
}

impl<'a> Life<'a> {
    pub(crate) fn new(
        runtime: &'a Runtime,
        clock: &'a ManualClock,
        people: &'a People,
        staff: &'a Staff,
        paper: &'a Stored,
        number: u64,
    ) -> Self {
        let directory = runtime.services().get::<Directory>();
        let units = directory.map(|directory| directory.on(sample_start())).unwrap_or_default();
        Self { runtime, clock, people, staff, paper, rng: SequenceRng::new(number * 104_729 + 17), units }
    }

    fn chance(&self, percent: u64) -> bool {
        self.rng.below(100) < percent
    }

    fn between(&self, low: i64, high: i64) -> i64 {
        let span = u64::try_from(high.saturating_sub(low)).unwrap_or(0).max(1);
        low + i64::try_from(self.rng.below(span)).unwrap_or(0)
    }

    fn pick<'t, T>(&self, list: &'t [T]) -> Option<&'t T> {
        let length = u64::try_from(list.len()).unwrap_or(0);
        usize::try_from(self.rng.below(length)).ok().and_then(|index| list.get(index))
    }

    /// Lives until the dossier is closed or the present is reached.
    pub(crate) async fn run(self) -> Result<()> {
        // More dossiers come in as the year goes on, as in a province that learns to file online.
        let days = self.between(0, 366).max(self.between(0, 366));
        let start = sample_start().plus(-366 * DAY + days * DAY + self.between(0, 9 * HOUR));
        self.clock.set(start);
        let procedure = self.procedure(start)?;
        let area = self.area(&procedure)?;
        let holder = self.holder(&procedure, area);
        let working = self.working(area, start)?;
        if holder.actor.is_none() {
            self.clock.set(working);
        }
        if self.clock_now() > sample_start() {
            return Ok(());
        }
        let id = if holder.actor.is_some() {
            self.file_online(&procedure, area, &holder).await?
        } else {
            self.file_at_counter(&procedure, area, &holder).await?
        };
        for _ in 0..ACTS {
            if !self.step(id, &holder).await? {
                return Ok(());
            }
        }
        anyhow::bail!("the process {} does not end", procedure.process.code)
    }

    fn clock_now(&self) -> Timestamp {
        kernel::time::Clock::now(self.clock)
    }

    fn procedure(&self, at: Timestamp) -> Result<Arc<ProcedureVersion>> {
        const OFTEN: [&str; 10] = [
            "1.001193", "1.000894", "1.004873", "1.000656", "2.000815", "1.001612", "1.013225", "2.000488", "1.000798",
            "1.004194",
        ];
        let catalogue = self.runtime.services().get::<Catalogue>()?.current();
        let often = self.pick(&OFTEN).filter(|_| self.chance(55)).and_then(|code| catalogue.by_code(code, at));
        let any = || self.pick(catalogue.all(at)).cloned();
        often.or_else(any).context("there is no procedure")
    }

    fn area(&self, procedure: &ProcedureVersion) -> Result<UnitId> {
        let level = self.pick(&procedure.levels).copied().unwrap_or(Level::Commune);
        let areas = self.units.areas(level);
        // The city files more than the mountains.
        let city = self.units.area_by_code("450").map(|unit| unit.id);
        let near: Vec<UnitId> =
            areas.iter().filter(|unit| unit.parent == city || Some(unit.id) == city).map(|u| u.id).collect();
        let near = self.pick(&near).copied().filter(|_| self.chance(30));
        near.or_else(|| self.pick(&areas).map(|unit| unit.id)).context("there is no area")
    }

    fn holder(&self, procedure: &ProcedureVersion, area: UnitId) -> Holder {
        let online_share = match self.units.unit(area).map(|unit| unit.level) {
            Ok(Level::Province) => 76,
            Ok(Level::District) => 82,
            _ => 91,
        };
        if procedure.online.can_file_online()
            && self.chance(online_share)
            && let Some((number, account)) = self.pick(&self.staff.citizens)
        {
            let person = self.people.person(*number);
            let name: Arc<str> = Arc::from(person.name.as_str());
            return Holder { actor: Some(citizen(*account, &name)), person };
        }
        Holder { actor: None, person: self.people.person(20_000 + self.rng.below(3_000)) }
    }

    /// The next moment of working time of the area's desk.
    fn working(&self, area: UnitId, at: Timestamp) -> Result<Timestamp> {
        let calendars = self.runtime.services().get::<Calendars>()?;
        let code = self.units.unit(area).map_or("administrative", |unit| unit.calendar.as_str());
        let calendar = calendars.get(code).context("there is no calendar")?;
        Ok(calendar.add_working_time(at, self.between(1, 50) * MINUTE)?)
    }

    /// The sample answer of a procedure's form, with no day after the day on which it is filed.
    fn answers(&self, procedure: &ProcedureVersion) -> Result<Map<String, Value>> {
        // `urn:nhatle:form:birth:1` is the form whose sample is `birth`.
        let form = procedure.form.id.split(':').nth(3).unwrap_or_default();
        let answers = procedures::sample_answers()?.get(form).and_then(Value::as_object).cloned();
        let mut answers =
            answers.with_context(|| format!("there is no sample answer for the form {}", procedure.form.id))?;
        let today = self.clock_now().date();
        let latest = self.clock_now().plus(-self.between(3, 40) * DAY).date().to_string();
        for value in answers.values_mut() {
            let is_later = value.as_str().and_then(|text| text.parse().ok()).is_some_and(|day: Date| day > today);
            if is_later {
                *value = Value::String(latest.clone());
            }
        }
        Ok(answers)
    }

    async fn file_online(&self, procedure: &ProcedureVersion, area: UnitId, holder: &Holder) -> Result<DossierId> {
        let actor = holder.actor.as_ref().context("nobody files")?;
        let start = act::StartDraft { procedure: procedure.code.clone(), id: None };
        let id = self.runtime.execute(actor, &start).await?.outcome;
        let answers = self.answers(procedure)?;
        let save = act::SaveDraft {
            id,
            version: None,
            area: Some(area),
            behalf: None,
            delivery_way: Some(if self.chance(60) { DeliveryWay::Electronic } else { DeliveryWay::Counter }),
            applicant: None,
            answers: answers.clone(),
            reached: "review".into(),
        };
        self.runtime.execute(actor, &save).await?;
        self.add_papers(actor, id, procedure, &answers, act::FileSource::Upload).await?;
        // The sample signs nobody in: whoever files here has shown who they are as surely as the procedure asks.
        let actor = Actor { assurance: procedure.detail.assurance, ..actor.clone() };
        self.runtime.execute(&actor, &act::Submit { id }).await?;
        Ok(id)
    }

    async fn file_at_counter(&self, procedure: &ProcedureVersion, area: UnitId, holder: &Holder) -> Result<DossierId> {
        let level = self.units.unit(area)?.level;
        let competent = self.units.competent(&procedure.code, &procedure.field, level, area);
        let desk = self.staff.officer(self.units.one_stop_of(competent), organisation::Role::Reception)?;
        let person = &holder.person;
        let answers = self.answers(procedure)?;
        let take = act::TakeIn {
            procedure: procedure.code.clone(),
            area,
            channel: if self.chance(12) { Channel::Post } else { Channel::Counter },
            applicant: Applicant {
                name: person.name.clone(),
                identity: person.identity.clone(),
                phone: person.phone.clone(),
                address: person.address.clone(),
                ..Applicant::default()
            },
            behalf: Behalf::Own,
            delivery_way: DeliveryWay::Counter,
            answers: answers.clone(),
        };
        let id = self.runtime.execute(desk, &take).await?.outcome.id;
        self.add_papers(desk, id, procedure, &answers, act::FileSource::Scan).await?;
        Ok(id)
    }

    async fn add_papers(
        &self,
        actor: &Actor,
        id: DossierId,
        procedure: &ProcedureVersion,
        answers: &Map<String, Value>,
        source: act::FileSource,
    ) -> Result<()> {
        for paper in procedure.papers_for(answers) {
            if paper.required && paper.mode == PaperMode::Upload {
                self.add_file(actor, id, &paper.code, "giay-to-mau.pdf", source).await?;
            }
        }
        Ok(())
    }

    async fn add_file(
        &self,
        actor: &Actor,
        id: DossierId,
        paper: &str,
        name: &str,
        source: act::FileSource,
    ) -> Result<()> {
        let add =
            act::AddFile { dossier: id, paper: paper.into(), name: name.into(), source, stored: self.paper.clone() };
        self.runtime.execute(actor, &add).await?;
        Ok(())
    }

    async fn case(&self, id: DossierId) -> Result<Case> {
        let system = Actor::system();
        Ok(Case::load(&self.runtime.reader(&system), id).await?)
    }

    /// One more act; false when the life ends or the present is reached.
    async fn step(&self, id: DossierId, holder: &Holder) -> Result<bool> {
        let case = self.case(id).await?;
        if case.dossier.payment == PaymentState::Due && self.chance(90) {
            return self.pay(id, holder).await;
        }
        match case.dossier.state {
            State::SupplementAsked => return self.supplement(id, holder).await,
            State::PaymentAsked => return self.pay(id, holder).await,
            State::Returned | State::Refused | State::Stopped => return self.rate(&case, holder).await,
            _ => {}
        }
        let Some(task) = case.tasks.iter().find(|task| task.kind == TaskKind::Opinion).or(case.step_task()) else {
            return Ok(false);
        };
        let task = task.clone();
        if self.is_left(&case) || !self.wait_for(&case, &task)? {
            return Ok(false);
        }
        if task.kind == TaskKind::Opinion {
            return self.opine(&case, &task).await;
        }
        self.work(&case, &task, holder).await
    }

    /// Whether nobody got to the work in time: a few of the dossiers whose limit ended in the last weeks are open.
    fn is_left(&self, case: &Case) -> bool {
        let dossier = &case.dossier;
        let due = dossier.due_at.unwrap_or(dossier.answer_due_at);
        let is_recent = due < sample_start() && due > sample_start().plus(-LATEST);
        if dossier.finished_at.is_some() || !is_recent {
            return false;
        }
        let area = self.units.area_of(dossier.competent);
        let is_shown = |code: &str| self.units.area_by_code(code).is_some_and(|unit| unit.id == area);
        let is_shown = SHOWN.into_iter().any(is_shown);
        // A desk answers within a day; what waits, waits where it is handled.
        self.chance(match (dossier.received_at.is_some(), is_shown) {
            (true, true) => 14,
            (true, false) => 4,
            (false, true) => 3,
            (false, false) => 1,
        })
    }

    /// Lets a part of the task's time pass, seldom more than all of it.
    fn wait_for(&self, case: &Case, task: &Task) -> Result<bool> {
        let whole = task.clock.due.0.saturating_sub(task.opened_at.0).max(HOUR);
        let percent = if self.chance(4) { self.between(105, 160) } else { self.between(5, 85) };
        let begun = self.clock_now().0.max(task.opened_at.0);
        let then = Timestamp(begun.max(task.opened_at.0.saturating_add(whole / 100 * percent)));
        let unit = case.unit_of(task)?;
        self.clock.set(self.working(unit, then)?);
        Ok(self.clock_now() <= sample_start())
    }

    async fn opine(&self, case: &Case, task: &Task) -> Result<bool> {
        let officer = self.staff.officer(case.unit_of(task)?, organisation::Role::Handling)?;
        let give = act::GiveOpinion {
            id: case.dossier.id,
            task: task.id,
            verdict: "agree".into(),
            answer: "Thống nhất, không có ý kiến thêm.".into(),
        };
        self.runtime.execute(officer, &give).await?;
        Ok(true)
    }

    async fn work(&self, case: &Case, task: &Task, holder: &Holder) -> Result<bool> {
        let (id, version) = (case.dossier.id, case.dossier.version);
        let step = case.procedure.process.step(&task.step).context("the process has no such step")?;
        let officer = self.staff.officer(case.unit_of(task)?, step.role)?;
        let runtime = self.runtime;
        if step.allows(Act::Refuse) && self.chance(2) {
            let reason = "Thủ tục này không thuộc thẩm quyền của cơ quan.".into();
            runtime.execute(officer, &act::Refuse { id, version, reason }).await?;
        } else if step.allows(Act::RequestSupplement)
            && case.dossier.supplements == 0
            && holder.actor.is_some()
            && self.chance(6)
        {
            let request = "Bổ sung bản chụp rõ hơn của giấy tờ kèm theo.".into();
            let held_reason = "Bản đang có trong kho không rõ chữ.".into();
            let ask = act::AskSupplement { id, version, request, override_reason: String::new(), held_reason };
            runtime.execute(officer, &ask).await?;
        } else if step.allows(Act::Accept) {
            runtime.execute(officer, &act::Accept { id, version, assignee: None, papers: None }).await?;
        } else if step.allows(Act::Stop) && case.dossier.state == State::InProgress && self.chance(1) {
            let reason = "Người nộp không còn nhu cầu thực hiện thủ tục.".into();
            runtime.execute(officer, &act::Stop { id, version, reason }).await?;
        } else if step.allows(Act::SendBack) && self.chance(3) {
            let reason = "Đề nghị kiểm tra lại phần căn cứ.".into();
            runtime.execute(officer, &act::SendBack { id, version, reason }).await?;
        } else if step.allows(Act::Approve) {
            self.approve(case, officer).await?;
        } else if step.allows(Act::Forward) || step.allows(Act::Transfer) {
            let forward = act::Forward { id, version, note: String::new(), assignee: None };
            runtime.execute(officer, &forward).await?;
        } else if step.allows(Act::Deliver) {
            let proof = "Người nộp ký nhận.".into();
            runtime.execute(officer, &act::Deliver { id, version, proof }).await?;
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    async fn approve(&self, case: &Case, officer: &Actor) -> Result<()> {
        let id = case.dossier.id;
        let results = vec![act::NewFile { name: "ket-qua-mau.pdf".into(), stored: self.paper.clone() }];
        let unpaid = case.dossier.payment == PaymentState::Due;
        let override_reason = if unpaid {
            "Người nộp đã nộp tiền mặt, biên lai giấy kèm theo.".into()
        } else {
            String::new()
        };
        let approve = act::Approve { id, version: case.dossier.version, override_reason, attached: None, results };
        self.runtime.execute(officer, &approve).await?;
        Ok(())
    }

    async fn supplement(&self, id: DossierId, holder: &Holder) -> Result<bool> {
        let Some(actor) = &holder.actor else { return Ok(false) };
        self.clock.advance(self.between(6, 90) * HOUR);
        if self.clock_now() > sample_start() || self.chance(4) {
            return Ok(false);
        }
        self.add_file(actor, id, "supplement", "bo-sung-mau.pdf", act::FileSource::Upload).await?;
        let give = act::GiveSupplement { id, answers: Map::new(), note: "Đã bổ sung theo yêu cầu.".into() };
        let actor = Actor { assurance: Assurance::High, ..actor.clone() };
        self.runtime.execute(&actor, &give).await?;
        Ok(true)
    }

    async fn pay(&self, id: DossierId, holder: &Holder) -> Result<bool> {
        self.clock.advance(self.between(5, 300) * MINUTE);
        if self.clock_now() > sample_start() {
            return Ok(false);
        }
        let Some(payer) = &holder.actor else { return self.pay_at_counter(id).await };
        let system = Actor::system();
        for payment in payments::of_dossier(&self.runtime.reader(&system), id.uuid()).await? {
            if payment.is_settled() {
                continue;
            }
            self.runtime.execute(payer, &payments::StartPayment { id: payment.id }).await?;
            // The gateway knows of it too, so that the comparison of the day finds it on both sides.
            let press = payments::SandboxAct { payment: payment.id, outcome: payments::GatewayOutcome::Paid };
            let notice = self.runtime.execute(payer, &press).await?.outcome;
            payments::take(self.runtime, &notice).await?;
        }
        self.runtime.execute(&system, &act::SettleFee { id }).await?;
        Ok(true)
    }

    /// Who has no account pays where the dossier was handed in.
    async fn pay_at_counter(&self, id: DossierId) -> Result<bool> {
        let system = Actor::system();
        for payment in payments::of_dossier(&self.runtime.reader(&system), id.uuid()).await? {
            if payment.is_settled() {
                continue;
            }
            let dossier = self.case(id).await?.dossier;
            let desk = self.staff.officer(dossier.receiving, organisation::Role::Reception)?;
            let number = payment.id.as_u128();
            let pay = act::PayAtCounter {
                id,
                version: dossier.version,
                payment: Some(payment.id),
                amount: payment.amount,
                method: payments::Method::Cash,
                receipt: format!("MAU/{:08} {:08}", number / 100_000_000 % 100_000_000, number % 100_000_000),
            };
            self.runtime.execute(desk, &pay).await?;
        }
        Ok(true)
    }

    async fn rate(&self, case: &Case, holder: &Holder) -> Result<bool> {
        let (Some(actor), true) = (&holder.actor, case.dossier.rating.is_none() && self.chance(35)) else {
            return Ok(false);
        };
        self.clock.advance(self.between(1, 48) * HOUR);
        if self.clock_now() > sample_start() {
            return Ok(false);
        }
        let score = if self.chance(92) { self.between(4, 6) } else { self.between(1, 4) };
        let rate = act::Rate { id: case.dossier.id, score, comment: String::new() };
        self.runtime.execute(actor, &rate).await?;
        Ok(false)
    }
}
