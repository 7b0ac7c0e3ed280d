//! The table of numbers as a file.

use web::{Cx, Outcome};

use super::Ask;
use super::table::COLUMNS;
use crate::pages::csv::Csv;
use crate::queries;

/// GET /officer/numbers.csv
pub(super) async fn get(cx: Cx) -> Outcome {
    let ask = Ask::of(&cx)?;
    let found = queries::lines(&cx.reader(), &ask.among(), ask.days()).await?;
    let mut table = Csv::new(';');
    let mut heads = vec![cx.t("dossiers-numbers-level"), cx.t("dossiers-numbers-unit")];
    heads.extend(COLUMNS.iter().map(|(_, label)| cx.t(label)));
    table.row(&heads);
    for line in &found {
        let mut cells = vec![cx.t(line.level.label()), line.name.clone()];
        cells.extend(COLUMNS.iter().map(|(number, _)| number.of(&line.numbers).to_string()));
        table.row(&cells);
    }
    Ok(table.download(&format!("dossiers-{}-{}.csv", ask.from, ask.to)))
}
