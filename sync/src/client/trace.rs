//! A recording of one engine from its making on: each input with its time, and the outputs that followed. A trace
//! from a browser replays anywhere with identical effects, or shows the first step that differs
//! (docs/engine.md#the-sync-can-be-watched).

use serde::{Deserialize, Serialize};

use super::{Config, Engine, Input, Output};
use crate::Model;

/// The recording. Complete from the first step on; a recorder that runs out of room stops instead of forgetting the
/// beginning, because only a recording from the beginning can be replayed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct Trace<M: Model> {
    /// What the engine was made with.
    pub config: Config,
    /// What the engine wanted before it was told anything.
    #[serde(rename = "born")]
    pub initial_outputs: Vec<Output<M>>,
    /// The inputs, in order.
    pub steps: Vec<TraceStep<M>>,
    /// True when the recorder ran out of room: later steps are missing.
    #[serde(default)]
    pub cut: bool,
}

/// One input, and everything the engine wanted done about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct TraceStep<M: Model> {
    /// The local clock then, milliseconds since 1970.
    pub now_ms: u64,
    /// What it was told.
    pub input: Input<M>,
    /// What it wanted done.
    pub outputs: Vec<Output<M>>,
}

/// The first step at which a replay differs from the recording.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("step {step}: recorded {recorded:?}, replayed {replayed:?}")]
pub struct Divergence<M: Model> {
    /// From 1; 0 stands for what the engine wanted before the first input.
    pub step: usize,
    /// What the recording says.
    pub recorded: Vec<Output<M>>,
    /// What the replay wanted.
    pub replayed: Vec<Output<M>>,
}

impl<M: Model> Trace<M> {
    /// Gives the recorded inputs to a new engine and compares its outputs.
    ///
    /// # Errors
    /// The first difference.
    pub fn replay(&self) -> Result<(), Box<Divergence<M>>> {
        let mut engine = Engine::new(self.config.clone());
        compare(0, &self.initial_outputs, drain(&mut engine))?;
        for (i, step) in self.steps.iter().enumerate() {
            engine.handle(step.now_ms, step.input.clone());
            compare(i + 1, &step.outputs, drain(&mut engine))?;
        }
        Ok(())
    }
}

fn drain<M: Model>(engine: &mut Engine<M>) -> Vec<Output<M>> {
    std::iter::from_fn(|| engine.poll_output()).collect()
}

fn compare<M: Model>(step: usize, recorded: &[Output<M>], replayed: Vec<Output<M>>) -> Result<(), Box<Divergence<M>>> {
    if recorded == replayed {
        return Ok(());
    }
    Err(Box::new(Divergence { step, recorded: recorded.to_vec(), replayed }))
}
