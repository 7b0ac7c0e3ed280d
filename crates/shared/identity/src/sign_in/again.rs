//! Showing once more that it is oneself: before an act that a session alone does not allow.

use kernel::{Error, Message, Result};
use web::Cx;

use super::{is_own_password, prove};
use crate::store as tables;

/// Whether somebody who has signed in is asked for a code of the app, or else for the password.
pub async fn asks_for_code(cx: &Cx) -> Result<bool> {
    Ok(tables::app_of(&cx.reader(), cx.actor().account).await?.is_some())
}

/// Fails, at `field`, unless what was typed is a code of the account's app or a recovery code; where there is no app, the
/// account's own password. Limited like signing in; a code is used up by it.
pub async fn prove_again(cx: &Cx, field: &'static str, typed: &str) -> Result<()> {
    if asks_for_code(cx).await? {
        return prove(cx, cx.actor().account, field, typed, None).await;
    }
    if typed.is_empty() {
        return Err(Error::invalid_field(field, Message::new("identity-error-password-missing")));
    }
    if is_own_password(cx, typed).await? {
        return Ok(());
    }
    Err(Error::invalid_field(field, Message::new("identity-error-password-current")))
}
