//! What the catalogues of this device say of an entry's card: its picture, and how complete its set is.

use leptos::prelude::*;
use uuid::Uuid;
use vitrine_ledger::Key;

use super::picture::Picture;
use crate::api::catalog::picture_path;
use crate::catalog::{Owned, use_catalog};
use crate::engine::use_engine;
use vitrine_presenter::words;

#[component]
pub fn InCatalogue(entry: Uuid) -> impl IntoView {
    let (catalog, engine) = (use_catalog(), use_engine());
    Effect::new(move |_| catalog.look_at_owned());
    let spot = Memo::new(move |_| {
        engine.revision().track();
        catalog.with_indexes(|indexes| {
            let key = Key::entry(entry);
            engine.with_record(&key, |record| Owned::spot(indexes, &record.as_entry()?.value.card)).flatten()
        })
    });
    move || {
        let spot = spot.get()?;
        let (initial, path, set, name, number, total) = catalog.with_card(spot, |index, card, set| {
            let path = card.has_picture.then(|| picture_path(index.game(), &card.id));
            let name = if set.name.is_empty() { set.id } else { set.name };
            let page = words::set_path(index.game(), set.id);
            (words::initial(index.game()), path, page, name.to_owned(), card.set, set.cards)
        })?;
        let own = move || catalog.with_owned(|owned| owned.of_set(spot.index, number));
        let label = format!("{name}: complete");
        Some(view! {
            <section class="panel in-catalogue" aria-label="In the catalogue" data-testid="in-catalogue">
                <Picture initial path />
                <span class="what">
                    <a href=set>{name}</a>
                    <span class="muted small">{move || format!("{} cards of the set", words::of_set(own(), total))}</span>
                    <progress aria-label=label max=total value=own></progress>
                </span>
            </section>
        })
    }
}
