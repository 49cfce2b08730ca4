-- Garbage: what has been deleted long enough goes for good, without taking anything from a device that still needs it.
--
-- `floor`: of records that died up to here nothing may be left. A device whose cursor is below it has missed deletions and
-- begins from the beginning; one at or above it has seen them all. Raised under the ledger's lock, with the deletion.
alter table ledgers add column floor integer not null default 0;

-- Where the head was at which time, noted by each collection: ages are told by these.
create table marks (
    ledger      blob    not null,
    at_ms       integer not null,
    head        integer not null,
    primary key (ledger, at_ms)
) without rowid;

-- Up to where each device had everything when it last asked. Written once an hour at most: an older cursor than the true
-- one only makes the collection wait.
create table cursors (
    ledger      blob    not null,
    client      blob    not null,
    cursor      integer not null,
    asked_ms    integer not null,
    primary key (ledger, client)
) without rowid;
