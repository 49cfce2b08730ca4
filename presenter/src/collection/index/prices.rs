//! The prices of the index: what all rows are worth, kept by difference when a row changes and when a price does.

use std::collections::BTreeMap;
use std::sync::Arc;

use uuid::Uuid;
use vitrine_ledger::Date;

use super::{FEW, Index, Row};
use crate::value::{Division, Quotes, ShareKey, Shares, Tally, Worth};
use crate::wire::value::Valuation;

impl Index {
    /// Takes a whole valuation over: every row may have another price.
    pub fn value(&mut self, valuation: Valuation) {
        self.reckon(&valuation);
        let today = self.quotes.today();
        self.quotes = Quotes::of(valuation);
        self.quotes.set_today(today);
        // Its amounts are of the currency that was known when it was read.
        self.question = self.question.take().and_then(|_| self.question_of(&self.typed.search));
        self.value_again();
    }

    /// Another day: a price that an owner set for it holds from now on.
    pub fn set_today(&mut self, today: Option<Date>) {
        self.quotes.set_today(today);
        if self.rows.values().any(|row| row.own_price.is_some()) {
            self.value_again();
        }
    }

    /// Merges a difference: the rows it names are counted again.
    pub fn value_more(&mut self, difference: Valuation) {
        self.reckon(&difference);
        if self.quotes.reckons_otherwise(&difference) {
            self.quotes.merge(difference);
            return self.value_again();
        }
        let mut touched = self.quotes.touched_by(&difference);
        touched.sort_unstable();
        touched.dedup();
        let rows: Vec<Arc<Row>> = touched.into_iter().filter_map(|id| self.row(id)).collect();
        let (moves, many) = (self.asks_for_prices(), rows.len() > FEW);
        for row in &rows {
            self.uncount_worth(row);
            if moves && !many {
                self.take_out(row);
            }
        }
        self.quotes.merge(difference);
        for row in &rows {
            self.count_worth(row);
            if moves && !many {
                self.put_in(row);
            }
        }
        if moves && many {
            self.sort();
        }
    }

    /// May another price change what is shown?
    fn asks_for_prices(&self) -> bool {
        self.query.asks_for_prices() || self.question.is_some()
    }

    pub fn quotes(&self) -> &Quotes {
        &self.quotes
    }

    /// What all rows are worth together.
    pub fn worth(&self) -> Worth {
        self.worth.worth(&self.quotes)
    }

    /// What stands in a portfolio or a location is worth.
    pub fn worth_of(&self, group: Uuid) -> Worth {
        self.worth_of.get(&group).map(|tally| tally.worth(&self.quotes)).unwrap_or_default()
    }

    /// What everything, or a portfolio, was worth at the end of each day from `from` until before `today`, by the copies
    /// that were there then and the prices that are known now: for days of which nobody knows better ones.
    pub fn worth_on(&self, portfolio: Option<Uuid>, from: u32, today: u32) -> Vec<Worth> {
        let whole = match portfolio {
            None => Some(&self.worth),
            Some(id) => self.worth_of.get(&id),
        };
        let mut unmoved = whole.cloned().unwrap_or_default();
        let of = |row: &&Arc<Row>| portfolio.is_none_or(|id| row.portfolio == Some(id));
        let days = from..today.max(from);
        let mut moved: Vec<Tally> = vec![Tally::default(); days.len()];
        for row in self.changed_after(from).filter(of) {
            unmoved.subtract(&self.quotes.tally(row));
            let here = row.on_days(days.clone(), &self.reckoned);
            for ((sum, here), day) in moved.iter_mut().zip(here).zip(days.clone()) {
                if let Some(date) = Date::from_ordinal(day) {
                    sum.add(&self.quotes.tally_on(row, here, date));
                }
            }
        }
        let worth = |mut tally: Tally| {
            tally.add(&unmoved);
            tally.worth(&self.quotes)
        };
        moved.into_iter().map(worth).collect()
    }

    /// The rows of which anything changes after a day.
    pub(super) fn changed_after(&self, day: u32) -> impl Iterator<Item = &Arc<Row>> {
        self.changes.after(day).filter_map(|id| self.rows.get(&id))
    }

    /// What makes up the value, share by share, while a screen shows them.
    pub fn breakdown(&self) -> Option<Vec<(ShareKey, Worth)>> {
        Some(self.shares.as_ref()?.breakdown(&self.quotes, &self.worth()))
    }

    /// What makes up the value, while a screen shows it; none: it does no more.
    pub fn divide(&mut self, division: Option<Division>) {
        self.shares = division.map(Shares::new);
        if let Some(shares) = &mut self.shares {
            self.rows.values().for_each(|row| shares.add(row, &self.quotes));
        }
    }

    pub fn shares(&self) -> Option<&Shares> {
        self.shares.as_ref()
    }

    pub(super) fn count_worth(&mut self, row: &Row) {
        self.changes.note(row);
        if let Some(shares) = &mut self.shares {
            shares.add(row, &self.quotes);
        }
        let worth = self.quotes.tally(row);
        self.worth.add(&worth);
        for group in [row.location, row.portfolio].into_iter().flatten() {
            self.worth_of.entry(group).or_default().add(&worth);
        }
    }

    pub(super) fn uncount_worth(&mut self, row: &Row) {
        self.changes.forget(row);
        if let Some(shares) = &mut self.shares {
            shares.remove(row, &self.quotes);
        }
        let worth = self.quotes.tally(row);
        self.worth.subtract(&worth);
        for group in [row.location, row.portfolio].into_iter().flatten() {
            self.worth_of.entry(group).or_default().subtract(&worth);
        }
    }

    /// A row that is another printing than before is not worth what was quoted for that.
    pub(super) fn doubt(&mut self, now: &Row, before: Option<&Row>) {
        if before.is_some_and(|before| !now.is_priced_like(before)) {
            self.quotes.doubt(now.id);
        }
    }

    /// Reckons what was bought and sold as the valuation does: rows that say it in other money change.
    fn reckon(&mut self, valuation: &Valuation) {
        let before = self.reckoned.clone();
        self.reckoned.take(valuation);
        if self.reckoned == before {
            return;
        }
        let bases = [before.base(), self.reckoned.base()];
        let again = |row: &Arc<Row>| {
            let mut now = Row::clone(row);
            now.settle(&self.reckoned);
            (now != **row).then(|| (now.id, Some(Arc::new(now))))
        };
        let exchanged = self.rows.values().filter(|row| row.is_exchanged(bases));
        let fresh: BTreeMap<Uuid, Option<Arc<Row>>> = exchanged.filter_map(again).collect();
        if !fresh.is_empty() {
            self.take_over(&fresh, false);
            self.sort();
        }
    }

    fn value_again(&mut self) {
        (self.worth, self.worth_of) = (Tally::default(), Default::default());
        self.shares = self.shares.as_ref().map(|shares| Shares::new(shares.division()));
        let rows: Vec<Arc<Row>> = self.rows.values().cloned().collect();
        rows.iter().for_each(|row| self.count_worth(row));
        if self.asks_for_prices() {
            self.sort();
        }
    }
}
