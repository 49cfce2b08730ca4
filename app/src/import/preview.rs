//! What importing a file would do, before anything is done: how many rows are new, all of them in a window over however
//! many there are, and every row that cannot be read with its line and the reason.

use std::sync::Arc;

use leptos::prelude::*;
use vitrine_catalog::Placed;
use vitrine_formats::plan::{Item, Plan};
use vitrine_formats::{BadRow, Question};
use vitrine_ledger::suggest;

use super::reading::{Choices, Reading};
use crate::catalog::use_catalog;
use crate::kit::VirtualList;
use vitrine_presenter::words;

#[component]
pub fn ImportPreview(
    reading: Reading,
    /// The person knows better which game it is.
    #[prop(into)]
    set_game: Callback<String>,
    /// A question, and whether its second answer is right.
    #[prop(into)]
    answer: Callback<(Question, bool)>,
) -> impl IntoView {
    let Reading { name, parsed, plan, choices, .. } = reading;
    let [new, same, changed, changed_here, deleted] = plan.counts();
    let counts = [
        ("New", new, "import-new"),
        ("Changed", changed, "import-changed"),
        ("Already here", same, "import-here"),
        ("Changed here since", changed_here, "import-changed-here"),
        ("Deleted earlier", deleted, "import-deleted"),
        ("Cannot be read", parsed.bad.len(), "import-bad"),
    ];
    // The first and the last are always told; the others where there are any.
    let counts = counts.into_iter().filter(|(_, count, id)| *count > 0 || matches!(*id, "import-new" | "import-here"));
    let game = parsed.game.clone();
    let options = suggest::GAMES.iter().map(|(id, words)| {
        let chosen = *id == game;
        view! { <option value=*id selected=chosen>{*words}</option> }
    });
    let rows: Vec<PreviewRow> = plan.items.iter().map(PreviewRow::of).collect();
    let warnings =
        parsed.warnings.iter().map(|warning| view! { <li>{words::import_warning(warning)}</li> }).collect_view();
    let some_bad = !parsed.bad.is_empty();
    let bad = parsed.bad.clone();
    let questions = parsed.questions.clone();
    view! {
        <p>
            <strong>{name}</strong>
            {format!(": {}, {}", parsed.format.name(), words::plural(parsed.cards(), "card", "cards"))}
        </p>
        <dl class="counts">
            {counts
                .map(|(label, count, id)| view! {
                    <div>
                        <dt>{label}</dt>
                        <dd data-testid=id>{words::count(count as i64)}</dd>
                    </div>
                })
                .collect_view()}
        </dl>
        {parsed.format.is_of_any_game().then(|| view! {
            <div class="field">
                <label for="import-game">"Game"</label>
                <select class="input" id="import-game" on:change=move |event| set_game.run(event_target_value(&event))>
                    {options.collect_view()}
                </select>
            </div>
        })}
        {questions.into_iter().map(|question| view! { <Ask question answer /> }).collect_view()}
        <Options plan=plan.clone() choices />
        {two_in_one(&plan)}
        <ul class="hints muted small">{warnings}</ul>
        <PreviewRows rows />
        {some_bad.then(|| view! { <Unreadable rows=bad /> })}
    }
}

/// What the file leaves open, with its two answers.
#[component]
fn Ask(question: Question, answer: Callback<(Question, bool)>) -> impl IntoView {
    let (said, answers) = words::import_question(&question);
    let question = StoredValue::new(question);
    view! {
        <div class="note warn" role="group" data-testid="import-question">
            <p>{said} " Until you say, it stays unknown."</p>
            <div class="actions">
                {answers
                    .into_iter()
                    .zip([false, true])
                    .map(|(said, second)| view! {
                        <button type="button" class="button" on:click=move |_| answer.run((question.get_value(), second))>{said}</button>
                    })
                    .collect_view()}
            </div>
        </div>
    }
}

/// What is done only if the person says so.
#[component]
fn Options(plan: Arc<Plan>, choices: Choices) -> impl IntoView {
    let [.., changed_here, deleted] = plan.counts();
    let missing = plan.missing.len();
    let entries = |count: usize| words::plural(count as i64, "entry", "entries");
    let app = plan.format.name();
    let all = [
        (
            choices.changed_here,
            changed_here,
            format!("{} you changed here: take the file\u{2019}s number", entries(changed_here)),
        ),
        (choices.deleted, deleted, format!("{} you deleted: bring them back", entries(deleted))),
        (
            choices.drop_missing,
            missing,
            format!("{} of an earlier {app} file, not in this one: delete them", entries(missing)),
        ),
    ];
    let some = all.into_iter().filter(|(_, count, _)| *count > 0);
    some.map(|(choice, _, said)| {
        view! {
            <label class="check">
                <input type="checkbox" prop:checked=choice on:change=move |event| choice.set(event_target_checked(&event)) />
                <span>{said}</span>
            </label>
        }
    })
    .collect_view()
}

/// Says which rows name two cards at once.
fn two_in_one(plan: &Plan) -> Option<impl IntoView + use<>> {
    let catalog = use_catalog();
    let between: Vec<String> = catalog.with_indexes(|indexes| {
        let between = |item: &&Item| {
            let card = &item.holding.entry.card;
            let index = indexes.iter().find(|index| index.game() == card.game);
            index.is_some_and(|index| matches!(index.copy_of(card), Placed::Between(_)))
        };
        plan.items.iter().filter(between).map(|item| item.holding.entry.card.name.clone()).collect()
    });
    (!between.is_empty()).then(|| {
        let names = between.iter().take(5).map(String::as_str).collect::<Vec<_>>().join(", ");
        let more = if between.len() > 5 { ", \u{2026}" } else { "" };
        let rows = words::plural(between.len() as i64, "row is", "rows are");
        let said = format!(
            "{rows} two cards in one: set and number are one card\u{2019}s, and the product is another\u{2019}s ({names}{more}). \
             They get no price until you say which, on the card\u{2019}s page."
        );
        view! { <p class="note warn" data-testid="import-between">{said}</p> }
    })
}

/// The rows that were left out, all of them.
#[component]
fn Unreadable(rows: Vec<BadRow>) -> impl IntoView {
    view! {
        <section class="stack small-gap">
            <h2>"Rows that cannot be read"</h2>
            <p class="muted small">"They are left out; everything else can be imported. Mend them in the file and import it again: nothing comes in twice."</p>
            <div class="table-box" data-testid="unreadable">
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

/// A row of the file as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
struct PreviewRow {
    name: String,
    printing: String,
    finish: String,
    condition: String,
    quantity: i64,
    state: String,
}

impl PreviewRow {
    fn of(item: &Item) -> Self {
        let entry = &item.holding.entry;
        let set = if entry.card.set_name.is_empty() { &entry.card.set } else { &entry.card.set_name };
        let printing = [set.as_str(), entry.card.number.as_str()];
        Self {
            name: entry.card.name.clone(),
            printing: printing.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" \u{b7} "),
            finish: entry.finish.clone(),
            condition: entry.condition.as_ref().map(|condition| condition.code.clone()).unwrap_or_default(),
            quantity: item.quantity,
            state: words::import_state(item),
        }
    }
}

/// Every row of the file, of which as many are drawn as fit the screen.
#[component]
fn PreviewRows(rows: Vec<PreviewRow>) -> impl IntoView {
    let len = rows.len();
    let rows = Arc::new(rows);
    let list = VirtualList::new(Memo::new(move |_| len), 0..0).printed_whole();
    let drawn = move || {
        let range = list.range.get();
        range.start.min(len)..range.end.min(len)
    };
    view! {
        <div
            class="preview full"
            role="table"
            aria-label="Rows of the file"
            aria-rowcount=len + 1
            data-testid="preview"
        >
            <div class="preview-row preview-head" role="row" aria-rowindex="1">
                <span role="columnheader">"Name"</span>
                <span role="columnheader">"Set and number"</span>
                <span role="columnheader">"Finish"</span>
                <span role="columnheader">"Condition"</span>
                <span role="columnheader" class="num">"Quantity"</span>
                <span role="columnheader">"What happens"</span>
            </div>
            <div class="rows" role="rowgroup" node_ref=list.rows>
                <For each=drawn key=|at| *at let:at>
                    {rows.get(at).map(|line| line_view(at, line))}
                </For>
            </div>
            <div class="ruler" node_ref=list.ruler aria-hidden="true"></div>
        </div>
    }
}

fn line_view(at: usize, line: &PreviewRow) -> impl IntoView + use<> {
    let PreviewRow { name, printing, finish, condition, quantity, state } = line.clone();
    view! {
        <div class="preview-row" role="row" aria-rowindex=at + 2>
            <span class="p-name" dir="auto" role="cell" title=name.clone()>{name.clone()}</span>
            <span class="p-printing" dir="auto" role="cell" title=printing.clone()>{printing.clone()}</span>
            <span class="p-finish" dir="auto" role="cell" title=finish.clone()>{finish.clone()}</span>
            <span class="p-condition" role="cell">{condition}</span>
            <span class="p-quantity num" role="cell">{words::count(quantity)}</span>
            <span class="p-state muted" role="cell">{state}</span>
        </div>
    }
}
