//! The frame around every page: the bar, the banners, the phone's bar, the messages.

use leptos::prelude::*;
use leptos_router::components::A;

use super::account_menu::AccountMenu;
use super::banners::Banners;
use super::more::More;
use crate::attention::AttentionBadge;
use crate::kit::{Case, Icon, Sign, ToastList};
use crate::session::use_session;
use crate::sync::StatusBadge;
use crate::undo::UndoButtons;

#[component]
pub fn Frame(children: Children) -> impl IntoView {
    let session = use_session();
    let inside = move |first: &crate::session::First| session.has_collection(first);
    view! {
        <a class="skip" href="#main">"Skip to the content"</a>
        <header class="bar">
            <div class="bar-in">
                <A href="/" attr:class="brand" exact=true>
                    <Case size=26 />
                    "Vitrine"
                </A>
                <Suspense>
                    {move || Suspend::new(async move {
                        let first = session.first().await;
                        let signed_in = Memo::new(move |_| inside(&first));
                        view! {
                            <Show when=move || signed_in.get()>
                                <nav class="tabs" aria-label="Pages">
                                    <A href="/" exact=true>"Collection"</A>
                                    <A href="/overview">"Overview"</A>
                                    <A href="/add">"Add"</A>
                                    <A href="/sets">"Sets"</A>
                                    <A href="/import">"Import"</A>
                                </nav>
                                <div class="bar-end">
                                    <AttentionBadge />
                                    <UndoButtons />
                                    <StatusBadge />
                                    <AccountMenu />
                                </div>
                            </Show>
                        }
                    })}
                </Suspense>
            </div>
            <Banners />
        </header>
        <main id="main" class="page" tabindex="-1">{children()}</main>
        <Suspense>
            {move || Suspend::new(async move {
                let first = session.first().await;
                let signed_in = Memo::new(move |_| inside(&first));
                view! {
                    <Show when=move || signed_in.get()>
                        <nav class="thumb" aria-label="Pages, within reach">
                            <A href="/" exact=true><Icon sign=Sign::Cards />"Collection"</A>
                            <A href="/overview"><Icon sign=Sign::Chart />"Overview"</A>
                            <A href="/add"><Icon sign=Sign::Plus />"Add"</A>
                            <A href="/sets"><Icon sign=Sign::Stack />"Sets"</A>
                            <More />
                        </nav>
                    </Show>
                }
            })}
        </Suspense>
        <ToastList />
    }
}
