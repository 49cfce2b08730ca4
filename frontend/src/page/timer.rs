//! One timer that can be armed again. A timer for a moment that is already armed is left alone.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Date, Promise};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::JsFuture;

/// The longest wait browsers know.
const LONGEST_MS: u64 = i32::MAX as u64;
/// Where the browser does not say when it is idle.
const IDLE_MS: i32 = 200;

#[derive(Default)]
pub(crate) struct Timer {
    inner: Rc<Inner>,
}

#[derive(Default)]
struct Inner {
    armed: Cell<Option<Armed>>,
    action: RefCell<Option<Box<dyn FnOnce()>>>,
    /// Made once and kept: a closure must not be dropped while it runs.
    fire: RefCell<Option<Closure<dyn FnMut()>>>,
}

#[derive(Clone, Copy)]
struct Armed {
    handle: i32,
    due_ms: Option<u64>,
}

impl Timer {
    /// Runs `action` at `due_ms` (the device's clock), and nothing before that; none disarms.
    pub(crate) fn arm_at(&self, due_ms: Option<u64>, action: impl FnOnce() + 'static) {
        let Some(due) = due_ms else { return self.clear() };
        if self.inner.armed.get().is_some_and(|armed| armed.due_ms == due_ms) {
            return;
        }
        self.clear();
        let wait = due.saturating_sub(Date::now() as u64).min(LONGEST_MS);
        self.arm(wait as i32, due_ms, action);
    }

    /// Runs `action` in `ms`, unless the timer is armed already.
    pub(crate) fn arm_if_idle(&self, ms: i32, action: impl FnOnce() + 'static) {
        if self.inner.armed.get().is_none() {
            self.arm(ms, None, action);
        }
    }

    pub(crate) fn clear(&self) {
        if let Some(armed) = self.inner.armed.take() {
            window().clear_timeout_with_handle(armed.handle);
        }
        self.inner.action.borrow_mut().take();
    }

    fn arm(&self, ms: i32, due_ms: Option<u64>, action: impl FnOnce() + 'static) {
        *self.inner.action.borrow_mut() = Some(Box::new(action));
        let mut fire = self.inner.fire.borrow_mut();
        let fire = fire.get_or_insert_with(|| {
            let inner = Rc::downgrade(&self.inner);
            Closure::new(move || {
                let Some(inner) = inner.upgrade() else { return };
                inner.armed.set(None);
                let action = inner.action.borrow_mut().take();
                if let Some(action) = action {
                    action();
                }
            })
        });
        let callback = fire.as_ref().unchecked_ref();
        if let Ok(handle) = window().set_timeout_with_callback_and_timeout_and_arguments_0(callback, ms) {
            self.inner.armed.set(Some(Armed { handle, due_ms }));
        }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        self.clear();
    }
}

/// Waits.
pub(crate) async fn sleep(ms: i32) {
    let promise = Promise::new(&mut |resolve, _| {
        let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms);
    });
    let _ = JsFuture::from(promise).await;
}

/// Waits until the browser has nothing more urgent to do.
pub(crate) async fn idle() {
    // Missing in one of the large browsers; `web-sys` does not know that.
    let can_tell = js_sys::Reflect::has(&window(), &"requestIdleCallback".into()).unwrap_or(false);
    if !can_tell {
        return sleep(IDLE_MS).await;
    }
    let promise = Promise::new(&mut |resolve, _| {
        let _ = window().request_idle_callback(&resolve);
    });
    let _ = JsFuture::from(promise).await;
}

fn window() -> web_sys::Window {
    web_sys::window().expect("BUG: there is a window")
}
