//! An answer with what it was made from, and the differences that came after it.

use serde::Deserialize;
use vitrine_sync::wire::Poke;

use super::Text;
use crate::wire::value::MadeFrom;

/// Differences beyond this many bytes: the next answer is to be whole.
const ENOUGH: usize = 256 * 1024;

/// A view as it is on this device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// What the last answer was made from.
    pub from: MadeFrom,
    /// When it came, the device's clock.
    pub made_ms: u64,
    /// The last whole answer.
    pub whole: Text,
    /// What came after it, in order.
    pub since: Vec<Text>,
}

/// What every answer says of itself.
#[derive(Deserialize)]
struct Made {
    from: MadeFrom,
    #[serde(default = "yes")]
    whole: bool,
}

fn yes() -> bool {
    true
}

impl Kept {
    /// A whole answer.
    pub fn whole(text: &str, made_ms: u64) -> Option<Self> {
        let made: Made = serde_json::from_str(text).ok()?;
        made.whole.then(|| Self { from: made.from, made_ms, whole: text.into(), since: Vec::new() })
    }

    /// With the next answer; none for one that cannot be read, for a difference to nothing, and for one that is older.
    pub fn next(before: Option<&Self>, text: &str, made_ms: u64) -> Option<Self> {
        let made: Made = serde_json::from_str(text).ok()?;
        if before.is_some_and(|before| before.from.epoch == made.from.epoch && is_before(made.from, before.from)) {
            return None;
        }
        if made.whole {
            return Self::whole(text, made_ms);
        }
        let mut next = before?.clone();
        (next.from, next.made_ms) = (made.from, made_ms);
        next.since.push(text.into());
        Some(next)
    }

    /// Whether the server has announced a change that is not in it.
    pub fn is_older_than(&self, poke: &Poke) -> bool {
        let from = self.from;
        from.epoch != poke.epoch || from.head < poke.head || from.reference < poke.reference
    }

    /// May the next answer be a difference?
    pub fn is_short(&self) -> bool {
        self.since.iter().map(|text| text.len()).sum::<usize>() < ENOUGH
    }
}

fn is_before(one: MadeFrom, other: MadeFrom) -> bool {
    one.head < other.head || one.reference < other.reference
}

#[cfg(test)]
mod tests {
    use super::*;
    use vitrine_sync::{Epoch, Seq};

    fn text(epoch: u64, head: u64, reference: u64, whole: bool) -> String {
        let from = MadeFrom { epoch: Epoch(epoch), head: Seq(head), reference };
        format!("{{\"from\":{},\"whole\":{whole},\"x\":1}}", serde_json::to_string(&from).unwrap())
    }

    fn poke(epoch: u64, head: u64, reference: u64) -> Poke {
        Poke { epoch: Epoch(epoch), head: Seq(head), reference }
    }

    #[test]
    fn a_view_is_old_when_ledger_prices_or_epoch_have_moved_on() {
        let kept = Kept::whole(&text(1, 5, 2, true), 0).unwrap();
        for (poke, old) in
            [((1, 5, 2), false), ((1, 4, 2), false), ((1, 6, 2), true), ((1, 5, 3), true), ((2, 1, 2), true)]
        {
            let (epoch, head, reference) = poke;
            assert_eq!(kept.is_older_than(&self::poke(epoch, head, reference)), old, "{poke:?}");
        }
    }

    #[test]
    fn differences_are_kept_in_order_until_a_whole_answer_replaces_all() {
        let first = Kept::whole(&text(1, 5, 2, true), 1).unwrap();
        let second = Kept::next(Some(&first), &text(1, 6, 2, false), 2).unwrap();
        let third = Kept::next(Some(&second), &text(1, 6, 3, false), 3).unwrap();
        assert_eq!((third.since.len(), third.from.reference, third.made_ms), (2, 3, 3));
        assert_eq!(third.whole, first.whole);
        let fourth = Kept::next(Some(&third), &text(2, 1, 0, true), 4).unwrap();
        assert_eq!((fourth.since.len(), fourth.from.head), (0, Seq(1)), "a restored server counts anew");
    }

    #[test]
    fn an_answer_that_comes_late_or_belongs_to_nothing_is_left_out() {
        let kept = Kept::whole(&text(1, 5, 2, true), 1).unwrap();
        assert_eq!(Kept::next(Some(&kept), &text(1, 4, 2, true), 2), None, "older");
        assert_eq!(Kept::next(None, &text(1, 9, 2, false), 2), None, "a difference to nothing");
        assert_eq!(Kept::next(Some(&kept), "<html>", 2), None);
        assert_eq!(Kept::whole(&text(1, 9, 2, false), 2), None);
    }

    #[test]
    fn a_long_tail_of_differences_asks_for_the_whole_again() {
        let mut kept = Kept::whole(&text(1, 5, 2, true), 1).unwrap();
        assert!(kept.is_short());
        kept.since.push("x".repeat(ENOUGH).into());
        assert!(!kept.is_short());
    }
}
