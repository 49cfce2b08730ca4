//! The push: decides mutations exactly once and writes them in one transaction
//! (docs/engine.md#each-mutation-exactly-once, docs/engine.md#sequence-order-is-commit-order).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Instant;

use serde_json::Value;
use uuid::Uuid;
use vitrine_app::api::{ApiError, Fault, RawPulled, RawPush, RawPushed};
use vitrine_ledger::{Domain, Key, Mutation, Record};
use vitrine_sync::server::{Circumstances, Decision, Known, Named, Triage, decide, named, triage};
use vitrine_sync::wire::{
    After, Body, Handshake, Outcome, PUSH_MAX_MUTATIONS, PUSH_PAGE, Poke, ProtocolError, PushItem, PushResponse,
    PushResult,
};
use vitrine_sync::{Epoch, Lookup, Model, Seq};

use crate::core::{AppError, Core, now_ms};
use crate::device::Device;
use crate::handshake::handshake;
use crate::records;
use crate::store::{ClientState, HistoryRow, Numbers, Place, ROW_BYTES, ResultRow, Row, Session, Who, Writes};

type Item = PushItem<Domain>;

/// What sends: not who. The history names a client by it.
#[derive(Clone, Copy)]
struct Sender {
    device: Device,
    session: Uuid,
}

/// A retry is needed only when the same client pushes the same numbers twice at the same time.
const ATTEMPTS: usize = 4;

impl Core {
    /// Takes a push under `session`, sent by `device`.
    ///
    /// # Errors
    /// A [`ProtocolError`] for the client, or a failure of ours; nothing was decided then.
    pub async fn push(
        self: &Arc<Self>,
        session: &Session,
        device: Device,
        raw: RawPush,
    ) -> Result<RawPushed, AppError> {
        let started = Instant::now();
        let (account, sender) = (session.account, Sender { device, session: session.id });
        let hello = handshake(&raw.hello, account)?;
        let items = read_items(raw.mutations)?;
        self.mutations
            .take(account, items.len() as f64, now_ms())
            .map_err(|retry_after_s| ProtocolError::TooMany { retry_after_s })?;
        // A task of its own: a client that hangs up does not stop a decision half-way.
        let core = Arc::clone(self);
        let answer = tokio::spawn(async move { core.decide(&hello, sender, &items).await }).await??;
        self.metrics.pushed(&answer, started.elapsed());
        let page = match raw.after {
            Some(after) => self.page_with_push(&hello, after).await,
            None => None,
        };
        let PushResponse { epoch, head, last_n, time_ms, results, page: _ } = answer;
        Ok(RawPushed { epoch, head, last_n, time_ms, results, page })
    }

    /// What a pull after this push would bring, when it is little. The push is decided: whatever is wrong here, a pull
    /// says it.
    async fn page_with_push(&self, hello: &Handshake, after: After) -> Option<RawPulled> {
        let page = self.page_after(hello, after.cursor, Some(after.floor), PUSH_PAGE).await;
        page.ok().filter(|page| !page.has_more)
    }

    async fn decide(
        &self,
        hello: &Handshake,
        sender: Sender,
        items: &[Item],
    ) -> Result<PushResponse<Domain>, AppError> {
        let who = Who { ledger: hello.ledger, account: hello.account, client: hello.client };
        let numbers = Numbers { first: items.first().map_or(0, |i| i.n), last: items.last().map_or(0, |i| i.n) };
        for _ in 0..ATTEMPTS {
            let client_state = self.store.client_state(&who, numbers).await?.ok_or(ProtocolError::NoLedger)?;
            same_epoch(hello, &client_state.place)?;
            let known = known(&client_state, &who, numbers)?;
            let sorted = triage(items, &known)?;
            if sorted.new.is_empty() {
                return Ok(response(&client_state.place, known.last_n, sorted.repeated));
            }
            if let Some(answer) = self.decide_locked(hello, &who, sender, items, numbers, sorted.new.len()).await? {
                return Ok(answer);
            }
        }
        Err(ProtocolError::Unavailable { retry_after_s: 1 }.into())
    }

    /// Decides under the ledger's lock. None: meanwhile somebody else decided some of these numbers.
    async fn decide_locked(
        &self,
        hello: &Handshake,
        who: &Who,
        sender: Sender,
        items: &[Item],
        numbers: Numbers,
        count: usize,
    ) -> Result<Option<PushResponse<Domain>>, AppError> {
        let mut tx = self.store.begin_push(who.ledger, count as u64).await?;
        let client_state = tx.client_state(who, numbers).await?.ok_or(ProtocolError::NoLedger)?;
        let Triage { repeated, new } = triage(items, &known(&client_state, who, numbers)?)?;
        if new.len() != count {
            return Ok(None);
        }
        let place = tx.place();
        same_epoch(hello, &place)?;
        let state = State::read(tx.load(&touched(new)).await?)?;
        let named = read_named(&tx.named(&names(new)).await?)?;
        let now = now_ms();
        let at = Circumstances {
            client: who.client,
            epochs: tx.epochs().clone(),
            first_seq: Seq(place.head - count as u64 + 1),
            now_ms: now,
            may_write: client_state.role.may_write(),
        };
        let decision = decide(new, named, &state, &at);
        let last_n = new.last().map_or(client_state.last_n, |item| item.n);
        let writes = writes(who, sender, &decision, &state, last_n, now)?;
        self.has_room(tx.bytes(), &writes, new)?;
        tx.commit(&writes).await?;
        self.hub.poke(who.ledger, Poke { epoch: Epoch(place.epoch), head: Seq(place.head), reference: 0 });
        self.note(who, &decision, now);
        let results = repeated.into_iter().chain(decision.decided.into_iter().map(|d| d.result)).collect();
        Ok(Some(response(&place, last_n, results)))
    }

    /// Is there room in the ledger for what a push writes? What only deletes is always taken: it is how room is made.
    fn has_room(&self, bytes: u64, writes: &Writes, new: &[Item]) -> Result<(), AppError> {
        let mb = self.config.ledger_mb;
        let deletes = |item: &Item| matches!(item.body, Body::Skip | Body::Mutation(Mutation::Delete(_)));
        if mb == 0 || writes.grown <= 0 || new.iter().all(deletes) {
            return Ok(());
        }
        let full = bytes.saturating_add_signed(writes.grown) > mb * 1_000_000;
        if full { Err(AppError::Answer(Fault::LedgerFull { mb }.into())) } else { Ok(()) }
    }

    fn note(&self, who: &Who, decision: &Decision<Domain>, now: u64) {
        for decided in &decision.decided {
            self.metrics.decided(&decided.result.outcome, now.saturating_sub(decided.stamp.ms()));
            let (mutation, ledger, seq) = (decided.id, who.ledger, decided.result.seq);
            match &decided.result.outcome {
                Outcome::Rejected(why) => tracing::info!(%mutation, %ledger, %seq, ?why, "a mutation was refused"),
                outcome => tracing::debug!(%mutation, %ledger, %seq, ?outcome, "a mutation was decided"),
            }
            if decided.clamped {
                tracing::info!(%mutation, %ledger, "a stamp from the future was moved to now");
            }
        }
        let (first, last) = (decision.decided.first().map(|d| d.id), decision.decided.last().map(|d| d.id));
        if let (Some(first), Some(last)) = (first, last) {
            tracing::info!(mutation = %first, last_n = last.n, ledger = %who.ledger, rows = decision.rows.len(), "push");
        }
    }
}

/// A push that was sent before the database was restored must not be decided after it: its numbers may mean something
/// else by now (docs/engine.md#a-restored-server-is-repaired-from-its-clients). A client that has never pulled is let
/// in only where nothing was ever restored.
fn same_epoch(hello: &Handshake, place: &Place) -> Result<(), ProtocolError> {
    let epoch = Epoch(place.epoch);
    let new_here = hello.epoch == Epoch::default() && epoch == Epoch(1);
    if hello.epoch == epoch || new_here { Ok(()) } else { Err(ProtocolError::Resync { epoch }) }
}

/// Reads the mutations one by one, so that the one that cannot be read is named.
fn read_items(mutations: Vec<Value>) -> Result<Vec<Item>, ApiError> {
    if mutations.len() > PUSH_MAX_MUTATIONS {
        return Err(ProtocolError::TooLarge.into());
    }
    let read = |value: Value| {
        let n = value.get("n").and_then(Value::as_u64);
        serde_json::from_value(value).map_err(|e| ProtocolError::Malformed { n, message: e.to_string() }.into())
    };
    mutations.into_iter().map(read).collect()
}

fn known(client_state: &ClientState, who: &Who, numbers: Numbers) -> Result<Known<Domain>, AppError> {
    if client_state.client_of.is_some_and(|account| account != who.account) {
        // The profile was copied to somebody else's account: as with any copy, it takes a new id.
        return Err(ProtocolError::Forked { n: numbers.first }.into());
    }
    let mut results = BTreeMap::new();
    for row in &client_state.results {
        results.insert(row.n, (row.hash, read_result(row)?));
    }
    Ok(Known { last_n: client_state.last_n, results })
}

fn read_result(row: &ResultRow) -> Result<PushResult<Domain>, AppError> {
    let outcome = serde_json::from_str(&row.outcome)?;
    Ok(PushResult { n: row.n, seq: Seq(row.seq), outcome, duplicate: false })
}

fn names(new: &[Item]) -> Vec<Uuid> {
    new.iter().filter_map(PushItem::name).collect()
}

fn read_named(rows: &[ResultRow]) -> Result<Named<Domain>, AppError> {
    let results = rows.iter().map(|row| Ok((row.hash, read_result(row)?)));
    Ok(named(results.collect::<Result<Vec<_>, AppError>>()?))
}

fn touched(new: &[Item]) -> Vec<crate::store::RowKey> {
    let mut keys = BTreeSet::new();
    for item in new {
        if let Body::Mutation(mutation) = &item.body {
            keys.extend(Domain::touches(mutation));
        }
    }
    keys.into_iter().map(records::row_key).collect()
}

/// The records a push touches, as they are.
struct State {
    records: BTreeMap<Key, Record>,
    /// Of their bodies.
    bytes: BTreeMap<Key, usize>,
}

impl State {
    fn read(rows: Vec<Row>) -> Result<Self, AppError> {
        let mut state = Self { records: BTreeMap::new(), bytes: BTreeMap::new() };
        for row in rows {
            let key = records::key(&row.key)?;
            state.bytes.insert(key, row.body.len());
            state.records.insert(key, serde_json::from_str(&row.body)?);
        }
        Ok(state)
    }
}

impl Lookup<Domain> for State {
    fn get(&self, key: &Key) -> Option<&Record> {
        self.records.get(key)
    }
}

fn writes(
    who: &Who,
    sender: Sender,
    decision: &Decision<Domain>,
    before: &State,
    last_n: u64,
    now_ms: u64,
) -> Result<Writes, AppError> {
    let entry = |key: Key| {
        let record = decision.rows.get(&key).map(|(_, record)| record).or_else(|| before.get(&key));
        record.map_or(key.id, |record| record.entry(key))
    };
    let rows = decision.rows.iter().map(|(key, (seq, record))| records::row(*key, seq.0, record));
    let mut results = Vec::with_capacity(decision.decided.len());
    let mut history = Vec::new();
    for decided in &decision.decided {
        results.push(ResultRow {
            n: decided.id.n,
            hash: decided.identity,
            seq: decided.result.seq.0,
            outcome: serde_json::to_string(&decided.result.outcome)?,
        });
        for (ord, change) in decided.changes.iter().enumerate() {
            history.push(HistoryRow {
                seq: decided.result.seq.0,
                ord: ord as u64,
                stamp: decided.stamp.to_string(),
                n: decided.id.n,
                key: records::row_key(change.key),
                entry: entry(change.key),
                field: change.field.clone(),
                from: change.from.to_string(),
                to: change.to.to_string(),
                lost: change.lost,
            });
        }
    }
    let rows: Vec<Row> = rows.collect::<Result<_, _>>()?;
    let grown = grown(&rows, before, &history)?;
    let (account, client) = (who.account, who.client);
    let (device, session) = (sender.device.to_string(), sender.session);
    Ok(Writes { account, client, device, session, last_n, now_ms, grown, rows, results, history })
}

/// By how many bytes a ledger grows.
fn grown(rows: &[Row], before: &State, history: &[HistoryRow]) -> Result<i64, AppError> {
    let row = |bytes: usize| bytes as i64 + ROW_BYTES as i64;
    let mut grown = 0;
    for new in rows {
        let old = before.bytes.get(&records::key(&new.key)?);
        grown += row(new.body.len()) - old.map_or(0, |bytes| row(*bytes));
    }
    Ok(grown + history.iter().map(|old| row(old.from.len() + old.to.len())).sum::<i64>())
}

fn response(place: &Place, last_n: u64, results: Vec<PushResult<Domain>>) -> PushResponse<Domain> {
    PushResponse { epoch: Epoch(place.epoch), head: Seq(place.head), last_n, time_ms: now_ms(), results, page: None }
}
