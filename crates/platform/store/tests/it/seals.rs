//! Seals over time: older ones hold on, chains that rest leave the list, copies follow.

use aws_lc_rs::digest::{SHA256, digest};
use data_encoding::HEXLOWER;
use kernel::time::HOUR;
use store::{Engine, Sealer, params, sql};
use testkit::{House, both_engines};
use uuid::Uuid;

use crate::common::{HOME, MIGRATIONS, audited, faults, id, insert, sealer};

async fn act(house: &House, home: Uuid, n: usize) {
    let mut set = audited(house, home);
    insert(&mut set, id(n), 0, format!("act {n}"));
    house.store().commit(set).await.unwrap();
}

async fn heads_of(house: &House, no: i64) -> String {
    let stmt = sql!("SELECT heads FROM audit_seal WHERE no = $1");
    house.store().opt(stmt, params![no], |row| row.get(0)).await.unwrap().unwrap()
}

/// A seal as the first program made it.
async fn old_seal(house: &House) {
    let stmt = sql!("SELECT chain_id, seq, hash FROM audit WHERE seq = (SELECT MAX(seq) FROM audit)");
    let head = house
        .store()
        .opt(stmt, Vec::new(), |row| Ok((row.get::<Uuid>(0)?, row.get::<i64>(1)?, row.get::<Vec<u8>>(2)?)));
    let (chain, seq, hash) = head.await.unwrap().unwrap();
    let heads = format!("{chain} {seq} {}", HEXLOWER.encode(&hash));
    let mut bytes = b"nhatle.seal.1\0".to_vec();
    bytes.extend_from_slice(&0_u64.to_be_bytes());
    bytes.extend_from_slice(&1_i64.to_be_bytes());
    bytes.extend_from_slice(&5_i64.to_be_bytes());
    bytes.extend_from_slice(&u64::try_from(heads.len()).unwrap().to_be_bytes());
    bytes.extend_from_slice(heads.as_bytes());
    let hash = digest(&SHA256, &bytes).as_ref().to_vec();
    let stmt = sql!("INSERT INTO audit_seal (no, prev, heads, rows, at, hash) VALUES (1, $1, $2, $3, 5, $4)");
    house.store().maintain(vec![(stmt, params![Vec::<u8>::new(), heads, seq, hash])]).await.unwrap();
}

both_engines!(
    async fn seals_of_the_first_program_still_verify_and_signed_ones_follow(house: &House) {
        act(house, HOME, 1).await;
        act(house, HOME, 2).await;
        old_seal(house).await;
        assert_eq!(faults(house.store()).await, [""; 0]);
        assert!(!house.store().seal(house.runtime.wall(), &sealer()).await.unwrap(), "nothing is new");
        act(house, HOME, 3).await;
        assert!(house.store().seal(house.runtime.wall(), &sealer()).await.unwrap());
        let verdict = house.store().verify(|_, _| {}).await.unwrap();
        assert_eq!((verdict.seals, verdict.unsealed, verdict.faults), (2, 0, Vec::new()));
        assert_eq!(verdict.keys, [(1, String::new()), (2, sealer().public_key())]);
    },
    MIGRATIONS
);

both_engines!(
    async fn a_chain_that_rests_leaves_the_list_and_comes_back(house: &House) {
        let homes: Vec<Uuid> = (0..16).map(|n| Uuid::from_u128(0xB0 + n)).collect();
        for (n, home) in homes.iter().enumerate() {
            act(house, *home, n).await;
        }
        let begin = house.runtime.wall();
        let mut seals = 0_i64;
        for round in 0..4 {
            let n = usize::try_from(round).unwrap();
            act(house, HOME, 100 + n).await;
            assert!(house.store().seal(begin.plus(round * 2 * HOUR), &sealer()).await.unwrap());
            seals += 1;
            assert_eq!(faults(house.store()).await, [""; 0], "after seal {seals}");
        }
        assert_eq!(heads_of(house, seals).await.lines().count(), 1, "only the chain that moved");
        let rested = heads_of(house, 2).await.lines().any(|line| line.ends_with(" rest"));
        assert_eq!(rested, house.store().engine() == Engine::Postgres);
        for (n, home) in homes.iter().enumerate() {
            act(house, *home, 200 + n).await;
        }
        assert!(house.store().seal(begin.plus(9 * HOUR), &sealer()).await.unwrap());
        assert_eq!(faults(house.store()).await, [""; 0]);
    },
    MIGRATIONS
);

both_engines!(
    async fn a_copy_follows_and_refuses_another_history(house: &House) {
        let folder = tempfile::tempdir().unwrap();
        let sealer = Sealer::new(&[7; 32], vec![folder.path().join("worm")]).unwrap();
        act(house, HOME, 1).await;
        house.store().seal(house.runtime.wall(), &sealer).await.unwrap();
        assert_eq!(house.store().copy_seals(&sealer).await.unwrap(), 1);
        assert_eq!(house.store().copy_seals(&sealer).await.unwrap(), 0);
        act(house, HOME, 2).await;
        house.store().seal(house.runtime.wall(), &sealer).await.unwrap();
        assert_eq!(house.store().copy_seals(&sealer).await.unwrap(), 1);
        let stmt = sql!("DELETE FROM audit_seal WHERE no = 2");
        house.store().maintain(vec![(stmt, Vec::new())]).await.unwrap();
        let refused = house.store().copy_seals(&sealer).await.unwrap_err().to_string();
        assert!(refused.contains("it knows seal 2"), "{refused}");
        let text = std::fs::read_to_string(folder.path().join("worm/seals.jsonl")).unwrap();
        assert_eq!(text.lines().count(), 2);
    },
    MIGRATIONS
);
