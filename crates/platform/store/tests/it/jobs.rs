//! Jobs: once per key, claimed by one, freed when a lease ends.

use std::collections::BTreeSet;

use futures::future::join;
use kernel::time::MINUTE;
use store::{JobDraft, Store, StoreError, jobs};
use testkit::{House, both_engines};
use uuid::Uuid;

use crate::common::{HOME, MIGRATIONS, audited};

async fn add(house: &House, key: &str, delay: i64) {
    let mut set = audited(house, HOME);
    let run_at = house.runtime.wall().plus(delay);
    set.job(JobDraft { kind: "it.work", key: key.to_owned(), payload: "{}".into(), run_at });
    house.store().commit(set).await.unwrap();
}

/// Claims until there is nothing left; gives the keys.
async fn claim_all(house: &House, store: &Store) -> Vec<String> {
    let mut keys = Vec::new();
    loop {
        let jobs = store.claim_jobs(house.runtime.wall(), MINUTE, 7).await.unwrap();
        if jobs.is_empty() {
            return keys;
        }
        assert!(jobs.len() <= 7);
        keys.extend(jobs.into_iter().map(|job| job.key));
    }
}

both_engines!(
    async fn two_claimers_never_get_the_same_job(house: &House) {
        for n in 0..120 {
            add(house, &format!("job {n}"), 0).await;
        }
        let (one, two) = join(claim_all(house, house.store()), claim_all(house, house.store())).await;
        assert_eq!(one.len() + two.len(), 120);
        let different: BTreeSet<&String> = one.iter().chain(&two).collect();
        assert_eq!(different.len(), 120);
    },
    MIGRATIONS
);

both_engines!(
    async fn the_same_key_is_one_job_and_a_later_one_waits(house: &House) {
        add(house, "same", 0).await;
        add(house, "same", 0).await;
        add(house, "later", MINUTE).await;
        assert_eq!(house.store().job_counts().await.unwrap(), (2, 0));
        assert_eq!(claim_all(house, house.store()).await, ["same"]);
        house.clock.advance(MINUTE);
        // The lease of the first has ended by now too.
        assert_eq!(claim_all(house, house.store()).await.len(), 2);
    },
    MIGRATIONS
);

both_engines!(
    async fn a_job_comes_back_until_it_is_finished_or_given_up(house: &House) {
        add(house, "stubborn", 0).await;
        let wall = house.runtime.wall();
        let job = house.store().claim_jobs(wall, MINUTE, 1).await.unwrap().pop().unwrap();
        assert_eq!(job.attempts, 1);
        assert!(house.store().claim_jobs(wall, MINUTE, 1).await.unwrap().is_empty(), "it is leased");
        house.store().fail_job(job.id, Some(wall.plus(MINUTE)), "again".into()).await.unwrap();
        assert!(house.store().claim_jobs(wall, MINUTE, 1).await.unwrap().is_empty(), "it waits");
        let again = house.store().claim_jobs(wall.plus(MINUTE), MINUTE, 1).await.unwrap().pop().unwrap();
        assert_eq!((again.id, again.attempts), (job.id, 2));
        house.store().fail_job(job.id, None, "hopeless".into()).await.unwrap();
        assert_eq!(house.store().job_counts().await.unwrap(), (0, 1));
        assert!(house.store().claim_jobs(wall.plus(60 * MINUTE), MINUTE, 1).await.unwrap().is_empty());
        house.store().finish_jobs([job.id].into_iter()).await.unwrap();
        assert_eq!(house.store().job_counts().await.unwrap(), (0, 0));
    },
    MIGRATIONS
);

both_engines!(
    async fn a_job_that_stopped_is_tried_again_with_all_its_tries_and_only_then(house: &House) {
        add(house, "stubborn", 0).await;
        let store = house.store();
        let wall = house.runtime.wall();
        let retry = async |id: Uuid| {
            let mut set = audited(house, HOME);
            jobs::retry(&mut set, id, house.runtime.wall());
            store.commit(set).await.map(|_| ())
        };
        let job = store.claim_jobs(wall, MINUTE, 1).await.unwrap().pop().unwrap();
        assert_eq!(retry(job.id).await, Err(StoreError::Conflict), "it has not stopped");
        assert!(store.failed_job(job.id).await.unwrap().is_none());
        store.fail_job(job.id, None, "hopeless".into()).await.unwrap();
        let failed = store.failed_job(job.id).await.unwrap().unwrap();
        assert_eq!((failed.id, failed.attempts, failed.error.as_str()), (job.id, 1, "hopeless"));
        assert_eq!(store.failed_jobs(5).await.unwrap().len(), 1);

        retry(job.id).await.unwrap();
        assert_eq!(store.job_counts().await.unwrap(), (1, 0));
        assert_eq!(retry(job.id).await, Err(StoreError::Conflict), "it waits already");
        let again = store.claim_jobs(wall, MINUTE, 1).await.unwrap().pop().unwrap();
        assert_eq!((again.id, again.attempts, again.payload), (job.id, 1, job.payload));
        store.finish_jobs([job.id].into_iter()).await.unwrap();
        assert_eq!(retry(job.id).await, Err(StoreError::Conflict), "it is done");
    },
    MIGRATIONS
);
