//! What an entry of the ledger wants a price for, and which lines are prices of it.

mod refs;

use std::collections::{BTreeMap, BTreeSet};

use vitrine_ledger::finish::{finish_is, finish_meant, finish_ordinary, is_foil_only};
use vitrine_ledger::{CardRef, Currency, Entry, Money};

use crate::day::{self, Day};
use crate::keys;
use crate::price_line::PriceLine;
use crate::quote::{Fit, Rule};

pub use refs::place_refs;
use refs::{own_refs, refs};

/// What the catalogue knows of an entry's card; empty without one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// Its references elsewhere.
    pub refs: Vec<String>,
    /// The finishes it is printed in, commonest first.
    pub finishes: Vec<String>,
    /// References that are the card in one finish: `(finish, reference)`.
    pub finish_refs: Vec<(String, String)>,
    /// Several cards have its set and number: a price of that place is of nobody knows which.
    pub shared: bool,
    /// Its set and number, as the catalogue writes them; none: it has no such card.
    pub place: Option<(String, String)>,
    /// The rarity, by the catalogue.
    pub rarity: String,
    /// References that other cards have too: a price of one is of nobody knows which.
    pub unsure: Vec<String>,
    /// The entry's ids and its set and number are of different cards: what it would be if it were each of them. Until
    /// somebody says which, it has no price.
    pub contradiction: Vec<CardRef>,
}

impl Known {
    /// Of a card that no catalogue knows.
    pub const NOTHING: Self = Self {
        refs: Vec::new(),
        finishes: Vec::new(),
        finish_refs: Vec::new(),
        shared: false,
        place: None,
        rarity: String::new(),
        unsure: Vec::new(),
        contradiction: Vec::new(),
    };
}

/// A copy that wants a price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Where to look for prices, the most particular first.
    pub refs: Vec<String>,
    /// The finishes a reference stands for, where these are not all of the card: by the place of the reference.
    finishes_of: BTreeMap<usize, Vec<String>>,
    /// The finishes the card is printed in; empty: nobody says.
    printed: Vec<String>,
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
    /// References, by their place, that are of the printing without the stamp this copy has: none of a copy without one.
    unstamped: BTreeSet<usize>,
    /// A proxy: no source quotes prices for those.
    proxy: bool,
    /// The price its owner set, and the day from which it holds.
    pub own: Option<(Day, Money)>,
}

impl Wanted {
    /// What an entry wants, with what the catalogue knows of its card.
    pub fn of(entry: &Entry, known: &Known) -> Self {
        let game = entry.card.game.trim().to_lowercase();
        let printed = printed(entry, known, &game);
        let refs = refs(entry, known);
        let mut finishes_of: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        for (finish, of) in &known.finish_refs {
            if let Some(at) = refs.iter().position(|reference| reference == of) {
                finishes_of.entry(at).or_default().push(keys::finish(finish));
            }
        }
        // A product of some finishes only, which the entry names, leaves these.
        let mut left = printed.clone();
        let own_refs: Vec<String> = own_refs(&entry.card).collect();
        for of in own_refs.iter().filter_map(|own| finishes_of.get(&refs.iter().position(|found| found == own)?)) {
            let both: Vec<String> = left.iter().filter(|finish| of.contains(finish)).cloned().collect();
            if !both.is_empty() {
                left = both;
            }
        }
        let finish = match keys::finish(&entry.finish) {
            said if said.is_empty() => finish_ordinary(&left).to_owned(),
            said => match (finish_meant(&said, &left), finish_meant(&said, &printed)) {
                (Some(at), _) => left[at].clone(),
                (None, Some(at)) => printed[at].clone(),
                (None, None) => said,
            },
        };
        // A product that the entry names and the catalogue does not know of the plain card is of the stamped one.
        let plain = |of: &String| !own_refs.contains(of) || known.refs.contains(of);
        let stamped = !entry.stamp.is_empty();
        let unstamped = refs.iter().enumerate().filter(|(_, of)| stamped && plain(of)).map(|(at, _)| at).collect();
        let grade = entry.grade.as_ref().map(keys::grade_of).unwrap_or_default();
        let flagged = |flag: &str| entry.flags.iter().any(|set| set.eq_ignore_ascii_case(flag));
        let own = entry.price.as_ref().and_then(|own| Some((day::day(own.date)?, own.price)));
        Self {
            finishes_of,
            unstamped,
            refs,
            finish,
            ordinary: finish_ordinary(&printed).to_owned(),
            printed,
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

    /// Is it a proxy, of which nobody's price is?
    pub fn is_proxy(&self) -> bool {
        self.proxy
    }

    /// The same copy in a holder with a grade: in no other condition than that, and with no price its owner set.
    #[must_use]
    pub fn graded(&self, grade: &str) -> Self {
        let (grade, condition) = (grade.to_owned(), String::new());
        Self { grade, condition, any_company: None, own: None, ..self.clone() }
    }

    /// Is a price of this line, of the reference at `at`, one of this copy? The fit says by which rules; none where no
    /// rule makes it one: a buying price, another grade, a better or worse condition that is said.
    pub fn fit(&self, at: usize, line: &PriceLine) -> Option<Fit> {
        if self.proxy || line.kind == "buylist" {
            return None;
        }
        let mut fit = Fit::EXACT;
        if !self.is_finish(at, &line.finish) {
            fit = fit.with(Rule::Finish);
        }
        if line.grade != self.grade && Some(&line.grade) != self.any_company.as_ref() {
            if !line.grade.is_empty() {
                return None;
            }
            fit = fit.with(Rule::Raw);
        }
        if line.condition != self.condition && !line.condition.is_empty() {
            return None;
        }
        if line.condition != self.condition || self.special || self.unstamped.contains(&at) {
            fit = fit.with(Rule::Condition);
        }
        let language = keys::language(&line.language, &self.game);
        if language != self.language {
            if !language.is_empty() {
                return None;
            }
            fit = fit.with(Rule::Language);
        }
        Some(fit)
    }

    /// Is what a line of the reference at `at` says of its finish the finish of this copy?
    fn is_finish(&self, at: usize, said: &str) -> bool {
        match (self.finishes_of.get(&at), said) {
            (None, "") => self.ordinary == self.finish,
            (Some(of), "") => finish_ordinary(of) == self.finish,
            (None, said) => finish_is(said, &self.finish, &self.printed),
            (Some(of), said) => match finish_meant(said, of) {
                Some(meant) => of[meant] == self.finish,
                None => finish_is(said, &self.finish, &self.printed),
            },
        }
    }

    /// Which of two fitting lines is the better one: the smaller. Prices of this very copy come first, those that differ
    /// in less before others, those of the ordinary finish before other finishes; then what needs no rate of exchange;
    /// then by kind; then one that names its finish before one that does not; then by name, so that the choice is always
    /// the same.
    pub fn preference<'a>(
        &self,
        fit: Fit,
        at: usize,
        line: &'a PriceLine,
        base: Option<Currency>,
    ) -> impl Ord + use<'a> {
        let plain = line.finish.is_empty() || line.finish == self.ordinary;
        let company = line.grade == self.grade;
        (
            class(fit),
            (!plain && fit.rules().any(|rule| rule == Rule::Finish), !company),
            (Some(line.currency) != base, rank(&line.kind), line.finish.is_empty()),
            (line.source.as_str(), line.kind.as_str(), at, line),
        )
    }
}

/// Lines of a lower class are preferred whenever they have a price at all: by how many rules, then by which.
pub fn class(fit: Fit) -> (usize, Fit) {
    (fit.rules().count(), fit)
}

/// Kinds of prices, the best first: what is paid, before what is asked.
fn rank(kind: &str) -> usize {
    const KINDS: [&str; 10] = ["market", "trend", "retail", "mid", "avg", "avg7", "avg30", "avg1", "low", "directlow"];
    // "high" is what somebody dreams of.
    let other = if kind == "high" { KINDS.len() + 1 } else { KINDS.len() };
    KINDS.iter().position(|known| *known == kind).unwrap_or(other)
}

/// The finishes a card is printed in: as the catalogue says; where it does not, a rarity may.
fn printed(entry: &Entry, known: &Known, game: &str) -> Vec<String> {
    let said = known.finishes.iter().map(|finish| keys::finish(finish)).filter(|finish| !finish.is_empty());
    let said: Vec<String> = said.collect();
    let rarity = if known.rarity.is_empty() { &entry.card.rarity } else { &known.rarity };
    let single = entry.card.product.is_empty();
    if said.is_empty() && single && is_foil_only(game, rarity) { vec!["holofoil".to_owned()] } else { said }
}

#[cfg(test)]
mod tests;
