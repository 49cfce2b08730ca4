//! Comma separated values as programs and spreadsheets really write them: other delimiters, a `sep=` line, quoted line
//! breaks, CRLF, rows that are too short or too long. Knows lines, not meanings.

/// A quoted value longer than this was never meant to be one: its quotation mark is a stray one.
const LONGEST_QUOTED: usize = 20_000;

/// One record with its place in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Record {
    /// Its first line, from 1.
    pub(super) line: u32,
    pub(super) fields: Vec<String>,
    /// The record as it stands in the file.
    pub(super) text: String,
    /// A quotation mark is out of place: only this line was taken, and it has no fields.
    pub(super) stray_quote: bool,
}

impl Record {
    pub(super) fn is_blank(&self) -> bool {
        self.fields.iter().all(|field| field.trim().is_empty())
    }
}

/// Finds the delimiter: said by a `sep=` line (which is then taken away), or the one most frequent in the first line that
/// is not blank. Also returns the rest of the text and the number of its first line.
pub(super) fn sniff(text: &str) -> (char, &str, u32) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let first = text.lines().next().unwrap_or_default();
    let said = first.trim().trim_matches('"').strip_prefix("sep=").and_then(|rest| rest.chars().next());
    if let Some(delimiter) = said {
        return (delimiter, text.split_once('\n').map_or("", |(_, rest)| rest), 2);
    }
    let head = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let mut best = (0, ',');
    for candidate in [',', ';', '\t', '|'] {
        let mut quoted = false;
        let count = head.chars().filter(|c| {
            quoted ^= *c == '"';
            !quoted && *c == candidate
        });
        let count = count.count();
        if count > best.0 {
            best = (count, candidate);
        }
    }
    (best.1, text, 1)
}

/// Reads record after record.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    rest: &'a str,
    delimiter: char,
    line: u32,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str, delimiter: char, line: u32) -> Self {
        Self { rest: text, delimiter, line }
    }

    /// Takes `length` bytes as one record.
    fn take(&mut self, length: usize, fields: Vec<String>, stray_quote: bool) -> Record {
        let (text, rest) = self.rest.split_at(length);
        let record = Record { line: self.line, fields, text: text.trim_end().to_owned(), stray_quote };
        self.line += text.matches('\n').count() as u32;
        self.rest = rest;
        record
    }

    /// Takes only this line, so that one stray mark does not swallow the rest of the file.
    fn give_up_line(&mut self) -> Record {
        let length = self.rest.find('\n').map_or(self.rest.len(), |at| at + 1);
        self.take(length, Vec::new(), true)
    }
}

/// Where a value stands with its quotation marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Quote {
    None,
    /// Since this place.
    Open(usize),
    /// Nothing may follow but the delimiter.
    Closed,
}

impl Iterator for Reader<'_> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        if self.rest.is_empty() {
            return None;
        }
        let mut fields = Vec::new();
        let mut field = String::new();
        let mut quote = Quote::None;
        let mut chars = self.rest.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            match quote {
                Quote::Open(_) if c == '"' && chars.peek().is_some_and(|(_, next)| *next == '"') => {
                    field.push('"');
                    chars.next();
                }
                Quote::Open(_) if c == '"' => quote = Quote::Closed,
                Quote::Open(from) if at - from > LONGEST_QUOTED => return Some(self.give_up_line()),
                Quote::Open(_) => field.push(c),
                Quote::None | Quote::Closed if c == self.delimiter => {
                    fields.push(std::mem::take(&mut field));
                    quote = Quote::None;
                }
                Quote::None | Quote::Closed if c == '\n' => {
                    fields.push(field);
                    return Some(self.take(at + 1, fields, false));
                }
                Quote::None | Quote::Closed if c == '\r' => {}
                Quote::None if c == '"' && field.trim().is_empty() => {
                    field.clear();
                    quote = Quote::Open(at);
                }
                Quote::None => field.push(c),
                Quote::Closed if c.is_whitespace() => {}
                Quote::Closed => return Some(self.give_up_line()),
            }
        }
        if matches!(quote, Quote::Open(_)) {
            return Some(self.give_up_line());
        }
        fields.push(field);
        Some(self.take(self.rest.len(), fields, false))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(u32, Vec<String>)> {
        let (delimiter, text, line) = sniff(text);
        Reader::new(text, delimiter, line).map(|record| (record.line, record.fields)).collect()
    }

    fn row(line: u32, fields: &[&str]) -> (u32, Vec<String>) {
        (line, fields.iter().map(|field| (*field).to_owned()).collect())
    }

    #[test]
    fn quoted_values_hold_delimiters_line_breaks_and_quotation_marks() {
        let text = "a,b\r\n\"x,\"\"y\"\"\r\nz\",2\r\n3,\"\"\r\n";
        assert_eq!(read(text), [row(1, &["a", "b"]), row(2, &["x,\"y\"\r\nz", "2"]), row(4, &["3", ""])]);
    }

    #[test]
    fn the_delimiter_is_said_by_the_file_or_found() {
        assert_eq!(read("sep=;\na;b\n"), [row(2, &["a", "b"])]);
        assert_eq!(read("\"sep=,\"\r\na,b"), [row(2, &["a", "b"])]);
        assert_eq!(read("\"a,x\";b;c\n"), [row(1, &["a,x", "b", "c"])]);
        assert_eq!(read("a\tb\n1\t2"), [row(1, &["a", "b"]), row(2, &["1", "2"])]);
    }

    #[test]
    fn a_stray_quotation_mark_costs_one_line_and_not_the_file() {
        let records: Vec<Record> = Reader::new("1,\"oops\n2,fine\n3,12\" figure\n", ',', 1).collect();
        assert!(records[0].stray_quote && records[0].text == "1,\"oops" && records[0].line == 1);
        assert_eq!(records[1].fields, ["2", "fine"]);
        assert_eq!((records[2].line, records[2].fields[1].as_str()), (3, "12\" figure"));
    }
}
