//! The command line.

mod prices;

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::{Args, Parser, Subcommand, ValueEnum};
use tracing_subscriber::EnvFilter;
use uuid::Uuid;
use vitrine_app::api::Role;
use vitrine_sync::LedgerId;

use crate::accounts::name_key;
use crate::catalog::CatalogCommand;
use crate::config::Config;
use crate::garbage::Keep;
use crate::{backup, garbage, run, store};

/// Vitrine: a ledger for card collections that works without a network.
#[derive(Debug, Parser)]
#[command(name = "vitrine", version)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs the server.
    Serve(Serve),
    /// Says who may use a ledger.
    #[command(subcommand)]
    Member(Member),
    /// The catalogue of cards.
    Catalog {
        #[command(flatten)]
        database: Database,
        #[command(subcommand)]
        command: CatalogCommand,
    },
    /// Copies the SQLite database into a new file, while the server runs.
    Backup {
        file: PathBuf,
        #[command(flatten)]
        database: Database,
    },
    /// Puts a backup in the place of the SQLite database. The server must not run; the database that was there is kept
    /// under another name. Devices then send what the backup lacks.
    Restore {
        file: PathBuf,
        #[command(flatten)]
        database: Database,
    },
    /// Deletes for good what was deleted long enough; the server does it once a day by itself, and may run. Say the same
    /// days as there.
    Collect {
        #[command(flatten)]
        database: Database,
        #[command(flatten)]
        keep: Keep,
        /// Only says what would go.
        #[arg(long)]
        dry_run: bool,
    },
    /// Imports prices, and says which there are.
    #[command(subcommand)]
    Prices(prices::Prices),
    /// Imports exchange rates.
    #[command(subcommand)]
    Rates(prices::Rates),
    /// Tells every device that the database was restored by other means (pg_restore): run it once, before starting the
    /// server.
    Restored(Database),
}

#[derive(Debug, Args)]
struct Serve {
    /// Where to listen.
    #[arg(long, default_value = "127.0.0.1:3210", env = "VITRINE_ADDR")]
    addr: SocketAddr,
    #[command(flatten)]
    database: Database,
    /// PostgreSQL only: a direct connection for LISTEN, when the database URL leads through a pooler.
    #[arg(long, env = "VITRINE_LISTEN_URL")]
    listen_url: Option<String>,
    /// Logs as JSON, one object a line. The level is set by RUST_LOG.
    #[arg(long, env = "VITRINE_LOG_JSON")]
    log_json: bool,
    #[command(flatten)]
    config: Config,
}

/// Which database.
#[derive(Debug, Clone, Args)]
struct Database {
    /// postgres://… or sqlite:path. Without it: vitrine.sqlite in the data directory.
    #[arg(global = true, long, env = "DATABASE_URL")]
    database_url: Option<String>,
    /// The folder of the SQLite file.
    #[arg(global = true, long, default_value = "data", env = "VITRINE_DATA_DIR")]
    data_dir: PathBuf,
    /// PostgreSQL only: the URL leads through a pooler in transaction mode (PgBouncer).
    #[arg(global = true, long, env = "VITRINE_POOLED")]
    pooled: bool,
}

#[derive(Debug, Subcommand)]
enum Member {
    /// Makes an account a member, or changes its role.
    Add {
        #[command(flatten)]
        database: Database,
        #[arg(long)]
        ledger: Uuid,
        /// The name the account signs in with.
        #[arg(long)]
        name: String,
        #[arg(long, value_enum)]
        role: RoleName,
    },
    /// Takes a membership away.
    Remove {
        #[command(flatten)]
        database: Database,
        #[arg(long)]
        ledger: Uuid,
        #[arg(long)]
        name: String,
    },
    /// Lists the ledgers of an account.
    List {
        #[command(flatten)]
        database: Database,
        #[arg(long)]
        name: String,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum RoleName {
    Owner,
    Editor,
    Viewer,
}

impl Cli {
    /// Does what the command line says.
    ///
    /// # Errors
    /// What went wrong, for the person at the terminal.
    pub fn run(self) -> anyhow::Result<()> {
        tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(async {
            match self.command {
                Command::Serve(serve) => serve.run().await,
                Command::Member(member) => member.run().await,
                Command::Catalog { database, command } => {
                    log(false);
                    command.run(database.open().await?).await
                }
                Command::Backup { file, database } => {
                    backup::back_up(&database.file()?, &file).await?;
                    say(&format!("{} holds the database as it is now", file.display()));
                    Ok(())
                }
                Command::Restore { file, database } => {
                    let (ledgers, old) = backup::restore(&file, &database.file()?).await?;
                    if let Some(old) = old {
                        say(&format!("the database that was there is {}", old.display()));
                    }
                    say_epoch(ledgers);
                    Ok(())
                }
                Command::Collect { database, keep, dry_run } => {
                    log(false);
                    collect(&database, &keep, dry_run).await
                }
                Command::Prices(prices) => prices.run().await,
                Command::Rates(rates) => rates.run().await,
                Command::Restored(database) => {
                    say_epoch(database.open().await?.begin_epoch().await?);
                    Ok(())
                }
            }
        })
    }
}

impl Serve {
    async fn run(self) -> anyhow::Result<()> {
        log(self.log_json);
        let store = self.database.open().await?;
        let url = self.database.url()?;
        let listen_url = self.listen_url.or_else(|| url.starts_with("postgres").then_some(url));
        let config = Config { pictures_dir: self.database.data_dir.join("pictures"), ..self.config };
        run::serve(self.addr, store, listen_url, config).await
    }
}

impl Database {
    async fn open(&self) -> anyhow::Result<std::sync::Arc<dyn store::Store>> {
        let url = self.url()?;
        store::open(&url, self.pooled).await.context("cannot open the database")
    }

    /// The SQLite file.
    fn file(&self) -> anyhow::Result<PathBuf> {
        let url = self.url()?;
        if url.starts_with("postgres") {
            bail!(
                "PostgreSQL has tools of its own: pg_dump, pg_restore, then `vitrine restored`; see docs/deploying.md"
            );
        }
        Ok(url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:")).unwrap_or(&url).into())
    }

    fn url(&self) -> anyhow::Result<String> {
        if let Some(url) = &self.database_url {
            return Ok(url.clone());
        }
        std::fs::create_dir_all(&self.data_dir)
            .with_context(|| format!("cannot make the data directory {}", self.data_dir.display()))?;
        Ok(format!("sqlite:{}", self.data_dir.join("vitrine.sqlite").display()))
    }
}

impl Member {
    async fn run(self) -> anyhow::Result<()> {
        match self {
            Self::Add { database, ledger, name, role } => {
                let role = match role {
                    RoleName::Owner => Role::Owner,
                    RoleName::Editor => Role::Editor,
                    RoleName::Viewer => Role::Viewer,
                };
                set_role(&database, ledger, &name, Some(role)).await
            }
            Self::Remove { database, ledger, name } => set_role(&database, ledger, &name, None).await,
            Self::List { database, name } => {
                let store = database.open().await?;
                let Some(account) = store.account(&name_key(&name)).await? else { bail!("nobody is called {name}") };
                for member in store.memberships(account.id).await? {
                    say(&format!("{} {:?} {}", member.ledger, member.role, member.name));
                }
                Ok(())
            }
        }
    }
}

async fn set_role(database: &Database, ledger: Uuid, name: &str, role: Option<Role>) -> anyhow::Result<()> {
    let store = database.open().await?;
    let Some(account) = store.account(&name_key(name)).await? else { bail!("nobody is called {name}") };
    store.set_role(LedgerId(ledger), account.id, role).await.context("cannot change the membership")
}

async fn collect(database: &Database, keep: &Keep, dry_run: bool) -> anyhow::Result<()> {
    let store = database.open().await?;
    let all = garbage::collect(&*store, keep, crate::core::now_ms(), dry_run).await?;
    let records: u64 = all.iter().map(|(_, collected)| collected.records).sum();
    let history: u64 = all.iter().map(|(_, collected)| collected.history).sum();
    let done = if dry_run { "would go" } else { "went" };
    say(&format!("{records} deleted records and {history} lines of history {done}, from {} ledgers", all.len()));
    store.close().await;
    Ok(())
}

fn log(json: bool) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if json { builder.json().init() } else { builder.init() }
}

fn say_epoch(ledgers: u64) {
    say(&format!("{ledgers} ledgers begin a new epoch: devices will send what this backup lacks"));
}

#[expect(clippy::print_stdout, reason = "the answer of a command")]
fn say(text: &str) {
    println!("{text}");
}
