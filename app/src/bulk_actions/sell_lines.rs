//! The cards of a sale: how many copies of each, and its share of the price.

use leptos::prelude::*;
use vitrine_ledger::Money;

use vitrine_presenter::bulk::{By, Going};
use vitrine_presenter::form;
use vitrine_presenter::words;

/// Cards with fields of their own; the rest go with all their copies.
pub const LISTED: usize = 50;

/// What stands in the sheet beside the fields.
#[derive(Clone, Copy)]
pub struct Selling {
    pub going: RwSignal<Vec<Going>>,
    /// The copies beside the cards, as they are written.
    pub copies: RwSignal<Vec<String>>,
    /// The amounts beside the cards, when the price is spread by hand.
    pub hand: RwSignal<Vec<String>>,
    /// What these are in, unless they say another.
    pub currency: RwSignal<String>,
    pub by: Signal<By>,
    /// The price, and how it is spread now.
    pub total: Memo<Option<Money>>,
    pub shares: Memo<Vec<Option<Money>>>,
}

#[component]
pub fn SellLines(selling: Selling) -> impl IntoView {
    let names: Vec<(String, String, i64)> = selling.going.with_untracked(|going| {
        let line = |going: &Going| (going.row.name.clone(), going.row.printing(), going.row.quantity);
        going.iter().take(LISTED).map(line).collect()
    });
    let more = selling.going.with_untracked(Vec::len).saturating_sub(LISTED);
    let by_hand = Memo::new(move |_| selling.by.get() == By::Hand);
    let left = move || {
        let given: i64 = selling.shares.with(|shares| shares.iter().flatten().map(|money| money.minor).sum());
        selling.total.get().map(|total| Money::new(total.minor - given, total.currency))
    };
    view! {
        <ul class="sell-lines" data-testid="sell-lines">
            {names
                .into_iter()
                .enumerate()
                .map(|(at, (name, printing, held))| view! { <SellLine selling at name printing held by_hand /> })
                .collect_view()}
        </ul>
        {(more > 0).then(|| view! { <p class="muted small">{format!("and {} more, with all their copies", words::cards(more))}</p> })}
        <Show when=move || by_hand.get()>
            <p class="small" role="status" translate="no" data-testid="left">{move || left().map(words::left_to_spread)}</p>
        </Show>
    }
}

#[component]
fn SellLine(
    selling: Selling,
    /// Its place among all that go.
    at: usize,
    name: String,
    printing: String,
    held: i64,
    by_hand: Memo<bool>,
) -> impl IntoView {
    let copies = move |event| {
        let text = event_target_value(&event);
        // What is no number weighs nothing, and is not sold but asked about.
        let copies = form::copies(&text).unwrap_or(0);
        selling.going.update(|going| going[at].copies = copies);
        selling.copies.update(|all| all[at] = text);
    };
    let unread = Memo::new(move |_| selling.copies.with(|all| form::copies(&all[at]).err()));
    let doubt = Memo::new(move |_| {
        let written = selling.hand.with(|hand| hand[at].clone());
        form::amount(&written, &selling.currency.get()).err().filter(|_| by_hand.get())
    });
    let write = move |event| selling.hand.update(|hand| hand[at] = event_target_value(&event));
    let share = move || selling.shares.with(|shares| shares.get(at).copied().flatten()).map(words::money);
    let (of_copies, of_price) = (format!("Copies of {name}"), format!("Price of {name}"));
    view! {
        <li>
            <span class="what" translate="no"><strong dir="auto">{name}</strong> " " <span class="muted small">{printing}</span></span>
            <span class="copies">
                <input class="input" inputmode="numeric" autocomplete="off" aria-label=of_copies value=held.to_string() aria-invalid=move || unread.with(Option::is_some).then_some("true") on:input=copies />
                <span class="muted small">{format!("of {}", words::count(held))}</span>
            </span>
            <span class="share num" translate="no">
                <Show when=move || by_hand.get() fallback=move || view! { <span data-testid="share">{share}</span> }>
                    <input
                        class="input"
                        inputmode="decimal"
                        autocomplete="off"
                        placeholder="unknown"
                        aria-label=of_price.clone()
                        aria-invalid=move || doubt.with(Option::is_some).then_some("true")
                        prop:value=move || selling.hand.with(|hand| hand[at].clone())
                        on:input=write
                    />
                </Show>
            </span>
            {move || unread.get().or_else(|| doubt.get()).map(|why| view! { <span class="wrong small" role="alert">{why}</span> })}
        </li>
    }
}
