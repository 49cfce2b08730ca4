//! Lines of comma separated values of price files, one at a time, ended by LF, CRLF or a lone CR, with or without a `sep=`
//! line. A line that never ends is an error, not memory.
//!
//! Our own and not `csv-core`: here the end of a line ends the row also within quotation marks, so that a stray one costs a
//! row and not the rest of the file, and the line's number is that of the file.

use std::io::BufRead;

use super::BadFile;

/// The longest line.
const LINE: usize = 64 * 1024;

/// Reads line after line.
pub(super) struct Lines<R> {
    input: R,
    buffer: Vec<u8>,
    /// The number of the line that was read last, from 1.
    pub(super) line: u64,
    delimiter: u8,
    /// The line before ended in CR: an LF that follows belongs to it.
    after_cr: bool,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(input: R) -> Self {
        Self { input, buffer: Vec::new(), line: 0, delimiter: b',', after_cr: false }
    }

    /// The first line, as names in lower case; says by which sign the values are separated.
    pub(super) fn header(&mut self) -> Result<Vec<String>, BadFile> {
        let mut fields = Vec::new();
        if !self.fill()? {
            return Err(BadFile::Unknown("it is empty".into()));
        }
        if is_sep(&self.buffer) && !self.fill()? {
            return Err(BadFile::Unknown("it is empty".into()));
        }
        let count = |sign: u8| self.buffer.iter().filter(|byte| **byte == sign).count();
        self.delimiter = [b';', b'\t'].into_iter().find(|sign| count(*sign) > count(b',')).unwrap_or(b',');
        self.split(&mut fields);
        let name = |field: String| field.trim().trim_start_matches('\u{feff}').to_lowercase();
        Ok(fields.into_iter().map(name).collect())
    }

    /// The values of the next line that is not blank; false at the end.
    pub(super) fn next(&mut self, fields: &mut Vec<String>) -> Result<bool, BadFile> {
        while self.fill()? {
            if self.buffer.iter().any(|byte| !byte.is_ascii_whitespace() && *byte != self.delimiter) {
                self.split(fields);
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn fill(&mut self) -> Result<bool, BadFile> {
        self.buffer.clear();
        self.line += 1;
        loop {
            let mut part = self.input.fill_buf()?;
            if part.is_empty() {
                return Ok(!self.buffer.is_empty());
            }
            if std::mem::take(&mut self.after_cr) && part[0] == b'\n' {
                self.input.consume(1);
                part = self.input.fill_buf()?;
                if part.is_empty() {
                    return Ok(!self.buffer.is_empty());
                }
            }
            let end = part.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            let taken = end.unwrap_or(part.len());
            if self.buffer.len() + taken > LINE {
                return Err(BadFile::Broken(format!("line {} is longer than {} KiB", self.line, LINE / 1024)));
            }
            self.after_cr = end.is_some_and(|at| part[at] == b'\r');
            self.buffer.extend_from_slice(&part[..taken]);
            self.input.consume(taken + usize::from(end.is_some()));
            if end.is_some() {
                return Ok(true);
            }
        }
    }

    /// Values may be quoted, with doubled quotation marks inside. Old texts and memory are used again.
    fn split(&self, fields: &mut Vec<String>) {
        let text = String::from_utf8_lossy(&self.buffer);
        let text = text.as_ref();
        let delimiter = char::from(self.delimiter);
        let mut count = 0;
        let mut rest = Some(text);
        while let Some(text) = rest {
            if count == fields.len() {
                fields.push(String::new());
            }
            let field = &mut fields[count];
            field.clear();
            count += 1;
            rest = if let Some(mut quoted) = text.strip_prefix('"') {
                loop {
                    let Some((inside, after)) = quoted.split_once('"') else {
                        field.push_str(quoted);
                        break None;
                    };
                    field.push_str(inside);
                    match after.strip_prefix('"') {
                        Some(more) => {
                            field.push('"');
                            quoted = more;
                        }
                        None => break after.split_once(delimiter).map(|(_, next)| next),
                    }
                }
            } else {
                let (value, next) =
                    text.split_once(delimiter).map_or((text, None), |(value, next)| (value, Some(next)));
                field.push_str(value);
                next
            };
        }
        fields.truncate(count);
    }
}

/// A line for spreadsheets, which says what separates the values; the header shows that as well.
fn is_sep(line: &[u8]) -> bool {
    let line = line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line).trim_ascii_start();
    let line = line.strip_prefix(b"\"").unwrap_or(line);
    line.len() <= 8 && line.get(..4).is_some_and(|word| word.eq_ignore_ascii_case(b"sep="))
}

/// Finds columns by their names.
pub(super) struct Columns<'a>(pub(super) &'a [String]);

impl Columns<'_> {
    pub(super) fn find(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|name| self.0.iter().position(|column| column == name))
    }
}

/// The value of a column in a row; empty where the row is too short.
pub(super) fn value(fields: &[String], column: Option<usize>) -> &str {
    column.and_then(|at| fields.get(at)).map_or("", |field| field.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<(u64, Vec<String>)> {
        let mut lines = Lines::new(text.as_bytes());
        let mut rows = vec![(1, lines.header().unwrap())];
        let mut fields = Vec::new();
        while lines.next(&mut fields).unwrap() {
            rows.push((lines.line, fields.clone()));
        }
        rows
    }

    #[test]
    fn lines_are_split_at_their_own_sign_with_quotes_and_without_blank_ones() {
        let got = rows("\u{feff}A;\"b\"\r\n\r\n1;\"x;\"\"y\"\"\"\n;\n2");
        let row = |line, fields: &[&str]| (line, fields.iter().map(|field| (*field).to_owned()).collect::<Vec<_>>());
        assert_eq!(got, [row(1, &["a", "b"]), row(3, &["1", "x;\"y\""]), row(5, &["2"])]);
    }

    #[test]
    fn report_a7_a11_a_sep_line_is_passed_over_and_a_lone_carriage_return_ends_a_line() {
        let row = |line, fields: &[&str]| (line, fields.iter().map(|field| (*field).to_owned()).collect::<Vec<_>>());
        for sep in ["SEP=;", "\"sep=;\"", "\u{feff}Sep=;"] {
            for end in ["\n", "\r\n", "\r"] {
                let got = rows(&[sep, "a;b", "1;2", ";", "3;4"].join(end));
                assert_eq!(got, [row(1, &["a", "b"]), row(3, &["1", "2"]), row(5, &["3", "4"])], "{sep:?} {end:?}");
            }
        }
        assert_eq!(rows("sep=\t\na\tb\n1\t2")[1], row(3, &["1", "2"]));
        assert_eq!(rows("a,b\r1,2\r"), [row(1, &["a", "b"]), row(2, &["1", "2"])]);
    }

    #[test]
    fn a_line_that_never_ends_is_refused() {
        let endless = "a".repeat(200_000);
        assert!(Lines::new(endless.as_bytes()).header().is_err());
    }
}
