//! What importing a file would do, before anything is done: how many rows are new, the first of them, and every row that
//! cannot be read with its line and the reason.

use leptos::prelude::*;
use vitrine_catalog::Placed;
use vitrine_ledger::import::{BadRow, Parsed, Preview, RowState, Warning};
use vitrine_ledger::{NewHolding, suggest};

use crate::catalog::use_catalog;
use crate::words;

/// Rows shown as an example.
const FIRST: usize = 12;

/// A file that was read, and what it would do here.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    pub name: String,
    pub parsed: Parsed,
    pub holdings: Vec<NewHolding>,
    pub preview: Preview,
}

#[component]
pub fn ImportPreview(
    reading: Reading,
    /// The person knows better which game it is.
    #[prop(into)]
    set_game: Callback<String>,
) -> impl IntoView {
    let Reading { name, parsed, holdings, preview } = reading;
    let counts = [
        ("New", preview.new, "import-new"),
        ("Already here", preview.here, "import-here"),
        ("Deleted earlier", preview.deleted, "import-deleted"),
        ("Cannot be read", preview.bad, "import-bad"),
    ];
    let game = parsed.game.clone();
    let options = suggest::GAMES.iter().map(|(id, words)| {
        let chosen = *id == game;
        view! { <option value=*id selected=chosen>{*words}</option> }
    });
    let shown = holdings.iter().zip(&preview.rows).take(FIRST).map(row).collect_view();
    let warnings = parsed.warnings.iter().map(|warning| view! { <li>{warning_words(warning)}</li> }).collect_view();
    let some_bad = !parsed.bad.is_empty();
    let catalog = use_catalog();
    let between: Vec<String> = catalog.with_indexes(|indexes| {
        let between = |holding: &&NewHolding| {
            let card = &holding.entry.card;
            let index = indexes.iter().find(|index| index.game() == card.game);
            index.is_some_and(|index| matches!(index.copy_of(card), Placed::Between(_)))
        };
        holdings.iter().filter(between).map(|holding| holding.entry.card.name.clone()).collect()
    });
    let between = (!between.is_empty()).then(|| {
        let names = between.iter().take(5).map(String::as_str).collect::<Vec<_>>().join(", ");
        let more = if between.len() > 5 { ", \u{2026}" } else { "" };
        let rows = words::plural(between.len() as i64, "row is", "rows are");
        let said = format!(
            "{rows} two cards in one: set and number are one card\u{2019}s, and the product is another\u{2019}s ({names}{more}). \
             They get no price until you say which, on the card\u{2019}s page."
        );
        view! { <p class="note warn" data-testid="import-between">{said}</p> }
    });
    view! {
        <p>
            <strong>{name}</strong>
            {format!(": {}, {}", parsed.format.name(), words::plural(parsed.cards(), "card", "cards"))}
        </p>
        <dl class="counts">
            {counts.map(|(label, count, id)| view! {
                <div>
                    <dt>{label}</dt>
                    <dd data-testid=id>{words::count(count as i64)}</dd>
                </div>
            })}
        </dl>
        <div class="field">
            <label for="import-game">"Game"</label>
            <select class="input" id="import-game" on:change=move |event| set_game.run(event_target_value(&event))>
                {options.collect_view()}
            </select>
        </div>
        {between}
        <ul class="hints muted small">{warnings}</ul>
        <div class="sheet">
            <table>
                <caption class="quiet">"The first rows"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Name"</th>
                        <th scope="col">"Set and number"</th>
                        <th scope="col">"Finish"</th>
                        <th scope="col">"Condition"</th>
                        <th scope="col" class="num">"Quantity"</th>
                        <th scope="col"><span class="quiet">"What happens"</span></th>
                    </tr>
                </thead>
                <tbody>{shown}</tbody>
            </table>
        </div>
        {some_bad.then(|| view! { <Unreadable rows=parsed.bad /> })}
    }
}

/// The rows that were left out, all of them.
#[component]
fn Unreadable(rows: Vec<BadRow>) -> impl IntoView {
    view! {
        <section class="stack small-gap">
            <h2>"Rows that cannot be read"</h2>
            <p class="muted small">"They are left out; everything else can be imported. Mend them in the file and import it again: nothing is added twice."</p>
            <div class="sheet" data-testid="unreadable">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">"Line"</th>
                            <th scope="col">"Reason"</th>
                            <th scope="col">"Row"</th>
                        </tr>
                    </thead>
                    <tbody>
                        {rows
                            .into_iter()
                            .map(|row| view! {
                                <tr>
                                    <td class="num">{words::count(i64::from(row.line))}</td>
                                    <td>{row.reason.to_string()}</td>
                                    <td><code>{row.text}</code></td>
                                </tr>
                            })
                            .collect_view()}
                    </tbody>
                </table>
            </div>
        </section>
    }
}

fn row((holding, state): (&NewHolding, &RowState)) -> impl IntoView + use<> {
    let entry = &holding.entry;
    let set = if entry.card.set_name.is_empty() { &entry.card.set } else { &entry.card.set_name };
    let printing = [set.as_str(), entry.card.number.as_str()].join(" ");
    let quantity: i64 = holding.lots.iter().map(|lot| lot.quantity).sum();
    let state = match state {
        RowState::New => "new",
        RowState::Here => "already here",
        RowState::Deleted => "deleted earlier",
    };
    view! {
        <tr>
            <td>{entry.card.name.clone()}</td>
            <td>{printing}</td>
            <td>{entry.finish.clone()}</td>
            <td>{entry.condition.as_ref().map(|condition| condition.code.clone())}</td>
            <td class="num">{words::count(quantity)}</td>
            <td class="muted">{state}</td>
        </tr>
    }
}

fn warning_words(warning: &Warning) -> String {
    match warning {
        Warning::GameGuessed { game } => {
            format!("The file does not say which game it is; by its printings it looks like {}.", words::game(game))
        }
        Warning::UnknownColumns { names } => format!("Kept as they are, without meaning here: {}.", names.join(", ")),
        Warning::ShortRows { count } => {
            format!("{} before the last column.", words::plural(*count as i64, "row ends", "rows end"))
        }
        Warning::RepeatedRows { count } => {
            format!(
                "{} an earlier one exactly; each is kept as an entry of its own.",
                words::plural(*count as i64, "row repeats", "rows repeat")
            )
        }
        Warning::NotUtf8 => String::from("The file is in an old encoding; look whether accents are right."),
    }
}
