//! Grades as apps write them in one text: `PSA 10.0 GEM - MT`, `CGC 10 Pristine`, `Graded 8`, `Ungraded`.

use vitrine_ledger::{Grade, suggest};

/// Reads a grade; none for an ungraded copy. `company` and `cert` are columns of their own, where the file has them.
pub(crate) fn grade(text: &str, company: &str, cert: &str) -> Option<Grade> {
    let mut words = text.split_whitespace().peekable();
    let first = *words.peek()?;
    let known = suggest::GRADERS.iter().find(|grader| grader.eq_ignore_ascii_case(first));
    let said = match known {
        Some(grader) => {
            words.next();
            (*grader).to_owned()
        }
        None if first.eq_ignore_ascii_case("graded") => {
            words.next();
            company.to_owned()
        }
        // `Ungraded`, `Item, Box, and Manual`.
        None => return None,
    };
    let value = words.next().filter(|value| value.starts_with(|c: char| c.is_ascii_digit()))?;
    let value = value.strip_suffix(".0").unwrap_or(value).to_owned();
    // Ten is `GEM - MT` to one company; what tells two tens apart is a label.
    let rest = words.collect::<Vec<_>>().join(" ");
    let label = suggest::GRADE_LABELS.iter().find(|label| label.eq_ignore_ascii_case(&rest)).map_or("", |label| *label);
    Some(Grade { company: said, value, label: label.to_owned(), cert: cert.to_owned(), ..Grade::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grade_is_company_value_and_the_label_that_tells_two_tens_apart() {
        let read = |text: &str| grade(text, "", "").map(|grade| (grade.company, grade.value, grade.label));
        let wanted =
            |company: &str, value: &str, label: &str| Some((company.to_owned(), value.to_owned(), label.to_owned()));
        assert_eq!(read("PSA 10.0 GEM - MT"), wanted("PSA", "10", ""));
        assert_eq!(read("BGS 10.0 Pristine"), wanted("BGS", "10", "Pristine"));
        assert_eq!(read("SGC 9"), wanted("SGC", "9", ""));
        assert_eq!(read("CGC 9.5"), wanted("CGC", "9.5", ""));
        assert_eq!((read("Ungraded"), read(""), read("Item, Box, and Manual"), read("PSA")), (None, None, None, None));
        let graded = grade("Graded 8", "PSA", "123").expect("a grade");
        assert_eq!((graded.company.as_str(), graded.value.as_str(), graded.cert.as_str()), ("PSA", "8", "123"));
    }
}
