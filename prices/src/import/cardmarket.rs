//! Cardmarket's price guide: `{version, createdAt, priceGuides: [{idProduct, avg, low, trend, avg1, avg7, avg30, …-holo}]}`.

use std::io::Read;

use vitrine_ledger::Currency;

use super::json::{Few, Text, day_of, whole};
use super::tcgcsv::array_of;
use super::{BadFile, Hints, Out, amount};
use crate::day;
use crate::point::Point;
use crate::price_line::{Identity, PriceLine};

/// Their category of Pokémon singles.
const POKEMON: &str = "51";

const KINDS: [&str; 6] = ["trend", "avg", "low", "avg1", "avg7", "avg30"];

pub(super) fn read(input: impl Read, hints: Hints<'_>, out: &mut Out<'_>) -> Result<&'static str, BadFile> {
    // The day may stand after the rows: they are put on the hinted day or the file's, whichever comes first.
    let created = std::cell::Cell::new(None);
    let mut beside = |key: &str, text: String| {
        if key == "createdAt" {
            created.set(day_of(&text).and_then(day::day));
        }
    };
    let hinted = hints.date.and_then(day::day);
    let mut at = 0_u64;
    let each = |row: Few<Text>| {
        at += 1;
        let day =
            created.get().or(hinted).ok_or("the file has no day before its prices: say which it is of (--date)")?;
        let of = |name: &str| row.get(name).and_then(|Text(text)| text.as_deref());
        let Some(id) = of("idProduct").filter(|id| id.bytes().all(|byte| byte.is_ascii_digit())) else {
            out.bad(format_args!("row {at}"), "no idProduct");
            return Ok(());
        };
        // The second price of a Pokémon card is that of its reverse, of a Magic card that of its foil.
        let pokemon = hints.game.map_or(of("idCategory") == Some(POKEMON), |game| game.starts_with("pokemon"));
        let second = if pokemon { "reverse holofoil" } else { "foil" };
        let names = KINDS.into_iter().flat_map(|kind| {
            [(kind, String::new(), ""), (kind, "-holo".to_owned(), second), (kind, "-foil".to_owned(), second)]
        });
        for (kind, suffix, finish) in names {
            let Some(text) = of(&format!("{kind}{suffix}")) else { continue };
            match amount::price(text, Currency::EUR) {
                Ok(minor) => {
                    let market = PriceLine::market("cardmarket", Currency::EUR);
                    let line = PriceLine { finish: finish.to_owned(), kind: kind.to_owned(), ..market };
                    let identity = Identity { card: format!("cardmarket:{id}"), line };
                    out.price(identity, Point { day, minor }).map_err(|error| error.to_string())?;
                }
                Err(why) => out.bad(format_args!("row {at}"), format!("{kind}{suffix}: {why}")),
            }
        }
        Ok(())
    };
    whole(input, array_of("priceGuides", &mut beside, each))?;
    Ok("Cardmarket guide")
}
