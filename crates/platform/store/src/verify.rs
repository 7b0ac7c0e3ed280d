//! Verifying: every hash is computed again, every seal is checked. What is kept in memory grows with the number of
//! chains, not with rows or seals.
//!
//! Seals are read some at a time, and after each portion the rows of their chains up to the newest head in it. A chain
//! keeps its newest row and its newest sealed head. A copy of seals is read beside them, line by line.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use data_encoding::HEXLOWER;
use uuid::Uuid;

use crate::chain::Hash;
use crate::copies::{Copied, another};
use crate::error::StoreError;
use crate::merkle::Tree;
use crate::restores::{Cuts, Lost, Restore};
use crate::row::Row;
use crate::scan::Walk;
use crate::seal::{Head, SIGNED, Seal, stored_seal};
use crate::sql;
use crate::sql::Sql;
use crate::store::Store;

/// Seals read at once.
const SEALS: i64 = 100;

/// What a verification found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Rows whose hash was recomputed.
    pub rows: u64,
    /// Rows that went into the archive; their stubs were read.
    pub archived: u64,
    /// Chains that were read.
    pub chains: u64,
    /// Seals that were checked.
    pub seals: u64,
    /// Rows that no seal covers yet.
    pub unsealed: u64,
    /// Which keys signed: number of the first seal and the public key in hexadecimal, empty for seals without a signature.
    pub keys: Vec<(i64, String)>,
    /// Seals of the copy that a known restore cut off.
    pub lost: Option<Lost>,
    /// What is wrong, one sentence each, naming chain and row. Empty when everything holds.
    pub faults: Vec<String>,
}

/// What a verification holds beside the database: without it, whoever can write everything can write everything anew.
#[derive(Default)]
pub struct Trust {
    /// The public key that must have signed every signed seal, in hexadecimal.
    pub key: Option<String>,
    /// A copy of seals.
    pub copy: Option<Copied>,
    /// The restores that the log tells of ([`Store::restores`]).
    pub restores: Vec<Restore>,
}

/// A number of events and the row of the first of them.
fn counted(row: &Row<'_>) -> Result<(i64, Option<i64>), StoreError> {
    Ok((row.get(0)?, row.get(1)?))
}

struct Check<'a, F> {
    store: &'a Store,
    verdict: Verdict,
    trust: Trust,
    cuts: Cuts,
    walks: BTreeMap<Uuid, Walk>,
    /// The newest sealed head of each chain.
    sealed: BTreeMap<Uuid, (i64, Hash)>,
    /// The chains that the next root stands for.
    awake: BTreeSet<Uuid>,
    /// Number and hash of the seal that was checked last.
    before: (i64, Vec<u8>),
    /// Rows in all, as they were counted at the beginning.
    total: u64,
    progress: F,
}

impl Store {
    /// Recomputes every hash of every chain and checks every seal and event. `progress` is told the rows done and the
    /// rows in all.
    pub async fn verify(&self, progress: impl FnMut(u64, u64)) -> Result<Verdict, StoreError> {
        self.verify_beside(Trust::default(), progress).await
    }

    /// The same, and the seals are compared with what stands outside the database.
    pub async fn verify_beside(&self, trust: Trust, progress: impl FnMut(u64, u64)) -> Result<Verdict, StoreError> {
        let total = self.number(sql!("SELECT COUNT(*) FROM audit"), Vec::new()).await?;
        let faults = trust.restores.iter().filter_map(Restore::fault).collect();
        let mut check = Check {
            store: self,
            verdict: Verdict { faults, ..Verdict::default() },
            cuts: Cuts::of(&trust.restores),
            trust,
            walks: BTreeMap::new(),
            sealed: BTreeMap::new(),
            awake: BTreeSet::new(),
            before: (0, Vec::new()),
            total: u64::try_from(total).unwrap_or(0),
            progress,
        };
        check.seals().await?;
        check.rest().await?;
        let keys = check.verdict.keys.iter().map(|(_, key)| key.clone()).filter(|key| !key.is_empty()).collect();
        check.verdict.faults.extend(self.verify_stubs(&keys).await?);
        check.verdict.lost = check.cuts.lost;
        Ok(check.verdict)
    }
}

impl<F: FnMut(u64, u64)> Check<'_, F> {
    /// Checks the seals one after the other, and the rows that they cover.
    async fn seals(&mut self) -> Result<(), StoreError> {
        let mut after = i64::MIN;
        loop {
            let stmt = sql!(
                "SELECT no, kind, prev, heads, rows, at, root, public_key, signature, hash FROM audit_seal
                 WHERE no > $1 ORDER BY no LIMIT $2"
            );
            let seals = self.store.all(stmt, crate::params![after, SEALS], stored_seal).await?;
            let Some(last) = seals.last() else { break };
            after = last.no;
            let mut wanted: BTreeMap<Uuid, VecDeque<Head>> = BTreeMap::new();
            for seal in seals {
                self.seal(&seal, &mut wanted);
                self.before = (seal.no, seal.hash);
            }
            for (chain, heads) in wanted {
                let Some(to) = heads.back().map(|head| head.seq) else { continue };
                self.walk(chain, to, heads).await?;
            }
        }
        self.beyond_the_newest().await
    }

    /// Looks whether the copy knows seals that the database does not.
    async fn beyond_the_newest(&mut self) -> Result<(), StoreError> {
        let newest = self.before.0;
        for restore in self.trust.restores.iter().filter(|restore| restore.seal > newest) {
            let no = restore.seal;
            self.verdict.faults.push(format!("a restore from seal {no} is told of, the database ends at {newest}"));
        }
        let Some(copy) = &mut self.trust.copy else { return Ok(()) };
        let (mut after, mut last) = (newest, None);
        while let Some(copied) = copy.take(after, &mut self.verdict.faults) {
            after = copied.no;
            if !self.cuts.explain(&copied) {
                last = Some(copied.no);
            }
        }
        let Some(last) = last else { return Ok(()) };
        // A server that runs meanwhile seals and copies on.
        let stored = self.store.newest_seal().await?.map_or(0, |seal| seal.no);
        if stored < last {
            self.verdict.faults.push(format!(
                "seals up to {last} were copied outside, the database ends at {stored}: it was cut or rolled back"
            ));
        }
        Ok(())
    }

    /// Checks one seal after the one before it, and notes the heads that are new in it.
    fn seal(&mut self, seal: &Seal, wanted: &mut BTreeMap<Uuid, VecDeque<Head>>) {
        self.verdict.seals += 1;
        let no = seal.no;
        let follows = no == self.before.0.saturating_add(1) && seal.prev == self.before.1;
        if !follows || seal.computed().as_slice() != seal.hash {
            self.verdict.faults.push(format!("seal {no}: it does not follow from the seal before it"));
        }
        self.copied(seal);
        self.signature(seal);
        for head in seal.listed() {
            self.head(no, &head, wanted);
        }
        for restore in self.trust.restores.iter().filter(|restore| restore.seal == no) {
            let sealed = self.sealed.get(&restore.chain).map(|(seq, _)| *seq);
            self.verdict.faults.extend(restore.fault_beside(seal, sealed));
        }
        let rows = self.sealed.values().fold(0_i64, |rows, (seq, _)| rows.saturating_add(*seq));
        if rows != seal.rows {
            self.verdict.faults.push(format!("seal {no}: it says {} rows, its heads say {rows}", seal.rows));
        }
        if seal.kind >= SIGNED && self.root() != seal.root {
            self.verdict.faults.push(format!("seal {no}: its root is not that of the heads that stood then"));
        }
        for head in seal.listed().filter(|head| head.rests) {
            self.awake.remove(&head.chain);
        }
    }

    /// Compares a seal with the copy's of the same number.
    fn copied(&mut self, seal: &Seal) {
        let met = self.trust.copy.as_mut().and_then(|copy| copy.meet(seal.no, &mut self.verdict.faults));
        let Some(copied) = met else { return };
        if copied.hash == seal.hash {
            self.cuts.agree(seal.no);
        } else if !self.cuts.explain(&copied) {
            self.verdict.faults.push(another(seal.no));
        }
    }

    /// Checks who signed a seal.
    fn signature(&mut self, seal: &Seal) {
        let no = seal.no;
        let key = HEXLOWER.encode(&seal.public_key);
        let had_key = self.verdict.keys.last().is_some_and(|(_, key)| !key.is_empty());
        if seal.kind < SIGNED && had_key {
            self.verdict.faults.push(format!("seal {no}: it carries no signature, but seals before it do"));
        }
        if seal.kind >= SIGNED && !seal.is_signed() {
            self.verdict.faults.push(format!("seal {no}: its signature does not fit"));
        }
        if seal.kind >= SIGNED && self.trust.key.as_ref().is_some_and(|wanted| *wanted != key) {
            self.verdict.faults.push(format!("seal {no}: it was signed with another key, {key}"));
        }
        if self.verdict.keys.last().is_none_or(|(_, last)| *last != key) {
            self.verdict.keys.push((no, key));
        }
    }

    /// Notes a head of a seal.
    fn head(&mut self, no: i64, head: &Head, wanted: &mut BTreeMap<Uuid, VecDeque<Head>>) {
        let Head { chain, seq, hash, .. } = *head;
        self.walks.entry(chain).or_default();
        self.awake.insert(chain);
        match self.sealed.get(&chain) {
            Some((newest, known)) if *newest == seq && *known == hash => {}
            // A head only moves on.
            Some((newest, _)) if *newest >= seq => {
                let fault = format!("seal {no}: chain {chain}, row {seq} is not what was sealed before");
                self.verdict.faults.push(fault);
            }
            _ => {
                self.sealed.insert(chain, (seq, hash));
                wanted.entry(chain).or_default().push_back(*head);
            }
        }
    }

    /// The Merkle root over the heads of all chains that do not rest.
    fn root(&self) -> Vec<u8> {
        let mut tree = Tree::default();
        for chain in &self.awake {
            if let Some((seq, hash)) = self.sealed.get(chain) {
                let head = Head { chain: *chain, seq: *seq, hash: *hash, segment: None, rests: false };
                tree.push(head.leaf());
            }
        }
        tree.root().unwrap_or_default().to_vec()
    }

    /// Verifies what no seal covers yet, and looks for chains and events that nothing leads to.
    async fn rest(&mut self) -> Result<(), StoreError> {
        let mut chains: BTreeSet<Uuid> = self.walks.keys().copied().collect();
        let audit = sql!("SELECT chain_id FROM audit WHERE chain_id >= $1 ORDER BY chain_id LIMIT 1");
        let event = sql!("SELECT chain_id FROM event WHERE chain_id >= $1 ORDER BY chain_id LIMIT 1");
        for next in [audit, event] {
            chains.extend(self.chains(next).await?);
        }
        let sealed = self.verdict.rows;
        for chain in chains {
            self.walk(chain, i64::MAX, VecDeque::new()).await?;
            let newest = self.walks.get(&chain).and_then(|walk| walk.newest);
            self.verdict.chains += u64::from(newest.is_some());
            match (self.sealed.get(&chain), newest) {
                (Some(_), None) => {
                    self.verdict.faults.push(format!("chain {chain} is gone although it was sealed"));
                }
                (Some((sealed, _)), Some(newest)) if newest < *sealed => {
                    let fault = format!("chain {chain}: it ends at row {newest}, before the last sealed row");
                    self.verdict.faults.push(fault);
                }
                _ => {}
            }
            self.beyond(chain).await?;
        }
        self.verdict.unsealed = self.verdict.rows.saturating_sub(sealed);
        Ok(())
    }

    /// The chains of a table: one seek for each, however many rows they have.
    async fn chains(&self, next: &'static Sql) -> Result<Vec<Uuid>, StoreError> {
        let mut chains = Vec::new();
        let mut from = Some(Uuid::nil());
        while let Some(least) = from {
            let found = self.store.opt(next, crate::params![least], |row| row.get::<Uuid>(0)).await?;
            chains.extend(found);
            from = found.and_then(|chain| chain.as_u128().checked_add(1)).map(Uuid::from_u128);
        }
        Ok(chains)
    }

    /// Verifies the rows of a chain from where it stands up to row `to`, beside these sealed heads.
    async fn walk(&mut self, chain: Uuid, to: i64, sealed: VecDeque<Head>) -> Result<(), StoreError> {
        let mut walk = self.walks.remove(&chain).unwrap_or_default();
        let mut sealed = sealed;
        loop {
            let (walked, left, portion) = self.store.scan(chain, walk, to, sealed).await?;
            (walk, sealed) = (walked, left);
            self.verdict.faults.extend(portion.faults);
            self.verdict.archived = self.verdict.archived.saturating_add(portion.archived);
            if portion.rows == 0 && portion.archived == 0 {
                self.walks.insert(chain, walk);
                return Ok(());
            }
            self.verdict.rows = self.verdict.rows.saturating_add(portion.rows);
            (self.progress)(self.verdict.rows, self.total);
        }
    }

    /// Looks for events behind the newest row of a chain: consumers would apply them. In one statement, which sees a
    /// commit of the meantime whole or not at all.
    async fn beyond(&mut self, chain: Uuid) -> Result<(), StoreError> {
        let newest = self.walks.get(&chain).and_then(|walk| walk.newest).unwrap_or(i64::MIN);
        let stmt = sql!(
            "SELECT COUNT(*), MIN(e.seq) FROM event e WHERE e.chain_id = $1 AND e.seq > $2
             AND NOT EXISTS (SELECT 1 FROM audit a WHERE a.chain_id = e.chain_id AND a.seq = e.seq)"
        );
        let found = self.store.opt(stmt, crate::params![chain, newest], counted).await?;
        if let Some((count, Some(first))) = found {
            let fault = format!("chain {chain}, row {first}: {count} events without an audit row from here on");
            self.verdict.faults.push(fault);
        }
        Ok(())
    }
}
