//! Words for what the collection is worth, and for how that moved.

use vitrine_ledger::{Currency, Date, Money, Totals};

use super::{count, date, money, plural};
use crate::value::{Division, Worth};
use crate::wire::catalog::ImportStage;
use crate::wire::prices::{PriceImport, PriceSource, RateSource};

/// A move with its sign: `+$12.50`, `−$3.00`, `$0.00`.
pub fn signed(moved: Money) -> String {
    format!("{}{}", if moved.minor > 0 { "+" } else { "" }, money(moved))
}

/// How much a move is of what was there: `+12.3%`; none where nothing was there.
pub fn percent(moved: i64, of: i64) -> Option<String> {
    if of <= 0 {
        return None;
    }
    let scaled = i128::from(moved) * 10_000 / i128::from(of);
    // Tenths of a percent, halves away from zero.
    let tenths = i64::try_from((scaled + 5 * scaled.signum()) / 10).ok()?;
    let sign = match tenths {
        0 => "",
        n if n < 0 => "\u{2212}",
        _ => "+",
    };
    let size = tenths.unsigned_abs();
    // Nobody reads a tenth of a percent beside a thousand.
    let said = if size >= 10_000 { count((size / 10) as i64) } else { format!("{}.{}", size / 10, size % 10) };
    Some(format!("{sign}{said}%"))
}

/// From one amount to another: `+$2.00 (+10.0%) from 3 Nov 2026 to 5 Nov 2026`.
pub fn moved(from: Money, to: Money, since: Date, until: Date) -> Option<String> {
    let moved = Money::new(to.minor.checked_sub(from.minor)?, to.currency);
    let part = percent(moved.minor, from.minor).map(|part| format!(" ({part})")).unwrap_or_default();
    Some(format!("{}{part} from {} to {}", signed(moved), date(since), date(until)))
}

/// An amount as an axis has room for: `$1.5k`, `$20`, `$0.50`.
pub fn short_money(amount: Money) -> String {
    let ten = 10_i64.pow(amount.currency.exponent());
    let whole = amount.minor.unsigned_abs() / ten.unsigned_abs();
    let (unit, letter) = match whole {
        0..10_000 => (1, ""),
        10_000..1_000_000 => (1_000, "k"),
        1_000_000..1_000_000_000 => (1_000_000, "M"),
        _ => (1_000_000_000, "G"),
    };
    let round = |whole: u64| money(Money::new((whole as i64) * ten, amount.currency));
    let sign = if amount.minor < 0 { "\u{2212}" } else { "" };
    if letter.is_empty() && amount.minor % ten != 0 {
        return money(amount);
    }
    // The amount's own sign and decimals: `$1,500.00` without what a round number has no need of.
    let (main, rest) = (round(whole / unit), whole % unit * 10 / unit);
    let zeros = format!(".{}", "0".repeat(amount.currency.exponent() as usize));
    let fraction = if rest == 0 { letter.to_owned() } else { format!(".{rest}{letter}") };
    let short = if amount.currency.exponent() == 0 {
        match main.split_once('\u{a0}') {
            Some((digits, code)) => format!("{digits}{fraction}\u{a0}{code}"),
            None => format!("{main}{fraction}"),
        }
    } else {
        main.replacen(&zeros, &fraction, 1)
    };
    format!("{sign}{short}")
}

/// What the value and the gain leave out, or hold that is not exact; copies without a price apart.
pub fn left_out(worth: &Worth) -> Vec<String> {
    let mut said = Vec::new();
    let mut note = |copies: i64, what: &str| {
        if copies > 0 {
            said.push(format!("{} {what}", plural(copies, "copy", "copies")));
        }
    };
    note(worth.unconverted, "priced in money no rate leads from");
    note(worth.standing_in, "at a price that stands in");
    if worth.gain().is_some() {
        note(worth.left_out, "not in the gain: cost unknown, or in other money");
    }
    said
}

/// On what a gain is: `on a cost of $1,200.00`, and of how many of all copies, where it is not of all.
pub fn gain_on(worth: &Worth, currency: Currency) -> String {
    let cost = money(Money::new(worth.cost(), currency));
    match worth.compared() {
        all if all == worth.copies => format!("on a cost of {cost}"),
        some => format!("on a cost of {cost}, {} of {}", count(some), plural(worth.copies, "copy", "copies")),
    }
}

/// A gain, and of how many of all copies it is, where it is not of all: `+$12.50 on 3 of 5 copies`.
pub fn gain_of(gain: Money, worth: &Worth) -> String {
    match worth.compared() {
        all if all == worth.copies => signed(gain),
        some => format!("{} on {} of {}", signed(gain), count(some), plural(worth.copies, "copy", "copies")),
    }
}

/// What is said where no cost adds up to anything: nothing is held, nobody knows it, or it was nothing.
pub fn no_cost(sums: &Totals) -> &'static str {
    match (sums.cards, sums.unknown_costs) {
        (..=0, _) => "\u{2013}",
        (cards, unknown) if unknown >= cards => "unknown",
        _ => "nothing",
    }
}

/// How much of the value lies in few cards; none where nothing has a value.
pub fn concentration(first: i64, ten: i64, whole: i64, valued: usize) -> Option<String> {
    if whole <= 0 || valued < 2 {
        return None;
    }
    let percent = |part| (thousandths(part, whole) + 5) / 10;
    let most = format!("Your most valuable card is {}% of the value", percent(first));
    Some(match valued {
        0..=10 => format!("{most}."),
        _ => format!("{most}; the ten most valuable are {}%.", percent(ten)),
    })
}

/// A part of a whole, from 0 to 1000.
pub fn thousandths(part: i64, whole: i64) -> i64 {
    let part = i128::from(part.max(0)) * 1_000 / i128::from(whole.max(1));
    i64::try_from(part).unwrap_or(1_000).min(1_000)
}

/// By what the value is divided.
pub fn division(division: Division) -> &'static str {
    match division {
        Division::Game => "By game",
        Division::Set => "By set",
        Division::Rarity => "By rarity",
        Division::Grade => "By grade",
        Division::Location => "By location",
        Division::Portfolio => "By portfolio",
    }
}

/// The same, in a form.
pub fn division_code(division: Division) -> &'static str {
    match division {
        Division::Game => "game",
        Division::Set => "set",
        Division::Rarity => "rarity",
        Division::Grade => "grade",
        Division::Location => "location",
        Division::Portfolio => "portfolio",
    }
}

/// Cards that have none of it.
pub fn no_part(division: Division) -> &'static str {
    match division {
        Division::Game => "No game noted",
        Division::Set => "No set noted",
        Division::Rarity => "No rarity noted",
        Division::Grade => "Raw",
        Division::Location | Division::Portfolio => "None",
    }
}

/// Who says a price, and of which kind: `TCGplayer, market`.
pub fn source(source: &str, kind: &str) -> String {
    let name = match source {
        "own" => "Your own price",
        "tcgplayer" => "TCGplayer",
        "cardmarket" => "Cardmarket",
        "pricecharting" => "PriceCharting",
        "cardkingdom" => "Card Kingdom",
        other => other,
    };
    if kind.is_empty() { name.to_owned() } else { format!("{name}, {kind}") }
}

/// A grade as price files write it: `PSA 10`, `BGS 10 Black Label`, `9 of any company`.
pub fn grade_key(key: &str) -> String {
    let mut parts = key.split('_');
    let (company, value) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let label = match parts.next() {
        None => String::new(),
        Some("BL") => String::from(" Black Label"),
        Some("PRISTINE") => String::from(" Pristine"),
        Some(other) => format!(" {other}"),
    };
    match (company, value) {
        ("GRADE", value) => format!("{value} of any company"),
        (company, "") => company.to_owned(),
        (company, "AUTHENTIC") => format!("{company} Authentic"),
        (company, value) => format!("{company} {value}{label}"),
    }
}

/// Whose prices there are: `TCGplayer, market, in USD: 1,203 from 3 Jan 2026 to 5 Nov 2026`.
pub fn price_source(of: &PriceSource) -> String {
    let series = count(i64::try_from(of.series).unwrap_or(i64::MAX));
    let (first, last) = (date(of.first), date(of.last));
    format!("{}, in {}: {series} series, {first} to {last}", source(&of.source, &of.kind), of.currency)
}

/// Whose rates there are.
pub fn rate_source(of: &RateSource) -> String {
    format!("1 {} in {}, {}: {} to {}", of.base, of.quote, of.source, date(of.first), date(of.last))
}

/// How an import of a file of prices or rates stands.
pub fn price_import_stands(import: &PriceImport) -> String {
    if !import.error.is_empty() {
        return import.error.clone();
    }
    let many = |n: u64, one, more| plural(i64::try_from(n).unwrap_or(i64::MAX), one, more);
    let series = many(import.series, "series", "series");
    match import.stage {
        ImportStage::None => String::from("Nothing was read."),
        ImportStage::Reading | ImportStage::Making if import.series == 0 => {
            format!("{} arrived. Reading\u{2026}", super::size(import.bytes))
        }
        ImportStage::Reading | ImportStage::Making => format!("Reading: {series} so far."),
        ImportStage::Done => {
            let left = match import.bad {
                0 => String::new(),
                bad => format!(" {} left out.", many(bad, "row was", "rows were")),
            };
            let read = many(import.prices, "entry", "entries");
            format!("{read} read ({}), {series}, {} of them new or different.{left}", import.format, import.changed)
        }
        ImportStage::Failed => String::from("It could not be read."),
    }
}

/// What a price is of that stands in for the exact one.
pub fn stands_in(rules: &[String]) -> String {
    let of: Vec<&str> = rules
        .iter()
        .map(|rule| match rule.as_str() {
            "finish" => "another finish",
            "condition" => "another condition",
            "language" => "another language",
            "raw" => "the card ungraded",
            other => other,
        })
        .collect();
    format!("stands in: the price of {}", of.join(", "))
}

/// A rule by which a price may stand in, and what it means.
pub fn substitute(rule: &str) -> (&'static str, &'static str) {
    match rule {
        "finish" => ("Another finish", "a holo counts as the ordinary card, where the holo has no price"),
        "condition" => ("Another condition", "a played card counts as near mint: usually too much"),
        "language" => ("Another language", "a German card counts as the English one"),
        "raw" => ("Ungraded for graded", "a slab counts as the bare card: usually too little"),
        _ => ("Another rule", "of a newer version"),
    }
}

/// How old a price is, in days before today: `today`, `yesterday`, `12 days old`.
pub fn price_age(days: u32) -> String {
    match days {
        0 => String::from("of today"),
        1 => String::from("of yesterday"),
        days => format!("{} days old", count(i64::from(days))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vitrine_ledger::Currency;

    #[test]
    fn a_grade_is_said_as_on_its_holder() {
        let said = ["PSA_10", "BGS_10_BL", "CGC_10_PRISTINE", "PSA_8_OC", "GRADE_9", "PSA_AUTHENTIC"].map(grade_key);
        let expected =
            ["PSA 10", "BGS 10 Black Label", "CGC 10 Pristine", "PSA 8 OC", "9 of any company", "PSA Authentic"];
        assert_eq!(said, expected);
    }

    #[test]
    fn an_import_of_prices_says_how_far_it_is_and_what_it_left_out() {
        let import = |stage, series, bad| PriceImport {
            stage,
            series,
            bad,
            bytes: 2_149_000,
            format: String::from("plain table"),
            prices: 1_200,
            changed: 1,
            ..PriceImport::default()
        };
        let said = |import: PriceImport| price_import_stands(&import);
        assert_eq!(said(import(ImportStage::Reading, 0, 0)), "2.1 MB arrived. Reading\u{2026}");
        assert_eq!(said(import(ImportStage::Reading, 40, 0)), "Reading: 40 series so far.");
        let done = "1,200 entries read (plain table), 40 series, 1 of them new or different. 1 row was left out.";
        assert_eq!(said(import(ImportStage::Done, 40, 1)), done);
        let failed = PriceImport { error: String::from("Why."), ..import(ImportStage::Failed, 0, 0) };
        assert_eq!(said(failed), "Why.");
    }

    #[test]
    fn a_move_has_its_sign_and_its_part_of_what_was_there() {
        let usd = |minor| Money::new(minor, Currency::USD);
        assert_eq!(signed(usd(1_250)), "+$12.50");
        assert_eq!(signed(usd(-5)), "\u{2212}$0.05");
        assert_eq!(signed(usd(0)), "$0.00");
        assert_eq!(percent(123, 1_000).as_deref(), Some("+12.3%"));
        assert_eq!(percent(-1, 3).as_deref(), Some("\u{2212}33.3%"));
        assert_eq!(percent(0, 3).as_deref(), Some("0.0%"));
        assert_eq!(percent(1_000_000, 100).as_deref(), Some("+1,000,000%"));
        assert_eq!(percent(5, 0), None, "nothing was there");
        let (day, next) = ("2026-11-03".parse().unwrap(), "2026-11-05".parse().unwrap());
        let said = |from, to| moved(usd(from), usd(to), day, next);
        assert_eq!(said(2_000, 2_200).as_deref(), Some("+$2.00 (+10.0%) from 3 Nov 2026 to 5 Nov 2026"));
        assert_eq!(said(0, 2_200).as_deref(), Some("+$22.00 from 3 Nov 2026 to 5 Nov 2026"));
    }

    #[test]
    fn an_axis_has_short_amounts_in_every_currency() {
        let short = |minor, currency: &str| short_money(Money::new(minor, currency.parse().unwrap()));
        assert_eq!(short(2_000, "USD"), "$20");
        assert_eq!(short(50, "USD"), "$0.50");
        assert_eq!(short(0, "EUR"), "\u{20ac}0");
        assert_eq!(short(500_000, "USD"), "$5,000");
        assert_eq!(short(1_250_000, "USD"), "$12.5k");
        assert_eq!(short(-200_000_000, "USD"), "\u{2212}$2M");
        assert_eq!(short(1_500_000, "JPY"), "\u{a5}1.5M");
        assert_eq!(short(20_000, "CZK"), "200\u{a0}CZK");
        assert_eq!(short(2_000_000, "CZK"), "20k\u{a0}CZK");
        assert_eq!(short(2_000, "KWD"), "2\u{a0}KWD");
    }

    #[test]
    fn few_cards_that_hold_much_of_the_value_are_said_in_a_sentence() {
        assert_eq!(
            concentration(340, 710, 1_000, 200).as_deref(),
            Some("Your most valuable card is 34% of the value; the ten most valuable are 71%.")
        );
        assert_eq!(
            concentration(996, 1_000, 1_000, 3).as_deref(),
            Some("Your most valuable card is 100% of the value.")
        );
        assert_eq!((concentration(5, 5, 5, 1), concentration(0, 0, 0, 9)), (None, None), "nothing to say");
        assert_eq!((thousandths(1, 3), thousandths(-1, 3), thousandths(i64::MAX, 1)), (333, 0, 1_000));
    }
}
