//! A device with the engine that runs in browsers: its storage is the simulator's, its network is real HTTP. Answers wait
//! until a test gives them to the engine, so that a test decides what happens while a request is under way.

use std::collections::VecDeque;

use reqwest::header::RETRY_AFTER;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use uuid::Uuid;
use vitrine_ledger::{Domain, Key, Mutation, Record};
use vitrine_sync::client::{Config, Engine, Input, MutateError, Nudge, Output, Reply, Write};
use vitrine_sync::sim::{Done, Image};
use vitrine_sync::wire::{CheckRequest, Outcome, Poke, ProtocolError, PullRequest, PushRequest};
use vitrine_sync::{AccountId, Base, ClientId, LedgerId, Seq, Stamp};

use crate::browser::{Browser, now_ms};

/// A request the engine wants to make.
enum Asked {
    Push(u64, Box<PushRequest<Domain>>),
    Pull(u64, PullRequest),
    Check(u64, CheckRequest),
}

/// An edit that was stored here, as it is sent.
#[derive(Debug, Clone)]
pub(crate) struct Stored {
    pub(crate) client: ClientId,
    pub(crate) n: u64,
    pub(crate) stamp: Stamp,
    pub(crate) base: Base,
    pub(crate) mutation: Mutation,
}

pub(crate) struct Client {
    pub(crate) engine: Engine<Domain>,
    /// Every edit that was ever stored here, in order.
    pub(crate) stored: Vec<Stored>,
    /// What this device was told of its edits: number, place and outcome.
    pub(crate) told: Vec<(u64, Seq, Outcome<Domain>)>,
    config: Config,
    disk: Image<Domain>,
    browser: Browser,
    asked: VecDeque<Asked>,
    /// How far this device's clock is off, in milliseconds.
    pub(crate) clock_off_ms: i64,
}

impl Client {
    /// A device of the person in `browser`, with an empty storage, that leads. It has asked for its first page.
    pub(crate) fn new(browser: &Browser) -> Self {
        let id = |text: &str| Uuid::try_parse(text).unwrap();
        let config = Config {
            account: AccountId(id(&browser.account)),
            ledger: LedgerId(id(&browser.ledger)),
            seed: next_seed(),
        };
        let disk = Image::new(ClientId(Uuid::now_v7()));
        let mut client = Self {
            engine: Engine::new(config.clone()),
            stored: Vec::new(),
            told: Vec::new(),
            config,
            disk,
            browser: browser.clone(),
            asked: VecDeque::new(),
            clock_off_ms: 0,
        };
        client.open();
        client
    }

    fn open(&mut self) {
        self.give(Input::Loaded(self.disk.snapshot(Default::default(), true)));
        let lease = self.disk.raise_lease();
        self.give(Input::Lead { lease });
    }

    /// The tab crashed and is opened again: only the storage is left.
    pub(crate) fn restart(&mut self) {
        self.config.seed = next_seed();
        self.engine = Engine::new(self.config.clone());
        self.asked.clear();
        self.open();
    }

    /// Does the engine want to send something?
    pub(crate) fn asks(&self) -> bool {
        !self.asked.is_empty()
    }

    /// A person does something.
    pub(crate) fn act(&mut self, mutation: Mutation) -> Result<(), MutateError<Domain>> {
        let base = self.engine.base();
        let made = self.engine.mutate(self.now(), mutation, base).map(drop);
        self.drain();
        made
    }

    /// The same, from JSON.
    pub(crate) fn act_json(&mut self, mutation: &Value) {
        self.act(serde_json::from_value(mutation.clone()).unwrap()).unwrap();
    }

    /// The disk rots at this record, and the app is opened again.
    pub(crate) fn corrupt(&mut self, key: &str, record: Option<Record>) {
        self.disk.corrupt(key.parse().unwrap(), record);
        self.restart();
    }

    pub(crate) fn nudge(&mut self, nudge: Nudge) {
        self.give(Input::Nudge(nudge));
    }

    /// The browser sends another session from now on, and nobody told the engine.
    pub(crate) fn cookie_of(&mut self, browser: &Browser) {
        self.browser.cookie = browser.cookie.clone();
    }

    /// The server is found under another address from now on.
    pub(crate) fn moved_to(&mut self, base: &str) {
        self.browser.base = base.to_owned();
    }

    /// The person signs in again.
    pub(crate) async fn sign_in(&mut self, browser: &Browser) {
        self.cookie_of(browser);
        self.nudge(Nudge::SignedIn);
        self.settle().await;
    }

    fn now(&self) -> u64 {
        now_ms().saturating_add_signed(self.clock_off_ms)
    }

    fn give(&mut self, input: Input<Domain>) {
        self.engine.handle(self.now(), input);
        self.drain();
    }

    fn drain(&mut self) {
        while let Some(output) = self.engine.poll_output() {
            match output {
                Output::Write { id, write } => {
                    let input = match self.disk.transact(&write) {
                        Ok(Done::Saved { n, stamp, .. }) => {
                            self.note(&write, n, stamp);
                            Input::Saved { id, n, stamp }
                        }
                        Ok(Done::Stored) => Input::Stored { id },
                        Ok(Done::BroughtBack(entries)) => Input::BroughtBack { id, entries },
                        Err(error) => Input::StoreFailed { id, error },
                    };
                    self.engine.handle(self.now(), input);
                }
                Output::Read { have } => {
                    let snapshot = self.disk.snapshot(have, false);
                    self.engine.handle(self.now(), Input::Loaded(snapshot));
                }
                Output::Push { request, message } => self.asked.push_back(Asked::Push(request, Box::new(message))),
                Output::Pull { request, message } => self.asked.push_back(Asked::Pull(request, message)),
                Output::Check { request, message } => self.asked.push_back(Asked::Check(request, message)),
                // The stream is opened at once and says nothing: the tests pull when they want to.
                Output::OpenStream => self.engine.handle(self.now(), Input::StreamOpened),
                _ => {}
            }
        }
    }

    fn note(&mut self, write: &Write<Domain>, n: u64, stamp: Stamp) {
        if let Write::Edit { mutation, base, .. } = write {
            let client = self.engine.client();
            self.stored.push(Stored { client, n, stamp, base: *base, mutation: mutation.clone() });
        }
    }

    /// The event stream says where the ledger stands.
    pub(crate) fn poked(&mut self, poke: Poke) {
        self.give(Input::StreamEvent(poke));
    }

    /// Sends the oldest request; the server has decided when this returns, and the engine does not know it yet.
    pub(crate) async fn send(&mut self) -> Option<Input<Domain>> {
        match self.asked.pop_front()? {
            Asked::Push(request, message) => {
                let reply = self.ask("push", &json!({ "request": message })).await;
                Some(Input::Pushed { request, reply })
            }
            Asked::Pull(request, message) => {
                let reply = self.ask("pull", &json!({ "request": message })).await;
                Some(Input::Pulled { request, reply })
            }
            Asked::Check(request, message) => {
                let reply = self.ask("check", &json!({ "request": message })).await;
                Some(Input::Checked { request, reply })
            }
        }
    }

    /// The answer arrives.
    pub(crate) fn hear(&mut self, answer: Input<Domain>) {
        if let Input::Pushed { reply: Reply::Ok(answer), .. } = &answer {
            self.told.extend(answer.results.iter().map(|result| (result.n, result.seq, result.outcome.clone())));
        }
        self.give(answer);
    }

    /// Everything the engine wants to send is sent and answered, then it looks once more.
    pub(crate) async fn sync(&mut self) {
        self.settle().await;
        self.nudge(Nudge::SyncNow);
        self.settle().await;
    }

    async fn settle(&mut self) {
        while let Some(answer) = self.send().await {
            self.hear(answer);
        }
    }

    async fn ask<T: DeserializeOwned>(&self, function: &str, body: &Value) -> Reply<T> {
        let url = format!("{}/api/v1/{function}", self.browser.base);
        let request = self.browser.http.post(url).header("cookie", &self.browser.cookie).json(body);
        let Ok(response) = request.send().await else { return Reply::Lost };
        let status = response.status().as_u16();
        if !response.headers().contains_key(vitrine_sync::wire::PROTOCOL_HEADER) {
            return Reply::Foreign { status };
        }
        let retry_after_ms = response.headers().get(RETRY_AFTER).and_then(|after| after.to_str().ok()?.parse().ok());
        let Ok(text) = response.text().await else { return Reply::Lost };
        if status == 200 {
            return serde_json::from_str(&text).map_or(Reply::Foreign { status }, Reply::Ok);
        }
        let error = serde_json::from_str::<ProtocolError>(&text).ok();
        Reply::Refused { status, error, retry_after_ms: retry_after_ms.map(|s: u64| s * 1_000) }
    }

    /// A record of the view.
    pub(crate) fn get(&self, key: &str) -> Option<&Record> {
        self.engine.get(&key.parse::<Key>().unwrap())
    }

    /// The cost of one copy of the lot `key`, in minor units.
    pub(crate) fn cost(&self, key: &str) -> Option<i64> {
        self.get(key)?.as_lot()?.value.cost.map(|cost| cost.minor)
    }
}

/// Edits are known by names that come from the seed: two devices, or two starts of one, with the same seed would make the
/// same edit.
fn next_seed() -> u64 {
    static NEXT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(7);
    NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed)
}
