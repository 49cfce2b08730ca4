//! Accounts: sign-up, sign-in, sign-out, who a session belongs to, and which devices are signed in (`devices`).
//!
//! Unknown names and wrong passwords answer the same, in the same time.

mod change;
mod devices;
mod name;
mod password;
mod token;
mod used;

use std::net::IpAddr;

use uuid::Uuid;
use vitrine_app::api::{AccountError, Me, NAME_MAX};
use vitrine_sync::wire::ProtocolError;
use vitrine_sync::{AccountId, LedgerId};

use crate::config::{Config, SignUp};
use crate::core::{AppError, Core, now_ms};
use crate::device::Device;
use crate::limits::Limit;
use crate::store::{Account, Ending, NewAccount, Session, StoreError};
use used::Use;

pub(crate) use change::reset_password;
pub use name::{Look, name_key};
pub use token::Token;
pub(crate) use used::{Used, write_uses};

/// A session ends when it was not used for this long.
pub const SESSION_MS: u64 = 30 * DAY_MS;
/// How much of it must have passed before it is extended: not every request writes.
const EXTEND_AFTER_MS: u64 = 60 * 60 * 1_000;
/// How exactly is known when a session was used last, for the same reason.
const SEEN_EVERY_MS: u64 = 5 * 60 * 1_000;
const DAY_MS: u64 = 24 * 60 * 60 * 1_000;
/// Longer ones are refused unread: hashing takes time in proportion.
const PASSWORD_MAX_BYTES: usize = 1_024;
/// No name is longer, in lower case: a longer one is not even counted.
const KEY_MAX: usize = 3 * NAME_MAX;
const LEDGER_NAME: &str = "My collection";

/// How often one may try.
pub(crate) struct SignInLimits {
    by_name: Limit<String>,
    by_address: Limit<IpAddr>,
}

impl SignInLimits {
    pub(crate) fn new(config: &Config) -> Self {
        // A name gets an attempt back every 30 seconds, an address every 6.
        Self {
            by_name: Limit::new(config.sign_in_burst, 1.0 / 30.0),
            by_address: Limit::new(config.address_burst, 1.0 / 6.0),
        }
    }
}

/// A session that has just begun: the token goes into the cookie and nowhere else.
pub struct Begun {
    pub token: Token,
    pub me: Me,
}

impl Core {
    /// Makes an account with a ledger, and begins a session.
    ///
    /// # Errors
    /// An [`AccountError`], `TooMany`, or a failure of ours.
    pub async fn sign_up(&self, name: &str, password: String, from: IpAddr, device: Device) -> Result<Begun, AppError> {
        if self.config.sign_up == SignUp::Closed {
            return Err(AppError::Answer(AccountError::SignUpClosed.into()));
        }
        let name = name.trim();
        if !name::is_good(name) {
            return Err(AppError::Answer(AccountError::BadName { max: NAME_MAX }.into()));
        }
        change::check(&password)?;
        self.sign_in.by_address.take(subnet(from), 1.0, now_ms()).map_err(too_many)?;
        let account =
            Account { id: AccountId(Uuid::now_v7()), name: name.to_owned(), password: password::hash(password).await? };
        let new = NewAccount {
            account: account.clone(),
            name_key: name_key(name),
            look: Look::of(name),
            ledger: LedgerId(Uuid::now_v7()),
            ledger_name: LEDGER_NAME.to_owned(),
            now_ms: now_ms(),
        };
        match self.store.create_account(&new).await {
            Err(StoreError::NameTaken) => return Err(AppError::Answer(AccountError::NameTaken.into())),
            other => other?,
        }
        tracing::info!(account = %account.id, "signed up");
        self.begin_session(account, device).await
    }

    /// Begins a session.
    ///
    /// # Errors
    /// `WrongPassword`, `TooMany`, or a failure of ours.
    pub async fn sign_in(&self, name: &str, password: String, from: IpAddr, device: Device) -> Result<Begun, AppError> {
        let key = name_key(name);
        let from = subnet(from);
        let now = now_ms();
        self.sign_in.by_address.take(from, 1.0, now).map_err(too_many)?;
        if key.chars().count() > KEY_MAX {
            return Err(AppError::Answer(AccountError::WrongPassword.into()));
        }
        self.sign_in.by_name.take(key.clone(), 1.0, now).map_err(too_many)?;
        let account = self.store.account(&key).await?;
        let right = password.len() <= PASSWORD_MAX_BYTES
            && password::verify(password, account.as_ref().map(|account| account.password.clone())).await?;
        match account {
            Some(account) if right => {
                self.sign_in.by_address.give_back(&from, 1.0);
                self.sign_in.by_name.give_back(&key, 1.0);
                self.begin_session(account, device).await
            }
            Some(_) | None => {
                self.metrics.sign_in_failed();
                // No more of these than there are attempts: the refused ones are counted only.
                tracing::warn!(address = %from, "a sign-in failed");
                Err(AppError::Answer(AccountError::WrongPassword.into()))
            }
        }
    }

    /// Ends a session and its event streams.
    ///
    /// # Errors
    /// Failures of ours.
    pub async fn sign_out(&self, session: &Session) -> Result<(), AppError> {
        self.end(session.account, Ending::One(session.id)).await?;
        tracing::info!(account = %session.account, "signed out");
        Ok(())
    }

    /// The session a token stands for, and whether it was just extended (then the cookie is sent again).
    ///
    /// # Errors
    /// Failures of ours.
    pub async fn session(&self, token: &Token) -> Result<Option<(Session, bool)>, AppError> {
        let now = now_ms();
        let Some(session) = self.store.session(&token.hash(), now).await? else { return Ok(None) };
        self.seen(&session, now);
        let expires_ms = now + SESSION_MS;
        if expires_ms < session.expires_ms + EXTEND_AFTER_MS {
            return Ok(Some((session, false)));
        }
        // Who is signed in stays so, and does not wait until it is written down for how long.
        self.used.note(session.id, Use { seen_ms: now, expires_ms: Some(expires_ms) });
        Ok(Some((Session { expires_ms, ..session }, true)))
    }

    /// Who an account is.
    ///
    /// # Errors
    /// `SignedOut` when it is gone, or failures of ours.
    pub async fn me(&self, account: AccountId) -> Result<Me, AppError> {
        let account = self.store.account_by_id(account).await?.ok_or(ProtocolError::SignedOut)?;
        Ok(Me { account: account.id, name: account.name, ledgers: self.store.memberships(account.id).await? })
    }

    async fn begin_session(&self, account: Account, device: Device) -> Result<Begun, AppError> {
        let token = Token::new()?;
        let now = now_ms();
        let session = Session {
            token: token.hash(),
            id: Uuid::now_v7(),
            account: account.id,
            created_ms: now,
            expires_ms: now + SESSION_MS,
            seen_ms: now,
        };
        self.store.create_session(&session, &device.to_string()).await?;
        let ledgers = self.store.memberships(account.id).await?;
        Ok(Begun { token, me: Me { account: account.id, name: account.name, ledgers } })
    }
}

/// The network an address counts as: an IPv6 address stands for its /64, because who has one of these has 2^64 of them; an
/// IPv4 address for itself.
pub(crate) fn subnet(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::from([a, b, c, d, 0, 0, 0, 0])
        }
        IpAddr::V4(address) => IpAddr::V4(address),
    }
}

fn too_many(retry_after_s: u64) -> AppError {
    ProtocolError::TooMany { retry_after_s }.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_addresses_of_one_subnet_count_as_one() {
        let subnet = |text: &str| subnet(text.parse().unwrap()).to_string();
        assert_eq!(subnet("2001:db8:1:2:3:4:5:6"), subnet("2001:db8:1:2:ffff::1"));
        assert_ne!(subnet("2001:db8:1:2::1"), subnet("2001:db8:1:3::1"));
        assert_eq!(subnet("::ffff:192.0.2.7"), "192.0.2.7");
    }
}
