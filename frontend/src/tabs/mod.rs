//! Several tabs of one browser profile: who leads, and what they tell each other (docs/engine.md#one-tab-leads).

mod channel;
mod lock;

pub(crate) use channel::Channel;
pub(crate) use lock::Lock;
