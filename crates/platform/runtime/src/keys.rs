//! Keys of subjects go under the newest wrapping key.

use kernel::Result;
use serde_json::json;
use store::keys;
use uuid::Uuid;

use crate::{Actor, Runtime};

/// Keys that are wrapped anew in one commit.
const BATCH: i64 = 500;

impl Runtime {
    /// Wraps every key of a subject that is still under an older wrapping key under the newest one, in commits of a few
    /// hundred, each audited. It may be broken off and goes on where it was; gives how many it wrapped.
    pub async fn rewrap_keys(&self) -> Result<i64> {
        let (newest, actor) = (self.vault().newest(), Actor::system());
        let (mut after, mut done) = (Uuid::nil(), 0);
        loop {
            let found = self.store().next_wrapped_before(newest, after, BATCH).await?;
            let Some(last) = found.last() else { return Ok(done) };
            after = last.subject;
            let cx = self.decide_context(&actor);
            let mut set = cx.write(Uuid::nil());
            for old in &found {
                keys::rewrap(&mut set, old, self.vault().rewrap(&old.wrapped, cx.rng)?, newest);
            }
            let count = i64::try_from(found.len()).unwrap_or(i64::MAX);
            let payload = json!({ "key_no": newest, "keys": count });
            set.audit(cx.audit("keys.rewrap", "key", Uuid::nil(), &payload));
            self.store().commit(set).await?;
            done += count;
        }
    }
}
