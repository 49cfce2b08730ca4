//! Every format of price files, in small files written for this, and what hostile ones do.

#![cfg(feature = "import")]
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::BTreeMap;
use std::io::{Read, Write};

use vitrine_prices::import::{BadFile, Hints, Summary, read, read_rates};
use vitrine_prices::{Day, day};

/// Series as `card finish grade condition language source kind currency` with their prices.
type Read_ = BTreeMap<String, Vec<(String, i64)>>;

fn parse(bytes: &[u8], hints: Hints<'_>) -> Result<(Read_, Summary, Day), BadFile> {
    let (mut all, mut last) = (Read_::new(), 0);
    let mut sink = |found: Vec<vitrine_prices::import::Found>| {
        for one in found {
            let line = &one.identity.line;
            let words = [&line.finish, &line.grade, &line.condition, &line.language, &line.source, &line.kind];
            let words: Vec<&str> = words.into_iter().map(String::as_str).filter(|word| !word.is_empty()).collect();
            let name = format!("{} {} {}", one.identity.card, words.join("/"), line.currency);
            let points = one.points.iter().map(|point| (day::date(point.day).to_string(), point.minor));
            all.entry(name).or_default().extend(points);
            last = last.max(one.seen);
        }
        Ok(())
    };
    let summary = read(bytes, hints, &mut sink)?;
    Ok((all, summary, last))
}

fn good(text: &str, hints: Hints<'_>) -> Vec<String> {
    let (all, summary, _) = parse(text.as_bytes(), hints).unwrap();
    assert_eq!(summary.bad, [], "{}", summary.format);
    all.into_iter().map(|(name, points)| format!("{name}: {}", listed(&points))).collect()
}

fn listed(points: &[(String, i64)]) -> String {
    points.iter().map(|(day, minor)| format!("{} {minor}", &day[5..])).collect::<Vec<_>>().join(", ")
}

fn on(date: &str) -> Hints<'static> {
    Hints { date: Some(date.parse().unwrap()), ..Hints::default() }
}

#[test]
fn report_a1_a_zero_is_no_price_in_any_format() {
    let tcgcsv = r#"{"success":true,"results":[{"productId":1,"lowPrice":0,"midPrice":0.0,"marketPrice":0.004,
        "subTypeName":"Foil"}]}"#;
    let cardmarket = r#"{"createdAt":"2026-11-20","priceGuides":[{"idProduct":292648,"idCategory":1,"avg":0,"low":0,
        "trend":0,"avg30":0,"low-foil":1200,"trend-foil":1334.47},{"idProduct":7,"trend-holo":0,"avg-holo":0}]}"#;
    let mtgjson = r#"{"data":{"00010d56-fe38":{"paper":{"cardmarket":{"currency":"EUR","retail":{
        "normal":{"2026-11-19":1.1,"2026-11-20":0}}}}}}}"#;
    let guide = "id,product-name,loose-price,graded-price
1,Psyduck,0,$0.00
";
    let plain = "card,date,price,currency
mtg:a-1,2026-11-20,0,USD
mtg:a-1,2026-11-19,0.00,USD
";
    let latest = r#"{"stamp":"2026-11-20","prices":{"10e-1":0,"10e-2":{"foil":0,"normal":0.5}}}"#;
    let of = |text, hints| good(text, hints);
    assert_eq!(of(tcgcsv, on("2026-11-20")), Vec::<String>::new());
    assert_eq!(
        of(cardmarket, on("2026-11-20")),
        [
            "cardmarket:292648 foil/cardmarket/low EUR: 11-20 120000",
            "cardmarket:292648 foil/cardmarket/trend EUR: 11-20 133447"
        ]
    );
    let mtgjson = of(mtgjson, Hints::default());
    assert_eq!(mtgjson, ["mtgjson:00010d56-fe38 normal/cardmarket/trend EUR: 11-19 110"]);
    assert_eq!(of(guide, on("2026-11-20")), Vec::<String>::new());
    assert_eq!(of(plain, Hints::default()), Vec::<String>::new());
    let latest = of(latest, Hints { game: Some("mtg"), ..Hints::default() });
    assert_eq!(latest, ["rarebox:mtg/10e-2 normal/rarebox/market USD: 11-20 50"]);
}

#[test]
fn daily_changes_take_their_game_from_the_name_of_the_file() {
    let text = "card_key,date,usd\n10e-1,2026-08-08,0.16\nTG07-1,2026-08-08,14.94\n10e-1,2026-08-10,0\n";
    let hints = Hints { file: "data/rarebox_mtg_daily_changes.csv.gz", ..Hints::default() };
    let (all, summary, seen) = parse(text.as_bytes(), hints).unwrap();
    assert_eq!(listed(&all["rarebox:mtg/10e-1 rarebox/market USD"]), "08-08 16", "a source's zero is no price");
    assert_eq!(listed(&all["rarebox:mtg/tg07-1 rarebox/market USD"]), "08-08 1494");
    assert_eq!(
        (summary.format, summary.prices, summary.zeros, day::date(seen).to_string().as_str()),
        ("daily changes", 2, 1, "2026-08-10")
    );
    assert!(matches!(parse(text.as_bytes(), Hints::default()), Err(BadFile::Missing(_))));
    assert!(parse(text.as_bytes(), Hints { game: Some("lorcana"), ..Hints::default() }).is_ok());
}

#[test]
fn a_compressed_file_is_the_same_file() {
    let text = b"card,date,price,currency\nmtg:10e-1,2026-08-08,1.50,EUR\n";
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(text).unwrap();
    let packed = packed.finish().unwrap();
    assert_eq!(parse(&packed, Hints::default()).unwrap(), parse(text, Hints::default()).unwrap());
    assert!(parse(&packed[..packed.len() - 9], Hints::default()).is_err(), "half of it is none");
}

#[test]
fn the_latest_prices_of_rarebox_are_read_in_all_their_shapes() {
    let mtg = r#"{"prices":{"10e-1":0.17,"10e-101★":7.61},"source":"scryfall","stamp":"2026-08-22T08:01:42Z"}"#;
    let hints = |game| Hints { game: Some(game), ..Hints::default() };
    assert_eq!(
        good(mtg, hints("mtg")),
        ["rarebox:mtg/10e-1 scryfall/market USD: 08-22 17", "rarebox:mtg/10e-101★ scryfall/market USD: 08-22 761"]
    );
    let riftbound = r#"{"mirrored":"2026-08-22T08:03:21Z","prices":{"635366":{"foil":null,"normal":14.31},
        "652771":{"foil":0.28,"normal":0.05}},"source":"rarebox/riftbound-prices.json"}"#;
    assert_eq!(
        good(riftbound, Hints::default()),
        [
            "tcgplayer:635366 normal/rarebox/market USD: 08-22 1431",
            "tcgplayer:652771 foil/rarebox/market USD: 08-22 28",
            "tcgplayer:652771 normal/rarebox/market USD: 08-22 5"
        ]
    );
    let parallels = r#"{"prices":{"EB01-001|":113.62,"EB01-001|parallel":19.15},"stamp":"2026-08-08",
        "variants":{"bkb-3":{"teamplasma":5.0}}}"#;
    let file = Hints { file: "prices/one-piece-ja/latest.json", ..Hints::default() };
    assert_eq!(
        good(parallels, file),
        [
            "rarebox:one-piece-ja/bkb-3|teamplasma rarebox/market USD: 08-08 500",
            "rarebox:one-piece-ja/eb01-001 rarebox/market USD: 08-08 11362",
            "rarebox:one-piece-ja/eb01-001|parallel rarebox/market USD: 08-08 1915"
        ]
    );
}

#[test]
fn tcgcsv_has_five_kinds_for_each_printing() {
    let text = r#"{"success":true,"errors":[],"results":[{"productId":526193,"lowPrice":0.05,"midPrice":0.2,
        "highPrice":99.99,"marketPrice":0.11,"directLowPrice":null,"subTypeName":"Foil"}]}"#;
    assert_eq!(
        good(text, on("2026-08-22")),
        [
            "tcgplayer:526193 foil/tcgplayer/high USD: 08-22 9999",
            "tcgplayer:526193 foil/tcgplayer/low USD: 08-22 5",
            "tcgplayer:526193 foil/tcgplayer/market USD: 08-22 11",
            "tcgplayer:526193 foil/tcgplayer/mid USD: 08-22 20"
        ]
    );
    assert!(matches!(parse(text.as_bytes(), Hints::default()), Err(BadFile::Missing(_))), "it has no day of its own");
}

#[test]
fn cardmarket_s_guide_has_a_second_price_for_the_finish_of_its_game() {
    let text = r#"{"version":1,"createdAt":"2026-08-22T02:45:31+0200","priceGuides":[
        {"idProduct":273924,"idCategory":51,"avg":1.5,"low":0.02,"trend":1.22,"avg1":null,"trend-holo":3.4}]}"#;
    assert_eq!(
        good(text, Hints::default()),
        [
            "cardmarket:273924 cardmarket/avg EUR: 08-22 150",
            "cardmarket:273924 cardmarket/low EUR: 08-22 2",
            "cardmarket:273924 cardmarket/trend EUR: 08-22 122",
            "cardmarket:273924 reverse holofoil/cardmarket/trend EUR: 08-22 340"
        ]
    );
    let magic = Hints { game: Some("mtg"), ..Hints::default() };
    assert!(good(text, magic)[0].contains(" foil/") || good(text, magic)[3].contains(" foil/"));
}

#[test]
fn mtgjson_is_read_shop_by_shop() {
    let text = r#"{"meta":{"date":"2026-08-22"},"data":{"00010D56-fe38":{"mtgo":{},"paper":{
        "cardkingdom":{"buylist":{"normal":{"2026-08-21":0.1}},"currency":"USD","retail":{"foil":{"2026-08-21":2.99}}},
        "cardmarket":{"currency":"EUR","retail":{"normal":{"2026-08-20":1.1,"2026-08-21":1.2}}},
        "tcgplayer":{"currency":"USD","retail":{"etched":{"2026-08-21":5}}}}}}}"#;
    assert_eq!(
        good(text, Hints::default()),
        [
            "mtgjson:00010d56-fe38 etched/tcgplayer/market USD: 08-21 500",
            "mtgjson:00010d56-fe38 foil/cardkingdom/retail USD: 08-21 299",
            "mtgjson:00010d56-fe38 normal/cardkingdom/buylist USD: 08-21 10",
            "mtgjson:00010d56-fe38 normal/cardmarket/trend EUR: 08-20 110, 08-21 120"
        ]
    );
}

#[test]
fn a_pricecharting_guide_has_a_column_for_each_grade() {
    let text = "id,product-name,console-name,loose-price,graded-price,manual-only-price,bgs-10-price\n\
        4830318,\"Psyduck, the Duck\",Pokemon Japanese,$18.36,\"$1,040.00\",2500,\n";
    assert_eq!(
        good(text, on("2026-03-19")),
        [
            "pricecharting:4830318 GRADE_9/pricecharting/market USD: 03-19 104000",
            "pricecharting:4830318 PSA_10/pricecharting/market USD: 03-19 2500",
            "pricecharting:4830318 pricecharting/market USD: 03-19 1836"
        ]
    );
}

#[test]
fn a_plain_table_says_as_much_as_its_columns() {
    let text = "card;finish;date;price;currency;grade;condition;language;source;kind\n\
        tcgplayer:1;Reverse Holo;2026-01-02;3.50;EUR;PSA 10;Lightly Played;DE;Shop;Trend\n\
        10e-1;;2026-01-02;1;JPY;;;;;\n";
    let hints = Hints { game: Some("mtg"), ..Hints::default() };
    assert_eq!(
        good(text, hints),
        ["mtg:10e-1 file/market JPY: 01-02 1", "tcgplayer:1 reverse holofoil/PSA_10/lp/de/shop/trend EUR: 01-02 350"]
    );
}

#[test]
fn a_bad_row_is_told_with_its_line_and_the_good_ones_are_found() {
    let text = "card,date,price,currency\nmtg:a-1,2026-02-30,1,USD\nmtg:a-1,2026-02-01,-1,USD\n\nmtg:a-1,2026-02-01,1\n\
        a-1,2026-02-01,1,USD\nmtg:a-1,0001-01-01,1,USD\nmtg:a-1,2026-02-01,1,USD\n";
    let (all, summary, _) = parse(text.as_bytes(), Hints::default()).unwrap();
    let lines: Vec<&str> = summary.bad.iter().map(|row| row.at.as_str()).collect();
    assert_eq!((lines, summary.bad_rows), (vec!["2", "3", "5", "6", "7"], 5));
    assert_eq!(summary.bad[0].why, "not a day (YYYY-MM-DD)");
    assert_eq!(all.len(), 1);
}

#[test]
fn what_is_no_price_file_is_refused_with_a_reason() {
    for text in [
        "",
        "\n",
        "name,quantity\nIsland,4\n",
        "{\"cards\":[]}",
        "{\"prices\":",
        "[1,2]",
        "{\"prices\":[1]}",
        "PK\u{3}\u{4}",
    ] {
        let error = parse(text.as_bytes(), on("2026-01-01")).unwrap_err();
        assert!(!error.to_string().is_empty(), "{text}");
    }
}

/// The same bytes over and over.
struct Endless(&'static [u8], usize, usize);

impl Read for Endless {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let count = into.len().min(self.2);
        for byte in &mut into[..count] {
            *byte = self.0[self.1 % self.0.len()];
            self.1 += 1;
        }
        self.2 -= count;
        Ok(count)
    }
}

#[test]
fn a_hostile_file_is_refused_before_it_fills_the_memory() {
    const LONG: usize = 40_000_000;
    let hints = Hints { game: Some("mtg"), ..on("2026-01-01") };
    for (start, forever) in [
        (&b"{\"prices\":{\""[..], &b"a"[..]),
        (b"{\"prices\":{\"a\":", b"1"),
        (b"{\"prices\":{\"a\":{", b"\"x\":1,"),
        (b"{\"priceGuides\":[{", b"\"x\":1,"),
        (b"{\"priceGuides\":", b"["),
        (b"{\"results\":[{\"productId\":1,\"lowPrice\":", b"["),
        (b"{\"data\":{\"u\":{\"paper\":{", b"\"s\":{\"currency\":\"USD\"},"),
        (b"{\"data\":{\"u\":{\"paper\":{\"s\":{\"retail\":{\"normal\":{", b"\"2026-01-01\":1,"),
        (b"card_key,date,usd\n", b"x"),
        (b"card_key,date,usd\n\"", b"x,"),
    ] {
        let mut sink = |_| Ok(());
        let input = start.chain(Endless(forever, 0, LONG));
        assert!(read(input, hints, &mut sink).is_err(), "{}", String::from_utf8_lossy(start));
    }
}

#[test]
fn rates_come_from_the_central_bank_or_from_a_plain_table() {
    let ecb = "Date,USD,JPY,ROL,\n2026-08-21,1.0845,161.2,N/A,\n2026-08-20,x,160,,\n";
    let (rows, summary) = read_rates(ecb.as_bytes()).unwrap();
    let shown: Vec<String> =
        rows.iter().map(|row| format!("{}{} {} {}", row.base, row.quote, day::date(row.day), row.rate)).collect();
    assert_eq!(shown, ["EURUSD 2026-08-21 1.0845", "EURJPY 2026-08-21 161.2", "EURJPY 2026-08-20 160"]);
    assert_eq!((summary.bad_rows, summary.bad[0].at.as_str()), (1, "3"));
    let plain = "date,base,quote,rate,source\n2026-08-21,USD,CAD,1.38,Bank\n2026-08-21,USD,USD,1,Bank\n";
    let (rows, summary) = read_rates(plain.as_bytes()).unwrap();
    assert_eq!((rows.len(), rows[0].source.as_str(), summary.bad_rows), (1, "bank", 1));
    assert!(read_rates("a,b\n1,2\n".as_bytes()).is_err());
}
