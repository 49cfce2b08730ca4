//! SQLite's statements of a push. Many rows travel as one JSON array: one statement, however many there are.

use async_trait::async_trait;
use serde_json::json;
use uuid::Uuid;
use vitrine_sync::{Epochs, LedgerId};

use super::super::*;
use super::group::{Group, Member};
use super::sync::{RowTuple, client_state, hex, place_of, row};

/// The writing transaction of a push.
pub(super) struct SqlitePush {
    tx: Member,
    ledger: LedgerId,
    place: Place,
    epochs: Epochs,
    bytes: u64,
}

impl SqlitePush {
    pub(super) async fn begin(group: &Group, ledger: LedgerId, count: u64) -> Result<Self> {
        let mut tx = group.join().await?;
        let row: Option<(i64, i64, i64, i64, String, i64)> = sqlx::query_as(
            "update ledgers set head = head + ?2 where id = ?1 \
             returning epoch, epoch_start, head, floor, epochs, bytes",
        )
        .bind(ledger.0)
        .bind(signed(count))
        .fetch_optional(tx.connection()?)
        .await?;
        let (epoch, start, head, floor, epochs, bytes) = row.ok_or(StoreError::Missing)?;
        let (place, epochs) = (place_of((epoch, start, head, floor)), epochs_of(&epochs)?);
        Ok(Self { tx, ledger, place, epochs, bytes: unsigned(bytes) })
    }
}

#[async_trait]
impl Push for SqlitePush {
    fn place(&self) -> Place {
        self.place
    }

    fn epochs(&self) -> &Epochs {
        &self.epochs
    }

    fn bytes(&self) -> u64 {
        self.bytes
    }

    async fn client_state(&mut self, who: &Who, numbers: Numbers) -> Result<Option<ClientState>> {
        client_state(self.tx.connection()?, who, numbers).await
    }

    async fn named(&mut self, names: &[Uuid]) -> Result<Vec<ResultRow>> {
        let wanted = json!(names.iter().map(hex).collect::<Vec<_>>()).to_string();
        let rows: Vec<(i64, Uuid, i64, String)> = sqlx::query_as(
            "select r.n, r.hash, r.seq, r.outcome from json_each(?2) k \
             cross join results r on r.ledger = ?1 and r.hash = unhex(k.value)",
        )
        .bind(self.ledger.0)
        .bind(wanted)
        .fetch_all(self.tx.connection()?)
        .await?;
        Ok(rows.into_iter().map(result_row).collect())
    }

    async fn load(&mut self, keys: &[RowKey]) -> Result<Vec<Row>> {
        let wanted = json!(keys.iter().map(|key| json!([key.kind, hex(&key.id)])).collect::<Vec<_>>()).to_string();
        // `cross join` keeps SQLite from reading the whole ledger and looking for each record in the list.
        let rows: Vec<RowTuple> = sqlx::query_as(
            "select r.kind, r.id, r.seq, r.alive, r.label, r.parent, r.body from json_each(?2) k \
             cross join records r on r.ledger = ?1 and r.kind = k.value ->> 0 and r.id = unhex(k.value ->> 1)",
        )
        .bind(self.ledger.0)
        .bind(wanted)
        .fetch_all(self.tx.connection()?)
        .await?;
        Ok(rows.into_iter().map(row).collect())
    }

    async fn commit(mut self: Box<Self>, writes: &Writes) -> Result<()> {
        let ledger = self.ledger.0;
        let client = writes.client.0;
        if !writes.rows.is_empty() {
            sqlx::query(
                "insert into records (ledger, kind, id, seq, alive, label, parent, body) \
                 select ?1, value ->> 0, unhex(value ->> 1), value ->> 2, value ->> 3, value ->> 4, \
                 unhex(value ->> 5), value ->> 6 from json_each(?2) where true \
                 on conflict (ledger, kind, id) do update set seq = excluded.seq, alive = excluded.alive, \
                 label = excluded.label, parent = excluded.parent, body = excluded.body",
            )
            .bind(ledger)
            .bind(rows_json(&writes.rows))
            .execute(self.tx.connection()?)
            .await?;
        }
        if !writes.history.is_empty() {
            sqlx::query(
                "insert into history \
                 (ledger, client, received_ms, seq, ord, stamp, n, kind, id, entry, field, value_from, value_to, lost) \
                 select ?1, ?2, ?3, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, \
                 unhex(value ->> 5), unhex(value ->> 6), value ->> 7, value ->> 8, value ->> 9, value ->> 10 \
                 from json_each(?4)",
            )
            .bind(ledger)
            .bind(client)
            .bind(signed(writes.now_ms))
            .bind(history_json(&writes.history))
            .execute(self.tx.connection()?)
            .await?;
        }
        sqlx::query(
            "insert into results (ledger, client, n, hash, seq, outcome) \
             select ?1, ?2, value ->> 0, unhex(value ->> 1), value ->> 2, value ->> 3 from json_each(?3)",
        )
        .bind(ledger)
        .bind(client)
        .bind(results_json(&writes.results))
        .execute(self.tx.connection()?)
        .await?;
        let oldest = oldest_result_kept(writes.last_n);
        if oldest > 0 {
            sqlx::query("delete from results where ledger = ?1 and client = ?2 and n <= ?3")
                .bind(ledger)
                .bind(client)
                .bind(signed(oldest))
                .execute(self.tx.connection()?)
                .await?;
        }
        sqlx::query(
            "insert into clients (ledger, client, account, last_n, seen_ms, device, session, name) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, \
             coalesce((select name from sessions where id = ?7), '')) \
             on conflict (ledger, client) do update set last_n = excluded.last_n, seen_ms = excluded.seen_ms, \
             device = excluded.device, session = excluded.session, \
             name = case when excluded.name <> '' then excluded.name else clients.name end",
        )
        .bind(ledger)
        .bind(client)
        .bind(writes.account.0)
        .bind(signed(writes.last_n))
        .bind(signed(writes.now_ms))
        .bind(&writes.device)
        .bind(writes.session)
        .execute(self.tx.connection()?)
        .await?;
        sqlx::query("update ledgers set bytes = max(bytes + ?2, 0) where id = ?1")
            .bind(ledger)
            .bind(writes.grown)
            .execute(self.tx.connection()?)
            .await?;
        self.tx.commit().await
    }
}

fn rows_json(rows: &[Row]) -> String {
    let rows = rows.iter().map(|row| {
        let parent = row.parent.as_ref().map(hex);
        json!([row.key.kind, hex(&row.key.id), row.seq, i32::from(row.alive), row.label, parent, row.body])
    });
    json!(rows.collect::<Vec<_>>()).to_string()
}

fn history_json(history: &[HistoryRow]) -> String {
    let rows = history.iter().map(|h| {
        let lost = i32::from(h.lost);
        let (id, entry) = (hex(&h.key.id), hex(&h.entry));
        json!([h.seq, h.ord, h.stamp, h.n, h.key.kind, id, entry, h.field, h.from, h.to, lost])
    });
    json!(rows.collect::<Vec<_>>()).to_string()
}

fn results_json(results: &[ResultRow]) -> String {
    json!(results.iter().map(|r| json!([r.n, hex(&r.hash), r.seq, r.outcome])).collect::<Vec<_>>()).to_string()
}
