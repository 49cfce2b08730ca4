//! The command line.

mod database;
mod export;
mod member;
mod prices;
mod user;

use std::ffi::OsString;
use std::io::IsTerminal;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{Args, Parser, Subcommand};
use tracing_subscriber::EnvFilter;

use crate::catalog::CatalogCommand;
use crate::config::Config;
use crate::garbage::Keep;
use crate::store::Sessions;
use crate::{backup, garbage, lock, run, watched};
use database::Database;
use member::Member;

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
    Serve(Box<Serve>),
    /// Says who may use a ledger.
    #[command(subcommand)]
    Member(Member),
    /// The accounts, and a way back in for who has forgotten the password.
    #[command(subcommand)]
    User(user::User),
    /// The catalogue of cards.
    #[command(subcommand)]
    Catalog(CatalogCommand),
    /// Copies the SQLite database into a new file, while the server runs.
    Backup { file: PathBuf },
    /// Writes a ledger into a new file, for another app or to be kept, while the server runs.
    Export(export::Export),
    /// Puts a backup in the place of the SQLite database. The server must not run; the database that was there is kept
    /// under another name. Devices then send what the backup lacks.
    Restore {
        file: PathBuf,
        #[command(flatten)]
        signed_in: SignedIn,
    },
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
    Restored {
        #[command(flatten)]
        signed_in: SignedIn,
    },
}

#[derive(Debug, Args)]
struct SignedIn {
    /// Leaves everybody signed in who was when the backup was made, also on devices that were signed out since.
    #[arg(long)]
    keep_sessions: bool,
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
                Command::User(user) => user.run(&database).await,
                Command::Catalog(command) => {
                    log(false);
                    command.run(database.open().await?).await
                }
                Command::Backup { file } => {
                    backup::back_up(&database.file()?, &file).await?;
                    say(&format!("{} holds the database as it is now", file.display()));
                    Ok(())
                }
                Command::Export(export) => export.run(&database).await,
                Command::Restore { file, signed_in } => {
                    database.make_folder()?;
                    let to = database.file()?;
                    let (ledgers, old) = backup::restore(&file, &to, signed_in.sessions()).await?;
                    if let Some(old) = old {
                        say(&format!("the database that was there is {}", old.display()));
                    }
                    say(&format!("{} is the backup now", to.display()));
                    say_epoch(ledgers, signed_in.sessions());
                    Ok(())
                }
                Command::Collect { keep, dry_run } => {
                    log(false);
                    collect(&database, &keep, dry_run).await
                }
                Command::Prices(prices) => prices.run(&database).await,
                Command::Rates(rates) => rates.run(&database).await,
                Command::Restored { signed_in } => {
                    let ledgers = database.restored(signed_in.sessions()).await?;
                    say_epoch(ledgers, signed_in.sessions());
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
        let _alone = match database.file_if_sqlite() {
            None => None,
            Some(file) => {
                database.make_folder()?;
                let otherwise =
                    "another server runs on it, and SQLite has one server a file; stop that one, or use PostgreSQL";
                Some(lock::take(&file, otherwise)?)
            }
        };
        let store = database.open_to_serve().await?;
        let listen_url = database.listen_url(self.listen_url);
        let config = Config { pictures_dir: database.data_dir.join("pictures"), ..self.config };
        run::serve(addr, store, listen_url, config).await
    }
}

impl SignedIn {
    fn sessions(&self) -> Sessions {
        if self.keep_sessions { Sessions::Keep } else { Sessions::End }
    }
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
    // Colours are for people: in a file they are noise.
    let colours = std::io::stderr().is_terminal();
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(colours).with_writer(std::io::stderr);
    if json { builder.json().init() } else { builder.init() }
}

fn say_epoch(ledgers: u64, sessions: Sessions) {
    say(&format!("{ledgers} ledgers begin a new epoch: devices will send what this backup lacks"));
    match sessions {
        Sessions::End => say("everybody is signed out: people sign in again, and what they have not sent is kept"),
        Sessions::Keep => say("WARNING: devices that were signed out since the backup are signed in again"),
    }
    say(
        "WARNING: roles are as old as the backup: who was taken out of a ledger since is a member again. Look through them \
         with `vitrine member list --ledger ID`, and take them away with `vitrine member remove`",
    );
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
            "user list --json",
            "catalog import cards.json",
            "catalog list",
            "backup to.sqlite",
            "export --ledger 018f0000-0000-7000-8000-000000000000 --app moxfield cards.csv",
            "restore from.sqlite",
            "collect --dry-run",
            "prices import --skip-bad a.csv b.csv",
            "prices list",
            "rates import rates.csv",
            "restored",
        ] {
            let words: Vec<&str> = words.split(' ').collect();
            for at in 0..=words.len() {
                if at > 0 && ["--name", "--ledger", "--app"].contains(&words[at - 1]) {
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
