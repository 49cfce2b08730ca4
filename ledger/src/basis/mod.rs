//! Exact arithmetic of what came and what went, in whole minor units: what is held, what it cost, what was gained.
//!
//! Everything follows from the living lots and sales of one entry ([`Holding`]), whatever their order. The rules where a
//! collection's books are not those of a bank:
//!
//! * **Unknown is not zero.** Copies whose cost nobody knows are counted and left out of every sum; a sale that took one
//!   has no gain, and says how many. The same goes for an amount no rate leads from.
//! * **Within a day** what came and what went follow each other as they were booked (`order.rs`), by every method.
//! * **Without a day.** An undated lot was always there: it is the oldest. An undated sale comes after everything; its
//!   copies are on no day.
//! * **Sold before it came.** Sales take the oldest copies that are there, by the books of today; if that is one whose day
//!   is later, it is counted as `early`, and its cost is known. On the days between, fewer than none were held.
//! * **Sold and not there.** Copies beyond what came (two people sold the last one) are `missing`: they have no cost,
//!   so the sale has no gain, and what is held is below zero. Counts may be below zero; costs and unknown copies never
//!   are.
//! * **A lot below zero** (copies taken back twice) has no copies and no cost; it counts against what is held.
//! * **Rounding** happens where an amount is converted (once for a lot, once for a sale) and where it is divided, and there
//!   nothing is lost: the cost of what went and of what is left is the cost of all, to the minor unit, by every method; and
//!   what goes in two sales costs what it costs in one.
//!
//! Whoever shows a cost or a gain takes it from here: of today from [`Holding::basis`], of every day from
//! [`Holding::course`], which is the same over time. What is the same quantity is the same number.

mod allocate;
mod amounts;
mod assign;
mod average;
mod gains;
mod holding;
mod order;
mod outcome;
mod reckoning;
mod stays;

pub use allocate::allocate;
pub use amounts::{Amounts, cost_of, paid_on, proceeds_of, sold_on};
pub(crate) use amounts::{add, put};
pub use gains::{Gains, gains};
pub use holding::{Holding, holdings};
pub use outcome::{Basis, Costs, Realised};
pub use reckoning::{Dated, DayRates, Gap, NoRates, RatesByDay, Reckoning};
pub use stays::{Course, Move};

pub use crate::method::{Method, ReportingCurrency};
pub use crate::rate::{BadDecimal, Decimal, Rate};
