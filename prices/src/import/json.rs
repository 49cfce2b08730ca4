//! What the JSON formats share: prices, dates, and objects that are read entry by entry instead of as a whole.

use std::fmt;
use std::io::Read;
use std::marker::PhantomData;

use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use vitrine_ledger::Date;

use super::BadFile;

/// A price as it stands in the file: a number or a text. `null` is none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Text(pub(super) Option<String>);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Text;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a price")
            }
            fn visit_unit<E: de::Error>(self) -> Result<Text, E> {
                Ok(Text(None))
            }
            fn visit_u64<E: de::Error>(self, n: u64) -> Result<Text, E> {
                Ok(Text(Some(n.to_string())))
            }
            fn visit_i64<E: de::Error>(self, n: i64) -> Result<Text, E> {
                Ok(Text(Some(n.to_string())))
            }
            // The shortest text that reads back as this number: what stood in the file, unless that had more digits than
            // any price has. Nothing is reckoned with it.
            fn visit_f64<E: de::Error>(self, n: f64) -> Result<Text, E> {
                Ok(Text(Some(n.to_string())))
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Text, E> {
                Ok(Text(Some(text.trim().to_owned()).filter(|text| !text.is_empty())))
            }
            fn visit_bool<E: de::Error>(self, _: bool) -> Result<Text, E> {
                Ok(Text(None))
            }
            // Something a later version of the format says besides.
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Text, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Text(None))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Text, A::Error> {
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Text(None))
            }
        }
        deserializer.deserialize_any(Any)
    }
}

/// A small object: one with more entries than any of these formats has is refused before it fills the memory.
#[derive(Debug)]
pub(super) struct Few<T>(pub(super) Vec<(String, T)>);

const FEW: usize = 100;

impl<T> Default for Few<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Few<T> {
    pub(super) fn get(&self, name: &str) -> Option<&T> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Few<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut entries = Vec::new();
        let each = each_entry(|key: String, value: T| {
            if entries.len() >= FEW {
                return Err(format!("an object in it has more than {FEW} entries"));
            }
            entries.push((key, value));
            Ok(())
        });
        each.deserialize(deserializer)?;
        Ok(Self(entries))
    }
}

/// A day at the beginning of a text: `2026-08-22T08:01:42Z`, `2026-08-22`.
pub(super) fn day_of(text: &str) -> Option<Date> {
    text.get(..10)?.parse().ok()
}

/// Reads one JSON value to the end of the file.
pub(super) fn whole<'de, T>(input: impl Read, seed: impl DeserializeSeed<'de, Value = T>) -> Result<T, BadFile> {
    let mut deserializer = serde_json::Deserializer::from_reader(input);
    let value = seed.deserialize(&mut deserializer).map_err(|error| broken(&error))?;
    deserializer.end().map_err(|error| broken(&error))?;
    Ok(value)
}

fn broken(error: &serde_json::Error) -> BadFile {
    BadFile::Broken(format!("its JSON is broken: {error}"))
}

/// Reads an object entry by entry.
pub(super) struct EachEntry<T, F>(F, PhantomData<T>);

/// Calls `each` with every key and value of an object.
pub(super) fn each_entry<T, F: FnMut(String, T) -> Result<(), String>>(each: F) -> EachEntry<T, F> {
    EachEntry(each, PhantomData)
}

impl<'de, T: Deserialize<'de>, F: FnMut(String, T) -> Result<(), String>> DeserializeSeed<'de> for EachEntry<T, F> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, T: Deserialize<'de>, F: FnMut(String, T) -> Result<(), String>> Visitor<'de> for EachEntry<T, F> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }
    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some((key, value)) = map.next_entry::<String, T>()? {
            (self.0)(key, value).map_err(de::Error::custom)?;
        }
        Ok(())
    }
}

/// Reads an array element by element.
pub(super) struct EachItem<T, F>(F, PhantomData<T>);

pub(super) fn each_item<T, F: FnMut(T) -> Result<(), String>>(each: F) -> EachItem<T, F> {
    EachItem(each, PhantomData)
}

impl<'de, T: Deserialize<'de>, F: FnMut(T) -> Result<(), String>> DeserializeSeed<'de> for EachItem<T, F> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, T: Deserialize<'de>, F: FnMut(T) -> Result<(), String>> Visitor<'de> for EachItem<T, F> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }
    fn visit_seq<A: SeqAccess<'de>>(mut self, mut seq: A) -> Result<(), A::Error> {
        while let Some(item) = seq.next_element::<T>()? {
            (self.0)(item).map_err(de::Error::custom)?;
        }
        Ok(())
    }
}
