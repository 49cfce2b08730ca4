-- Sessions as a person knows them: the devices that are signed in, each with a name.
--
-- `id` is what the outside calls a session: it signs nobody in. `device` is what the browser called itself when it signed
-- in, `name` what the person calls the device (empty: nothing yet). `seen_ms` moves in steps of minutes.
create table signed_in (
    token_hash  blob    primary key,
    id          blob    not null unique,
    account     blob    not null references accounts (id),
    created_ms  integer not null,
    -- Moved forward while the session is used.
    expires_ms  integer not null,
    seen_ms     integer not null,
    device      text    not null,
    name        text    not null default ''
) without rowid;
insert into signed_in (token_hash, id, account, created_ms, expires_ms, seen_ms, device)
    select token_hash, randomblob(16), account, created_ms, expires_ms, created_ms, '' from sessions;
drop table sessions;
alter table signed_in rename to sessions;
create index sessions_of_account on sessions (account);

-- The history goes on naming a client after its session is over: the name stays here. `session` is the one that pushed
-- last; it may be gone.
alter table clients add column session blob;
alter table clients add column name text not null default '';
create index clients_of_session on clients (session) where session is not null;
