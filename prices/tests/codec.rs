//! Laws of the stored form: what is written is read, what was not written is refused.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use proptest::collection::vec;
use proptest::prelude::*;
use vitrine_prices::Point;
use vitrine_prices::codec::{decode, encode};
use vitrine_prices::series::{self, CHUNK};

fn series() -> impl Strategy<Value = Vec<Point>> {
    let gap = prop_oneof![8 => Just(1_u32), 3 => 1..10_u32, 1 => 1..2_000_u32];
    let step = prop_oneof![8 => -20..20_i64, 3 => -3_000..3_000_i64, 1 => any::<i64>()];
    (719_162..735_000_u32, any::<i32>(), vec((gap, step), 0..CHUNK)).prop_map(|(mut day, minor, steps)| {
        let mut points = vec![Point { day, minor: i64::from(minor) }];
        for (gap, step) in steps {
            day += gap;
            let minor = points.last().unwrap().minor.wrapping_add(step);
            points.push(Point { day, minor });
        }
        points.retain(|point| point.day < 803_000);
        series::changes_only(&mut points);
        points
    })
}

/// Every chunk of the fuzzer's corpus is one of ours; with any byte changed it is read as something or refused.
#[test]
fn the_corpus_of_chunks_is_read_and_damage_to_it_is_survived() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../fuzz/corpus/price_chunk");
    let mut files = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let whole = std::fs::read(file.unwrap().path()).unwrap();
        let mut points = Vec::new();
        decode(&whole, &mut points).unwrap();
        assert_eq!(encode(&points), whole);
        for at in 0..whole.len() {
            let mut wrong = whole.clone();
            wrong[at] ^= 0x55;
            let mut read = Vec::new();
            let _ = decode(&wrong, &mut read);
            assert!(read.windows(2).all(|pair| pair[0].day < pair[1].day));
        }
        files += 1;
    }
    assert!(files >= 6);
}

proptest! {
    #[test]
    fn every_series_is_read_as_it_was_written(points in series()) {
        let mut read = vec![Point { day: 1, minor: 1 }];
        decode(&encode(&points), &mut read).unwrap();
        prop_assert_eq!(&read[1..], points);
    }

    #[test]
    fn a_flipped_bit_or_a_missing_end_is_an_error(points in series(), at in any::<prop::sample::Index>(), bit in 0..8_u32) {
        let bytes = encode(&points);
        let mut flipped = bytes.clone();
        flipped[at.index(bytes.len())] ^= 1 << bit;
        let mut read = Vec::new();
        prop_assert!(decode(&flipped, &mut read).is_err() && read.is_empty());
        let short = &bytes[..at.index(bytes.len())];
        // One in 65,536 cut ends has a checksum that fits by chance; it is then still a chunk and not a crash.
        if decode(short, &mut read).is_ok() {
            prop_assert!(read.len() <= points.len());
        }
    }

    #[test]
    fn no_bytes_bring_the_reader_down(mut bytes in vec(any::<u8>(), 0..200), start in series()) {
        let mut read = Vec::new();
        let _ = decode(&bytes, &mut read);
        // With a header that is believed.
        let real = encode(&start);
        bytes.splice(0..bytes.len().min(4), real[..real.len().min(10)].iter().copied());
        let _ = decode(&bytes, &mut read);
        prop_assert!(read.len() <= 2 * 4_096);
    }

    #[test]
    fn merging_in_any_order_of_days_gives_what_was_said_last(said in vec((1..60_u32, 1..5_i64), 1..40)) {
        let mut by_day = std::collections::BTreeMap::new();
        let (mut known, mut seen) = (Vec::new(), 0);
        for (day, minor) in said {
            by_day.insert(day, minor);
            (known, seen) = series::merge(&known, seen, &[Point { day, minor }]);
            // The day that was said last, and the newest day, are as they were said.
            prop_assert_eq!(series::at(&known, day), Some(minor));
            let (newest, minor) = by_day.last_key_value().unwrap();
            prop_assert_eq!((series::at(&known, *newest), seen), (Some(*minor), *newest));
            prop_assert!(known.windows(2).all(|pair| pair[0].day < pair[1].day && pair[0].minor != pair[1].minor));
        }
    }
}
