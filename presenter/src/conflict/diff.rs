//! What tells two notes apart, word by word. The cost is bounded: texts too long for that are compared by lines, and
//! what is too long for that too is shown as two blocks.

/// Comparisons one diff may cost.
const CELLS: usize = 1_000_000;

/// A piece of text and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DiffSpan {
    Same(String),
    /// In the first text only.
    First(String),
    /// In the second text only.
    Second(String),
}

/// The pieces of both texts, in order.
pub fn diff(first: &str, second: &str) -> Vec<DiffSpan> {
    let words = |text| split(text, char::is_whitespace);
    let lines = |text| split(text, |c| c == '\n');
    let by = |a: Vec<_>, b: Vec<_>| matching(&a, &b).map(|pairs| spans(&a, &b, &pairs));
    let by_words = by(words(first), words(second));
    by_words.or_else(|| by(lines(first), lines(second))).unwrap_or_else(|| spans(&[first], &[second], &[]))
}

/// Both texts in one, to begin with when they are merged by hand: what they share stands once, the other lines of the
/// first before those of the second.
pub fn both(first: &str, second: &str) -> String {
    let (a, b): (Vec<&str>, Vec<&str>) = (first.lines().collect(), second.lines().collect());
    let mut lines: Vec<&str> = Vec::new();
    let mut end = (0, 0);
    for (i, j) in matching(&a, &b).unwrap_or_default().into_iter().chain([(a.len(), b.len())]) {
        lines.extend(&a[end.0..i]);
        lines.extend(&b[end.1..j]);
        lines.extend(a.get(i));
        end = (i + 1, j + 1);
    }
    lines.join("\n")
}

/// Pieces that each end with what separates them.
fn split(text: &str, separates: impl Fn(char) -> bool) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let end = at + c.len_utf8();
        if separates(c) && chars.peek().is_none_or(|(_, next)| !separates(*next)) {
            pieces.push(&text[start..end]);
            start = end;
        }
    }
    if start < text.len() {
        pieces.push(&text[start..]);
    }
    pieces
}

/// A word is the same whether or not more follows it.
fn alike(a: &str, b: &str) -> bool {
    a.trim_end() == b.trim_end()
}

/// The longest run of pairs that stand in the same order in both; none when finding it would cost too much.
fn matching(a: &[&str], b: &[&str]) -> Option<Vec<(usize, usize)>> {
    let head = a.iter().zip(b).take_while(|(a, b)| alike(a, b)).count();
    let tail = a[head..].iter().rev().zip(b[head..].iter().rev()).take_while(|(a, b)| alike(a, b)).count();
    let (inner_a, inner_b) = (&a[head..a.len() - tail], &b[head..b.len() - tail]);
    let width = inner_b.len() + 1;
    if (inner_a.len() + 1).saturating_mul(width) > CELLS {
        return None;
    }
    // `longest[i * width + j]`: how many pairs there are from `i` and `j` on.
    let mut longest = vec![0_u16; (inner_a.len() + 1) * width];
    for i in (0..inner_a.len()).rev() {
        for j in (0..inner_b.len()).rev() {
            longest[i * width + j] = if alike(inner_a[i], inner_b[j]) {
                longest[(i + 1) * width + j + 1] + 1
            } else {
                longest[(i + 1) * width + j].max(longest[i * width + j + 1])
            };
        }
    }
    let mut pairs: Vec<(usize, usize)> = (0..head).map(|i| (i, i)).collect();
    let (mut i, mut j) = (0, 0);
    while i < inner_a.len() && j < inner_b.len() {
        if alike(inner_a[i], inner_b[j]) {
            pairs.push((head + i, head + j));
            (i, j) = (i + 1, j + 1);
        } else if longest[(i + 1) * width + j] >= longest[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs.extend((0..tail).map(|i| (a.len() - tail + i, b.len() - tail + i)));
    Some(pairs)
}

fn spans(a: &[&str], b: &[&str], pairs: &[(usize, usize)]) -> Vec<DiffSpan> {
    let mut spans = Vec::new();
    let mut end = (0, 0);
    let mut same = String::new();
    for (i, j) in pairs.iter().copied().chain([(a.len(), b.len())]) {
        let (first, second) = (a[end.0..i].concat(), b[end.1..j].concat());
        if !first.is_empty() || !second.is_empty() {
            spans.push(DiffSpan::Same(std::mem::take(&mut same)));
            spans.push(DiffSpan::First(first));
            spans.push(DiffSpan::Second(second));
        }
        // The one with more space after it: what follows may be of the other text.
        let pair = [a.get(i), b.get(j)].into_iter().flatten();
        same.push_str(pair.max_by_key(|piece| piece.len()).copied().unwrap_or_default());
        end = (i + 1, j + 1);
    }
    spans.push(DiffSpan::Same(same));
    spans.retain(|span| !span.text().is_empty());
    spans
}

impl DiffSpan {
    pub fn text(&self) -> &str {
        match self {
            Self::Same(text) | Self::First(text) | Self::Second(text) => text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(text: &str) -> DiffSpan {
        DiffSpan::Same(text.to_owned())
    }

    fn first(text: &str) -> DiffSpan {
        DiffSpan::First(text.to_owned())
    }

    fn second(text: &str) -> DiffSpan {
        DiffSpan::Second(text.to_owned())
    }

    /// What is left of both texts when what the other alone has is taken out.
    fn sides(spans: &[DiffSpan]) -> (String, String) {
        let of = |other: fn(&DiffSpan) -> bool| spans.iter().filter(|span| !other(span)).map(DiffSpan::text).collect();
        (of(|span| matches!(span, DiffSpan::Second(_))), of(|span| matches!(span, DiffSpan::First(_))))
    }

    fn words(text: &str) -> Vec<&str> {
        text.split_whitespace().collect()
    }

    #[test]
    fn one_word_that_differs_is_all_that_is_marked() {
        let spans = diff("bought from the hall, signed", "bought from the stairs, signed");
        assert_eq!(spans, [same("bought from the "), first("hall, "), second("stairs, "), same("signed")]);
    }

    #[test]
    fn what_was_only_added_is_only_added() {
        assert_eq!(diff("a b", "a b\nand c"), [same("a b\n"), second("and c")]);
        assert_eq!(diff("", "new"), [second("new")]);
        assert_eq!(diff("old", ""), [first("old")]);
        assert_eq!(diff("same", "same"), [same("same")]);
        assert_eq!(diff("", ""), []);
    }

    #[test]
    fn both_texts_can_be_read_out_of_their_difference() {
        let texts = ["", "a", "a b c", "c b a", "a  b\n\nc ", "\u{e9}t\u{e9} \u{1f0a1} b", "b a b a", " b"];
        for a in texts {
            for b in texts {
                let (first, second) = sides(&diff(a, b));
                assert_eq!(words(&first), words(a), "{a:?} and {b:?}");
                assert_eq!(words(&second), words(b), "{a:?} and {b:?}");
            }
        }
    }

    #[test]
    fn long_texts_are_compared_by_lines_and_endless_ones_not_at_all() {
        let lines = |mark: &str| -> String { (0..60).map(|i| format!("{}{mark}{i}\n", "w ".repeat(30))).collect() };
        let (a, b) = (lines("a"), lines("b") + "the end");
        let (first, second) = sides(&diff(&a, &b));
        assert_eq!((first, second.as_str()), (a, b.as_str()));
        let (a, b) = ("x \n".repeat(2_000), "y \n".repeat(2_000));
        assert_eq!(diff(&a, &b).len(), 2);
    }

    #[test]
    fn merging_by_hand_begins_with_every_line_of_both_and_no_line_twice() {
        assert_eq!(both("a\nb\nd", "a\nc\nd"), "a\nb\nc\nd");
        assert_eq!(both("from the stairs", "from the hall"), "from the stairs\nfrom the hall");
        assert_eq!(both("same", "same"), "same");
        assert_eq!(both("", "x"), "x");
    }
}
