//! Price files inside archives: taken as if each had come by itself, refused with a word on what to do where they are not.

#![cfg(feature = "import")]
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::io::{Read, Write};

use vitrine_prices::import::{Found, Hints, Summary, read, read_rates};

const DAILY: &str = "card_key,date,usd\n10e-1,2026-08-08,0.16\n";

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (name, bytes) in files {
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        archive.append_data(&mut header, name, *bytes).unwrap();
    }
    archive.into_inner().unwrap()
}

fn parse(bytes: &[u8]) -> Result<(Vec<Found>, Summary), String> {
    let mut all = Vec::new();
    let mut sink = |found: Vec<Found>| {
        all.extend(found);
        Ok(())
    };
    let summary = read(bytes, Hints { file: "prices.tar", ..Hints::default() }, &mut sink);
    summary.map(|summary| (all, summary)).map_err(|error| error.to_string())
}

#[test]
fn every_price_file_in_an_archive_is_read_under_its_own_name() {
    let foils = packed(b"card_key,date,usd\nshi-1,2026-08-09,2\n");
    let bytes = archive(&[
        ("prices/README.md", b"What these are."),
        ("prices/rarebox_mtg_daily_changes.csv", DAILY.as_bytes()),
        ("prices/rarebox_lorcana_daily_changes.csv.gz", &foils),
        ("prices/more.csv", b"card,date,price,currency\nmtg:10e-2,2026-08-08,1.50,EUR\nmtg:10e-3,someday,1,EUR\n"),
    ]);
    for bytes in [packed(&bytes), bytes] {
        let (found, summary) = parse(&bytes).unwrap();
        let cards: Vec<&str> = found.iter().map(|one| one.identity.card.as_str()).collect();
        assert_eq!(cards, ["rarebox:mtg/10e-1", "rarebox:lorcana/shi-1", "mtg:10e-2"]);
        assert_eq!((summary.format, summary.prices, summary.bad_rows), ("several formats", 3, 1));
        assert_eq!(summary.bad[0].at, "prices/more.csv, 3");
    }
}

#[test]
fn an_archive_that_is_broken_or_has_no_prices_says_where_and_why() {
    let broken = packed(DAILY.as_bytes());
    for (bytes, said) in [
        (archive(&[("sets.json", b"{\"sets\":[]}")]), "of sets.json, its JSON has neither"),
        (archive(&[("a.tar", &archive(&[("rarebox_mtg_daily.csv", DAILY.as_bytes())]))]), "an archive itself"),
        (archive(&[("daily.csv", DAILY.as_bytes())]), "daily.csv: the file does not say which game"),
        (archive(&[("rarebox_mtg_daily.csv.gz", &broken[..broken.len() - 9])]), "rarebox_mtg_daily.csv.gz: "),
        (b"PK\x03\x04 and so on".to_vec(), "ZIP archive: unpack it"),
    ] {
        let error = parse(&bytes).unwrap_err();
        assert!(error.contains(said), "{error}");
    }
    let mut cut = archive(&[("rarebox_mtg_daily.csv", DAILY.repeat(40).as_bytes())]);
    cut.truncate(1_000);
    assert!(parse(&cut).is_err(), "half of it is none");
    let rates = archive(&[("rates.csv", b"date,base,quote,rate\n2026-08-08,EUR,USD,1.1\n")]);
    let error = read_rates(&rates[..]).unwrap_err().to_string();
    assert!(error.contains("unpack it, and import the file of rates"), "{error}");
}

#[test]
fn a_name_of_gigabytes_is_refused_before_it_is_read() {
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(tar::EntryType::GNULongName);
    header.set_size(7 << 30);
    header.set_cksum();
    let mut name = std::io::repeat(b'a').take(100_000_000);
    let error = read(header.as_bytes().chain(&mut name), Hints::default(), &mut |_| Ok(())).unwrap_err();
    assert!(error.to_string().contains("something large"), "{error}");
    assert!(name.limit() > 99_000_000, "{} bytes were left", name.limit());
}
