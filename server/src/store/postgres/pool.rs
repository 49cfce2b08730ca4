//! The way to PostgreSQL, straight or through a pooler in transaction mode: every statement of the store goes through here.
//!
//! Such a pooler (PgBouncer) gives a connection of the database to whoever is in a transaction, and to the next one
//! afterwards. A statement with a name would be found by others under that name, or be missing at its second use; and one
//! without a name is parsed in one exchange and carried out in the next, between which the connection may change. So behind a
//! pooler no statement has a name, and each is in a transaction, also one that stands alone: four exchanges instead of one.

use std::ops::{Deref, DerefMut};
use std::time::Duration;

use futures::future::BoxFuture;
use futures::stream::{self, BoxStream};
use futures::{FutureExt, StreamExt, TryStreamExt};
use sqlx::error::BoxDynError;
use sqlx::postgres::{
    PgArguments, PgConnectOptions, PgPoolOptions, PgQueryResult, PgRow, PgStatement, PgTypeInfo, Postgres,
};
use sqlx::{Describe, Either, Execute, Executor, PgPool, Transaction};

/// For a connection; the database, or all of its connections, may be busy.
const PATIENCE: Duration = Duration::from_secs(10);

/// Connections to the database, shared by everybody.
#[derive(Debug)]
pub(super) struct Pool {
    pool: PgPool,
    pooled: bool,
}

/// A connection that is in a transaction.
#[derive(Debug)]
pub(super) struct Conn {
    tx: Transaction<'static, Postgres>,
    pooled: bool,
}

/// A transaction: it ends with [`commit`](Self::commit), or is rolled back when it is dropped.
#[derive(Debug)]
pub(super) struct Tx(Conn);

impl Pool {
    /// Connects when it is first used. `pooled`: a pooler in transaction mode stands in between.
    pub(super) fn new(options: PgConnectOptions, pooled: bool) -> Self {
        let pool = PgPoolOptions::new().max_connections(16).acquire_timeout(PATIENCE).connect_lazy_with(options);
        Self { pool, pooled }
    }

    pub(super) async fn begin(&self) -> sqlx::Result<Tx> {
        Ok(Tx(Conn { tx: self.pool.begin().await?, pooled: self.pooled }))
    }

    /// Begins a transaction with a statement of one's own.
    pub(super) async fn begin_with(&self, statement: &'static str) -> sqlx::Result<Tx> {
        Ok(Tx(Conn { tx: self.pool.begin_with(statement).await?, pooled: self.pooled }))
    }

    pub(super) async fn close(&self) {
        self.pool.close().await;
    }
}

impl Tx {
    pub(super) async fn commit(self) -> sqlx::Result<()> {
        self.0.tx.commit().await
    }

    pub(super) async fn rollback(self) -> sqlx::Result<()> {
        self.0.tx.rollback().await
    }
}

impl Deref for Tx {
    type Target = Conn;
    fn deref(&self) -> &Conn {
        &self.0
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Conn {
        &mut self.0
    }
}

/// A query that is given a name, or none.
struct Named<E> {
    query: E,
    pooled: bool,
}

impl<'q, E: Execute<'q, Postgres>> Execute<'q, Postgres> for Named<E> {
    fn sql(&self) -> &'q str {
        self.query.sql()
    }

    fn statement(&self) -> Option<&PgStatement<'q>> {
        self.query.statement()
    }

    fn take_arguments(&mut self) -> Result<Option<PgArguments>, BoxDynError> {
        self.query.take_arguments()
    }

    fn persistent(&self) -> bool {
        !self.pooled && self.query.persistent()
    }
}

type Step = Either<PgQueryResult, PgRow>;

impl<'c> Executor<'c> for &'c mut Conn {
    type Database = Postgres;

    fn fetch_many<'e, 'q: 'e, E>(self, query: E) -> BoxStream<'e, sqlx::Result<Step>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Postgres>,
    {
        let query = Named { query, pooled: self.pooled };
        (*self.tx).fetch_many(query)
    }

    fn fetch_optional<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, sqlx::Result<Option<PgRow>>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Postgres>,
    {
        let query = Named { query, pooled: self.pooled };
        (*self.tx).fetch_optional(query)
    }

    fn prepare_with<'e, 'q: 'e>(
        self,
        sql: &'q str,
        parameters: &'e [PgTypeInfo],
    ) -> BoxFuture<'e, sqlx::Result<PgStatement<'q>>>
    where
        'c: 'e,
    {
        (*self.tx).prepare_with(sql, parameters)
    }

    fn describe<'e, 'q: 'e>(self, sql: &'q str) -> BoxFuture<'e, sqlx::Result<Describe<Postgres>>>
    where
        'c: 'e,
    {
        (*self.tx).describe(sql)
    }
}

/// A statement that stands alone.
impl<'c> Executor<'c> for &'c Pool {
    type Database = Postgres;

    fn fetch_many<'e, 'q: 'e, E>(self, query: E) -> BoxStream<'e, sqlx::Result<Step>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Postgres>,
    {
        if !self.pooled {
            return self.pool.fetch_many(query);
        }
        let all = async move {
            let mut tx = self.begin().await?;
            let steps: Vec<Step> = tx.fetch_many(query).try_collect().await?;
            tx.commit().await?;
            Ok::<_, sqlx::Error>(stream::iter(steps.into_iter().map(Ok::<Step, sqlx::Error>)))
        };
        stream::once(all).try_flatten().boxed()
    }

    fn fetch_optional<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, sqlx::Result<Option<PgRow>>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Postgres>,
    {
        if !self.pooled {
            return self.pool.fetch_optional(query);
        }
        async move {
            let mut tx = self.begin().await?;
            let row = tx.fetch_optional(query).await?;
            tx.commit().await?;
            Ok(row)
        }
        .boxed()
    }

    fn prepare_with<'e, 'q: 'e>(
        self,
        sql: &'q str,
        parameters: &'e [PgTypeInfo],
    ) -> BoxFuture<'e, sqlx::Result<PgStatement<'q>>>
    where
        'c: 'e,
    {
        self.pool.prepare_with(sql, parameters)
    }

    fn describe<'e, 'q: 'e>(self, sql: &'q str) -> BoxFuture<'e, sqlx::Result<Describe<Postgres>>>
    where
        'c: 'e,
    {
        self.pool.describe(sql)
    }
}
