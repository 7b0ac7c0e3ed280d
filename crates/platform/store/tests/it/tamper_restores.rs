//! Attempts that pass a cut off log for a restored one.

use kernel::time::HOUR;
use store::backup::{Point, RESTORED_FROM, RESTORES};
use store::chain::AuditRow;
use store::vault::Vault;
use store::{Restore, params, sql};
use testkit::House;
use uuid::Uuid;

use crate::chain::only_chain;
use crate::tamper_cases::{Case, How, Needs};

/// The last row under the first seal.
const LAST: i64 = 10;

/// What is wrong with the row that says it was a restore.
#[derive(Clone, Copy)]
pub(crate) enum Forged {
    /// Another key marked it.
    Key,
    /// It is genuine, from a restore of this older seal.
    Seal(i64),
    /// It is genuine, from a time when the seals that are gone were not made yet.
    Early,
    /// It is genuine, from a backup of another history.
    History,
}

/// The attempts.
pub(crate) fn restores() -> Vec<Case> {
    let case = |what, answer, needs, forged| Case { what, answer, needs, how: How::Restored(forged) };
    vec![
        case(
            "rolled back, with a made-up restore",
            "the keys of this database did not mark it",
            Needs::Nothing,
            Forged::Key,
        ),
        case(
            "rolled back, with the row of an older restore",
            "seals up to 2 were copied outside, the database ends at 1",
            Needs::Copy,
            Forged::Seal(0),
        ),
        case(
            "rolled back, with the row of a restore before the seals that are gone",
            "seals up to 2 were copied outside, the database ends at 1",
            Needs::Copy,
            Forged::Early,
        ),
        case(
            "rolled back, with the row of a restore from a younger seal",
            "a restore from seal 9 is told of, the database ends at 1",
            Needs::Nothing,
            Forged::Seal(9),
        ),
        case(
            "rolled back, with the row of a restore of another history",
            "it tells of a restore from another seal 1 than this one",
            Needs::Nothing,
            Forged::History,
        ),
    ]
}

async fn hash_of_first_seal(house: &House) -> String {
    let stmt = sql!("SELECT hash FROM audit_seal WHERE no = 1");
    let hash: Option<Vec<u8>> = house.store().opt(stmt, Vec::new(), |row| row.get(0)).await.unwrap();
    data_encoding::HEXLOWER.encode(&hash.unwrap())
}

async fn payload(house: &House, forged: Forged) -> String {
    let wall = house.runtime.wall();
    let seal = if let Forged::Seal(no) = forged { no } else { 1 };
    let seal_hash = if matches!(forged, Forged::History) { "00".into() } else { hash_of_first_seal(house).await };
    let at = if matches!(forged, Forged::Early) { wall.plus(-HOUR) } else { wall.plus(HOUR) };
    let told = Restore::new(Uuid::nil(), "then", at, &Point { rows: LAST, seal, seal_hash, ..Point::default() });
    let other = Vault::new(&[99; 32]).unwrap();
    let vault = if matches!(forged, Forged::Key) { &other } else { house.runtime.vault() };
    told.payload(vault).to_string()
}

/// Cuts off what came after the first seal and adds a row that tells of a restore, with a hash that fits.
pub(crate) async fn roll_back(house: &House, forged: Forged) {
    let payload = payload(house, forged).await;
    let cuts = [
        sql!("DELETE FROM audit WHERE seq > 10"),
        sql!("DELETE FROM event WHERE seq > 10"),
        sql!("DELETE FROM audit_seal WHERE no = 2"),
    ];
    house.store().maintain(cuts.map(|stmt| (stmt, Vec::new())).to_vec()).await.unwrap();
    let chain = only_chain(house).await;
    let stmt = sql!("SELECT hash FROM audit WHERE chain_id = $1 AND seq = $2");
    let prev: Option<Vec<u8>> = house.store().opt(stmt, params![chain, LAST], |row| row.get(0)).await.unwrap();
    let row = AuditRow {
        chain,
        seq: LAST + 1,
        home: Uuid::nil(),
        at: house.runtime.now().0,
        actor: Uuid::nil(),
        unit: None,
        action: RESTORED_FROM.into(),
        entity: "backup".into(),
        entity_id: RESTORES,
        command: Uuid::nil(),
        payload,
        events_hash: None,
    };
    let hash = row.hash(&prev.unwrap().try_into().unwrap()).to_vec();
    let stmt = sql!(
        "INSERT INTO audit (chain_id, seq, home_id, at, actor_id, action, entity, entity_id, command_id, payload, hash)
         VALUES ($1, $2, $3, $4, $3, $5, 'backup', $6, $3, $7, $8)"
    );
    let params = params![chain, row.seq, row.home, row.at, row.action, RESTORES, row.payload, hash];
    house.store().maintain(vec![(stmt, params)]).await.unwrap();
}
