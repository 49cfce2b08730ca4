//! `vitrine member`: who may use a ledger.

use anyhow::{Context, bail};
use clap::{Subcommand, ValueEnum};
use uuid::Uuid;
use vitrine_app::api::Role;
use vitrine_sync::LedgerId;

use super::database::Database;
use super::say;
use crate::accounts::name_key;

#[derive(Debug, Subcommand)]
pub(super) enum Member {
    /// Makes an account a member, or changes its role.
    Add {
        #[arg(long)]
        ledger: Uuid,
        /// The name the account signs in with.
        #[arg(long)]
        name: String,
        #[arg(long, value_enum)]
        role: RoleName,
        /// Also when the ledger is left without an owner.
        #[arg(long)]
        leave_without_owner: bool,
    },
    /// Takes a membership away.
    Remove {
        #[arg(long)]
        ledger: Uuid,
        #[arg(long)]
        name: String,
        /// Also when the ledger is left without an owner.
        #[arg(long)]
        leave_without_owner: bool,
    },
    /// Lists the ledgers of an account, or the members of a ledger.
    List {
        #[arg(long, required_unless_present = "ledger", conflicts_with = "ledger")]
        name: Option<String>,
        #[arg(long)]
        ledger: Option<Uuid>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum RoleName {
    Owner,
    Editor,
    Viewer,
}

impl Member {
    pub(super) async fn run(self, database: &Database) -> anyhow::Result<()> {
        match self {
            Self::Add { ledger, name, role, leave_without_owner } => {
                let role = match role {
                    RoleName::Owner => Role::Owner,
                    RoleName::Editor => Role::Editor,
                    RoleName::Viewer => Role::Viewer,
                };
                set_role(database, ledger, &name, Some(role), leave_without_owner).await
            }
            Self::Remove { ledger, name, leave_without_owner } => {
                set_role(database, ledger, &name, None, leave_without_owner).await
            }
            Self::List { name, ledger } => list(database, name, ledger).await,
        }
    }
}

async fn set_role(
    database: &Database,
    ledger: Uuid,
    name: &str,
    role: Option<Role>,
    leave_without_owner: bool,
) -> anyhow::Result<()> {
    let store = database.open().await?;
    let Some(account) = store.account(&name_key(name)).await? else { bail!("nobody is called {name}") };
    let ledger = LedgerId(ledger);
    if role != Some(Role::Owner) && !leave_without_owner && store.is_last_owner(ledger, account.id).await? {
        bail!(
            "{name} is the only owner of this ledger: make somebody else an owner first (vitrine member add --role owner), \
             or say --leave-without-owner"
        );
    }
    store.set_role(ledger, account.id, role).await.context("cannot change the membership")
}

async fn list(database: &Database, name: Option<String>, ledger: Option<Uuid>) -> anyhow::Result<()> {
    let store = database.open().await?;
    if let Some(name) = name {
        let Some(account) = store.account(&name_key(&name)).await? else { bail!("nobody is called {name}") };
        for member in store.memberships(account.id).await? {
            say(&format!("{} {:?} {}", member.ledger, member.role, member.name));
        }
    }
    if let Some(ledger) = ledger {
        for (name, role) in store.members(LedgerId(ledger)).await? {
            say(&format!("{role:?} {name}"));
        }
    }
    Ok(())
}
