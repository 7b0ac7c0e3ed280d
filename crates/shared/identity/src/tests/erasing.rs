//! What goes with an account that is erased, and what a business keeps of its representative.

use ::store::{params, sql};
use runtime::Actor;
use serde_json::json;
use testkit::both_engines;
use uuid::Uuid;

use super::business::{actor, ask, people, standings};
use super::{Town, citizen, migrations, town};
use crate::business::{Standing, filer};
use crate::{add_citizen_hashed, erasable, erase_account};

/// A message that waits, a contact, a code and a sign-in that are on their way, and a language.
async fn fill(town: &Town, account: Uuid) {
    let bytes = vec![1_u8; 16];
    let message = sql!("INSERT INTO outgoing (message_id, account_id, sealed, made_at) VALUES ($1, $2, $3, 1)");
    let contact = sql!(
        "INSERT INTO contact (account_id, way, sealed, value_hash, is_step, proven_at)
         VALUES ($1, 'email', $2, $2, 0, 1)"
    );
    let code = sql!(
        "INSERT INTO sent_code (page_hash, account_id, purpose, way, code_hash, tries, ends_at)
         VALUES ($1, $2, 'contact', 'email', $1, 0, 1)"
    );
    let flow = sql!(
        "INSERT INTO provider_flow (state_hash, provider, purpose, account_id, wrapped, sealed, ends_at)
         VALUES ($1, 'mau', 'link', $2, $1, $1, 1)"
    );
    let language = sql!("UPDATE account SET language = 'en' WHERE account_id = $1");
    let stmts = vec![
        (message, params![Uuid::from_u128(1), account, bytes.clone()]),
        (contact, params![account, bytes.clone()]),
        (code, params![bytes.clone(), account]),
        (flow, params![bytes, account]),
        (language, params![account]),
    ];
    town.runtime.store().maintain(stmts).await.unwrap();
}

/// Rows of each kind that an account has.
async fn left(town: &Town, account: Uuid) -> Vec<i64> {
    let mut found = Vec::new();
    for stmt in [
        sql!("SELECT COUNT(*) FROM outgoing WHERE account_id = $1"),
        sql!("SELECT COUNT(*) FROM contact WHERE account_id = $1"),
        sql!("SELECT COUNT(*) FROM sent_code WHERE account_id = $1"),
        sql!("SELECT COUNT(*) FROM provider_flow WHERE account_id = $1"),
        sql!("SELECT COUNT(*) FROM account WHERE account_id = $1 AND language IS NOT NULL"),
    ] {
        found.push(town.runtime.store().number(stmt, params![account]).await.unwrap());
    }
    found
}

async fn erase(town: &Town, account: Uuid) {
    let system = Actor::system();
    let found = erasable(&town.runtime.reader(&system), account).await.unwrap();
    let cx = town.runtime.decide_context(&system);
    let mut set = cx.write(account);
    erase_account(&mut set, &found);
    set.audit(cx.audit("test.erase", "person", account, &json!({})));
    town.runtime.store().commit(set).await.unwrap();
}

both_engines!(
    async fn an_erased_person_leaves_what_a_business_keeps_and_nothing_else(house: &House) {
        let town = town(house).await;
        let (owner, _, business) = people(&town).await;
        fill(&town, owner.account).await;
        assert_eq!(left(&town, owner.account).await, [1; 5]);
        erase(&town, owner.account).await;
        assert_eq!(left(&town, owner.account).await, [0; 5]);

        let kept = filer(&town.runtime.reader(&business)).await.unwrap().people;
        assert_eq!(kept.iter().map(|person| &*person.name).collect::<Vec<_>>(), ["Nguyễn Văn Mẫu"]);
        let again = add_citizen_hashed(&town.runtime, citizen(), "x".into()).await.unwrap();
        let again = actor(&town, again).await;
        assert!(standings(&town, &again).await.is_empty(), "the number leads to no business of somebody else");
        ask(&town, &business, &citizen().identity).await.unwrap();
        let ties = standings(&town, &again).await;
        assert_eq!(ties.iter().map(|(_, standing)| *standing).collect::<Vec<_>>(), [Standing::Asked]);
    },
    &migrations()
);
