//! Says once when a price has come down to what a wish may cost: which wishes it was said of is kept on the device, so that
//! it is said on the day after too, and not every day.

use std::collections::BTreeSet;

use leptos::prelude::*;
use leptos::task::spawn_local;
use uuid::Uuid;

use super::{Reached, Wishes};
use crate::engine::{Cached, Phase};
use crate::kit::use_toasts;
use vitrine_presenter::words;

/// In the device's storage of derived views.
const SLOT: &str = "wishes_reached";
/// Messages at once: one cannot read more.
const MOST: usize = 2;

/// Follows the prices as long as the app lives.
pub(super) fn follow(wishes: Wishes) {
    let toasts = use_toasts();
    let engine = wishes.engine;
    // None until the storage was read.
    let said = RwSignal::new(None::<BTreeSet<Uuid>>);
    Effect::new(move |_| {
        if engine.phase().get() != Phase::Ready {
            said.set(None);
            return;
        }
        spawn_local(async move {
            let kept = engine.cached(SLOT).await.map(|kept| kept.text).unwrap_or_default();
            said.set(Some(kept.lines().filter_map(|id| Uuid::try_parse(id).ok()).collect()));
        });
    });
    Effect::new(move |_| {
        let Some(before) = said.get() else { return };
        // Without prices nothing is known: what was said stays said.
        if !wishes.prices_known() {
            return;
        }
        let lines = wishes.all();
        let reached: Vec<_> =
            lines.iter().filter(|line| matches!(wishes.price_of(line), Some((_, Some(Reached::Yes { .. }))))).collect();
        let now: BTreeSet<Uuid> = reached.iter().map(|line| line.id).collect();
        if now == before {
            return;
        }
        for line in reached.iter().filter(|line| !before.contains(&line.id)).take(MOST) {
            if let Some((quote, _)) = wishes.price_of(line) {
                let text = words::wish_reached(&line.wish.card.name, quote.price);
                toasts.link(text, "Look", String::from("/wishes"));
            }
        }
        let text = now.iter().map(Uuid::to_string).collect::<Vec<_>>().join("\n");
        engine.keep(SLOT, Cached { what: String::new(), made_ms: engine.now_ms(), text });
        said.set(Some(now));
    });
}
