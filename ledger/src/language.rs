//! Languages: one tag for each, whatever a file calls it. One table of names in English and in themselves, of codes and
//! of what other apps write; a language nobody here knows is kept as it is.

/// `(BCP 47, what else it is called)`, in lower case, with `_` written as `-`.
const NAMES: &[(&str, &[&str])] = &[
    ("en", &["english", "eng", "en-us", "en-gb", "englisch", "anglais", "ingles", "inglés", "inglese"]),
    ("ja", &["japanese", "jp", "jpn", "jap", "ja-jp", "日本語", "japanisch", "japonais", "japonés", "giapponese"]),
    ("de", &["german", "deutsch", "ger", "deu", "de-de", "allemand", "alemán", "tedesco"]),
    ("fr", &["french", "français", "francais", "fre", "fra", "fr-fr", "französisch", "francés", "francese"]),
    ("it", &["italian", "italiano", "ita", "it-it", "italienisch", "italien"]),
    ("es", &["spanish", "español", "espanol", "castellano", "spa", "sp", "es-es", "spanisch", "espagnol", "spagnolo"]),
    ("pt", &["portuguese", "português", "portugues", "por", "pt-pt", "portugiesisch", "portugais", "portoghese"]),
    (
        "pt-BR",
        &["pt-br", "br", "portuguese (brazil)", "portuguese (brazilian)", "brazilian portuguese", "português (brasil)"],
    ),
    ("ko", &["korean", "kr", "kor", "ko-kr", "한국어", "koreanisch", "coréen", "coreano"]),
    (
        "zh-Hans",
        &[
            "zh-hans",
            "zhs",
            "cs",
            "zh-cn",
            "zh-sg",
            "cn",
            "zh",
            "chi",
            "zho",
            "chinese",
            "s-chinese",
            "simplified chinese",
            "chinese simplified",
            "chinese (simplified)",
            "简体中文",
        ],
    ),
    (
        "zh-Hant",
        &[
            "zh-hant",
            "zht",
            "ct",
            "zh-tw",
            "zh-hk",
            "tw",
            "t-chinese",
            "traditional chinese",
            "chinese traditional",
            "chinese (traditional)",
            "繁體中文",
        ],
    ),
    ("ru", &["russian", "rus", "ru-ru", "русский", "russisch", "russe", "ruso", "russo"]),
    ("nl", &["dutch", "nederlands", "dut", "nld", "nl-nl", "niederländisch"]),
    ("pl", &["polish", "polski", "pol", "pl-pl", "polnisch"]),
    ("th", &["thai", "tha", "th-th", "ไทย"]),
    ("id", &["indonesian", "bahasa indonesia", "ind", "id-id", "indonesisch"]),
];

/// The language a text means: a BCP 47 tag for the names and codes people use, the text itself for any other.
pub fn language(text: &str) -> String {
    let text = text.trim();
    let lower = text.to_lowercase().replace('_', "-");
    let known = NAMES.iter().find(|(tag, names)| *tag == lower || names.contains(&lower.as_str()));
    known.map_or(text, |(tag, _)| tag).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suggest::LANGUAGES;

    #[test]
    fn report_a6_names_codes_and_aliases_of_one_language_are_one() {
        for (texts, tag) in [
            (&["German", "de", "DE", "Deutsch", "ger", "de_DE"][..], "de"),
            (&["JP", "Japanese", "日本語"], "ja"),
            (&["zhs", "Chinese", "zh_CN", "S-Chinese"], "zh-Hans"),
            (&["Portuguese (Brazil)", "pt_BR", "pt-br"], "pt-BR"),
            (&["Portuguese", "pt"], "pt"),
            (&["", " "], ""),
        ] {
            texts.iter().for_each(|text| assert_eq!(language(text), tag, "{text}"));
        }
        assert_eq!(language(" Phyrexian "), "Phyrexian", "what nobody knows is kept");
    }

    #[test]
    fn every_language_that_is_suggested_is_known_by_its_tag_and_its_name_and_no_word_means_two() {
        for (tag, name) in LANGUAGES {
            assert_eq!((language(tag).as_str(), language(name).as_str()), (*tag, *tag));
        }
        let mut words: Vec<&str> = NAMES.iter().flat_map(|(_, names)| names.iter().copied()).collect();
        let all = words.len();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), all);
    }
}
