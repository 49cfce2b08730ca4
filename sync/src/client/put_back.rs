//! A storage that was cleared under open tabs: what a tab that still knows it writes again. Several tabs may do it one after
//! the other, and a page that was loaded in between may have begun anew under a client id of its own; then an edit can reach
//! the server under two numbers, and the server knows it by its name ([`Named`](crate::server::Named)).

use std::collections::{BTreeMap, BTreeSet};

use super::{Entry, Refusal, Snapshot, Token};
use crate::{ClientId, Model, Stamp};

/// What stands in the storage by now.
#[derive(Debug, Clone, PartialEq)]
pub struct Found<M: Model> {
    /// Whose numbers these are.
    pub client: ClientId,
    /// The next number the storage will give.
    pub next_n: u64,
    /// The highest stamp given there.
    pub last_stamp: Stamp,
    /// The highest number of `client` that the stored base contains.
    pub last_n: u64,
    /// Everything in the outbox.
    pub outbox: Vec<Entry<M>>,
    /// The edits in the tray.
    pub tray: BTreeSet<Token>,
    /// The edits that the base contains and that are kept for a server that is restored.
    pub kept: BTreeSet<Token>,
}

/// What is written again, in one strict transaction.
#[derive(Debug, Clone, PartialEq)]
pub struct Again<M: Model> {
    /// Base, position and client become what the tab knows; what is kept goes, because it has numbers of another client.
    pub whole: bool,
    /// Whose numbers the outbox has from then on.
    pub client: ClientId,
    /// The next number the storage gives.
    pub next_n: u64,
    /// The highest stamp given.
    pub last_stamp: Stamp,
    /// Into the outbox, in the place of what has the same number.
    pub entries: Vec<Entry<M>>,
    /// Into the tray.
    pub refusals: Vec<Refusal<M>>,
}

/// What of `memory` is written again into a storage in which `found` stands; nothing stands there when nobody has made it
/// anew.
pub fn put_back<M: Model>(memory: &Snapshot<M>, found: Option<&Found<M>>) -> Again<M> {
    let mut again = Again {
        whole: false,
        client: memory.client,
        next_n: memory.next_n,
        last_stamp: memory.last_stamp,
        entries: Vec::new(),
        refusals: memory.tray.clone(),
    };
    match found {
        Some(found) if found.client == memory.client => again.add_missing(memory, found),
        // A page that was loaded just now took it for a new one, and people have worked there.
        Some(found) if found.next_n > 1 => again.append(memory, found),
        Some(_) | None => {
            again.whole = true;
            again.last_stamp = found.map_or(again.last_stamp, |found| again.last_stamp.max(found.last_stamp));
            again.entries.clone_from(&memory.outbox);
        }
    }
    again
}

impl<M: Model> Again<M> {
    /// Another tab was first: what it did not know is added, under the numbers the server may know.
    fn add_missing(&mut self, memory: &Snapshot<M>, found: &Found<M>) {
        self.next_n = self.next_n.max(found.next_n);
        self.last_stamp = self.last_stamp.max(found.last_stamp);
        let there: BTreeMap<u64, &Entry<M>> = found.outbox.iter().map(|entry| (entry.n, entry)).collect();
        let known = found.known();
        for entry in memory.outbox.iter().filter(|entry| entry.n > found.last_n) {
            let given_up = entry.mutation.is_none();
            match there.get(&entry.n) {
                Some(other) if other.token == entry.token && !given_up => {}
                // This tab knows that the edit went to the tray.
                Some(other) if other.token == entry.token => self.entries.push(entry.clone()),
                None if given_up || !known.contains(&entry.token) => self.entries.push(entry.clone()),
                // The number was given again meanwhile, by a tab that did not know of this edit.
                Some(_) if !given_up && !known.contains(&entry.token) => self.take_number(entry),
                Some(_) | None => {}
            }
        }
        // Whether these were carried out nevertheless was not known to this tab, and is by now.
        let decided = |entry: &&Entry<M>| {
            let here = entry.mutation.is_none() && entry.acked.is_none();
            here && (entry.n <= found.last_n || there.get(&entry.n).is_some_and(|there| there.acked.is_some()))
        };
        let decided: BTreeSet<Token> = memory.outbox.iter().filter(decided).map(|entry| entry.token).collect();
        self.refusals.retain(|refusal| !decided.contains(&refusal.token));
        self.give_up_refused(found);
    }

    /// What the server has not decided, as far as this tab knows, follows what the other client has: edits, and the skips
    /// that learn whether an edit in the tray was carried out nevertheless.
    fn append(&mut self, memory: &Snapshot<M>, found: &Found<M>) {
        (self.client, self.next_n) = (found.client, found.next_n);
        self.last_stamp = found.last_stamp;
        let (known, refused) = (found.known(), self.refused());
        for entry in memory.outbox.iter().filter(|entry| entry.acked.is_none() && !known.contains(&entry.token)) {
            if entry.mutation.is_some() || refused.contains(&entry.token) {
                self.last_stamp = self.last_stamp.max(entry.stamp);
                self.take_number(entry);
            }
        }
        self.give_up_refused(found);
    }

    fn take_number(&mut self, entry: &Entry<M>) {
        self.entries.push(Entry { n: self.next_n, acked: None, ..entry.clone() });
        self.next_n += 1;
    }

    /// An edit that this tab knows to be refused is not sent once more because another tab did not know: a skip takes its
    /// place, and learns what was decided.
    fn give_up_refused(&mut self, found: &Found<M>) {
        let refused = self.refused();
        let sent_again = found.outbox.iter().filter(|entry| entry.mutation.is_some() && refused.contains(&entry.token));
        self.entries.extend(sent_again.map(|entry| Entry { mutation: None, ..entry.clone() }));
    }

    fn refused(&self) -> BTreeSet<Token> {
        self.refusals.iter().map(|refusal| refusal.token).collect()
    }
}

impl<M: Model> Found<M> {
    /// Every edit that is there in some way.
    fn known(&self) -> BTreeSet<Token> {
        let outbox = self.outbox.iter().map(|entry| entry.token);
        outbox.chain(self.tray.iter().copied()).chain(self.kept.iter().copied()).collect()
    }
}
