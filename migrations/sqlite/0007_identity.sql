-- What tells this database from others: two servers on one host give their cookies different names.
create table identity (id text not null);
insert into identity (id) values (lower(hex(randomblob(16))));

-- How a name looks to people, in lower case and as it was written: characters that look alike are one here. Empty until the
-- program has filled it in.
alter table accounts add column look text not null default '';
alter table accounts add column shape text not null default '';
create index accounts_by_look on accounts (look);
create index accounts_by_shape on accounts (shape);
