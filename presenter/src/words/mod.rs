//! The words for everything a person may be told: a closed set of facts comes in, plain English goes out. Refuses to
//! decide anything. `rejection` has the words of [`crate::engine::Rejection`], `sync` those of the status, the marks and
//! the problems, `waiting` those of the sync centre, `conflict` those of values that lost, `context` those of what they
//! belong to, `tried` those of edits that were refused, `history` those of what happened, `sale` those of how copies came
//! and went, `group` and `settings` those of portfolios, locations and settings, `picked` those of a selection,
//! `value` those of what the collection is worth, `unpriced` those of what has no price, `undo` those of the way back, `catalog`
//! those of cards one does not own yet, `devices` those of signed-in devices, `numbers` money, counts and times.

mod catalog;
mod conflict;
mod context;
mod devices;
mod export;
mod group;
mod history;
mod import;
mod numbers;
mod picked;
mod question;
mod rejection;
mod sale;
mod settings;
mod sync;
mod tried;
mod undo;
mod unpriced;
mod value;
mod waiting;
mod wish;

pub use catalog::{
    changed_copies, copies_changed, escaped, fetching, game_size, here_already, import_stands, initial, of_set,
    set_path, size,
};
pub use conflict::{conflict, field as conflict_field, grade, read, value as conflict_value};
pub use context::context;
pub use devices::{signed_in_name, signed_in_since};
pub use export::loss;
pub use group::{
    add_group, cost, deleted_group, flag, group_kind, grouping, location_kind, new_group, nowhere, place, section,
    show, sum,
};
pub use history::{bring_back, change, device, made_offline};
pub use import::{import_question, import_state, import_warning};
pub use numbers::{ago, count, date, draft, isolated, line, money, month_day, plural};
pub use picked::{cards, equal_shares, left_to_spread, not_spread, nothing_left, picked, refused, spread_by, tagged};
pub use question::question_note;
pub use rejection::{field_of, intent, refusal, rejection};
pub use sale::{gain, lot, lot_cost, lot_kind, oversold, sale_kind};
pub use settings::{appearance, gains, gains_of, method, method_hint};
pub use sync::{
    Tone, badge, cleared, compared, evicted, mutate_error, not_saved, problem, record_state, record_status, repaired,
    storage,
};
pub use tried::{quoted, tried};
pub use undo::{changed_since, done, not_gone, nothing_to, undo_label, went};
pub use unpriced::{lack, which};
pub use value::{
    concentration, division, division_code, gain_of, gain_on, grade_key, left_out, moved, no_cost, no_part, percent,
    price_age, price_import_stands, price_source, rate_source, short_money, signed, source, stands_in, substitute,
    thousandths,
};
pub use waiting::{clock_offset, next, progress, room, state, tries, wrong_clock};
pub use wish::{priority, wish_added, wish_price, wish_reached, wish_terms, wished};

/// What a record is.
pub fn kind(kind: vitrine_ledger::Kind) -> &'static str {
    match kind {
        vitrine_ledger::Kind::Entry => "Card",
        vitrine_ledger::Kind::Lot => "Purchase",
        vitrine_ledger::Kind::Sale => "Sale",
        vitrine_ledger::Kind::Conflict => "Conflict",
        vitrine_ledger::Kind::Portfolio => "Portfolio",
        vitrine_ledger::Kind::Location => "Location",
        vitrine_ledger::Kind::Settings => "Settings",
        vitrine_ledger::Kind::Wish => "Wish",
    }
}

/// A game's name; its code where Vitrine does not know it.
pub fn game(code: &str) -> &str {
    vitrine_ledger::suggest::GAMES.iter().find(|(known, _)| *known == code).map_or(code, |(_, name)| name)
}
