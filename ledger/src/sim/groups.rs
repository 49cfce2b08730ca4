//! What collectors do with portfolios, locations, settings and wishes.

use uuid::Uuid;
use vitrine_sync::client::Engine;
use vitrine_sync::rng::Rng;

use super::pick::{keys, random_id};
use crate::basis::Method;
use crate::{
    Appearance, CardRef, Currency, Domain, EntryPatch, Key, Kind, Location, LocationKind, LocationPatch, Money,
    Mutation, Place, Portfolio, PortfolioPatch, Priority, Records, SettingsPatch, TagsChange, Wish, WishPatch,
    settings::SUBSTITUTES,
};

/// Of each kind there are few, so that people meet.
const MOST: usize = 2;

pub(super) fn intend(written: u64, engine: &Engine<Domain>, rng: &mut Rng) -> Option<Mutation> {
    let name = format!("Group {written}");
    let (portfolios, locations) = (keys(engine, Kind::Portfolio), keys(engine, Kind::Location));
    if rng.chance(30) {
        return wish(written, &keys(engine, Kind::Wish), rng);
    }
    Some(match rng.below(10) {
        0..2 if portfolios.len() < MOST => {
            Mutation::AddPortfolio { id: random_id(rng), portfolio: Portfolio { name, about: String::new() } }
        }
        2..4 if locations.len() < MOST => {
            let kind = LocationKind::ALL[rng.below(5) as usize];
            Mutation::AddLocation { id: random_id(rng), location: Location { name, kind, about: String::new() } }
        }
        0..2 => Mutation::EditPortfolio { id: rng.pick(&portfolios)?.id, patch: portfolio_patch(name, rng) },
        2..4 => Mutation::EditLocation { id: rng.pick(&locations)?.id, patch: location_patch(name, rng) },
        4..8 => Mutation::EditSettings { patch: settings_patch(rng) },
        _ => {
            let groups: Vec<Key> = portfolios.into_iter().chain(locations).collect();
            let records = Records::from_iter(rng.pick(&groups).copied());
            if rng.chance(60) { Mutation::Delete(records) } else { Mutation::Restore(records) }
        }
    })
}

fn wish(written: u64, wishes: &[Key], rng: &mut Rng) -> Option<Mutation> {
    if wishes.len() < MOST {
        let card = CardRef { game: "mtg".to_owned(), name: format!("Wanted {written}"), ..CardRef::default() };
        return Some(Mutation::AddWish { id: random_id(rng), wish: Wish::new(card) });
    }
    let id = rng.pick(wishes)?.id;
    let mut patch = WishPatch::default();
    match rng.below(6) {
        0 => patch.target = Some(rng.chance(80).then(|| Money::new(written as i64 * 13, Currency::EUR))),
        1 => patch.quantity = Some(1 + rng.below(4) as i64),
        2 => patch.priority = Some(Priority::ALL[rng.below(3) as usize]),
        3 => patch.note = Some(format!("Note {written}")),
        4 => return Some(Mutation::Delete(Records::from_iter([Key::wish(id)]))),
        _ => return Some(Mutation::Restore(Records::from_iter([Key::wish(id)]))),
    }
    Some(Mutation::EditWish { id, patch })
}

/// Moves into a portfolio, or a place, or out of one.
pub(super) fn assign(patch: &mut EntryPatch, written: u64, engine: &Engine<Domain>, rng: &mut Rng) {
    let any = |kind, rng: &mut Rng| -> Option<Uuid> { rng.pick(&keys(engine, kind)).map(|key| key.id) };
    if rng.chance(50) {
        patch.portfolio = Some(any(Kind::Portfolio, rng));
    } else {
        let place = |location| Place { location, page: written.to_string(), slot: String::new() };
        patch.place = Some(any(Kind::Location, rng).map(place));
    }
}

fn portfolio_patch(name: String, rng: &mut Rng) -> PortfolioPatch {
    if rng.chance(50) {
        PortfolioPatch { name: Some(name), about: None }
    } else {
        PortfolioPatch { name: None, about: Some(name) }
    }
}

fn location_patch(name: String, rng: &mut Rng) -> LocationPatch {
    let kind = rng.chance(50).then(|| LocationKind::ALL[rng.below(5) as usize]);
    LocationPatch { name: Some(name), kind, about: None }
}

fn settings_patch(rng: &mut Rng) -> SettingsPatch {
    let mut patch = SettingsPatch::default();
    match rng.below(4) {
        0 => patch.currency = Some(rng.chance(80).then(|| [Currency::USD, Currency::EUR][rng.below(2) as usize])),
        1 => patch.method = Some(Method::ALL[rng.below(3) as usize]),
        2 => patch.appearance = Some(Appearance::ALL[rng.below(3) as usize]),
        _ => {
            let word = vec![SUBSTITUTES[rng.below(4) as usize].to_owned()];
            let (add, remove) = if rng.chance(60) { (word, Vec::new()) } else { (Vec::new(), word) };
            patch.substitutes = Some(TagsChange { add, remove });
        }
    }
    patch
}
