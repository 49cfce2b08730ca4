//! The store on SQLite: one file, one writer, many readers. `sync` has the statements of pull and page, `push` those of a
//! push, `group` the transactions that pushes share, `sessions` the statements of signed-in devices, `history` those of the
//! timeline, `staged` those of an import of prices; here are the connections and accounts.

mod accounts;
mod catalog;
mod collect;
mod epoch;
mod group;
mod history;
mod prices;
mod push;
mod sessions;
mod staged;
mod sync;

use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, SqlitePool};
use uuid::Uuid;
use vitrine_app::api::{Membership, Role};
use vitrine_sync::wire::Poke;
use vitrine_sync::{AccountId, LedgerId};

use super::*;
use crate::private;

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("../migrations/sqlite");

const READERS: u32 = 4;

pub struct SqliteStore {
    /// One connection: SQLite has one writer at a time, and waiting for it here is fair, unlike its busy handler.
    writer: SqlitePool,
    readers: SqlitePool,
    /// Of the writer: pushes share its transactions.
    group: group::Group,
    /// Tells the imports of this process from those of others, which may use the file, too.
    process: Uuid,
    importing: Arc<tokio::sync::Mutex<()>>,
    identity: String,
}

impl SqliteStore {
    /// The versions of the tables this program knows, oldest first.
    pub fn versions() -> impl Iterator<Item = i64> {
        MIGRATIONS.iter().map(|migration| migration.version)
    }

    /// Opens (and makes, if told so) the file of `url` (`sqlite:path` or a path) and brings its tables up to date.
    ///
    /// # Errors
    /// When the file is missing, or cannot be opened or migrated.
    pub async fn open(url: &str, how: Opening) -> Result<Self> {
        let path = sqlite_file(url);
        if how.make {
            private::make(path).map_err(sqlx::Error::Io)?;
        } else if !path.exists() {
            return Err(StoreError::Absent(path.display().to_string()));
        }
        private::keep_database(path);
        // FULL: an acknowledgement promises that the edit survives a power cut, and WAL alone does not sync on commit.
        let options = SqliteConnectOptions::from_str("sqlite:")?
            .filename(path)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(5))
            .foreign_keys(true)
            // Rows come from a thread of their own: fewer of them at a time means more waking up.
            .row_buffer_size(2_048)
            .optimize_on_close(true, None);
        // The writer first: it makes the file and its WAL, which read-only connections cannot.
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            // A disk that is full, or fails, ends a transaction behind the driver's back; the driver then cannot end it
            // either, believes itself inside for ever, and could begin no other. Such a connection is closed.
            .acquire_timeout(Duration::from_secs(10))
            .before_acquire(|connection, _| Box::pin(std::future::ready(Ok(!connection.is_in_transaction()))))
            .connect_with(options.clone())
            .await?;
        MIGRATIONS.run(&writer).await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .acquire_timeout(Duration::from_secs(10))
            .connect_with(options.read_only(true))
            .await?;
        accounts::fill_looks(&writer).await?;
        let identity = accounts::identity(&writer).await?;
        let group = group::Group::new(writer.clone());
        Ok(Self { writer, readers, group, process: Uuid::now_v7(), importing: Arc::default(), identity })
    }
}

#[async_trait]
impl Store for SqliteStore {
    fn identity(&self) -> &str {
        &self.identity
    }

    async fn create_account(&self, new: &NewAccount) -> Result<()> {
        accounts::create(&self.writer, new).await
    }

    async fn account(&self, name_key: &str) -> Result<Option<Account>> {
        let row = sqlx::query_as("select id, name, password from accounts where name_key = ?1")
            .bind(name_key)
            .fetch_optional(&self.readers)
            .await?;
        Ok(row.map(account))
    }

    async fn account_by_id(&self, id: AccountId) -> Result<Option<Account>> {
        let row = sqlx::query_as("select id, name, password from accounts where id = ?1")
            .bind(id.0)
            .fetch_optional(&self.readers)
            .await?;
        Ok(row.map(account))
    }

    async fn accounts(&self) -> Result<Vec<(String, u64)>> {
        accounts::all(&self.readers).await
    }

    async fn set_password(&self, account: AccountId, password: &str) -> Result<()> {
        accounts::set_password(&self.writer, account, password).await
    }

    async fn memberships(&self, account: AccountId) -> Result<Vec<Membership>> {
        let rows: Vec<(Uuid, String, String)> = sqlx::query_as(
            "select l.id, l.name, m.role from members m join ledgers l on l.id = m.ledger where m.account = ?1 \
             order by m.role <> 'owner', l.name, l.id",
        )
        .bind(account.0)
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter()
            .map(|(id, name, role)| Ok(Membership { ledger: LedgerId(id), name, role: role_of(&role)? }))
            .collect()
    }

    async fn role(&self, ledger: LedgerId, account: AccountId) -> Result<Option<Role>> {
        let role: Option<String> = sqlx::query_scalar("select role from members where ledger = ?1 and account = ?2")
            .bind(ledger.0)
            .bind(account.0)
            .fetch_optional(&self.readers)
            .await?;
        role.map(|role| role_of(&role)).transpose()
    }

    async fn set_role(&self, ledger: LedgerId, account: AccountId, role: Option<Role>) -> Result<()> {
        let query = match role {
            Some(role) => sqlx::query(
                "insert into members (ledger, account, role) select ?1, ?2, ?3 \
                 where exists (select 1 from ledgers where id = ?1) and exists (select 1 from accounts where id = ?2) \
                 on conflict (ledger, account) do update set role = excluded.role",
            )
            .bind(ledger.0)
            .bind(account.0)
            .bind(role_name(role)),
            None => {
                sqlx::query("delete from members where ledger = ?1 and account = ?2").bind(ledger.0).bind(account.0)
            }
        };
        if query.execute(&self.writer).await?.rows_affected() == 0 { Err(StoreError::Missing) } else { Ok(()) }
    }

    async fn members(&self, ledger: LedgerId) -> Result<Vec<(String, Role)>> {
        accounts::members(&self.readers, ledger).await
    }

    async fn is_last_owner(&self, ledger: LedgerId, account: AccountId) -> Result<bool> {
        accounts::is_last_owner(&self.readers, ledger, account).await
    }

    async fn create_session(&self, session: &Session, device: &str) -> Result<()> {
        sessions::create(&self.writer, session, device).await
    }

    async fn session(&self, token: &TokenHash, now_ms: u64) -> Result<Option<Session>> {
        sessions::find(&self.readers, token, now_ms).await
    }

    async fn extend_session(&self, id: Uuid, expires_ms: u64) -> Result<()> {
        sessions::extend(&self.writer, id, expires_ms).await
    }

    async fn session_seen(&self, id: Uuid, now_ms: u64) -> Result<()> {
        sessions::seen(&self.writer, id, now_ms).await
    }

    async fn sessions(&self, account: AccountId, now_ms: u64) -> Result<Vec<SessionRow>> {
        sessions::of(&self.readers, account, now_ms).await
    }

    async fn name_session(&self, account: AccountId, id: Uuid, name: &str) -> Result<bool> {
        sessions::name(&self.writer, account, id, name).await
    }

    async fn end_sessions(&self, account: AccountId, which: Ending) -> Result<Vec<Uuid>> {
        sessions::end(&self.writer, account, which).await
    }

    async fn delete_expired_sessions(&self, now_ms: u64) -> Result<u64> {
        sessions::delete_expired(&self.writer, now_ms).await
    }

    async fn client_state(&self, who: &Who, numbers: Numbers) -> Result<Option<ClientState>> {
        sync::client_state(&mut *self.readers.acquire().await?, who, numbers).await
    }

    async fn begin_push(&self, ledger: LedgerId, count: u64) -> Result<Box<dyn Push>> {
        Ok(Box::new(push::SqlitePush::begin(&self.group, ledger, count).await?))
    }

    async fn pull(&self, who: &Who, cursor: u64, limit: usize) -> Result<Option<Pulled>> {
        sync::pull(&self.readers, who, cursor, limit).await
    }

    async fn place(&self, ledger: LedgerId, account: AccountId) -> Result<Option<(Role, Place)>> {
        sync::place(&mut *self.readers.acquire().await?, ledger, account).await
    }

    async fn first_rows(&self, ledger: LedgerId, limit: u32) -> Result<(Place, Vec<Row>)> {
        sync::first_rows(&self.readers, ledger, limit).await
    }

    async fn rows_after(&self, ledger: LedgerId, cursor: u64) -> Result<(Place, Vec<Row>)> {
        sync::rows_after(&self.readers, ledger, cursor).await
    }

    async fn history(&self, query: &HistoryQuery) -> Result<Vec<HistoryLine>> {
        history::lines(&self.readers, query).await
    }

    async fn devices(&self, ledger: LedgerId) -> Result<Vec<DeviceRow>> {
        history::devices(&self.readers, ledger).await
    }

    async fn pokes(&self, ledgers: &[LedgerId]) -> Result<Vec<(LedgerId, Poke)>> {
        sync::pokes(&self.readers, ledgers).await
    }

    async fn reference(&self) -> Result<u64> {
        let version = sqlx::query_scalar("select version from reference").fetch_one(&self.readers).await?;
        Ok(unsigned(version))
    }

    async fn begin_reference(&self) -> Result<Box<dyn Reference>> {
        let turn = Arc::clone(&self.importing).lock_owned().await;
        Ok(Box::new(staged::StagedReference::begin(&self.writer, &self.readers, self.process, turn).await?))
    }

    async fn series(&self, cards: &[&str]) -> Result<SeriesRows> {
        prices::series(&self.readers, cards).await
    }

    async fn rates(&self) -> Result<Vec<RatesRow>> {
        prices::all_rates(&self.readers).await
    }

    async fn price_lines(&self) -> Result<Vec<LineInfo>> {
        prices::infos(&self.readers).await
    }

    async fn feed(&self, url: &str) -> Result<Option<Feed>> {
        prices::feed(&self.readers, url).await
    }

    async fn note_cursor(&self, who: &Who, cursor: u64, now_ms: u64) -> Result<()> {
        collect::note_cursor(&self.writer, who, cursor, now_ms).await
    }

    async fn ledgers(&self) -> Result<Vec<LedgerId>> {
        let ids: Vec<Uuid> = sqlx::query_scalar("select id from ledgers order by id").fetch_all(&self.readers).await?;
        Ok(ids.into_iter().map(LedgerId).collect())
    }

    async fn collect(&self, ledger: LedgerId, options: &CollectOptions, chooser: Chooser<'_>) -> Result<Collected> {
        collect::collect(&self.writer, ledger, options, chooser).await
    }

    async fn begin_epoch(&self) -> Result<u64> {
        epoch::begin(&mut *self.writer.acquire().await?).await
    }

    async fn restored(&self, sessions: Sessions) -> Result<u64> {
        epoch::restored(&self.writer, sessions).await
    }

    async fn tell(&self, _: &str) -> Result<()> {
        // There is no other process.
        Ok(())
    }

    async fn ping(&self) -> Result<()> {
        sqlx::query("select 1").execute(&self.readers).await?;
        Ok(())
    }

    async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
        // What was given back while the pool closed lies in it still open.
        self.writer.close().await;
    }
}

fn account((id, name, password): (Uuid, String, String)) -> Account {
    Account { id: AccountId(id), name, password }
}
