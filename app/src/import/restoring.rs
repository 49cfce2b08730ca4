//! A file that Vitrine saved, chosen under *Import*: what of it would come back.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;
use vitrine_formats::backup::{self, Restore};
use vitrine_ledger::{Date, Kind};

use super::drop_zone::Incoming;
use crate::engine::Engine;
use vitrine_presenter::words;

/// A file of ours that was read, compared with what is here.
#[derive(Clone)]
pub struct Restoring {
    pub name: String,
    /// The day it was saved.
    pub saved: Date,
    pub restore: Arc<Restore>,
}

impl Restoring {
    /// # Errors
    /// Why the file cannot be read, in words.
    pub fn of(engine: Engine, incoming: &Incoming) -> Result<Self, String> {
        let name = incoming.name.clone();
        let backup = backup::parse(&incoming.bytes).map_err(|why| format!("{name}: {why}."))?;
        let mut here = BTreeSet::new();
        engine.for_each(|key, _| {
            here.insert(*key);
        });
        let restore = Arc::new(backup::restore(&backup, &name, &here));
        Ok(Self { name, saved: backup.saved, restore })
    }

    /// Records that would come: what the button counts.
    pub fn count(&self) -> usize {
        self.restore.new.values().sum()
    }
}

#[component]
pub fn RestorePreview(restoring: Restoring) -> impl IntoView {
    let Restoring { name, saved, restore } = restoring;
    let of = |kind| restore.new.get(&kind).copied().unwrap_or_default();
    let counts = [
        ("Entries", of(Kind::Entry), "restore-entries"),
        ("Purchases", of(Kind::Lot), "restore-lots"),
        ("Sales", of(Kind::Sale), "restore-sales"),
        ("Wishes", of(Kind::Wish), "restore-wishes"),
        ("Already here", restore.here, "restore-here"),
    ];
    let left_out = (restore.left_out > 0).then(|| {
        let said = words::plural(restore.left_out as i64, "record cannot", "records cannot");
        format!("{said} come back: questions of old conflicts, and purchases and sales without their card.")
    });
    view! {
        <p><strong>{name}</strong> {format!(": saved by Vitrine on {}", words::date(saved))}</p>
        <dl class="counts">
            {counts.map(|(label, count, id)| view! {
                <div>
                    <dt>{label}</dt>
                    <dd data-testid=id>{words::count(count as i64)}</dd>
                </div>
            }).collect_view()}
        </dl>
        {left_out.map(|said| view! { <p class="muted small">{said}</p> })}
        <p class="muted small">"What is here already, or was deleted here, stays as it is."</p>
    }
}
