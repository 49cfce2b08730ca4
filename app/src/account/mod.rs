//! Signing up and in, what Vitrine is for somebody who has not, and the devices that are signed in.

pub mod devices;
pub mod open;
pub mod page;
pub mod welcome;

pub use devices::Devices;
pub use open::{SignUpClosed, SignUpMeta, is_sign_up_closed};
pub use page::{SignInPage, SignUpPage};
pub use welcome::Welcome;
