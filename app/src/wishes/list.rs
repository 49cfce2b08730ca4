//! The wish list: what is looked for, what it costs now, and which of them has come down to what it may cost.

use leptos::prelude::*;
use uuid::Uuid;
use vitrine_ledger::{Date, Key, Mutation, NewHolding, NewLot, Records, WishPatch};

use super::form::{EditWish, wish_form};
use crate::drafts::use_drafts;
use crate::engine::use_engine;
use crate::kit::{ItemTools, StatusDot};
use crate::session::use_session;
use crate::undo::use_actions;
use crate::wishes::{Reached, WishLine, use_wishes};
use vitrine_presenter::words;

#[component]
pub fn WishList() -> impl IntoView {
    let wishes = use_wishes();
    let ids = Memo::new(move |_| wishes.all().iter().map(|line| line.id).collect::<Vec<_>>());
    view! {
        <Show
            when=move || !ids.with(Vec::is_empty)
            fallback=|| view! {
                <p class="muted">"Cards you look for stand here, each with what it may cost you."</p>
            }
        >
            <ul class="groups" data-testid="wishes">
                <For each=move || ids.get() key=|id| *id let:id>
                    <Item id />
                </For>
            </ul>
        </Show>
    }
}

#[component]
fn Item(id: Uuid) -> impl IntoView {
    let wishes = use_wishes();
    let actions = use_actions();
    let session = use_session();
    let engine = use_engine();
    let editing = RwSignal::new(false);
    use_drafts().open(wish_form(id), editing);
    // One that was deleted is still drawn until the list has noticed.
    let line = Memo::new(move |before: Option<&Option<_>>| wishes.get(id).or_else(|| before.cloned().flatten()));
    let name = move || line.with(|line| line.as_ref().map(|line| line.wish.card.name.clone()).unwrap_or_default());
    let about = move || line.with(|line| line.as_ref().map(|line| words::wished(&line.wish)).unwrap_or_default());
    let terms = move || line.with(|line| line.as_ref().map(|line| words::wish_terms(&line.wish)).unwrap_or_default());
    let price = Memo::new(move |_| {
        let line = line.get()?;
        let (quote, reached) = wishes.price_of(&line)?;
        Some((words::wish_price(&quote, reached), matches!(reached, Some(Reached::Yes { .. }))))
    });
    let delete = Callback::new(move |()| {
        let said = format!("Took {} off the wish list.", untrack(name));
        actions.run_undoable(Mutation::Delete(Records::from_iter([Key::wish(id)])), said);
    });
    let got = move |_| {
        let Some(line) = wishes.get(id) else { return };
        let said = format!("Added {} to the collection.", line.wish.card.name);
        let new = (engine.new_id(), engine.new_id());
        let parts = got_one(&line, new, engine.today().parse().ok());
        actions.run_all_undoable(format!("Got {}", line.wish.card.name), parts, said);
    };
    view! {
        <li class="group wish" data-testid="wish">
            <span class="grow" translate="no">
                <span class="name" dir="auto">{name}</span>
                <span class="muted small about">{about}</span>
            </span>
            <span class="small terms" translate="no">
                {terms}
                {move || price.get().map(|(said, reached)| {
                    view! { <span class="price" class:reached=reached data-testid="wish-price">{said}</span> }
                })}
            </span>
            <StatusDot keys=Signal::derive(move || vec![Key::wish(id)]) />
            <Show when=move || session.may_write()>
                <button type="button" class="button plain" aria-label=move || format!("I have it: {}", name()) on:click=got>
                    "I have it"
                </button>
                <ItemTools name=Signal::derive(name) editing delete />
            </Show>
            {move || {
                let line = editing.get().then(|| line.get_untracked()).flatten();
                line.map(|line| view! { <EditWish id wish=line.wish.clone() editing /> })
            }}
        </li>
    }
}

/// One copy came, today, at a cost to be noted: the wish is one less, or fulfilled.
fn got_one(line: &WishLine, (entry, lot): (Uuid, Uuid), today: Option<Date>) -> Vec<Mutation> {
    let lot = NewLot { id: lot, quantity: 1, acquired: today, ..NewLot::default() };
    let less = match line.wish.quantity {
        ..=1 => Mutation::Delete(Records::from_iter([Key::wish(line.id)])),
        more => {
            Mutation::EditWish { id: line.id, patch: WishPatch { quantity: Some(more - 1), ..WishPatch::default() } }
        }
    };
    vec![Mutation::add(NewHolding { id: entry, entry: line.wish.copy(), lots: vec![lot] }), less]
}

#[cfg(test)]
mod tests {
    use super::*;
    use vitrine_ledger::{CardRef, Wish};

    #[test]
    fn a_card_that_came_is_one_wish_less_and_the_last_one_ends_it() {
        let line = |quantity| WishLine {
            id: Uuid::from_u128(1),
            wish: Wish { quantity, finish: "Foil".into(), ..Wish::new(CardRef::default()) },
        };
        let got = |quantity| got_one(&line(quantity), (Uuid::from_u128(2), Uuid::from_u128(3)), None);
        let [Mutation::Add { holdings }, Mutation::EditWish { patch, .. }] = &got(3)[..] else { panic!("two parts") };
        assert_eq!((holdings[0].entry.finish.as_str(), holdings[0].lots[0].quantity), ("Foil", 1));
        assert_eq!(patch.quantity, Some(2));
        assert!(matches!(&got(1)[..], [Mutation::Add { .. }, Mutation::Delete(_)]));
    }
}
