//! Which tab this is, across reloads. The name stands in sessionStorage only while the tab is not looked at: a tab that
//! is duplicated gets a copy of the sessionStorage, and must not take itself for the first.

use web_sys::Storage;

const TAB: &str = "vitrine:tab";

/// This tab's name: the one it had before it was loaded anew, or a new one.
pub(crate) fn take_name() -> String {
    let storage = storage();
    let name = storage.as_ref().and_then(|storage| storage.get_item(TAB).ok().flatten());
    forget_name();
    name.unwrap_or_else(|| crate::random::uuid_v4().to_string())
}

/// The tab may be loaded anew from here on.
pub(crate) fn leave_name(name: &str) {
    if let Some(storage) = storage() {
        // A convenience: without it a tab that was loaded anew has nothing to take back.
        let _ = storage.set_item(TAB, name);
    }
}

/// The tab is looked at again.
pub(crate) fn forget_name() {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(TAB);
    }
}

fn storage() -> Option<Storage> {
    web_sys::window()?.session_storage().ok()?
}
