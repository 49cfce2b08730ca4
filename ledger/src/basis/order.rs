//! What came before what went on one day: by when it was booked.
//!
//! A person says of a day what happened on it, not at which hour. Within a day what came and what went follow each other as
//! they were booked: by the time in the id (UUIDv7) that the device gave the record when somebody saved it, which is the
//! same on every device for good. Of the same millisecond (a trade is one action) what came is first. An id without a time
//! (of an imported row: UUIDv5) was booked before everything else of its day. Without a day what came is first of all, and
//! what went last of all.

use uuid::Uuid;

use crate::{Date, Lot, Sale};

/// A place in the order of what happened: day, when it was booked, and whether it went.
pub(super) type Place = (When, u64, bool);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum When {
    First,
    On(Date),
    Last,
}

pub(super) fn came(id: Uuid, lot: &Lot) -> Place {
    (lot.acquired.map_or(When::First, When::On), booked_ms(id), false)
}

pub(super) fn went(id: Uuid, sale: &Sale) -> Place {
    (sale.date.map_or(When::Last, When::On), booked_ms(id), true)
}

/// When a record was booked, milliseconds since 1970 by the clock of its device; 0 where its id does not say.
fn booked_ms(id: Uuid) -> u64 {
    if id.get_version_num() == 7 { (id.as_u128() >> 80) as u64 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{NewLot, NewSale};

    fn v7(ms: u128) -> Uuid {
        Uuid::from_u128(ms << 80 | 7 << 76 | 2 << 62)
    }

    #[test]
    fn within_a_day_the_order_is_that_of_the_booking() {
        let day = Date::new(2026, 11, 10);
        let lot = NewLot { acquired: day, ..NewLot::default() }.lot(Uuid::nil());
        let sale = NewSale { date: day, ..NewSale::default() }.sale();
        assert_eq!(v7(5).get_version_num(), 7);
        assert!(came(v7(5), &lot) < went(v7(6), &sale) && went(v7(6), &sale) < came(v7(7), &lot));
        assert!(came(v7(6), &lot) < went(v7(6), &sale), "of one action what came is first");
        let imported = Uuid::from_u128(u128::MAX ^ 0xA << 76);
        assert_eq!(imported.get_version_num(), 5);
        assert!(came(imported, &lot) < went(v7(6), &sale), "an import was booked before all of its day");
        let (undated, lost) = (NewLot::default().lot(Uuid::nil()), NewSale::default().sale());
        assert!(came(v7(9), &undated) < came(v7(1), &lot) && went(v7(9), &sale) < went(v7(1), &lost));
    }
}
