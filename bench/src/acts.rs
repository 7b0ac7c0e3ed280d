//! Acts over HTTP: how many accepts a second with many connections, and what one accept, one forward and one tracking
//! page cost the server's processors with one client.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use serde_json::json;
use tokio::task::JoinSet;

use crate::Bench;
use crate::http::Client;
use crate::measure::{Spread, median, micros_each, now, per_second, ratios};
use crate::report::Row;
use crate::server::Server;
use crate::sets::{Maker, commit_all, open_file};

/// Password of every sample account.
pub(crate) const PASSWORD: &str = "mau-nhat-le-2024";
/// The sample citizen.
pub(crate) const CITIZEN: &str = "044085000017";
/// A commune, its desk, and the officer who works on the step after accepting.
const COMMUNE: &str = "18853";
const DESK: &str = "reception.18853.mot-cua";
const HANDLER: &str = "handler.18853";
/// A procedure of communes that asks for no upload and no fee.
const PROCEDURE: &str = "1.000894";
const FORM: &str = "marriage";

/// Connections that accept at once.
const CONNECTIONS: usize = 64;
/// Dossiers accepted in one round by all connections.
const CROWD: usize = 1_920;
/// Dossiers of one round for the store alone.
const STORE_OPS: usize = 6_400;
/// Acts of one round by one client.
const ALONE: usize = 300;
/// Requests of one round to the bare handler, more because each costs little.
const BARE: usize = 4_000;

struct Tokens {
    citizen: String,
    desk: String,
    handler: String,
    /// The citizen's session cookie for pages.
    cookie: String,
}

/// Figures of all rounds; milliseconds of processor time for each request.
#[derive(Default)]
struct Found {
    accepts: Vec<f64>,
    store: Vec<f64>,
    crowd_cpu: Vec<f64>,
    accept: Vec<f64>,
    accept_all: Vec<f64>,
    forward: Vec<f64>,
    forward_all: Vec<f64>,
    page: Vec<f64>,
    bare_act: Vec<f64>,
    bare_page: Vec<f64>,
}

/// Rounds of: the store alone, a crowd that accepts, one client that accepts, forwards and follows, the bare handler.
pub(crate) fn run(bench: &Bench) -> Result<Vec<Row>> {
    bench.tokio.block_on(measure(bench))
}

async fn measure(bench: &Bench) -> Result<Vec<Row>> {
    let folder = bench.folder()?;
    let mut server = Server::product(&bench.program, folder.path(), 200)?;
    server.ready("/readyz").await?;
    let tokens = tokens(&server).await?;
    let store = open_file(folder.path(), "store.db").await?;
    let maker = Maker::new()?;
    let (act_body, page_body) = bodies(&server, &tokens).await?;
    let mut bare_act = Server::bare(folder.path(), "act.body", "application/json", &act_body)?;
    let mut bare_page = Server::bare(folder.path(), "page.body", "text/html; charset=utf-8", &page_body)?;
    bare_act.ready("/").await?;
    bare_page.ready("/").await?;
    let mut found = Found::default();
    let mut from = 0;
    for round in 1..=bench.rounds {
        let to = from + u64::try_from(STORE_OPS)?;
        commit_all(&store, maker.drafts(from..to)?, 256).await?;
        let done = commit_all(&store, maker.creates(from..to)?, CONNECTIONS).await?;
        found.store.push(per_second(STORE_OPS, done.took));
        from = to;
        crowd(&server, &tokens, &mut found).await?;
        alone(&server, &tokens, &mut found).await?;
        found.bare_act.push(bare_millis(&bare_act).await?);
        found.bare_page.push(bare_millis(&bare_page).await?);
        eprintln!("  round {round} of {}", bench.rounds);
    }
    Ok(rows(&found))
}

async fn token(client: &mut Client, login: &str) -> Result<String> {
    let body = json!({ "login": login, "password": PASSWORD });
    let headers = [("content-type", "application/json")];
    let answer = client.send("POST", "/api/v1/tokens", &headers, body.to_string().as_bytes()).await?.expect(201)?;
    let token = answer.json()?;
    Ok(token.get("token").and_then(serde_json::Value::as_str).context("no token")?.to_owned())
}

async fn tokens(server: &Server) -> Result<Tokens> {
    let mut client = Client::open(server.address).await?;
    Ok(Tokens {
        citizen: token(&mut client, CITIZEN).await?,
        desk: token(&mut client, DESK).await?,
        handler: token(&mut client, HANDLER).await?,
        cookie: session(&mut client).await?,
    })
}

/// Signs the citizen in as a browser does, and gives the cookies.
async fn session(client: &mut Client) -> Result<String> {
    let page = client.get("/sign-in", &[]).await?.expect(200)?;
    let seed = cookie(&page, "nl_seed").context("no cookie for forms")?;
    let html = page.text();
    let csrf = between(&html, "name=\"csrf\" value=\"", "\"").context("no form token")?;
    let form = format!("csrf={csrf}&login={CITIZEN}&password={PASSWORD}&next=");
    let headers = [("content-type", "application/x-www-form-urlencoded"), ("cookie", seed.as_str())];
    let answer = client.send("POST", "/sign-in", &headers, form.as_bytes()).await?.expect(303)?;
    let session = cookie(&answer, "nl_session").context("no session")?;
    Ok(format!("{seed}; {session}"))
}

fn cookie(answer: &crate::http::Answer, name: &str) -> Option<String> {
    let found = answer.all("set-cookie").find(|value| value.starts_with(&format!("{name}=")))?;
    found.split(';').next().map(str::to_owned)
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    text.split_once(before)?.1.split_once(after).map(|(found, _)| found)
}

/// Files dossiers by the citizen's API; gives their ids.
async fn file(server: &Server, tokens: &Tokens, wanted: usize) -> Result<Vec<String>> {
    let samples = procedures::sample_answers()?;
    let answers = samples.get(FORM).context("no sample answers")?.clone();
    let area = organisation::unit_id(COMMUNE).uuid();
    let body = json!({ "procedure": PROCEDURE, "area": area, "delivery_way": "electronic", "answers": answers });
    let mut tasks = JoinSet::new();
    // Fewer at once than an account may have drafts.
    let clients = 16.min(wanted);
    for client in 0..clients {
        let share = (client..wanted).step_by(clients.max(1)).count();
        let (address, token, body) = (server.address, tokens.citizen.clone(), body.clone());
        tasks.spawn(async move {
            let mut client = Client::open(address).await?;
            let mut ids = Vec::with_capacity(share);
            for _ in 0..share {
                let answer = client.post("/api/v1/dossiers", &token, &body).await?.expect(201)?.json()?;
                ids.push(answer.get("id").and_then(serde_json::Value::as_str).context("no id")?.to_owned());
            }
            Ok::<_, anyhow::Error>(ids)
        });
    }
    let mut ids = Vec::with_capacity(wanted);
    while let Some(ended) = tasks.join_next().await {
        ids.extend(ended??);
    }
    ensure!(ids.len() == wanted, "{} dossiers instead of {wanted}", ids.len());
    server.settle().await?;
    Ok(ids)
}

/// Many connections accept at once.
async fn crowd(server: &Server, tokens: &Tokens, found: &mut Found) -> Result<()> {
    let ids = file(server, tokens, CROWD).await?;
    let mut clients = Vec::new();
    for _ in 0..CONNECTIONS {
        clients.push(Client::open(server.address).await?);
    }
    let cpu = server.cpu()?;
    let started = now();
    let mut tasks = JoinSet::new();
    for (number, mut client) in clients.into_iter().enumerate() {
        let share: Vec<String> = ids.iter().skip(number).step_by(CONNECTIONS).cloned().collect();
        let token = tokens.desk.clone();
        tasks.spawn(async move {
            for id in share {
                let path = format!("/api/v1/dossiers/{id}/accept");
                client.post(&path, &token, &json!({ "version": 1 })).await?.expect(200)?;
            }
            Ok::<_, anyhow::Error>(())
        });
    }
    while let Some(ended) = tasks.join_next().await {
        ended??;
    }
    found.accepts.push(per_second(CROWD, started.elapsed()));
    found.crowd_cpu.push(micros_each(server.cpu()?.saturating_sub(cpu), CROWD) / 1e3);
    Ok(())
}

/// Processor time of the server, in milliseconds for each of so many.
fn millis(used: Duration, n: usize) -> f64 {
    micros_each(used, n) / 1e3
}

/// One client accepts, forwards and follows the same dossiers.
async fn alone(server: &Server, tokens: &Tokens, found: &mut Found) -> Result<()> {
    let ids = file(server, tokens, ALONE).await?;
    let mut client = Client::open(server.address).await?;
    for (act, token, version) in [("accept", &tokens.desk, 1), ("forward", &tokens.handler, 2)] {
        let before = server.cpu()?;
        for id in &ids {
            let path = format!("/api/v1/dossiers/{id}/{act}");
            client.post(&path, token, &json!({ "version": version })).await?.expect(200)?;
        }
        let own = millis(server.cpu()?.saturating_sub(before), ids.len());
        server.settle().await?;
        // Mails, notices and what else follows by itself.
        let all = millis(server.cpu()?.saturating_sub(before), ids.len());
        let (owns, alls) = if act == "accept" {
            (&mut found.accept, &mut found.accept_all)
        } else {
            (&mut found.forward, &mut found.forward_all)
        };
        owns.push(own);
        alls.push(all);
    }
    let before = server.cpu()?;
    for id in &ids {
        client.get(&format!("/my/dossiers/{id}"), &[("cookie", tokens.cookie.as_str())]).await?.expect(200)?;
    }
    found.page.push(millis(server.cpu()?.saturating_sub(before), ids.len()));
    Ok(())
}

/// The bytes of an answer to an accept and of a tracking page.
async fn bodies(server: &Server, tokens: &Tokens) -> Result<(Vec<u8>, Vec<u8>)> {
    let ids = file(server, tokens, 1).await?;
    let id = ids.first().context("no dossier")?;
    let mut client = Client::open(server.address).await?;
    let path = format!("/api/v1/dossiers/{id}/accept");
    let act = client.post(&path, &tokens.desk, &json!({ "version": 1 })).await?.expect(200)?;
    let page = client.get(&format!("/my/dossiers/{id}"), &[("cookie", tokens.cookie.as_str())]).await?.expect(200)?;
    Ok((act.body, page.body))
}

async fn bare_millis(server: &Server) -> Result<f64> {
    let mut client = Client::open(server.address).await?;
    let before = server.cpu()?;
    for _ in 0..BARE {
        client.get("/", &[]).await?.expect(200)?;
    }
    Ok(millis(server.cpu()?.saturating_sub(before), BARE))
}

fn rows(found: &Found) -> Vec<Row> {
    let ratio = ratios(&found.accepts, &found.store);
    let measured = format!(
        "{} ×; {:.0} : {:.0} /s; server CPU {:.2} ms each",
        ratio.text(2),
        median(&found.accepts),
        median(&found.store),
        median(&found.crowd_cpu)
    );
    let name = "HTTP: POST accept on SQLite, 64 connections, against the store alone with 64 tasks";
    let mut rows = vec![Row::new(name, measured, "≥ 0.25", Some(ratio.median >= 0.25))];
    let (accept, forward) = (Spread::of(&found.accept_all), Spread::of(&found.forward_all));
    let page = Spread::of(&found.page);
    let act_beside = median(&found.bare_act);
    let page_beside = median(&found.bare_page);
    let follow = |own: &[f64]| format!(", of which {:.2} ms in the request", median(own));
    for (what, spread, beside, own, bar, most) in [
        ("accept", accept, act_beside, follow(&found.accept), "≤ 0.5 ms (aim)", 0.5),
        ("forward", forward, act_beside, follow(&found.forward), "≤ 1.0 ms (aim)", 1.0),
        ("tracking page", page, page_beside, String::new(), "≤ 0.5 ms (aim)", 0.5),
    ] {
        let measured = format!("{} ms{own}; a bare axum handler with the same bytes {beside:.3} ms", spread.text(2));
        rows.push(Row::new(format!("server CPU: {what}, one client"), measured, bar, Some(spread.median <= most)));
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_token_is_found_in_its_page() {
        let html = "<input type=\"hidden\" name=\"csrf\" value=\"abc\"><input name=\"next\" value=\"\">";
        assert_eq!(between(html, "name=\"csrf\" value=\"", "\""), Some("abc"));
        assert_eq!(between(html, "name=\"other\" value=\"", "\""), None);
    }
}
