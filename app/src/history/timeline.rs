//! What happened, action by action: to a card, in a section that asks the server when it is opened, or in the whole
//! ledger. Each value that was replaced can be brought back.

use leptos::html::{Details, Ol};
use leptos::prelude::*;
use uuid::Uuid;
use vitrine_ledger::{Key, Kind};
use vitrine_sync::ClientId;

use super::feed::{Asked, HistoryFeed, Telling};
use crate::api::{Action, Changed, Device};
use crate::collection::use_collection;
use crate::engine::use_engine;
use crate::kit::{exact, iso, use_clock};
use crate::session::use_session;
use crate::undo::use_actions;
use vitrine_presenter::history_back::way_back;
use vitrine_presenter::words;

/// Changes listed of one action where the whole ledger is told; a card's are all listed.
const LISTED: usize = 6;

/// The section of a card's page.
#[component]
pub fn History(entry: Uuid) -> impl IntoView {
    let open = RwSignal::new(false);
    let details = NodeRef::<Details>::new();
    let toggle = move |_| open.set(details.get_untracked().is_some_and(|details| details.open()));
    view! {
        <details class="panel history" node_ref=details on:toggle=toggle data-testid="history">
            <summary><h2>"History"</h2></summary>
            <Show when=move || open.get()>
                <OfCard entry />
            </Show>
        </details>
    }
}

#[component]
fn OfCard(entry: Uuid) -> impl IntoView {
    let feed = HistoryFeed::new(Signal::stored(Asked { entry: Some(entry), ..Asked::default() }));
    view! { <Timeline feed /> }
}

/// The actions of a feed. `whole`: of many cards, which are named.
#[component]
pub fn Timeline(feed: HistoryFeed, #[prop(optional)] whole: bool) -> impl IntoView {
    let engine = use_engine();
    let list = NodeRef::<Ol>::new();
    let names = Memo::new(move |_| feed.devices.with(|devices| device_names(devices, engine.client())));
    let none = move || feed.telling.get() == Telling::Told && feed.actions.with(Vec::is_empty);
    let asking = move || feed.telling.get() == Telling::Asking;
    let said = move || match feed.telling.get() {
        Telling::Offline => Some(String::from("The history is on the server. It is shown when you are online again.")),
        Telling::Failed(why) => Some(why),
        Telling::Asking | Telling::Told => None,
    };
    view! {
        <ol class="timeline" node_ref=list tabindex="-1" aria-busy=move || asking().to_string()>
            <For each=move || feed.actions.get() key=|action| (action.seq, action.count) let:action>
                <Happened action names whole list />
            </For>
        </ol>
        <p class="muted" role="status">
            {move || match (none(), asking()) {
                (true, _) => "Nothing happened here.",
                (_, true) if feed.actions.with(Vec::is_empty) => "Asking the server\u{2026}",
                _ => "",
            }}
        </p>
        {move || said().map(|text| view! { <p class="note" role="status">{text}</p> })}
        <div class="actions">
            <Show when=move || feed.has_more() && feed.telling.get() == Telling::Told>
                <button type="button" class="button" on:click=move |_| feed.more()>"Earlier"</button>
            </Show>
            <Show when=move || matches!(feed.telling.get(), Telling::Failed(_))>
                <button type="button" class="button" on:click=move |_| feed.again()>"Try again"</button>
            </Show>
        </div>
    }
}

#[component]
fn Happened(action: Action, names: Memo<Vec<(ClientId, String)>>, whole: bool, list: NodeRef<Ol>) -> impl IntoView {
    let clock = use_clock();
    let Action { client, made_ms, received_ms, changes, count, .. } = action;
    let made = |change: &Changed, kind| change.key.kind == kind && change.field == "alive" && change.from.is_null();
    let new: Vec<Uuid> = changes.iter().filter(|change| made(change, Kind::Entry)).map(|change| change.entry).collect();
    let untold = count.saturating_sub(changes.len() as u64) as usize;
    // That a new card came with copies goes without saying.
    let mut told = changes;
    told.retain(|change| !made(change, Kind::Lot) || !new.contains(&change.entry));
    let most = if whole { LISTED } else { usize::MAX };
    let left_out = untold + told.len().saturating_sub(most);
    told.truncate(most);
    let device = move || {
        let known = names.with(|names| names.iter().find(|(known, _)| *known == client).map(|(_, name)| name.clone()));
        known.unwrap_or_else(|| words::device(""))
    };
    let offline = words::made_offline(made_ms, received_ms);
    view! {
        <li data-testid="action">
            <ul>
                {told.into_iter().map(|change| view! { <TimelineItem change whole list /> }).collect_view()}
                {(left_out > 0).then(|| view! { <li class="muted">{format!("and {} more", words::count(left_out as i64))}</li> })}
            </ul>
            <p class="muted small">
                <time datetime=iso(made_ms) title=exact(made_ms)>{move || words::ago(clock.now_ms(), made_ms)}</time>
                " \u{b7} " {device}
                {offline.then(|| view! {
                    " \u{b7} made offline, "
                    <time datetime=iso(received_ms) title=exact(received_ms)>
                        {move || format!("arrived {}", words::ago(clock.now_ms(), received_ms))}
                    </time>
                })}
            </p>
        </li>
    }
}

/// One value, and the way back to it.
#[component]
fn TimelineItem(change: Changed, whole: bool, list: NodeRef<Ol>) -> impl IntoView {
    let engine = use_engine();
    let session = use_session();
    let actions = use_actions();
    let collection = use_collection();
    let (said, label) = untrack(|| {
        collection.with_groups(|groups| (words::change(&change, groups), words::bring_back(&change, groups)))
    });
    let verb = if change.lost { "Use it" } else { "Bring back" };
    let entry = change.entry;
    let name = engine.with_record(&Key::entry(entry), |record| record.label().to_owned()).filter(|_| whole);
    let page = match change.key.kind {
        Kind::Portfolio | Kind::Location => Some("/portfolios"),
        Kind::Wish => Some("/wishes"),
        _ => None,
    };
    let named = page.zip(engine.with_record(&change.key, |record| record.label().to_owned()));
    let back = Memo::new(move |_| {
        engine.revision().track();
        engine.with_record(&change.key, |record| way_back(&change, record)).flatten()
    });
    let bring = move |_| {
        let Some(mutation) = back.get_untracked() else { return };
        if actions.run_undoable(mutation, "Brought back.")
            && let Some(list) = list.get_untracked()
        {
            // The button goes; whoever uses the keyboard stays in the list.
            let _ = list.focus();
        }
    };
    view! {
        <li class="happened">
            <span class="grow">
                {name.map(|name| view! { <a href=format!("/card/{entry}")>{name}</a> ": " })}
                {named.map(|(page, name)| view! { <a href=page>{name}</a> ": " })}
                {said}
            </span>
            <Show when=move || back.with(Option::is_some) && session.may_write()>
                <button type="button" class="button plain" aria-label=label.clone() on:click=bring>{verb}</button>
            </Show>
        </li>
    }
}

/// The devices by name, with whose they are where there are several people, and a number where names are alike.
pub fn device_names(devices: &[Device], own: Option<ClientId>) -> Vec<(ClientId, String)> {
    let several = devices.iter().any(|device| device.account != devices[0].account);
    let mut sorted: Vec<&Device> = devices.iter().collect();
    sorted.sort_by_key(|device| device.client);
    let mut named: Vec<(ClientId, String)> = Vec::new();
    let mut seen = std::collections::BTreeMap::<String, u32>::new();
    for device in sorted {
        let name = match (Some(device.client) == own, several) {
            (true, _) => String::from("this device"),
            (false, true) => format!("{}, {}", device.account, words::device(&device.name)),
            (false, false) => words::device(&device.name),
        };
        let alike = seen.entry(name.clone()).and_modify(|n| *n += 1).or_insert(1);
        named.push((device.client, if *alike > 1 { format!("{name} ({alike})") } else { name }));
    }
    named
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_that_call_themselves_alike_are_told_apart() {
        let device = |n, name: &str, account: &str| Device {
            client: ClientId(Uuid::from_u128(n)),
            name: name.to_owned(),
            account: account.to_owned(),
        };
        let names =
            |devices: &[Device], own| device_names(devices, own).into_iter().map(|(_, name)| name).collect::<Vec<_>>();
        let mine = [device(3, "Chrome on Linux", "Ada"), device(1, "Chrome on Linux", "Ada"), device(2, "", "Ada")];
        let own = Some(ClientId(Uuid::from_u128(3)));
        assert_eq!(names(&mine, own), ["Chrome on Linux", "an unknown device", "this device"]);
        assert_eq!(names(&mine, None)[2], "Chrome on Linux (2)");
        let ours = [device(1, "Safari on iPhone", "Ada"), device(2, "Safari on iPhone", "Bob")];
        assert_eq!(names(&ours, None), ["Ada, Safari on iPhone", "Bob, Safari on iPhone"]);
    }
}
