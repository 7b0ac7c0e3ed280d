//! Vietnamese text: forms for search, tokens for full text, and keys that sort as a Vietnamese reader expects.
//!
//! One word reaches us composed or decomposed (NFC, NFD) and with either tone placement (`hoà`, `hòa`). Search forms and
//! sort keys are the same for all of them. Of the two placements `hòa`, `khỏe`, `thúy` is kept, the one in the
//! official names of units (Minh Hóa, Tuyên Hóa).

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{compose, is_combining_mark};

/// Longest token in characters. A longer word is cut, a longer code is left out and only its parts are kept.
pub const MAX_TOKEN: usize = 64;
/// Most tokens of one text; the rest is not searched.
pub const MAX_TOKENS: usize = 10_000;
/// Longest name of a person in characters.
pub const MAX_NAME: usize = 120;

/// One word or code of a text in both forms that are searched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// The word as [`exact`] writes it.
    pub exact: String,
    /// The word as [`fold`] writes it.
    pub folded: String,
}

/// The form for searches with marks: composed (NFC), lower case, one tone placement, white space collapsed.
pub fn exact(text: &str) -> String {
    one_tone_placement(&lower(text))
}

/// The form for searches without marks: `Đồng Hới` becomes `dong hoi`. White space is collapsed.
pub fn fold(text: &str) -> String {
    let plain = lower(text).nfd().filter(|c| !is_combining_mark(*c)).collect::<String>();
    plain.replace('đ', "d")
}

/// Words and codes of a text in reading order, repeats included, for the full-text index.
///
/// A run joined by `. / - _` that holds a digit is a code: it is kept whole and in parts (`123/QĐ-UBND` gives
/// `123/qđ-ubnd`, `123`, `qđ`, `ubnd`). Without a digit only the parts count. See [`MAX_TOKEN`] and [`MAX_TOKENS`].
pub fn tokens(text: &str) -> Vec<Token> {
    let text = exact(text);
    let mut out = Vec::new();
    for run in text.split(|c: char| !is_word(c) && !is_joiner(c)) {
        let run = run.trim_matches(is_joiner);
        let whole = run.contains(is_joiner) && run.split(is_joiner).all(|part| !part.is_empty());
        if whole && run.contains(|c: char| c.is_ascii_digit()) && run.chars().count() <= MAX_TOKEN {
            push_token(&mut out, run);
        }
        for part in run.split(is_joiner) {
            push_token(&mut out, part);
        }
    }
    out
}

/// Bytes whose order is the Vietnamese order of the texts: letters first (a ă â b c d đ e ê …), then tones
/// (ngang huyền hỏi ngã sắc nặng). Case and punctuation do not count; equal texts give equal keys.
///
/// The text can be read back from the key: a key of a personal value is a personal value.
pub fn sort_key(text: &str) -> Vec<u8> {
    let text = exact(text);
    let mut key = Vec::with_capacity(text.len() + 1);
    let mut tones = Vec::new();
    let mut between_words = false;
    let mut letters = text.nfd().peekable();
    while let Some(base) = letters.next() {
        let mut shape = None;
        let mut tone = LEVEL;
        while let Some(mark) = letters.next_if(|c| is_combining_mark(*c)) {
            match mark {
                '\u{0302}' | '\u{0306}' | '\u{031B}' => shape = Some(mark),
                _ => tone = tone_weight(mark),
            }
        }
        if !base.is_alphanumeric() {
            between_words = !key.is_empty();
            continue;
        }
        if between_words {
            key.push(SPACE);
            between_words = false;
        }
        push_weight(&mut key, base, shape);
        tones.push(tone);
    }
    while tones.last() == Some(&LEVEL) {
        tones.pop();
    }
    key.push(END);
    key.append(&mut tones);
    key
}

/// [`sort_key`] for people, as Vietnamese lists have it: by given name (the last word), then family name, then the
/// names between. A name of one word is a given name.
pub fn name_sort_key(full_name: &str) -> Vec<u8> {
    let name = squeeze(full_name);
    let mut words = name.split(' ');
    let given = words.next_back().unwrap_or_default();
    let family = words.next().unwrap_or_default();
    let middle: Vec<&str> = words.collect();
    let mut key = sort_key(given);
    for part in [sort_key(family), sort_key(&middle.join(" "))] {
        key.push(END);
        key.extend(part);
    }
    key
}

/// A name as it is stored: trimmed, white space collapsed, composed (NFC). Case and tone placement stay as typed.
pub fn squeeze_name(name: &str) -> String {
    squeeze(name)
}

/// Whether a text can be the name of a person: 2 to [`MAX_NAME`] characters, Latin letters, and between them only
/// spaces, apostrophes, hyphens and full stops; each word begins with a letter.
pub fn looks_like_name(text: &str) -> bool {
    let name = squeeze(text);
    let allowed = |c: char| is_latin(c) || is_combining_mark(c) || matches!(c, ' ' | '\'' | '’' | '-' | '.');
    name.chars().filter(|c| is_latin(*c)).count() >= 2
        && name.chars().count() <= MAX_NAME
        && name.chars().all(allowed)
        && name.split(' ').all(|word| word.starts_with(is_latin))
}

/// Whether a text holds characters that nobody sees but that change what is read: control characters, and those that
/// turn the direction of writing. A long text may have line ends and tabs.
pub fn has_hidden(text: &str, is_long: bool) -> bool {
    text.chars().any(|c| match c {
        '\n' | '\r' | '\t' => !is_long,
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => true,
        _ => c.is_control(),
    })
}

/// Characters that come along with copied text, show nothing and mean nothing here.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{00AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

fn squeeze(text: &str) -> String {
    let spaced = text.chars().filter(|c| !is_invisible(*c)).map(|c| if c.is_control() { ' ' } else { c });
    let composed: String = spaced.nfc().collect();
    let mut out = String::with_capacity(composed.len());
    for word in composed.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Lower case, with the letters that stand for đ in old Vietnamese files (eth, African d) turned into it.
fn lower(text: &str) -> String {
    squeeze(text).to_lowercase().replace(['ð', 'ɖ'], "đ")
}

fn is_latin(c: char) -> bool {
    c.is_alphabetic() && (c <= '\u{024F}' || ('\u{1E00}'..='\u{1EFF}').contains(&c))
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

fn is_joiner(c: char) -> bool {
    matches!(c, '.' | '/' | '-' | '_')
}

fn push_token(out: &mut Vec<Token>, word: &str) {
    let exact: String = word.chars().take(MAX_TOKEN).collect();
    let folded = fold(&exact);
    if !folded.is_empty() && out.len() < MAX_TOKENS {
        out.push(Token { exact, folded });
    }
}

/// Vowels that can carry the tone in either place, each with huyền, hỏi, ngã, sắc, nặng.
const TONED: [(char, [char; 5]); 5] = [
    ('a', ['à', 'ả', 'ã', 'á', 'ạ']),
    ('e', ['è', 'ẻ', 'ẽ', 'é', 'ẹ']),
    ('o', ['ò', 'ỏ', 'õ', 'ó', 'ọ']),
    ('u', ['ù', 'ủ', 'ũ', 'ú', 'ụ']),
    ('y', ['ỳ', 'ỷ', 'ỹ', 'ý', 'ỵ']),
];

fn split_tone(vowel: char) -> Option<(char, usize)> {
    TONED.iter().find_map(|(base, toned)| toned.iter().position(|c| *c == vowel).map(|tone| (*base, tone)))
}

fn with_tone(base: char, tone: usize) -> Option<char> {
    TONED.iter().find(|(known, _)| *known == base).and_then(|(_, toned)| toned.get(tone)).copied()
}

/// Moves the tone of an open syllable in oa, oe, uy to the first vowel. Takes composed lower-case text.
fn one_tone_placement(lower: &str) -> String {
    let letters: Vec<char> = lower.chars().collect();
    let mut out = String::with_capacity(lower.len());
    let mut rest = letters.as_slice();
    let mut before = ' ';
    while let [first, tail @ ..] = rest {
        if let [second, after @ ..] = tail
            && after.first().is_none_or(|c| !c.is_alphabetic() && !is_combining_mark(*c))
            && let Some((one, two)) = moved_tone(before, *first, *second)
        {
            out.push(one);
            out.push(two);
            before = two;
            rest = after;
        } else {
            out.push(*first);
            before = *first;
            rest = tail;
        }
    }
    out
}

/// The two vowels with the tone in its place, or `None` when it stands there already.
fn moved_tone(before: char, first: char, second: char) -> Option<(char, char)> {
    // In "qu" the u belongs to the consonant and never carries the tone: quý, quá.
    if before == 'q' {
        let (base, tone) = split_tone(first)?;
        let toned = with_tone(second, tone)?;
        return if base == 'u' { Some((base, toned)) } else { None };
    }
    let (base, tone) = split_tone(second)?;
    let toned = with_tone(first, tone)?;
    if matches!((first, base), ('o', 'a' | 'e') | ('u', 'y')) { Some((toned, base)) } else { None }
}

const END: u8 = 0;
const SPACE: u8 = 2;
const FIRST_DIGIT: u8 = 0x10;
const FIRST_LETTER: u8 = 0x20;
const OTHER: u8 = 0xF0;
const LEVEL: u8 = 1;
const ALPHABET: &str = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz";

/// Weight of a combining mark among the tones; marks of other languages come last.
fn tone_weight(mark: char) -> u8 {
    match mark {
        '\u{0300}' => 2,
        '\u{0309}' => 3,
        '\u{0303}' => 4,
        '\u{0301}' => 5,
        '\u{0323}' => 6,
        _ => 7,
    }
}

fn letter_weight(letter: char) -> Option<u8> {
    let place = ALPHABET.chars().position(|known| known == letter)?;
    u8::try_from(place).ok().map(|place| FIRST_LETTER + place)
}

fn push_weight(key: &mut Vec<u8>, base: char, shape: Option<char>) {
    let shaped = shape.and_then(|mark| compose(base, mark)).and_then(letter_weight);
    if let Some(weight) = shaped.or_else(|| letter_weight(base)) {
        key.push(weight);
    } else if let Some(digit) = base.to_digit(10).and_then(|digit| u8::try_from(digit).ok()) {
        key.push(FIRST_DIGIT + digit);
    } else {
        key.push(OTHER);
        key.extend_from_slice(base.encode_utf8(&mut [0; 4]).as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nfd(text: &str) -> String {
        text.nfd().collect()
    }

    fn exact_tokens(text: &str) -> Vec<String> {
        tokens(text).into_iter().map(|token| token.exact).collect()
    }

    #[test]
    fn hidden_characters_are_found_and_line_ends_only_in_short_texts() {
        // (text, in one line, in a long text)
        for (text, short, long) in [
            ("Nguyễn Văn Mẫu", false, false),
            ("", false, false),
            ("hai\ndòng\r\n\tba", true, false),
            ("a\u{0}b", true, true),
            ("a\u{7f}b", true, true),
            ("a\u{85}b", true, true),
            ("a\u{202e}b", true, true),
            ("a\u{2066}b", true, true),
            ("e\u{301} 👨\u{200d}👩", false, false),
        ] {
            assert_eq!((has_hidden(text, false), has_hidden(text, true)), (short, long), "{text:?}");
        }
    }

    #[test]
    fn forms_for_search() {
        // (typed, exact, folded)
        let table = [
            ("", "", ""),
            ("  Giấy \t phép\u{00A0}xây\ndựng ", "giấy phép xây dựng", "giay phep xay dung"),
            ("ĐĂNG KÝ KHAI SINH", "đăng ký khai sinh", "dang ky khai sinh"),
            ("Đường Nguyễn Hữu Thọ", "đường nguyễn hữu thọ", "duong nguyen huu tho"),
            ("Ơ ơ Ư ư Ờ ợ Ứ ự", "ơ ơ ư ư ờ ợ ứ ự", "o o u u o o u u"),
            ("Ả Ẵ Ậ Ẽ Ể Ị Ổ Ở Ũ Ữ Ỵ", "ả ẵ ậ ẽ ể ị ổ ở ũ ữ ỵ", "a a a e e i o o u u y"),
            ("Hoà Bình", "hòa bình", "hoa binh"),
            ("không\u{200B}gian\u{FEFF}", "khônggian", "khonggian"),
            ("\u{00D0}ồng Hới", "đồng hới", "dong hoi"),
            ("20 m²", "20 m²", "20 m²"),
        ];
        for (typed, want_exact, want_folded) in table {
            assert_eq!(exact(typed), want_exact, "{typed:?}");
            assert_eq!(exact(&nfd(typed)), want_exact, "NFD of {typed:?}");
            assert_eq!(fold(typed), want_folded, "{typed:?}");
            assert_eq!(fold(&nfd(typed)), want_folded, "NFD of {typed:?}");
            assert_eq!(exact(want_exact), want_exact, "exact twice");
        }
    }

    #[test]
    fn one_tone_placement_is_kept() {
        let table = [
            ("hoà", "hòa"),
            ("hòa", "hòa"),
            ("hoá", "hóa"),
            ("loã", "lõa"),
            ("khoẻ", "khỏe"),
            ("loè", "lòe"),
            ("thuý", "thúy"),
            ("Thuỵ Sỹ", "thụy sỹ"),
            ("uỷ ban", "ủy ban"),
            ("hoà-hoà", "hòa-hòa"),
            // Closed syllables and qu have one placement only.
            ("toán", "toán"),
            ("ngoài", "ngoài"),
            ("khoét", "khoét"),
            ("huỳnh", "huỳnh"),
            ("nguyễn", "nguyễn"),
            ("thuở", "thuở"),
            ("quý", "quý"),
            ("qúy", "quý"),
            ("quá", "quá"),
            ("Huế", "huế"),
            ("của", "của"),
            ("già", "già"),
        ];
        for (typed, want) in table {
            assert_eq!(exact(typed), want);
            assert_eq!(exact(&nfd(typed)), want);
            assert_eq!(sort_key(typed), sort_key(want), "{typed} and {want} sort alike");
        }
    }

    #[test]
    fn tokens_keep_codes_whole_and_in_parts() {
        let table: [(&str, &[&str]); 10] = [
            ("123/QĐ-UBND", &["123/qđ-ubnd", "123", "qđ", "ubnd"]),
            ("Mã 1.001193.", &["mã", "1.001193", "1", "001193"]),
            ("000.00.11.H53-240612-0007", &["000.00.11.h53-240612-0007", "000", "00", "11", "h53", "240612", "0007"]),
            ("UBND xã/phường, TP.HCM", &["ubnd", "xã", "phường", "tp", "hcm"]),
            ("(khai sinh): “mới”", &["khai", "sinh", "mới"]),
            ("ngày 10/12/2024", &["ngày", "10/12/2024", "10", "12", "2024"]),
            ("1..2 ... -/-", &["1", "2"]),
            ("H'Mẫu Niê", &["h", "mẫu", "niê"]),
            ("Uỷ ban uỷ ban", &["ủy", "ban", "ủy", "ban"]),
            ("", &[]),
        ];
        for (text, want) in table {
            assert_eq!(exact_tokens(text), want, "{text:?}");
            assert_eq!(tokens(&nfd(text)), tokens(text), "NFD of {text:?}");
        }
        let code = tokens("123/QĐ-UBND");
        assert_eq!(code.first().map(|token| token.folded.as_str()), Some("123/qd-ubnd"));
    }

    #[test]
    fn tokens_are_limited() {
        let word = "ă".repeat(MAX_TOKEN + 10);
        assert_eq!(exact_tokens(&word), ["ă".repeat(MAX_TOKEN)]);
        let code = format!("1/{}", "b".repeat(MAX_TOKEN));
        assert_eq!(exact_tokens(&code), ["1".to_owned(), "b".repeat(MAX_TOKEN)]);
        assert_eq!(tokens(&"a ".repeat(MAX_TOKENS + 5)).len(), MAX_TOKENS);
    }

    #[test]
    fn texts_sort_in_vietnamese_order() {
        let sorted = "|10|2|a|à|ả|ã|á|ạ|an|An Bình|anh|ă|ăn|â|Ân|ba|da|dạ|đa|Đồng Hới|e|ê|hoa|hòa|hỏa|họa|hoan|o|ô|ơ|\
            Quảng Ninh|Quảng Trạch|u|ư|ừ|ứ|vy|xã|ỹ|я";
        let sorted: Vec<&str> = sorted.split('|').collect();
        for form in [exact, nfd] {
            let mut keyed = sorted.clone();
            keyed.reverse();
            keyed.sort_by_key(|text| sort_key(&form(text)));
            assert_eq!(keyed, sorted);
        }
    }

    #[test]
    fn writing_does_not_change_the_key() {
        for (one, other) in
            [("Đặng Mẫu Thuý", "đặng  mẫu thúy"), ("\u{00D0}ồng", "đồng"), ("Lê-Văn", "lê văn"), ("  An. ", "an")]
        {
            assert_eq!(sort_key(one), sort_key(other));
            assert_eq!(sort_key(&nfd(one)), sort_key(other));
        }
        // Letters decide before tones: the tone of the first word does not outweigh the letter of the second.
        assert!(sort_key("hòa an") < sort_key("hoa binh"));
        assert!(sort_key("hoa an") < sort_key("hòa an"));
    }

    #[test]
    fn people_sort_by_given_name_then_family_then_middle() {
        let sorted = [
            "An",
            "Đinh Mẫu An",
            "Lê Mẫu An",
            "Nguyễn Mẫu An",
            "Nguyễn Thị Ví Dụ An",
            "Trần Giả Định Ánh",
            "Nguyễn Minh Họa Bình",
            "Trần Thử Nghiệm Dung",
            "Lê Ví Dụ Đức",
            "Trần Mẫu Hoa",
            "Lê Mẫu Hòa",
            "Lê Mẫu Thúy",
        ];
        let mut keyed = sorted;
        keyed.reverse();
        keyed.sort_by_key(|name| name_sort_key(name));
        assert_eq!(keyed, sorted);
        assert_eq!(name_sort_key("Lê Mẫu Thuý"), name_sort_key(&nfd("LÊ  MẪU THÚY")));
        assert_eq!(name_sort_key(""), name_sort_key("  "));
    }

    #[test]
    fn names_are_squeezed_and_judged() {
        assert_eq!(squeeze_name(&nfd("  Nguyễn   Văn\tMẫu \n")), "Nguyễn Văn Mẫu");
        assert_eq!(squeeze_name("Thuý"), "Thuý");
        let long = "a".repeat(MAX_NAME + 1);
        let table = [
            ("Nguyễn Văn Mẫu", true),
            ("H'Mẫu Niê", true),
            ("Đỗ Thị Ví-Dụ", true),
            ("Ý", false),
            ("Mẫu", true),
            ("", false),
            ("Nguyễn Văn 2", false),
            ("mau@example.vn", false),
            ("- Mẫu", false),
            ("Мария Пример", false),
            ("<b>Mẫu</b>", false),
            (long.as_str(), false),
        ];
        for (text, want) in table {
            assert_eq!(looks_like_name(text), want, "{text:?}");
            assert_eq!(looks_like_name(&nfd(text)), want, "NFD of {text:?}");
        }
    }
}
