//! The settings: the ledger, the catalogues and prices, the devices, and the way out.

use leptos::prelude::*;

use super::catalog_import::CatalogueImport;
use super::ledger::LedgerSettings;
use super::password::PasswordPanel;
use super::price_files::PriceFiles;
use super::prices::PriceSettings;
use super::sign_out::SignOutPanel;
use crate::account::Devices;
use crate::catalog::Catalogues;
use crate::engine::use_engine;
use crate::kit::Title;
use crate::session::use_session;
use vitrine_presenter::words;

#[component]
pub fn SettingsPage() -> impl IntoView {
    let engine = use_engine();
    let session = use_session();
    view! {
        <Title text="Settings \u{b7} Vitrine" />
        <div class="narrow stack">
            <div class="page-head">
                <h1>"Settings"</h1>
            </div>
            <section class="panel stack">
                <dl class="facts">
                    <dt>"Signed in as"</dt>
                    <dd>{move || session.name()}</dd>
                    <dt>"Storage of this device"</dt>
                    <dd>{move || words::storage(engine.storage().get())}</dd>
                    <dt>"Version"</dt>
                    <dd>{env!("CARGO_PKG_VERSION")}</dd>
                </dl>
            </section>
            <section class="panel">
                <p>"What was deleted waits in the " <a href="/trash">"trash"</a> " and can be brought back."</p>
                <p>"Your collection can be " <a href="/export">"saved as a file"</a> ", to keep or for another app."</p>
            </section>
            <LedgerSettings />
            <Catalogues />
            <CatalogueImport />
            <PriceSettings />
            <PriceFiles />
            <PasswordPanel />
            <Devices />
            <SignOutPanel />
        </div>
    }
}
