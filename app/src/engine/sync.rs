//! The handle's sync: what waits, what was refused, and the account it runs under.

use vitrine_sync::ClientId;
use vitrine_sync::client::{StepNote, Token};

use super::{Engine, Identity, InQueue, Refusal, SignOut, SignOutError};

impl Engine {
    /// The oldest edits the server has not decided, `most` of them; [`Status::queue`] counts all.
    pub fn queue(&self, most: usize) -> Vec<InQueue> {
        self.sync().map(|port| port.queue(most)).unwrap_or_default()
    }

    /// What the engine went through last, the newest first.
    pub fn steps(&self) -> Vec<StepNote> {
        self.sync().map(|port| port.steps()).unwrap_or_default()
    }

    /// The refused edits, oldest first.
    pub fn tray(&self) -> Vec<Refusal> {
        self.sync().map(|port| port.tray()).unwrap_or_default()
    }

    /// Whether the server carried this refused edit out nevertheless is not known yet: doing it again now could do it
    /// twice.
    pub fn is_undecided(&self, refusal: &Refusal) -> bool {
        self.sync().is_some_and(|port| port.is_undecided(refusal))
    }

    /// The id under which this browser's edits stand in the history, once its storage was read.
    pub fn client(&self) -> Option<ClientId> {
        self.sync()?.client()
    }

    /// Tries to sync at once.
    pub fn sync_now(&self) {
        if let Some(port) = self.sync() {
            port.sync_now();
        }
    }

    /// Has this device's records compared with the server's; what differs is put right. The answer stands in
    /// [`Engine::status`].
    pub fn compare(&self) {
        if let Some(port) = self.sync() {
            port.compare();
        }
    }

    /// Gives a refused edit up for good.
    pub fn discard(&self, token: Token) {
        if let Some(port) = self.sync() {
            port.discard(token);
        }
    }

    /// Somebody signed in: opens their part of the storage, and remembers who it is for the next start without a network.
    /// Saying it again for the same person only lets the sending go on.
    pub fn signed_in(&self, identity: Identity) {
        if let Some(port) = self.sync() {
            port.signed_in(identity);
        }
    }

    /// Signs out on the server and then removes everything of the account from this device. Needs the network. Does
    /// nothing when there is no port.
    ///
    /// # Errors
    /// Unsynced edits (unless they are to be discarded), or no answer from the server: nothing was removed.
    pub async fn sign_out(&self, how: SignOut) -> Result<(), SignOutError> {
        match self.sync() {
            Some(port) => port.sign_out(how).await,
            None => Ok(()),
        }
    }

    /// Queue, tray and the last steps of the engine as JSON, for a file.
    pub async fn export(&self) -> String {
        match self.sync() {
            Some(port) => port.export().await,
            None => String::from("{}"),
        }
    }
}
