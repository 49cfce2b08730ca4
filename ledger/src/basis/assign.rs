//! Which copies went with which sale.

use super::holding::{CopyRun, Holding};

/// Every copy's fate.
#[derive(Debug)]
pub(super) struct Assignment {
    /// For each sale, what it took; fewer copies than it sold when no more were there.
    pub(super) parts: Vec<Vec<CopyRun>>,
    /// For each lot, how many of its copies went: the first ones.
    pub(super) gone: Vec<i64>,
}

/// Named copies first, if names count: who names a lot knows it, and the sales that name none take from what those leave,
/// whenever they were. Then oldest first. Dates are no obstacle: a copy that by its date came after it went was dated
/// wrongly, or its sale was, but it is known to have gone.
pub(super) fn assign(holding: &Holding<'_>, by_name: bool) -> Assignment {
    let lots = &holding.lots;
    let mut assignment = Assignment { parts: vec![Vec::new(); holding.sales.len()], gone: vec![0; lots.len()] };
    let mut wanted: Vec<i64> = holding.sales.iter().map(|(_, sale)| sale.quantity).collect();
    if by_name {
        for (at, (_, sale)) in holding.sales.iter().enumerate() {
            for taken in &sale.lots {
                if let Some(lot) = lots.iter().position(|(id, _)| *id == taken.lot) {
                    wanted[at] -= assignment.take(holding, at, lot, taken.copies.min(wanted[at]));
                }
            }
        }
    }
    let mut oldest = 0;
    for (at, wanted) in wanted.iter_mut().enumerate() {
        while *wanted > 0 && oldest < lots.len() {
            *wanted -= assignment.take(holding, at, oldest, *wanted);
            if *wanted > 0 {
                oldest += 1;
            }
        }
    }
    assignment
}

impl Assignment {
    /// Takes up to `copies` of a lot; returns how many there were.
    fn take(&mut self, holding: &Holding<'_>, sale: usize, lot: usize, copies: i64) -> i64 {
        let first = self.gone[lot];
        let copies = copies.min(holding.lots[lot].1.quantity - first).max(0);
        if copies > 0 {
            self.parts[sale].push(CopyRun { lot, first, copies });
            self.gone[lot] += copies;
        }
        copies
    }
}

impl Holding<'_> {
    /// What is left of each lot.
    pub(super) fn rests(&self, assignment: &Assignment) -> impl Iterator<Item = CopyRun> {
        let rest = |(lot, (gone, copies)): (usize, (i64, i64))| CopyRun { lot, first: gone, copies: copies - gone };
        let quantities = self.lots.iter().map(|(_, lot)| lot.quantity);
        assignment.gone.clone().into_iter().zip(quantities).enumerate().map(rest).filter(|rest| rest.copies > 0)
    }
}
