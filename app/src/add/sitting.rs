//! What was added in this sitting. The counts are the difference to what was there before, so that Undo, and whatever
//! else changes the ledger, is seen here too.

use leptos::prelude::*;

use crate::catalog::{Catalog, Hands, Spot, use_catalog, use_hands};
use crate::kit::Stepper;
use vitrine_presenter::words;

/// A card and a finish that was added to in this sitting.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Sat {
    game: String,
    card: String,
    finish: String,
    name: String,
    facts: String,
    /// Copies that were here before.
    before: i64,
}

impl Sat {
    /// Notes that copies of a card are about to be added; one that was noted before comes to the top.
    pub(super) fn note(all: &mut Vec<Self>, catalog: Catalog, hands: Hands, spot: Spot, finish: Option<&str>) {
        let Some(sat) = Self::of(catalog, hands, spot, finish) else { return };
        match all.iter().position(|known| known.is(&sat)) {
            Some(at) => {
                let known = all.remove(at);
                all.insert(0, known);
            }
            None => all.insert(0, sat),
        }
    }

    /// How many ordinary copies of a card were added in this sitting.
    pub(super) fn added(all: &[Self], catalog: Catalog, hands: Hands, spot: Spot) -> i64 {
        let Some(sat) = Self::of(catalog, hands, spot, None) else { return 0 };
        all.iter().find(|known| known.is(&sat)).map_or(0, |known| sat.before - known.before)
    }

    fn of(catalog: Catalog, hands: Hands, spot: Spot, finish: Option<&str>) -> Option<Self> {
        let finish = hands.copy(spot, finish)?.finish;
        let before = untrack(|| hands.copies(spot, Some(&finish)));
        catalog.with_card(spot, |index, card, set| {
            let facts = [set.name, card.number, &finish].into_iter().filter(|fact| !fact.is_empty());
            Self {
                game: index.game().to_owned(),
                card: card.id.clone(),
                name: card.name.to_owned(),
                facts: words::line(facts),
                finish: finish.clone(),
                before,
            }
        })
    }

    fn is(&self, other: &Self) -> bool {
        (&self.game, &self.card, &self.finish) == (&other.game, &other.card, &other.finish)
    }
}

#[component]
pub fn Sitting(sitting: RwSignal<Vec<Sat>>) -> impl IntoView {
    let any = Memo::new(move |_| sitting.with(|all| !all.is_empty()));
    view! {
        <Show when=move || any.get()>
            <section class="panel sitting" data-testid="sitting">
                <h2>"Added now"</h2>
                <ul>
                    <For each=move || sitting.get() key=Clone::clone let:sat>
                        <SatLine sat />
                    </For>
                </ul>
            </section>
        </Show>
    }
}

#[component]
fn SatLine(sat: Sat) -> impl IntoView {
    let (catalog, hands) = (use_catalog(), use_hands());
    let Sat { game, card, finish, name, facts, before } = sat;
    let (of, finish) = (StoredValue::new((game, card)), StoredValue::new(finish));
    let spot = move || of.with_value(|(game, card)| catalog.spot(game, card));
    let added = Memo::new(move |_| {
        catalog.version();
        let now = spot().map_or(before, |spot| finish.with_value(|finish| hands.copies(spot, Some(finish))));
        now - before
    });
    let step = move |by: i64| {
        if let Some(spot) = spot() {
            finish.with_value(|finish| hands.change(spot, Some(finish), by));
        }
    };
    let said = name.clone();
    view! {
        <li class:none=move || added.get() == 0>
            <span class="grow">
                <span class="name">{name}</span>
                <span class="muted small">{facts}</span>
            </span>
            <Stepper quantity=added name=Signal::stored(said) step />
        </li>
    }
}
