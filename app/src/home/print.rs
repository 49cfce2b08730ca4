//! What is printed of the collection: a plain table of every row that is shown, with a heading that the browser repeats on
//! each page. It is written when the browser is about to print, at once and as text, because the rows on the screen are
//! only those that fit it; and it is gone afterwards.

use std::time::Duration;

use leptos::ev;
use leptos::html::Div;
use leptos::leptos_dom::helpers::window_event_listener;
use leptos::prelude::*;
use leptos::web_sys::Event;

use super::list_row;
use crate::collection::{Collection, ListItem, Row, use_collection};
use crate::engine::use_engine;
use vitrine_presenter::words;

/// The columns of the paper; the last three are amounts.
const COLUMNS: [&str; 9] =
    ["Name", "Set and number", "Finish", "Condition", "Place", "Acquired", "Quantity", "Cost", "Value"];
/// From here on numbers stand to the right.
const NUMBERS: usize = 6;

/// A line of the paper: a heading over the rows below it, or a row.
enum Printed {
    Heading(String),
    Row([String; COLUMNS.len()]),
}

/// Opens the browser's dialog for printing, once everything that waits for paper is drawn.
pub fn print_page() {
    // A script that prints holds up what it sets in motion: whoever draws more for paper is told before. From a timer,
    // not from the click: by then it is drawn, and the menu this was chosen in is closed.
    if let Ok(event) = Event::new("beforeprint") {
        let _ = window().dispatch_event(&event);
    }
    set_timeout(
        || {
            let _ = window().print();
        },
        Duration::from_millis(50),
    );
}

/// The paper of the list.
#[component]
pub fn Paper() -> impl IntoView {
    let collection = use_collection();
    let engine = use_engine();
    let paper = NodeRef::<Div>::new();
    Effect::new(move |_| {
        let before = window_event_listener(ev::beforeprint, move |_| {
            if let Some(paper) = paper.get_untracked() {
                paper.set_inner_html(&untrack(|| written(collection, &engine.today())));
            }
        });
        let after = window_event_listener(ev::afterprint, move |_| {
            if let Some(paper) = paper.get_untracked() {
                paper.set_inner_html("");
            }
        });
        on_cleanup(move || {
            before.remove();
            after.remove();
        });
    });
    view! { <div class="paper paper-only" data-testid="paper" aria-hidden="true" node_ref=paper></div> }
}

fn written(collection: Collection, today: &str) -> String {
    let sums = collection.sums();
    let day = today.parse().map(words::date).unwrap_or_default();
    let all = [words::plural(collection.count() as i64, "entry", "entries"), day];
    let shown = if collection.query.with_untracked(crate::collection::Query::is_filtered) {
        format!("of {}", words::plural(sums.entries, "entry", "entries"))
    } else {
        words::plural(sums.cards, "card", "cards")
    };
    let lines = collection.slice(0, collection.lines()).into_iter().filter_map(|line| match line {
        ListItem::Row(row) => Some(Printed::Row(cells(collection, &row))),
        ListItem::Heading(key) => {
            let (section, first) = collection.section(&key)?;
            let name = collection.with_groups(|groups| words::section(&section, &first, groups));
            Some(Printed::Heading(format!("{name} \u{b7} {}", words::plural(section.sum.cards, "card", "cards"))))
        }
    });
    table(&[all[0].as_str(), &shown, &all[1]].join(" \u{b7} "), lines)
}

fn cells(collection: Collection, row: &Row) -> [String; COLUMNS.len()] {
    let name = std::iter::once(row.name.clone()).chain(row.grade.clone());
    let marks = row.marks.iter().map(|mark| words::flag(mark).to_owned());
    [
        name.chain(marks).collect::<Vec<_>>().join(" \u{b7} "),
        row.printing(),
        row.finish.clone(),
        row.condition.clone(),
        collection.with_groups(|groups| words::place(row, groups)),
        list_row::acquired(row),
        words::count(row.quantity),
        list_row::cost(row),
        list_row::value(collection, row),
    ]
}

/// The table as HTML; every text in it is escaped. Columns in which no row has anything are left out.
fn table(caption: &str, lines: impl Iterator<Item = Printed>) -> String {
    let lines: Vec<Printed> = lines.collect();
    let filled = |at: usize| lines.iter().any(|line| matches!(line, Printed::Row(cells) if !cells[at].is_empty()));
    let columns: Vec<usize> = (0..COLUMNS.len()).filter(|at| *at == 0 || filled(*at)).collect();
    let cell = |out: &mut String, tag: &str, at: usize, text: &str| {
        out.push_str(if at >= NUMBERS { &tag[..tag.len() - 1] } else { tag });
        if at >= NUMBERS {
            out.push_str(" class=\"num\">");
        }
        escape(out, text);
    };
    let mut out = String::from("<table><caption>");
    escape(&mut out, caption);
    out.push_str("</caption><thead><tr>");
    columns.iter().for_each(|at| cell(&mut out, "<th>", *at, COLUMNS[*at]));
    out.push_str("</tr></thead><tbody>");
    for line in &lines {
        match line {
            Printed::Heading(text) => {
                out.push_str(&format!("<tr class=\"heading\"><th colspan=\"{}\">", columns.len()));
                escape(&mut out, text);
            }
            Printed::Row(cells) => {
                out.push_str("<tr>");
                columns.iter().for_each(|at| cell(&mut out, "<td>", *at, &cells[*at]));
            }
        }
        out.push_str("</tr>");
    }
    out.push_str("</tbody></table>");
    out
}

/// A text as the content of an element.
fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str, cost: &str) -> Printed {
        let mut cells: [String; COLUMNS.len()] = Default::default();
        (cells[0], cells[6], cells[7]) = (name.into(), "1".into(), cost.into());
        Printed::Row(cells)
    }

    #[test]
    fn field_22_every_row_stands_on_the_paper_under_a_heading_that_is_repeated() {
        let rows = (0..10_000).map(|i| row(&format!("Card {i}"), "$1.00"));
        let text = table("all", rows);
        assert_eq!(text.matches("<tr>").count(), 10_001);
        assert!(
            text.contains("<thead><tr><th>Name<th class=\"num\">Quantity<th class=\"num\">Cost</tr></thead>"),
            "{}",
            &text[..300]
        );
        assert!(text.contains("<td>Card 9999<td class=\"num\">1<td class=\"num\">$1.00</tr>"));
    }

    #[test]
    fn a_name_is_a_name_on_paper_too() {
        let text = table("a & b", [Printed::Heading("<b>".into()), row("<script>alert(1)</script>", "")].into_iter());
        assert!(text.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && text.contains("&lt;b&gt;"));
        assert!(text.contains("<caption>a &amp; b</caption>") && !text.contains("Cost"), "{text}");
    }
}
