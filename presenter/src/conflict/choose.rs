//! From a choice to the mutations that carry it out. All of one choice are one action.

use std::collections::BTreeMap;

use serde_json::Value;
use vitrine_ledger::{Choice, ConflictKind, Key, Mutation};

use super::edit;
use super::open::{OpenConflict, is_same};

/// Settles all of these in one way. Where several values lost to the same one, the last of them is used: they cannot
/// all stand. What offers no choice is only settled; a quantity below zero no value of the past mends, so it stays open
/// unless it is to be kept.
pub fn settle_all(conflicts: &[OpenConflict], choice: &Choice) -> Vec<Mutation> {
    let mut last: BTreeMap<(Key, &str), &OpenConflict> = BTreeMap::new();
    for conflict in conflicts.iter().filter(|conflict| conflict.has_choice()) {
        let latest = last.entry((conflict.of, &conflict.field)).or_insert(conflict);
        if (latest.other.ms, latest.id) < (conflict.other.ms, conflict.id) {
            *latest = conflict;
        }
    }
    let used = |conflict: &OpenConflict| {
        last.get(&(conflict.of, conflict.field.as_str())).is_some_and(|latest| latest.id == conflict.id)
    };
    let open = |conflict: &&OpenConflict| *choice == Choice::Keep || conflict.kind == ConflictKind::Overwritten;
    let one = |conflict: &OpenConflict| settle(conflict, if used(conflict) { choice.clone() } else { Choice::Keep });
    conflicts.iter().filter(open).map(one).collect()
}

/// Writes a value that a person made of the two, and settles the conflict. None for what no edit can write.
pub fn by_hand(conflict: &OpenConflict, value: Value) -> Option<Vec<Mutation>> {
    let settled = settle(conflict, Choice::Keep);
    if is_same(&value, &conflict.stands.value) {
        return Some(vec![settled]);
    }
    let edit = edit(&conflict.field, value, conflict.of, conflict.entry)?;
    Some(vec![edit, settled])
}

fn settle(conflict: &OpenConflict, choice: Choice) -> Mutation {
    Mutation::Settle { conflict: conflict.id, of: conflict.of, entry: conflict.entry, choice }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use uuid::Uuid;
    use vitrine_ledger::{EntryPatch, Kind};
    use vitrine_sync::ClientId;

    use crate::conflict::Side;

    fn side(value: Value, ms: u64) -> Side {
        Side { value, client: ClientId(Uuid::nil()), ms }
    }

    fn conflict(id: u128, of: u128, field: &str, ms: u64) -> OpenConflict {
        OpenConflict {
            together: None,
            id: Uuid::from_u128(id),
            kind: ConflictKind::Overwritten,
            of: Key::entry(Uuid::from_u128(of)),
            entry: Uuid::from_u128(of),
            field: field.to_owned(),
            stands: side(json!("stands"), 100),
            other: side(json!("lost"), ms),
            deleted: false,
        }
    }

    fn choices(mutations: &[Mutation]) -> Vec<(u128, Choice)> {
        let of = |mutation: &Mutation| match mutation {
            Mutation::Settle { conflict, choice, .. } => (conflict.as_u128(), choice.clone()),
            other => panic!("{other:?} settles nothing"),
        };
        mutations.iter().map(of).collect()
    }

    #[test]
    fn of_several_values_that_lost_to_one_the_last_is_used_and_all_are_settled() {
        let conflicts = [
            conflict(1, 7, "notes", 30),
            conflict(2, 7, "notes", 50),
            conflict(3, 7, "grade", 10),
            conflict(4, 8, "notes", 1),
        ];
        let (keep, lost) = (Choice::Keep, Choice::UseLost);
        let used = settle_all(&conflicts, &lost);
        assert_eq!(choices(&used), [(1, keep.clone()), (2, lost.clone()), (3, lost.clone()), (4, lost.clone())]);
        assert!(choices(&settle_all(&conflicts, &keep)).iter().all(|(_, choice)| *choice == keep));
    }

    #[test]
    fn nothing_is_brought_back_by_using_the_other_values() {
        let deleted = OpenConflict { deleted: true, ..conflict(1, 7, "notes", 30) };
        let below = OpenConflict { kind: ConflictKind::Negative, ..conflict(2, 7, "quantity", 30) };
        let alike = OpenConflict { other: side(json!("stands"), 30), ..conflict(3, 7, "grade", 30) };
        let used = settle_all(&[deleted.clone(), below.clone(), alike.clone()], &Choice::UseLost);
        assert_eq!(choices(&used), [(1, Choice::Keep), (3, Choice::Keep)]);
        assert_eq!(settle_all(&[deleted, below, alike], &Choice::Keep).len(), 3);
    }

    #[test]
    fn a_value_made_by_hand_is_written_and_the_conflict_settled() {
        let notes = conflict(1, 7, "notes", 30);
        let id = Uuid::from_u128(7);
        let patch = EntryPatch { notes: Some("both".into()), ..EntryPatch::default() };
        let settled = settle(&notes, Choice::Keep);
        assert_eq!(by_hand(&notes, json!("both")), Some(vec![Mutation::EditEntry { id, patch }, settled.clone()]));
        assert_eq!(by_hand(&notes, json!("stands")), Some(vec![settled]), "nothing to write");
        let of = Key { kind: Kind::Conflict, id };
        assert_eq!(by_hand(&OpenConflict { of, ..notes }, json!("both")), None);
    }
}
