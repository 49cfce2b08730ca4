//! How misfortunes end: networks come back, people sign in, tabs thaw and are loaded again.

use super::case::Held;
use super::device::{DeviceNo, Link, TabNo};
use super::kinds::Act;
use super::server::Role;
use super::workload::Workload;
use super::world::{Event, Recovery, World};
use crate::client::{Input, Nudge};
use crate::{AccountId, Model};

impl<M: Model, W: Workload<M>> World<M, W> {
    pub(super) fn recover(&mut self, recovery: Recovery) -> Held {
        match recovery {
            Recovery::Link(device) => {
                self.devices[device].link = Link::Up;
                if self.rng.chance(80) {
                    return self.tell_all(device, Nudge::Online);
                }
            }
            Recovery::Flap(device, left) => {
                let down = left.is_multiple_of(2) && left > 0;
                self.devices[device].link = if down { Link::Down } else { Link::Up };
                if left > 0 {
                    self.after(300, Event::Recover(Recovery::Flap(device, left - 1)));
                }
                if !down {
                    return self.tell_all(device, Nudge::Online);
                }
            }
            Recovery::Quota(device) => self.devices[device].quota = false,
            Recovery::SignIn(device) => {
                self.note(Act::SignedIn);
                self.devices[device].session = Some(self.devices[device].account);
                return self.tell_all(device, Nudge::SignedIn);
            }
            Recovery::OpenTab(device) => {
                if self.tabs_on(device).is_empty() {
                    return self.open_tab(device);
                }
            }
            Recovery::Thaw(no) => self.thaw(no),
            Recovery::Role(account) => return self.give_back_role(account),
            Recovery::Upgrade(device) => return self.reload(device),
        }
        Ok(())
    }

    pub(super) fn tell_all(&mut self, device: DeviceNo, nudge: Nudge) -> Held {
        for no in self.tabs_on(device) {
            self.give(no, Input::Nudge(nudge))?;
        }
        Ok(())
    }

    fn give_back_role(&mut self, account: AccountId) -> Held {
        self.server.roles.insert(account, Role::Editor);
        let theirs: Vec<TabNo> =
            self.tabs.iter().filter(|(_, tab)| tab.account == account).map(|(no, _)| *no).collect();
        for no in theirs {
            if self.rng.chance(50) {
                self.nudges(no, Act::SyncNow, Nudge::SyncNow)?;
            }
        }
        Ok(())
    }

    /// Every tab of the device is loaded again, with the server's build.
    pub(super) fn reload(&mut self, device: DeviceNo) -> Held {
        self.devices[device].build = self.server.build;
        let tabs = self.tabs_on(device);
        for no in &tabs {
            self.crash_tab(*no);
        }
        for _ in tabs {
            self.open_tab(device)?;
        }
        Ok(())
    }
}
