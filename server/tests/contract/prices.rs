//! Prices and rates in the database: whole or not at all, the same again changes nothing, a new day little.

use std::io::Cursor;

use vitrine_ledger::Currency;
use vitrine_prices::{Point, PriceLine, day, series};
use vitrine_server::prices::{ImportError, Imported, Options, import, import_rates};
use vitrine_server::store::{Reference, SeriesChunk, Store};

use crate::Fixture;

async fn put(store: &dyn Store, rows: &str) -> Result<Imported, ImportError> {
    let text = format!("card,date,price,currency\n{rows}");
    import(store, Cursor::new(text.into_bytes()), Options::default()).await
}

async fn points(store: &dyn Store, card: &str) -> Vec<(String, i64)> {
    let mut points = Vec::new();
    for row in store.series(&[card]).await.unwrap().rows {
        row.chunk.points(&mut points).unwrap();
    }
    points.iter().map(|point| (day::date(point.day).to_string(), point.minor)).collect()
}

/// Rows of one card, a price of its own on each of so many days.
fn daily(card: &str, from: u32, days: u32) -> String {
    let row = |n: u32| format!("{card},{},{}.{:02},USD\n", day::date(739_000 + n), n % 7 + 1, n % 100);
    (from..from + days).map(row).collect()
}

pub(crate) async fn a_file_is_imported_once_however_often_it_is_given(f: Fixture) {
    let before = f.store.reference().await.unwrap();
    let rows = "mtg:a-1,2026-01-02,1.50,USD\nmtg:a-1,2026-01-03,1.50,USD\nmtg:a-2,2026-01-02,0.50,EUR\n";
    let once = put(&*f.store, rows).await.unwrap();
    assert_eq!((once.counts.series, once.counts.changed, once.reference), (2, 2, before + 1));
    let again = put(&*f.store, rows).await.unwrap();
    assert_eq!((again.counts.series, again.counts.changed, again.reference), (2, 0, before + 1));
    assert_eq!(points(&*f.store, "mtg:a-1").await, [("2026-01-02".to_owned(), 150)]);
    let lines = f.store.price_lines().await.unwrap();
    assert_eq!(
        lines.iter().map(|line| (line.cards, line.line.currency.to_string())).collect::<Vec<_>>(),
        [(1, "USD".to_owned()), (1, "EUR".to_owned())]
    );
    assert_eq!(day::date(lines[0].seen).to_string(), "2026-01-03");
}

pub(crate) async fn a_file_with_bad_rows_leaves_nothing_unless_they_may_be_left_out(f: Fixture) {
    let rows = "mtg:a-1,2026-01-02,1.50,USD\nmtg:a-1,yesterday,1,USD\n";
    let error = put(&*f.store, rows).await.unwrap_err();
    assert!(error.to_string().contains("at 3: not a day"), "{error}");
    assert!(f.store.price_lines().await.unwrap().is_empty());
    let text = format!("card,date,price,currency\n{rows}");
    let options = Options { bad_per_mille: 1_000, ..Options::default() };
    let taken = import(&*f.store, Cursor::new(text.into_bytes()), options).await.unwrap();
    assert_eq!((taken.counts.changed, taken.summary.bad_rows), (1, 1));
}

pub(crate) async fn a_new_day_is_added_to_a_long_series(f: Fixture) {
    put(&*f.store, &daily("mtg:a-1", 0, 1_200)).await.unwrap();
    let before = f.store.series(&["mtg:a-1", "mtg:nothing"]).await.unwrap();
    assert_eq!(before.rows.len(), 3);
    put(&*f.store, &daily("mtg:a-1", 1_200, 1)).await.unwrap();
    let after = f.store.series(&["mtg:a-1"]).await.unwrap();
    assert_eq!(after.rows[..2], before.rows[..2]);
    assert_ne!(after.rows[2], before.rows[2]);
    // A correction of the past, and days before the first.
    put(&*f.store, "mtg:a-1,2024-05-01,77,USD\nmtg:a-1,2000-01-01,5,USD\n").await.unwrap();
    let all = points(&*f.store, "mtg:a-1").await;
    assert_eq!(all.len(), 1_202);
    assert_eq!(all[0], ("2000-01-01".to_owned(), 500));
    assert!(all.contains(&("2024-05-01".to_owned(), 7_700)));
}

pub(crate) async fn rates_are_kept_exactly(f: Fixture) {
    let ecb = b"Date,USD,JPY\n2026-01-05,1.0845,161.2\n2026-01-02,1.08,0.000012\n";
    let once = import_rates(&*f.store, Cursor::new(ecb), &Options::default()).await.unwrap();
    assert_eq!(once.counts.changed, 2);
    let again = import_rates(&*f.store, Cursor::new(ecb), &Options::default()).await.unwrap();
    assert_eq!((again.counts.changed, again.reference), (0, once.reference));
    let rows = f.store.rates().await.unwrap();
    let shown: Vec<String> = rows
        .iter()
        .flat_map(|row| row.days.iter().map(move |(on, rate)| format!("{} {} {rate}", row.quote, day::date(*on))))
        .collect();
    assert_eq!(
        shown,
        ["JPY 2026-01-02 0.000012", "JPY 2026-01-05 161.2", "USD 2026-01-02 1.08", "USD 2026-01-05 1.0845"]
    );
}

/// Lays one price of a card, as an import does.
async fn lay(reference: &mut dyn Reference, card: &str, on: u32, minor: i64) {
    let wanted = PriceLine::market("file", Currency::USD);
    let known = reference.lines().await.unwrap().into_iter().find(|(_, line)| *line == wanted);
    let line = match known {
        Some((id, _)) => id,
        None => reference.add_line(&wanted).await.unwrap(),
    };
    let chunks = series::chunks(&[Point { day: on, minor }], on).into_iter();
    let rows: Vec<_> = chunks.map(|chunk| SeriesChunk { card: card.into(), line, chunk }).collect();
    reference.put_chunks(&rows).await.unwrap();
}

pub(crate) async fn field_7_others_write_while_a_file_is_laid_and_nobody_sees_half_of_it(f: Fixture) {
    put(&*f.store, "mtg:a-1,2026-01-02,1.50,USD\n").await.unwrap();
    let (before, then) = (f.store.reference().await.unwrap(), points(&*f.store, "mtg:a-1").await);
    let mut reference = f.store.begin_reference().await.unwrap();
    for n in 1..=20 {
        lay(&mut *reference, "mtg:a-1", 739_000 + n, i64::from(n)).await;
        lay(&mut *reference, &format!("mtg:b-{n}"), 739_000, 7).await;
        f.write_one(u64::from(n)).await;
    }
    crate::account(&*f.store, "Bob").await;
    assert_eq!(points(&*f.store, "mtg:a-1").await, then);
    assert!(points(&*f.store, "mtg:b-1").await.is_empty());
    let lines: Vec<i64> = reference.lines().await.unwrap().into_keys().collect();
    reference.drop_chunks(&[("mtg:b-2".to_owned(), *lines.last().unwrap(), 739_000)]).await.unwrap();
    assert_eq!(f.store.reference().await.unwrap(), before);
    assert_eq!(reference.commit(true).await.unwrap(), before + 1);
    assert_eq!(points(&*f.store, "mtg:b-1").await.len(), 1);
    assert!(points(&*f.store, "mtg:b-2").await.is_empty(), "what was laid and taken away again is not there");
    assert_eq!(points(&*f.store, "mtg:a-1").await.len(), 21);
}

pub(crate) async fn field_7_an_import_that_broke_off_leaves_nothing_behind(f: Fixture) {
    let before = f.store.reference().await.unwrap();
    for is_told in [true, false] {
        let mut reference = f.store.begin_reference().await.unwrap();
        lay(&mut *reference, "mtg:a-1", 739_000, 5).await;
        if is_told {
            reference.abandon().await.unwrap();
        } else {
            drop(reference);
        }
        assert!(points(&*f.store, "mtg:a-1").await.is_empty());
    }
    put(&*f.store, "mtg:a-2,2026-01-02,1.50,USD\n").await.unwrap();
    assert!(points(&*f.store, "mtg:a-1").await.is_empty(), "the next import does not publish it");
    assert_eq!(f.store.price_lines().await.unwrap().iter().map(|line| line.cards).sum::<u64>(), 1);
    assert_eq!(f.store.reference().await.unwrap(), before + 1);
}

/// The process ends between publishing and moving, and before publishing.
#[tokio::test]
async fn field_7_what_is_published_is_seen_whole_before_it_is_moved() {
    use sqlx::Connection;
    let db = crate::support::Db::sqlite();
    let store = db.store().await;
    put(&*store, "mtg:a-1,2026-01-02,1.50,USD\nmtg:a-2,2026-01-02,1.50,USD\n").await.unwrap();
    let first = 739_000;
    let mut reference = store.begin_reference().await.unwrap();
    lay(&mut *reference, "mtg:a-1", first, 5).await;
    lay(&mut *reference, "mtg:a-3", first, 6).await;
    let gone: Vec<_> = store.series(&["mtg:a-2"]).await.unwrap().rows;
    reference.drop_chunks(&[(gone[0].card.clone(), gone[0].line, gone[0].chunk.from)]).await.unwrap();
    let mut raw = sqlx::SqliteConnection::connect(&db.url).await.unwrap();
    sqlx::query("update price_import set published = true").execute(&mut raw).await.unwrap();
    drop(reference);
    let whole = async || {
        let mut all = Vec::new();
        for card in ["mtg:a-1", "mtg:a-2", "mtg:a-3"] {
            all.push(points(&*store, card).await.into_iter().map(|(_, minor)| minor).collect::<Vec<_>>());
        }
        all
    };
    let seen = whole().await;
    assert!(seen[0].contains(&5) && seen[1].is_empty() && seen[2] == [6], "{seen:?}");
    put(&*store, "mtg:b-1,2026-01-02,1.50,USD\n").await.unwrap();
    assert_eq!(whole().await, seen);
    let left: i64 = sqlx::query_scalar("select count(*) from price_staged").fetch_one(&mut raw).await.unwrap();
    assert_eq!(left, 0);
    // Another process was killed while it laid, and is not waited for longer than it is silent.
    sqlx::query("insert into price_import (one, id, process, beat_ms) values (1, randomblob(16), randomblob(16), 5)")
        .execute(&mut raw)
        .await
        .unwrap();
    sqlx::query("insert into price_staged values ('mtg:a-1', 1, 1, 2, 2, null)").execute(&mut raw).await.unwrap();
    put(&*store, "mtg:b-2,2026-01-02,1.50,USD\n").await.unwrap();
    assert_eq!(whole().await, seen);
    raw.close().await.unwrap();
    store.close().await;
}
