//! Any mutation on any state: few records, so that mutations meet.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use uuid::Uuid;
use vitrine_ledger::*;

use crate::world::{By, World};

pub(crate) fn entry_id(i: u128) -> Uuid {
    Uuid::from_u128(i)
}

/// Lot `j` of entry `i`.
pub(crate) fn lot_id(i: u128, j: u128) -> Uuid {
    Uuid::from_u128(i * 100 + j + 1)
}

pub(crate) fn portfolio_id(i: u128) -> Uuid {
    Uuid::from_u128(0x9000 + i)
}

pub(crate) fn location_id(i: u128) -> Uuid {
    Uuid::from_u128(0xA000 + i)
}

/// Sale `j` of entry `i`.
pub(crate) fn sale_id(i: u128, j: u128) -> Uuid {
    Uuid::from_u128(i * 100 + j + 1)
}

pub(crate) fn text() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), "[a-c]{1,3}"]
}

fn card() -> impl Strategy<Value = CardRef> {
    ("[a-c]{1,3}", "[0-9]{0,2}", text()).prop_map(|(name, number, set)| CardRef {
        game: "mtg".to_owned(),
        name,
        number,
        set,
        ..CardRef::default()
    })
}

fn grade() -> impl Strategy<Value = Grade> {
    ("PSA|BGS", "[1-9]").prop_map(|(company, value)| Grade { company, value, ..Grade::default() })
}

fn money() -> impl Strategy<Value = Money> {
    (0_i64..5_000, any::<bool>())
        .prop_map(|(minor, usd)| Money::new(minor, if usd { Currency::USD } else { Currency::JPY }))
}

pub(crate) fn date() -> impl Strategy<Value = Date> {
    (2_000_u16..2_030, 1_u8..=12, 1_u8..=28).prop_map(|(y, m, d)| Date::new(y, m, d).unwrap())
}

fn condition() -> impl Strategy<Value = Condition> {
    "NM|LP|DMG".prop_map(|code| Condition::new("tcg", &code))
}

fn tags() -> impl Strategy<Value = Vec<String>> {
    vec("[x-z]", 0..3)
}

fn entry() -> impl Strategy<Value = Entry> {
    let parts = (card(), text(), option::of(condition()), option::of(grade()), tags(), text());
    parts.prop_map(|(card, finish, condition, grade, tags, notes)| Entry {
        finish,
        condition,
        grade,
        tags: Tags::new(tags),
        notes,
        extra: BTreeMap::from([("Column".to_owned(), "kept".to_owned())]),
        ..Entry::new(card)
    })
}

fn entry_patch() -> impl Strategy<Value = EntryPatch> {
    let tags = option::of((tags(), tags()).prop_map(|(add, remove)| TagsChange { add, remove }));
    let parts = (
        option::of(card()),
        option::of(text()),
        option::of(option::of(condition())),
        option::of(option::of(grade())),
        tags,
        option::of(text()),
        text(),
        option::of(option::of((0_u128..2).prop_map(|i| Place::within(location_id(i))))),
        option::of(option::of((0_u128..2).prop_map(portfolio_id))),
        option::of(text()),
    );
    parts.prop_map(|(card, finish, condition, grade, tags, notes, language, place, portfolio, stamp)| EntryPatch {
        card,
        finish,
        language: Some(language),
        condition,
        grade,
        tags,
        notes,
        place,
        portfolio,
        stamp,
        ..EntryPatch::default()
    })
}

pub(crate) fn rate() -> impl Strategy<Value = Rate> {
    (1_u32..30_000, any::<bool>(), date()).prop_map(|(n, usd, date)| {
        let from = if usd { Currency::USD } else { Currency::JPY };
        Rate { from, to: Currency::EUR, rate: format!("{}.{:04}", n / 10_000, n % 10_000).parse().unwrap(), date }
    })
}

fn lot_patch() -> impl Strategy<Value = LotPatch> {
    let kind = option::of(prop_oneof![Just(LotKind::Buy), Just(LotKind::Pull)]);
    let some_money = || option::of(option::of(money()));
    let parts = (-4_i64..5, some_money(), option::of(option::of(date())), kind, some_money(), some_money());
    let others = (option::of(option::of(rate())), option::of(text()), some_money());
    (parts, others).prop_map(|((by, cost, acquired, kind, fees, tax), (rate, source, total))| LotPatch {
        quantity: Some(by),
        cost,
        acquired,
        kind,
        fees,
        shipping: None,
        tax,
        rate,
        source,
        total,
    })
}

fn new_lot(i: u128) -> impl Strategy<Value = NewLot> {
    let parts = (0_u128..2, 1_i64..4, option::of(money()), option::of(date()), option::of(0_i64..500), any::<bool>());
    parts.prop_map(move |(j, quantity, cost, acquired, shipping, together)| {
        let shipping = cost.zip(shipping).map(|(cost, minor)| Money::new(minor, cost.currency));
        let (cost, total) = if together { (None, cost) } else { (cost, None) };
        NewLot { id: lot_id(i, j), quantity, cost, acquired, shipping, total, ..NewLot::default() }
    })
}

/// Of an entry there may be; often it names lots, and its author has seen some of what there is.
fn new_sale(i: u128) -> impl Strategy<Value = NewSale> {
    let kind = prop_oneof![3 => Just(SaleKind::Sell), 1 => Just(SaleKind::Gift)];
    let parts = (0_u128..3, kind, option::of(money()), option::of(0_i64..50), option::of(date()), text());
    (parts, vec(0_i64..3, 2), 1_i64..4).prop_map(move |((j, kind, gross, fees, date, note), named, quantity)| {
        let taken = (0_u128..).zip(named).filter(|(_, copies)| *copies > 0);
        let lots: Vec<Taken> = taken.map(|(j, copies)| Taken { lot: lot_id(i, j), copies }).collect();
        let named: i64 = lots.iter().map(|taken| taken.copies).sum();
        let quantity = if named > 0 { named } else { quantity };
        let fees = gross.zip(fees).map(|(gross, minor)| Money::new(minor, gross.currency));
        let (id, entry) = (sale_id(i, j), entry_id(i));
        NewSale { id, entry, kind, quantity, gross, fees, date, lots, note, ..NewSale::default() }
    })
}

fn sell() -> impl Strategy<Value = Mutation> {
    let keys = || (0_u128..3, 0_u128..3, any::<bool>());
    let key = |(i, j, lot)| if lot { Key::lot(lot_id(i, j)) } else { Key::sale(sale_id(i, j)) };
    let sales = vec((0_u128..3).prop_flat_map(new_sale), 1..3);
    (sales, vec(keys().prop_map(key), 0..9)).prop_map(|(sales, seen)| Mutation::sell(sales, seen))
}

fn sale_patch() -> impl Strategy<Value = SalePatch> {
    (option::of(option::of(rate())), text()).prop_map(|(rate, note)| SalePatch {
        rate,
        note: Some(note),
        ..SalePatch::default()
    })
}

fn holding() -> impl Strategy<Value = NewHolding> {
    let of =
        |i| (entry(), vec(new_lot(i), 0..3)).prop_map(move |(entry, lots)| NewHolding { id: entry_id(i), entry, lots });
    (0_u128..3).prop_flat_map(of)
}

pub(crate) fn wish_id(i: u128) -> Uuid {
    Uuid::from_u128(0x7_0000 + i)
}

fn target() -> impl Strategy<Value = Option<Money>> {
    option::of((0_i64..100_000).prop_map(|minor| Money::new(minor, Currency::EUR)))
}

/// Making and changing wishes.
fn wish() -> impl Strategy<Value = Mutation> {
    prop_oneof![
        (0_u128..2, card(), target(), text(), 1_i64..5).prop_map(|(i, card, target, note, quantity)| {
            Mutation::AddWish { id: wish_id(i), wish: Wish { target, note, quantity, ..Wish::new(card) } }
        }),
        (0_u128..2, option::of(target()), option::of(1_i64..5), option::of(text()), option::of(option::of(grade())))
            .prop_map(|(i, target, quantity, note, grade)| Mutation::EditWish {
                id: wish_id(i),
                patch: WishPatch { target, quantity, note, grade, ..WishPatch::default() },
            }),
    ]
}

/// Making and changing portfolios, locations and the settings.
fn group() -> impl Strategy<Value = Mutation> {
    let kind = || prop_oneof![Just(LocationKind::Binder), Just(LocationKind::Box)];
    let words = || vec(prop::sample::select(settings::SUBSTITUTES.to_vec()).prop_map(str::to_owned), 0..2);
    let substitutes = option::of((words(), words()).prop_map(|(add, remove)| TagsChange { add, remove }));
    let method = option::of(prop::sample::select(Method::ALL.to_vec()));
    let psa_fee = option::of(option::of((0_i64..3).prop_map(|minor| Money::new(minor, Currency::USD))));
    let settings = (option::of(Just(Some(Currency::EUR))), method, substitutes, psa_fee);
    prop_oneof![
        (0_u128..2, text()).prop_map(|(i, name)| Mutation::AddPortfolio {
            id: portfolio_id(i),
            portfolio: Portfolio { name: format!("P{name}"), about: String::new() },
        }),
        (0_u128..2, text()).prop_map(|(i, about)| Mutation::EditPortfolio {
            id: portfolio_id(i),
            patch: PortfolioPatch { about: Some(about), ..PortfolioPatch::default() },
        }),
        (0_u128..2, text(), kind()).prop_map(|(i, name, kind)| Mutation::AddLocation {
            id: location_id(i),
            location: Location { name: format!("L{name}"), kind, about: String::new() },
        }),
        (0_u128..2, kind()).prop_map(|(i, kind)| Mutation::EditLocation {
            id: location_id(i),
            patch: LocationPatch { kind: Some(kind), ..LocationPatch::default() },
        }),
        settings.prop_map(|(currency, method, substitutes, psa_fee)| Mutation::EditSettings {
            patch: SettingsPatch { currency, method, substitutes, psa_fee, ..SettingsPatch::default() },
        }),
    ]
}

/// Portfolios and locations to delete or to restore.
fn groups() -> impl Strategy<Value = Records> {
    let some = |id: fn(u128) -> Uuid| vec((0_u128..2).prop_map(id), 0..2);
    (some(portfolio_id), some(location_id), some(wish_id)).prop_map(|(portfolios, locations, wishes)| Records {
        portfolios,
        locations,
        wishes,
        ..Records::default()
    })
}

pub(crate) fn mutation() -> impl Strategy<Value = Mutation> {
    let ids = || vec((0_u128..3).prop_map(entry_id), 0..3);
    let lots = || vec((0_u128..3, 0_u128..2).prop_map(|(i, j)| lot_id(i, j)), 0..2);
    prop_oneof![
        3 => vec(holding(), 1..3).prop_map(|holdings| Mutation::Add { holdings }),
        1 => vec(holding(), 1..3).prop_map(|holdings| Mutation::Import { file: ImportFile::default(), holdings }),
        4 => (0_u128..3, entry_patch()).prop_map(|(i, patch)| Mutation::EditEntry { id: entry_id(i), patch }),
        4 => (0_u128..3, 0_u128..2, lot_patch())
            .prop_map(|(i, j, patch)| Mutation::EditLot { entry: entry_id(i), id: lot_id(i, j), patch }),
        1 => (0_u128..3, 0_u128..3).prop_flat_map(|(i, owner)| new_lot(i)
            .prop_map(move |lot| Mutation::AddLot { entry: entry_id(owner), lot })),
        3 => (0_u128..3, 0_u128..2, -4_i64..5)
            .prop_map(|(i, j, by)| Mutation::Adjust { entry: entry_id(i), lot: lot_id(i, j), by }),
        4 => sell(),
        2 => (0_u128..3, 0_u128..3, sale_patch())
            .prop_map(|(i, j, patch)| Mutation::EditSale { entry: entry_id(i), id: sale_id(i, j), patch }),
        2 => vec((0_u128..3, 0_u128..3), 1..3).prop_map(|of| {
            let sales = of.into_iter().map(|(i, j)| SaleOf { entry: entry_id(i), sale: sale_id(i, j) });
            Mutation::ReverseSale { sales: sales.collect() }
        }),
        2 => (ids(), entry_patch()).prop_map(|(ids, patch)| Mutation::EditEntries { ids, patch }),
        2 => group(),
        2 => wish(),
        2 => (ids(), lots(), groups())
            .prop_map(|(entries, lots, groups)| Mutation::Delete(Records { entries, lots, ..groups })),
        2 => (ids(), lots(), groups())
            .prop_map(|(entries, lots, groups)| Mutation::Restore(Records { entries, lots, ..groups })),
    ]
}

pub(crate) fn by() -> impl Strategy<Value = By> {
    (1_u128..4, 0_u64..50, 0_u64..12).prop_map(|(client, ms, saw)| By { client, ms, saw })
}

/// A state that concurrent mutations and their settlements have led to.
pub(crate) fn world() -> impl Strategy<Value = World> {
    vec((by(), mutation(), any::<bool>()), 0..14).prop_map(|steps| {
        let mut world = World::default();
        for (by, mutation, settle) in steps {
            // Nobody has seen more than there is.
            let by = By { saw: by.saw.min(world.head), ..by };
            let _refused = world.send(by, &mutation);
            if let (true, Some((id, conflict))) = (settle, world.open_conflicts().first()) {
                let choice = if by.ms.is_multiple_of(2) { Choice::Keep } else { Choice::UseLost };
                let _gone = world.send(by, &Mutation::settle(*id, conflict, choice));
            }
        }
        world
    })
}
