//! Break-glass: one dossier, for a reason, to read it, for a time; everybody whom it concerns is told.

use access::AccessRecords;
use dossiers::case::Case;
use dossiers::commands::{BreakGlass, ReviewGlass};
use dossiers::model::{DossierId, State};
use dossiers::permissions::{GLASS, HANDLE, READ, REVIEW};
use dossiers::queries;
use kernel::Kind;
use kernel::time::HOUR;
use runtime::Actor;
use testkit::both_engines;
use uuid::Uuid;

use crate::acts::Do;
use crate::common::{Town, migrations, rights_in};
use crate::rows;

const WHY: &str = "Người nộp đang cấp cứu, cần biết số giấy khai sinh ngay.";

fn glass(code: &str) -> BreakGlass {
    BreakGlass { code: code.into(), reason: WHY.into() }
}

/// Somebody who reviews in a unit.
fn reviewer(town: &Town, account: u128) -> Actor {
    Actor { account: Uuid::from_u128(account), ..rights_in(&[town.ward], &[REVIEW]) }
}

async fn looked(town: &Town, actor: &Actor, id: DossierId) -> Kind {
    match Case::look(&town.reader(actor), id).await {
        Ok(case) => panic!("{} can be read, by glass {:?}", case.dossier.reference, case.glass),
        Err(error) => error.kind(),
    }
}

both_engines!(
    async fn one_dossier_is_read_for_an_hour_and_nothing_is_done_with_it(house: &House) {
        let town = Town::new(house).await;
        let (id, other) = (town.in_state(State::Accepted).await, town.in_state(State::Submitted).await);
        let code = town.dossier(id).await.shown_code().to_owned();
        let stranger = rights_in(&[town.neighbour], &[READ, HANDLE, GLASS]);
        assert_eq!(looked(&town, &stranger, id).await, Kind::NotFound);
        assert_eq!(town.run(&stranger, glass(&code)).await.unwrap(), id);
        let error = town.run(&stranger, glass(&code)).await.unwrap_err();
        assert_eq!(&*error.message().key, "dossiers-error-glass-open");

        let reader = town.reader(&stranger);
        let case = Case::look(&reader, id).await.unwrap();
        assert_eq!(case.glass, Some(reader.now.plus(HOUR)), "it says until when");
        let seen = queries::seen(&reader, &case, "dossier").await.unwrap();
        assert_eq!((seen.purpose, seen.outside), ("glass", true));
        assert_eq!(looked(&town, &stranger, other).await, Kind::NotFound, "no other dossier");
        assert_eq!(Case::load(&reader, id).await.map(|_| ()).unwrap_err().kind(), Kind::NotFound);
        let before = town.version(id).await;
        for what in Do::ALL {
            let error = town.attempt(&stranger, &town.stranger, id, what).await.unwrap_err();
            assert!(matches!(error.kind(), Kind::NotFound | Kind::Forbidden), "{what:?}: {error}");
        }
        assert_eq!(town.version(id).await, before);
        // It is of this officer alone, and only while they may break the glass at all.
        let colleague = Actor { account: Uuid::from_u128(0xC0), ..stranger.clone() };
        assert_eq!(looked(&town, &colleague, id).await, Kind::NotFound);
        let demoted = rights_in(&[town.neighbour], &[READ, HANDLE]);
        assert_eq!(looked(&town, &demoted, id).await, Kind::NotFound);
        town.clock.advance(HOUR - 1);
        assert!(Case::look(&town.reader(&stranger), id).await.is_ok());
        town.clock.advance(1);
        assert_eq!(looked(&town, &stranger, id).await, Kind::NotFound, "it is over");
        assert!(town.runtime.store().verify(|_, _| {}).await.unwrap().faults.is_empty());
    },
    &migrations()
);

both_engines!(
    async fn the_applicant_is_told_and_others_review_it(house: &House) {
        let town = Town::new(house).await;
        let id = town.in_state(State::Accepted).await;
        let dossier = town.dossier(id).await;
        town.settle().await;
        let stranger = rights_in(&[town.neighbour], &[READ, GLASS, REVIEW]);
        town.run(&stranger, glass(dossier.shown_code())).await.unwrap();
        let case = Case::look(&town.reader(&stranger), id).await.unwrap();
        let seen = queries::seen(&town.reader(&stranger), &case, "dossier").await.unwrap();
        AccessRecords::default().record(&town.runtime, &stranger, &[seen]).await.unwrap();
        town.settle().await;
        let notices = queries::notices(&town.reader(&town.citizen)).await.unwrap();
        let told = notices.iter().find(|notice| notice.kind == "glass").unwrap();
        assert_eq!(told.dossier, id);

        let (one, far) = (reviewer(&town, 1), rights_in(&[town.city], &[REVIEW]));
        let reader = town.reader(&one);
        let found = queries::glass(&reader, None, 50).await.unwrap().items;
        let [opening] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((opening.dossier, opening.reason.as_str(), opening.looks, opening.is_open), (id, WHY, 1, true));
        assert_eq!(queries::waiting_glass(&reader).await.unwrap(), 1);
        assert!(queries::glass(&town.reader(&far), None, 50).await.unwrap().items.is_empty());
        assert_eq!(queries::waiting_glass(&town.reader(&far)).await.unwrap(), 0);
        let review = |actor: Actor| {
            let (runtime, id) = (town.runtime.clone(), opening.id);
            async move { runtime.execute(&actor, &ReviewGlass { id }).await.map(|_| ()) }
        };
        assert_eq!(review(far).await.unwrap_err().kind(), Kind::NotFound);
        assert_eq!(review(stranger).await.unwrap_err().kind(), Kind::Conflict, "nobody reviews themselves");
        review(reviewer(&town, 1)).await.unwrap();
        assert_eq!(review(reviewer(&town, 2)).await.unwrap_err().kind(), Kind::Conflict, "once is enough");
        assert_eq!(queries::waiting_glass(&reader).await.unwrap(), 0);
        assert_eq!(rows::audited(house.store(), "dossiers.break-glass").await, 1);
        assert_eq!(rows::audited(house.store(), "dossiers.review-glass").await, 1);
    },
    &migrations()
);

both_engines!(
    async fn whoever_watches_is_written_to_once_and_the_officer_is_not(house: &House) {
        let town = Town::new(house).await;
        let id = town.in_state(State::Accepted).await;
        let code = town.dossier(id).await.shown_code().to_owned();
        let proven = [(town.leader.account, "lanh.dao@vidu.vn"), (town.colleague.account, "khac@vidu.vn")];
        for (account, address) in proven {
            let new = town.runtime.vault().new_key(town.runtime.rng()).unwrap();
            let sealed = new.key.seal("contact.sealed", address, town.runtime.rng()).unwrap();
            rows::prove_email(house.store(), account, new.wrapped, sealed).await;
        }
        town.settle().await;
        let told = |address: &str| {
            let mails = std::fs::read_dir(town.folder().join("mail")).unwrap();
            let mails = mails.map(|mail| std::fs::read_to_string(mail.unwrap().path()).unwrap());
            mails.filter(|mail| mail.contains(&format!("To: {address}\r\n"))).count()
        };
        let stranger = rights_in(&[town.neighbour], &[READ, GLASS]);
        town.run(&stranger, glass(&code)).await.unwrap();
        town.settle().await;
        assert_eq!((told("lanh.dao@vidu.vn"), told("khac@vidu.vn")), (1, 0), "leaders, not everybody");

        // Whoever opens it reviews nothing of it, and gets no mail of their own act.
        let (other, unit) = (town.in_state(State::Submitted).await, town.neighbour);
        let code = town.dossier(other).await.shown_code().to_owned();
        let leading = Actor { account: town.leader.account, ..rights_in(&[unit], &[READ, GLASS]) };
        town.run(&leading, glass(&code)).await.unwrap();
        town.settle().await;
        assert_eq!(told("lanh.dao@vidu.vn"), 1);
    },
    &migrations()
);

both_engines!(
    async fn it_is_refused_without_a_reason_a_dossier_or_a_need(house: &House) {
        let town = Town::new(house).await;
        let id = town.in_state(State::Accepted).await;
        let code = town.dossier(id).await.shown_code().to_owned();
        let stranger = rights_in(&[town.neighbour], &[READ, GLASS]);
        for (wrong, field) in [
            (BreakGlass { reason: String::new(), ..glass(&code) }, "reason"),
            (BreakGlass { reason: "Cần xem gấp".into(), ..glass(&code) }, "reason"),
            (glass("000.00.00.H46-241210-9999"), "code"),
            (glass(""), "code"),
        ] {
            let error = town.runtime.execute(&stranger, &wrong).await.unwrap_err();
            assert_eq!(error.fields().first().map(|found| &*found.field), Some(field), "{}", wrong.code);
        }
        let handler = rights_in(&[town.ward], &[READ, GLASS]);
        let needless = town.run(&handler, glass(&code)).await.unwrap_err();
        assert_eq!(&*needless.message().key, "dossiers-error-glass-needless");
        let mut refused = vec![rights_in(&[town.neighbour], &[READ, HANDLE]), town.citizen.clone(), Actor::system()];
        refused.push(Actor::anonymous());
        for actor in refused {
            assert_eq!(town.run(&actor, glass(&code)).await.unwrap_err().kind(), Kind::Forbidden, "{:?}", actor.kind);
        }
        assert_eq!(looked(&town, &stranger, id).await, Kind::NotFound);
    },
    &migrations()
);
