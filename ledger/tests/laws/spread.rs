//! One price spread over many cards: exact, fair, and the same in whatever order they stand.

use proptest::collection::vec;
use proptest::prelude::*;
use vitrine_ledger::{Weight, spread};

fn weight() -> impl Strategy<Value = Weight> {
    let minor = prop_oneof![Just(0_u64), 1_u64..100_000, Just(100_000_000_000_000_000)];
    (1_u64..1_000, 0_u64..3, minor).prop_map(|(copies, unknown, known_minor)| match unknown {
        0 => Weight { copies, unknown: 0, known_minor },
        1 => Weight { copies, unknown: copies, known_minor: 0 },
        _ => Weight { copies, unknown: copies / 2, known_minor },
    })
}

fn total() -> impl Strategy<Value = i64> {
    prop_oneof![0_i64..200, 0_i64..10_000_000, Just(vitrine_ledger::limits::COST)]
}

proptest! {
    #[test]
    fn the_shares_are_the_price_and_nobody_gets_less_than_nothing(total in total(), weights in vec(weight(), 1..40)) {
        let shares = spread(total, &weights);
        prop_assert_eq!(shares.len(), weights.len());
        prop_assert_eq!(shares.iter().sum::<i64>(), total);
        prop_assert!(shares.iter().all(|share| *share >= 0));
    }

    #[test]
    fn in_another_order_a_card_gets_the_same_but_for_the_odd_unit(
        total in total(),
        (weights, order) in vec(weight(), 1..20).prop_flat_map(|weights| {
            let order = Just((0..weights.len()).collect::<Vec<_>>()).prop_shuffle();
            (Just(weights), order)
        }),
    ) {
        let shares = spread(total, &weights);
        let turned = spread(total, &order.iter().map(|at| weights[*at]).collect::<Vec<_>>());
        for (place, at) in order.iter().enumerate() {
            prop_assert!((turned[place] - shares[*at]).abs() <= 1);
        }
    }

    #[test]
    fn who_weighs_more_for_the_same_copies_gets_no_less(total in total(), weights in vec(weight(), 2..20)) {
        let shares = spread(total, &weights);
        for (a, b) in weights.iter().zip(&shares).flat_map(|a| weights.iter().zip(&shares).map(move |b| (a, b))) {
            let more = a.0.unknown >= b.0.unknown && a.0.known_minor >= b.0.known_minor && a.0.copies >= b.0.copies;
            prop_assert!(!more || a.1 + 1 >= *b.1);
        }
    }

    #[test]
    fn a_copy_of_which_nothing_is_known_gets_an_equal_share(
        total in total(),
        known in vec((1_u64..50, 1_u64..100_000), 1..10),
        copies in 1_u64..50,
    ) {
        let mut weights: Vec<Weight> =
            known.iter().map(|(copies, known_minor)| Weight { copies: *copies, unknown: 0, known_minor: *known_minor }).collect();
        weights.push(Weight { copies, unknown: copies, known_minor: 0 });
        let all: u64 = weights.iter().map(|weight| weight.copies).sum();
        let equal = i128::from(total) * i128::from(copies) / i128::from(all);
        let share = i128::from(*spread(total, &weights).last().unwrap());
        prop_assert!((share - equal).abs() <= 1, "{share} of {equal}");
    }
}

#[test]
fn where_nothing_is_known_of_any_card_each_copy_gets_the_same() {
    let of = |copies, unknown| Weight { copies, unknown, known_minor: 0 };
    assert_eq!(spread(900, &[of(1, 1), of(2, 0)]), [300, 600], "what cost nothing is not a measure either");
    assert_eq!(spread(0, &[of(1, 1), of(2, 2)]), [0, 0]);
}
