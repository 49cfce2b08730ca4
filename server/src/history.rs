//! The timeline: what the pushes wrote into the history, action by action.

use vitrine_app::api::{Action, Changed, Device, HISTORY_MAX, History, HistoryRequest};
use vitrine_sync::wire::ProtocolError;
use vitrine_sync::{AccountId, Seq, Stamp};

use crate::core::{AppError, Core};
use crate::records;
use crate::store::{HistoryLine, HistoryQuery, StoreError};

/// Changes shown of one action; an import has thousands.
const CHANGES_MAX: u32 = 50;

impl Core {
    /// What happened, newest first.
    ///
    /// # Errors
    /// `NoLedger`, or a failure of ours.
    pub async fn history(&self, account: AccountId, request: HistoryRequest) -> Result<History, AppError> {
        let ledger = request.ledger;
        self.store.role(ledger, account).await?.ok_or(ProtocolError::NoLedger)?;
        let limit = request.limit.clamp(1, HISTORY_MAX);
        let lines = self.store.history(&query(&request, limit)).await?;
        let mut actions: Vec<Action> = Vec::new();
        for line in lines {
            let changed = changed(&line)?;
            match actions.last_mut().filter(|action| action.seq.0 == line.row.seq) {
                Some(action) => action.changes.push(changed),
                None => actions.push(action(&line, changed)?),
            }
        }
        let before = actions.last().filter(|_| actions.len() as u64 == u64::from(limit)).map(|action| action.seq);
        let devices = self.store.devices(ledger).await?;
        let devices =
            devices.into_iter().map(|row| Device { client: row.client, name: row.device, account: row.account });
        Ok(History { actions, before, devices: devices.collect() })
    }
}

fn query(request: &HistoryRequest, limit: u32) -> HistoryQuery {
    let stamp = |ms: u64| Stamp::at(ms).to_string();
    let between = request.from_ms.is_some() || request.until_ms.is_some();
    HistoryQuery {
        ledger: request.ledger,
        entry: request.entry,
        kind: request.kind.map(|kind| kind.as_str().to_owned()),
        client: request.client,
        stamps: between.then(|| (stamp(request.from_ms.unwrap_or(0)), stamp(request.until_ms.unwrap_or(u64::MAX)))),
        before: request.before.map(|seq| seq.0),
        limit,
        values: CHANGES_MAX,
    }
}

fn action(line: &HistoryLine, first: Changed) -> Result<Action, AppError> {
    let row = &line.row;
    let stamp: Stamp = row.stamp.parse().map_err(|_| StoreError::Corrupt(format!("stamp {}", row.stamp)))?;
    Ok(Action {
        seq: Seq(row.seq),
        client: line.client,
        n: row.n,
        made_ms: stamp.ms(),
        received_ms: line.received_ms,
        changes: vec![first],
        count: line.values,
    })
}

fn changed(line: &HistoryLine) -> Result<Changed, AppError> {
    let row = &line.row;
    Ok(Changed {
        key: records::key(&row.key)?,
        entry: row.entry,
        field: row.field.clone(),
        from: serde_json::from_str(&row.from)?,
        to: serde_json::from_str(&row.to)?,
        lost: row.lost,
    })
}
