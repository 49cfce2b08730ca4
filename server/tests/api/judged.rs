//! The judgement of a real history: what the database holds against what the devices stored, were told and show.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use sqlx::{Connection, Row};
use uuid::Uuid;
use vitrine_ledger::sim::Collectors;
use vitrine_ledger::{Domain, Key, Record};
use vitrine_sync::sim::{LogEntry, Workload};
use vitrine_sync::wire::Outcome;
use vitrine_sync::{Change, ClientId, Epochs, MutationId, Seq, Stamp, Version};

use crate::browser::Browser;
use crate::client::{Client, Stored};
use crate::server::is_postgres;
use crate::support::Db;

/// What many rounds came to.
#[derive(Debug, Default)]
pub(crate) struct Sum {
    pub(crate) kills: u64,
    pub(crate) restores: u64,
    /// How often an event stream said something.
    pub(crate) pokes: u64,
    edits: usize,
    refused: usize,
    records: usize,
    faults: BTreeMap<&'static str, u64>,
}

impl Sum {
    pub(crate) fn suffered(&mut self, faults: &[(&'static str, u64)]) {
        for (name, count) in faults {
            *self.faults.entry(name).or_default() += count;
        }
    }
}

impl fmt::Display for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} edits ({} refused), {} records, ", self.edits, self.refused, self.records)?;
        write!(f, "{} restores, {} events; requests", self.restores, self.pokes)?;
        self.faults.iter().try_for_each(|(name, count)| write!(f, ", {count} {name}"))
    }
}

/// A decision, as the database has it.
#[derive(Debug)]
struct Decided {
    id: MutationId,
    seq: Seq,
    outcome: Outcome<Domain>,
    changes: Vec<Change<Domain>>,
    /// As accepted, where the history says so.
    stamp: Option<Stamp>,
}

/// Fails when anything is missing, twice, or different anywhere. `fresh` has just fetched everything. Once the database
/// was `restored`, what a device was told need not hold any more; that what it stored is done, or in its tray, must.
pub(crate) async fn judge(db: &Db, ada: &Browser, clients: &[Client], fresh: &Client, restored: bool, sum: &mut Sum) {
    let ledger: Uuid = ada.ledger.parse().unwrap();
    let (head, epochs, decided) = read(db, ledger).await;
    assert_eq!(epochs.iter().count(), if restored { 2 } else { 1 });

    // Every edit that was stored is decided, once, and nothing else is.
    let mut stored: BTreeMap<MutationId, &Stored> = BTreeMap::new();
    for edit in clients.iter().flat_map(|client| &client.stored) {
        let id = MutationId { client: edit.client, n: edit.n };
        assert!(stored.insert(id, edit).is_none(), "{id} was given to two edits");
    }
    let there: BTreeSet<MutationId> = decided.iter().map(|line| line.id).collect();
    let missing: Vec<_> = stored.keys().filter(|id| !there.contains(id)).collect();
    assert!(missing.is_empty(), "stored and never decided: {missing:?}");
    assert_eq!(there.len(), stored.len(), "decided, and nobody made it");
    let places: Vec<u64> = decided.iter().map(|line| line.seq.0).collect();
    assert_eq!(places, (1..=head).collect::<Vec<_>>(), "each decision has a place of its own, and no place is empty");

    // What a device was told holds, and what was not done is in its tray.
    let by_id: BTreeMap<MutationId, &Decided> = decided.iter().map(|line| (line.id, line)).collect();
    for client in clients {
        let of_client = |n: u64| MutationId { client: client.engine.client(), n };
        for (n, seq, outcome) in client.told.iter().filter(|_| !restored) {
            let line = by_id[&of_client(*n)];
            assert_eq!((line.seq, &line.outcome), (*seq, outcome), "acknowledged, and now it is otherwise");
        }
        let refused: BTreeSet<MutationId> = client.engine.tray().map(|refusal| of_client(refusal.n)).collect();
        let undone = decided.iter().filter(|line| line.id.client == client.engine.client());
        let undone = undone.filter(|line| !matches!(line.outcome, Outcome::Done(_))).map(|line| line.id).collect();
        assert_eq!(refused, undone, "what was not done is in the tray, and nothing else");
        sum.refused += refused.len();
    }

    // Page by page or all at once, everybody shows the same.
    let rows: Vec<(&Key, &Record)> = fresh.engine.records().collect();
    for client in clients {
        let shown: Vec<(&Key, &Record)> = client.engine.records().collect();
        let differs = rows.iter().find(|row| !shown.contains(row));
        assert!(shown == rows, "{} records, not {}; first: {differs:?}", shown.len(), rows.len());
    }

    // And it adds up, for somebody who shares no code with the ledger.
    let log: Vec<LogEntry<'_, Domain>> = decided
        .iter()
        .map(|line| {
            let edit = stored[&line.id];
            LogEntry {
                id: line.id,
                seq: line.seq,
                stamp: line.stamp.unwrap_or(edit.stamp),
                saw: epochs.saw(edit.base),
                mutation: Some(&edit.mutation),
                outcome: &line.outcome,
                changes: &line.changes,
                collected: &[],
            }
        })
        .collect();
    let people = <Collectors as Workload<Domain>>::new(false);
    if let Err(what) = people.judge(&log, &rows) {
        panic!("it does not add up: {what}");
    }
    sum.edits += decided.len();
    sum.records += rows.len();
}

/// The head of a ledger, its epochs, and everything that was decided in it, in order.
async fn read(db: &Db, ledger: Uuid) -> (u64, Epochs, Vec<Decided>) {
    let head = "select head, epochs from ledgers where id = $1";
    let results = "select client, n, seq, outcome from results where ledger = $1 order by seq";
    let history = "select seq, stamp, kind, id, field, value_from, value_to, cast(lost as integer) from history \
                   where ledger = $1 order by seq, ord";
    /// The two drivers have types of their own for the same rows.
    macro_rules! read_with {
        ($connection:ty) => {{
            let mut c = <$connection>::connect(&db.url).await.unwrap();
            let place: (i64, String) = sqlx::query_as(head).bind(ledger).fetch_one(&mut c).await.unwrap();
            let mut lines = Vec::new();
            for row in sqlx::query(results).bind(ledger).fetch_all(&mut c).await.unwrap() {
                let outcome: String = row.get(3);
                lines.push(Decided {
                    id: MutationId { client: ClientId(row.get(0)), n: row.get::<i64, _>(1) as u64 },
                    seq: Seq(row.get::<i64, _>(2) as u64),
                    outcome: serde_json::from_str(&outcome).unwrap(),
                    changes: Vec::new(),
                    stamp: None,
                });
            }
            for row in sqlx::query(history).bind(ledger).fetch_all(&mut c).await.unwrap() {
                let seq = row.get::<i64, _>(0) as u64;
                let line = lines.iter_mut().find(|line| line.seq.0 == seq).expect("what changed was decided");
                let stamp: Stamp = row.get::<String, _>(1).parse().unwrap();
                line.stamp = Some(stamp);
                let (kind, id): (String, Uuid) = (row.get(2), row.get(3));
                let json = |at: usize| serde_json::from_str(&row.get::<String, _>(at)).unwrap();
                let before = Version { seq: Seq(0), stamp, client: line.id.client };
                line.changes.push(Change {
                    key: format!("{kind}:{id}").parse().unwrap(),
                    field: row.get(4),
                    from: json(5),
                    to: json(6),
                    before,
                    lost: row.get::<i32, _>(7) != 0,
                });
            }
            (place.0 as u64, serde_json::from_str(&place.1).unwrap(), lines)
        }};
    }
    if is_postgres(db) { read_with!(sqlx::PgConnection) } else { read_with!(sqlx::SqliteConnection) }
}
