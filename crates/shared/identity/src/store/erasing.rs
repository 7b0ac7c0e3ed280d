//! What goes with an account.

use kernel::Result;
use runtime::Reader;
use store::{WriteSet, sql};
use uuid::Uuid;

use super::{drop_factor, end_steps};

/// The version of a citizen's account that was not erased.
pub(crate) async fn citizen_version(reader: &Reader<'_>, account: Uuid) -> Result<i64> {
    let stmt = sql!("SELECT version FROM account WHERE account_id = $1 AND kind = 'citizen' AND state <> 'closed'");
    reader.one(stmt, store::params![account], |row| row.get(0)).await
}

/// Closes an account and removes what belongs to it; a version that has moved on is a conflict.
pub(crate) fn close_account(set: &mut WriteSet, account: Uuid, version: i64) {
    let stmt = sql!(
        "UPDATE account SET state = 'closed', login_fold = $3, display_name = '', password_hash = '',
                            version = version + 1
         WHERE account_id = $1 AND version = $2"
    );
    set.one(stmt, store::params![account, version, format!("erased {account}")]);
    set.run(sql!("DELETE FROM person WHERE subject_id = $1"), store::params![account]);
    set.run(sql!("DELETE FROM recovery_slip WHERE account_id = $1"), store::params![account]);
    set.run(sql!("DELETE FROM provider_link WHERE account_id = $1"), store::params![account]);
    set.run(sql!("DELETE FROM contact WHERE account_id = $1"), store::params![account]);
    set.run(sql!("DELETE FROM sent_code WHERE account_id = $1"), store::params![account]);
    set.run(sql!("DELETE FROM outgoing WHERE account_id = $1"), store::params![account]);
    set.run(sql!("DELETE FROM recovery_pause WHERE account_id = $1"), store::params![account]);
    set.run(sql!("DELETE FROM sandbox_message WHERE account_id = $1"), store::params![account]);
    drop_factor(set, account);
    end_steps(set, account);
}
