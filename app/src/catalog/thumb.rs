//! The small picture in a line of the collection: there once a catalogue on this device knows the card.

use leptos::prelude::*;
use vitrine_ledger::Key;

use super::picture::Picture;
use crate::api::catalog::picture_path;
use crate::catalog::{Owned, use_catalog};
use crate::engine::use_engine;
use vitrine_presenter::words;

/// `entry` moves when the entry does.
#[component]
pub fn Thumb(#[prop(into)] entry: Signal<Key>) -> impl IntoView {
    let (catalog, engine) = (use_catalog(), use_engine());
    let drawn = Memo::new(move |_| {
        let key = entry.get();
        let spot = catalog.with_indexes(|indexes| {
            engine.with_record(&key, |record| Owned::spot(indexes, &record.as_entry()?.value.card)).flatten()
        })?;
        catalog.with_card(spot, |index, card, _| {
            let path = card.has_picture.then(|| picture_path(index.game(), &card.id));
            (words::initial(index.game()), path)
        })
    });
    move || drawn.get().map(|(initial, path)| view! { <Picture initial path /> })
}
