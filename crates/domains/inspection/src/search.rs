//! What is asked for, and the rows that answer it.

use std::collections::{HashMap, HashSet};

use identity::officer_names;
use kernel::{Error, Message, Result};
use runtime::Reader;
use store::inspect::{After, InArchive, Recorded, RecordedEvent, Search};
use uuid::Uuid;

/// Rows of a page.
const ROWS: usize = 50;

/// One row with what is told beside it.
pub(crate) struct Line {
    pub(crate) recorded: Recorded,
    /// The officer's name; none for citizens and the house itself.
    pub(crate) actor: Option<String>,
    /// The events of its write set; read only when one thing is asked for.
    pub(crate) events: Vec<RecordedEvent>,
}

/// A page of rows.
pub(crate) struct Found {
    pub(crate) lines: Vec<Line>,
    /// Where the next page begins; none on the last one.
    pub(crate) next: Option<String>,
    /// The files with older rows of the one thing that is asked for.
    pub(crate) archived: Vec<InArchive>,
}

/// Whether a text can be an action: it goes into an audit row when rows are exported, and must not carry anything else.
pub(crate) fn is_action(text: &str) -> bool {
    text.len() <= 64 && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'.' || b == b'-')
}

fn token(recorded: &Recorded) -> String {
    let row = &recorded.row;
    format!("{}_{}_{}", row.at, row.seq, row.chain.simple())
}

/// Reads the place of a page; empty is the first.
pub(crate) fn after(text: &str) -> Result<After> {
    if text.is_empty() {
        return Ok(After::NEWEST);
    }
    let read = || -> Option<After> {
        let mut parts = text.split('_');
        let after = After {
            at: parts.next()?.parse().ok()?,
            seq: parts.next()?.parse().ok()?,
            chain: Uuid::try_parse(parts.next()?).ok()?,
        };
        parts.next().is_none().then_some(after)
    };
    read().ok_or_else(|| Error::invalid_field("page", Message::new("error-page")))
}

/// The rows of a page.
pub(crate) async fn find(reader: &Reader<'_>, search: &Search, page: &str) -> Result<Found> {
    let limit = i64::try_from(ROWS).unwrap_or(0).saturating_add(1);
    let mut rows = reader.audit_rows(search, after(page)?, limit).await?;
    let has_more = rows.len() > ROWS;
    rows.truncate(ROWS);
    let next = rows.last().filter(|_| has_more).map(token);
    let actors: Vec<Uuid> = rows.iter().map(|recorded| recorded.row.actor).collect();
    let names: HashMap<Uuid, String> = officer_names(reader, &actors).await?;
    let mut lines = Vec::with_capacity(rows.len());
    let mut told: HashSet<Uuid> = HashSet::new();
    for recorded in rows {
        let row = &recorded.row;
        // They belong to the act as a whole and are shown once.
        let events = if search.entity_id.is_some() && told.insert(row.command) {
            reader.events_of_act(row).await?
        } else {
            Vec::new()
        };
        let actor = names.get(&row.actor).cloned();
        lines.push(Line { recorded, actor, events });
    }
    let archived = match search.entity_id {
        Some(entity) => reader.archived_of(entity).await?,
        None => Vec::new(),
    };
    Ok(Found { lines, next, archived })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_looks_like_an_action_is_one() {
        for (text, expected) in [
            ("", true),
            ("dossiers", true),
            ("dossiers.ask-supplement", true),
            ("Nguyễn Văn Mẫu", false),
            ("044085000017", false),
        ] {
            assert_eq!(is_action(text), expected, "{text}");
        }
    }

    #[test]
    fn a_page_is_read_as_it_was_written() {
        let chain = Uuid::from_u128(7);
        let text = format!("-5_9_{}", chain.simple());
        assert_eq!(after(&text).unwrap(), After { at: -5, seq: 9, chain });
        assert_eq!(after("").unwrap(), After::NEWEST);
        for wrong in ["x", "1_2", "1_2_3", "1_2_00000000000000000000000000000007_4"] {
            assert!(after(wrong).is_err(), "{wrong}");
        }
    }
}
