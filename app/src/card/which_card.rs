//! An entry whose number is one card's and whose product is another's: asks which of them it is. Until that is settled
//! it has no price, because either could be another card's.

use leptos::prelude::*;
use uuid::Uuid;
use vitrine_catalog::{Index, Placed};
use vitrine_ledger::{CardRef, EntryPatch, Key, Mutation};

use crate::catalog::use_catalog;
use crate::collection::use_collection;
use crate::engine::use_engine;
use crate::session::use_session;
use crate::undo::use_actions;
use crate::value::{read_unpriced, use_values};
use vitrine_presenter::words;

#[component]
pub fn WhichCard(entry: Uuid) -> impl IntoView {
    let (engine, values, catalog) = (use_engine(), use_values(), use_catalog());
    let (actions, session) = (use_actions(), use_session());
    let (view, collection) = (values.unpriced(), use_collection());
    // Only of a card without a price is there anything to ask.
    let priceless = Memo::new(move |_| {
        let row = collection.row(entry);
        values.is_known() && row.is_some_and(|row| collection.price(&row).is_none())
    });
    Effect::new(move |_| if priceless.get() { view.want() } else { view.leave() });
    on_cleanup(move || view.leave());
    let card = Memo::new(move |_| {
        engine.revision().track();
        let card = engine.with_record(&Key::entry(entry), |record| Some(record.as_entry()?.value.card.clone()));
        card.flatten()
    });
    let choices = Memo::new(move |_| {
        let card = card.get()?;
        let here = catalog.with_indexes(|indexes| {
            let index = indexes.iter().find(|index| index.game() == card.game)?;
            Some(of_index(index, &card))
        });
        let said = read_unpriced(view.kept());
        let said = said.as_ref().and_then(|said| said.entries.iter().find(|one| one.entry == entry));
        let said = said.map(|one| one.choices.clone()).filter(|choices| !choices.is_empty());
        // The server knows more names of cards; what it says is of before an edit that has settled it.
        said.or(here).filter(|choices| choices.len() > 1 && !choices.contains(&card))
    });
    let choose = move |card: CardRef| {
        let patch = EntryPatch { card: Some(card), ..EntryPatch::default() };
        actions.run(Mutation::EditEntry { id: entry, patch }, None);
    };
    move || {
        let choices = choices.get()?;
        let button = |choice: CardRef| {
            let said = format!("This is {}", words::which(&choice));
            view! {
                <button type="button" class="button" disabled=move || !session.may_write() on:click=move |_| choose(choice.clone())>
                    {said}
                </button>
            }
        };
        Some(view! {
            <section class="panel stack which-card" aria-labelledby="which-card" data-testid="which-card">
                <h2 id="which-card">"Which card is it?"</h2>
                <p>"Set and number are one card\u{2019}s, and the product is another\u{2019}s. It has no price until you say which it is."</p>
                <div class="stack small-gap">{choices.into_iter().map(button).collect_view()}</div>
            </section>
        })
    }
}

/// What the entry's card is if it is each of the cards an index has for it.
fn of_index(index: &Index, card: &CardRef) -> Vec<CardRef> {
    let Placed::Between(between) = index.copy_of(card) else { return Vec::new() };
    let product = card.ids.get("tcgplayer").and_then(|id| id.parse::<u32>().ok());
    let of = |found: u32| {
        let theirs = index.card_ref(found);
        if index.card(found).tcgplayer == product {
            return CardRef { ids: card.ids.clone().into_iter().chain(theirs.ids.clone()).collect(), ..theirs };
        }
        let mut own = card.clone();
        own.ids.retain(|name, _| name != "tcgplayer" && name != "sku");
        own
    };
    between.into_iter().map(of).collect()
}
