//! The domain as the engine sees it: which functions answer the questions of a [`Model`].

use vitrine_sync::{Author, Effect, Lookup, Model, Seq};

use crate::{Domain, Key, Mutation, Record, Rejection, apply, check, garbage, record, rules};

impl Model for Domain {
    type Key = Key;
    type Record = Record;
    type Mutation = Mutation;
    type Rejection = Rejection;

    /// The youngest field's, or that of what else has come: 1 is the first release.
    const SCHEMA: u32 = {
        let (fields, others) = (rules::newest(&record::TABLES), 1);
        if fields > others { fields } else { others }
    };

    fn touches(mutation: &Mutation) -> Vec<Key> {
        mutation.touches()
    }

    fn things(mutation: &Mutation) -> usize {
        mutation.things()
    }

    fn check(mutation: &Mutation, view: &dyn Lookup<Self>) -> Result<(), Rejection> {
        check::check(mutation, view)
    }

    fn apply(mutation: &Mutation, view: &dyn Lookup<Self>, author: &Author) -> Result<Effect<Self>, Rejection> {
        apply::apply(mutation, view, author)
    }

    fn garbage<'a>(records: &mut dyn Iterator<Item = (&'a Key, &'a Record)>, floor: Seq) -> Vec<Key> {
        garbage::garbage(records, floor)
    }
}
