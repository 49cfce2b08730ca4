-- The version of the reference data: catalogue, prices, rates of exchange. They are no records of a ledger and never in its
-- log; what is derived from a ledger is made from them too, and is out of date when either has moved. Every import adds one
-- in its own transaction.
create table reference (
    one     integer primary key check (one = 1),
    version bigint  not null
);
insert into reference (one, version) values (1, 0);
