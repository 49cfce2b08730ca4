//! What happened in the whole ledger, to be narrowed by kind, device and day.

use leptos::prelude::*;
use vitrine_ledger::Kind;
use vitrine_sync::ClientId;

use super::feed::{Asked, HistoryFeed};
use super::timeline::Timeline;
use super::timeline::device_names;
use crate::engine::{Phase, use_engine};
use crate::kit::{Title, begins_ms};

const KINDS: [(Kind, &str); 4] =
    [(Kind::Entry, "Cards"), (Kind::Lot, "Copies"), (Kind::Sale, "Sales"), (Kind::Conflict, "Conflicts")];

#[component]
pub fn HistoryPage() -> impl IntoView {
    let engine = use_engine();
    view! {
        <Title text="History \u{b7} Vitrine" />
        <div class="narrow">
            <div class="page-head">
                <h1>"History"</h1>
                <p class="sub">"Everything that was ever changed in this collection, and the way back."</p>
            </div>
            <Show
                when=move || engine.phase().get() != Phase::Nobody
                fallback=|| view! { <div class="empty"><a class="button primary" href="/sign-in">"Sign in"</a></div> }
            >
                <Whole />
            </Show>
        </div>
    }
}

#[component]
fn Whole() -> impl IntoView {
    let engine = use_engine();
    let [kind, device, from, until] = [(); 4].map(|()| RwSignal::new(String::new()));
    let asked = Memo::new(move |_| {
        let day = |text: RwSignal<String>, later| text.with(|text| text.parse().ok().map(|day| begins_ms(day, later)));
        Asked {
            entry: None,
            kind: kind.with(|kind| kind.parse().ok()),
            client: device.with(|id| uuid::Uuid::try_parse(id).ok().map(ClientId)),
            from_ms: day(from, 0),
            // Up to the end of that day.
            until_ms: day(until, 1),
        }
    });
    let feed = HistoryFeed::new(asked.into());
    let devices = Memo::new(move |_| {
        feed.devices
            .with(|devices| device_names(devices, engine.client()))
            .into_iter()
            .map(|(client, name)| (client.to_string(), name))
            .collect::<Vec<_>>()
    });
    let kinds = || KINDS.map(|(kind, name)| (kind.to_string(), name.to_owned())).to_vec();
    view! {
        <section class="panel stack">
            <form class="narrowing" on:submit=|event| event.prevent_default()>
                <Filter name="kind" label="What" value=kind options=kinds />
                <Filter name="device" label="Device" value=device options=move || devices.get() />
                <Day name="from" label="From" value=from />
                <Day name="until" label="To" value=until />
            </form>
            <Timeline feed whole=true />
        </section>
    }
}

#[component]
fn Filter(
    name: &'static str,
    label: &'static str,
    value: RwSignal<String>,
    options: impl Fn() -> Vec<(String, String)> + Send + Sync + 'static,
) -> impl IntoView {
    let option = move |(option, words): (String, String)| {
        let chosen = option == value.get_untracked();
        view! { <option value=option selected=chosen>{words}</option> }
    };
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <select class="input" id=name name=name on:change=move |event| value.set(event_target_value(&event))>
                <option value="">"All"</option>
                {move || options().into_iter().map(option).collect_view()}
            </select>
        </div>
    }
}

#[component]
fn Day(name: &'static str, label: &'static str, value: RwSignal<String>) -> impl IntoView {
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <input class="input" type="date" id=name name=name on:change=move |event| value.set(event_target_value(&event)) />
        </div>
    }
}
