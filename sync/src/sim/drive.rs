//! The driver of a tab: gives the engine what happened, carries out what it asks for, arms its one timer. What the
//! browser's driver does, with a crash possible between any two effects.

use super::case::{Broken, Held, Rule};
use super::device::{Fate, Job, TabNo};
use super::faults::Fault;
use super::kinds::{Asked, Ended, Shown, Told};
use super::timers::Timer;
use super::workload::Workload;
use super::world::{Event, World};
use crate::Model;
use crate::client::{Input, Output, Write};
use crate::mutant::Mutant;

impl<M: Model, W: Workload<M>> World<M, W> {
    /// Gives a tab an input; a frozen one hears it when it thaws, and then everything in the order in which it came: a
    /// browser's queue of tasks lets nothing overtake.
    pub(super) fn give(&mut self, no: TabNo, input: Input<M>) -> Held {
        let Some(tab) = self.tabs.get_mut(&no) else { return Ok(()) };
        tab.inbox.push_back(input);
        self.hear(no)
    }

    /// The tab hears the next thing it has not heard yet, if it can.
    pub(super) fn hear(&mut self, no: TabNo) -> Held {
        let Some(tab) = self.tabs.get_mut(&no).filter(|tab| !tab.frozen) else { return Ok(()) };
        let Some(input) = tab.inbox.pop_front() else { return Ok(()) };
        let given_up = match &input {
            Input::Pushed { request, .. } | Input::Pulled { request, .. } | Input::Checked { request, .. } => {
                !tab.requests.remove(request)
            }
            _ => false,
        };
        // An answer nobody waits for any more may still come through.
        if given_up && !self.strikes(Fault::LateAnswer, 60) {
            return Ok(());
        }
        let tab = self.tab(no);
        match &input {
            Input::Saved { .. } | Input::Stored { .. } | Input::BroughtBack { .. } => {
                tab.writes = tab.writes.saturating_sub(1);
            }
            Input::StoreFailed { id, .. } if *id > 0 => tab.writes = tab.writes.saturating_sub(1),
            Input::Loaded(_) | Input::StoreFailed { .. } => tab.reads = tab.reads.saturating_sub(1),
            _ => {}
        }
        self.note_input(no, &input);
        let tab = self.tabs.get_mut(&no).expect("BUG: just seen");
        let now = self.devices[tab.device].clock.shows(self.now);
        tab.engine.handle(now, input);
        self.drain(no)
    }

    fn note_input(&mut self, no: TabNo, input: &Input<M>) {
        if let Some(told) = Told::of(input) {
            self.seen.note(told);
        }
        match input {
            Input::Pushed { reply, .. } => self.seen.note(Ended::of_reply(reply)),
            Input::Pulled { reply, .. } => self.seen.note(Ended::of_reply(reply)),
            Input::Checked { reply, .. } => self.seen.note(Ended::of_reply(reply)),
            _ => {}
        }
        self.say(|| format!("tab {no} ← {}", short(&format!("{input:?}"))));
    }

    /// Carries out everything the engine asks for, then checks what must hold.
    pub(super) fn drain(&mut self, no: TabNo) -> Held {
        while let Some(output) = self.tabs.get_mut(&no).and_then(|tab| tab.engine.poll_output()) {
            self.seen.note(Asked::of(&output));
            self.say(|| format!("tab {no} → {}", short(&format!("{output:?}"))));
            self.perform(no, output)?;
            if self.rng.below(2_000) == 0 && self.suffer(Fault::CrashedMidway) {
                self.crash_tab(no);
                return Ok(());
            }
        }
        self.arm(no);
        self.check_tab(no)
    }

    fn arm(&mut self, no: TabNo) {
        let now = self.now;
        let Some(tab) = self.tabs.get_mut(&no) else { return };
        let local = self.devices[tab.device].clock.shows(now);
        let due = tab.engine.poll_timeout();
        tab.wake_at = due.map(|(due, _)| now + due.saturating_sub(local).max(1));
        if let Some((_, wait)) = due {
            self.seen.note(Timer::from(wait));
        }
        if now.is_multiple_of(8) {
            let (word, blocked) = Shown::of(&tab.engine.status(local));
            self.seen.note(word);
            if let Some(blocked) = blocked {
                self.seen.note(blocked);
            }
        }
    }

    fn perform(&mut self, no: TabNo, output: Output<M>) -> Held {
        match output {
            Output::Write { id, write } => {
                if let Write::Edit { token, base, .. } = &write
                    && self.edits.get(token).is_none_or(|edit| edit.base != *base)
                {
                    return Err(Broken::new(Rule::DurableBeforeSent, format!("tab {no} stores an edit nobody made")));
                }
                self.tab(no).writes += 1;
                let unsafe_number = self.case.mutant == Some(Mutant::NumberOutsideTransaction);
                let promised =
                    (unsafe_number && matches!(write, Write::Edit { .. })).then(|| self.profile_of(no).disk.now.next_n);
                self.ask_storage(no, Job::Write { id, write, promised });
            }
            Output::Read { have } => {
                self.tab(no).reads += 1;
                self.ask_storage(no, Job::Read { have });
            }
            Output::Push { request, message } => {
                self.tab(no).requests.insert(request);
                self.send_push(no, request, message)?;
            }
            Output::Pull { request, message } => {
                self.tab(no).requests.insert(request);
                self.send_pull(no, request, message);
            }
            Output::Check { request, message } => {
                self.tab(no).requests.insert(request);
                self.send_check(no, request, message);
            }
            Output::Cancel { request } => {
                self.tab(no).requests.remove(&request);
            }
            Output::OpenStream => {
                let stream = self.number();
                self.tab(no).stream = Some(stream);
                let ms = 5 + self.rng.below(200);
                self.after(ms, Event::Connect(no, stream));
            }
            Output::CloseStream => self.tab(no).stream = None,
            Output::Announce(hint) => {
                for other in self.siblings(no) {
                    if !self.strikes(Fault::HintLost, 3) {
                        let ms = self.rng.below(20);
                        self.after(ms, Event::Input { tab: other, input: Input::Heard(hint.clone()) });
                    }
                }
            }
            Output::Steal => self.steal(no),
            Output::NotSaved { token, .. } => {
                if let Some(edit) = self.edits.get_mut(&token) {
                    if edit.fate == Fate::Stored {
                        return Err(Broken::new(
                            Rule::ReadYourWrites,
                            format!("{token} is stored but called not saved"),
                        ));
                    }
                    edit.fate = Fate::NotSaved;
                }
                self.tab(no).mine.retain(|mine| *mine != token);
            }
            Output::SavedMark { token } => {
                let known = self.edits.get(&token).is_some_and(|edit| edit.fate != Fate::Unsaved);
                if !known {
                    return Err(Broken::new(
                        Rule::DurableBeforeSent,
                        format!("{token} is called saved but is not stored"),
                    ));
                }
            }
            Output::Changed(_) | Output::Invalidated(_) => {}
        }
        Ok(())
    }

    pub(super) fn tab(&mut self, no: TabNo) -> &mut super::device::Tab<M> {
        self.tabs.get_mut(&no).expect("BUG: only living tabs are driven")
    }

    // ── the event stream ──────────────────────────────────────────────────────────────────────────────────────────

    pub(super) fn connect(&mut self, no: TabNo, stream: u64) {
        let Some(tab) = self.tabs.get(&no).filter(|tab| tab.stream == Some(stream)) else { return };
        let device = &self.devices[tab.device];
        let up = device.link == super::device::Link::Up;
        let admitted =
            device.session.is_some_and(|session| self.server.admit(Some(session), session, tab.build).is_ok());
        if device.link == super::device::Link::Hole || device.no_stream {
            return;
        }
        if !up || !admitted {
            self.close_stream(no);
            return;
        }
        let poke = self.server.poke();
        self.after(5, Event::Input { tab: no, input: Input::StreamOpened });
        self.after(6, Event::Input { tab: no, input: Input::StreamEvent(poke) });
        self.open_streams.insert(no, stream);
    }

    /// Tells every open stream where the head is.
    pub(super) fn poke_all(&mut self) {
        let poke = self.server.poke();
        let listeners: Vec<TabNo> = self.open_streams.keys().copied().collect();
        for no in listeners {
            let Some(tab) = self.tabs.get(&no).filter(|tab| tab.stream == self.open_streams.get(&no).copied()) else {
                self.open_streams.remove(&no);
                continue;
            };
            let up = self.devices[tab.device].link == super::device::Link::Up;
            if up && !self.strikes(Fault::PokeLost, 5) {
                let ms = 2 + self.rng.below(80);
                self.after(ms, Event::Input { tab: no, input: Input::StreamEvent(poke) });
            }
        }
    }

    /// The browser notices that the stream is gone.
    pub(super) fn close_stream(&mut self, no: TabNo) {
        self.open_streams.remove(&no);
        if let Some(tab) = self.tabs.get_mut(&no)
            && tab.stream.take().is_some()
        {
            let ms = self.rng.below(300);
            self.after(ms, Event::Input { tab: no, input: Input::StreamClosed });
        }
    }
}

/// One line of at most some length.
fn short(text: &str) -> String {
    let cut = text.char_indices().nth(400).map_or(text.len(), |(at, _)| at);
    if cut < text.len() { format!("{}…", &text[..cut]) } else { text.to_owned() }
}
