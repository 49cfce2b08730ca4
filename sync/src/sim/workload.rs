//! What the simulator asks of a domain: things to do, and an independent judge of the end.

use crate::client::Engine;
use crate::rng::Rng;
use crate::wire::Outcome;
use crate::{Change, ClientId, Model, MutationId, Seq, Stamp};

/// A domain's people and its judge. The judge must share no code with [`Model::apply`].
pub trait Workload<M: Model> {
    /// The people of one world. When they `quarrel`, they write the same few values all the time.
    fn new(quarrel: bool) -> Self;

    /// What a person in front of `engine` wants to do now; none when nothing occurs to them.
    fn intend(&mut self, engine: &Engine<M>, rng: &mut Rng) -> Option<M::Mutation>;

    /// True when a person cannot tell the two apart. `exactly` is false while edits are on their way into the storage:
    /// then stamps and numbers are still guesses.
    fn same(a: &M::Record, b: &M::Record, exactly: bool) -> bool;

    /// Judges a world at rest: `log` is everything the server decided, in order; `rows` what everybody sees.
    ///
    /// # Errors
    /// What does not add up, in words.
    fn judge(&self, log: &[LogEntry<'_, M>], rows: &[(&M::Key, &M::Record)]) -> Result<(), String>;
}

/// One mutation the server decided, with what its author really saw and meant.
#[derive(Debug, Clone)]
pub struct LogEntry<'a, M: Model> {
    /// Its id.
    pub id: MutationId,
    /// The place in the ledger's order.
    pub seq: Seq,
    /// As accepted: clamped to the server's clock.
    pub stamp: Stamp,
    /// What the author had seen at the beginning, on the present history of the ledger.
    pub saw: Seq,
    /// None for a number used up by a skip.
    pub mutation: Option<&'a M::Mutation>,
    /// What was decided.
    pub outcome: &'a Outcome<M>,
    /// What the server wrote into the history.
    pub changes: &'a [Change<M>],
    /// What was collected as garbage after it and before the next.
    pub collected: &'a [(M::Key, M::Record)],
}

impl<M: Model> LogEntry<'_, M> {
    /// Who made it.
    pub fn client(&self) -> ClientId {
        self.id.client
    }

    /// The mutation, if it was carried out.
    pub fn done(&self) -> Option<&M::Mutation> {
        self.mutation.filter(|_| matches!(self.outcome, Outcome::Done(_)))
    }
}
