//! The slow way: a list of copies, each with the day it came and the day it went; for each copy and each day a look at
//! every price there is. Written from the rules in `docs/prices.md`, with nothing kept from one day to the next.

use std::collections::BTreeMap;

use uuid::Uuid;
use vitrine_ledger::basis::{Method, Terms, holdings};
use vitrine_ledger::{Currency, Entry, Key, Lot, Money, Rate, Record, Sale, Settings};
use vitrine_prices::wanted::Known;
use vitrine_prices::{Day, History, Line, Mark, Point, Rules, STALE_DAYS, Wanted, day};

use crate::some::{Ledger, World};

/// One copy.
struct Copy {
    entry: Uuid,
    /// None: always here.
    came: Option<Day>,
    /// None: still here.
    went: Option<Day>,
    /// Part of the lot's cost.
    cost: Option<i64>,
}

pub(crate) struct Slow<'a> {
    world: &'a World,
    entries: BTreeMap<Uuid, Entry>,
    copies: Vec<Copy>,
    gains: Vec<(Uuid, Day, i64)>,
    base: Currency,
    rules: Rules,
}

impl<'a> Slow<'a> {
    pub(crate) fn new(ledger: &Ledger, world: &'a World) -> Self {
        let settings = Settings::among(ledger);
        let entries: BTreeMap<Uuid, Entry> = ledger
            .iter()
            .filter_map(|(key, record)| record.as_entry().filter(|s| s.alive).map(|s| (key.id, s.value.clone())))
            .collect();
        let rules = Rules::of(settings.substitutes.iter());
        let mut slow = Self { world, entries, copies: Vec::new(), gains: Vec::new(), base: Currency::USD, rules };
        slow.base = slow.base_of(ledger, &settings);
        slow.fill(ledger, settings.method);
        slow
    }

    fn base_of(&self, ledger: &Ledger, settings: &Settings) -> Currency {
        let most = |counts: BTreeMap<Currency, usize>| {
            counts.into_iter().rev().max_by_key(|(_, count)| *count).map(|(currency, _)| currency)
        };
        let mut paid = BTreeMap::new();
        for lot in ledger.values().filter_map(|record| record.as_lot()).filter(|lot| lot.alive) {
            lot.value.cost.into_iter().for_each(|cost| *paid.entry(cost.currency).or_default() += 1);
        }
        let mut priced = BTreeMap::new();
        for entry in self.entries.values() {
            let wanted = Wanted::of(entry, &Known::default());
            let lines = self.lines(&wanted).into_iter().filter(|(mark, ..)| mark.is_exact());
            // Of this very copy the best kind; the sources are all the same here.
            let best =
                lines.min_by_key(|(_, line, ..)| (!same_grade(line, entry), kind(line), line.finish.is_empty(), *line));
            best.into_iter().for_each(|(_, line, ..)| *priced.entry(line.currency).or_default() += 1);
        }
        settings.currency.or(most(paid)).or(most(priced)).unwrap_or(Currency::USD)
    }

    /// Every copy with its fate, by what the sales took.
    fn fill(&mut self, ledger: &Ledger, method: Method) {
        let rated: Ledger = ledger.iter().map(|(key, record)| (*key, self.rated(record))).collect();
        let assigned = if method == Method::Fifo { Method::Fifo } else { Method::Specific };
        for (entry, holding) in holdings(&rated) {
            let basis = holding.basis(assigned, Terms::Base(self.base));
            let lot = |id: Uuid| rated[&Key::lot(id)].as_lot().unwrap().value.clone();
            let mut used: BTreeMap<Uuid, i64> = BTreeMap::new();
            let mut put = |slow: &mut Self, id: Uuid, copies: i64, went: Option<Option<Day>>| {
                let lot = lot(id);
                let before = used.entry(id).or_default();
                for nth in *before..*before + copies {
                    let came = lot.acquired.map(|date| day::day(date).unwrap_or(Day::MAX));
                    let cost = share(&lot, nth, self_base(slow));
                    let never = went == Some(None);
                    let went = went.flatten();
                    if !never && went.is_none_or(|went| came.is_none_or(|came| came < went)) && came != Some(Day::MAX) {
                        slow.copies.push(Copy { entry, came, went, cost });
                    }
                }
                *before += copies;
            };
            for sale in &basis.sales {
                let went = sale.date.map(|date| day::day(date).unwrap_or(Day::MAX));
                for taken in &sale.taken {
                    put(self, taken.lot, taken.copies, Some(went));
                }
            }
            for rest in &basis.left {
                put(self, rest.lot, rest.copies, None);
            }
            for sale in holding.basis(method, Terms::Base(self.base)).sales.iter().filter(|sale| sale.kind.for_value())
            {
                let on = sale.date.and_then(day::day);
                let gain = sale.gain.as_ref().map(|gain| gain.get(&self.base).copied().unwrap_or(0));
                self.gains.extend(on.zip(gain).map(|(on, gain)| (entry, on, gain)));
            }
        }
    }

    /// With the rate of its day where it has none beside it.
    fn rated(&self, record: &Record) -> Record {
        let rate = |money: Option<Money>, beside: Option<Rate>, date| {
            let from = money?.currency;
            let fits = beside.is_some_and(|rate| rate.from == from && rate.to == self.base);
            let there = if from == self.base || fits { None } else { self.world.rates.on(from, self.base, date?) };
            there.or(beside)
        };
        let mut record = record.clone();
        match &mut record {
            Record::Lot(stored) => {
                let Lot { cost, rate: beside, acquired, .. } = &mut stored.value;
                *beside = rate(*cost, *beside, *acquired);
            }
            Record::Sale(stored) => {
                let Sale { gross, rate: beside, date, .. } = &mut stored.value;
                *beside = rate(*gross, *beside, *date);
            }
            _ => {}
        }
        record
    }

    fn lines(&self, wanted: &Wanted) -> Vec<(Mark, &Line, &[Point], Day)> {
        let of = self.world.series.iter().filter(|(card, ..)| wanted.refs.contains(card));
        of.filter_map(|(_, line, points, seen)| Some((wanted.fit(0, line)?, line, &points[..], *seen))).collect()
    }

    /// The price of one copy on a day, by looking at all of them.
    pub(crate) fn price(&self, entry: Uuid, on: Day) -> Option<(i64, Currency, Mark)> {
        let entry = &self.entries[&entry];
        let wanted = Wanted::of(entry, &Known::default());
        if let Some((_, own)) = wanted.own.filter(|(from, _)| *from <= on) {
            return Some((own.minor, own.currency, Mark::OWN));
        }
        let mut there: Vec<_> = self
            .lines(&wanted)
            .into_iter()
            .filter(|(mark, _, points, _)| self.rules.allow(*mark) && points[0].day <= on)
            .collect();
        let class = there.iter().map(|(mark, ..)| (mark.rules().count(), *mark)).min()?;
        there.retain(|(mark, ..)| (mark.rules().count(), *mark) == class);
        let other = class.1.rules().any(|rule| rule.as_str() == "finish");
        let better = |line: &Line| {
            let odd = other && !["", "normal"].contains(&line.finish.as_str());
            (odd, !same_grade(line, entry), line.currency != self.base, kind(line), line.finish.is_empty())
        };
        there.sort_by(|a, b| (better(a.1), &a.1.kind, a.1).cmp(&(better(b.1), &b.1.kind, b.1)));
        let fresh = there.iter().find(|(.., seen)| on <= *seen + STALE_DAYS);
        let latest = there.iter().map(|(.., seen)| *seen).max()?;
        let (mark, line, points, _) = fresh.or_else(|| there.iter().find(|(.., seen)| *seen == latest))?;
        let point = points.iter().rev().find(|point| point.day <= on)?;
        Some((point.minor, line.currency, *mark))
    }

    fn here(&self, on: Day) -> impl Iterator<Item = &Copy> {
        self.copies
            .iter()
            .filter(move |copy| copy.came.is_none_or(|came| came <= on) && copy.went.is_none_or(|went| on < went))
    }

    fn within(&self, entry: Uuid, portfolio: Option<Uuid>) -> bool {
        portfolio.is_none() || self.entries[&entry].portfolio == portfolio
    }

    pub(crate) fn copies(&self, entry: Uuid, on: Day) -> i64 {
        self.here(on).filter(|copy| copy.entry == entry).count() as i64
    }

    /// Did copies come, and go, after the first day and until the second?
    pub(crate) fn traffic(&self, entry: Uuid, before: Day, after: Day) -> (bool, bool) {
        let of = || self.copies.iter().filter(|copy| copy.entry == entry);
        let between = |day: Option<Day>| day.is_some_and(|day| before < day && day <= after);
        (of().any(|copy| between(copy.came)), of().any(|copy| between(copy.went)))
    }

    /// What is held on a day: by currency; without a price; the cost; the gain.
    fn state(&self, portfolio: Option<Uuid>, on: Day) -> (BTreeMap<Currency, (i128, i64)>, i64, i64, i64) {
        let mut by: BTreeMap<Currency, (i128, i64)> = BTreeMap::new();
        let (mut unpriced, mut cost) = (0, 0);
        for copy in self.here(on).filter(|copy| self.within(copy.entry, portfolio)) {
            cost += copy.cost.unwrap_or(0);
            match self.price(copy.entry, on) {
                Some((minor, currency, _)) => {
                    let sum = by.entry(currency).or_default();
                    *sum = (sum.0 + i128::from(minor), sum.1 + 1);
                }
                None => unpriced += 1,
            }
        }
        let gains = self.gains.iter().filter(|(entry, day, _)| *day <= on && self.within(*entry, portfolio));
        (by, unpriced, cost, gains.map(|(_, _, gain)| gain).sum())
    }

    /// Converted currency by currency, each rounded once; and the copies no rate leads from.
    fn converted(&self, by: &BTreeMap<Currency, (i128, i64)>, on: Day) -> (i64, i64) {
        let (mut value, mut unconverted) = (0, 0);
        for (currency, (minor, copies)) in by {
            let money = Money::new(i64::try_from(*minor).unwrap(), *currency);
            let rate = self.world.rates.at(*currency, self.base, on);
            match (*currency == self.base, rate) {
                (true, _) => value += money.minor,
                (_, Some(sourced)) => value += sourced.rate.convert(money).unwrap().minor,
                _ => unconverted += copies,
            }
        }
        (value, unconverted)
    }

    pub(crate) fn value(&self, portfolio: Option<Uuid>, on: Day) -> i64 {
        self.converted(&self.state(portfolio, on).0, on).0
    }

    pub(crate) fn history(&self, portfolio: Option<Uuid>, today: Day) -> History {
        // Before everything that has a day; and after.
        let nothing = self.state(portfolio, 0);
        let of = |copy: &&Copy| self.within(copy.entry, portfolio);
        let ever =
            self.copies.iter().filter(of).count() + self.gains.iter().filter(|g| self.within(g.0, portfolio)).count();
        if ever == 0 {
            return History::default();
        }
        let clean = |mut state: (BTreeMap<Currency, (i128, i64)>, i64, i64, i64)| {
            state.0.retain(|_, sum| *sum != (0, 0));
            state
        };
        let from = [day::FLOOR].into_iter().chain(crate::some::START - 6..=today);
        let mut days = from;
        let first = days.find(|on| clean(self.state(portfolio, *on)) != clean(nothing.clone())).unwrap_or(today);
        let mut history = History { first: Some(first), ..History::default() };
        for on in first..=today {
            let (by, unpriced, cost, realised) = self.state(portfolio, on);
            let (value, unconverted) = self.converted(&by, on);
            history.value.push(value);
            history.cost.push(cost);
            history.realised.push(realised);
            history.unpriced.push(unpriced);
            history.unconverted.push(unconverted);
        }
        let undated = self.copies.iter().filter(of).filter(|copy| copy.came.is_none() && copy.went.is_none());
        history.undated = undated.count() as i64;
        history
    }
}

fn self_base(slow: &Slow<'_>) -> Currency {
    slow.base
}

fn kind(line: &Line) -> usize {
    ["market", "trend", "low"].into_iter().position(|kind| kind == line.kind).unwrap_or(9)
}

/// Of this company, or of any?
fn same_grade(line: &Line, entry: &Entry) -> bool {
    entry.grade.is_some() == (line.grade == "PSA_9")
}

/// The cost of the nth copy of a lot: the odd units are with the first ones.
fn share(lot: &Lot, nth: i64, base: Currency) -> Option<i64> {
    let total = vitrine_ledger::basis::cost_of(lot, Terms::Base(base)).ok()?.minor;
    let (each, odd) = (total / lot.quantity, total % lot.quantity);
    Some(each + if nth < odd.abs() { odd.signum() } else { 0 })
}
