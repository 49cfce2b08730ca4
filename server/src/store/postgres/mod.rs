//! The store on PostgreSQL, which several server processes may share. `sync` has the statements of push, pull and
//! page, `sessions` those of signed-in devices, `history` those of the timeline; here are the connections and accounts.

mod accounts;
mod catalog;
mod collect;
mod epoch;
mod history;
mod migrate;
mod pool;
mod prices;
mod queue;
mod reach;
mod serving;
mod sessions;
mod sync;

use std::str::FromStr;

use async_trait::async_trait;
use sqlx::postgres::PgConnectOptions;
use uuid::Uuid;
use vitrine_app::api::{Membership, Role};
use vitrine_sync::wire::Poke;
use vitrine_sync::{AccountId, LedgerId};

use super::*;
pub use migrate::LOCK as MIGRATION_LOCK;
use pool::Pool;
pub(crate) use serving::listener;

pub struct PostgresStore {
    pool: Pool,
    queues: queue::Queues,
    identity: String,
}

impl PostgresStore {
    /// Connects to `url` and brings its tables up to date.
    ///
    /// # Errors
    /// When the database cannot be reached or migrated.
    pub async fn open(url: &str, how: Opening) -> Result<Self> {
        let options = options(url)?;
        reach::reach(&options, how.patience).await?;
        let pool = Pool::new(options.clone(), how.pooled);
        if !how.make && !migrate::has_tables(&pool).await? {
            return Err(StoreError::Absent(reach::address(&options)));
        }
        migrate::run(&pool).await?;
        accounts::fill_looks(&pool).await?;
        let identity = accounts::identity(&pool).await?;
        Ok(Self { pool, queues: queue::Queues::default(), identity })
    }
}

/// How we connect. Poolers know few parameters at the start of a connection, and sqlx's wish for digits of floating point
/// numbers is not among them; we have none of these.
pub(super) fn options(url: &str) -> Result<PgConnectOptions> {
    Ok(PgConnectOptions::from_str(url)?.application_name("vitrine").extra_float_digits(None))
}

#[async_trait]
impl Store for PostgresStore {
    fn identity(&self) -> &str {
        &self.identity
    }

    async fn create_account(&self, new: &NewAccount) -> Result<()> {
        accounts::create(&self.pool, new).await
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

    async fn accounts(&self) -> Result<Vec<(String, u64)>> {
        accounts::all(&self.pool).await
    }

    async fn set_password(&self, account: AccountId, password: &str) -> Result<()> {
        accounts::set_password(&self.pool, account, password).await
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

    async fn members(&self, ledger: LedgerId) -> Result<Vec<(String, Role)>> {
        accounts::members(&self.pool, ledger).await
    }

    async fn is_last_owner(&self, ledger: LedgerId, account: AccountId) -> Result<bool> {
        accounts::is_last_owner(&self.pool, ledger, account).await
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

    async fn client_state(&self, who: &Who, numbers: Numbers) -> Result<Option<ClientState>> {
        sync::client_state(&mut *self.pool.begin().await?, who, numbers).await
    }

    async fn begin_push(&self, ledger: LedgerId, count: u64) -> Result<Box<dyn Push>> {
        let turn = self.queues.turn(ledger).await?;
        Ok(Box::new(sync::PostgresPush::begin(&self.pool, turn, ledger, count).await?))
    }

    async fn pull(&self, who: &Who, cursor: u64, limit: usize) -> Result<Option<Pulled>> {
        sync::pull(&self.pool, who, cursor, limit).await
    }

    async fn place(&self, ledger: LedgerId, account: AccountId) -> Result<Option<(Role, Place)>> {
        sync::place(&mut *self.pool.begin().await?, ledger, account).await
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

    async fn collect(&self, ledger: LedgerId, options: &CollectOptions, chooser: Chooser<'_>) -> Result<Collected> {
        collect::collect(&self.pool, ledger, options, chooser).await
    }

    async fn begin_epoch(&self) -> Result<u64> {
        let mut tx = self.pool.begin().await?;
        let ledgers = epoch::begin(&mut tx).await?;
        tx.commit().await?;
        Ok(ledgers)
    }

    async fn restored(&self, sessions: Sessions) -> Result<u64> {
        epoch::restored(&self.pool, sessions).await
    }

    async fn tell(&self, payload: &str) -> Result<()> {
        let tell = sqlx::query("select pg_notify($1, $2)").bind(NOTIFY_CHANNEL).bind(payload);
        tell.execute(&self.pool).await?;
        Ok(())
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

/// May a row have this text? PostgreSQL refuses even to look for a NUL.
fn may_be(text: &str) -> bool {
    !text.contains('\0')
}
