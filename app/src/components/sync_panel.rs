//! Everything there is to know about the sync: in the badge's popover, and as a page.

use leptos::prelude::*;

use super::clock::use_clock;
use crate::engine::{Phase, use_engine};
use crate::words;

/// Edits shown one by one; the rest are counted.
const LISTED: usize = 30;

#[component]
pub fn SyncPanel(
    /// In the popover: without the list of edits, with a link to the page.
    #[prop(optional)]
    short: bool,
) -> impl IntoView {
    let engine = use_engine();
    let clock = use_clock();
    let status = engine.status();
    let since = move |ms: Option<u64>| ms.map_or_else(|| String::from("never"), |ms| words::ago(clock.now_ms(), ms));
    let facts = move || {
        let status = status.get();
        let health = &status.health;
        let mut facts = vec![("Waiting to be sent", words::plural(status.queue as i64, "edit", "edits"))];
        if let Some(oldest) = status.oldest_ms {
            facts.push(("Oldest of them", since(Some(oldest))));
        }
        facts.push(("Last sent", since(health.push_ok_ms)));
        facts.push(("Last fetched", since(health.pull_ok_ms)));
        if let Some(tried) = health.pull_tried_ms.max(health.push_tried_ms) {
            facts.push(("Last try", since(Some(tried))));
        }
        if let Some(problem) = health.problem {
            facts.push(("Last problem", words::problem(problem)));
        }
        facts.push(("Needs attention", words::plural(status.tray as i64, "edit", "edits")));
        facts.push(("On this device", words::storage(engine.storage().get())));
        facts.push(("Sends for this browser", String::from(if status.leader { "this tab" } else { "another tab" })));
        if health.theta_ms.unsigned_abs() > 60_000 {
            facts.push((
                "This device's clock",
                format!("off by {}", words::ago(health.theta_ms.unsigned_abs(), 0).replace(" ago", "")),
            ));
        }
        facts
    };
    let blocked = move || status.with(|status| status.health.blocked).map(words::blocked);
    let tray = move || status.with(|status| status.tray) > 0;

    view! {
        <div class="stack" data-testid="sync-panel">
            {move || blocked().map(|text| view! { <p class="note warn">{text}</p> })}
            <dl class="facts">
                {move || {
                    facts().into_iter().map(|(name, value)| view! { <dt>{name}</dt><dd>{value}</dd> }).collect_view()
                }}
            </dl>
            <div class="actions">
                <button
                    type="button"
                    class="button primary"
                    disabled=move || engine.phase().get() != Phase::Ready
                    on:click=move |_| engine.sync_now()
                >
                    "Sync now"
                </button>
                <Show when=tray>
                    <a class="button" href="/attention">"Needs attention"</a>
                </Show>
                {short.then(|| view! { <a class="button plain" href="/sync">"Details"</a> })}
            </div>
            {(!short).then(|| view! { <Queue /> })}
        </div>
    }
}

/// The edits the server has not decided, oldest first.
#[component]
fn Queue() -> impl IntoView {
    let engine = use_engine();
    let clock = use_clock();
    let queue = Memo::new(move |_| {
        engine.pulse().track();
        engine
            .queue(LISTED)
            .iter()
            .map(|entry| {
                let what = entry.mutation.as_ref().map_or_else(|| String::from("Set aside"), words::intent);
                (entry.n, what, entry.created_ms)
            })
            .collect::<Vec<_>>()
    });
    let more = move || engine.status().with(|status| status.queue).saturating_sub(LISTED);
    view! {
        <Show when=move || !queue.with(Vec::is_empty)>
            <section>
                <h2>"Waiting to be sent"</h2>
                <ul class="queue">
                    <For each=move || queue.get() key=|(n, ..)| *n let:edit>
                        <li>
                            <span>{edit.1}</span>
                            <span class="muted">{move || words::ago(clock.now_ms(), edit.2)}</span>
                        </li>
                    </For>
                </ul>
                <Show when=move || { more() > 0 }>
                    <p class="muted small">{move || format!("and {} more", words::count(more() as i64))}</p>
                </Show>
            </section>
        </Show>
    }
}
