//! The app's code comes in several files (`vitrine_app::bundles`): which are fetched when.

use vitrine_app::bundles::Bundle;

use super::worker::is_outdated;
use super::{idle, reload, sleep};

/// Between two tries of a file that does not come.
const AGAIN_MS: i32 = 2_000;

/// Fetches what the page of this address needs. Until it is there the document stays as the server made it, which can be
/// read, and whose links work. A document without a page (`neutral`) has nothing to stay: there the app starts without,
/// and says what is missing.
pub(crate) async fn load_own_bundle(neutral: bool) {
    let path = web_sys::window().and_then(|window| window.location().pathname().ok()).unwrap_or_default();
    let Some(bundle) = Bundle::at(&path) else { return };
    while !bundle.load().await {
        if neutral {
            return;
        }
        // The server was upgraded between the document and this file: it will never come.
        if is_outdated().await {
            reload();
        }
        sleep(AGAIN_MS).await;
    }
}

/// Fetches the rest when the browser has nothing else to do, so that the next page is there at once.
pub(crate) async fn load_other_bundles() {
    for bundle in Bundle::ALL {
        idle().await;
        // What does not come is asked for again by the page that needs it.
        bundle.load().await;
    }
}
