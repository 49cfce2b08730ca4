//! Answers on their way back: the server's, a cache's, a proxy's, or nobody's.

use super::device::TabNo;
use super::faults::Fault;
use super::flight::{Ask, Back, Flight, Kind, Nobody};
use super::kinds::Ended;
use super::workload::Workload;
use super::world::{Event, World};
use crate::Model;
use crate::client::{Id, Input, Reply};
use crate::wire::{CheckResponse, ProtocolError, PullResponse, PushResponse};

impl<M: Model, W: Workload<M>> World<M, W> {
    pub(super) fn refuse(&mut self, flight: &Flight<M>, status: u16, error: Option<ProtocolError>) {
        let retry_after_ms = error.as_ref().and_then(ProtocolError::retry_after_s).map(|s| s * 1_000);
        match flight.what {
            Ask::Push(_) => self.answer_push(flight, Reply::Refused { status, error, retry_after_ms }),
            Ask::Pull { .. } => self.answer_pull(flight, Reply::Refused { status, error, retry_after_ms }),
            Ask::Check { .. } => self.answer_check(flight, Reply::Refused { status, error, retry_after_ms }),
        }
    }

    pub(super) fn answer_push(&mut self, flight: &Flight<M>, mut reply: Reply<PushResponse<M>>) {
        if let Reply::Ok(PushResponse { page: Some(page), .. }) = &mut reply {
            self.seen.note(Ended::PageWithPush);
            if let Some(older) = self.cached_for(flight.tab, page) {
                *page = older;
            }
        }
        self.answer(flight, Input::Pushed { request: flight.request, reply });
    }

    pub(super) fn answer_check(&mut self, flight: &Flight<M>, reply: Reply<CheckResponse<M>>) {
        self.answer(flight, Input::Checked { request: flight.request, reply });
    }

    pub(super) fn answer_pull(&mut self, flight: &Flight<M>, mut reply: Reply<PullResponse<M>>) {
        if let Reply::Ok(page) = &mut reply {
            // A cache between the server and the browser that has not heard of our headers.
            if let Some(older) = self.cached_for(flight.tab, page) {
                *page = older;
            }
        }
        self.answer(flight, Input::Pulled { request: flight.request, reply });
    }

    /// An answer to another question of the same device, if a cache mistakes it for this one's.
    fn cached_for(&mut self, tab: TabNo, page: &PullResponse<M>) -> Option<PullResponse<M>> {
        let device = self.tabs.get(&tab)?.device;
        let cache = self.pages.entry(device).or_default();
        let older = cache.iter().find(|older| older.from != page.from && older.epoch == page.epoch).cloned();
        cache.push_back(page.clone());
        if cache.len() > 3 {
            cache.pop_front();
        }
        older.filter(|_| self.strikes(Fault::StaleAnswer, 8))
    }

    pub(super) fn answer_from(&mut self, flight: &Flight<M>, nobody: Nobody) {
        if let Back::Arrives(ms) = flight.back {
            self.answer_without(ms, flight.tab, flight.request, flight.what.kind(), nobody);
        }
    }

    fn answer(&mut self, flight: &Flight<M>, input: Input<M>) {
        match flight.back {
            Back::Arrives(ms) => self.after(ms, Event::Input { tab: flight.tab, input }),
            Back::Lost => {
                let kind = flight.what.kind();
                let ms = 5 + self.rng.below(2_000);
                self.answer_without(ms, flight.tab, flight.request, kind, Nobody::Lost);
            }
            Back::Never => {}
        }
    }

    /// An answer that is not the server's.
    pub(super) fn answer_without(&mut self, ms: u64, tab: TabNo, request: Id, kind: Kind, nobody: Nobody) {
        let input = match kind {
            Kind::Push => Input::Pushed { request, reply: nobody.says() },
            Kind::Pull => Input::Pulled { request, reply: nobody.says() },
            Kind::Check => Input::Checked { request, reply: nobody.says() },
        };
        self.after(ms, Event::Input { tab, input });
    }
}
