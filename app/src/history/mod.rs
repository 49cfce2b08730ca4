//! What happened, action by action, in the whole ledger or to one card.

pub mod device_names;
pub mod feed;
pub mod page;
pub mod timeline;

pub use device_names::{DeviceNames, use_device_names};
pub use page::HistoryPage;
pub use timeline::History;
