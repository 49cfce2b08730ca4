//! What the choices of a card's fields offer: games, languages, conditions. A value that stands in the field already and
//! is in no list is offered too.

use leptos::prelude::*;
use vitrine_ledger::suggest;

/// Suggestions that do not change.
pub(crate) fn suggested(list: &'static [&'static str]) -> Signal<Vec<String>> {
    Signal::stored(list.iter().map(|text| String::from(*text)).collect())
}

/// The list, and what stands in the field already if it is not in the list.
fn open(here: RwSignal<String>, known: Vec<(String, String)>) -> Vec<(String, String)> {
    // Untracked: while a person chooses, the list stays as it is.
    let mut options = known;
    let value = here.get_untracked();
    if !value.is_empty() && !options.iter().any(|(option, _)| *option == value) {
        options.push((value.clone(), value));
    }
    options
}

/// The games there are, each as value and words.
pub(crate) fn games(here: RwSignal<String>) -> Vec<(String, String)> {
    open(here, pairs(suggest::GAMES))
}

/// The languages cards are printed in, and none.
pub(crate) fn languages(here: RwSignal<String>) -> Vec<(String, String)> {
    let mut options = vec![(String::new(), String::from("Not noted"))];
    options.extend(pairs(suggest::LANGUAGES));
    open(here, options)
}

/// The ladder that needs no name beside its steps.
const OURS: &str = "tcg";

/// The steps of every ladder of conditions, as `scale:code` and words; of a sealed product the one for those.
pub(crate) fn conditions(here: RwSignal<String>, sealed: bool) -> Vec<(String, String)> {
    let mut options = vec![(String::new(), String::from("Not noted"))];
    if sealed {
        let of = |(code, words): &(&str, &str)| (format!("{}:{code}", suggest::SEALED), String::from(*words));
        options.extend(suggest::conditions(suggest::SEALED).iter().map(of));
        return open(here, options);
    }
    for (scale, ladder) in suggest::SCALES {
        let of = |(code, words): &(&str, &str)| {
            (
                format!("{scale}:{code}"),
                if *scale == OURS {
                    format!("{code} \u{b7} {words}")
                } else {
                    format!("{code} \u{b7} {words}, {ladder}")
                },
            )
        };
        options.extend(suggest::conditions(scale).iter().map(of));
    }
    open(here, options)
}

fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter().map(|(value, words)| (String::from(*value), String::from(*words))).collect()
}
