-- An edit is known by its name (`hash`), under whichever number of whichever client it comes: a tab whose storage was cleared
-- writes it again where another page has begun anew, and the server may have carried it out already.
create index results_by_name on results (ledger, hash);
