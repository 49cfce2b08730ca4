//! `lint`'s check that files and functions stay short enough to be read: how many lines each may have.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::shell::{Outcome, root};
use crate::sources::{CRATES, Source, read};

/// Lines of a file.
const FILE: usize = 400;
/// Lines of a function, with its signature.
const FUNCTION: usize = 80;

pub(crate) fn check() -> Outcome {
    let mut found = Vec::new();
    for name in CRATES {
        for source in read(&root().join(name).join("src"))? {
            found.extend(too_long(&source)?.into_iter().map(|what| format!("  {name}/src/{what}")));
        }
    }
    if found.is_empty() { Ok(()) } else { Err(format!("too long:\n{}", found.join("\n"))) }
}

/// What is too long in a file, the file itself first.
fn too_long((file, text): &Source) -> Outcome<Vec<String>> {
    let lines = text.lines().count();
    let mut found: Vec<String> = (lines > FILE).then(|| format!("{file}: {lines} lines")).into_iter().collect();
    let tokens: TokenStream = text.parse().map_err(|error| format!("{file}: {error}"))?;
    functions(&tokens.into_iter().collect::<Vec<_>>(), &mut |name, line, lines| {
        if lines > FUNCTION {
            found.push(format!("{file}:{line}: {name} has {lines} lines"));
        }
    });
    Ok(found)
}

/// Calls `each` with the name, the first line and the number of lines of every function, those within others too.
fn functions(tokens: &[TokenTree], each: &mut impl FnMut(&str, usize, usize)) {
    let mut open = None;
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Ident(word) if word == "fn" => {
                if let Some(TokenTree::Ident(name)) = tokens.get(at + 1) {
                    open = Some((name.to_string(), word.span().start().line));
                }
            }
            TokenTree::Punct(punct) if punct.as_char() == ';' => open = None,
            TokenTree::Group(group) => {
                if group.delimiter() == Delimiter::Brace
                    && let Some((name, line)) = open.take()
                {
                    each(&name, line, group.span_close().end().line + 1 - line);
                }
                functions(&group.stream().into_iter().collect::<Vec<_>>(), each);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        too_long(&(String::from("a.rs"), text.to_owned())).unwrap()
    }

    #[test]
    fn a_function_and_a_file_may_have_so_many_lines_and_no_more() {
        let of =
            |lines: usize| format!("trait T {{ fn g(); }}\nfn f() {{\n{}}}\n", "    let _ = ();\n".repeat(lines - 2));
        assert_eq!(found(&of(FUNCTION)), [""; 0]);
        assert_eq!(found(&of(FUNCTION + 1)), ["a.rs:2: f has 81 lines"]);
        assert_eq!(found(&"// text\n".repeat(FILE)), [""; 0]);
        assert_eq!(found(&"// text\n".repeat(FILE + 1)), ["a.rs: 401 lines"]);
    }

    #[test]
    fn a_function_within_a_module_or_another_function_counts_by_itself() {
        let inner = format!("fn inner() {{\n{}}}\n", "();\n".repeat(FUNCTION));
        assert_eq!(found(&format!("mod m {{\n{inner}}}")), ["a.rs:2: inner has 82 lines"]);
    }
}
