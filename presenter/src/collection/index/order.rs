//! The rows in the order that is asked for: all of them sorted, and of these the ones that match.

use std::sync::Arc;

use uuid::Uuid;

use super::Index;
use crate::collection::query::Rank;
use crate::collection::sections::Sections;
use crate::row::Row;

impl Index {
    pub(super) fn place(&self, list: &[Arc<Row>], row: &Row) -> Result<usize, usize> {
        let rank = |row| self.query.rank(&self.groups, &self.quotes, row);
        let wanted = rank(row);
        list.binary_search_by(|other| self.query.compare((rank(other), other), (wanted, row)))
    }

    /// Rows whose place may change with this one's.
    pub(super) fn siblings(&self, row: &Row) -> Vec<Uuid> {
        self.printings.as_ref().map(|printings| printings.siblings(row)).unwrap_or_default()
    }

    fn matcher(&self) -> impl Fn(&Row) -> bool + '_ {
        self.query.matcher(&self.groups, self.printings.as_ref(), &self.quotes, self.question.as_ref())
    }

    pub(super) fn take_out(&mut self, row: &Row) {
        if let Ok(at) = self.place(&self.sorted, row) {
            self.sorted.remove(at);
        }
        if let Ok(at) = self.place(&self.order, row) {
            self.order.remove(at);
            self.sections.take_out(at, row);
        }
    }

    pub(super) fn put_in(&mut self, row: &Arc<Row>) {
        let wanted = self.matcher()(row);
        if let Err(at) = self.place(&self.sorted, row) {
            self.sorted.insert(at, Arc::clone(row));
        }
        if let (true, Err(at)) = (wanted, self.place(&self.order, row)) {
            self.order.insert(at, Arc::clone(row));
            self.sections.put_in(at, row, &self.query, &self.groups);
        }
    }

    pub(super) fn sort(&mut self) {
        let rank = |row: &Arc<Row>| (self.query.rank(&self.groups, &self.quotes, row), Arc::clone(row));
        let mut ranked: Vec<(Rank, Arc<Row>)> = self.rows.values().map(rank).collect();
        ranked.sort_unstable_by(|(rank_a, a), (rank_b, b)| self.query.compare((*rank_a, a), (*rank_b, b)));
        self.sorted = ranked.into_iter().map(|(_, row)| row).collect();
        self.pick();
    }

    /// Picks from those that match already: what one more letter costs.
    pub(super) fn narrow(&mut self) {
        let mut order = std::mem::take(&mut self.order);
        let matches = self.matcher();
        order.retain(|row| matches(row));
        drop(matches);
        self.order = order;
        self.sections = Sections::of(&self.order, &self.query, &self.groups);
    }

    pub(super) fn pick(&mut self) {
        let matches = self.matcher();
        let order = self.sorted.iter().filter(|row| matches(row)).cloned().collect();
        drop(matches);
        self.order = order;
        self.sections = Sections::of(&self.order, &self.query, &self.groups);
    }
}
