//! The texts of an entry's form.

use vitrine_ledger::rules::Fields;
use vitrine_ledger::{CardRef, Condition, Entry, EntryPatch, Grade, Tags};

/// What stands in the fields.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EntryValues {
    pub name: String,
    pub game: String,
    pub set_name: String,
    pub set: String,
    pub number: String,
    pub finish: String,
    pub language: String,
    /// `scale:code`; empty for unknown.
    pub condition: String,
    pub company: String,
    pub grade: String,
    pub cert: String,
    /// Set apart by commas.
    pub tags: String,
    pub notes: String,
}

impl EntryValues {
    /// An empty form as most cards are.
    pub fn fresh() -> Self {
        Self {
            game: String::from("pokemon"),
            language: String::from("en"),
            condition: String::from("tcg:NM"),
            ..Self::default()
        }
    }

    pub fn of(entry: &Entry) -> Self {
        let condition = entry.condition.as_ref().map(|of| format!("{}:{}", of.scale, of.code)).unwrap_or_default();
        let grade = entry.grade.clone().unwrap_or_default();
        Self {
            name: entry.card.name.clone(),
            game: entry.card.game.clone(),
            set_name: entry.card.set_name.clone(),
            set: entry.card.set.clone(),
            number: entry.card.number.clone(),
            finish: entry.finish.clone(),
            language: entry.language.clone(),
            condition,
            company: grade.company,
            grade: grade.value,
            cert: grade.cert,
            tags: entry.tags.iter().collect::<Vec<_>>().join(", "),
            notes: entry.notes.clone(),
        }
    }

    /// The same with an edit on top that could not be stored.
    pub fn with(entry: &Entry, patch: &EntryPatch) -> Self {
        let mut entry = entry.clone();
        let tags: Vec<String> = match &patch.tags {
            Some(change) => {
                let kept = entry.tags.iter().filter(|tag| !change.remove.iter().any(|gone| gone == tag));
                kept.map(str::to_owned).chain(change.add.iter().cloned()).collect()
            }
            None => entry.tags.iter().map(str::to_owned).collect(),
        };
        entry.card = patch.card.clone().unwrap_or(entry.card);
        entry.finish = patch.finish.clone().unwrap_or(entry.finish);
        entry.language = patch.language.clone().unwrap_or(entry.language);
        entry.condition = patch.condition.clone().unwrap_or(entry.condition);
        entry.grade = patch.grade.clone().unwrap_or(entry.grade);
        entry.notes = patch.notes.clone().unwrap_or(entry.notes);
        entry.tags = Tags::new(tags);
        Self::of(&entry)
    }

    /// The entry as the form says it. What the form does not show stays as in `before`.
    pub fn entry(&self, before: Option<&Entry>) -> Entry {
        let mut entry = before.cloned().unwrap_or_else(|| Entry::new(CardRef::default()));
        entry.card.name = trimmed(&self.name);
        entry.card.game = trimmed(&self.game);
        entry.card.set_name = trimmed(&self.set_name);
        entry.card.set = trimmed(&self.set);
        entry.card.number = trimmed(&self.number);
        entry.finish = trimmed(&self.finish);
        entry.language = trimmed(&self.language);
        entry.condition = self.condition.split_once(':').map(|(scale, code)| Condition::new(scale, code));
        let before = entry.grade.take().unwrap_or_default();
        let parts = [&self.company, &self.grade, &self.cert].map(|text| trimmed(text));
        if parts.iter().any(|text| !text.is_empty()) {
            let [company, value, cert] = parts;
            entry.grade = Some(Grade { company, value, cert, ..before });
        }
        let wanted = Tags::new(self.tags.split(',').map(str::trim).filter(|tag| !tag.is_empty()));
        entry.tags = wanted;
        entry.notes = self.notes.trim_end().to_owned();
        entry
    }

    /// Only what the author changed.
    pub fn patch(&self, before: &Entry) -> EntryPatch {
        before.change_to(&self.entry(Some(before)))
    }
}

fn trimmed(text: &str) -> String {
    text.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> Entry {
        let card =
            CardRef { game: "pokemon".into(), name: "Charizard".into(), rarity: "Rare".into(), ..CardRef::default() };
        let mut entry = Entry::new(card);
        entry.condition = Some(Condition::new("tcg", "NM"));
        entry.tags = Tags::new(["grail"]);
        entry.grade = Some(Grade {
            company: "PSA".into(),
            value: "10".into(),
            label: "Gem".into(),
            cert: "1".into(),
            ..Grade::default()
        });
        entry
    }

    #[test]
    fn a_form_that_was_only_opened_changes_nothing() {
        assert_eq!(EntryValues::of(&entry()).patch(&entry()), EntryPatch::default());
    }

    #[test]
    fn only_the_fields_that_were_changed_are_sent() {
        let values = EntryValues { finish: "Foil".into(), ..EntryValues::of(&entry()) };
        let patch = values.patch(&entry());
        assert_eq!(patch, EntryPatch { finish: Some("Foil".into()), ..EntryPatch::default() });
    }

    #[test]
    fn an_edit_that_could_not_be_stored_stands_in_the_form_again() {
        let values = EntryValues { tags: "grail, sold?".into(), notes: "hm".into(), ..EntryValues::of(&entry()) };
        let patch = values.patch(&entry());
        assert_eq!(EntryValues::with(&entry(), &patch).patch(&entry()), patch);
    }

    #[test]
    fn emptying_the_grade_takes_it_away() {
        let values =
            EntryValues { company: String::new(), grade: " ".into(), cert: String::new(), ..EntryValues::of(&entry()) };
        assert_eq!(values.patch(&entry()).grade, Some(None));
    }
}
