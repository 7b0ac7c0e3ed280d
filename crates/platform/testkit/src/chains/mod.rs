//! Events over several chains, asked in an order of chance: a projection must not notice either.

mod store;

use std::collections::BTreeMap;

use ::store::{Store, StoreError};
use kernel::Result;
use kernel::rng::SequenceRng;
use runtime::{Consumer, Runtime};
use uuid::Uuid;

/// Most write sets that are taken from a chain at once.
const MOST: u64 = 3;

/// Spreads the events over chains of their own, as if several nodes had written them, and gives these chains in the
/// order of their parts. `part` says for each write set, in the order of chains and rows, to which one it goes. The
/// order inside a chain stays. The audit rows stay behind, so the database can no longer be verified, and consumers
/// begin from zero.
pub async fn scatter(store: &Store, mut part: impl FnMut() -> u64) -> Result<Vec<Uuid>, StoreError> {
    let mut made: BTreeMap<(Uuid, u64), (Uuid, i64)> = BTreeMap::new();
    let mut moves = Vec::new();
    for group in self::store::groups(store).await? {
        let part = part();
        let chain = Uuid::from_u128(group.chain.as_u128().wrapping_add(u128::from(part) + 1));
        made.insert((group.chain, part), (chain, group.started_at));
        moves.push(self::store::moved(&group, chain));
    }
    let chains: Vec<Uuid> = made.values().map(|(chain, _)| *chain).collect();
    let mut stmts: Vec<_> = made.into_values().map(|(chain, at)| self::store::begun(chain, at)).collect();
    stmts.append(&mut moves);
    store.maintain(stmts).await?;
    Ok(chains)
}

/// Empties a projection and builds it again, asking the chains in an order of chance for a few write sets each; gives
/// how many events were applied.
pub async fn replay_shuffled(runtime: &Runtime, consumer: &Consumer, rng: &SequenceRng) -> Result<usize> {
    runtime.store().rewind(consumer.name, (consumer.clear)()).await?;
    let chains = runtime.store().chains().await?;
    let mut open = chains.clone();
    let mut total = 0;
    while !open.is_empty() {
        let bound = u64::try_from(open.len()).unwrap_or(u64::MAX);
        let picked = usize::try_from(rng.below(bound)).unwrap_or(0);
        let Some(chain) = open.get(picked).copied() else { break };
        let most = usize::try_from(1 + rng.below(MOST)).unwrap_or(1);
        let applied = runtime.consume_from(consumer, chain, most).await?;
        if applied == 0 {
            open.swap_remove(picked);
        } else {
            // What was held back in another chain may be ready now.
            open.clone_from(&chains);
        }
        total += applied;
    }
    Ok(total)
}
