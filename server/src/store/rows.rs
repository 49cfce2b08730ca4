//! Rows, as they go into the database and come out of it.

use uuid::Uuid;
use vitrine_app::api::Role;
use vitrine_sync::{AccountId, ClientId, LedgerId};

use crate::accounts::Look;

/// SHA-256 of a session's token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TokenHash(pub [u8; 32]);

/// A person who can sign in.
#[derive(Clone)]
pub struct Account {
    pub id: AccountId,
    pub name: String,
    /// PHC string. Never printed: the type has no `Debug`.
    pub password: String,
}

/// An account to make, with its first ledger.
#[derive(Clone)]
pub struct NewAccount {
    pub account: Account,
    pub name_key: String,
    /// Nobody may have a name that looks like it.
    pub look: Look,
    pub ledger: LedgerId,
    pub ledger_name: String,
    pub now_ms: u64,
}

/// A device that is signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Session {
    pub token: TokenHash,
    /// What the outside calls it; signs nobody in.
    pub id: Uuid,
    pub account: AccountId,
    pub created_ms: u64,
    pub expires_ms: u64,
    /// When it was last used, to within minutes.
    pub seen_ms: u64,
}

/// A session, as a person knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRow {
    pub id: Uuid,
    /// What the person calls the device, or called it when it was signed in before; empty: nothing.
    pub name: String,
    /// What its browser calls itself.
    pub device: String,
    pub created_ms: u64,
    pub seen_ms: u64,
}

/// Which sessions of an account end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    One(Uuid),
    AllBut(Uuid),
    All,
}

/// The numbers of a push, first and last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numbers {
    pub first: u64,
    pub last: u64,
}

/// Where a ledger stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Place {
    pub epoch: u64,
    pub epoch_start: u64,
    pub head: u64,
    /// Of what died up to here nothing may be left.
    pub floor: u64,
}

/// What is known of a member and their client.
#[derive(Debug, Clone, PartialEq)]
pub struct ClientState {
    pub role: Role,
    pub place: Place,
    /// The account the client pushed for so far; none when it never did.
    pub client_of: Option<AccountId>,
    pub last_n: u64,
    pub results: Vec<ResultRow>,
}

/// What was decided for one number.
#[derive(Debug, Clone, PartialEq)]
pub struct ResultRow {
    pub n: u64,
    /// The identity of the edit.
    pub hash: Uuid,
    pub seq: u64,
    /// JSON.
    pub outcome: String,
}

/// A row of `results`: n, hash, seq, outcome.
pub(super) fn result_row((n, hash, seq, outcome): (i64, Uuid, i64, String)) -> ResultRow {
    ResultRow { n: super::unsigned(n), hash, seq: super::unsigned(seq), outcome }
}

/// What is known of a member and their client, one row for each result: role, place (epoch, its beginning, head, floor),
/// the client's account and last number, and of the result n, hash, seq, outcome.
pub(super) type ClientStateTuple =
    (String, i64, i64, i64, i64, Option<Uuid>, Option<i64>, Option<i64>, Option<Uuid>, Option<i64>, Option<String>);

/// No rows: not a member.
pub(super) fn client_state_of(rows: Vec<ClientStateTuple>) -> super::Result<Option<ClientState>> {
    use super::unsigned;
    let mut client_state = None;
    for (role, epoch, start, head, floor, account, last_n, n, hash, seq, outcome) in rows {
        let client_state = match &mut client_state {
            Some(client_state) => client_state,
            none => none.insert(ClientState {
                role: super::role_of(&role)?,
                place: Place {
                    epoch: unsigned(epoch),
                    epoch_start: unsigned(start),
                    head: unsigned(head),
                    floor: unsigned(floor),
                },
                client_of: account.map(AccountId),
                last_n: unsigned(last_n.unwrap_or(0)),
                results: Vec::new(),
            }),
        };
        if let (Some(n), Some(hash), Some(seq), Some(outcome)) = (n, hash, seq, outcome) {
            client_state.results.push(result_row((n, hash, seq, outcome)));
        }
    }
    Ok(client_state)
}

/// Finds a record within a ledger.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowKey {
    pub kind: String,
    pub id: Uuid,
}

/// One record.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub key: RowKey,
    /// The last mutation that changed it.
    pub seq: u64,
    pub alive: bool,
    /// What lists are sorted by.
    pub label: String,
    /// The record it belongs to.
    pub parent: Option<Uuid>,
    /// JSON.
    pub body: String,
}

/// One value written or lost.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryRow {
    pub seq: u64,
    /// The place within the mutation.
    pub ord: u64,
    pub stamp: String,
    pub n: u64,
    pub key: RowKey,
    /// The entry the record belongs to, or is.
    pub entry: Uuid,
    pub field: String,
    /// JSON.
    pub from: String,
    /// JSON.
    pub to: String,
    pub lost: bool,
}

/// Everything one push writes.
#[derive(Debug, Clone, PartialEq)]
pub struct Writes {
    pub account: AccountId,
    pub client: ClientId,
    /// What the client's browser calls itself, and the session it pushes with.
    pub device: String,
    pub session: Uuid,
    /// The highest number decided.
    pub last_n: u64,
    pub now_ms: u64,
    /// By how many bytes the ledger grows, or shrinks.
    pub grown: i64,
    pub rows: Vec<Row>,
    pub results: Vec<ResultRow>,
    pub history: Vec<HistoryRow>,
}

/// One page of changes.
#[derive(Debug, Clone, PartialEq)]
pub struct Pulled {
    pub place: Place,
    /// The highest number of the asking client in the snapshot.
    pub last_n: u64,
    pub rows: Vec<Row>,
    pub has_more: bool,
}

/// Which part of a ledger's history is wanted.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryQuery {
    pub ledger: LedgerId,
    /// Only of this entry and what belongs to it.
    pub entry: Option<Uuid>,
    pub kind: Option<String>,
    pub client: Option<ClientId>,
    /// The stamps between which the values were made: the first is in, the second is out.
    pub stamps: Option<(String, String)>,
    /// Before this mutation.
    pub before: Option<u64>,
    /// Mutations wanted.
    pub limit: u32,
    /// Values wanted of each, at most.
    pub values: u32,
}

/// One value of the history, with what is known of its mutation.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryLine {
    pub row: HistoryRow,
    pub client: ClientId,
    pub received_ms: u64,
    /// Values of the mutation that the query asks for, also those beyond its limit.
    pub values: u64,
}

/// A client that ever pushed.
#[derive(Debug, Clone, PartialEq)]
pub struct DeviceRow {
    pub client: ClientId,
    /// What the person calls it, or else its browser itself.
    pub device: String,
    /// The name of its account.
    pub account: String,
}
