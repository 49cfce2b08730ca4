-- What keeps one from holding up or pushing out the others.
--
-- How much a ledger takes: the bytes of its records and of its history, and 200 for each row of either. (On SQLite an import
-- of prices has tables of its own besides; here it is one transaction, for which nobody waits.)
alter table ledgers add column bytes bigint not null default 0;
update ledgers set bytes =
    (select coalesce(sum(octet_length(body) + 200), 0) from records where ledger = ledgers.id)
    + (select coalesce(sum(octet_length(value_from) + octet_length(value_to) + 200), 0)
       from history where ledger = ledgers.id);
