//! What somebody who sells copies of an entry has before them: its lots and sales. A mutation names them, so that what is held
//! can be counted from them at intent; of an entry that has more than a mutation can name it says the number.

use uuid::Uuid;

use crate::{Key, Sale, Taken, limits};

/// The lots and sales of one entry, as the author of a sale sees them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// All of them; or, where these are too many, the sales that took from the same lots.
    pub keys: Vec<Key>,
    /// The entry with the copies held, where `keys` are not all.
    pub held: Option<(Uuid, i64)>,
}

impl Seen {
    /// `held` copies are left of `entry` after all its `lots` and living `sales`; the new sale takes from the lots `taken`.
    pub fn of<'a>(
        entry: Uuid,
        held: i64,
        lots: impl ExactSizeIterator<Item = Uuid>,
        sales: impl ExactSizeIterator<Item = (Uuid, &'a Sale)>,
        taken: &[Taken],
    ) -> Self {
        if lots.len() + sales.len() <= limits::RECORDS {
            let keys = lots.map(Key::lot).chain(sales.map(|(id, _)| Key::sale(id))).collect();
            return Self { keys, held: None };
        }
        let meets = |sale: &Sale| sale.lots.iter().any(|there| taken.iter().any(|here| here.lot == there.lot));
        let meeting = sales.filter(|(_, sale)| meets(sale)).map(|(id, _)| Key::sale(id));
        Self { keys: meeting.take(limits::RECORDS).collect(), held: Some((entry, held)) }
    }
}
