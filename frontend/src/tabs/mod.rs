//! Several tabs of one browser profile: who leads, and what they tell each other (rule 16).

mod channel;
mod lock;

pub(crate) use channel::Channel;
pub(crate) use lock::Lock;
