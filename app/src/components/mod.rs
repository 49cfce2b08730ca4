//! The parts pages are made of, one a file.

pub mod account_menu;
pub mod attention_badge;
pub mod banners;
pub mod bulk;
pub mod card_value;
pub mod catalog;
pub mod chart;
pub mod clash;
pub mod clash_by_hand;
pub mod clash_text;
pub mod clock;
pub mod columns;
pub mod conflicts;
pub mod device_names;
pub mod devices;
pub mod draft_line;
pub mod drop_zone;
pub mod entry_form;
pub mod entry_more;
pub mod field;
pub mod fields;
pub mod file_import;
pub mod frame;
pub mod from_file;
pub mod grading;
pub mod group_form;
pub mod group_list;
pub mod history;
pub mod history_back;
pub mod history_feed;
pub mod history_time;
pub mod icon;
pub mod import_preview;
pub mod keys;
pub mod ledger_settings;
pub mod line_tools;
pub mod list;
pub mod list_columns;
pub mod list_heading;
pub mod list_row;
pub mod lot_form;
pub mod lots;
pub mod mark_dot;
pub mod more;
pub mod offered_day;
pub mod oversold;
pub mod overview;
pub mod paper;
pub mod picking;
pub mod price_files;
pub mod price_settings;
pub mod rate_fields;
pub mod row_menu;
pub mod sales;
pub mod sell;
pub mod settle;
pub mod status_badge;
pub mod stepper;
pub mod sync_compare;
pub mod sync_panel;
pub mod sync_queue;
pub mod sync_state;
pub mod sync_steps;
pub mod sync_storage;
pub mod tall;
pub mod toasts;
pub mod toolbar;
pub mod toolbar_groups;
pub mod totals;
pub mod tray;
pub mod undo_buttons;
pub mod value_chart;
pub mod which_card;
pub mod which_lots;
pub mod window;
pub mod wish_form;
pub mod wish_list;

use leptos::html::Details;
use leptos::leptos_dom::helpers::window_event_listener;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::{ev, web_sys};

pub use attention_badge::{AttentionBadge, waiting};
pub use card_value::CardValue;
pub use clock::{Clock, use_clock};
pub use conflicts::Conflicts;
pub use device_names::DeviceNames;
pub use devices::Devices;
pub use draft_line::DraftLine;
pub use drop_zone::{DropZone, Incoming};
pub use entry_form::{EntryFields, EntryForm};
pub use field::{Field, standing_in};
pub use frame::Frame;
pub use from_file::FromFile;
pub use group_list::GroupList;
pub use history::{History, Timeline, device_names};
pub use history_feed::{Asked, HistoryFeed};
pub use history_time::begins_ms;
pub use icon::{Case, Showcase};
pub use import_preview::{ImportPreview, Reading};
pub use ledger_settings::LedgerSettings;
pub use list::List;
pub(crate) use list::{is_in_form, is_typing};
pub use lot_form::{LotFields, LotForm, likely_currency};
pub use lots::{Lots, about};
pub use mark_dot::{MarkDot, WayLine};
pub use offered_day::OfferedDay;
pub use oversold::OversoldCards;
pub use price_files::PriceFiles;
pub use price_settings::{PriceSettings, set_substitute};
pub use sales::Sales;
pub use settle::ConflictsToSettle;
pub use sync_compare::SyncCompare;
pub use sync_panel::{SyncFacts, SyncPanel};
pub use sync_queue::SyncQueue;
pub use sync_state::SyncState;
pub use sync_steps::SyncSteps;
pub use sync_storage::SyncStorage;
pub use tall::Tall;
pub use toasts::{Toasts, use_toasts};
pub use toolbar::Toolbar;
pub use totals::{TotalsLine, TotalsPanel};
pub use tray::Tray;
pub use value_chart::ValueChart;
pub use which_card::WhichCard;
pub use wish_form::AddWish;
pub use wish_list::WishList;

/// Closes a menu when a person clicks elsewhere, follows one of its links or presses Escape.
fn close_outside(menu: NodeRef<Details>, open: RwSignal<bool>) {
    Effect::new(move |_| {
        let click = window_event_listener(ev::click, move |event| {
            let Some(menu) = menu.get_untracked() else { return };
            let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
            let inside = target.as_ref().is_some_and(|target| menu.contains(Some(target)));
            let link = target.and_then(|target| target.closest("a").ok().flatten()).is_some();
            if open.get_untracked() && (!inside || link) {
                open.set(false);
            }
        });
        let key = window_event_listener(ev::keydown, move |event| {
            if keys::is_escape(&event) {
                open.set(false);
            }
        });
        on_cleanup(move || {
            click.remove();
            key.remove();
        });
    });
}
