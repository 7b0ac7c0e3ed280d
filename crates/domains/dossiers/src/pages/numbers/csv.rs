//! The table of numbers as a file.

use web::http::{HeaderValue, IntoResponse, header};
use web::{Cx, Outcome};

use super::Ask;
use super::table::{COLUMNS, lines, value};

/// GET /officer/numbers.csv
pub(super) async fn get(cx: Cx) -> Outcome {
    let ask = Ask::of(&cx)?;
    let found = lines(&cx, &ask).await?;
    // The mark at the start tells spreadsheet programs that the text is UTF-8.
    let mut text = String::from("\u{feff}");
    let mut heads = vec![cx.t("dossiers-numbers-level"), cx.t("dossiers-numbers-unit")];
    heads.extend(COLUMNS.iter().map(|(_, label)| cx.t(label)));
    push(&mut text, &heads);
    for (level, _, name, numbers) in &found {
        let mut cells = vec![cx.t(level.label()), name.clone()];
        cells.extend(COLUMNS.iter().map(|(column, _)| value(numbers, column).to_string()));
        push(&mut text, &cells);
    }
    let name = format!("attachment; filename=\"dossiers-{}-{}.csv\"", ask.from, ask.to);
    let mut response = text.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(response)
}

fn push(text: &mut String, cells: &[String]) {
    for (place, cell) in cells.iter().enumerate() {
        if place > 0 {
            text.push(',');
        }
        text.push_str(&quoted(cell));
    }
    text.push_str("\r\n");
}

/// A cell; a text that a spreadsheet would take for a formula is kept from being one.
fn quoted(cell: &str) -> String {
    let is_formula = cell.starts_with(['=', '+', '@', '\t']) || (cell.starts_with('-') && cell.parse::<i64>().is_err());
    let cell = if is_formula { format!("'{cell}") } else { cell.to_owned() };
    if cell.contains([',', '"', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_never_formulas() {
        for (cell, expected) in [
            ("UBND huyện Mẫu", "UBND huyện Mẫu"),
            ("Bộ phận Một cửa, UBND", "\"Bộ phận Một cửa, UBND\""),
            ("a\"b", "\"a\"\"b\""),
            ("=1+1", "'=1+1"),
            ("-5", "-5"),
            ("-x", "'-x"),
        ] {
            assert_eq!(quoted(cell), expected);
        }
    }
}
