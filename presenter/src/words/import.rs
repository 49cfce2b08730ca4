//! What is said of a file that comes in.

use vitrine_formats::plan::{Item, State};
use vitrine_formats::{Question, Warning};

use super::{count, game, plural};

/// What happens to one card of a file.
pub fn import_state(item: &Item) -> String {
    match (item.state, item.wanted) {
        (State::New, false) => String::from("new"),
        (State::New, true) => String::from("to your wishes"),
        (State::Same, _) => String::from("already here"),
        (State::Changed { here }, _) => format!("{} \u{2192} {}", count(here), count(item.quantity)),
        (State::ChangedHere { here }, _) => format!("here {}, file {}", count(here), count(item.quantity)),
        (State::Deleted, _) => String::from("deleted earlier"),
    }
}

/// What was read in another way than it stands there.
pub fn import_warning(warning: &Warning) -> String {
    match warning {
        Warning::GameGuessed { game: guessed } if guessed == "custom" => {
            String::from("The file does not say which game it is. Choose it above.")
        }
        Warning::GameGuessed { game: guessed } => {
            format!("The file does not say which game it is; by its printings it looks like {}.", game(guessed))
        }
        Warning::UnknownColumns { names } => format!("Kept as they are, without meaning here: {}.", names.join(", ")),
        Warning::ShortRows { count } => {
            format!("{} before the last column.", plural(*count as i64, "row ends", "rows end"))
        }
        Warning::JoinedRows { count } => {
            format!(
                "{} about the same copies as an earlier one: they are added up.",
                plural(*count as i64, "row is", "rows are")
            )
        }
        Warning::Spoilt { lines, example } => format!(
            "A spreadsheet has changed values in {} (\u{201c}{example}\u{201d}): they are left out. The card is found by \
             its other columns.",
            plural(lines.len() as i64, "row", "rows")
        ),
        Warning::UnknownWords { what, words } => {
            format!("Not known here as a {what}, kept as it is: {}.", some(words))
        }
        Warning::Unread { what, count, example } => format!(
            "{} could not be read (\u{201c}{example}\u{201d}): unknown, and kept with the card\u{2019}s other columns.",
            plural(*count as i64, what, &format!("{what}s"))
        ),
        Warning::NotUtf8 => String::from("The file is in an old encoding; look whether accents are right."),
    }
}

/// The first few, and whether there are more.
fn some(words: &[String]) -> String {
    const FEW: usize = 8;
    let shown = words.iter().take(FEW).map(String::as_str).collect::<Vec<_>>().join(", ");
    if words.len() > FEW { format!("{shown}, \u{2026}") } else { shown }
}

/// A question of a file, with its two answers.
pub fn import_question(question: &Question) -> (String, [&'static str; 2]) {
    match question {
        Question::Mark { example } => (
            format!("What does \u{201c}{example}\u{201d} mean in this file?"),
            ["The point is before the cents: 1,234.50", "The comma is before the cents: 1.234,50"],
        ),
        Question::Order { example } => {
            (format!("Which day is \u{201c}{example}\u{201d}?"), ["The month is first", "The day is first"])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_nobody_knows_are_named_the_first_eight_of_them() {
        let words: Vec<String> = (0..20).map(|n| format!("w{n}")).collect();
        let said = import_warning(&Warning::UnknownWords { what: "language", words });
        assert!(said.contains("w7, \u{2026}") && !said.contains("w8"), "{said}");
        let one = Warning::Unread { what: "price", count: 1, example: String::from("cheap") };
        assert!(import_warning(&one).starts_with("1 price could not be read (\u{201c}cheap"));
    }
}
