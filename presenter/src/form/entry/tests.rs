//! What somebody types into an entry's form, and what becomes of it.

use super::*;
use vitrine_ledger::{Currency, Key, LocationKind, Money, Record, Stored};
use vitrine_sync::{Version, Versions};

const BINDER: Uuid = Uuid::from_u128(5);
const FRESH: Fresh = Fresh { portfolio: Uuid::from_u128(90), location: Uuid::from_u128(91), today: None };

fn entry() -> Entry {
    let card =
        CardRef { game: "pokemon".into(), name: "Charizard".into(), rarity: "Rare".into(), ..CardRef::default() };
    let subs = SubGrades { corners: "9.5".into(), ..SubGrades::default() };
    let grade = Grade { company: "BGS".into(), value: "10".into(), label: "Pristine".into(), cert: "1".into(), subs };
    let price = Money::new(12_000, Currency::EUR);
    Entry {
        condition: Some(Condition::new("tcg", "NM")),
        tags: Tags::new(["grail"]),
        grade: Some(grade),
        place: Some(Place { location: BINDER, page: "12".into(), slot: "3".into() }),
        flags: Tags::new(["signed", "stamped"]),
        for_trade: 2,
        price: Some(PriceOverride { price, date: Date::new(2026, 1, 2).unwrap(), reason: "auction".into() }),
        ..Entry::new(card)
    }
}

fn groups(name: &str, alive: bool) -> Groups {
    let value = Location { name: name.into(), kind: LocationKind::Binder, about: String::new() };
    let versions = Versions::new(Version::NONE);
    Groups::of([(Key::location(BINDER), Record::Location(Box::new(Stored { value, alive, versions })))])
}

fn blue() -> Groups {
    groups("Blue binder", true)
}

fn opened() -> EntryValues {
    EntryValues::of(&entry(), &blue())
}

fn patch(change: impl Fn(&mut EntryValues)) -> Result<EntryPatch, Wrong> {
    let mut values = opened();
    change(&mut values);
    values.patch((&entry(), &opened()), &blue(), FRESH)
}

#[test]
fn a_form_that_was_only_opened_changes_nothing_whatever_became_of_the_location_meanwhile() {
    for now in [blue(), groups("Red binder", true), groups("Blue binder", false)] {
        let values = opened();
        assert_eq!(values.patch((&entry(), &opened()), &now, FRESH), Ok(EntryPatch::default()));
        let shown = EntryValues::of(&entry(), &now);
        assert_eq!(shown.patch((&entry(), &shown), &now, FRESH), Ok(EntryPatch::default()));
    }
}

#[test]
fn only_the_fields_that_were_changed_are_sent() {
    let foil = EntryPatch { finish: Some("Foil".into()), ..EntryPatch::default() };
    assert_eq!(patch(|values| values.finish = "Foil".into()), Ok(foil));
    let place = Some(Place { location: BINDER, page: "13".into(), slot: "3".into() });
    assert_eq!(patch(|values| values.page = "13".into()).unwrap().place, Some(place));
}

#[test]
fn an_edit_that_could_not_be_stored_stands_in_the_form_again() {
    let change = |values: &mut EntryValues| {
        values.tags = "grail, sold?".into();
        values.notes = "hm".into();
        values.flags = "signed, proxy".into();
        values.specials = String::new();
        values.for_trade = String::new();
        values.location = String::new();
        values.page = String::new();
        values.slot = String::new();
        values.price = "99".into();
    };
    let sent = patch(change).unwrap();
    let again = EntryValues::with(&entry(), &sent, &blue());
    assert_eq!(again.patch((&entry(), &opened()), &blue(), FRESH), Ok(sent));
}

#[test]
fn emptying_the_grade_takes_it_away() {
    let emptied = patch(|values| {
        values.company = String::new();
        values.grade = " ".into();
        values.cert = String::new();
    });
    assert_eq!(emptied.unwrap().grade, Some(None));
}

#[test]
fn a_name_leads_to_the_group_that_has_it_and_a_new_one_makes_a_group() {
    let to = |name: &str| {
        let values = EntryValues { location: name.into(), ..EntryValues::fresh() };
        let location = values.entry(None, &blue(), FRESH).unwrap().place.map(|place| place.location);
        (location, values.new_groups(None, location, FRESH))
    };
    assert_eq!(to(" blue BINDER "), (Some(BINDER), Vec::new()));
    assert_eq!(to(" "), (None, Vec::new()));
    let (id, made) = to(" Box 1 ");
    let location = Location { name: "Box 1".into(), kind: LocationKind::Binder, about: String::new() };
    assert_eq!(id, Some(FRESH.location));
    assert_eq!(made, [Mutation::AddLocation { id: FRESH.location, location }]);
}

#[test]
fn what_cannot_be_read_is_said_at_its_field() {
    let wrong = patch(|values| {
        values.sealed = ON.into();
        values.product = " ".into();
        values.location = String::new();
        values.for_trade = "-1".into();
        values.price = "cheap".into();
    });
    let fields: Vec<&str> = wrong.unwrap_err().into_iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["product", "place", "for_trade", "price"]);
}

#[test]
fn an_own_price_without_a_day_holds_from_today() {
    let today = Date::new(2026, 11, 21);
    let values = EntryValues { price: "3.50".into(), ..EntryValues::fresh() };
    let own = values.entry(None, &Groups::default(), Fresh { today, ..FRESH }).unwrap().price.unwrap();
    assert_eq!((own.price, Some(own.date)), (Money::new(350, Currency::USD), today));
    assert!(values.entry(None, &Groups::default(), FRESH).is_err(), "no day to be had");
}

#[test]
fn a_sealed_product_says_what_it_is_and_keeps_the_number_it_had() {
    let sealed = patch(|values| {
        values.sealed = ON.into();
        values.product = "Booster box".into();
        values.number = "not shown".into();
    });
    let card = sealed.unwrap().card.unwrap();
    assert_eq!((card.product.as_str(), card.number.as_str()), ("Booster box", ""));
    let boxed = Entry::new(CardRef { product: "Tin".into(), ..entry().card });
    let shown = EntryValues::of(&boxed, &blue());
    assert_eq!((shown.sealed.as_str(), shown.product.as_str()), (ON, "Tin"));
    let single = EntryValues { sealed: String::new(), ..shown.clone() };
    assert_eq!(single.patch((&boxed, &shown), &blue(), FRESH).unwrap().card.unwrap().product, "");
}
