//! `vitrine prices` and `vitrine rates`: reference data from files.

use std::fs::File;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Args, Subcommand};
use vitrine_ledger::Date;

use super::database::Database;
use super::say;
use crate::prices::{ImportError, Imported, Options, import, import_rates};
use crate::store::Store;

#[derive(Debug, Subcommand)]
pub(super) enum Prices {
    /// Imports files of prices, compressed or not: rarebox, tcgcsv, Cardmarket, MTGJSON, PriceCharting, or plain tables.
    Import {
        #[command(flatten)]
        what: What,
        /// The game of files that do not say it: mtg, pokemon, pokemon-ja, yugioh, one-piece, lorcana, riftbound.
        #[arg(long)]
        game: Option<String>,
        /// The day of files that have none, YYYY-MM-DD.
        #[arg(long)]
        date: Option<Date>,
    },
    /// Lists what prices there are, by source, kind, finish and grade.
    List,
}

#[derive(Debug, Subcommand)]
pub(super) enum Rates {
    /// Imports files of exchange rates: the European Central Bank's eurofxref-hist.csv, or date,base,quote,rate,source.
    Import {
        #[command(flatten)]
        what: What,
    },
}

#[derive(Debug, Args)]
pub(super) struct What {
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Takes the good rows of a file that has bad ones.
    #[arg(long)]
    skip_bad: bool,
}

impl What {
    fn options(&self, file: &Path) -> Options {
        let bad_per_mille = if self.skip_bad { 1_000 } else { 0 };
        Options { file: file.display().to_string(), bad_per_mille, ..Options::default() }
    }
}

impl Prices {
    pub(super) async fn run(self, database: &Database) -> anyhow::Result<()> {
        match self {
            Self::Import { what, game, date } => {
                let store = database.open().await?;
                for file in &what.files {
                    let options = Options { game: game.clone(), date, ..what.options(file) };
                    let input = open(file)?;
                    report(file, import(&*store, input, options).await)?;
                }
                store.close().await;
                Ok(())
            }
            Self::List => list(&*database.open().await?).await,
        }
    }
}

impl Rates {
    pub(super) async fn run(self, database: &Database) -> anyhow::Result<()> {
        let Self::Import { what } = self;
        let store = database.open().await?;
        for file in &what.files {
            report(file, import_rates(&*store, open(file)?, &what.options(file)).await)?;
        }
        store.close().await;
        Ok(())
    }
}

fn open(file: &Path) -> anyhow::Result<File> {
    File::open(file).with_context(|| format!("cannot open {}", file.display()))
}

fn report(file: &Path, done: Result<Imported, ImportError>) -> anyhow::Result<()> {
    let name = file.display();
    match done {
        Ok(Imported { summary, counts, .. }) => {
            say(&format!(
                "{name}: {}, {} prices of {} series, {} of them new or different",
                summary.format, summary.prices, counts.series, counts.changed
            ));
            if summary.zeros > 0 {
                say(&format!("  {} zeros: where a source says 0 it has no price", summary.zeros));
            }
            if summary.bad_rows > 0 {
                say(&format!("  {} rows were left out", summary.bad_rows));
            }
            summary.bad.iter().for_each(|row| say(&format!("  {}: {}", row.at, row.why)));
            Ok(())
        }
        Err(ImportError::BadRows(rejected)) => {
            rejected.bad.iter().for_each(|row| say(&format!("  {}: {}", row.at, row.why)));
            Err(ImportError::BadRows(rejected)).with_context(|| format!("nothing of {name} was imported"))
        }
        Err(error) => Err(error).with_context(|| format!("nothing of {name} was imported")),
    }
}

async fn list(store: &dyn Store) -> anyhow::Result<()> {
    for info in store.price_lines().await? {
        let line = &info.line;
        let words = [&line.source, &line.kind, &line.finish, &line.grade, &line.condition, &line.language];
        let words: Vec<&str> = words.into_iter().map(String::as_str).filter(|word| !word.is_empty()).collect();
        let (first, seen) = (vitrine_prices::day::date(info.first), vitrine_prices::day::date(info.seen));
        say(&format!(
            "{} in {}: {} cards, {first} to {seen}, {} bytes",
            words.join(", "),
            line.currency,
            info.cards,
            info.bytes
        ));
    }
    for row in store.rates().await? {
        let span = row.days.first().zip(row.days.last()).map(|((first, _), (last, _))| {
            let date = vitrine_prices::day::date;
            format!("{} to {}", date(*first), date(*last))
        });
        say(&format!("1 {} in {} by {}: {}", row.base, row.quote, row.source, span.unwrap_or_default()));
    }
    store.close().await;
    Ok(())
}
