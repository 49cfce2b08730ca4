//! The texts of an entry's form, each in a signal of its own.

use leptos::prelude::*;
use vitrine_presenter::entry_texts;

use crate::drafts::fields;
use vitrine_presenter::form::EntryValues;

entry_texts!(fields (EntryFields of EntryValues));
