//! What is derived from a whole ledger: the first page with its totals, and the cost by day.
//!
//! A ledger's records are kept in memory once they were asked for; an edit costs reading what it changed, not the
//! collection.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use vitrine_app::api::{CostByDay, PAGE_MAX, Page, PageRequest, Row as ApiRow};
use vitrine_ledger::{Key, Kind, Record, Settings, Totals};
use vitrine_sync::wire::ProtocolError;
use vitrine_sync::{AccountId, Base, Epoch, LedgerId, Seq};

use crate::core::{AppError, Core, now_ms};
use crate::records;
use crate::store::{Place, Row};

/// Records kept of all ledgers together; past that, only the ledger asked for last is kept.
const RECORDS_KEPT: usize = 300_000;

/// The ledgers that were asked for.
#[derive(Default)]
pub(crate) struct Derived(Mutex<HashMap<LedgerId, Slot>>);

#[derive(Default, Clone)]
struct Slot {
    records: usize,
    /// Locked while it is brought up to date: whoever asks meanwhile waits for the same result.
    whole: Arc<tokio::sync::Mutex<Whole>>,
}

/// A whole ledger at one place.
#[derive(Default)]
struct Whole {
    /// Before the first reading: epoch 0, which no ledger has.
    place: Place,
    records: BTreeMap<Key, Record>,
    view: Arc<View>,
}

#[derive(Default)]
struct View {
    place: Place,
    totals: Totals,
    costs: vitrine_ledger::CostByDay,
    made_ms: u64,
}

impl Core {
    /// The first entries by name with their lots, and the totals.
    ///
    /// # Errors
    /// `NoLedger`, or a failure of ours.
    pub async fn page(&self, account: AccountId, request: PageRequest) -> Result<Page, AppError> {
        let ledger = request.ledger;
        let (role, place) = self.store.place(ledger, account).await?.ok_or(ProtocolError::NoLedger)?;
        let view = self.view(ledger, place).await?;
        let (place, rows) = self.store.first_rows(ledger, request.limit.min(PAGE_MAX)).await?;
        let base = Base { epoch: Epoch(place.epoch), cursor: Seq(place.head) };
        let mut rows = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        if let Some(entry) = request.entry.map(Key::entry).filter(|entry| rows.iter().all(|(key, _)| key != entry)) {
            rows.extend(self.derived.slot(ledger).whole.lock().await.rows_of(entry));
        }
        let groups = self.derived.slot(ledger).whole.lock().await.groups_of(&rows);
        rows.extend(groups);
        Ok(Page { ledger, role, base, rows, totals: view.totals.clone() })
    }

    /// The cost by day.
    ///
    /// # Errors
    /// `NoLedger`, or a failure of ours.
    pub async fn cost_by_day(&self, account: AccountId, ledger: LedgerId) -> Result<CostByDay, AppError> {
        let (_, place) = self.store.place(ledger, account).await?.ok_or(ProtocolError::NoLedger)?;
        let view = self.view(ledger, place).await?;
        Ok(CostByDay {
            ledger,
            epoch: Epoch(view.place.epoch),
            head: Seq(view.place.head),
            points: view.costs.days.clone(),
            undated: view.costs.undated.clone(),
            time_ms: view.made_ms,
        })
    }

    /// The view of a ledger, at `place` or later.
    async fn view(&self, ledger: LedgerId, place: Place) -> Result<Arc<View>, AppError> {
        let slot = self.derived.slot(ledger);
        let mut whole = slot.whole.lock_owned().await;
        if whole.place.epoch == place.epoch && whole.place.head >= place.head {
            return Ok(Arc::clone(&whole.view));
        }
        let cursor = if whole.place.epoch == place.epoch { whole.place.head } else { 0 };
        let (now_at, rows) = self.store.rows_after(ledger, cursor).await?;
        if now_at.epoch != place.epoch && cursor > 0 {
            return Err(ProtocolError::Unavailable { retry_after_s: 1 }.into());
        }
        // Reading fifty thousand records takes a while: not on an async thread.
        let (view, records) = tokio::task::spawn_blocking(move || {
            whole.catch_up(now_at, cursor, &rows).map(|view| (view, whole.records.len()))
        })
        .await??;
        self.derived.note(ledger, records);
        Ok(view)
    }
}

impl Whole {
    fn catch_up(&mut self, place: Place, cursor: u64, rows: &[Row]) -> Result<Arc<View>, AppError> {
        let changed: Vec<ApiRow> = rows.iter().map(read).collect::<Result<_, _>>()?;
        if cursor == 0 {
            self.records.clear();
        }
        self.records.extend(changed);
        self.place = place;
        let settings = Settings::among(self.records.range(Settings::key()..=Settings::key()));
        self.view = Arc::new(View {
            place,
            totals: vitrine_ledger::totals::totals(&self.records, &settings),
            costs: vitrine_ledger::cost::cost_by_day(&self.records, &settings),
            made_ms: now_ms(),
        });
        Ok(Arc::clone(&self.view))
    }

    /// A living entry with its living lots and sales.
    fn rows_of(&self, entry: Key) -> Vec<ApiRow> {
        if !self.records.get(&entry).is_some_and(Record::alive) {
            return Vec::new();
        }
        let mine = |(key, record): &(&Key, &Record)| {
            let part = matches!(record, Record::Lot(_) | Record::Sale(_)) && record.entry(**key) == entry.id;
            **key == entry || record.alive() && part
        };
        self.records.iter().filter(mine).map(|(key, record)| (*key, record.clone())).collect()
    }

    /// What some entries stand in, as far as it is there, and the settings.
    fn groups_of(&self, rows: &[ApiRow]) -> Vec<ApiRow> {
        let entries = rows.iter().filter_map(|(_, record)| record.as_entry()).map(|stored| &stored.value);
        let of = |kind, id| Key { kind, id };
        let groups = entries.flat_map(|entry| {
            let place = entry.place.as_ref().map(|place| of(Kind::Location, place.location));
            entry.portfolio.map(|id| of(Kind::Portfolio, id)).into_iter().chain(place)
        });
        let keys: BTreeSet<Key> = groups.chain([Settings::key()]).collect();
        let living = |key: Key| Some((key, self.records.get(&key).filter(|record| record.alive())?.clone()));
        keys.into_iter().filter_map(living).collect()
    }
}

impl Derived {
    fn slot(&self, ledger: LedgerId) -> Slot {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(ledger).or_default().clone()
    }

    fn note(&self, ledger: LedgerId, records: usize) {
        let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(slot) = slots.get_mut(&ledger) {
            slot.records = records;
        }
        if slots.values().map(|slot| slot.records).sum::<usize>() > RECORDS_KEPT {
            slots.retain(|kept, _| *kept == ledger);
        }
    }
}

fn read(row: &Row) -> Result<ApiRow, AppError> {
    let record: Record = serde_json::from_str(&row.body)?;
    Ok((records::key(&row.key)?, record))
}
