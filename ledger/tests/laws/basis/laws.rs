//! Exact arithmetic against the slow model, for any books.

use super::model::*;
use super::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn what_went_and_what_is_left_is_told_copy_by_copy(books in books(), reporting in reporting(), method in some_method()) {
        let basis = books.holding().basis(method, reporting);
        let (sales, left) = fates(&books, method != Method::Fifo, reporting);
        let (averages, rest) = averaged(&books, reporting, far());
        let known = |fifo: Amounts, average: &Amounts| if method == Method::Average { average.clone() } else { fifo };
        prop_assert_eq!(basis.sales.len(), sales.len());
        for ((realised, (id, sale, taken)), (_, average)) in basis.sales.iter().zip(&sales).zip(&averages) {
            let expected = costs(taken, reporting);
            let expected = Costs { known: known(expected.known.clone(), average), ..expected };
            prop_assert_eq!(&realised.costs, &expected);
            let missing = sale.quantity - taken.len() as i64;
            let early = taken.iter().filter(|copy| matches!((copy.came, sale.date), (Some(a), Some(b)) if a > b)).count();
            prop_assert_eq!((realised.sale, realised.missing, realised.early), (*id, missing, early as i64));
            let mut of: BTreeMap<Uuid, i64> = BTreeMap::new();
            taken.iter().for_each(|copy| *of.entry(copy.lot).or_default() += 1);
            let of: Vec<Taken> = of.into_iter().map(|(lot, copies)| Taken { lot, copies }).collect();
            prop_assert_eq!(&realised.taken, &of);
            let brought = proceeds(sale, reporting);
            prop_assert_eq!(&realised.proceeds, &brought);
            let whole = missing == 0 && taken.iter().all(|copy| copy.cost.is_ok());
            let one = |brought: &Amounts| match reporting {
                ReportingCurrency::Preferred(_) if matches!(sale.kind, SaleKind::Sell | SaleKind::Trade) => {
                    brought.keys().chain(expected.known.keys()).collect::<BTreeSet<_>>().len() <= 1
                }
                _ => true,
            };
            let gain = brought.ok().filter(|brought| whole && one(brought)).map(|brought| less(&brought, &expected.known));
            prop_assert_eq!(&realised.gain, &gain);
        }
        let expected = costs(&left, reporting);
        prop_assert_eq!(&basis.remaining, &Costs { known: known(expected.known.clone(), &rest), ..expected });
        prop_assert_eq!(basis.left.iter().map(|left| left.copies).sum::<i64>(), left.len() as i64);
    }

    #[test]
    fn the_cost_of_what_went_and_of_what_is_left_is_the_cost_of_all(
        books in books(), reporting in reporting(), method in some_method()
    ) {
        let basis = books.holding().basis(method, reporting);
        let mut all = Amounts::new();
        for (_, lot) in books.lots.iter().filter(|(_, lot)| lot.quantity > 0) {
            if let Ok(cost) = cost_of(lot, reporting) {
                *all.entry(cost.currency).or_default() += cost.minor;
            }
        }
        let sold = basis.sales.iter().map(|realised| &realised.costs.known);
        let rest = sold.chain([&basis.remaining.known]).fold(all, |all, part| less(&all, part));
        prop_assert_eq!(rest, Amounts::new());
        let copies = basis.sales.iter().map(|realised| realised.costs.copies + realised.missing).sum::<i64>();
        prop_assert_eq!(copies, books.sales.iter().map(|(_, sale)| sale.quantity).sum::<i64>());
    }

    #[test]
    fn the_cost_of_a_day_is_that_of_the_copies_that_are_here_at_its_end(
        books in books(), base in prop_oneof![Just(Currency::USD), Just(Currency::EUR)], method in some_method(), on in 1_u8..7
    ) {
        let (reporting, on) = (ReportingCurrency::Base(base), Date::new(2024, 5, on).unwrap());
        let moves = books.holding().course(method, base, &NoRates).moves;
        let mut told = (0, 0, 0);
        for each in moves.iter().filter(|each| each.day.is_none_or(|day| day <= on)) {
            told = (told.0 + each.came - each.went, told.1 + each.known, told.2 + each.cost);
        }
        let (sales, left) = fates(&books, method != Method::Fifo, reporting);
        let mut here: Vec<Copy> = left.into_iter().filter(|copy| copy.came.is_none_or(|came| came <= on)).collect();
        for (_, sale, taken) in sales {
            let Some(went) = sale.date else { continue };
            let stays = |copy: &Copy| copy.came.is_none_or(|came| came <= on && came < went) && on < went;
            here.extend(taken.into_iter().filter(stays));
        }
        let expected = costs(&here, reporting);
        let known = if method == Method::Average { averaged(&books, reporting, on).1 } else { expected.known.clone() };
        let cost = known.get(&base).copied().unwrap_or(0);
        prop_assert_eq!(told, (here.len() as i64, expected.told(), cost));
    }

    #[test]
    fn what_goes_in_several_sales_of_a_day_costs_what_it_costs_in_one(
        lots in vec(lot(1..5), 1..5), method in some_method(), before in 0_i64..3, parts in vec(1_i64..3, 1..4)
    ) {
        let lots: Vec<(Uuid, Lot)> = (0..).map(id).zip(lots).collect();
        // Booked one after the other, and no lot between them.
        let sold = |n: u128, quantity| (Uuid::from_u128(20 << 80 | 7 << 76 | 2 << 62 | n), sold(quantity, 0, may(3)));
        let earlier = (before > 0).then(|| (id(100), NewSale { quantity: before, date: may(2), ..NewSale::default() }.sale()));
        let cost = |sales: Vec<(Uuid, Sale)>| {
            let sales = earlier.clone().into_iter().chain(sales).collect();
            let basis = Books { lots: lots.clone(), sales }.holding().basis(method, ReportingCurrency::Native);
            let mut all = Amounts::new();
            for (currency, minor) in basis.sales.iter().flat_map(|sale| sale.costs.known.clone()) {
                *all.entry(currency).or_default() += minor;
            }
            (all, basis.remaining)
        };
        let several: Vec<_> = (0..).zip(&parts).map(|(n, quantity)| sold(n, *quantity)).collect();
        prop_assert_eq!(cost(several), cost(vec![sold(0, parts.iter().sum())]));
    }

    #[test]
    fn held_is_what_came_less_what_went_on_any_day(books in books(), day in date()) {
        let holding = books.holding();
        let came = |until: Option<Date>| {
            let until = until.unwrap_or_else(|| Date::new(9999, 12, 31).unwrap());
            let mut copies = 0;
            for (_, lot) in &books.lots {
                copies += if lot.acquired.is_some_and(|came| came > until) { 0 } else { lot.quantity };
            }
            copies
        };
        let mut went = 0;
        let mut went_until = 0;
        for (_, sale) in &books.sales {
            went += sale.quantity;
            went_until += if sale.date.is_some_and(|went| went <= day) { sale.quantity } else { 0 };
        }
        prop_assert_eq!(holding.held(), came(None) - went);
        prop_assert_eq!(holding.held_on(day), came(Some(day)) - went_until);
        let short = went - came(None);
        prop_assert_eq!(holding.oversold(), (short > 0 && went > 0).then_some(short));
    }

    #[test]
    fn the_order_in_which_one_reads_changes_nothing(
        (books, shuffled) in books().prop_flat_map(|books| {
            let shuffled = (Just(books.lots.clone()).prop_shuffle(), Just(books.sales.clone()).prop_shuffle());
            (Just(books), shuffled.prop_map(|(lots, sales)| Books { lots, sales }))
        }),
        reporting in reporting(), method in some_method()
    ) {
        prop_assert_eq!(books.holding().basis(method, reporting), shuffled.holding().basis(method, reporting));
    }

    #[test]
    fn the_gains_of_several_entries_are_the_sum_of_each(
        all in vec(books(), 0..4).prop_shuffle(), reporting in reporting(), method in some_method()
    ) {
        let holdings: Vec<Holding<'_>> = all.iter().map(Books::holding).collect();
        let sum = gains(&holdings, method, reporting);
        let mut by_hand = Gains::default();
        for realised in holdings.iter().flat_map(|holding| holding.basis(method, reporting).sales) {
            by_hand.count(&realised);
        }
        prop_assert_eq!(&sum, &by_hand);
        let backwards: Vec<&Holding<'_>> = holdings.iter().rev().collect();
        prop_assert_eq!(gains(backwards, method, reporting), sum);
    }

    #[test]
    fn shares_sum_to_the_total_and_are_their_exact_part_rounded(
        total in -10_000_i64..10_000, weights in vec(prop_oneof![1 => Just(0_u64), 4 => 0_u64..50], 0..8)
    ) {
        let shares = allocate(total, &weights);
        prop_assert_eq!(shares.len(), weights.len());
        if weights.is_empty() {
            return Ok(());
        }
        prop_assert_eq!(shares.iter().sum::<i64>(), total);
        let sum = weights.iter().sum::<u64>() as i64;
        for (share, weight) in shares.iter().zip(&weights).filter(|_| sum > 0) {
            let off = (share * sum - total * *weight as i64).abs();
            prop_assert!(off < sum, "{} of {} for {} of {}", share, total, weight, sum);
            prop_assert!(*weight > 0 || *share == 0);
        }
        // More weight never gets less, and of equal weights the earlier does not.
        for (i, j) in (0..shares.len()).flat_map(|j| (0..j).map(move |i| (i, j))) {
            let (larger, smaller) = if weights[i] >= weights[j] { (i, j) } else { (j, i) };
            prop_assert!(shares[larger].abs() >= shares[smaller].abs());
        }
        prop_assert_eq!(allocate(-total, &weights), shares.iter().map(|share| -share).collect::<Vec<_>>());
    }
}

fn some_method() -> impl Strategy<Value = Method> {
    prop::sample::select(Method::ALL.to_vec())
}
