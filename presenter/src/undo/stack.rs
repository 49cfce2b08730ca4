//! The actions of one tab that can be taken back, and those that can be done again. Bounded; pure: says which of them
//! are to be kept on the device, and which are to go.

use serde::{Deserialize, Serialize};
use vitrine_ledger::UndoEntry;
use vitrine_sync::client::Token;

/// Actions one can go back, and the bytes of their ways.
const ACTIONS: usize = 100;
const BYTES: usize = 8_000_000;

/// Whether an action can be undone or redone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// It can be undone.
    #[default]
    Done,
    /// It was undone and can be done again.
    Undone,
}

impl Side {
    pub fn other(self) -> Self {
        match self {
            Self::Done => Self::Undone,
            Self::Undone => Self::Done,
        }
    }
}

/// One action of a person, as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Action {
    /// In words.
    pub what: String,
    pub side: Side,
    /// What undoes it, or does it again.
    pub way: UndoEntry,
    /// The edits it consists of.
    pub tokens: Vec<Token>,
}

/// What the device is to keep, and to forget.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Keep {
    pub gone: Vec<u64>,
    pub kept: Vec<(u64, String)>,
}

struct Placed {
    /// The time it was done at, or the next free number: says the order, also after the tab was loaded anew.
    at: u64,
    bytes: usize,
    action: Action,
}

/// The actions of this tab that can be undone and redone; the module says how they are kept.
#[derive(Default)]
pub struct Stack {
    /// Both sides, by `at`.
    placed: Vec<Placed>,
}

impl Stack {
    /// The action that would be undone or redone next, in words.
    pub fn last(&self, side: Side) -> Option<&str> {
        self.on(side).last().map(|placed| placed.action.what.as_str())
    }

    /// Takes an action out: the last of its side, or the one placed `at`.
    pub fn take(&mut self, side: Side, at: Option<u64>) -> Option<(u64, Action)> {
        let wanted = |placed: &Placed| placed.action.side == side && at.is_none_or(|at| placed.at == at);
        let i = self.placed.iter().rposition(wanted)?;
        let Placed { at, action, .. } = self.placed.remove(i);
        Some((at, action))
    }

    /// Places an action last; says where. After something new nothing can be done again.
    pub fn place(&mut self, now_ms: u64, action: Action, new: bool) -> (u64, Keep) {
        let mut keep = Keep::default();
        if new {
            self.retain(|placed| placed.action.side == Side::Done, &mut keep.gone);
        }
        let at = self.placed.last().map_or(now_ms, |last| now_ms.max(last.at + 1));
        let text = serde_json::to_string(&action).expect("BUG: actions serialise");
        self.placed.push(Placed { at, bytes: text.len(), action });
        keep.kept.push((at, text));
        let (mut actions, mut bytes) = (0, 0);
        let oldest = self.placed.iter().rev().take_while(|placed| {
            actions += 1;
            bytes += placed.bytes;
            actions == 1 || (actions <= ACTIONS && bytes <= BYTES)
        });
        let surplus = self.placed.len() - oldest.count();
        keep.gone.extend(self.placed.drain(..surplus).map(|placed| placed.at));
        (at, keep)
    }

    /// Takes out whatever consists of one of these edits: they did not happen. Says what went.
    pub fn without(&mut self, edits: &[Token]) -> Vec<u64> {
        let mut gone = Vec::new();
        self.retain(|placed| !placed.action.tokens.iter().any(|token| edits.contains(token)), &mut gone);
        gone
    }

    /// What the device had kept stands below what was done since; says what cannot be read, or done again by now.
    pub fn load(&mut self, kept: Vec<(u64, String)>) -> Vec<u64> {
        let mut gone = Vec::new();
        let later = std::mem::take(&mut self.placed);
        for (at, text) in kept {
            match serde_json::from_str::<Action>(&text) {
                Ok(action) if later.is_empty() || action.side == Side::Done => {
                    self.placed.push(Placed { at, bytes: text.len(), action });
                }
                Ok(_) | Err(_) => gone.push(at),
            }
        }
        let known = |placed: &Placed| later.iter().any(|later| later.at == placed.at);
        self.placed.retain(|placed| !known(placed));
        self.placed.extend(later);
        gone
    }

    fn on(&self, side: Side) -> impl DoubleEndedIterator<Item = &Placed> {
        self.placed.iter().filter(move |placed| placed.action.side == side)
    }

    fn retain(&mut self, stays: impl Fn(&Placed) -> bool, gone: &mut Vec<u64>) {
        self.placed.retain(|placed| {
            let stays = stays(placed);
            if !stays {
                gone.push(placed.at);
            }
            stays
        });
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;
    use vitrine_ledger::{EntryPatch, Mutation, Step};

    use super::*;

    fn action(what: &str, side: Side) -> Action {
        Action { what: what.to_owned(), side, way: UndoEntry::default(), tokens: vec![token(what)] }
    }

    fn token(what: &str) -> Token {
        Uuid::new_v5(&Uuid::nil(), what.as_bytes())
    }

    fn with(done: &[&str]) -> Stack {
        let mut stack = Stack::default();
        for what in done {
            stack.place(7, action(what, Side::Done), true);
        }
        stack
    }

    /// Takes the last of a side back or forth, as far as the stack knows of it.
    fn go(stack: &mut Stack, side: Side) -> Option<String> {
        let (_, action) = stack.take(side, None)?;
        let what = action.what.clone();
        stack.place(7, Action { side: side.other(), ..action }, false);
        Some(what)
    }

    #[test]
    fn actions_go_back_and_forth_in_order() {
        let mut stack = with(&["a", "b", "c"]);
        assert_eq!(go(&mut stack, Side::Done).as_deref(), Some("c"));
        assert_eq!(go(&mut stack, Side::Done).as_deref(), Some("b"));
        assert_eq!((stack.last(Side::Done), stack.last(Side::Undone)), (Some("a"), Some("b")));
        assert_eq!(go(&mut stack, Side::Undone).as_deref(), Some("b"));
        assert_eq!(go(&mut stack, Side::Undone).as_deref(), Some("c"));
        assert_eq!(go(&mut stack, Side::Undone), None);
        assert_eq!(stack.last(Side::Done), Some("c"));
    }

    #[test]
    fn after_something_new_nothing_can_be_done_again() {
        let mut stack = with(&["a", "b"]);
        go(&mut stack, Side::Done);
        let (_, keep) = stack.place(7, action("new", Side::Done), true);
        assert_eq!((stack.last(Side::Undone), keep.gone.len(), keep.kept.len()), (None, 1, 1));
        assert_eq!(stack.last(Side::Done), Some("new"));
    }

    #[test]
    fn the_oldest_go_when_there_are_too_many_or_they_are_too_large() {
        let many: Vec<String> = (0..ACTIONS + 3).map(|i| i.to_string()).collect();
        let mut stack = with(&many.iter().map(String::as_str).collect::<Vec<_>>());
        let (_, keep) = stack.place(7, action("last", Side::Done), true);
        assert_eq!((stack.placed.len(), keep.gone.len()), (ACTIONS, 1));

        let notes = Some("n".repeat(BYTES));
        let step = Step::Entry { id: Uuid::nil(), patch: EntryPatch { notes, ..EntryPatch::default() }, alive: true };
        let way = UndoEntry::new(Some(Mutation::Revert { steps: vec![step] }), |_| None);
        stack.place(7, Action { way, ..action("huge", Side::Done) }, true);
        assert_eq!((stack.placed.len(), stack.last(Side::Done)), (1, Some("huge")));
    }

    #[test]
    fn an_action_of_which_an_edit_did_not_happen_cannot_be_taken_back() {
        let mut stack = with(&["a", "b", "c"]);
        assert_eq!(stack.without(&[token("b"), token("x")]).len(), 1);
        assert_eq!(go(&mut stack, Side::Done).as_deref(), Some("c"));
        assert_eq!(go(&mut stack, Side::Done).as_deref(), Some("a"));
    }

    #[test]
    fn what_the_device_kept_stands_below_what_was_done_before_it_was_read() {
        let mut before = with(&["a", "b"]);
        let (_, undone) = before.take(Side::Done, None).unwrap();
        let (_, keep) = before.place(7, Action { side: Side::Undone, ..undone }, false);
        let a = serde_json::to_string(&action("a", Side::Done)).unwrap();
        let kept = vec![(1, a), keep.kept[0].clone(), (9, String::from("nobody can read this"))];

        let mut reloaded = Stack::default();
        assert_eq!(reloaded.load(kept.clone()), [9]);
        assert_eq!((reloaded.last(Side::Done), reloaded.last(Side::Undone)), (Some("a"), Some("b")));

        let mut quick = with(&["new"]);
        assert_eq!(quick.load(kept).len(), 2);
        assert_eq!((quick.last(Side::Done), quick.last(Side::Undone)), (Some("new"), None));
        assert_eq!(go(&mut quick, Side::Done).as_deref(), Some("new"));
        assert_eq!(quick.last(Side::Done), Some("a"));
    }

    #[test]
    fn one_action_in_the_middle_can_be_taken_out_by_its_place() {
        let mut stack = Stack::default();
        let (first, _) = stack.place(5, action("a", Side::Done), true);
        stack.place(5, action("b", Side::Done), true);
        assert_eq!(stack.take(Side::Done, Some(first)).map(|(_, action)| action.what).as_deref(), Some("a"));
        assert_eq!(stack.take(Side::Done, Some(first)), None);
    }
}
