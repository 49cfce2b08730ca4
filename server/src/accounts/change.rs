//! A password is changed: by its owner, who knows the old one, or by whoever runs the server, who sees neither.

use vitrine_app::api::{AccountError, PASSWORD_MIN};
use vitrine_sync::wire::ProtocolError;

use super::{PASSWORD_MAX_BYTES, Token, name_key, password, too_many};
use crate::core::{AppError, Core, now_ms};
use crate::store::{Ending, Session, Store};

/// Whether a password may be one: not too short to be guessed, and not so long that hashing it takes time.
pub(super) fn check(password: &str) -> Result<(), AppError> {
    if password.chars().count() < PASSWORD_MIN || password.len() > PASSWORD_MAX_BYTES {
        return Err(AppError::Answer(AccountError::WeakPassword { min: PASSWORD_MIN }.into()));
    }
    Ok(())
}

impl Core {
    /// Changes the password of the account of `session`, and signs its other devices out; says how many there were.
    ///
    /// # Errors
    /// `WrongPassword` for the old one, `WeakPassword` for the new one, `TooMany`, or a failure of ours.
    pub async fn change_password(&self, session: &Session, old: String, new: String) -> Result<u64, AppError> {
        check(&new)?;
        let account = self.store.account_by_id(session.account).await?.ok_or(ProtocolError::SignedOut)?;
        let key = name_key(&account.name);
        // Who has taken a signed-in device guesses no faster than a stranger.
        self.sign_in.by_name.take(key.clone(), 1.0, now_ms()).map_err(too_many)?;
        let right = old.len() <= PASSWORD_MAX_BYTES && password::verify(old, Some(account.password)).await?;
        if !right {
            self.metrics.sign_in_failed();
            return Err(AppError::Answer(AccountError::WrongPassword.into()));
        }
        self.sign_in.by_name.give_back(&key, 1.0);
        self.store.set_password(account.id, &password::hash(new).await?).await?;
        tracing::info!(account = %account.id, "the password was changed");
        self.end(account.id, Ending::AllBut(session.id)).await
    }
}

/// Gives the account of this name a password, a new one where none is said, and signs all its devices out. None: nobody is
/// called so. Else the password that was made.
///
/// # Errors
/// `WeakPassword`, or a failure of ours.
pub(crate) async fn reset_password(
    store: &dyn Store,
    name: &str,
    said: Option<String>,
) -> Result<Option<Option<String>>, AppError> {
    let Some(account) = store.account(&name_key(name)).await? else { return Ok(None) };
    let made = if said.is_none() { Some(readable(&Token::new()?)) } else { None };
    let new = said.or_else(|| made.clone()).unwrap_or_default();
    check(&new)?;
    store.set_password(account.id, &password::hash(new).await?).await?;
    store.end_sessions(account.id, Ending::All).await?;
    Ok(Some(made))
}

/// 96 random bits in groups, to be read out on the telephone.
fn readable(token: &Token) -> String {
    let text = token.to_text();
    let groups: Vec<&str> = (0..6).filter_map(|at| text.get(at * 4..at * 4 + 4)).collect();
    groups.join("-")
}
