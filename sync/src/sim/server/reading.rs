//! What clients read of the server: changed records page by page, and whether a base is what is here.

use super::{Database, Server};
use crate::mutant::Mutant;
use crate::sums::bucket_of;
use crate::wire::{CheckRequest, CheckResponse, ProtocolError, PullRequest, PullResponse};
use crate::{AccountId, Epoch, Model, Seq, Sums};

impl<M: Model> Server<M> {
    /// One page, from one snapshot, ending between two mutations.
    pub(in crate::sim) fn pull(
        &self,
        ask: &PullRequest,
        session: Option<AccountId>,
        build: u32,
        now_ms: u64,
        later_n: u64,
    ) -> Result<PullResponse<M>, ProtocolError> {
        self.admit(session, ask.hello.account, build)?;
        let epoch = self.db.epoch;
        if (ask.hello.epoch != Epoch::default() && ask.hello.epoch != epoch) || ask.cursor > self.db.head {
            return Err(ProtocolError::Resync { epoch });
        }
        let floor = self.db.floor;
        let missed = ask.cursor > Seq::ZERO && ask.cursor < floor && ask.floor.is_none_or(|known| known < floor);
        if missed && self.mutant != Some(Mutant::CollectedUnseen) {
            return Err(ProtocolError::Resync { epoch });
        }
        let mut changed: Vec<(Seq, M::Key)> =
            self.db.rows.iter().filter(|(_, (seq, _))| *seq > ask.cursor).map(|(key, (seq, _))| (*seq, *key)).collect();
        changed.sort_unstable_by_key(|(seq, _)| *seq);
        let mut size = (self.page as usize).min(changed.len());
        if self.mutant != Some(Mutant::PageSplitsCommit) {
            while size > 0 && size < changed.len() && changed[size].0 == changed[size - 1].0 {
                size += 1;
            }
        }
        let has_more = size < changed.len();
        let to = if has_more { changed[size - 1].0 } else { self.db.head };
        let rows = changed[..size].iter().map(|(_, key)| (*key, self.db.rows[key].1.clone())).collect();
        let known_n = self.db.known.get(&ask.hello.client).map_or(0, |known| known.last_n);
        Ok(PullResponse {
            epoch,
            epoch_start: self.epoch_start(),
            from: ask.cursor,
            to,
            head: self.db.head,
            has_more,
            last_n: if self.mutant == Some(Mutant::LastNFromLaterSnapshot) { known_n.max(later_n) } else { known_n },
            time_ms: now_ms,
            floor,
            rows,
        })
    }

    /// Whether a base is what is here.
    pub(in crate::sim) fn check(
        &self,
        ask: &CheckRequest,
        session: Option<AccountId>,
        build: u32,
        now_ms: u64,
    ) -> Result<CheckResponse<M>, ProtocolError> {
        self.admit(session, ask.hello.account, build)?;
        let Database { epoch, head, floor, .. } = self.db;
        if ask.hello.epoch != epoch {
            return Err(ProtocolError::Resync { epoch });
        }
        let here = || self.db.rows.iter().map(|(key, (_, record))| (key, record));
        let sums = (ask.cursor == head).then(|| Sums::of::<M>(here()));
        let wanted = here().filter(|(key, _)| sums.is_some() && ask.buckets.contains(&bucket_of::<M>(key)));
        let rows = wanted.map(|(key, record)| (*key, record.clone())).collect();
        Ok(CheckResponse { epoch, head, floor, time_ms: now_ms, sums, rows })
    }
}
