//! The table of numbers as a file.

use web::{Cx, Outcome};

use super::Ask;
use super::notes::notes;
use super::table::COLUMNS;
use crate::pages::csv::Csv;
use crate::queries;

/// GET /officer/numbers.csv
pub(super) async fn get(cx: Cx) -> Outcome {
    let ask = Ask::of(&cx)?;
    let reader = cx.reader();
    let found = queries::lines(&reader, &ask.among(), ask.days()).await?;
    let shown = queries::shown(&reader, &ask.among(), ask.days())?;
    let mut table = Csv::new(';');
    let mut heads = vec![cx.t("dossiers-numbers-level"), cx.t("dossiers-numbers-unit")];
    heads.extend(COLUMNS.iter().map(|(_, label)| cx.t(label)));
    heads.extend([cx.t("dossiers-series"), cx.t("dossiers-series-note")]);
    table.row(&heads);
    for line in &found {
        let mut cells = vec![cx.t(line.level.label()), line.name.clone()];
        cells.extend(COLUMNS.iter().map(|(number, _)| number.of(&line.numbers).to_string()));
        cells.extend([cx.t(ask.series.label()), notes(&cx, &shown, line).join(" ")]);
        table.row(&cells);
    }
    Ok(table.download(&format!("dossiers-{}-{}-{}.csv", ask.series.code(), ask.from, ask.to)))
}
