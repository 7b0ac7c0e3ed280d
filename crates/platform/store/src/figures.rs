//! Figures: numbers kept per unit and day by delta rows in the commit of each act, folded by a job.
//!
//! A reader sums folded days and unfolded deltas in one statement, so a figure is exact at once.

use uuid::Uuid;

use crate::error::StoreError;
use crate::sql;
use crate::store::Store;

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

impl Store {
    /// The sums of a figure from day `from` to day `to`, both included, per unit and slice.
    pub async fn figure(&self, figure: &str, from: i64, to: i64) -> Result<Vec<FigureSum>, StoreError> {
        self.all(
            sql!(
                "SELECT unit_id, slice, CAST(SUM(num) AS BIGINT), CAST(SUM(den) AS BIGINT) FROM (
                     SELECT unit_id, slice, num, den FROM figure_day WHERE figure = $1 AND day >= $2 AND day <= $3
                     UNION ALL
                     SELECT unit_id, slice, num, den FROM figure_delta WHERE figure = $1 AND day >= $2 AND day <= $3
                 ) AS both_parts
                 GROUP BY unit_id, slice ORDER BY unit_id, slice"
            ),
            crate::params![figure.to_owned(), from, to],
            |row| Ok(FigureSum { unit: row.get(0)?, slice: row.get(1)?, num: row.get(2)?, den: row.get(3)? }),
        )
        .await
    }

    /// The sums of a figure of one unit (or queue), per slice.
    pub async fn figure_of(&self, figure: &str, unit: Uuid, from: i64, to: i64) -> Result<Vec<FigureSum>, StoreError> {
        self.all(
            sql!(
                "SELECT unit_id, slice, CAST(SUM(num) AS BIGINT), CAST(SUM(den) AS BIGINT) FROM (
                     SELECT unit_id, slice, num, den FROM figure_day
                     WHERE figure = $1 AND unit_id = $2 AND day >= $3 AND day <= $4
                     UNION ALL
                     SELECT unit_id, slice, num, den FROM figure_delta
                     WHERE figure = $1 AND unit_id = $2 AND day >= $3 AND day <= $4
                 ) AS both_parts
                 GROUP BY unit_id, slice ORDER BY slice"
            ),
            crate::params![figure.to_owned(), unit, from, to],
            |row| Ok(FigureSum { unit: row.get(0)?, slice: row.get(1)?, num: row.get(2)?, den: row.get(3)? }),
        )
        .await
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
        let clear = sql!("DELETE FROM figure_delta");
        let rows = self.maintain(vec![(fold, Vec::new()), (clear, Vec::new())]).await?;
        Ok(rows.last().copied().unwrap_or_default())
    }
}
