//! The sale of all that is picked: one price for them, spread by what they cost, by what they are worth to their owner, or
//! by hand.

use std::sync::Arc;

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use uuid::Uuid;
use vitrine_ledger::{Key, Money, NewSale, Seen, parts};

use super::Act;
use super::sell_lines::{LISTED, SellLines, Selling};
use super::sheet_end::SheetEnd;
use crate::collection::{Collection, likely_currency, use_collection};
use crate::drafts::OfferedDay;
use crate::engine::{Engine, use_engine};
use crate::kit::{Choice, Prefix};
use crate::sale::{SaleFields, SaleInputs, is_paid};
use vitrine_presenter::bulk::{self, By, Going, Weighed};
use vitrine_presenter::form::{self, SaleValues, Wrong};
use vitrine_presenter::words;

#[component]
pub fn SellSheet(act: Act) -> impl IntoView {
    let (engine, collection) = (use_engine(), use_collection());
    let all = collection.picked();
    let going = going(engine, collection, &all);
    let left_out = all.len() - going.len();
    let count = going.len();
    let currency = likely_currency(collection);
    let fields = SaleFields::new(SaleValues::fresh(&engine.today(), &currency), &[]);
    let day = OfferedDay::new(fields.date, None);
    let spread = RwSignal::new(By::default().code().to_owned());
    let by = Signal::derive(move || spread.with(|code| By::from_code(code)));
    let hand = RwSignal::new(vec![String::new(); going.len()]);
    let copies = RwSignal::new(going.iter().map(|going| going.copies.to_string()).collect());
    let going = RwSignal::new(going);
    let wrong = RwSignal::new(Wrong::new());
    let (kind, currency) = (fields.kind, fields.currency);
    let inputs = SaleInputs::new(&fields, wrong);
    // The sale as a whole: of nothing yet, with the amounts that are to be spread.
    let written = StoredValue::new(fields);
    let whole = move || written.with_value(|fields| fields.values().new_sale(Uuid::nil(), Uuid::nil(), None));
    let total = Memo::new(move |_| whole().ok().and_then(|total| total.gross));
    let weighed = Memo::new(move |_| going.with(|going| weigh(collection, going, by.get())));
    let shares = Memo::new(move |_| match by.get() {
        By::Hand => {
            hand.with(|hand| hand.iter().map(|text| form::amount(text, &currency.get()).ok().flatten()).collect())
        }
        By::Cost | By::Value => weighed.with(|weighed| weighed.shares(total.get())),
    });
    let selling = Selling { going, copies, hand, currency, by, total, shares };
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        day.refresh();
        let total = match whole() {
            Ok(total) => total,
            Err(unread) => return wrong.set(unread),
        };
        wrong.set(Wrong::new());
        match booked(engine, collection, selling, &total, &currency.get_untracked()) {
            Ok((sales, cards)) => {
                let copies = words::plural(sales.iter().map(|(sale, _)| sale.quantity).sum(), "copy", "copies");
                let done = format!("{} {copies} of {}.", words::sale_kind(total.kind), words::cards(cards));
                if act.all(format!("sell {copies}"), done, parts::sales(sales)) {
                    collection.pick_nothing();
                }
            }
            Err(why) => act.wrong.set(Some(why)),
        }
    };
    let doubt = move || {
        let said = weighed.with(|weighed| words::equal_shares(by.get(), weighed.unknown, weighed.only));
        said.filter(|_| is_paid(kind))
    };
    provide_context(Prefix(String::from("bulk")));
    view! {
        <form class="form" on:submit=save>
            <h2>"Mark as sold"</h2>
            {(left_out > 0).then(|| view! { <p class="note warn">{words::nothing_left(left_out)}</p> })}
            <div class="form-part">
                {inputs.gross("span-4 half", "")}
                {inputs.currency("span-4 half")}
                <Choice name="spread" label="Spread the price" class="span-4" value=spread options=ways(count <= LISTED) />
                {inputs.kind("span-4 half")}
                {inputs.date("span-4 half")}
                {inputs.channel("span-4")}
                {inputs.fees("span-4 half")}
                {inputs.shipping_paid("span-4 half")}
                {inputs.shipping_charged("span-4 half")}
            </div>
            {move || doubt().map(|said| view! { <p class="muted small" data-testid="equal-shares">{said}</p> })}
            <SellLines selling />
            <SheetEnd act label="Save" />
        </form>
    }
}

/// What can be sold of these: all copies that are held.
fn going(engine: Engine, collection: Collection, ids: &[Uuid]) -> Vec<Going> {
    let one = |id: &Uuid| {
        let row = untrack(|| collection.row(*id)).filter(|row| row.quantity > 0)?;
        let price = engine.with_record(&Key::entry(*id), |record| {
            record.as_entry().and_then(|stored| stored.value.price.as_ref()).map(|price| price.price)
        });
        Some(Going { copies: row.quantity, row: Arc::clone(&row), price: price.flatten() })
    };
    let mut going: Vec<Going> = ids.iter().filter_map(one).collect();
    going.sort_by(|a, b| (&a.row.name, a.row.id).cmp(&(&b.row.name, b.row.id)));
    going
}

/// The sales, and of how many cards.
type Booked = (Vec<(NewSale, Seen)>, usize);

fn booked(
    engine: Engine,
    collection: Collection,
    selling: Selling,
    total: &NewSale,
    currency: &str,
) -> Result<Booked, String> {
    if let Some(why) = selling.copies.with_untracked(|copies| copies.iter().find_map(|text| form::copies(text).err())) {
        return Err(why);
    }
    let (all, hand, by) = (selling.going.get_untracked(), selling.hand.get_untracked(), selling.by.get_untracked());
    let (going, hand): (Vec<Going>, Vec<String>) =
        all.into_iter().zip(hand).filter(|(going, _)| going.copies != 0).unzip();
    if going.is_empty() {
        return Err(String::from("There is nothing to sell."));
    }
    let (gross, weighed) = match by {
        By::Hand if total.kind.for_value() => {
            let gross = hand.iter().map(|text| form::amount(text, currency)).collect::<Result<Vec<_>, _>>()?;
            let mut others =
                gross.iter().flatten().map(|money| money.currency).chain(total.gross.map(|all| all.currency));
            if others.next().is_some_and(|first| others.any(|other| other != first)) {
                return Err(String::from("Write all amounts in one currency."));
            }
            let sum: i64 = gross.iter().flatten().map(|money| money.minor).sum();
            if let Some(left) = total.gross.filter(|total| total.minor != sum) {
                return Err(words::not_spread(Money::new(left.minor - sum, left.currency)));
            }
            let weighed =
                Weighed::by_hand(&gross.iter().map(|money| money.map(|money| money.minor)).collect::<Vec<_>>());
            (gross, weighed)
        }
        by => {
            let weighed = weigh(collection, &going, by);
            (weighed.shares(total.gross), weighed)
        }
    };
    let cards = going.len();
    Ok((bulk::sales(total, &going, &gross, &weighed, || engine.new_id()), cards))
}

fn weigh(collection: Collection, going: &[Going], by: By) -> Weighed {
    untrack(|| collection.with_reckoned(|reckoned| Weighed::new(going, by, reckoned)))
}

/// The ways to spread a price over so many cards, `(value, words)`.
fn ways(by_hand: bool) -> Vec<(String, String)> {
    let ways = By::ALL.into_iter().filter(|by| *by != By::Hand || by_hand);
    ways.map(|by| (by.code().to_owned(), words::spread_by(by).to_owned())).collect()
}
