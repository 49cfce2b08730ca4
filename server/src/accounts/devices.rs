//! The devices that are signed in: each session of an account, as its owner knows it.
//!
//! Only the owner of a session sees, names or ends it; somebody else's and one that never was answer the same.

use uuid::Uuid;
use vitrine_app::api::{AccountError, DEVICE_NAME_MAX, SignedIn, SignedInDevice};
use vitrine_sync::AccountId;

use super::SEEN_EVERY_MS;
use super::used::Use;
use crate::core::{AppError, Core, now_ms};
use crate::store::{Ending, Session, SessionRow};

impl Core {
    /// The devices that are signed in to the account of `session`, which is the asking one.
    ///
    /// # Errors
    /// Failures of ours.
    pub async fn signed_in(&self, session: &Session) -> Result<SignedIn, AppError> {
        let time_ms = now_ms();
        let rows = self.store.sessions(session.account, time_ms).await?;
        let device = |row: SessionRow| SignedInDevice {
            here: row.id == session.id,
            id: row.id,
            name: row.name,
            browser: row.device,
            since_ms: row.created_ms,
            seen_ms: row.seen_ms,
        };
        Ok(SignedIn { devices: rows.into_iter().map(device).collect(), time_ms })
    }

    /// Calls a device something else, in the history too; an empty name is what its browser calls itself.
    ///
    /// # Errors
    /// `BadName`, `NoSession`, or a failure of ours.
    pub async fn name_device(&self, session: &Session, id: Uuid, name: &str) -> Result<(), AppError> {
        let name = name.trim();
        if name.chars().count() > DEVICE_NAME_MAX || name.chars().any(char::is_control) {
            return Err(AppError::Answer(AccountError::BadName { max: DEVICE_NAME_MAX }.into()));
        }
        let named = self.store.name_session(session.account, id, name).await?;
        if named { Ok(()) } else { Err(AppError::Answer(AccountError::NoSession.into())) }
    }

    /// Signs a device out: its event streams end, and what it sends next is answered 401.
    ///
    /// # Errors
    /// `NoSession`, or a failure of ours.
    pub async fn sign_out_device(&self, session: &Session, id: Uuid) -> Result<(), AppError> {
        match self.end(session.account, Ending::One(id)).await? {
            0 => Err(AppError::Answer(AccountError::NoSession.into())),
            _ => Ok(()),
        }
    }

    /// Signs every other device of the account out, and says how many there were.
    ///
    /// # Errors
    /// Failures of ours.
    pub async fn sign_out_others(&self, session: &Session) -> Result<u64, AppError> {
        self.end(session.account, Ending::AllBut(session.id)).await
    }

    /// Ends sessions and their event streams.
    pub(super) async fn end(&self, account: AccountId, which: Ending) -> Result<u64, AppError> {
        let ended = self.store.end_sessions(account, which).await?;
        for id in &ended {
            self.hub.end(*id);
            tracing::info!(%account, session = %id, "a session has ended");
        }
        Ok(ended.len() as u64)
    }

    /// Notes now and then that a session is used. A courtesy to its owner: no request fails, or waits, for it.
    pub(crate) fn seen(&self, session: &Session, now_ms: u64) {
        if now_ms >= session.seen_ms + SEEN_EVERY_MS {
            self.used.note(session.id, Use { seen_ms: now_ms, expires_ms: None });
        }
    }
}
