//! The database, as the server needs it: one trait, one implementation for SQLite and one for PostgreSQL.
//!
//! Owns rows and transactions. Refuses to know what a mutation does: bodies and outcomes are JSON text here, and the
//! decisions are made above, between [`Push::load`] and [`Push::commit`], by the pure functions of `sync`.

mod catalog;
mod collect;
mod error;
mod open;
mod postgres;
pub mod prices;
mod rows;
mod sqlite;

use async_trait::async_trait;
use uuid::Uuid;
use vitrine_app::api::{Membership, Role};
use vitrine_sync::wire::Poke;
use vitrine_sync::{AccountId, ClientId, Epochs, LedgerId};

pub use catalog::*;
pub use collect::*;
pub use error::{Result, StoreError};
pub use open::{Opening, is_postgres, open, open_as, sqlite_file};
pub(crate) use postgres::listener;
pub use postgres::{MIGRATION_LOCK, PostgresStore};
pub use prices::{Feed, LineInfo, RatesRow, Reference, SeriesChunk, SeriesRows};
pub use rows::*;
use rows::{ClientStateTuple, client_state_of, result_row};
pub use sqlite::SqliteStore;

/// The channel PostgreSQL's notifications travel on. The payload is `<ledger> <epoch> <head>`, or
/// `end <session>`, or `hello <process>`.
pub const NOTIFY_CHANNEL: &str = "vitrine";

/// What a row of records or of history takes besides the values in it, in bytes, with what is kept to find it.
pub const ROW_BYTES: u64 = 200;

/// What becomes of the sessions of a restored database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sessions {
    End,
    Keep,
}

/// Everything the server keeps.
#[async_trait]
pub trait Store: CatalogStore {
    /// What tells this database from others; kept by backups.
    fn identity(&self) -> &str;
    /// Makes an account with a ledger of its own, which it owns. `NameTaken` also when the name looks like another one.
    async fn create_account(&self, new: &NewAccount) -> Result<()>;
    /// Finds an account by its name key.
    async fn account(&self, name_key: &str) -> Result<Option<Account>>;
    /// Finds an account by its id.
    async fn account_by_id(&self, id: AccountId) -> Result<Option<Account>>;
    /// Every account by name, with the time it was made at.
    async fn accounts(&self) -> Result<Vec<(String, u64)>>;
    /// Replaces the hash of a password.
    async fn set_password(&self, account: AccountId, password: &str) -> Result<()>;
    /// The ledgers of an account; owned ones first, then by name.
    async fn memberships(&self, account: AccountId) -> Result<Vec<Membership>>;
    async fn role(&self, ledger: LedgerId, account: AccountId) -> Result<Option<Role>>;
    /// Gives a role, or takes the membership away.
    async fn set_role(&self, ledger: LedgerId, account: AccountId, role: Option<Role>) -> Result<()>;

    /// Who may use a ledger, by name; owners first.
    async fn members(&self, ledger: LedgerId) -> Result<Vec<(String, Role)>>;
    /// Is this account the only owner of the ledger?
    async fn is_last_owner(&self, ledger: LedgerId, account: AccountId) -> Result<bool>;

    /// Begins a session; `device` is what its browser calls itself.
    async fn create_session(&self, session: &Session, device: &str) -> Result<()>;
    /// The session, unless it is over.
    async fn session(&self, token: &TokenHash, now_ms: u64) -> Result<Option<Session>>;
    async fn extend_session(&self, id: Uuid, expires_ms: u64) -> Result<()>;
    /// Notes that the session was used.
    async fn session_seen(&self, id: Uuid, now_ms: u64) -> Result<()>;
    /// The sessions of an account that are not over, the one that was used last first.
    async fn sessions(&self, account: AccountId, now_ms: u64) -> Result<Vec<SessionRow>>;
    /// Names the device of one of the account's sessions, and its clients in the history with it. False when there is no
    /// such session.
    async fn name_session(&self, account: AccountId, id: Uuid, name: &str) -> Result<bool>;
    /// Ends sessions of an account, tells the other server processes, and says which they were.
    async fn end_sessions(&self, account: AccountId, which: Ending) -> Result<Vec<Uuid>>;
    /// Forgets the sessions that are over.
    async fn delete_expired_sessions(&self, now_ms: u64) -> Result<u64>;

    /// What is known of a member and their client; none when they are not a member. `numbers` are those of a push, whose
    /// results are wanted.
    async fn client_state(&self, who: &Who, numbers: Numbers) -> Result<Option<ClientState>>;
    /// Begins the writing transaction of a push: its first statement takes `count` sequence numbers and with them the
    /// ledger's lock, held until commit or drop (which rolls back).
    async fn begin_push(&self, ledger: LedgerId, count: u64) -> Result<Box<dyn Push>>;
    /// Rows changed after `cursor`, in one snapshot; at most `limit` unless one mutation changed more.
    async fn pull(&self, who: &Who, cursor: u64, limit: usize) -> Result<Option<Pulled>>;
    /// Where a ledger stands, for a member.
    async fn place(&self, ledger: LedgerId, account: AccountId) -> Result<Option<(Role, Place)>>;
    /// The first living entries by label, then their living lots.
    async fn first_rows(&self, ledger: LedgerId, limit: u32) -> Result<(Place, Vec<Row>)>;
    /// Every record changed after `cursor`, tombstones too, with the place they were read at.
    async fn rows_after(&self, ledger: LedgerId, cursor: u64) -> Result<(Place, Vec<Row>)>;
    /// The values of the last mutations that `query` asks for, newest first.
    async fn history(&self, query: &HistoryQuery) -> Result<Vec<HistoryLine>>;
    /// The clients that pushed to a ledger, the one that did last first.
    async fn devices(&self, ledger: LedgerId) -> Result<Vec<DeviceRow>>;
    /// Where each of `ledgers` stands.
    async fn pokes(&self, ledgers: &[LedgerId]) -> Result<Vec<(LedgerId, Poke)>>;
    /// The version of the reference data; it only grows.
    async fn reference(&self) -> Result<u64>;
    /// Begins an import of prices or rates: one at a time, and others write meanwhile.
    async fn begin_reference(&self) -> Result<Box<dyn Reference>>;
    /// The price series of some cards.
    async fn series(&self, cards: &[&str]) -> Result<SeriesRows>;
    /// Every rate of exchange.
    async fn rates(&self) -> Result<Vec<RatesRow>>;
    /// What prices there are.
    async fn price_lines(&self) -> Result<Vec<LineInfo>>;
    /// What a feed said about itself when it was last fetched.
    async fn feed(&self, url: &str) -> Result<Option<Feed>>;
    /// Notes up to where a client had everything when it asked at `now_ms`; forgets the devices of the ledger beyond
    /// [`DEVICES_REMEMBERED`].
    async fn note_cursor(&self, who: &Who, cursor: u64, now_ms: u64) -> Result<()>;
    /// Every ledger there is.
    async fn ledgers(&self) -> Result<Vec<LedgerId>>;
    /// Collects the garbage of one ledger in one transaction, under its lock: pulls see all of it or nothing.
    async fn collect(&self, ledger: LedgerId, options: &CollectOptions, chooser: Chooser<'_>) -> Result<Collected>;
    /// Begins a new epoch in every ledger: the database was restored from a backup. Says how many ledgers there are. The
    /// new epoch's number follows the clock, so that restoring the same backup twice does not give it twice.
    async fn begin_epoch(&self) -> Result<u64>;
    /// The same for who restored the database: refused while servers run on PostgreSQL (of a SQLite file the caller holds the
    /// lock). A backup also brings back sessions that people have ended since.
    async fn restored(&self, sessions: Sessions) -> Result<u64>;
    /// Tells every server process of this database something, this one too.
    async fn tell(&self, payload: &str) -> Result<()>;
    /// Can the database answer?
    async fn ping(&self) -> Result<()>;
    /// Closes the connections.
    async fn close(&self);
}

/// The writing transaction of one push.
#[async_trait]
pub trait Push: Send {
    /// Where the ledger stands after the numbers were taken: they are the last `count` up to `head`.
    fn place(&self) -> Place;
    /// The epochs the ledger went through.
    fn epochs(&self) -> &Epochs;
    /// What the ledger takes, in bytes: see [`ROW_BYTES`].
    fn bytes(&self) -> u64;
    /// As [`Store::client_state`], under the lock: nobody else can decide the same numbers now.
    async fn client_state(&mut self, who: &Who, numbers: Numbers) -> Result<Option<ClientState>>;
    /// What was decided of the edits with these names, under whichever number of whichever client.
    async fn named(&mut self, names: &[Uuid]) -> Result<Vec<ResultRow>>;
    /// The rows of `keys` that exist.
    async fn load(&mut self, keys: &[RowKey]) -> Result<Vec<Row>>;
    /// Writes everything, notifies and commits.
    async fn commit(self: Box<Self>, writes: &Writes) -> Result<()>;
}

fn role_name(role: Role) -> &'static str {
    match role {
        Role::Owner => "owner",
        Role::Editor => "editor",
        Role::Viewer => "viewer",
    }
}

fn role_of(name: &str) -> Result<Role> {
    match name {
        "owner" => Ok(Role::Owner),
        "editor" => Ok(Role::Editor),
        "viewer" => Ok(Role::Viewer),
        other => Err(StoreError::Corrupt(format!("role {other}"))),
    }
}

/// Cuts a page that was read with one row too many: it ends between two sequence numbers, because the rows of one
/// mutation belong together. None: all rows have the same number, and the page must hold that mutation whole.
fn cut_page(mut rows: Vec<Row>, limit: usize) -> Option<(Vec<Row>, bool)> {
    if rows.len() <= limit {
        return Some((rows, false));
    }
    let next = rows[limit].seq;
    rows.truncate(rows.iter().position(|row| row.seq == next).unwrap_or(limit));
    (!rows.is_empty()).then_some((rows, true))
}

/// Rows are numbered with unsigned integers, databases with signed ones.
fn signed(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn epochs_of(json: &str) -> Result<Epochs> {
    serde_json::from_str(json).map_err(|e| StoreError::Corrupt(format!("the epochs of a ledger: {e}")))
}

/// Games with their chunks; a game without chunks has no index yet.
fn listed_games(games: Vec<(String, i64, i64, i64)>, chunks: &[(String, String, i64, i64)]) -> Vec<ListedGame> {
    let listed = games.into_iter().map(|(game, cards, sets, updated_ms)| {
        let own = chunks.iter().filter(|(of, ..)| *of == game);
        let chunks = own.map(|(_, hash, bytes, wire)| ChunkRow {
            hash: hash.clone(),
            bytes: unsigned(*bytes),
            wire: unsigned(*wire),
            body: Vec::new(),
        });
        let chunks = chunks.collect();
        ListedGame { game, cards: unsigned(cards), sets: unsigned(sets), updated_ms: unsigned(updated_ms), chunks }
    });
    listed.filter(|game| !game.chunks.is_empty()).collect()
}

fn chunk_row(hash: &str, bytes: i64, body: Vec<u8>) -> ChunkRow {
    ChunkRow { hash: hash.to_owned(), bytes: unsigned(bytes), wire: body.len() as u64, body }
}

fn unsigned(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}

/// Results a client keeps: older than these are forgotten.
fn oldest_result_kept(last_n: u64) -> u64 {
    last_n.saturating_sub(vitrine_sync::wire::RESULTS_KEPT)
}

/// Who asks: a member with one client.
#[derive(Debug, Clone, Copy)]
pub struct Who {
    pub ledger: LedgerId,
    pub account: AccountId,
    pub client: ClientId,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(seq: u64) -> Row {
        let key = RowKey { kind: "entry".into(), id: Uuid::from_u128(u128::from(seq)) };
        Row { key, seq, alive: true, label: String::new(), parent: None, body: "{}".into() }
    }

    #[test]
    fn a_page_ends_between_two_mutations() {
        let rows: Vec<Row> = [1, 2, 2, 2, 3].map(row).into();
        let (page, more) = cut_page(rows, 3).unwrap();
        assert_eq!(page.iter().map(|row| row.seq).collect::<Vec<_>>(), [1]);
        assert!(more);
    }

    #[test]
    fn a_mutation_larger_than_a_page_is_not_cut() {
        assert!(cut_page([2, 2, 2].map(row).into(), 2).is_none());
    }
}
