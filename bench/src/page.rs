//! The page of a procedure against a bare handler with the same bytes, and how heavy the pages of citizens are.

use anyhow::Result;

use crate::Bench;
use crate::http::Client;
use crate::measure::{Spread, median, micros_each, now, ratios};
use crate::report::Row;
use crate::server::Server;

const PAGE: &str = "/procedures/1.001193";
/// Requests of one round to each side.
const REQUESTS: usize = 12_000;
/// Pages of citizens that are weighed.
const PAGES: [(&str, &str); 5] = [
    ("home", "/"),
    ("procedures", "/procedures"),
    ("procedure", PAGE),
    ("sign-in", "/sign-in"),
    ("tracking", "/track"),
];
/// The most bytes of one page.
const MOST: usize = 50_000;

/// Wall time and processor time of each request, in microseconds, round by round.
#[derive(Default)]
struct Side {
    wall: Vec<f64>,
    cpu: Vec<f64>,
}

/// Rounds of both sides in turns, one client, one connection, without compression; then the weights.
pub(crate) fn run(bench: &Bench) -> Result<Vec<Row>> {
    bench.tokio.block_on(measure(bench))
}

async fn measure(bench: &Bench) -> Result<Vec<Row>> {
    let folder = bench.folder()?;
    let mut server = Server::product(&bench.program, folder.path(), 200)?;
    server.ready("/readyz").await?;
    let body = Client::open(server.address).await?.get(PAGE, &[]).await?.expect(200)?.body;
    let mut bare = Server::bare(folder.path(), "page.body", "text/html; charset=utf-8", &body)?;
    bare.ready("/").await?;
    server.settle().await?;
    let (mut ours, mut theirs) = (Side::default(), Side::default());
    ask(&server, &mut Side::default()).await?;
    ask(&bare, &mut Side::default()).await?;
    for round in 1..=bench.rounds {
        ask(&server, &mut ours).await?;
        ask(&bare, &mut theirs).await?;
        eprintln!("  round {round} of {}", bench.rounds);
    }
    let mut rows = vec![ratio_row(&ours, &theirs, body.len())];
    rows.extend(weights(&server).await?);
    Ok(rows)
}

async fn ask(server: &Server, side: &mut Side) -> Result<()> {
    let mut client = Client::open(server.address).await?;
    let cpu = server.cpu()?;
    let started = now();
    for _ in 0..REQUESTS {
        client.get(PAGE, &[]).await?.expect(200)?;
    }
    side.wall.push(micros_each(started.elapsed(), REQUESTS));
    side.cpu.push(micros_each(server.cpu()?.saturating_sub(cpu), REQUESTS));
    Ok(())
}

fn ratio_row(ours: &Side, theirs: &Side, bytes: usize) -> Row {
    let cpu: Spread = ratios(&ours.cpu, &theirs.cpu);
    let wall = ratios(&ours.wall, &theirs.wall);
    let measured = format!(
        "CPU {} × ({:.0} : {:.0} µs); wall {} × ({:.0} : {:.0} µs); {bytes} bytes",
        cpu.text(1),
        median(&ours.cpu),
        median(&theirs.cpu),
        wall.text(1),
        median(&ours.wall),
        median(&theirs.wall),
    );
    let name = "page of a procedure, rendered for each request, against a bare axum handler with the same bytes";
    Row::new(name, measured, "≤ 6 ×", Some(cpu.median <= 6.0 && wall.median <= 6.0))
}

/// Bytes of a path as sent plain and as sent to a browser.
async fn bytes_of(client: &mut Client, path: &str) -> Result<(usize, usize, String)> {
    let plain = client.get(path, &[]).await?.expect(200)?;
    let packed = client.get(path, &[("accept-encoding", "gzip")]).await?.expect(200)?;
    Ok((plain.body.len(), packed.body.len(), plain.text()))
}

/// Each page with its style and symbol, scripts off, fonts apart.
async fn weights(server: &Server) -> Result<Vec<Row>> {
    let mut client = Client::open(server.address).await?;
    let mut rows = Vec::new();
    for (name, path) in PAGES {
        let (html, packed_html, text) = bytes_of(&mut client, path).await?;
        let (mut plain, mut packed, mut fonts) = (html, packed_html, 0);
        for linked in linked(&text) {
            let (bytes, packed_bytes, _) = bytes_of(&mut client, &linked).await?;
            if linked.contains("font") {
                fonts += packed_bytes;
            } else {
                plain += bytes;
                packed += packed_bytes;
            }
        }
        let measured = format!(
            "{packed} bytes as sent to a browser (HTML {packed_html}), {plain} unpacked; style sheet of fonts {fonts} apart"
        );
        rows.push(Row::new(format!("bytes: {name}"), measured, "< 50 000", Some(packed < MOST)));
    }
    Ok(rows)
}

/// Addresses of what the head of a page links to: styles and symbol. Templates write a slash as a reference.
fn linked(html: &str) -> Vec<String> {
    let links = html.split("<link ").skip(1).filter_map(|rest| rest.split('>').next());
    let addresses = links.filter_map(|link| link.split_once("href=\"")?.1.split('"').next());
    addresses.map(|address| address.replace("&#x2f;", "/")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_and_symbol_are_found_and_scripts_are_not() {
        let html = "<link rel=\"icon\" href=\"&#x2f;a.svg\" type=\"x\">\n<link rel=\"stylesheet\" href=\"/b.css\"><script src=\"/c.js\"></script>";
        assert_eq!(linked(html), ["/a.svg", "/b.css"]);
    }
}
