//! What surrounds every page: the bar, the menus, the banners, and the page for an address that leads nowhere.

pub mod account_menu;
pub mod banners;
pub mod frame;
pub mod more;
pub mod not_found;

pub use frame::Frame;
pub use not_found::NotFoundPage;
