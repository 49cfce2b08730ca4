//! One file a page; thin: what stands where, and which record is meant.

pub mod add;
pub mod attention;
pub mod card;
pub mod door;
pub mod history;
pub mod home;
pub mod import;
pub mod not_found;
pub mod overview;
pub mod portfolios;
pub mod set;
pub mod sets;
pub mod settings;
pub mod sync;
pub mod trash;
pub mod welcome;
pub mod why;
pub mod wishes;

pub use add::AddPage;
pub use attention::AttentionPage;
pub use card::CardPage;
pub use door::{SignInPage, SignUpPage};
pub use history::HistoryPage;
pub use home::HomePage;
pub use import::ImportPage;
pub use not_found::NotFoundPage;
pub use overview::OverviewPage;
pub use portfolios::PortfoliosPage;
pub use set::SetPage;
pub use sets::SetsPage;
pub use settings::SettingsPage;
pub use sync::SyncPage;
pub use trash::TrashPage;
pub use why::WhyPage;
pub use wishes::WishesPage;
