//! What may be forgotten for good once it has been deleted long enough.
//!
//! A deleted card goes with everything that belongs to it: a lot or a sale without its card is nothing. A deleted lot and a
//! reversed sale of a card that is still there stay: other sales, and what they cost, refer to them.

use std::collections::BTreeMap;

use uuid::Uuid;
use vitrine_sync::Seq;

use crate::rules::LIFE;
use crate::{Key, Kind, Record};

/// See [`Model::garbage`](vitrine_sync::Model::garbage). Whatever edits a record says that it lives, so what died at the
/// floor or before and is dead was never wanted since.
pub(crate) fn garbage<'a>(records: &mut dyn Iterator<Item = (&'a Key, &'a Record)>, floor: Seq) -> Vec<Key> {
    let dead = |record: &Record| !record.alive() && record.versions().of(LIFE.number).seq <= floor;
    // Entries come first. Each with when it was made, or none when it goes.
    let mut entries: BTreeMap<Uuid, Option<Seq>> = BTreeMap::new();
    let mut gone = Vec::new();
    for (key, record) in records {
        let goes = match key.kind {
            Kind::Entry => {
                let goes = dead(record);
                entries.insert(key.id, (!goes).then_some(record.versions().made().seq));
                goes
            }
            Kind::Lot | Kind::Sale => belongs_to_the_dead(&entries, *key, record),
            Kind::Conflict => dead(record) || belongs_to_the_dead(&entries, *key, record),
            Kind::Portfolio | Kind::Location | Kind::Wish => dead(record),
            Kind::Settings => false,
        };
        if goes {
            gone.push(*key);
        }
    }
    gone
}

/// Its entry goes; or it went before, and was made anew since: then this is of its former life.
fn belongs_to_the_dead(entries: &BTreeMap<Uuid, Option<Seq>>, key: Key, record: &Record) -> bool {
    match entries.get(&record.entry(key)) {
        Some(Some(made)) => record.versions().made().seq < *made,
        Some(None) => true,
        None => false,
    }
}
