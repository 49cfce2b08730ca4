//! `vitrine user`: the accounts, and a way back in for who has forgotten the password.

use std::io::Read;

use anyhow::{Context, bail};
use clap::Subcommand;
use serde_json::json;

use super::database::Database;
use super::say;
use crate::accounts::reset_password;

#[derive(Debug, Subcommand)]
pub(super) enum User {
    /// Lists the accounts.
    List {
        /// One JSON object a line.
        #[arg(long)]
        json: bool,
    },
    /// Gives an account a new password and signs all its devices out. What these have not sent they keep.
    ResetPassword {
        /// The name the account signs in with.
        #[arg(long)]
        name: String,
        /// Reads the password from standard input. Without it one is made and printed.
        #[arg(long)]
        password_stdin: bool,
    },
}

impl User {
    pub(super) async fn run(self, database: &Database) -> anyhow::Result<()> {
        match self {
            Self::List { json } => list(database, json).await,
            Self::ResetPassword { name, password_stdin } => {
                let said = password_stdin.then(from_stdin).transpose()?;
                reset(database, &name, said).await
            }
        }
    }
}

async fn list(database: &Database, as_json: bool) -> anyhow::Result<()> {
    let store = database.open().await?;
    for (name, created_ms) in store.accounts().await? {
        say(&if as_json { json!({ "name": name, "created_ms": created_ms }).to_string() } else { name });
    }
    store.close().await;
    Ok(())
}

async fn reset(database: &Database, name: &str, said: Option<String>) -> anyhow::Result<()> {
    let store = database.open().await?;
    let reset = reset_password(&*store, name, said).await;
    store.close().await;
    match reset {
        Err(error) => bail!("the password was not changed: {error}"),
        Ok(None) => bail!("nobody is called {name}"),
        Ok(Some(None)) => say(&format!("{name} has the new password, and is signed out everywhere")),
        Ok(Some(Some(made))) => {
            say(&made);
            say(&format!("{name} signs in with it, is signed out everywhere, and can change it in the settings"));
        }
    }
    Ok(())
}

/// The first line, without its end.
fn from_stdin() -> anyhow::Result<String> {
    let mut text = String::new();
    std::io::stdin().take(10_000).read_to_string(&mut text).context("cannot read the password")?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}
