//! How rows are picked: with the pointer (the box of a row, shift for a range, ctrl or cmd on the row), with the keyboard
//! (x, space, shift with the arrows, ctrl or cmd and a, Escape), by touch (a long press begins, then a tap is enough).
//! The list hands its events over; what is picked is the collection's.

use std::time::Duration;

use leptos::ev::{KeyboardEvent, MouseEvent, PointerEvent};
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, Event, HtmlInputElement};
use uuid::Uuid;

use crate::collection::{Collection, use_collection};
use crate::engine::{Phase, use_engine};

/// How long a finger rests on a row before it picks it: as long as phones take.
const LONG: Duration = Duration::from_millis(450);

/// The gestures of one list.
#[derive(Clone, Copy)]
pub struct Picking {
    collection: Collection,
    /// The entry the keyboard is at.
    at: RwSignal<Option<Uuid>>,
    frozen: Signal<bool>,
    finger: StoredValue<Finger>,
}

/// What the pointer that was put down last has come to.
#[derive(Debug, Clone, Copy, Default)]
struct Finger {
    touch: bool,
    waits: Option<TimeoutHandle>,
    /// The press was long: it has picked the row, and is not a tap as well.
    long: bool,
}

impl Picking {
    pub fn new(at: RwSignal<Option<Uuid>>) -> Self {
        let engine = use_engine();
        let frozen = Signal::derive(move || engine.phase().get() != Phase::Ready);
        Self { collection: use_collection(), at, frozen, finger: StoredValue::new(Finger::default()) }
    }

    /// Something was put down on the rows.
    pub fn down(&self, event: &PointerEvent) {
        self.lift();
        let touch = event.pointer_type() == "touch";
        self.finger.set_value(Finger { touch, ..Finger::default() });
        let row = row_of(event).filter(|_| touch && !self.frozen.get_untracked() && !inside(event, "button"));
        if let Some(id) = row {
            let picking = *self;
            let long = move || {
                picking.finger.update_value(|finger| finger.long = true);
                picking.collection.selection.update(|selection| selection.pick(id));
            };
            let waits = set_timeout_with_handle(long, LONG).ok();
            self.finger.update_value(|finger| finger.waits = waits);
        }
    }

    /// A mouse button went down.
    pub fn pressed(&self, event: &MouseEvent) {
        if event.shift_key() || inside(event, PICK) {
            // Else text is picked as well, and the box takes the keyboard from the row.
            event.prevent_default();
        }
    }

    /// It was lifted, or the page scrolls with it.
    pub fn lift(&self) {
        if let Some(waits) = self.finger.try_update_value(|finger| finger.waits.take()).flatten() {
            waits.clear();
        }
    }

    /// A long press picks; it opens no menu of the browser.
    pub fn menu(&self, event: &MouseEvent) {
        if self.finger.get_value().touch && !inside(event, "button") {
            event.prevent_default();
        }
    }

    /// A click, or a tap, on the rows.
    pub fn click(&self, event: &MouseEvent) {
        let Some(id) = row_of(event).filter(|_| !self.frozen.get_untracked()) else { return };
        let finger = self.finger.get_value();
        let (on_box, on_other) = (inside(event, PICK), inside(event, "a, button"));
        let picking = self.collection.selection.with_untracked(|selection| !selection.is_empty());
        if finger.long {
            self.finger.update_value(|finger| finger.long = false);
        } else if event.shift_key() && !on_other {
            self.collection.pick_range_to(id);
            self.at.set(Some(id));
        } else if on_box || ((event.ctrl_key() || event.meta_key()) && !on_other) {
            self.toggle(id);
            self.at.set(Some(id));
        } else if finger.touch && picking && !inside(event, "button") {
            self.toggle(id);
        } else {
            return;
        }
        if on_box {
            // The browser has turned the box; it shows what is picked.
            let shown = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
            let picked = self.collection.selection.with_untracked(|selection| selection.contains(id));
            if let Some(shown) = shown {
                shown.set_checked(picked);
            }
        } else {
            event.prevent_default();
        }
    }

    /// A key of the list: true when it was one of these. `go` moves the keyboard by so many rows.
    pub fn key(&self, event: &KeyboardEvent, go: impl Fn(i64)) -> bool {
        if event.alt_key() || self.frozen.get_untracked() {
            return false;
        }
        let command = event.ctrl_key() || event.meta_key();
        match (event.key().as_str(), command, event.shift_key()) {
            ("a" | "A", true, false) => self.collection.pick_all(),
            ("Escape", false, false) => self.collection.pick_nothing(),
            ("x", false, false) => return self.toggle_here(),
            (" ", false, false) if !inside(event, "a, button, summary, input") => return self.toggle_here(),
            ("ArrowDown" | "J", false, true) => self.extend(1, go),
            ("ArrowUp" | "K", false, true) => self.extend(-1, go),
            _ => return false,
        }
        true
    }

    fn toggle(&self, id: Uuid) {
        self.collection.selection.update(|selection| selection.toggle(id));
    }

    fn toggle_here(&self) -> bool {
        let here = self.at.get_untracked();
        if let Some(id) = here {
            self.toggle(id);
        }
        here.is_some()
    }

    fn extend(&self, by: i64, go: impl Fn(i64)) {
        let selection = self.collection.selection;
        let anchor = selection.with_untracked(crate::collection::Selection::anchor);
        // A range begins where one is, unless it is going on.
        if let Some(here) = self.at.get_untracked()
            && (anchor.is_none() || selection.with_untracked(|selection| !selection.contains(here)))
        {
            selection.update(|selection| selection.pick(here));
        }
        go(by);
        if let Some(now) = self.at.get_untracked() {
            self.collection.pick_range_to(now);
        }
    }
}

/// The box of a row.
const PICK: &str = ".c-pick";

/// The row an event happened in.
fn row_of(event: &Event) -> Option<Uuid> {
    let row = element(event)?.closest("[data-entry]").ok()??;
    Uuid::try_parse(&row.get_attribute("data-entry")?).ok()
}

fn inside(event: &Event, selector: &str) -> bool {
    element(event).and_then(|element| element.closest(selector).ok().flatten()).is_some()
}

fn element(event: &Event) -> Option<Element> {
    event.target().and_then(|target| target.dyn_into().ok())
}

/// Does a dialog lie over the page, so that keys are its own?
pub(crate) fn is_covered() -> bool {
    document().query_selector("dialog[open]").ok().flatten().is_some()
}
