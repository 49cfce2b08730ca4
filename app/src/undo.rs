//! Everything a person does goes through here, so that it can be taken back: the engine says what the inverse is, this
//! keeps it. Undo is a new mutation, never an edit of the past (rule 8).

use leptos::prelude::*;
use uuid::Uuid;
use vitrine_ledger::{Mutation, NewLot};
use vitrine_sync::Base;
use vitrine_sync::client::Token;

use crate::components::{Toasts, use_toasts};
use crate::engine::{Engine, MutateError, use_engine};
use crate::words;

/// Actions one can go back.
const KEPT: usize = 50;

/// The commands of every page.
#[derive(Clone, Copy)]
pub struct Actions {
    engine: Engine,
    toasts: Toasts,
    done: StoredValue<Vec<Done>>,
}

/// One action of a person.
struct Done {
    what: String,
    /// What takes its parts back, the last one first.
    inverse: Vec<Mutation>,
}

/// The commands of this page.
pub fn use_actions() -> Actions {
    expect_context::<Actions>()
}

impl Actions {
    pub fn provide() {
        provide_context(Self { engine: use_engine(), toasts: use_toasts(), done: StoredValue::new(Vec::new()) });
    }

    /// Does it and remembers the way back.
    ///
    /// # Errors
    /// Why it is not allowed: for the form.
    pub fn attempt(&self, mutation: Mutation, base: Option<Base>) -> Result<Token, MutateError> {
        let tokens = self.attempt_all(words::intent(&mutation), vec![mutation], base)?;
        Ok(tokens.into_iter().next().expect("BUG: every part has a token"))
    }

    /// Does several things that are one action, `what`: all of them or none, and they are taken back together. Parts
    /// should touch different records; see [`Engine::mutate_all`].
    ///
    /// # Errors
    /// Why one of them is not allowed; nothing was changed.
    pub fn attempt_all(
        &self,
        what: String,
        parts: Vec<Mutation>,
        base: Option<Base>,
    ) -> Result<Vec<Token>, MutateError> {
        let made = self.engine.mutate_all(parts, base)?;
        let tokens = made.iter().map(|made| made.token).collect();
        let inverse: Vec<Mutation> = made.into_iter().rev().filter_map(|made| made.inverse).collect();
        if !inverse.is_empty() {
            self.done.update_value(|done| {
                done.push(Done { what, inverse });
                let surplus = done.len().saturating_sub(KEPT);
                done.drain(..surplus);
            });
        }
        Ok(tokens)
    }

    /// Does it, and says so if it is not allowed. For what has no form.
    pub fn run(&self, mutation: Mutation, base: Option<Base>) -> bool {
        self.ran(self.attempt(mutation, base))
    }

    /// Does several things that are one action, and says so if it is not allowed.
    pub fn run_all(&self, what: String, parts: Vec<Mutation>, base: Option<Base>) -> bool {
        self.ran(self.attempt_all(what, parts, base))
    }

    fn ran<T>(&self, attempt: Result<T, MutateError>) -> bool {
        attempt.map_err(|why| self.toasts.say(words::mutate_error(&why))).is_ok()
    }

    /// Does it and offers the way back at once.
    pub fn run_undoable(&self, mutation: Mutation, said: impl Into<String>) -> bool {
        let ran = self.run(mutation, None);
        if ran {
            let actions = *self;
            self.toasts.offer(said, "Undo", move || actions.undo());
        }
        ran
    }

    /// The mutation that adds copies to an entry without a lot.
    pub fn new_lot(&self, entry: Uuid, quantity: i64) -> Mutation {
        let acquired = self.engine.today().parse().ok();
        let lot = NewLot { id: self.engine.new_id(), quantity, acquired, ..NewLot::default() };
        Mutation::AddLot { entry, lot }
    }

    /// Takes the last action of this tab back.
    pub fn undo(&self) {
        let last = self.done.try_update_value(Vec::pop).flatten();
        let Some(Done { what, inverse }) = last else {
            self.toasts.say("Nothing to undo in this tab.");
            return;
        };
        match self.engine.mutate_all(inverse, None) {
            Ok(_) => self.toasts.say(format!("Undone: {what}.")),
            Err(why) => self.toasts.say(words::mutate_error(&why)),
        }
    }
}
