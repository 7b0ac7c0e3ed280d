//! Steps, opinions and transfers: where the work opens, and that every limit lies inside the whole.

use dossiers::commands as act;
use dossiers::model::{DossierId, State, TaskKind};
use kernel::time::{DAY, HOUR, MINUTE};
use kernel::{Kind, Result};
use organisation::{Level, UnitId};
use runtime::Actor;
use testkit::both_engines;

use crate::acts::Do;
use crate::common::{ALLOWANCE, BIRTH, BUILDING, Town, all_rights, migrations};

/// Whether every open limit ends at the end of the whole or before.
async fn assert_inside(town: &Town, id: DossierId) {
    let case = town.case(id).await;
    let whole = case.dossier.due_at.unwrap();
    for task in &case.tasks {
        let (own, all) = (task.clock.due.rfc3339(), whole.rfc3339());
        assert!(task.clock.due <= whole, "{} is due {own}, the whole {all}", task.step);
    }
}

/// The units that have open work of a kind.
async fn open(town: &Town, id: DossierId, kind: TaskKind) -> Vec<UnitId> {
    let case = town.case(id).await;
    case.tasks.iter().filter(|task| task.kind == kind).map(|task| case.unit_of(task).unwrap()).collect()
}

async fn give(town: &Town, actor: &Actor, id: DossierId, unit: UnitId, verdict: &str) -> Result<()> {
    let case = town.case(id).await;
    let asked = case.tasks.iter().find(|task| task.kind == TaskKind::Opinion && case.unit_of(task).unwrap() == unit);
    let task = asked.unwrap().id;
    let answer = "Thống nhất, không có ý kiến thêm.".into();
    town.run(actor, act::GiveOpinion { id, task, verdict: verdict.into(), answer }).await
}

both_engines!(
    async fn opinions_are_asked_at_the_same_time_and_all_are_needed(house: &House) {
        let town = Town::new(house).await;
        let (urban, land, culture) = (town.of_city("urban"), town.of_city("land"), town.of_city("culture"));
        let office = all_rights(&[town.city, town.units.one_stop_of(town.city), urban]);
        let id = town.take_in(&office, BUILDING, town.city).await.unwrap();
        town.digitise(&office, id, BUILDING).await;
        town.accept(&office, id).await.unwrap();
        town.forward(&office, id).await.unwrap();
        assert_eq!(open(&town, id, TaskKind::Step).await, [urban]);
        town.forward(&office, id).await.unwrap();
        let mut asked = open(&town, id, TaskKind::Opinion).await;
        asked.sort_unstable();
        let mut expected = vec![land, culture];
        expected.sort_unstable();
        assert_eq!(asked, expected, "both opinions stand open beside the step");
        assert_eq!(open(&town, id, TaskKind::Step).await, [urban]);
        assert_inside(&town, id).await;
        let case = town.case(id).await;
        for opinion in &case.opinions {
            let days = town.with_calendar(opinion.unit, |calendar| {
                calendar.working_days_between(town.runtime.now().date(), opinion.due_at.date())
            });
            assert_eq!(days, 2, "an opinion has its own limit");
        }

        let blocked = town.forward(&office, id).await.unwrap_err();
        assert_eq!(&*blocked.message().key, "dossiers-error-opinion-missing");
        let of_land = all_rights(&[land]);
        let error = give(&town, &office, id, land, "agree").await.unwrap_err();
        assert_eq!(error.kind(), Kind::Forbidden, "nobody answers for another unit");
        let error = give(&town, &of_land, id, land, "perhaps").await.unwrap_err();
        assert_eq!(error.fields().first().map(|field| &*field.field), Some("verdict"));
        give(&town, &of_land, id, land, "agree").await.unwrap();
        let blocked = town.forward(&office, id).await.unwrap_err();
        assert_eq!(blocked.kind(), Kind::Conflict, "one of two is not enough");
        give(&town, &all_rights(&[culture]), id, culture, "disagree").await.unwrap();
        town.forward(&office, id).await.unwrap();
        assert!(open(&town, id, TaskKind::Opinion).await.is_empty());
        assert_eq!(town.dossier(id).await.step, "sign");
    },
    &migrations()
);

both_engines!(
    async fn an_opinion_is_given_once_and_an_extra_one_is_needed_too(house: &House) {
        let town = Town::new(house).await;
        let (urban, land, health) = (town.of_city("urban"), town.of_city("land"), town.of_city("health"));
        let office = all_rights(&[town.city, town.units.one_stop_of(town.city), urban, land, town.of_city("culture")]);
        let id = town.take_in(&office, BUILDING, town.city).await.unwrap();
        town.digitise(&office, id, BUILDING).await;
        for step in 0..3 {
            let done = if step == 0 { town.accept(&office, id).await } else { town.forward(&office, id).await };
            done.unwrap();
        }
        let question = "Công trình có gần cơ sở y tế không?";
        let ask = |version: i64, unit: UnitId, days: i64| act::AskOpinion {
            id,
            version,
            unit,
            days,
            question: question.into(),
        };
        let version = town.version(id).await;
        let nowhere = UnitId(id.uuid());
        for (unit, days, field) in [(urban, 2, "unit"), (nowhere, 2, "unit"), (health, 0, "days"), (health, 61, "days")]
        {
            let error = town.run(&office, ask(version, unit, days)).await.unwrap_err();
            assert_eq!(error.fields().first().map(|f| &*f.field), Some(field), "{days}");
        }
        town.run(&office, ask(version, health, 30)).await.unwrap();
        let twice = town.run(&office, ask(version + 1, health, 5)).await.unwrap_err();
        assert_eq!((twice.kind(), &*twice.message().key), (Kind::Conflict, "dossiers-error-opinion-asked"));
        assert_inside(&town, id).await;
        let case = town.case(id).await;
        let task = case.tasks.iter().find(|task| case.unit_of(task).unwrap() == land).unwrap().id;
        for unit in [land, town.of_city("culture")] {
            give(&town, &office, id, unit, "agree").await.unwrap();
        }
        let again = act::GiveOpinion { id, task, verdict: "agree".into(), answer: "Thêm một lần nữa.".into() };
        assert_eq!(town.run(&office, again).await.unwrap_err().kind(), Kind::NotFound);
        assert_eq!(town.forward(&office, id).await.unwrap_err().kind(), Kind::Conflict);
        give(&town, &all_rights(&[health]), id, health, "other").await.unwrap();
        town.forward(&office, id).await.unwrap();
    },
    &migrations()
);

both_engines!(
    async fn a_transfer_opens_the_work_at_the_other_level(house: &House) {
        let town = Town::new(house).await;
        let social = town.of_city("social");
        let id = town.take_in(&town.reception, ALLOWANCE, town.ward).await.unwrap();
        town.accept(&town.reception, id).await.unwrap();
        assert_eq!(open(&town, id, TaskKind::Step).await, [town.ward]);
        let division = all_rights(&[social]);
        let early = town.forward(&division, id).await.unwrap_err();
        assert_eq!(early.kind(), Kind::NotFound, "before the transfer the city does not know of it");
        town.forward(&town.handler, id).await.unwrap();
        let case = town.case(id).await;
        assert_eq!(open(&town, id, TaskKind::Step).await, [social]);
        assert_eq!(town.units.unit(social).unwrap().level, Level::District);
        assert_eq!((case.dossier.step.as_str(), case.dossier.competent), ("appraise", town.ward));
        assert_inside(&town, id).await;
        let late = town.forward(&town.handler, id).await.unwrap_err();
        assert_eq!(late.kind(), Kind::Forbidden, "the ward still sees it, but the work is the city's");
        let version = town.version(id).await;
        let reason = "Thiếu biên bản họp xét duyệt.".into();
        town.run(&division, act::SendBack { id, version, reason }).await.unwrap();
        assert_eq!(open(&town, id, TaskKind::Step).await, [town.ward]);
        town.forward(&town.handler, id).await.unwrap();
        town.forward(&division, id).await.unwrap();
        assert_eq!(town.dossier(id).await.step, "sign");
        assert_eq!(open(&town, id, TaskKind::Step).await, [social]);
    },
    &migrations()
);

both_engines!(
    async fn what_is_sent_back_is_work_of_the_drafter_again(house: &House) {
        let town = Town::new(house).await;
        let id = town.in_state(State::InProgress).await;
        let version = town.version(id).await;
        let silent = act::SendBack { id, version, reason: "?".into() };
        assert_eq!(town.run(&town.approver, silent).await.unwrap_err().kind(), Kind::Invalid);
        town.attempt(&town.approver, &town.citizen, id, Do::SendBack).await.unwrap();
        let case = town.case(id).await;
        assert_eq!((case.dossier.state, case.dossier.step.as_str()), (State::InProgress, "check"));
        assert_eq!(case.tasks.len(), 1, "the approver's work is closed");
        assert_eq!(town.forward(&town.approver, id).await.unwrap_err().kind(), Kind::Forbidden);
        town.forward(&town.handler, id).await.unwrap();
        assert_eq!(town.dossier(id).await.step, "sign");
        town.attempt(&town.approver, &town.citizen, id, Do::SendBack).await.unwrap();
        let holder = town.case(id).await.step_task().and_then(|task| task.assignee);
        assert_eq!(holder, Some(town.handler.account), "it comes back to who did it, not to nobody");
        town.forward(&town.colleague, id).await.unwrap();
        town.attempt(&town.approver, &town.citizen, id, Do::SendBack).await.unwrap();
        let holder = town.case(id).await.step_task().and_then(|task| task.assignee);
        assert_eq!(holder, Some(town.colleague.account), "to who did it last");
    },
    &migrations()
);

both_engines!(
    async fn a_stopped_dossier_says_why_and_is_finished(house: &House) {
        let town = Town::new(house).await;
        let id = town.in_state(State::Accepted).await;
        let version = town.version(id).await;
        let silent = act::Stop { id, version, reason: String::new() };
        assert_eq!(town.run(&town.handler, silent).await.unwrap_err().kind(), Kind::Invalid);
        town.attempt(&town.handler, &town.citizen, id, Do::Stop).await.unwrap();
        let case = town.case(id).await;
        assert_eq!((case.dossier.state, case.dossier.on_time), (State::Stopped, Some(true)));
        assert!(case.tasks.is_empty() && case.dossier.closed_at.is_some());
    },
    &migrations()
);

both_engines!(
    async fn every_step_is_due_inside_the_whole_whenever_it_begins(house: &House) {
        let town = Town::new(house).await;
        // In the morning, before lunch, shortly before and after the cut-off, at the end of work, on a Sunday.
        for offset in [0, 3 * HOUR + 20 * MINUTE, 6 * HOUR + 55 * MINUTE, 7 * HOUR + 5 * MINUTE, 9 * HOUR, 5 * DAY] {
            town.clock.set(testkit::START.plus(offset));
            let id = town.file(BIRTH).await;
            town.accept(&town.reception, id).await.unwrap();
            assert_inside(&town, id).await;
            town.forward(&town.handler, id).await.unwrap();
            assert_inside(&town, id).await;
            town.attempt(&town.approver, &town.citizen, id, Do::SendBack).await.unwrap();
            assert_inside(&town, id).await;
            town.must(id, Do::AskSupplement).await;
            town.clock.advance(DAY + 2 * HOUR);
            town.must(id, Do::GiveSupplement).await;
            assert_inside(&town, id).await;
            town.forward(&town.handler, id).await.unwrap();
            assert_inside(&town, id).await;
        }
    },
    &migrations()
);

both_engines!(
    async fn an_online_filing_is_answered_within_eight_working_hours(house: &House) {
        let town = Town::new(house).await;
        let id = town.file(BIRTH).await;
        let case = town.case(id).await;
        let hours = town.with_calendar(town.one_stop, |calendar| {
            calendar.working_time_between(case.dossier.submitted_at, case.dossier.answer_due_at)
        });
        assert_eq!(hours, 8 * HOUR, "fact 2.18");
        assert_eq!(case.step_task().map(|task| task.clock.due), Some(case.dossier.answer_due_at));
        town.clock.advance(HOUR);
        town.accept(&town.reception, id).await.unwrap();
        assert_eq!(town.dossier(id).await.answered_at, Some(town.runtime.now()));
    },
    &migrations()
);
