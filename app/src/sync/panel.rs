//! The badge's popover: how the sync stands, and the facts one asks for most. The page `/sync` has the rest.

use leptos::prelude::*;

use super::state::SyncState;
use crate::engine::use_engine;
use crate::kit::use_clock;
use vitrine_presenter::words;

#[component]
pub fn SyncPanel() -> impl IntoView {
    view! {
        <div class="stack" data-testid="sync-panel">
            <SyncState />
            <SyncFacts />
            <a class="button plain" href="/sync">"Details"</a>
        </div>
    }
}

/// What is on this device only, and how the last exchange with the server went.
#[component]
pub fn SyncFacts() -> impl IntoView {
    let engine = use_engine();
    let clock = use_clock();
    let status = engine.status();
    let since = move |ms: Option<u64>| {
        ms.map_or_else(|| String::from("not since this tab was opened"), |ms| words::ago(clock.now_ms(), ms))
    };
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
        // While it lasts, the sentence above says so.
        if let Some(problem) = health.problem.filter(|_| health.problem_since_ms.is_none()) {
            facts.push(("Last problem", words::problem(problem)));
        }
        if status.tray > 0 {
            facts.push(("Needs attention", words::plural(status.tray as i64, "edit", "edits")));
        }
        facts.push(("Sends for this browser", String::from(if status.leader { "this tab" } else { "another tab" })));
        facts.push(("This device\u{2019}s clock", words::clock_offset(health.clock_offset_ms)));
        if health.restarts > 0 {
            facts.push(("Got stuck and began again", words::plural(i64::from(health.restarts), "time", "times")));
        }
        facts
    };
    view! {
        <dl class="facts">
            {move || {
                facts().into_iter().map(|(name, value)| view! { <dt>{name}</dt><dd>{value}</dd> }).collect_view()
            }}
        </dl>
    }
}
