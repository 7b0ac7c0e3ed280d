//! The page: a search, its rows, and the story of one thing.

use jiff::civil::Date;
use kernel::time::DAY;
use kernel::{Result, Timestamp};
use serde::{Deserialize, Serialize};
use store::inspect::Search;
use uuid::Uuid;
use web::http::{Query, StatusCode};
use web::{Cx, Outcome, TemplateSample, view_of};

use crate::export;
use crate::search::{Found, Line, find, is_action};

pub(crate) const TEMPLATE: &str = "inspection/list.html";
pub(crate) const PATH: &str = "/officer/inspection";

#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    actor: String,
    #[serde(default)]
    action: String,
    #[serde(default)]
    entity: String,
    #[serde(default)]
    page: String,
}

/// A field and the message that says what is wrong with it.
type Fault = (&'static str, &'static str);

#[derive(Serialize)]
struct ErrorView {
    field: &'static str,
    text: String,
}

#[derive(Serialize)]
struct EventView {
    kind: String,
    payload: String,
}

#[derive(Serialize)]
struct RowView {
    at: i64,
    /// Name of the officer; empty for citizens and the house itself.
    actor: String,
    actor_id: String,
    is_house: bool,
    action: String,
    entity: String,
    entity_id: String,
    payload: String,
    chain: String,
    seq: i64,
    events: Vec<EventView>,
}

#[derive(Serialize)]
struct FileView {
    name: String,
    rows: i64,
}

#[derive(Serialize)]
struct ListView {
    errors: Vec<ErrorView>,
    from: String,
    to: String,
    actor: String,
    action: String,
    entity: String,
    /// Whether one thing is asked for.
    is_story: bool,
    /// Files of the archive with older rows of it.
    archived: Vec<FileView>,
    rows: Vec<RowView>,
    base: String,
    export: String,
    next: Option<String>,
    is_first: bool,
}

/// A day as people write it, 10/12/2024, or as links do, 2024-12-10.
fn day(text: &str) -> Option<Date> {
    if let Ok(day) = text.parse::<Date>() {
        return Some(day);
    }
    let mut parts = text.split('/').map(str::trim);
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let is_whole = parts.next().is_none() && year.len() == 4;
    let date = Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok();
    date.filter(|_| is_whole)
}

impl Asked {
    /// What is searched for, and what cannot be.
    fn search(&self) -> (Search, Vec<Fault>) {
        let mut faults = Vec::new();
        let mut instant = |name: &'static str, text: &str| {
            let found = day(text.trim());
            if found.is_none() && !text.trim().is_empty() {
                faults.push((name, "inspection-wrong-day"));
            }
            found.map(Timestamp::start_of)
        };
        let from = instant("from", &self.from);
        let to = instant("to", &self.to).map(|day| day.plus(DAY));
        let mut id = |name: &'static str, text: &str| {
            let found = Uuid::try_parse(text.trim()).ok();
            if found.is_none() && !text.trim().is_empty() {
                faults.push((name, "inspection-wrong-id"));
            }
            found
        };
        let actor = id("actor", &self.actor);
        let entity_id = id("entity", &self.entity);
        let action = self.action.trim().to_owned();
        if !is_action(&action) {
            faults.push(("action", "inspection-wrong-action"));
        }
        (Search { from, to, actor, action, entity_id }, faults)
    }

    /// The search as the end of a link.
    fn query(&self) -> String {
        let parts = [
            ("from", &self.from),
            ("to", &self.to),
            ("actor", &self.actor),
            ("action", &self.action),
            ("entity", &self.entity),
        ];
        let filled: Vec<(&str, &str)> =
            parts.iter().map(|(name, value)| (*name, value.trim())).filter(|(_, value)| !value.is_empty()).collect();
        serde_urlencoded::to_string(filled).unwrap_or_default()
    }

    fn view(self, errors: Vec<ErrorView>, found: Found) -> ListView {
        let query = self.query();
        let base = if query.is_empty() { format!("{PATH}?") } else { format!("{PATH}?{query}&") };
        ListView {
            errors,
            base,
            export: format!("{PATH}/export?{query}"),
            is_story: !self.entity.trim().is_empty(),
            is_first: self.page.is_empty(),
            archived: found.archived.into_iter().map(|one| FileView { name: one.file, rows: one.rows }).collect(),
            rows: found.lines.into_iter().map(row).collect(),
            next: found.next,
            from: self.from,
            to: self.to,
            actor: self.actor,
            action: self.action,
            entity: self.entity,
        }
    }
}

fn row(line: Line) -> RowView {
    let recorded = line.recorded.row;
    RowView {
        at: recorded.at,
        actor: line.actor.unwrap_or_default(),
        actor_id: recorded.actor.to_string(),
        is_house: recorded.actor.is_nil(),
        action: recorded.action,
        entity: recorded.entity,
        entity_id: recorded.entity_id.to_string(),
        payload: recorded.payload,
        chain: recorded.chain.to_string(),
        seq: recorded.seq,
        events: line.events.into_iter().map(|one| EventView { kind: one.kind, payload: one.payload }).collect(),
    }
}

/// GET /officer/inspection
pub(crate) async fn get(cx: Cx, Query(asked): Query<Asked>) -> Outcome {
    let (search, faults) = asked.search();
    if !faults.is_empty() {
        return refused(&cx, asked, faults).await;
    }
    let found = find(&cx.reader(), &search, &asked.page).await?;
    cx.page(TEMPLATE, asked.view(Vec::new(), found)).await
}

/// GET /officer/inspection/export
pub(crate) async fn export(cx: Cx, Query(asked): Query<Asked>) -> Outcome {
    let (search, faults) = asked.search();
    if !faults.is_empty() {
        return refused(&cx, asked, faults).await;
    }
    match saved(&cx, &search).await? {
        Some(response) => Ok(response),
        None => refused(&cx, asked, vec![("from", "inspection-too-many")]).await,
    }
}

async fn saved(cx: &Cx, search: &Search) -> Result<Option<web::http::Response>> {
    match export::file(cx, search).await {
        Ok(response) => Ok(Some(response)),
        Err(error) if error.fields().iter().any(|field| field.field == "from") => Ok(None),
        Err(error) => Err(error),
    }
}

/// The page with what was typed and what is wrong with it.
async fn refused(cx: &Cx, asked: Asked, faults: Vec<Fault>) -> Outcome {
    let errors = faults.into_iter().map(|(field, key)| ErrorView { field, text: cx.t(key) }).collect();
    let nothing = Found { lines: Vec::new(), next: None, archived: Vec::new() };
    cx.page_as(StatusCode::UNPROCESSABLE_ENTITY, TEMPLATE, asked.view(errors, nothing)).await
}

pub(crate) fn samples() -> Vec<TemplateSample> {
    vec![
        TemplateSample { template: TEMPLATE, case: "nothing found", view: |_| view_of(sample(0, 0)) },
        TemplateSample { template: TEMPLATE, case: "a story", view: |_| view_of(sample(3, 0)) },
        TemplateSample { template: TEMPLATE, case: "a wrong day", view: |_| view_of(sample(0, 1)) },
    ]
}

fn sample(rows: i64, errors: usize) -> ListView {
    let id = "018f0000-0000-7000-8000-0000000000ff";
    let row = |seq: i64| RowView {
        at: 1_733_792_400_000_000,
        actor: if seq == 1 { "Nguyễn Văn Mẫu".into() } else { String::new() },
        actor_id: id.into(),
        is_house: seq == 2,
        action: "dossiers.accept".into(),
        entity: "dossier".into(),
        entity_id: id.into(),
        payload: "{\"changed\":[\"state\",\"<due>\"],\"version\":2}".into(),
        chain: id.into(),
        seq,
        events: vec![EventView { kind: "dossiers.accepted.v1".into(), payload: "{}".into() }],
    };
    let error = ErrorView { field: "from", text: "Ngày này không đọc được".into() };
    ListView {
        errors: std::iter::once(error).take(errors).collect(),
        from: "10/12/2024".into(),
        to: String::new(),
        actor: String::new(),
        action: "dossiers".into(),
        entity: if rows > 0 { id.into() } else { String::new() },
        is_story: rows > 0,
        archived: (1..rows).map(|rows| FileView { name: format!("audit-2014-0{rows}.jsonl"), rows }).collect(),
        rows: (1..=rows).map(row).collect(),
        base: format!("{PATH}?from=10%2F12%2F2024&"),
        export: format!("{PATH}/export?from=10%2F12%2F2024"),
        next: (rows > 0).then(|| "1_2_018f0000000070008000000000000000".to_owned()),
        is_first: rows == 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_are_read_as_people_and_links_write_them() {
        for (text, expected) in [
            ("10/12/2024", Some(date(2024, 12, 10))),
            ("1/2/2024", Some(date(2024, 2, 1))),
            ("2024-12-10", Some(date(2024, 12, 10))),
            ("31/02/2024", None),
            ("10/12/24", None),
            ("hôm qua", None),
        ] {
            assert_eq!(day(text), expected, "{text}");
        }
    }

    #[test]
    fn every_field_that_cannot_be_read_is_named() {
        let asked = Asked {
            from: "x".into(),
            to: "10/12/2024".into(),
            actor: "y".into(),
            action: "Z".into(),
            entity: String::new(),
            page: String::new(),
        };
        let (search, faults) = asked.search();
        let fields: Vec<&str> = faults.iter().map(|(field, _)| *field).collect();
        assert_eq!(fields, ["from", "actor", "action"]);
        assert_eq!(search.to, Some(Timestamp::start_of(date(2024, 12, 11))));
        assert_eq!(asked.query(), "from=x&to=10%2F12%2F2024&actor=y&action=Z");
    }
}
