//! What a person wants to see: the query as it was asked, with what its question says.

use vitrine_query::{Note, Parsed};

use super::{Index, Printings, Query, Show};
use crate::collection::question::question;

impl Index {
    /// Changes what is shown and how; false when it is the same.
    pub fn ask(&mut self, query: &Query) -> bool {
        if self.typed == *query {
            return false;
        }
        let question = self.question_of(&query.search);
        let wanted = query.with_order_of(question.as_ref());
        let same_order = self.query.same_order(&wanted);
        let words_alone = self.question.is_none() && question.is_none();
        let narrower = words_alone && self.query.narrows_to(&wanted);
        (self.typed, self.query, self.question) = (query.clone(), wanted, question);
        if !self.counts_printings() {
            self.printings = None;
        } else if self.printings.is_none() {
            let printings = self.printings.insert(Printings::default());
            self.rows.values().for_each(|row| printings.add(row));
        }
        if narrower {
            self.narrow();
        } else if same_order {
            self.pick();
        } else {
            self.sort();
        }
        true
    }

    /// What of the search was not understood and left out.
    pub fn notes(&self) -> &[Note] {
        self.question.as_ref().map_or(&[], |question| &question.notes)
    }

    pub(super) fn question_of(&self, search: &str) -> Option<Parsed> {
        // Without a base currency: the one most was paid in.
        let paid = || self.sums.cost.iter().max_by_key(|(_, sum)| **sum).map(|(currency, _)| *currency);
        let base = self.quotes.currency().or(self.groups.settings().currency).or_else(paid);
        question(search, self.quotes.today(), base)
    }

    /// Is somebody asking for duplicates?
    pub(super) fn counts_printings(&self) -> bool {
        self.query.show == Show::Duplicates || self.question.is_some() && self.query.search.contains("dup")
    }
}
