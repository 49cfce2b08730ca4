//! What somebody has typed into a form and not saved. It is kept on the device with every letter and stands in the form
//! again when that is opened: after Back, another page, a reload, a new version, a crash. It goes when the form is saved or
//! given up, with the account at a sign-out, and after a week.
//!
//! A draft is what was *changed*: the fields that say something else than the form did when it opened. So a draft of an
//! edit lies over the record as it is then, and takes back nothing that somebody else wrote into the other fields.

pub mod draft_line;
pub mod fields;
pub mod offered_day;
pub mod reopen;

pub use draft_line::DraftLine;
pub(crate) use fields::fields;
pub use offered_day::OfferedDay;
pub(crate) use offered_day::wrong_clock;
pub use reopen::{Again, Reopen};

use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::engine::{Engine, Phase, use_engine};

/// The fields of a form by name, each with its text.
pub type Texts = Vec<(String, String)>;
/// The same as signals.
pub type Signals = Vec<(String, RwSignal<String>)>;

/// A draft as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Kept {
    /// When it was last written, the device's clock; its name on the device too.
    ms: u64,
    texts: Texts,
}

/// All drafts of who is signed in, in the context of every page.
#[derive(Clone, Copy)]
pub struct Drafts {
    engine: Engine,
    kept: RwSignal<BTreeMap<String, Kept>>,
    /// They were read from the device.
    read: RwSignal<bool>,
    /// Forms in which something is typed now.
    typed: RwSignal<u32>,
}

pub fn use_drafts() -> Drafts {
    expect_context::<Drafts>()
}

impl Drafts {
    pub fn provide() {
        let engine = use_engine();
        let drafts =
            Self { engine, kept: RwSignal::new(BTreeMap::new()), read: RwSignal::new(false), typed: RwSignal::new(0) };
        provide_context(drafts);
        let whose = Memo::new(move |_| {
            let here = engine.phase().get() == Phase::Ready;
            engine.identity().get().filter(|_| here)
        });
        Effect::new(move |_| {
            let someone = whose.get();
            drafts.read.set(false);
            drafts.kept.set(BTreeMap::new());
            if someone.is_none() {
                return;
            }
            spawn_local(async move {
                let rows = engine.drafts().await;
                if whose.get_untracked() != someone {
                    return;
                }
                let rows = rows.into_iter().filter_map(|(ms, row)| {
                    let (form, texts) = serde_json::from_str::<(String, Texts)>(&row).ok()?;
                    Some((form, Kept { ms, texts }))
                });
                // What was typed meanwhile is newer.
                drafts.kept.update(|kept| {
                    rows.for_each(|(form, row)| {
                        kept.entry(form).or_insert(row);
                    });
                });
                drafts.read.set(true);
            });
        });
    }

    /// Is something typed on this page that was not saved? Reactive.
    pub fn is_typing(&self) -> bool {
        self.typed.get() > 0
    }

    pub fn is_typing_untracked(&self) -> bool {
        self.typed.get_untracked() > 0
    }

    /// Opens a form of which there is a draft: at once, or when the drafts of the device have come.
    pub fn open(self, form: String, open: RwSignal<bool>) {
        let there = Memo::new(move |_| self.kept.with(|kept| kept.contains_key(&form)));
        Effect::new(move |_| {
            // One that is open already is not drawn anew under the fingers.
            if there.get() && !open.get_untracked() {
                open.set(true);
            }
        });
    }

    fn keep(&self, form: &str, texts: Texts) {
        let before = self.kept.with_untracked(|kept| kept.get(form).cloned());
        if before.as_ref().is_some_and(|before| before.texts == texts) || (before.is_none() && texts.is_empty()) {
            return;
        }
        let gone: Vec<u64> = before.iter().map(|kept| kept.ms).collect();
        if texts.is_empty() {
            self.kept.update(|kept| drop(kept.remove(form)));
            return self.engine.keep_drafts(gone, Vec::new());
        }
        // A name of its own: two forms may be written in the same millisecond.
        let newest = self.kept.with_untracked(|kept| kept.values().map(|kept| kept.ms).max());
        let ms = self.engine.now_ms().max(newest.map_or(0, |newest| newest + 1));
        let row = serde_json::to_string(&(form, &texts)).expect("BUG: texts serialise");
        self.kept.update(|kept| drop(kept.insert(form.to_owned(), Kept { ms, texts })));
        self.engine.keep_drafts(gone, vec![(ms, row)]);
    }
}

/// The draft of one form that is open.
#[derive(Clone, Copy)]
pub struct Draft {
    drafts: Drafts,
    form: StoredValue<String>,
    fields: StoredValue<Signals>,
    /// What the form says where nothing was typed.
    offered: StoredValue<Texts>,
    touched: RwSignal<bool>,
    /// When the draft was written that stands in the form.
    since: RwSignal<Option<u64>>,
}

impl Draft {
    /// Of the form of this name. Something typed before, and not saved, stands in it again.
    pub fn new(form: String, fields: Signals) -> Self {
        let drafts = use_drafts();
        let draft = Self {
            drafts,
            form: StoredValue::new(form),
            offered: StoredValue::new(read(&fields)),
            fields: StoredValue::new(fields),
            touched: RwSignal::new(false),
            since: RwSignal::new(None),
        };
        Effect::new(move |_| {
            if !drafts.read.get() || draft.touched.get_untracked() {
                return;
            }
            let kept = draft.form.with_value(|form| drafts.kept.with_untracked(|kept| kept.get(form).cloned()));
            if let Some(kept) = kept {
                draft.bring(&kept);
            }
        });
        // With every letter.
        Effect::new(move |_| {
            let now = draft
                .fields
                .with_value(|fields| fields.iter().map(|(name, text)| (name.clone(), text.get())).collect::<Texts>());
            if draft.touched.get() {
                draft.write(now);
            }
        });
        // As long as the form is there and has something of its own in it.
        let counted = StoredValue::new(false);
        let count = move |now: bool| {
            if counted.get_value() != now {
                counted.set_value(now);
                drafts.typed.update(|typed| *typed = if now { *typed + 1 } else { typed.saturating_sub(1) });
            }
        };
        Effect::new(move |_| count(draft.touched.get()));
        on_cleanup(move || {
            if counted.try_get_value() == Some(true) {
                let _ = drafts.typed.try_update(|typed| *typed = typed.saturating_sub(1));
            }
        });
        draft
    }

    /// The program wrote into the form: what it says now is what it offers, but for what somebody has typed.
    pub fn offer(&self) {
        if !self.touched.get_untracked() {
            self.offered.set_value(self.fields.with_value(read));
        }
    }

    /// The program wrote into one field.
    pub fn offer_text(&self, name: &str, text: &str) {
        self.offered.update_value(|offered| {
            offered.iter_mut().filter(|(known, _)| known == name).for_each(|(_, old)| text.clone_into(old));
        });
    }

    /// Somebody types.
    pub fn touch(&self) {
        if !self.touched.get_untracked() {
            self.touched.set(true);
        }
    }

    /// Is something typed in it? Reactive.
    pub fn is_touched(&self) -> bool {
        self.touched.get()
    }

    /// Does the form say something else than it offered? Also what was typed before the program ran.
    pub fn is_changed(&self) -> bool {
        let now = self.fields.with_value(read);
        self.touched.get_untracked() || self.offered.with_value(|offered| !changed(offered, now).is_empty())
    }

    pub fn is_touched_untracked(&self) -> bool {
        self.touched.get_untracked()
    }

    /// The form was saved or given up.
    pub fn done(&self) {
        self.touched.set(false);
        self.since.set(None);
        self.form.with_value(|form| self.drafts.keep(form, Texts::new()));
    }

    /// Takes what was typed away, and says again what the form offered.
    pub fn discard(&self) {
        let offered = self.offered.get_value();
        self.fill(&offered);
        self.done();
    }

    /// When the draft was written that stands in the form; none when it stands as it was opened.
    pub fn since(&self) -> Option<u64> {
        self.since.get()
    }

    fn bring(&self, kept: &Kept) {
        self.fill(&kept.texts);
        self.since.set(Some(kept.ms));
        self.touched.set(true);
    }

    fn fill(&self, texts: &Texts) {
        self.fields.with_value(|fields| {
            for (name, signal) in fields {
                if let Some((_, text)) = texts.iter().find(|(known, _)| known == name) {
                    signal.set(text.clone());
                }
            }
        });
    }

    fn write(&self, now: Texts) {
        let changed = self.offered.with_value(|offered| changed(offered, now));
        self.form.with_value(|form| untrack(|| self.drafts.keep(form, changed)));
    }
}

fn read(fields: &Signals) -> Texts {
    fields.iter().map(|(name, text)| (name.clone(), text.get_untracked())).collect()
}

/// The fields that say something else now.
fn changed(offered: &Texts, now: Texts) -> Texts {
    now.into_iter().filter(|(name, text)| !offered.iter().any(|(known, was)| known == name && was == text)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(all: &[(&str, &str)]) -> Texts {
        all.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn a_draft_is_what_was_changed() {
        let offered = texts(&[("name", "Charizard"), ("notes", ""), ("finish", "Holo")]);
        let now = texts(&[("name", "Charizard"), ("notes", "bent"), ("finish", "")]);
        assert_eq!(changed(&offered, now), texts(&[("notes", "bent"), ("finish", "")]));
        assert_eq!(changed(&offered, offered.clone()), Texts::new());
    }
}
