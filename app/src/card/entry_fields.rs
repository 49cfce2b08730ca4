//! The texts of an entry's form, each in a signal of its own.

use leptos::prelude::*;

use crate::drafts::fields;
use crate::form::EntryValues;

fields!(EntryFields of EntryValues {
    name,
    game,
    set_name,
    set,
    number,
    finish,
    language,
    condition,
    sealed,
    product,
    company,
    grade,
    label,
    cert,
    centering,
    corners,
    edges,
    surface,
    portfolio,
    location,
    page,
    slot,
    flags,
    specials,
    for_trade,
    price,
    price_currency,
    price_date,
    price_reason,
    tags,
    notes,
});
