//! Words of the apps: conditions, finishes, grades and games by name, code and alias. Languages are the ledger's own table
//! ([`vitrine_ledger::language`]). What nobody here knows is kept as it is.

mod condition;
mod finish;
mod game;
mod grade;

pub(crate) use condition::condition;
pub(crate) use finish::{Foil, finish, foil};
pub(crate) use game::{console, game_of, guess, of_console};
pub(crate) use grade::grade;

/// Letters and digits only, in lower case.
pub(crate) fn squashed(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
