//! What every room is built of: fields, icons, messages, the clock, charts. Knows no feature.

mod asking;
pub mod chart;
pub mod choices;
pub mod clock;
pub mod field;
pub mod icon;
pub mod keys;
pub mod line_tools;
pub mod local_time;
pub mod mark_dot;
pub mod menu;
pub mod rate_fields;
pub mod scroll;
pub mod stepper;
pub mod title;
pub mod toasts;
pub mod virtual_list;

pub use clock::{Clock, use_clock};
pub use field::{Area, Choice, Field, standing_in};
pub(crate) use field::{Prefix, is_field, tie};
pub use icon::{Case, Icon, Showcase, Sign};
pub(crate) use keys::{is_composing, is_escape, is_in_form, is_typing};
pub use line_tools::LineTools;
pub use local_time::{begins_ms, exact, iso, second, time_of_day};
pub use mark_dot::{MarkDot, RecordStatusLine};
pub(crate) use menu::close_outside;
pub use rate_fields::{RateFields, RateSignals, base_currency};
pub(crate) use scroll::{screen, scrolled};
pub use stepper::Stepper;
pub use title::Title;
pub use toasts::{ToastList, Toasts, use_toasts};
pub use virtual_list::VirtualList;
