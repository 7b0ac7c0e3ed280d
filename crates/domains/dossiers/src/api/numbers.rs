//! The numbers of units.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::{Error, Message, Timestamp};
use organisation::UnitId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use web::http::{IntoResponse, Json, Query};
use web::{Cx, Guard, Outcome, Routes};

use crate::permissions;
use crate::queries::{self, UnitNumbers};

pub(super) fn routes() -> Routes {
    Routes::default()
        .get("/api/v1/numbers", Guard::Right(permissions::NUMBERS), numbers)
        .says("Read the numbers of units")
        .asks::<Days>()
        .gives::<Numbers>()
}

#[derive(Deserialize, ToSchema)]
struct Days {
    /// The first day; without it the first of this year.
    #[serde(default)]
    #[schema(value_type = String, format = Date)]
    from: Option<Date>,
    /// The last day; without it today.
    #[serde(default)]
    #[schema(value_type = String, format = Date)]
    to: Option<Date>,
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
struct UnitLine {
    unit: Uuid,
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

impl UnitLine {
    fn of(unit: UnitId, numbers: UnitNumbers) -> Self {
        let share = |(num, den): (i64, i64)| Share { num, den };
        Self {
            unit: unit.uuid(),
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
    items: Vec<UnitLine>,
}

async fn numbers(cx: Cx, Query(days): Query<Days>) -> Outcome {
    let reader = cx.reader();
    let today = reader.now.date();
    let from = days.from.unwrap_or_else(|| today.first_of_year());
    let to = days.to.unwrap_or(today);
    if to < from {
        return Err(Error::invalid_field("to", Message::new("dossiers-error-span")).into());
    }
    let span = (Timestamp::start_of(from).day_number(), Timestamp::start_of(to).day_number());
    let table = queries::numbers(&reader, span.0, span.1).await?;
    let items = table.into_iter().map(|(unit, numbers)| UnitLine::of(unit, numbers)).collect();
    Ok(Json(Numbers { from: from.to_string(), to: to.to_string(), items }).into_response())
}
