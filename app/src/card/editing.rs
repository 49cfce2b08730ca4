//! The form of an entry that is there: what it was opened on, what is written, and what becomes of it. Its base is frozen
//! when it opens (docs/engine.md#the-base-is-frozen-when-the-form-opens); when another device changes the card meanwhile, an untouched form
//! follows, a touched one says so and keeps what the person typed.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use uuid::Uuid;
use vitrine_ledger::{Entry, EntryPatch, Key, Mutation};
use vitrine_sync::Base;
use vitrine_sync::client::Token;

use super::entry_fields::EntryFields;
use crate::collection::{Collection, use_collection};
use crate::drafts::{Draft, Reopen};
use crate::engine::{Engine, use_engine};
use crate::undo::{Actions, use_actions};
use vitrine_presenter::form::{self, EntryValues, Fresh, Wrong};

/// What the form was opened on.
#[derive(Clone, PartialEq)]
struct Opened {
    base: Base,
    entry: Entry,
    /// What the form said of it.
    shown: EntryValues,
}

/// The state of the form.
#[derive(Clone, Copy)]
pub(super) struct Editing {
    pub(super) fields: EntryFields,
    pub(super) draft: Draft,
    pub(super) wrong: RwSignal<Wrong>,
    id: Uuid,
    opened: RwSignal<Option<Opened>>,
    /// The entry as it is now, and what the form would say of it.
    current: Memo<Option<(Entry, EntryValues)>>,
    /// What was changed, or why it cannot be read.
    patch: Memo<Result<EntryPatch, Wrong>>,
    fresh: StoredValue<Fresh>,
    saving: RwSignal<Option<Token>>,
    /// The refused edit that stands in the form.
    refused: StoredValue<Option<Token>>,
    reopen: Reopen,
    engine: Engine,
    actions: Actions,
    collection: Collection,
}

impl Editing {
    pub(super) fn new(id: Uuid) -> Self {
        let (engine, collection) = (use_engine(), use_collection());
        let opened = RwSignal::new(untrack(|| Opened::read(id, engine, collection)));
        let fresh = StoredValue::new(new_fresh(engine));
        let fields = EntryFields::new(opened.with_untracked(|opened| match opened {
            Some(opened) => opened.shown.clone(),
            None => EntryValues::default(),
        }));
        let patch = Memo::new(move |_| {
            let values = fields.values();
            opened.with(|opened| {
                let Some(Opened { entry, shown, .. }) = opened else { return Ok(EntryPatch::default()) };
                collection.with_groups(|groups| values.patch((entry, shown), groups, fresh.get_value()))
            })
        });
        let current = Memo::new(move |_| {
            engine.revision().track();
            Opened::read(id, engine, collection).map(|now| (now.entry, now.shown))
        });
        let state = Self {
            fields,
            draft: Draft::new(format!("card {id}"), fields.signals()),
            wrong: RwSignal::new(Wrong::new()),
            id,
            opened,
            current,
            patch,
            fresh,
            saving: RwSignal::new(None),
            refused: StoredValue::new(None),
            reopen: expect_context::<Reopen>(),
            engine,
            actions: use_actions(),
            collection,
        };
        state.take_refused();
        state.follow();
        state
    }

    /// An edit that could not be stored, or was refused, stands in the form again.
    fn take_refused(self) {
        Effect::new(move |_| {
            if let Some(again) = self.reopen.patch(self.id)
                && let Some(opened) = self.opened.get_untracked()
            {
                self.refused.set_value(again.refused);
                self.draft.touch();
                let values = |groups: &_| EntryValues::with(&opened.entry, &again.edit, groups);
                self.fields.set(untrack(|| self.collection.with_groups(values)));
            }
        });
    }

    /// Somebody else changed the card: an untouched form follows.
    fn follow(self) {
        Effect::new(move |_| {
            let now = self.current.get().map(|(_, shown)| shown);
            let shown = |opened: &Option<Opened>| opened.as_ref().map(|opened| &opened.shown) != now.as_ref();
            let renamed = self.opened.with_untracked(shown);
            if untrack(|| (renamed || self.is_overtaken()) && !self.is_dirty() && !self.draft.is_touched()) {
                self.load();
            }
        });
    }

    /// The form says what the card says now.
    pub(super) fn load(&self) {
        let now = untrack(|| Opened::read(self.id, self.engine, self.collection));
        if let Some(now) = &now {
            self.fields.set(now.shown.clone());
        }
        // Nothing is typed any more; what the form says now is what it offers.
        self.draft.done();
        self.draft.offer();
        self.fresh.set_value(new_fresh(self.engine));
        self.opened.set(now);
        self.wrong.set(Wrong::new());
    }

    pub(super) fn save(&self, event: &SubmitEvent) {
        event.prevent_default();
        let Some(Opened { base, .. }) = self.opened.get() else { return };
        if !self.is_dirty() {
            return;
        }
        let patch = match self.patch.get() {
            Ok(patch) => patch,
            Err(unread) => return self.wrong.set(unread),
        };
        let location = patch.place.iter().flatten().map(|place| place.location).next();
        let portfolio = patch.portfolio.flatten();
        let mut parts = self.fields.values().new_groups(portfolio, location, self.fresh.get_value());
        let edit = Mutation::EditEntry { id: self.id, patch };
        let what = self.actions.describe(&edit);
        parts.push(edit);
        match self.actions.attempt_all(what, parts, Some(base)) {
            Ok(tokens) => {
                self.saving.set(tokens.last().copied());
                self.reopen.replaces(&tokens, self.refused.try_update_value(Option::take).flatten());
                self.load();
            }
            Err(why) => self.wrong.set(form::refused(&why)),
        }
    }

    /// The refused edit stays what it is: nothing written here takes its place.
    pub(super) fn forget_refused(&self) {
        self.refused.set_value(None);
    }

    /// Does the form say something else than it offered? Reactive.
    pub(super) fn is_dirty(&self) -> bool {
        self.patch.with(|patch| *patch != Ok(EntryPatch::default()))
    }

    /// Is the card another than the form was opened on? Reactive.
    pub(super) fn is_overtaken(&self) -> bool {
        let now = self.current.get().map(|(entry, _)| entry);
        self.opened.with(|opened| opened.as_ref().map(|opened| &opened.entry) != now.as_ref())
    }

    /// How the last edit stands. Reactive.
    pub(super) fn said(&self) -> &'static str {
        match self.saving.get() {
            _ if self.is_dirty() => "",
            None => "",
            Some(token) if self.engine.is_saved(token) => "Saved on this device",
            Some(_) => "Saving\u{2026}",
        }
    }

    /// The card's name when the form was opened. Reactive.
    pub(super) fn name(&self) -> String {
        self.opened.with(|opened| opened.as_ref().map(|opened| opened.entry.card.name.clone()).unwrap_or_default())
    }

    /// The card's name now. Reactive.
    pub(super) fn current_name(&self) -> String {
        self.current.get().map(|(entry, _)| entry.card.name).unwrap_or_default()
    }
}

impl Opened {
    /// The entry as it is now.
    fn read(id: Uuid, engine: Engine, collection: Collection) -> Option<Self> {
        let entry = engine.with_record(&Key::entry(id), |record| record.as_entry().map(|stored| stored.value.clone()));
        entry.flatten().map(|entry| {
            let shown = collection.with_groups(|groups| EntryValues::of(&entry, groups));
            Self { base: engine.base(), entry, shown }
        })
    }
}

/// Ids for what an edit may make, and the day.
fn new_fresh(engine: Engine) -> Fresh {
    Fresh { portfolio: engine.new_id(), location: engine.new_id(), today: engine.today().parse().ok() }
}
