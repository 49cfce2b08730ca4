-- What keeps one from holding up or pushing out the others.
--
-- An import of prices: laid beside what is there, in short transactions between which others write, then published by one.
-- From then on readers lay `price_staged` over `price_chunks`, and it is moved there bit by bit. What was never published is
-- nothing. At most one at a time; `process` is whose it is, `beat_ms` when it was last heard of.
create table price_import (
    one         integer primary key check (one = 1),
    id          blob    not null,
    process     blob    not null,
    beat_ms     integer not null,
    published   boolean not null default false
);
-- As `price_chunks`; without a body: that chunk goes.
create table price_staged (
    card        text    not null,
    line        integer not null,
    from_day    integer not null,
    until_day   integer not null,
    seen_day    integer not null,
    body        blob,
    unique (card, line, from_day)
);

-- How much a ledger takes: the bytes of its records and of its history, and 200 for each row of either.
alter table ledgers add column bytes integer not null default 0;
update ledgers set bytes =
    (select coalesce(sum(length(cast(body as blob)) + 200), 0) from records where ledger = ledgers.id)
    + (select coalesce(sum(length(cast(value_from as blob)) + length(cast(value_to as blob)) + 200), 0)
       from history where ledger = ledgers.id);
