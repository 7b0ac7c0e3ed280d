//! Accounts of officers as administrators change them, on both engines.

use std::sync::Arc;

use ::store::Migration;
use access::{Assignments as _, secret_hash};
use kernel::time::{DAY, HOUR};
use kernel::{Kind, Result, Timestamp};
use organisation::{Directory, import_units, sample_units, unit_id};
use runtime::{Actor, Background, Runtime, Services};
use testkit::{House, START, both_engines};
use uuid::Uuid;

use super::commands::{EndRole, EndSessions, Lock};
use super::invite::{AcceptInvitation, Invitation, Invite, LIFE};
use super::{Sought, find, known};
use crate::accounts::Accounts;
use crate::commands::{Assign, BeginStep, ChangePassword, OpenOfficer, Post, Purpose};
use crate::handover::Holders;
use crate::model::Reach;
use crate::{MANAGE, MIGRATIONS};

pub(crate) fn migrations() -> Vec<Migration> {
    [access::MIGRATIONS, organisation::MIGRATIONS, MIGRATIONS].concat()
}

pub(crate) async fn town(house: &House) -> Runtime {
    let directory = Arc::new(Directory::load(house.store()).await.unwrap());
    let mut services = Services::default();
    services.insert(Arc::new(Accounts::new(Arc::clone(&directory)).unwrap()));
    services.insert(directory);
    services.insert(Arc::new(Holders::default()));
    let runtime = house.with_services(services);
    let (units, departments) = sample_units();
    import_units(&runtime, units, departments, START.plus(-9 * DAY)).await.unwrap();
    runtime
}

pub(crate) fn post(unit: &str, role: &str) -> Post {
    let unit = unit_id(unit).uuid();
    Post { unit, role: role.into(), position: String::new(), reach: Reach::Unit, from: START, to: None }
}

pub(crate) fn administrator(units: &[&str]) -> Actor {
    let ids: Vec<Uuid> = units.iter().map(|unit| unit_id(unit).uuid()).collect();
    testkit::officer(Uuid::from_u128(0xAD), &ids, &[MANAGE])
}

pub(crate) fn open(login: &str, post: Post, invitation: Option<Invitation>) -> OpenOfficer {
    OpenOfficer {
        login_key: format!("o:{login}"), name: "Lê Thị Mẫu".into(), hash: "none".into(), post, invitation
    }
}

/// The address and secret of an invitation.
fn invitation(runtime: &Runtime) -> (Invitation, String) {
    let made = Invitation::new(runtime, "http://x", "mau@example.vn".into());
    let secret = made.link().rsplit('/').next().unwrap().to_owned();
    (made, secret)
}

async fn ids(runtime: &Runtime, actor: &Actor, q: &str) -> Vec<Uuid> {
    let found = find(&runtime.reader(actor), &Sought { q, unit: None }).await.unwrap();
    found.into_iter().map(|one| one.account).collect()
}

pub(crate) fn kind<T>(result: Result<T>) -> Kind {
    result.map(|_| ()).unwrap_err().kind()
}

both_engines!(
    async fn an_administrator_knows_and_changes_accounts_of_own_units_only(house: &House) {
        let runtime = town(house).await;
        let (ward, city) = (administrator(&["18853"]), administrator(&["18853", "450"]));
        let here = runtime.execute(&ward, &open("here", post("18853", "handler"), None)).await.unwrap().outcome;
        let there = runtime.execute(&city, &open("there", post("450", "leader"), None)).await.unwrap().outcome;
        assert_eq!(kind(runtime.execute(&ward, &open("other", post("450", "handler"), None)).await), Kind::Forbidden);
        assert_eq!(ids(&runtime, &ward, "").await, [here]);
        assert_eq!(ids(&runtime, &city, "le thi").await.len(), 2);
        assert_eq!(ids(&runtime, &city, "THERE").await, [there]);
        assert_eq!(kind(known(&runtime.reader(&ward), there).await), Kind::NotFound);
        assert_eq!(kind(runtime.execute(&ward, &Lock { account: there, locks: true }).await), Kind::NotFound);

        // A role elsewhere takes the account as a whole out of the hands of the ward.
        runtime.execute(&city, &Assign { account: here, post: post("450", "handler") }).await.unwrap();
        for refused in [
            kind(runtime.execute(&ward, &Lock { account: here, locks: true }).await),
            kind(runtime.execute(&ward, &EndSessions { account: here }).await),
        ] {
            assert_eq!(refused, Kind::Conflict);
        }
        runtime.execute(&city, &Lock { account: here, locks: true }).await.unwrap();
        let accounts = runtime.services().get::<Accounts>().unwrap();
        assert!(accounts.actor(&runtime, here, START).await.unwrap().is_none());
        assert_eq!(kind(runtime.execute(&city, &Lock { account: here, locks: true }).await), Kind::Conflict);
        runtime.execute(&city, &Lock { account: here, locks: false }).await.unwrap();
        assert!(accounts.actor(&runtime, here, START).await.unwrap().is_some());
        assert!(runtime.store().verify(|_, _| {}).await.unwrap().faults.is_empty());
    },
    &migrations()
);

both_engines!(
    async fn roles_are_given_by_who_may_and_never_to_oneself(house: &House) {
        let runtime = town(house).await;
        let (ward, province) = (administrator(&["18853"]), administrator(&["18853", "44"]));
        for (actor, role, expected) in [
            (&ward, "handler", None),
            (&ward, "administrator", Some(Kind::Invalid)),
            (&province, "administrator", None),
            (&province, "operator", Some(Kind::Invalid)),
            (&province, "king", Some(Kind::Invalid)),
        ] {
            let login = format!("{role}.{}", expected.is_some());
            let done = runtime.execute(actor, &open(&login, post("18853", role), None)).await;
            assert_eq!(done.err().map(|error| error.kind()), expected, "{role}");
        }
        let own = runtime.execute(&province, &open("own", post("18853", "administrator"), None)).await.unwrap().outcome;
        let accounts = runtime.services().get::<Accounts>().unwrap();
        let own = accounts.actor(&runtime, own, START).await.unwrap().unwrap();
        let greedy = Assign { account: own.account, post: post("18853", "leader") };
        assert_eq!(kind(runtime.execute(&own, &greedy).await), Kind::Conflict);
        assert_eq!(kind(runtime.execute(&own, &Lock { account: own.account, locks: true }).await), Kind::Conflict);
    },
    &migrations()
);

both_engines!(
    async fn nobody_gets_by_invitation_what_they_may_not_give(house: &House) {
        let runtime = town(house).await;
        let (ward, province) = (administrator(&["18853"]), administrator(&["18853", "44"]));
        for (role, by_ward, by_province) in
            [("handler", true, true), ("inspector", false, true), ("operator", false, false)]
        {
            let new = open(role, post("18853", role), None);
            let account = runtime.execute(&Actor::system(), &new).await.unwrap().outcome;
            for (actor, expected) in [(&ward, by_ward), (&province, by_province)] {
                let (made, _) = invitation(&runtime);
                let done = runtime.execute(actor, &Invite { account, invitation: made }).await;
                let refused = done.err().map(|error| error.message().key.to_string());
                let above = (!expected).then(|| "identity-error-role-above".to_owned());
                assert_eq!(refused, above, "{role}");
            }
        }
    },
    &migrations()
);

both_engines!(
    async fn a_role_ends_at_its_instant_and_not_twice(house: &House) {
        let runtime = town(house).await;
        let ward = administrator(&["18853"]);
        let account = runtime.execute(&ward, &open("here", post("18853", "handler"), None)).await.unwrap().outcome;
        let later = Post { from: START.plus(30 * DAY), ..post("18853", "leader") };
        let later = runtime.execute(&ward, &Assign { account, post: later }).await.unwrap().outcome;
        let held = known(&runtime.reader(&ward), account).await.unwrap().posts;
        let first = held.iter().find(|post| post.role == "handler").unwrap().id;
        let end = |assignment: Uuid, at: Timestamp| EndRole { account, assignment, at };
        assert_eq!(kind(runtime.execute(&ward, &end(Uuid::nil(), START)).await), Kind::NotFound);
        assert_eq!(kind(runtime.execute(&administrator(&["450"]), &end(first, START)).await), Kind::NotFound);
        runtime.execute(&ward, &end(first, START.plus(DAY))).await.unwrap();
        assert_eq!(kind(runtime.execute(&ward, &end(first, START.plus(2 * DAY))).await), Kind::Conflict);
        runtime.execute(&ward, &end(later, START)).await.unwrap();
        let accounts = runtime.services().get::<Accounts>().unwrap();
        for (at, roles) in [(START, 1), (START.plus(DAY - 1), 1), (START.plus(DAY), 0), (START.plus(40 * DAY), 0)] {
            let actor = accounts.actor(&runtime, account, at).await.unwrap().unwrap();
            assert_eq!(actor.grants.len(), roles, "{at:?}");
        }
    },
    &migrations()
);

both_engines!(
    async fn an_invitation_is_mailed_once_and_its_address_forgotten(house: &House) {
        let known = town(house).await;
        let folder = tempfile::tempdir().unwrap();
        let mut services = Services::clone(known.services());
        services.insert(Arc::new(notify::Mailer::sandbox(folder.path()).unwrap()));
        services.insert(Arc::new(web::House::new(vec![crate::module()]).words().unwrap()));
        let runtime = house.with_services(services);
        let ward = administrator(&["18853"]);
        let (made, secret) = invitation(&runtime);
        let new = open("here", post("18853", "handler"), Some(made));
        let account = runtime.execute(&ward, &new).await.unwrap().outcome;
        let work = Background { jobs: vec![super::invite::MAIL], ..Background::default() };
        let mut rounds = 0;
        while runtime.run_once(&work).await && rounds < 100 {
            rounds += 1;
        }
        let mails: Vec<String> = std::fs::read_dir(folder.path())
            .unwrap()
            .map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap())
            .collect();
        assert_eq!(mails.len(), 1);
        assert!(mails.iter().all(|mail| mail.contains("To: mau@example.vn")), "{mails:?}");
        let system = Actor::system();
        let reader = runtime.reader(&system);
        let waiting = super::store::waiting(&reader, account).await.unwrap();
        assert_eq!(waiting, Some(START.plus(LIFE).0));
        let found = super::invite::open(&reader, &secret).await.unwrap();
        let kept = super::store::invitation(&reader, found.invitation).await.unwrap();
        assert_eq!(kept, Some((account, None)), "address and link are gone");
    },
    &migrations()
);

both_engines!(
    async fn an_invitation_is_used_once_in_time_and_the_newest_only(house: &House) {
        let runtime = town(house).await;
        let ward = administrator(&["18853"]);
        let nobody = Actor::anonymous();
        let accept = |secret: &str| AcceptInvitation { secret: secret.to_owned(), hash: "chosen".into() };
        let (made, first) = invitation(&runtime);
        let new = open("here", post("18853", "handler"), Some(made));
        let account = runtime.execute(&ward, &new).await.unwrap().outcome;
        let (made, second) = invitation(&runtime);
        runtime.execute(&ward, &Invite { account, invitation: made }).await.unwrap();
        for wrong in [first.as_str(), "", "x"] {
            assert_eq!(kind(runtime.execute(&nobody, &accept(wrong)).await), Kind::NotFound, "{wrong}");
        }
        assert_eq!(runtime.execute(&nobody, &accept(&second)).await.unwrap().outcome, account);
        assert_eq!(kind(runtime.execute(&nobody, &accept(&second)).await), Kind::NotFound);
        let stored = crate::store::credentials_of(&runtime.reader(&ward), account).await.unwrap();
        assert_eq!(stored.hash, "chosen");

        let (made, third) = invitation(&runtime);
        runtime.execute(&ward, &Invite { account, invitation: made }).await.unwrap();
        house.clock.advance(LIFE - HOUR);
        assert!(super::invite::open(&runtime.reader(&nobody), &third).await.is_ok());
        house.clock.advance(HOUR);
        assert_eq!(kind(runtime.execute(&nobody, &accept(&third)).await), Kind::NotFound);

        runtime.execute(&ward, &Lock { account, locks: true }).await.unwrap();
        let (made, _) = invitation(&runtime);
        assert_eq!(kind(runtime.execute(&ward, &Invite { account, invitation: made }).await), Kind::Conflict);
    },
    &migrations()
);

both_engines!(
    async fn one_way_to_a_new_password_ends_the_others(house: &House) {
        let runtime = town(house).await;
        let ward = administrator(&["18853"]);
        let nobody = Actor::anonymous();
        let (made, first) = invitation(&runtime);
        let new = open("here", post("18853", "handler"), Some(made));
        let account = runtime.execute(&ward, &new).await.unwrap().outcome;
        let accounts = runtime.services().get::<Accounts>().unwrap();
        let own = accounts.actor(&runtime, account, START).await.unwrap().unwrap();
        runtime.execute(&own, &ChangePassword { account, hash: "own".into() }).await.unwrap();
        let accept = |secret: &str| AcceptInvitation { secret: secret.to_owned(), hash: "chosen".into() };
        assert_eq!(kind(runtime.execute(&nobody, &accept(&first)).await), Kind::NotFound);

        let (made, second) = invitation(&runtime);
        runtime.execute(&ward, &Invite { account, invitation: made }).await.unwrap();
        let begin = BeginStep { account, step: "a step".into(), purpose: Purpose::Factor };
        runtime.execute(&own, &begin).await.unwrap();
        runtime.execute(&nobody, &accept(&second)).await.unwrap();
        let (reader, wall) = (runtime.reader(&nobody), runtime.wall());
        let step = crate::store::step(&reader, secret_hash("a step"), Purpose::Factor.code(), wall).await.unwrap();
        assert_eq!(step, None, "what was begun with the password of before is over");
    },
    &migrations()
);
