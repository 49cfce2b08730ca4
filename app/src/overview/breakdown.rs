//! What makes up the value, as bars, and how much of it lies in few cards. From the rows of this device: right offline.

use leptos::ev;
use leptos::prelude::*;
use vitrine_ledger::{Currency, Money};

use crate::collection::{GroupKind, use_collection};
use crate::value::{Division, ShareKey, Worth, use_values};
use vitrine_presenter::words;

/// Bars at most; the rest is one more.
const SHOWN: usize = 8;

#[component]
pub fn Breakdown() -> impl IntoView {
    let collection = use_collection();
    let values = use_values();
    let division = RwSignal::new(Division::default());
    Effect::new(move |_| {
        let division = division.get();
        if collection.is_whole() {
            untrack(|| collection.divide(Some(division)));
        }
    });
    on_cleanup(move || collection.divide(None));
    let known = Memo::new(move |_| values.is_known() && collection.is_whole());
    let shares = move || {
        let currency = collection.currency()?;
        let mut shares = collection.breakdown()?;
        let rest = shares.split_off(shares.len().min(SHOWN));
        let mut sum = Worth::default();
        rest.iter().for_each(|(_, worth)| sum.add(worth));
        let whole = collection.worth().value();
        let mut bars: Vec<Bar> = shares
            .into_iter()
            .map(|(share, worth)| Bar { name: name(collection, division.get_untracked(), &share), worth })
            .collect();
        if !rest.is_empty() {
            bars.push(Bar { name: words::plural(rest.len() as i64, "other", "others"), worth: sum });
        }
        Some(bars.into_iter().map(|bar| drawn(bar, whole, currency)).collect_view())
    };
    let concentration = move || {
        let whole = collection.worth().value();
        collection
            .with_shares(|shares| words::concentration(shares.top(1), shares.top(10), whole, shares.valued()))
            .flatten()
    };
    let option = move |choice: Division| {
        view! {
            <option value=words::division_code(choice) prop:selected=move || division.get() == choice>{words::division(choice)}</option>
        }
    };
    let change = move |event: ev::Event| {
        let code = event_target_value(&event);
        division
            .set(Division::ALL.into_iter().find(|choice| words::division_code(*choice) == code).unwrap_or_default());
    };
    view! {
        <section class="panel stack" aria-labelledby="made-of">
            <div class="panel-head">
                <h2 id="made-of">"What it is made of"</h2>
                <select class="input" aria-label="Divide by" on:change=change>
                    {Division::ALL.map(option).into_iter().collect_view()}
                </select>
            </div>
            <Show
                when=move || known.get()
                fallback=|| view! { <p class="muted small">"Shown once prices are known here."</p> }
            >
                <ul class="shares" translate="no" data-testid="shares">{shares}</ul>
                <p class="small muted" data-testid="concentration">{concentration}</p>
            </Show>
        </section>
    }
}

struct Bar {
    name: String,
    worth: Worth,
}

fn drawn(bar: Bar, whole: i64, currency: Currency) -> impl IntoView {
    let value = bar.worth.value();
    let thousandths = words::thousandths(value, whole);
    let said = match bar.worth.priced() {
        0 => String::from("no price"),
        _ => words::money(Money::new(value, currency)),
    };
    let wide = format!("{}.{}%", thousandths / 10, thousandths % 10);
    view! {
        <li>
            <span class="share-name">{bar.name}</span>
            <span class="num">{said}</span>
            <span class="num muted small">{wide.clone()}</span>
            <svg class="bar-track" aria-hidden="true"><rect width=wide height="100%" rx="2" /></svg>
        </li>
    }
}

fn name(collection: crate::collection::Collection, division: Division, share: &ShareKey) -> String {
    match share {
        ShareKey::Text(text) if text.is_empty() => String::from(words::no_part(division)),
        ShareKey::Text(text) if division == Division::Game => words::game(text).to_owned(),
        ShareKey::Text(text) => text.clone(),
        ShareKey::Set(_, set) if set.is_empty() => String::from(words::no_part(division)),
        ShareKey::Set(_, set) => set.clone(),
        ShareKey::Group(id) => {
            let kind = if division == Division::Location { GroupKind::Location } else { GroupKind::Portfolio };
            let name = collection.with_groups(|groups| groups.name(kind, *id).to_owned());
            if name.is_empty() { String::from(words::nowhere(kind)) } else { name }
        }
    }
}
