-- Prices and rates of exchange. Reference data: no ledger's, in no log (see 0003). Days are numbered from 1 January of the
-- year 1, as the domain does it.

-- What tells two prices of one card apart, but the day; a few hundred rows. Empty texts say nothing: of the ordinary
-- finish, not graded, near mint, in the language of the game.
create table price_lines (
    id          integer primary key,
    finish      text    not null,
    grade       text    not null,
    condition   text    not null,
    language    text    not null,
    source      text    not null,
    kind        text    not null,
    currency    text    not null,
    unique (finish, grade, condition, language, source, kind, currency)
);

-- Series: the days on which a price changed, up to 512 of them in `body`, encoded. A chunk answers for the days from
-- `from_day` to `until_day`; the last one of a series goes on for ever, and only it is rewritten when a day is added. Its
-- `seen_day` is the last day on which a source confirmed the price.
create table price_chunks (
    card        text    not null,
    line        integer not null references price_lines (id),
    from_day    integer not null,
    until_day   integer not null,
    seen_day    integer not null,
    body        blob    not null,
    unique (card, line, from_day)
);

-- What one `base` was in `quote`, day by day, in the words of one source; encoded like prices, each number over ten to the
-- power of `scale`.
create table rates (
    base        text    not null,
    quote       text    not null,
    source      text    not null,
    scale       integer not null,
    body        blob    not null,
    primary key (base, quote, source)
) without rowid;

-- What a feed said last about itself, so that it is fetched again only when it has changed.
create table price_feeds (
    url         text    primary key,
    etag        text    not null,
    modified    text    not null,
    fetched_ms  integer not null
) without rowid;
