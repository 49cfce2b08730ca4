//! What is said of a question that was not understood in full.

use vitrine_query::{Note, Problem};

/// What is the matter with a part of the search that was left out, and the search with what may have been meant in its place.
pub fn question_note(search: &str, note: &Note) -> (String, Option<String>) {
    let part = search.get(note.span.clone()).unwrap_or_default();
    let said = match note.problem {
        Problem::Field => format!("\u{201c}{part}\u{201d} is nothing that can be asked for. It was left out."),
        Problem::Value(field) => {
            format!("\u{201c}{part}\u{201d} says nothing about {}. It was left out.", field.name())
        }
        Problem::Word => format!("\u{201c}{part}\u{201d} is not known here. It was left out."),
        Problem::NoOrder => format!("\u{201c}{part}\u{201d} cannot be compared. It was left out."),
    };
    let meant = note.suggestion.as_ref().and_then(|suggestion| {
        let (before, after) = (search.get(..note.span.start)?, search.get(note.span.end..)?);
        Some(format!("{before}{suggestion}{after}"))
    });
    (said, meant)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_field_is_named_and_mended() {
        let note = Note { span: 5..11, problem: Problem::Field, suggestion: Some(String::from("worth")) };
        let (said, meant) = question_note("card worhtt>5", &note);
        assert!(said.contains("\u{201c}worhtt\u{201d}"), "{said}");
        assert_eq!(meant.as_deref(), Some("card worth>5"));
    }
}
