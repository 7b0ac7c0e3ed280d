//! Changing the master key. The new key lies beside the old one until the database holds the ring of keys under both;
//! then it takes its place, and the ring under the old one goes. Each step can be broken off: the next call goes on.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use runtime::{Actor, Runtime};
use serde_json::json;
use store::keys::{self, StoredRing};
use store::ring::{Kek, Ring};
use uuid::Uuid;

use crate::config::{Config, KeyOptions};
use crate::house;
use crate::keys::{Kept, MASTER, NEXT, WRAPPED, existing, new_master, opened_ring, wanted};

/// What a rotation did.
pub struct Rotated {
    /// Whether a new master key was made, or one that was begun before took its place.
    pub has_new_master: bool,
    /// Keys of subjects that were wrapped anew.
    pub keys: i64,
    /// Where the master key lies.
    pub place: PathBuf,
}

pub(crate) async fn rotate(config: &Config, to_file: bool) -> Result<ExitCode> {
    let opened = house::open(config).await?;
    let done = rotate_keys(&opened.runtime, config, to_file).await?;
    let place = done.place.display();
    if !done.has_new_master {
        println!("the rotation that was broken off is finished");
    } else if config.keys.service.is_some() && !to_file {
        println!("{place} holds a new master key, wrapped by the key service; copies of the old one open nothing");
    } else {
        println!("{place} is a new master key; keep a copy of it apart, the old one opens nothing");
    }
    println!("{} keys of people were wrapped anew", done.keys);
    Ok(ExitCode::SUCCESS)
}

/// Makes a new master key and wraps all keys anew, or finishes a rotation that was broken off. The key is kept as the
/// configuration says, or in a file, so that it can leave the key service of the configuration. No other process may
/// have the database open: it would not know the new keys.
pub async fn rotate_keys(runtime: &Runtime, config: &Config, to_file: bool) -> Result<Rotated> {
    let folder = config.data.join("keys");
    let target = if to_file { KeyOptions::default() } else { config.keys.clone() };
    let rings = runtime.store().key_rings().await?;
    let kept = existing(config, &rings).await?;
    let old = Kek::of_master(&kept.key)?;
    let current = opened_ring(&rings, &kept.key)?;
    let is_begun = folder.join(NEXT).is_file();
    let is_left = rings.iter().any(|ring| ring.kek != old.id())
        || runtime.store().keys_wrapped_before(current.newest()).await? > 0;
    let is_elsewhere = kept.keeper != wanted(&target)?.name();
    let has_new_master = is_begun || !is_left || is_elsewhere;
    let (kek, ring, place) = if has_new_master {
        change(runtime, (config, &target), (&old, &current), &rings).await?
    } else {
        (old, current, kept.path)
    };
    drop_files(&folder, &place)?;
    drop_others(runtime, &kek).await?;
    let keys = runtime.with_vault(ring.vault()?).rewrap_keys().await?;
    Ok(Rotated { has_new_master, keys, place })
}

/// Puts the ring under a new master key, and the key in its place, kept by the target.
async fn change(
    runtime: &Runtime,
    (config, target): (&Config, &KeyOptions),
    (old, current): (&Kek, &Ring),
    rings: &[StoredRing],
) -> Result<(Kek, Ring, PathBuf)> {
    let folder = config.data.join("keys");
    let next = folder.join(NEXT);
    if !next.is_file() {
        new_master(&folder, NEXT, target, runtime.rng()).await?;
    }
    let new = Kept::at(&next, &config.keys).await?;
    let kek = Kek::of_master(&new.key)?;
    let ring = if let Some(stored) = rings.iter().find(|ring| ring.kek == kek.id()) {
        Ring::open(&kek, &stored.sealed)?
    } else {
        let ring = current.with_new_wrap(runtime.rng());
        store_rings(runtime, &[(old, current), (&kek, &ring)]).await?;
        ring
    };
    let place = folder.join(new.file());
    std::fs::rename(&next, &place).with_context(|| format!("{} cannot be replaced", place.display()))?;
    store::folder::sync(&folder)?;
    Ok((kek, ring, place))
}

/// Removes what another keeper left of an older master key.
fn drop_files(folder: &Path, place: &Path) -> Result<()> {
    for other in [MASTER, WRAPPED].map(|name| folder.join(name)) {
        if other != place && other.is_file() {
            std::fs::remove_file(&other).with_context(|| format!("{} cannot be removed", other.display()))?;
        }
    }
    store::folder::sync(folder)?;
    Ok(())
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
