//! One derived view: loaded from the device's storage, asked for once however often it is wanted, kept again.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Ask, Kept, is_unreachable, recent};
use crate::engine::{Cached, Engine, Phase};

/// An answer that takes longer does not keep the next question from being asked.
const PATIENCE_MS: u64 = 30_000;
/// After a question that nobody answered though the server can be reached.
const AGAIN: Duration = Duration::from_secs(60);

/// A derived view on this device.
#[derive(Clone, Copy)]
pub struct View {
    ask: StoredValue<Ask>,
    /// Where it is kept on this device, once that is known.
    slot: StoredValue<Option<String>>,
    kept: RwSignal<Option<Arc<Kept>>>,
    state: StoredValue<State>,
    engine: Engine,
}

#[derive(Clone, Copy, Default)]
struct State {
    wanted: bool,
    /// The storage is being read: nothing is asked for before it is known what is there.
    loading: bool,
    loaded: bool,
    /// When it was asked for, the device's clock; none when no answer is awaited.
    asked_ms: Option<u64>,
    /// Answers awaited before that are not ours any more.
    turn: u32,
}

impl View {
    pub(super) fn new(ask: Ask, engine: Engine) -> Self {
        let state = StoredValue::new(State::default());
        let slot = StoredValue::new((!ask.recent).then(|| ask.slot.to_owned()));
        Self { ask: StoredValue::new(ask), slot, kept: RwSignal::new(None), state, engine }
    }

    /// What is on this device. Reactive.
    pub fn kept(&self) -> Option<Arc<Kept>> {
        self.kept.get()
    }

    /// What the server rendered into the page: a whole answer.
    pub fn seed(&self, text: &str, made_ms: u64) {
        if self.kept.with_untracked(Option::is_none) {
            self.kept.set(Kept::whole(text, made_ms).map(Arc::new));
        }
    }

    /// Fetches it while a screen shows it.
    pub fn want(&self) {
        if !self.state.with_value(|state| state.wanted) {
            self.state.update_value(|state| state.wanted = true);
            if self.engine.phase().get_untracked() == Phase::Ready {
                self.load();
                self.renew();
            }
        }
    }

    /// Does a screen show it?
    pub(super) fn is_wanted(&self) -> bool {
        self.state.with_value(|state| state.wanted)
    }

    /// No screen shows it any more: it is not asked for again until one does.
    pub fn leave(&self) {
        let _ = self.state.try_update_value(|state| state.wanted = false);
    }

    /// Another person: nothing of the one before may be seen. Or one question too many.
    pub(super) fn forget(&self) {
        self.state.update_value(|state| {
            *state = State { wanted: state.wanted, turn: state.turn + 1, ..State::default() };
        });
        // The other person's answers stand elsewhere.
        self.slot.set_value(self.ask.with_value(|ask| (!ask.recent).then(|| ask.slot.to_owned())));
        self.kept.set(None);
    }

    /// The storage is open: keeps what the server rendered, or shows what was kept, or asks for the first time.
    pub(super) fn load(&self) {
        let State { wanted, loading, loaded, turn, .. } = self.state.get_value();
        if !wanted || loading || loaded {
            return;
        }
        let view = *self;
        if let Some(kept) = self.kept.get_untracked() {
            self.state.update_value(|state| state.loaded = true);
            self.keep(&kept);
            return self.renew();
        }
        self.state.update_value(|state| state.loading = true);
        spawn_local(async move {
            let read = view.read().await;
            if view.state.with_value(|state| state.turn) != turn {
                return;
            }
            view.state.update_value(|state| (state.loading, state.loaded) = (false, true));
            if let (Some(kept), true) = (read, view.kept.with_untracked(Option::is_none)) {
                view.kept.set(Some(Arc::new(kept)));
            }
            view.renew();
        });
    }

    /// Asks the server when there is nothing yet, or something later was announced.
    pub(super) fn renew(&self) {
        let State { wanted, loaded, asked_ms, .. } = self.state.get_value();
        let now_ms = self.engine.now_ms();
        let waiting = asked_ms.is_some_and(|asked_ms| now_ms < asked_ms.saturating_add(PATIENCE_MS));
        // With a network again, it is asked for then.
        if wanted && loaded && !waiting && !is_unreachable(self.engine) && self.is_old() {
            self.fetch(now_ms);
        }
    }

    fn is_old(&self) -> bool {
        let announced = self.engine.invalidated().get_untracked();
        self.kept.with_untracked(|kept| match kept {
            None => true,
            Some(kept) => announced.is_some_and(|poke| kept.is_older_than(&poke)),
        })
    }

    fn fetch(&self, now_ms: u64) {
        let Some(identity) = self.engine.identity().get_untracked() else { return };
        let today = self.engine.today();
        let before = self.kept.get_untracked();
        let (path, body) = self.ask.with_value(|ask| {
            let what = if ask.what.is_empty() { String::new() } else { format!(",{}", ask.what) };
            let have = before.as_ref().filter(|kept| ask.by_difference && kept.is_short());
            let have = have.and_then(|kept| serde_json::to_string(&kept.from).ok());
            let have = have.map_or_else(String::new, |have| format!(",\"have\":{have}"));
            let ledger = identity.ledger.0;
            (ask.path, format!("{{\"request\":{{\"ledger\":\"{ledger}\",\"today\":\"{today}\"{what}{have}}}}}"))
        });
        let turn = self.state.try_update_value(|state| {
            state.turn += 1;
            state.asked_ms = Some(now_ms);
            state.turn
        });
        let announced = self.engine.invalidated().get_untracked();
        let view = *self;
        spawn_local(async move {
            let answer = view.engine.ask(path, body).await;
            if view.state.with_value(|state| Some(state.turn)) != turn {
                return;
            }
            view.state.update_value(|state| state.asked_ms = None);
            let now_ms = view.engine.now_ms();
            let next =
                answer.and_then(|text| view.kept.with_untracked(|before| Kept::next(before.as_deref(), &text, now_ms)));
            match next {
                Some(kept) => {
                    view.keep(&kept);
                    view.kept.set(Some(Arc::new(kept)));
                    // Announced meanwhile, and made too early to be in the answer.
                    if view.engine.invalidated().get_untracked() != announced {
                        view.renew();
                    }
                }
                None => set_timeout(move || view.renew(), AGAIN),
            }
        });
    }

    async fn read(&self) -> Option<Kept> {
        let (name, what) = self.ask.with_value(|ask| (ask.slot, ask.what.clone()));
        let slot = match self.slot.get_value() {
            Some(slot) => slot,
            None => {
                let slot = recent::slot(self.engine, name, &what).await;
                self.slot.set_value(Some(slot.clone()));
                slot
            }
        };
        let cached = self.engine.cached(&slot).await.filter(|cached| cached.what == what)?;
        let mut kept = Kept::whole(&cached.text, cached.made_ms)?;
        if self.ask.with_value(|ask| ask.by_difference)
            && let Some(more) = self.engine.cached(&tail(&slot)).await
            && more.what == over(&kept)
        {
            for text in more.text.lines() {
                kept = Kept::next(Some(&kept), text, more.made_ms).unwrap_or(kept);
            }
        }
        Some(kept)
    }

    /// The whole answer stands in one slot and what came after it in another: a small difference costs a small write.
    fn keep(&self, kept: &Kept) {
        let what = self.ask.with_value(|ask| ask.what.clone());
        let Some(slot) = self.slot.get_value() else { return };
        if kept.since.is_empty() {
            self.engine.keep(&slot, Cached { what, made_ms: kept.made_ms, text: kept.whole.to_string() });
        } else {
            let text = kept.since.join("\n");
            self.engine.keep(&tail(&slot), Cached { what: over(kept), made_ms: kept.made_ms, text });
        }
    }
}

fn tail(slot: &str) -> String {
    format!("{slot}+")
}

/// Which whole answer a tail belongs to.
fn over(kept: &Kept) -> String {
    Kept::whole(&kept.whole, 0).and_then(|whole| serde_json::to_string(&whole.from).ok()).unwrap_or_default()
}
