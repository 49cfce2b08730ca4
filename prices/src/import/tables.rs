//! Price files that are tables: the daily changes, the plain one, and PriceCharting's guide. Columns are found by name.

use std::io::BufRead;

use vitrine_ledger::{Currency, Date};

use super::amount::price;
use super::csv::{Columns, Lines, value};
use super::{BadFile, Hints, Out};
use crate::point::Point;
use crate::price_line::{Identity, PriceLine};
use crate::{day, keys};

/// PriceCharting's columns for cards, and the grades they are of.
const GUIDE: [(&str, &str); 9] = [
    ("loose-price", ""),
    ("cib-price", "GRADE_7"),
    ("new-price", "GRADE_8"),
    ("graded-price", "GRADE_9"),
    ("box-only-price", "GRADE_9.5"),
    ("manual-only-price", "PSA_10"),
    ("bgs-10-price", "BGS_10"),
    ("condition-17-price", "CGC_10"),
    ("condition-18-price", "SGC_10"),
];

pub(super) fn read(input: impl BufRead, hints: Hints<'_>, out: &mut Out<'_>) -> Result<&'static str, BadFile> {
    let mut lines = Lines::new(input);
    let header = lines.header()?;
    let columns = Columns(&header);
    let find = |names: &[&str]| columns.find(names);
    if let (Some(card), Some(date), Some(usd)) = (find(&["card_key"]), find(&["date"]), find(&["usd"])) {
        daily(&mut lines, [card, date, usd], hints, out)?;
        return Ok("daily changes");
    }
    if find(&["loose-price"]).is_some() && find(&["id"]).is_some() {
        guide(&mut lines, &columns, hints, out)?;
        return Ok("PriceCharting guide");
    }
    if find(&["card"]).is_some() && find(&["price"]).is_some() {
        plain(&mut lines, &columns, hints, out)?;
        return Ok("plain table");
    }
    let shown: Vec<String> = header.iter().take(8).map(|name| name.chars().take(30).collect()).collect();
    Err(BadFile::Unknown(format!("its columns are {}", shown.join(", "))))
}

/// The game of a file by `rarebox_<game>_daily_changes`, unless it is said.
fn game<'a>(hints: Hints<'a>) -> Result<&'a str, BadFile> {
    let named = || {
        let name = hints.file.rsplit(['/', '\\']).next()?;
        name.strip_prefix("rarebox_")?.split("_daily").next().filter(|game| !game.is_empty())
    };
    hints.game.or_else(named).ok_or(BadFile::Missing("the file does not say which game it is of: say it (--game)"))
}

fn daily<R: BufRead>(
    lines: &mut Lines<R>,
    [card, date, usd]: [usize; 3],
    hints: Hints<'_>,
    out: &mut Out<'_>,
) -> Result<(), BadFile> {
    let game = game(hints)?;
    let line = PriceLine::market("rarebox", Currency::USD);
    let mut fields = Vec::new();
    while lines.next(&mut fields)? {
        let of = |column| value(&fields, Some(column));
        match point(of(date), of(usd), Currency::USD) {
            Ok(_) if of(card).is_empty() => out.bad(lines.line, "no card"),
            Ok(point) => {
                out.price(Identity { card: super::rarebox::card(game, of(card)), line: line.clone() }, point)?;
            }
            Err(why) => out.bad(lines.line, why),
        }
    }
    Ok(())
}

fn guide<R: BufRead>(
    lines: &mut Lines<R>,
    columns: &Columns<'_>,
    hints: Hints<'_>,
    out: &mut Out<'_>,
) -> Result<(), BadFile> {
    let date =
        hints.date.and_then(day::day).ok_or(BadFile::Missing("a guide has no day: say which it is of (--date)"))?;
    let id = columns.find(&["id"]);
    let found: Vec<_> =
        GUIDE.into_iter().filter_map(|(name, grade)| Some((columns.find(&[name])?, name, grade))).collect();
    let mut fields = Vec::new();
    while lines.next(&mut fields)? {
        let id = value(&fields, id);
        if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_digit()) {
            out.bad(lines.line, "no id");
            continue;
        }
        for (column, name, grade) in &found {
            let text = value(&fields, Some(*column));
            if text.is_empty() {
                continue;
            }
            let line = PriceLine { grade: (*grade).to_owned(), ..PriceLine::market("pricecharting", Currency::USD) };
            match dollars(text) {
                Ok(minor) => {
                    let identity = Identity { card: format!("pricecharting:{id}"), line };
                    out.price(identity, Point { day: date, minor })?;
                }
                Err(why) => out.bad(lines.line, format!("{name}: {why}")),
            }
        }
    }
    Ok(())
}

/// `$1,234.56`, or pennies where there is neither a sign nor a point.
fn dollars(text: &str) -> Result<i64, &'static str> {
    let bare = text.trim_start_matches('$').replace(',', "");
    if text.starts_with('$') || bare.contains('.') {
        return price(&bare, Currency::USD);
    }
    bare.parse().ok().filter(|minor| (0..=vitrine_ledger::limits::COST).contains(minor)).ok_or("not a price in pennies")
}

fn plain<R: BufRead>(
    lines: &mut Lines<R>,
    columns: &Columns<'_>,
    hints: Hints<'_>,
    out: &mut Out<'_>,
) -> Result<(), BadFile> {
    let at = |name: &str| columns.find(&[name]);
    let [card, finish, date, amount, currency] = ["card", "finish", "date", "price", "currency"].map(at);
    let [grade, condition, language, source, kind] = ["grade", "condition", "language", "source", "kind"].map(at);
    let mut fields = Vec::new();
    while lines.next(&mut fields)? {
        let of = |column| value(&fields, column);
        let or = |column, otherwise: &str| match of(column) {
            "" => otherwise.to_owned(),
            said => said.to_lowercase(),
        };
        let row = || {
            let card = reference(of(card), hints.game).ok_or("the card is neither `namespace:id` nor of a --game")?;
            let currency: Currency = of(currency).parse().map_err(|_| "no currency")?;
            let said = of(date);
            let noted = hints.date.map(|date| date.to_string()).unwrap_or_default();
            let point = point(if said.is_empty() { &noted } else { said }, of(amount), currency)?;
            let line = PriceLine {
                finish: keys::finish(of(finish)),
                grade: keys::grade(of(grade)),
                condition: keys::condition(of(condition)),
                language: vitrine_ledger::language::language(of(language)).to_lowercase(),
                source: or(source, "file"),
                kind: or(kind, "market"),
                currency,
            };
            Ok::<_, &'static str>((Identity { card, line }, point))
        };
        match row() {
            Ok((identity, point)) => out.price(identity, point)?,
            Err(why) => out.bad(lines.line, why),
        }
    }
    Ok(())
}

/// `mtg:10e-1` as it is; `10e-1` with the game that was said.
fn reference(text: &str, game: Option<&str>) -> Option<String> {
    let text = text.to_lowercase();
    let fits = !text.is_empty() && text.len() <= 200;
    match (text.contains(':'), game) {
        (true, _) if fits => Some(text),
        (false, Some(game)) if fits => Some(format!("{}:{text}", game.to_lowercase())),
        _ => None,
    }
}

fn point(date: &str, amount: &str, currency: Currency) -> Result<Point, &'static str> {
    let date: Date = date.parse().map_err(|_| "not a day (YYYY-MM-DD)")?;
    let day = day::day(date).filter(|day| *day > day::FLOOR).ok_or("a day out of bounds")?;
    Ok(Point { day, minor: price(amount, currency)? })
}
