//! Serving: first start, sample province, background work, pages.

use std::process::ExitCode;

use anyhow::{Result, bail};
use identity::PasskeyParty;
use web::Side;

use crate::config::Config;
use crate::{house, keys, sample};

pub(crate) async fn serve(config: Config) -> Result<ExitCode> {
    config.check()?;
    keys::refuse_unmoved(&config)?;
    let opened = house::open(&config).await?;
    let runtime = opened.runtime.clone();
    let loaded = sample::loaded_at(runtime.store()).await?.is_some();
    let is_near = |address: std::net::SocketAddr| address.ip().is_loopback();
    if loaded && !(is_near(config.listen) && config.admin.listen.is_none_or(is_near)) {
        bail!("this database holds sample accounts with known passwords; they exist only on a loopback address");
    }
    if !loaded && !config.empty {
        refuse_sample(&opened, &config).await?;
        sample::load(&opened, &config).await?;
    }
    let mut site = config.site();
    site.sample = loaded || !config.empty;
    let overrides = house::overrides(config.templates.as_deref())?;
    let (_, router) = opened.house.open(runtime.clone(), opened.sessions.clone(), site.clone(), &overrides)?;
    let listener = web::listen(config.listen).await?;
    let admin = match config.admin.listen {
        Some(address) => Some(web::listen(address).await?),
        None => None,
    };
    runtime.start_background(opened.house.background.clone());
    #[cfg(unix)]
    let _control = crate::control::listen(&runtime, &config).await;
    announce(&site, listener.local_addr()?, config.passkey_party()?.as_ref());
    let stopping = runtime.clone();
    runtime.spawn(async move {
        wait_for_stop().await;
        tracing::info!("stopping");
        stopping.stop();
    });
    let Some(admin) = admin else {
        web::serve(listener, router, &runtime, Side::All).await?;
        return Ok(ExitCode::SUCCESS);
    };
    println!("  administrators and operators: http://{}\n", admin.local_addr()?);
    let (public, own) = tokio::join!(
        web::serve(listener, router.clone(), &runtime, Side::Public),
        web::serve(admin, router, &runtime, Side::All),
    );
    public?;
    own?;
    Ok(ExitCode::SUCCESS)
}

/// The sample goes into a new database only: never beside real data, never on top of half a sample.
async fn refuse_sample(opened: &house::Opened, config: &Config) -> Result<()> {
    let place = house::place_text(&config.place());
    if sample::is_begun(opened.runtime.store()).await? {
        bail!("the first start was broken off while the sample was being loaded; remove {place} and start again");
    }
    if !opened.is_new {
        bail!("{place} holds data that is no sample: start with --empty, or choose another data folder for the sample");
    }
    Ok(())
}

/// What a person who has just started the program needs to know.
fn announce(site: &web::Site, address: std::net::SocketAddr, passkeys: Option<&PasskeyParty>) {
    println!("\nNhật Lệ: http://{address}");
    if let Some(origin) = passkeys.and_then(|party| party.origins().first()) {
        println!("  passkeys   {origin}");
    }
    if site.sample {
        println!("  citizens   http://{address}/");
        println!("  officers   http://{address}/officer/inbox\n");
        println!("Sample accounts, password of all: {}", sample::PASSWORD);
        for (login, what) in sample::ACCOUNTS {
            println!("  {login:<28} {what}");
        }
        println!(
            "Every officer of the sample signs in as role.unit-code, e.g. reception.18853.mot-cua, approver.18853."
        );
    } else {
        println!("  open the first account with: nhatle user add --help");
    }
    println!();
}

async fn wait_for_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
