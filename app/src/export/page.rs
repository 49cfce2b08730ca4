//! Saving the collection as a file. All of it is on the device, so it works without a network.

use std::collections::BTreeMap;

use leptos::prelude::*;
use uuid::Uuid;
use vitrine_formats::write::{self, Copies, FORMATS};
use vitrine_formats::{Format, backup};
use vitrine_ledger::{Currency, Entry};

use crate::collection::use_collection;
use crate::engine::{Engine, Phase, use_engine};
use crate::kit::{Title, base_currency, use_toasts};
use vitrine_presenter::collection::GroupKind;
use vitrine_presenter::words;

#[component]
pub fn ExportPage() -> impl IntoView {
    let engine = use_engine();
    let ready = move || engine.phase().get() == Phase::Ready;
    view! {
        <Title text="Export \u{b7} Vitrine" />
        <div class="narrow stack">
            <div class="page-head">
                <h1>"Export"</h1>
                <p class="sub">"Your collection as a file on this device. It works without a network."</p>
            </div>
            <Show when=ready fallback=|| view! { <p class="muted" role="status">"Your collection is opening\u{2026}"</p> }>
                <SaveEverything />
                <SaveForApp />
            </Show>
        </div>
    }
}

/// The file that holds everything.
#[component]
fn SaveEverything() -> impl IntoView {
    let engine = use_engine();
    let toasts = use_toasts();
    let save = move |_| {
        let mut records = BTreeMap::new();
        engine.for_each(|key, record| drop(records.insert(*key, record.clone())));
        let Ok(today) = engine.today().parse() else { return };
        let text = backup::print(&records, today);
        let name = format!("vitrine-{today}.json");
        engine.save_file(&name, &text);
        toasts.say(format!("Saved as {name}."));
    };
    view! {
        <section class="panel stack" aria-label="Everything">
            <h2>"Everything, to keep"</h2>
            <p>
                "Cards, purchases, sales, wishes, portfolios, places, settings and the trash, exactly as they are. To get it back, "
                "choose the file under " <a href="/import">"Import"</a> "."
            </p>
            <div class="actions">
                <button type="button" class="button primary" data-testid="save-everything" on:click=save>"Save everything"</button>
            </div>
        </section>
    }
}

/// The copies held, of one portfolio or of all, by name.
fn copies(engine: Engine, portfolio: Option<Uuid>) -> Vec<Copies> {
    let method = untrack(|| use_collection().with_groups(|groups| groups.settings().method));
    let wanted = |_, entry: &Entry| portfolio.is_none() || entry.portfolio == portfolio;
    write::held(&|look| engine.for_each(|key, record| look(key, record)), method, wanted)
}

/// A file for another app, and what it cannot carry.
#[component]
fn SaveForApp() -> impl IntoView {
    let engine = use_engine();
    let toasts = use_toasts();
    let collection = use_collection();
    let format = RwSignal::new(FORMATS[0]);
    let portfolio = RwSignal::new(None::<Uuid>);
    let currency = move || base_currency(engine).unwrap_or(Currency::USD);
    // Read again whenever the collection changes while the page is open.
    let held = Memo::new(move |_| {
        engine.revision().track();
        copies(engine, portfolio.get())
    });
    let losses = move || held.with(|held| write::losses(format.get(), held, currency()));
    let count = move || held.with(|held| held.iter().map(|copies| copies.quantity).sum::<i64>());
    let save = move |_| {
        let text = held.with_untracked(|held| write::csv(format.get_untracked(), held, untrack(currency)));
        let app = format.get_untracked();
        let end = if app == Format::List { "txt" } else { "csv" };
        let name = format!("{}-{}.{end}", app.source(), engine.today());
        engine.save_file(&name, &text);
        toasts.say(format!("Saved as {name}."));
    };
    let choose = move |event| {
        let value = event_target_value(&event);
        if let Some(found) = FORMATS.into_iter().find(|format| format.source() == value) {
            format.set(found);
        }
    };
    let portfolios = move || {
        collection.with_groups(|groups| {
            let of = groups.sorted(GroupKind::Portfolio).into_iter();
            of.map(|group| (group.id.to_string(), group.name.clone())).collect::<Vec<_>>()
        })
    };
    view! {
        <section class="panel stack" aria-label="For another app">
            <h2>"For another app"</h2>
            <div class="stack small-gap">
                <div class="field">
                    <label for="export-format">"App"</label>
                    <select class="input" id="export-format" on:change=choose>
                        {FORMATS.map(|format| view! { <option value=format.source()>{format.name()}</option> }).collect_view()}
                    </select>
                </div>
                <div class="field">
                    <label for="export-what">"What"</label>
                    <select
                        class="input"
                        id="export-what"
                        on:change=move |event| portfolio.set(event_target_value(&event).parse().ok())
                    >
                        <option value="">"Everything I own"</option>
                        {move || {
                            portfolios().into_iter().map(|(id, name)| view! { <option value=id>{name}</option> }).collect_view()
                        }}
                    </select>
                </div>
            </div>
            <div data-testid="losses">
                {move || {
                    let losses = losses();
                    if losses.is_empty() {
                        return view! { <p class="muted">"The file carries everything."</p> }.into_any();
                    }
                    let lines = losses.into_iter().map(|(loss, count)| view! { <li>{words::loss(loss, count)}</li> });
                    view! {
                        <p>{format!("{} has no place for:", format.get().name())}</p>
                        <ul class="hints">{lines.collect_view()}</ul>
                    }
                    .into_any()
                }}
            </div>
            <div class="actions">
                <button type="button" class="button primary" data-testid="save-for-app" disabled=move || count() == 0 on:click=save>
                    {move || format!("Save {} for {}", words::plural(count(), "card", "cards"), format.get().name())}
                </button>
            </div>
        </section>
    }
}
