//! The corpora of what devices and servers say to each other, as they are, cut short, and with bytes bent: the functions
//! that are fuzzed must take all of it.
//! Hours of real fuzzing are `cargo +nightly fuzz run NAME`; this is the part that runs every day.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

#[path = "../../../fuzz/targets.rs"]
#[allow(unreachable_pub, reason = "the targets of cargo-fuzz are crates of their own")]
mod targets;

use vitrine_sync::rng::Rng;

/// Changed copies of each file.
const COPIES: u64 = 300;
/// Lengths at which each file is cut.
const CUTS: usize = 200;

/// Runs a target over its corpus; every file as it is must be understood, or it would try nothing.
fn replay(name: &str, target: fn(&[u8]) -> bool) {
    let folder = format!("{}/../fuzz/corpus/{name}", env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty(), "{folder} is empty");
    let mut rng = Rng::new(7);
    for file in files {
        let bytes = std::fs::read(&file).unwrap();
        assert!(target(&bytes), "{} is not understood", file.display());
        // Every cut would take seconds where each takes a millisecond: some hundred of them.
        for length in (0..bytes.len()).step_by(1 + bytes.len() / CUTS) {
            target(&bytes[..length]);
        }
        for _ in 0..COPIES {
            target(&bent(&bytes, &mut rng));
        }
    }
}

fn bent(bytes: &[u8], rng: &mut Rng) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=rng.below(3) {
        let at = rng.below(bytes.len() as u64) as usize;
        match rng.below(5) {
            0 => bytes.truncate(at),
            1 => bytes[at] ^= 1 << rng.below(8),
            // Digits make other numbers, which stay JSON.
            2 => bytes.iter_mut().skip(at).filter(|byte| byte.is_ascii_digit()).take(20).for_each(|byte| *byte = b'9'),
            3 => {
                let end = (at + rng.below(64) as usize).min(bytes.len());
                let part = bytes[at..end].to_vec();
                bytes.splice(at..at, part);
            }
            _ => bytes[at] = rng.below(256) as u8,
        }
        if bytes.is_empty() {
            break;
        }
    }
    bytes
}

#[test]
fn every_message_of_the_wire_is_read_or_refused() {
    replay("wire", targets::wire);
}

#[test]
fn a_hostile_push_is_decided_or_refused() {
    replay("decide", targets::decide);
}

#[test]
fn an_engine_lives_through_whatever_it_is_told() {
    replay("engine", targets::engine);
}

#[test]
fn deep_nesting_is_refused_before_it_takes_the_stack() {
    let deep = |open: &str| open.repeat(200_000).into_bytes();
    for bytes in [deep("["), deep("{\"add\":"), deep("[{\"hello\":[")] {
        assert!(!targets::wire(&bytes));
        assert!(!targets::decide(&bytes));
        assert!(!targets::engine(&bytes));
    }
}
