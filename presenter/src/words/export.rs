//! What a file for another app cannot carry, in words.

use vitrine_formats::write::Loss;

use super::plural;

/// How many rows lose what: `12 grades`.
pub fn loss(loss: Loss, rows: usize) -> String {
    let [one, many] = match loss {
        Loss::Row => [
            "row without the app\u{2019}s own id: it is left out",
            "rows without the app\u{2019}s own id: they are left out",
        ],
        Loss::Game => ["game", "games"],
        Loss::Finish => ["finish: it becomes foil or normal", "finishes: they become foil or normal"],
        Loss::Condition => ["condition: the nearest one is written", "conditions: the nearest ones are written"],
        Loss::Grade => ["grade", "grades"],
        Loss::Cost => ["cost", "costs"],
        Loss::Fees => ["purchase with fees, shipping or tax", "purchases with fees, shipping or tax"],
        Loss::Day => ["day of a purchase", "days of purchases"],
        Loss::Place => ["place", "places"],
        Loss::Portfolio => ["portfolio", "portfolios"],
        Loss::Tags => ["row with tags", "rows with tags"],
        Loss::Notes => ["note", "notes"],
        Loss::Flags => ["special feature", "special features"],
        Loss::ForTrade => ["number of copies to trade", "numbers of copies to trade"],
        Loss::Stamp => ["stamp", "stamps"],
        Loss::OwnPrice => ["price of your own", "prices of your own"],
    };
    plural(rows as i64, one, many)
}
