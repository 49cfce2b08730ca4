//! What a file cannot carry, counted before it is written.

use std::collections::BTreeMap;

use vitrine_ledger::Currency;
use vitrine_ledger::finish::finish_key;

use super::{Copies, is_nameable, paid, words};
use crate::apps::{App, Column, Format};

/// Something an app has no place for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Loss {
    /// The row itself: the app knows cards by an id that this one has not.
    Row,
    /// The game, in a file that does not say one.
    Game,
    /// A finish that becomes foil or normal.
    Finish,
    /// A condition of another ladder: the nearest is written.
    Condition,
    /// A grade.
    Grade,
    /// What copies cost.
    Cost,
    /// Fees, shipping and tax.
    Fees,
    /// The day they came.
    Day,
    /// Where they are.
    Place,
    /// The portfolio.
    Portfolio,
    /// Tags.
    Tags,
    /// Notes.
    Notes,
    /// What is special about them.
    Flags,
    /// Copies to trade.
    ForTrade,
    /// A stamp.
    Stamp,
    /// A price set by hand.
    OwnPrice,
}

/// How many rows lose what.
pub fn losses(format: Format, copies: &[Copies], base: Currency) -> BTreeMap<Loss, usize> {
    let mut losses = BTreeMap::new();
    for copies in copies {
        for loss in lost(format, copies, base) {
            *losses.entry(loss).or_default() += 1;
        }
    }
    losses
}

fn lost(format: Format, copies: &Copies, base: Currency) -> Vec<Loss> {
    let app = format.app();
    let tells = |wanted: Column| app.is_some_and(|app| app.columns.iter().any(|(_, column)| *column == wanted));
    let (entry, lot) = (&copies.entry, copies.lot.as_ref());
    let flags = entry.flags.iter().filter(|flag| !app.is_some_and(|app| has_flag(app, flag))).count();
    let cost = paid(copies);
    let is_cost_told = |cost: vitrine_ledger::Money| match (tells(Column::Cost), tells(Column::CostInHundredths)) {
        (true, _) => cost.currency == base || tells(Column::Currency),
        (_, hundredths) => hundredths && cost.currency == Currency::USD,
    };
    let game = match app.and_then(|app| app.game) {
        Some(game) => game == entry.card.game,
        None if app.is_some() && tells(Column::Game) && format != Format::Tcgplayer => {
            words::is_game_told(&entry.card.game)
        }
        None => format == Format::Pricecharting && words::is_game_told(&entry.card.game),
    };
    let open_finish = tells(Column::Finish) || format == Format::Pricecharting;
    let finish = open_finish || matches!(finish_key(&entry.finish).as_str(), "" | "normal" | "foil" | "etched");
    let scale = app.map_or("", |app| app.scale);
    let condition =
        entry.condition.as_ref().is_none_or(|condition| tells(Column::Condition) && condition.scale == scale);
    let has_fees = lot.is_some_and(|lot| lot.fees.is_some() || lot.shipping.is_some() || lot.tax.is_some());
    let stamp_told = app.is_some_and(|app| app.reading == crate::apps::Reading::Product);
    [
        (Loss::Row, !is_nameable(format, copies)),
        (Loss::Game, !game),
        (Loss::Finish, !finish),
        (Loss::Condition, !condition),
        (Loss::Grade, entry.grade.is_some() && !tells(Column::Grade)),
        (Loss::Cost, cost.is_some_and(|cost| !is_cost_told(cost))),
        (Loss::Fees, has_fees),
        (Loss::Day, lot.is_some_and(|lot| lot.acquired.is_some()) && !tells(Column::Acquired)),
        (Loss::Place, copies.place.is_some() && !tells(Column::Place)),
        (Loss::Portfolio, copies.portfolio.is_some() && !tells(Column::Portfolio)),
        (Loss::Tags, !entry.tags.is_empty() && !tells(Column::Tags)),
        (Loss::Notes, !entry.notes.is_empty() && !tells(Column::Notes)),
        (Loss::Flags, flags > 0),
        (Loss::ForTrade, entry.for_trade > 0 && !tells(Column::ForTrade)),
        (Loss::Stamp, !entry.stamp.is_empty() && !stamp_told),
        (Loss::OwnPrice, entry.price.is_some()),
    ]
    .into_iter()
    .filter(|(_, is_lost)| *is_lost)
    .map(|(loss, _)| loss)
    .collect()
}

fn has_flag(app: &App, flag: &str) -> bool {
    app.columns.iter().any(|(_, column)| matches!(column, Column::Flag(known) if *known == flag))
}
