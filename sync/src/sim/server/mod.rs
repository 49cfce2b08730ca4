//! The server: one ledger, its members, their sessions elsewhere. Decides with the real [`triage`] and [`decide`];
//! around them a commit can be slow, a process can die and a database can be restored.

mod reading;
mod restoring;

use std::collections::{BTreeMap, BTreeSet};

use super::history::History;
use crate::client::Token;
use crate::mutant::Mutant;
use crate::server::{Circumstances, Decision, Known, Named, decide, named, triage};
use crate::wire::{Body, Outcome, Poke, ProtocolError, PushItem, PushRequest, PushResponse, PushResult};
use crate::{AccountId, Base, Change, ClientId, Epoch, Epochs, Model, MutationId, Seq, Stamp};

/// What a member may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Editor,
    Viewer,
    /// Not a member any more.
    Nobody,
}

/// Everything a backup holds.
#[derive(Debug, Clone)]
pub(super) struct Database<M: Model> {
    pub(super) epoch: Epoch,
    epochs: Epochs,
    pub(super) head: Seq,
    pub(super) rows: BTreeMap<M::Key, (Seq, M::Record)>,
    known: BTreeMap<ClientId, Known<M>>,
    pub(super) floor: Seq,
    /// What was collected, by the head at that moment.
    pub(super) collected: BTreeMap<Seq, Vec<Row<M>>>,
    pub(super) log: Vec<LogLine<M>>,
}

/// A record with its key.
type Row<M> = (<M as Model>::Key, <M as Model>::Record);

/// One decided mutation, as the judge needs it.
#[derive(Debug, Clone)]
pub(super) struct LogLine<M: Model> {
    pub(super) id: MutationId,
    pub(super) seq: Seq,
    pub(super) stamp: Stamp,
    pub(super) clamped: bool,
    pub(super) base: Base,
    /// None for a skip, whose edit is in the tray.
    pub(super) token: Option<Token>,
    pub(super) mutation: Option<M::Mutation>,
    pub(super) outcome: Outcome<M>,
    pub(super) changes: Vec<Change<M>>,
}

/// A push as it arrives, with what only the simulator knows: which edits it carries and whose session it came with.
#[derive(Debug, Clone)]
pub(super) struct Arrival<M: Model> {
    pub(super) message: PushRequest<M>,
    pub(super) tokens: Vec<Option<Token>>,
    pub(super) session: Option<AccountId>,
    pub(super) build: u32,
    /// The base that stands for the author's when bases move with the cursor.
    pub(super) moved: Option<Base>,
}

/// A decided push that is not committed yet.
#[derive(Debug, Clone)]
pub(super) struct Commit<M: Model> {
    client: ClientId,
    decision: Decision<M>,
    lines: Vec<LogLine<M>>,
    results: Vec<PushResult<M>>,
    head: Seq,
    last_n: u64,
}

#[derive(Debug)]
pub(super) struct Server<M: Model> {
    pub(super) db: Database<M>,
    /// Every epoch there ever was, with those it came from.
    lines: BTreeMap<Epoch, Epochs>,
    pub(super) history: History<M>,
    pub(super) roles: BTreeMap<AccountId, Role>,
    /// The oldest build that may speak.
    pub(super) build: u32,
    /// Numbers handed out by commits that are still held, when no lock orders them.
    loose_head: Seq,
    backup: Database<M>,
    /// The backup before that.
    older_backup: Database<M>,
    /// The last counters, for a page that reads them too late.
    page: u64,
    pub(super) mutant: Option<Mutant>,
    /// What was decided in histories that restores took back, and nobody holds any more.
    pub(super) undone: BTreeSet<Token>,
}

impl<M: Model> Server<M> {
    pub(super) fn new(accounts: &[AccountId], page: u64, mutant: Option<Mutant>) -> Self {
        let epoch = Epoch::FIRST;
        let db = Database {
            epoch,
            epochs: Epochs::default(),
            head: Seq::ZERO,
            rows: BTreeMap::new(),
            known: BTreeMap::new(),
            floor: Seq::ZERO,
            collected: BTreeMap::new(),
            log: Vec::new(),
        };
        Self {
            backup: db.clone(),
            older_backup: db.clone(),
            db,
            lines: BTreeMap::from([(epoch, Epochs::default())]),
            history: History::new(epoch),
            roles: accounts.iter().map(|account| (*account, Role::Editor)).collect(),
            build: 1,
            loose_head: Seq::ZERO,
            page,
            mutant,
            undone: BTreeSet::new(),
        }
    }

    pub(super) fn poke(&self) -> Poke {
        Poke { epoch: self.db.epoch, head: self.db.head, reference: 0 }
    }

    pub(super) fn epoch_start(&self) -> Seq {
        self.db.epochs.iter().last().map_or(Seq::ZERO, |(_, start)| start)
    }

    /// May this session speak for this account at all?
    pub(super) fn admit(
        &self,
        session: Option<AccountId>,
        account: AccountId,
        build: u32,
    ) -> Result<Role, ProtocolError> {
        let session = session.ok_or(ProtocolError::SignedOut)?;
        if build < self.build {
            return Err(ProtocolError::TooOld);
        }
        if session != account && self.mutant != Some(Mutant::AccountNotChecked) {
            return Err(ProtocolError::WrongAccount);
        }
        match self.roles.get(&session) {
            Some(Role::Nobody) | None => Err(ProtocolError::NoLedger),
            Some(role) => Ok(*role),
        }
    }

    /// Decides a push; nothing is visible before [`Server::commit`].
    pub(super) fn decide(&mut self, push: &Arrival<M>, now_ms: u64) -> Result<Commit<M>, ProtocolError> {
        let hello = push.message.hello;
        let role = self.admit(push.session, hello.account, push.build)?;
        // Who never pulled is taken for a newcomer only by a ledger that was never restored: an old request of theirs that
        // arrives late must not be taken for new.
        let newcomer = hello.epoch == Epoch::default() && self.db.epoch == Epoch(1);
        if hello.epoch != self.db.epoch && !newcomer {
            return Err(ProtocolError::Resync { epoch: self.db.epoch });
        }
        let known = self.db.known.entry(hello.client).or_default();
        let forgetful = self.mutant == Some(Mutant::NoDuplicateCheck)
            && push.message.mutations.iter().all(|item| item.n <= known.last_n);
        let items = &push.message.mutations;
        let (results, new) = if forgetful {
            (Vec::new(), &items[..])
        } else {
            let triage = triage(items, known)?;
            (triage.repeated, triage.new)
        };
        let loose = self.mutant == Some(Mutant::SequenceWithoutLock);
        let from = if loose { self.loose_head.max(self.db.head) } else { self.db.head };
        let start = self.db.epochs.iter().last().map_or(Seq::ZERO, |(_, start)| start);
        let base = |item: &PushItem<M>| match self.mutant {
            // A base that has seen nothing leaves everything to the clocks.
            Some(Mutant::ClockBeforeCausality) => Some(Base::default()),
            Some(Mutant::OnlyTheLastRestore) if item.base.epoch != self.db.epoch => {
                Some(Base { epoch: self.db.epoch, cursor: item.base.cursor.min(start) })
            }
            _ => push.moved,
        };
        let rebased: Option<Vec<PushItem<M>>> =
            new.iter().map(|item| base(item).map(|base| PushItem { base, ..item.clone() })).collect();
        let at = Circumstances {
            client: hello.client,
            epochs: self.db.epochs.clone(),
            first_seq: Seq(from.0 + 1),
            now_ms,
            may_write: role == Role::Editor || self.mutant == Some(Mutant::RoleNotChecked),
        };
        let known_last_n = known.last_n;
        let named = self.named(new);
        let mut decision = decide(rebased.as_deref().unwrap_or(new), named, &Rows(&self.db.rows), &at);
        for (decided, item) in decision.decided.iter_mut().zip(new).filter(|_| rebased.is_some()) {
            decided.identity = item.identity();
        }
        let head = Seq(from.0 + new.len() as u64);
        self.loose_head = head;
        let offset = items.len() - new.len();
        let lines = self.lines(push, &decision, offset);
        let mut results = results;
        results.extend(decision.decided.iter().map(|decided| decided.result.clone()));
        let last_n = decision.decided.last().map_or(known_last_n, |decided| decided.id.n).max(known_last_n);
        Ok(Commit { client: hello.client, decision, lines, results, head, last_n })
    }

    /// What was decided of these very edits, whoever sent them.
    fn named(&self, new: &[PushItem<M>]) -> Named<M> {
        if matches!(self.mutant, Some(Mutant::NameNotKnown | Mutant::NoDuplicateCheck)) {
            return Named::new();
        }
        let names: BTreeSet<Token> = new.iter().filter_map(PushItem::name).collect();
        let results = self.db.known.values().flat_map(|known| known.results.values());
        named(results.filter(|(name, _)| names.contains(name)).cloned())
    }

    fn lines(&self, push: &Arrival<M>, decision: &Decision<M>, offset: usize) -> Vec<LogLine<M>> {
        let items = push.message.mutations[offset..].iter().zip(&push.tokens[offset..]);
        // What was decided under another number before has its line.
        let lines = decision.decided.iter().zip(items).filter(|(decided, _)| !decided.result.duplicate);
        let lines = lines.map(|(decided, (item, token))| LogLine {
            id: decided.id,
            seq: decided.result.seq,
            stamp: decided.stamp,
            clamped: decided.clamped,
            base: item.base,
            token: *token,
            mutation: match &item.body {
                Body::Mutation(mutation) => Some(mutation.clone()),
                Body::Skip => None,
            },
            outcome: decided.result.outcome.clone(),
            changes: decided.changes.clone(),
        });
        lines.collect()
    }

    /// Makes a decision visible, all at once, and answers.
    pub(super) fn commit(&mut self, commit: Commit<M>, now_ms: u64) -> (PushResponse<M>, Vec<LogLine<M>>) {
        let Commit { client, decision, lines, results, head, last_n } = commit;
        for (key, (seq, record)) in decision.rows {
            self.history.note(key, seq, record.clone());
            self.db.rows.insert(key, (seq, record));
        }
        self.db.head = self.db.head.max(head);
        let known = self.db.known.entry(client).or_default();
        for decided in decision.decided {
            let kept = decided.result.clone();
            let refused = matches!(kept.outcome, Outcome::Rejected(_));
            if refused && self.mutant == Some(Mutant::RejectionKeepsNumber) {
                break;
            }
            known.last_n = known.last_n.max(decided.id.n);
            known.results.insert(decided.id.n, (decided.identity, kept));
        }
        self.db.log.extend(lines.iter().cloned());
        let (epoch, head) = (self.db.epoch, self.db.head);
        let answer = PushResponse { epoch, head, last_n, time_ms: now_ms, results, page: None };
        (answer, lines)
    }

    /// Collects what died at `floor` or before.
    pub(super) fn collect(&mut self, floor: Seq) {
        if floor <= self.db.floor {
            return;
        }
        self.db.floor = floor;
        let gone = M::garbage(&mut self.db.rows.iter().map(|(key, (_, record))| (key, record)), floor);
        for key in gone {
            if let Some((_, record)) = self.db.rows.remove(&key) {
                self.history.forget(key, self.db.head);
                self.db.collected.entry(self.db.head).or_default().push((key, record));
            }
        }
    }

    /// The process died: nothing that was not committed happened.
    pub(super) fn forget_held(&mut self) {
        self.loose_head = self.db.head;
    }
}

struct Rows<'a, M: Model>(&'a BTreeMap<M::Key, (Seq, M::Record)>);

impl<M: Model> crate::Lookup<M> for Rows<'_, M> {
    fn get(&self, key: &M::Key) -> Option<&M::Record> {
        self.0.get(key).map(|(_, record)| record)
    }
}
