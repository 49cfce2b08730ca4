//! The last questions of one kind, each with a slot of its own for its answer: so many answers are kept and no more. Which
//! slot is whose is noted beside them, the one looked at last first.

use crate::engine::{Cached, Engine};

/// Answers kept at most.
const MOST: usize = 50;

/// The slot for the answer to `what`, which is now the question that was asked last.
pub(super) async fn slot(engine: Engine, name: &str, what: &str) -> String {
    let noted = engine.cached(name).await.map(|noted| noted.text).unwrap_or_default();
    let (slot, text) = turn(&noted, what);
    if text != noted {
        engine.keep(name, Cached { what: String::new(), made_ms: engine.now_ms(), text });
    }
    format!("{name}/{slot}")
}

/// The slot of `what` among those that are noted, and what is to be noted now: it takes a free slot, else that of the
/// question nobody asked for the longest time.
fn turn(noted: &str, what: &str) -> (usize, String) {
    let read = |line: &str| line.split_once(' ').and_then(|(slot, what)| Some((slot.parse().ok()?, what.to_owned())));
    let mut order: Vec<(usize, String)> = noted.lines().filter_map(read).filter(|(slot, _)| *slot < MOST).collect();
    let known = order.iter().position(|(_, known)| known == what);
    let slot = match known {
        Some(at) => order.remove(at).0,
        None if order.len() < MOST => {
            (0..MOST).find(|free| order.iter().all(|(slot, _)| slot != free)).unwrap_or_default()
        }
        None => order.pop().map(|(slot, _)| slot).unwrap_or_default(),
    };
    order.insert(0, (slot, what.to_owned()));
    (slot, order.iter().map(|(slot, what)| format!("{slot} {what}")).collect::<Vec<_>>().join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_keeps_its_slot_and_the_one_nobody_asked_for_longest_gives_its_own_up() {
        let mut noted = String::new();
        let mut ask = |what: &str| {
            let (slot, text) = turn(&noted, what);
            noted = text;
            slot
        };
        let slots: Vec<usize> = (0..MOST).map(|n| ask(&format!("card {n}"))).collect();
        assert_eq!(slots, (0..MOST).collect::<Vec<_>>(), "each its own");
        assert_eq!(ask("card 0"), 0);
        assert_eq!(ask("another"), 1, "card 0 was asked for again, so it is card 1 that goes");
        assert_eq!((ask("card 0"), ask("card 2"), ask("card 1")), (0, 2, 3));
        assert_eq!(noted.lines().count(), MOST);
    }

    #[test]
    fn what_cannot_be_read_is_forgotten() {
        assert_eq!(turn("x\n700 far\n1 two", "new"), (0, String::from("0 new\n1 two")));
    }
}
