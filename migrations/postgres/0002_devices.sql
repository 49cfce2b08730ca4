-- Sessions as a person knows them: the devices that are signed in, each with a name.
--
-- `id` is what the outside calls a session: it signs nobody in. `device` is what the browser called itself when it signed
-- in, `name` what the person calls the device (empty: nothing yet). `seen_ms` moves in steps of minutes. That a session
-- has ended is told to the other server processes on the channel `vitrine` as `end <id>`.
alter table sessions
    add column id      uuid   not null default gen_random_uuid() unique,
    add column seen_ms bigint not null default 0,
    add column device  text   not null default '',
    add column name    text   not null default '';
update sessions set seen_ms = created_ms;
alter table sessions alter column id drop default;

-- The history goes on naming a client after its session is over: the name stays here. `session` is the one that pushed
-- last; it may be gone.
alter table clients
    add column session uuid,
    add column name    text not null default '';
create index clients_of_session on clients (session) where session is not null;
