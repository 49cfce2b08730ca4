-- The catalogue. What each source says about each set is kept apart; sets and the index of a game are made from it, and
-- made again when it has changed. Bodies are JSON, compressed (zlib).

-- What one source says about one set. The columns beside the body are what sets of several sources are matched by.
create table catalog_parts (
    id        integer primary key,
    game      text    not null,
    source    text    not null,
    set_id    text    not null,
    name      text    not null,
    released  text    not null,
    official  integer not null,
    cards     integer not null,
    -- Of the body before compression: the same again is not written.
    hash      blob    not null,
    body      blob    not null,
    unique (game, source, set_id)
);

-- A set as all sources together say it is. `ord`: its place in the index; `set_key`: its id in lower case.
create table catalog_sets (
    id        integer primary key,
    game      text    not null,
    set_key   text    not null,
    ord       integer not null,
    cards     integer not null,
    hash      blob    not null,
    body      blob    not null,
    unique (game, set_key)
);

-- A game. `stale`: parts have changed since the rest was made.
create table catalog_games (
    game       text    primary key,
    stale      boolean not null,
    cards      integer not null default 0,
    sets       integer not null default 0,
    updated_ms integer not null default 0,
    -- Where each ref is: hashes of refs, sorted, with the places of their sets.
    lookup     blob    not null default x''
);

-- The chunks of a game's index, compressed (Brotli) as they travel; `bytes` before that.
create table catalog_chunks (
    id    integer primary key,
    game  text    not null,
    hash  text    not null,
    ord   integer not null,
    bytes integer not null,
    body  blob    not null,
    unique (game, hash)
);
