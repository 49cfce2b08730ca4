//! A demo collection of well-known cards. The prices are ours and only plausible.

use uuid::Uuid;
use vitrine_sync::LedgerId;

use crate::{
    CardRef, Condition, Currency, Entry, Grade, Location, LocationKind, LotKind, Mutation, NewHolding, NewLot, Place,
    Tags, ids,
};

/// The name under which the ids of samples are made: never changes.
const SOURCE: &str = "sample";

/// `game|set|set name|number|name|rarity|finish|condition|grade|language|tags|location` and, after `#`, the lots:
/// `quantity amount currency day kind`, with `?` for what is unknown. Two sets share a row's shape, not its place: only
/// the first five values make the id, so a price can be corrected without adding the card twice.
const CARDS: &str = include_str!("sample.txt");

/// The binders and boxes the samples are in.
const LOCATIONS: [(&str, LocationKind); 10] = [
    ("Binder 1", LocationKind::Binder),
    ("Binder 2", LocationKind::Binder),
    ("Binder 3", LocationKind::Binder),
    ("Binder 4", LocationKind::Binder),
    ("Binder 5", LocationKind::Binder),
    ("Trade binder", LocationKind::Binder),
    ("Deck box", LocationKind::Deck),
    ("Slab box", LocationKind::Box),
    ("Glass case", LocationKind::Display),
    ("Shelf", LocationKind::Display),
];

/// What makes the demo collection. The ids follow from the ledger: trying it twice adds it once.
pub fn sample(ledger: LedgerId) -> Vec<Mutation> {
    let location = |(name, kind): (&str, LocationKind)| {
        let location = Location { name: name.to_owned(), kind, about: String::new() };
        Mutation::AddLocation { id: location_id(ledger, name), location }
    };
    let holdings = CARDS.lines().filter(|line| !line.trim().is_empty()).map(|line| holding(ledger, line)).collect();
    LOCATIONS.into_iter().map(location).chain([Mutation::Add { holdings }]).collect()
}

fn location_id(ledger: LedgerId, name: &str) -> Uuid {
    let row = ids::row_hash([("location", name)]);
    ids::holding_id(ledger, SOURCE, row, 0)
}

fn holding(ledger: LedgerId, line: &str) -> NewHolding {
    let (card, lots) = line.split_once('#').expect("BUG: a sample has lots");
    let values: Vec<&str> = card.split('|').map(str::trim).collect();
    let [game, set, set_name, number, name, rarity, finish, condition, grade, language, tags, location] = values[..]
    else {
        panic!("BUG: a sample has twelve values: {line}")
    };
    let names = ["game", "set", "number", "name", "finish"];
    let row = ids::row_hash(names.into_iter().zip([game, set, number, name, finish]));
    let id = ids::holding_id(ledger, SOURCE, row, 0);
    let text = str::to_owned;
    let card = CardRef {
        game: text(game),
        set: text(set),
        set_name: text(set_name),
        number: text(number),
        name: text(name),
        rarity: text(rarity),
        ..CardRef::default()
    };
    let entry = Entry {
        finish: text(finish),
        language: text(language),
        condition: (!condition.is_empty()).then(|| Condition::new("tcg", condition)),
        grade: read_grade(grade),
        tags: Tags::new(tags.split(' ').filter(|tag| !tag.is_empty())),
        place: (!location.is_empty()).then(|| Place::within(location_id(ledger, location))),
        ..Entry::new(card)
    };
    let lots = lots.split(';').enumerate().map(|(i, text)| lot(ids::lot_id(id, i), text)).collect();
    NewHolding { id, entry, lots }
}

/// `PSA 9`.
fn read_grade(text: &str) -> Option<Grade> {
    let (company, value) = text.split_once(' ')?;
    Some(Grade { company: company.to_owned(), value: value.to_owned(), ..Grade::default() })
}

fn lot(id: Uuid, text: &str) -> NewLot {
    let values: Vec<&str> = text.split_whitespace().collect();
    let [quantity, amount, currency, day, kind] = values[..] else { panic!("BUG: a lot has five values: {text}") };
    let currency: Currency = currency.parse().expect("BUG: a sample's currency");
    let cost = (amount != "?").then(|| crate::typed::amount(amount, currency).expect("BUG: a sample's cost"));
    let acquired = (day != "?").then(|| day.parse().expect("BUG: a sample's day"));
    let kind = LotKind::ALL.into_iter().find(|known| known.as_str() == kind).expect("BUG: a sample's kind");
    let quantity = quantity.parse().expect("BUG: a sample's quantity");
    NewLot { id, quantity, cost, acquired, kind, ..NewLot::default() }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::Domain;
    use vitrine_sync::{Lookup, Model};

    fn holdings(ledger: u128) -> Vec<NewHolding> {
        let last = sample(LedgerId(Uuid::from_u128(ledger))).pop();
        let Some(Mutation::Add { holdings }) = last else { panic!("the cards come last") };
        holdings
    }

    struct Nothing;

    impl Lookup<Domain> for Nothing {
        fn get(&self, _: &crate::Key) -> Option<&crate::Record> {
            None
        }
    }

    #[test]
    fn the_samples_are_about_sixty_valid_and_different_cards_in_one_mutation() {
        let holdings = holdings(1);
        let ids: BTreeSet<Uuid> = holdings.iter().map(|holding| holding.id).collect();
        assert!((55..=70).contains(&holdings.len()), "{}", holdings.len());
        assert_eq!(ids.len(), holdings.len());
        assert_eq!(Domain::check(&Mutation::Add { holdings: holdings.clone() }, &Nothing), Ok(()));
        assert_eq!(holdings, super::tests::holdings(1));
        assert_ne!(holdings[0].id, super::tests::holdings(2)[0].id);
    }

    #[test]
    fn every_sample_is_in_a_location_that_is_made_with_it() {
        let made: BTreeSet<Uuid> =
            sample(LedgerId(Uuid::from_u128(1))).iter().flat_map(Mutation::touches).map(|key| key.id).collect();
        let places: BTreeSet<Uuid> =
            holdings(1).iter().filter_map(|holding| Some(holding.entry.place.as_ref()?.location)).collect();
        assert!(places.len() == LOCATIONS.len() && places.is_subset(&made), "{places:?}");
    }

    #[test]
    fn the_samples_show_what_a_collection_has() {
        let holdings = holdings(0);
        let lots = || holdings.iter().flat_map(|holding| &holding.lots);
        assert!(holdings.iter().any(|h| h.lots.len() > 1) && holdings.iter().any(|h| h.entry.grade.is_some()));
        assert!(lots().any(|lot| lot.cost.is_none()) && lots().any(|lot| lot.acquired.is_none()));
        let currencies: BTreeSet<Currency> = lots().filter_map(|lot| lot.cost).map(|cost| cost.currency).collect();
        assert!(currencies.len() >= 3);
    }
}
