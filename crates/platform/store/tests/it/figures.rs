//! Figures are exact at every moment, also while they are folded.

use std::sync::atomic::{AtomicBool, Ordering};

use futures::future::{join, join_all};
use store::figures::FigureSum;
use store::{FigureDelta, StoreError, sql};
use testkit::{House, both_engines};
use uuid::Uuid;

use crate::common::{MIGRATIONS, audited};

const FIGURE: &str = "it.count";
const DAY: i64 = 20_067;

fn unit(n: u128) -> Uuid {
    Uuid::from_u128(0x500 + n)
}

async fn count(house: &House, unit: Uuid, slice: &str, day: i64, num: i64, den: i64) {
    let mut set = audited(house, unit);
    set.figure(FigureDelta { figure: FIGURE, unit, slice: slice.to_owned(), day, num, den });
    house.store().commit(set).await.unwrap();
}

async fn sums(house: &House, from: i64, to: i64) -> Vec<FigureSum> {
    house.store().figure(FIGURE, from, to).await.unwrap()
}

both_engines!(
    async fn a_figure_is_the_sum_of_folded_and_unfolded(house: &House) {
        count(house, unit(1), "web", DAY, 1, 1).await;
        count(house, unit(1), "web", DAY, 0, 1).await;
        count(house, unit(1), "post", DAY, 1, 1).await;
        count(house, unit(2), "web", DAY + 1, 1, 2).await;
        let expected = [
            FigureSum { unit: unit(1), slice: "post".into(), num: 1, den: 1 },
            FigureSum { unit: unit(1), slice: "web".into(), num: 1, den: 2 },
        ];
        assert_eq!(sums(house, DAY, DAY).await, expected);
        assert_eq!(house.store().fold_figures().await.unwrap(), 4);
        assert_eq!(sums(house, DAY, DAY).await, expected);
        // A correction takes away again.
        count(house, unit(1), "web", DAY, -1, -1).await;
        house.store().fold_figures().await.unwrap();
        assert_eq!(house.store().fold_figures().await.unwrap(), 0);
        let corrected = sums(house, DAY, DAY + 1).await;
        assert_eq!(corrected.iter().map(|sum| (sum.num, sum.den)).collect::<Vec<_>>(), [(1, 1), (0, 1), (1, 2)]);
    },
    MIGRATIONS
);

both_engines!(
    async fn nothing_is_lost_or_doubled_while_folding(house: &House) {
        const WRITERS: u128 = 24;
        const EACH: i64 = 20;
        let is_done = AtomicBool::new(false);
        let write = async {
            let writers = (0..WRITERS).map(|n| async move {
                for step in 0..EACH {
                    count(house, unit(n), "", DAY, 1, step).await;
                }
            });
            join_all(writers).await;
            is_done.store(true, Ordering::SeqCst);
        };
        let fold = async {
            let mut seen = 0;
            while !is_done.load(Ordering::SeqCst) {
                match house.store().fold_figures().await {
                    Ok(_) | Err(StoreError::Retry) => {}
                    Err(error) => panic!("{error}"),
                }
                // A figure only grows here: a smaller sum would be one that lost rows or was read half folded.
                let now: i64 = sums(house, DAY, DAY).await.iter().map(|sum| sum.num).sum();
                assert!(now >= seen, "{now} after {seen}");
                seen = now;
            }
        };
        join(write, fold).await;
        let all = sums(house, DAY, DAY).await;
        assert_eq!(all.len(), usize::try_from(WRITERS).unwrap());
        for sum in &all {
            assert_eq!((sum.num, sum.den), (EACH, EACH * (EACH - 1) / 2), "{sum:?}");
        }
        house.store().fold_figures().await.unwrap();
        assert_eq!(house.store().number(sql!("SELECT COUNT(*) FROM figure_delta"), Vec::new()).await.unwrap(), 0);
        assert_eq!(sums(house, DAY, DAY).await, all);
    },
    MIGRATIONS
);
