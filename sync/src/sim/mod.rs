//! The deterministic simulator (docs/engine.md#one-seed-one-history, docs/engine.md#each-rule-is-broken-on-purpose):
//! devices with their tabs and disks, a network, a server and the clocks of all of them, driven by one seed, with real
//! engines and the real server decisions inside.
//!
//! Reading order: `run` (a seed becomes a history) → `world` (what happens next) → `people` and `chaos` (what people
//! and misfortune do; `freezing`: pages that sleep; `clearing`: storage that is gone; `recovery`: how it ends) → `drive`, `storage`, `network`, `flight` and `answers` (what the drivers do) →
//! `disk`, `image`, `server` and `history` (what is where) → `invariants` (what must hold after every step) → `quiescence`
//! (what must hold at the end). `mutant` breaks rules on purpose, to prove that the harness would notice.

mod answers;
mod case;
mod chaos;
mod clearing;
mod clock;
mod corruption;
mod counted;
mod coverage;
mod device;
mod disk;
mod drive;
mod faults;
mod flight;
mod freezing;
mod history;
mod image;
mod invariants;
mod kinds;
mod network;
mod people;
mod quiescence;
mod recovery;
mod run;
mod runner;
mod server;
mod shrink;
mod storage;
mod timers;
#[cfg(test)]
mod toy;
mod workload;
mod world;

pub use crate::mutant::Mutant;
pub use case::{Broken, Case, Rule, STEPS};
pub use counted::Counted;
pub use coverage::Coverage;
pub use faults::{Fault, FaultSet};
pub use image::{Done, Image};
pub use run::{Failure, narrate, run};
pub use runner::{Report, run_seeds};
pub use shrink::shrink;
pub use workload::{LogEntry, Workload};
