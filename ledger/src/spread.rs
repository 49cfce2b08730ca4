//! One price for many cards, spread over them. Exact: the shares sum to the price, to the minor unit, and none is
//! negative.

use crate::allocate;

/// What one of the sales weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Weight {
    /// Copies that go.
    pub copies: u64,
    /// Those of them of which nobody knows what they cost, or what they are worth.
    pub unknown: u64,
    /// What the others cost, or are worth, together.
    pub known_minor: u64,
}

/// The shares of `total_minor`, in the order of `weights`.
///
/// A copy whose cost (or value) is known counts with it. A copy of which nothing is known gets an equal share: what each
/// copy would get if the price were divided by their number. That is what a collector does who buys a lot for one price and
/// does not know better, and it makes no card worthless because somebody forgot to write down what it cost. What is
/// left goes to the others in proportion. A copy that is known to have cost nothing gets nothing, unless nothing is
/// known of any copy but that: then all count the same.
pub fn spread(total_minor: i64, weights: &[Weight]) -> Vec<i64> {
    let known: u128 = weights.iter().map(|weight| u128::from(weight.known_minor)).sum();
    let copies: u128 = weights.iter().map(|weight| u128::from(weight.copies - weight.unknown.min(weight.copies))).sum();
    // An equal share is the weight of the average copy, known / copies; all times `copies`, to stay whole.
    let heavy = |weight: &Weight| match known {
        0 => u128::from(weight.copies),
        _ => u128::from(weight.known_minor) * copies + u128::from(weight.unknown) * known,
    };
    let heavy: Vec<u128> = weights.iter().map(heavy).collect();
    // Weights beyond 64 bits lose their last bits, not their proportion.
    let most = heavy.iter().copied().max().unwrap_or(0);
    let beyond = (u128::BITS - most.leading_zeros()).saturating_sub(u64::BITS);
    let fitting: Vec<u64> = heavy.into_iter().map(|weight| (weight >> beyond) as u64).collect();
    allocate(total_minor, &fitting)
}
