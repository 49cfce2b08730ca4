//! An import under way: one mutation after the other, so that the screen moves in between.

use std::collections::VecDeque;
use std::time::Duration;

use leptos::prelude::*;
use vitrine_ledger::Mutation;

use crate::engine::{Engine, Made};
use crate::undo::Actions;
use vitrine_presenter::words;

/// How far the import is, in parts.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Progress {
    pub done: usize,
    pub all: usize,
}

/// An import under way. The person may leave the page: it goes on, and nobody watches.
pub(super) struct Importing {
    engine: Engine,
    actions: Actions,
    what: String,
    left: VecDeque<Mutation>,
    made: Vec<Made>,
    all: usize,
    progress: RwSignal<Option<Progress>>,
    finish: Callback<Result<(), String>>,
}

impl Importing {
    /// Makes the mutations; all of them are one action, `what`, to take back.
    pub(super) fn start(
        engine: Engine,
        actions: Actions,
        what: String,
        mutations: Vec<Mutation>,
        progress: RwSignal<Option<Progress>>,
        finish: Callback<Result<(), String>>,
    ) {
        let all = mutations.len();
        progress.set(Some(Progress { done: 0, all }));
        let left = mutations.into();
        Self { engine, actions, what, left, made: Vec::new(), all, progress, finish }.next();
    }

    fn next(mut self) {
        let part = self.left.pop_front();
        let end = match part.map(|part| self.engine.mutate(part, None)) {
            Some(Ok(made)) => {
                self.made.push(made);
                let _ = self.progress.try_set(Some(Progress { done: self.made.len(), all: self.all }));
                set_timeout(move || self.next(), Duration::from_millis(1));
                return;
            }
            Some(Err(why)) => Err(format!(
                "{} Stopped after {} of {} parts; what was imported stays.",
                words::mutate_error(&why),
                self.made.len(),
                self.all
            )),
            None => Ok(()),
        };
        self.actions.did(self.what, self.made);
        let _ = self.finish.try_run(end);
    }
}
