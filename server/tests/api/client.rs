//! A device with the engine that runs in browsers: its storage is the simulator's, its network is real HTTP. Answers wait
//! until a test gives them to the engine, so that a test decides what happens while a request is under way.

use std::collections::VecDeque;

use reqwest::header::RETRY_AFTER;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use uuid::Uuid;
use vitrine_ledger::{Domain, Key, Mutation, Record};
use vitrine_sync::client::{Config, Engine, Input, MutateError, Nudge, Output, Reply};
use vitrine_sync::sim::{Done, Image};
use vitrine_sync::wire::{ProtocolError, PullRequest, PushRequest};
use vitrine_sync::{AccountId, ClientId, LedgerId};

use crate::browser::{Browser, now_ms};

/// A request the engine wants to make.
enum Asked {
    Push(u64, Box<PushRequest<Domain>>),
    Pull(u64, PullRequest),
}

pub(crate) struct Client {
    pub(crate) engine: Engine<Domain>,
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
        let config =
            Config { account: AccountId(id(&browser.account)), ledger: LedgerId(id(&browser.ledger)), seed: 7 };
        let disk = Image::new(ClientId(Uuid::now_v7()));
        let mut client = Self {
            engine: Engine::new(config),
            disk,
            browser: browser.clone(),
            asked: VecDeque::new(),
            clock_off_ms: 0,
        };
        client.give(Input::Loaded(client.disk.snapshot(Default::default(), true)));
        let lease = client.disk.raise_lease();
        client.give(Input::Lead { lease });
        client
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
                        Ok(Done::Saved { n, stamp, .. }) => Input::Saved { id, n, stamp },
                        Ok(Done::Stored) => Input::Stored { id },
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
                // The stream is opened at once and says nothing: the tests pull when they want to.
                Output::OpenStream => self.engine.handle(self.now(), Input::StreamOpened),
                _ => {}
            }
        }
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
        }
    }

    /// The answer arrives.
    pub(crate) fn hear(&mut self, answer: Input<Domain>) {
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
        let text = response.text().await.unwrap();
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
