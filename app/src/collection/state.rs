//! The collection in the context of every page: the index behind a signal that moves, kept in step with the engine.

use leptos::prelude::*;
use std::sync::Arc;
use uuid::Uuid;
use vitrine_ledger::{Kind, Totals};

use super::Index;
use super::Query;
use super::Row;
use super::Selection;
use super::Widest;
use super::{Facets, Groups};
use super::{ListItem, Section, SectionKey};
use vitrine_presenter::value::{Division, Price, Quotes, Reckoned, ShareKey, Shares, Worth};
use vitrine_presenter::words;

use crate::api::value::Valuation;
use crate::engine::{Changed, Engine, Identity, Phase, use_engine};
use crate::session::First;
use vitrine_ledger::{Currency, Date};

/// The rows of the signed-in person.
#[derive(Clone, Copy)]
pub struct Collection {
    index: StoredValue<Index>,
    /// Counts the changes of the index.
    version: RwSignal<u64>,
    /// What the person wants to see.
    pub query: RwSignal<Query>,
    /// The entries the person has picked.
    pub selection: RwSignal<Selection>,
    /// The revision of the engine's view that the index shows.
    shown: StoredValue<u64>,
    engine: Engine,
}

/// The collection of this page.
pub fn use_collection() -> Collection {
    expect_context::<Collection>()
}

impl Collection {
    pub fn provide() -> Self {
        let collection = Self {
            index: StoredValue::new(Index::default()),
            version: RwSignal::new(0),
            query: RwSignal::new(Query::default()),
            selection: RwSignal::new(Selection::default()),
            shown: StoredValue::new(0),
            engine: use_engine(),
        };
        provide_context(collection);
        collection.follow_engine();
        Effect::new(move |_| {
            collection.query.with(|query| collection.change(|index| index.ask(query)));
        });
        collection.follow_appearance();
        collection.keep_order();
        collection
    }

    /// The appearance somebody chose holds on every device, as soon as it is known there.
    fn follow_appearance(&self) {
        let (collection, engine) = (*self, self.engine);
        let appearance = Memo::new(move |_| collection.with_groups(|groups| groups.settings().appearance));
        Effect::new(move |_| {
            // What the server rendered is of this person too, but the local view may know better.
            if collection.is_whole() && collection.shown.get_value() != u64::MAX {
                engine.show_as(appearance.get());
            }
        });
    }

    /// Shows what the server rendered, until the local view rules.
    pub fn seed(&self, first: &First) {
        let Some(page) = &first.page else { return };
        if self.engine.phase().get_untracked() != Phase::Ready && self.version.get_untracked() == 0 {
            self.index.update_value(|index| index.seed(&page.rows, &page.totals, page.currency, &page.dated));
        }
    }

    /// Is what is shown the local view, and so all of it?
    pub fn is_whole(&self) -> bool {
        self.engine.phase().get() == Phase::Ready
    }

    /// The revision of the engine's view that the rows show.
    pub fn shown(&self) -> u64 {
        self.version.track();
        self.shown.get_value()
    }

    /// How many rows match.
    pub fn count(&self) -> usize {
        self.version.track();
        self.index.with_value(|index| index.order().len())
    }

    /// How many lines the list has, with the headings.
    pub fn lines(&self) -> usize {
        self.version.track();
        self.index.with_value(Index::lines)
    }

    /// The lines from `start` to `end`.
    pub fn slice(&self, start: usize, end: usize) -> Vec<ListItem> {
        self.version.track();
        self.index.with_value(|index| index.slice(start, end))
    }

    /// What stands under a heading, and the first of its rows.
    pub fn section(&self, key: &SectionKey) -> Option<(Section, Arc<Row>)> {
        self.version.track();
        self.index.with_value(|index| index.section(key))
    }

    /// The line on which a row stands, by its place among those that match.
    pub fn line_of(&self, at: usize) -> usize {
        self.index.with_value(|index| index.line_of(at))
    }

    /// The entries from `start` to `end` of those that match.
    pub fn ids(&self, start: usize, end: usize) -> Vec<Uuid> {
        self.version.track();
        self.index.with_value(|index| index.order()[start..end].iter().map(|row| row.id).collect())
    }

    /// The place of an entry among the rows that match.
    pub fn position(&self, id: Uuid) -> Option<usize> {
        self.index.with_value(|index| index.order().iter().position(|row| row.id == id))
    }

    /// The entry at a place.
    pub fn id_at(&self, place: usize) -> Option<Uuid> {
        self.index.with_value(|index| index.order().get(place).map(|row| row.id))
    }

    /// The row of an entry, if it is alive.
    pub fn row(&self, id: Uuid) -> Option<Arc<Row>> {
        self.version.track();
        self.index.with_value(|index| index.row(id))
    }

    /// The open conflicts of an entry.
    pub fn conflicts(&self, entry: Uuid) -> Vec<Uuid> {
        self.version.track();
        self.index.with_value(|index| index.conflicts(entry).collect())
    }

    /// Every open conflict of a living entry, with the entry's row: in order of the names.
    pub fn open_conflicts(&self) -> Vec<(Arc<Row>, Uuid)> {
        self.version.track();
        self.index.with_value(Index::open_conflicts)
    }

    /// The rows of which more copies went than came, in order of the names.
    pub fn oversold(&self) -> Vec<Arc<Row>> {
        self.version.track();
        self.index.with_value(Index::oversold)
    }

    /// How many conflicts and cards sold twice wait for a decision.
    pub fn undecided(&self) -> usize {
        self.version.track();
        self.index.with_value(Index::undecided)
    }

    /// Looks at the rows with the longest texts.
    pub fn with_widest<T>(&self, look: impl FnOnce(&Widest) -> T) -> T {
        self.version.track();
        self.index.with_value(|index| look(index.widest()))
    }

    /// What of the search was not understood: what is the matter with it, and the search as it may have been meant.
    pub fn question_notes(&self) -> Vec<(String, Option<String>)> {
        self.version.track();
        let search = self.query.with(|query| query.search.clone());
        self.index.with_value(|index| index.notes().iter().map(|note| words::question_note(&search, note)).collect())
    }

    /// The totals of everything, whatever is searched for.
    pub fn sums(&self) -> Totals {
        self.version.track();
        self.index.with_value(|index| index.sums().clone())
    }

    /// Looks at the portfolios, the locations and the settings.
    pub fn with_groups<T>(&self, look: impl FnOnce(&Groups) -> T) -> T {
        self.version.track();
        self.index.with_value(|index| look(index.groups()))
    }

    /// What stands in a portfolio or a location adds up to.
    pub fn sums_of(&self, group: Uuid) -> Totals {
        self.version.track();
        self.index.with_value(|index| index.sums_of(group))
    }

    /// Looks at the values there are to filter by.
    pub fn with_facets<T>(&self, look: impl FnOnce(&Facets) -> T) -> T {
        self.version.track();
        self.index.with_value(|index| look(index.facets()))
    }

    /// Takes a whole valuation over.
    pub fn value(&self, valuation: Valuation) {
        self.change(|index| {
            index.value(valuation);
            true
        });
    }

    /// Takes the difference to the valuation before over.
    pub fn value_more(&self, difference: Valuation) {
        self.change(|index| {
            index.value_more(difference);
            true
        });
    }

    /// Notes which day it is where the person is: prices of their own hold from their day on.
    pub fn set_today(&self, today: Option<Date>) {
        if self.index.with_value(|index| index.quotes().today()) != today {
            self.change(|index| {
                index.set_today(today);
                true
            });
        }
    }

    /// What everything is worth.
    pub fn worth(&self) -> Worth {
        self.version.track();
        self.index.with_value(Index::worth)
    }

    /// What stands in a portfolio or a location is worth.
    pub fn worth_of(&self, group: Uuid) -> Worth {
        self.version.track();
        self.index.with_value(|index| index.worth_of(group))
    }

    /// What everything, or one portfolio, was worth at the end of each day from `from` until before `today`, by the prices
    /// that are known now.
    pub fn worth_on(&self, portfolio: Option<Uuid>, from: u32, today: u32) -> Vec<Worth> {
        self.version.track();
        self.index.with_value(|index| index.worth_on(portfolio, from, today))
    }

    /// Looks at how amounts are reckoned.
    pub fn with_reckoned<T>(&self, look: impl FnOnce(&Reckoned) -> T) -> T {
        self.version.track();
        self.index.with_value(|index| look(index.reckoned()))
    }

    /// What makes up the value, share by share, if they are kept.
    pub fn breakdown(&self) -> Option<Vec<(ShareKey, Worth)>> {
        self.version.track();
        self.index.with_value(Index::breakdown)
    }

    /// Keeps what makes up the value in step, while a screen shows it; none: it does no more.
    pub fn divide(&self, division: Option<Division>) {
        self.change(|index| {
            index.divide(division);
            true
        });
    }

    /// Looks at what makes up the value, if that is kept.
    pub fn with_shares<T>(&self, look: impl FnOnce(&Shares) -> T) -> Option<T> {
        self.version.track();
        self.index.with_value(|index| index.shares().map(look))
    }

    /// The currency everything is reckoned in, once the server has said.
    pub fn currency(&self) -> Option<Currency> {
        self.with_quotes(Quotes::currency)
    }

    /// The price of one copy of an entry.
    pub fn price(&self, row: &Row) -> Option<Price> {
        self.with_quotes(|quotes| quotes.price(row))
    }

    /// Looks at what is known of prices.
    pub fn with_quotes<T>(&self, look: impl FnOnce(&Quotes) -> T) -> T {
        self.version.track();
        self.index.with_value(|index| look(index.quotes()))
    }

    fn follow_engine(&self) {
        let collection = *self;
        let engine = self.engine;
        // Runs in the browser only.
        Effect::new(move |before: Option<Option<Identity>>| {
            let now = engine.revision().get();
            let person = engine.identity().get();
            if engine.phase().get() != Phase::Ready {
                // Another person signed in, or this one out: nothing of the one before may be seen.
                if before.is_some_and(|before| before.is_some() && before != person) {
                    collection.change(|index| {
                        *index = Index::default();
                        true
                    });
                    collection.pick_nothing();
                }
                collection.shown.set_value(u64::MAX);
                return person;
            }
            let shown = collection.shown.get_value();
            let changed = if shown == u64::MAX { Changed::All } else { engine.changed_since(shown) };
            collection.shown.set_value(now);
            let entries: Option<Vec<Uuid>> = match &changed {
                Changed::All => None,
                Changed::Keys(keys) => {
                    Some(keys.iter().filter(|key| key.kind == Kind::Entry).map(|key| key.id).collect())
                }
            };
            collection.change(|index| {
                match changed {
                    Changed::All => index.rebuild(|put| engine.for_each(put)),
                    Changed::Keys(keys) => index.refresh(keys, &|key, look| {
                        engine.with_record(key, |record| look(record));
                    }),
                }
                true
            });
            collection.forget_the_gone(entries.as_deref());
            person
        });
    }

    fn change(&self, change: impl FnOnce(&mut Index) -> bool) {
        if self.index.try_update_value(change).unwrap_or(false) {
            self.version.update(|version| *version += 1);
        }
    }
}
