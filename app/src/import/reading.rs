//! A file that was read: what it says, what it would change here, and what the person decided of it.

use std::sync::Arc;

use leptos::prelude::*;
use vitrine_formats::here::gather;
use vitrine_formats::plan::{self, Item, Plan, State};
use vitrine_formats::{BadFile, DayOrder, DecimalMark, Options, Parsed, Question};
use vitrine_ledger::Mutation;
use vitrine_sync::LedgerId;

use super::drop_zone::Incoming;
use crate::engine::Engine;
use crate::kit::base_currency;

/// A file that was read, and what it would do here.
#[derive(Clone)]
pub struct Reading {
    pub name: String,
    ledger: LedgerId,
    bytes: Arc<[u8]>,
    options: Options,
    pub parsed: Arc<Parsed>,
    pub plan: Arc<Plan>,
    pub choices: Choices,
}

/// What is done only if the person says so.
#[derive(Clone, Copy)]
pub struct Choices {
    /// The file's number wins over what was changed here.
    pub changed_here: RwSignal<bool>,
    /// What was deleted comes back.
    pub deleted: RwSignal<bool>,
    /// What the file does not name any more is deleted.
    pub drop_missing: RwSignal<bool>,
}

impl Reading {
    /// Reads a file and compares it with what is here.
    ///
    /// # Errors
    /// Why it cannot be read, in words.
    pub fn of(engine: Engine, incoming: Incoming) -> Result<Self, String> {
        let Incoming { name, bytes } = incoming;
        let ledger = engine.identity().get_untracked().ok_or("Your collection is not open yet.")?.ledger;
        let currency = untrack(|| base_currency(engine)).unwrap_or(Options::default().currency);
        let options = Options { currency, ..Options::default() };
        let parsed = vitrine_formats::parse(&bytes, &options).map_err(|why| match &why {
            BadFile::UnknownColumns { found } => {
                let found: Vec<&str> = found.iter().map(String::as_str).take(8).collect();
                format!("{name}: {why}. It begins with: {}.", found.join(", "))
            }
            BadFile::Empty | BadFile::RepeatedColumn { .. } | BadFile::TooManyColumns(_) => format!("{name}: {why}."),
        })?;
        let plan = Arc::new(compare(engine, ledger, &parsed));
        let no = || RwSignal::new(false);
        let choices = Choices { changed_here: no(), deleted: no(), drop_missing: no() };
        Ok(Self { name, ledger, bytes: bytes.into(), options, parsed: Arc::new(parsed), plan, choices })
    }

    /// The person knows better which game it is.
    pub fn set_game(&mut self, engine: Engine, game: &str) {
        let mut parsed = (*self.parsed).clone();
        parsed.set_game(game);
        self.take(engine, parsed);
    }

    /// The first or the second answer to a question.
    pub fn answer(&mut self, engine: Engine, question: &Question, second: bool) {
        match question {
            Question::Mark { .. } => {
                self.options.mark = Some(if second { DecimalMark::Comma } else { DecimalMark::Point });
            }
            Question::Order { .. } => {
                self.options.order = Some(if second { DayOrder::DayFirst } else { DayOrder::MonthFirst });
            }
        }
        if let Ok(mut parsed) = vitrine_formats::parse(&self.bytes, &self.options) {
            let game = self.parsed.game.clone();
            if parsed.game != game {
                parsed.set_game(&game);
            }
            self.take(engine, parsed);
        }
    }

    fn take(&mut self, engine: Engine, parsed: Parsed) {
        self.plan = Arc::new(compare(engine, self.ledger, &parsed));
        self.parsed = Arc::new(parsed);
    }

    /// Whether an item is imported. Reactive.
    pub fn is_wanted(&self, item: &Item) -> bool {
        match item.state {
            State::New | State::Changed { .. } => true,
            State::Same => false,
            State::ChangedHere { .. } => self.choices.changed_here.get(),
            State::Deleted => self.choices.deleted.get(),
        }
    }

    /// How many entries would come in, change or go. Reactive.
    pub fn count(&self) -> usize {
        let [new, _, changed, changed_here, deleted] = self.plan.counts();
        let with = |choice: RwSignal<bool>, count| if choice.get() { count } else { 0 };
        new + changed
            + with(self.choices.changed_here, changed_here)
            + with(self.choices.deleted, deleted)
            + with(self.choices.drop_missing, self.plan.missing.len())
    }

    /// What does it.
    pub fn mutations(&self) -> Vec<Mutation> {
        let drop_missing = self.choices.drop_missing.get_untracked();
        untrack(|| self.plan.mutations(&self.name, |item| self.is_wanted(item), drop_missing))
    }
}

fn compare(engine: Engine, ledger: LedgerId, parsed: &Parsed) -> Plan {
    let here = gather(ledger, parsed, &|look| engine.for_each(|key, record| look(key, record)));
    plan::plan(ledger, parsed, &here)
}
