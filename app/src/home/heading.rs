//! The heading of a group in the list: its name, how many cards, what they cost. As high as a row.

use std::sync::Arc;

use leptos::prelude::*;

use crate::collection::{Row, Section, SectionKey, use_collection};
use vitrine_presenter::words;

/// A group, and the first of its rows.
type Here = (Section, Arc<Row>);

#[component]
pub fn Heading(key: SectionKey) -> impl IntoView {
    let collection = use_collection();
    // One that is gone is still drawn until the list has noticed.
    let section =
        Memo::new(move |before: Option<&Option<Here>>| collection.section(&key).or_else(|| before.cloned().flatten()));
    let said = move |say: fn(&Here) -> String| move || section.with(|section| section.as_ref().map(say));
    let name = move || {
        section.with(|section| {
            let (section, first) = section.as_ref()?;
            Some(collection.with_groups(|groups| words::section(section, first, groups)))
        })
    };
    view! {
        <div class="row heading" translate="no" role="row" data-testid="heading">
            <span class="grow" dir="auto" role="rowheader">{name}</span>
            <span class="muted" role="gridcell">{said(|(section, _)| words::plural(section.sum.cards, "card", "cards"))}</span>
            <span class="num" role="gridcell">{said(|(section, _)| words::cost(&section.sum))}</span>
        </div>
    }
}
