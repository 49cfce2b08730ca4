//! The server's decisions, without its database: which numbers of a push are new, and what each does.
//!
//! The shell reads [`Known`], asks [`triage`], takes the ledger's lock and as many sequence numbers as there are new
//! mutations, loads the records they touch and what is [`Named`], asks [`decide`], and writes the [`Decision`] in the same transaction.

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::wire::{Body, Outcome, ProtocolError, PushItem, PushResult, Refused, STAMP_SLACK_MS};
use crate::{Author, Change, ClientId, Epochs, Lookup, Model, MutationId, Seq, Stamp};

/// What the server remembers of one client.
#[derive(Debug, Clone, PartialEq)]
pub struct Known<M: Model> {
    /// The highest number decided; kept for ever.
    pub last_n: u64,
    /// The last results, by number, each with the identity of the edit it was decided for.
    pub results: BTreeMap<u64, (Uuid, PushResult<M>)>,
}

impl<M: Model> Default for Known<M> {
    fn default() -> Self {
        Self { last_n: 0, results: BTreeMap::new() }
    }
}

/// What was decided of edits by their [names](PushItem::name), under whichever number of whichever client. An edit can
/// come under two: a tab whose storage was cleared writes it again where another page has begun anew.
pub type Named<M> = BTreeMap<Uuid, PushResult<M>>;

/// Makes [`Named`] of every result that is kept for some names. An edit that was carried out counts as that, one that was
/// only given up does not count.
pub fn named<M: Model>(results: impl IntoIterator<Item = (Uuid, PushResult<M>)>) -> Named<M> {
    let mut named = Named::<M>::new();
    for (name, result) in results {
        match result.outcome {
            Outcome::Done(_) => drop(named.insert(name, result)),
            Outcome::Rejected(_) => drop(named.entry(name).or_insert(result)),
            Outcome::Skipped | Outcome::Forgotten => {}
        }
    }
    named
}

/// Splits a push into what was decided before and what is new.
#[derive(Debug, Clone, PartialEq)]
pub struct Triage<'a, M: Model> {
    /// The results to repeat.
    pub repeated: Vec<PushResult<M>>,
    /// The mutations to decide: consecutive numbers from `last_n + 1`.
    pub new: &'a [PushItem<M>],
}

/// Sorts a push by what the server knows of its client (docs/engine.md#each-mutation-exactly-once).
///
/// # Errors
/// `Gap` when a number is missing, `Forked` when a number was decided for another edit.
pub fn triage<'a, M: Model>(items: &'a [PushItem<M>], known: &Known<M>) -> Result<Triage<'a, M>, ProtocolError> {
    let mut repeated = Vec::new();
    let mut expected = None;
    for (i, item) in items.iter().enumerate() {
        if expected.is_some_and(|n| n != item.n) || item.n == 0 {
            return Err(ProtocolError::Gap { expected: known.last_n + 1 });
        }
        expected = Some(item.n + 1);
        if item.n > known.last_n {
            if item.n != known.last_n + 1 {
                return Err(ProtocolError::Gap { expected: known.last_n + 1 });
            }
            let new = &items[i..];
            if new.iter().zip(item.n..).any(|(item, n)| item.n != n) {
                return Err(ProtocolError::Gap { expected: known.last_n + 1 });
            }
            return Ok(Triage { repeated, new });
        }
        repeated.push(repeat(item, known)?);
    }
    Ok(Triage { repeated, new: &[] })
}

/// What was decided under a number, for whoever sends the same edit again, or gives it up: an edit that was carried out
/// and answered with an error is not given up. An edit that was given up and comes nevertheless comes from a copy of the
/// profile, as does any other edit.
fn repeat<M: Model>(item: &PushItem<M>, known: &Known<M>) -> Result<PushResult<M>, ProtocolError> {
    let Some((identity, result)) = known.results.get(&item.n) else {
        return Ok(PushResult { n: item.n, seq: Seq::ZERO, outcome: Outcome::Forgotten, duplicate: true });
    };
    let given_up = result.outcome == Outcome::Skipped && item.body != Body::Skip;
    if item.fills_a_hole() || (item.is(*identity) && !given_up) {
        Ok(PushResult { duplicate: true, ..result.clone() })
    } else {
        Err(ProtocolError::Forked { n: item.n })
    }
}

/// The circumstances of a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Circumstances {
    /// The client's id.
    pub client: ClientId,
    /// The restores of the ledger so far.
    pub epochs: Epochs,
    /// The sequence number of the first new mutation; the following ones take the following numbers.
    pub first_seq: Seq,
    /// The server's clock, milliseconds since 1970.
    pub now_ms: u64,
    /// May this member write?
    pub may_write: bool,
}

/// Everything one push writes, to be stored in the transaction that holds the ledger's lock.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision<M: Model> {
    /// The records after the push, with the sequence number of the last mutation that changed each.
    pub rows: BTreeMap<M::Key, (Seq, M::Record)>,
    /// The mutations in order.
    pub decided: Vec<Decided<M>>,
}

/// One decided mutation.
#[derive(Debug, Clone, PartialEq)]
pub struct Decided<M: Model> {
    /// Its id.
    pub id: MutationId,
    /// When it was written, on the server's timeline.
    pub stamp: Stamp,
    /// The author's clock was too far ahead and its stamp was moved back.
    pub clamped: bool,
    /// [`PushItem::identity`].
    pub identity: Uuid,
    /// What the client is told.
    pub result: PushResult<M>,
    /// What goes into the history.
    pub changes: Vec<Change<M>>,
}

/// Decides `new` in order on `state`, which must know every record the mutations touch. Moves the client's number for
/// refused mutations too: a refusal never stands in the way of what follows it. What is in `named` was decided before, and
/// its result is given again under the new number.
pub fn decide<M: Model>(
    new: &[PushItem<M>],
    named: Named<M>,
    state: &dyn Lookup<M>,
    at: &Circumstances,
) -> Decision<M> {
    let mut named = named;
    let mut rows = BTreeMap::new();
    let mut decided = Vec::with_capacity(new.len());
    for (i, item) in new.iter().enumerate() {
        let seq = Seq(at.first_seq.0 + i as u64);
        let (stamp, clamped) = item.stamp.clamped(at.now_ms, STAMP_SLACK_MS);
        let id = MutationId { client: at.client, n: item.n };
        let author = Author { id, stamp, saw: at.epochs.saw(item.base), seq };
        let before = item.name().and_then(|name| named.get(&name));
        let (result, changes) = if let Some(before) = before {
            (PushResult { n: item.n, duplicate: true, ..before.clone() }, Vec::new())
        } else {
            let (outcome, changes) = decide_one(&item.body, &mut rows, state, &author, at.may_write);
            (PushResult { n: item.n, seq, outcome, duplicate: false }, changes)
        };
        if let (Some(name), Outcome::Done(_)) = (item.name(), &result.outcome) {
            named.entry(name).or_insert_with(|| result.clone());
        }
        decided.push(Decided { id, stamp, clamped, identity: item.identity(), result, changes });
    }
    Decision { rows, decided }
}

fn decide_one<M: Model>(
    body: &Body<M>,
    rows: &mut BTreeMap<M::Key, (Seq, M::Record)>,
    state: &dyn Lookup<M>,
    author: &Author,
    may_write: bool,
) -> (Outcome<M>, Vec<Change<M>>) {
    let mutation = match body {
        Body::Skip => return (Outcome::Skipped, Vec::new()),
        Body::Mutation(_) if !may_write => return (Outcome::Rejected(Refused::ReadOnly), Vec::new()),
        Body::Mutation(mutation) => mutation,
    };
    match M::apply(mutation, &Layered { upper: rows, lower: state }, author) {
        Ok(effect) => {
            for (key, record) in effect.patch {
                rows.insert(key, (author.seq, record));
            }
            (Outcome::Done(effect.merge_result), effect.changes)
        }
        Err(rejection) => (Outcome::Rejected(Refused::Rule(rejection)), Vec::new()),
    }
}

/// The batch so far over the database's state.
struct Layered<'a, M: Model> {
    upper: &'a BTreeMap<M::Key, (Seq, M::Record)>,
    lower: &'a dyn Lookup<M>,
}

impl<M: Model> Lookup<M> for Layered<'_, M> {
    fn get(&self, key: &M::Key) -> Option<&M::Record> {
        self.upper.get(key).map(|(_, record)| record).or_else(|| self.lower.get(key))
    }
}
