//! What a collection is worth from the disk on, as figures for docs/benchmarks.md: `cargo xtask bench value`, which
//! writes the prices and holdings to the folder `VITRINE_VALUE_DATA`. The obvious SQL over one row a card and day
//! stands beside it.

use std::fs::{File, read_to_string};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use sqlx::{Connection, PgConnection};
use vitrine_prices::{Day, day};

use crate::browser::{Browser, Card, now_ms};
use crate::process::{Process, binary};
use crate::support::{Db, temp_dir};

/// Holdings of one mutation.
const AT_ONCE: usize = 200;
const TIMES: usize = 5;
const QUERY: &str = "select p.day, cast(sum(p.minor * h.quantity) as bigint) as value from holdings h \
                     join prices p on p.card = h.card and p.day >= h.acquired";

/// A card, the day it came, and how many.
type Holding = (u32, Day, i64);

struct Data {
    folder: PathBuf,
    holdings: Vec<Holding>,
    today: Day,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "prints how long it takes"]
async fn what_a_collection_is_worth_from_the_disk_on_beside_the_obvious_sql() {
    let folder = std::env::var_os("VITRINE_VALUE_DATA").expect("`cargo xtask bench value` says where the data is");
    let data = Data::read(PathBuf::from(folder));
    let dir = temp_dir("vitrine-value");
    let plain = dir.join("plain.csv");
    data.write_plain(&plain);
    let said = sql_in_sqlite(&data, &dir);
    assert_eq!(sql_in_postgres(&data).await, said, "both databases count the same");
    assert_eq!(vitrine("SQLite", &data, &Db::sqlite(), &plain).await, said, "and so do we");
    assert_eq!(vitrine("PostgreSQL", &data, &Db::postgres().await, &plain).await, said);
    println!("each of them says {said} cents of the last day");
    std::fs::remove_dir_all(dir).unwrap();
}

impl Data {
    fn read(folder: PathBuf) -> Self {
        let text = read_to_string(folder.join("holdings.csv")).unwrap();
        let holding = |line: &str| {
            let mut numbers = line.split(',');
            let mut next = || numbers.next().unwrap();
            (next().parse().unwrap(), next().parse().unwrap(), next().parse().unwrap())
        };
        let holdings = text.lines().skip(1).map(holding).collect();
        let first = BufReader::new(File::open(folder.join("prices.csv")).unwrap()).lines().map(Result::unwrap);
        let days = first.skip(1).take_while(|line| line.starts_with("0,"));
        let today = days.last().unwrap().split(',').nth(1).unwrap().parse().unwrap();
        Self { folder, holdings, today }
    }

    /// The prices as a file that Vitrine imports.
    fn write_plain(&self, to: &Path) {
        let mut out = BufWriter::new(File::create(to).unwrap());
        writeln!(out, "card,finish,date,price,currency").unwrap();
        let prices = BufReader::new(File::open(self.folder.join("prices.csv")).unwrap());
        for line in prices.lines().skip(1).map(Result::unwrap) {
            let (card, rest) = line.split_once(',').unwrap();
            let (on, minor) = rest.split_once(',').unwrap();
            let minor: i64 = minor.parse().unwrap();
            let on = day::date(on.parse().unwrap());
            writeln!(out, "mtg:set-{card},normal,{on},{}.{:02},USD", minor / 100, minor % 100).unwrap();
        }
    }
}

/// Prints how long five years and 180 days take; answers the last value. By SQLite's own program, which is optimised.
fn sql_in_sqlite(data: &Data, dir: &Path) -> i64 {
    let half_a_year = format!("{QUERY} and p.day > {} group by p.day order by p.day;", data.today - 180);
    let five_years = format!("{QUERY} group by p.day order by p.day;");
    let script = format!(
        "create table prices (card integer, day integer, minor integer, primary key (card, day)) without rowid;\n\
         create table holdings (card integer primary key, acquired integer, quantity integer);\n\
         .mode csv\n.import --skip 1 {folder}/prices.csv prices\n.import --skip 1 {folder}/holdings.csv holdings\n\
         analyze;\n.timer on\n{}{}",
        format!("{five_years}\n").repeat(TIMES),
        format!("{half_a_year}\n").repeat(TIMES),
        folder = data.folder.display()
    );
    let mut program = Command::new("sqlite3");
    let program = program.arg(dir.join("sql.sqlite")).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = program.spawn().expect("the program sqlite3 is there");
    let mut input = child.stdin.take().unwrap();
    let writing = std::thread::spawn(move || input.write_all(script.as_bytes()).unwrap());
    let out = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
    writing.join().unwrap();
    let real = |line: &str| line.strip_prefix("Run Time: real ")?.split(' ').next()?.parse().ok();
    let times: Vec<Duration> = out.lines().filter_map(real).map(Duration::from_secs_f64).collect();
    assert_eq!(times.len(), 2 * TIMES, "{out}");
    told("SQL in SQLite, 5 years", times[..TIMES].to_vec());
    told("SQL in SQLite, 180 days", times[TIMES..].to_vec());
    let last = out.lines().rfind(|line| line.starts_with(&format!("{},", data.today))).unwrap();
    last.split(',').nth(1).unwrap().parse().unwrap()
}

/// The same in PostgreSQL.
async fn sql_in_postgres(data: &Data) -> i64 {
    let db = Db::postgres().await;
    let mut sql = PgConnection::connect(&db.url).await.unwrap();
    for text in [
        "create table prices (card integer, day integer, minor bigint, primary key (card, day))",
        "create table holdings (card integer primary key, acquired integer, quantity bigint)",
    ] {
        sqlx::query(text).execute(&mut sql).await.unwrap();
    }
    for table in ["prices", "holdings"] {
        let mut copy = sql.copy_in_raw(&format!("copy {table} from stdin with (format csv, header)")).await.unwrap();
        let file = tokio::fs::File::open(data.folder.join(format!("{table}.csv"))).await.unwrap();
        copy.read_from(file).await.unwrap();
        copy.finish().await.unwrap();
    }
    sqlx::query("vacuum analyze").execute(&mut sql).await.unwrap();
    let mut last = 0;
    for (name, after) in [("5 years", 0), ("180 days", data.today - 180)] {
        let text = format!("{QUERY} and p.day > {after} group by p.day order by p.day");
        let mut times = Vec::new();
        for _ in 0..TIMES {
            let begun = Instant::now();
            let rows: Vec<(i32, i64)> = sqlx::query_as(&text).fetch_all(&mut sql).await.unwrap();
            times.push(begun.elapsed());
            last = rows.last().unwrap().1;
        }
        told(&format!("SQL in PostgreSQL, {name}"), times);
    }
    sql.close().await.unwrap();
    last
}

/// The release server on a database that has the same prices and holdings: imported, then read for the first time by a
/// process that has just begun.
#[expect(clippy::print_stdout, reason = "a figure is for a person to read")]
async fn vitrine(name: &str, data: &Data, db: &Db, plain: &Path) -> i64 {
    let begun = Instant::now();
    let import =
        Command::new(binary()).args(["prices", "import", "--database-url", &db.url]).arg(plain).output().unwrap();
    assert!(import.status.success(), "{}", String::from_utf8_lossy(&import.stderr));
    println!("Vitrine on {name}: prices imported in {:.1?}", begun.elapsed());
    let arguments =
        ["--database-url", &db.url, "--address-burst", "1e9", "--mutations-burst", "1e9", "--pictures-mb", "0"];
    let mut server = Process::serve(&arguments).await;
    let mut ada = Browser::sign_up(&server.base, "Ada").await;
    for part in data.holdings.chunks(AT_ONCE) {
        let holdings: Vec<Value> = part.iter().map(|holding| held(*holding)).collect();
        let item = ada.item(ada.n, now_ms(), &json!({ "mutation": { "add": { "holdings": holdings } } }));
        ada.n += 1;
        ada.push_items(vec![item]).await.ok();
    }
    let today = day::date(data.today).to_string();
    let mut cold = Vec::new();
    for _ in 0..TIMES {
        server.kill();
        server = Process::serve(&arguments).await;
        ada.base.clone_from(&server.base);
        let begun = Instant::now();
        ada.value_history(&today).await;
        cold.push(begun.elapsed());
    }
    told(&format!("Vitrine on {name}, 5 years, the first request after the start"), cold);
    let mut warm = Vec::new();
    let mut last = 0;
    for _ in 0..21 {
        let begun = Instant::now();
        let view = ada.value_history(&today).await;
        warm.push(begun.elapsed());
        last = view["value"].as_array().unwrap().last().unwrap().as_i64().unwrap();
    }
    told(&format!("Vitrine on {name}, 5 years, asked again"), warm);
    last
}

fn held((card, acquired, quantity): Holding) -> Value {
    let mut add = Card::new("Paper").add;
    let mut holding = add["add"]["holdings"][0].take();
    holding["entry"]["card"] = json!({ "game": "mtg", "set": "set", "number": card.to_string(), "name": "Paper" });
    holding["entry"]["finish"] = json!("normal");
    holding["lots"][0]["quantity"] = json!(quantity);
    holding["lots"][0]["acquired"] = json!(day::date(acquired).to_string());
    holding
}

#[expect(clippy::print_stdout, reason = "a figure is for a person to read")]
fn told(what: &str, mut times: Vec<Duration>) {
    times.sort();
    println!("{what}: median {:.1?}, longest {:.1?}", times[times.len() / 2], times[times.len() - 1]);
}
