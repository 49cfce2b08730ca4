//! The questions of this page, the one that was asked last at the end: so many are kept, and those that a screen shows.

/// Views of one card after another are let go from this many on.
const MOST: usize = 60;

/// Answers by question.
pub struct Asked<V>(Vec<(String, V)>);

impl<V> Default for Asked<V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<V: Copy> Asked<V> {
    /// The answer to a question, which is now the one that was asked last.
    pub fn get(&mut self, question: &str) -> Option<V> {
        let at = self.0.iter().position(|(known, _)| known == question)?;
        let found = self.0.remove(at);
        let answer = found.1;
        self.0.push(found);
        Some(answer)
    }

    /// One more; says which are let go for it: those asked for longest ago that are not `shown`.
    pub fn put(&mut self, question: String, answer: V, shown: impl Fn(&V) -> bool) -> Vec<V> {
        let mut too_many = (self.0.len() + 1).saturating_sub(MOST);
        let mut gone = Vec::new();
        self.0.retain(|(_, answer)| {
            let goes = too_many > 0 && !shown(answer);
            if goes {
                too_many -= 1;
                gone.push(*answer);
            }
            !goes
        });
        self.0.push((question, answer));
        gone
    }

    pub fn all(&self) -> Vec<V> {
        self.0.iter().map(|(_, answer)| *answer).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_questions_are_kept_and_what_a_screen_shows_is_never_let_go() {
        let mut asked = Asked::default();
        let shown = |card: &usize| *card == 1;
        for card in 0..MOST {
            assert!(asked.put(format!("card {card}"), card, shown).is_empty());
        }
        assert_eq!(asked.get("card 0"), Some(0), "asked again");
        assert_eq!(asked.put("another".into(), 1_000, shown), [2], "card 1 is shown, card 0 was asked for just now");
        assert_eq!((asked.get("card 2"), asked.get("card 1"), asked.get("another")), (None, Some(1), Some(1_000)));
        for card in 2_000..3_000 {
            asked.put(format!("card {card}"), card, shown);
        }
        assert_eq!(asked.all().len(), MOST);
        assert!(asked.get("card 1").is_some());
    }
}
