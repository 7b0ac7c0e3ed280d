//! Everything that an officer has goes to another at one instant, on both engines.

use access::Assignments as _;
use kernel::Kind;
use kernel::time::DAY;
use organisation::unit_id;
use runtime::{Actor, Background, Permission, Runtime};
use testkit::{START, both_engines};
use uuid::Uuid;

use super::{HandOver, PASS, one, own, store};
use crate::accounts::Accounts;
use crate::commands::{Assign, Post};
use crate::delegation::Delegate;
use crate::officers::commands::Lock;
use crate::officers::known;
use crate::officers::tests::{administrator, kind, migrations, open, post, town};

const APPROVE: Permission = Permission("dossiers.approve");
const HANDLE: Permission = Permission("dossiers.handle");

async fn actor(runtime: &Runtime, account: Uuid) -> Actor {
    let accounts = runtime.services().get::<Accounts>().unwrap();
    accounts.actor(runtime, account, START).await.unwrap().unwrap()
}

async fn officer(runtime: &Runtime, login: &str, role: &str) -> Uuid {
    let opened = runtime.execute(&administrator(&["18853", "44"]), &open(login, post("18853", role), None)).await;
    opened.unwrap().outcome
}

fn to(from: Uuid, login: &str) -> HandOver {
    HandOver { from, to: login.into(), basis: "Quyết định số 12".into() }
}

async fn delegate(runtime: &Runtime, giver: Uuid, right: Permission, login: &str) -> Uuid {
    let command = Delegate {
        to: login.into(),
        unit: unit_id("18853").uuid(),
        permissions: vec![right.0.into()],
        basis: "Giấy ủy quyền số 12".into(),
        from: START,
        until: START.plus(9 * DAY),
    };
    runtime.execute(&actor(runtime, giver).await, &command).await.unwrap().outcome
}

both_engines!(
    async fn roles_and_delegations_end_and_begin_at_one_instant(house: &House) {
        let runtime = town(house).await;
        let (ward, unit) = (administrator(&["18853"]), unit_id("18853").uuid());
        let leaving = officer(&runtime, "leaving", "approver").await;
        let heir = officer(&runtime, "heir", "handler").await;
        let third = officer(&runtime, "third", "handler").await;
        let later = Post { from: START.plus(30 * DAY), ..post("18853", "leader") };
        runtime.execute(&ward, &Assign { account: leaving, post: later }).await.unwrap();
        delegate(&runtime, leaving, APPROVE, "third").await;
        delegate(&runtime, third, HANDLE, "leaving").await;

        let id = runtime.execute(&ward, &to(leaving, "heir")).await.unwrap().outcome;
        let (gone, there) = (actor(&runtime, leaving).await, actor(&runtime, heir).await);
        assert!(gone.grants.is_empty(), "{:?}", gone.grants);
        assert!(there.can_in(APPROVE, unit) && there.can_in(HANDLE, unit));
        let under = actor(&runtime, third).await.grant(APPROVE, unit).unwrap().under.unwrap();
        assert_eq!(under.giver, heir, "what the one who left delegated goes on in the name of the heir");
        let reader = runtime.reader(&ward);
        let posts = known(&reader, heir).await.unwrap().posts;
        let leader = posts.iter().find(|post| post.role == "leader").unwrap();
        assert_eq!(leader.from, START.plus(30 * DAY), "what begins later begins later");
        let roles = store::roles(&reader, id).await.unwrap();
        assert_eq!(roles.iter().map(|row| row.follows).collect::<Vec<_>>(), [true, true]);
        let delegations = store::delegations(&reader, id).await.unwrap();
        let mut goes_on: Vec<bool> = delegations.iter().map(|(_, goes_on)| *goes_on).collect();
        goes_on.sort_unstable();
        assert_eq!(goes_on, [false, true]);

        let jobs = Background { jobs: vec![PASS], ..Background::default() };
        while runtime.run_once(&jobs).await {}
        assert!(one(&reader, id).await.unwrap().ended_at.is_some());
        assert_eq!(kind(runtime.execute(&ward, &to(leaving, "heir")).await), Kind::Conflict, "nothing is left");
        let stranger = administrator(&["450"]);
        assert_eq!(kind(one(&runtime.reader(&stranger), id).await), Kind::NotFound);
        let beside = actor(&runtime, third).await;
        for (who, opens) in [(&gone, true), (&there, true), (&stranger, false), (&beside, false)] {
            assert_eq!(own(&runtime.reader(who), id).await.is_ok(), opens, "{:?}", who.account);
        }
        assert!(runtime.store().verify(|_, _| {}).await.unwrap().faults.is_empty());
    },
    &migrations()
);

both_engines!(
    async fn a_wrong_hand_over_is_refused_in_words(house: &House) {
        let runtime = town(house).await;
        let ward = administrator(&["18853"]);
        let leaving = officer(&runtime, "leaving", "handler").await;
        let locked = officer(&runtime, "locked", "handler").await;
        officer(&runtime, "heir", "handler").await;
        officer(&runtime, "admin", "administrator").await;
        runtime.execute(&ward, &Lock { account: locked, locks: true }).await.unwrap();
        for (wrong, expected) in [
            (to(leaving, "nobody"), "receiver"),
            (to(leaving, "leaving"), "receiver"),
            (to(leaving, "locked"), "receiver"),
            (to(leaving, "admin"), "receiver"),
            (HandOver { basis: "x".into(), ..to(leaving, "heir") }, "basis"),
        ] {
            let error = runtime.execute(&ward, &wrong).await.unwrap_err();
            assert_eq!(error.fields().first().map(|found| &*found.field), Some(expected), "{}", wrong.to);
        }
        let stranger = administrator(&["450"]);
        assert_eq!(kind(runtime.execute(&stranger, &to(leaving, "heir")).await), Kind::NotFound);
        // Roles that the actor may not give are handed over by somebody above.
        let admin = officer(&runtime, "other.admin", "administrator").await;
        officer(&runtime, "third", "data-protection").await;
        assert_eq!(kind(runtime.execute(&ward, &to(admin, "third")).await), Kind::Conflict);
        assert!(actor(&runtime, leaving).await.can_in(HANDLE, unit_id("18853").uuid()), "nothing was changed");
    },
    &migrations()
);
