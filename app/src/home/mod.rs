//! The collection as a list: searching, filtering, sorting, picking and printing it.

pub mod columns;
pub mod heading;
pub mod list;
pub mod list_row;
pub mod page;
pub mod picking;
pub mod print;
pub mod row_menu;
pub mod toolbar;
pub mod toolbar_groups;
pub mod totals;

pub use page::HomePage;
pub use print::print_page;
