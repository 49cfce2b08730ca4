//! The command line.

mod prices;

use std::ffi::OsString;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::error::ErrorKind;
use clap::{Args, Parser, Subcommand, ValueEnum};
use tracing_subscriber::EnvFilter;
use uuid::Uuid;
use vitrine_app::api::Role;
use vitrine_sync::LedgerId;

use crate::accounts::name_key;
use crate::catalog::CatalogCommand;
use crate::config::Config;
use crate::garbage::Keep;
use crate::{backup, garbage, run, store, watched};

/// Vitrine: a ledger for card collections that works without a network.
///
/// Without a command it runs the server, as `vitrine serve` does, and takes the same settings.
#[derive(Debug, Parser)]
#[command(name = "vitrine", version)]
pub struct Cli {
    /// Said once for all commands, so that it may stand anywhere among their words.
    #[command(flatten)]
    database: Database,
    /// [`Cli::read`] puts `serve` in where none is said.
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
    #[command(subcommand)]
    Catalog(CatalogCommand),
    /// Copies the SQLite database into a new file, while the server runs.
    Backup { file: PathBuf },
    /// Puts a backup in the place of the SQLite database. The server must not run; the database that was there is kept
    /// under another name. Devices then send what the backup lacks.
    Restore { file: PathBuf },
    /// Deletes for good what was deleted long enough; the server does it once a day by itself, and may run. Say the same
    /// days as there.
    Collect {
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
    Restored,
}

#[derive(Debug, Args)]
struct Serve {
    /// Where to listen. Without it: where cargo-leptos says (LEPTOS_SITE_ADDR), or 127.0.0.1:3210.
    #[arg(long, env = "VITRINE_ADDR")]
    addr: Option<SocketAddr>,
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
        #[arg(long)]
        ledger: Uuid,
        #[arg(long)]
        name: String,
    },
    /// Lists the ledgers of an account.
    List {
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

/// Where `serve` listens when nobody says.
const ADDR: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 3210);

impl Cli {
    /// Reads a command line, the program's own name first. Where it names no command it is one of `serve`, so that
    /// `cargo leptos watch` and `cargo leptos serve` run what they built.
    ///
    /// # Errors
    /// What is wrong with it, or the help that was asked for.
    pub fn read(args: impl IntoIterator<Item = OsString>) -> Result<Self, clap::Error> {
        let mut args: Vec<OsString> = args.into_iter().collect();
        let error = match Self::try_parse_from(&args) {
            Ok(cli) => return Ok(cli),
            Err(error) => error,
        };
        // None is named: there is nothing at all, or only settings.
        let is_unsaid = match error.kind() {
            ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand => true,
            ErrorKind::UnknownArgument => args.get(1).is_some_and(|first| first.to_string_lossy().starts_with("--")),
            _ => false,
        };
        if !is_unsaid {
            return Err(error);
        }
        args.insert(args.len().min(1), "serve".into());
        // What `serve` does not know either was meant otherwise.
        Self::try_parse_from(args)
            .map_err(|again| if again.kind() == ErrorKind::UnknownArgument { error } else { again })
    }

    /// Does what the command line says.
    ///
    /// # Errors
    /// What went wrong, for the person at the terminal.
    pub fn run(self) -> anyhow::Result<()> {
        tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(async {
            let database = self.database;
            match self.command {
                Command::Serve(serve) => serve.run(&database).await,
                Command::Member(member) => member.run(&database).await,
                Command::Catalog(command) => {
                    log(false);
                    command.run(database.open().await?).await
                }
                Command::Backup { file } => {
                    backup::back_up(&database.file()?, &file).await?;
                    say(&format!("{} holds the database as it is now", file.display()));
                    Ok(())
                }
                Command::Restore { file } => {
                    let (ledgers, old) = backup::restore(&file, &database.file()?).await?;
                    if let Some(old) = old {
                        say(&format!("the database that was there is {}", old.display()));
                    }
                    say_epoch(ledgers);
                    Ok(())
                }
                Command::Collect { keep, dry_run } => {
                    log(false);
                    collect(&database, &keep, dry_run).await
                }
                Command::Prices(prices) => prices.run(&database).await,
                Command::Rates(rates) => rates.run(&database).await,
                Command::Restored => {
                    say_epoch(database.open().await?.begin_epoch().await?);
                    Ok(())
                }
            }
        })
    }
}

impl Serve {
    async fn run(self, database: &Database) -> anyhow::Result<()> {
        log(self.log_json);
        watched::same_site_root()?;
        let addr = match self.addr {
            Some(addr) => addr,
            None => watched::site_addr()?.unwrap_or(ADDR),
        };
        let store = database.open().await?;
        let url = database.url()?;
        let listen_url = self.listen_url.or_else(|| url.starts_with("postgres").then_some(url));
        let config = Config { pictures_dir: database.data_dir.join("pictures"), ..self.config };
        run::serve(addr, store, listen_url, config).await
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
    async fn run(self, database: &Database) -> anyhow::Result<()> {
        match self {
            Self::Add { ledger, name, role } => {
                let role = match role {
                    RoleName::Owner => Role::Owner,
                    RoleName::Editor => Role::Editor,
                    RoleName::Viewer => Role::Viewer,
                };
                set_role(database, ledger, &name, Some(role)).await
            }
            Self::Remove { ledger, name } => set_role(database, ledger, &name, None).await,
            Self::List { name } => {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &[&str]) -> Result<Cli, clap::Error> {
        Cli::read(std::iter::once("vitrine").chain(words.iter().copied()).map(OsString::from))
    }

    #[test]
    fn without_a_command_it_serves_with_the_settings_of_serve() {
        for words in
            [&[][..], &["--data-dir", "backup"], &["--addr", "127.0.0.1:9"], &["serve", "--addr", "127.0.0.1:9"]]
        {
            let cli = read(words).unwrap_or_else(|error| panic!("{words:?}: {error}"));
            let Command::Serve(serve) = cli.command else { panic!("{words:?} does not serve") };
            assert_eq!(serve.addr.is_some(), words.contains(&"--addr"), "{words:?}");
            assert_eq!(cli.database.data_dir.ends_with("backup"), words.contains(&"backup"), "{words:?}");
        }
        assert!(matches!(read(&["backup", "to.sqlite"]).unwrap().command, Command::Backup { .. }));
    }

    #[test]
    fn what_is_asked_for_or_wrong_is_still_told() {
        let kind = |words: &[&str]| read(words).unwrap_err().kind();
        assert_eq!(kind(&["--help"]), ErrorKind::DisplayHelp);
        assert_eq!(kind(&["help"]), ErrorKind::DisplayHelp);
        assert_eq!(kind(&["--version"]), ErrorKind::DisplayVersion);
        assert_eq!(kind(&["bakcup", "to.sqlite"]), ErrorKind::InvalidSubcommand);
        assert_eq!(kind(&["--adr", "127.0.0.1:9"]), ErrorKind::UnknownArgument);
        assert_eq!(kind(&["backup", "to.sqlite", "--addr", "127.0.0.1:9"]), ErrorKind::UnknownArgument);
        assert_eq!(kind(&["member"]), ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand);
    }

    #[test]
    fn which_database_may_be_said_before_between_and_after_the_words_of_every_command() {
        for words in [
            "serve",
            "member list --name Ada",
            "catalog import cards.json",
            "catalog list",
            "backup to.sqlite",
            "restore from.sqlite",
            "collect --dry-run",
            "prices import --skip-bad a.csv b.csv",
            "prices list",
            "rates import rates.csv",
            "restored",
        ] {
            let words: Vec<&str> = words.split(' ').collect();
            for at in 0..=words.len() {
                if at > 0 && words[at - 1] == "--name" {
                    continue;
                }
                let (before, after) = words.split_at(at);
                let all = [&["vitrine"], before, &["--data-dir", "elsewhere"], after].concat();
                let cli = Cli::try_parse_from(&all).unwrap_or_else(|error| panic!("{all:?}: {error}"));
                assert_eq!(cli.database.data_dir, PathBuf::from("elsewhere"), "{all:?}");
            }
        }
    }
}
