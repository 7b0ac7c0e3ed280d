//! Who may know of a dossier: its holder, the units it passes through, and whoever has its code and second factor.

use access::{AccessRecords, Scope, Seen};
use dossiers::case::Case;
use dossiers::commands::OpenDraft;
use dossiers::model::{DossierId, State};
use dossiers::permissions;
use dossiers::queries::{self, InboxFilter, InboxView};
use kernel::time::HOUR;
use kernel::{Kind, PageRequest};
use runtime::Actor;
use store::{params, sql};
use testkit::{START, both_engines};

use crate::acts::Do;
use crate::common::{BIRTH, IDENTITY, PHONE, Town, all_rights, migrations, rights_in};

both_engines!(
    async fn an_officer_of_another_unit_finds_nothing(house: &House) {
        let town = Town::new(house).await;
        let outsider = all_rights(&[town.neighbour, town.units.one_stop_of(town.neighbour), town.city]);
        for state in [State::Submitted, State::Accepted, State::InProgress, State::Decided] {
            let id = town.in_state(state).await;
            for officer in [&outsider, &town.other_reception, &town.other_handler] {
                let found = Case::load(&town.reader(officer), id).await.map(|case| case.dossier.id);
                assert_eq!(found.unwrap_err().kind(), Kind::NotFound);
                assert!(queries::find(&town.reader(officer), IDENTITY).await.unwrap().is_empty());
            }
            let before = town.version(id).await;
            for what in Do::ALL {
                let error = town.attempt(&outsider, &town.stranger, id, what).await.unwrap_err();
                assert_eq!(error.kind(), Kind::NotFound, "{state:?} {what:?}: {error}");
            }
            assert_eq!(town.version(id).await, before);
        }
        let counts = queries::unit_counts(&town.reader(&outsider)).await.unwrap();
        assert_eq!(counts, queries::InboxCounts::default());
        let page = PageRequest::first(50);
        let inbox = queries::inbox(&town.reader(&outsider), InboxView::Unit, InboxFilter::All, &page, 0).await.unwrap();
        assert!(inbox.items.is_empty());
    },
    &migrations()
);

both_engines!(
    async fn an_officer_finds_the_dossiers_of_the_unit_by_code_number_telephone_and_name(house: &House) {
        let town = Town::new(house).await;
        let id = town.in_state(State::Accepted).await;
        let dossier = town.dossier(id).await;
        let code = dossier.code.clone().unwrap();
        for query in [code.as_str(), dossier.reference.as_str(), IDENTITY, PHONE, "kin dau mau", "Kín Thị"] {
            let found = queries::find(&town.reader(&town.reception), query).await.unwrap();
            assert_eq!(found.iter().map(|d| d.id).collect::<Vec<_>>(), [id], "{query}");
        }
        for query in ["000.01.31.H46-241210-0099", "044085000018", "nobody at all", ""] {
            let found = queries::find(&town.reader(&town.reception), query).await.unwrap();
            assert!(found.is_empty(), "{query}");
        }
    },
    &migrations()
);

both_engines!(
    async fn a_citizen_sees_only_own_dossiers_and_drafts(house: &House) {
        let town = Town::new(house).await;
        let id = town.in_state(State::Accepted).await;
        let draft = town.draft(&town.citizen, BIRTH).await;
        let own = queries::of_account(&town.reader(&town.citizen), None, 20).await.unwrap();
        assert_eq!((own.total, own.items.iter().map(|d| d.id).collect::<Vec<_>>()), (1, vec![id]));
        assert_eq!(queries::drafts(&town.reader(&town.citizen)).await.unwrap().len(), 1);

        let reader = town.reader(&town.stranger);
        assert_eq!(Case::load(&reader, id).await.map(|_| ()).unwrap_err().kind(), Kind::NotFound);
        assert_eq!(queries::dossier(&reader, id).await.unwrap_err().kind(), Kind::NotFound);
        assert_eq!(OpenDraft::load(&reader, draft).await.map(|_| ()).unwrap_err().kind(), Kind::NotFound);
        assert_eq!(queries::of_account(&reader, None, 20).await.unwrap().total, 0);
        assert!(queries::drafts(&reader).await.unwrap().is_empty());
        for what in [Do::AskWithdrawal, Do::GiveSupplement, Do::Rate] {
            let error = town.attempt(&town.clerk, &town.stranger, id, what).await.unwrap_err();
            assert_eq!(error.kind(), Kind::NotFound, "{what:?}");
        }
        let nobody = Actor::anonymous();
        assert_eq!(Case::load(&town.reader(&nobody), id).await.map(|_| ()).unwrap_err().kind(), Kind::NotFound);
        assert!(Scope::own(&nobody).is_err());
    },
    &migrations()
);

both_engines!(
    async fn who_looked_is_read_back_newest_first_and_the_applicant_is_not_among_them(house: &House) {
        let town = Town::new(house).await;
        let (id, other) = (town.in_state(State::Accepted).await, town.in_state(State::Submitted).await);
        let subject = town.dossier(id).await.subject;
        let records = AccessRecords::default();
        let seen = |dossier: DossierId, purpose| Seen { subject, object: dossier.uuid(), purpose, outside: false };
        for (who, seen) in [
            (&town.reception, seen(id, "inbox")),
            (&town.citizen, seen(id, "dossier")),
            (&town.handler, seen(other, "dossier")),
        ] {
            records.record(&town.runtime, who, &[seen]).await.unwrap();
        }
        town.clock.advance(HOUR);
        for _ in 0..2 {
            records.record(&town.runtime, &town.handler, &[seen(id, "dossier"), seen(id, "dossier")]).await.unwrap();
        }

        let reader = town.reader(&town.handler);
        let (rows, total) = access::looks(&reader, subject, id.uuid(), 10).await.unwrap();
        let found: Vec<_> = rows.iter().map(|row| (row.actor, row.purpose.as_str(), row.at)).collect();
        let start = testkit::START;
        let expected = [(town.handler.account, "dossier", start.plus(HOUR)), (town.reception.account, "inbox", start)];
        assert_eq!((found.as_slice(), total), (&expected[..], 2));
        let (newest, total) = access::looks(&reader, subject, id.uuid(), 1).await.unwrap();
        assert_eq!((newest.len(), total), (1, 2), "the count is that of all");
    },
    &migrations()
);

both_engines!(
    async fn a_look_outside_the_own_cases_is_marked_told_and_listed(house: &House) {
        let town = Town::new(house).await;
        let id = town.in_state(State::Accepted).await;
        let case = town.case(id).await;
        let records = AccessRecords::default();
        for (who, outside) in [(&town.leader, true), (&town.reception, false), (&town.clerk, false)] {
            let reader = town.reader(who);
            let seen = queries::seen(&reader, &case, "dossier").await.unwrap();
            assert_eq!(seen.outside, outside, "{:?}", who.place);
            let found = queries::seen_of(&reader, std::slice::from_ref(&case.dossier), "dossier").await.unwrap();
            assert_eq!(found, [seen]);
            records.record(&town.runtime, who, &[seen]).await.unwrap();
        }

        let reader = town.reader(&town.citizen);
        let first = queries::looked_at(&reader, None, 2).await.unwrap();
        assert_eq!((first.items.len(), first.total), (2, 3));
        let rest = queries::looked_at(&reader, first.next.as_deref(), 2).await.unwrap();
        assert_eq!((rest.items.len(), rest.next), (1, None));
        let mut services = town.runtime.services().clone();
        services.insert(std::sync::Arc::new(queries::ShowNames(false)));
        let nameless = house.with_services(services);
        let shown = queries::looked_at(&nameless.reader(&town.citizen), None, 10).await.unwrap().items;
        let told = |name: &str| shown.iter().filter_map(|item| item.officer.as_ref()).any(|known| known.name == name);
        assert!(told("Chuyên viên") && !told("Lê Thị Thử Nghiệm"), "positions stand in place of names");
        let all: Vec<_> = first.items.into_iter().chain(rest.items).collect();
        let outside: Vec<_> = all.iter().filter(|item| item.things.iter().any(|thing| thing.outside)).collect();
        let [by_leader] = outside.as_slice() else { panic!("one of them is outside: {all:?}") };
        let officer = by_leader.officer.clone().unwrap();
        assert_eq!(officer.unit, Some(organisation::unit_id("44")));
        assert_eq!((officer.name.as_str(), officer.position.as_str()), ("Lê Thị Thử Nghiệm", "Chuyên viên"));
        let thing = by_leader.things.first().unwrap();
        assert_eq!((thing.code.as_str(), thing.is_own), (case.dossier.shown_code(), true));
        assert_eq!(queries::looked_at(&town.reader(&town.stranger), None, 2).await.unwrap().total, 0);

        let watcher = |unit| rights_in(&[unit], &[permissions::FLAGS]);
        let (province, ward) = (watcher(organisation::unit_id("44")), watcher(town.ward));
        let flagged = queries::flagged(&town.reader(&province), None, 10).await.unwrap().items;
        assert_eq!(flagged.len(), 1);
        assert!(flagged.iter().all(|item| item.things.iter().all(|thing| thing.outside && !thing.is_own)));
        assert!(queries::flagged(&town.reader(&ward), None, 10).await.unwrap().items.is_empty());
        let refused = queries::flagged(&town.reader(&town.leader), None, 10).await.unwrap_err();
        assert_eq!(refused.kind(), Kind::Forbidden);
    },
    &migrations()
);

both_engines!(
    async fn looks_of_other_units_end_a_page_and_the_next_goes_on(house: &House) {
        let town = Town::new(house).await;
        let id = town.file(BIRTH).await;
        let stmt = sql!(
            "INSERT INTO access_record (actor_id, subject_id, object_id, purpose, quarter, at, outside)
             VALUES ($1, $2, $3, 'dossier', $4, $5, 1)"
        );
        let look = |actor: &Actor, quarter: i64| {
            (stmt, params![actor.account, town.citizen.account, id.uuid(), quarter, START])
        };
        let mut looks: Vec<_> = (0..600).map(|n| look(&town.other_handler, 5_000_000 + n)).collect();
        looks.push(look(&town.handler, 4_000_000));
        house.store().maintain(looks).await.unwrap();
        let watcher = rights_in(&[town.ward], &[permissions::FLAGS]);
        let first = queries::flagged(&town.reader(&watcher), None, 10).await.unwrap();
        assert!(first.items.is_empty() && first.next.is_some(), "a page ends, however many looks others had");
        let rest = queries::flagged(&town.reader(&watcher), first.next.as_deref(), 10).await.unwrap();
        assert_eq!((rest.items.len(), rest.next), (1, None));
    },
    &migrations()
);

both_engines!(
    async fn a_look_that_turns_out_to_be_outside_is_marked_within_its_quarter(house: &House) {
        let town = Town::new(house).await;
        let id = town.in_state(State::Accepted).await;
        let seen = queries::seen(&town.reader(&town.reception), &town.case(id).await, "dossier").await.unwrap();
        let records = AccessRecords::default();
        for outside in [false, true, false] {
            records.record(&town.runtime, &town.reception, &[Seen { outside, ..seen }]).await.unwrap();
        }
        let (rows, total) = access::looks(&town.reader(&town.handler), seen.subject, id.uuid(), 10).await.unwrap();
        assert_eq!((rows.iter().map(|row| row.outside).collect::<Vec<_>>(), total), (vec![true], 1));
    },
    &migrations()
);

both_engines!(
    async fn numbers_are_for_those_who_may_see_them(house: &House) {
        let town = Town::new(house).await;
        town.in_state(State::Accepted).await;
        let day = town.runtime.now().day_number();
        let table = queries::numbers(&town.reader(&town.leader), day, day).await.unwrap();
        assert_eq!(table.get(&town.ward).map(queries::UnitNumbers::received_all), Some(1));
        for actor in [&town.reception, &town.handler, &town.approver, &town.citizen] {
            let error = queries::numbers(&town.reader(actor), day, day).await.map(|_| ()).unwrap_err();
            assert_eq!(error.kind(), Kind::Forbidden);
        }
    },
    &migrations()
);

both_engines!(
    async fn a_look_up_needs_both_and_does_not_tell_which_was_wrong(house: &House) {
        let town = Town::new(house).await;
        let id = town.in_state(State::Accepted).await;
        let dossier = town.dossier(id).await;
        let code = dossier.code.clone().unwrap();
        let actor = Actor::system();
        let reader = town.reader(&actor);
        let typed = format!(" {} ", dossier.reference.to_lowercase());
        for code in [code.as_str(), dossier.reference.as_str(), typed.as_str()] {
            for factor in ["0017", "5678"] {
                assert_eq!(queries::track(&reader, code, factor).await.unwrap(), id, "{code} {factor}");
            }
        }
        let mut errors = Vec::new();
        for (code, factor) in [
            (code.as_str(), "0000"),
            (code.as_str(), ""),
            (code.as_str(), "017"),
            (code.as_str(), IDENTITY),
            ("000.01.31.H46-241210-0002", "0017"),
            ("T-AAAAAAAAAA", "0017"),
            ("", ""),
        ] {
            let error = queries::track(&reader, code, factor).await.unwrap_err();
            errors.push((error.kind(), error.message().clone(), error.fields().len()));
        }
        assert_eq!(errors.first().map(|error| error.0), Some(Kind::NotFound));
        assert!(errors.windows(2).all(|pair| pair[0] == pair[1]), "{errors:?}");
    },
    &migrations()
);
