//! What the server decided of a push: from its answer through the storage into memory
//! (docs/engine.md#the-view-is-base-and-pending, docs/engine.md#a-push-decides-by-status). Results and a page of the
//! base may be on their way into the storage at the same time; what they mean together is settled here.

use std::collections::BTreeSet;

use super::awaited::{Awaited, Results};
use super::pending::PendingId;
use super::{Acked, Engine, Problem, Refusal, RefusalReason, Write};
use crate::Model;
use crate::wire::{Outcome, PullResponse, PushResponse};

impl<M: Model> Engine<M> {
    /// Notes what was decided. `page` came with it and continues the base: what it contains leaves the outbox with it, in one
    /// write.
    pub(super) fn take_results(&mut self, response: PushResponse<M>, page: Option<PullResponse<M>>) {
        let Some(lease) = self.may_send() else { return };
        let contained_to = page.as_ref().map_or(self.view.position.last_n, |page| page.last_n);
        let mut results = Results { acked: Vec::new(), contained: Vec::new(), refused: Vec::new(), done: Vec::new() };
        for result in response.results {
            let Some(entry) = self.outbox.entries().get(&result.n).filter(|entry| entry.acked.is_none()) else {
                continue;
            };
            let merge_result = match (result.outcome, &entry.mutation) {
                (Outcome::Rejected(why), Some(mutation)) => {
                    results.refused.push(Refusal {
                        token: entry.token,
                        n: entry.n,
                        mutation: mutation.clone(),
                        created_ms: entry.created_ms,
                        refused_ms: self.clock.now_ms,
                        why: RefusalReason::Refused(why),
                    });
                    continue;
                }
                (Outcome::Done(merge_result), None) => {
                    results.done.push(entry.token);
                    Some(merge_result)
                }
                (Outcome::Done(merge_result), Some(_)) => Some(merge_result),
                (Outcome::Skipped | Outcome::Forgotten | Outcome::Rejected(_), _) => None,
            };
            if entry.n <= contained_to {
                results.contained.push(entry.n);
            } else {
                results.acked.push((entry.n, Acked { epoch: response.epoch, seq: result.seq, merge_result }));
            }
        }
        if results.acked.is_empty() && results.contained.is_empty() && results.refused.is_empty() {
            // An answer without a decision must not become a loop without a pause.
            return self.push_failed(Problem::Status { status: 200 }, None);
        }
        self.push_went_well();
        let decided = if page.is_some() { std::mem::take(&mut results.contained) } else { Vec::new() };
        if !results.is_empty() {
            self.write_results(lease, results);
        }
        if let Some(page) = page {
            self.take_page_of_push(page, &decided);
        }
    }

    fn write_results(&mut self, lease: u64, results: Results<M>) {
        let Results { acked, contained, refused, done } = results.clone();
        let (clock_offset_ms, now_ms) = (self.clock.clock_offset_ms, self.clock.server_now_ms());
        let write = Write::Results { lease, acked, contained, refused, done, clock_offset_ms, now_ms };
        self.write(Awaited::Results(results), write);
    }

    pub(super) fn apply_results(&mut self, results: Results<M>) {
        for n in results.contained {
            self.outbox.answered(n, self.clock.now_ms);
            self.outbox.remove(n);
        }
        for (n, acked) in results.acked {
            self.outbox.answered(n, self.clock.now_ms);
            self.outbox.acknowledge(n, acked);
        }
        let gone: Vec<PendingId> = results.refused.iter().map(|refusal| PendingId::Stored(refusal.n)).collect();
        #[cfg(feature = "sim")]
        let gone = if self.breaks(crate::mutant::Mutant::UnfoldedOnAcknowledgement) {
            self.outbox
                .entries()
                .values()
                .filter(|entry| entry.acked.is_some())
                .map(|entry| PendingId::Stored(entry.n))
                .collect()
        } else {
            gone
        };
        for refusal in results.refused {
            self.outbox.remove(refusal.n);
            self.outbox.tray.insert(refusal);
        }
        for token in results.done {
            self.outbox.tray.remove(&token);
        }
        let changed = self.view.refold(Default::default(), &gone, &[], &self.outbox, self.client);
        self.emit_changed(changed);
        // What was acknowledged comes back with a pull; the event stream says when, unless it is not there.
        self.pull.want |= !self.stream.is_open();
        self.let_go();
    }

    /// Takes out of the outbox what is acknowledged and contained: results and a page that are stored at the same time
    /// do not know of each other.
    pub(super) fn let_go(&mut self) {
        if self.storage.writes.values().any(|(_, awaited)| matches!(awaited, Awaited::Page(_))) {
            // That page may contain more, or less: it lets go itself.
            return;
        }
        let contained = self.outbox.contained_in(self.view.position.last_n);
        let Some(lease) = self.may_send().filter(|_| !contained.is_empty()) else { return };
        self.write_results(lease, Results { acked: Vec::new(), contained, refused: Vec::new(), done: Vec::new() });
    }

    /// Numbers whose results are on their way into the storage: the next push does not wait for them.
    pub(super) fn being_stored(&self) -> BTreeSet<u64> {
        let with_pages = self.storage.writes.values().filter_map(|(_, awaited)| match awaited {
            Awaited::Page(page) => Some(page.contained()),
            _ => None,
        });
        let with_pages = with_pages.flatten().copied();
        self.results_under_way().flat_map(Results::numbers).chain(with_pages).collect()
    }

    /// Acknowledgements that are on their way into the storage.
    pub(super) fn acknowledging(&self) -> impl Iterator<Item = (u64, Acked)> {
        self.results_under_way().flat_map(|results| results.acked.iter().copied())
    }

    fn results_under_way(&self) -> impl Iterator<Item = &Results<M>> {
        self.storage.writes.values().filter_map(|(_, awaited)| match awaited {
            Awaited::Results(results) => Some(results),
            Awaited::Discard(_)
            | Awaited::Page(_)
            | Awaited::Repair(_)
            | Awaited::Quarantine(_)
            | Awaited::Fork { .. } => None,
        })
    }
}
