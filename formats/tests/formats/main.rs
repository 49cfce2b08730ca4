//! Reading files: our own small ones here, and real ones in `real`.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test that cannot go on should stop, and say so")]

mod apps;
mod backup;
mod export;
mod fuzz;
mod newer;
mod real;
mod tcgplayer;

use std::collections::BTreeMap;

use uuid::Uuid;
use vitrine_formats::here::gather;
use vitrine_formats::plan::{Plan, State, plan};
use vitrine_formats::{BadFile, Options, Parsed};
use vitrine_ledger::totals::totals;
use vitrine_ledger::{Domain, Key, Method, Mutation, Record, ReportingCurrency};
use vitrine_sync::{Author, ClientId, LedgerId, Lookup, Model, MutationId, Seq, Stamp};

/// A collection, as one device or the server has it.
#[derive(Default, Clone)]
pub(crate) struct Records(pub(crate) BTreeMap<Key, Record>, u64);

impl Lookup<Domain> for Records {
    fn get(&self, key: &Key) -> Option<&Record> {
        self.0.get(key)
    }
}

impl Records {
    pub(crate) fn send(&mut self, client: u128, mutation: &Mutation) {
        Domain::check(mutation, self).expect("allowed");
        self.1 += 1;
        let id = MutationId { client: ClientId(Uuid::from_u128(client)), n: self.1 };
        let author = Author { id, stamp: Stamp::at(self.1), saw: Seq(self.1 - 1), seq: Seq(self.1) };
        let effect = Domain::apply(mutation, self, &author).expect("carried out");
        self.0.extend(effect.patch);
    }

    pub(crate) fn plan(&self, parsed: &Parsed) -> Plan {
        let here = gather(ledger(), parsed, &|look| self.0.iter().for_each(|(key, record)| look(key, record)));
        plan(ledger(), parsed, &here)
    }

    /// Imports what is wanted unless somebody says otherwise, and says what there was to do.
    pub(crate) fn import(&mut self, text: &str) -> Plan {
        let plan = self.plan(&read(text));
        plan.mutations("cards.csv", |item| item.state.is_wanted(), false).iter().for_each(|m| self.send(1, m));
        plan
    }

    pub(crate) fn copies(&self) -> i64 {
        totals(&self.0, Method::default(), ReportingCurrency::Native).cards
    }

    /// Of the records: what they are, whatever was written when.
    pub(crate) fn values(&self) -> Vec<(Key, serde_json::Value, bool)> {
        let value = |record: &Record| {
            serde_json::to_value(record).unwrap().as_object().unwrap().values().next().unwrap()["is"].clone()
        };
        self.0.iter().map(|(key, record)| (*key, value(record), record.alive())).collect()
    }
}

pub(crate) fn states(plan: &Plan) -> Vec<State> {
    plan.items.iter().map(|item| item.state).collect()
}

pub(crate) fn ledger() -> LedgerId {
    LedgerId(Uuid::from_u128(5))
}

pub(crate) fn parse(bytes: &[u8]) -> Result<Parsed, BadFile> {
    vitrine_formats::parse(bytes, &Options::default())
}

pub(crate) fn read(text: &str) -> Parsed {
    vitrine_formats::parse_text(text, &Options::default()).unwrap_or_else(|error| panic!("{text:?}: {error}"))
}
