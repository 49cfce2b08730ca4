//! What belongs to a page as a whole: its title, messages, menus, scrolling and long lists.

mod menu;
mod scroll;
pub mod title;
pub mod toasts;
pub mod virtual_list;

pub(crate) use menu::close_outside;
pub(crate) use scroll::{screen, scrolled};
pub use title::Title;
pub use toasts::{ToastList, Toasts, use_toasts};
pub use virtual_list::VirtualList;
