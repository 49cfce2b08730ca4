//! The store on PostgreSQL, which several server processes may share. `sync` has the statements of push, pull and
//! page, `sessions` those of signed-in devices, `history` those of the timeline; here are the connections and accounts.

mod catalog;
mod collect;
mod history;
mod prices;
mod queue;
mod sessions;
mod sync;

use std::str::FromStr;
use std::time::Duration;

use async_trait::async_trait;
use sqlx::PgPool;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use uuid::Uuid;
use vitrine_app::api::{Membership, Role};
use vitrine_sync::wire::Poke;
use vitrine_sync::{AccountId, LedgerId};

use super::*;

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("../migrations/postgres");

pub struct PostgresStore {
    pool: PgPool,
    queues: queue::Queues,
}

impl PostgresStore {
    /// Connects to `url` and brings its tables up to date. `pooled`: a transaction-mode pooler (PgBouncer) stands in
    /// between, so no named prepared statement may outlive its transaction.
    ///
    /// # Errors
    /// When the database cannot be reached or migrated.
    pub async fn open(url: &str, pooled: bool) -> Result<Self> {
        let mut options = PgConnectOptions::from_str(url)?.application_name("vitrine");
        if pooled {
            options = options.statement_cache_capacity(0);
        }
        let pool = PgPoolOptions::new()
            .max_connections(16)
            .acquire_timeout(Duration::from_secs(10))
            .connect_with(options)
            .await?;
        MIGRATIONS.run(&pool).await?;
        Ok(Self { pool, queues: queue::Queues::default() })
    }
}

#[async_trait]
impl Store for PostgresStore {
    async fn create_account(&self, new: &NewAccount) -> Result<()> {
        let mut tx = self.pool.begin().await?;
        let made = sqlx::query(
            "insert into accounts (id, name, name_key, password, created_ms) values ($1, $2, $3, $4, $5) \
             on conflict (name_key) do nothing",
        )
        .bind(new.account.id.0)
        .bind(&new.account.name)
        .bind(&new.name_key)
        .bind(&new.account.password)
        .bind(signed(new.now_ms))
        .execute(&mut *tx)
        .await?;
        if made.rows_affected() == 0 {
            return Err(StoreError::NameTaken);
        }
        sqlx::query("insert into ledgers (id, name, created_ms) values ($1, $2, $3)")
            .bind(new.ledger.0)
            .bind(&new.ledger_name)
            .bind(signed(new.now_ms))
            .execute(&mut *tx)
            .await?;
        sqlx::query("insert into members (ledger, account, role) values ($1, $2, 'owner')")
            .bind(new.ledger.0)
            .bind(new.account.id.0)
            .execute(&mut *tx)
            .await?;
        Ok(tx.commit().await?)
    }

    async fn account(&self, name_key: &str) -> Result<Option<Account>> {
        let row = sqlx::query_as("select id, name, password from accounts where name_key = $1")
            .bind(name_key)
            .fetch_optional(&self.pool)
            .await?;
        Ok(row.map(account))
    }

    async fn account_by_id(&self, id: AccountId) -> Result<Option<Account>> {
        let row = sqlx::query_as("select id, name, password from accounts where id = $1")
            .bind(id.0)
            .fetch_optional(&self.pool)
            .await?;
        Ok(row.map(account))
    }

    async fn memberships(&self, account: AccountId) -> Result<Vec<Membership>> {
        let rows: Vec<(Uuid, String, String)> = sqlx::query_as(
            "select l.id, l.name, m.role from members m join ledgers l on l.id = m.ledger where m.account = $1 \
             order by m.role <> 'owner', l.name, l.id",
        )
        .bind(account.0)
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter()
            .map(|(id, name, role)| Ok(Membership { ledger: LedgerId(id), name, role: role_of(&role)? }))
            .collect()
    }

    async fn role(&self, ledger: LedgerId, account: AccountId) -> Result<Option<Role>> {
        let role: Option<String> = sqlx::query_scalar("select role from members where ledger = $1 and account = $2")
            .bind(ledger.0)
            .bind(account.0)
            .fetch_optional(&self.pool)
            .await?;
        role.map(|role| role_of(&role)).transpose()
    }

    async fn set_role(&self, ledger: LedgerId, account: AccountId, role: Option<Role>) -> Result<()> {
        let query = match role {
            Some(role) => sqlx::query(
                "insert into members (ledger, account, role) select l.id, a.id, $3 from ledgers l, accounts a \
                 where l.id = $1 and a.id = $2 on conflict (ledger, account) do update set role = excluded.role",
            )
            .bind(ledger.0)
            .bind(account.0)
            .bind(role_name(role)),
            None => {
                sqlx::query("delete from members where ledger = $1 and account = $2").bind(ledger.0).bind(account.0)
            }
        };
        if query.execute(&self.pool).await?.rows_affected() == 0 { Err(StoreError::Missing) } else { Ok(()) }
    }

    async fn create_session(&self, session: &Session, device: &str) -> Result<()> {
        sessions::create(&self.pool, session, device).await
    }

    async fn session(&self, token: &TokenHash, now_ms: u64) -> Result<Option<Session>> {
        sessions::find(&self.pool, token, now_ms).await
    }

    async fn extend_session(&self, id: Uuid, expires_ms: u64) -> Result<()> {
        sessions::extend(&self.pool, id, expires_ms).await
    }

    async fn session_seen(&self, id: Uuid, now_ms: u64) -> Result<()> {
        sessions::seen(&self.pool, id, now_ms).await
    }

    async fn sessions(&self, account: AccountId, now_ms: u64) -> Result<Vec<SessionRow>> {
        sessions::of(&self.pool, account, now_ms).await
    }

    async fn name_session(&self, account: AccountId, id: Uuid, name: &str) -> Result<bool> {
        sessions::name(&self.pool, account, id, name).await
    }

    async fn end_sessions(&self, account: AccountId, which: Ending) -> Result<Vec<Uuid>> {
        sessions::end(&self.pool, account, which).await
    }

    async fn delete_expired_sessions(&self, now_ms: u64) -> Result<u64> {
        sessions::delete_expired(&self.pool, now_ms).await
    }

    async fn standing(&self, who: &Who, numbers: Numbers) -> Result<Option<Standing>> {
        sync::standing(&mut *self.pool.acquire().await?, who, numbers).await
    }

    async fn begin_push(&self, ledger: LedgerId, count: u64) -> Result<Box<dyn Push>> {
        let turn = self.queues.turn(ledger).await?;
        Ok(Box::new(sync::PostgresPush::begin(&self.pool, turn, ledger, count).await?))
    }

    async fn pull(&self, who: &Who, cursor: u64, limit: usize) -> Result<Option<Pulled>> {
        sync::pull(&self.pool, who, cursor, limit).await
    }

    async fn place(&self, ledger: LedgerId, account: AccountId) -> Result<Option<(Role, Place)>> {
        sync::place(&mut *self.pool.acquire().await?, ledger, account).await
    }

    async fn first_rows(&self, ledger: LedgerId, limit: u32) -> Result<(Place, Vec<Row>)> {
        sync::first_rows(&self.pool, ledger, limit).await
    }

    async fn rows_after(&self, ledger: LedgerId, cursor: u64) -> Result<(Place, Vec<Row>)> {
        sync::rows_after(&self.pool, ledger, cursor).await
    }

    async fn history(&self, query: &HistoryQuery) -> Result<Vec<HistoryLine>> {
        history::lines(&self.pool, query).await
    }

    async fn devices(&self, ledger: LedgerId) -> Result<Vec<DeviceRow>> {
        history::devices(&self.pool, ledger).await
    }

    async fn pokes(&self, ledgers: &[LedgerId]) -> Result<Vec<(LedgerId, Poke)>> {
        sync::pokes(&self.pool, ledgers).await
    }

    async fn reference(&self) -> Result<u64> {
        let version = sqlx::query_scalar("select version from reference").fetch_one(&self.pool).await?;
        Ok(unsigned(version))
    }

    async fn begin_reference(&self) -> Result<Box<dyn Reference>> {
        Ok(Box::new(prices::PostgresReference::begin(&self.pool).await?))
    }

    async fn series(&self, cards: &[&str]) -> Result<SeriesRows> {
        prices::series(&self.pool, cards).await
    }

    async fn rates(&self) -> Result<Vec<RatesRow>> {
        prices::all_rates(&self.pool).await
    }

    async fn price_lines(&self) -> Result<Vec<LineInfo>> {
        prices::infos(&self.pool).await
    }

    async fn feed(&self, url: &str) -> Result<Option<Feed>> {
        prices::feed(&self.pool, url).await
    }

    async fn note_cursor(&self, who: &Who, cursor: u64, now_ms: u64) -> Result<()> {
        collect::note_cursor(&self.pool, who, cursor, now_ms).await
    }

    async fn ledgers(&self) -> Result<Vec<LedgerId>> {
        let ids: Vec<Uuid> = sqlx::query_scalar("select id from ledgers order by id").fetch_all(&self.pool).await?;
        Ok(ids.into_iter().map(LedgerId).collect())
    }

    async fn collect(&self, ledger: LedgerId, terms: &Terms, chooser: Chooser<'_>) -> Result<Collected> {
        collect::collect(&self.pool, ledger, terms, chooser).await
    }

    async fn begin_epoch(&self) -> Result<u64> {
        // On the right of an assignment stand the values before; `now()` is when the transaction began.
        let query = sqlx::query(
            "update ledgers set epoch = greatest(epoch + 1, extract(epoch from now())::bigint), epoch_start = head, \
             epochs = (epochs::jsonb || jsonb_build_array(jsonb_build_array( \
             greatest(epoch + 1, extract(epoch from now())::bigint), head)))::text",
        );
        Ok(query.execute(&self.pool).await?.rows_affected())
    }

    async fn ping(&self) -> Result<()> {
        sqlx::query("select 1").execute(&self.pool).await?;
        Ok(())
    }

    async fn close(&self) {
        self.pool.close().await;
    }
}

fn account((id, name, password): (Uuid, String, String)) -> Account {
    Account { id: AccountId(id), name, password }
}
