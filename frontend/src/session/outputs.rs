//! Carries out what the engine wants, one output after the other.

use std::rc::Rc;

use vitrine_app::engine::{Key, MutateError, NotSaved, Phase, RecordState, RecordStatus};
use vitrine_ledger::Domain;
use vitrine_sync::client::{self, Hint, Id, Input, Output, Position, StoreError, Write};
use wasm_bindgen_futures::spawn_local;

use super::Session;
use crate::net::{self, Pending, Stream};
use crate::page;
use crate::store::Done;

impl Session {
    pub(super) fn carry_out(self: &Rc<Self>, outputs: Vec<Output<Domain>>) {
        let mut turn = Turn::default();
        for output in outputs {
            self.do_one(output, &mut turn);
        }
        if !turn.edits.is_empty() {
            self.write(turn.edits);
        }
        if let Some(keys) = turn.changed {
            self.feed.changed(keys);
        }
        self.arm_timer();
        self.tell_status();
    }

    fn do_one(self: &Rc<Self>, output: Output<Domain>, turn: &mut Turn) {
        match output {
            Output::Write { id, write: write @ Write::Edit { .. } } => turn.edits.push((id, write)),
            Output::Write { id, write } => self.write(vec![(id, write)]),
            Output::Read { have } => self.read(have),
            Output::Push { request, message } => {
                let body = net::body(&message);
                self.send(request, net::PUSH, body, |request, reply| Input::Pushed { request, reply });
            }
            Output::Pull { request, message } => {
                let body = net::body(&message);
                self.send(request, net::PULL, body, |request, reply| Input::Pulled { request, reply });
            }
            Output::Check { request, message } => {
                let body = net::body(&message);
                self.send(request, net::CHECK, body, |request, reply| Input::Checked { request, reply });
            }
            Output::Cancel { request } => {
                self.requests.borrow_mut().remove(&request);
            }
            Output::OpenStream => self.open_stream(),
            Output::CloseStream => {
                self.stream.borrow_mut().take();
            }
            Output::Announce(hint) => self.announce(hint, turn),
            Output::Steal => self.steal(),
            Output::Changed(keys) => turn.changed(keys),
            Output::SavedMark { token } => self.feed.saved(token),
            Output::NotSaved { token, mutation, error } => self.feed.not_saved(NotSaved { token, mutation, error }),
            Output::Invalidated(poke) => self.feed.invalidated(poke),
        }
    }

    fn announce(&self, hint: Hint, turn: &mut Turn) {
        if let Some(channel) = &*self.channel.borrow()
            && !turn.said.contains(&hint)
        {
            channel.say(&hint);
            turn.said.push(hint);
        }
    }

    /// Writes in one transaction.
    fn write(self: &Rc<Self>, writes: Vec<(Id, Write<Domain>)>) {
        let session = self.clone();
        spawn_local(async move {
            let (ids, writes): (Vec<Id>, Vec<Write<Domain>>) = writes.into_iter().unzip();
            match session.store.write(&writes).await {
                Ok(done) => {
                    let edits = matches!(done.first(), Some(Done::Saved { .. }));
                    session.take_all(ids.into_iter().zip(done).map(|(id, done)| match done {
                        Done::Saved { n, stamp } => Input::Saved { id, n, stamp },
                        Done::Stored => Input::Stored { id },
                        Done::BroughtBack(entries) => Input::BroughtBack { id, entries },
                    }));
                    if edits {
                        session.ask_to_persist();
                    }
                }
                Err(error) => {
                    let edits = writes.iter().filter(|write| matches!(write, Write::Edit { .. })).count();
                    crate::say(&format!("a write was rolled back: {error:?}, edits: {edits}"));
                    session.take_all(ids.into_iter().map(|id| Input::StoreFailed { id, error }));
                    if error == StoreError::LeaseLost {
                        session.claim_again().await;
                    }
                }
            }
        });
    }

    fn read(self: &Rc<Self>, have: Position) {
        let session = self.clone();
        spawn_local(async move {
            match session.store.read(have).await {
                Ok(reading) => {
                    match reading.rescued {
                        Some(rescued) => {
                            page::save_file("vitrine-unsent-edits.json", &rescued);
                            session.feed.storage(|storage| storage.rebuilt = true);
                            page::remember_numbers(&session.identity, reading.snapshot.client, 0);
                        }
                        None => session.notice_eviction(reading.snapshot.client),
                    }
                    session.take(Input::Loaded(reading.snapshot));
                    session.feed.phase(Phase::Ready);
                }
                Err(failure) => {
                    crate::say(&format!("the storage cannot be read: {failure:?}"));
                    // What was read before stays on the screen: it is right, and another try follows.
                    if !session.engine.borrow().is_open() {
                        session.feed.phase(Phase::NoStorage);
                    }
                    let error = match StoreError::from(failure) {
                        StoreError::LeaseLost => StoreError::Aborted,
                        error => error,
                    };
                    session.take(Input::StoreFailed { id: 0, error });
                }
            }
        });
    }

    fn send<T: serde::de::DeserializeOwned + 'static>(
        self: &Rc<Self>,
        request: Id,
        path: &'static str,
        body: String,
        answered: impl FnOnce(Id, client::Reply<T>) -> Input<Domain> + 'static,
    ) {
        let pending = Pending::new();
        let signal = pending.signal();
        self.requests.borrow_mut().insert(request, pending);
        let session = self.clone();
        spawn_local(async move {
            let reply = net::post(path, &body, signal.as_ref()).await;
            // A cancelled request is no longer in the list, and its answer no longer awaited.
            let awaited = session.requests.borrow_mut().remove(&request);
            if let Some(pending) = awaited {
                pending.answered();
                session.take(answered(request, reply));
            }
        });
    }

    fn open_stream(self: &Rc<Self>) {
        let client = self.engine.borrow().client();
        let session = Rc::downgrade(self);
        let heard = move |input| {
            if let Some(session) = session.upgrade() {
                // Not in the listener's own call: the closed stream takes its listener with it.
                spawn_local(async move {
                    match input {
                        Input::StreamClosed => drop(session.stream.borrow_mut().take()),
                        Input::StreamOpened => (session.connected)(),
                        _ => {}
                    }
                    session.take(input);
                });
            }
        };
        let stream = Stream::open(self.identity.ledger, client, heard);
        *self.stream.borrow_mut() = stream;
    }

    /// The storage may be read several times before the page notes what stands in it now: what is lost is lost once.
    fn notice_eviction(&self, client: vitrine_sync::ClientId) {
        if let Some(lost) = page::numbers_lost(&self.identity, client) {
            self.feed.storage(|storage| storage.evicted = lost);
        }
    }

    fn ask_to_persist(self: &Rc<Self>) {
        if self.asked_to_persist.replace(true) {
            return;
        }
        page::ask_to_persist(self.feed);
    }
}

/// What is put together, because several edits may have been made, or become durable, at once.
#[derive(Default)]
struct Turn {
    /// What was one action is stored in one transaction.
    edits: Vec<(Id, Write<Domain>)>,
    /// Screens refresh once for all records that changed; empty means all there are.
    changed: Option<Vec<Key>>,
    /// Other tabs are told once.
    said: Vec<Hint>,
}

impl Turn {
    fn changed(&mut self, mut more: Vec<Key>) {
        match &mut self.changed {
            Some(keys) if keys.is_empty() => {}
            Some(keys) if !more.is_empty() => keys.append(&mut more),
            _ => self.changed = Some(more),
        }
    }
}

/// The engine's dot, as the screens know it.
pub(super) fn record_state(state: client::RecordState) -> RecordState {
    match state {
        client::RecordState::Saving => RecordState::Saving,
        client::RecordState::Saved { since_ms } => RecordState::Saved { since_ms },
        client::RecordState::Refused { since_ms } => RecordState::Refused { at_ms: since_ms },
        client::RecordState::Synced => RecordState::Synced,
    }
}

/// The engine's account of a record, as the screens know it.
pub(super) fn record_status(status: &client::RecordStatus<'_, Domain>) -> RecordStatus {
    RecordStatus {
        waiting: status.waiting,
        since_ms: status.waits_since_ms,
        tries: status.tries,
        tried_ms: status.tried_ms,
        problem: status.problem,
        answered_ms: status.answered_ms,
        pulled_ms: status.pulled_ms,
    }
}

pub(super) fn in_words_of_the_screen(error: client::MutateError<Domain>) -> MutateError {
    match error {
        client::MutateError::Opening => MutateError::NotReady,
        client::MutateError::Rejected(rejection) => MutateError::Refused(rejection),
    }
}
