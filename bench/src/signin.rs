//! Signing in with a password through the router, against the bare hash on as many threads.

use std::path::Path;
use std::sync::Arc;

use access::Sessions;
use anyhow::{Context as _, Result, anyhow, ensure};
use argon2::{Algorithm, Argon2, Params, Version};
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use data_encoding::BASE64URL_NOPAD;
use identity::{Accounts, NewCitizen, PasswordCost};
use kernel::time::Clocks;
use runtime::{Runtime, Services, SystemClock, SystemRng};
use store::Place;
use store::vault::{KEY_LEN, Vault};
use tokio::task::JoinSet;
use tower::ServiceExt as _;
use web::{Bilingual, Site};

use crate::Bench;
use crate::measure::{Spread, median, now, per_second, ratios};
use crate::report::Row;
use crate::sets::open;

/// Hashings at once, on both sides.
const THREADS: usize = 2;
/// People who sign in at the same time, each once more as soon as they are in.
const CLIENTS: usize = 8;
/// Sign-ins of one person in one round.
const EACH: usize = 25;
/// Bar: sign-ins for each bare hash.
const LEAST: f64 = 0.8;
const SEED: &str = "AAAAAAAAAAAAAAAAAAAAAA";
const PASSWORD: &str = "sông Nhật Lệ";
/// The same as a form carries it.
const TYPED: &str = "s%C3%B4ng+Nh%E1%BA%ADt+L%E1%BB%87";

/// Somebody with a browser that is known.
#[derive(Clone)]
struct Client {
    form: String,
    cookies: String,
}

/// Rounds of both sides in turns.
pub(crate) fn run(bench: &Bench) -> Result<Vec<Row>> {
    bench.tokio.block_on(measure(bench))
}

async fn measure(bench: &Bench) -> Result<Vec<Row>> {
    let folder = bench.folder()?;
    let (router, clients) = town(folder.path()).await?;
    sign_in_all(&router, &clients).await?;
    hash_all()?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for round in 1..=bench.rounds {
        let started = now();
        sign_in_all(&router, &clients).await?;
        ours.push(per_second(CLIENTS * EACH, started.elapsed()));
        let started = now();
        hash_all()?;
        theirs.push(per_second(CLIENTS * EACH, started.elapsed()));
        eprintln!("  round {round} of {}", bench.rounds);
    }
    let ratio: Spread = ratios(&ours, &theirs);
    let measured = format!(
        "{} ×; {:.0} : {:.0} /s; {CLIENTS} people at once, {THREADS} hashings at once, each with audit row and session",
        ratio.text(2),
        median(&ours),
        median(&theirs),
    );
    let name = "signing in with a password through the router, argon2id 19 MiB t=2 p=1, against the bare hash";
    Ok(vec![Row::new(name, measured, "≥ 0.8", Some(ratio.median >= LEAST))])
}

/// A house in which people sign in, and people with browsers that are known.
async fn town(folder: &Path) -> Result<(Router, Vec<Client>)> {
    let migrations =
        [store::migrate::MIGRATIONS, access::MIGRATIONS, organisation::MIGRATIONS, identity::MIGRATIONS].concat();
    let store = open(&Place::Sqlite(folder.join("sign-in.db")), &migrations).await?;
    let directory = organisation::load(&store).await?;
    let cost = PasswordCost { at_once: THREADS, ..PasswordCost::default() };
    let accounts = Arc::new(Accounts::new(Arc::clone(&directory))?.with_cost(cost)?);
    let mut services = Services::default();
    services.insert(directory);
    services.insert(Arc::clone(&accounts));
    let clocks = Clocks { business: Arc::new(SystemClock), wall: Arc::new(SystemClock) };
    let runtime = Runtime::new(store, clocks, Arc::new(SystemRng), Vault::new(&[7; KEY_LEN])?, services);
    let sessions = Sessions::new(runtime.clone(), accounts, access::Limits::default());
    let mut house = web::House::new(vec![identity::module()]);
    for info in &mut house.limits {
        info.limit.tries = u32::MAX;
    }
    let site = Site {
        province: Bilingual { vi: "Tỉnh Mẫu".into(), en: String::new() },
        hotline: "1900 0000".into(),
        public_url: "http://localhost".into(),
        sample: true,
        trusted_proxies: Vec::new(),
    };
    let (_, router) = house.open(runtime.clone(), sessions, site, &[])?;
    let csrf = BASE64URL_NOPAD.encode(&runtime.vault().blind("csrf", &format!("{SEED}|")));
    let mut clients = Vec::new();
    for n in 0..CLIENTS {
        let identity = format!("0440901234{n:02}");
        identity::add_citizen(&runtime, person(&identity)).await?;
        let form = format!("csrf={csrf}&login={identity}&password={TYPED}");
        let unknown = Client { form, cookies: format!("nl_seed={SEED}") };
        let device = sign_in(&router, &unknown).await?.context("a new browser got no cookie")?;
        clients.push(Client { cookies: format!("{}; nl_device={device}", unknown.cookies), ..unknown });
    }
    Ok((router, clients))
}

fn person(identity: &str) -> NewCitizen {
    NewCitizen {
        name: "Nguyễn Văn Mẫu".into(),
        identity: identity.to_owned(),
        phone: "0912345678".into(),
        email: String::new(),
        address: String::new(),
        birth_date: String::new(),
        password: PASSWORD.into(),
    }
}

/// Signs in; gives the cookie by which the browser is known from then on.
async fn sign_in(router: &Router, client: &Client) -> Result<Option<String>> {
    let request = Request::post("/sign-in")
        .header(header::COOKIE, &client.cookies)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(client.form.clone()))?;
    let answer = router.clone().oneshot(request).await?;
    ensure!(answer.status() == StatusCode::SEE_OTHER, "the sign-in was answered with {}", answer.status());
    let cookies = answer.headers().get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut devices = cookies.filter_map(|text| text.strip_prefix("nl_device="));
    Ok(devices.find_map(|rest| rest.split(';').next()).map(str::to_owned))
}

async fn sign_in_all(router: &Router, clients: &[Client]) -> Result<()> {
    let mut all = JoinSet::new();
    for client in clients {
        let (router, client) = (router.clone(), client.clone());
        all.spawn(async move {
            for _ in 0..EACH {
                sign_in(&router, &client).await?;
            }
            Ok::<(), anyhow::Error>(())
        });
    }
    while let Some(done) = all.join_next().await {
        done??;
    }
    Ok(())
}

/// As many bare hashes, on as many threads.
fn hash_all() -> Result<()> {
    let one = || {
        let params = Params::new(19_456, 2, 1, None).map_err(|e| anyhow!("argon2: {e}"))?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        for _ in 0..CLIENTS * EACH / THREADS {
            let mut out = [0_u8; 32];
            let hashed = argon2.hash_password_into(PASSWORD.as_bytes(), &[7; 16], &mut out);
            hashed.map_err(|e| anyhow!("argon2: {e}"))?;
        }
        Ok::<(), anyhow::Error>(())
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(one)).collect();
        for thread in threads {
            thread.join().map_err(|_| anyhow!("a thread that hashed broke off"))??;
        }
        Ok(())
    })
}
