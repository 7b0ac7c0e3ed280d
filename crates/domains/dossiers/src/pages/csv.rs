//! Tables as files for spreadsheet programs.

use web::http::{HeaderValue, IntoResponse, Response, header};

/// A table in the making.
pub(crate) struct Csv {
    text: String,
    separator: char,
}

impl Csv {
    /// A table whose cells are set apart by this character.
    pub(crate) fn new(separator: char) -> Self {
        // The mark at the start tells spreadsheet programs that the text is UTF-8.
        Self { text: String::from("\u{feff}"), separator }
    }

    /// Adds a row.
    pub(crate) fn row(&mut self, cells: &[String]) {
        for (place, cell) in cells.iter().enumerate() {
            if place > 0 {
                self.text.push(self.separator);
            }
            self.text.push_str(&quoted(cell, self.separator));
        }
        self.text.push_str("\r\n");
    }

    /// The table as an answer that browsers save under a name of plain letters.
    pub(crate) fn download(self, name: &str) -> Response {
        let name = format!("attachment; filename=\"{name}\"");
        let mut response = self.text.into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
        if let Ok(name) = HeaderValue::from_str(&name) {
            headers.insert(header::CONTENT_DISPOSITION, name);
        }
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
        response
    }
}

/// A cell; a text that a spreadsheet would take for a formula is kept from being one.
fn quoted(cell: &str, separator: char) -> String {
    let is_formula = cell.starts_with(['=', '+', '@', '\t']) || (cell.starts_with('-') && cell.parse::<i64>().is_err());
    let cell = if is_formula { format!("'{cell}") } else { cell.to_owned() };
    if cell.contains([separator, '"', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_never_formulas() {
        for (cell, expected) in [
            ("UBND huyện Mẫu", "UBND huyện Mẫu"),
            ("Bộ phận Một cửa, UBND", "\"Bộ phận Một cửa, UBND\""),
            ("a;b", "a;b"),
            ("a\"b", "\"a\"\"b\""),
            ("=1+1", "'=1+1"),
            ("-5", "-5"),
            ("-x", "'-x"),
        ] {
            assert_eq!(quoted(cell, ','), expected);
        }
        assert_eq!((quoted("a;b", ';'), quoted("a, b", ';')), ("\"a;b\"".to_owned(), "a, b".to_owned()));
    }

    #[test]
    fn a_table_begins_with_its_mark_and_ends_each_row() {
        let mut table = Csv::new(';');
        table.row(&["Mã".to_owned(), "Tên".to_owned()]);
        table.row(&["1".to_owned(), String::new()]);
        assert_eq!(table.text, "\u{feff}Mã;Tên\r\n1;\r\n");
    }
}
