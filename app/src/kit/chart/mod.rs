//! A chart of amounts day by day: rendered by the server too, read with pointer, finger and keyboard. A click or Enter
//! holds a day, and what is read then is compared with it; a second one holds the day it is compared with.

pub mod spans;

use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::html::Div;
use leptos::prelude::*;

pub use spans::Spans;
pub use vitrine_presenter::chart::{ChartLine, Course, Gain, Plot, Sign, Span};

use vitrine_presenter::chart::lines::{self, HEIGHT, WIDTH, percent};
use vitrine_presenter::words;

/// Lines across where there is room for them, and in a low chart: their labels stand below one another.
const ACROSS: usize = 5;
const ACROSS_LOW: usize = 3;

/// Days in the table for screen readers: more is noise.
const TABLE_ROWS: usize = 60;

#[component]
pub fn Chart(
    /// What it is: `Value by day`.
    #[prop(into)]
    title: Signal<String>,
    plot: Memo<Plot>,
    /// The days that are held, counted from the first that is shown.
    #[prop(optional)]
    held: Option<RwSignal<Held>>,
    /// A low chart, for a place beside other things.
    #[prop(optional)]
    low: bool,
) -> impl IntoView {
    let under = RwSignal::new(None::<usize>);
    let field = NodeRef::<Div>::new();
    let days = Memo::new(move |_| plot.with(Plot::days));
    let scale = Memo::new(move |_| plot.with(|plot| plot.scale(if low { ACROSS_LOW } else { ACROSS })));
    let last = move || days.get().saturating_sub(1);
    let day = Memo::new(move |_| under.get().unwrap_or(usize::MAX).min(last()));
    let kept = Memo::new(move |_| held.map_or(Held::None, |held| held.get()));

    let at = move |event: &PointerEvent| {
        let Some(field) = field.get_untracked() else { return };
        let wide = i64::from(field.client_width()).max(1);
        let thousandths = i64::from(event.offset_x()) * 1_000 / wide;
        under.set(Some(lines::day_at(thousandths, days.get_untracked())));
    };
    let keys = move |event: KeyboardEvent| key(&event, under, day, days, held);
    let said = move || plot.with(|plot| plot.said(day.get()));
    let compared = move || {
        let (from, to) = kept.get().between(day.get())?;
        plot.with(|plot| words::moved(plot.amount(0, from)?, plot.amount(0, to)?, plot.date(from)?, plot.date(to)?))
    };

    view! {
        <figcaption>
            <span class="chart-title">{title}</span>
            <output>{said}</output>
        </figcaption>
        <div
            class="chart-field"
            role="slider"
            tabindex="0"
            aria-label=move || format!("{}: the day that is read", title.get())
            aria-valuemin="0"
            aria-valuemax=move || last().to_string()
            aria-valuenow=move || day.get().to_string()
            aria-valuetext=said
            node_ref=field
            on:pointermove=move |event| at(&event)
            on:pointerdown=move |event| at(&event)
            on:pointerleave=move |event: PointerEvent| if event.pointer_type() == "mouse" { under.set(None) }
            on:click=move |_| hold(held, day)
            on:keydown=keys
        >
            {drawing(plot, scale, Reading { under, day, kept })}
        </div>
        <div class="ends" aria-hidden="true">
            {move || plot.with(Plot::ends).into_iter().map(|day| view! { <span>{words::date(day)}</span> }).collect_view()}
        </div>
        <p class="compared small" role="status">{compared}</p>
        <Readable title plot />
    }
}

/// Holds the day that is read, where days are held.
fn hold(held: Option<RwSignal<Held>>, day: Memo<usize>) {
    if let Some(held) = held {
        let day = day.get_untracked();
        held.update(|held| *held = held.then(day));
    }
}

/// What the keys of a slider do: arrows go a day on, a page thirty, Enter holds the day, Escape lets go.
fn key(
    event: &KeyboardEvent,
    under: RwSignal<Option<usize>>,
    day: Memo<usize>,
    days: Memo<usize>,
    held: Option<RwSignal<Held>>,
) {
    let (now, last) = (day.get_untracked(), days.get_untracked().saturating_sub(1));
    let next = match event.key().as_str() {
        "ArrowLeft" => now.saturating_sub(1),
        "ArrowRight" => (now + 1).min(last),
        "PageUp" => now.saturating_sub(30),
        "PageDown" => (now + 30).min(last),
        "Home" => 0,
        "End" => last,
        "Escape" => {
            if let Some(held) = held {
                held.set(Held::None);
            }
            return under.set(None);
        }
        "Enter" | " " if held.is_some() => {
            hold(held, day);
            now
        }
        _ => return,
    };
    event.prevent_default();
    event.stop_propagation();
    under.set(Some(next));
}

/// What is read of a chart.
#[derive(Clone, Copy)]
struct Reading {
    /// The day under the pointer, or where the keys have gone; none while nobody reads.
    under: RwSignal<Option<usize>>,
    /// The day that is read.
    day: Memo<usize>,
    kept: Memo<Held>,
}

/// The lines over their scale, with what is read of them.
fn drawing(plot: Memo<Plot>, scale: Memo<lines::Scale>, reading: Reading) -> impl IntoView {
    let Reading { under, day, kept } = reading;
    let days = move || plot.with(Plot::days);
    view! {
        <svg class="chart-svg" aria-hidden="true">
            {move || {
                let scale = scale.get();
                scale.ticks().into_iter().map(|tick| {
                    let y = percent(scale.down(tick));
                    view! { <line class="axis" x1="0" x2="100%" y1=y.clone() y2=y /> }
                }).collect_view()
            }}
            <svg viewBox=format!("0 0 {WIDTH} {HEIGHT}") preserveAspectRatio="none" width="100%" height="100%">
                {move || {
                    let scale = scale.get();
                    plot.with(|plot| plot.lines.iter().rev().map(|line| drawn(line, &scale)).collect_view())
                }}
            </svg>
            {move || {
                let scale = scale.get();
                let labels = plot.with(|plot| plot.labels(&scale));
                scale.ticks().into_iter().zip(labels).map(|(tick, said)| {
                    let down = scale.down(tick);
                    // Above its line; the highest below it, or it would stand in the caption.
                    let shift = if down == 0 { "12" } else { "-4" };
                    view! { <text class="tick" x="0" y=percent(down) dy=shift>{said}</text> }
                }).collect_view()
            }}
            {move || plot.with(|plot| plot.signs.iter().map(|sign| {
                let x = percent(lines::across(sign.day, plot.days()));
                let y = plot.amount(0, sign.day).map_or(1_000, |money| scale.get().down(money.minor));
                let class = if sign.came { "sign came" } else { "sign went" };
                view! { <circle class=class cx=x cy=percent(y) r="4" /> }
            }).collect_view())}
            {move || kept.get().days().into_iter().map(|day| upright("held", day, days())).collect_view()}
            {move || under.get().map(|_| {
                let (day, days) = (day.get(), days());
                let x = percent(lines::across(day, days));
                let dots = plot.with(|plot| (0..plot.lines.len()).filter_map(|line| plot.amount(line, day)).map(|money| {
                    view! { <circle class="dot" cx=x.clone() cy=percent(scale.get().down(money.minor)) r="3.5" /> }
                }).collect_view());
                view! {
                    {upright("cross", day, days)}
                    {dots}
                }
            })}
        </svg>
    }
}

/// The days that a person holds on to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Held {
    #[default]
    None,
    One(usize),
    Two(usize, usize),
}

impl Held {
    /// The days that are held after a click on `day`.
    fn then(self, day: usize) -> Self {
        match self {
            Self::One(held) if held == day => Self::None,
            Self::One(held) => Self::Two(held, day),
            Self::None | Self::Two(..) => Self::One(day),
        }
    }

    /// The two days that are compared while `day` is read, the earlier first.
    pub fn between(self, day: usize) -> Option<(usize, usize)> {
        let (one, other) = match self {
            Self::None => return None,
            Self::One(held) => (held, day),
            Self::Two(one, other) => (one, other),
        };
        (one != other).then(|| (one.min(other), one.max(other)))
    }

    fn days(self) -> Vec<usize> {
        match self {
            Self::None => Vec::new(),
            Self::One(day) => vec![day],
            Self::Two(one, other) => vec![one, other],
        }
    }
}

fn drawn(line: &ChartLine, scale: &lines::Scale) -> impl IntoView + use<> {
    let class = line.name.to_lowercase();
    match line.course {
        Course::Surface => view! {
            <path class=format!("area {class}") d=lines::area(&line.numbers, scale) />
            <path class=format!("stroke {class}") d=lines::line(&line.numbers, scale) />
        }
        .into_any(),
        Course::Steps => {
            view! { <path class=format!("stroke {class}") d=lines::steps(&line.numbers, scale) /> }.into_any()
        }
    }
}

fn upright(class: &'static str, day: usize, days: usize) -> impl IntoView {
    let x = percent(lines::across(day, days));
    view! { <line class=class x1=x.clone() x2=x y1="0" y2="100%" /> }
}

/// The same as a table, for whoever hears it.
#[component]
fn Readable(title: Signal<String>, plot: Memo<Plot>) -> impl IntoView {
    view! {
        // A table is as tall as its rows whatever a style says, and would make the page longer.
        <div class="quiet">
            <table>
                <caption>{title}</caption>
                <thead>
                    <tr>
                        <th scope="col">"Day"</th>
                        {move || plot.with(|plot| plot.lines.iter().map(|line| view! { <th scope="col">{line.name}</th> }).collect_view())}
                        {move || plot.with(|plot| plot.gains.iter().any(Option::is_some)).then(|| view! { <th scope="col">"Gain"</th> })}
                    </tr>
                </thead>
                <tbody>
                    {move || plot.with(|plot| plot.readable(TABLE_ROWS).into_iter().map(|day| {
                        let cell = |line| match plot.amount(line, day) {
                            Some(money) => words::money(money),
                            None => String::from("unknown"),
                        };
                        view! {
                            <tr>
                                <th scope="row">{plot.date(day).map(words::date)}</th>
                                {(0..plot.lines.len()).map(|line| view! { <td>{cell(line)}</td> }).collect_view()}
                                {plot.gain(day).map(|gain| view! { <td>{gain}</td> })}
                            </tr>
                        }
                    }).collect_view())}
                </tbody>
            </table>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::Held;

    #[test]
    fn two_clicks_hold_two_days_and_a_third_begins_anew() {
        let one = Held::None.then(5);
        assert_eq!((one.between(5), one.between(2), one.between(9)), (None, Some((2, 5)), Some((5, 9))));
        let two = one.then(3);
        assert_eq!(two.between(100), Some((3, 5)), "whatever is read then");
        assert_eq!((two.then(7), one.then(5)), (Held::One(7), Held::None));
    }
}
