//! tcgcsv's mirror of TCGplayer: `{results: [{productId, lowPrice, …, subTypeName}]}`, without a day.

use std::io::Read;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use vitrine_ledger::Currency;

use super::json::{Text, each_item, whole};
use super::{BadFile, Hints, Out, amount};
use crate::point::Point;
use crate::price_line::{Identity, PriceLine};
use crate::{day, keys};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[derive(Default)]
struct Row {
    product_id: u64,
    low_price: Text,
    mid_price: Text,
    high_price: Text,
    market_price: Text,
    direct_low_price: Text,
    sub_type_name: Option<String>,
}

/// Finds one array of an object and reads it item by item.
pub(super) struct ArrayOf<'n, T, F> {
    name: &'n str,
    other: &'n mut dyn FnMut(&str, String),
    each: F,
    of: std::marker::PhantomData<T>,
}

/// Calls `each` with the items of the array `name`, and `other` with the texts beside it.
pub(super) fn array_of<'n, T, F: FnMut(T) -> Result<(), String>>(
    name: &'n str,
    other: &'n mut dyn FnMut(&str, String),
    each: F,
) -> ArrayOf<'n, T, F> {
    ArrayOf { name, other, each, of: std::marker::PhantomData }
}

impl<'de, T: Deserialize<'de>, F: FnMut(T) -> Result<(), String>> DeserializeSeed<'de> for ArrayOf<'_, T, F> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, T: Deserialize<'de>, F: FnMut(T) -> Result<(), String>> Visitor<'de> for ArrayOf<'_, T, F> {
    type Value = ();
    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "an object with {:?}", self.name)
    }
    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Beside {
            Text(String),
            Other(IgnoredAny),
        }
        while let Some(key) = map.next_key::<String>()? {
            if key == self.name {
                map.next_value_seed(each_item(&mut self.each))?;
            } else if let Beside::Text(text) = map.next_value()? {
                (self.other)(&key, text);
            }
        }
        Ok(())
    }
}

pub(super) fn read(input: impl Read, hints: Hints<'_>, out: &mut Out<'_>) -> Result<&'static str, BadFile> {
    let day =
        hints.date.and_then(day::day).ok_or(BadFile::Missing("the file has no day: say which it is of (--date)"))?;
    let mut at = 0_u64;
    let mut ignore = |_: &str, _: String| {};
    let each = |row: Row| {
        at += 1;
        if row.product_id == 0 {
            out.bad(format_args!("result {at}"), "no productId");
            return Ok(());
        }
        let finish = keys::finish(row.sub_type_name.as_deref().unwrap_or_default());
        let prices = [
            ("low", row.low_price),
            ("mid", row.mid_price),
            ("high", row.high_price),
            ("market", row.market_price),
            ("directlow", row.direct_low_price),
        ];
        for (kind, Text(text)) in prices {
            let Some(text) = text else { continue };
            match amount::price(&text, Currency::USD) {
                Ok(minor) => {
                    let market = PriceLine::market("tcgplayer", Currency::USD);
                    let line = PriceLine { finish: finish.clone(), kind: kind.to_owned(), ..market };
                    let identity = Identity { card: format!("tcgplayer:{}", row.product_id), line };
                    out.price(identity, Point { day, minor }).map_err(|error| error.to_string())?;
                }
                Err(why) => out.bad(format_args!("result {at}"), format!("{kind}: {why}")),
            }
        }
        Ok(())
    };
    whole(input, array_of("results", &mut ignore, each))?;
    Ok("tcgcsv prices")
}
