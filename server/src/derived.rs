//! What is derived from a whole ledger: the first page with its totals.
//!
//! A ledger's records are kept in memory once they were asked for; an edit costs reading what it changed, not the
//! collection. What it is worth is kept beside them (see `value`).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::OwnedMutexGuard;
use uuid::Uuid;
use vitrine_app::api::{KeyedRecord, PAGE_MAX, Page, PageRequest};
use vitrine_ledger::{Currency, Date, Key, Kind, Record, Settings, Totals};
use vitrine_prices::book::exchanged;
use vitrine_prices::wanted::Known;
use vitrine_prices::worth::WorthOptions;
use vitrine_prices::{Book, Worth};
use vitrine_sync::wire::ProtocolError;
use vitrine_sync::{AccountId, Base, Epoch, LedgerId, Seq};

use crate::core::{AppError, Core};
use crate::recent::Recent;
use crate::reckoned::Reckoned;
use crate::records;
use crate::store::{Place, Row};
use crate::value::bad_series;

/// Records kept of all ledgers together; past that, the ledgers go that were not asked for for longest.
const RECORDS_KEPT: usize = 300_000;
/// What a record takes, about; prices that are kept weigh as many records.
const RECORD_BYTES: usize = 1_000;

/// What a ledger weighs besides its records: an empty one takes some room, too.
const SLOT: usize = 10;

/// The ledgers that were asked for.
pub(crate) struct Derived(Mutex<Recent<LedgerId, Slot>>);

/// A ledger, locked while it is brought up to date: whoever asks meanwhile waits for the same result.
pub(crate) type Slot = Arc<tokio::sync::Mutex<Whole>>;

/// A whole ledger at one place.
#[derive(Default)]
pub(crate) struct Whole {
    /// Before the first reading: epoch 0, which no ledger has.
    pub(crate) place: Place,
    pub(crate) book: Book,
    /// Kept as `reckoned` says; brought up to date by [`reckon`](Self::reckon).
    pub(crate) totals: Totals,
    pub(crate) reckoned: Reckoned,
    /// Currencies and days of amounts, with the first mutation that brought one.
    pub(crate) exchanged: BTreeMap<(Currency, Date), u64>,
    /// The last mutation that changed each entry and each wish.
    pub(crate) changed: BTreeMap<Key, u64>,
    /// How worth is reckoned, and since which head as far as is known.
    pub(crate) options: Option<(WorthOptions, u64)>,
    /// What it is worth, and the version of the reference data that is from.
    pub(crate) worth: Option<(u64, Worth)>,
}

impl Core {
    /// The first entries by name with their lots, and the totals.
    ///
    /// # Errors
    /// `NoLedger`, or a failure of ours.
    pub async fn page(&self, account: AccountId, request: PageRequest) -> Result<Page, AppError> {
        let ledger = request.ledger;
        let (role, place) = self.store.place(ledger, account).await?.ok_or(ProtocolError::NoLedger)?;
        let mut whole = self.whole(ledger, place).await?;
        let rates = match whole.needs_rates() {
            true => Some(self.rates(self.store.reference().await?).await?),
            false => None,
        };
        let whole = tokio::task::spawn_blocking(move || {
            whole.reckon(rates);
            whole
        })
        .await?;
        let (totals, reckoned) = (whole.totals.clone(), whole.reckoned.clone());
        // This very one: meanwhile the cache may let it go.
        let kept = Arc::clone(OwnedMutexGuard::mutex(&whole));
        drop(whole);
        let (place, rows) = self.store.first_rows(ledger, request.limit.min(PAGE_MAX)).await?;
        let base = Base { epoch: Epoch(place.epoch), cursor: Seq(place.head) };
        let mut rows = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        if let Some(entry) = request.entry.map(Key::entry).filter(|entry| rows.iter().all(|(key, _)| key != entry)) {
            rows.extend(kept.lock().await.rows_of(entry));
        }
        let groups = kept.lock().await.groups_of(&rows);
        rows.extend(groups);
        let (currency, dated) = (reckoned.base(), reckoned.dated(&rows));
        Ok(Page { ledger, role, base, rows, totals, currency, dated })
    }

    /// A ledger at `place` or later.
    pub(crate) async fn whole(&self, ledger: LedgerId, place: Place) -> Result<OwnedMutexGuard<Whole>, AppError> {
        let slot = self.derived.slot(ledger);
        let mut whole = slot.lock_owned().await;
        if whole.place.epoch == place.epoch && whole.place.head >= place.head {
            return Ok(whole);
        }
        let cursor = if whole.place.epoch == place.epoch { whole.place.head } else { 0 };
        let (now_at, rows) = self.store.rows_after(ledger, cursor).await?;
        if now_at.epoch != place.epoch && cursor > 0 {
            return Err(ProtocolError::Unavailable { retry_after_s: 1 }.into());
        }
        if cursor == 0 {
            *whole = Whole::default();
        }
        // Reading fifty thousand records takes a while: not on an async thread.
        let (mut whole, rows) = tokio::task::spawn_blocking(move || {
            let rows = rows.iter().map(|row| Ok((read(row)?, row.seq))).collect::<Result<Vec<_>, AppError>>();
            rows.map(|rows| (whole, rows))
        })
        .await??;
        let known = self.price(&mut whole, &rows).await?;
        let whole = tokio::task::spawn_blocking(move || whole.catch_up(now_at, rows, known).map(|()| whole)).await??;
        self.derived.note(ledger, whole.weight());
        Ok(whole)
    }
}

impl Whole {
    /// Writes what changed, and follows with everything that is summed.
    pub(crate) fn catch_up(
        &mut self,
        place: Place,
        rows: Vec<(KeyedRecord, u64)>,
        known: Vec<(Uuid, Known)>,
    ) -> Result<(), AppError> {
        let parts = |kind| matches!(kind, Kind::Entry | Kind::Lot | Kind::Sale);
        let touched = rows.iter().filter(|((key, _), _)| parts(key.kind)).map(|((key, record), _)| record.entry(*key));
        let touched: BTreeSet<Uuid> = touched.collect();
        self.count(&touched, -1)?;
        for ((key, record), seq) in rows {
            if matches!(key.kind, Kind::Entry | Kind::Wish) {
                self.changed.insert(key, seq);
            }
            if let Some(amount) = exchanged(&record) {
                self.exchanged.entry(amount).or_insert(seq);
            }
            self.book.put(key, record);
        }
        if let Some((_, worth)) = &mut self.worth {
            known.into_iter().for_each(|(id, known)| worth.know(id, known));
        }
        self.count(&touched, 1)?;
        self.place = place;
        Ok(())
    }

    fn count(&mut self, entries: &BTreeSet<Uuid>, times: i64) -> Result<(), AppError> {
        for entry in entries.iter().filter_map(|id| self.book.with_lots(*id)) {
            let totals = self.reckoned.totals(entry);
            if times > 0 { self.totals.add(&totals) } else { self.totals.subtract(&totals) }
        }
        self.count_worth(entries, times)
    }

    fn count_worth(&mut self, entries: &BTreeSet<Uuid>, times: i64) -> Result<(), AppError> {
        if let Some((_, worth)) = &mut self.worth {
            entries.iter().try_for_each(|id| worth.count(&self.book, *id, times)).map_err(bad_series)?;
        }
        Ok(())
    }

    /// What is kept, counted as records.
    pub(crate) fn weight(&self) -> usize {
        let series = self.worth.as_ref().map_or(0, |(_, worth)| worth.bytes());
        self.book.records().len() + series / RECORD_BYTES
    }

    /// A living entry with its living lots and sales.
    fn rows_of(&self, entry: Key) -> Vec<KeyedRecord> {
        if !self.book.records().get(&entry).is_some_and(Record::alive) {
            return Vec::new();
        }
        let mine = |(key, record): &(&Key, &Record)| {
            let part = matches!(record, Record::Lot(_) | Record::Sale(_)) && record.entry(**key) == entry.id;
            **key == entry || record.alive() && part
        };
        self.book.records().iter().filter(mine).map(|(key, record)| (*key, record.clone())).collect()
    }

    /// What some entries stand in, as far as it is there, and the settings.
    fn groups_of(&self, rows: &[KeyedRecord]) -> Vec<KeyedRecord> {
        let entries = rows.iter().filter_map(|(_, record)| record.as_entry()).map(|stored| &stored.value);
        let of = |kind, id| Key { kind, id };
        let groups = entries.flat_map(|entry| {
            let place = entry.place.as_ref().map(|place| of(Kind::Location, place.location));
            entry.portfolio.map(|id| of(Kind::Portfolio, id)).into_iter().chain(place)
        });
        let keys: BTreeSet<Key> = groups.chain([Settings::key()]).collect();
        let living = |key: Key| Some((key, self.book.records().get(&key).filter(|record| record.alive())?.clone()));
        keys.into_iter().filter_map(living).collect()
    }
}

impl Default for Derived {
    fn default() -> Self {
        Self(Mutex::new(Recent::new(RECORDS_KEPT)))
    }
}

impl Derived {
    pub(crate) fn slot(&self, ledger: LedgerId) -> Slot {
        let mut slots = self.lock();
        if let Some(slot) = slots.get(&ledger) {
            return Arc::clone(slot);
        }
        let slot = Slot::default();
        slots.put(ledger, Arc::clone(&slot), SLOT);
        slot
    }

    /// Notes how many records a ledger has by now.
    pub(crate) fn note(&self, ledger: LedgerId, records: usize) {
        self.lock().weigh(&ledger, SLOT + records);
    }

    fn lock(&self) -> MutexGuard<'_, Recent<LedgerId, Slot>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn read(row: &Row) -> Result<KeyedRecord, AppError> {
    let record: Record = serde_json::from_str(&row.body)?;
    Ok((records::key(&row.key)?, record))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ledger_too_many_pushes_out_the_one_not_asked_for_for_longest_and_no_other() {
        let derived = Derived::default();
        let [ada, bob, eve] = [1, 2, 3].map(|n| LedgerId(Uuid::from_u128(n)));
        let slots = [ada, bob].map(|ledger| derived.slot(ledger));
        derived.note(ada, RECORDS_KEPT / 2 - 100);
        derived.note(bob, RECORDS_KEPT / 2 - 100);
        assert!(Arc::ptr_eq(&slots[0], &derived.slot(ada)), "asked for again");
        derived.slot(eve);
        derived.note(eve, 1_000);
        assert!(Arc::ptr_eq(&slots[0], &derived.slot(ada)), "it stays");
        assert!(!Arc::ptr_eq(&slots[1], &derived.slot(bob)), "it went");
    }
}
