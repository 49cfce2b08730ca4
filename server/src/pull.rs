//! The pull: records changed after a cursor, in one snapshot (docs/engine.md#sequence-order-is-commit-order,
//! docs/engine.md#a-page-moves-the-cursor).

use serde_json::value::RawValue;
use vitrine_app::api::{RawPull, RawPulled};
use vitrine_sync::wire::{Handshake, ProtocolError};
use vitrine_sync::{AccountId, Epoch, Seq};

use crate::core::{AppError, Core, now_ms};
use crate::handshake::handshake;
use crate::records;
use crate::store::Who;

/// A page without an end: as many rows as there can be.
const WHOLE: usize = i64::MAX as usize - 1;

impl Core {
    /// Answers a pull of `account`.
    ///
    /// # Errors
    /// A [`ProtocolError`] for the client, or a failure of ours.
    pub async fn pull(&self, account: AccountId, request: RawPull) -> Result<RawPulled, AppError> {
        let hello = handshake(&request.hello, account)?;
        self.page_after(&hello, request.cursor, request.floor, self.config.pull_page).await
    }

    /// The page after `cursor`, of `size` records or a few more. `floor` as in a pull.
    ///
    /// # Errors
    /// As [`Core::pull`].
    pub(crate) async fn page_after(
        &self,
        hello: &Handshake,
        cursor: Seq,
        floor: Option<Seq>,
        size: usize,
    ) -> Result<RawPulled, AppError> {
        let account = hello.account;
        let who = Who { ledger: hello.ledger, account, client: hello.client };
        let mut page = self.store.pull(&who, cursor.0, size).await?.ok_or(ProtocolError::NoLedger)?;
        let unaware = floor.is_none() && cursor == Seq::ZERO && page.has_more;
        if unaware && page.rows.last().is_some_and(|last| last.seq < page.place.floor) {
            // It could not go on from below the floor.
            page = self.store.pull(&who, 0, WHOLE).await?.ok_or(ProtocolError::NoLedger)?;
        }
        let place = page.place;
        let epoch = Epoch(place.epoch);
        // From the beginning anybody may pull: that is how a client leaves another epoch.
        let strange = hello.epoch != Epoch(0) && hello.epoch != epoch;
        if cursor.0 > place.head || (cursor > Seq::ZERO && strange) {
            return Err(ProtocolError::Resync { epoch }.into());
        }
        // The client has missed deletions, unless it began after the last collection.
        let present = Seq(place.floor);
        if cursor > Seq::ZERO && cursor < present && floor.is_none_or(|known| known < present) {
            return Err(ProtocolError::Resync { epoch }.into());
        }
        self.note_cursor(&who, cursor);
        let to = match page.rows.last() {
            Some(last) if page.has_more => Seq(last.seq),
            Some(_) | None => Seq(place.head),
        };
        let mut rows = Vec::with_capacity(page.rows.len());
        for row in page.rows {
            rows.push((records::key(&row.key)?, RawValue::from_string(row.body)?));
        }
        self.metrics.pulled(rows.len());
        Ok(RawPulled {
            epoch,
            epoch_start: Seq(place.epoch_start),
            from: cursor,
            to,
            head: Seq(place.head),
            has_more: page.has_more,
            last_n: page.last_n,
            time_ms: now_ms(),
            floor: present,
            rows,
        })
    }
}
