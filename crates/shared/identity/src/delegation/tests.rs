//! Delegated rights as they hold and end, on both engines.

use access::Assignments as _;
use kernel::time::DAY;
use kernel::{Kind, Timestamp};
use organisation::unit_id;
use runtime::{Actor, Permission, Runtime};
use testkit::{START, both_engines};
use uuid::Uuid;

use super::{Delegate, EndDelegation};
use crate::MANAGE;
use crate::accounts::Accounts;
use crate::commands::Assign;
use crate::officers::commands::{EndRole, Lock};
use crate::officers::known;
use crate::officers::tests::{administrator, kind, migrations, open, post, town};

const APPROVE: Permission = Permission("dossiers.approve");
const READ: Permission = Permission("dossiers.read");

async fn actor(runtime: &Runtime, account: Uuid, at: Timestamp) -> Actor {
    let accounts = runtime.services().get::<Accounts>().unwrap();
    accounts.actor(runtime, account, at).await.unwrap().unwrap()
}

/// An approver and a handler of the ward.
async fn two(runtime: &Runtime) -> (Uuid, Uuid) {
    let ward = administrator(&["18853"]);
    let giver = runtime.execute(&ward, &open("approver", post("18853", "approver"), None)).await.unwrap().outcome;
    let other = runtime.execute(&ward, &open("handler", post("18853", "handler"), None)).await.unwrap().outcome;
    (giver, other)
}

fn delegate(to: &str, days: i64) -> Delegate {
    Delegate {
        to: to.into(),
        unit: unit_id("18853").uuid(),
        permissions: vec![APPROVE.0.into()],
        basis: "Giấy ủy quyền số 12".into(),
        from: START,
        until: START.plus(days * DAY),
    }
}

both_engines!(
    async fn a_delegated_right_holds_for_its_time_under_the_name_of_the_giver(house: &House) {
        let runtime = town(house).await;
        let (giver, other) = two(&runtime).await;
        let ward = unit_id("18853").uuid();
        assert!(!actor(&runtime, other, START).await.can_in(APPROVE, ward));
        let approver = actor(&runtime, giver, START).await;
        let id = runtime.execute(&approver, &delegate("handler", 3)).await.unwrap().outcome;
        let acting = actor(&runtime, other, START).await;
        let under = acting.grant(APPROVE, ward).unwrap().under.unwrap();
        assert_eq!((under.delegation, under.giver), (id, giver));
        assert!(acting.grant(READ, ward).unwrap().under.is_none(), "a right of one's own comes first");
        assert!(!acting.can_in(APPROVE, unit_id("450").uuid()));
        for (at, holds) in [(-1, false), (0, true), (3 * DAY - 1, true), (3 * DAY, false)] {
            assert_eq!(actor(&runtime, other, START.plus(at)).await.can_in(APPROVE, ward), holds, "{at}");
        }
        // It does not go onwards.
        assert_eq!(kind(runtime.execute(&acting, &delegate("approver", 1)).await), Kind::Invalid);
        // A stranger cannot end it, whoever uses it can.
        let stranger = administrator(&["450"]);
        assert_eq!(kind(runtime.execute(&stranger, &EndDelegation { id }).await), Kind::NotFound);
        runtime.execute(&acting, &EndDelegation { id }).await.unwrap();
        assert!(!actor(&runtime, other, START).await.can_in(APPROVE, ward));
        assert_eq!(kind(runtime.execute(&approver, &EndDelegation { id }).await), Kind::Conflict);
        assert!(runtime.store().verify(|_, _| {}).await.unwrap().faults.is_empty());
    },
    &migrations()
);

both_engines!(
    async fn a_delegation_ends_with_the_right_of_the_giver(house: &House) {
        let runtime = town(house).await;
        let (giver, other) = two(&runtime).await;
        let (ward, administrator) = (unit_id("18853").uuid(), administrator(&["18853"]));
        let approver = actor(&runtime, giver, START).await;
        runtime.execute(&approver, &delegate("handler", 30)).await.unwrap();
        runtime.execute(&administrator, &Lock { account: giver, locks: true }).await.unwrap();
        assert!(!actor(&runtime, other, START).await.can_in(APPROVE, ward));
        runtime.execute(&administrator, &Lock { account: giver, locks: false }).await.unwrap();
        assert!(actor(&runtime, other, START).await.can_in(APPROVE, ward));
        let post = known(&runtime.reader(&administrator), giver).await.unwrap().posts.remove(0);
        let end = EndRole { account: giver, assignment: post.id, at: START.plus(DAY) };
        runtime.execute(&administrator, &end).await.unwrap();
        for (at, holds) in [(DAY - 1, true), (DAY, false)] {
            assert_eq!(actor(&runtime, other, START.plus(at)).await.can_in(APPROVE, ward), holds, "{at}");
        }
    },
    &migrations()
);

both_engines!(
    async fn what_was_delegated_does_not_hold_beside_a_role_that_keeps_from_it(house: &House) {
        let runtime = town(house).await;
        let (giver, other) = two(&runtime).await;
        let (ward, province) = (unit_id("18853").uuid(), administrator(&["18853", "44"]));
        let approver = actor(&runtime, giver, START).await;
        runtime.execute(&approver, &delegate("handler", 30)).await.unwrap();
        assert!(actor(&runtime, other, START).await.can_in(APPROVE, ward));
        let post_id = known(&runtime.reader(&province), other).await.unwrap().posts.remove(0).id;
        let end = EndRole { account: other, assignment: post_id, at: START };
        runtime.execute(&province, &end).await.unwrap();
        assert!(actor(&runtime, other, START).await.can_in(APPROVE, ward), "a role of one's own is not needed");
        let assign = Assign { account: other, post: post("18853", "administrator") };
        runtime.execute(&province, &assign).await.unwrap();
        let acting = actor(&runtime, other, START).await;
        assert!(acting.can_in(MANAGE, ward) && !acting.can(APPROVE) && !acting.can(READ));
    },
    &migrations()
);

both_engines!(
    async fn a_wrong_delegation_names_the_field(house: &House) {
        let runtime = town(house).await;
        let (giver, _) = two(&runtime).await;
        let ward = administrator(&["18853", "44"]);
        runtime.execute(&ward, &open("admin", post("18853", "administrator"), None)).await.unwrap();
        let approver = actor(&runtime, giver, START).await;
        let rights = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect();
        for (wrong, field) in [
            (delegate("nobody", 1), "to"),
            (delegate("044090123456", 1), "to"),
            (delegate("approver", 1), "to"),
            (delegate("admin", 1), "to"),
            (delegate("handler", 0), "to_day"),
            (delegate("handler", 400), "to_day"),
            (Delegate { basis: "x".into(), ..delegate("handler", 1) }, "basis"),
            (Delegate { permissions: Vec::new(), ..delegate("handler", 1) }, "permissions"),
            (Delegate { permissions: rights(&["identity.manage"]), ..delegate("handler", 1) }, "permissions"),
            (Delegate { permissions: rights(&["dossiers.receive"]), ..delegate("handler", 1) }, "permissions"),
            (Delegate { unit: unit_id("450").uuid(), ..delegate("handler", 1) }, "permissions"),
        ] {
            let error = runtime.execute(&approver, &wrong).await.unwrap_err();
            assert_eq!(error.fields().first().map(|found| &*found.field), Some(field), "{}", wrong.to);
        }
        let citizen = Actor::citizen(Uuid::from_u128(1), "Mẫu");
        assert_eq!(kind(runtime.execute(&citizen, &delegate("handler", 1)).await), Kind::NotFound);
    },
    &migrations()
);
