//! Checksums of a base: 256 sums over records, so that two bases can be compared and only what differs be fetched.
//!
//! The sums are against accidents (a lost row, a bug), not against malice: who may ask for them may ask for the records.

use std::fmt::Write;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::Model;

/// How many parts a base is compared in.
pub const BUCKETS: usize = 256;

/// One sum a bucket. A record counts in the bucket that its key names, with its key and all that it says, and in any order.
/// As text: 16 hexadecimal digits a bucket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sums(Vec<u64>);

impl Default for Sums {
    /// Those of nothing.
    fn default() -> Self {
        Self(vec![0; BUCKETS])
    }
}

impl Sums {
    /// Those of all `records`.
    pub fn of<'a, M: Model>(records: impl Iterator<Item = (&'a M::Key, &'a M::Record)>) -> Self {
        let mut sums = Self::default();
        records.for_each(|(key, record)| sums.add::<M>(key, record));
        sums
    }

    /// Counts a record.
    pub fn add<M: Model>(&mut self, key: &M::Key, record: &M::Record) {
        let key = digest(0, &json(key));
        let sum = &mut self.0[usize::from(bucket(key))];
        *sum = sum.wrapping_add(digest(key, &json(record)));
    }

    /// The buckets that are not the same in both.
    pub fn differing(&self, other: &Self) -> Vec<u8> {
        let pairs = (0..=u8::MAX).zip(self.0.iter().zip(&other.0));
        pairs.filter(|(_, (ours, theirs))| ours != theirs).map(|(bucket, _)| bucket).collect()
    }
}

/// The bucket in which a record with this key counts.
pub fn bucket_of<M: Model>(key: &M::Key) -> u8 {
    bucket(digest(0, &json(key)))
}

fn bucket(digest: u64) -> u8 {
    (digest >> 56) as u8
}

fn json(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("BUG: keys and records serialise")
}

/// FNV-1a over the bytes, begun with `seed` and stirred at the end, so that sums of alike records differ everywhere.
fn digest(seed: u64, bytes: &[u8]) -> u64 {
    let start = 0xcbf2_9ce4_8422_2325 ^ seed;
    let mut hash = bytes.iter().fold(start, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

impl Serialize for Sums {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut text = String::with_capacity(BUCKETS * 16);
        for sum in &self.0 {
            // Writing to a string does not fail.
            let _ = write!(text, "{sum:016x}");
        }
        serializer.serialize_str(&text)
    }
}

impl<'de> Deserialize<'de> for Sums {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bad = || de::Error::custom("sums are 256 numbers of 16 hexadecimal digits");
        if text.len() != BUCKETS * 16 || !text.is_ascii() {
            return Err(bad());
        }
        let sums = (0..BUCKETS).map(|i| u64::from_str_radix(&text[i * 16..(i + 1) * 16], 16));
        sums.collect::<Result<_, _>>().map(Self).map_err(|_| bad())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_travel_as_text_and_come_back() {
        let mut sums = Sums::default();
        (sums.0[0], sums.0[255]) = (u64::MAX, 7);
        let text = serde_json::to_string(&sums).unwrap();
        assert_eq!(text.len(), 2 + BUCKETS * 16);
        assert_eq!(serde_json::from_str::<Sums>(&text).unwrap(), sums);
        assert_eq!(sums.differing(&Sums::default()), [0, 255]);
        assert!(serde_json::from_str::<Sums>("\"00\"").is_err());
    }

    #[test]
    fn keys_spread_over_all_buckets() {
        let mut met = std::collections::BTreeSet::new();
        met.extend((0..4_000_u32).map(|key| bucket(digest(0, &json(&key)))));
        assert_eq!(met.len(), BUCKETS);
    }
}
