//! What an entry of the ledger wants a price for, and which lines are prices of it.

use std::collections::BTreeMap;

use vitrine_ledger::{Currency, Entry, Money};

use crate::day::{self, Day};
use crate::keys;
use crate::line::Line;
use crate::quote::{Mark, Rule};

/// What the catalogue knows of an entry's card; empty without one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// Its references elsewhere.
    pub refs: Vec<String>,
    /// The finishes it is printed in.
    pub finishes: Vec<String>,
    /// References that are the card in one finish: `(finish, reference)`.
    pub finish_refs: Vec<(String, String)>,
    /// Several cards have its set and number: a price of that place is of nobody knows which.
    pub shared: bool,
}

/// A copy that wants a price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Where to look for prices, the most particular first.
    pub refs: Vec<String>,
    /// The finish of a price that says none, by the place of its reference.
    finish_of: BTreeMap<usize, String>,
    game: String,
    finish: String,
    /// What a price that says no finish is of.
    ordinary: String,
    grade: String,
    any_company: Option<String>,
    condition: String,
    language: String,
    /// Signed, altered or misprinted: no price we know is of it.
    special: bool,
    /// Nobody's price is of a proxy.
    proxy: bool,
    /// The price its owner set, and the day from which it holds.
    pub own: Option<(Day, Money)>,
}

impl Wanted {
    pub fn of(entry: &Entry, known: &Known) -> Self {
        let finishes: Vec<String> = known.finishes.iter().map(|finish| keys::finish(finish)).collect();
        let ordinary = match &finishes[..] {
            [only] if !only.is_empty() => only.clone(),
            _ => "normal".to_owned(),
        };
        let finish = Some(keys::finish(&entry.finish)).filter(|finish| !finish.is_empty());
        let grade = entry.grade.as_ref().map(keys::grade_of).unwrap_or_default();
        let game = entry.card.game.trim().to_lowercase();
        let flagged = |flag: &str| entry.flags.iter().any(|set| set.eq_ignore_ascii_case(flag));
        let own = entry.price.as_ref().and_then(|own| Some((day::day(own.date)?, own.price)));
        let refs = refs(entry, known);
        let finish_of = known.finish_refs.iter().filter_map(|(finish, of)| {
            let at = refs.iter().position(|reference| reference == of)?;
            Some((at, keys::finish(finish)))
        });
        Self {
            finish_of: finish_of.collect(),
            refs,
            finish: finish.unwrap_or_else(|| ordinary.clone()),
            ordinary,
            any_company: keys::any_company(&grade),
            condition: if grade.is_empty() { keys::condition_of(entry.condition.as_ref()) } else { String::new() },
            grade,
            language: keys::language(&entry.language, &game),
            game,
            special: ["signed", "altered", "misprint"].into_iter().any(flagged),
            proxy: flagged("proxy"),
            own,
        }
    }

    /// The same copy in a holder with a grade: in no other condition than that, and with no price its owner set.
    #[must_use]
    pub fn graded(&self, grade: &str) -> Self {
        let (grade, condition) = (grade.to_owned(), String::new());
        Self { grade, condition, any_company: None, own: None, ..self.clone() }
    }

    /// Is a price of this line, of the reference at `at`, one of this copy? The mark says by which rules; none where no
    /// rule makes it one: a buying price, another grade, a better or worse condition that is said.
    pub fn fit(&self, at: usize, line: &Line) -> Option<Mark> {
        if self.proxy || line.kind == "buylist" {
            return None;
        }
        let mut mark = Mark::EXACT;
        let unsaid = self.finish_of.get(&at).unwrap_or(&self.ordinary);
        let finish = if line.finish.is_empty() { unsaid } else { &line.finish };
        if *finish != self.finish {
            mark = mark.with(Rule::Finish);
        }
        if line.grade != self.grade && Some(&line.grade) != self.any_company.as_ref() {
            if !line.grade.is_empty() {
                return None;
            }
            mark = mark.with(Rule::Raw);
        }
        if line.condition != self.condition && !line.condition.is_empty() {
            return None;
        }
        if line.condition != self.condition || self.special {
            mark = mark.with(Rule::Condition);
        }
        let language = keys::language(&line.language, &self.game);
        if language != self.language {
            if !language.is_empty() {
                return None;
            }
            mark = mark.with(Rule::Language);
        }
        Some(mark)
    }

    /// Which of two fitting lines is the better one: the smaller. Prices of this very copy come first, those that differ
    /// in less before others, those of the ordinary finish before other finishes; then what needs no rate of exchange;
    /// then by kind; then by name, so that the choice is always the same.
    pub fn preference<'a>(&self, mark: Mark, at: usize, line: &'a Line, base: Option<Currency>) -> impl Ord + use<'a> {
        let plain = line.finish.is_empty() || line.finish == self.ordinary;
        let company = line.grade == self.grade;
        (
            class(mark),
            (!plain && mark.rules().any(|rule| rule == Rule::Finish), !company),
            (Some(line.currency) != base, rank(&line.kind)),
            (line.source.as_str(), line.kind.as_str(), at, line),
        )
    }
}

/// Lines of a lower class are preferred whenever they have a price at all: by how many rules, then by which.
pub fn class(mark: Mark) -> (usize, Mark) {
    (mark.rules().count(), mark)
}

/// Kinds of prices, the best first: what is paid, before what is asked.
fn rank(kind: &str) -> usize {
    const KINDS: [&str; 10] = ["market", "trend", "retail", "mid", "avg7", "avg30", "avg", "avg1", "low", "directlow"];
    // "high" is what somebody dreams of.
    let other = if kind == "high" { KINDS.len() + 1 } else { KINDS.len() };
    KINDS.iter().position(|known| *known == kind).unwrap_or(other)
}

/// Where to look for the prices of an entry: its own ids, what the catalogue knows, its place in its set.
fn refs(entry: &Entry, known: &Known) -> Vec<String> {
    let card = &entry.card;
    let lower = |text: &str| text.trim().to_lowercase();
    let ids =
        card.ids.iter().filter(|(name, _)| *name != "sku").map(|(name, id)| format!("{}:{}", lower(name), lower(id)));
    let finishes = known.finish_refs.iter().map(|(_, reference)| reference.clone());
    let mut refs: Vec<String> = ids.chain(known.refs.iter().cloned()).chain(finishes).collect();
    if let Some(key) = card.key().filter(|_| !known.shared) {
        let (game, place) = key.split_once(':').unwrap_or_default();
        // A price file writes the number with its zeros, or with the set in it.
        let number = lower(card.number.split('/').next().unwrap_or_default());
        let set = lower(&card.set);
        refs.push(format!("rarebox:{game}/{place}"));
        refs.push(format!("rarebox:{game}/{set}-{number}"));
        if number.starts_with(&format!("{set}-")) {
            refs.push(format!("rarebox:{game}/{number}"));
        }
        refs.push(key);
    }
    let mut seen = std::collections::BTreeSet::new();
    refs.retain(|reference| seen.insert(reference.clone()));
    refs
}

#[cfg(test)]
mod tests {
    use super::*;
    use vitrine_ledger::{CardRef, Condition, Grade, Tags};

    fn entry() -> Entry {
        let card = CardRef { game: "mtg".into(), set: "10E".into(), number: "001".into(), ..CardRef::default() };
        Entry::new(card)
    }

    fn line() -> Line {
        Line::market("rarebox", Currency::USD)
    }

    fn fit(entry: &Entry, line: &Line) -> Option<Vec<Rule>> {
        Wanted::of(entry, &Known::default()).fit(0, line).map(|mark| mark.rules().collect())
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
        let grade = Grade { company: "PSA".into(), value: "9".into(), ..Grade::default() };
        let graded = Entry { grade: Some(grade), condition: Some(Condition::new("tcg", "LP")), ..entry() };
        assert_eq!(fit(&graded, &line()), Some(vec![Rule::Raw]), "a slab has its grade for a condition");
    }

    #[test]
    fn a_price_of_another_grade_or_condition_or_one_a_shop_pays_is_no_substitute() {
        let grade = Grade { company: "PSA".into(), value: "9".into(), ..Grade::default() };
        let graded = Entry { grade: Some(grade), ..entry() };
        let of_grade = |grade: &str| Line { grade: grade.into(), ..line() };
        assert_eq!(fit(&graded, &of_grade("PSA_9")), Some(vec![]));
        assert_eq!(fit(&graded, &of_grade("GRADE_9")), Some(vec![]));
        assert_eq!(fit(&graded, &of_grade("PSA_10")), None);
        assert_eq!(fit(&entry(), &of_grade("PSA_9")), None);
        assert_eq!(fit(&entry(), &Line { condition: "lp".into(), ..line() }), None);
        assert_eq!(fit(&entry(), &Line { language: "de".into(), ..line() }), None);
        assert_eq!(fit(&entry(), &Line { language: "en".into(), ..line() }), Some(vec![]));
        assert_eq!(fit(&entry(), &Line { kind: "buylist".into(), ..line() }), None);
    }

    #[test]
    fn the_only_finish_of_a_card_is_its_ordinary_one() {
        let known = Known { finishes: vec!["Holofoil".into()], ..Known::default() };
        let holo = Entry { finish: "Holo".into(), ..entry() };
        assert_eq!(Wanted::of(&holo, &known).fit(0, &line()), Some(Mark::EXACT));
        assert_eq!(Wanted::of(&entry(), &known).fit(0, &line()), Some(Mark::EXACT));
        assert_eq!(Wanted::of(&holo, &Known::default()).fit(0, &line()), Some(Mark::EXACT.with(Rule::Finish)));
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
        assert_eq!(wanted("Foil").fit(at, &line()), Some(Mark::EXACT));
        assert_eq!(wanted("").fit(at, &line()), Some(Mark::EXACT.with(Rule::Finish)));
    }

    #[test]
    fn what_is_paid_is_preferred_to_what_is_asked_and_ones_own_money_to_any() {
        let wanted = Wanted::of(&entry(), &Known::default());
        let better = |a: &Line, b: &Line| {
            let of = |line| wanted.preference(wanted.fit(0, line).unwrap(), 0, line, Some(Currency::EUR));
            of(a) < of(b)
        };
        let kind = |kind: &str| Line { kind: kind.into(), ..line() };
        for pair in ["market", "trend", "mid", "avg", "low", "whatever", "high"].windows(2) {
            assert!(better(&kind(pair[0]), &kind(pair[1])), "{pair:?}");
        }
        assert!(better(&Line { currency: Currency::EUR, ..kind("low") }, &kind("market")));
        assert!(better(&kind("low"), &Line { finish: "foil".into(), currency: Currency::EUR, ..kind("market") }));
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
        entry.card.set = "EB01".into();
        entry.card.number = "EB01-001".into();
        assert!(Wanted::of(&entry, &known).refs.contains(&"rarebox:mtg/eb01-001".to_owned()));
        let known = Known { shared: true, ..known };
        assert_eq!(Wanted::of(&entry, &known).refs, ["tcgplayer:526193", "scryfall:x", "mtg:10e-1"]);
    }
}
