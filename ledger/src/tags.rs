//! A set of tags whose concurrent changes merge: an addition wins over a removal that had not seen it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use vitrine_sync::{Author, Order, Version};

/// The tags of a record. Each knows the additions that hold it up; none listed means it was there when the record was
/// made, which everybody who can address the record has seen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Tags(BTreeMap<String, Vec<Version>>);

impl Tags {
    /// The tags of a record that is about to be made.
    pub fn new<T: Into<String>>(tags: impl IntoIterator<Item = T>) -> Self {
        Self(tags.into_iter().map(|tag| (tag.into(), Vec::new())).collect())
    }

    /// The tags, in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Whether the tag is there.
    pub fn contains(&self, tag: &str) -> bool {
        self.0.contains_key(tag)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What leads from `self` to `wanted`.
    pub fn change_to(&self, wanted: &Self) -> TagsChange {
        let missing = |from: &Self, to: &Self| to.iter().filter(|t| !from.contains(t)).map(str::to_owned).collect();
        TagsChange { add: missing(self, wanted), remove: missing(wanted, self) }
    }

    /// The set with a change in it: what was there keeps its marks.
    #[must_use]
    pub fn with(&self, change: &TagsChange) -> Self {
        let mut set = self.0.clone();
        set.retain(|tag, _| change.add.contains(tag) || !change.remove.contains(tag));
        for tag in &change.add {
            set.entry(tag.clone()).or_default();
        }
        Self(set)
    }

    /// Adds, whatever others did meanwhile. Additions the author had seen are replaced by this one.
    pub(crate) fn add(&mut self, tag: &str, author: &Author) {
        let marks = self.0.entry(tag.to_owned()).or_default();
        marks.retain(|mark| author.against(mark) != Order::After);
        marks.push(author.version());
    }

    /// Removes what the author had seen. False when an addition the author had not seen keeps the tag.
    pub(crate) fn remove(&mut self, tag: &str, author: &Author) -> bool {
        let Some(marks) = self.0.get_mut(tag) else { return true };
        marks.retain(|mark| author.against(mark) != Order::After);
        let gone = marks.is_empty();
        if gone {
            self.0.remove(tag);
        }
        gone
    }
}

/// What a person did to a set.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TagsChange {
    /// Tags to add.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub add: Vec<String>,
    /// Tags to remove.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub remove: Vec<String>,
}

impl TagsChange {
    /// The change that takes this one back, where it did all it says.
    #[must_use]
    pub fn turned(&self) -> Self {
        Self { add: self.remove.clone(), remove: self.add.clone() }
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.add.is_empty() && self.remove.is_empty()
    }
}
