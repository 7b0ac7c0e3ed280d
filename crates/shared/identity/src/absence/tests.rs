//! Deputies use named rights while somebody is away, on both engines.

use access::Assignments as _;
use kernel::time::DAY;
use kernel::{Kind, Timestamp};
use organisation::unit_id;
use runtime::{Actor, Permission, Runtime};
use testkit::{START, both_engines};
use uuid::Uuid;

use super::{EndAbsence, Leave, rights_of};
use crate::accounts::Accounts;
use crate::commands::Post;
use crate::model::Reach;
use crate::officers::commands::Lock;
use crate::officers::tests::{administrator, kind, migrations, open, post, town};

const APPROVE: Permission = Permission("dossiers.approve");
const ASSIGN: Permission = Permission("dossiers.assign");
const READ: Permission = Permission("dossiers.read");

async fn actor(runtime: &Runtime, account: Uuid, at: Timestamp) -> Actor {
    let accounts = runtime.services().get::<Accounts>().unwrap();
    accounts.actor(runtime, account, at).await.unwrap().unwrap()
}

fn leave(account: Uuid, deputy: &str, from: i64, days: i64) -> Leave {
    Leave {
        account,
        deputy: deputy.into(),
        permissions: vec![APPROVE.0.into()],
        basis: "Đơn xin nghỉ phép".into(),
        from: START.plus(from * DAY),
        until: START.plus((from + days) * DAY),
    }
}

/// An approver of the city and all below it, and a handler of the ward.
async fn two(runtime: &Runtime) -> (Uuid, Uuid) {
    let city = administrator(&["450", "18853"]);
    let post_below = Post { reach: Reach::Below, ..post("450", "approver") };
    let absent = runtime.execute(&city, &open("absent", post_below, None)).await.unwrap().outcome;
    let deputy = runtime.execute(&city, &open("deputy", post("18853", "handler"), None)).await.unwrap().outcome;
    (absent, deputy)
}

both_engines!(
    async fn a_deputy_has_the_named_rights_wherever_the_absent_one_has_them_for_those_days(house: &House) {
        let runtime = town(house).await;
        let (absent, deputy) = two(&runtime).await;
        let (ward, city) = (unit_id("18853").uuid(), unit_id("450").uuid());
        let approver = actor(&runtime, absent, START).await;
        let id = runtime.execute(&approver, &leave(absent, "deputy", 1, 3)).await.unwrap().outcome;
        for (at, holds) in [(0, false), (DAY - 1, false), (DAY, true), (4 * DAY - 1, true), (4 * DAY, false)] {
            let standing = actor(&runtime, deputy, START.plus(at)).await;
            for unit in [ward, city] {
                assert_eq!(standing.can_in(APPROVE, unit), holds, "{at}");
            }
            assert!(!standing.can_in(ASSIGN, ward), "only what was named");
            assert_eq!(standing.stands_in_for(), if holds { vec![absent] } else { Vec::new() });
        }
        let standing = actor(&runtime, deputy, START.plus(DAY)).await;
        let under = standing.grant(APPROVE, city).unwrap().under.unwrap();
        assert_eq!((under.delegation, under.giver), (id, absent));
        assert!(standing.grant(READ, ward).unwrap().under.is_none(), "a right of one's own comes first");
        // It does not go onwards.
        let reader = runtime.reader(&standing);
        assert!(!rights_of(&reader, deputy).await.unwrap().contains(&APPROVE.0.to_owned()));
        // Who is locked out has nothing that somebody else could use.
        let admin = administrator(&["450"]);
        runtime.execute(&admin, &Lock { account: absent, locks: true }).await.unwrap();
        assert!(!actor(&runtime, deputy, START.plus(DAY)).await.can_in(APPROVE, ward));
        runtime.execute(&admin, &Lock { account: absent, locks: false }).await.unwrap();
        let stranger = administrator(&["452"]);
        assert_eq!(kind(runtime.execute(&stranger, &EndAbsence { id }).await), Kind::NotFound);
        runtime.execute(&standing, &EndAbsence { id }).await.unwrap();
        assert!(!actor(&runtime, deputy, START.plus(DAY)).await.can_in(APPROVE, ward));
        assert_eq!(kind(runtime.execute(&approver, &EndAbsence { id }).await), Kind::Conflict);
        assert!(runtime.store().verify(|_, _| {}).await.unwrap().faults.is_empty());
    },
    &migrations()
);

both_engines!(
    async fn an_administrator_says_it_for_who_cannot_and_nobody_for_strangers(house: &House) {
        let runtime = town(house).await;
        let (absent, deputy) = two(&runtime).await;
        let (city, stranger) = (administrator(&["450", "18853"]), administrator(&["452"]));
        runtime.execute(&city, &leave(absent, "deputy", 0, 1)).await.unwrap();
        assert!(actor(&runtime, deputy, START).await.can_in(APPROVE, unit_id("450").uuid()));
        assert_eq!(kind(runtime.execute(&stranger, &leave(absent, "deputy", 0, 1)).await), Kind::NotFound);
        let colleague = actor(&runtime, deputy, START).await;
        assert_eq!(kind(runtime.execute(&colleague, &leave(absent, "deputy", 0, 1)).await), Kind::NotFound);
        let above = administrator(&["450", "18853", "44"]);
        runtime.execute(&above, &open("admin", post("18853", "administrator"), None)).await.unwrap();
        let approver = actor(&runtime, absent, START).await;
        for (wrong, field) in [
            (leave(absent, "nobody", 0, 1), "to"),
            (leave(absent, "absent", 0, 1), "to"),
            (leave(absent, "admin", 0, 1), "to"),
            (leave(absent, "deputy", 0, 0), "to_day"),
            (leave(absent, "deputy", 0, 400), "to_day"),
            (Leave { basis: "x".into(), ..leave(absent, "deputy", 0, 1) }, "basis"),
            (Leave { permissions: Vec::new(), ..leave(absent, "deputy", 0, 1) }, "permissions"),
            (Leave { permissions: vec!["dossiers.receive".into()], ..leave(absent, "deputy", 0, 1) }, "permissions"),
        ] {
            let error = runtime.execute(&approver, &wrong).await.unwrap_err();
            assert_eq!(error.fields().first().map(|found| &*found.field), Some(field), "{}", wrong.deputy);
        }
    },
    &migrations()
);
