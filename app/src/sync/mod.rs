//! The sync centre and the badge: how the sync stands, what waits, what this browser keeps.

pub mod badge;
pub mod compare;
pub mod page;
pub mod panel;
pub mod queue;
pub mod state;
pub mod steps;
pub mod storage;

pub use badge::StatusBadge;
pub use page::SyncPage;
