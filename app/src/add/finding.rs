//! The state of the search box: what is typed, found and chosen. The search runs after the letter is on the screen, and only
//! for the last letter.
//!
//! Keys: up and down choose; Enter adds one copy; Shift and Enter, or the right arrow at the end of the text, open the
//! form; 1 to 9, once a card is chosen or added, say how many; Escape clears.

use leptos::ev::KeyboardEvent;
use leptos::html::Input;
use leptos::leptos_dom::helpers::request_animation_frame;
use leptos::prelude::*;
use vitrine_ledger::Entry;

use super::result::Picks;
use super::sitting::Sat;
use crate::catalog::{Catalog, Found, Hands, Spot, use_catalog, use_hands};
use crate::drafts::use_drafts;
use crate::kit::{is_composing, is_field};

/// So many cards are shown.
const SHOWN: usize = 8;

/// What the search box knows.
#[derive(Clone, Copy)]
pub(super) struct Finding {
    pub(super) input: NodeRef<Input>,
    pub(super) found: RwSignal<Vec<Found>>,
    pub(super) typed: RwSignal<String>,
    /// Which of those found the keyboard is at.
    pub(super) at: RwSignal<usize>,
    pub(super) sitting: RwSignal<Vec<Sat>>,
    /// For which text that was found, so that Enter never takes the card of a letter before.
    found_for: StoredValue<String>,
    /// Counts the searches that were asked for.
    ticket: StoredValue<u64>,
    /// A card was chosen by an arrow or added: digits count copies then.
    chosen: RwSignal<bool>,
    /// Opens the form with a copy in it.
    form: Callback<Entry>,
    catalog: Catalog,
    hands: Hands,
}

impl Finding {
    pub(super) fn new(form: Callback<Entry>) -> Self {
        let state = Self {
            input: NodeRef::new(),
            found: RwSignal::new(Vec::new()),
            typed: RwSignal::new(String::new()),
            at: RwSignal::new(0),
            sitting: RwSignal::new(Vec::new()),
            found_for: StoredValue::new(String::new()),
            ticket: StoredValue::new(0),
            chosen: RwSignal::new(false),
            form,
            catalog: use_catalog(),
            hands: use_hands(),
        };
        let drafts = use_drafts();
        Effect::new(move |before: Option<u64>| {
            let version = state.catalog.version();
            if before.is_some_and(|before| before != version) {
                state.look();
            }
            version
        });
        Effect::new(move |_| {
            if let Some(input) = state.input.get()
                && !drafts.is_typing_untracked()
                && may_take_focus()
            {
                // A field that is gone again needs no focus.
                let _ = input.focus();
            }
        });
        state
    }

    /// What the rows tell the box.
    pub(super) fn picks(self) -> Picks {
        Picks {
            add: Callback::new(move |(spot, finish): (Spot, Option<String>)| self.change(spot, finish.as_deref(), 1)),
            form: Callback::new(move |(spot, finish): (Spot, Option<String>)| self.open(spot, finish.as_deref())),
        }
    }

    /// Searches for the text that stands in the box now.
    pub(super) fn typing(self, text: String) {
        self.typed.set(text);
        self.chosen.set(false);
        self.look_soon();
    }

    /// Were the cards found for this text?
    pub(super) fn is_of(&self, text: &str) -> bool {
        self.found_for.with_value(|of| of == text)
    }

    pub(super) fn key(self, event: &KeyboardEvent) {
        if is_composing(event) || event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        match event.key().as_str() {
            "ArrowDown" if self.chosen.get_untracked() || self.at.get_untracked() > 0 => self.step(1),
            "ArrowDown" => self.step(isize::from(self.found.with_untracked(|found| found.len() > 1))),
            "ArrowUp" => self.step(-1),
            "Enter" => match self.current() {
                Some(spot) if event.shift_key() => self.open(spot, None),
                Some(spot) => self.change(spot, None, 1),
                None => {}
            },
            "ArrowRight" if !event.shift_key() && self.is_at_the_end() => match self.current() {
                Some(spot) => self.open(spot, None),
                None => return,
            },
            "Escape" => self.clear(),
            digit if self.chosen.get_untracked() && is_count(digit) => match self.current() {
                Some(spot) => {
                    let many: i64 = digit.parse().unwrap_or(1);
                    let added = self.sitting.with_untracked(|all| Sat::added(all, self.catalog, self.hands, spot));
                    self.change(spot, None, many - added);
                }
                None => return,
            },
            _ => return,
        }
        event.prevent_default();
    }

    fn look(&self) {
        let text = self.typed.get_untracked();
        self.found.set(if text.trim().is_empty() { Vec::new() } else { self.catalog.search(&text, SHOWN) });
        self.found_for.set_value(text);
        self.at.set(0);
    }

    /// After the paint of the letter, and not for letters that are no longer the last.
    fn look_soon(self) {
        let mine = self.ticket.get_value() + 1;
        self.ticket.set_value(mine);
        request_animation_frame(move || {
            set_timeout(
                move || {
                    if self.ticket.try_get_value() == Some(mine) {
                        self.look();
                    }
                },
                std::time::Duration::ZERO,
            );
        });
    }

    /// The card that Enter takes.
    fn current(&self) -> Option<Spot> {
        if !self.is_of(&self.typed.get_untracked()) {
            self.look();
        }
        self.found.with_untracked(|found| found.get(self.at.get_untracked()).map(|found| found.spot))
    }

    /// So many copies more or less; the text is selected, so that the next letter begins anew.
    fn change(&self, spot: Spot, finish: Option<&str>, by: i64) {
        self.sitting.update(|all| Sat::note(all, self.catalog, self.hands, spot, finish));
        self.hands.change(spot, finish, by);
        if let Some(input) = self.input.get_untracked() {
            let _ = input.focus();
            input.select();
        }
        self.chosen.set(true);
    }

    fn open(&self, spot: Spot, finish: Option<&str>) {
        if let Some(copy) = self.hands.copy(spot, finish) {
            self.form.run(copy);
        }
    }

    fn step(&self, by: isize) {
        let len = self.found.with_untracked(Vec::len);
        if len > 0 {
            self.at.update(|at| *at = at.saturating_add_signed(by).min(len - 1));
            self.chosen.set(true);
        }
    }

    fn is_at_the_end(&self) -> bool {
        let Some(input) = self.input.get_untracked() else { return false };
        let end = input.selection_end().ok().flatten();
        end == Some(self.typed.with_untracked(|typed| typed.encode_utf16().count() as u32))
    }

    fn clear(&self) {
        self.typed.set(String::new());
        if let Some(input) = self.input.get_untracked() {
            input.set_value("");
        }
        self.chosen.set(false);
        self.look();
    }
}

/// A number key that counts copies.
fn is_count(key: &str) -> bool {
    matches!(key.as_bytes(), [b'1'..=b'9'])
}

/// Nobody writes anywhere: no field has the cursor, or one in which nothing stands yet.
fn may_take_focus() -> bool {
    use leptos::wasm_bindgen::JsCast;
    let active = document().active_element();
    if !is_field(active.clone()) {
        return true;
    }
    let field = active.and_then(|element| element.dyn_into::<leptos::web_sys::HtmlInputElement>().ok());
    field.is_some_and(|field| field.value().is_empty())
}
