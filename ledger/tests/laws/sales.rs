//! Sales: booked and reversed, never edited; refused when they cannot be; kept when merging makes them impossible.

use proptest::prelude::*;
use uuid::Uuid;
use vitrine_ledger::*;
use vitrine_sync::{MergeResult, Model};

use crate::some::{entry_id, lot_id, sale_id};
use crate::world::{By, World};

/// An entry with one lot of `quantity` copies, and another entry like it.
fn start(quantity: i64) -> World {
    let card = CardRef { game: "mtg".to_owned(), name: "Black Lotus".to_owned(), ..CardRef::default() };
    let holding = |i| NewHolding {
        id: entry_id(i),
        entry: Entry::new(card.clone()),
        lots: vec![NewLot { id: lot_id(i, 0), quantity, ..NewLot::default() }],
    };
    let mut world = World::default();
    world.must(&Mutation::Add { holdings: vec![holding(0), holding(1)] });
    world
}

fn sale(i: u128, j: u128, quantity: i64) -> NewSale {
    let gross = Some(Money::new(1_000, Currency::USD));
    NewSale { id: sale_id(i, j), entry: entry_id(i), quantity, gross, ..NewSale::default() }
}

/// By somebody who sees everything.
fn sell(world: &World, sales: &[NewSale]) -> Mutation {
    Mutation::sell(sales.to_vec(), world.records.keys().copied())
}

fn reverse(j: u128) -> Mutation {
    Mutation::ReverseSale { sales: vec![SaleOf { entry: entry_id(0), sale: sale_id(0, j) }] }
}

fn stands(world: &World, j: u128) -> bool {
    world.records[&Key::sale(sale_id(0, j))].alive()
}

fn note(text: &str) -> Mutation {
    let patch = SalePatch { note: Some(text.to_owned()), ..SalePatch::default() };
    Mutation::EditSale { entry: entry_id(0), id: sale_id(0, 0), patch }
}

/// Of more lots than a mutation can name the number is said.
#[test]
fn an_entry_with_five_thousand_lots_is_sold_edited_deleted_and_all_of_it_undone() {
    let mut world = start(1);
    for j in 1..5_000 {
        let lot = NewLot { id: lot_id(0, j), quantity: 1, ..NewLot::default() };
        world.must(&Mutation::AddLot { entry: entry_id(0), lot });
    }
    let sell = |world: &World, sale: NewSale| {
        let lots: Vec<Uuid> = (0..5_000).map(|j| lot_id(0, j)).collect();
        let living = |(key, record): (&Key, &Record)| match record {
            Record::Sale(sale) if sale.alive => Some((key.id, sale.value.clone())),
            _ => None,
        };
        let sales: Vec<(Uuid, Sale)> = world.records.iter().filter_map(living).collect();
        let held = 5_000 - sales.iter().map(|(_, sale)| sale.quantity).sum::<i64>();
        let there: Vec<(Uuid, &Sale)> = sales.iter().map(|(id, sale)| (*id, sale)).collect();
        let seen = Seen::of(entry_id(0), held, lots.into_iter(), there.into_iter(), &sale.lots);
        Mutation::sell_of(vec![sale], vec![seen])
    };
    let from = |j: u128, copies| NewSale { lots: vec![Taken { lot: lot_id(0, 4_000), copies }], ..sale(0, j, copies) };
    let first = sell(&world, from(0, 1));
    assert!(first.touches().len() < 10, "what is not taken from is not named");
    assert_eq!(Domain::check(&first, &world), Ok(()));
    let back = world.must(&first).inverse.unwrap();
    assert_eq!(
        Domain::check(&sell(&world, from(1, 1)), &world),
        Err(Rejection::WrongLots { quantity: 1 }),
        "the sale that took the copy is among what is named"
    );
    let all = Domain::check(&sell(&world, sale(0, 1, 5_000)), &world);
    assert_eq!(all, Err(Rejection::NotHeld { entry: entry_id(0), held: 4_999 }));
    assert_eq!(Domain::check(&sell(&world, sale(0, 1, 4_999)), &world), Ok(()));

    let patch = LotPatch { quantity: Some(2), ..LotPatch::default() };
    let edit = Mutation::EditLot { entry: entry_id(0), id: lot_id(0, 4_999), patch };
    let edited = world.must(&edit).inverse.unwrap();
    let deleted = world.must(&Mutation::delete(entry_id(0))).inverse.unwrap();
    for undo in [deleted, edited, back] {
        assert_eq!(Domain::check(&undo, &world), Ok(()));
        world.must(&undo);
    }
    assert!(world.records[&Key::entry(entry_id(0))].alive() && !stands(&world, 0));
}

#[test]
fn nobody_sells_more_than_he_sees_and_is_told_how_many_there_are() {
    let mut world = start(3);
    let refused = |held| Err(Rejection::NotHeld { entry: entry_id(0), held });
    assert_eq!(Domain::check(&sell(&world, &[sale(0, 0, 4)]), &world), refused(3));
    assert_eq!(Domain::check(&sell(&world, &[sale(0, 0, 3)]), &world), Ok(()));
    world.must(&sell(&world, &[sale(0, 0, 2)]));
    assert_eq!(Domain::check(&sell(&world, &[sale(0, 1, 2)]), &world), refused(1));
    // Two sales of one action are counted together.
    assert_eq!(Domain::check(&sell(&world, &[sale(0, 1, 1), sale(0, 2, 1)]), &world), refused(1));
    world.must(&reverse(0));
    assert_eq!(Domain::check(&sell(&world, &[sale(0, 1, 3)]), &world), Ok(()));
    // What nobody names is not counted.
    assert_eq!(Domain::check(&Mutation::sell(vec![sale(0, 1, 1)], []), &world), refused(0));
    world.must(&Mutation::Delete([Key::lot(lot_id(0, 0))].into_iter().collect()));
    assert_eq!(Domain::check(&sell(&world, &[sale(0, 1, 1)]), &world), refused(0));
}

#[test]
fn the_lots_a_sale_names_have_the_copies_and_are_of_the_entry() {
    let world = start(2);
    let of = |lot, copies, quantity| NewSale { lots: vec![Taken { lot, copies }], ..sale(0, 0, quantity) };
    let check = |sale: NewSale| Domain::check(&sell(&world, &[sale]), &world);
    let wrong = |quantity| Err(Rejection::WrongLots { quantity });
    assert_eq!(check(of(lot_id(0, 0), 2, 2)), Ok(()));
    assert_eq!(check(of(lot_id(0, 0), 1, 2)), wrong(2), "the copies add up to those sold");
    assert_eq!(check(of(lot_id(0, 0), 0, 1)), wrong(1));
    assert_eq!(check(of(lot_id(1, 0), 1, 1)), Err(Rejection::WrongEntry { key: Key::lot(lot_id(1, 0)) }));
    assert_eq!(check(of(lot_id(0, 1), 1, 1)), Err(Rejection::Gone { key: Key::lot(lot_id(0, 1)) }));
    let mut more = world.clone();
    more.must(&Mutation::AddLot {
        entry: entry_id(0),
        lot: NewLot { id: lot_id(0, 1), quantity: 5, ..NewLot::default() },
    });
    more.must(&sell(&more, &[of(lot_id(0, 0), 2, 2)]));
    let again = NewSale { id: sale_id(0, 1), ..of(lot_id(0, 0), 1, 1) };
    assert_eq!(Domain::check(&sell(&more, &[again]), &more), wrong(1), "that lot is sold out, another is not");
}

#[test]
fn two_offline_sales_of_the_last_copy_are_both_kept_until_one_is_reversed() {
    let mut world = start(1);
    let seen = world.clone();
    world.send(By { client: 1, ms: 5, saw: 1 }, &sell(&seen, &[sale(0, 0, 1)])).unwrap();
    let second = world.send(By { client: 2, ms: 6, saw: 1 }, &sell(&seen, &[sale(0, 1, 1)])).unwrap();
    assert_eq!(second.merge_result, MergeResult::Applied);
    assert!(stands(&world, 0) && stands(&world, 1));
    let refused = Domain::check(&sell(&world, &[sale(0, 2, 1)]), &world);
    assert_eq!(refused, Err(Rejection::NotHeld { entry: entry_id(0), held: -1 }));
    let held = |world: &World| basis::holdings(&world.records)[&entry_id(0)].held();
    assert_eq!(held(&world), -1);
    world.must(&reverse(1));
    assert_eq!(held(&world), 0);
    assert!(stands(&world, 0) && !stands(&world, 1));
}

#[test]
fn several_sales_are_one_action_applied_undone_and_refused_as_a_whole() {
    let mut world = start(1);
    let before = world.clone();
    // The second entry has only one copy: nothing of the first is sold either.
    let too_many = sell(&world, &[sale(0, 0, 1), sale(1, 0, 2)]);
    assert_eq!(Domain::check(&too_many, &world), Err(Rejection::NotHeld { entry: entry_id(1), held: 1 }));
    let gone = sell(&world, &[sale(0, 0, 1), sale(7, 0, 1)]);
    assert!(world.send(By { client: 1, ms: 1, saw: 1 }, &gone).is_err());
    assert_eq!(world, before);
    let effect = world.must(&sell(&before, &[sale(0, 0, 1), sale(1, 0, 1)]));
    world.must(&effect.inverse.unwrap());
    assert!(world.records.iter().filter(|(key, _)| key.kind == Kind::Sale).all(|(_, sale)| !sale.alive()));
    assert!(world.records.iter().filter(|(key, _)| key.kind != Kind::Sale).all(|(_, record)| record.alive()));
}

#[test]
fn a_sale_is_reversed_once_and_undoing_the_reversal_books_it_again() {
    let mut world = start(1);
    world.must(&sell(&world, &[sale(0, 0, 1)]));
    assert_eq!(Domain::check(&reverse(0), &world), Ok(()));
    let effect = world.must(&reverse(0));
    assert_eq!(Domain::check(&reverse(0), &world), Err(Rejection::Nothing));
    world.must(&effect.inverse.unwrap());
    assert!(stands(&world, 0));
    let stranger = Mutation::ReverseSale { sales: vec![SaleOf { entry: entry_id(1), sale: sale_id(0, 0) }] };
    let wrong = Rejection::WrongEntry { key: Key::sale(sale_id(0, 0)) };
    assert_eq!(Domain::check(&stranger, &world), Err(wrong.clone()));
    assert_eq!(world.send(By { client: 1, ms: 1, saw: 2 }, &stranger).unwrap_err(), wrong);
}

#[test]
fn words_about_a_reversed_sale_do_not_bring_it_back_nor_does_taking_them_back() {
    let mut world = start(1);
    world.must(&sell(&world, &[sale(0, 0, 1)]));
    let noted = world.must(&note("paid in cash"));
    world.must(&reverse(0));
    world.must(&note("the buyer sent it back"));
    assert!(!stands(&world, 0));
    world.must(&noted.inverse.unwrap());
    assert!(!stands(&world, 0));
    assert_eq!(world.records[&Key::sale(sale_id(0, 0))].as_sale().unwrap().value.note, "");
}

#[test]
fn selling_the_last_copy_leaves_the_entry_and_selling_of_a_deleted_one_brings_it_back() {
    let mut world = start(1);
    let sold = sell(&world, &[sale(0, 0, 1)]);
    world.must(&sold);
    assert!(world.records[&Key::entry(entry_id(0))].alive());
    world.must(&Mutation::delete(entry_id(0)));
    world.must(&reverse(0));
    assert!(world.records[&Key::entry(entry_id(0))].alive());
}

#[test]
fn a_correction_of_what_came_below_what_was_sold_shows_as_sold_twice_and_closes_by_itself() {
    let mut world = start(2);
    world.must(&sell(&world, &[sale(0, 0, 2)]));
    let short = |world: &World| basis::holdings(&world.records)[&entry_id(0)].oversold();
    let correct = |by| Mutation::Adjust { entry: entry_id(0), lot: lot_id(0, 0), by };
    assert_eq!(short(&world), None);
    world.must(&correct(-1));
    assert_eq!(short(&world), Some(1));
    assert!(world.open_conflicts().is_empty(), "it follows from the books: no record says it");
    world.must(&correct(1));
    assert_eq!(short(&world), None);
    world.must(&Mutation::Delete([Key::lot(lot_id(0, 0))].into_iter().collect()));
    assert_eq!(short(&world), Some(2));
    world.must(&reverse(0));
    assert_eq!(short(&world), None);
}

proptest! {
    /// What one device sells and another deletes: the later wins for the entry, and the sale is kept in any case.
    #[test]
    fn a_sale_and_a_deletion_end_the_same_in_both_orders(ms_sale in 0_u64..9, ms_delete in 0_u64..9) {
        prop_assume!(ms_sale != ms_delete);
        let (seller, deleter) = (By { client: 1, ms: ms_sale, saw: 1 }, By { client: 2, ms: ms_delete, saw: 1 });
        let (mut ab, mut ba) = (start(1), start(1));
        let (sold, deleted) = (sell(&ab, &[sale(0, 0, 1)]), Mutation::delete(entry_id(0)));
        ab.send(seller, &sold).unwrap();
        ab.send(deleter, &deleted).unwrap();
        ba.send(deleter, &deleted).unwrap();
        ba.send(seller, &sold).unwrap();
        prop_assert_eq!(ab.seen(), ba.seen());
        prop_assert!(stands(&ab, 0));
        prop_assert_eq!(ab.records[&Key::entry(entry_id(0))].alive(), ms_sale > ms_delete);
    }

    /// Reversed on one device, noted on another: reversed, with the note.
    #[test]
    fn a_reversal_stands_whatever_is_written_about_the_sale(ms_note in 0_u64..9, first in any::<bool>()) {
        let mut world = start(1);
        world.must(&sell(&world, &[sale(0, 0, 1)]));
        let (a, b) = (By { client: 1, ms: 4, saw: 2 }, By { client: 2, ms: ms_note, saw: 2 });
        let order = if first { [(a, reverse(0)), (b, note("n"))] } else { [(b, note("n")), (a, reverse(0))] };
        for (by, mutation) in order {
            world.send(by, &mutation).unwrap();
        }
        prop_assert!(!stands(&world, 0));
        prop_assert_eq!(&world.records[&Key::sale(sale_id(0, 0))].as_sale().unwrap().value.note, "n");
    }
}
