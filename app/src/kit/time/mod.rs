//! The time as the screen shows it.

pub mod clock;
pub mod local_time;

pub use clock::{Clock, use_clock};
pub use local_time::{begins_ms, exact, iso, second, time_of_day};
