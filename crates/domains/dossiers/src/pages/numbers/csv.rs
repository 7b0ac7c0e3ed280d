//! The table of numbers as a file.

use web::{Cx, Outcome};

use super::Ask;
use super::table::{COLUMNS, lines, value};
use crate::pages::csv::Csv;

/// GET /officer/numbers.csv
pub(super) async fn get(cx: Cx) -> Outcome {
    let ask = Ask::of(&cx)?;
    let found = lines(&cx, &ask).await?;
    let mut table = Csv::new(';');
    let mut heads = vec![cx.t("dossiers-numbers-level"), cx.t("dossiers-numbers-unit")];
    heads.extend(COLUMNS.iter().map(|(_, label)| cx.t(label)));
    table.row(&heads);
    for (level, _, name, numbers) in &found {
        let mut cells = vec![cx.t(level.label()), name.clone()];
        cells.extend(COLUMNS.iter().map(|(column, _)| value(numbers, column).to_string()));
        table.row(&cells);
    }
    Ok(table.download(&format!("dossiers-{}-{}.csv", ask.from, ask.to)))
}
