//! The lots of an entry: what came when and for how much. Each can be counted up and down, edited and deleted; more can
//! be added.

use leptos::prelude::*;
use uuid::Uuid;
use vitrine_ledger::{Currency, Key, Lot, LotPatch, Mutation, NewLot};

use super::lot_form::{LotFields, LotForm};
use crate::collection::{LotLine, likely_currency, use_collection};
use crate::drafts::{Again, Draft, DraftLine, OfferedDay, Reopen, use_drafts};
use crate::engine::use_engine;
use crate::kit::{Icon, Prefix, Sign, StatusDot, Stepper, base_currency};
use crate::undo::use_actions;
use vitrine_presenter::form::{self, LotValues, Wrong};
use vitrine_presenter::words;

#[component]
pub fn Lots(entry: Uuid) -> impl IntoView {
    let collection = use_collection();
    let lots = Memo::new(move |_| collection.row(entry).map(|row| row.lots.clone()).unwrap_or_default());
    let adding = RwSignal::new(false);
    let reopen = expect_context::<Reopen>();
    let again = RwSignal::new(None::<Again<NewLot>>);
    Effect::new(move |_| {
        if let Some(lot) = reopen.new_lot(entry) {
            again.set(Some(lot));
            adding.set(true);
        }
    });
    // Something was typed and not saved: it stands there again.
    use_drafts().open(new_lot_form(entry), adding);
    let close = Callback::new(move |()| {
        adding.set(false);
        again.set(None);
    });
    view! {
        <section class="panel stack" aria-label="Copies">
            <h2>"Copies"</h2>
            <ul class="lots" data-testid="lots">
                <For each=move || lots.get().into_iter().rev() key=|lot| lot.id let:lot>
                    <LotItem entry lot=lot.id lots />
                </For>
            </ul>
            <Show
                when=move || adding.get()
                fallback=move || view! {
                    <div>
                        <button type="button" class="button" on:click=move |_| adding.set(true)>"Add copies"</button>
                    </div>
                }
            >
                <NewLotForm entry again=again.get_untracked() close />
            </Show>
        </section>
    }
}

#[component]
fn LotItem(entry: Uuid, lot: Uuid, lots: Memo<Vec<LotLine>>) -> impl IntoView {
    let actions = use_actions();
    let line = Memo::new(move |_| lots.with(|lots| lots.iter().find(|line| line.id == lot).copied()));
    let editing = RwSignal::new(false);
    let reopen = expect_context::<Reopen>();
    let again = RwSignal::new(None::<Again<LotPatch>>);
    Effect::new(move |_| {
        if let Some(patch) = reopen.lot(lot) {
            again.set(Some(patch));
            editing.set(true);
        }
    });
    use_drafts().open(lot_form(lot), editing);
    let close = Callback::new(move |()| {
        editing.set(false);
        again.set(None);
    });
    let quantity = Signal::derive(move || line.get().map_or(0, |line| line.quantity));
    let about = move || line.get().as_ref().map(words::lot);
    let adjust = move |by: i64| {
        actions.run(Mutation::Adjust { entry, lot, by }, None);
    };
    let delete = move |_| {
        let mutation = Mutation::Delete([Key::lot(lot)].into_iter().collect());
        actions.run_undoable(mutation, "Deleted these copies.");
    };
    view! {
        <li data-lot=lot.to_string()>
            <div class="lot-line">
                <StatusDot keys=Signal::stored(vec![Key::lot(lot)]) />
                <span class="grow" translate="no">{about}</span>
                <Stepper quantity name=Signal::stored(String::from("these copies")) step=adjust />
                <button type="button" class="icon-button" aria-label="Edit these copies" on:click=move |_| editing.set(true)>
                    <Icon sign=Sign::Pen />
                </button>
                <button type="button" class="icon-button danger" aria-label="Delete these copies" on:click=delete>
                    <Icon sign=Sign::Bin />
                </button>
            </div>
            <Show when=move || editing.get()>
                <EditLotForm entry lot again=again.get_untracked() close />
            </Show>
        </li>
    }
}

/// The names of the forms, for their drafts.
fn lot_form(lot: Uuid) -> String {
    format!("lot {lot}")
}

fn new_lot_form(entry: Uuid) -> String {
    format!("new-lot {entry}")
}

#[component]
fn EditLotForm(entry: Uuid, lot: Uuid, again: Option<Again<LotPatch>>, close: Callback<()>) -> impl IntoView {
    let engine = use_engine();
    let actions = use_actions();
    let currency = likely_currency(use_collection());
    // Frozen when the form opens (docs/engine.md#the-base-is-frozen-when-the-form-opens): what the person sees is
    // what their edit is based on.
    let base = engine.base();
    let before =
        engine.with_record(&Key::lot(lot), |record| record.as_lot().map(|stored| stored.value.clone())).flatten();
    let refused = again.as_ref().and_then(|again| again.refused);
    let reopen = expect_context::<Reopen>();
    let fields = LotFields::new(match (&before, again) {
        (Some(lot), Some(again)) => LotValues::with(lot, &again.edit, &currency),
        (Some(lot), None) => LotValues::of(lot, &currency),
        (None, _) => LotValues::default(),
    });
    let draft = Draft::new(lot_form(lot), fields.signals());
    if refused.is_some() {
        draft.touch();
    }
    let wrong = RwSignal::new(Wrong::new());
    let close = Callback::new(move |()| {
        draft.done();
        close.run(());
    });
    let save = move |()| {
        let Some(before) = &before else { return };
        match edit(entry, lot, before, &fields.values(), untrack(|| base_currency(engine))) {
            Ok(None) => close.run(()),
            Ok(Some(mutation)) => match actions.attempt(mutation, Some(base)) {
                Ok(token) => {
                    reopen.replaces(&[token], refused);
                    close.run(());
                }
                Err(why) => wrong.set(form::refused(&why)),
            },
            Err(unread) => wrong.set(unread),
        }
    };
    provide_context(Prefix(lot.to_string()));
    view! { <LotBox fields draft wrong save=Callback::new(save) close /> }
}

/// The mutation of an edit; none when nothing was changed.
fn edit(
    entry: Uuid,
    id: Uuid,
    before: &Lot,
    values: &LotValues,
    currency: Option<Currency>,
) -> Result<Option<Mutation>, Wrong> {
    let patch = values.patch(before, currency)?;
    let nothing = patch == LotPatch::default();
    Ok((!nothing).then_some(Mutation::EditLot { entry, id, patch }))
}

#[component]
fn NewLotForm(entry: Uuid, again: Option<Again<NewLot>>, close: Callback<()>) -> impl IntoView {
    let engine = use_engine();
    let actions = use_actions();
    let base = engine.base();
    let currency = likely_currency(use_collection());
    let refused = again.as_ref().and_then(|again| again.refused);
    let reopen = expect_context::<Reopen>();
    let fields = LotFields::new(match again {
        Some(again) => LotValues::of(&again.edit.lot(entry), &currency),
        None => LotValues::fresh(&engine.today(), &currency),
    });
    let draft = Draft::new(new_lot_form(entry), fields.signals());
    if refused.is_some() {
        draft.touch();
    }
    let day = OfferedDay::new(fields.acquired, Some((draft, "acquired")));
    let wrong = RwSignal::new(Wrong::new());
    let close = Callback::new(move |()| {
        draft.done();
        close.run(());
    });
    let save = move |()| match {
        day.refresh();
        fields.values()
    }
    .new_lot(engine.new_id(), untrack(|| base_currency(engine)))
    {
        Ok(lot) => match actions.attempt(Mutation::AddLot { entry, lot }, Some(base)) {
            Ok(token) => {
                reopen.replaces(&[token], refused);
                close.run(());
            }
            Err(why) => wrong.set(form::refused(&why)),
        },
        Err(unread) => wrong.set(unread),
    };
    provide_context(Prefix(String::from("new")));
    view! { <LotBox fields draft wrong save=Callback::new(save) close /> }
}

#[component]
fn LotBox(
    fields: LotFields,
    draft: Draft,
    wrong: RwSignal<Wrong>,
    save: Callback<()>,
    close: Callback<()>,
) -> impl IntoView {
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        save.run(());
    };
    view! {
        <form class="form" on:submit=submit on:input=move |_| draft.touch() on:change=move |_| draft.touch()>
            <DraftLine draft />
            <LotForm fields wrong />
            {move || wrong.with(|wrong| form::at(wrong, "form")).map(|why| view! { <p class="note bad" role="alert">{why}</p> })}
            <div class="actions">
                <button class="button primary">"Save"</button>
                <button type="button" class="button plain" on:click=move |_| close.run(())>"Cancel"</button>
            </div>
        </form>
    }
}
