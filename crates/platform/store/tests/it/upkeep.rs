//! Upkeep: writes of the house itself, which meet at one row without harm.

use futures::future::join_all;
use store::{params, sql};
use testkit::both_engines;

use crate::common::{HOME, MIGRATIONS, audited, id, insert};

both_engines!(
    async fn many_at_one_row_follow_each_other(house: &House) {
        let mut set = audited(house, HOME);
        insert(&mut set, id(1), 1, "shared");
        house.store().commit(set).await.unwrap();
        let raise = sql!("UPDATE item SET version = version + 1 WHERE item_id = $1");
        let crowd = (0..48).map(|_| house.store().maintain(vec![(raise, params![id(1)])]));
        for rows in join_all(crowd).await {
            assert_eq!(rows.unwrap(), [1]);
        }
        let version = sql!("SELECT version FROM item WHERE item_id = $1");
        assert_eq!(house.store().number(version, params![id(1)]).await.unwrap(), 49);
    },
    MIGRATIONS
);
