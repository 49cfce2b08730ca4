//! What travels between the pages and the server beside the sync protocol, as far as something is reckoned from it here. The
//! server functions themselves, and the types only they need, are in `app::api`.

pub mod catalog;
pub mod devices;
pub mod history;
pub mod prices;
pub mod value;
