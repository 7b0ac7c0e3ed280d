//! From the start of the program to its first page, and the memory of the program at rest, with the sample province in
//! its data.

use std::time::Duration;

use anyhow::Result;

use crate::Bench;
use crate::machine::resident_mb;
use crate::measure::Spread;
use crate::report::Row;
use crate::server::Server;

/// The sample province as the program makes it without being asked.
const DOSSIERS: u32 = 2_400;

/// Starts the program on the same data again and again.
pub(crate) fn run(bench: &Bench) -> Result<Vec<Row>> {
    bench.tokio.block_on(measure(bench))
}

async fn measure(bench: &Bench) -> Result<Vec<Row>> {
    let folder = bench.folder()?;
    let mut first = Server::product(&bench.program, folder.path(), DOSSIERS)?;
    first.ready("/readyz").await?;
    first.settle().await?;
    drop(first);
    let (mut seconds, mut memory) = (Vec::new(), Vec::new());
    for round in 1..=bench.rounds {
        let mut server = Server::product(&bench.program, folder.path(), DOSSIERS)?;
        seconds.push(server.ready("/").await?.as_secs_f64());
        server.settle().await?;
        tokio::time::sleep(Duration::from_secs(2)).await;
        memory.push(resident_mb(server.process())?);
        eprintln!("  round {round} of {}", bench.rounds);
    }
    let (seconds, memory) = (Spread::of(&seconds), Spread::of(&memory));
    let start = format!("{} s", seconds.text(2));
    let at_rest = format!("{} MB", memory.text(0));
    Ok(vec![
        Row::new("start to the first page, sample province present", start, "< 1 s", Some(seconds.median < 1.0)),
        Row::new("resident memory at rest", at_rest, "< 120 MB", Some(memory.median < 120.0)),
    ])
}
