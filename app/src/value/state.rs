//! The worth of the collection in the context of every page: takes the server's valuation over into the rows, and says
//! which histories there are.

use std::sync::Arc;

use leptos::prelude::*;
use uuid::Uuid;
use vitrine_ledger::Date;

use super::{Live, first_live, plot};
use crate::api::value::{CardHistory, Explained, Unpriced, Valuation, ValueHistory};
use crate::collection::{Collection, use_collection};
use crate::derived::{Ask, Kept, Text, View, Views, use_views};
use crate::engine::{Engine, Phase, use_engine};
use crate::kit::chart::{Plot, Span};
use crate::kit::use_clock;

/// What the collection is worth.
#[derive(Clone, Copy)]
pub struct Values {
    valuation: View,
    views: Views,
    collection: Collection,
    engine: Engine,
}

/// What the collection of this page is worth.
pub fn use_values() -> Values {
    expect_context::<Values>()
}

impl Values {
    pub fn provide() -> Self {
        let views = use_views();
        let ask = Ask {
            slot: "valuation",
            path: "/api/v1/valuation",
            what: String::new(),
            by_difference: true,
            recent: false,
        };
        let (collection, engine) = (use_collection(), use_engine());
        let values = Self { valuation: views.view(ask), views, collection, engine };
        provide_context(values);
        values.follow();
        values
    }

    /// A screen shows prices.
    pub fn want(&self) {
        self.valuation.want();
    }

    /// What the server rendered: the value of everything by day.
    pub fn seed(&self, text: &str) {
        if let Some(history) = read::<ValueHistory>(text) {
            self.history(None).seed(text, history.time_ms);
        }
    }

    /// Has the server ever said what anything is worth?
    pub fn is_known(&self) -> bool {
        self.valuation.kept().is_some()
    }

    /// When it was said last, where the server cannot be reached now: then everything is as of that moment.
    pub fn as_of_ms(&self, view: View) -> Option<u64> {
        let made_ms = view.kept().map(|kept| kept.made_ms);
        made_ms.filter(|_| self.views.unreachable() && self.engine.phase().get() == Phase::Ready)
    }

    pub fn valuation(&self) -> View {
        self.valuation
    }

    /// Can the server not be reached?
    pub fn unreachable(&self) -> bool {
        self.views.unreachable()
    }

    /// Are there edits on this device that the server has not seen, so that sums made here run ahead of its own?
    pub fn has_unsynced(&self) -> bool {
        let queue = self.engine.status().with(|status| status.queue + status.unsaved);
        queue > 0 && self.engine.phase().get() == Phase::Ready
    }

    /// The value day by day of everything, or of one portfolio.
    pub fn history(&self, portfolio: Option<Uuid>) -> View {
        let (slot, what) = match portfolio {
            None => ("value_history", String::from("\"portfolio\":null")),
            Some(id) => ("value_history_of", format!("\"portfolio\":\"{id}\"")),
        };
        self.views.view(Ask { slot, path: "/api/v1/value_history", what, by_difference: false, recent: false })
    }

    /// The prices of one entry. Those of the entries looked at last are kept.
    pub fn card(&self, entry: Uuid) -> View {
        let what = format!("\"entry\":\"{entry}\"");
        let path = "/api/v1/card_history";
        self.views.view(Ask { slot: "card_history", path, what, by_difference: false, recent: true })
    }

    /// Which entries have no price, and why.
    pub fn unpriced(&self) -> View {
        let (slot, path) = ("unpriced", "/api/v1/unpriced");
        self.views.view(Ask { slot, path, what: String::new(), by_difference: false, recent: false })
    }

    /// Why the value of `after` is not that of `before`, both ISO days.
    pub fn explained(&self, slot: &'static str, portfolio: Option<Uuid>, before: &str, after: &str) -> View {
        let portfolio = portfolio.map_or_else(|| String::from("null"), |id| format!("\"{id}\""));
        let what = format!("\"portfolio\":{portfolio},\"before\":\"{before}\",\"after\":\"{after}\"");
        self.views.view(Ask { slot, path: "/api/v1/explain", what, by_difference: false, recent: false })
    }

    /// What a chart of a history draws, its last days as this device knows them. None while nothing is known.
    pub fn plot(&self, history: Option<&ValueHistory>, portfolio: Option<Uuid>, span: Span) -> Option<Plot> {
        let history = history?;
        let today = self.engine.today().parse::<Date>().ok().map(Date::ordinal);
        let today = today.filter(|_| self.engine.phase().get() == Phase::Ready);
        let live = today.and_then(|today| self.live(history, portfolio, today));
        plot(history, live.as_ref(), today, span)
    }

    /// What the rows of this device add up to, once both the rows and the prices are here.
    fn live(&self, history: &ValueHistory, portfolio: Option<Uuid>, today: u32) -> Option<Live> {
        if !self.is_known() {
            return None;
        }
        let currency = self.collection.currency()?;
        let from = first_live(history, self.has_unsynced(), today);
        let mut worths = self.collection.worth_on(portfolio, from, today);
        worths.push(portfolio.map_or_else(|| self.collection.worth(), |id| self.collection.worth_of(id)));
        Some(Live { currency, from, worths })
    }

    /// Takes what the server says over into the rows, the differences one by one; and the day, from which on an owner's
    /// own price holds.
    fn follow(&self) {
        let (view, collection, engine) = (self.valuation, self.collection, self.engine);
        let clock = use_clock();
        let today = Memo::new(move |_| {
            engine.phase().track();
            clock.now_ms();
            engine.today().parse::<Date>().ok()
        });
        Effect::new(move |_| collection.set_today(today.get()));
        let taken = StoredValue::new(None::<(Text, usize)>);
        Effect::new(move |_| {
            let Some(kept) = view.kept() else {
                taken.set_value(None);
                return;
            };
            let before =
                taken.get_value().filter(|(whole, n)| Arc::ptr_eq(whole, &kept.whole) && *n <= kept.since.len());
            let from = match before {
                Some((_, n)) => n,
                None => {
                    if let Some(valuation) = read::<Valuation>(&kept.whole) {
                        collection.value(valuation);
                    }
                    0
                }
            };
            for text in &kept.since[from..] {
                if let Some(difference) = read::<Valuation>(text) {
                    collection.value_more(difference);
                }
            }
            taken.set_value(Some((kept.whole.clone(), kept.since.len())));
        });
    }
}

/// A history as the chart needs it, read once.
pub fn read_history(kept: Option<Arc<Kept>>) -> Option<Arc<ValueHistory>> {
    read(&kept?.whole).map(Arc::new)
}

/// The prices of a card, read once.
pub fn read_card(kept: Option<Arc<Kept>>) -> Option<Arc<CardHistory>> {
    read(&kept?.whole).map(Arc::new)
}

/// Which entries have no price, read once.
pub fn read_unpriced(kept: Option<Arc<Kept>>) -> Option<Arc<Unpriced>> {
    read(&kept?.whole).map(Arc::new)
}

/// Why a value moved, read once.
pub fn read_explained(kept: Option<Arc<Kept>>) -> Option<Arc<Explained>> {
    read(&kept?.whole).map(Arc::new)
}

fn read<T: serde::de::DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_str(text).ok()
}
