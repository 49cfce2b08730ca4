//! Putting a base right where it stands: garbage that the server no longer has is forgotten, and records that a comparison
//! found to differ are replaced. The cursor does not move, and what is pending stays on top.

use std::collections::BTreeSet;

use super::awaited::{Awaited, Repair};
use super::pull::PullState;
use super::{Engine, Repaired, Write};
use crate::{Model, Seq};

impl<M: Model> Engine<M> {
    /// Forgets what the server has collected, when it says so for the first time to this tab.
    pub(super) fn forget_garbage(&mut self, floor: Seq) {
        if floor <= self.pull.floor {
            return;
        }
        let gone = M::garbage(&mut self.view.base.iter(), floor);
        if gone.is_empty() {
            self.pull.floor = floor;
        } else {
            self.note(format!("{} records forgotten that the server has collected", gone.len()));
            self.repair(Repair { rows: Vec::new(), gone, compared_ms: None, floor, found: 0 });
        }
    }

    /// Pages and repairs are stored one after the other: each is made for the base that the last one leaves.
    pub(super) fn repair(&mut self, repair: Repair<M>) {
        let Some(lease) = self.may_send() else { return };
        self.pull.state = PullState::Storing;
        let Repair { rows, gone, compared_ms, .. } = repair.clone();
        self.write(Awaited::Repair(repair), Write::Repair { lease, rows, gone, compared_ms });
    }

    pub(super) fn apply_repair(&mut self, repair: Repair<M>) {
        let Repair { rows, gone, compared_ms, floor, found } = repair;
        self.pull.floor = floor;
        // When sending was stopped meanwhile, a pull may be under way already.
        if self.pull.state == PullState::Storing {
            self.pull.stop();
        }
        let position = &mut self.view.position;
        position.repaired += u64::from(!rows.is_empty() || !gone.is_empty());
        position.compared_ms = compared_ms.unwrap_or(position.compared_ms);
        if compared_ms.is_some() {
            self.checks.done();
        }
        let dirty: BTreeSet<M::Key> = rows.iter().map(|(key, _)| *key).chain(gone.iter().copied()).collect();
        for key in &gone {
            self.view.base.remove(key);
        }
        self.view.base.extend(rows);
        let changed = self.view.refold(dirty, &[], &[], &self.outbox, self.client);
        self.emit_changed(changed);
        if found > 0 {
            self.tell_mended(Some(found));
        }
    }

    /// Tells the person, in every tab, that this device was wrong.
    pub(super) fn tell_mended(&mut self, records: Option<usize>) {
        self.health.repaired = Some(Repaired { at_ms: self.clock.now_ms, records });
        self.announce_alive();
    }
}
