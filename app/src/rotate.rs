//! Changing the master key. The new key lies beside the old one until the database holds the ring of keys under both;
//! then it takes its place, and the ring under the old one goes. Each step can be broken off: the next call goes on.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result};
use runtime::{Actor, Runtime};
use serde_json::json;
use store::keys::{self, StoredRing};
use store::ring::{Kek, Ring};
use uuid::Uuid;

use crate::config::Config;
use crate::house;
use crate::keys::{MASTER, NEXT, key_in, new_key_in, opened_ring};

/// What a rotation did.
pub struct Rotated {
    /// Whether a new master key was made, or one that was begun before took its place.
    pub has_new_master: bool,
    /// Keys of subjects that were wrapped anew.
    pub keys: i64,
}

pub(crate) async fn rotate(config: &Config) -> Result<ExitCode> {
    let opened = house::open(config).await?;
    let done = rotate_keys(&opened.runtime, &config.data).await?;
    let folder = config.data.join("keys");
    if done.has_new_master {
        let place = folder.join(MASTER);
        println!("{} is a new master key; keep a copy of it apart, the old one opens nothing", place.display());
    } else {
        println!("the rotation that was broken off is finished");
    }
    println!("{} keys of people were wrapped anew", done.keys);
    Ok(ExitCode::SUCCESS)
}

/// Makes a new master key and wraps all keys anew, or finishes a rotation that was broken off. No other process may
/// have the database open: it would not know the new keys.
pub async fn rotate_keys(runtime: &Runtime, data: &Path) -> Result<Rotated> {
    let folder = data.join("keys");
    let master = key_in(&folder.join(MASTER))?;
    let (old, rings) = (Kek::of_master(&master)?, runtime.store().key_rings().await?);
    let current = opened_ring(&rings, &master)?;
    let is_begun = folder.join(NEXT).is_file();
    let is_left = rings.iter().any(|ring| ring.kek != old.id())
        || runtime.store().keys_wrapped_before(current.newest()).await? > 0;
    let has_new_master = is_begun || !is_left;
    let (kek, ring) =
        if has_new_master { change(runtime, &folder, &old, &current, &rings).await? } else { (old, current) };
    drop_others(runtime, &kek).await?;
    let keys = runtime.with_vault(ring.vault()?).rewrap_keys().await?;
    Ok(Rotated { has_new_master, keys })
}

/// Puts the ring under a new master key, and the key in its place.
async fn change(
    runtime: &Runtime,
    folder: &Path,
    old: &Kek,
    current: &Ring,
    rings: &[StoredRing],
) -> Result<(Kek, Ring)> {
    let next = folder.join(NEXT);
    let key = if next.is_file() { key_in(&next)? } else { new_key_in(folder, NEXT, runtime.rng())? };
    let kek = Kek::of_master(&key)?;
    let ring = if let Some(stored) = rings.iter().find(|ring| ring.kek == kek.id()) {
        Ring::open(&kek, &stored.sealed)?
    } else {
        let ring = current.with_new_wrap(runtime.rng());
        store_rings(runtime, &[(old, current), (&kek, &ring)]).await?;
        ring
    };
    let place = folder.join(MASTER);
    std::fs::rename(&next, &place).with_context(|| format!("{} cannot be replaced", place.display()))?;
    store::folder::sync(folder)?;
    Ok((kek, ring))
}

async fn store_rings(runtime: &Runtime, rings: &[(&Kek, &Ring)]) -> Result<()> {
    let actor = Actor::system();
    let cx = runtime.decide_context(&actor);
    let mut set = cx.write(Uuid::nil());
    let mut ids = Vec::new();
    for (kek, ring) in rings {
        keys::put_ring(&mut set, kek.id(), ring.seal(kek, cx.rng)?, cx.wall);
        ids.push(kek.id());
    }
    set.audit(cx.audit("keys.rotate", "key", Uuid::nil(), &json!({ "masters": ids })));
    runtime.store().commit(set).await?;
    Ok(())
}

/// Removes the rings under other master keys.
async fn drop_others(runtime: &Runtime, kek: &Kek) -> Result<()> {
    let rings = runtime.store().key_rings().await?;
    let others: Vec<&str> = rings.iter().map(|ring| ring.kek.as_str()).filter(|id| *id != kek.id()).collect();
    if others.is_empty() {
        return Ok(());
    }
    let actor = Actor::system();
    let cx = runtime.decide_context(&actor);
    let mut set = cx.write(Uuid::nil());
    for other in &others {
        keys::drop_ring(&mut set, other);
    }
    set.audit(cx.audit("keys.retire", "key", Uuid::nil(), &json!({ "masters": others })));
    runtime.store().commit(set).await?;
    Ok(())
}
