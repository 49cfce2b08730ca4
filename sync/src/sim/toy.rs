//! The smallest domain worth simulating, to test the harness by itself: named cells with a text that the last writer
//! wins and a count that adds up.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::workload::{LogEntry, Workload};
use super::world::{Event, World};
use super::{Case, Mutant, run, run_seeds};
use crate::client::{Engine, Input};
use crate::rng::Rng;
use crate::{Author, Effect, Lookup, MergeResult, Model, Order, Stamp, Version};

#[derive(Debug, Clone, PartialEq)]
struct Toy;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Cell {
    text: u64,
    version: Version,
    count: i64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Deed {
    Write(u8, u64),
    Count(u8, i64),
}

impl Model for Toy {
    type Key = u8;
    type Record = Cell;
    type Mutation = Deed;
    type Rejection = String;
    const SCHEMA: u32 = 1;

    fn touches(deed: &Deed) -> Vec<u8> {
        match deed {
            Deed::Write(key, _) | Deed::Count(key, _) => vec![*key],
        }
    }

    fn check(_: &Deed, _: &dyn Lookup<Self>) -> Result<(), String> {
        Ok(())
    }

    fn apply(deed: &Deed, view: &dyn Lookup<Self>, author: &Author) -> Result<Effect<Self>, String> {
        let mut merge_result = MergeResult::Applied;
        let (key, cell) = match deed {
            Deed::Write(key, text) => {
                let old = view.get(key);
                let order = old.map_or(Order::After, |old| author.against(&old.version));
                let count = old.map_or(0, |old| old.count);
                if order == Order::ConcurrentLoses {
                    merge_result = MergeResult::Superseded;
                    (*key, old.cloned())
                } else {
                    let version = old.map_or_else(|| author.version(), |old| author.version_over(&old.version));
                    (*key, Some(Cell { text: *text, version, count }))
                }
            }
            Deed::Count(key, by) => match view.get(key) {
                Some(old) => (*key, Some(Cell { count: old.count + by, ..old.clone() })),
                None => return Err("no such cell".to_owned()),
            },
        };
        let patch =
            cell.filter(|_| merge_result != MergeResult::Superseded).map(|cell| (key, cell)).into_iter().collect();
        Ok(Effect { patch, inverse: None, changes: Vec::new(), merge_result })
    }
}

/// A cell's last writer, with the stamp that stands for it.
type Last<'a> = Option<(&'a LogEntry<'a, Toy>, Stamp)>;

struct Children {
    next: u64,
}

impl Workload<Toy> for Children {
    fn new(_: bool) -> Self {
        Self { next: 0 }
    }

    fn intend(&mut self, _: &Engine<Toy>, rng: &mut Rng) -> Option<Deed> {
        self.next += 1;
        let key = rng.below(6) as u8;
        Some(if rng.chance(60) { Deed::Write(key, self.next) } else { Deed::Count(key, 1 + rng.below(3) as i64) })
    }

    fn same(a: &Cell, b: &Cell, exactly: bool) -> bool {
        if exactly { a == b } else { (a.text, a.count) == (b.text, b.count) }
    }

    fn judge(&self, log: &[LogEntry<'_, Toy>], rows: &[(&u8, &Cell)]) -> Result<(), String> {
        let mut cells: BTreeMap<u8, (Last<'_>, i64)> = BTreeMap::new();
        for line in log {
            match line.done() {
                Some(Deed::Count(key, by)) => cells.entry(*key).or_default().1 += by,
                Some(Deed::Write(key, _)) => {
                    let last = &mut cells.entry(*key).or_default().0;
                    let mut stamp = line.stamp;
                    let wins = last.is_none_or(|(last, at)| {
                        let saw = last.seq <= line.saw || last.client() == line.client();
                        if saw {
                            stamp = stamp.max(at.next(0));
                        }
                        saw || (line.stamp, line.client()) > (at, last.client())
                    });
                    if wins {
                        *last = Some((line, stamp));
                    }
                }
                None => {}
            }
        }
        for (key, cell) in rows {
            let (last, count) = cells.get(key).ok_or_else(|| format!("nobody made cell {key}"))?;
            let text = last.and_then(|(last, _)| last.done()).map(|deed| match deed {
                Deed::Write(_, text) => *text,
                Deed::Count(..) => 0,
            });
            if text != Some(cell.text) || *count != cell.count {
                return Err(format!("cell {key} is {cell:?}, not {text:?} and {count}"));
            }
        }
        if rows.len() == cells.len() { Ok(()) } else { Err("a cell is missing".to_owned()) }
    }
}

#[test]
fn many_seeds_keep_every_rule() {
    let report = run_seeds::<Toy, Children>(0..400, 2);
    assert!(report.failure.is_none(), "{:#?}", report.failure);
}

#[test]
fn one_seed_gives_one_history() {
    let case = Case::new(11);
    let twice = [0, 1].map(|_| run::<Toy, Children>(&case).map_err(|failure| failure.broken));
    assert_eq!(twice[0], twice[1]);
}

#[test]
fn a_server_without_a_duplicate_check_is_caught_even_by_a_toy() {
    let caught = (0..200)
        .any(|seed| run::<Toy, Children>(&Case { mutant: Some(Mutant::NoDuplicateCheck), ..Case::new(seed) }).is_err());
    assert!(caught);
}

#[test]
fn a_thawed_tab_hears_what_it_missed_before_anything_newer() {
    let mut world = World::<Toy, Children>::new(Case::new(1));
    world.open_tab(0).expect("a tab opens");
    let no = *world.tabs.keys().next().expect("it is there");
    world.tab(no).frozen = true;
    world.give(no, Input::StreamClosed).expect("a frozen tab does nothing");
    world.after(0, Event::Input { tab: no, input: Input::Hidden });
    world.thaw(no);
    while world.tab(no).engine.steps().count() < 2 {
        world.go_on().expect("every rule holds");
    }
    let heard: Vec<&str> = world.tab(no).engine.steps().map(|step| step.what.as_ref()).collect();
    assert_eq!(heard[..2], ["event stream closed", "tab out of sight"]);
}
