//! Rust text without what the compiler does not run: comments and the insides of literals become spaces.

/// The same text with the same line numbers, code only.
pub(crate) fn code_only(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(&here) = chars.get(at) {
        let end = if starts(&chars, at, "//") {
            find(&chars, at, |c| c == '\n')
        } else if starts(&chars, at, "/*") {
            block_comment_end(&chars, at)
        } else if let Some(end) = raw_string_end(&chars, at) {
            end
        } else if here == '"' {
            literal_end(&chars, at, '"')
        } else if here == '\'' && is_char_literal(&chars, at) {
            literal_end(&chars, at, '\'')
        } else {
            out.push(here);
            at += 1;
            continue;
        };
        out.extend(chars.iter().take(end).skip(at).map(|c| if *c == '\n' { '\n' } else { ' ' }));
        at = end;
    }
    out
}

fn starts(chars: &[char], at: usize, word: &str) -> bool {
    word.chars().enumerate().all(|(offset, c)| chars.get(at + offset) == Some(&c))
}

fn find(chars: &[char], from: usize, wanted: impl Fn(char) -> bool) -> usize {
    chars.iter().skip(from).position(|c| wanted(*c)).map_or(chars.len(), |offset| from + offset)
}

fn block_comment_end(chars: &[char], from: usize) -> usize {
    let (mut depth, mut at) = (0_usize, from);
    while at < chars.len() {
        if starts(chars, at, "/*") {
            depth += 1;
            at += 2;
        } else if starts(chars, at, "*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    chars.len()
}

/// Where a raw string that begins here (`r"…"`, `r#"…"#`, with `b` or `c` before) ends.
fn raw_string_end(chars: &[char], from: usize) -> Option<usize> {
    let within_word = from > 0 && chars.get(from - 1).is_some_and(|c| c.is_alphanumeric() || *c == '_');
    if within_word {
        return None;
    }
    let r = from + usize::from(matches!(chars.get(from), Some('b' | 'c')));
    if chars.get(r) != Some(&'r') {
        return None;
    }
    let open = find(chars, r + 1, |c| c != '#');
    if chars.get(open) != Some(&'"') {
        return None;
    }
    let close = format!("\"{}", "#".repeat(open - r - 1));
    let mut at = open + 1;
    while at < chars.len() && !starts(chars, at, &close) {
        at += 1;
    }
    Some((at + close.len()).min(chars.len()))
}

fn literal_end(chars: &[char], from: usize, quote: char) -> usize {
    let mut at = from + 1;
    while let Some(&c) = chars.get(at) {
        match c {
            '\\' => at += 2,
            c if c == quote => return at + 1,
            _ => at += 1,
        }
    }
    chars.len()
}

/// A quote begins a character, not a lifetime, when an escape follows or the quote closes after one character.
fn is_char_literal(chars: &[char], at: usize) -> bool {
    chars.get(at + 1) == Some(&'\\') || chars.get(at + 2) == Some(&'\'')
}

#[cfg(test)]
mod tests {
    use super::code_only;

    #[test]
    fn only_code_is_left() {
        let table = [
            ("a(); // b()", "a();       "),
            ("a /* b /* c */ d */ e", "a                   e"),
            ("f(\"b()\")", "f(     )"),
            ("f(\"\\\"b\") + c", "f(     ) + c"),
            ("f(r\"b\\\") + c", "f(     ) + c"),
            ("f(r#\"b\"c\"#) + d", "f(        ) + d"),
            ("f(br\"b\") + r#type", "f(     ) + r#type"),
            ("for<'a> '\"' 'é' '\\'' x", "for<'a>              x"),
            ("\"one\ntwo\" x", "    \n     x"),
            ("\"open", "     "),
        ];
        for (text, code) in table {
            assert_eq!(code_only(text), code, "{text}");
        }
    }
}
