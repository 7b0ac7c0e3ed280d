//! What goes with an account.

use kernel::Result;
use runtime::Reader;
use store::{WriteSet, sql};
use uuid::Uuid;

use super::{drop_factor, drop_slips, end_steps};

/// The version of a citizen's account that was not erased.
pub(crate) async fn citizen_version(reader: &Reader<'_>, account: Uuid) -> Result<i64> {
    let stmt = sql!("SELECT version FROM account WHERE account_id = $1 AND kind = 'citizen' AND state <> 'closed'");
    reader.one(stmt, store::params![account], |row| row.get(0)).await
}

/// Closes the account of a citizen and removes what belongs to it; a version that has moved on is a conflict. Whom a
/// business has as its representative is the business's to keep, under its own key: the row stays, and nobody who gets
/// the number is led to it. What the business asked and the person never answered belongs to the number. Roles,
/// delegations, absences and hand-overs are of officers, who are not erased.
pub(crate) fn close_account(set: &mut WriteSet, account: Uuid, version: i64) {
    let stmt = sql!(
        "UPDATE account SET state = 'closed', login_fold = $3, display_name = '', password_hash = '',
                            language = NULL, version = version + 1
         WHERE account_id = $1 AND version = $2"
    );
    set.one(stmt, store::params![account, version, format!("erased {account}")]);
    set.run(sql!("DELETE FROM person WHERE subject_id = $1"), store::params![account]);
    drop_slips(set, account);
    set.run(sql!("DELETE FROM provider_link WHERE account_id = $1"), store::params![account]);
    set.run(sql!("DELETE FROM contact WHERE account_id = $1"), store::params![account]);
    set.run(sql!("DELETE FROM sent_code WHERE account_id = $1"), store::params![account]);
    set.run(sql!("DELETE FROM outgoing WHERE account_id = $1"), store::params![account]);
    set.run(sql!("DELETE FROM recovery_pause WHERE account_id = $1"), store::params![account]);
    set.run(sql!("DELETE FROM outgoing WHERE account_id = $1"), store::params![account]);
    set.run(sql!("DELETE FROM sandbox_message WHERE account_id = $1"), store::params![account]);
    set.run(sql!("DELETE FROM provider_flow WHERE account_id = $1"), store::params![account]);
    let ties = sql!("UPDATE representative SET login_fold = $2 WHERE account_id = $1");
    set.run(ties, store::params![account, format!("erased {account}")]);
    drop_factor(set, account);
    end_steps(set, account);
}
