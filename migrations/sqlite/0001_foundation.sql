-- The foundation: who may do what, and the log of every ledger.
--
-- Ids are 16-byte blobs. Times are milliseconds since 1970 on the server's clock. A record's fields stand as JSON text
-- in `body`: the merge rules live in one pure function of the domain, which the database must not second-guess; only
-- what a query has to find or sort by is a column of its own. Sequence numbers are 64-bit integers.

-- People. `name_key` is the name as people confuse it: lower case, trimmed.
create table accounts (
    id          blob    primary key,
    name        text    not null,
    name_key    text    not null unique,
    -- Argon2id, in the PHC form that carries its own parameters and salt.
    password    text    not null,
    created_ms  integer not null
) without rowid;

-- Sessions. Only a hash of the token is stored: who reads the database cannot sign in with what it holds.
create table sessions (
    token_hash  blob    primary key,
    account     blob    not null references accounts (id),
    created_ms  integer not null,
    -- Moved forward while the session is used.
    expires_ms  integer not null
) without rowid;
create index sessions_of_account on sessions (account);

-- The scope of sync. `head` is the highest sequence number given. It is raised by the first statement of every writing
-- transaction, whose lock lasts until the commit: therefore sequence order is commit order, and no smaller number can
-- become visible after a larger one. (A database sequence would hand out numbers that become visible out of order, and
-- a device would pass over some of them for ever.) `epoch` grows with every restore of the database from a backup;
-- `epoch_start` is the head at which the present epoch began. `epochs` is JSON: every epoch the present contents went
-- through with the head at which it began, the present one last. A mutation made before several restores has seen no more
-- than what the first of them went back to.
create table ledgers (
    id          blob    primary key,
    name        text    not null,
    head        integer not null default 0,
    epoch       integer not null default 1,
    epoch_start integer not null default 0,
    epochs      text    not null default '[[1,0]]',
    created_ms  integer not null
) without rowid;

create table members (
    ledger      blob    not null references ledgers (id),
    account     blob    not null references accounts (id),
    role        text    not null check (role in ('owner', 'editor', 'viewer')),
    primary key (ledger, account)
) without rowid;
create index members_by_account on members (account);

-- How far the server has decided each client's mutations. Kept for ever: a phone may come back from a drawer after a
-- year with one unsent edit, and must neither lose it nor have it applied twice.
create table clients (
    ledger      blob    not null references ledgers (id),
    client      blob    not null,
    account     blob    not null references accounts (id),
    last_n      integer not null,
    seen_ms     integer not null,
    -- What its browser calls itself ("Chrome on Linux"); empty where it says nothing we know.
    device      text    not null,
    primary key (ledger, client)
) without rowid;

-- What was decided, for repeats: the last 1,000 of each client. `hash` is of the payload: another payload under the
-- same number is a copied browser profile, not a repeat.
create table results (
    ledger      blob    not null,
    client      blob    not null,
    n           integer not null,
    hash        blob    not null,
    seq         integer not null,
    outcome     text    not null,
    primary key (ledger, client, n)
) without rowid;

-- The present state. Deleted records stay as tombstones (`alive` = 0). Conflicts are records like any other.
-- `label` is what the collection is sorted by; `parent` is the entry a lot belongs to.
create table records (
    ledger      blob    not null,
    kind        text    not null,
    id          blob    not null,
    seq         integer not null,
    alive       integer not null,
    label       text    not null,
    parent      blob,
    body        text    not null,
    primary key (ledger, kind, id)
);
create index records_by_seq on records (ledger, seq);
create index records_by_label on records (ledger, kind, alive, label);
create index records_by_parent on records (ledger, parent) where parent is not null;

-- Every value that was written or lost, field by field: no value a person saved disappears. `ord` keeps the order
-- within one mutation. `lost` marks a value that had a later concurrent writer and stands only here. `entry` is the entry
-- the record belongs to, or is: a card's timeline is that of its lots, sales and conflicts too. `stamp` says when the value
-- was made, `received_ms` when it came here; between them the device was offline.
create table history (
    ledger      blob    not null,
    seq         integer not null,
    ord         integer not null,
    stamp       text    not null,
    received_ms integer not null,
    client      blob    not null,
    n           integer not null,
    kind        text    not null,
    id          blob    not null,
    entry       blob    not null,
    field       text    not null,
    value_from  text    not null,
    value_to    text    not null,
    lost        integer not null,
    primary key (ledger, seq, ord)
) without rowid;
create index history_of_entry on history (ledger, entry, seq);
