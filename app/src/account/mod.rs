//! Signing up and in, what Vitrine is for somebody who has not, and the devices that are signed in.

pub mod devices;
pub mod page;
pub mod welcome;

pub use devices::Devices;
pub use page::{SignInPage, SignUpPage};
pub use welcome::Welcome;
