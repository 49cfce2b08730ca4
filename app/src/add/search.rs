//! One box that finds a card in every catalogue of this device and adds it. The search runs after the letter is on the
//! screen, and only for the last letter.
//!
//! Keys: up and down choose; Enter adds one copy; Shift and Enter, or the right arrow at the end of the text, open the
//! form; 1 to 9, once a card is chosen or added, say how many; Escape clears.

use leptos::ev::KeyboardEvent;
use leptos::html::Input;
use leptos::leptos_dom::helpers::request_animation_frame;
use leptos::prelude::*;
use vitrine_ledger::Entry;

use super::result::{Picks, ResultRow};
use super::sitting::{Sat, Sitting};
use crate::catalog::{Found, Spot, use_catalog, use_hands};
use crate::drafts::use_drafts;
use crate::kit::{is_composing, is_field};

/// So many cards are shown.
const SHOWN: usize = 8;

#[component]
pub fn Search(
    /// Opens the form with this in it.
    #[prop(into)]
    form: Callback<Entry>,
) -> impl IntoView {
    let catalog = use_catalog();
    let hands = use_hands();
    let drafts = use_drafts();
    let input = NodeRef::<Input>::new();
    let found = RwSignal::new(Vec::<Found>::new());
    // For which text that was found, so that Enter never takes the card of a letter before.
    let found_for = StoredValue::new(String::new());
    let typed = RwSignal::new(String::new());
    let ticket = StoredValue::new(0_u64);
    let at = RwSignal::new(0_usize);
    // A card was chosen by an arrow or added: digits count copies then.
    let chosen = RwSignal::new(false);
    let sitting = RwSignal::new(Vec::<Sat>::new());

    let look = move || {
        let text = typed.get_untracked();
        found.set(if text.trim().is_empty() { Vec::new() } else { catalog.search(&text, SHOWN) });
        found_for.set_value(text);
        at.set(0);
    };
    // After the paint of the letter, and not for letters that are no longer the last.
    let look_soon = move || {
        let mine = ticket.get_value() + 1;
        ticket.set_value(mine);
        request_animation_frame(move || {
            set_timeout(
                move || {
                    if ticket.try_get_value() == Some(mine) {
                        look();
                    }
                },
                std::time::Duration::ZERO,
            );
        });
    };
    Effect::new(move |before: Option<u64>| {
        let version = catalog.version();
        if before.is_some_and(|before| before != version) {
            look();
        }
        version
    });
    Effect::new(move |_| {
        if let Some(input) = input.get()
            && !drafts.is_typing_untracked()
            && may_take_focus()
        {
            // A field that is gone again needs no focus.
            let _ = input.focus();
        }
    });

    let current = move || {
        if found_for.with_value(|text| *text != typed.get_untracked()) {
            look();
        }
        found.with_untracked(|found| found.get(at.get_untracked()).map(|found| found.spot))
    };
    let again = move || {
        if let Some(input) = input.get_untracked() {
            let _ = input.focus();
            input.select();
        }
        chosen.set(true);
    };
    let change = move |spot: Spot, finish: Option<String>, by: i64| {
        sitting.update(|all| Sat::note(all, catalog, hands, spot, finish.as_deref()));
        hands.change(spot, finish.as_deref(), by);
        again();
    };
    let open = move |spot: Spot, finish: Option<String>| {
        if let Some(copy) = hands.copy(spot, finish.as_deref()) {
            form.run(copy);
        }
    };
    let picks = Picks {
        add: Callback::new(move |(spot, finish)| change(spot, finish, 1)),
        form: Callback::new(move |(spot, finish)| open(spot, finish)),
    };
    let step = move |by: isize| {
        let len = found.with_untracked(Vec::len);
        if len > 0 {
            at.update(|at| *at = at.saturating_add_signed(by).min(len - 1));
            chosen.set(true);
        }
    };
    let at_the_end = move || {
        let Some(input) = input.get_untracked() else { return false };
        let end = input.selection_end().ok().flatten();
        end == Some(typed.with_untracked(|typed| typed.encode_utf16().count() as u32))
    };
    let pressed = move |event: KeyboardEvent| {
        if is_composing(&event) || event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        match event.key().as_str() {
            "ArrowDown" if chosen.get_untracked() || at.get_untracked() > 0 => step(1),
            "ArrowDown" => step(isize::from(found.with_untracked(|found| found.len() > 1))),
            "ArrowUp" => step(-1),
            "Enter" => match current() {
                Some(spot) if event.shift_key() => open(spot, None),
                Some(spot) => change(spot, None, 1),
                None => {}
            },
            "ArrowRight" if !event.shift_key() && at_the_end() => match current() {
                Some(spot) => open(spot, None),
                None => return,
            },
            "Escape" => {
                typed.set(String::new());
                if let Some(input) = input.get_untracked() {
                    input.set_value("");
                }
                chosen.set(false);
                look();
            }
            digit if chosen.get_untracked() && is_count(digit) => match current() {
                Some(spot) => {
                    let many: i64 = digit.parse().unwrap_or(1);
                    let added = sitting.with_untracked(|all| Sat::added(all, catalog, hands, spot));
                    change(spot, None, many - added);
                }
                None => return,
            },
            _ => return,
        }
        event.prevent_default();
    };
    let typing = move |event| {
        typed.set(event_target_value(&event));
        chosen.set(false);
        look_soon();
    };
    let name_of = move |spot: Spot| format!("found-{}-{}", spot.index, spot.card);
    let active = move || {
        let here = found.with(|found| found.get(at.get()).map(|found| found.spot));
        here.map(name_of)
    };
    let any = Memo::new(move |_| found.with(|found| !found.is_empty()));
    let nothing = move || {
        !any.get()
            && typed.with(|typed| !typed.trim().is_empty())
            && found_for.with_value(|of| typed.with(|typed| of == typed))
    };
    view! {
        <div class="adding">
        <section class="card-search" role="search">
            <label class="quiet" for="find">"Find a card"</label>
            <input
                class="input"
                id="find"
                type="text"
                role="combobox"
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                enterkeyhint="done"
                placeholder="Find a card: name, set or number"
                aria-expanded=move || if any.get() { "true" } else { "false" }
                aria-haspopup="grid"
                aria-controls="found"
                aria-activedescendant=active
                aria-describedby="find-keys"
                node_ref=input
                on:input=typing
                on:keydown=pressed
            />
            <p class="muted small desk-only" id="find-keys">
                <kbd>"Enter"</kbd>" adds one \u{b7} "<kbd>"2"</kbd>"\u{2013}"<kbd>"9"</kbd>" after it so many \u{b7} "
                <kbd>"\u{2192}"</kbd>" opens the form \u{b7} "<kbd>"Esc"</kbd>" clears"
            </p>
            <div class="found-cards" id="found" role="grid" aria-label="Cards found" data-testid="found">
                <For
                    each=move || { let version = catalog.version(); found.get().into_iter().map(move |found| (version, found.spot)) }
                    key=|found| *found
                    let:found_at
                >
                    <ResultRow
                        spot=found_at.1
                        id=name_of(found_at.1)
                        here=Signal::derive(move || found.with(|found| found.get(at.get()).map(|found| found.spot)) == Some(found_at.1))
                        picks
                    />
                </For>
            </div>
            <p class="quiet" role="status">
                {move || if nothing() { String::from("No card found") } else { String::new() }}
            </p>
            <Show when=nothing>
                <p class="muted">"No card of the catalogues on this device is called that. Describe it by hand below."</p>
            </Show>
        </section>
        <Sitting sitting />
        </div>
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
