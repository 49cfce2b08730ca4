//! What a person wants to see, and in which order.

use std::cmp::Ordering;

use uuid::Uuid;
use vitrine_catalog::text::{self, Sought};
use vitrine_ledger::Entry;
use vitrine_query::Parsed;

use super::groups::{GroupKind, Groups};
use super::printings::Printings;
use super::question::Answering;
use crate::row::Row;
use crate::value::{Quotes, value_of};

/// The order of the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    #[default]
    Name,
    /// Game, set, number: as in the binder.
    Set,
    Quantity,
    Cost,
    /// What the copies are worth; those nobody knows a price of come last.
    Value,
    /// When the entry was made.
    Added,
    /// Location, page, slot.
    Place,
}

impl Sort {
    pub const ALL: [Self; 7] =
        [Self::Name, Self::Set, Self::Place, Self::Quantity, Self::Cost, Self::Value, Self::Added];

    /// The name in a form.
    pub fn code(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Set => "set",
            Self::Quantity => "quantity",
            Self::Cost => "cost",
            Self::Value => "value",
            Self::Added => "added",
            Self::Place => "place",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.code() == code)
    }

    /// Amounts and days are most useful with the largest first.
    pub fn starts_descending(self) -> bool {
        match self {
            Self::Name | Self::Set | Self::Place => false,
            Self::Quantity | Self::Cost | Self::Value | Self::Added => true,
        }
    }
}

/// What rows stand together under a heading; the order holds within.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Grouping {
    #[default]
    None,
    Set,
    Location,
    Portfolio,
    /// A field of the entry with an open text, by its name: one of [`Entry::groupings`].
    Field(&'static str),
}

impl Grouping {
    /// All there are, those by a field last.
    pub fn all() -> impl Iterator<Item = Self> {
        let fields = Entry::groupings().map(|field| Self::Field(field.name));
        [Self::None, Self::Set, Self::Location, Self::Portfolio].into_iter().chain(fields)
    }

    /// The name in a form.
    pub fn code(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Set => "set",
            Self::Location => "location",
            Self::Portfolio => "portfolio",
            Self::Field(name) => name,
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::all().find(|group| group.code() == code)
    }

    /// The kind of group, where it is one a person made.
    pub fn kind(self) -> Option<GroupKind> {
        match self {
            Self::Location => Some(GroupKind::Location),
            Self::Portfolio => Some(GroupKind::Portfolio),
            Self::None | Self::Set | Self::Field(_) => None,
        }
    }
}

/// What collectors look for again and again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Show {
    #[default]
    All,
    /// More than one copy of the same thing, over all entries.
    Duplicates,
    /// What the owner would trade away.
    ToTrade,
    /// Entries with copies whose cost is unknown.
    NoCost,
    /// Entries with copies nobody knows the worth of.
    NoPrice,
}

impl Show {
    pub const ALL: [Self; 5] = [Self::All, Self::Duplicates, Self::ToTrade, Self::NoCost, Self::NoPrice];

    /// The name in a form.
    pub fn code(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Duplicates => "duplicates",
            Self::ToTrade => "trade",
            Self::NoCost => "no-cost",
            Self::NoPrice => "no-price",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|show| show.code() == code)
    }
}

/// Which groups are looked into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Within {
    #[default]
    Anywhere,
    /// In none, or in one that was deleted.
    Nowhere,
    In(Uuid),
}

impl Within {
    fn holds(self, kind: GroupKind, id: Option<Uuid>, groups: &Groups) -> bool {
        match self {
            Self::Anywhere => true,
            Self::Nowhere => id.and_then(|id| groups.get(kind, id)).is_none(),
            Self::In(wanted) => id == Some(wanted),
        }
    }
}

/// See [`Query::rank`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rank {
    group: u32,
    place: u32,
    /// Of all its copies, where values are the order.
    value: Option<i64>,
}

/// Search, filters and order. Empty texts filter nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    pub search: String,
    pub game: String,
    pub set: String,
    pub condition: String,
    pub finish: String,
    pub location: Within,
    pub portfolio: Within,
    pub show: Show,
    pub group: Grouping,
    pub sort: Sort,
    pub descending: bool,
}

impl Query {
    /// Does it leave anything out?
    pub fn is_filtered(&self) -> bool {
        self.filters() > 0 || !self.search.trim().is_empty()
    }

    /// The filters that are set, the search apart.
    pub fn filters(&self) -> usize {
        let texts = [&self.game, &self.set, &self.condition, &self.finish];
        let within = [self.location, self.portfolio].into_iter().filter(|within| *within != Within::Anywhere);
        texts.iter().filter(|text| !text.is_empty()).count() + within.count() + usize::from(self.show != Show::All)
    }

    /// Is one of the filters set that stand in the second line of the tools?
    pub fn has_lesser(&self) -> bool {
        let within = [self.location, self.portfolio];
        within.iter().any(|within| *within != Within::Anywhere) || !self.condition.is_empty() || !self.finish.is_empty()
    }

    /// The same order without any filter.
    pub fn unfiltered(&self) -> Self {
        Self { group: self.group, sort: self.sort, descending: self.descending, ..Self::default() }
    }

    /// Is the order the same, whatever is left out?
    pub fn same_order(&self, other: &Self) -> bool {
        (self.group, self.sort, self.descending) == (other.group, other.sort, other.descending)
    }

    /// The same with the order and the headings that its question names.
    pub(super) fn with_order_of(&self, question: Option<&Parsed>) -> Self {
        let mut query = self.clone();
        if let Some(order) = question.and_then(|question| question.order) {
            query.descending = order.descending;
            query.sort = match order.sort {
                vitrine_query::Sort::Name => Sort::Name,
                vitrine_query::Sort::Set => Sort::Set,
                vitrine_query::Sort::Place => Sort::Place,
                vitrine_query::Sort::Quantity => Sort::Quantity,
                vitrine_query::Sort::Cost => Sort::Cost,
                vitrine_query::Sort::Worth => Sort::Value,
                vitrine_query::Sort::Added => Sort::Added,
            };
        }
        if let Some(group) = question.and_then(|question| question.group) {
            query.group = match group {
                vitrine_query::Group::None => Grouping::None,
                vitrine_query::Group::Set => Grouping::Set,
                vitrine_query::Group::Location => Grouping::Location,
                vitrine_query::Group::Portfolio => Grouping::Portfolio,
            };
        }
        query
    }

    /// Does everything that matches `next` match this too? Then `next` says more of the same words, and nothing else.
    pub(super) fn narrows_to(&self, next: &Self) -> bool {
        text::narrows(&self.search, &next.search) && *next == Self { search: next.search.clone(), ..self.clone() }
    }

    /// May another name of a group, or one more or less, change what is shown?
    pub(super) fn asks_for_groups(&self) -> bool {
        let within = [self.location, self.portfolio];
        self.group.kind().is_some()
            || self.sort == Sort::Place
            || !self.search.trim().is_empty()
            || within.contains(&Within::Nowhere)
    }

    /// May another price change what is shown?
    pub(super) fn asks_for_prices(&self) -> bool {
        self.sort == Sort::Value || self.show == Show::NoPrice
    }

    /// Prepares the search once for many rows. `printings` are counted where duplicates are asked for; a `question` is what
    /// the search says where it is more than words.
    pub(super) fn matcher<'a>(
        &'a self,
        groups: &'a Groups,
        printings: Option<&'a Printings>,
        quotes: &'a Quotes,
        question: Option<&'a Parsed>,
    ) -> impl Fn(&Row) -> bool + 'a {
        let word = |word: Sought| {
            let named = groups.named(&word);
            (word, named)
        };
        let search = if question.is_some() { "" } else { &self.search };
        let words: Vec<(Sought, Vec<Uuid>)> = text::sought(search).into_iter().map(word).collect();
        let is = |wanted: &str, value: &str| wanted.is_empty() || wanted == value;
        move |row| {
            is(&self.game, &row.game)
                && is(&self.set, &row.set)
                && is(&self.condition, &row.condition)
                && is(&self.finish, &row.finish)
                && self.location.holds(GroupKind::Location, row.location, groups)
                && self.portfolio.holds(GroupKind::Portfolio, row.portfolio, groups)
                && words.iter().all(|(word, named)| {
                    let within = [row.location, row.portfolio].into_iter().flatten().any(|id| named.contains(&id));
                    word.is_in(&row.haystack) || within
                })
                && question
                    .is_none_or(|question| question.filter.matches(&Answering { row, groups, printings, quotes }))
                && match self.show {
                    Show::All => true,
                    Show::Duplicates => printings.is_some_and(|printings| printings.is_double(row)),
                    Show::ToTrade => row.for_trade > 0,
                    Show::NoCost => row.unknown > 0,
                    Show::NoPrice => row.here > 0 && quotes.price(row).is_none_or(|price| price.reckoned.is_none()),
                }
        }
    }

    /// What a row owes to what is not in it: the place of the group it stands under, and, where places or values are the
    /// order, that of its location or its value.
    pub(super) fn rank(&self, groups: &Groups, quotes: &Quotes, row: &Row) -> Rank {
        let id = |kind| match kind {
            GroupKind::Portfolio => row.portfolio,
            GroupKind::Location => row.location,
        };
        let group = self.group.kind().map_or(0, |kind| groups.rank(kind, id(kind)));
        let place = match (self.sort, groups.rank(GroupKind::Location, row.location)) {
            (Sort::Place, u32::MAX) => u32::MAX,
            (Sort::Place, rank) if self.descending => u32::MAX - 1 - rank,
            (Sort::Place, rank) => rank,
            _ => 0,
        };
        let value = match self.sort {
            Sort::Value => quotes.price(row).and_then(|price| value_of(row, &price)),
            _ => None,
        };
        Rank { group, place, value }
    }

    /// The order of two rows. Total: equal rows are told apart by their ids.
    pub(super) fn compare(&self, (rank_a, a): (Rank, &Row), (rank_b, b): (Rank, &Row)) -> Ordering {
        let set = match self.group {
            Grouping::Set => a.by_set().cmp(b.by_set()),
            // Those of which nothing is said come last.
            Grouping::Field(name) => {
                let (a, b) = (a.group(name), b.group(name));
                (a.is_empty(), a).cmp(&(b.is_empty(), b))
            }
            Grouping::None | Grouping::Location | Grouping::Portfolio => Ordering::Equal,
        };
        let under = rank_a.group.cmp(&rank_b.group).then(set);
        let by = match self.sort {
            Sort::Name => Ordering::Equal,
            Sort::Set => a.by_place.cmp(&b.by_place),
            Sort::Quantity => a.quantity.cmp(&b.quantity),
            Sort::Cost => a.costs.first().map(|m| m.minor).cmp(&b.costs.first().map(|m| m.minor)),
            Sort::Value => rank_a.value.cmp(&rank_b.value),
            Sort::Added => a.added_ms.cmp(&b.added_ms),
            Sort::Place => a.by_slot.cmp(&b.by_slot),
        };
        let under = under.then(rank_a.place.cmp(&rank_b.place));
        let by = if self.descending { by.reverse() } else { by };
        let name = || {
            let name = a.by_name.cmp(&b.by_name);
            if self.sort == Sort::Name && self.descending { name.reverse() } else { name }
        };
        under.then(by).then_with(name).then_with(|| a.id.cmp(&b.id))
    }
}
