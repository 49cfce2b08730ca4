//! Writes the engine's life down, so that it can be exported and lived again elsewhere
//! (docs/engine.md#the-sync-can-be-watched).

use vitrine_ledger::Domain;
use vitrine_sync::client::trace::{Trace, TraceStep};
use vitrine_sync::client::{Config, Input, Output};

/// Steps and rows written down at most: a trace is for a report, not a second copy of the collection.
const STEPS: usize = 5_000;
const ROWS: usize = 20_000;

pub(super) struct Recorder {
    trace: Trace<Domain>,
    rows: usize,
}

impl Recorder {
    pub(super) fn new(config: Config) -> Self {
        Self { trace: Trace { config, initial_outputs: Vec::new(), steps: Vec::new(), cut: false }, rows: 0 }
    }

    pub(super) fn initial_outputs(&mut self, outputs: &[Output<Domain>]) {
        self.trace.initial_outputs = outputs.to_vec();
    }

    /// Notes an input; the index is where its outputs belong, none when the recorder has run out of room.
    pub(super) fn input(&mut self, now_ms: u64, input: &Input<Domain>) -> Option<usize> {
        self.rows += rows_in(input);
        if self.trace.cut || self.trace.steps.len() >= STEPS || self.rows > ROWS {
            self.trace.cut = true;
            return None;
        }
        self.trace.steps.push(TraceStep { now_ms, input: input.clone(), outputs: Vec::new() });
        Some(self.trace.steps.len() - 1)
    }

    pub(super) fn outputs(&mut self, step: Option<usize>, outputs: &[Output<Domain>]) {
        if let Some(step) = step {
            self.trace.steps[step].outputs = outputs.to_vec();
        }
    }

    pub(super) fn trace(&self) -> &Trace<Domain> {
        &self.trace
    }
}

fn rows_in(input: &Input<Domain>) -> usize {
    match input {
        Input::Loaded(snapshot) => snapshot.rows.len() + snapshot.outbox.len(),
        Input::Pulled { reply: vitrine_sync::client::Reply::Ok(page), .. } => page.rows.len(),
        _ => 0,
    }
}
