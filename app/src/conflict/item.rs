//! One conflict, to be settled: what stands and what lost side by side, each with its device and time, and the choices.

use leptos::prelude::*;
use uuid::Uuid;
use vitrine_ledger::{Choice, ConflictKind, Key, Mutation};

use super::by_hand::ByHandForm;
use super::focus::{focus_on, place_of};
use super::note_diff::Difference;
use crate::engine::{Engine, use_engine};
use crate::history::use_device_names;
use crate::kit::{exact, iso, use_clock};
use crate::session::use_session;
use crate::settling::{Clash, Side, diff, settle_all};
use crate::undo::use_actions;
use crate::words;

/// Characters of a value that a button's name repeats.
const NAMED: usize = 40;
/// Notes longer than this are compared word by word.
const SHORT: usize = 60;

/// The open conflict that is stored as `id`; none once it is settled.
pub(crate) fn find(engine: Engine, id: Uuid) -> Option<Clash> {
    let stored = engine.with_record(&Key::conflict(id), |record| record.as_conflict().cloned()).flatten();
    let conflict = stored.filter(|stored| stored.alive)?.value;
    engine.with_record(&conflict.of, |record| Clash::new(id, &conflict, record))
}

#[component]
pub fn ClashItem(
    id: Uuid,
    /// Called when it is being settled.
    settled: Callback<Uuid>,
) -> impl IntoView {
    let engine = use_engine();
    let clash = Memo::new(move |_| {
        engine.revision().track();
        find(engine, id)
    });
    let by_hand = RwSignal::new(false);
    let close = Callback::new(move |()| {
        by_hand.set(false);
        focus_on(&place_of(id));
    });
    view! {
        <div class="clash">
            {move || clash.get().map(|clash| view! { <Said clash=clash.clone() /><Sides clash by_hand settled /> })}
            // Outside of what changes with the record: nothing that was typed is lost when it does.
            <Show when=move || by_hand.get()>
                {find(engine, id).map(|clash| view! { <ByHandForm clash settled close /> })}
            </Show>
        </div>
    }
}

/// What happened, and what else is known of the record.
#[component]
fn Said(clash: Clash) -> impl IntoView {
    let engine = use_engine();
    let context = engine.with_record(&clash.of, |record| words::context(record, &clash.field));
    let more = match clash.kind {
        ConflictKind::Overwritten if clash.deleted => Some("It was deleted since."),
        ConflictKind::Overwritten if !clash.has_choice() => Some("Both say the same by now."),
        ConflictKind::Overwritten | ConflictKind::Negative => None,
    };
    view! {
        <p>{words::conflict(clash.kind, clash.of.kind, &clash.field)} " " {more}</p>
        {context.filter(|text| !text.is_empty()).map(|text| view! { <p class="muted small">{text}</p> })}
    }
}

#[component]
fn Sides(clash: Clash, by_hand: RwSignal<bool>, settled: Callback<Uuid>) -> impl IntoView {
    let session = use_session();
    if !clash.has_choice() {
        return view! { <Known clash settled /> }.into_any();
    }
    let actions = use_actions();
    let texts = clash.texts().filter(|(a, b)| [a, b].iter().any(|text| text.len() > SHORT || text.contains('\n')));
    let difference = texts.map(|(stands, other)| view! { <Difference parts=diff(other, stands) /> });
    let values = difference.is_none();
    let [stands, other] = [&clash.stands, &clash.other].map(|side| clash.says(side));
    let [keep, using] = [short(&stands), short(&other)];
    let id = clash.id;
    let sides = [clash.stands.clone(), clash.other.clone()];
    let clash = StoredValue::new(clash);
    let settle = move |choice: Choice, said: String| {
        let mutation = clash.with_value(|clash| settle_all(std::slice::from_ref(clash), &choice)).pop();
        if mutation.is_some_and(|mutation| actions.run_undoable(mutation, said)) {
            settled.run(id);
        }
    };
    let [stands_now, lost] = sides;
    let may_not = move || !session.may_write();
    let (keep_it, use_it) = (format!("Keep {keep}"), format!("Use {using}"));
    view! {
        {difference}
        <div class="sides">
            <div class="side stands">
                <Who title="Stands now" side=stands_now />
                {values.then(|| view! { <p class="side-value">{stands}</p> })}
                <button
                    type="button"
                    class="button"
                    aria-label=keep_it
                    hidden=may_not
                    on:click=move |_| settle(Choice::Keep, format!("Kept {keep}."))
                >
                    "Keep"
                </button>
            </div>
            <div class="side">
                <Who title="The other" side=lost />
                {values.then(|| view! { <p class="side-value">{other}</p> })}
                <button
                    type="button"
                    class="button"
                    aria-label=use_it
                    hidden=may_not
                    on:click=move |_| settle(Choice::UseLost, format!("{using} stands again."))
                >
                    "Use"
                </button>
            </div>
        </div>
        <div hidden=may_not>
            <button
                type="button"
                class="button plain"
                aria-expanded=move || by_hand.get().to_string()
                on:click=move |_| by_hand.update(|by_hand| *by_hand = !*by_hand)
            >
                "Edit by hand"
            </button>
        </div>
    }
    .into_any()
}

/// Whose value it is, and since when.
#[component]
fn Who(title: &'static str, side: Side) -> impl IntoView {
    let clock = use_clock();
    let Side { client, ms, .. } = side;
    let names = use_device_names(client);
    view! {
        <p class="side-who">
            <strong>{title}</strong>
            <span class="muted small">
                {move || names.of(client)} " \u{b7} "
                <time datetime=iso(ms) title=exact(ms)>{move || words::ago(clock.now_ms(), ms)}</time>
            </span>
        </p>
    }
}

/// A conflict without two values to choose from: it can only be put right elsewhere, or taken note of.
#[component]
fn Known(clash: Clash, settled: Callback<Uuid>) -> impl IntoView {
    let session = use_session();
    let actions = use_actions();
    let id = clash.id;
    let below = clash.stands.value.as_i64().filter(|held| clash.kind == ConflictKind::Negative && *held < 0);
    let act = move |mutation: Option<Mutation>, said: &str| {
        if mutation.is_some_and(|mutation| actions.run_undoable(mutation, said)) {
            settled.run(id);
        }
    };
    let mend = below.filter(|_| !clash.deleted).map(|held| {
        let mutation = Mutation::Adjust { entry: clash.entry, lot: clash.of.id, by: -held };
        let click = move |_| act(Some(mutation.clone()), "Set to none.");
        view! { <button type="button" class="button" on:click=click>{format!("Set {} to 0", words::count(held))}</button> }
    });
    let seen = move |_| act(settle_all(std::slice::from_ref(&clash), &Choice::Keep).pop(), "Settled.");
    view! {
        <div class="actions" hidden=move || !session.may_write()>
            {mend}
            <button type="button" class="button" on:click=seen>"I have seen it"</button>
        </div>
    }
}

/// The beginning of a value, in one line.
fn short(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(NAMED) {
        Some((end, _)) => format!("{}\u{2026}", &line[..end]),
        None => line,
    }
}
