//! The index against one that reads everything again, and against what it should say.

use super::line_tests::stored;
use super::*;
use crate::collection::{GroupKind, Grouping, ListItemKey, Sort, Within};
use vitrine_ledger::{
    CardRef, ConflictKind, Currency, Entry, Location, LocationKind, Method, Money, NewLot, NewSale, Place, Portfolio,
};
use vitrine_sync::{ClientId, Stamp, Version, Versions};

pub(super) type Records = BTreeMap<Key, Record>;

pub(super) fn entry(name: &str) -> Record {
    let card = CardRef { game: "pokemon".into(), name: name.into(), ..CardRef::default() };
    Record::Entry(Box::new(Stored { value: Entry::new(card), alive: true, versions: Versions::new(Version::NONE) }))
}

pub(super) fn lot(entry: u128, quantity: i64, cost: Option<i64>) -> Record {
    let cost = cost.map(|minor| Money::new(minor, Currency::USD));
    let value = NewLot { quantity, cost, ..NewLot::default() }.lot(Uuid::from_u128(entry));
    Record::Lot(Stored { value, alive: true, versions: Versions::new(Version::NONE) })
}

pub(super) fn sale(entry: u128, quantity: i64, alive: bool) -> Record {
    let value = NewSale { entry: Uuid::from_u128(entry), quantity, ..NewSale::default() }.sale();
    Record::Sale(Box::new(Stored { value, alive, versions: Versions::new(Version::NONE) }))
}

pub(super) fn key_entry(id: u128) -> Key {
    Key::entry(Uuid::from_u128(id))
}

pub(super) fn key_lot(id: u128) -> Key {
    Key::lot(Uuid::from_u128(id))
}

pub(super) fn key_sale(id: u128) -> Key {
    Key::sale(Uuid::from_u128(id))
}

pub(super) fn rebuilt(records: &Records, query: &Query) -> Index {
    let mut index = Index::default();
    index.ask(query);
    index.rebuild(|put| records.iter().for_each(|(key, record)| put(key, record)));
    index
}

pub(super) fn refresh(index: &mut Index, records: &Records, keys: &[Key]) {
    index.refresh(keys.iter().copied(), &|key, look| {
        if let Some(record) = records.get(key) {
            look(record);
        }
    });
}

pub(super) fn names(index: &Index) -> Vec<&str> {
    index.order().iter().map(|row| row.name.as_str()).collect()
}

pub(super) fn same(a: &Index, b: &Index) {
    assert_eq!(names(a), names(b));
    assert_eq!(a.sums(), b.sums());
    assert_eq!(a.facets(), b.facets());
    assert_eq!(a.rows, b.rows);
    assert_eq!((&a.oversold, &a.conflicts), (&b.oversold, &b.conflicts));
    assert_eq!(a.worth(), b.worth());
    assert_eq!(a.groups, b.groups);
    assert_eq!(a.sections, b.sections);
    let keys = |index: &Index| index.slice(0, usize::MAX).iter().map(ListItem::key).collect::<Vec<_>>();
    assert_eq!(keys(a), keys(b));
}

#[test]
fn what_changed_bit_by_bit_is_what_one_would_read_again() {
    let query = Query { sort: Sort::Quantity, descending: true, ..Query::default() };
    let mut records = Records::new();
    let mut index = rebuilt(&records, &query);
    let steps: [(Key, Option<Record>); 14] = [
        (key_entry(1), Some(entry("Pikachu"))),
        (key_lot(10), Some(lot(1, 2, Some(500)))),
        (key_entry(2), Some(entry("Abra"))),
        (key_lot(20), Some(lot(2, 5, None))),
        (key_sale(30), Some(sale(1, 1, true))),
        (key_sale(31), Some(sale(2, 6, true))),
        (key_lot(10), Some(lot(1, 9, Some(500)))),
        (key_lot(11), Some(lot(1, 1, None))),
        (key_sale(32), Some(sale(1, 9, true))),
        (key_sale(31), Some(sale(2, 6, false))),
        (key_entry(2), Some(entry("Zubat"))),
        (key_lot(11), Some(lot(1, -2, Some(300)))),
        (key_lot(20), None),
        (key_entry(1), None),
    ];
    for (key, record) in steps {
        match record {
            Some(record) => records.insert(key, record),
            None => records.remove(&key),
        };
        refresh(&mut index, &records, &[key]);
        same(&index, &rebuilt(&records, &query));
        assert_eq!(
            *index.sums(),
            vitrine_ledger::totals::totals(&records, Method::default(), vitrine_ledger::ReportingCurrency::Native),
            "as the ledger adds up"
        );
    }
}

#[test]
fn sold_copies_are_not_held_and_a_reversed_sale_gives_them_back() {
    let mut records = Records::from([
        (key_entry(1), entry("Mew")),
        (key_lot(10), lot(1, 2, Some(100))),
        (key_lot(11), lot(1, 1, None)),
    ]);
    let mut index = rebuilt(&records, &Query::default());
    let mut step = |key, record| {
        records.insert(key, record);
        refresh(&mut index, &records, &[key]);
        let row = index.row(Uuid::from_u128(1)).unwrap();
        (row.quantity, row.costs.clone(), row.unknown, row.lots.iter().map(|lot| lot.left).collect::<Vec<_>>())
    };
    let usd = |minor| vec![Money::new(minor, Currency::USD)];
    assert_eq!(step(key_sale(30), sale(1, 1, true)), (2, usd(100), 1, vec![1, 1]));
    assert_eq!(step(key_sale(31), sale(1, 2, true)), (0, Vec::new(), 0, vec![0, 0]));
    assert_eq!(step(key_sale(32), sale(1, 1, true)), (-1, Vec::new(), 0, vec![0, 0]));
    assert_eq!(step(key_sale(32), sale(1, 1, false)).0, 0);
    assert_eq!(step(key_sale(31), sale(1, 2, false)), (2, usd(100), 1, vec![1, 1]));
    assert_eq!(step(key_sale(30), sale(1, 1, false)), (3, usd(200), 1, vec![2, 1]));
}

fn conflict(entry: u128, alive: bool) -> Record {
    let value = Conflict {
        kind: ConflictKind::Overwritten,
        of: key_entry(entry),
        entry: Uuid::from_u128(entry),
        field: "notes".into(),
        lost: "a".into(),
        kept: "b".into(),
        stamp: Stamp::at(1),
        client: ClientId(Uuid::nil()),
    };
    Record::Conflict(Stored { value, alive, versions: Versions::new(Version::NONE) })
}

/// An addition that the server refuses is taken back: the record was never there, and no tombstone says so.
#[test]
fn what_vanishes_from_the_view_leaves_the_index_at_once() {
    let stored = |name: &str| Portfolio { name: name.into(), about: String::new() };
    let portfolio = Record::Portfolio(Box::new(Stored {
        value: stored("Keep"),
        alive: true,
        versions: Versions::new(Version::NONE),
    }));
    let location = Record::Location(Box::new(Stored {
        value: Location { name: "Box".into(), kind: LocationKind::Box, about: String::new() },
        alive: true,
        versions: Versions::new(Version::NONE),
    }));
    let key_conflict = Key::conflict(Uuid::from_u128(40));
    let (shelf, album) = (Key::location(Uuid::from_u128(100)), Key::portfolio(Uuid::from_u128(200)));
    let all = [(shelf, location), (album, portfolio), (key_conflict, conflict(1, true)), (key_entry(1), entry("Mew"))];
    let mut records = Records::from(all);
    let mut index = rebuilt(&records, &Query::default());
    assert_eq!(index.undecided(), 1);
    for key in [shelf, album, key_conflict] {
        records.remove(&key);
        refresh(&mut index, &records, &[key]);
        same(&index, &rebuilt(&records, &Query::default()));
    }
    assert!(index.groups().find(GroupKind::Portfolio, "Keep").is_none());
    assert!(index.groups().find(GroupKind::Location, "Box").is_none());
    assert_eq!(index.undecided(), 0);
}

#[test]
fn what_waits_for_a_decision_is_counted_for_living_cards_and_named_in_order() {
    let key_conflict = |id| Key::conflict(Uuid::from_u128(id));
    let mut records = Records::from([(key_entry(1), entry("Mew")), (key_entry(2), entry("Abra"))]);
    let mut index = rebuilt(&records, &Query::default());
    let mut step = |key, record| {
        records.insert(key, record);
        refresh(&mut index, &records, &[key]);
        same(&index, &rebuilt(&records, &Query::default()));
        let open = index.open_conflicts().iter().map(|(row, id)| (row.name.clone(), id.as_u128())).collect::<Vec<_>>();
        (open, index.oversold().len(), index.undecided())
    };
    step(key_conflict(40), conflict(1, true));
    let (open, ..) = step(key_conflict(41), conflict(2, true));
    assert_eq!(open, [("Abra".to_owned(), 41), ("Mew".to_owned(), 40)]);
    let (_, oversold, undecided) = step(key_sale(30), sale(1, 1, true));
    assert_eq!((oversold, undecided), (1, 3));
    assert_eq!(step(key_conflict(41), conflict(2, false)).2, 2, "settled");
    let Record::Entry(mut gone) = entry("Mew") else { panic!("an entry") };
    gone.alive = false;
    assert_eq!(step(key_entry(1), Record::Entry(gone)), (Vec::new(), 0, 0), "nobody has to decide about it");
    assert_eq!(step(key_entry(1), entry("Mew")).2, 2);
}

#[test]
fn a_deleted_entry_counts_nowhere_and_comes_back_with_its_lots() {
    let mut records = Records::from([(key_entry(1), entry("Mew")), (key_lot(10), lot(1, 3, Some(100)))]);
    let mut index = rebuilt(&records, &Query::default());
    assert_eq!(index.sums().cost, BTreeMap::from([(Currency::USD, 300)]));
    let Some(Record::Entry(stored)) = records.get_mut(&key_entry(1)) else { panic!("an entry") };
    stored.alive = false;
    refresh(&mut index, &records, &[key_entry(1)]);
    assert_eq!(*index.sums(), Totals::default());
    records.insert(key_entry(1), entry("Mew"));
    refresh(&mut index, &records, &[key_entry(1)]);
    assert_eq!(index.sums().cards, 3);
}

#[test]
fn a_search_finds_every_word_and_an_edit_moves_a_row_out_of_what_is_shown() {
    let mut records = Records::from([(key_entry(1), entry("Dark Charizard")), (key_entry(2), entry("Charmander"))]);
    let mut index = rebuilt(&records, &Query::default());
    assert!(index.ask(&Query { search: "CHAR dark".into(), ..Query::default() }));
    assert_eq!(names(&index), ["Dark Charizard"]);
    records.insert(key_entry(1), entry("Dark Blastoise"));
    refresh(&mut index, &records, &[key_entry(1)]);
    assert!(names(&index).is_empty());
    assert!(index.ask(&Query::default()));
    assert_eq!(names(&index), ["Charmander", "Dark Blastoise"]);
}

#[test]
fn typing_letter_by_letter_finds_what_the_whole_text_finds() {
    let named = ["Abra", "Kadabra", "Abra Kadabra", "Mew", "abbey road", "Bra"];
    let records: Records = (1..).zip(named).map(|(id, name)| (key_entry(id), entry(name))).collect();
    let mut index = rebuilt(&records, &Query::default());
    for text in ["abra kad", "mew", " b", "bra  ab", "q"] {
        let ends = (0..=text.len()).chain((0..text.len()).rev());
        for end in ends {
            let query = Query { search: text[..end].to_owned(), ..Query::default() };
            index.ask(&query);
            same(&index, &rebuilt(&records, &query));
        }
    }
    // Another filter at once is no narrowing.
    index.ask(&Query { search: "a".into(), game: "mtg".into(), ..Query::default() });
    assert!(names(&index).is_empty());
    index.ask(&Query { search: "ab".into(), ..Query::default() });
    assert_eq!(names(&index).len(), 4);
}

#[test]
fn what_the_server_confirms_leaves_the_rows_as_they_are() {
    let records = Records::from([(key_entry(1), entry("Mew")), (key_lot(10), lot(1, 3, Some(100)))]);
    let mut index = rebuilt(&records, &Query::default());
    let before = index.row(Uuid::from_u128(1)).unwrap();
    refresh(&mut index, &records, &[key_entry(1), key_lot(10), key_entry(2)]);
    assert!(Arc::ptr_eq(&before, &index.row(Uuid::from_u128(1)).unwrap()), "nothing to draw again");
    same(&index, &rebuilt(&records, &Query::default()));
}

#[test]
fn many_changes_at_once_are_sorted_once_and_end_the_same() {
    let mut records = Records::new();
    let mut index = rebuilt(&records, &Query::default());
    let keys: Vec<Key> = (1..=FEW as u128 + 50).map(key_entry).collect();
    for (i, key) in keys.iter().enumerate() {
        records.insert(*key, entry(&format!("Card {}", 1_000 - i)));
    }
    refresh(&mut index, &records, &keys);
    same(&index, &rebuilt(&records, &Query::default()));
    assert_eq!(names(&index)[0], "Card 551");
}

#[test]
fn a_card_is_found_by_the_name_of_its_location_also_after_that_was_renamed() {
    let place = Some(Place::within(Uuid::from_u128(5)));
    let card = CardRef { game: "mtg".into(), name: "Forest".into(), ..CardRef::default() };
    let location = |name: &str, alive| {
        let value = Location { name: name.into(), kind: LocationKind::Binder, about: String::new() };
        Record::Location(Box::new(stored(value, alive)))
    };
    let shelf = Key::location(Uuid::from_u128(5));
    let forest = Record::Entry(Box::new(stored(Entry { place, ..Entry::new(card) }, true)));
    let mut records = Records::from([(key_entry(1), forest), (shelf, location("Blue binder", true))]);
    let mut index = rebuilt(&records, &Query { search: "blue".into(), ..Query::default() });
    assert_eq!(names(&index), ["Forest"]);
    records.insert(shelf, location("Red binder", true));
    refresh(&mut index, &records, &[shelf]);
    assert!(names(&index).is_empty());
    index.ask(&Query { search: "red forest".into(), group: Grouping::Location, ..Query::default() });
    assert_eq!(names(&index), ["Forest"]);
    records.insert(shelf, location("Red binder", false));
    refresh(&mut index, &records, &[shelf]);
    index.ask(&Query { location: Within::Nowhere, group: Grouping::Location, ..Query::default() });
    assert_eq!(names(&index), ["Forest"], "the location went, the card stayed");
    assert_eq!(index.slice(0, 1)[0].key(), ListItemKey::Heading(SectionKey::Group(GroupKind::Location, None)));
}

#[test]
fn report_a2_the_search_finds_names_however_they_are_written() {
    let names = [
        "Éowyn, Shieldmaiden",
        "Palantír of Orthanc",
        "Lórien Revealed",
        "Flabébé",
        "Flabe\u{301}be\u{301}",
        "Farfetch’d",
        "Æther Vial",
        "Pokémon Trader",
    ];
    let mut records = Records::new();
    for (n, name) in (0..).zip(names) {
        let entry = Entry::new(CardRef { name: name.into(), set_name: "Café".into(), ..CardRef::default() });
        let stored = Stored { value: entry, alive: true, versions: Versions::new(Version::NONE) };
        records.insert(Key::entry(Uuid::from_u128(n)), Record::Entry(Box::new(stored)));
    }
    let found = |search: &str| {
        let query = Query { search: search.into(), ..Query::default() };
        rebuilt(&records, &query).order().iter().map(|row| row.id.as_u128() as usize).collect::<BTreeSet<_>>()
    };
    for (search, at) in [
        ("eowyn", &[0][..]),
        ("palantir", &[1]),
        ("lorien", &[2]),
        ("flabebe", &[3, 4]),
        ("flabébé", &[3, 4]),
        ("flabe\u{301}be\u{301}", &[3, 4]),
        ("farfetch'd", &[5]),
        ("aether cafe", &[6]),
        ("pokemon", &[7]),
    ] {
        assert_eq!(found(search), at.iter().copied().collect(), "{search}");
    }
}
