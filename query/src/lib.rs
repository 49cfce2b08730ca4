//! Questions to a collection as somebody types them: `in:"red binder" worth>50 -is:graded`.
//!
//! [`parse`] never fails: what cannot be understood is named in a [`Note`], with a suggestion where there is one, and left
//! out of the [`Filter`]; what is half typed filters nothing away. The filter is asked of anything that is a [`Subject`],
//! and its `Display` is a query that is read as the same filter. Unknown is not zero: a comparison with what nobody knows
//! is false, and so is its opposite with `!=`.
//!
//! Pure: the day and the currency are arguments.
#![warn(missing_docs)]

mod field;
mod filter;
mod lex;
mod near;
mod parse;
mod print;
mod value;

pub use field::{Field, Flag, Group, Has, Sort};
pub use filter::{Filter, Subject, Term, Test};
pub use parse::{Note, Order, Parsed, Problem, parse};
pub use value::{Context, Range};
