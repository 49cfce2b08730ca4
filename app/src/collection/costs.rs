//! Cost by day, as this device has it: made by the server, kept here with the head it was made from, fetched again only
//! when the engine says that an older head is out of date. Refuses to be invalidated by a component.

use leptos::prelude::*;
use leptos::task::spawn_local;
use vitrine_ledger::CostPoint;
use vitrine_sync::Seq;

use crate::api::{self, CostByDay};
use crate::engine::{Cached, Engine, Phase, use_engine};

/// The view's name in the device's storage.
const NAME: &str = "cost_by_day";

/// The derived view, in the context of every page.
#[derive(Clone, Copy)]
pub struct Costs {
    kept: RwSignal<Option<Kept>>,
    fetching: StoredValue<bool>,
    engine: Engine,
}

#[derive(Clone, PartialEq)]
struct Kept {
    head: Seq,
    made_ms: u64,
    points: Vec<CostPoint>,
    /// Copies without a day: they have no place on the line.
    undated: i64,
}

impl Kept {
    fn new(view: CostByDay, made_ms: u64) -> Self {
        Self { head: view.head, made_ms, points: view.points, undated: view.undated.cards }
    }
}

/// The derived view of this page.
pub fn use_costs() -> Costs {
    expect_context::<Costs>()
}

impl Costs {
    pub fn provide() -> Self {
        let costs = Self { kept: RwSignal::new(None), fetching: StoredValue::new(false), engine: use_engine() };
        provide_context(costs);
        let identity = Memo::new(move |_| costs.engine.identity().get());
        // Another person: nothing of the one before may be seen.
        Effect::new(move |before: Option<Option<crate::engine::Identity>>| {
            let now = identity.get();
            if before.flatten().is_some_and(|before| now.as_ref() != Some(&before)) {
                costs.kept.set(None);
            }
            now
        });
        Effect::new(move |_| {
            if costs.engine.phase().get() == Phase::Ready {
                spawn_local(async move { costs.load().await });
            }
        });
        Effect::new(move |_| {
            costs.engine.invalidated().track();
            if costs.is_old() {
                costs.fetch();
            }
        });
        costs
    }

    /// What the server rendered into the page.
    pub fn seed(&self, view: &CostByDay) {
        if self.kept.with_untracked(Option::is_none) {
            self.kept.set(Some(Kept::new(view.clone(), view.time_ms)));
        }
    }

    /// The points; none while there is nothing on this device.
    pub fn points(&self) -> Option<Vec<CostPoint>> {
        self.kept.with(|kept| kept.as_ref().map(|kept| kept.points.clone()))
    }

    /// How many copies have no day, and so no place among the points.
    pub fn undated(&self) -> i64 {
        self.kept.with(|kept| kept.as_ref().map_or(0, |kept| kept.undated))
    }

    /// When the view was made.
    pub fn made_ms(&self) -> Option<u64> {
        self.kept.with(|kept| kept.as_ref().map(|kept| kept.made_ms))
    }

    /// The storage is open: keeps what the server rendered, or shows what was kept, or asks for the first time.
    async fn load(&self) {
        if let Some(kept) = self.kept.get_untracked() {
            self.keep(&kept);
            return;
        }
        let stored = self.engine.cached(NAME).await;
        let read = stored.and_then(|cached| {
            let (points, undated) = serde_json::from_str(&cached.text).ok()?;
            Some(Kept { head: Seq(cached.what.parse().ok()?), made_ms: cached.made_ms, points, undated })
        });
        match read {
            Some(kept) => self.kept.set(Some(kept)),
            None => self.fetch(),
        }
    }

    /// The head that was announced last.
    fn announced(&self) -> Option<Seq> {
        self.engine.invalidated().get_untracked().map(|poke| poke.head)
    }

    /// Was a head announced that is newer than what is kept?
    fn is_old(&self) -> bool {
        let kept = self.kept.with_untracked(|kept| kept.as_ref().map(|kept| kept.head));
        self.announced().is_some_and(|head| kept.is_none_or(|kept| kept < head))
    }

    fn fetch(&self) {
        let Some(identity) = self.engine.identity().get_untracked() else { return };
        if self.fetching.get_value() {
            return;
        }
        self.fetching.set_value(true);
        let before = self.announced();
        let costs = *self;
        spawn_local(async move {
            let answer = api::cost_by_day(identity.ledger).await;
            costs.fetching.set_value(false);
            let same_person = costs.engine.identity().get_untracked().as_ref() == Some(&identity);
            if let (Ok(view), true) = (answer, same_person) {
                let kept = Kept::new(view, costs.engine.now_ms());
                costs.keep(&kept);
                costs.kept.set(Some(kept));
            }
            // Announced meanwhile, and made too early to be in the answer.
            if costs.announced() != before && costs.is_old() {
                costs.fetch();
            }
        });
    }

    fn keep(&self, kept: &Kept) {
        let json = serde_json::to_string(&(&kept.points, kept.undated)).expect("BUG: points serialise");
        self.engine.keep(NAME, Cached { what: kept.head.0.to_string(), made_ms: kept.made_ms, text: json });
    }
}
