//! rarebox's `latest.json`: `{stamp | mirrored, source, prices}` in its several shapes. A price is a number or one for each
//! finish; a key is a card's place, a place with a word for a parallel printing, or a TCGplayer product.

use std::io::Read;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use vitrine_ledger::Currency;

use super::json::{Few, Text, day_of, each_entry, whole};
use super::{BadFile, Hints, Out, amount};
use crate::point::Point;
use crate::price_line::{Identity, PriceLine};
use crate::{day, keys};

/// The day stands after the prices: they wait for it.
const MOST: usize = 2_000_000;

/// One price, or one for each word.
enum Value {
    One(Text),
    Each(Few<Text>),
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = Value;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a price, or prices by finish")
            }
            fn visit_unit<E: de::Error>(self) -> Result<Value, E> {
                Ok(Value::One(Text(None)))
            }
            fn visit_u64<E: de::Error>(self, n: u64) -> Result<Value, E> {
                Ok(Value::One(Text(Some(n.to_string()))))
            }
            fn visit_i64<E: de::Error>(self, n: i64) -> Result<Value, E> {
                Ok(Value::One(Text(Some(n.to_string()))))
            }
            fn visit_f64<E: de::Error>(self, n: f64) -> Result<Value, E> {
                Ok(Value::One(Text(Some(n.to_string()))))
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Value, E> {
                Ok(Value::One(Text(Some(text.to_owned()))))
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Value, A::Error> {
                Few::deserialize(MapAccessDeserializer::new(map)).map(Value::Each)
            }
        }
        deserializer.deserialize_any(Either)
    }
}

#[derive(Default)]
struct File {
    /// Key, finish, price.
    prices: Vec<(String, String, String)>,
    stamp: Option<String>,
    mirrored: Option<String>,
    source: Option<String>,
}

impl<'de> DeserializeSeed<'de> for &mut File {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for &mut File {
    type Value = ();
    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object with \"prices\"")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "stamp" => self.stamp = map.next_value::<Text>()?.0,
                "mirrored" => self.mirrored = map.next_value::<Text>()?.0,
                "source" => self.source = map.next_value::<Text>()?.0,
                "prices" => map.next_value_seed(each_entry(|key, value| self.add(&key, value, false)))?,
                "variants" => map.next_value_seed(each_entry(|key, value| self.add(&key, value, true)))?,
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(())
    }
}

pub(super) fn read(input: impl Read, hints: Hints<'_>, out: &mut Out<'_>) -> Result<&'static str, BadFile> {
    let mut file = File::default();
    whole(input, &mut file)?;
    let said = file.stamp.as_deref().or(file.mirrored.as_deref()).and_then(day_of).or(hints.date);
    let day = said.and_then(day::day).ok_or(BadFile::Missing("the file has no day: say which it is of (--date)"))?;
    let game = hints.game.or_else(|| folder(hints.file));
    // `rarebox/en-prices.json` is its own, `scryfall` is somebody's.
    let source = file.source.as_deref().and_then(|source| source.split('/').next()).unwrap_or("rarebox").to_lowercase();
    for (key, finish, text) in file.prices {
        let product = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_digit());
        let card = match game {
            _ if product => format!("tcgplayer:{key}"),
            Some(game) => card(game, &key),
            None => return Err(BadFile::Missing("the file does not say which game it is of: say it (--game)")),
        };
        let line = PriceLine { finish: keys::finish(&finish), ..PriceLine::market(&source, Currency::USD) };
        match amount::price(&text, Currency::USD) {
            Ok(minor) => out.price(Identity { card, line }, Point { day, minor })?,
            Err(why) => out.bad(&key, why),
        }
    }
    Ok("rarebox latest")
}

impl File {
    /// `parallels`: the words of a value are not finishes but printings.
    fn add(&mut self, key: &str, value: Value, parallels: bool) -> Result<(), String> {
        let values = match value {
            Value::One(Text(text)) => vec![(key.to_owned(), String::new(), text)],
            Value::Each(by) if parallels => {
                by.0.into_iter().map(|(word, Text(text))| (format!("{key}|{word}"), String::new(), text)).collect()
            }
            Value::Each(by) => by.0.into_iter().map(|(word, Text(text))| (key.to_owned(), word, text)).collect(),
        };
        for (key, finish, text) in values {
            let Some(text) = text else { continue };
            if self.prices.len() >= MOST {
                return Err("more prices than any game has cards".into());
            }
            self.prices.push((key, finish, text));
        }
        Ok(())
    }
}

/// The reference of a key of these files.
pub(super) fn card(game: &str, key: &str) -> String {
    format!("rarebox:{}/{}", game.to_lowercase(), key.trim().trim_end_matches('|').to_lowercase())
}

/// The game of `prices/<game>/latest.json`.
fn folder(file: &str) -> Option<&str> {
    let mut parts = file.rsplit(['/', '\\']);
    parts.next()?;
    parts.next().filter(|game| !game.is_empty() && *game != "prices" && *game != ".")
}
