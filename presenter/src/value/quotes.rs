//! What one copy of every entry is worth, as far as this device knows: the server's quotes with the differences merged
//! in, and above them the price an owner set by hand, which holds at once and without a network.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;
use vitrine_ledger::{Currency, Date, Money, Rate};

use crate::row::Row;
use crate::wire::value::{Quote, SourcedRate, Valuation};

/// The source of a price that its owner set.
pub const OWN: &str = "own";
/// A price that is older is marked: so many days.
pub const STALE_DAYS: u32 = 30;

/// A price of one copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Price {
    /// In its own currency.
    pub unit: Money,
    /// In minor units of the currency everything is reckoned in; none where no rate leads there.
    pub reckoned: Option<i64>,
    /// The rate by which it is; none where it needs none.
    rate: Option<Rate>,
    pub date: Date,
    pub own: bool,
    /// It is not the price of exactly this copy.
    pub stands_in: bool,
}

impl Price {
    /// What so many copies are worth: converted in sum, and rounded once.
    pub fn of(&self, copies: i64) -> Option<i64> {
        self.reckoned?;
        let all = Money::new(self.unit.minor.saturating_mul(copies), self.unit.currency);
        self.rate.map_or(Some(all), |rate| rate.convert(all)).map(|money| money.minor)
    }
}

/// All that is known of prices.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Quotes {
    /// Everything is reckoned in it; none while the server has said nothing.
    currency: Option<Currency>,
    rates: Vec<SourcedRate>,
    by_entry: HashMap<Uuid, Noted>,
    /// Who says so and how, once for all quotes that share it.
    says: Vec<Says>,
    /// Entries that are another printing than the one that was quoted, until the server has seen it.
    doubted: HashSet<Uuid>,
    /// The day where the person is; none where that is not known, and then every own price holds.
    today: Option<Date>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Noted {
    price: Money,
    date: Date,
    says: u16,
}

#[derive(Debug, Clone, PartialEq)]
struct Says {
    source: String,
    kind: String,
    stands_in: Vec<String>,
}

impl Quotes {
    /// Takes a whole valuation over.
    pub fn of(mut valuation: Valuation) -> Self {
        let mut quotes = Self {
            currency: Some(valuation.currency),
            rates: valuation.rates,
            by_entry: HashMap::with_capacity(valuation.quotes.len()),
            ..Self::default()
        };
        quotes.note_all(std::mem::take(&mut valuation.quotes), valuation.under);
        quotes
    }

    /// Is this difference one that changes how everything is reckoned? Then all prices are others.
    pub fn reckons_otherwise(&self, difference: &Valuation) -> bool {
        self.currency != Some(difference.currency) || self.rates != difference.rates
    }

    /// The entries whose price may be another after a difference.
    pub fn touched_by(&self, difference: &Valuation) -> Vec<Uuid> {
        difference.quotes.iter().map(|(entry, _)| *entry).chain(self.doubted.iter().copied()).collect()
    }

    /// Merges a difference in.
    pub fn merge(&mut self, difference: Valuation) {
        self.currency = Some(difference.currency);
        self.rates = difference.rates;
        self.doubted.clear();
        self.note_all(difference.quotes, difference.under);
    }

    /// The entry is another printing now: what was quoted is not its price. The server will say what is.
    pub fn doubt(&mut self, entry: Uuid) {
        if self.by_entry.contains_key(&entry) {
            self.doubted.insert(entry);
        }
    }

    /// The currency everything is reckoned in, once the server has said.
    pub fn currency(&self) -> Option<Currency> {
        self.currency
    }

    pub fn rates(&self) -> &[SourcedRate] {
        &self.rates
    }

    pub fn today(&self) -> Option<Date> {
        self.today
    }

    pub fn set_today(&mut self, today: Option<Date>) {
        self.today = today;
    }

    /// The price its owner set, from its day on.
    fn own(&self, row: &Row, on: Option<Date>) -> Option<(Money, Date)> {
        row.own_price.filter(|(_, from)| on.is_none_or(|day| *from <= day))
    }

    /// The price of one copy: the owner's own, else what was quoted.
    pub fn price(&self, row: &Row) -> Option<Price> {
        self.price_on(row, self.today)
    }

    /// The same on a day since which nobody has quoted anything else.
    pub(super) fn price_on(&self, row: &Row, on: Option<Date>) -> Option<Price> {
        if let Some((unit, date)) = self.own(row, on) {
            return Some(self.priced(unit, date, true, false));
        }
        let noted = self.noted(row.id)?;
        let stands_in = !self.says[usize::from(noted.says)].stands_in.is_empty();
        Some(self.priced(noted.price, noted.date, false, stands_in))
    }

    fn priced(&self, unit: Money, date: Date, own: bool, stands_in: bool) -> Price {
        let rate = self.rate(unit.currency);
        Price { unit, reckoned: self.reckoned(unit), rate, date, own, stands_in }
    }

    /// The quote behind the price, with all that the server said of it; none for an owner's own.
    pub fn quote(&self, row: &Row) -> Option<Quote> {
        if self.own(row, self.today).is_some() { None } else { self.quote_of(row.id) }
    }

    /// What was quoted for a wish, or for an entry whatever price its owner set.
    pub fn quote_of(&self, id: Uuid) -> Option<Quote> {
        let noted = self.noted(id)?;
        let Says { source, kind, stands_in } = self.says[usize::from(noted.says)].clone();
        Some(Quote { price: noted.price, date: noted.date, source, kind, stands_in })
    }

    /// The entries whose price stands in by this rule.
    pub fn standing_in(&self, rule: &str) -> Vec<Uuid> {
        let by_rule = |noted: &Noted| self.says[usize::from(noted.says)].stands_in.iter().any(|word| word == rule);
        self.by_entry.iter().filter(|(_, noted)| by_rule(noted)).map(|(id, _)| *id).collect()
    }

    /// In the currency everything is reckoned in. Before the server has said which that is, nothing is.
    pub(super) fn reckoned(&self, money: Money) -> Option<i64> {
        if Some(money.currency) == self.currency {
            return Some(money.minor);
        }
        self.rate(money.currency)?.convert(money).map(|money| money.minor)
    }

    fn rate(&self, from: Currency) -> Option<Rate> {
        let leads = |rate: &&Rate| rate.from == from && Some(rate.to) == self.currency;
        self.rates.iter().map(|sourced| &sourced.rate).find(leads).copied()
    }

    /// What others say; of a price that the owner set, what they say besides: this device knows the owner's better.
    fn note_all(&mut self, quotes: Vec<(Uuid, Option<Quote>)>, under: Vec<(Uuid, Quote)>) {
        let mut under: HashMap<Uuid, Quote> = under.into_iter().collect();
        for (entry, quote) in quotes {
            let own = quote.as_ref().is_some_and(|quote| quote.source == OWN);
            self.note(entry, if own { under.remove(&entry) } else { quote });
        }
    }

    fn noted(&self, entry: Uuid) -> Option<&Noted> {
        self.by_entry.get(&entry).filter(|_| !self.doubted.contains(&entry))
    }

    fn note(&mut self, entry: Uuid, quote: Option<Quote>) {
        let Some(Quote { price, date, source, kind, stands_in }) = quote else {
            self.by_entry.remove(&entry);
            return;
        };
        let says = Says { source, kind, stands_in };
        let at = self.says.iter().position(|known| *known == says).unwrap_or_else(|| {
            self.says.push(says);
            self.says.len() - 1
        });
        // More kinds of sources than any server has: one that is not told apart says nothing.
        if let Ok(says) = u16::try_from(at) {
            self.by_entry.insert(entry, Noted { price, date, says });
        }
    }
}
