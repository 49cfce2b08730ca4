//! `vitrine export`: a ledger as a file, while the server runs or not.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Args;
use clap::builder::PossibleValuesParser;
use uuid::Uuid;
use vitrine_formats::write::{self, FORMATS};
use vitrine_formats::{Format, backup};
use vitrine_ledger::{Currency, Date, Key, Record, Settings};
use vitrine_presenter::words;
use vitrine_sync::LedgerId;

use super::database::Database;
use super::say;
use crate::core::now_ms;
use crate::{private, records};

#[derive(Debug, Args)]
pub(super) struct Export {
    /// The ledger: `vitrine member list --name NAME` says it.
    #[arg(long)]
    ledger: Uuid,
    /// The app whose file it becomes. Without it: every record as it is, to be kept.
    #[arg(long, value_parser = PossibleValuesParser::new(FORMATS.map(Format::source)))]
    app: Option<String>,
    /// The file; it must not be there yet.
    file: PathBuf,
}

impl Export {
    pub(super) async fn run(self, database: &Database) -> anyhow::Result<()> {
        let store = database.open().await?;
        let ledger = LedgerId(self.ledger);
        if store.members(ledger).await?.is_empty() {
            bail!("there is no ledger {ledger}: `vitrine member list --name NAME` lists those of an account");
        }
        let (_, rows) = store.rows_after(ledger, 0).await?;
        let mut all: BTreeMap<Key, Record> = BTreeMap::new();
        for row in &rows {
            all.insert(records::key(&row.key)?, serde_json::from_str(&row.body)?);
        }
        let format = FORMATS.into_iter().find(|format| Some(format.source()) == self.app.as_deref());
        let text = match format {
            None => backup::print(&all, today()?),
            Some(format) => for_app(format, &all),
        };
        let mut file =
            private::create_new(&self.file).with_context(|| format!("cannot make {}", self.file.display()))?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        say(&format!("{} holds {}", self.file.display(), words::plural(all.len() as i64, "record", "records")));
        store.close().await;
        Ok(())
    }
}

/// The file of an app; says what it cannot carry.
fn for_app(format: Format, all: &BTreeMap<Key, Record>) -> String {
    let stored = all.get(&Settings::key()).and_then(Record::as_settings).filter(|stored| stored.alive);
    let settings = stored.map(|stored| stored.value.clone()).unwrap_or_default();
    let currency = settings.currency.unwrap_or(Currency::USD);
    let held =
        write::held(&|look| all.iter().for_each(|(key, record)| look(key, record)), settings.method, |_, _| true);
    for (loss, rows) in write::losses(format, &held, currency) {
        say(&format!("{} has no place for {}", format.name(), words::loss(loss, rows)));
    }
    write::csv(format, &held, currency)
}

/// The server's day, in UTC: what a file says of when it was saved.
fn today() -> anyhow::Result<Date> {
    let day = u32::try_from(now_ms() / 86_400_000)? + vitrine_prices::day::FLOOR;
    Date::from_ordinal(day).context("the clock is wrong")
}
