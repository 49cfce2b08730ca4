//! SQLite's statements of the history.

use sqlx::SqlitePool;
use uuid::Uuid;
use vitrine_sync::{ClientId, LedgerId};

use super::super::*;

/// A value with its mutation: seq, ord, stamp, received, client, n; kind, id, entry, field, from, to, lost; how many.
type HistoryTuple = (i64, i64, String, i64, Uuid, i64, String, Uuid, Uuid, String, String, String, bool, i64);

pub(super) async fn lines(pool: &SqlitePool, query: &HistoryQuery) -> Result<Vec<HistoryLine>> {
    // SQLite has no statistics and would rather walk the whole ledger backwards: the index of a card is named. The
    // mutations are picked first: an import has thousands of values, and a page is counted in mutations.
    let (of_entry, index) = query.entry.map_or(("", ""), |_| ("and entry = ?6", "indexed by history_of_entry"));
    let (from, until) = query.stamps.clone().unzip();
    let wanted = format!(
        "ledger = ?1 and (?2 is null or kind = ?2) and (?3 is null or client = ?3) \
         and (?4 is null or stamp >= ?4 and stamp < ?5) {of_entry}"
    );
    let lines: Vec<HistoryTuple> = sqlx::query_as(&format!(
        "with picked as (select distinct seq from history {index} where {wanted} and seq < ?7 \
         order by seq desc limit ?8), \
         placed as (select h.*, row_number() over (partition by seq order by ord) as place, \
         count(*) over (partition by seq) as total from history h {index} where {wanted} \
         and seq in (select seq from picked)) \
         select seq, ord, stamp, received_ms, client, n, kind, id, entry, field, value_from, value_to, lost, total \
         from placed where place <= ?9 order by seq desc, ord"
    ))
    .bind(query.ledger.0)
    .bind(&query.kind)
    .bind(query.client.map(|client| client.0))
    .bind(from)
    .bind(until)
    .bind(query.entry)
    .bind(query.before.map_or(i64::MAX, signed))
    .bind(i64::from(query.limit))
    .bind(i64::from(query.values))
    .fetch_all(pool)
    .await?;
    Ok(lines.into_iter().map(line).collect())
}

pub(super) async fn devices(pool: &SqlitePool, ledger: LedgerId) -> Result<Vec<DeviceRow>> {
    let rows: Vec<(Uuid, String, String)> = sqlx::query_as(
        "select c.client, case when c.name <> '' then c.name else c.device end, a.name from clients c join accounts a on a.id = c.account \
         where c.ledger = ?1 order by c.seen_ms desc, c.client",
    )
    .bind(ledger.0)
    .fetch_all(pool)
    .await?;
    let device = |(client, device, account)| DeviceRow { client: ClientId(client), device, account };
    Ok(rows.into_iter().map(device).collect())
}

fn line(line: HistoryTuple) -> HistoryLine {
    let (seq, ord, stamp, received_ms, client, n, kind, id, entry, field, from, to, lost, values) = line;
    let (seq, ord, n) = (unsigned(seq), unsigned(ord), unsigned(n));
    let row = HistoryRow { seq, ord, stamp, n, key: RowKey { kind, id }, entry, field, from, to, lost };
    HistoryLine { row, client: ClientId(client), received_ms: unsigned(received_ms), values: unsigned(values) }
}
