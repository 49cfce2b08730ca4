//! The pull: records changed after a cursor, in one snapshot (docs/engine.md#sequence-order-is-commit-order,
//! docs/engine.md#a-page-moves-the-cursor).

use serde_json::value::RawValue;
use vitrine_app::api::{RawPull, RawPulled};
use vitrine_sync::wire::ProtocolError;
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
        let who = Who { ledger: hello.ledger, account, client: hello.client };
        let cursor = request.cursor;
        let mut page = self.store.pull(&who, cursor.0, self.config.pull_page).await?.ok_or(ProtocolError::NoLedger)?;
        let unaware = request.floor.is_none() && cursor == Seq::ZERO && page.has_more;
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
        let floor = Seq(place.floor);
        if cursor > Seq::ZERO && cursor < floor && request.floor.is_none_or(|known| known < floor) {
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
            floor,
            rows,
        })
    }
}
