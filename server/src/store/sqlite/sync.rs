//! SQLite's statements of push, pull and page. Many rows travel as one JSON array: one statement, however many there are.

use async_trait::async_trait;
use serde_json::json;
use sqlx::{Sqlite, SqliteConnection, SqlitePool, Transaction};
use uuid::Uuid;
use vitrine_sync::wire::Poke;
use vitrine_sync::{AccountId, Epoch, Epochs, LedgerId, Seq};

use super::super::*;

pub(super) const ROW: &str = "kind, id, seq, alive, label, parent, body";
pub(super) type RowTuple = (String, Uuid, i64, bool, String, Option<Uuid>, String);

pub(super) async fn place(
    db: &mut SqliteConnection,
    ledger: LedgerId,
    account: AccountId,
) -> Result<Option<(Role, Place)>> {
    let row: Option<(String, i64, i64, i64, i64)> = sqlx::query_as(
        "select m.role, l.epoch, l.epoch_start, l.head, l.floor from ledgers l join members m on m.ledger = l.id \
         where l.id = ?1 and m.account = ?2",
    )
    .bind(ledger.0)
    .bind(account.0)
    .fetch_optional(db)
    .await?;
    row.map(|(role, epoch, start, head, floor)| Ok((role_of(&role)?, place_of((epoch, start, head, floor)))))
        .transpose()
}

pub(super) async fn standing(db: &mut SqliteConnection, who: &Who, numbers: Numbers) -> Result<Option<Standing>> {
    let Some((role, place)) = place(&mut *db, who.ledger, who.account).await? else { return Ok(None) };
    let client = client(&mut *db, who).await?;
    let results: Vec<(i64, Uuid, i64, String)> = sqlx::query_as(
        "select n, hash, seq, outcome from results where ledger = ?1 and client = ?2 and n between ?3 and ?4",
    )
    .bind(who.ledger.0)
    .bind(who.client.0)
    .bind(signed(numbers.first))
    .bind(signed(numbers.last))
    .fetch_all(db)
    .await?;
    Ok(Some(Standing {
        role,
        place,
        client_of: client.map(|(account, _)| account),
        last_n: client.map_or(0, |(_, n)| n),
        results: results.into_iter().map(result_row).collect(),
    }))
}

async fn client(db: &mut SqliteConnection, who: &Who) -> Result<Option<(AccountId, u64)>> {
    let row: Option<(Uuid, i64)> =
        sqlx::query_as("select account, last_n from clients where ledger = ?1 and client = ?2")
            .bind(who.ledger.0)
            .bind(who.client.0)
            .fetch_optional(db)
            .await?;
    Ok(row.map(|(account, n)| (AccountId(account), unsigned(n))))
}

pub(super) async fn pull(pool: &SqlitePool, who: &Who, cursor: u64, limit: usize) -> Result<Option<Pulled>> {
    // A deferred transaction is a snapshot from its first read on.
    let mut tx = pool.begin().await?;
    let Some((_, place)) = place(&mut tx, who.ledger, who.account).await? else { return Ok(None) };
    let last_n = match client(&mut tx, who).await? {
        Some((account, n)) if account == who.account => n,
        Some(_) | None => 0,
    };
    let rows: Vec<RowTuple> = sqlx::query_as(&format!(
        "select {ROW} from records where ledger = ?1 and seq > ?2 order by seq, kind, id limit ?3"
    ))
    .bind(who.ledger.0)
    .bind(signed(cursor))
    .bind(signed(limit as u64 + 1))
    .fetch_all(&mut *tx)
    .await?;
    let rows: Vec<Row> = rows.into_iter().map(row).collect();
    let first = rows.first().map(|row| row.seq);
    let (rows, has_more) = match (cut_page(rows, limit), first) {
        (Some(page), _) => page,
        (None, first) => {
            let seq = first.unwrap_or(cursor);
            let rows: Vec<RowTuple> =
                sqlx::query_as(&format!("select {ROW} from records where ledger = ?1 and seq = ?2 order by kind, id"))
                    .bind(who.ledger.0)
                    .bind(signed(seq))
                    .fetch_all(&mut *tx)
                    .await?;
            (rows.into_iter().map(row).collect(), true)
        }
    };
    Ok(Some(Pulled { place, last_n, rows, has_more }))
}

pub(super) async fn first_rows(pool: &SqlitePool, ledger: LedgerId, limit: u32) -> Result<(Place, Vec<Row>)> {
    let mut tx = pool.begin().await?;
    let place = ledger_place(&mut tx, ledger).await?;
    let entries: Vec<RowTuple> = sqlx::query_as(&format!(
        "select {ROW} from records where ledger = ?1 and kind = 'entry' and alive = 1 order by label, id limit ?2"
    ))
    .bind(ledger.0)
    .bind(limit)
    .fetch_all(&mut *tx)
    .await?;
    let parents = json!(entries.iter().map(|entry| hex(&entry.1)).collect::<Vec<_>>()).to_string();
    let lots: Vec<RowTuple> = sqlx::query_as(&format!(
        "select {ROW} from records where ledger = ?1 and alive = 1 \
         and parent in (select unhex(value) from json_each(?2)) order by parent, id"
    ))
    .bind(ledger.0)
    .bind(parents)
    .fetch_all(&mut *tx)
    .await?;
    Ok((place, entries.into_iter().chain(lots).map(row).collect()))
}

pub(super) async fn rows_after(pool: &SqlitePool, ledger: LedgerId, cursor: u64) -> Result<(Place, Vec<Row>)> {
    let mut tx = pool.begin().await?;
    let place = ledger_place(&mut tx, ledger).await?;
    let rows: Vec<RowTuple> = sqlx::query_as(&format!("select {ROW} from records where ledger = ?1 and seq > ?2"))
        .bind(ledger.0)
        .bind(signed(cursor))
        .fetch_all(&mut *tx)
        .await?;
    Ok((place, rows.into_iter().map(row).collect()))
}

pub(super) async fn pokes(pool: &SqlitePool, ledgers: &[LedgerId]) -> Result<Vec<(LedgerId, Poke)>> {
    let wanted = json!(ledgers.iter().map(|ledger| hex(&ledger.0)).collect::<Vec<_>>()).to_string();
    let rows: Vec<(Uuid, i64, i64)> =
        sqlx::query_as("select id, epoch, head from ledgers where id in (select unhex(value) from json_each(?1))")
            .bind(wanted)
            .fetch_all(pool)
            .await?;
    let poke = |(id, epoch, head)| {
        (LedgerId(id), Poke { epoch: Epoch(unsigned(epoch)), head: Seq(unsigned(head)), reference: 0 })
    };
    Ok(rows.into_iter().map(poke).collect())
}

async fn ledger_place(db: &mut SqliteConnection, ledger: LedgerId) -> Result<Place> {
    let query = sqlx::query_as("select epoch, epoch_start, head, floor from ledgers where id = ?1");
    let row: Option<(i64, i64, i64, i64)> = query.bind(ledger.0).fetch_optional(db).await?;
    row.map(place_of).ok_or(StoreError::Missing)
}

/// The writing transaction of a push.
pub(super) struct SqlitePush {
    tx: Transaction<'static, Sqlite>,
    ledger: LedgerId,
    place: Place,
    epochs: Epochs,
    bytes: u64,
}

impl SqlitePush {
    pub(super) async fn begin(writer: &SqlitePool, ledger: LedgerId, count: u64) -> Result<Self> {
        let mut tx = writer.begin_with("begin immediate").await?;
        let row: Option<(i64, i64, i64, i64, String, i64)> = sqlx::query_as(
            "update ledgers set head = head + ?2 where id = ?1 \
             returning epoch, epoch_start, head, floor, epochs, bytes",
        )
        .bind(ledger.0)
        .bind(signed(count))
        .fetch_optional(&mut *tx)
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

    async fn standing(&mut self, who: &Who, numbers: Numbers) -> Result<Option<Standing>> {
        standing(&mut self.tx, who, numbers).await
    }

    async fn named(&mut self, names: &[Uuid]) -> Result<Vec<ResultRow>> {
        let wanted = json!(names.iter().map(hex).collect::<Vec<_>>()).to_string();
        let rows: Vec<(i64, Uuid, i64, String)> = sqlx::query_as(
            "select r.n, r.hash, r.seq, r.outcome from json_each(?2) k \
             cross join results r on r.ledger = ?1 and r.hash = unhex(k.value)",
        )
        .bind(self.ledger.0)
        .bind(wanted)
        .fetch_all(&mut *self.tx)
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
        .fetch_all(&mut *self.tx)
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
            .execute(&mut *self.tx)
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
            .execute(&mut *self.tx)
            .await?;
        }
        sqlx::query(
            "insert into results (ledger, client, n, hash, seq, outcome) \
             select ?1, ?2, value ->> 0, unhex(value ->> 1), value ->> 2, value ->> 3 from json_each(?3)",
        )
        .bind(ledger)
        .bind(client)
        .bind(results_json(&writes.results))
        .execute(&mut *self.tx)
        .await?;
        sqlx::query("delete from results where ledger = ?1 and client = ?2 and n <= ?3")
            .bind(ledger)
            .bind(client)
            .bind(signed(oldest_result_kept(writes.last_n)))
            .execute(&mut *self.tx)
            .await?;
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
        .execute(&mut *self.tx)
        .await?;
        sqlx::query("update ledgers set bytes = max(bytes + ?2, 0) where id = ?1")
            .bind(ledger)
            .bind(writes.grown)
            .execute(&mut *self.tx)
            .await?;
        Ok(self.tx.commit().await?)
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

pub(super) fn hex(id: &Uuid) -> String {
    id.simple().to_string()
}

pub(super) fn place_of((epoch, epoch_start, head, floor): (i64, i64, i64, i64)) -> Place {
    Place { epoch: unsigned(epoch), epoch_start: unsigned(epoch_start), head: unsigned(head), floor: unsigned(floor) }
}

pub(super) fn row((kind, id, seq, alive, label, parent, body): RowTuple) -> Row {
    Row { key: RowKey { kind, id }, seq: unsigned(seq), alive, label, parent, body }
}
