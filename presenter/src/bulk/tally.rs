//! What many entries have in common of their tags, and what a person wants to change about it.

use std::collections::BTreeMap;

use vitrine_ledger::{Tags, TagsChange};

use crate::text::listed;

/// How many of so many entries have which tag.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    pub entries: usize,
    pub counts: BTreeMap<String, usize>,
}

impl Tally {
    pub fn add(&mut self, tags: &Tags) {
        self.entries += 1;
        for tag in tags.iter() {
            match self.counts.get_mut(tag) {
                Some(count) => *count += 1,
                None => {
                    self.counts.insert(tag.to_owned(), 1);
                }
            }
        }
    }

    /// Do all of them have it?
    pub fn all(&self, tag: &str) -> bool {
        self.counts.get(tag) == Some(&self.entries)
    }

    /// What is to be added and removed: the boxes that were changed, and new tags set apart by commas. What all of them
    /// have is not added, and what none has is not removed.
    pub fn change(&self, ticked: &BTreeMap<String, bool>, new: &str) -> TagsChange {
        let wanted = ticked.iter().filter(|(_, on)| **on).map(|(tag, _)| tag.clone());
        let mut add: Vec<String> = listed(new).into_iter().chain(wanted).filter(|tag| !self.all(tag)).collect();
        add.sort_unstable();
        add.dedup();
        let gone = ticked.iter().filter(|(tag, on)| !**on && self.counts.contains_key(*tag) && !add.contains(tag));
        TagsChange { remove: gone.map(|(tag, _)| tag.clone()).collect(), add }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally() -> Tally {
        let mut tally = Tally::default();
        tally.add(&Tags::new(["grail", "trade"]));
        tally.add(&Tags::new(["grail"]));
        tally
    }

    fn change(ticked: &[(&str, bool)], new: &str) -> (Vec<String>, Vec<String>) {
        let ticked = ticked.iter().map(|(tag, on)| ((*tag).to_owned(), *on)).collect();
        let change = tally().change(&ticked, new);
        (change.add, change.remove)
    }

    #[test]
    fn what_all_have_and_what_some_have_is_told_apart() {
        assert!(tally().all("grail") && !tally().all("trade") && !tally().all("new"));
        assert_eq!(tally().counts["trade"], 1);
    }

    #[test]
    fn only_what_was_changed_is_added_and_removed() {
        assert_eq!(change(&[], " "), (vec![], vec![]));
        assert_eq!(change(&[("trade", true)], "b, a,,b"), (vec!["a".into(), "b".into(), "trade".into()], vec![]));
        assert_eq!(change(&[("grail", false)], ""), (vec![], vec!["grail".into()]));
    }

    #[test]
    fn what_everybody_has_is_not_added_again_and_what_is_typed_wins() {
        assert_eq!(change(&[("grail", true)], "grail"), (vec![], vec![]));
        assert_eq!(change(&[("trade", false)], "trade"), (vec!["trade".into()], vec![]));
    }
}
