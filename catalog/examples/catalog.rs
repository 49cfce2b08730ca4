//! Figures of the catalogue on real files: `catalog FILE...` reads them, merges them, makes the index of each game and
//! measures it: bytes, opening, and a keystroke at a time of what people type.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a bench may fail, and talks")]
#![allow(clippy::disallowed_methods, reason = "a bench reads the clock")]

use std::collections::BTreeMap;
use std::fs::File;
use std::time::Instant;

use vitrine_catalog::Index;
use vitrine_catalog::build::Builder;
use vitrine_catalog::import::{BadFile, BadRow, Reader, Sink, open};
use vitrine_catalog::merge::{Head, groups, merged};
use vitrine_catalog::set::CatalogSet;
use vitrine_catalog::text::words;

#[derive(Default)]
struct Parts {
    games: BTreeMap<String, Vec<CatalogSet>>,
    bad: Vec<BadRow>,
}

impl Sink for Parts {
    fn set(&mut self, set: CatalogSet) -> Result<(), BadFile> {
        self.games.entry(set.game.clone()).or_default().push(set);
        Ok(())
    }

    fn bad(&mut self, row: BadRow) {
        self.bad.push(row);
    }
}

fn main() {
    let (mut reader, mut parts) = (Reader::default(), Parts::default());
    let began = Instant::now();
    for path in std::env::args().skip(1) {
        open(&mut reader, &path, &mut File::open(&path).unwrap(), &mut parts).unwrap();
    }
    reader.finish(&mut parts).unwrap();
    let count: usize = parts.games.values().flatten().map(|set| set.cards.len()).sum();
    let seconds = began.elapsed().as_secs_f64();
    println!(
        "{count} cards read in {seconds:.2} s, {:.0} a second; {} bad rows",
        count as f64 / seconds,
        parts.bad.len()
    );
    parts.bad.iter().take(5).for_each(|row| println!("  {}: {}", row.place, row.reason));
    for (game, sets) in parts.games {
        measure(&game, sets);
    }
}

fn measure(game: &str, sets: Vec<CatalogSet>) {
    let began = Instant::now();
    let head = |set: &CatalogSet| Head {
        source: set.source.clone(),
        id: set.id.clone(),
        name: set.name.clone(),
        released: set.released.clone(),
        official: set.official,
    };
    let heads: Vec<Head> = sets.iter().map(head).collect();
    let groups = groups(&heads);
    let joined = groups.iter().filter(|group| group.parts.len() > 1).count();
    for group in groups.iter().filter(|group| group.parts.len() == 1 && heads[group.parts[0]].source == "tcgdex") {
        let head = &heads[group.parts[0]];
        if std::env::var_os("SHOW").is_some() {
            println!("    alone: {} {:?} {} {}", head.id, head.name, head.released, head.official);
        }
    }
    let mut parts: Vec<Option<CatalogSet>> = sets.into_iter().map(Some).collect();
    let before: usize = parts.iter().flatten().map(|set| set.cards.len()).sum();
    let mut of = |parts_of: &[usize]| parts_of.iter().map(|&i| parts[i].take().unwrap()).collect();
    let all: Vec<CatalogSet> = groups.iter().map(|group| merged(&group.id, of(&group.parts))).collect();
    let cards: usize = all.iter().map(|set| set.cards.len()).sum();
    let both = all
        .iter()
        .flat_map(|set| &set.cards)
        .filter(|card| card.refs.iter().any(|name| name.starts_with("tcgdex:")) && card.refs.len() > 1)
        .filter(|card| card.refs.iter().any(|name| name.starts_with("rarebox:") || name.starts_with("pokemontcg:")))
        .count();
    let mut builder = Builder::new(game);
    all.iter().for_each(|set| builder.add(set));
    let chunks = builder.finish();
    let built = began.elapsed().as_secs_f64();
    let device: usize = chunks.iter().map(Vec::len).sum();
    let wire: usize = chunks.iter().map(|chunk| brotli_len(chunk)).sum();
    let began = Instant::now();
    let index = Index::open(&chunks).unwrap();
    let opened = began.elapsed().as_secs_f64() * 1_000.0;
    let told = all.iter().flat_map(|set| &set.cards).filter(|card| card.id.contains('~')).count();
    println!(
        "{game}: {before} → {cards} cards ({told} told apart by more than their number), {} sets ({joined} of several \
         sources, {both} cards of TCGdex joined); {} chunks, {device} bytes on the device, {wire} on the wire; merged \
         and built in {built:.2} s, opened in {opened:.1} ms",
        all.len(),
        chunks.len(),
    );
    type_all(&index, &all);
}

fn brotli_len(bytes: &[u8]) -> usize {
    let mut out = Vec::new();
    let params = brotli::enc::BrotliEncoderParams { quality: 9, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut &bytes[..], &mut out, &params).unwrap();
    out.len()
}

/// Every keystroke of: names, the beginning of a name with a number, a name and a set, names with a mistake.
fn type_all(index: &Index, sets: &[CatalogSet]) {
    let cards: Vec<(&CatalogSet, usize)> =
        sets.iter().flat_map(|set| (0..set.cards.len()).map(move |i| (set, i))).collect();
    let mut times = Vec::new();
    let (mut asked, mut first, mut ten) = (0, 0, 0);
    let mut slowest = (0.0, String::new());
    for step in 0..200usize {
        let (set, i) = cards[step * 7_919 * 31 % cards.len()];
        let card = &set.cards[i];
        let word = words(&card.name).first().cloned().unwrap_or_default();
        let start: String = card.name.chars().take(4).collect();
        let mistaken: String = card.name.chars().enumerate().filter(|(i, _)| *i != 3).map(|(_, c)| c).collect();
        let queries = [
            format!("{} {}/{}", card.name, card.number, set.official),
            format!("{start} {}", card.number),
            format!("{word} {}", set.name),
            mistaken,
        ];
        for (kind, query) in queries.iter().enumerate() {
            let ends: Vec<usize> = query.char_indices().map(|(at, c)| at + c.len_utf8()).collect();
            for end in ends {
                let began = Instant::now();
                let hits = index.search(&query[..end], 20);
                let took = began.elapsed().as_secs_f64() * 1_000.0;
                times.push(took);
                if took > slowest.0 {
                    slowest = (took, query[..end].to_owned());
                }
                std::hint::black_box(hits);
            }
            if kind == 0 {
                let hits = index.search(query, 10);
                asked += 1;
                let place = hits.iter().position(|hit| index.card(hit.card).id == card.id);
                first += usize::from(place == Some(0));
                ten += usize::from(place.is_some());
                if place.is_none() && std::env::var_os("SHOW").is_some() {
                    println!("    not found: {query}");
                }
            }
        }
    }
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    println!(
        "  {} keystrokes: p50 {:.2} ms, p99 {:.2} ms, most {:.2} ms ({:?}); name and number find the card first {first}, \
         among ten {ten} of {asked} times",
        times.len(),
        at(0.5),
        at(0.99),
        slowest.0,
        slowest.1,
    );
}
