//! Figures: numbers kept per unit and day by delta rows in the commit of each act, folded by a job.
//!
//! A reader sums folded days and unfolded deltas in one statement, so a figure is exact at once.

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::error::StoreError;
use crate::row::Row;
use crate::sql;
use crate::store::{Store, UPKEEP_RETRIES};

/// What a figure counts over a span of days, for one unit and slice.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FigureSum {
    /// The unit that counted.
    pub unit: Uuid,
    /// The cut inside the unit.
    pub slice: String,
    /// Numerator.
    pub num: i64,
    /// Denominator.
    pub den: i64,
}

/// Adds up what stands in days and in deltas, in the order of unit and slice.
fn added(parts: Vec<FigureSum>) -> Vec<FigureSum> {
    let mut sums: BTreeMap<(Uuid, String), (i64, i64)> = BTreeMap::new();
    for part in parts {
        let sum = sums.entry((part.unit, part.slice)).or_default();
        sum.0 += part.num;
        sum.1 += part.den;
    }
    sums.into_iter().map(|((unit, slice), (num, den))| FigureSum { unit, slice, num, den }).collect()
}

fn sum(row: &Row<'_>) -> Result<FigureSum, StoreError> {
    Ok(FigureSum { unit: row.get(0)?, slice: row.get(1)?, num: row.get(2)?, den: row.get(3)? })
}

impl Store {
    /// The sums of a figure from day `from` to day `to`, both included, per unit and slice.
    pub async fn figure(&self, figure: &str, from: i64, to: i64) -> Result<Vec<FigureSum>, StoreError> {
        // Days and deltas are summed apart: the days then come in the order of their key, and nothing is sorted.
        let stmt = sql!(
            "SELECT unit_id, slice, CAST(SUM(num) AS BIGINT), CAST(SUM(den) AS BIGINT) FROM figure_day
             WHERE figure = $1 AND day >= $2 AND day <= $3 GROUP BY unit_id, slice
             UNION ALL
             SELECT unit_id, slice, CAST(SUM(num) AS BIGINT), CAST(SUM(den) AS BIGINT) FROM figure_delta
             WHERE figure = $1 AND day >= $2 AND day <= $3 GROUP BY unit_id, slice"
        );
        Ok(added(self.all(stmt, crate::params![figure.to_owned(), from, to], sum).await?))
    }

    /// The sums of a figure of one unit (or queue), per slice.
    pub async fn figure_of(&self, figure: &str, unit: Uuid, from: i64, to: i64) -> Result<Vec<FigureSum>, StoreError> {
        let stmt = sql!(
            "SELECT unit_id, slice, CAST(SUM(num) AS BIGINT), CAST(SUM(den) AS BIGINT) FROM figure_day
             WHERE figure = $1 AND unit_id = $2 AND day >= $3 AND day <= $4 GROUP BY unit_id, slice
             UNION ALL
             SELECT unit_id, slice, CAST(SUM(num) AS BIGINT), CAST(SUM(den) AS BIGINT) FROM figure_delta
             WHERE figure = $1 AND unit_id = $2 AND day >= $3 AND day <= $4 GROUP BY unit_id, slice"
        );
        Ok(added(self.all(stmt, crate::params![figure.to_owned(), unit, from, to], sum).await?))
    }

    /// Folds the delta rows into days. What is folded is exactly what is deleted, also while others write.
    pub async fn fold_figures(&self) -> Result<u64, StoreError> {
        let waiting = self.number(sql!("SELECT COUNT(*) FROM figure_delta"), Vec::new()).await?;
        if waiting == 0 {
            return Ok(0);
        }
        let fold = sql!(
            "INSERT INTO figure_day (figure, unit_id, slice, day, num, den)
             SELECT figure, unit_id, slice, day, CAST(SUM(num) AS BIGINT), CAST(SUM(den) AS BIGINT)
             FROM figure_delta WHERE 1 = 1 GROUP BY figure, unit_id, slice, day
             ON CONFLICT (figure, unit_id, slice, day)
             DO UPDATE SET num = figure_day.num + excluded.num, den = figure_day.den + excluded.den"
        );
        // A sum that came back to nothing needs no row: hours that are over would pile up.
        let prune = sql!(
            "DELETE FROM figure_day WHERE num = 0 AND den = 0 AND (figure, unit_id, slice, day) IN
                 (SELECT figure, unit_id, slice, day FROM figure_delta)"
        );
        let clear = sql!("DELETE FROM figure_delta");
        // From one snapshot, or the last statement would delete what came after the first one's sum.
        let stmts = vec![(fold, Vec::new()), (prune, Vec::new()), (clear, Vec::new())];
        let rows = self.maintain_at_once(stmts, UPKEEP_RETRIES).await?;
        Ok(rows.last().copied().unwrap_or_default())
    }
}
