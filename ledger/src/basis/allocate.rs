//! Spreading an amount without losing a minor unit.

/// Spreads `total_minor` in proportion to `weights`, by largest remainders: every share is its exact part rounded down or
/// up, and the shares sum to the total. The units left after rounding down go to the largest remainders, to the earlier
/// of equal ones. A negative total mirrors the positive one. A weight of zero gets nothing, unless all are zero: then all
/// count the same. Without weights there is nobody to give anything to.
pub fn allocate(total_minor: i64, weights: &[u64]) -> Vec<i64> {
    let all_zero = weights.iter().all(|weight| *weight == 0);
    let weights: Vec<u128> = weights.iter().map(|weight| if all_zero { 1 } else { u128::from(*weight) }).collect();
    let sum: u128 = weights.iter().sum();
    let total = u128::from(total_minor.unsigned_abs());
    // 64 bits times 64 bits fit 128.
    let mut shares: Vec<u128> = weights.iter().map(|weight| total * weight / sum).collect();
    let mut order: Vec<usize> = (0..weights.len()).filter(|at| weights[*at] > 0).collect();
    order.sort_by_key(|at| std::cmp::Reverse(total * weights[*at] % sum));
    let given: u128 = shares.iter().sum();
    // Fewer are left than there are remainders: each is less than one unit.
    for at in order.into_iter().take((total - given) as usize) {
        shares[at] += 1;
    }
    let signed = |share: u128| (share as i128 * i128::from(total_minor.signum())) as i64;
    shares.into_iter().map(signed).collect()
}

/// What the first `some` of `of` equal shares come to, as [`allocate`] makes them: the odd units are with the first.
pub(super) fn first(total_minor: i64, some: i64, of: i64) -> i64 {
    let (each, odd) = (total_minor / of, total_minor % of);
    each * some + odd.signum() * odd.abs().min(some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_odd_units_go_to_the_largest_remainders_and_then_to_the_first() {
        assert_eq!(allocate(100, &[1, 1, 1]), [34, 33, 33]);
        assert_eq!(allocate(-100, &[1, 1, 1]), [-34, -33, -33]);
        assert_eq!(allocate(5, &[1, 0, 3]), [1, 0, 4]);
        assert_eq!(allocate(1, &[1, 2, 2]), [0, 1, 0]);
        assert_eq!(allocate(7, &[0, 0]), [4, 3], "without any weight all count the same");
        assert_eq!(allocate(0, &[3, 4]), [0, 0]);
        assert_eq!(allocate(9, &[]), [0_i64; 0]);
    }

    #[test]
    fn nothing_overflows_at_the_edges() {
        assert_eq!(allocate(i64::MIN, &[u64::MAX]), [i64::MIN]);
        let shares = allocate(i64::MAX, &[u64::MAX, u64::MAX, 1]);
        assert_eq!(shares.iter().map(|share| i128::from(*share)).sum::<i128>(), i128::from(i64::MAX));
    }

    #[test]
    fn the_first_of_equal_shares_are_those_of_the_allocation() {
        for total in [-7, 0, 3, 100, 101] {
            for of in 1..6_i64 {
                let shares = allocate(total, &vec![1; of as usize]);
                for some in 0..=of {
                    assert_eq!(first(total, some, of), shares[..some as usize].iter().sum::<i64>());
                }
            }
        }
    }
}
