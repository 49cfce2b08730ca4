//! The records of the session: what the app's [`RecordPort`] is in a browser.

use vitrine_app::engine::{Key, Made, MutateError, Mutation, Record, RecordPort, RecordState, RecordStatus};
use vitrine_sync::Base;

use super::Browser;

impl RecordPort for Browser {
    fn with_record(&self, key: &Key, look: &mut dyn FnMut(&Record)) {
        if let Some(session) = self.session() {
            session.with_record(key, look);
        }
    }

    fn for_each(&self, look: &mut dyn FnMut(&Key, &Record)) {
        if let Some(session) = self.session() {
            session.for_each(look);
        }
    }

    fn state(&self, key: &Key) -> RecordState {
        self.session().map_or(RecordState::Synced, |session| session.record_state(key))
    }

    fn status(&self, key: &Key) -> RecordStatus {
        self.session().map(|session| session.record_status(key)).unwrap_or_default()
    }

    fn base(&self) -> Base {
        self.session().map(|session| session.base()).unwrap_or_default()
    }

    fn mutate_all(&self, parts: Vec<Mutation>, base: Option<Base>) -> Result<Vec<Made>, MutateError> {
        self.session().ok_or(MutateError::NotReady)?.mutate(parts, base)
    }
}
