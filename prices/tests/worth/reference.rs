//! The slow way: a list of copies, each with the day it came and the day it went; for each copy and each day a look at
//! every price there is. Written from the rules in `docs/prices.md`, with nothing kept from one day to the next.

use std::collections::BTreeMap;

use uuid::Uuid;
use vitrine_ledger::basis::{Method, NoRates, ReportingCurrency, holdings};
use vitrine_ledger::{Currency, Entry, Key, Lot, Money, Rate, Record, Sale, Settings};
use vitrine_prices::wanted::Known;
use vitrine_prices::{Day, Fit, History, Point, PriceLine, Rules, STALE_DAYS, Wanted, day};

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
    /// By the average, the cost is not that of the copies: how it changes from day to day, by entry.
    pooled: Option<Vec<(Uuid, Day, i64)>>,
    /// What is dated later counts with this day.
    until: Option<Day>,
    base: Currency,
    rules: Rules,
}

impl<'a> Slow<'a> {
    pub(crate) fn new(ledger: &Ledger, world: &'a World, until: Option<Day>) -> Self {
        let settings = Settings::among(ledger);
        let entries: BTreeMap<Uuid, Entry> = ledger
            .iter()
            .filter_map(|(key, record)| record.as_entry().filter(|s| s.alive).map(|s| (key.id, s.value.clone())))
            .collect();
        let rules = Rules::of(settings.substitutes.iter());
        let (copies, gains, base) = (Vec::new(), Vec::new(), Currency::USD);
        let mut slow = Self { world, entries, copies, gains, pooled: None, until, base, rules };
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
            let lines = self.lines(&wanted).into_iter().filter(|(fit, ..)| fit.is_exact());
            // Of this very copy the best kind; the sources are all the same here.
            let best =
                lines.min_by_key(|(_, line, ..)| (!same_grade(line, entry), kind(line), line.finish.is_empty(), *line));
            best.into_iter().for_each(|(_, line, ..)| *priced.entry(line.currency).or_default() += 1);
        }
        settings.currency.or(most(paid)).or(most(priced)).unwrap_or(Currency::USD)
    }

    /// Every copy with its fate, by what the sales took.
    fn fill(&mut self, ledger: &Ledger, method: Method) {
        let until = self.until;
        let on = |date| day::day(date).unwrap_or(Day::MAX).min(until.unwrap_or(Day::MAX));
        let rated: Ledger = ledger.iter().map(|(key, record)| (*key, self.rated(record))).collect();
        let assigned = if method == Method::Fifo { Method::Fifo } else { Method::Specific };
        for (entry, holding) in holdings(&rated) {
            let basis = holding.basis(assigned, ReportingCurrency::Base(self.base));
            let lot = |id: Uuid| rated[&Key::lot(id)].as_lot().unwrap().value.clone();
            let mut used: BTreeMap<Uuid, i64> = BTreeMap::new();
            let mut put = |slow: &mut Self, id: Uuid, copies: i64, went: Option<Option<Day>>| {
                let lot = lot(id);
                let before = used.entry(id).or_default();
                for nth in *before..*before + copies {
                    let came = lot.acquired.map(on);
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
                let went = sale.date.map(on);
                for taken in &sale.taken {
                    put(self, taken.lot, taken.copies, Some(went));
                }
            }
            for rest in &basis.left {
                put(self, rest.lot, rest.copies, None);
            }
            for sale in holding
                .basis(method, ReportingCurrency::Base(self.base))
                .sales
                .iter()
                .filter(|sale| sale.kind.for_value())
            {
                // Without a day it is on every day.
                let on = sale.date.map_or(0, on);
                let gain = sale.gain.as_ref().map(|gain| gain.get(&self.base).copied().unwrap_or(0));
                self.gains.extend(gain.filter(|_| on < Day::MAX).map(|gain| (entry, on, gain)));
            }
            if method == Method::Average {
                // The pools themselves are tried in the ledger's own laws.
                let moves = holding.course(method, self.base, &NoRates).moves.into_iter();
                let moves = moves.map(|each| (entry, each.day.map_or(0, on), each.cost));
                self.pooled.get_or_insert_default().extend(moves.filter(|(_, on, _)| *on < Day::MAX));
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

    fn lines(&self, wanted: &Wanted) -> Vec<(Fit, &PriceLine, &[Point], Day)> {
        let of = self.world.series.iter().filter(|(card, ..)| wanted.refs.contains(card));
        of.filter_map(|(_, line, points, seen)| Some((wanted.fit(0, line)?, line, &points[..], *seen))).collect()
    }

    /// The price of one copy on a day, by looking at all of them.
    pub(crate) fn price(&self, entry: Uuid, on: Day) -> Option<(i64, Currency, Fit)> {
        let entry = &self.entries[&entry];
        let wanted = Wanted::of(entry, &Known::default());
        if let Some((_, own)) = wanted.own.filter(|(from, _)| *from <= on) {
            return Some((own.minor, own.currency, Fit::OWN));
        }
        let mut there: Vec<_> = self
            .lines(&wanted)
            .into_iter()
            .filter(|(fit, _, points, _)| self.rules.allow(*fit) && points[0].day <= on)
            .collect();
        let class = there.iter().map(|(fit, ..)| (fit.rules().count(), *fit)).min()?;
        there.retain(|(fit, ..)| (fit.rules().count(), *fit) == class);
        let other = class.1.rules().any(|rule| rule.as_str() == "finish");
        let better = |line: &PriceLine| {
            let odd = other && !["", "normal"].contains(&line.finish.as_str());
            (odd, !same_grade(line, entry), line.currency != self.base, kind(line), line.finish.is_empty())
        };
        there.sort_by(|a, b| (better(a.1), &a.1.kind, a.1).cmp(&(better(b.1), &b.1.kind, b.1)));
        let fresh = there.iter().find(|(.., seen)| on <= *seen + STALE_DAYS);
        let latest = there.iter().map(|(.., seen)| *seen).max()?;
        let (fit, line, points, _) = fresh.or_else(|| there.iter().find(|(.., seen)| *seen == latest))?;
        let point = points.iter().rev().find(|point| point.day <= on)?;
        Some((point.minor, line.currency, *fit))
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

    /// What the copies of an entry that are here on a day had cost; and how many these are whose cost is known.
    fn cost(&self, entry: Uuid, on: Day) -> (i64, i64) {
        let here = || self.here(on).filter(|copy| copy.entry == entry).filter_map(|copy| copy.cost);
        let pooled = |all: &Vec<(Uuid, Day, i64)>| {
            all.iter().filter(|(of, day, _)| *of == entry && *day <= on).map(|(.., cost)| cost).sum()
        };
        (self.pooled.as_ref().map_or_else(|| here().sum(), pooled), here().count() as i64)
    }

    /// What is held on a day.
    fn state(&self, portfolio: Option<Uuid>, on: Day) -> State {
        let mut state = State::default();
        for entry in self.entries.keys().filter(|entry| self.within(**entry, portfolio)) {
            let (copies, (cost, known)) = (self.copies(*entry, on), self.cost(*entry, on));
            state.cost += cost;
            state.costed += known;
            state.uncosted += copies - known;
            match self.price(*entry, on) {
                Some((minor, currency, _)) => {
                    let sum = state.priced.entry(currency).or_default();
                    sum.value += i128::from(minor * copies);
                    sum.copies += copies;
                    sum.compared += known;
                    sum.compared_value += i128::from(minor * known);
                    sum.cost += cost;
                }
                None => state.unpriced += copies,
            }
        }
        let gains = self.gains.iter().filter(|(entry, day, _)| *day <= on && self.within(*entry, portfolio));
        state.realised = gains.map(|(_, _, gain)| gain).sum();
        state
    }

    /// An amount converted; none where no rate leads from its currency.
    fn converted(&self, minor: i128, currency: Currency, on: Day) -> Option<i64> {
        let money = Money::new(i64::try_from(minor).unwrap(), currency);
        if currency == self.base {
            return Some(money.minor);
        }
        Some(self.world.rates.at(currency, self.base, on)?.rate.convert(money).unwrap().minor)
    }

    pub(crate) fn value(&self, portfolio: Option<Uuid>, on: Day) -> i64 {
        let priced = self.state(portfolio, on).priced;
        priced.iter().filter_map(|(currency, sum)| self.converted(sum.value, *currency, on)).sum()
    }

    pub(crate) fn history(&self, portfolio: Option<Uuid>, today: Day) -> History {
        // Before everything that has a day; and after.
        let nothing = self.state(portfolio, 0);
        let of = |copy: &&Copy| self.within(copy.entry, portfolio);
        let ever =
            self.copies.iter().filter(of).count() + self.gains.iter().filter(|g| self.within(g.0, portfolio)).count();
        let clean = |mut state: State| {
            state.priced.retain(|_, sum| *sum != Sum::default());
            state
        };
        let from = [day::FLOOR].into_iter().chain(crate::some::START - 6..=today);
        let mut days = from;
        let first = days.find(|on| clean(self.state(portfolio, *on)) != clean(nothing.clone()));
        if ever == 0 || first.is_none() && clean(nothing) == State::default() {
            return History::default();
        }
        let first = first.unwrap_or(today);
        let mut history = History { first: Some(first), ..History::default() };
        for on in first..=today {
            let state = self.state(portfolio, on);
            let (mut value, mut unconverted, mut compared) = (0, 0, (0, 0, 0));
            for (currency, sum) in &state.priced {
                let both =
                    self.converted(sum.value, *currency, on).zip(self.converted(sum.compared_value, *currency, on));
                match both {
                    Some((all, part)) => {
                        value += all;
                        compared = (compared.0 + sum.compared, compared.1 + part, compared.2 + sum.cost);
                    }
                    None => unconverted += sum.copies,
                }
            }
            history.value.push(value);
            history.cost.push(state.cost);
            history.realised.push(state.realised);
            history.unpriced.push(state.unpriced);
            history.unconverted.push(unconverted);
            history.costed.push(state.costed);
            history.uncosted.push(state.uncosted);
            history.compared.push(compared.0);
            history.compared_value.push(compared.1);
            history.compared_cost.push(compared.2);
        }
        let undated = self.copies.iter().filter(of).filter(|copy| copy.came.is_none() && copy.went.is_none());
        history.undated = undated.count() as i64;
        history
    }
}

/// What is held on a day.
#[derive(Debug, Clone, Default, PartialEq)]
struct State {
    priced: BTreeMap<Currency, Sum>,
    unpriced: i64,
    cost: i64,
    costed: i64,
    uncosted: i64,
    realised: i64,
}

/// What has a price in one currency.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Sum {
    value: i128,
    copies: i64,
    compared: i64,
    compared_value: i128,
    cost: i64,
}

fn self_base(slow: &Slow<'_>) -> Currency {
    slow.base
}

fn kind(line: &PriceLine) -> usize {
    ["market", "trend", "low"].into_iter().position(|kind| kind == line.kind).unwrap_or(9)
}

/// Of this company, or of any?
fn same_grade(line: &PriceLine, entry: &Entry) -> bool {
    entry.grade.is_some() == (line.grade == "PSA_9")
}

/// The cost of the nth copy of a lot: the odd units are with the first ones.
fn share(lot: &Lot, nth: i64, base: Currency) -> Option<i64> {
    let total = vitrine_ledger::basis::cost_of(lot, ReportingCurrency::Base(base)).ok()?.minor;
    let (each, odd) = (total / lot.quantity, total % lot.quantity);
    Some(each + if nth < odd.abs() { odd.signum() } else { 0 })
}
