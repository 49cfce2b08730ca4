//! The network: requests whose outcome is data, and the event stream. Decides nothing, and nothing by error text.

mod fetch;
mod stream;

pub(crate) use fetch::{CHECK, PULL, PUSH, Pending, ask, body, bytes, post, send, shell_page, sign_out};
pub(crate) use stream::Stream;
