//! The rows of a file: of every card that is held the copies that are left, those of one cost and day in one row.

use std::collections::BTreeMap;

use uuid::Uuid;
use vitrine_ledger::basis::holdings;
use vitrine_ledger::{Currency, Date, Entry, Key, LocationKind, Method, Money, Record, ReportingCurrency};

use super::Lost;
use super::said::{condition_word, language_word};
use crate::apps::{App, Column, Reading};
use crate::words::{Foil, foil};

/// Which cards are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// All that are held.
    All,
    /// Those of one portfolio.
    Portfolio(Uuid),
}

/// One row.
pub(super) struct Line<'a> {
    pub(super) entry: &'a Entry,
    pub(super) copies: i64,
    pub(super) for_trade: i64,
    /// Of one copy.
    pub(super) cost: Option<Money>,
    pub(super) acquired: Option<Date>,
    pub(super) place: Option<(&'a str, LocationKind)>,
    pub(super) portfolio: &'a str,
}

/// What the columns of an app can say.
struct Can<'a> {
    app: &'a App,
}

impl Can<'_> {
    fn has(&self, wanted: Column) -> bool {
        self.app.columns.iter().any(|(_, column)| *column == wanted)
    }

    fn finish(&self, finish: &str) -> bool {
        let normal = finish.is_empty() || finish.eq_ignore_ascii_case("normal");
        let named = Column::Finish;
        let said = |column: &Column| matches!(column, Column::FinishIf(name) if name.eq_ignore_ascii_case(finish));
        normal
            || self.has(named)
            || self.app.reading == Reading::PriceCharting
            || self.app.columns.iter().any(|(_, column)| said(column))
            || (self.has(Column::Foil) && foil(finish) != Foil::Unknown)
    }

    fn grade(&self, entry: &Entry) -> bool {
        let Some(grade) = &entry.grade else { return true };
        let whole = self.has(Column::GradeCert) || grade.cert.is_empty();
        self.has(Column::Grade) && whole && grade.subs.is_empty()
    }
}

/// The rows of a file, and what is lost of which cards.
pub(super) fn of<'a>(
    app: &App,
    records: impl IntoIterator<Item = (&'a Key, &'a Record)>,
    which: Which,
    currency: Currency,
    method: Method,
    lost: &mut BTreeMap<Lost, usize>,
) -> Vec<Line<'a>> {
    let records: BTreeMap<&Key, &Record> = records.into_iter().filter(|(_, record)| record.alive()).collect();
    let can = Can { app };
    let mut lines = Vec::new();
    for (id, holding) in holdings(records.iter().map(|(key, record)| (*key, *record))) {
        let Some(Record::Entry(stored)) = records.get(&Key::entry(id)) else { continue };
        let entry = &stored.value;
        if matches!(which, Which::Portfolio(wanted) if entry.portfolio != Some(wanted)) {
            continue;
        }
        let basis = holding.basis(method, ReportingCurrency::Native);
        let mut lose = |what: Lost, count: usize| {
            if count > 0 {
                *lost.entry(what).or_default() += count;
            }
        };
        lose(Lost::Sale, basis.sales.len());
        if basis.left.is_empty() {
            continue;
        }
        let foreign = app.game.is_some_and(|game| entry.card.game != game);
        let nameless = !can.has(Column::Name) && !entry.card.ids.contains_key("cardmarket");
        if foreign || nameless {
            lose(Lost::Card, 1);
            continue;
        }
        let place = entry.place.as_ref().and_then(|place| match records.get(&Key::location(place.location)) {
            Some(Record::Location(stored)) => Some((stored.value.name.as_str(), stored.value.kind)),
            _ => None,
        });
        let portfolio = entry.portfolio.and_then(|id| match records.get(&Key::portfolio(id)) {
            Some(Record::Portfolio(stored)) => Some(stored.value.name.as_str()),
            _ => None,
        });
        for what in missing(&can, entry, place.is_some(), portfolio.is_some()) {
            lose(what, 1);
        }
        let mut parts: BTreeMap<(Option<Date>, Option<Money>), i64> = BTreeMap::new();
        let (mut no_cost, mut no_day) = (0, 0);
        for taken in &basis.left {
            let Some(Record::Lot(stored)) = records.get(&Key::lot(taken.lot)) else { continue };
            let lot = &stored.value;
            let cost = lot.cost.filter(|money| can.cost(*money, currency));
            let beside = [lot.total, lot.fees, lot.shipping, lot.tax].iter().any(Option::is_some);
            no_cost += usize::from(cost != lot.cost || beside);
            let acquired = lot.acquired.filter(|_| can.has(Column::Acquired));
            no_day += usize::from(acquired != lot.acquired);
            *parts.entry((acquired, cost)).or_default() += taken.copies;
        }
        lose(Lost::Cost, usize::from(no_cost > 0));
        lose(Lost::Day, usize::from(no_day > 0));
        let portfolio = portfolio.unwrap_or_default();
        let mut for_trade = entry.for_trade;
        for ((acquired, cost), copies) in parts {
            let here = for_trade.min(copies);
            for_trade -= here;
            lines.push(Line { entry, copies, for_trade: here, cost, acquired, place, portfolio });
        }
    }
    let wishes = records.values().filter(|record| record.as_wish().is_some()).count();
    if wishes > 0 && which == Which::All {
        lost.insert(Lost::Wish, wishes);
    }
    lines
}

impl Can<'_> {
    fn cost(&self, money: Money, currency: Currency) -> bool {
        let unsaid = self.app.zero_is_unknown && money.minor == 0;
        let hundredths = self.has(Column::CostInHundredths) && money.currency.exponent() == 2;
        let written = self.has(Column::Currency) || money.currency == currency;
        !unsaid && written && (self.has(Column::Cost) || hundredths)
    }
}

/// What of a card the app has no column or no word for.
fn missing(can: &Can<'_>, entry: &Entry, place: bool, portfolio: bool) -> Vec<Lost> {
    let flag = |flag: &str| can.app.columns.iter().any(|(_, c)| matches!(c, Column::Flag(name) if *name == flag));
    let spot = entry.place.as_ref().is_some_and(|place| !place.page.is_empty() || !place.slot.is_empty());
    let condition = entry.condition.as_ref();
    let all = [
        (Lost::Grade, !can.grade(entry)),
        (
            Lost::Condition,
            condition.is_some_and(|is| !can.has(Column::Condition) || condition_word(can.app, is).is_none()),
        ),
        (
            Lost::Language,
            !entry.language.is_empty()
                && (!can.has(Column::Language) || language_word(can.app, &entry.language).is_none()),
        ),
        (Lost::Finish, !can.finish(&entry.finish)),
        (Lost::Special, entry.flags.iter().any(|is| !flag(is))),
        (Lost::Stamp, !entry.stamp.is_empty() && can.app.reading != Reading::Product),
        (Lost::Place, spot || (place && !can.has(Column::Place))),
        (Lost::Portfolio, portfolio && !can.has(Column::Portfolio)),
        (Lost::Tags, !entry.tags.is_empty() && !can.has(Column::Tags)),
        (Lost::Notes, !entry.notes.is_empty() && !can.has(Column::Notes)),
        (Lost::ForTrade, entry.for_trade > 0 && !can.has(Column::ForTrade)),
        (Lost::OwnPrice, entry.price.is_some()),
    ];
    all.into_iter().filter(|(_, is)| *is).map(|(what, _)| what).collect()
}
