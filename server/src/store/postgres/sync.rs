//! PostgreSQL's statements of push, pull and page. Many rows travel as arrays: one statement, however many there are.

use async_trait::async_trait;
use uuid::Uuid;
use vitrine_sync::wire::Poke;
use vitrine_sync::{AccountId, Epoch, Epochs, LedgerId, Seq};

use super::super::*;
use super::pool::{Conn, Pool, Tx};
use super::queue::Turn;

pub(super) const ROW: &str = "kind, id, seq, alive, label, parent, body";
pub(super) type RowTuple = (String, Uuid, i64, bool, String, Option<Uuid>, String);

/// One snapshot for all statements: the default level takes a new one for each.
pub(super) const SNAPSHOT: &str = "begin isolation level repeatable read read only";

pub(super) async fn place(db: &mut Conn, ledger: LedgerId, account: AccountId) -> Result<Option<(Role, Place)>> {
    let row: Option<(String, i64, i64, i64, i64)> = sqlx::query_as(
        "select m.role, l.epoch, l.epoch_start, l.head, l.floor from ledgers l join members m on m.ledger = l.id \
         where l.id = $1 and m.account = $2",
    )
    .bind(ledger.0)
    .bind(account.0)
    .fetch_optional(db)
    .await?;
    row.map(|(role, epoch, start, head, floor)| Ok((role_of(&role)?, place_of((epoch, start, head, floor)))))
        .transpose()
}

pub(super) async fn client_state(db: &mut Conn, who: &Who, numbers: Numbers) -> Result<Option<ClientState>> {
    let rows: Vec<ClientStateTuple> = sqlx::query_as(
        "select m.role, l.epoch, l.epoch_start, l.head, l.floor, c.account, c.last_n, r.n, r.hash, r.seq, r.outcome \
         from ledgers l join members m on m.ledger = l.id and m.account = $2 \
         left join clients c on c.ledger = l.id and c.client = $3 \
         left join results r on r.ledger = l.id and r.client = $3 and r.n between $4 and $5 \
         where l.id = $1 order by r.n",
    )
    .bind(who.ledger.0)
    .bind(who.account.0)
    .bind(who.client.0)
    .bind(signed(numbers.first))
    .bind(signed(numbers.last))
    .fetch_all(db)
    .await?;
    client_state_of(rows)
}

async fn client(db: &mut Conn, who: &Who) -> Result<Option<(AccountId, u64)>> {
    let row: Option<(Uuid, i64)> =
        sqlx::query_as("select account, last_n from clients where ledger = $1 and client = $2")
            .bind(who.ledger.0)
            .bind(who.client.0)
            .fetch_optional(db)
            .await?;
    Ok(row.map(|(account, n)| (AccountId(account), unsigned(n))))
}

pub(super) async fn pull(pool: &Pool, who: &Who, cursor: u64, limit: usize) -> Result<Option<Pulled>> {
    let mut tx = pool.begin_with(SNAPSHOT).await?;
    let Some((_, place)) = place(&mut tx, who.ledger, who.account).await? else { return Ok(None) };
    let last_n = match client(&mut tx, who).await? {
        Some((account, n)) if account == who.account => n,
        Some(_) | None => 0,
    };
    let rows: Vec<RowTuple> = sqlx::query_as(&format!(
        "select {ROW} from records where ledger = $1 and seq > $2 order by seq, kind, id limit $3"
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
                sqlx::query_as(&format!("select {ROW} from records where ledger = $1 and seq = $2 order by kind, id"))
                    .bind(who.ledger.0)
                    .bind(signed(seq))
                    .fetch_all(&mut *tx)
                    .await?;
            (rows.into_iter().map(row).collect(), true)
        }
    };
    Ok(Some(Pulled { place, last_n, rows, has_more }))
}

pub(super) async fn first_rows(pool: &Pool, ledger: LedgerId, limit: u32) -> Result<(Place, Vec<Row>)> {
    let mut tx = pool.begin_with(SNAPSHOT).await?;
    let place = ledger_place(&mut tx, ledger).await?;
    let entries: Vec<RowTuple> = sqlx::query_as(&format!(
        "select {ROW} from records where ledger = $1 and kind = 'entry' and alive order by label, id limit $2"
    ))
    .bind(ledger.0)
    .bind(i64::from(limit))
    .fetch_all(&mut *tx)
    .await?;
    let parents: Vec<Uuid> = entries.iter().map(|entry| entry.1).collect();
    let lots: Vec<RowTuple> = sqlx::query_as(&format!(
        "select {ROW} from records where ledger = $1 and alive and parent = any($2) order by parent, id"
    ))
    .bind(ledger.0)
    .bind(parents)
    .fetch_all(&mut *tx)
    .await?;
    Ok((place, entries.into_iter().chain(lots).map(row).collect()))
}

pub(super) async fn rows_after(pool: &Pool, ledger: LedgerId, cursor: u64) -> Result<(Place, Vec<Row>)> {
    let mut tx = pool.begin_with(SNAPSHOT).await?;
    let place = ledger_place(&mut tx, ledger).await?;
    let rows: Vec<RowTuple> = sqlx::query_as(&format!("select {ROW} from records where ledger = $1 and seq > $2"))
        .bind(ledger.0)
        .bind(signed(cursor))
        .fetch_all(&mut *tx)
        .await?;
    Ok((place, rows.into_iter().map(row).collect()))
}

pub(super) async fn pokes(pool: &Pool, ledgers: &[LedgerId]) -> Result<Vec<(LedgerId, Poke)>> {
    let wanted: Vec<Uuid> = ledgers.iter().map(|ledger| ledger.0).collect();
    let rows: Vec<(Uuid, i64, i64)> =
        sqlx::query_as("select id, epoch, head from ledgers where id = any($1)").bind(wanted).fetch_all(pool).await?;
    let poke = |(id, epoch, head)| {
        (LedgerId(id), Poke { epoch: Epoch(unsigned(epoch)), head: Seq(unsigned(head)), reference: 0 })
    };
    Ok(rows.into_iter().map(poke).collect())
}

async fn ledger_place(db: &mut Conn, ledger: LedgerId) -> Result<Place> {
    let query = sqlx::query_as("select epoch, epoch_start, head, floor from ledgers where id = $1");
    let row: Option<(i64, i64, i64, i64)> = query.bind(ledger.0).fetch_optional(db).await?;
    row.map(place_of).ok_or(StoreError::Missing)
}

/// The writing transaction of a push.
pub(super) struct PostgresPush {
    tx: Tx,
    ledger: LedgerId,
    place: Place,
    epochs: Epochs,
    bytes: u64,
    /// Ends after the transaction: fields are dropped in order.
    _turn: Turn,
}

impl PostgresPush {
    pub(super) async fn begin(pool: &Pool, turn: Turn, ledger: LedgerId, count: u64) -> Result<Self> {
        let mut tx = pool.begin().await?;
        // This statement waits for whoever holds the row; what follows sees all that was written.
        let row: Option<(i64, i64, i64, i64, String, i64)> = sqlx::query_as(
            "update ledgers set head = head + $2 where id = $1 \
             returning epoch, epoch_start, head, floor, epochs, bytes",
        )
        .bind(ledger.0)
        .bind(signed(count))
        .fetch_optional(&mut *tx)
        .await?;
        let (epoch, start, head, floor, epochs, bytes) = row.ok_or(StoreError::Missing)?;
        let place = place_of((epoch, start, head, floor));
        Ok(Self { tx, ledger, place, epochs: epochs_of(&epochs)?, bytes: unsigned(bytes), _turn: turn })
    }
}

#[async_trait]
impl Push for PostgresPush {
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
        client_state(&mut self.tx, who, numbers).await
    }

    async fn named(&mut self, names: &[Uuid]) -> Result<Vec<ResultRow>> {
        let rows: Vec<(i64, Uuid, i64, String)> =
            sqlx::query_as("select n, hash, seq, outcome from results where ledger = $1 and hash = any($2)")
                .bind(self.ledger.0)
                .bind(names)
                .fetch_all(&mut *self.tx)
                .await?;
        Ok(rows.into_iter().map(result_row).collect())
    }

    async fn load(&mut self, keys: &[RowKey]) -> Result<Vec<Row>> {
        let kinds: Vec<&str> = keys.iter().map(|key| key.kind.as_str()).collect();
        let ids: Vec<Uuid> = keys.iter().map(|key| key.id).collect();
        let rows: Vec<RowTuple> = sqlx::query_as(
            "select r.kind, r.id, r.seq, r.alive, r.label, r.parent, r.body \
             from unnest($2::text[], $3::uuid[]) k (kind, id) \
             join records r on r.ledger = $1 and r.kind = k.kind and r.id = k.id",
        )
        .bind(self.ledger.0)
        .bind(kinds)
        .bind(ids)
        .fetch_all(&mut *self.tx)
        .await?;
        Ok(rows.into_iter().map(row).collect())
    }

    async fn commit(mut self: Box<Self>, writes: &Writes) -> Result<()> {
        self.write_rows(&writes.rows).await?;
        self.write_history(writes).await?;
        self.write_results(writes).await?;
        sqlx::query("update ledgers set bytes = greatest(bytes + $2, 0) where id = $1")
            .bind(self.ledger.0)
            .bind(writes.grown)
            .execute(&mut *self.tx)
            .await?;
        // Delivered at commit, or not at all.
        sqlx::query("select pg_notify($1, $2)")
            .bind(NOTIFY_CHANNEL)
            .bind(format!("{} {} {}", self.ledger, self.place.epoch, self.place.head))
            .execute(&mut *self.tx)
            .await?;
        Ok(self.tx.commit().await?)
    }
}

impl PostgresPush {
    async fn write_rows(&mut self, rows: &[Row]) -> Result<()> {
        if rows.is_empty() {
            return Ok(());
        }
        sqlx::query(
            "insert into records (ledger, kind, id, seq, alive, label, parent, body) \
             select $1, r.* from unnest($2::text[], $3::uuid[], $4::bigint[], $5::boolean[], $6::text[], $7::uuid[], \
             $8::text[]) r on conflict (ledger, kind, id) do update set seq = excluded.seq, \
             alive = excluded.alive, label = excluded.label, parent = excluded.parent, body = excluded.body",
        )
        .bind(self.ledger.0)
        .bind(rows.iter().map(|row| row.key.kind.as_str()).collect::<Vec<_>>())
        .bind(rows.iter().map(|row| row.key.id).collect::<Vec<_>>())
        .bind(rows.iter().map(|row| signed(row.seq)).collect::<Vec<_>>())
        .bind(rows.iter().map(|row| row.alive).collect::<Vec<_>>())
        .bind(rows.iter().map(|row| row.label.as_str()).collect::<Vec<_>>())
        .bind(rows.iter().map(|row| row.parent).collect::<Vec<_>>())
        .bind(rows.iter().map(|row| row.body.as_str()).collect::<Vec<_>>())
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    async fn write_history(&mut self, writes: &Writes) -> Result<()> {
        let history = &writes.history;
        if history.is_empty() {
            return Ok(());
        }
        sqlx::query(
            "insert into history \
             (ledger, client, received_ms, seq, ord, stamp, n, kind, id, entry, field, value_from, value_to, lost) \
             select $1, $2, $3, h.* from unnest($4::bigint[], $5::bigint[], $6::text[], $7::bigint[], $8::text[], \
             $9::uuid[], $10::uuid[], $11::text[], $12::text[], $13::text[], $14::boolean[]) h",
        )
        .bind(self.ledger.0)
        .bind(writes.client.0)
        .bind(signed(writes.now_ms))
        .bind(history.iter().map(|h| signed(h.seq)).collect::<Vec<_>>())
        .bind(history.iter().map(|h| signed(h.ord)).collect::<Vec<_>>())
        .bind(history.iter().map(|h| h.stamp.as_str()).collect::<Vec<_>>())
        .bind(history.iter().map(|h| signed(h.n)).collect::<Vec<_>>())
        .bind(history.iter().map(|h| h.key.kind.as_str()).collect::<Vec<_>>())
        .bind(history.iter().map(|h| h.key.id).collect::<Vec<_>>())
        .bind(history.iter().map(|h| h.entry).collect::<Vec<_>>())
        .bind(history.iter().map(|h| h.field.as_str()).collect::<Vec<_>>())
        .bind(history.iter().map(|h| h.from.as_str()).collect::<Vec<_>>())
        .bind(history.iter().map(|h| h.to.as_str()).collect::<Vec<_>>())
        .bind(history.iter().map(|h| h.lost).collect::<Vec<_>>())
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    async fn write_results(&mut self, writes: &Writes) -> Result<()> {
        let results = &writes.results;
        sqlx::query(
            "insert into results (ledger, client, n, hash, seq, outcome) \
             select $1, $2, r.* from unnest($3::bigint[], $4::uuid[], $5::bigint[], $6::text[]) r",
        )
        .bind(self.ledger.0)
        .bind(writes.client.0)
        .bind(results.iter().map(|r| signed(r.n)).collect::<Vec<_>>())
        .bind(results.iter().map(|r| r.hash).collect::<Vec<_>>())
        .bind(results.iter().map(|r| signed(r.seq)).collect::<Vec<_>>())
        .bind(results.iter().map(|r| r.outcome.as_str()).collect::<Vec<_>>())
        .execute(&mut *self.tx)
        .await?;
        let oldest = oldest_result_kept(writes.last_n);
        if oldest > 0 {
            sqlx::query("delete from results where ledger = $1 and client = $2 and n <= $3")
                .bind(self.ledger.0)
                .bind(writes.client.0)
                .bind(signed(oldest))
                .execute(&mut *self.tx)
                .await?;
        }
        sqlx::query(
            "insert into clients (ledger, client, account, last_n, seen_ms, device, session, name) values ($1, $2, $3, $4, $5, $6, $7, \
             coalesce((select name from sessions where id = $7), '')) \
             on conflict (ledger, client) do update set last_n = excluded.last_n, seen_ms = excluded.seen_ms, \
             device = excluded.device, session = excluded.session, \
             name = case when excluded.name <> '' then excluded.name else clients.name end",
        )
        .bind(self.ledger.0)
        .bind(writes.client.0)
        .bind(writes.account.0)
        .bind(signed(writes.last_n))
        .bind(signed(writes.now_ms))
        .bind(&writes.device)
        .bind(writes.session)
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }
}

pub(super) fn place_of((epoch, epoch_start, head, floor): (i64, i64, i64, i64)) -> Place {
    Place { epoch: unsigned(epoch), epoch_start: unsigned(epoch_start), head: unsigned(head), floor: unsigned(floor) }
}

pub(super) fn row((kind, id, seq, alive, label, parent, body): RowTuple) -> Row {
    Row { key: RowKey { kind, id }, seq: unsigned(seq), alive, label, parent, body }
}
