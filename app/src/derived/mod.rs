//! Views that the server derives from a ledger, as this device has them: each is kept here under its name with what it
//! was made from, and is asked for again only when the engine announces something later. Refuses to be invalidated by a
//! component, and to know what a view says: to this module it is text, so that one piece of code serves all of them.

mod recent;
mod view;

use std::time::Duration;

use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::reactive::owner::WeakOwner;
use vitrine_sync::client::SyncState;

pub use view::View;
use vitrine_presenter::derived::Asked;
pub use vitrine_presenter::derived::{Kept, Text};

use crate::engine::{Engine, Identity, Phase, use_engine};

/// A question to the server whose answer is a view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// The name in the device's storage. Several questions may share one: the last answer is kept.
    pub slot: &'static str,
    /// The path of the server function.
    pub path: &'static str,
    /// The fields of the request besides `ledger`, `today` and `have`, as JSON: `"portfolio":null`; may be empty.
    pub what: String,
    /// May the answer be the difference to what the device has?
    pub by_difference: bool,
    /// Are the answers to the last questions kept, and not only that to the last one?
    pub recent: bool,
}

/// The derived views of this page.
#[derive(Clone, Copy)]
pub struct Views {
    by_question: StoredValue<Asked<View>>,
    /// Views live as long as the app, whichever page asked for them first. Weak: what is stored here belongs to it.
    owner: StoredValue<Option<WeakOwner>>,
    engine: Engine,
    unreachable: Memo<bool>,
    put_off: StoredValue<Option<PutOff>>,
}

/// What was announced is asked for when this timer is due.
#[derive(Clone, Copy)]
struct PutOff {
    timer: TimeoutHandle,
    /// Since when something announced waits, milliseconds since 1970.
    since_ms: u64,
}

/// How long nothing must be announced before the server is asked for views.
const REST: Duration = Duration::from_secs(1);
/// How long announcements that follow each other put that off at most.
const PUT_OFF_MS: u64 = 5_000;

/// The derived views, in the context of every page.
pub fn use_views() -> Views {
    expect_context::<Views>()
}

impl Views {
    pub fn provide() -> Self {
        let engine = use_engine();
        let unreachable = Memo::new(move |_| {
            engine.status().track();
            is_unreachable(engine)
        });
        let by_question = StoredValue::new(Asked::default());
        let views = Self {
            by_question,
            owner: StoredValue::new(Owner::current().map(|owner| owner.downgrade())),
            engine,
            unreachable,
            put_off: StoredValue::new(None),
        };
        provide_context(views);
        // Another person: nothing of the one before may be seen.
        let identity = Memo::new(move |_| engine.identity().get());
        Effect::new(move |before: Option<Option<Identity>>| {
            let now = identity.get();
            if before.flatten().is_some_and(|before| now.as_ref() != Some(&before)) {
                views.each(View::forget);
            }
            now
        });
        Effect::new(move |_| {
            if engine.phase().get() == Phase::Ready {
                views.each(View::load);
            }
        });
        // What could not be asked for is asked for when there is a network again.
        Effect::new(move |_| {
            if !unreachable.get() {
                views.each(View::renew);
            }
        });
        // What is announced makes views old. Each edit is announced, and the device's own figures follow it at once: the
        // server is asked when the hands rest.
        Effect::new(move |_| {
            if engine.invalidated().get().is_some() && !unreachable.get_untracked() {
                views.renew_soon();
            }
        });
        views
    }

    /// The view that answers a question; it is loaded or asked for once [`View::want`] was said.
    pub fn view(&self, ask: Ask) -> View {
        let question = format!("{}\n{}", ask.path, ask.what);
        if let Some(view) = self.by_question.try_update_value(|views| views.get(&question)).flatten() {
            return view;
        }
        let engine = self.engine;
        let make = move || View::new(ask, engine);
        let view = match self.owner.get_value().and_then(|owner| owner.upgrade()) {
            Some(owner) => owner.with(make),
            None => make(),
        };
        let gone = self.by_question.try_update_value(|views| views.put(question, view, View::is_wanted));
        // Their answers are on the device. Whoever should still hold one of them may ask again.
        gone.unwrap_or_default().iter().for_each(View::forget);
        view
    }

    /// Can the server not be reached, so that a view is as of when it was made?
    pub fn unreachable(&self) -> bool {
        self.unreachable.get()
    }

    /// Renews when nothing more is announced for a while, or when it has been put off for long enough.
    fn renew_soon(&self) {
        let (views, now_ms) = (*self, self.engine.now_ms());
        let before = self.put_off.try_update_value(Option::take).flatten();
        let since_ms = before.map_or(now_ms, |before| {
            before.timer.clear();
            before.since_ms
        });
        if now_ms.saturating_sub(since_ms) >= PUT_OFF_MS {
            return self.each(View::renew);
        }
        let renew = move || {
            views.put_off.set_value(None);
            views.each(View::renew);
        };
        match set_timeout_with_handle(renew, REST) {
            Ok(timer) => self.put_off.set_value(Some(PutOff { timer, since_ms })),
            Err(_) => self.each(View::renew),
        }
    }

    fn each(&self, act: fn(&View)) {
        let views = self.by_question.with_value(Asked::all);
        views.iter().for_each(act);
    }
}

/// Can the server not be reached, or not for this person?
fn is_unreachable(engine: Engine) -> bool {
    let state = engine.status().with_untracked(|status| status.state);
    matches!(state, SyncState::Offline { .. } | SyncState::Stale { .. } | SyncState::SignIn)
}
