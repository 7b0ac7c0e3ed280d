//! Whoever prepared a decision does not take it.

use std::sync::Arc;

use dossiers::commands as act;
use dossiers::model::{DeliveryState, DossierId, Rules, State};
use dossiers::queries;
use kernel::rng::SequenceRng;
use kernel::time::Clocks;
use kernel::{Kind, Result};
use runtime::{Actor, Grant, Runtime, Services, Under};
use serde_json::Value;
use testkit::{House, both_engines};
use uuid::Uuid;

use crate::acts::Do;
use crate::common::{BIRTH, Town, migrations};
use crate::rows;

const WHY: &str = "Đơn vị chỉ có một người, đã báo cáo lãnh đạo.";

/// A dossier that waits for its decision.
async fn at_the_decision(town: &Town) -> DossierId {
    let id = town.in_state(State::InProgress).await;
    town.add_result(&town.clerk, id).await;
    id
}

async fn approve(runtime: &Runtime, town: &Town, actor: &Actor, id: DossierId, why: &str) -> Result<()> {
    let (version, override_reason) = (town.version(id).await, why.to_owned());
    let command = act::Approve { id, version, override_reason, attached: None, results: Vec::new() };
    runtime.execute(actor, &command).await.map(|done| done.outcome)
}

/// The same house under a rule that lets the ward decide alone.
fn alone(house: &House, town: &Town) -> Runtime {
    let known = town.runtime.services();
    let mut rules = Rules::clone(&known.get::<Rules>().unwrap());
    rules.duties.alone.insert("18853".into());
    let mut services = Services::clone(known);
    services.insert(Arc::new(rules));
    let clocks = Clocks { business: house.clock.clone(), wall: house.clock.clone() };
    house.with_services(services).with_clocks(clocks, Arc::new(SequenceRng::new(77)))
}

both_engines!(
    async fn whoever_accepted_or_forwarded_does_not_approve(house: &House) {
        let town = Town::new(house).await;
        let id = at_the_decision(&town).await;
        for why in ["", WHY] {
            let error = approve(&town.runtime, &town, &town.clerk, id, why).await.unwrap_err();
            assert_eq!((error.kind(), &*error.message().key), (Kind::Conflict, "dossiers-error-duties"), "{why}");
        }
        assert_eq!(town.dossier(id).await.state, State::InProgress);
        // Sending back is no preparation, and what others prepared anew is theirs.
        town.attempt(&town.approver, &town.citizen, id, Do::SendBack).await.unwrap();
        town.must(id, Do::Forward).await;
        approve(&town.runtime, &town, &town.approver, id, "").await.unwrap();
        assert_eq!(town.dossier(id).await.delivery, DeliveryState::Ready);
        assert_eq!(rows::audited(house.store(), "dossiers.override").await, 0);
    },
    &migrations()
);

/// The same rights, all of them delegated by somebody else.
fn in_name_of(actor: &Actor, giver: Uuid) -> Actor {
    let under = Some(Under { delegation: Uuid::from_u128(0xDE), giver, stands_in: false });
    let grants: Vec<Grant> = actor.grants.iter().map(|grant| Grant { under, ..grant.clone() }).collect();
    Actor { grants: grants.into(), ..actor.clone() }
}

both_engines!(
    async fn what_is_done_under_a_delegation_says_so_and_the_giver_must_not_have_prepared_it(house: &House) {
        let town = Town::new(house).await;
        let id = at_the_decision(&town).await;
        let barred = in_name_of(&town.approver, town.clerk.account);
        let error = approve(&town.runtime, &town, &barred, id, "").await.unwrap_err();
        assert_eq!(&*error.message().key, "dossiers-error-duties");
        let deputy = in_name_of(&town.approver, town.leader.account);
        approve(&town.runtime, &town, &deputy, id, "").await.unwrap();
        let house_itself = Actor::system();
        let lines = queries::history(&town.reader(&house_itself), &town.case(id).await).await.unwrap();
        let told = |act: &str| lines.iter().find(|(line, _)| line.act == act).map(|(line, _)| line.in_name_of);
        assert_eq!((told("approve"), told("accept")), (Some(Some(town.leader.account)), Some(None)));
        let audited = rows::payloads(house.store(), "dossiers.approve").await;
        let payload: Value = serde_json::from_str(audited.first().unwrap()).unwrap();
        assert_eq!(payload["under"], Value::from(Uuid::from_u128(0xDE).to_string()), "{payload}");
    },
    &migrations()
);

both_engines!(
    async fn where_a_unit_is_alone_a_reason_is_asked_and_audited(house: &House) {
        let town = Town::new(house).await;
        let id = town.file(BIRTH).await;
        town.must(id, Do::Accept).await;
        town.must(id, Do::Forward).await;
        town.add_result(&town.clerk, id).await;
        let alone = alone(house, &town);
        let error = approve(&alone, &town, &town.clerk, id, " ").await.unwrap_err();
        assert_eq!((error.kind(), &*error.message().key), (Kind::Conflict, "dossiers-error-duties-alone"));
        approve(&alone, &town, &town.clerk, id, WHY).await.unwrap();
        let told = rows::payloads(house.store(), "dossiers.override").await;
        let payload: Value = serde_json::from_str(told.first().unwrap()).unwrap();
        assert_eq!(payload["alone"], Value::Bool(true), "{payload}");
        assert!(town.acts(id).await.ends_with(&["override".to_owned(), "approve".to_owned()]));
    },
    &migrations()
);
