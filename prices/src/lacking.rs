//! Why a copy has no price, and which rule would give it one: what a person can do something about.

use uuid::Uuid;
use vitrine_ledger::{CardRef, Entry};

use crate::codec::BadChunk;
use crate::day::Day;
use crate::quote::{Quote, Rule, Rules};
use crate::worth::Worth;

/// Why a copy has no price that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lack {
    /// It is a proxy: no source quotes prices for those.
    Proxy,
    /// Its ids and its set and number are of different cards.
    Contradiction,
    /// No catalogue has such a card.
    NoCard,
    /// The card is known, and no source says a price of it.
    NoPrice,
    /// There are prices of the card, none of them of just this copy.
    Other,
    /// There is a price, in money that no rate leads from.
    NoRate,
}

/// A copy without a price that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lacking {
    /// The reason.
    pub why: Lack,
    /// The rules that would all have to be on for it to have a price; empty where no rule gives one.
    pub needs: Vec<Rule>,
    /// What each rule that is off would give, with those that are on.
    pub would: Vec<(Rule, Quote)>,
    /// Of a contradiction: the cards it may be.
    pub choices: Vec<CardRef>,
}

impl Worth {
    /// Why an entry has no price on a day, or none that counts; none where it has one.
    ///
    /// # Errors
    /// When a stored series cannot be read.
    pub fn lacking(&self, id: Uuid, entry: &Entry, on: Day) -> Result<Option<Lacking>, BadChunk> {
        let options = self.options();
        let wanted = self.wanted(id, entry);
        let by = |rules: Rules| self.series.quote(&wanted, rules, options.base, on);
        if let Some(quote) = by(options.rules)? {
            let counts = quote.currency == options.base || self.rates().at(quote.currency, options.base, on).is_some();
            let lacking = Lacking { why: Lack::NoRate, needs: Vec::new(), would: Vec::new(), choices: Vec::new() };
            return Ok((!counts).then_some(lacking));
        }
        let known = self.known(id);
        let mut would = Vec::new();
        for rule in Rule::ALL {
            if let Some(quote) = by(options.rules.with(rule))? {
                would.push((rule, quote));
            }
        }
        let any = by(Rules::all())?;
        let has_series = || wanted.refs.iter().any(|card| !self.series.of(card).is_empty());
        let why = if wanted.is_proxy() {
            Lack::Proxy
        } else if !known.contradiction.is_empty() {
            Lack::Contradiction
        } else if any.is_some() || has_series() {
            Lack::Other
        } else if known.place.is_none() {
            Lack::NoCard
        } else {
            Lack::NoPrice
        };
        let needs = any.map(|quote| quote.fit.rules().collect()).unwrap_or_default();
        Ok(Some(Lacking { why, needs, would, choices: known.contradiction.clone() }))
    }
}
