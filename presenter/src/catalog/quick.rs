//! What a quick add and the number keys do to the ledger: ordinary mutations that set how many ordinary copies of a card
//! there are. An ordinary copy is raw, near mint, in the language its game is printed in, and nothing special.

use std::sync::Arc;

use uuid::Uuid;
use vitrine_catalog::Index;
use vitrine_ledger::{Condition, Date, Entry, LotKind, Mutation, NewHolding, NewLot};

use super::owned::same;
use crate::collection::Row;

/// The ladder and the step of an ordinary copy.
const NEAR_MINT: (&str, &str) = ("tcg", "NM");

/// The language the cards of a game are printed in, where nothing else is said.
pub fn language_of(game: &str) -> &'static str {
    if game == "pokemon-ja" { "ja" } else { "en" }
}

/// The finish of an ordinary copy: the plain one, or the commonest; empty where the catalogue does not say.
pub fn finish_of<'a>(finishes: &[&'a str]) -> &'a str {
    let plain = finishes.iter().find(|finish| same(finish, "normal"));
    plain.or(finishes.first()).copied().unwrap_or_default()
}

/// An ordinary copy of a card, in `finish`.
pub fn ordinary(index: &Index, card: u32, finish: &str) -> Entry {
    let mut entry = Entry::new(index.card_ref(card));
    entry.finish = finish.to_owned();
    entry.language = language_of(index.game()).to_owned();
    entry.condition = Some(Condition::new(NEAR_MINT.0, NEAR_MINT.1));
    entry
}

/// Is the entry of the same kind as this ordinary copy? Where it is kept, and what is paid for it, may differ.
pub fn is_ordinary(entry: &Entry, copy: &Entry, plain: bool) -> bool {
    let finish = same(&entry.finish, &copy.finish) || plain && entry.finish.is_empty();
    let language = entry.language.is_empty() || entry.language == copy.language;
    let condition = entry.condition.is_none() || entry.condition == copy.condition;
    let mut special = entry.grade.is_some() || entry.price.is_some();
    entry.chips(&mut |_| special = true);
    finish && language && condition && !special
}

/// New ids and the day, which only the shell can give.
pub struct Today<'a> {
    pub new_id: &'a dyn Fn() -> Uuid,
    pub day: Option<Date>,
}

/// What makes it `by` copies more, or fewer, of what is like `copy`. `rows` are the entries that are like it already, the
/// plainest first. Nothing when there is nothing to take away.
pub fn change(copy: &Entry, rows: &[Arc<Row>], by: i64, today: &Today<'_>) -> Vec<Mutation> {
    if by < 0 { take(rows, -by) } else { more(copy, rows, by, today).into_iter().collect() }
}

fn more(copy: &Entry, rows: &[Arc<Row>], by: i64, today: &Today<'_>) -> Option<Mutation> {
    if by == 0 {
        return None;
    }
    let lot = NewLot { id: (today.new_id)(), quantity: by, acquired: today.day, ..NewLot::default() };
    let Some(row) = rows.first() else {
        let holding = NewHolding { id: (today.new_id)(), entry: copy.clone(), lots: vec![lot] };
        return Some(Mutation::add(holding));
    };
    // Those of the same day came together, as long as nothing is said of what they cost.
    let same_day = row.newest_lot().filter(|lot| {
        let unsaid = lot.cost.is_none() && lot.total.is_none();
        lot.acquired == today.day && unsaid && lot.kind == LotKind::Buy && lot.left == lot.quantity
    });
    Some(match same_day {
        Some(newest) => Mutation::Adjust { entry: row.id, lot: newest.id, by },
        None => Mutation::AddLot { entry: row.id, lot },
    })
}

/// Takes copies out of the lots that came last; an entry that was never more than these goes with them.
fn take(rows: &[Arc<Row>], mut by: i64) -> Vec<Mutation> {
    let mut parts = Vec::new();
    for row in rows.iter().rev().filter(|row| row.quantity > 0) {
        if by == 0 {
            break;
        }
        if by >= row.quantity && row.sales.is_empty() {
            parts.push(Mutation::delete(row.id));
            by -= row.quantity;
            continue;
        }
        let mut lots: Vec<_> = row.lots.iter().filter(|lot| lot.left > 0).collect();
        lots.sort_by_key(|lot| std::cmp::Reverse((lot.acquired, lot.id)));
        for lot in lots {
            let some = lot.left.min(by);
            if some > 0 {
                parts.push(Mutation::Adjust { entry: row.id, lot: lot.id, by: -some });
                by -= some;
            }
        }
    }
    parts
}
