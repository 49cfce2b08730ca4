//! Comparing a device's base with what is here (docs/engine.md#garbage-goes-and-bases-are-compared): the sums of 256
//! buckets at one head, and the records of those that differ.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::PoisonError;

use vitrine_app::api::RawCheck;
use vitrine_ledger::{Domain, Key, Record};
use vitrine_sync::sums::bucket_of;
use vitrine_sync::wire::{CheckResponse, ProtocolError};
use vitrine_sync::{AccountId, Epoch, LedgerId, Seq, Sums};

use crate::config::Config;
use crate::core::{AppError, Core, now_ms};
use crate::handshake::handshake;
use crate::limits::Limit;
use crate::records;
use crate::store::{Place, Row};

/// Sums up one ledger at a time: a whole ledger is read for it, so that each account may have it done so often. The last
/// sums are kept, for devices that ask together, and cost nothing.
pub(crate) struct Checks {
    limit: Limit<AccountId>,
    turn: tokio::sync::Mutex<()>,
    last: Mutex<Option<(LedgerId, Place, Sums)>>,
}

impl Checks {
    pub(crate) fn new(config: &Config) -> Self {
        let limit = Limit::new(config.checks_burst, config.checks_per_minute / 60.0);
        Self { limit, turn: tokio::sync::Mutex::default(), last: Mutex::default() }
    }

    fn known(&self, ledger: LedgerId, place: Place) -> Option<Sums> {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let known = last.as_ref().filter(|(of, at, _)| *of == ledger && *at == place);
        known.map(|(_, _, sums)| sums.clone())
    }

    fn keep(&self, ledger: LedgerId, place: Place, sums: &Sums) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some((ledger, place, sums.clone()));
    }
}

impl Core {
    /// Answers a comparison by `account`. Where the device is not at the head nothing is compared, and nothing is read.
    ///
    /// # Errors
    /// A [`ProtocolError`] for the client, [`ProtocolError::TooMany`] when the account has had too much summed up, or a
    /// failure of ours.
    pub async fn check(&self, account: AccountId, request: RawCheck) -> Result<CheckResponse<Domain>, AppError> {
        let hello = handshake(&request.hello, account)?;
        let ledger = hello.ledger;
        let (_, place) = self.store.place(ledger, account).await?.ok_or(ProtocolError::NoLedger)?;
        if hello.epoch != Epoch(place.epoch) {
            return Err(ProtocolError::Resync { epoch: Epoch(place.epoch) }.into());
        }
        let repairs = !request.buckets.is_empty();
        let at_head = |place: &Place| request.cursor == Seq(place.head) && hello.epoch == Epoch(place.epoch);
        if !at_head(&place) {
            self.metrics.checked(repairs, true);
            return Ok(answer(&place, None, Vec::new()));
        }
        if !repairs && let Some(sums) = self.checks.known(ledger, place) {
            self.metrics.checked(repairs, false);
            return Ok(answer(&place, Some(sums), Vec::new()));
        }
        // Before the turn: who has had too much does not stand in the queue of the others.
        self.checks
            .limit
            .take(account, 1.0, now_ms())
            .map_err(|retry_after_s| ProtocolError::TooMany { retry_after_s })?;
        let _turn = self.checks.turn.lock().await;
        let (place, rows) = self.store.rows_after(ledger, 0).await?;
        if !at_head(&place) {
            self.metrics.checked(repairs, true);
            return Ok(answer(&place, None, Vec::new()));
        }
        let (sums, wanted) = tokio::task::spawn_blocking(move || sum_up(rows, &request.buckets)).await??;
        self.checks.keep(ledger, place, &sums);
        self.metrics.checked(repairs, false);
        if repairs {
            tracing::warn!(client = %hello.client, %ledger, records = wanted.len(), "a device differs and fetches these");
        }
        Ok(answer(&place, Some(sums), wanted))
    }
}

type Records = Vec<(Key, Record)>;

/// The sums of all, and the records of `buckets`. Records count as they are read today, not as they were once written.
fn sum_up(rows: Vec<Row>, buckets: &[u8]) -> Result<(Sums, Records), AppError> {
    let mut sums = Sums::default();
    let mut wanted = BTreeMap::new();
    for row in rows {
        let (key, record) = (records::key(&row.key)?, serde_json::from_str::<Record>(&row.body)?);
        sums.add::<Domain>(&key, &record);
        if buckets.contains(&bucket_of::<Domain>(&key)) {
            wanted.insert(key, record);
        }
    }
    Ok((sums, wanted.into_iter().collect()))
}

fn answer(place: &Place, sums: Option<Sums>, rows: Records) -> CheckResponse<Domain> {
    let (epoch, head, floor) = (Epoch(place.epoch), Seq(place.head), Seq(place.floor));
    CheckResponse { epoch, head, floor, time_ms: now_ms(), sums, rows }
}
