//! What a ledger is worth: views derived from its records and the prices the server knows.
//!
//! The arithmetic is in `vitrine-prices`; here prices are fetched for the cards of a ledger, kept beside its records, and
//! dropped when the reference data has moved.

use std::collections::BTreeSet;
use std::sync::Arc;

use tokio::sync::OwnedMutexGuard;
use uuid::Uuid;
use vitrine_app::api::KeyedRecord;
use vitrine_app::api::value::{
    CardHistory, CardHistoryRequest, ExplainRequest, Explained, Valuation, ValuationRequest, ValueHistory,
    ValueHistoryRequest,
};
use vitrine_ledger::{CardRef, Date, Entry, Record};
use vitrine_prices::wanted::Known;
use vitrine_prices::{BadChunk, Day, Series, Wanted, Worth, day};
use vitrine_sync::wire::ProtocolError;
use vitrine_sync::{AccountId, LedgerId};

use crate::core::{AppError, Core};
use crate::derived::Whole;
use crate::store::{Store, StoreError};

/// References looked up with one statement.
const LOOKED_UP: usize = 20_000;

pub(crate) fn bad_series(_: BadChunk) -> AppError {
    StoreError::Corrupt("a price series".into()).into()
}

impl Core {
    /// What every entry is worth at present.
    ///
    /// # Errors
    /// `NoLedger`, `Malformed`, or a failure of ours.
    pub async fn valuation(&self, account: AccountId, request: ValuationRequest) -> Result<Valuation, AppError> {
        let today = known_day(request.today)?;
        self.worth(account, request.ledger, move |whole| whole.valuation(&request, today)).await
    }

    /// The value day by day.
    ///
    /// # Errors
    /// `NoLedger`, `Malformed`, or a failure of ours.
    pub async fn value_history(
        &self,
        account: AccountId,
        request: ValueHistoryRequest,
    ) -> Result<ValueHistory, AppError> {
        let today = known_day(request.today)?;
        self.worth(account, request.ledger, move |whole| whole.value_history(&request, today)).await
    }

    /// The prices of one entry.
    ///
    /// # Errors
    /// `NoLedger`, `Malformed`, or a failure of ours.
    pub async fn card_history(&self, account: AccountId, request: CardHistoryRequest) -> Result<CardHistory, AppError> {
        let today = known_day(request.today)?;
        self.worth(account, request.ledger, move |whole| whole.card_history(&request, today)).await
    }

    /// Why the value moved between two days.
    ///
    /// # Errors
    /// `NoLedger`, `Malformed` when the days are in the wrong order, or a failure of ours.
    pub async fn explain(&self, account: AccountId, request: ExplainRequest) -> Result<Explained, AppError> {
        let days = (known_day(request.before)?, known_day(request.after)?);
        if days.0 > days.1 {
            return Err(malformed("the first day is after the second"));
        }
        let today = request.today.map(known_day).transpose()?;
        self.worth(account, request.ledger, move |whole| whole.explained(&request, days, today)).await
    }

    /// Makes a view of a ledger at its head, with the prices there are now, on a thread that may be kept busy.
    pub(crate) async fn worth<T: Send + 'static>(
        &self,
        account: AccountId,
        ledger: LedgerId,
        make: impl FnOnce(&mut Whole) -> Result<T, AppError> + Send + 'static,
    ) -> Result<T, AppError> {
        let (_, place) = self.store.place(ledger, account).await?.ok_or(ProtocolError::NoLedger)?;
        // Asked of the database: another process may have imported a moment ago. From now on nothing in memory is older.
        let reference = self.look_at_reference().await?;
        let mut whole = self.whole(ledger, place).await?;
        if whole.worth.as_ref().is_none_or(|(of, _)| *of < reference) {
            whole = self.priced(whole, reference).await?;
        }
        let (made, weight) =
            tokio::task::spawn_blocking(move || make(&mut whole).map(|made| (made, whole.weight()))).await??;
        self.derived.note(ledger, weight);
        Ok(made)
    }

    /// A ledger with the prices of all its cards.
    async fn priced(
        &self,
        mut whole: OwnedMutexGuard<Whole>,
        reference: u64,
    ) -> Result<OwnedMutexGuard<Whole>, AppError> {
        whole.worth = None;
        let mut worth = Worth::new(self.rates(reference).await?.1);
        let entries: Vec<(Uuid, Entry)> = whole.book.entries().map(|(id, entry)| (id, entry.clone())).collect();
        let wanted: Vec<(Uuid, Entry)> = entries.iter().cloned().chain(whole.book.wishes()).collect();
        let known = self.fetch_prices(&mut worth, &wanted).await?;
        known.into_iter().for_each(|(id, known)| worth.know(id, known));
        let whole = tokio::task::spawn_blocking(move || {
            for (id, _) in &entries {
                worth.count(&whole.book, *id, 1).map_err(bad_series)?;
            }
            worth.settle(&whole.book, &whole.book.settings());
            whole.worth = Some((reference, worth));
            Ok::<_, AppError>(whole)
        });
        whole.await?
    }

    /// Fetches what is missing of the prices of entries that are about to be written; says what the catalogue knows of
    /// them, which is to be noted when they are written: until then they are counted as they were.
    pub(crate) async fn price(
        &self,
        whole: &mut Whole,
        rows: &[(KeyedRecord, u64)],
    ) -> Result<Vec<(Uuid, Known)>, AppError> {
        let Some((_, worth)) = &mut whole.worth else { return Ok(Vec::new()) };
        let entries = rows.iter().filter_map(|((key, record), _)| match record {
            Record::Entry(stored) if stored.alive => Some((key.id, stored.value.clone())),
            Record::Wish(stored) if stored.alive => Some((key.id, stored.value.copy())),
            _ => None,
        });
        let entries: Vec<(Uuid, Entry)> = entries.collect();
        self.fetch_prices(worth, &entries).await
    }

    /// Puts the prices of entries among the series; says what the catalogue knows of them.
    async fn fetch_prices(&self, worth: &mut Worth, entries: &[(Uuid, Entry)]) -> Result<Vec<(Uuid, Known)>, AppError> {
        let mut knowledge = Vec::with_capacity(entries.len());
        let cards: Vec<CardRef> = entries.iter().map(|(_, entry)| entry.card.clone()).collect();
        let mut refs: BTreeSet<String> = BTreeSet::new();
        for ((id, entry), found) in entries.iter().zip(self.catalog_refs(&cards).await?) {
            let known = Known::from(found);
            refs.extend(Wanted::of(entry, &known).refs);
            knowledge.push((*id, known));
        }
        refs.retain(|card| !worth.series().has(card));
        let refs: Vec<String> = refs.into_iter().collect();
        for part in refs.chunks(LOOKED_UP) {
            fetch_series(&*self.store, worth, part).await?;
        }
        Ok(knowledge)
    }
}

async fn fetch_series(store: &dyn Store, worth: &mut Worth, refs: &[String]) -> Result<(), AppError> {
    let wanted: Vec<&str> = refs.iter().map(String::as_str).collect();
    let found = store.series(&wanted).await?;
    let mut rows = found.rows.into_iter().peekable();
    for card in refs {
        worth.series().put(card.clone(), Vec::new()).map_err(bad_series)?;
    }
    while let Some(first) = rows.peek() {
        let card = first.card.clone();
        let mut series: Vec<(i64, Series)> = Vec::new();
        while let Some(row) = rows.next_if(|row| row.card == card) {
            match series.last_mut() {
                Some((line, last)) if *line == row.line => last.chunks.push(row.chunk),
                _ => {
                    let line = found.lines.get(&row.line).ok_or_else(|| StoreError::Corrupt("a price line".into()))?;
                    series.push((row.line, Series { line: Arc::clone(line), chunks: vec![row.chunk] }));
                }
            }
        }
        worth.series().put(card, series.into_iter().map(|(_, series)| series).collect()).map_err(bad_series)?;
    }
    Ok(())
}

fn malformed(message: &str) -> AppError {
    ProtocolError::Malformed { n: None, message: message.to_owned() }.into()
}

pub(crate) fn known_day(date: Date) -> Result<Day, AppError> {
    day::day(date).filter(|day| *day > day::FLOOR).ok_or_else(|| malformed("a day out of bounds"))
}
