//! The sync of the session, and signing in and out: what the app's [`SyncPort`] is in a browser.

use vitrine_app::engine::{Identity, InQueue, Later, Phase, Refusal, SignOut, SignOutError, SyncPort};
use vitrine_sync::ClientId;
use vitrine_sync::client::{Input, Nudge, StepNote, Token};

use super::Browser;
use crate::{net, page};

impl SyncPort for Browser {
    fn queue(&self, most: usize) -> Vec<InQueue> {
        let Some(session) = self.session() else { return Vec::new() };
        let engine = session.engine();
        engine.queue().take(most).map(|entry| InQueue { tries: engine.tries(entry.n), entry: entry.clone() }).collect()
    }

    fn steps(&self) -> Vec<StepNote> {
        let Some(session) = self.session() else { return Vec::new() };
        let mut steps: Vec<StepNote> = session.engine().steps().cloned().collect();
        steps.reverse();
        steps
    }

    fn tray(&self) -> Vec<Refusal> {
        let tray = self.session().map(|session| session.engine().tray().cloned().collect::<Vec<_>>());
        let mut tray = tray.unwrap_or_default();
        tray.sort_by_key(|refusal| (refusal.refused_ms, refusal.n));
        tray
    }

    fn is_undecided(&self, refusal: &Refusal) -> bool {
        self.session().is_some_and(|session| session.engine().is_undecided(refusal))
    }

    fn client(&self) -> Option<ClientId> {
        self.session().map(|session| session.engine().client())
    }

    fn sync_now(&self) {
        if let Some(session) = self.session() {
            session.take(Input::Nudge(Nudge::SyncNow));
        }
    }

    fn compare(&self) {
        if let Some(session) = self.session() {
            session.take(Input::Nudge(Nudge::Check));
        }
    }

    fn discard(&self, token: Token) {
        if let Some(session) = self.session() {
            session.discard(token);
        }
    }

    fn signed_in(&self, identity: Identity) {
        page::remember_identity(&identity);
        self.open(identity);
    }

    fn sign_out(&self, how: SignOut) -> Later<Result<(), SignOutError>> {
        let browser = self.clone();
        Box::pin(async move { browser.sign_out(how).await })
    }

    fn export(&self) -> Later<String> {
        let text = self.session().map_or_else(|| String::from("{}"), |session| session.export());
        Box::pin(std::future::ready(text))
    }
}

impl Browser {
    async fn sign_out(&self, how: SignOut) -> Result<(), SignOutError> {
        let session = self.session();
        let unsynced = session.as_ref().map_or(0, |session| session.unsynced());
        if how == SignOut::KeepUnsynced && unsynced > 0 {
            return Err(SignOutError::Unsynced(unsynced));
        }
        if let Some(session) = &session {
            session.pause_sending();
        }
        if !net::sign_out().await {
            if let Some(session) = &session {
                session.resume_sending();
            }
            return Err(SignOutError::NoAnswer);
        }
        if let Some(session) = &session
            && let Err(failure) = session.store.disown().await
        {
            crate::say(&format!("the database keeps its owner until it is deleted: {failure:?}"));
        }
        self.close();
        page::forget_everything();
        if let Some(session) = session
            && let Err(fault) = session.store.delete().await
        {
            crate::say(&format!("the database could not be deleted: {fault:?}"));
        }
        if let Some(worker) = &*self.inner.worker.borrow() {
            worker.wipe();
        }
        self.inner.feed.identity(None);
        self.inner.feed.phase(Phase::Nobody);
        self.inner.feed.changed(Vec::new());
        Ok(())
    }
}
