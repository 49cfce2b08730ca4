//! Which pictures could not be had since this page was opened: none of them is asked for again, however often its card
//! comes onto the screen.

use std::collections::HashSet;

use leptos::prelude::*;
use vitrine_sync::client::SyncState;

use crate::engine::{Engine, use_engine};

/// The pictures that could not be had, by their paths.
#[derive(Clone, Copy)]
pub struct Missing {
    paths: StoredValue<HashSet<String>>,
    engine: Engine,
}

impl Missing {
    pub fn provide() {
        provide_context(Self { paths: StoredValue::new(HashSet::new()), engine: use_engine() });
    }

    /// Was it asked for in vain?
    pub fn has(&self, path: &str) -> bool {
        self.paths.with_value(|paths| paths.contains(path))
    }

    /// Notes that there is none. Without a network nothing is known of it: then it is asked for when the card is drawn
    /// again.
    pub fn note(&self, path: &str) {
        let away = |state| matches!(state, SyncState::Offline { .. } | SyncState::Stale { .. } | SyncState::Opening);
        if !self.engine.status().with_untracked(|status| away(status.state)) {
            self.paths.update_value(|paths| {
                paths.insert(path.to_owned());
            });
        }
    }
}
