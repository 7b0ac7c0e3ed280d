//! Changing the key of hashes. The new key lies in the ring beside the old one while people, contacts, representatives
//! and dossiers are gone through, in commits of a few hundred; then the old one goes in one commit with the hashes that
//! cannot be made anew.
//! Broken off at any point, nothing but this command opens the database, and it goes on where it was.

use std::process::ExitCode;

use anyhow::{Result, bail};
use kernel::Timestamp;
use kernel::time::{Clock as _, SECOND};
use runtime::{Actor, Runtime, SystemClock, Told};
use serde_json::json;
use store::keys;
use store::ring::{Kek, Ring};
use uuid::Uuid;

use crate::config::Config;
use crate::house;
use crate::keys::{existing, opened_ring};

/// Rows of one commit: people, accounts with contacts, representatives or dossiers.
const ROWS: i64 = 200;
/// How often a line is shown, in microseconds.
const EVERY: i64 = 2 * SECOND;

pub(crate) async fn rotate(config: &Config) -> Result<ExitCode> {
    let opened = house::open_to_hash(config).await?;
    let mut shown = Shown::default();
    let mut show = |kind: &'static str, done: i64, total: i64| {
        if let Some(line) = shown.line(kind, (done, total), SystemClock.now()) {
            println!("{line}");
        }
    };
    let rows = make_anew(&opened.runtime, config, ROWS, &mut show).await?;
    println!("hashes of {rows} people, contacts, representatives and dossiers have a new key; the old key is gone");
    println!("devices and networks of sessions were forgotten, codes on paper are void: people make new ones");
    println!("links to providers of identities are gone: people link again; codes that were sent are void");
    Ok(ExitCode::SUCCESS)
}

/// Makes all keyed hashes anew, in commits of so many rows of one kind, or goes on with what was broken off; gives how
/// many there were. No other process may have the database open: it would not find what has a new hash.
pub async fn make_anew(runtime: &Runtime, config: &Config, rows: i64, told: Told<'_>) -> Result<i64> {
    let rings = runtime.store().key_rings().await?;
    let kept = existing(config, &rings).await?;
    let kek = Kek::of_master(&kept.key)?;
    if rings.iter().any(|ring| ring.kek != kek.id()) {
        bail!("a change of the master key was broken off: run `nhatle keys rotate` first");
    }
    let ring = begun(runtime, &kek, opened_ring(&rings, &kept.key)?).await?;
    let made = ring.with_hashes_made();
    let to = made.vault()?;
    let done = runtime.with_vault(ring.vault()?).hash_anew(&house::hashed(), &to, rows, told).await?;
    end(runtime, &kek, &made, done).await?;
    Ok(done)
}

/// The ring with a key of hashes that is coming, stored before the first hash is made with it.
async fn begun(runtime: &Runtime, kek: &Kek, ring: Ring) -> Result<Ring> {
    if ring.is_hashing() {
        return Ok(ring);
    }
    let ring = ring.with_next_blind(runtime.rng());
    let actor = Actor::system();
    let cx = runtime.decide_context(&actor);
    let mut set = cx.write(Uuid::nil());
    keys::replace_ring(&mut set, kek.id(), ring.seal(kek, cx.rng)?, cx.wall);
    set.audit(cx.audit("keys.hashing", "key", Uuid::nil(), &json!({ "masters": [kek.id()] })));
    runtime.store().commit(set).await?;
    Ok(ring)
}

/// The old key goes, and with it what cannot be made anew.
async fn end(runtime: &Runtime, kek: &Kek, made: &Ring, rows: i64) -> Result<()> {
    let actor = Actor::system();
    let cx = runtime.decide_context(&actor);
    let mut set = cx.write(Uuid::nil());
    access::forget_hashes(&mut set);
    identity::forget_hashes(&mut set);
    keys::drop_hash_cursors(&mut set);
    keys::replace_ring(&mut set, kek.id(), made.seal(kek, cx.rng)?, cx.wall);
    set.audit(cx.audit("keys.hashed", "key", Uuid::nil(), &json!({ "rows": rows })));
    runtime.store().commit(set).await?;
    Ok(())
}

/// What was shown last.
#[derive(Default)]
struct Shown {
    kind: &'static str,
    /// When the kind was first seen, in microseconds, and what was done by then.
    begun: i64,
    before: i64,
    /// When the last line was shown, in microseconds.
    at: i64,
}

impl Shown {
    /// The next line, when it is time for one: percent, rate and time left.
    fn line(&mut self, kind: &'static str, (done, total): (i64, i64), now: Timestamp) -> Option<String> {
        if self.kind != kind {
            *self = Self { kind, begun: now.0, before: done, at: now.0 };
            return Some(format!("{kind}: {done} of {total} done"));
        }
        if now.0.saturating_sub(self.at) < EVERY && done < total {
            return None;
        }
        self.at = now.0;
        let took = now.0.saturating_sub(self.begun).max(1);
        let rate = done.saturating_sub(self.before).saturating_mul(SECOND) / took;
        let percent = done.saturating_mul(100) / total.max(1);
        let left = total.saturating_sub(done).checked_div(rate);
        let left = left.map_or_else(|| "?".to_owned(), |left| format!("{}:{:02}", left / 60, left % 60));
        Some(format!("{kind}: {percent} % of {total}, {rate}/s, {left} left"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_tells_percent_rate_and_time_left() {
        let mut shown = Shown::default();
        let mut at = |second: i64, kind, done| shown.line(kind, (done, 1_000), Timestamp(second * SECOND));
        assert_eq!(at(10, "person", 0).as_deref(), Some("person: 0 of 1000 done"));
        assert_eq!(at(11, "person", 50), None);
        assert_eq!(at(12, "person", 100).as_deref(), Some("person: 10 % of 1000, 50/s, 0:18 left"));
        assert_eq!(at(12, "person", 1_000).as_deref(), Some("person: 100 % of 1000, 500/s, 0:00 left"));
        assert_eq!(at(12, "dossier", 400).as_deref(), Some("dossier: 400 of 1000 done"), "it goes on");
        assert_eq!(at(15, "dossier", 400).as_deref(), Some("dossier: 40 % of 1000, 0/s, ? left"));
    }
}
