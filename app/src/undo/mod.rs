//! Everything a person does goes through here, so that it can be taken back, and done again: the engine says what the
//! inverse is, this keeps it, also for the time after a reload. Undo is a new mutation, never an edit of the past
//! (docs/engine.md#no-saved-value-disappears); it is refused as a whole where somebody else has written since what it
//! would write over.

pub mod buttons;

pub use buttons::{UndoButtons, UndoLines};

use leptos::prelude::*;
use leptos::task::spawn_local;
use uuid::Uuid;
use vitrine_ledger::{ChangedSince, Key, Kind, Mutation, NewLot, Record, Step, UndoEntry};
use vitrine_sync::Base;
use vitrine_sync::client::Token;

use crate::engine::{Engine, Identity, Made, MutateError, Phase, use_engine};
use crate::kit::{Toasts, use_toasts};
pub use vitrine_presenter::undo::Side;
use vitrine_presenter::undo::{Action, Stack};
use vitrine_presenter::words;

/// The commands of every page.
#[derive(Clone, Copy)]
pub struct Actions {
    engine: Engine,
    toasts: Toasts,
    stack: RwSignal<Stack>,
}

/// The commands of this page.
pub fn use_actions() -> Actions {
    expect_context::<Actions>()
}

impl Actions {
    pub fn provide() {
        let (engine, toasts, stack) = (use_engine(), use_toasts(), RwSignal::new(Stack::default()));
        let actions = Self { engine, toasts, stack };
        provide_context(actions);
        actions.follow_engine();
    }

    /// What would be taken back, or done again, next. Reactive.
    pub fn next(&self, side: Side) -> Option<String> {
        self.stack.with(|stack| stack.last(side).map(str::to_owned))
    }

    // Doing.

    /// Does it and remembers the way back.
    ///
    /// # Errors
    /// Why it is not allowed: for the form.
    pub fn attempt(&self, mutation: Mutation, base: Option<Base>) -> Result<Token, MutateError> {
        let (tokens, _) = self.act(self.describe(&mutation), vec![mutation], base)?;
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
        self.act(what, parts, base).map(|(tokens, _)| tokens)
    }

    /// Does it, and says so if it is not allowed. For what has no form.
    pub fn run(&self, mutation: Mutation, base: Option<Base>) -> bool {
        self.ran(self.attempt(mutation, base)).is_some()
    }

    /// Does several things that are one action, and says so if it is not allowed.
    pub fn run_all(&self, what: String, parts: Vec<Mutation>, base: Option<Base>) -> bool {
        self.ran(self.attempt_all(what, parts, base)).is_some()
    }

    /// Carries out what a form says, and offers to undo it in a message.
    ///
    /// # Errors
    /// As [`Actions::attempt`].
    pub fn attempt_undoable(
        &self,
        mutation: Mutation,
        base: Option<Base>,
        said: impl Into<String>,
    ) -> Result<Vec<Token>, MutateError> {
        self.attempt_all_undoable(self.describe(&mutation), vec![mutation], base, said)
    }

    /// Does several things that are one action, and offers the way back at once.
    ///
    /// # Errors
    /// As [`Actions::attempt_all`].
    pub fn attempt_all_undoable(
        &self,
        what: String,
        parts: Vec<Mutation>,
        base: Option<Base>,
        said: impl Into<String>,
    ) -> Result<Vec<Token>, MutateError> {
        let (tokens, at) = self.act(what, parts, base)?;
        self.say_with_way(said.into(), "Undo", Side::Done, at);
        Ok(tokens)
    }

    /// Does it, says so, and offers the way back at once; or says why it is not allowed. For what has no form.
    pub fn run_undoable(&self, mutation: Mutation, said: impl Into<String>) -> bool {
        self.ran(self.attempt_undoable(mutation, None, said)).is_some()
    }

    /// As [`run_undoable`](Self::run_undoable), for several mutations that are one action.
    pub fn run_all_undoable(&self, what: String, parts: Vec<Mutation>, said: impl Into<String>) -> bool {
        self.ran(self.attempt_all_undoable(what, parts, None, said)).is_some()
    }

    /// Remembers the way back from what was done in several turns, and is one action all the same: an import.
    pub fn did(&self, what: String, made: Vec<Made>) {
        self.remember(what, Side::Done, made, None);
    }

    /// The mutation that adds copies to an entry without a lot.
    pub fn new_lot(&self, entry: Uuid, quantity: i64) -> Mutation {
        let acquired = self.engine.today().parse().ok();
        let lot = NewLot { id: self.engine.new_id(), quantity, acquired, ..NewLot::default() };
        Mutation::AddLot { entry, lot }
    }

    /// Also says where the action stands, if there is anything to take back.
    fn act(
        &self,
        what: String,
        parts: Vec<Mutation>,
        base: Option<Base>,
    ) -> Result<(Vec<Token>, Option<u64>), MutateError> {
        let made = self.engine.mutate_all(parts, base)?;
        let tokens: Vec<Token> = made.iter().map(|made| made.token).collect();
        let at = self.remember(what, Side::Done, made, None);
        Ok((tokens, at))
    }

    fn ran<T>(&self, attempt: Result<T, MutateError>) -> Option<T> {
        attempt.map_err(|why| self.toasts.say(words::mutate_error(&why))).ok()
    }

    // Going back and forth.

    /// Takes the last action of this tab back, or does again what was taken back last.
    pub fn go_last(&self, side: Side) {
        self.go(side, None);
    }

    fn go(&self, side: Side, at: Option<u64>) {
        if self.engine.phase().get_untracked() != Phase::Ready {
            return self.toasts.say(words::mutate_error(&MutateError::NotReady));
        }
        let Some((at, action)) = self.stack.try_update(|stack| stack.take(side, at)).flatten() else {
            return self.toasts.say(words::nothing_to(side, at.is_some()));
        };
        let Action { what, way, .. } = action;
        let changed_since: Vec<ChangedSince> = way.changed_since(|step| self.now(step)).collect();
        if let Some(first) = changed_since.first() {
            self.engine.keep_undo_entries(vec![at], Vec::new());
            return self.say_changed_since(side, first, changed_since.len() - 1);
        }
        match self.engine.mutate_all(way.mutations(), None) {
            Ok(made) => {
                let said = words::went(side, &what);
                let at = self.remember(what, side.other(), made, Some(at));
                let label = if side == Side::Done { "Redo" } else { "Undo" };
                self.say_with_way(said, label, side.other(), at);
            }
            Err(why) => {
                self.engine.keep_undo_entries(vec![at], Vec::new());
                self.toasts.say(format!("{} {}", words::not_gone(side, &what), words::mutate_error(&why)));
            }
        }
    }

    /// Places what was made, on this device too. `instead` of what was taken from the other side; none: it is new.
    fn remember(&self, what: String, side: Side, made: Vec<Made>, instead: Option<u64>) -> Option<u64> {
        let tokens = made.iter().map(|made| made.token).collect();
        let way = UndoEntry::new(made.into_iter().rev().filter_map(|made| made.inverse), |step| self.now(step));
        let (now_ms, new) = (self.engine.now_ms(), instead.is_none());
        let mut gone: Vec<u64> = instead.into_iter().collect();
        let placed = (!way.is_empty()).then_some(Action { what, side, way, tokens }).and_then(|action| {
            let (at, keep) = self.stack.try_update(|stack| stack.place(now_ms, action, new))?;
            gone.extend(keep.gone);
            Some((at, keep.kept))
        });
        let (at, kept) = placed.map_or((None, Vec::new()), |(at, kept)| (Some(at), kept));
        if !gone.is_empty() || !kept.is_empty() {
            self.engine.keep_undo_entries(gone, kept);
        }
        at
    }

    fn now(&self, step: &Step) -> Option<Step> {
        self.engine.with_record(&step.key(), |record| step.now(record)).flatten()
    }

    fn say_with_way(&self, said: String, label: &'static str, side: Side, at: Option<u64>) {
        let actions = *self;
        match at {
            Some(_) => self.toasts.offer(said, label, move || actions.go(side, at)),
            None => self.toasts.say(said),
        }
    }

    fn say_changed_since(&self, side: Side, first: &ChangedSince, others: usize) {
        let ChangedSince { key, field } = first;
        let look = |record: &Record| (record.entry(*key), record.writer(field).client, record.alive());
        let Some((entry, writer, alive)) = self.engine.with_record(key, look) else { return };
        let card = matches!(key.kind, Kind::Entry | Kind::Lot | Kind::Sale | Kind::Conflict);
        let of = if card { Key::entry(entry) } else { *key };
        let name = self.label(&of).unwrap_or_default();
        let here = Some(writer) == self.engine.client();
        let said = words::changed_since(side, first, &name, here, alive, others);
        if card {
            self.toasts.link(said, "Open the card", format!("/card/{entry}"));
        } else {
            self.toasts.say(said);
        }
    }

    /// What an action is called that is this one, and perhaps what it takes to do it.
    pub fn describe(&self, mutation: &Mutation) -> String {
        let name = mutation.entry().and_then(|id| self.label(&Key::entry(id))).unwrap_or_default();
        words::done(mutation, &name)
    }

    fn label(&self, key: &Key) -> Option<String> {
        self.engine.with_record(key, |record| record.label().to_owned())
    }

    // What else the engine says.

    fn follow_engine(&self) {
        let (actions, engine) = (*self, self.engine);
        Effect::new(move |before: Option<Option<Identity>>| {
            let person = engine.identity().get();
            let before = before.flatten();
            if engine.phase().get() != Phase::Ready {
                return before.filter(|before| person.as_ref() == Some(before));
            }
            if before != person {
                actions.load(before.is_some());
            }
            person
        });
        // What could not be stored, or was refused, did not happen. An edit leaves the tray by hand only, so that it has
        // been seen here before.
        let tray = Memo::new(move |_| engine.status().with(|status| status.tray));
        Effect::new(move |_| {
            tray.track();
            engine.not_saved().track();
            actions.drop_what_failed();
        });
    }

    /// Reads what this tab had kept for whoever is here now.
    fn load(&self, another: bool) {
        if another {
            self.stack.set(Stack::default());
        }
        let actions = *self;
        spawn_local(async move {
            let kept = actions.engine.undo_entries().await;
            if let Some(gone) = actions.stack.try_update(|stack| stack.load(kept)).filter(|gone| !gone.is_empty()) {
                actions.engine.keep_undo_entries(gone, Vec::new());
            }
            actions.drop_what_failed();
        });
    }

    fn drop_what_failed(&self) {
        let unsaved = self.engine.not_saved().get_untracked().into_iter().map(|edit| edit.token);
        let failed: Vec<Token> = unsaved.chain(self.engine.tray().into_iter().map(|refusal| refusal.token)).collect();
        if failed.is_empty() {
            return;
        }
        if let Some(gone) = self.stack.try_update(|stack| stack.without(&failed)).filter(|gone| !gone.is_empty()) {
            self.engine.keep_undo_entries(gone, Vec::new());
        }
    }
}
