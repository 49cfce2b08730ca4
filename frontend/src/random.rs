//! Randomness from the browser: client ids, record ids, seeds.

use uuid::{Builder, Uuid};

/// An id that says nothing.
pub(crate) fn uuid_v4() -> Uuid {
    Builder::from_random_bytes(bytes()).into_uuid()
}

/// An id that sorts by the time it was made.
pub(crate) fn uuid_v7(now_ms: u64) -> Uuid {
    Builder::from_unix_timestamp_millis(now_ms, &bytes()).into_uuid()
}

/// A seed for jitter.
pub(crate) fn seed() -> u64 {
    u64::from_le_bytes(bytes())
}

fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    let window = web_sys::window().expect("BUG: there is a window");
    let crypto = window.crypto().expect("BUG: every browser has crypto");
    crypto.get_random_values_with_u8_array(&mut bytes).expect("BUG: a few bytes are always given");
    bytes
}
