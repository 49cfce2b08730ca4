//! Backups of the server, what a restore takes back, and what a base of an earlier epoch means afterwards.

use std::collections::BTreeSet;

use super::{Database, Server};
use crate::client::Token;
use crate::mutant::Mutant;
use crate::{Base, Epoch, Model, Seq};

impl<M: Model> Server<M> {
    pub(in crate::sim) fn back_up(&mut self) {
        self.older_backup = std::mem::replace(&mut self.backup, self.db.clone());
    }

    /// Puts the last backup back, or every third time the one before, and never a later one again: what
    /// a client has sent anew under another id would be carried out twice. What was decided since never happened.
    /// The edits that clients still hold are not lost: they are expected back.
    pub(in crate::sim) fn restore(&mut self, held: &BTreeSet<Token>) {
        let newest = *self.lines.keys().next_back().expect("BUG: there is always an epoch");
        if newest.0.is_multiple_of(3) {
            self.backup = self.older_backup.clone();
        }
        let kept: BTreeSet<Token> = self.backup.log.iter().filter_map(|line| line.token).collect();
        let lost = self.db.log.iter().filter_map(|line| line.token).filter(|token| !kept.contains(token));
        self.undone.extend(lost.filter(|token| !held.contains(token)));
        let epoch = if self.mutant == Some(Mutant::RestoreKeepsEpoch) { newest } else { Epoch(newest.0 + 1) };
        self.db = Database { epoch, ..self.backup.clone() };
        self.loose_head = self.db.head;
        if self.db.epochs.iter().all(|(known, _)| known != epoch) {
            self.db.epochs.begin(epoch, self.db.head);
        }
        self.lines.insert(epoch, self.db.epochs.clone());
        self.history.restore(self.backup.epoch, epoch, self.db.head);
        for (key, (_, record)) in &self.db.rows {
            // Collected at this very head, after the backup was made.
            if self.history.get(epoch, self.db.head, key).is_none() {
                self.history.note(*key, self.db.head, record.clone());
            }
        }
    }

    /// What `base` means in the present history: whatever a restore took back was not seen. A history that the present
    /// one did not come from is not remembered, and nothing of it counts.
    pub(in crate::sim) fn really_saw(&self, base: Base) -> Seq {
        let Some(theirs) = self.lines.get(&base.epoch) else { return Seq::ZERO };
        let (mut theirs, mut ours) = (theirs.iter(), self.db.epochs.iter());
        let common = theirs.by_ref().zip(ours.by_ref()).all(|(theirs, ours)| theirs == ours);
        match ours.next() {
            _ if !common => Seq::ZERO,
            Some((_, start)) => base.cursor.min(start),
            None => base.cursor,
        }
    }
}
