//! Requests on their way: what is dropped, doubled, delayed, answered by somebody else or never.

use super::case::{Broken, Held, Rule};
use super::device::{Link, Poison, TabNo};
use super::faults::Fault;
use super::flight::{Ask, Back, Flight, Nobody};
use super::kinds::Ended;
use super::server::{Arrival, LogLine, Role};
use super::workload::Workload;
use super::world::{Event, HeldCommit, World};
use crate::client::{Id, Input, Reply, Token};
use crate::mutant::Mutant;
use crate::wire::{
    Body, CheckRequest, Outcome, ProtocolError, PullRequest, PullResponse, PushRequest, PushResponse, PushResult,
};
use crate::{MergeResult, Model, Seq};

/// Troubles a server or a proxy makes, each with its share of the requests in percent.
const TROUBLES: [(Fault, u64); 5] = [
    (Fault::ErrorBefore, 3),
    (Fault::ErrorAfter, 3),
    (Fault::Gateway, 2),
    (Fault::TooMany, 2),
    (Fault::Unavailable, 2),
];

impl<M: Model, W: Workload<M>> World<M, W> {
    pub(super) fn send_push(&mut self, tab: TabNo, request: Id, message: PushRequest<M>) -> Held {
        let tokens = self.tokens_of(tab, &message)?;
        let moved = self.case.mutant == Some(Mutant::BaseMovedOnRebase);
        let moved = moved.then(|| self.tabs[&tab].engine.position().base());
        let (session, build) = (self.devices[self.tabs[&tab].device].session, self.tabs[&tab].build);
        self.send(tab, request, Ask::Push(Arrival { message, tokens, session, build, moved }));
        Ok(())
    }

    pub(super) fn send_pull(&mut self, tab: TabNo, request: Id, ask: PullRequest) {
        let (session, build) = (self.devices[self.tabs[&tab].device].session, self.tabs[&tab].build);
        self.send(tab, request, Ask::Pull { ask, session, build });
    }

    pub(super) fn send_check(&mut self, tab: TabNo, request: Id, ask: CheckRequest) {
        let (session, build) = (self.devices[self.tabs[&tab].device].session, self.tabs[&tab].build);
        self.send(tab, request, Ask::Check { ask, session, build });
    }

    /// Which edits a push carries; all must be durable, and as their authors meant them.
    fn tokens_of(&mut self, tab: TabNo, message: &PushRequest<M>) -> Result<Vec<Option<Token>>, Broken> {
        let account = self.tabs[&tab].account;
        if message.hello.account != account {
            return Err(Broken::new(Rule::OwnAccount, format!("tab {tab} speaks for another account")));
        }
        let device = self.tabs[&tab].device;
        let there = if self.case.mutant == Some(Mutant::SharedDatabase) { self.accounts[0] } else { account };
        let mut tokens = Vec::with_capacity(message.mutations.len());
        for item in &message.mutations {
            let stored = |token: &Token| self.devices[device].profiles.get(&there)?.disk.tokens.get(token).copied();
            let token = item.name().filter(|token| stored(token) == Some(item.stamp));
            let edit = token.and_then(|token| self.edits.get(&token));
            if token.is_none() && item.body == Body::Skip {
                // The number of an edit that is not here any more.
                tokens.push(None);
                continue;
            }
            let Some(edit) = edit else {
                let what = format!("tab {tab} sent number {} which is not durable", item.n);
                return Err(Broken::new(Rule::DurableBeforeSent, what));
            };
            let skip = matches!(item.body, Body::Skip);
            let same = skip || matches!(&item.body, Body::Mutation(mutation) if *mutation == edit.mutation);
            if !same || item.base != edit.base {
                let what = format!("tab {tab} sent number {} not as its author made it", item.n);
                return Err(Broken::new(Rule::DurableBeforeSent, what));
            }
            tokens.push(token);
        }
        Ok(tokens)
    }

    fn send(&mut self, tab: TabNo, request: Id, what: Ask<M>) {
        let no = self.number();
        self.tab(tab).last_sent = self.now;
        match self.devices[self.tabs[&tab].device].link {
            Link::Up => self.send_up(Flight { tab, request, no, what, back: Back::Never, trouble: None }),
            Link::Down => {
                let ms = self.rng.below(800) + 1;
                self.answer_without(ms, tab, request, what.kind(), Nobody::Lost);
            }
            Link::Portal => self.portal(tab, request, &what),
            Link::Hole => self.note(Fault::HalfOpen),
        }
    }

    fn portal(&mut self, tab: TabNo, request: Id, what: &Ask<M>) {
        self.note(Fault::Portal);
        match what {
            Ask::Push(arrival) if self.case.mutant == Some(Mutant::PortalBelieved) => {
                let results = arrival.message.mutations.iter().map(|item| PushResult {
                    n: item.n,
                    seq: Seq::ZERO,
                    outcome: Outcome::Done(MergeResult::Applied),
                    duplicate: false,
                });
                let (epoch, head) = (arrival.message.hello.epoch, Seq::ZERO);
                let (results, time_ms) = (results.collect(), self.now);
                let answer = PushResponse { epoch, head, last_n: 0, time_ms, results, page: None };
                self.after(30, Event::Input { tab, input: Input::Pushed { request, reply: Reply::Ok(answer) } });
            }
            _ => self.answer_without(30, tab, request, what.kind(), Nobody::Foreign(200)),
        }
    }

    fn send_up(&mut self, mut flight: Flight<M>) {
        let kind = flight.what.kind();
        let out = 5 + self.rng.below(60);
        let back = 5 + self.rng.below(60);
        flight.back = Back::Arrives(back);
        if self.strikes(Fault::RequestDropped, 4) {
            if self.rng.chance(70) {
                self.answer_without(out + back, flight.tab, flight.request, kind, Nobody::Lost);
            }
            return;
        }
        if self.strikes(Fault::AnswerDropped, 6) {
            flight.back = if self.rng.chance(60) { Back::Lost } else { Back::Never };
        } else if self.strikes(Fault::HalfOpen, 2) {
            flight.back = Back::Never;
        }
        for (fault, percent) in TROUBLES {
            if self.strikes(fault, percent) {
                flight.trouble = Some(fault);
            }
        }
        let delayed = self.strikes(Fault::RequestDelayed, 5);
        let out = if delayed { out + self.rng.below(45_000) } else { out };
        if self.strikes(Fault::RequestDoubled, 5) {
            let later = out + self.mostly(50, 300, 90_000);
            let copy = Flight { back: Back::Never, trouble: None, ..flight.clone() };
            self.after(later, Event::Arrive(Box::new(copy)));
        }
        self.after(out, Event::Arrive(Box::new(flight)));
    }

    pub(super) fn arrive(&mut self, flight: Box<Flight<M>>) -> Held {
        if let Some(device) = self.tabs.get(&flight.tab).map(|tab| tab.device) {
            let last = self.last_arrival.entry(device).or_default();
            if flight.no < *last {
                self.seen.note(Fault::RequestReordered);
            }
            *last = (*last).max(flight.no);
        }
        match flight.trouble {
            Some(Fault::ErrorBefore) => self.refuse(&flight, 500, None),
            Some(Fault::Gateway) => self.answer_from(&flight, Nobody::Foreign(502)),
            Some(Fault::TooMany) => {
                let retry_after_s = 1 + self.rng.below(20);
                self.refuse(&flight, 429, Some(ProtocolError::TooMany { retry_after_s }));
            }
            Some(Fault::Unavailable) => {
                let retry_after_s = 1 + self.rng.below(20);
                self.refuse(&flight, 503, Some(ProtocolError::Unavailable { retry_after_s }));
            }
            _ => return self.serve(flight),
        }
        Ok(())
    }

    /// The server takes the request up.
    fn serve(&mut self, flight: Box<Flight<M>>) -> Held {
        match &flight.what {
            Ask::Pull { ask, session, build } => {
                let later_n = self.held_number(ask.hello.client);
                let answer = self.server.pull(ask, *session, *build, self.now, later_n);
                if ask.hello.account != session.unwrap_or(ask.hello.account) {
                    self.seen.note(Fault::Impostor);
                }
                match answer {
                    Ok(page) => self.answer_pull(&flight, Reply::Ok(page)),
                    Err(error) => self.refuse(&flight, error.status(), Some(error)),
                }
                Ok(())
            }
            Ask::Check { ask, session, build } => {
                match self.server.check(ask, *session, *build, self.now) {
                    Ok(answer) => self.answer_check(&flight, Reply::Ok(answer)),
                    Err(error) => self.refuse(&flight, error.status(), Some(error)),
                }
                Ok(())
            }
            Ask::Push(arrival) => {
                if arrival.message.hello.account != arrival.session.unwrap_or(arrival.message.hello.account) {
                    self.seen.note(Fault::Impostor);
                }
                if let Some((status, error)) = self.poisoned(arrival) {
                    self.refuse(&flight, status, error);
                    return Ok(());
                }
                let locked = !self.held.is_empty() && self.case.mutant != Some(Mutant::SequenceWithoutLock);
                if locked {
                    self.queued.push_back(flight);
                    return Ok(());
                }
                self.decide(flight)
            }
        }
    }

    fn decide(&mut self, flight: Box<Flight<M>>) -> Held {
        let Ask::Push(arrival) = &flight.what else { return Ok(()) };
        match self.server.decide(arrival, self.now) {
            Err(error) => {
                self.refuse(&flight, error.status(), Some(error));
                Ok(())
            }
            Ok(commit) => {
                let slow = self.strikes(Fault::SlowCommit, 6);
                let no = self.number();
                let role = arrival.session.and_then(|session| self.server.roles.get(&session).copied());
                let role = role.unwrap_or(Role::Nobody);
                self.held.push(HeldCommit { no, flight, commit, role });
                if slow {
                    let ms = 200 + self.mostly(70, 6_000, 50_000);
                    self.after(ms, Event::Commit(no));
                    return Ok(());
                }
                self.finish_commit(no)
            }
        }
    }

    /// A held commit is done: everything in it becomes visible, then whoever waited for the lock goes on.
    pub(super) fn finish_commit(&mut self, no: u64) -> Held {
        let Some(place) = self.held.iter().position(|held| held.no == no) else { return Ok(()) };
        let HeldCommit { flight, commit, role, .. } = self.held.remove(place);
        let (mut answer, lines) = self.server.commit(commit, self.now);
        answer.page = self.page_after(&flight);
        self.judge_commit(&flight, role, &lines)?;
        for result in &answer.results {
            self.seen.note(if result.duplicate { Ended::Duplicate } else { Ended::of_outcome(&result.outcome) });
        }
        self.say(|| format!("server: decided {} mutations, head {}", lines.len(), answer.head));
        if flight.trouble == Some(Fault::ErrorAfter) {
            self.refuse(&flight, 500, None);
        } else {
            self.answer_push(&flight, Reply::Ok(answer));
        }
        if !lines.is_empty() {
            self.poke_all();
        }
        while self.held.is_empty() {
            let Some(next) = self.queued.pop_front() else { break };
            self.decide(next)?;
        }
        Ok(())
    }

    /// What the answer to a push brings, as soon as it is decided: what a pull would, when it fits into one page.
    fn page_after(&mut self, flight: &Flight<M>) -> Option<PullResponse<M>> {
        let Ask::Push(Arrival { message, session, build, .. }) = &flight.what else { return None };
        let (hello, after) = (message.hello, message.after?);
        let ask = PullRequest { hello, cursor: after.cursor, floor: Some(after.floor) };
        let page = self.server.pull(&ask, *session, *build, self.now, self.held_number(hello.client)).ok()?;
        (!page.has_more).then_some(page)
    }

    fn judge_commit(&mut self, flight: &Flight<M>, role: Role, lines: &[LogLine<M>]) -> Held {
        let Ask::Push(arrival) = &flight.what else { return Ok(()) };
        self.check_commit(arrival, role, lines)
    }

    fn held_number(&self, client: crate::ClientId) -> u64 {
        let mine = self.held.iter().filter_map(|held| match &held.flight.what {
            Ask::Push(arrival) if arrival.message.hello.client == client => arrival.message.mutations.last(),
            _ => None,
        });
        mine.map(|item| item.n).max().unwrap_or(0)
    }

    /// Is there something in the batch the server cannot take?
    fn poisoned(&self, arrival: &Arrival<M>) -> Option<(u16, Option<ProtocolError>)> {
        let items = arrival.message.mutations.iter().zip(&arrival.tokens);
        let mut poisons = items.filter(|(item, _)| !matches!(item.body, Body::Skip)).filter_map(|(item, token)| {
            let poison = self.edits.get(token.as_ref()?)?.poison?;
            Some((item.n, poison))
        });
        poisons.next().map(|(n, poison)| match poison {
            Poison::Named => (400, Some(ProtocolError::Malformed { n: Some(n), message: String::new() })),
            Poison::Unnamed => (400, Some(ProtocolError::Malformed { n: None, message: String::new() })),
            Poison::Error => (500, None),
            Poison::Large => (413, Some(ProtocolError::TooLarge)),
        })
    }
}
