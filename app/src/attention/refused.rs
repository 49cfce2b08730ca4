//! Edits the server refused, each with the reason and what it would have written, until a person decides: edit and
//! retry, try again, discard. Refuses to throw anything away without asking.

use leptos::html::Button;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use vitrine_ledger::Mutation;

use super::oversold::Count;
use crate::collection::use_collection;
use crate::drafts::Reopen;
use crate::engine::{MutateError, Refusal, use_engine};
use crate::kit::{use_clock, use_toasts};
use crate::undo::use_actions;
use vitrine_presenter::words;

#[component]
pub fn Tray() -> impl IntoView {
    let engine = use_engine();
    let toasts = use_toasts();
    let actions = use_actions();
    let reopen = expect_context::<Reopen>();
    let tray = Memo::new(move |_| {
        engine.pulse().track();
        engine.tray()
    });
    let several = move || tray.with(Vec::len) > 1;
    let export = move |_| {
        let text = serde_json::to_string(&tray.get()).expect("BUG: refusals serialise");
        engine.save_file("vitrine-refused-edits.json", &text);
        toasts.say("Saved as vitrine-refused-edits.json.");
    };
    let retry_all = move |_| {
        let mut again = 0;
        let mut why = None;
        for refusal in tray.get_untracked().into_iter().filter(|refusal| !engine.is_undecided(refusal)) {
            match actions.attempt(refusal.mutation, None) {
                Ok(token) => {
                    again += 1;
                    reopen.replaces(&[token], Some(refusal.token));
                }
                Err(refused) => why = why.or(Some(refused)),
            }
        }
        toasts.say(said_again(again, why.as_ref()));
    };
    let discard_all =
        Callback::new(move |()| tray.get_untracked().iter().for_each(|refusal| engine.discard(refusal.token)));
    view! {
        <Show when=move || !tray.with(Vec::is_empty)>
            <section class="stack small-gap" aria-label="Refused edits">
                <h2>"Refused edits" <Count of=Signal::derive(move || tray.with(Vec::len)) /></h2>
                <p class="muted">"The server did not take these. They are kept on this device until you decide."</p>
                <div class="actions many">
                    <Show when=several>
                        <button type="button" class="button" on:click=retry_all>"Try all again"</button>
                    </Show>
                    <button type="button" class="button" on:click=export>"Save as a file"</button>
                    <Show when=several>
                        <Discard label="Discard all" question="Discard all of them for good?" sure=discard_all />
                    </Show>
                </div>
                <ul class="waiting" data-testid="tray">
                    <For each=move || tray.get() key=|refusal| refusal.token let:refusal>
                        <li class="panel stack small-gap">
                            <Refused refusal />
                        </li>
                    </For>
                </ul>
            </section>
        </Show>
    }
}

#[component]
fn Refused(refusal: Refusal) -> impl IntoView {
    let engine = use_engine();
    let clock = use_clock();
    let collection = use_collection();
    let actions = use_actions();
    let toasts = use_toasts();
    let reopen = expect_context::<Reopen>();
    let navigate = use_navigate();
    let Refusal { token, refused_ms, created_ms, ref mutation, .. } = refusal;
    let entry = mutation.entry();
    let added = matches!(mutation, Mutation::Add { .. } | Mutation::Import { .. });
    let card = Memo::new(move |_| entry.and_then(|entry| collection.row(entry)).filter(|_| !added));
    let link = move || {
        card.with(|row| row.as_ref().map(|row| (row.id, row.name.clone())))
            .map(|(id, name)| view! { " \u{b7} " <a href=format!("/card/{id}")>{name}</a> })
    };
    let intent = words::intent(mutation);
    let name = |id| untrack(|| collection.row(id)).map(|row| row.name.clone());
    let groups = untrack(|| collection.with_groups(Clone::clone));
    let lines = words::tried(mutation, &groups, &name);
    let why = words::refusal(&refusal);
    let has_form = Reopen::form_of(mutation).is_some();
    let refusal = StoredValue::new(refusal);
    let undecided = Memo::new(move |_| {
        engine.pulse().track();
        refusal.with_value(|refusal| engine.is_undecided(refusal))
    });
    // The form of a card that is not there any more cannot be opened.
    let editable = move || has_form && !undecided.get() && (added || card.with(Option::is_some));
    let edit = move |_| {
        if let Some(path) = refusal.with_value(|refusal| reopen.open(&refusal.mutation, Some(token))) {
            navigate(&path, Default::default());
        }
    };
    let retry = move |_| match actions.attempt(refusal.with_value(|refusal| refusal.mutation.clone()), None) {
        Ok(new) => {
            reopen.replaces(&[new], Some(token));
            toasts.say(said_again(1, None));
        }
        Err(why) => toasts.say(words::mutate_error(&why)),
    };
    view! {
        <h3>{intent} {link}</h3>
        {(!lines.is_empty()).then(|| view! {
            <div class="tried">{lines.into_iter().map(|line| view! { <p>{line}</p> }).collect_view()}</div>
        })}
        <p class="note bad">{why}</p>
        <p class="muted small" hidden=move || !undecided.get()>"The server is being asked whether it has it after all."</p>
        <p class="muted small">
            {move || {
                let ago = |ms| words::ago(clock.now_ms(), ms);
                format!("Made {}, refused {}", ago(created_ms), ago(refused_ms))
            }}
        </p>
        <div class="actions">
            <button type="button" class="button" hidden=move || !editable() on:click=edit>"Edit and retry"</button>
            <button type="button" class="button" hidden=undecided on:click=retry>"Try again"</button>
            <Discard label="Discard" question="Discard it for good?" sure=Callback::new(move |()| engine.discard(token)) />
        </div>
    }
}

/// A button that asks once more.
#[component]
fn Discard(label: &'static str, question: &'static str, sure: Callback<()>) -> impl IntoView {
    let asking = RwSignal::new(false);
    let (ask, keep) = (NodeRef::<Button>::new(), NodeRef::<Button>::new());
    // The focus stays where the question is, and with what loses nothing.
    Effect::new(move |before: Option<bool>| {
        let now = asking.get();
        let to = if now { keep } else { ask };
        if before.is_some_and(|before| before != now)
            && let Some(button) = to.get()
        {
            // It is on the page: nothing else can be wrong.
            let _ = button.focus();
        }
        now
    });
    view! {
        <Show
            when=move || asking.get()
            fallback=move || view! {
                <button type="button" class="button danger" node_ref=ask on:click=move |_| asking.set(true)>{label}</button>
            }
        >
            <span role="group" aria-label=question class="actions">
                <span>{question}</span>
                <button type="button" class="button danger" on:click=move |_| sure.run(())>"Discard for good"</button>
                <button type="button" class="button plain" node_ref=keep on:click=move |_| asking.set(false)>"Keep"</button>
            </span>
        </Show>
    }
}

fn said_again(again: usize, why: Option<&MutateError>) -> String {
    let sent = match again {
        0 => String::new(),
        again => format!("{} tried again. ", words::plural(again as i64, "edit is", "edits are")),
    };
    match why {
        None => sent.trim_end().to_owned(),
        Some(why) => format!("{sent}{}", words::mutate_error(why)),
    }
}
