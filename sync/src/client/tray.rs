//! Refused edits that wait for a person. They are found by record: a list asks for the mark of every row it shows, and
//! may not walk the whole tray for each.

use std::collections::{BTreeMap, BTreeSet};

use super::{Refusal, Token};
use crate::Model;

#[derive(Debug, Clone)]
pub(super) struct Tray<M: Model> {
    refusals: BTreeMap<Token, Refusal<M>>,
    by_key: BTreeMap<M::Key, BTreeSet<Token>>,
}

impl<M: Model> Tray<M> {
    pub(super) fn new() -> Self {
        Self { refusals: BTreeMap::new(), by_key: BTreeMap::new() }
    }

    pub(super) fn insert(&mut self, refusal: Refusal<M>) {
        for key in M::touches(&refusal.mutation) {
            self.by_key.entry(key).or_default().insert(refusal.token);
        }
        self.refusals.insert(refusal.token, refusal);
    }

    pub(super) fn remove(&mut self, token: &Token) {
        let Some(refusal) = self.refusals.remove(token) else { return };
        for key in M::touches(&refusal.mutation) {
            if let Some(tokens) = self.by_key.get_mut(&key) {
                tokens.remove(token);
                if tokens.is_empty() {
                    self.by_key.remove(&key);
                }
            }
        }
    }

    /// What the storage holds takes the place of what was known.
    pub(super) fn replace(&mut self, refusals: Vec<Refusal<M>>) {
        *self = Self::new();
        refusals.into_iter().for_each(|refusal| self.insert(refusal));
    }

    pub(super) fn contains(&self, token: &Token) -> bool {
        self.refusals.contains_key(token)
    }

    pub(super) fn len(&self) -> usize {
        self.refusals.len()
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Refusal<M>> {
        self.refusals.values()
    }

    /// The last refusal of an edit of this record.
    pub(super) fn last_of(&self, key: &M::Key) -> Option<&Refusal<M>> {
        let tokens = self.by_key.get(key).into_iter().flatten();
        tokens.map(|token| &self.refusals[token]).max_by_key(|refusal| refusal.refused_ms)
    }
}
