//! The figures of `docs/benchmarks.md` on what a collection is worth: 10,000 holdings, five years of daily prices.
//!
//! The prices are synthetic: seeded random walks of two percent a day, rounded to cents, a price each day. Its
//! arguments are another number of holdings, and a folder, to which it writes the same prices and holdings as CSV
//! files, for other programs to be measured with. Run by `cargo xtask bench value`.

#![allow(clippy::print_stdout, reason = "a program that prints figures")]
#![allow(clippy::disallowed_methods, reason = "it measures time, which the crate itself must not know")]
#![allow(clippy::unwrap_used, reason = "a benchmark may stop")]

use std::io::Write;
use std::sync::Arc;
use std::time::Instant;

use uuid::Uuid;
use vitrine_ledger::{CardRef, Currency, Entry, Key, Money, NewLot, Record, Stored};
use vitrine_prices::{Book, Day, Point, PriceLine, Rates, Series, SeriesByCard, Worth, day, series};
use vitrine_sync::{Version, Versions};

/// Unless another number is said.
const HOLDINGS: u32 = 10_000;
const FIRST: Day = 737_790;
const DAYS: Day = 1_826;
const TODAY: Day = FIRST + DAYS - 1;

/// A generator of our own, so that the figures are of the same prices everywhere: SplitMix64.
struct Seeded(u64);

impl Seeded {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let holdings = arguments.next().map_or(HOLDINGS, |text| text.parse().expect("a number of holdings"));
    let folder = arguments.next().map(std::path::PathBuf::from);
    let mut seeded = Seeded(7);
    let walks: Vec<Vec<Point>> = (0..holdings).map(|_| walk(&mut seeded)).collect();
    let lots: Vec<(Day, i64)> =
        (0..holdings).map(|_| (FIRST + seeded.below(u64::from(DAYS)) as Day, 1 + seeded.below(4) as i64)).collect();
    if let Some(folder) = &folder {
        write(folder, &walks, &lots);
    }
    let series = encoded(&walks);

    let mut book = Book::default();
    for (n, (acquired, quantity)) in lots.iter().enumerate() {
        put_entry(&mut book, n as u128, None);
        put_lot(&mut book, n as u128, *acquired, *quantity);
    }
    let mut worth = Worth::new(Arc::new(Rates::default()));
    *worth.series() = series;
    for n in 0..u128::from(holdings) {
        worth.count(&book, Uuid::from_u128(n), 1).unwrap();
    }
    worth.settle(&book, &book.settings());
    let begin = Instant::now();
    let whole = worth.history(&book, None, TODAY).unwrap();
    println!(
        "all sums made from encoded prices, 5 years: {:.1} ms (last value {})",
        ms(begin),
        whole.value.last().unwrap()
    );
    println!("5 years again: {:.3} ms", median(|| drop(worth.history(&book, None, TODAY).unwrap())));
    let half_a_year = |worth: &mut Worth| {
        let history = worth.history(&book, None, TODAY).unwrap();
        history.value[history.value.len().saturating_sub(180)..].to_vec()
    };
    println!("180 days: {:.3} ms", median(|| drop(half_a_year(&mut worth))));
    let mut n = 0;
    println!(
        "after one edit of a lot (counted out, written, counted in, 5 years read): {:.3} ms",
        median(|| {
            n += 37;
            let id = Uuid::from_u128(n % u128::from(holdings));
            worth.count(&book, id, -1).unwrap();
            put_lot(&mut book, id.as_u128(), FIRST + (n % 1_000) as Day, 1 + (n % 5) as i64);
            worth.count(&book, id, 1).unwrap();
            drop(worth.history(&book, None, TODAY).unwrap());
        })
    );
    println!(
        "why it moved in a week: {:.1} ms",
        median(|| drop(worth.explain(&book, None, (TODAY - 7, TODAY), None).unwrap()))
    );
    println!(
        "why it moved in 180 days: {:.1} ms",
        median(|| drop(worth.explain(&book, None, (TODAY - 180, TODAY), None).unwrap()))
    );
    println!(
        "the present price of every holding: {:.1} ms",
        median(|| {
            for (id, _) in book.entries() {
                worth.quote(id, book.entry(id).unwrap(), TODAY).unwrap().unwrap();
            }
        })
    );
}

/// Encodes the prices and says how small they became.
fn encoded(walks: &[Vec<Point>]) -> SeriesByCard {
    let said = walks.len() * DAYS as usize;
    let line = Arc::new(PriceLine::market("synthetic", Currency::USD));
    let begin = Instant::now();
    let mut by_card = SeriesByCard::default();
    let (mut bytes, mut changes) = (0, 0);
    for (n, walk) in walks.iter().enumerate() {
        let mut points = walk.clone();
        series::changes_only(&mut points);
        changes += points.len();
        let chunks = series::chunks(&points, TODAY);
        bytes += chunks.iter().map(|chunk| chunk.body.len()).sum::<usize>();
        by_card
            .put(format!("mtg:set-{n}"), vec![Series { line: Arc::clone(&line), chunks }])
            .expect("BUG: a chunk that was just made");
    }
    let per = |n: usize| bytes as f64 / n as f64;
    println!("{said} daily prices, {changes} changes, encoded in {:.0} ms", ms(begin));
    println!(
        "bytes per daily price {:.3}, per change {:.3}; in memory with its index {:.1} MB",
        per(said),
        per(changes),
        by_card.bytes() as f64 / 1e6
    );
    by_card
}

/// Prices of some cents to some hundred dollars, most of them small; a day's step is up to some percent.
fn walk(seeded: &mut Seeded) -> Vec<Point> {
    let mut tenths = 300 * 10_u64.pow(seeded.below(4) as u32) + seeded.below(20_000);
    let step = |seeded: &mut Seeded, tenths: u64| {
        // The sum of four even throws is nearly normal; its deviation is two percent.
        let sum: u64 = (0..4).map(|_| seeded.below(3_465)).sum();
        (tenths * (100_000 + sum) / (100_000 + 6_930)).clamp(10, 10_000_000)
    };
    let point = |n: Day| {
        let at = Point { day: FIRST + n, minor: (tenths / 10) as i64 };
        tenths = step(seeded, tenths);
        at
    };
    (0..DAYS).map(point).collect()
}

fn stored<R>(value: R) -> Stored<R> {
    Stored { value, alive: true, versions: Versions::new(Version::NONE) }
}

fn put_entry(book: &mut Book, n: u128, portfolio: Option<Uuid>) {
    let card = CardRef { game: "mtg".into(), set: "set".into(), number: n.to_string(), ..CardRef::default() };
    let entry = Entry { portfolio, ..Entry::new(card) };
    book.put(Key::entry(Uuid::from_u128(n)), Record::Entry(Box::new(stored(entry))));
}

fn put_lot(book: &mut Book, n: u128, acquired: Day, quantity: i64) {
    let (cost, acquired) = (Some(Money::new(500, Currency::USD)), Some(day::date(acquired)));
    let lot = NewLot { quantity, cost, acquired, ..NewLot::default() }.lot(Uuid::from_u128(n));
    book.put(Key::lot(Uuid::from_u128(n)), Record::Lot(stored(lot)));
}

fn write(folder: &std::path::Path, walks: &[Vec<Point>], lots: &[(Day, i64)]) {
    let create = |name: &str| std::io::BufWriter::new(std::fs::File::create(folder.join(name)).unwrap());
    let (mut prices, mut holdings) = (create("prices.csv"), create("holdings.csv"));
    writeln!(prices, "card,day,minor").unwrap();
    writeln!(holdings, "card,acquired,quantity").unwrap();
    for (n, (walk, (acquired, quantity))) in walks.iter().zip(lots).enumerate() {
        writeln!(holdings, "{n},{acquired},{quantity}").unwrap();
        walk.iter().for_each(|point| writeln!(prices, "{n},{},{}", point.day, point.minor).unwrap());
    }
}

fn ms(begin: Instant) -> f64 {
    begin.elapsed().as_secs_f64() * 1e3
}

fn median(mut run: impl FnMut()) -> f64 {
    let mut times: Vec<f64> = (0..21)
        .map(|_| {
            let begin = Instant::now();
            run();
            ms(begin)
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[10]
}
