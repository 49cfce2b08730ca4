//! What forms are built of: labelled fields, lists of choices, steppers, rates of exchange, and keys as they are meant.

mod asking;
pub mod choices;
pub mod field;
pub mod keys;
pub mod rate_fields;
pub mod stepper;

pub use field::{Area, Choice, Field, standing_in};
pub(crate) use field::{Prefix, is_field, tie};
pub(crate) use keys::{is_composing, is_escape, is_in_form, is_typing};
pub use rate_fields::{RateFields, RateSignals, base_currency};
pub use stepper::Stepper;
