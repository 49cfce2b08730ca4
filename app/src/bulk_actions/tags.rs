//! The tags and flags of all that is picked, and how many copies of each would be traded away: a box for each that any
//! of them has, ticked when all do, half when some do.

use std::collections::BTreeMap;

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use vitrine_ledger::{EntryPatch, Key, entry::FLAGS, parts};

use super::Act;
use super::sheet_end::SheetEnd;
use crate::collection::use_collection;
use crate::engine::use_engine;
use crate::kit::{Field, Prefix};
use vitrine_presenter::bulk::Tally;
use vitrine_presenter::form::{self, Reads};
use vitrine_presenter::words;

/// Tags shown; more than this nobody looks through.
const SHOWN: usize = 60;

/// The boxes that were changed, and how they stand now.
type Boxes = RwSignal<BTreeMap<String, bool>>;

#[component]
pub fn TagSheet(act: Act) -> impl IntoView {
    let (engine, collection) = (use_engine(), use_collection());
    let (mut tags, mut flags) = (Tally::default(), Tally::default());
    let ids = collection.picked();
    for id in &ids {
        engine.with_record(&Key::entry(*id), |record| {
            if let Some(stored) = record.as_entry() {
                tags.add(&stored.value.tags);
                flags.add(&stored.value.flags);
            }
        });
    }
    let (tags, flags) = (StoredValue::new(tags), StoredValue::new(flags));
    let (tagged, flagged): (Boxes, Boxes) = (RwSignal::default(), RwSignal::default());
    let [new, trade] = std::array::from_fn(|_| RwSignal::new(String::new()));
    let wrong = RwSignal::new(None::<String>);
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let change = tags.with_value(|tags| tagged.with(|boxes| new.with(|new| tags.change(boxes, new))));
        let special = flags.with_value(|flags| flagged.with(|boxes| flags.change(boxes, "")));
        let for_trade = match trade.with(|text| text.trim().to_owned()) {
            text if text.is_empty() => None,
            text => match form::copies(&text) {
                Ok(copies) => Some(copies),
                Err(why) => return wrong.set(Some(why)),
            },
        };
        if change.is_empty() && special.is_empty() && for_trade.is_none() {
            return act.wrong.set(Some(String::from("Write a tag, or change one of the boxes.")));
        }
        let patch = EntryPatch {
            tags: (!change.is_empty()).then(|| change.clone()),
            flags: (!special.is_empty()).then_some(special),
            for_trade,
            ..EntryPatch::default()
        };
        let cards = words::cards(ids.len());
        let done = words::tagged(&cards, &change);
        act.all(
            format!("tag {cards}"),
            done,
            parts::edits(ids.iter().copied(), &patch, &|id, look| engine.with_entry(id, look)),
        );
    };
    provide_context(Prefix(String::from("bulk")));
    let names = tags.with_value(|tags| tags.counts.keys().take(SHOWN).cloned().collect::<Vec<_>>());
    let mut special: Vec<String> = FLAGS.iter().map(|flag| String::from(*flag)).collect();
    flags.with_value(|flags| {
        special.extend(flags.counts.keys().filter(|flag| !FLAGS.contains(&flag.as_str())).cloned());
    });
    view! {
        <form class="form" on:submit=save>
            <h2>"Tags"</h2>
            <Field name="new-tags" label="Add tags" value=new placeholder="set apart by commas" focus=true />
            {(!names.is_empty()).then(|| view! { <TagBoxes legend="On the selected cards" names tally=tags boxes=tagged /> })}
            <TagBoxes legend="Special" names=special tally=flags boxes=flagged />
            <Field
                name="for-trade"
                label="For trade, copies of each"
                value=trade
                reads=Reads::Copies
                placeholder="stays as it is"
                wrong=wrong
            />
            <SheetEnd act label="Save" />
        </form>
    }
}

#[component]
fn TagBoxes(legend: &'static str, names: Vec<String>, tally: StoredValue<Tally>, boxes: Boxes) -> impl IntoView {
    let one = move |name: String| {
        let (count, entries) = tally.with_value(|tally| (tally.counts.get(&name).copied().unwrap_or(0), tally.entries));
        let said = if count == 0 || count == entries {
            String::new()
        } else {
            format!("{} of {}", words::count(count as i64), words::count(entries as i64))
        };
        let key = StoredValue::new(name.clone());
        let changed = move || key.with_value(|key| boxes.with(|boxes| boxes.get(key).copied()));
        let ticked = move || changed().unwrap_or(count > 0 && count == entries);
        let half = move || changed().is_none() && count > 0 && count < entries;
        let tick = move |event| {
            let on = event_target_checked(&event);
            boxes.update(|boxes| {
                boxes.insert(key.get_value(), on);
            });
        };
        view! {
            <label class="check">
                <input
                    type="checkbox"
                    prop:checked=ticked
                    prop:indeterminate=half
                    on:change=tick
                />
                <span>{name} " " <span class="muted small">{said}</span></span>
            </label>
        }
    };
    view! {
        <fieldset class="tag-boxes">
            <legend>{legend}</legend>
            {names.into_iter().map(one).collect_view()}
        </fieldset>
    }
}
