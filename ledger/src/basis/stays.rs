//! Every copy's time in the collection, for a curve over days.

use super::assign::{Part, assign};
use super::{Gap, Holding, Method, Terms, cost_of};
use crate::{Date, Money};

/// Copies with one fate, for a curve over days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stay {
    pub copies: i64,
    pub cost: Option<Money>,
    pub came: Option<Date>,
    pub fate: Fate,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    Here,
    /// On a day, if it is known.
    Went(Option<Date>),
    /// They were never there: sold on that day, or taken from a lot of that day, beyond what there was.
    Never,
}

impl Holding<'_> {
    /// All copies that are or were here, and those that are short. A copy has the cost of its lot, also where the method
    /// is the average.
    pub fn stays(&self, method: Method, terms: Terms) -> Vec<Stay> {
        let costs: Vec<Result<Money, Gap>> = self.lots.iter().map(|(_, lot)| cost_of(lot, terms)).collect();
        let fates = assign(self, method != Method::Fifo);
        let stay = |part: Part, fate| Stay {
            copies: part.copies,
            cost: self.cost(&costs, part).ok(),
            came: self.lots[part.lot].1.acquired,
            fate,
        };
        let never = |copies, came| Stay { copies, cost: None, came, fate: Fate::Never };
        let mut stays: Vec<Stay> = self.rests(&fates).map(|rest| stay(rest, Fate::Here)).collect();
        for (parts, (_, sale)) in fates.parts.iter().zip(&self.sales) {
            stays.extend(parts.iter().map(|part| stay(*part, Fate::Went(sale.date))));
            let missing = sale.quantity - parts.iter().map(|part| part.copies).sum::<i64>();
            stays.extend((missing > 0).then(|| never(missing, sale.date)));
        }
        let short = self.lots.iter().filter(|(_, lot)| lot.quantity < 0);
        stays.extend(short.map(|(_, lot)| never(-lot.quantity, lot.acquired)));
        stays
    }
}
