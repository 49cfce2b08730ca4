//! What a person does: one mutation, or several that are one action. They are made in one turn of the event loop and
//! stored in one transaction, all or none.

use std::rc::Rc;

use js_sys::Date;
use vitrine_app::engine::{Made, MutateError, Mutation};
use vitrine_ledger::Domain;
use vitrine_sync::Base;
use vitrine_sync::client::{Input, Output};

use super::{Session, drain, outputs};

impl Session {
    /// Makes every part, or none.
    pub(crate) fn mutate(self: &Rc<Self>, parts: Vec<Mutation>, base: Option<Base>) -> Result<Vec<Made>, MutateError> {
        let now_ms = Date::now() as u64;
        let base = base.unwrap_or_else(|| self.base());
        if parts.len() > 1 {
            let engine = self.engine.borrow();
            parts.iter().try_for_each(|part| engine.check(part)).map_err(outputs::in_words_of_the_screen)?;
        }
        let mut wanted = Vec::new();
        let made = self.make_all(now_ms, parts, base, &mut wanted);
        self.carry_out(wanted);
        // At once: the badge must not say "Synced" beside an edit that is on the screen.
        self.feed.step(self.engine.borrow().status(now_ms));
        made
    }

    fn make_all(
        &self,
        now_ms: u64,
        parts: Vec<Mutation>,
        base: Base,
        wanted: &mut Vec<Output<Domain>>,
    ) -> Result<Vec<Made>, MutateError> {
        let mut made: Vec<Made> = Vec::with_capacity(parts.len());
        for part in parts {
            match self.make(now_ms, part, base, wanted) {
                Ok(one) => made.push(one),
                Err(why) => {
                    // Only where an earlier part took from it what this one needs: those made are taken back in the same
                    // transaction.
                    for inverse in made.into_iter().rev().filter_map(|made| made.inverse) {
                        self.make(now_ms, inverse, base, wanted)?;
                    }
                    return Err(why);
                }
            }
        }
        Ok(made)
    }

    fn make(
        &self,
        now_ms: u64,
        mutation: Mutation,
        base: Base,
        wanted: &mut Vec<Output<Domain>>,
    ) -> Result<Made, MutateError> {
        let input = Input::Mutate { mutation: mutation.clone(), base };
        let step = self.recorder.borrow_mut().input(now_ms, &input);
        let (made, outputs) = {
            let mut engine = self.engine.borrow_mut();
            let made = engine.mutate(now_ms, mutation, base);
            (made, drain(&mut engine))
        };
        self.recorder.borrow_mut().outputs(step, &outputs);
        wanted.extend(outputs);
        made.map_err(outputs::in_words_of_the_screen)
    }
}
