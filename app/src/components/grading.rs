//! "Worth grading?": what graded copies of a raw card are quoted at, less the raw one, less what grading costs. The costs are
//! the person's own figures, by company, kept on this device; where there is none it is not taken for nothing.

use leptos::prelude::*;
use leptos::task::spawn_local;
use vitrine_ledger::{Currency, Date, Money};

use crate::api::value::Graded;
use crate::catalog::Rearranged;
use crate::engine::{Engine, Phase, use_engine};
use crate::form;
use crate::value::STALE_DAYS;
use crate::words;

/// The name the costs are kept under, among the texts that stay when room is made.
const NAME: &str = "grading-costs";

/// What grading costs, by company.
type Costs = Vec<(String, Money)>;

#[component]
pub fn Grading(
    #[prop(into)] graded: Signal<Vec<Graded>>,
    #[prop(into)] currency: Signal<Option<Currency>>,
    #[prop(into)] today: Signal<Option<Date>>,
) -> impl IntoView {
    let engine = use_engine();
    let costs = RwSignal::new(None::<Costs>);
    Effect::new(move |_| {
        if engine.phase().get() == Phase::Ready {
            spawn_local(async move { drop(costs.try_set(Some(read(engine).await))) });
        }
    });
    let companies = Memo::new(move |_| {
        graded.with(|graded| {
            let mut companies: Vec<String> = graded.iter().filter_map(|one| company(&one.grade)).collect();
            companies.dedup();
            companies
        })
    });
    let rows = move || {
        let (today, costs) = (today.get(), costs.get().unwrap_or_default());
        graded.with(|graded| graded.iter().map(|one| row(one, &costs, today)).collect_view())
    };
    // A field is not made anew while somebody types into it.
    let currency = Memo::new(move |_| currency.get());
    let is_read = Memo::new(move |_| costs.with(Option::is_some));
    let fields = move || {
        let currency = currency.get().filter(|_| is_read.get())?;
        let field = |company: String| view! { <Cost company currency costs engine /> };
        Some(companies.get().into_iter().map(field).collect_view())
    };
    view! {
        <Show when=move || graded.with(|graded| !graded.is_empty())>
            <section class="panel stack" aria-labelledby="grading" data-testid="grading">
                <h2 id="grading">"Worth grading?"</h2>
                <p class="small muted">
                    "What a sale might bring, not what it will: nobody knows which grade a company would give."
                </p>
                <table class="parts grading">
                    <caption class="quiet">"Graded copies beside this one"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Grade"</th>
                            <th scope="col" class="num">"Price"</th>
                            <th scope="col" class="num">"Over raw"</th>
                            <th scope="col" class="num">"After grading"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
                <div class="grading-costs">{fields}</div>
            </section>
        </Show>
    }
}

fn row(one: &Graded, costs: &Costs, today: Option<Date>) -> impl IntoView + use<> {
    let quote = &one.quote;
    let age = today.and_then(|today| today.ordinal().checked_sub(quote.date.ordinal()));
    let old = age.is_some_and(|age| age > STALE_DAYS).then_some(", old price");
    let said = words::source(&quote.source, &quote.kind);
    let said = format!("{said}, {}{}", words::date(quote.date), old.unwrap_or_default());
    let unknown = || String::from("unknown");
    let after = match (one.more, cost(costs, &one.grade)) {
        (Some(more), Some(cost)) if cost.currency == more.currency => {
            let left = more.minor.checked_sub(cost.minor).map(|minor| Money::new(minor, more.currency));
            left.map_or_else(unknown, words::signed)
        }
        (Some(_), None) => String::from("cost unknown"),
        _ => unknown(),
    };
    view! {
        <tr data-grade=one.grade.clone()>
            <th scope="row">
                {words::grade_key(&one.grade)}
                <span class="small muted">{said}</span>
            </th>
            <td class="num">{words::money(quote.price)}</td>
            <td class="num">{one.more.map_or_else(unknown, words::signed)}</td>
            <td class="num">{after}</td>
        </tr>
    }
}

/// What one company takes for grading a card.
#[component]
fn Cost(company: String, currency: Currency, costs: RwSignal<Option<Costs>>, engine: Engine) -> impl IntoView {
    let known = costs.with_untracked(|costs| costs.as_ref().and_then(|costs| cost(costs, &company)));
    let known = known.filter(|known| known.currency == currency);
    let shown = known.map(|known| known.amount()).unwrap_or_default();
    let wrong = RwSignal::new(None::<String>);
    let (id, said) = (format!("grading-{company}"), format!("grading-{company}-said"));
    let label = format!("{company} takes, in {currency}");
    let change = move |event| match form::amount(&event_target_value(&event), currency.as_str()) {
        Ok(Some(amount)) if amount.minor < 0 => {
            wrong.set(Some(String::from("A fee is not less than nothing.")));
        }
        Ok(amount) => {
            wrong.set(None);
            let mut now = costs.get_untracked().unwrap_or_default();
            now.retain(|(of, _)| *of != company);
            now.extend(amount.map(|amount| (company.clone(), amount)));
            keep(engine, &now);
            costs.set(Some(now));
        }
        Err(why) => wrong.set(Some(why)),
    };
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <input
                class="input"
                id=id
                inputmode="decimal"
                autocomplete="off"
                aria-describedby=said.clone()
                aria-invalid=move || wrong.with(Option::is_some).then_some("true")
                value=shown
                on:change=change
            />
            <p class="wrong small" id=said>{move || wrong.get()}</p>
        </div>
    }
}

/// Who graded it; none for a grade of any company.
fn company(grade: &str) -> Option<String> {
    let company = grade.split('_').next().unwrap_or_default();
    (company != "GRADE").then(|| company.to_owned())
}

fn cost(costs: &Costs, grade: &str) -> Option<Money> {
    let company = grade.split('_').next().unwrap_or_default();
    costs.iter().find(|(of, _)| of == company).map(|(_, cost)| *cost)
}

async fn read(engine: Engine) -> Costs {
    let Some(shelf) = engine.shelf() else { return Costs::new() };
    let texts = shelf.texts().await;
    let kept = texts.iter().find(|(name, _)| name == NAME);
    kept.and_then(|(_, text)| serde_json::from_str(text).ok()).unwrap_or_default()
}

fn keep(engine: Engine, costs: &Costs) {
    let Some(shelf) = engine.shelf() else { return };
    let text = serde_json::to_string(costs).expect("BUG: costs serialise");
    let change = Rearranged { texts: vec![(String::from(NAME), Some(text))], ..Rearranged::default() };
    spawn_local(async move {
        // What cannot be kept is asked for again another time.
        let _ = shelf.rearrange(change).await;
    });
}
