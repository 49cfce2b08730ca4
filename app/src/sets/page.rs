//! The sets of the games on this device, newest first, with how complete each is.

use leptos::prelude::*;

use crate::catalog::{CatalogueOffer, SetLine, SetQuery, State, list_sets, use_catalog};
use crate::kit::Title;
use vitrine_presenter::words;

/// More sets than these are shown when asked for.
const AT_ONCE: usize = 100;

#[component]
pub fn SetsPage() -> impl IntoView {
    let catalog = use_catalog();
    let opening = Memo::new(move |_| catalog.state());
    view! {
        <Title text="Sets \u{b7} Vitrine" />
        <div class="page-head">
            <h1>"Sets"</h1>
        </div>
        {move || match opening.get() {
            State::Open => view! { <Listed /> }.into_any(),
            State::Waiting | State::Opening => {
                view! { <p class="muted" role="status">"Opening the catalogue\u{2026}"</p> }.into_any()
            }
            State::Empty => view! {
                <div class="stack">
                    <p>"Which sets there are, and how complete yours are, is known for the games you keep on this device."</p>
                    <CatalogueOffer />
                    <p><a href="/settings#catalogues">"Cards to search offline"</a></p>
                </div>
            }
            .into_any(),
        }}
    }
}

#[component]
fn Listed() -> impl IntoView {
    let catalog = use_catalog();
    Effect::new(move |_| catalog.look_at_owned());
    let query = RwSignal::new(SetQuery::default());
    let most = RwSignal::new(AT_ONCE);
    let all = Memo::new(move |_| {
        let query = query.get();
        catalog.with_indexes(|indexes| catalog.with_owned(|owned| list_sets(indexes, owned, &query)))
    });
    let games = Memo::new(move |_| {
        catalog.with_indexes(|indexes| indexes.iter().map(|index| index.game().to_owned()).collect::<Vec<_>>())
    });
    let ask = move |change: &dyn Fn(&mut SetQuery)| {
        query.update(|query| change(query));
        most.set(AT_ONCE);
    };
    let started = move || query.with(|query| query.started);
    let pressed = |on: bool| if on { "true" } else { "false" };
    view! {
        <div class="stack">
            <div class="sets-tools">
                <input
                    class="input"
                    type="search"
                    aria-label="Find a set"
                    placeholder="Find a set"
                    on:input=move |event| {
                        let text = event_target_value(&event);
                        ask(&|query| query.text.clone_from(&text));
                    }
                />
                <Show when=move || games.with(|games| games.len() > 1)>
                    <select
                        class="input"
                        aria-label="Game"
                        on:change=move |event| {
                            let game = event_target_value(&event);
                            ask(&|query| query.game.clone_from(&game));
                        }
                    >
                        <option value="">"All games"</option>
                        {move || {
                            let option = |game: String| {
                                let name = words::game(&game).to_owned();
                                view! { <option value=game>{name}</option> }
                            };
                            games.get().into_iter().map(option).collect_view()
                        }}
                    </select>
                </Show>
                <span class="finish-choice" role="group" aria-label="Which sets">
                    <button type="button" class="finish" aria-pressed=move || pressed(!started()) on:click=move |_| ask(&|query| query.started = false)>
                        "All"
                    </button>
                    <button type="button" class="finish" aria-pressed=move || pressed(started()) on:click=move |_| ask(&|query| query.started = true)>
                        "Started"
                    </button>
                </span>
            </div>
            <p class="muted small" translate="no" role="status" data-testid="sets-count">
                {move || words::plural(all.with(Vec::len) as i64, "set", "sets")}
            </p>
            <Show when=move || all.with(|all| !all.is_empty())>
                <ul class="sets" data-testid="sets">
                    <For
                        each=move || all.with(|all| all.iter().take(most.get()).cloned().collect::<Vec<_>>())
                        key=Clone::clone
                        let:line
                    >
                        <SetRow line />
                    </For>
                </ul>
            </Show>
            <Show when=move || all.with(|all| all.len() > most.get())>
                <button type="button" class="button" on:click=move |_| most.update(|most| *most += AT_ONCE)>"Show more"</button>
            </Show>
        </div>
    }
}

/// One set of a list: its name, how much of it is here, in words and as a bar.
#[component]
pub fn SetRow(line: SetLine) -> impl IntoView {
    let SetLine { game, id, name, series, released, own, total } = line;
    let facts = [words::game(&game), series.as_str(), released.as_str()];
    let said = words::of_set(own, total);
    let label = format!("{name}: {said}");
    view! {
        <li>
            <span class="set-name" translate="no">
                <a dir="auto" href=words::set_path(&game, &id)>{name}</a>
                <span class="muted small">{words::line(facts)}</span>
            </span>
            <progress aria-label=label max=total value=own></progress>
            <span class="num" translate="no">{said}</span>
        </li>
    }
}
