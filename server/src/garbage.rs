//! Collecting garbage (docs/engine.md#garbage-goes-and-bases-are-compared): what was deleted long enough goes for good,
//! on the server and, with their next pull, on every device. Daily, and with `vitrine collect`.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use clap::Args;
use vitrine_ledger::{Domain, Key, Record};
use vitrine_sync::{ClientId, LedgerId, Model, Seq};

use crate::core::{Core, now_ms};
use crate::records;
use crate::store::{CollectOptions, Collected, Row, RowKey, Store, StoreError, Who};

/// How often the server collects by itself.
const EVERY: Duration = Duration::from_secs(24 * 60 * 60);
/// The first time is this long after the start: a server that is restarted often collects nevertheless.
const FIRST: Duration = Duration::from_secs(10 * 60);
const DAY_MS: u64 = 24 * 60 * 60 * 1_000;
/// A device's cursor is written this often at most.
const NOTED_MS: u64 = 60 * 60 * 1_000;
/// Devices whose last note is remembered.
const NOTED_MAX: usize = 10_000;

/// How long things are kept.
#[derive(Debug, Clone, Copy, Args)]
pub struct Keep {
    /// Days for which deleted cards, portfolios, locations and wishes can be brought back, and settled conflicts are kept.
    #[arg(long, default_value_t = 90, env = "VITRINE_KEEP_DELETED_DAYS")]
    pub keep_deleted_days: u32,
    /// Days for which what was deleted also waits for a device that has not heard of it. A device that is silent for longer
    /// fetches everything anew, and keeps what it has not sent.
    #[arg(long, default_value_t = 180, env = "VITRINE_WAIT_FOR_DEVICES_DAYS")]
    pub wait_for_devices_days: u32,
    /// Days for which the history is kept. Without it: for ever.
    #[arg(long, env = "VITRINE_KEEP_HISTORY_DAYS")]
    pub keep_history_days: Option<u32>,
}

impl Default for Keep {
    fn default() -> Self {
        Self { keep_deleted_days: 90, wait_for_devices_days: 180, keep_history_days: None }
    }
}

impl Keep {
    fn options(&self, now_ms: u64, dry_run: bool) -> CollectOptions {
        let before = |days: u32| now_ms.saturating_sub(u64::from(days) * DAY_MS);
        CollectOptions {
            now_ms,
            deleted_before_ms: before(self.keep_deleted_days),
            heard_since_ms: before(self.wait_for_devices_days),
            history_before_ms: self.keep_history_days.map(before),
            dry_run,
        }
    }
}

/// Collects in every ledger, as of `now_ms`; says what went, or would go.
///
/// # Errors
/// What the database says; ledgers done before stay done.
pub async fn collect(
    store: &dyn Store,
    keep: &Keep,
    now_ms: u64,
    dry_run: bool,
) -> Result<Vec<(LedgerId, Collected)>, StoreError> {
    let options = keep.options(now_ms, dry_run);
    let mut all = Vec::new();
    for ledger in store.ledgers().await? {
        let collected = store.collect(ledger, &options, &choose).await?;
        if collected.records > 0 || collected.history > 0 {
            tracing::info!(%ledger, ?collected, dry_run, "garbage");
        }
        all.push((ledger, collected));
    }
    Ok(all)
}

fn choose(rows: Vec<Row>, floor: u64) -> Result<Vec<RowKey>, StoreError> {
    let mut all: BTreeMap<Key, Record> = BTreeMap::new();
    for row in rows {
        let record = serde_json::from_str(&row.body).map_err(|e| StoreError::Corrupt(format!("a record: {e}")))?;
        all.insert(records::key(&row.key)?, record);
    }
    Ok(Domain::garbage(&mut all.iter(), Seq(floor)).into_iter().map(records::row_key).collect())
}

/// Collects once a day until the server stops.
pub(crate) async fn run(core: Arc<Core>) {
    let mut wait = FIRST;
    loop {
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            () = core.stopping.cancelled() => return,
        }
        wait = EVERY;
        match collect(&*core.store, &core.config.keep, now_ms(), false).await {
            Ok(all) => all.iter().for_each(|(_, collected)| core.metrics.collected(collected)),
            Err(error) => tracing::warn!(%error, "cannot collect garbage"),
        }
    }
}

/// When each device's cursor was last written, as far as this process remembers.
#[derive(Default)]
pub(crate) struct Noted(Mutex<HashMap<(LedgerId, ClientId), u64>>);

impl Noted {
    /// Is it time to write it again? Then that is taken for done.
    fn is_due(&self, who: &Who, now_ms: u64) -> bool {
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let due = noted.get(&(who.ledger, who.client)).is_none_or(|at| now_ms.saturating_sub(*at) >= NOTED_MS);
        if due {
            if noted.len() >= NOTED_MAX {
                noted.clear();
            }
            noted.insert((who.ledger, who.client), now_ms);
        }
        due
    }
}

impl Core {
    /// Notes up to where a device has everything; its pull does not wait for it. One that has nothing yet needs nothing.
    /// Should it fail, a collection may be early, and the device begins anew: nothing is lost.
    pub(crate) fn note_cursor(&self, who: &Who, cursor: Seq) {
        let now = now_ms();
        if cursor == Seq::ZERO || !self.noted.is_due(who, now) {
            return;
        }
        let (store, who) = (Arc::clone(&self.store), *who);
        tokio::spawn(async move {
            if let Err(error) = store.note_cursor(&who, cursor.0, now).await {
                tracing::warn!(%error, ledger = %who.ledger, "cannot note a device's cursor");
            }
        });
    }
}
