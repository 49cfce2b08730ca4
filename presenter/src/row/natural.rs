//! The order of texts in which people look for them: without case, and numbers by their value, so that 9 comes before
//! 10 and `TG07` before `TG11`.

/// What stands for a text in that order: compare the keys as bytes. Made once for a row and compared a million times.
pub(crate) fn key(text: &str) -> Box<[u8]> {
    let text = text.to_lowercase();
    let mut rest = text.as_bytes();
    let mut key = Vec::with_capacity(rest.len() + 4);
    while let Some(first) = rest.first() {
        if first.is_ascii_digit() {
            let end = rest.iter().position(|c| !c.is_ascii_digit()).unwrap_or(rest.len());
            let zeros = rest[..end].iter().take_while(|digit| **digit == b'0').count();
            let digits = &rest[zeros..end];
            // A number stands among other characters where a digit stands; the longer of two numbers is the greater.
            key.push(b'0');
            key.push(u8::try_from(digits.len()).unwrap_or(u8::MAX));
            key.extend_from_slice(digits);
            rest = &rest[end..];
        } else {
            key.push(*first);
            rest = &rest[1..];
        }
    }
    key.into_boxed_slice()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_sort_by_value_and_zeros_in_front_mean_nothing() {
        let mut numbers = ["10/102", "9/102", "TG11", "tg07", "001/217", "4a", "4"];
        numbers.sort_by_key(|number| key(number));
        assert_eq!(numbers, ["001/217", "4", "4a", "9/102", "10/102", "tg07", "TG11"]);
    }

    #[test]
    fn numbers_of_any_length_compare() {
        assert!(key("99999999999999999999999") < key("100000000000000000000000"));
        assert_eq!(key("007"), key("7"));
    }

    #[test]
    fn a_number_stands_where_a_digit_stands() {
        assert!(key("-1") < key("1") && key("1") < key("a") && key("1") < key(":") && key("") < key("0"));
    }
}
