//! What makes a run: everything else follows from it.

use serde::{Deserialize, Serialize};

use super::faults::FaultSet;
use crate::mutant::Mutant;

/// One run. The same case gives the same history, to the last byte.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// The seed everything follows from.
    pub seed: u64,
    /// Steps with faults; then the world comes to rest.
    pub steps: u32,
    /// Faults that are left out, to find those a failure needs.
    #[serde(default = "none", skip_serializing_if = "is_none")]
    pub masked: FaultSet,
    /// The rule that is broken on purpose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mutant: Option<Mutant>,
}

impl Case {
    /// The usual run of a seed.
    pub fn new(seed: u64) -> Self {
        Self { seed, steps: STEPS, masked: FaultSet::NONE, mutant: None }
    }

    /// In one world of ten everybody writes the same values while the clocks are set all the time: what three writers
    /// do to one value is too rare elsewhere. No seed that once failed is among them: their worlds stay as they were.
    pub(super) fn quarrels(&self) -> bool {
        self.seed % 10 == 2
    }

    /// In one of ten the storage now and then never says that it has done what a leader asked for.
    pub(super) fn storage_goes_quiet(&self) -> bool {
        self.seed % 10 == 6
    }

    /// In one of thirty the browser aborts transactions now and then, and the driver tries them again, behind whatever was
    /// asked for meanwhile.
    pub(super) fn writes_are_tried_again(&self) -> bool {
        self.seed % 30 == 18
    }

    /// In one of twenty the server collects garbage all the time, however little time has passed.
    pub(super) fn collects_often(&self) -> bool {
        self.seed % 20 == 11
    }

    /// In another one the records that devices store are corrupted, and people have them compared.
    pub(super) fn corrupts(&self) -> bool {
        self.seed % 20 == 17
    }

    /// In one of fifteen the browser clears what it stores, again and again, under the open tabs.
    pub(super) fn clears_storage(&self) -> bool {
        matches!(self.seed % 30, 0 | 13)
    }

    /// In another one they do so while the database is restored all the time.
    pub(super) fn restores_often(&self) -> bool {
        self.seed % 10 == 4
    }
}

/// Steps of a usual run.
pub const STEPS: u32 = 300;

fn none() -> FaultSet {
    FaultSet::NONE
}

fn is_none(set: &FaultSet) -> bool {
    *set == FaultSet::NONE
}

/// A rule that did not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// The rule that was broken.
    pub rule: Rule,
    /// What was seen.
    pub what: String,
}

/// What must hold after every step, or when the world is at rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// What a person did is on their screen until the server says otherwise.
    ReadYourWrites,
    /// The screen shows the base and what is pending, nothing else.
    ViewIsBaseAndPending,
    /// Nothing leaves a device that is not durable, or not as its author meant it.
    DurableBeforeSent,
    /// An edit is stored at once, whoever leads and whichever other page is frozen.
    DurableAtOnce,
    /// Nothing goes out, or is stored, under another account.
    OwnAccount,
    /// A mutation is carried out at most once.
    AppliedOnce,
    /// A viewer's mutations are refused.
    RolesHold,
    /// The stamps of a client grow with its numbers.
    StampsGrow,
    /// A leader with pending edits that nothing blocks waits for something that will come.
    NoStall,
    /// A timer that is due is dealt with: it is not due again at once, for ever.
    NoSpin,
    /// After the faults the world comes to rest.
    ComesToRest,
    /// At rest every device shows what the server holds.
    AllEqual,
    /// Every edit that was stored is in the ledger, in the tray, or was given up by a person.
    NothingLost,
    /// The independent judge agrees with the end.
    Balances,
    /// The engine panicked.
    Panic,
}

impl Broken {
    pub(super) fn new(rule: Rule, what: impl Into<String>) -> Self {
        Self { rule, what: what.into() }
    }
}

pub(super) type Held = Result<(), Broken>;
