//! Words for why something is not allowed, and for what was attempted.

use vitrine_ledger::{Kind, Mutation, Records, Rejection, SaleKind, Step};
use vitrine_sync::client::RefusalReason;
use vitrine_sync::wire::Refused;

use super::count;
use super::plural;
use crate::engine::Refusal;

/// Why the domain refused.
pub fn rejection(why: &Rejection) -> String {
    match why {
        Rejection::Gone { key } => match key.kind {
            Kind::Entry => String::from("This card was removed for good in the meantime."),
            Kind::Lot => String::from("This purchase was removed for good in the meantime."),
            Kind::Sale => String::from("This sale was removed for good in the meantime."),
            Kind::Conflict => String::from("This was already settled."),
            Kind::Portfolio => String::from("This portfolio was removed for good in the meantime."),
            Kind::Location => String::from("This location was removed for good in the meantime."),
            Kind::Wish => String::from("This wish was removed for good in the meantime."),
            Kind::Settings => String::from("These settings are not there any more."),
        },
        Rejection::WrongEntry { key } if key.kind == Kind::Sale => String::from("This sale belongs to another card."),
        Rejection::WrongEntry { .. } => String::from("This purchase belongs to another card."),
        Rejection::Nothing => String::from("Nothing was changed."),
        Rejection::Empty { field } => format!("{} is missing.", capital(field_name(field))),
        Rejection::TooLong { field, max } => {
            format!("{} is too long: at most {} characters.", capital(field_name(field)), count(*max as i64))
        }
        Rejection::TooMany { field, max } => format!("Too many {}: at most {}.", field_name(field), count(*max as i64)),
        Rejection::TooLarge { .. } => String::from("This is too much at once. Do it in parts."),
        Rejection::BadQuantity { max } => format!("Choose a number of copies between 1 and {}.", count(*max)),
        Rejection::TooFew { held: 0 } => String::from("There are no copies left to take away."),
        Rejection::TooFew { held } => format!("There {} only {}.", if *held == 1 { "is" } else { "are" }, count(*held)),
        Rejection::NotHeld { held: 0, .. } => String::from("There are no copies left to sell."),
        Rejection::NotHeld { held, .. } if *held < 0 => {
            String::from("More copies were sold already than there were. Put that right first.")
        }
        Rejection::NotHeld { held, .. } => format!("You have only {}.", plural(*held, "copy", "copies")),
        Rejection::WrongLots { quantity } => {
            format!(
                "Choose the purchases of {} in all, as far as there are any left.",
                plural(*quantity, "copy", "copies")
            )
        }
        Rejection::BadCurrency { currency } => format!("{currency} is not a currency Vitrine knows."),
        Rejection::BadAmount { field, .. } => {
            format!("{} cannot be below zero, or this large.", capital(field_name(field)))
        }
        Rejection::SeveralCurrencies => String::from("Write all amounts in one currency."),
        Rejection::BadCost { .. } => String::from("A cost cannot be below zero, or this large."),
        Rejection::BadDate { field } => {
            format!("{} is not a day anyone bought or sold cards on.", capital(field_name(field)))
        }
    }
}

/// The field of the form a refusal belongs to.
pub fn field_of(why: &Rejection) -> Option<&str> {
    why.field()
}

/// Why a refused edit is in the tray.
pub fn refusal(refusal: &Refusal) -> String {
    match &refusal.why {
        RefusalReason::Refused(Refused::Rule(why)) => rejection(why),
        RefusalReason::Refused(Refused::ReadOnly) => {
            String::from("You may look at this collection, but not change it.")
        }
        RefusalReason::Unprocessable { status } => {
            format!("The server could not take this edit (status {status}), however often it was sent.")
        }
    }
}

/// What a person did, in a few words.
pub fn intent(mutation: &Mutation) -> String {
    match mutation {
        Mutation::Add { holdings } => match holdings.as_slice() {
            [one] => format!("Add {}", one.entry.card.name),
            many => format!("Add {}", plural(many.len() as i64, "card", "cards")),
        },
        Mutation::Import { file, holdings } => {
            format!("Import {} from {}", plural(holdings.len() as i64, "card", "cards"), file.name)
        }
        Mutation::EditEntry { .. } => String::from("Edit a card"),
        Mutation::EditLot { .. } => String::from("Edit a purchase"),
        Mutation::AddLot { lot, .. } => format!("Add {}", plural(lot.quantity, "copy", "copies")),
        Mutation::Adjust { by, .. } if *by < 0 => format!("Take away {}", plural(by.abs(), "copy", "copies")),
        Mutation::Adjust { by, .. } => format!("Add {}", plural(*by, "copy", "copies")),
        Mutation::Sell { sales, .. } => {
            let copies = sales.iter().map(|sale| sale.quantity).sum();
            let verb = if sales.iter().all(|sale| sale.kind == SaleKind::Sell) { "Sell" } else { "Part with" };
            format!("{verb} {}", plural(copies, "copy", "copies"))
        }
        Mutation::EditSale { .. } => String::from("Edit a sale"),
        Mutation::ReverseSale { sales } => format!("Take back {}", plural(sales.len() as i64, "sale", "sales")),
        Mutation::EditEntries { ids, .. } => format!("Edit {}", plural(ids.len() as i64, "card", "cards")),
        Mutation::AddPortfolio { portfolio, .. } => format!("Add the portfolio {}", portfolio.name),
        Mutation::EditPortfolio { .. } => String::from("Edit a portfolio"),
        Mutation::AddLocation { location, .. } => format!("Add the location {}", location.name),
        Mutation::EditLocation { .. } => String::from("Edit a location"),
        Mutation::EditSettings { .. } => String::from("Change the settings"),
        Mutation::AddWish { wish, .. } => format!("Wish for {}", wish.card.name),
        Mutation::EditWish { .. } => String::from("Edit a wish"),
        Mutation::Delete(records) => format!("Delete {}", things(records)),
        Mutation::Restore(records) => format!("Bring back {}", things(records)),
        Mutation::Settle { .. } => String::from("Settle a conflict"),
        Mutation::Revert { steps } => {
            format!("Undo on {}", things(&steps.iter().map(Step::key).collect()))
        }
    }
}

/// The first kind there is any of: what else changed belongs to it.
fn things(records: &Records) -> String {
    let Records { entries, lots, portfolios, locations, wishes } = records;
    let kinds = [
        (entries, "card", "cards"),
        (lots, "purchase", "purchases"),
        (portfolios, "portfolio", "portfolios"),
        (locations, "location", "locations"),
        (wishes, "wish", "wishes"),
    ];
    let of = kinds.into_iter().find(|(ids, ..)| !ids.is_empty());
    of.map_or_else(|| String::from("it"), |(ids, one, many)| plural(ids.len() as i64, one, many))
}

/// A field as a collector calls it: a part of a card, what is counted, or a field of some record. A refusal does not say of
/// which kind; fields of one name mean the same.
fn field_name(field: &str) -> &str {
    const KINDS: [Kind; 7] =
        [Kind::Entry, Kind::Lot, Kind::Sale, Kind::Wish, Kind::Portfolio, Kind::Location, Kind::Settings];
    match field {
        "set_name" => "set",
        "ids" => "names in other catalogues",
        "extra" => "columns of the file",
        "holdings" => "cards at once",
        other => KINDS.into_iter().find_map(|kind| kind.field(other)).map_or(other, |field| field.noun),
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_names_the_field_as_a_collector_calls_it() {
        let why = Rejection::TooLong { field: String::from("set_name"), max: 200 };
        assert_eq!(rejection(&why), "Set is too long: at most 200 characters.");
        assert_eq!(rejection(&Rejection::TooFew { held: 1 }), "There is only 1.");
    }
}
