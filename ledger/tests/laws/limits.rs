//! Bad input is refused with the field it concerns, at intent and again where it is applied.

use vitrine_ledger::*;
use vitrine_sync::{Model, Seq};

use crate::some::{entry_id, lot_id};
use crate::world::{By, World};

fn holding(change: impl Fn(&mut NewHolding)) -> Mutation {
    let card = CardRef { game: "mtg".to_owned(), name: "Opt".to_owned(), ..CardRef::default() };
    let lot = NewLot { id: lot_id(0, 0), quantity: 1, ..NewLot::default() };
    let mut holding = NewHolding { id: entry_id(0), entry: Entry::new(card), lots: vec![lot] };
    change(&mut holding);
    Mutation::add(holding)
}

/// Refused by the form's check and by a server that trusts no form, for the same reason.
fn refused(mutation: &Mutation) -> Rejection {
    let world = World::default();
    let by = By { client: 1, ms: 1, saw: 0 };
    let rejection = Domain::check(mutation, &world).unwrap_err();
    assert_eq!(Domain::apply(mutation, &world, &by.author(Seq(1))).unwrap_err(), rejection);
    rejection
}

fn too_long(field: &str, max: usize) -> Rejection {
    Rejection::TooLong { field: field.to_owned(), max }
}

#[test]
fn texts_must_fit_and_a_card_must_have_a_name() {
    let empty = Rejection::Empty { field: "name".to_owned() };
    assert_eq!(refused(&holding(|h| h.entry.card.name = "  ".to_owned())), empty);
    assert_eq!(refused(&holding(|h| h.entry.card.name = "é".repeat(201))), too_long("name", limits::TEXT));
    assert_eq!(refused(&holding(|h| h.entry.notes = "n".repeat(5_001))), too_long("notes", limits::NOTES));
    assert_eq!(refused(&holding(|h| h.entry.tags = Tags::new(["t".repeat(51)]))), too_long("tags", limits::TAG));
    // Characters count, not bytes.
    let long_enough = holding(|h| h.entry.card.name = "é".repeat(200));
    assert_eq!(Domain::check(&long_enough, &World::default()), Ok(()));
}

#[test]
fn amounts_must_be_ones_that_exist() {
    let cost = |minor, code: &str| holding(|h| h.lots[0].cost = Some(Money::new(minor, code.parse().unwrap())));
    assert_eq!(refused(&cost(5, "XXQ")), Rejection::BadCurrency { currency: "XXQ".to_owned() });
    assert_eq!(refused(&cost(-1, "USD")), Rejection::BadCost { max: limits::COST });
    assert_eq!(refused(&cost(i64::MAX, "USD")), Rejection::BadCost { max: limits::COST });
    let fees = |minor, code: &str| holding(|h| h.lots[0].fees = Some(Money::new(minor, code.parse().unwrap())));
    assert_eq!(refused(&fees(-1, "USD")), Rejection::BadAmount { field: "fees".to_owned(), max: limits::COST });
    assert_eq!(refused(&fees(1, "XXQ")), Rejection::BadCurrency { currency: "XXQ".to_owned() });
    let mixed = holding(|h| {
        h.lots[0].cost = Some(Money::new(5, Currency::USD));
        h.lots[0].tax = Some(Money::new(5, Currency::EUR));
    });
    assert_eq!(refused(&mixed), Rejection::SeveralCurrencies);
    for quantity in [0, -1, i64::MIN, limits::QUANTITY + 1] {
        let bad = holding(|h| h.lots[0].quantity = quantity);
        assert_eq!(refused(&bad), Rejection::BadQuantity { max: limits::QUANTITY });
    }
    let old = holding(|h| h.lots[0].acquired = Date::new(1066, 10, 14));
    assert_eq!(refused(&old), Rejection::BadDate { field: "acquired".to_owned() });
}

#[test]
fn a_mutation_is_about_something_and_not_about_too_much() {
    assert_eq!(refused(&Mutation::Add { holdings: Vec::new() }), Rejection::Nothing);
    assert_eq!(refused(&Mutation::EditEntry { id: entry_id(0), patch: EntryPatch::default() }), Rejection::Nothing);
    assert_eq!(refused(&Mutation::Adjust { entry: entry_id(0), lot: lot_id(0, 0), by: 0 }), Rejection::Nothing);
    assert_eq!(refused(&Mutation::Delete(Records::default())), Rejection::Nothing);
    let Mutation::Add { holdings } = holding(|_| ()) else { unreachable!("an add") };
    let many = Mutation::Add { holdings: holdings.iter().cycle().take(501).cloned().collect() };
    assert_eq!(refused(&many), Rejection::TooMany { field: "holdings".to_owned(), max: limits::HOLDINGS });
    let Mutation::Add { holdings } = holding(|h| h.entry.notes = "n".repeat(4_000)) else { unreachable!("an add") };
    let heavy = Mutation::Add { holdings: holdings.iter().cycle().take(60).cloned().collect() };
    let too_large = Rejection::TooLarge { max: limits::MUTATION_BYTES };
    assert_eq!(Domain::check(&heavy, &World::default()), Err(too_large));
}

#[test]
fn an_edit_does_not_make_two_currencies_of_one_lot_but_need_not_mend_what_merging_made() {
    let eur = |minor| Some(Some(Money::new(minor, Currency::EUR)));
    let edit = |patch| Mutation::EditLot { entry: entry_id(0), id: lot_id(0, 0), patch };
    let mut world = World::default();
    world.must(&holding(|h| h.lots[0].cost = Some(Money::new(5, Currency::USD))));
    let fees = edit(LotPatch { fees: eur(1), ..LotPatch::default() });
    assert_eq!(Domain::check(&fees, &world), Err(Rejection::SeveralCurrencies));
    assert_eq!(Domain::check(&edit(LotPatch { fees: eur(1), cost: eur(5), ..LotPatch::default() }), &world), Ok(()));
    // Two people, unseen: one corrects the currency, the other adds fees in the old one.
    world.must(&fees);
    let source = LotPatch { source: Some("Ada".to_owned()), ..LotPatch::default() };
    assert_eq!(Domain::check(&edit(source), &world), Ok(()));
}

#[test]
fn a_sale_is_of_something_for_amounts_that_exist() {
    let sale = |change: &dyn Fn(&mut NewSale)| {
        let mut sale = NewSale { id: lot_id(0, 5), entry: entry_id(0), quantity: 1, ..NewSale::default() };
        change(&mut sale);
        Mutation::sell(vec![sale], [])
    };
    let usd = |minor| Some(Money::new(minor, Currency::USD));
    assert_eq!(refused(&Mutation::sell(Vec::new(), [])), Rejection::Nothing);
    assert_eq!(refused(&Mutation::ReverseSale { sales: Vec::new() }), Rejection::Nothing);
    assert_eq!(refused(&sale(&|sale| sale.quantity = 0)), Rejection::BadQuantity { max: limits::QUANTITY });
    let amount = |field: &str| Rejection::BadAmount { field: field.to_owned(), max: limits::COST };
    assert_eq!(refused(&sale(&|sale| sale.gross = usd(-1))), amount("gross"));
    assert_eq!(refused(&sale(&|sale| sale.tax = usd(i64::MAX))), amount("tax"));
    let mixed = sale(&|sale| (sale.gross, sale.fees) = (usd(5), Some(Money::new(1, Currency::EUR))));
    assert_eq!(refused(&mixed), Rejection::SeveralCurrencies);
    let old = sale(&|sale| sale.date = Date::new(1066, 10, 14));
    assert_eq!(refused(&old), Rejection::BadDate { field: "date".to_owned() });
    assert_eq!(refused(&sale(&|sale| sale.buyer = "b".repeat(201))), too_long("buyer", limits::TEXT));
    assert_eq!(refused(&sale(&|sale| sale.note = "n".repeat(5_001))), too_long("note", limits::NOTES));
    let twice = Taken { lot: lot_id(0, 0), copies: 1 };
    let named_twice = sale(&|sale| (sale.quantity, sale.lots) = (2, vec![twice, twice]));
    assert_eq!(refused(&named_twice), Rejection::WrongLots { quantity: 2 });
}
