//! What every page is built of: fields, icons, messages, the clock, charts. Knows no feature.

pub mod chart;
pub mod fields;
pub mod icon;
pub mod item_tools;
pub mod page;
pub mod status_dot;
pub mod time;

pub use fields::{Area, Choice, Field, RateFields, RateSignals, Stepper, base_currency, choices, standing_in};
pub(crate) use fields::{Prefix, is_composing, is_escape, is_field, is_in_form, is_typing, tie};
pub use icon::{Case, Icon, Showcase, Sign};
pub use item_tools::ItemTools;
pub(crate) use page::close_outside;
pub use page::{Title, ToastList, Toasts, VirtualList, use_toasts};
pub use status_dot::{RecordStatusLine, StatusDot};
pub use time::{Clock, begins_ms, exact, iso, second, time_of_day, use_clock};
