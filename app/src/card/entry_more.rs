//! The lesser fields of an entry: where it is, how it was graded, what is special about it, its own price. Folded unless
//! they say something.

use leptos::ev::Event;
use leptos::html::Details;
use leptos::prelude::*;
use vitrine_ledger::entry::FLAGS;
use vitrine_ledger::{Currency, suggest};

use super::entry_fields::EntryFields;
use crate::collection::{GroupKind, use_collection};
use crate::kit::Field;
use crate::kit::choices::suggested;
use vitrine_presenter::form::{self, Reads, Wrong};
use vitrine_presenter::words;

#[component]
pub fn EntryMore(fields: EntryFields, wrong: RwSignal<Wrong>) -> impl IntoView {
    let at = move |field: &'static str| Signal::derive(move || wrong.with(|wrong| form::at(wrong, field)));
    let says = move |signals: &'static [fn(&EntryFields) -> RwSignal<String>], at: &'static [&'static str]| {
        Memo::new(move |_| {
            let said = signals.iter().any(|signal| signal(&fields).with(|text| !text.is_empty()));
            said || wrong.with(|wrong| at.iter().any(|field| form::at(wrong, field).is_some()))
        })
    };
    let graded = says(&[|f| f.company, |f| f.grade, |f| f.cert], &["grade"]);
    let special = says(&[|f| f.flags, |f| f.specials, |f| f.for_trade, |f| f.price], &["flags", "for_trade", "price"]);
    let company = Memo::new(move |_| fields.company.with(|company| !company.trim().is_empty()));
    let currencies = Signal::stored(Currency::all().map(|currency| currency.to_string()).collect::<Vec<_>>());
    view! {
        <fieldset class="form-part">
            <legend class="quiet">"Where it is"</legend>
            <Picker name="portfolio" label="Portfolio" kind=GroupKind::Portfolio class="span-4" value=fields.portfolio wrong=at("portfolio") />
            <Picker name="location" label="Location" kind=GroupKind::Location class="span-4" value=fields.location wrong=at("place") />
            <Field name="page" label="Page" class="span-2 half" value=fields.page />
            <Field name="slot" label="Slot" class="span-2 half" value=fields.slot />
        </fieldset>
        <Fold title="Grade" full=graded>
            <Field
                name="company"
                label="Graded by"
                class="span-3 half"
                value=fields.company
                suggestions=suggested(suggest::GRADERS)
                wrong=at("grade")
            />
            <Field name="grade" label="Grade" class="span-3 half" value=fields.grade />
            <Field name="cert" label="Certificate" class="span-6" value=fields.cert inputmode="numeric" />
            <Show when=move || company.get()>
                <Field
                    name="label"
                    label="Label"
                    class="span-4"
                    value=fields.label
                    suggestions=suggested(suggest::GRADE_LABELS)
                    placeholder="Pristine\u{2026}"
                />
                <Field name="centering" label="Centering" class="span-2 half" value=fields.centering inputmode="decimal" />
                <Field name="corners" label="Corners" class="span-2 half" value=fields.corners inputmode="decimal" />
                <Field name="edges" label="Edges" class="span-2 half" value=fields.edges inputmode="decimal" />
                <Field name="surface" label="Surface" class="span-2 half" value=fields.surface inputmode="decimal" />
            </Show>
        </Fold>
        <Fold title="Special copies, trade, own price" full=special>
            <div class="checks" role="group" aria-label="Special copies">
                {FLAGS.map(|flag| view! { <Flag flag flags=fields.flags /> }).into_iter().collect_view()}
            </div>
            <Field name="specials" label="Also" class="span-6" value=fields.specials placeholder="error, crimped\u{2026}" wrong=at("flags") />
            <Field name="for_trade" label="To trade" class="span-6" value=fields.for_trade reads=Reads::Copies placeholder="none" wrong=at("for_trade") />
            <Field name="price" label="Own price of one" class="span-3 half" value=fields.price reads=Reads::Amount currency=fields.price_currency placeholder="none" wrong=at("price") />
            <Field name="price_currency" label="Price in" class="span-3 half" value=fields.price_currency suggestions=currencies />
            <Field name="price_date" label="Since" class="span-3 half" kind="date" value=fields.price_date />
            <Field name="price_reason" label="Why" class="span-3 half" value=fields.price_reason />
        </Fold>
    }
}

/// A portfolio or a location by its name. A new name makes a new one, and says so.
#[component]
pub fn Picker(
    name: &'static str,
    label: &'static str,
    kind: GroupKind,
    value: RwSignal<String>,
    #[prop(optional)] class: &'static str,
    #[prop(into, optional)] wrong: MaybeProp<String>,
) -> impl IntoView {
    let collection = use_collection();
    let names = Memo::new(move |_| {
        collection.with_groups(|groups| groups.sorted(kind).iter().map(|group| group.name.clone()).collect::<Vec<_>>())
    });
    let says = Memo::new(move |_| {
        let name = value.get();
        let new = !name.trim().is_empty() && collection.with_groups(|groups| groups.find(kind, &name).is_none());
        new.then(|| String::from(words::new_group(kind)))
    });
    view! { <Field name label class value wrong suggestions=names says /> }
}

/// Fields one seldom needs: open once they say something.
#[component]
fn Fold(title: &'static str, #[prop(into)] full: Signal<bool>, children: Children) -> impl IntoView {
    let open = RwSignal::new(full.get_untracked());
    let details = NodeRef::<Details>::new();
    Effect::new(move |_| {
        if full.get() {
            open.set(true);
        }
    });
    let toggle = move |_: Event| open.set(details.get_untracked().is_some_and(|details| details.open()));
    view! {
        <details class="more" node_ref=details open=move || open.get() on:toggle=toggle>
            <summary>{title}</summary>
            <div class="form-part">{children()}</div>
        </details>
    }
}

#[component]
fn Flag(flag: &'static str, flags: RwSignal<String>) -> impl IntoView {
    let set = Memo::new(move |_| flags.with(|flags| listed(flags).any(|other| other == flag)));
    let change = move |event: Event| {
        let on = event_target_checked(&event);
        flags.update(|flags| {
            let wanted = |known: &&str| if *known == flag { on } else { listed(flags).any(|other| other == *known) };
            *flags = FLAGS.into_iter().filter(wanted).collect::<Vec<_>>().join(", ");
        });
    };
    view! {
        <label class="check">
            <input type="checkbox" prop:checked=move || set.get() on:change=change />
            {words::flag(flag)}
        </label>
    }
}

fn listed(flags: &str) -> impl Iterator<Item = &str> {
    flags.split(", ")
}
