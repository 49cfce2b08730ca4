//! MTGJSON's AllPrices: `data[uuid].paper.<shop>.{retail, buylist}.<finish>.{day: price}` with a currency for each shop.
//! Hundreds of megabytes, read card by card.

use std::io::Read;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use vitrine_ledger::{Currency, Date};

use super::json::{Few, Text, each_entry, whole};
use super::{BadFile, Out, amount};
use crate::point::Point;
use crate::price_line::{Identity, PriceLine};
use crate::{day, keys};

/// Prices of one finish in one shop at most: thirty years of days.
const MOST: usize = 11_000;

#[derive(Deserialize)]
struct Card {
    #[serde(default)]
    paper: Few<Shop>,
}

/// Finishes, and their prices by day.
type Lists = Few<Bounded>;

#[derive(Deserialize)]
struct Shop {
    currency: Option<String>,
    #[serde(default)]
    retail: Lists,
    #[serde(default)]
    buylist: Lists,
}

/// Prices by day, not more than a card has.
struct Bounded(Vec<(Date, Text)>);

impl<'de> Deserialize<'de> for Bounded {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut days = Vec::new();
        let each = each_entry(|day: String, text: Text| {
            if days.len() >= MOST {
                return Err("a card has prices of more days than there are".to_owned());
            }
            let day = day.parse().map_err(|_| format!("{day:?} is not a day"))?;
            days.push((day, text));
            Ok(())
        });
        each.deserialize(deserializer)?;
        Ok(Self(days))
    }
}

struct File<F>(F);

impl<'de, F: FnMut(String, Card) -> Result<(), String>> DeserializeSeed<'de> for File<F> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, F: FnMut(String, Card) -> Result<(), String>> Visitor<'de> for File<F> {
    type Value = ();
    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object with \"data\"")
    }
    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            if key == "data" {
                map.next_value_seed(each_entry(&mut self.0))?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

pub(super) fn read(input: impl Read, out: &mut Out<'_>) -> Result<&'static str, BadFile> {
    let each = |uuid: String, card: Card| {
        for (shop, prices) in card.paper.0 {
            let Some(currency) = prices.currency.as_deref().and_then(|code| code.parse::<Currency>().ok()) else {
                out.bad(&uuid, format!("{shop} says no currency"));
                continue;
            };
            let lists = [("retail", prices.retail), ("buylist", prices.buylist)];
            for (kind, finish, days) in lists
                .into_iter()
                .flat_map(|(kind, lists)| lists.0.into_iter().map(move |(finish, days)| (kind, finish, days)))
            {
                let kind = if kind == "retail" { retail(&shop) } else { kind };
                let market = PriceLine::market(&shop.to_lowercase(), currency);
                let line = PriceLine { finish: keys::finish(&finish), kind: kind.to_owned(), ..market };
                let identity = Identity { card: format!("mtgjson:{}", uuid.to_lowercase()), line };
                for (date, Text(text)) in days.0 {
                    let Some(text) = text else { continue };
                    match (day::day(date), amount::price(&text, currency)) {
                        (Some(day), Ok(minor)) => {
                            let point = Point { day, minor };
                            out.price(identity.clone(), point).map_err(|error| error.to_string())?;
                        }
                        (None, _) => out.bad(&uuid, "a day out of bounds"),
                        (_, Err(why)) => out.bad(&uuid, why),
                    }
                }
            }
        }
        Ok(())
    };
    whole(input, File(each))?;
    Ok("MTGJSON prices")
}

/// What a shop's selling price is.
fn retail(shop: &str) -> &'static str {
    match shop {
        "tcgplayer" => "market",
        "cardmarket" => "trend",
        _ => "retail",
    }
}
