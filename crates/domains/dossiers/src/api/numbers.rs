//! The numbers of units, and the dossiers behind each.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::{Error, Message, Timestamp};
use organisation::{Level, UnitId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use web::http::{IntoResponse, Json, Path, Query};
use web::{Cx, Guard, Outcome, Routes};

use super::bodies::{DossierBody, DossierPage};
use super::typed;
use crate::permissions;
use crate::queries::{self, Among, Behind, Series, UnitLine};

/// Dossiers on one page of the answer.
const ROWS: i64 = 50;

pub(super) fn routes() -> Routes {
    Routes::default()
        .get("/api/v1/numbers", Guard::Right(permissions::NUMBERS), numbers)
        .says("Read the numbers of units")
        .asks::<Asked>()
        .gives::<Numbers>()
        .get("/api/v1/numbers/{number}", Guard::Right(permissions::NUMBERS), behind)
        .says(
            "List the dossiers behind a number: received, online, counter, post, open, done, on-time, late, paid, \
               with-fee or offered",
        )
        .asks::<BehindAsked>()
        .gives::<DossierPage>()
}

#[derive(Deserialize, ToSchema)]
struct Asked {
    /// The first day; without it the first of this year.
    #[serde(default)]
    #[schema(value_type = String, format = Date)]
    from: Option<Date>,
    /// The last day; without it today.
    #[serde(default)]
    #[schema(value_type = String, format = Date)]
    to: Option<Date>,
    /// The units under which numbers stand; without it those of the period.
    #[serde(default)]
    #[schema(value_type = Series)]
    series: Option<String>,
}

/// A part of a whole.
#[derive(Serialize, ToSchema)]
struct Share {
    num: i64,
    den: i64,
}

/// Dossiers that were finished.
#[derive(Serialize, ToSchema)]
#[schema(as = DoneNumbers)]
struct Done {
    on_time: i64,
    all: i64,
}

/// The numbers of one unit.
#[derive(Serialize, ToSchema)]
#[schema(as = UnitLine)]
struct LineBody {
    unit: Uuid,
    /// Name of its agency, as the series has it.
    name: String,
    /// Whether the numbers of other units are in these: they are derived then, and say what `parts` are added up.
    derived: bool,
    /// The units for which the dossiers were counted.
    parts: Vec<Uuid>,
    /// Received, by channel.
    received: BTreeMap<String, i64>,
    /// Received for procedures that are offered online: online, and all.
    online: Share,
    done: Done,
    /// Received with a fee: paid, and all.
    paid: Share,
    /// In progress now.
    open: i64,
}

impl LineBody {
    fn of(line: UnitLine) -> Self {
        let share = |(num, den): (i64, i64)| Share { num, den };
        let derived = line.is_derived();
        let numbers = line.numbers;
        Self {
            unit: line.unit.uuid(),
            name: line.name,
            derived,
            parts: line.parts.iter().map(|(unit, _)| unit.uuid()).collect(),
            online: share(numbers.online),
            done: Done { on_time: numbers.done.0, all: numbers.done.1 },
            paid: share(numbers.paid),
            open: numbers.open,
            received: numbers.received,
        }
    }
}

/// The numbers of all units inside the right.
#[derive(Serialize, ToSchema)]
struct Numbers {
    #[schema(format = Date)]
    from: String,
    #[schema(format = Date)]
    to: String,
    #[schema(value_type = Series)]
    series: &'static str,
    items: Vec<LineBody>,
}

/// The asked days, without them from the first of this year to today.
fn span(today: Date, from: Option<Date>, to: Option<Date>) -> kernel::Result<(Date, Date)> {
    let (from, to) = (from.unwrap_or_else(|| today.first_of_year()), to.unwrap_or(today));
    if to < from { Err(Error::invalid_field("to", Message::new("dossiers-error-span"))) } else { Ok((from, to)) }
}

fn day_numbers((from, to): (Date, Date)) -> (i64, i64) {
    (Timestamp::start_of(from).day_number(), Timestamp::start_of(to).day_number())
}

async fn numbers(cx: Cx, Query(asked): Query<Asked>) -> Outcome {
    let reader = cx.reader();
    let (from, to) = span(reader.now.date(), asked.from, asked.to)?;
    let series = typed("series", asked.series, str::parse::<Series>)?.unwrap_or_default();
    let among = Among { series, ..Among::default() };
    let lines = queries::lines(&reader, &among, day_numbers((from, to))).await?;
    let items = lines.into_iter().map(LineBody::of).collect();
    Ok(Json(Numbers { from: from.to_string(), to: to.to_string(), series: series.code(), items }).into_response())
}

/// Of which units and days a number is; without any of it, of all units inside the right and of this year so far.
#[derive(Deserialize, ToSchema)]
struct BehindAsked {
    /// The first day; without it the first of this year.
    #[serde(default)]
    #[schema(value_type = String, format = Date)]
    from: Option<Date>,
    /// The last day; without it today.
    #[serde(default)]
    #[schema(value_type = String, format = Date)]
    to: Option<Date>,
    /// Only units of this level.
    #[serde(default)]
    #[schema(value_type = Level)]
    level: Option<String>,
    /// Only the line of this unit.
    #[serde(default)]
    #[schema(value_type = Uuid)]
    unit: Option<Uuid>,
    /// With `unit`: what it continues and the units below it too, each for itself.
    #[serde(default)]
    below: bool,
    /// The units under which numbers stand; without it those of the period.
    #[serde(default)]
    #[schema(value_type = Series)]
    series: Option<String>,
    /// The value of `next` in the page before.
    #[serde(default)]
    page: String,
}

/// `GET /api/v1/numbers/{number}`: unit by unit, as many as the number says.
async fn behind(cx: Cx, Path(number): Path<String>, Query(asked): Query<BehindAsked>) -> Outcome {
    let number = Behind::parse(&number)?;
    let reader = cx.reader();
    let days = day_numbers(span(reader.now.date(), asked.from, asked.to)?);
    let level = typed("level", asked.level, str::parse::<Level>)?;
    let series = typed("series", asked.series, str::parse::<Series>)?.unwrap_or_default();
    let (line, unit) = if asked.below { (None, asked.unit) } else { (asked.unit, None) };
    let among = Among { level, unit: unit.map(UnitId), line: line.map(UnitId), series };
    let page = queries::behind(&reader, &among, number, days, Some(&asked.page), ROWS).await?;
    let items = page.items.iter().map(DossierBody::of).collect();
    Ok(Json(DossierPage { items, total: page.total, next: page.next }).into_response())
}
