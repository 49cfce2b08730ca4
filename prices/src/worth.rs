//! What a ledger is worth, kept up to date by differences: an edit takes away what the entries it touches came to and adds
//! what they come to now.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use uuid::Uuid;
use vitrine_ledger::basis::Method;
use vitrine_ledger::{Currency, Entry, Settings};

use crate::book::{Book, most};
use crate::by_card::{SeriesByCard, Track, Tracker};
use crate::codec::BadChunk;
use crate::day::Day;
use crate::explain::{Card, Explainer, whole};
use crate::held::Held;
use crate::history::History;
use crate::quote::{Quote, Rules};
use crate::rates::Rates;
use crate::sums::Sums;
use crate::wanted::{Known, Wanted};

/// How worth is reckoned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorthOptions {
    /// The currency of everything that is said.
    pub base: Currency,
    /// The substitutes that are allowed.
    pub rules: Rules,
    /// How cost is assigned to what went.
    pub method: Method,
}

/// What a ledger is worth.
#[derive(Debug, Default)]
pub struct Worth {
    pub(crate) series: SeriesByCard,
    rates: Arc<Rates>,
    /// What the catalogue knows of entries' cards; an entry that is not here has nothing known.
    known: BTreeMap<Uuid, Known>,
    /// What the counted entries want: made once, and asked for with every view.
    wanted: BTreeMap<Uuid, Arc<Wanted>>,
    /// Entries by the currency of their preferred price.
    priced_in: BTreeMap<Currency, i64>,
    options: Option<WorthOptions>,
    /// The whole ledger (none) and the portfolios that were asked for.
    sums: BTreeMap<Option<Uuid>, Sums>,
    tracker: Tracker,
    track: Track,
}

impl Worth {
    /// An empty one, with these rates.
    pub fn new(rates: Arc<Rates>) -> Self {
        Self { rates, ..Self::default() }
    }

    /// Where the series of prices are put.
    pub fn series(&mut self) -> &mut SeriesByCard {
        &mut self.series
    }

    /// The rates of exchange.
    pub fn rates(&self) -> &Rates {
        &self.rates
    }

    /// Notes what the catalogue knows of an entry's card. To be said before the entry is counted.
    pub fn know(&mut self, entry: Uuid, known: Known) {
        if known == Known::default() {
            self.known.remove(&entry);
        } else {
            self.known.insert(entry, known);
        }
    }

    /// What the catalogue knows of an entry's card.
    pub(crate) fn known(&self, id: Uuid) -> &Known {
        static NOTHING: Known = Known::NOTHING;
        self.known.get(&id).unwrap_or(&NOTHING)
    }

    /// The copy an entry wants a price for.
    pub(crate) fn wanted(&self, id: Uuid, entry: &Entry) -> Arc<Wanted> {
        if let Some(wanted) = self.wanted.get(&id) {
            return Arc::clone(wanted);
        }
        Arc::new(Wanted::of(entry, self.known(id)))
    }

    /// The currencies prices of these cards are in.
    pub fn currencies(&self) -> &BTreeSet<Currency> {
        self.series.currencies()
    }

    /// What it takes of memory, about.
    pub fn bytes(&self) -> usize {
        self.series.bytes() + self.sums.values().map(Sums::bytes).sum::<usize>()
    }

    /// Counts (`times` 1) or takes away (-1) an entry as the book has it now. Before and after every change of the records
    /// of an entry; and once for every entry at the beginning.
    ///
    /// # Errors
    /// When a stored series cannot be read.
    pub fn count(&mut self, book: &Book, id: Uuid, times: i64) -> Result<(), BadChunk> {
        let Some(booked) = book.with_lots(id) else { return Ok(()) };
        let wanted = self.wanted(id, booked.entry);
        // Which money to reckon in is asked here: none is preferred yet.
        let first = self.series.candidates(&wanted, Rules::default(), None).first().map(|(_, one)| one.line.currency);
        if let Some(currency) = first {
            *self.priced_in.entry(currency).or_default() += times;
        }
        if times > 0 {
            self.wanted.insert(id, Arc::clone(&wanted));
        } else {
            self.wanted.remove(&id);
        }
        let Some(options) = self.options.filter(|_| !self.sums.is_empty()) else { return Ok(()) };
        let portfolio = booked.entry.portfolio;
        let Self { series, rates, sums, tracker, track, .. } = self;
        tracker.track(series, &wanted, options.rules, options.base, 0, track)?;
        let held = Held::of(&booked.lots, &booked.sales, options.base, options.method, rates, None);
        for of in [None, portfolio].into_iter().take(if portfolio.is_some() { 2 } else { 1 }) {
            if let Some(sums) = sums.get_mut(&of) {
                sums.count(&held, track, times);
            }
        }
        Ok(())
    }

    /// Looks how to reckon now. When that is otherwise than before, everything is summed again when it is next
    /// asked for. To be said when all changes are counted.
    ///
    /// The base currency is that of the settings; else the one most copies were paid in; else the one most prices are in.
    pub fn settle(&mut self, book: &Book, settings: &Settings) -> WorthOptions {
        let base = settings.currency.or_else(|| book.most_paid()).or_else(|| most(&self.priced_in));
        let options = WorthOptions {
            base: base.unwrap_or(Currency::USD),
            rules: Rules::of(settings.substitutes.iter()),
            method: settings.method,
        };
        if self.options != Some(options) {
            self.sums.clear();
            self.options = Some(options);
        }
        options
    }

    pub(crate) fn options(&self) -> WorthOptions {
        self.options.expect("BUG: worth is settled before it is asked for")
    }

    /// The sums of the ledger or of a portfolio, made if nobody has asked for them yet.
    fn sums(&mut self, book: &Book, portfolio: Option<Uuid>) -> Result<&Sums, BadChunk> {
        if !self.sums.contains_key(&portfolio) {
            let sums = self.sum(book, portfolio, None)?;
            self.sums.insert(portfolio, sums);
        }
        Ok(&self.sums[&portfolio])
    }

    /// All entries summed; what is dated after `until` with that day.
    fn sum(&mut self, book: &Book, portfolio: Option<Uuid>, until: Option<Day>) -> Result<Sums, BadChunk> {
        let options = self.options();
        let mut sums = Sums::default();
        for (id, entry) in book.entries() {
            if portfolio.is_some() && entry.portfolio != portfolio {
                continue;
            }
            let Some(booked) = book.with_lots(id) else { continue };
            let wanted = self.wanted(id, booked.entry);
            self.tracker.track(&self.series, &wanted, options.rules, options.base, 0, &mut self.track)?;
            let held = Held::of(&booked.lots, &booked.sales, options.base, options.method, &self.rates, until);
            sums.count(&held, &self.track, 1);
        }
        Ok(sums)
    }

    /// The history until `today`. On its last day it counts everything that is booked: what is dated later, too.
    ///
    /// # Errors
    /// When a stored series cannot be read.
    pub fn history(&mut self, book: &Book, portfolio: Option<Uuid>, today: Day) -> Result<History, BadChunk> {
        let (base, rates) = (self.options().base, Arc::clone(&self.rates));
        if book.is_dated_after(today) {
            // Rare, and another sum every day: it is not kept.
            return Ok(self.sum(book, portfolio, Some(today))?.history(base, &rates, today));
        }
        Ok(self.sums(book, portfolio)?.history(base, &rates, today))
    }

    /// The price of one copy on a day.
    ///
    /// # Errors
    /// When a stored series cannot be read.
    pub fn quote(&self, id: Uuid, entry: &Entry, on: Day) -> Result<Option<Quote>, BadChunk> {
        let options = self.options();
        self.series.quote(&self.wanted(id, entry), options.rules, options.base, on)
    }

    /// What others say of a copy on a day, whatever price its owner set; none where the owner set none.
    ///
    /// # Errors
    /// When a stored series cannot be read.
    pub fn quote_under(&self, id: Uuid, entry: &Entry, on: Day) -> Result<Option<Quote>, BadChunk> {
        let options = self.options();
        let Some(wanted) = without_own(&self.wanted(id, entry)) else { return Ok(None) };
        self.series.quote(&wanted, options.rules, options.base, on)
    }

    /// The same over days, from the price that held when the owner's began to.
    ///
    /// # Errors
    /// When a stored series cannot be read.
    pub fn quotes_under(&mut self, book: &Book, id: Uuid, until: Day) -> Result<Vec<Quote>, BadChunk> {
        let options = self.options();
        let Some(booked) = book.with_lots(id) else { return Ok(Vec::new()) };
        let wanted = self.wanted(id, booked.entry);
        let Some((own, under)) = wanted.own.map(|(from, _)| from).zip(without_own(&wanted)) else {
            return Ok(Vec::new());
        };
        self.tracker.track(&self.series, &under, options.rules, options.base, own, &mut self.track)?;
        let steps = self.track.steps.iter().take_while(|step| step.day <= until);
        Ok(steps.map(|step| self.track.quote(*step, step.day)).collect())
    }

    /// The prices of one copy of an entry until a day, whenever they changed.
    ///
    /// # Errors
    /// When a stored series cannot be read.
    pub fn quotes(&mut self, book: &Book, id: Uuid, until: Day) -> Result<Vec<Quote>, BadChunk> {
        let options = self.options();
        let Some(booked) = book.with_lots(id) else { return Ok(Vec::new()) };
        let wanted = self.wanted(id, booked.entry);
        self.tracker.track(&self.series, &wanted, options.rules, options.base, 0, &mut self.track)?;
        let steps = self.track.steps.iter().take_while(|step| step.day <= until);
        Ok(steps.map(|step| self.track.quote(*step, step.day)).collect())
    }

    /// Why the value moved between two days: the values, and the cards that moved. The parts of all cards sum to the
    /// difference of the values. What is dated after `today` counts with that day, as in the history.
    ///
    /// # Errors
    /// When a stored series cannot be read.
    pub fn explain(
        &mut self,
        book: &Book,
        portfolio: Option<Uuid>,
        (before, after): (Day, Day),
        today: Option<Day>,
    ) -> Result<(i64, i64, Vec<Card<i64>>), BadChunk> {
        let (options, rates) = (self.options(), Arc::clone(&self.rates));
        let until = today.filter(|today| book.is_dated_after(*today));
        let values = |sums: &Sums| [before, after].map(|day| sums.value_on(options.base, &rates, day));
        let [first, last] = match until {
            Some(_) => values(&self.sum(book, portfolio, until)?),
            None => values(self.sums(book, portfolio)?),
        };
        let mut explainer = Explainer::new(options.base, &rates, before, after);
        let mut cards = Vec::new();
        for (id, entry) in book.entries() {
            if portfolio.is_some() && entry.portfolio != portfolio {
                continue;
            }
            let Some(booked) = book.with_lots(id) else { continue };
            let wanted = self.wanted(id, booked.entry);
            self.tracker.track(&self.series, &wanted, options.rules, options.base, before, &mut self.track)?;
            let held = Held::of(&booked.lots, &booked.sales, options.base, options.method, &rates, until);
            cards.push(explainer.card(id, &held, &self.track));
        }
        let mut cards = whole(&cards, last.saturating_sub(first));
        cards.retain(|card| card.moved.parts() != [0; 5]);
        cards.sort_by_key(|card| (std::cmp::Reverse(card.moved.price.abs()), card.entry));
        Ok((first, last, cards))
    }
}

/// The same copy, as if its owner had set no price; none where none is set.
fn without_own(wanted: &Wanted) -> Option<Wanted> {
    wanted.own?;
    let mut under = wanted.clone();
    under.own = None;
    Some(under)
}
