//! One running engine: account, ledger and tab. Feeds it what happens, with the time, and carries out what it wants.
//! Dumb on purpose: every decision is the engine's.

mod edits;
mod outputs;
mod recorder;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use js_sys::Date;
use vitrine_app::engine::{Feed, Identity, Key, Phase, Record, RecordState, RecordStatus};
use vitrine_ledger::Domain;
use vitrine_sync::Base;
use vitrine_sync::client::{Config, Engine, Hint, Id, Input, Nudge, Token};
use wasm_bindgen_futures::spawn_local;

use crate::net::{Pending, Stream};
use crate::page::{self, Timer};
use crate::store::{Event, Store, name_for};
use crate::tabs::{Channel, Lock};
use recorder::Recorder;

/// What the network and the storage do is told to the screens at most this often; what a person does, at once.
const STATUS_EVERY_MS: i32 = 16;
/// How long to wait before a storage that does not let this tab lead is asked again.
const RETRY_MS: i32 = 5_000;
/// How long after it came in sight a page puts the storage in order.
const TIDY_AFTER_MS: i32 = 10_000;
/// How long the news of a stolen lock may take.
const SETTLE_MS: i32 = 250;

pub(crate) struct Session {
    pub(crate) identity: Identity,
    pub(crate) store: Rc<Store>,
    engine: RefCell<Engine<Domain>>,
    recorder: RefCell<Recorder>,
    feed: Feed,
    requests: RefCell<BTreeMap<Id, Pending>>,
    stream: RefCell<Option<Stream>>,
    channel: RefCell<Option<Channel>>,
    lock: Rc<Lock>,
    lease: Cell<u64>,
    timer: Timer,
    telling: Timer,
    /// The browser was asked not to throw the storage away.
    asked_to_persist: Cell<bool>,
    stopped: Cell<bool>,
    /// Called whenever the server is reached after an absence: it may have another build now.
    connected: Box<dyn Fn()>,
}

impl Session {
    /// Starts an engine for `identity`: reads the storage and queues for the lead. `connected` is called whenever the
    /// server is reached after an absence, `storage` for what happens to the storage.
    pub(crate) fn start(
        identity: Identity,
        feed: Feed,
        connected: impl Fn() + 'static,
        storage: impl Fn(Event) + 'static,
    ) -> Rc<Self> {
        let config = Config { account: identity.account, ledger: identity.ledger, seed: crate::random::seed() };
        let name = name_for(&identity);
        let session = Rc::new(Self {
            store: Store::new(&identity, storage),
            engine: RefCell::new(Engine::new(config.clone())),
            recorder: RefCell::new(Recorder::new(config)),
            feed,
            requests: RefCell::default(),
            stream: RefCell::default(),
            channel: RefCell::default(),
            lock: Lock::new(&name),
            lease: Cell::new(0),
            timer: Timer::default(),
            telling: Timer::default(),
            asked_to_persist: Cell::new(false),
            stopped: Cell::new(false),
            connected: Box::new(connected),
            identity,
        });
        let remembers = Rc::downgrade(&session);
        session.store.remember_with(move || remembers.upgrade()?.engine.borrow().remembered());
        feed.phase(Phase::Opening);
        session.open_channel(&name);
        session.start_engine();
        session.queue_for_lead();
        session
    }

    fn open_channel(self: &Rc<Self>, name: &str) {
        let session = Rc::downgrade(self);
        let heard = move |hint| {
            if let Some(session) = session.upgrade() {
                session.take(Input::Heard(hint));
            }
        };
        *self.channel.borrow_mut() = Channel::open(name, heard);
    }

    fn start_engine(self: &Rc<Self>) {
        let outputs = drain(&mut self.engine.borrow_mut());
        self.recorder.borrow_mut().initial_outputs(&outputs);
        self.carry_out(outputs);
    }

    /// Tells the engine what happened and does what it wants.
    pub(crate) fn take(self: &Rc<Self>, input: Input<Domain>) {
        self.take_all(std::iter::once(input));
    }

    /// Tells the engine several things that happened at once.
    fn take_all(self: &Rc<Self>, inputs: impl Iterator<Item = Input<Domain>>) {
        if self.stopped.get() {
            return;
        }
        let now_ms = Date::now() as u64;
        let mut wanted = Vec::new();
        for input in inputs {
            let step = self.recorder.borrow_mut().input(now_ms, &input);
            let outputs = {
                let mut engine = self.engine.borrow_mut();
                engine.handle(now_ms, input);
                drain(&mut engine)
            };
            self.recorder.borrow_mut().outputs(step, &outputs);
            wanted.extend(outputs);
        }
        self.carry_out(wanted);
    }

    /// Queues for the lead; again after it was lost.
    fn queue_for_lead(self: &Rc<Self>) {
        if self.stopped.get() {
            return;
        }
        let session = self.clone();
        spawn_local(async move {
            if session.lock.wait().await && !session.stopped.get() {
                session.lead().await;
            }
        });
    }

    /// The lock is ours; leads until it is lost.
    async fn lead(self: &Rc<Self>) {
        if !self.claim().await {
            self.lock.release();
            page::sleep(RETRY_MS).await;
            return self.queue_for_lead();
        }
        let taken_away = self.lock.lost().await;
        if taken_away && !self.stopped.get() {
            self.take(Input::Follow);
            self.queue_for_lead();
        }
    }

    /// Tells the storage first, then the engine, that this tab leads. False when the storage does not let it.
    async fn claim(self: &Rc<Self>) -> bool {
        match self.store.take_lease().await {
            Ok(lease) => {
                self.lease.set(lease);
                self.take(Input::Lead { lease });
                true
            }
            Err(failure) => {
                crate::say(&format!("the storage does not let this tab lead: {failure:?}"));
                false
            }
        }
    }

    /// The storage did not know our lease. When the lock is still ours nobody has stolen it: the database was cleared or
    /// repaired under us, and a new lease puts that right.
    async fn claim_again(self: &Rc<Self>) {
        page::sleep(SETTLE_MS).await;
        if self.lock.is_held() && !self.stopped.get() {
            self.claim().await;
        }
    }

    /// Takes the lead from a tab that does not answer.
    fn steal(self: &Rc<Self>) {
        let session = self.clone();
        spawn_local(async move {
            if session.lock.is_held() {
                session.claim().await;
            } else if session.lock.steal().await && !session.stopped.get() {
                session.lead().await;
            }
        });
    }

    /// The page is about to be left, or `frozen`: another tab may lead. A frozen page can end no transaction, so what it
    /// holds of the storage goes first, and it begins nothing.
    pub(crate) fn suspend(self: &Rc<Self>, frozen: bool) {
        if frozen {
            self.store.suspend();
        }
        self.take(Input::Suspend);
        self.lock.release();
    }

    /// The page is back.
    pub(crate) fn resume(self: &Rc<Self>) {
        self.store.resume();
        self.take(Input::Nudge(Nudge::Visible));
        if !self.lock.is_held_or_wanted() {
            self.queue_for_lead();
        }
    }

    /// Sends nothing for now, and keeps the lead from other tabs: the session is about to end on the server.
    pub(crate) fn pause_sending(self: &Rc<Self>) {
        if self.lock.is_held() {
            self.take(Input::Follow);
        }
    }

    /// It did not end.
    pub(crate) fn resume_sending(self: &Rc<Self>) {
        if self.lock.is_held() {
            let session = self.clone();
            spawn_local(async move {
                session.claim().await;
            });
        }
    }

    /// What this tab knows of the storage may not be what is there: it is opened anew and read. (Through a connection of
    /// before, a database that the browser has cleared can look as if it were there.)
    pub(crate) fn reread_storage(self: &Rc<Self>) {
        self.store.resume();
        self.store.close();
        self.take(Input::Heard(Hint::Changed));
    }

    /// The database was cleared, and what this tab knew is in it again: whoever leads does so under a new lease.
    pub(crate) fn take_new_lease(self: &Rc<Self>) {
        self.resume_sending();
    }

    /// In a quiet moment, of a page that is looked at: the storage is put in order.
    pub(crate) fn tidy(self: &Rc<Self>) {
        let session = self.clone();
        spawn_local(async move {
            page::sleep(TIDY_AFTER_MS).await;
            page::idle().await;
            if session.lock.is_held() && !session.stopped.get() {
                // It can be done next time as well.
                let _ = session.store.compact(session.lease.get()).await;
            }
        });
    }

    /// Ends the session: nothing more is sent, stored or shown.
    pub(crate) fn stop(&self) {
        self.stopped.set(true);
        self.requests.borrow_mut().clear();
        self.stream.borrow_mut().take();
        self.channel.borrow_mut().take();
        self.timer.clear();
        self.telling.clear();
        self.lock.release();
        self.store.end();
    }

    /// Is it this account and this ledger?
    pub(crate) fn is_for(&self, identity: &Identity) -> bool {
        self.identity.account == identity.account && self.identity.ledger == identity.ledger
    }

    fn tell_status(self: &Rc<Self>) {
        let session = Rc::downgrade(self);
        self.telling.arm_if_idle(STATUS_EVERY_MS, move || {
            if let Some(session) = session.upgrade().filter(|session| !session.stopped.get()) {
                let (status, client) = {
                    let engine = session.engine.borrow();
                    (engine.status(Date::now() as u64), engine.client())
                };
                if !client.0.is_nil() {
                    page::remember_numbers(&session.identity, client, status.queue);
                }
                session.feed.step(status);
            }
        });
    }

    fn arm_timer(self: &Rc<Self>) {
        let due = self.engine.borrow().poll_timeout().map(|(due_ms, _)| due_ms);
        let session = Rc::downgrade(self);
        self.timer.arm_at(due, move || {
            if let Some(session) = session.upgrade() {
                session.take(Input::Tick);
            }
        });
    }

    // ── what the screens look at ──────────────────────────────────────────────────────────────────────────────────

    pub(crate) fn with_record(&self, key: &Key, look: &mut dyn FnMut(&Record)) {
        if let Some(record) = self.engine.borrow().get(key) {
            look(record);
        }
    }

    pub(crate) fn for_each(&self, look: &mut dyn FnMut(&Key, &Record)) {
        self.engine.borrow().records().for_each(|(key, record)| look(key, record));
    }

    pub(crate) fn record_state(&self, key: &Key) -> RecordState {
        outputs::record_state(self.engine.borrow().record_state(key))
    }

    pub(crate) fn record_status(&self, key: &Key) -> RecordStatus {
        outputs::record_status(&self.engine.borrow().record_status(key))
    }

    pub(crate) fn base(&self) -> Base {
        self.engine.borrow().base()
    }

    pub(crate) fn engine(&self) -> std::cell::Ref<'_, Engine<Domain>> {
        self.engine.borrow()
    }

    /// Edits that are only on this device.
    pub(crate) fn unsynced(&self) -> usize {
        let engine = self.engine.borrow();
        engine.queue().count() + engine.unsaved().count()
    }

    pub(crate) fn discard(self: &Rc<Self>, token: Token) {
        self.take(Input::Discard { token });
    }

    /// Queue, tray, last steps and the trace, as JSON.
    pub(crate) fn export(&self) -> String {
        let engine = self.engine.borrow();
        // Put together as text: going through `serde_json::Value` would bring a second serialiser of every type.
        let parts = [
            ("client", json(&engine.client())),
            ("position", json(&engine.position())),
            ("status", json(&engine.status(Date::now() as u64))),
            ("queue", json(&engine.queue().collect::<Vec<_>>())),
            ("unsaved", json(&engine.unsaved().collect::<Vec<_>>())),
            ("tray", json(&engine.tray().collect::<Vec<_>>())),
            ("steps", json(&engine.steps().collect::<Vec<_>>())),
            ("trace", json(self.recorder.borrow().trace())),
        ];
        let fields: Vec<String> = parts.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
        format!("{{{}}}", fields.join(","))
    }
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("BUG: our types serialise")
}

fn drain(engine: &mut Engine<Domain>) -> Vec<vitrine_sync::client::Output<Domain>> {
    std::iter::from_fn(|| engine.poll_output()).collect()
}
