//! Dates in a file: ISO with or without a time, eight digits, month or day first, and what JavaScript prints.

use vitrine_ledger::Date;

/// Which of the first two numbers of a date is the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayOrder {
    /// 3/4/2026 is in March.
    MonthFirst,
    /// 3/4/2026 is in April.
    DayFirst,
}

impl DayOrder {
    /// What the dates of a file say: none where they contradict each other, or say nothing.
    pub(crate) fn of<'a>(dates: impl Iterator<Item = &'a str>) -> Option<Self> {
        let said = |text: &str| {
            let (numbers, separator) = three(text)?;
            match numbers {
                [first, second, _] if first > 12 && second <= 12 => Some(Self::DayFirst),
                [first, second, _] if second > 12 && first <= 12 => Some(Self::MonthFirst),
                _ if separator == '.' => Some(Self::DayFirst),
                _ => None,
            }
        };
        let mut found = dates.filter_map(said);
        let first = found.next()?;
        found.all(|other| other == first).then_some(first)
    }
}

/// What a date is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Day {
    /// This day, as it is written: a time and its zone say nothing of another day.
    Is(Date),
    /// It is one of two days.
    Ambiguous,
    /// It is no date.
    Unread,
}

/// Reads a date.
pub(crate) fn day(text: &str, order: Option<DayOrder>) -> Day {
    let text = text.trim();
    let iso = text.get(..10).filter(|_| text.len() == 10 || !text[10..].starts_with(|c: char| c.is_ascii_digit()));
    if let Some(date) = iso.and_then(|iso| iso.parse().ok()).or_else(|| eight_digits(text)).or_else(|| printed(text)) {
        return Day::Is(date);
    }
    let Some((numbers, separator)) = three(text) else { return Day::Unread };
    let made = |day: u32, month: u32, year: u32| {
        let year = if year < 100 { year + 2_000 } else { year };
        Date::new(u16::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
    };
    let [first, second, year] = numbers;
    let both = [made(first, second, year), made(second, first, year)];
    let order =
        order.or_else(|| DayOrder::of(std::iter::once(text))).or((separator == '.').then_some(DayOrder::DayFirst));
    let date = match (both, order) {
        ([Some(one), Some(other)], None) if one != other => return Day::Ambiguous,
        ([Some(day_first), _], Some(DayOrder::DayFirst) | None) => Some(day_first),
        ([_, month_first], _) => month_first,
    };
    date.map_or(Day::Unread, Day::Is)
}

/// `3/28/2021`, `28.3.21`, `3-28-2021`, with a time behind it or not.
fn three(text: &str) -> Option<([u32; 3], char)> {
    let date = text.split([' ', 'T', ',']).next()?;
    let separator = date.chars().find(|c| !c.is_ascii_digit()).filter(|c| ['/', '.', '-'].contains(c))?;
    let parts: Vec<u32> =
        date.split(separator).map(|part| part.parse().ok().filter(|_| part.len() <= 4)).collect::<Option<_>>()?;
    let [first, second, year] = parts[..] else { return None };
    Some(([first, second, year], separator))
}

fn eight_digits(text: &str) -> Option<Date> {
    let digits = text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit());
    let number = |range: std::ops::Range<usize>| text[range].parse().ok();
    if digits { Date::new(number(0..4)?, number(4..6)? as u8, number(6..8)? as u8) } else { None }
}

/// `Fri May 15 2026 16:43:29 GMT+0200 (Central European Summer Time)`
fn printed(text: &str) -> Option<Date> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let mut words = text.split([' ', ',']).filter(|word| !word.is_empty());
    let (first, second) = (words.next()?, words.next()?);
    // With the day of the week or without.
    let (month, day) =
        if second.starts_with(|c: char| c.is_ascii_digit()) { (first, second) } else { (second, words.next()?) };
    let start = month.get(..3)?.to_ascii_lowercase();
    let month = MONTHS.iter().position(|name| *name == start)? + 1;
    Date::new(words.next()?.parse().ok()?, month as u8, day.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is(text: &str) -> Day {
        Day::Is(text.parse().expect("a date"))
    }

    #[test]
    fn a_date_is_the_day_that_is_written_in_whatever_form() {
        for text in [
            "2026-05-15",
            "2026-05-15T09:03:42.146Z",
            "2026-05-15 13:51:43.373000",
            "20260515",
            "Fri May 15 2026 23:43:29 GMT+0200 (Central European Summer Time)",
            "May 15, 2026",
            "5/15/2026",
            "15/5/2026",
            "15.05.2026",
            "15.5.26",
        ] {
            assert_eq!(day(text, None), is("2026-05-15"), "{text}");
        }
        for text in ["", "soon", "2026-02-30", "31/31/2026", "1/2", "123456789"] {
            assert_eq!(day(text, None), Day::Unread, "{text}");
        }
    }

    #[test]
    fn three_slash_four_is_asked_unless_the_file_says_it() {
        assert_eq!(day("3/4/2026", None), Day::Ambiguous);
        assert_eq!(day("4/4/2026", None), is("2026-04-04"));
        assert_eq!(day("3/4/2026", Some(DayOrder::MonthFirst)), is("2026-03-04"));
        assert_eq!(day("3.4.2026", None), is("2026-04-03"), "with points the day is first everywhere");
        let of = |dates: &[&str]| DayOrder::of(dates.iter().copied());
        assert_eq!(of(&["3/4/2026", "3/28/2021"]), Some(DayOrder::MonthFirst));
        assert_eq!(of(&["28/3/2021", "3/28/2021"]), None);
        assert_eq!(of(&["3/4/2026"]), None);
    }
}
