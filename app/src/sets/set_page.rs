//! One set: all its cards with how many of each are here, how complete it is finish by finish, and what is missing, on the
//! screen and on paper.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::tiles::{Shown, Tiles};
use crate::catalog::{Completion, FinishLine, Spot, State, use_catalog};
use crate::kit::Title;
use vitrine_presenter::words;

/// A set that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct At {
    index: usize,
    set: u32,
}

#[component]
pub fn SetPage() -> impl IntoView {
    let catalog = use_catalog();
    let params = use_params_map();
    let part = move |name: &str| params.with(|params| params.get(name).unwrap_or_default());
    let at = Memo::new(move |_| {
        let (game, id) = (part("game"), part("set"));
        catalog.with_indexes(|indexes| {
            let (index, open) = indexes.iter().enumerate().find(|(_, open)| open.game() == game)?;
            open.find_set(&id).map(|set| At { index, set })
        })
    });
    let state = Memo::new(move |_| catalog.state());
    view! {
        {move || match (at.get(), state.get()) {
            (Some(at), _) => view! { <Known at /> }.into_any(),
            (None, State::Open | State::Empty) => view! {
                <Title text="Set \u{b7} Vitrine" />
                <div class="empty">
                    <h1>"This set is not on this device"</h1>
                    <p>"Its game may not be kept here, or the address is mistyped."</p>
                    <a class="button" href="/sets">"To the sets"</a>
                </div>
            }
            .into_any(),
            (None, State::Waiting | State::Opening) => view! {
                <Title text="Set \u{b7} Vitrine" />
                <h1 class="quiet">"Set"</h1>
                <p class="muted" role="status">"Opening the catalogue\u{2026}"</p>
            }
            .into_any(),
        }}
    }
}

#[component]
fn Known(at: At) -> impl IntoView {
    let catalog = use_catalog();
    Effect::new(move |_| catalog.look_at_owned());
    let facts = catalog.with_indexes(|indexes| {
        let index = indexes.get(at.index)?;
        let set = index.set(at.set);
        let name = if set.name.is_empty() { set.id } else { set.name };
        let facts = [words::game(index.game()), set.series, set.released, set.code];
        let facts: Vec<&str> = facts.into_iter().filter(|fact| !fact.is_empty()).collect();
        Some((name.to_owned(), words::line(facts)))
    });
    let (name, facts) = facts.unwrap_or_default();
    let completion = Memo::new(move |_| {
        catalog.with_indexes(|indexes| {
            let index = indexes.get(at.index);
            index.map(|index| catalog.with_owned(|owned| Completion::of(index, at.index, at.set, owned)))
        })
    });
    let completion = Signal::derive(move || completion.get().unwrap_or_default());
    // None: whatever the finish.
    let finish = RwSignal::new(None::<String>);
    let shown = RwSignal::new(Shown::All);
    let as_list = RwSignal::new(false);
    let cards = Memo::new(move |_| {
        catalog
            .with_indexes(|indexes| {
                let index = indexes.get(at.index)?;
                let finish = finish.get();
                let spots = index.cards_of(at.set).map(|card| Spot { index: at.index, card });
                Some(catalog.with_owned(|owned| {
                    spots.filter(|spot| shown.get().has(index, *spot, finish.as_deref(), owned)).collect::<Vec<_>>()
                }))
            })
            .unwrap_or_default()
    });
    let title = format!("{name} \u{b7} Vitrine");
    let progress = move || {
        let all = completion.get();
        let percent = (all.own * 100).checked_div(all.total).unwrap_or(0);
        format!("{} cards \u{b7} {percent} %", words::of_set(all.own, all.total))
    };
    view! {
        <Title text=title />
        <div class="page-head">
            <h1 dir="auto" translate="no">{name}</h1>
            <p class="sub" translate="no">{facts}</p>
        </div>
        <div class="stack">
            <div>
                <p translate="no" data-testid="completion">{progress}</p>
                <progress
                    class="screen-only"
                    aria-label="Complete"
                    max=move || completion.get().total
                    value=move || completion.get().own
                ></progress>
            </div>
            <FinishChoice finish completion />
            {move || {
                let master = completion.get().master();
                master.map(|(own, total)| view! {
                    <p class="muted small" translate="no" data-testid="master">{format!("Master set: {} cards and finishes", words::of_set(own, total))}</p>
                })
            }}
            <SetTools shown as_list />
            <p class="paper-only">{move || finish.get().map(|finish| format!("Missing: {finish}"))}</p>
            <Tiles cards finish as_list />
        </div>
    }
}

/// Whichever finish, or one of those the set has, each with how many of its cards are owned.
#[component]
fn FinishChoice(finish: RwSignal<Option<String>>, completion: Signal<Completion>) -> impl IntoView {
    view! {
        <div class="finish-choice screen-only" translate="no" role="group" aria-label="Finish" data-testid="finishes">
            <button type="button" class="finish" aria-pressed=move || pressed(finish.with(Option::is_none)) on:click=move |_| finish.set(None)>
                "Any finish"
            </button>
            {move || {
                let line = move |line: FinishLine| {
                    let (this, wanted) = (line.finish.clone(), line.finish.clone());
                    view! {
                        <button
                            type="button"
                            class="finish"
                            aria-pressed=move || pressed(finish.with(|finish| finish.as_ref() == Some(&this)))
                            on:click=move |_| finish.set(Some(wanted.clone()))
                        >
                            {format!("{} {}/{}", line.finish, line.own, line.total)}
                        </button>
                    }
                };
                completion.get().finishes.into_iter().map(line).collect_view()
            }}
        </div>
    }
}

/// Which cards are shown, how, and all that is missing on paper.
#[component]
fn SetTools(shown: RwSignal<Shown>, as_list: RwSignal<bool>) -> impl IntoView {
    let print = move |_| {
        shown.set(Shown::Missing);
        // When the missing cards are drawn.
        set_timeout(
            || {
                let _ = window().print();
            },
            std::time::Duration::from_millis(50),
        );
    };
    view! {
        <div class="sets-tools screen-only">
            <span class="finish-choice" role="group" aria-label="Which cards">
                {Shown::ALL
                    .map(|which| view! {
                        <button type="button" class="finish" aria-pressed=move || pressed(shown.get() == which) on:click=move |_| shown.set(which)>
                            {which.said()}
                        </button>
                    })
                    .collect_view()}
            </span>
            <label class="check">
                <input type="checkbox" on:change=move |event| as_list.set(event_target_checked(&event)) />
                "As a list"
            </label>
            <button type="button" class="button" on:click=print>"Print what is missing"</button>
        </div>
    }
}

fn pressed(on: bool) -> &'static str {
    if on { "true" } else { "false" }
}
