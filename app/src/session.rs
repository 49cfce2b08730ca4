//! Who is looking, and what the server rendered for them. Owns the first request of a page; refuses to hold the
//! collection (that is `collection`) or to decide what may be seen (that is the server).

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::api::{Me, Membership, Page, Role};
use crate::engine::{Engine, Identity, Phase, use_engine};

/// Entries in the server's first paint: a screen and a half on a large display.
pub const FIRST_ROWS: u32 = 50;

/// What the server knew when it rendered the page; empty on the neutral document.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct First {
    pub me: Option<Me>,
    pub page: Option<Page>,
    /// The value by day as the server answered it, for the pages that begin with it.
    pub value_history: Option<String>,
}

/// The session, in the context of every page.
#[derive(Clone, Copy)]
pub struct Session {
    first: Resource<First>,
    /// What the server said last about the person; none while unknown or signed out.
    me: RwSignal<Option<Me>>,
    engine: Engine,
}

/// The session of this page.
pub fn use_session() -> Session {
    expect_context::<Session>()
}

impl Session {
    /// Asks the server once, while it renders; the browser reads the answer from the document.
    pub fn provide() -> Self {
        let first = Resource::new_blocking(|| (), |()| ask());
        let session = Self { first, me: RwSignal::new(None), engine: use_engine() };
        provide_context(session);
        // In the browser: what the server said opens this person's part of the storage.
        Effect::new(move |_| {
            if let Some(me) = first.get().and_then(|first| first.me) {
                session.begin(me);
            }
        });
        session
    }

    /// What the server rendered. Read it under a `Suspense`.
    pub fn first(&self) -> Resource<First> {
        self.first
    }

    /// Somebody has signed in on the server.
    pub fn begin(&self, me: Me) {
        if let Some(identity) = identity(&me) {
            self.engine.signed_in(identity);
        }
        self.me.set(Some(me));
    }

    /// The name to show, as this device or the server knows it.
    pub fn name(&self) -> Option<String> {
        let here = self.engine.identity().get().map(|identity| identity.name);
        here.or_else(|| self.me.with(|me| me.as_ref().map(|me| me.name.clone())))
    }

    /// Is there a collection to show: on this device, or in what the server rendered?
    pub fn has_collection(&self, first: &First) -> bool {
        match self.engine.phase().get() {
            Phase::Waiting | Phase::Nobody | Phase::NoStorage => {
                first.me.is_some() || self.engine.identity().with(Option::is_some)
            }
            Phase::Opening | Phase::Ready => true,
        }
    }

    /// May the person change things, as far as is known here? The server decides in the end.
    pub fn may_write(&self) -> bool {
        self.me.with(|me| me.as_ref().and_then(own).is_none_or(|member| member.role.may_write()))
    }
}

/// The ledger a person works in: the first, which is their own.
fn own(me: &Me) -> Option<&Membership> {
    me.ledgers.iter().find(|member| member.role == Role::Owner).or(me.ledgers.first())
}

fn identity(me: &Me) -> Option<Identity> {
    own(me).map(|member| Identity { account: me.account, ledger: member.ledger, name: me.name.clone() })
}

#[cfg(feature = "ssr")]
async fn ask() -> First {
    use crate::api::{self, PageRequest};
    // No answer and "signed out" look the same here: the page then shows what this device has.
    let Ok(me) = api::me().await else { return First::default() };
    let Some(member) = own(&me) else { return First { me: Some(me), ..First::default() } };
    let request = PageRequest { ledger: member.ledger, limit: FIRST_ROWS, entry: wanted() };
    let page = api::page(request).await.ok();
    let value_history = value_history(member.ledger).await;
    First { me: Some(me), page, value_history }
}

/// The value by day, where the page that is rendered is about it: the list does not wait for it.
#[cfg(feature = "ssr")]
async fn value_history(ledger: vitrine_sync::LedgerId) -> Option<String> {
    if path()? != "/overview" {
        return None;
    }
    let since_1970 = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).ok()?;
    let today = nowhere_tomorrow(since_1970.as_secs())?;
    let request = crate::api::value::ValueHistoryRequest { ledger, portfolio: None, today };
    serde_json::to_string(&crate::api::value_history(request).await.ok()?).ok()
}

/// The day that it is, or was yesterday, wherever the person may be: the server does not know which day it is there, and
/// the farthest west it is twelve hours earlier. The browser goes on from it to the day it has, as soon as it is awake.
#[cfg(feature = "ssr")]
fn nowhere_tomorrow(since_1970_s: u64) -> Option<vitrine_ledger::Date> {
    let farthest_west_s = since_1970_s.checked_sub(12 * 3_600)?;
    vitrine_ledger::Date::from_ordinal(u32::try_from(farthest_west_s / 86_400).ok()?.checked_add(BEGIN_1970)?)
}

/// The first day of 1970, since the year 1.
#[cfg(feature = "ssr")]
const BEGIN_1970: u32 = 719_162;

/// The entry whose page is rendered.
#[cfg(feature = "ssr")]
fn wanted() -> Option<uuid::Uuid> {
    let path = path()?;
    let (_, id) = path.rsplit_once("/card/")?;
    uuid::Uuid::try_parse(id).ok()
}

/// The path of the page that is rendered; none where no page is asked for.
#[cfg(feature = "ssr")]
pub(crate) fn path() -> Option<String> {
    let url = use_context::<leptos_router::location::RequestUrl>()?.parse().ok()?;
    Some(url.path().to_owned())
}

/// The browser finds the answer in the document.
#[cfg(not(feature = "ssr"))]
async fn ask() -> First {
    First::default()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::nowhere_tomorrow;

    #[test]
    fn field_24_the_first_document_ends_on_a_day_that_has_begun_everywhere() {
        // 1 December 2026, 02:30 and 11:59 in London: the evening before in New York, and in Honolulu.
        let day = |hours: u64, minutes: u64| {
            let midnight_s = 20_788 * 86_400;
            nowhere_tomorrow(midnight_s + hours * 3_600 + minutes * 60).unwrap().to_string()
        };
        assert_eq!((day(2, 30).as_str(), day(11, 59).as_str()), ("2026-11-30", "2026-11-30"));
        assert_eq!(day(12, 0), "2026-12-01");
    }
}
