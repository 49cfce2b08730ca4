//! What the files of each source say, as it is read from small files of each kind (`fuzz/corpus/catalog_file`).

use std::io::Read;

use vitrine_catalog::import::{BadFile, BadRow, Reader, Sink, open};
use vitrine_catalog::set::{CatalogCard, CatalogSet};

use crate::corpus;

/// What came out of files.
#[derive(Default)]
pub(crate) struct Out {
    pub(crate) sets: Vec<CatalogSet>,
    pub(crate) bad: Vec<BadRow>,
}

impl Sink for Out {
    fn set(&mut self, set: CatalogSet) -> Result<(), BadFile> {
        self.sets.push(set);
        Ok(())
    }

    fn bad(&mut self, row: BadRow) {
        self.bad.push(row);
    }
}

/// Reads files `(path, content)` in this order.
pub(crate) fn read(files: &[(&str, Vec<u8>)]) -> Result<Out, BadFile> {
    let (mut reader, mut out) = (Reader::default(), Out::default());
    for (path, content) in files {
        open(&mut reader, path, &mut content.as_slice(), &mut out)?;
    }
    reader.finish(&mut out)?;
    Ok(out)
}

fn refs(card: &CatalogCard) -> Vec<&str> {
    card.refs.iter().map(String::as_str).collect()
}

fn finishes(card: &CatalogCard) -> Vec<&str> {
    card.finishes.iter().map(|finish| finish.name.as_str()).collect()
}

#[test]
fn rarebox_says_sets_and_cards_in_files_of_their_own_in_any_order() {
    let sets = ("pokemon/sets.json", corpus("rarebox-sets.json"));
    let cards = ("pokemon/sets/base1.json", corpus("rarebox-cards.json"));
    let out = read(&[sets.clone(), cards.clone()]).unwrap();
    assert_eq!(read(&[cards, sets]).unwrap().sets, out.sets);
    assert_eq!(out.sets.len(), 1, "a set without cards is none");
    let set = &out.sets[0];
    assert_eq!((set.game.as_str(), set.source.as_str(), set.id.as_str()), ("pokemon", "rarebox", "base1"));
    assert_eq!((set.name.as_str(), set.released.as_str(), set.official), ("Base", "1999-01-09", 102));
    let charizard = set.cards.iter().find(|card| card.name == "Charizard").unwrap();
    assert_eq!(refs(charizard), ["pokemontcg:base1-4", "rarebox:pokemon/base1-4"]);
    let pikachu = set.cards.iter().find(|card| card.name == "Pikachu").unwrap();
    assert_eq!((pikachu.number.as_str(), pikachu.kind.as_str()), ("058/102", "Pokémon"));
    assert!(refs(pikachu).contains(&"rarebox:pokemon/base1-58"), "{:?}", pikachu.refs);
}

#[test]
fn japanese_printings_are_a_catalogue_of_their_own() {
    let out = read(&[("x.json", corpus("rarebox-japanese.json"))]).unwrap();
    assert_eq!((out.sets[0].game.as_str(), out.sets[0].name.as_str()), ("pokemon-ja", "マグマ団VSアクア団"));
    assert_eq!(
        refs(&out.sets[0].cards[0]),
        ["rarebox:pokemon-ja/cp1-001", "rarebox:pokemon-ja/cp1-1", "tcgplayer:605292"]
    );
}

#[test]
fn a_price_key_that_printings_share_is_that_of_the_plain_one_only() {
    let out = read(&[("x.json", corpus("rarebox-shared-numbers.json"))]).unwrap();
    let of = |name: &str| refs(out.sets[0].cards.iter().find(|card| card.name == name).unwrap());
    assert!(of("Kid & Killer").contains(&"rarebox:one-piece/eb01-003"));
    assert!(of("Kid & Killer (Alternate Art)").is_empty());
    assert_eq!(of("Finger Pistol"), ["rarebox:one-piece/eb-01-51", "rarebox:one-piece/eb01-051"]);
}

#[test]
fn rarities_of_one_number_have_the_keys_that_name_the_rarity_and_not_the_shared_one() {
    let out = read(&[("x.json", corpus("rarebox-rarities.json"))]).unwrap();
    assert_eq!(out.sets[0].code, "TST1");
    let of = |rarity: &str| refs(out.sets[0].cards.iter().find(|card| card.rarity == rarity).unwrap());
    assert_eq!(of("Secret Rare"), ["rarebox:yugioh/test-tin|tst1-en001|secret-rare"]);
    assert_eq!(of("Collector's Rare"), ["rarebox:yugioh/test-tin|tst1-en001|collector-s-rare"]);
    let alone = ["rarebox:yugioh/test-tin-en2", "rarebox:yugioh/test-tin|tst1-en002|common"];
    assert_eq!(of("Common"), [&alone[..], &["rarebox:yugioh/tst1-en002"]].concat());
    assert_eq!(of("Rare"), [""; 0], "twice of one rarity: nobody's");
}

#[test]
fn bad_rows_are_told_with_their_place_and_the_others_stand() {
    let out = read(&[("1.json", corpus("rarebox-bad-rows.json"))]).unwrap();
    let names: Vec<&str> = out.sets[0].cards.iter().map(|card| card.name.as_str()).collect();
    assert_eq!(names, ["Ariel", "Mickey"]);
    assert_eq!((out.sets[0].cards[0].rarity.as_str(), out.sets[0].cards[0].picture.as_str()), ("Super Rare", ""));
    let told: Vec<String> = out.bad.iter().map(|row| format!("{}: {}", row.place, row.reason)).collect();
    assert_eq!(told.len(), 3);
    assert_eq!(told[0], "1.json, row 2: it has no name");
    assert!(told[1].starts_with("1.json, row 3: ") && told[2].starts_with("1.json, row 5: "), "{told:?}");
}

#[test]
fn tcgdex_says_names_in_languages_finishes_and_products() {
    let files = [("a", corpus("tcgdex-cards.json.gz")), ("b", corpus("tcgdex-sets.json"))];
    let out = read(&files).unwrap();
    let games: Vec<&str> = out.sets.iter().map(|set| set.game.as_str()).collect();
    assert_eq!(games, ["pokemon-pocket", "pokemon"], "cards on phones are a game of their own");
    let set = &out.sets[1];
    assert_eq!((set.name.as_str(), set.code.as_str(), set.names["de"].as_str()), ("Base Set", "BS", "Grundset"));
    let [water, charizard, pikachu] = &set.cards[..] else { panic!("{:?}", set.cards) };
    assert_eq!((water.name.as_str(), water.names.len(), water.rarity.as_str()), ("Énergie Eau", 0, ""));
    assert_eq!(
        charizard.names.iter().map(|(l, n)| format!("{l} {n}")).collect::<Vec<_>>(),
        ["de Glurak", "fr Dracaufeu"]
    );
    assert_eq!(finishes(charizard), ["Holofoil", "1st Edition Holofoil (Shadowless)"]);
    assert_eq!(refs(charizard), ["cardmarket:273699", "tcgdex:base1-4", "tcgplayer:42382"]);
    assert_eq!(charizard.finishes[1].refs, ["tcgplayer:106999".to_owned()].into(), "another product");
    assert_eq!(finishes(pikachu), ["Normal", "Reverse Holofoil", "Reverse Holofoil (Master Ball)"]);
}

#[test]
fn pokemon_tcg_data_is_read_although_its_list_of_sets_has_a_comma_too_many() {
    let out =
        read(&[("sets/en.json", corpus("pokemontcg-sets.json")), ("b", corpus("pokemontcg-cards.json"))]).unwrap();
    assert_eq!(out.bad.len(), 1, "and it is said");
    assert_eq!((out.sets[0].code.as_str(), out.sets[0].released.as_str()), ("BS", "1999-01-09"));
    assert_eq!(finishes(&out.sets[0].cards[0]), ["Holofoil", "1st Edition Holofoil"]);
}

#[test]
fn scryfall_s_languages_of_a_card_are_one_card() {
    let out = read(&[("bulk", corpus("scryfall.json"))]).unwrap();
    assert_eq!(out.sets.iter().map(|set| set.id.as_str()).collect::<Vec<_>>(), ["10e", "mid"]);
    let [chosen] = &out.sets[0].cards[..] else { panic!("{:?}", out.sets[0].cards) };
    assert_eq!(chosen.names["de"], "Auserwählter der Ahnfrau");
    assert_eq!(finishes(chosen), ["Normal", "Foil"]);
    assert_eq!(chosen.refs.len(), 4, "both ids of Scryfall, and two shops");
    let delver = &out.sets[1].cards[0];
    assert_eq!((delver.number.as_str(), delver.picture.as_str()), ("47★", "https://pictures.example.org/d.jpg"));
    assert_eq!(delver.finishes[0].refs, ["tcgplayer:77".to_owned()].into());
}

#[test]
fn an_archive_is_read_and_what_is_no_catalogue_in_it_passed_over() {
    let out = read(&[("rarebox.tar.gz", corpus("rarebox.tar.gz"))]).unwrap();
    assert_eq!((out.sets.len(), out.sets[0].cards.len(), out.bad.len()), (1, 3, 0));
}

#[test]
fn long_names_in_archives_are_read_as_gnu_and_as_pax_write_them() {
    let long = format!("{}/pokemon", "folder".repeat(30));
    let files = [("sets.json", corpus("rarebox-sets.json")), ("sets/base1.json", corpus("rarebox-cards.json"))];
    for pax in [false, true] {
        let mut archive = tar::Builder::new(Vec::new());
        for (name, bytes) in &files {
            let path = format!("{long}/{name}");
            let mut header = tar::Header::new_gnu();
            header.set_size(bytes.len() as u64);
            if pax {
                archive.append_pax_extensions([("path", path.as_bytes())]).unwrap();
                archive.append_data(&mut header, "short", bytes.as_slice()).unwrap();
            } else {
                archive.append_data(&mut header, &path, bytes.as_slice()).unwrap();
            }
        }
        let out = read(&[("all.tar", archive.into_inner().unwrap())]).unwrap();
        assert_eq!((out.sets.len(), out.sets[0].game.as_str()), (1, "pokemon"), "pax: {pax}");
    }
}

#[test]
fn a_name_of_gigabytes_is_refused_before_it_is_read() {
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(tar::EntryType::GNULongName);
    header.set_size(7 << 30);
    header.set_cksum();
    let mut name = std::io::repeat(b'a').take(100_000_000);
    let mut archive = header.as_bytes().chain(&mut name);
    let refused = open(&mut Reader::default(), "all.tar", &mut archive, &mut Out::default());
    assert!(matches!(refused, Err(BadFile::Broken(..))), "{refused:?}");
    assert!(name.limit() > 99_000_000, "{} bytes were left", name.limit());
}

#[test]
fn a_file_that_breaks_off_is_refused_and_gives_no_set() {
    let whole = corpus("rarebox-cards.json");
    for cut in [whole.len() / 2, whole.len() - 3] {
        let (mut reader, mut out) = (Reader::default(), Out::default());
        let broken = open(&mut reader, "1.json", &mut &whole[..cut], &mut out);
        assert!(matches!(broken, Err(BadFile::Broken(..))), "{broken:?}");
        reader.finish(&mut out).unwrap();
        assert!(out.sets.is_empty());
    }
}

#[test]
fn what_is_no_catalogue_is_refused_with_a_clear_word() {
    for content in
        [&b""[..], b"Quantity,Name\n1,Forest\n", b"{}", b"[]", b"[1,2,3]", b"[{\"a\":1}]", b"\x1f\x8b\x08", b"null"]
    {
        let refused = read(&[("some.file", content.to_vec())]).err().unwrap().to_string();
        assert!(refused.starts_with("some.file: "), "{refused}");
    }
}

#[test]
fn a_row_without_an_end_and_nesting_without_one_are_refused_early() {
    let long = format!("[{{\"id\":\"{}\"}}]", "x".repeat(3_000_000));
    assert!(matches!(read(&[("long", long.into_bytes())]), Err(BadFile::LongRow(_))));
    let deep = format!("[{}", "[".repeat(400_000));
    assert!(read(&[("deep", deep.into_bytes())]).is_err());
}
