//! One file a page; thin: what stands where, and which record is meant.

mod add;
mod attention;
mod card;
mod door;
mod home;
mod import;
mod not_found;
mod settings;
mod sync;
mod welcome;

pub use add::AddPage;
pub use attention::AttentionPage;
pub use card::CardPage;
pub use door::{SignInPage, SignUpPage};
pub use home::HomePage;
pub use import::ImportPage;
pub use not_found::NotFoundPage;
pub use settings::SettingsPage;
pub use sync::SyncPage;
