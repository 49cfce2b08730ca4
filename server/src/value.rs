//! What a ledger is worth: views derived from its records and the prices the server knows.
//!
//! The arithmetic is in `vitrine-prices`; here prices are fetched for the cards of a ledger, kept beside its records, and
//! dropped when the reference data has moved.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use tokio::sync::OwnedMutexGuard;
use uuid::Uuid;
use vitrine_app::api::Row as ApiRow;
use vitrine_app::api::value::{
    CardHistory, CardHistoryRequest, ExplainRequest, Explained, Graded, MadeFrom, Moved, MovedCard, Quote, SourcedRate,
    Valuation, ValuationRequest, ValueHistory, ValueHistoryRequest,
};
use vitrine_ledger::{CardRef, Date, Entry, Kind, Money, Record};
use vitrine_prices::wanted::Known;
use vitrine_prices::worth::Terms;
use vitrine_prices::{BadChunk, Book, Day, Rates, Series, Wanted, Worth, day};
use vitrine_sync::wire::ProtocolError;
use vitrine_sync::{AccountId, Epoch, LedgerId, Seq};

use crate::core::{AppError, Core, now_ms};
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
        self.worth(account, request.ledger, move |whole| {
            let (from, terms) = (whole.made_from(), whole.terms());
            let whole_answer = request.have.is_none_or(|have| !whole.follows(have));
            let after = request.have.map_or(0, |have| have.head.0);
            let Whole { book, changed, worth, .. } = whole;
            let worth = &worth.as_ref().expect("BUG: worth is made before it is asked for").1;
            let mut quotes = Vec::new();
            let mut currencies = worth.currencies().clone();
            for (key, seq) in changed.iter() {
                let copy = match key.kind {
                    Kind::Wish => book.wish(key.id).map(Cow::Owned),
                    _ => book.entry(key.id).map(Cow::Borrowed),
                };
                // A price of one's own begins to hold on its day without any edit.
                let own = copy.as_ref().and_then(|copy| copy.price.as_ref()).map(|own| own.price.currency);
                currencies.extend(own);
                let said = if whole_answer { copy.is_some() } else { *seq > after || own.is_some() };
                if said {
                    let quote = copy.map(|copy| worth.quote(key.id, &copy, today)).transpose();
                    quotes.push((key.id, quote.map_err(bad_series)?.flatten().map(shown)));
                }
            }
            let rate = |currency| {
                let sourced = worth.rates().at(currency, terms.base, today)?;
                Some(SourcedRate { rate: sourced.rate, source: sourced.source })
            };
            let rates = currencies.into_iter().filter(|currency| *currency != terms.base).filter_map(rate).collect();
            let currency = terms.base;
            let time_ms = now_ms();
            Ok(Valuation { ledger: request.ledger, from, whole: whole_answer, currency, quotes, rates, time_ms })
        })
        .await
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
        self.worth(account, request.ledger, move |whole| {
            let (from, terms) = (whole.made_from(), whole.terms());
            let (book, worth) = whole.parts();
            let history = worth.history(book, request.portfolio, today).map_err(bad_series)?;
            Ok(ValueHistory {
                ledger: request.ledger,
                portfolio: request.portfolio,
                from,
                currency: terms.base,
                first: history.first.map(day::date),
                value: history.value,
                cost: history.cost,
                realised: history.realised,
                unpriced: history.unpriced,
                unconverted: history.unconverted,
                undated: history.undated,
                time_ms: now_ms(),
            })
        })
        .await
    }

    /// The prices of one entry.
    ///
    /// # Errors
    /// `NoLedger`, `Malformed`, or a failure of ours.
    pub async fn card_history(&self, account: AccountId, request: CardHistoryRequest) -> Result<CardHistory, AppError> {
        let today = known_day(request.today)?;
        self.worth(account, request.ledger, move |whole| {
            let (from, terms) = (whole.made_from(), whole.terms());
            let (book, worth) = whole.parts();
            let quotes = worth.quotes(book, request.entry, today).map_err(bad_series)?;
            let quotes = quotes.into_iter().map(shown).collect();
            let graded = worth.graded(book, request.entry, today).map_err(bad_series)?.into_iter().map(|one| Graded {
                grade: one.grade,
                quote: shown(one.quote),
                more: one.more.map(|minor| Money::new(minor, terms.base)),
            });
            let graded = graded.collect();
            Ok(CardHistory { ledger: request.ledger, entry: request.entry, from, quotes, graded, time_ms: now_ms() })
        })
        .await
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
        self.worth(account, request.ledger, move |whole| {
            let (from, terms) = (whole.made_from(), whole.terms());
            let (book, worth) = whole.parts();
            let (before, after, cards) = worth.explain(book, request.portfolio, days).map_err(bad_series)?;
            let moved = |[price, buys, sales, rates, known]: [i64; 5]| Moved { price, buys, sales, rates, known };
            let mut sum = [0_i64; 5];
            for card in &cards {
                sum.iter_mut().zip(card.moved.parts()).for_each(|(sum, part)| *sum = sum.saturating_add(part));
            }
            let cards = cards.iter().map(|card| MovedCard {
                entry: card.entry,
                moved: moved(card.moved.parts()),
                price_before: card.prices.0,
                price_after: card.prices.1,
                copies: card.copies,
            });
            Ok(Explained {
                ledger: request.ledger,
                portfolio: request.portfolio,
                from,
                currency: terms.base,
                before,
                after,
                moved: moved(sum),
                cards: cards.collect(),
                time_ms: now_ms(),
            })
        })
        .await
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
        let mut rates = Rates::default();
        for row in self.store.rates().await? {
            rates.put(row.base, row.quote, &row.source, row.days);
        }
        let mut worth = Worth::new(Arc::new(rates));
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
        rows: &[(ApiRow, u64)],
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

    /// Puts the prices of entries on the shelf; says what the catalogue knows of them.
    async fn fetch_prices(&self, worth: &mut Worth, entries: &[(Uuid, Entry)]) -> Result<Vec<(Uuid, Known)>, AppError> {
        let mut knowledge = Vec::with_capacity(entries.len());
        let cards: Vec<CardRef> = entries.iter().map(|(_, entry)| entry.card.clone()).collect();
        let mut refs: BTreeSet<String> = BTreeSet::new();
        for ((id, entry), found) in entries.iter().zip(self.catalog_refs(&cards).await?) {
            let known = Known::from(found);
            refs.extend(Wanted::of(entry, &known).refs);
            knowledge.push((*id, known));
        }
        refs.retain(|card| !worth.shelf().has(card));
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
        worth.shelf().put(card.clone(), Vec::new()).map_err(bad_series)?;
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
        worth.shelf().put(card, series.into_iter().map(|(_, series)| series).collect()).map_err(bad_series)?;
    }
    Ok(())
}

impl Whole {
    pub(crate) fn made_from(&self) -> MadeFrom {
        let reference = self.worth.as_ref().map_or(0, |(reference, _)| *reference);
        MadeFrom { epoch: Epoch(self.place.epoch), head: Seq(self.place.head), reference }
    }

    pub(crate) fn parts(&mut self) -> (&Book, &mut Worth) {
        let Self { book, worth, .. } = self;
        (book, &mut worth.as_mut().expect("BUG: worth is made before it is asked for").1)
    }

    pub(crate) fn terms(&mut self) -> Terms {
        let settings = self.book.settings();
        let (book, worth) = self.parts();
        let terms = worth.settle(book, &settings);
        if self.terms.is_none_or(|(known, _)| known != terms) {
            self.terms = Some((terms, self.place.head));
        }
        terms
    }

    /// Is what a device has of this very state but for entries that changed since?
    fn follows(&self, have: MadeFrom) -> bool {
        let now = self.made_from();
        // Other terms may prefer other prices everywhere.
        let terms = self.terms.is_some_and(|(_, since)| since <= have.head.0);
        have.epoch == now.epoch && have.reference == now.reference && have.head <= now.head && terms
    }
}

/// A quote as it travels.
pub(crate) fn shown(quote: vitrine_prices::Quote) -> Quote {
    Quote {
        price: Money::new(quote.minor, quote.currency),
        date: quote.date,
        source: quote.source,
        kind: quote.kind,
        stands_in: quote.mark.rules().map(|rule| rule.as_str().to_owned()).collect(),
    }
}

fn malformed(message: &str) -> AppError {
    ProtocolError::Malformed { n: None, message: message.to_owned() }.into()
}

pub(crate) fn known_day(date: Date) -> Result<Day, AppError> {
    day::day(date).filter(|day| *day > day::FLOOR).ok_or_else(|| malformed("a day out of bounds"))
}
