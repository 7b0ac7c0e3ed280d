//! The write set of a new dossier without a database to read from: what benchmarks commit. It is put together by the
//! functions of the command that submits a draft, so it cannot drift from what the product writes.

use ::store::records::MEMBER;
use ::store::{EventDraft, WriteSet};
use calendar::{Clock, LimitUnit};
use kernel::rng::SequenceRng;
use kernel::time::DAY;
use kernel::{Error, Result, Timestamp};
use organisation::{QueueId, UnitId};
use runtime::Decide;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::applicant::Applicant;
use crate::commands::{Filed, Submitted};
use crate::model::{
    Behalf, Channel, Contribution, DeliveryState, DeliveryWay, Dossier, DossierId, PaymentState, State, Task, TaskId,
    TaskKind, contributions, deltas, new_reference, task_contributions,
};
use crate::store;
use crate::store::dossier::Sealed;
use crate::store::draft::Draft;
use crate::store::history::HistoryRow;
use crate::work::event_payload;

/// Answers of real size.
const ANSWERS: &str = include_str!("../../../../data/forms/samples/marriage.json");
const PROCEDURE: &str = "1.000894";
/// Units of the sample province: the province, its districts and its communes (fact 10.01).
const UNITS: u64 = 154;

const FAMILIES: [&str; 8] = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Võ", "Đặng"];
const GIVEN: [&str; 10] = ["An", "Bình", "Chi", "Dũng", "Giang", "Hà", "Lan", "Minh", "Phương", "Quân"];
const MADE_UP: [&str; 4] = ["Mẫu", "Ví Dụ", "Giả Định", "Thử Nghiệm"];

/// An id that follows from a purpose and a number; ids of growing numbers grow, as those of real dossiers do.
fn id_of(purpose: u64, n: u64) -> Uuid {
    let at = Timestamp(1_733_792_400_000_000).plus(i64::try_from(n).unwrap_or(0).saturating_mul(50_000));
    kernel::id::new(at, &SequenceRng::new(purpose.wrapping_mul(1_000_003).wrapping_add(n)))
}

fn pick<'a>(list: &[&'a str], n: u64) -> &'a str {
    let length = u64::try_from(list.len()).unwrap_or(1).max(1);
    usize::try_from(n % length).ok().and_then(|index| list.get(index)).copied().unwrap_or_default()
}

fn applicant(n: u64) -> Applicant {
    let given = pick(&GIVEN, n / 8);
    Applicant {
        name: format!("{} Văn {given} {}", pick(&FAMILIES, n), pick(&MADE_UP, n / 80)),
        identity: format!("044{:09}", n % 1_000_000_000),
        phone: format!("09{:08}", n % 100_000_000),
        address: "Số 12, đường Ví Dụ, phường Hải Thành, thành phố Đồng Hới".into(),
        ..Applicant::default()
    }
}

fn answers() -> Result<String> {
    let answers: Value = serde_json::from_str(ANSWERS).map_err(Error::internal)?;
    Ok(answers.to_string())
}

/// Adds the draft that [`create_write_set`] of the same number submits; the actor holds both.
pub fn draft_write_set(cx: &Decide<'_>, n: u64) -> Result<WriteSet> {
    let key = cx.vault.new_key(cx.rng)?.key;
    let id = DossierId(id_of(1, n));
    let draft = Draft {
        id,
        version: 1,
        account: cx.actor.account,
        subject: id_of(2, n),
        procedure_version: id_of(3, 0),
        procedure: PROCEDURE.into(),
        area: Some(UnitId(id_of(4, n % UNITS))),
        behalf: Behalf::Own,
        delivery_way: DeliveryWay::Electronic,
        person: key.seal("draft.person", &applicant(n).to_json()?, cx.rng)?,
        answers: key.seal("draft.answers", &answers()?, cx.rng)?,
        reached: "review".into(),
        made_at: cx.now,
        updated_at: cx.now,
    };
    let mut set = cx.write(cx.actor.account);
    store::draft::insert(&mut set, &draft);
    set.audit(cx.audit("dossiers.start-draft", "draft", id.uuid(), &json!({ "procedure": PROCEDURE })));
    Ok(set)
}

/// Submits the draft of the same number: exactly the statements of a real submission without a fee.
pub fn create_write_set(cx: &Decide<'_>, n: u64) -> Result<WriteSet> {
    let key = cx.vault.new_key(cx.rng)?.key;
    let applicant = applicant(n);
    let dossier = dossier(cx, n);
    let task = task(&dossier, n);
    let mut set = cx.write(dossier.home);
    let sealed = Sealed {
        name: key.seal("dossier.name", &applicant.name, cx.rng)?,
        person: key.seal("dossier.person", &applicant.to_json()?, cx.rng)?,
        answers: key.seal("dossier.answers", &answers()?, cx.rng)?,
    };
    store::dossier::insert_person(&mut set, dossier.id, dossier.subject, sealed);
    let hashes = store::lookup::hashes(cx.vault, &applicant.name, &applicant.identity, &applicant.phone);
    store::lookup::insert(&mut set, dossier.id, hashes);
    store::draft::delete(&mut set, dossier.id, 1);
    let outcome = Submitted { id: dossier.id, reference: dossier.reference.clone(), at: cx.now, payment: None };
    Ok(Filed { dossier, task, set, outcome }.done("dossiers.submit", cx))
}

/// Passes the dossier of [`create_write_set`] of the same number and instant on to the next step: the statements that an
/// officer leaves who forwards it.
#[expect(clippy::unnecessary_wraps, reason = "made like the write sets beside it")]
pub fn advance_write_set(cx: &Decide<'_>, n: u64) -> Result<WriteSet> {
    let before = dossier(cx, n);
    let open = task(&before, n);
    let after = Dossier { version: 2, state: State::InProgress, step: "check".into(), ..before.clone() };
    let closed = Task { state: after.state, closed_at: Some(cx.now), ..open.clone() };
    let next = Task {
        id: TaskId(id_of(10, n)),
        step: after.step.clone(),
        queue: QueueId(id_of(11, n % UNITS)),
        state: after.state,
        ..open.clone()
    };
    let mut set = cx.write(before.home);
    store::dossier::update(&mut set, &after, before.version, None);
    store::task::update(&mut set, &closed, open.assignee);
    store::task::insert(&mut set, &next);
    let line = HistoryRow {
        no: 20,
        at: cx.now,
        act: "forward".into(),
        actor: cx.actor.account,
        unit: cx.actor.unit,
        from_state: before.state.code(),
        to_state: after.state.code(),
        step: after.step.clone(),
        due_at: after.due_at,
        note: None,
        in_name_of: None,
    };
    store::history::insert(&mut set, after.id, &line);
    let counted = |dossier: &Dossier, tasks: &[&Task]| -> Vec<Contribution> {
        contributions(dossier).into_iter().chain(tasks.iter().flat_map(|task| task_contributions(task))).collect()
    };
    for delta in deltas(&counted(&before, &[&open]), &counted(&after, &[&closed, &next])) {
        set.figure(delta);
    }
    let payload = json!({
        "from": before.state.code(),
        "to": after.state.code(),
        "step": after.step,
        "version": after.version,
        "serial": Value::Null,
        (MEMBER): store::dossier::fixed(&after),
    });
    set.audit(cx.audit("dossiers.forward", "dossier", after.id.uuid(), &payload));
    set.event(EventDraft {
        kind: "dossiers.forwarded.v1",
        entity_id: after.id.uuid(),
        entity_version: after.version,
        payload: event_payload(&after, None),
    });
    Ok(set)
}

fn dossier(cx: &Decide<'_>, n: u64) -> Dossier {
    let unit = UnitId(id_of(4, n % UNITS));
    let due = cx.now.plus(DAY);
    Dossier {
        home: unit.uuid(),
        id: DossierId(id_of(1, n)),
        version: 1,
        reference: new_reference(cx.rng),
        code: None,
        procedure_version: id_of(3, 0),
        procedure: PROCEDURE.into(),
        account: Some(cx.actor.account),
        subject: id_of(2, n),
        behalf: Behalf::Own,
        channel: Channel::Online,
        receiving: UnitId(id_of(5, n % UNITS)),
        competent: unit,
        continuing: None,
        state: State::Submitted,
        state_before: None,
        step: "reception".into(),
        payment: PaymentState::None,
        delivery_way: DeliveryWay::Electronic,
        delivery: DeliveryState::None,
        offered_online: true,
        submitted_at: cx.now,
        received_at: None,
        answer_due_at: due,
        answered_at: None,
        limit_unit: LimitUnit::WorkingHours,
        clock_end: due,
        due_at: None,
        paused_at: None,
        promised_at: None,
        supplements: 0,
        reappointed: 0,
        finished_at: None,
        on_time: None,
        closed_at: None,
        rating: None,
        rated_day: None,
    }
}

fn task(dossier: &Dossier, n: u64) -> Task {
    let due = dossier.answer_due_at;
    Task {
        id: TaskId(id_of(9, n)),
        dossier: dossier.id,
        kind: TaskKind::Step,
        step: dossier.step.clone(),
        queue: QueueId(id_of(6, n % UNITS)),
        assignee: None,
        state: State::Submitted,
        opened_at: dossier.submitted_at,
        clock: Clock { unit: LimitUnit::WorkingHours, end: due, due, paused_at: None },
        soon_at: due.plus(-DAY / 4),
        closed_at: None,
    }
}

#[cfg(test)]
mod tests {
    use ::store::vault::{KEY_LEN, Vault};
    use runtime::Actor;

    use super::*;

    #[test]
    fn the_same_number_gives_the_same_dossier_and_another_one_another() {
        let now = Timestamp(1_733_792_400_000_000);
        let actor = Actor::citizen(id_of(7, 0), "Nguyễn Văn Mẫu");
        let vault = Vault::new(&[7; KEY_LEN]).unwrap();
        let made = |n: u64| {
            let rng = SequenceRng::new(n);
            let cx = Decide { actor: &actor, now, wall: now, rng: &rng, vault: &vault, command: id_of(8, n) };
            create_write_set(&cx, n).unwrap()
        };
        assert_eq!(made(1).event_kinds(), ["dossiers.submitted.v1"]);
        assert_eq!(made(1).figures().len(), 3);
        assert_eq!(made(1).audits().first().map(|a| a.entity_id), made(1).audits().first().map(|a| a.entity_id));
        assert_ne!(made(1).audits().first().map(|a| a.entity_id), made(2).audits().first().map(|a| a.entity_id));
        assert!(id_of(1, 1) < id_of(1, 2));
        let rng = SequenceRng::new(1);
        let cx = Decide { actor: &actor, now, wall: now, rng: &rng, vault: &vault, command: id_of(8, 1) };
        let advanced = advance_write_set(&cx, 1).unwrap();
        assert_eq!(advanced.audits().first().map(|a| a.entity_id), made(1).audits().first().map(|a| a.entity_id));
        assert!(!advanced.figures().is_empty());
    }
}
