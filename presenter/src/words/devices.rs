//! Words for the devices that are signed in.

use super::{ago, device};
use crate::wire::devices::SignedInDevice;

/// What a device is called: by its owner, or else by its browser.
pub fn signed_in_name(signed_in: &SignedInDevice) -> String {
    let called = if signed_in.name.is_empty() { &signed_in.browser } else { &signed_in.name };
    let name = device(called);
    let mut chars = name.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// What else is known of it, by the server's clock.
pub fn signed_in_since(signed_in: &SignedInDevice, now_ms: u64) -> String {
    let browser = Some(&signed_in.browser).filter(|_| !signed_in.name.is_empty()).filter(|name| !name.is_empty());
    let browser = browser.map(|name| format!("{name} \u{b7} ")).unwrap_or_default();
    let seen =
        if signed_in.here { String::new() } else { format!("last seen {} \u{b7} ", seen(signed_in.seen_ms, now_ms)) };
    format!("{browser}{seen}signed in {}", ago(now_ms, signed_in.since_ms))
}

/// The server notes every few minutes only that a device is there.
fn seen(seen_ms: u64, now_ms: u64) -> String {
    const COARSE_MS: u64 = 6 * 60_000;
    if now_ms.saturating_sub(seen_ms) < COARSE_MS { String::from("just now") } else { ago(now_ms, seen_ms) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn phone() -> SignedInDevice {
        SignedInDevice {
            id: Uuid::nil(),
            name: String::new(),
            browser: String::from("Safari on iPhone"),
            since_ms: 0,
            seen_ms: 3_600_000,
            here: false,
        }
    }

    #[test]
    fn a_device_has_the_name_it_was_given_or_that_of_its_browser() {
        assert_eq!(signed_in_name(&phone()), "Safari on iPhone");
        assert_eq!(signed_in_since(&phone(), 7_200_000), "last seen 60 min ago \u{b7} signed in 2 h ago");
        let named = SignedInDevice { name: String::from("Ada\u{2019}s phone"), ..phone() };
        assert_eq!(signed_in_name(&named), "Ada\u{2019}s phone");
        assert!(signed_in_since(&named, 7_200_000).starts_with("Safari on iPhone \u{b7} "));
        let unknown = SignedInDevice { browser: String::new(), ..phone() };
        assert_eq!(signed_in_name(&unknown), "An unknown device");
    }

    #[test]
    fn a_device_that_is_there_is_seen_just_now_though_it_is_noted_in_steps() {
        assert!(signed_in_since(&phone(), 3_600_000 + 5 * 60_000).contains("last seen just now"));
        let here = SignedInDevice { here: true, ..phone() };
        assert!(!signed_in_since(&here, 7_200_000).contains("seen"));
    }
}
