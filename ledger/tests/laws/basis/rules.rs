//! The rules one by one, each with figures that can be checked in the head.

use super::*;

fn realised(lots: &[Lot], sales: &[Sale], method: Method) -> Vec<Realised> {
    let lots = (0..).map(id).zip(lots.iter().cloned()).collect();
    let sales = (100..).map(id).zip(sales.iter().cloned()).collect();
    Books { lots, sales }.holding().basis(method, ReportingCurrency::Native).sales
}

fn gain(realised: &Realised) -> Option<i64> {
    realised.gain.as_ref().map(|gain| gain.get(&Currency::USD).copied().unwrap_or(0))
}

#[test]
fn the_gain_of_a_sale_by_each_method() {
    let lots = [bought(1, usd(1_000), may(1)), bought(1, usd(2_000), may(2))];
    let mut second = sold(1, 5_000, may(3));
    let by = |sale: &Sale, method| gain(&realised(&lots, std::slice::from_ref(sale), method)[0]);
    assert_eq!(by(&second, Method::Fifo), Some(4_000));
    assert_eq!(by(&second, Method::Average), Some(3_500));
    assert_eq!(by(&second, Method::Specific), Some(4_000), "nothing is named: the oldest");
    second.lots = vec![Taken { lot: id(1), copies: 1 }];
    assert_eq!(by(&second, Method::Specific), Some(3_000));
    assert_eq!(by(&second, Method::Fifo), Some(4_000));
    (second.fees, second.shipping_paid, second.shipping_charged, second.tax) = (usd(100), usd(450), usd(500), usd(7));
    assert_eq!(by(&second, Method::Specific), Some(3_000 - 100 - 450 + 500 - 7));
}

#[test]
fn report_b8_what_was_booked_after_a_sale_of_its_day_is_not_in_the_average_of_that_sale() {
    let booked = |ms: u128| Uuid::from_u128(ms << 80 | 7 << 76 | 2 << 62);
    let basis = |second: u128| {
        let lots = vec![(booked(1), bought(2, usd(1_000), may(3))), (booked(second), bought(2, usd(2_000), may(10)))];
        let books = Books { lots, sales: vec![(booked(5), sold(2, 3_000, may(10)))] };
        let basis = books.holding().basis(Method::Average, ReportingCurrency::Native);
        let moves = books.holding().course(Method::Average, Currency::USD, &NoRates).moves;
        let chart = moves.iter().map(|each| each.cost).sum::<i64>();
        (gain(&basis.sales[0]), basis.remaining.known[&Currency::USD], chart)
    };
    assert_eq!(basis(6), (Some(1_000), 4_000, 4_000));
    assert_eq!(basis(4), (Some(0), 3_000, 3_000), "it was there when they were sold");
}

#[test]
fn report_b8_by_the_average_a_chart_has_the_cost_of_the_pool_and_not_of_the_lots() {
    let lots = vec![(id(0), bought(1, usd(1_000), may(3))), (id(1), bought(1, usd(2_000), may(5)))];
    let books = Books { lots, sales: vec![(id(100), sold(1, 3_000, may(10)))] };
    let moves = books.holding().course(Method::Average, Currency::USD, &NoRates).moves;
    let on = |day| moves.iter().filter(|each| each.day <= may(day)).map(|each| each.cost).sum::<i64>();
    assert_eq!([2, 3, 5, 9, 10].map(on), [0, 1_000, 3_000, 3_000, 1_500]);
    let basis = books.holding().basis(Method::Average, ReportingCurrency::Native);
    assert_eq!((gain(&basis.sales[0]), basis.remaining.known[&Currency::USD]), (Some(1_500), 1_500));
}

#[test]
fn one_and_one_are_two_to_the_cent_by_the_average() {
    let lots = [bought(1, usd(1), may(1)), bought(2, usd(2), may(1))];
    let one = realised(&lots, &[sold(2, 0, may(2))], Method::Average);
    let two = realised(&lots, &[sold(1, 0, may(2)), sold(1, 0, may(2))], Method::Average);
    assert_eq!(one.iter().map(gain).collect::<Vec<_>>(), [Some(-3)]);
    assert_eq!(two.iter().map(gain).collect::<Vec<_>>(), [Some(-2), Some(-1)]);
}

#[test]
fn what_went_on_an_unknown_day_was_in_no_pool() {
    let lots = [bought(1, usd(100), may(1)), bought(1, usd(300), may(2))];
    let sales = realised(&lots, &[sold(1, 500, None)], Method::Average);
    assert_eq!(gain(&sales[0]), Some(400));
}

#[test]
fn where_no_rate_leads_an_amount_stays_in_its_own_money_and_what_is_in_the_other_is_the_same_by_all_terms() {
    let euros = Lot { cost: Some(Money::new(1_000, Currency::EUR)), ..bought(1, None, may(1)) };
    let books = Books {
        lots: vec![(id(0), euros), (id(1), bought(1, usd(700), may(1)))],
        sales: vec![(id(100), Sale { lots: vec![Taken { lot: id(0), copies: 1 }], ..sold(1, 2_000, may(2)) })],
    };
    let basis = books.holding().basis(Method::Specific, ReportingCurrency::Preferred(Currency::USD));
    assert_eq!((gain(&basis.sales[0]), basis.sales[0].costs.no_rate), (None, 1), "bought in euros, sold in dollars");
    assert_eq!(basis.remaining.known, Amounts::from([(Currency::USD, 700)]));
}

#[test]
fn a_named_copy_is_not_given_to_an_earlier_sale_that_names_none() {
    let lots = [bought(1, usd(1_000), may(1)), bought(1, usd(2_000), may(2))];
    let mut late = sold(1, 5_000, may(4));
    late.lots = vec![Taken { lot: id(0), copies: 1 }];
    let gains: Vec<_> = realised(&lots, &[sold(1, 5_000, may(3)), late], Method::Specific).iter().map(gain).collect();
    assert_eq!(gains, [Some(3_000), Some(4_000)]);
}

#[test]
fn fees_of_a_lot_are_shared_to_the_last_cent() {
    let lot = Lot { fees: usd(100), ..bought(3, usd(0), may(1)) };
    let sales = [sold(1, 0, may(2)), sold(1, 0, may(3)), sold(1, 0, may(4))];
    let gains: Vec<_> = realised(&[lot], &sales, Method::Fifo).iter().map(gain).collect();
    assert_eq!(gains, [Some(-34), Some(-33), Some(-33)]);
}

#[test]
fn report_b6_copies_bought_together_cost_their_shares_to_the_cent() {
    let lot = Lot { total: usd(1_000), ..bought(3, None, may(1)) };
    for method in Method::ALL {
        let books = Books { lots: vec![(id(0), lot.clone())], sales: vec![(id(100), sold(1, 500, may(2)))] };
        let basis = books.holding().basis(method, ReportingCurrency::Native);
        let cents = |costs: &Costs| costs.known.get(&Currency::USD).copied();
        let went = cents(&basis.sales[0].costs).unwrap();
        assert!((went, cents(&basis.remaining)) == (334, Some(666)) || method == Method::Average, "{method:?}");
        assert_eq!(went + cents(&basis.remaining).unwrap(), 1_000, "{method:?}");
        assert_eq!(basis.remaining.unknown, 0);
    }
    let sales = [sold(1, 0, may(2)), sold(1, 0, may(3)), sold(1, 0, may(4))];
    let gains: Vec<_> = realised(&[lot], &sales, Method::Fifo).iter().map(gain).collect();
    assert_eq!(gains, [Some(-334), Some(-333), Some(-333)]);
}

#[test]
fn report_b6_what_is_said_together_takes_its_fees_with_it_and_one_copy_s_cost_counts_first() {
    let cost = |lot: &Lot| cost_of(lot, ReportingCurrency::Native).map(|cost| cost.minor);
    let together = Lot { total: usd(1_000), fees: usd(50), ..bought(3, None, None) };
    assert_eq!(cost(&together), Ok(1_050));
    assert_eq!(cost(&Lot { quantity: 4, ..together.clone() }), Ok(1_050), "one more was among them");
    assert_eq!(cost(&Lot { quantity: 0, ..together.clone() }), Ok(0));
    assert_eq!(cost(&Lot { cost: usd(400), ..together.clone() }), Ok(1_250));
    assert_eq!(cost(&Lot { fees: Some(Money::new(5, Currency::EUR)), ..together }), Err(Gap::Unknown));
}

#[test]
fn a_sale_that_takes_a_copy_of_unknown_cost_has_no_gain_and_says_how_many() {
    let lots = [bought(2, None, None), bought(3, usd(100), may(1))];
    let sales = realised(&lots, &[sold(3, 900, may(2)), sold(1, 900, may(3))], Method::Fifo);
    assert_eq!((gain(&sales[0]), sales[0].costs.unknown, sales[0].costs.copies), (None, 2, 3));
    assert_eq!(gain(&sales[1]), Some(800));
}

#[test]
fn a_copy_sold_twice_is_missing_and_has_no_gain_while_the_first_keeps_its_own() {
    let books = Books {
        lots: vec![(id(0), bought(1, usd(100), may(1)))],
        sales: vec![(id(100), sold(1, 900, may(2))), (id(101), sold(1, 800, may(2)))],
    };
    let basis = books.holding().basis(Method::Fifo, ReportingCurrency::Native);
    assert_eq!((basis.held, books.holding().oversold()), (-1, Some(1)));
    assert_eq!((gain(&basis.sales[0]), gain(&basis.sales[1]), basis.sales[1].missing), (Some(800), None, 1));
    assert_eq!(basis.remaining, Costs::default());
}

#[test]
fn a_sale_before_its_lot_came_is_counted_as_early_and_has_a_gain() {
    let books =
        Books { lots: vec![(id(0), bought(1, usd(100), may(5)))], sales: vec![(id(100), sold(1, 900, may(2)))] };
    for method in Method::ALL {
        let basis = books.holding().basis(method, ReportingCurrency::Native);
        assert_eq!((basis.held, basis.sales[0].early, gain(&basis.sales[0])), (0, 1, Some(800)));
    }
    assert_eq!(books.holding().held_on(may(3).unwrap()), -1);
}

#[test]
fn a_sale_without_a_day_comes_last_and_a_lot_without_one_first() {
    let lots = [bought(1, usd(100), may(1)), bought(1, usd(700), None)];
    let sales = realised(&lots, &[sold(1, 900, None), sold(1, 900, may(1))], Method::Fifo);
    assert_eq!(sales.iter().map(|sale| sale.date).collect::<Vec<_>>(), [may(1), None]);
    assert_eq!(sales.iter().map(gain).collect::<Vec<_>>(), [Some(200), Some(800)]);
}

#[test]
fn what_is_given_away_or_lost_is_no_gain_but_what_it_cost_is_said() {
    let lost = Sale { kind: SaleKind::Lost, gross: None, ..sold(1, 0, may(2)) };
    let books = Books {
        lots: vec![(id(0), bought(2, usd(100), may(1)))],
        sales: vec![(id(100), lost), (id(101), sold(1, 250, may(3)))],
    };
    let sums = gains([&books.holding()], Method::Fifo, ReportingCurrency::Native);
    let usd = |minor| Amounts::from([(Currency::USD, minor)]);
    assert_eq!((sums.gain, sums.cost, sums.away, sums.sales), (usd(150), usd(100), usd(-100), 2));
}

#[test]
fn without_a_rate_a_gain_in_the_base_currency_is_unknown_and_in_their_own_it_is_not() {
    let euros = Lot { cost: Some(Money::new(1_000, Currency::EUR)), ..bought(1, None, may(1)) };
    let to_usd = Rate { from: Currency::EUR, to: Currency::USD, rate: "1.1".parse().unwrap(), date: may(1).unwrap() };
    let books = |rate| Books {
        lots: vec![(id(0), Lot { rate, ..euros.clone() })],
        sales: vec![(id(100), sold(1, 2_000, may(2)))],
    };
    let sale = |books: &Books, reporting| books.holding().basis(Method::Fifo, reporting).sales.remove(0);
    let native = sale(&books(None), ReportingCurrency::Native);
    assert_eq!(native.gain, Some(Amounts::from([(Currency::USD, 2_000), (Currency::EUR, -1_000)])));
    let unrated = sale(&books(None), ReportingCurrency::Base(Currency::USD));
    assert_eq!((unrated.gain, unrated.costs.no_rate), (None, 1));
    assert_eq!(gain(&sale(&books(Some(to_usd)), ReportingCurrency::Base(Currency::USD))), Some(900));
}

#[test]
fn amounts_of_several_currencies_in_one_lot_are_not_added() {
    let lot = Lot { fees: Some(Money::new(5, Currency::EUR)), ..bought(1, usd(100), None) };
    assert_eq!(cost_of(&lot, ReportingCurrency::Native), Err(Gap::Unknown));
}

#[test]
fn a_lot_without_copies_cost_nothing_and_counts_against_what_is_held() {
    for quantity in [0, -2] {
        let lot = Lot { fees: usd(50), ..bought(quantity, usd(100), may(1)) };
        assert_eq!(cost_of(&lot, ReportingCurrency::Native).map(|cost| cost.minor), Ok(0));
        let other = bought(3, usd(7), may(1));
        let holding = Holding::new([(id(0), &lot), (id(1), &other)], []);
        let basis = holding.basis(Method::Average, ReportingCurrency::Native);
        assert_eq!((basis.held, basis.remaining.copies, holding.oversold()), (3 + quantity, 3, None));
        assert_eq!(basis.remaining.known, Amounts::from([(Currency::USD, 21)]));
    }
}
