//! Databases of older versions of Vitrine, made from the migrations of their time, are brought up to date with
//! everything in them; one that cannot be stays as it was.

use std::path::Path;

use sqlx::migrate::Migrator;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, Executor, PgConnection, SqliteConnection};
use uuid::Uuid;
use vitrine_server::accounts::Look;
use vitrine_server::store::{Account, NewAccount, StoreError};
use vitrine_sync::{AccountId, LedgerId};

use crate::support::Db;

fn folder(db: &Db) -> &'static str {
    if db.url.starts_with("postgres") { "postgres" } else { "sqlite" }
}

/// The database without the store around it.
enum Raw {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Raw {
    async fn connect(db: &Db) -> Self {
        match db.url.strip_prefix("sqlite:") {
            Some(path) => {
                let options = SqliteConnectOptions::new().filename(path).create_if_missing(true);
                Self::Sqlite(options.connect().await.unwrap())
            }
            None => Self::Postgres(PgConnection::connect(&db.url).await.unwrap()),
        }
    }

    async fn migrate(&mut self, migrations: &Migrator) {
        match self {
            Self::Sqlite(connection) => migrations.run(connection).await.unwrap(),
            Self::Postgres(connection) => migrations.run(connection).await.unwrap(),
        }
    }

    async fn execute(&mut self, sql: &str) {
        match self {
            Self::Sqlite(connection) => drop(connection.execute(sql).await.unwrap()),
            Self::Postgres(connection) => drop(connection.execute(sql).await.unwrap()),
        }
    }

    async fn count(&mut self, table: &str) -> i64 {
        let sql = format!("select count(*) from {table}");
        match self {
            Self::Sqlite(connection) => sqlx::query_scalar(&sql).fetch_one(connection).await.unwrap(),
            Self::Postgres(connection) => sqlx::query_scalar(&sql).fetch_one(connection).await.unwrap(),
        }
    }

    async fn close(self) {
        match self {
            Self::Sqlite(connection) => connection.close().await.unwrap(),
            Self::Postgres(connection) => connection.close().await.unwrap(),
        }
    }
}

/// Every migration there is.
async fn all(db: &Db) -> Migrator {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations").join(folder(db));
    Migrator::new(path).await.unwrap()
}

/// A database as the version of Vitrine with the first `count` migrations left it, with a person, her ledger, a session
/// and a card in it.
async fn database_of(db: &Db, count: usize) -> Uuid {
    let mut old = all(db).await;
    old.migrations.to_mut().truncate(count);
    let mut connection = Raw::connect(db).await;
    connection.migrate(&old).await;
    let account = Uuid::now_v7();
    let hex = |id: Uuid| id.simple().to_string();
    let id = |id: Uuid| if folder(db) == "postgres" { format!("'{id}'") } else { format!("x'{}'", hex(id)) };
    let (account_id, ledger, card) = (id(account), id(Uuid::now_v7()), id(Uuid::now_v7()));
    let yes = if folder(db) == "postgres" { "true" } else { "1" };
    let sql = format!(
        "insert into accounts (id, name, name_key, password, created_ms) values ({account_id}, 'Ada', 'ada', 'phc', 1); \
         insert into ledgers (id, name, head, created_ms) values ({ledger}, 'Cards', 1, 1); \
         insert into members (ledger, account, role) values ({ledger}, {account_id}, 'owner'); \
         insert into records (ledger, kind, id, seq, alive, label, body) \
         values ({ledger}, 'entry', {card}, 1, {yes}, 'Mew', '{{}}');"
    );
    connection.execute(&sql).await;
    connection.close().await;
    account
}

async fn every_older_database_opens(new: impl AsyncFn() -> Db) {
    let count = all(&new().await).await.migrations.len();
    assert!(count >= 3);
    for older in 1..=count {
        let db = new().await;
        let account = database_of(&db, older).await;
        let store = db.store().await;
        let ledger = store.memberships(AccountId(account)).await.unwrap().remove(0).ledger;
        let (place, rows) = store.rows_after(ledger, 0).await.unwrap();
        assert_eq!((place.head, rows.len()), (1, 1), "made with {older} of {count} migrations");
        assert_eq!(rows[0].label, "Mew");
        // How names of older versions look was noted: nobody can take one that looks the same.
        let twin = NewAccount {
            account: Account { id: AccountId(Uuid::now_v7()), name: "\u{410}da".into(), password: "phc".into() },
            name_key: "\u{430}da".into(),
            look: Look::of("\u{410}da"),
            ledger: LedgerId(Uuid::now_v7()),
            ledger_name: "Cards".into(),
            now_ms: 1,
        };
        assert!(matches!(store.create_account(&twin).await, Err(StoreError::NameTaken)));
        assert_eq!(store.identity().len(), 32);
        store.close().await;
    }
}

/// The third migration finds a table in its way.
async fn a_migration_that_fails_leaves_the_database_as_it_was(db: Db) {
    database_of(&db, 2).await;
    let mut connection = Raw::connect(&db).await;
    connection.execute("create table reference (somebody integer)").await;
    assert!(vitrine_server::store::open(&db.url, false).await.is_err());
    let (cards, done) = (connection.count("records").await, connection.count("_sqlx_migrations").await);
    assert_eq!((cards, done), (1, 2), "nothing of the third is there");
    // Once it is out of the way, the same database goes on.
    connection.execute("drop table reference").await;
    connection.close().await;
    db.store().await.close().await;
}

/// Made by a later version, which knew a migration this one does not.
async fn a_database_of_a_later_version_is_not_opened(db: Db) {
    db.store().await.close().await;
    let mut connection = Raw::connect(&db).await;
    let (checksum, yes) = if folder(&db) == "postgres" { ("'\\x00'", "true") } else { ("x'00'", "1") };
    let sql = format!(
        "insert into _sqlx_migrations (version, description, success, checksum, execution_time) \
         values (9999, 'of the future', {yes}, {checksum}, 1)"
    );
    connection.execute(&sql).await;
    connection.close().await;
    assert!(vitrine_server::store::open(&db.url, false).await.is_err());
}

#[tokio::test]
async fn every_older_sqlite_file_opens() {
    every_older_database_opens(async || Db::sqlite()).await;
}

#[tokio::test]
async fn every_older_postgres_database_opens() {
    every_older_database_opens(Db::postgres).await;
}

#[tokio::test]
async fn a_failed_migration_leaves_a_sqlite_file_usable() {
    a_migration_that_fails_leaves_the_database_as_it_was(Db::sqlite()).await;
}

#[tokio::test]
async fn a_failed_migration_leaves_a_postgres_database_usable() {
    a_migration_that_fails_leaves_the_database_as_it_was(Db::postgres().await).await;
}

#[tokio::test]
async fn a_later_sqlite_file_is_left_alone() {
    a_database_of_a_later_version_is_not_opened(Db::sqlite()).await;
}

#[tokio::test]
async fn a_later_postgres_database_is_left_alone() {
    a_database_of_a_later_version_is_not_opened(Db::postgres().await).await;
}
