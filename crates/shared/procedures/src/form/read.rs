//! From what was typed to answers. What cannot be read stays as it was typed, so that it is shown again with its error.

use kernel::text::squeeze_name;
use kernel::vietnam::{EmailAddress, IdentityNumber, PhoneNumber, TaxCode};
use serde_json::{Number, Value};
use web::Values;

use super::{Answers, FieldSpec, FormSpec, ValueKind, Widget};

impl FormSpec {
    /// The answers of a posted page, one entry for each of its fields; `null` where nothing was typed, so that adding
    /// them to earlier answers takes back what was emptied. An unknown page has no answers.
    pub fn parse_posted(&self, page_code: &str, posted: &Values) -> Answers {
        let Some(page) = self.page(page_code) else { return Answers::new() };
        self.fields_of(page).map(|field| (field.name.clone(), read(field, posted))).collect()
    }
}

fn read(field: &FieldSpec, posted: &Values) -> Value {
    if field.widget == Widget::Date {
        return read_date(&field.name, posted);
    }
    let Some(typed) = posted.filled(&field.name) else { return Value::Null };
    let canonical = match field.widget {
        Widget::Checkbox => return Value::Bool(matches!(typed, "on" | "true" | "1" | "yes")),
        Widget::Identity => IdentityNumber::parse(typed).ok().map(|number| number.as_str().to_owned()),
        Widget::Phone => PhoneNumber::parse(typed).ok().map(|number| number.as_str().to_owned()),
        Widget::Email => EmailAddress::parse(typed).ok().map(|address| address.as_str().to_owned()),
        Widget::Tax => TaxCode::parse(typed).ok().map(|code| code.as_str().to_owned()),
        Widget::Text => Some(squeeze_name(typed)),
        Widget::Textarea => Some(typed.replace("\r\n", "\n")),
        _ => None,
    };
    if let Some(text) = canonical {
        return if text.is_empty() { Value::Null } else { Value::String(text) };
    }
    let number = match field.kind {
        ValueKind::Integer => whole(typed),
        ValueKind::Number => decimal(typed),
        ValueKind::String | ValueKind::Boolean => None,
    };
    number.unwrap_or_else(|| Value::String(typed.to_owned()))
}

/// A date from three boxes (`name-d`, `name-m`, `name-y`), or from one text: ISO or `27/11/2024`.
fn read_date(name: &str, posted: &Values) -> Value {
    if let Some(text) = posted.filled(name) {
        return Value::String(one_text(text));
    }
    let part = |end: &str| posted.get(&format!("{name}-{end}")).replace('-', "");
    let (day, month, year) = (part("d"), part("m"), part("y"));
    if day.is_empty() && month.is_empty() && year.is_empty() {
        return Value::Null;
    }
    Value::String(format!("{year}-{}-{}", two_digits(&month), two_digits(&day)))
}

fn one_text(text: &str) -> String {
    match text.split('/').map(str::trim).collect::<Vec<_>>().as_slice() {
        [day, month, year] => format!("{year}-{}-{}", two_digits(month), two_digits(day)),
        _ => text.to_owned(),
    }
}

fn two_digits(text: &str) -> String {
    let single = text.len() == 1 && is_digits(text);
    if single { format!("0{text}") } else { text.to_owned() }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A whole number as people type it: `50.000`, `50,000`, `50 000 đ`. Something with a fraction is read as it is, so
/// that the check can say what is wrong.
fn whole(typed: &str) -> Option<Value> {
    let mut text: String = typed.to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    for unit in ["vnđ", "vnd", "đồng", "đ"] {
        if let Some(rest) = text.strip_suffix(unit) {
            text = rest.to_owned();
            break;
        }
    }
    if is_grouped(&text) {
        text.retain(|c| c.is_ascii_digit());
    }
    decimal(&text)
}

/// A number as people type it: `12,5`, `12.5`, `1.200,5`, `1,200.5`. `1.200` is Vietnamese for one thousand two hundred.
fn decimal(typed: &str) -> Option<Value> {
    let text: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let point = match (text.rfind(','), text.rfind('.')) {
        (Some(comma), Some(point)) => Some(comma.max(point)),
        (Some(comma), None) => (text.matches(',').count() == 1).then_some(comma),
        (None, Some(point)) => (!is_grouped(&text)).then_some(point),
        (None, None) => None,
    };
    let (before, after) = match point {
        Some(at) => (text.get(..at)?, text.get(at + 1..)?),
        None => (text.as_str(), ""),
    };
    if !(is_digits(before) || is_grouped(before)) || !(after.is_empty() || is_digits(after)) {
        return None;
    }
    let before: String = before.chars().filter(char::is_ascii_digit).collect();
    let after = after.trim_end_matches('0');
    if after.is_empty() {
        return before.parse::<i64>().ok().map(Value::from);
    }
    format!("{before}.{after}").parse::<f64>().ok().and_then(Number::from_f64).map(Value::Number)
}

/// Whether dots or commas stand between groups of three digits, as in `1.200` or `1,200,000`.
fn is_grouped(text: &str) -> bool {
    let mut groups = text.split(['.', ',']);
    let first = groups.next().unwrap_or_default();
    let rest: Vec<&str> = groups.collect();
    is_digits(first)
        && first.len() <= 3
        && !first.starts_with('0')
        && !rest.is_empty()
        && rest.iter().all(|group| group.len() == 3 && is_digits(group))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn numbers_as_people_type_them() {
        // (typed, read as a whole number, read as a number)
        let table = [
            ("12", Some(json!(12)), Some(json!(12))),
            ("50.000", Some(json!(50_000)), Some(json!(50_000))),
            ("50,000", Some(json!(50_000)), Some(json!(50))),
            ("50 000 đ", Some(json!(50_000)), None),
            ("1.500.000 VNĐ", Some(json!(1_500_000)), None),
            ("12,5", Some(json!(12.5)), Some(json!(12.5))),
            ("12.5", Some(json!(12.5)), Some(json!(12.5))),
            ("1.200,5", Some(json!(1_200.5)), Some(json!(1_200.5))),
            ("1,200.5", Some(json!(1_200.5)), Some(json!(1_200.5))),
            ("0.500", Some(json!(0.5)), Some(json!(0.5))),
            ("1,234,567", Some(json!(1_234_567)), Some(json!(1_234_567))),
            ("1.2.3", None, None),
            ("-5", None, None),
            ("ba", None, None),
            ("", None, None),
            ("99999999999999999999", None, None),
        ];
        for (typed, want_whole, want_decimal) in table {
            assert_eq!(whole(typed), want_whole, "{typed}");
            assert_eq!(decimal(typed), want_decimal, "{typed}");
        }
    }

    #[test]
    fn dates_from_boxes_or_one_text() {
        let boxes = |d: &str, m: &str, y: &str| {
            let pairs = [("b-d", d), ("b-m", m), ("b-y", y)];
            Values::new(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
        };
        let table = [
            (boxes("27", "11", "2024"), json!("2024-11-27")),
            (boxes("5", "3", "2024"), json!("2024-03-05")),
            (boxes("", "", ""), Value::Null),
            (boxes("31", "2", "2024"), json!("2024-02-31")),
            (boxes("", "11", "2024"), json!("2024-11-")),
            (boxes("27", "11", "24"), json!("24-11-27")),
            (boxes("hai", "11", "2024"), json!("2024-11-hai")),
            (Values::new(vec![("b".into(), "2024-11-27".into())]), json!("2024-11-27")),
            (Values::new(vec![("b".into(), "7/1/2024".into())]), json!("2024-01-07")),
        ];
        for (posted, want) in table {
            assert_eq!(read_date("b", &posted), want, "{posted:?}");
        }
    }
}
