//! The prices of the index: what all rows are worth, kept by difference when a row changes and when a price does.

use std::sync::Arc;

use uuid::Uuid;
use vitrine_ledger::Date;

use super::{FEW, Index, Row};
use crate::api::value::Valuation;
use crate::value::{Division, Quotes, Shares, Worth};

impl Index {
    /// Takes a whole valuation over: every row may have another price.
    pub fn value(&mut self, valuation: Valuation) {
        let today = self.quotes.today();
        self.quotes = Quotes::of(valuation);
        self.quotes.set_today(today);
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
        if self.quotes.reckons_otherwise(&difference) {
            self.quotes.merge(difference);
            return self.value_again();
        }
        let mut touched = self.quotes.touched_by(&difference);
        touched.sort_unstable();
        touched.dedup();
        let rows: Vec<Arc<Row>> = touched.into_iter().filter_map(|id| self.row(id)).collect();
        let (moves, many) = (self.query.asks_for_prices(), rows.len() > FEW);
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

    pub fn quotes(&self) -> &Quotes {
        &self.quotes
    }

    /// What everything is worth.
    pub fn worth(&self) -> Worth {
        self.worth
    }

    /// What stands in a portfolio or a location is worth.
    pub fn worth_of(&self, group: Uuid) -> Worth {
        self.worth_of.get(&group).copied().unwrap_or_default()
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
        if let Some(shares) = &mut self.shares {
            shares.add(row, &self.quotes);
        }
        let worth = self.quotes.worth(row);
        self.worth.add(&worth);
        for group in [row.location, row.portfolio].into_iter().flatten() {
            self.worth_of.entry(group).or_default().add(&worth);
        }
    }

    pub(super) fn uncount_worth(&mut self, row: &Row) {
        if let Some(shares) = &mut self.shares {
            shares.remove(row, &self.quotes);
        }
        let worth = self.quotes.worth(row);
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

    fn value_again(&mut self) {
        (self.worth, self.worth_of) = (Worth::default(), Default::default());
        self.shares = self.shares.as_ref().map(|shares| Shares::new(shares.division()));
        let rows: Vec<Arc<Row>> = self.rows.values().cloned().collect();
        rows.iter().for_each(|row| self.count_worth(row));
        if self.query.asks_for_prices() {
            self.sort();
        }
    }
}
