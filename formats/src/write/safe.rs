//! Cells that a spreadsheet would carry out. One apostrophe before them makes them text, and reading takes it away again.

/// Whether a spreadsheet takes it for a formula, or it would be taken for a text that was made safe.
fn is_dangerous(value: &str) -> bool {
    value.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r'])
}

pub(super) fn safe(value: &str) -> String {
    if is_dangerous(value) { format!("'{value}") } else { value.to_owned() }
}

/// The value that was made safe; any other as it is.
pub(crate) fn undone(value: &str) -> &str {
    value.strip_prefix('\'').filter(|value| is_dangerous(value)).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_made_safe_is_read_as_it_was() {
        for value in ["=1+1", "+2 Mace", "-", "@x", "'=x", "''+y", "'Tis", "Urza's", "", "\tx"] {
            assert_eq!(undone(&safe(value)), value);
            assert!(!safe(value).starts_with(['=', '+', '-', '@', '\t', '\r']), "{value}");
        }
        assert_eq!(undone("'Tis"), "'Tis", "what nobody made safe");
    }
}
