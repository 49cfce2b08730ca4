//! Comma separated values as programs and spreadsheets really write them: other delimiters, a `sep=` line, quoted line
//! breaks, lines that end in LF, CRLF or a lone CR, rows that are too short or too long. Knows lines, not meanings.
//!
//! Our own, because one stray quotation mark must cost one line: a reader that follows the grammar takes all that is left
//! of the file for one value.

/// Characters with which a cell is a formula to a spreadsheet.
pub(crate) const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// A quoted value longer than this was never meant to be one: its quotation mark is a stray one.
const LONGEST_QUOTED: usize = 20_000;

/// One record with its place in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Record {
    /// Its first line, from 1.
    pub(crate) line: u32,
    pub(crate) fields: Vec<String>,
    /// The record as it stands in the file.
    pub(crate) text: String,
    /// A quotation mark is out of place: only this line was taken, and it has no fields.
    pub(crate) stray_quote: bool,
}

impl Record {
    pub(crate) fn is_blank(&self) -> bool {
        self.fields.iter().all(|field| field.trim().is_empty())
    }
}

/// What separates values where no `sep=` line says it.
const DELIMITERS: [char; 4] = [',', ';', '\t', '|'];
const LINE_ENDS: [char; 2] = ['\n', '\r'];

/// Finds the delimiter: said by a `sep=` line (which is then taken away), or the one most frequent in the first line that
/// is not blank. Also returns the rest of the text and the number of its first line.
pub(crate) fn sniff(text: &str) -> (char, &str, u32) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (first, rest) = text.split_at(line_length(text));
    let (said, text, line) = match said(first) {
        Some(said) => (said, rest, 2),
        None => (None, text, 1),
    };
    let head = text.split(LINE_ENDS).find(|line| !line.trim().is_empty()).unwrap_or_default();
    // Saved once more by another program, the line still says what separated the values before.
    let said = said.filter(|delimiter| outside_quotes(head, *delimiter) > 0);
    let found = || {
        let counted = DELIMITERS.map(|delimiter| (outside_quotes(head, delimiter), delimiter));
        let most = counted.iter().map(|(count, _)| *count).max().unwrap_or_default();
        counted.into_iter().find(|(count, _)| *count == most).map_or(',', |(_, delimiter)| delimiter)
    };
    (said.unwrap_or_else(found), text, line)
}

/// Is this a `sep=` line? Then what it says, if anything: spreadsheets take the word in any case and in quotation marks.
fn said(line: &str) -> Option<Option<char>> {
    let line = line.trim_end_matches(LINE_ENDS).trim_start_matches([' ', '"']);
    let after = line.get(..4).filter(|word| word.eq_ignore_ascii_case("sep=")).map(|_| &line[4..])?;
    Some(after.chars().next().filter(|c| *c != '"' && !c.is_alphanumeric()))
}

fn outside_quotes(line: &str, sign: char) -> usize {
    let mut quoted = false;
    let counts = |c: &char| {
        quoted ^= *c == '"';
        !quoted && *c == sign
    };
    line.chars().filter(counts).count()
}

/// Bytes of the first line, with what ends it.
fn line_length(text: &str) -> usize {
    match text.find(LINE_ENDS) {
        Some(at) if text[at..].starts_with("\r\n") => at + 2,
        Some(at) => at + 1,
        None => text.len(),
    }
}

/// How many lines end in a text.
fn line_ends(text: &str) -> u32 {
    let ends = text.matches(LINE_ENDS).count() - text.matches("\r\n").count();
    u32::try_from(ends).unwrap_or(u32::MAX)
}

/// Reads record after record.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    rest: &'a str,
    delimiter: char,
    line: u32,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(text: &'a str, delimiter: char, line: u32) -> Self {
        Self { rest: text, delimiter, line }
    }

    /// Takes `length` bytes as one record.
    fn take(&mut self, length: usize, fields: Vec<String>, stray_quote: bool) -> Record {
        let (text, rest) = self.rest.split_at(length);
        let record = Record { line: self.line, fields, text: text.trim_end().to_owned(), stray_quote };
        self.line += line_ends(text);
        self.rest = rest;
        record
    }

    /// Takes only this line, so that one stray mark does not swallow the rest of the file.
    fn give_up_line(&mut self) -> Record {
        self.take(line_length(self.rest), Vec::new(), true)
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
                Quote::None | Quote::Closed if LINE_ENDS.contains(&c) => {
                    fields.push(field);
                    return Some(self.take(at + line_length(&self.rest[at..]), fields, false));
                }
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
    fn report_a7_a_sep_line_is_one_in_any_case_with_a_tab_and_in_quotation_marks() {
        for text in
            ["SEP=;\na;b,c\n", "Sep=;\r\na;b,c", "\"sep=;\"\na;b,c", "\u{feff}SEP=;\na;b,c", " \"SEP=;\" \na;b,c"]
        {
            assert_eq!(read(text), [row(2, &["a", "b,c"])], "{text:?}");
        }
        assert_eq!(read("sep=\t\na\tb,c,d\n"), [row(2, &["a", "b,c,d"])]);
        assert_eq!(read("\"sep=\t\"\r\na\tb,c,d\r\n"), [row(2, &["a", "b,c,d"])]);
        assert_eq!(read("sep=^\na^b,c,d\n"), [row(2, &["a", "b,c,d"])]);
        // It says nothing, or what separated the values before another program saved the file.
        assert_eq!(read("sep=\na;b\n"), [row(2, &["a", "b"])]);
        assert_eq!(read("\"sep=;\",\na,b\n"), [row(2, &["a", "b"])]);
        // A column may be called so.
        assert_eq!(read("separator,b\n1,2\n"), [row(1, &["separator", "b"]), row(2, &["1", "2"])]);
    }

    #[test]
    fn report_a11_a_lone_carriage_return_ends_a_line() {
        let rows = [row(1, &["a", "b"]), row(2, &["1", "x\ry"]), row(4, &["2", ""])];
        assert_eq!(read("a,b\r1,\"x\ry\"\r2,\r"), rows);
        assert_eq!(read("a,b\r1,\"x\ry\"\r\n2,"), rows, "also where a file has several kinds");
        assert_eq!(read("sep=;\ra;b\r1;2"), [row(2, &["a", "b"]), row(3, &["1", "2"])]);
        let records: Vec<Record> = Reader::new("1,\"oops\r2,fine\r", ',', 1).collect();
        assert!(records[0].stray_quote && records[0].text == "1,\"oops");
        assert_eq!((records[1].line, records[1].fields[1].as_str()), (2, "fine"));
    }

    #[test]
    fn a_stray_quotation_mark_costs_one_line_and_not_the_file() {
        let records: Vec<Record> = Reader::new("1,\"oops\n2,fine\n3,12\" figure\n", ',', 1).collect();
        assert!(records[0].stray_quote && records[0].text == "1,\"oops" && records[0].line == 1);
        assert_eq!(records[1].fields, ["2", "fine"]);
        assert_eq!((records[2].line, records[2].fields[1].as_str()), (3, "12\" figure"));
    }
}
