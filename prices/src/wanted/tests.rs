//! Which line is a price of which copy, and where prices are looked for.

use super::*;
use vitrine_ledger::{CardRef, Condition, Grade, Tags};

fn entry() -> Entry {
    let card = CardRef { game: "mtg".into(), set: "10E".into(), number: "001".into(), ..CardRef::default() };
    Entry::new(card)
}

fn line() -> PriceLine {
    PriceLine::market("rarebox", Currency::USD)
}

fn fit(entry: &Entry, line: &PriceLine) -> Option<Vec<Rule>> {
    Wanted::of(entry, &Known::default()).fit(0, line).map(|fit| fit.rules().collect())
}

#[test]
fn a_price_that_says_nothing_is_one_of_the_ordinary_copy() {
    let of = |change: fn(&mut Entry)| {
        let mut entry = entry();
        change(&mut entry);
        fit(&entry, &line())
    };
    assert_eq!(of(|_| {}), Some(vec![]));
    assert_eq!(of(|entry| entry.finish = "Nonfoil".into()), Some(vec![]));
    assert_eq!(of(|entry| entry.finish = "Foil".into()), Some(vec![Rule::Finish]));
    assert_eq!(of(|entry| entry.condition = Some(Condition::new("tcg", "NM"))), Some(vec![]));
    assert_eq!(of(|entry| entry.condition = Some(Condition::new("tcg", "LP"))), Some(vec![Rule::Condition]));
    assert_eq!(of(|entry| entry.language = "de".into()), Some(vec![Rule::Language]));
    assert_eq!(of(|entry| entry.flags = Tags::new(["signed"])), Some(vec![Rule::Condition]));
    assert_eq!(of(|entry| entry.flags = Tags::new(["proxy"])), None);
    assert_eq!(of(|entry| entry.stamp = "Prerelease".into()), Some(vec![Rule::Condition]));
    let grade = Grade { company: "PSA".into(), value: "9".into(), ..Grade::default() };
    let graded = Entry { grade: Some(grade), condition: Some(Condition::new("tcg", "LP")), ..entry() };
    assert_eq!(fit(&graded, &line()), Some(vec![Rule::Raw]), "a slab has its grade for a condition");
}

#[test]
fn a_stamped_copy_has_the_prices_of_its_own_product_and_others_stand_in() {
    let mut entry = Entry { stamp: "Staff".into(), ..entry() };
    entry.card.ids.insert("tcgplayer".into(), "228485".into());
    let rules = |known: &Known| {
        let wanted = Wanted::of(&entry, known);
        let at = wanted.refs.iter().position(|of| of == "tcgplayer:228485").unwrap();
        let rules = |at| wanted.fit(at, &line()).map(|fit| fit.rules().collect::<Vec<_>>());
        (rules(at), rules(wanted.refs.len() - 1))
    };
    assert_eq!(rules(&Known::NOTHING), (Some(vec![]), Some(vec![Rule::Condition])));
    let plain = Known { refs: vec!["tcgplayer:228485".into()], ..Known::NOTHING };
    assert_eq!(rules(&plain).0, Some(vec![Rule::Condition]), "the product is the plain card's");
}

#[test]
fn a_price_of_another_grade_or_condition_or_one_a_shop_pays_is_no_substitute() {
    let grade = Grade { company: "PSA".into(), value: "9".into(), ..Grade::default() };
    let graded = Entry { grade: Some(grade), ..entry() };
    let of_grade = |grade: &str| PriceLine { grade: grade.into(), ..line() };
    assert_eq!(fit(&graded, &of_grade("PSA_9")), Some(vec![]));
    assert_eq!(fit(&graded, &of_grade("GRADE_9")), Some(vec![]));
    assert_eq!(fit(&graded, &of_grade("PSA_10")), None);
    assert_eq!(fit(&entry(), &of_grade("PSA_9")), None);
    assert_eq!(fit(&entry(), &PriceLine { condition: "lp".into(), ..line() }), None);
    assert_eq!(fit(&entry(), &PriceLine { language: "de".into(), ..line() }), None);
    assert_eq!(fit(&entry(), &PriceLine { language: "en".into(), ..line() }), Some(vec![]));
    assert_eq!(fit(&entry(), &PriceLine { kind: "buylist".into(), ..line() }), None);
}

#[test]
fn the_only_finish_of_a_card_is_its_ordinary_one() {
    let known = Known { finishes: vec!["Holofoil".into()], ..Known::default() };
    let holo = Entry { finish: "Holo".into(), ..entry() };
    assert_eq!(Wanted::of(&holo, &known).fit(0, &line()), Some(Fit::EXACT));
    assert_eq!(Wanted::of(&entry(), &known).fit(0, &line()), Some(Fit::EXACT));
    assert_eq!(Wanted::of(&holo, &Known::default()).fit(0, &line()), Some(Fit::EXACT.with(Rule::Finish)));
}

/// Which rules a line needs for a copy in a finish, of a card the catalogue knows.
fn by(finish: &str, known: &Known, reference: &str, said: &str) -> Option<Vec<Rule>> {
    let wanted = Wanted::of(&Entry { finish: finish.into(), ..entry() }, known);
    let at = wanted.refs.iter().position(|found| found == reference).unwrap();
    let line = PriceLine { finish: keys::finish(said), ..line() };
    wanted.fit(at, &line).map(|fit| fit.rules().collect())
}

#[test]
fn issue_14_a_holofoil_only_card_has_the_price_that_is_known_of_it() {
    let known = |finishes: &[&str]| Known {
        finishes: finishes.iter().map(|finish| (*finish).to_owned()).collect(),
        refs: vec!["x:1".into()],
        ..Known::default()
    };
    let jungle = known(&["Holofoil", "1st Edition Holofoil", "Holofoil (Missing Expansion Symbol)"]);
    assert_eq!(by("Holofoil", &jungle, "x:1", ""), Some(vec![]), "nobody's finish is the ordinary one");
    assert_eq!(by("Holofoil", &jungle, "x:1", "Unlimited Holofoil"), Some(vec![]));
    assert_eq!(by("Unlimited Holofoil", &jungle, "x:1", "Holo"), Some(vec![]));
    assert_eq!(by("1st Edition", &jungle, "x:1", "1st Edition Holofoil"), Some(vec![]));
    assert_eq!(by("1st Edition", &jungle, "x:1", ""), Some(vec![Rule::Finish]));
    assert_eq!(by("Normal", &jungle, "x:1", ""), Some(vec![Rule::Finish]), "another kind is never meant");
    let lorcana = known(&["Normal", "Cold Foil"]);
    assert_eq!(by("Foil", &lorcana, "x:1", "Cold Foil"), Some(vec![]));
    assert_eq!(by("Foil", &lorcana, "x:1", ""), Some(vec![Rule::Finish]));
    let reverse = known(&["Holofoil", "Reverse Holofoil"]);
    assert_eq!(by("Reverse Holofoil", &reverse, "x:1", ""), Some(vec![Rule::Finish]));
    assert_eq!(by("Reverse Holo", &reverse, "x:1", "reverseHolofoil"), Some(vec![]));
}

#[test]
fn issue_14_a_rarity_that_is_foil_only_says_so_where_the_catalogue_does_not() {
    let mut ultra = Entry { finish: "Holofoil".into(), ..entry() };
    ultra.card.game = "pokemon".into();
    ultra.card.rarity = "Ultra Rare".into();
    assert_eq!(fit(&ultra, &line()), Some(vec![]));
    let reverse = Entry { finish: "Reverse Holofoil".into(), ..ultra.clone() };
    assert_eq!(fit(&reverse, &line()), Some(vec![Rule::Finish]));
    ultra.card.rarity = "Common".into();
    assert_eq!(fit(&ultra, &line()), Some(vec![Rule::Finish]), "a common holofoil may be anything");
}

#[test]
fn a_product_of_some_finishes_says_which_of_them_a_general_name_means() {
    let product = |finish: &str, id: &str| (finish.to_owned(), format!("tcgplayer:{id}"));
    let first = "1st Edition Holofoil (Shadowless)";
    let known = Known {
        finishes: vec!["Unlimited Holofoil".into(), first.into(), "Holofoil (Shadowless)".into()],
        finish_refs: vec![
            product("Unlimited Holofoil", "1"),
            product(first, "2"),
            product("Holofoil (Shadowless)", "2"),
        ],
        ..Known::default()
    };
    let copy = |finish: &str, id: &str, said: &str, at: &str| {
        let mut copy = Entry { finish: finish.into(), ..entry() };
        copy.card.ids.insert("tcgplayer".into(), id.into());
        let wanted = Wanted::of(&copy, &known);
        let at = wanted.refs.iter().position(|found| found == at).unwrap();
        wanted.fit(at, &PriceLine { finish: keys::finish(said), ..line() }) == Some(Fit::EXACT)
    };
    assert!(copy("Holofoil", "1", "", "tcgplayer:1") && copy("Holofoil", "1", "Unlimited Holofoil", "tcgplayer:1"));
    assert!(copy("Holofoil", "2", "Holofoil", "tcgplayer:2") && !copy("Holofoil", "2", "Holofoil", "tcgplayer:1"));
    assert!(copy("1st Edition Holofoil", "2", "1st Edition Holofoil", "tcgplayer:2"));
    assert!(!copy("Holofoil", "1", "1st Edition Holofoil", "tcgplayer:2"));
}

#[test]
fn report_a6_a_price_of_a_language_is_of_every_name_of_it() {
    for said in ["Deutsch", "German", "de"] {
        let german = Entry { language: said.into(), ..entry() };
        for of in ["de", "german", "deutsch"] {
            assert_eq!(fit(&german, &PriceLine { language: of.into(), ..line() }), Some(vec![]), "{said} {of}");
        }
        assert_eq!(fit(&german, &line()), Some(vec![Rule::Language]));
    }
}

#[test]
fn a_product_of_one_finish_gives_its_price_to_that_finish() {
    let finish_refs = vec![("Foil".to_owned(), "tcgplayer:7".to_owned())];
    let wanted = |finish: &str| {
        Wanted::of(
            &Entry { finish: finish.into(), ..entry() },
            &Known { finish_refs: finish_refs.clone(), ..Known::default() },
        )
    };
    let at = wanted("").refs.iter().position(|reference| reference == "tcgplayer:7").unwrap();
    assert_eq!(wanted("Foil").fit(at, &line()), Some(Fit::EXACT));
    assert_eq!(wanted("").fit(at, &line()), Some(Fit::EXACT.with(Rule::Finish)));
}

#[test]
fn what_is_paid_is_preferred_to_what_is_asked_and_ones_own_money_to_any() {
    let wanted = Wanted::of(&entry(), &Known::default());
    let better = |a: &PriceLine, b: &PriceLine| {
        let of = |line| wanted.preference(wanted.fit(0, line).unwrap(), 0, line, Some(Currency::EUR));
        of(a) < of(b)
    };
    let kind = |kind: &str| PriceLine { kind: kind.into(), ..line() };
    for pair in ["market", "trend", "mid", "avg", "low", "whatever", "high"].windows(2) {
        assert!(better(&kind(pair[0]), &kind(pair[1])), "{pair:?}");
    }
    assert!(better(&kind("avg"), &kind("avg7")), "of a source's averages the one over all sales");
    let named = PriceLine { finish: "normal".into(), source: "shop".into(), ..line() };
    assert!(better(&named, &line()) && better(&line(), &PriceLine { kind: "low".into(), ..named.clone() }));
    assert!(better(&PriceLine { currency: Currency::EUR, ..kind("low") }, &kind("market")));
    assert!(better(&kind("low"), &PriceLine { finish: "foil".into(), currency: Currency::EUR, ..kind("market") }));
}

#[test]
fn a_card_is_looked_for_under_all_its_names() {
    let mut entry = entry();
    entry.card.ids.insert("tcgplayer".into(), "526193".into());
    entry.card.ids.insert("sku".into(), "1".into());
    let known = Known { refs: vec!["scryfall:x".into(), "mtg:10e-1".into()], ..Known::default() };
    assert_eq!(
        Wanted::of(&entry, &known).refs,
        ["tcgplayer:526193", "scryfall:x", "mtg:10e-1", "rarebox:mtg/10e-1", "rarebox:mtg/10e-001"]
    );
    let unsure = vec!["scryfall:x".to_owned(), "tcgplayer:526193".to_owned(), "rarebox:mtg/10e-1".to_owned()];
    let shared = Known { unsure, ..known.clone() };
    assert_eq!(Wanted::of(&entry, &shared).refs, ["mtg:10e-1", "rarebox:mtg/10e-001"]);
    let elsewhere = Known { place: Some(("lea".into(), "232".into())), ..Known::default() };
    assert_eq!(
        Wanted::of(&entry, &elsewhere).refs,
        ["tcgplayer:526193", "rarebox:mtg/lea-232", "mtg:lea-232"],
        "a code that is not the catalogue's names another card in price files"
    );
    let undecided = Known { contradiction: vec![entry.card.clone()], ..known.clone() };
    assert_eq!(Wanted::of(&entry, &undecided).refs, Vec::<String>::new());
    let padded = Known { place: Some(("sv03.5".into(), "001".into())), ..Known::default() };
    let padded =
        Wanted::of(&Entry { card: CardRef { set: String::new(), ..entry.card.clone() }, ..entry.clone() }, &padded);
    assert!(padded.refs.contains(&"rarebox:mtg/sv3pt5-1".to_owned()), "{:?}", padded.refs);
    entry.card.set = "EB01".into();
    entry.card.number = "EB01-001".into();
    assert!(Wanted::of(&entry, &known).refs.contains(&"rarebox:mtg/eb01-001".to_owned()));
    let known = Known { shared: true, ..known };
    assert_eq!(Wanted::of(&entry, &known).refs, ["tcgplayer:526193", "scryfall:x", "mtg:10e-1"]);
}
