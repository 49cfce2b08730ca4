//! The value of everything, or of one portfolio, day by day, beside what it cost.

use std::sync::Arc;

use leptos::prelude::*;
use uuid::Uuid;

use crate::api::value::ValueHistory;
use crate::kit::chart::{Chart, Held, Spans};
use crate::kit::chart::{Plot, Span};
use crate::kit::use_clock;
use crate::value::{read_history, use_values};
use vitrine_presenter::words;

#[component]
pub fn ValueChart(
    #[prop(into)] portfolio: Signal<Option<Uuid>>,
    /// A low chart of all days, for a place beside other things.
    #[prop(optional)]
    compact: bool,
) -> impl IntoView {
    let values = use_values();
    let clock = use_clock();
    let span = RwSignal::new(Span::All);
    let held = RwSignal::new(Held::None);
    let view = move || values.history(portfolio.get());
    Effect::new(move |_| view().want());
    Effect::new(move |_| {
        span.track();
        portfolio.track();
        held.set(Held::None);
    });
    let history = Memo::new(move |_| read_history(view().kept()));
    let plotted =
        Memo::new(move |_| history.with(|history| values.plot(history.as_deref(), portfolio.get(), span.get())));
    let drawn = Memo::new(move |_| plotted.with(|plot| plot.as_ref().is_some_and(|plot| plot.days() > 0)));
    let shown = Signal::derive(move || {
        plotted.with(|plot| {
            let plot = plot.as_ref()?;
            Some((plot.date(0)?, plot.date(plot.days().saturating_sub(1))?))
        })
    });
    let title = Signal::derive(move || {
        let first = plotted.with(|plot| plot.as_ref().and_then(|plot| plot.lines.first().map(|line| line.name)));
        format!("{} by day", first.unwrap_or("Value"))
    });
    let why = move || plotted.with(|plot| why(plot.as_ref()?, held.get(), portfolio.get()));
    let as_of = move || {
        let made = values.as_of_ms(view())?;
        Some(format!("as of {}; needs the server to be refreshed", words::ago(clock.now_ms(), made)))
    };
    // The lines are what stands above: all that has a price, and all that has a cost. The gain, which is of what has both, is
    // said there.
    let compares = move || {
        plotted.with(|plot| {
            let plot = plot.as_ref()?;
            plot.gain(plot.days().checked_sub(1)?)?;
            Some("Value is of the copies with a price, cost of those with a known cost.")
        })
    };
    let undated = move || history.with(|history| undated(history.as_ref()));
    view! {
        <figure class=if compact { "chart compact" } else { "chart" } data-testid="value-chart">
            <Show
                when=move || drawn.get()
                fallback=move || view! {
                    <p class="muted small">
                        {move || if values.unreachable() && history.with(Option::is_none) {
                            "The value by day needs the server once."
                        } else {
                            "Cards with a price appear here as a line, day by day."
                        }}
                    </p>
                }
            >
                <Chart title plot=Memo::new(move |_| plotted.get().unwrap_or_else(Plot::empty)) held low=compact />
                {(!compact).then(|| view! {
                    <div class="chart-foot">
                        <Spans span shown />
                        {why}
                    </div>
                })}
            </Show>
            <p class="muted small" data-testid="compares">{compares}</p>
            <p class="muted small">{undated}</p>
            <p class="muted small" data-testid="as-of">{as_of}</p>
        </figure>
    }
}

/// The way to what moved the value between the days that are held, or between the first and the last that are shown.
fn why(plot: &Plot, held: Held, portfolio: Option<Uuid>) -> Option<impl IntoView + use<>> {
    let last = plot.days().checked_sub(1)?;
    let (from, until) = held.between(last).unwrap_or((0, last));
    let (from, until) = (plot.date(from)?, plot.date(until.min(last))?);
    let of = portfolio.map_or_else(String::new, |id| format!("&portfolio={id}"));
    let label = if matches!(held, Held::Two(..)) { "Why, between these days?" } else { "Why did it move?" };
    (from < until).then(|| view! { <a href=format!("/why?from={from}&to={until}{of}")>{label}</a> })
}

fn undated(history: Option<&Arc<ValueHistory>>) -> Option<String> {
    match history?.undated {
        0 => None,
        1 => Some(String::from("1 copy without a day is counted on every day.")),
        copies => Some(format!("{} copies without a day are counted on every day.", words::count(copies))),
    }
}
