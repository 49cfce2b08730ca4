//! SQLite's statements of pull and page. Many rows travel as one JSON array: one statement, however many there are.

use serde_json::json;
use sqlx::{SqliteConnection, SqlitePool};
use uuid::Uuid;
use vitrine_sync::wire::Poke;
use vitrine_sync::{AccountId, Epoch, LedgerId, Seq};

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

pub(super) async fn client_state(
    db: &mut SqliteConnection,
    who: &Who,
    numbers: Numbers,
) -> Result<Option<ClientState>> {
    let rows: Vec<ClientStateTuple> = sqlx::query_as(
        "select m.role, l.epoch, l.epoch_start, l.head, l.floor, c.account, c.last_n, r.n, r.hash, r.seq, r.outcome \
         from ledgers l join members m on m.ledger = l.id and m.account = ?2 \
         left join clients c on c.ledger = l.id and c.client = ?3 \
         left join results r on r.ledger = l.id and r.client = ?3 and r.n between ?4 and ?5 \
         where l.id = ?1 order by r.n",
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

pub(super) fn hex(id: &Uuid) -> String {
    id.simple().to_string()
}

pub(super) fn place_of((epoch, epoch_start, head, floor): (i64, i64, i64, i64)) -> Place {
    Place { epoch: unsigned(epoch), epoch_start: unsigned(epoch_start), head: unsigned(head), floor: unsigned(floor) }
}

pub(super) fn row((kind, id, seq, alive, label, parent, body): RowTuple) -> Row {
    Row { key: RowKey { kind, id }, seq: unsigned(seq), alive, label, parent, body }
}
