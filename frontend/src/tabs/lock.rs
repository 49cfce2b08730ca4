//! The Web Lock that makes one tab the leader. Bound by hand: `web-sys` hides it behind an unstable flag.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::AbortController;

use crate::idb::{OneShot, resolve, resolved};

#[wasm_bindgen]
extern "C" {
    type LockManager;

    #[wasm_bindgen(method, catch)]
    fn request(this: &LockManager, name: &str, options: &Object, granted: &Function) -> Result<Promise, JsValue>;
}

pub(crate) struct Lock {
    name: String,
    state: RefCell<State>,
}

enum State {
    Idle,
    /// In the queue.
    Wanted(AbortController),
    Held(Held),
}

struct Held {
    /// Ends the promise that keeps the lock ours.
    release: Function,
    /// True when the lock was taken away, false when it was given back.
    ended: OneShot<bool>,
}

impl Lock {
    pub(crate) fn new(name: &str) -> Rc<Self> {
        Rc::new(Self { name: name.to_owned(), state: RefCell::new(State::Idle) })
    }

    /// Waits in the queue. False when the waiting was called off.
    pub(crate) async fn wait(self: &Rc<Self>) -> bool {
        let Ok(controller) = AbortController::new() else { return false };
        let options = Object::new();
        let _ = Reflect::set(&options, &"signal".into(), &controller.signal());
        *self.state.borrow_mut() = State::Wanted(controller);
        self.request(&options).await
    }

    /// Takes the lock from whoever holds it. False when it is ours already, or cannot be had.
    pub(crate) async fn steal(self: &Rc<Self>) -> bool {
        if let State::Held(_) = *self.state.borrow() {
            return false;
        }
        self.release();
        let options = Object::new();
        let _ = Reflect::set(&options, &"steal".into(), &true.into());
        self.request(&options).await
    }

    /// Waits until the lock is no longer ours. True when it was taken away.
    pub(crate) async fn lost(&self) -> bool {
        let ended = match &*self.state.borrow() {
            State::Held(held) => held.ended.clone(),
            State::Idle | State::Wanted(_) => return false,
        };
        resolved(&ended).await
    }

    /// Gives the lock back, or leaves the queue.
    pub(crate) fn release(&self) {
        match self.state.replace(State::Idle) {
            State::Held(held) => {
                resolve(&held.ended, false);
                let _ = held.release.call0(&JsValue::NULL);
            }
            State::Wanted(controller) => controller.abort(),
            State::Idle => {}
        }
    }

    pub(crate) fn is_held(&self) -> bool {
        matches!(*self.state.borrow(), State::Held(_))
    }

    pub(crate) fn is_held_or_wanted(&self) -> bool {
        !matches!(*self.state.borrow(), State::Idle)
    }

    async fn request(self: &Rc<Self>, options: &Object) -> bool {
        let granted: OneShot<bool> = OneShot::default();
        let ended: OneShot<bool> = OneShot::default();
        let mut release = None;
        let hold = Promise::new(&mut |resolve, _| release = Some(resolve));
        let held = Held { release: release.expect("BUG: a promise gives its resolver"), ended: ended.clone() };
        let Some(manager) = manager() else {
            // A browser without locks: the lease in the storage still keeps two leaders from both writing.
            *self.state.borrow_mut() = State::Held(held);
            return true;
        };
        let lock = self.clone();
        let told = granted.clone();
        let on_grant = Closure::once(move |_: JsValue| -> JsValue {
            *lock.state.borrow_mut() = State::Held(held);
            resolve(&told, true);
            hold.into()
        });
        let Ok(promise) = manager.request(&self.name, options, on_grant.as_ref().unchecked_ref()) else {
            *self.state.borrow_mut() = State::Idle;
            return false;
        };
        let lock = self.clone();
        let told = granted.clone();
        spawn_local(async move {
            let taken_away = JsFuture::from(promise).await.is_err();
            drop(on_grant);
            // Told only when it was never granted: whoever waited for the grant has been told before.
            resolve(&told, false);
            lock.forget(&ended);
            resolve(&ended, taken_away);
        });
        resolved(&granted).await
    }

    /// The holding that ends with `ended` is over.
    fn forget(&self, ended: &OneShot<bool>) {
        let over = matches!(&*self.state.borrow(), State::Held(held) if Rc::ptr_eq(&held.ended, ended));
        if over {
            *self.state.borrow_mut() = State::Idle;
        }
    }
}

fn manager() -> Option<LockManager> {
    let navigator = web_sys::window()?.navigator();
    let manager = Reflect::get(&navigator, &"locks".into()).ok()?;
    (!manager.is_undefined()).then(|| manager.unchecked_into())
}
