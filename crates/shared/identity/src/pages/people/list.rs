//! The accounts of officers that an administrator knows of.

use kernel::Result;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use web::http::Query;
use web::{Cx, Outcome};

use super::{Choice, Names, units};
use crate::officers::{self, OfficerAccount, Sought};

pub(super) const TEMPLATE: &str = "identity/people.html";
/// Accounts on a page.
pub(crate) const ROWS: usize = 50;

/// What narrows the list.
#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    q: String,
    unit: Option<Uuid>,
    #[serde(default)]
    page: usize,
}

#[derive(Serialize)]
pub(super) struct ListView {
    pub(super) q: String,
    pub(super) unit: String,
    pub(super) units: Vec<Choice>,
    pub(super) rows: Vec<Row>,
    pub(super) shown: usize,
    pub(super) total: usize,
    pub(super) is_first: bool,
    /// The number of the next page; empty on the last one.
    pub(super) next: String,
}

#[derive(Serialize)]
pub(super) struct Row {
    pub(super) href: String,
    pub(super) name: String,
    pub(super) login: String,
    /// Roles that hold or will hold, each with its unit.
    pub(super) posts: Vec<String>,
    pub(super) is_locked: bool,
}

/// One page of a list, and whether there is another.
pub(crate) fn page_of<T>(all: Vec<T>, page: usize) -> (Vec<T>, bool) {
    let begin = page.saturating_mul(ROWS);
    let has_more = all.len() > begin.saturating_add(ROWS);
    (all.into_iter().skip(begin).take(ROWS).collect(), has_more)
}

/// GET /officer/admin/people
pub(crate) async fn get(cx: Cx, Query(asked): Query<Asked>) -> Outcome {
    let view = view(&cx, &asked).await?;
    cx.page(TEMPLATE, view).await
}

async fn view(cx: &Cx, asked: &Asked) -> Result<ListView> {
    let reader = cx.reader();
    let found = officers::find(&reader, &Sought { q: asked.q.trim(), unit: asked.unit }).await?;
    let total = found.len();
    let (page, has_more) = page_of(found, asked.page);
    let names = Names::of(&reader, cx.locale())?;
    let row = |one: OfficerAccount| {
        let open = one.posts.iter().filter(|post| !post.has_ended(reader.now));
        Row {
            href: format!("/officer/admin/people/{}", one.account),
            posts: open.map(|post| format!("{}, {}", names.role(&post.role), names.unit(post.unit))).collect(),
            name: one.name,
            login: one.login,
            is_locked: one.is_locked,
        }
    };
    let rows: Vec<Row> = page.into_iter().map(row).collect();
    let unit = asked.unit.map(|unit| unit.to_string()).unwrap_or_default();
    Ok(ListView {
        q: asked.q.trim().to_owned(),
        units: units(&reader, &unit)?,
        unit,
        shown: rows.len(),
        rows,
        total,
        is_first: asked.page == 0,
        next: if has_more { asked.page.saturating_add(1).to_string() } else { String::new() },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_end_where_the_list_ends() {
        let all: Vec<usize> = (0..120).collect();
        for (page, first, length, has_more) in
            [(0, Some(0), 50, true), (1, Some(50), 50, true), (2, Some(100), 20, false), (9, None, 0, false)]
        {
            let (found, more) = page_of(all.clone(), page);
            assert_eq!((found.first().copied(), found.len(), more), (first, length, has_more), "{page}");
        }
        assert!(page_of(all, usize::MAX).0.is_empty());
    }
}
