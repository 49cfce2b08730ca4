//! "Worth grading?": what graded copies of a raw card are quoted at, less the raw one, less what grading costs. The
//! fees are the owner's own figures, by company, in the ledger's settings; where there is none it is not taken for
//! nothing.

use leptos::prelude::*;
use vitrine_ledger::suggest::GRADERS;
use vitrine_ledger::{Currency, Date, Money, Mutation, Settings, SettingsPatch};

use crate::api::value::Graded;
use crate::collection::use_collection;
use crate::session::use_session;
use crate::undo::use_actions;
use crate::value::STALE_DAYS;
use vitrine_presenter::form;
use vitrine_presenter::words;

#[component]
pub fn Grading(
    #[prop(into)] graded: Signal<Vec<Graded>>,
    #[prop(into)] currency: Signal<Option<Currency>>,
    #[prop(into)] today: Signal<Option<Date>>,
) -> impl IntoView {
    let collection = use_collection();
    let settings = Memo::new(move |_| collection.with_groups(|groups| groups.settings().clone()));
    let companies = Memo::new(move |_| {
        graded.with(|graded| {
            let mut companies: Vec<&'static str> = graded.iter().filter_map(|one| grader(&one.grade)).collect();
            companies.dedup();
            companies
        })
    });
    let rows = move || {
        let today = today.get();
        settings
            .with(|settings| graded.with(|graded| graded.iter().map(|one| row(one, settings, today)).collect_view()))
    };
    // A field is not made anew while somebody types into it.
    let currency = Memo::new(move |_| currency.get());
    let fields = move || {
        let currency = currency.get()?;
        let field = |company| view! { <Fee company currency settings /> };
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
                    <tbody translate="no">{rows}</tbody>
                </table>
                <div class="grading-costs">{fields}</div>
            </section>
        </Show>
    }
}

fn row(one: &Graded, settings: &Settings, today: Option<Date>) -> impl IntoView + use<> {
    let quote = &one.quote;
    let age = today.and_then(|today| today.ordinal().checked_sub(quote.date.ordinal()));
    let old = age.is_some_and(|age| age > STALE_DAYS).then_some(", old price");
    let said = words::source(&quote.source, &quote.kind);
    let said = format!("{said}, {}{}", words::date(quote.date), old.unwrap_or_default());
    let unknown = || String::from("unknown");
    let after = match (one.more, settings.grading_fee(company(&one.grade))) {
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
fn Fee(company: &'static str, currency: Currency, settings: Memo<Settings>) -> impl IntoView {
    let actions = use_actions();
    let session = use_session();
    let fee = Memo::new(move |_| settings.with(|settings| settings.grading_fee(company)));
    let shown = move || fee.get().filter(|fee| fee.currency == currency).map(|fee| fee.amount()).unwrap_or_default();
    let wrong = RwSignal::new(None::<String>);
    let (id, said) = (format!("grading-{company}"), format!("grading-{company}-said"));
    let label = format!("{company} takes, in {currency}");
    let change = move |event| match form::amount(&event_target_value(&event), currency.as_str()) {
        Ok(Some(amount)) if amount.currency != currency => {
            wrong.set(Some(format!("This fee is noted in {currency}.")));
        }
        Ok(Some(amount)) if amount.minor < 0 => {
            wrong.set(Some(String::from("A fee is not less than nothing.")));
        }
        Ok(amount) => {
            wrong.set(None);
            if let Some(patch) = SettingsPatch::grading_fee(company, amount) {
                actions.run(Mutation::EditSettings { patch }, None);
            }
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
                prop:value=shown
                disabled=move || !session.may_write()
                on:change=change
            />
            <p class="wrong small" id=said>{move || wrong.get()}</p>
        </div>
    }
}

/// Who graded it, among the companies whose fee can be noted; none for a grade of any company.
fn grader(grade: &str) -> Option<&'static str> {
    GRADERS.iter().copied().find(|known| *known == company(grade))
}

fn company(grade: &str) -> &str {
    grade.split('_').next().unwrap_or_default()
}
