//! What pages and API do alike with contacts: count what is sent and typed, perform the command, end other sessions.

use access::new_secret;
use data_encoding::HEXLOWER;
use kernel::Result;
use web::Cx;

use super::contacts::{AskContact, ProveContact};
use super::second::SetStep;
use super::{PER_ACCOUNT, PER_ADDRESS, PER_CONTACT, Way, required};
use crate::sessions::{EndSessions, Ending};
use crate::sign_in::PER_FACTOR;

/// Whether messages of a way go anywhere.
pub(crate) fn can_send(cx: &Cx, way: Way) -> bool {
    let texter = || cx.app.runtime().services().get::<notify::Texter>();
    way == Way::Email || texter().is_ok_and(|texter| texter.can_send())
}

/// Sends a code to a contact in its stored form, unless too many were sent; gives the secret that goes with the code.
/// Whoever asks has shown the password before.
pub(crate) async fn ask(cx: &Cx, way: Way, value: String) -> Result<String> {
    let runtime = cx.app.runtime();
    let (tries, now) = (cx.app.tries(), runtime.wall());
    tries.count(PER_ADDRESS, &cx.peer(), now)?;
    tries.count(PER_ACCOUNT, &cx.actor().account.to_string(), now)?;
    tries.count(PER_CONTACT, &HEXLOWER.encode(&way.blind(runtime.vault(), &value)), now)?;
    let page = new_secret(runtime);
    cx.execute(&AskContact { way, value, page: page.clone() }).await?;
    Ok(page)
}

/// Takes the code that was sent, unless too many were typed.
pub(crate) async fn prove_contact(cx: &Cx, way: Way, page: &str, typed: &str) -> Result<()> {
    required(typed)?;
    let key = cx.actor().account.to_string();
    cx.app.tries().count(PER_FACTOR, &key, cx.app.runtime().wall())?;
    let command = ProveContact { way, page: page.to_owned(), typed: typed.to_owned() };
    cx.execute(&command).await?.outcome.into_result()?;
    cx.app.tries().forget(PER_FACTOR, &key);
    Ok(())
}

/// Lets a contact carry codes of the second step, or not. A new second step ends every other session and token. Whoever
/// asks has shown the password before.
pub(crate) async fn turn(cx: &Cx, way: Way, on: bool) -> Result<()> {
    cx.execute(&SetStep { way, on }).await?;
    if let Some(secret) = cx.session().filter(|_| on) {
        cx.execute(&EndSessions(Ending::Others(secret.to_owned()))).await?;
    }
    Ok(())
}
