//! A list of officers as a table (CSV): every row is checked before the first account is opened.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Error, Message, Result, text};
use organisation::Directory;
use runtime::{Actor, Reader, Runtime};
use web::Errors;

use super::invite::Invitation;
use crate::MANAGE;
use crate::commands::{OpenOfficer, Post};
use crate::model::new_officer_key;
use crate::pages::people::{TypedPost, checked_email};
use crate::password::hash_password;
use crate::store as tables;

/// The columns; the last four may be left out.
pub(crate) const COLUMNS: [&str; 9] = ["login", "name", "email", "unit", "role", "position", "reach", "from", "to"];
/// Columns that must be there.
const NEEDED: usize = 5;
/// Most rows of one list.
pub(crate) const MOST: usize = 500;

/// A row that was looked at.
pub(crate) struct ImportRow {
    /// Line of the file.
    pub(crate) line: u64,
    pub(crate) login: String,
    pub(crate) name: String,
    /// Code of the unit, as typed.
    pub(crate) unit: String,
    /// Code of the role, as typed.
    pub(crate) role: String,
    /// What is wrong; nothing when the account can be opened.
    pub(crate) faults: Vec<Message>,
    planned: Option<Planned>,
}

/// An account that can be opened.
struct Planned {
    login_key: String,
    name: String,
    email: String,
    post: Post,
}

fn wrong_list(message: Message) -> Error {
    Error::invalid_field("file", message)
}

/// Reads and checks a list; the rows stand in the order of the file. What is no such table is refused as a whole.
pub(crate) async fn check(reader: &Reader<'_>, list: &str) -> Result<Vec<ImportRow>> {
    let list = list.trim_start_matches('\u{feff}');
    let head = list.lines().next().unwrap_or_default();
    // Spreadsheets of this country separate by semicolons, because the comma is the decimal sign.
    let delimiter = if head.contains(';') { b';' } else { b',' };
    let mut table = csv::ReaderBuilder::new().delimiter(delimiter).trim(csv::Trim::All).from_reader(list.as_bytes());
    let unreadable = |error: csv::Error| {
        let line = error.position().map_or(1, csv::Position::line);
        wrong_list(Message::new("identity-error-import-line").arg("line", i64::try_from(line).unwrap_or(i64::MAX)))
    };
    let head: Vec<String> = table.headers().map_err(unreadable)?.iter().map(str::to_lowercase).collect();
    let is_fit = COLUMNS.iter().take(NEEDED).all(|column| head.iter().any(|known| known == column))
        && head.iter().all(|known| COLUMNS.contains(&known.as_str()));
    if !is_fit {
        return Err(wrong_list(Message::new("identity-error-import-head").arg("columns", COLUMNS.join(", "))));
    }
    let mut rows = Vec::new();
    let mut logins = BTreeSet::new();
    for record in table.records() {
        let record = record.map_err(unreadable)?;
        if rows.len() >= MOST {
            let most = i64::try_from(MOST).unwrap_or(i64::MAX);
            return Err(wrong_list(Message::new("identity-error-import-most").arg("most", most)));
        }
        let cells: BTreeMap<&str, &str> = head.iter().map(String::as_str).zip(record.iter()).collect();
        let line = record.position().map_or(0, csv::Position::line);
        rows.push(row(reader, line, &cells, &mut logins).await?);
    }
    if rows.is_empty() {
        return Err(wrong_list(Message::new("identity-error-import-empty")));
    }
    Ok(rows)
}

/// Checks one row; all that is wrong with it is said.
async fn row(
    reader: &Reader<'_>,
    line: u64,
    cells: &BTreeMap<&str, &str>,
    logins: &mut BTreeSet<String>,
) -> Result<ImportRow> {
    let cell = |name: &str| cells.get(name).copied().unwrap_or_default().to_owned();
    let (login, name, unit, role) = (cell("login"), text::squeeze_name(&cell("name")), cell("unit"), cell("role"));
    let mut errors = Errors::default();
    let login_key = errors.take(new_officer_key(&login))?;
    if let Some(key) = &login_key {
        let is_taken = tables::credentials(reader, key).await?.is_some();
        if is_taken || !logins.insert(key.clone()) {
            errors.add("login", Message::new("identity-error-login-taken"));
        }
    }
    if !text::looks_like_name(&name) {
        errors.add("name", Message::new("identity-error-name"));
    }
    let email = errors.check("email", checked_email(&cell("email")));
    let known = reader.service::<Directory>()?.on(reader.now).by_code(&unit).map(|unit| unit.id.uuid());
    let typed = TypedPost {
        unit: known.map(|unit| unit.to_string()).unwrap_or_default(),
        role: role.clone(),
        position: cell("position"),
        reach: cell("reach"),
        from: cell("from"),
        to: cell("to"),
    };
    let post = typed.post(reader, &mut errors);
    if let Some(post) = &post {
        if !reader.actor.can_in(MANAGE, post.unit) {
            errors.add("unit", Message::new("identity-error-unit-unknown"));
        } else if !role.is_empty() {
            errors.take(post.check(reader))?;
        }
    }
    let faults = match errors.done() {
        Ok(()) => Vec::new(),
        Err(error) => error.fields().iter().map(|fault| fault.message.clone()).collect(),
    };
    let planned = match (login_key, email, post) {
        (Some(login_key), Some(email), Some(post)) if faults.is_empty() => {
            Some(Planned { login_key, name: name.clone(), email, post })
        }
        _ => None,
    };
    Ok(ImportRow { line, login, name, unit, role, faults, planned })
}

/// Opens the accounts of a list of which no row is wrong, and has their owners invited by mail; gives how many. Each is
/// an act of its own: when one fails in the middle, those before it are open, and the list says so when it comes again.
pub(crate) async fn open(runtime: &Runtime, actor: &Actor, base_url: &str, rows: Vec<ImportRow>) -> Result<usize> {
    // Nobody knows this password: the accounts are opened by their invitations alone.
    let hash = hash_password(runtime, &access::new_secret(runtime)).await?;
    let mut opened = 0;
    for Planned { login_key, name, email, post } in rows.into_iter().filter_map(|row| row.planned) {
        let invitation = Some(Invitation::new(runtime, base_url, email));
        runtime.execute(actor, &OpenOfficer { login_key, name, hash: hash.clone(), post, invitation }).await?;
        opened += 1;
    }
    Ok(opened)
}

/// What became of a list that the house imports from the command line.
#[derive(Clone, Debug, Default)]
pub struct OfficerImport {
    /// Accounts that were opened; none while a row is wrong.
    pub opened: usize,
    /// Rows that are wrong: line, login, and what is wrong.
    pub wrong: Vec<(u64, String, Vec<Message>)>,
}

/// Opens the accounts of a list and has their owners invited by mail, with links to `base_url`. Nothing is opened while
/// a row is wrong; `Invalid` when it is no such list.
pub async fn import_officers(runtime: &Runtime, base_url: &str, list: &str) -> Result<OfficerImport> {
    let house = Actor::system();
    let rows = check(&runtime.reader(&house), list).await?;
    if rows.iter().any(|row| !row.faults.is_empty()) {
        let wrong = rows.into_iter().filter(|row| !row.faults.is_empty());
        let wrong = wrong.map(|row| (row.line, row.login, row.faults)).collect();
        return Ok(OfficerImport { opened: 0, wrong });
    }
    Ok(OfficerImport { opened: open(runtime, &house, base_url, rows).await?, wrong: Vec::new() })
}

#[cfg(test)]
mod tests {
    use kernel::Kind;
    use testkit::both_engines;

    use super::*;
    use crate::officers::tests::{administrator, migrations, open as officer, post, town};
    use crate::officers::{Sought, find};

    const HEAD: &str = "login,name,email,unit,role,position,reach,from,to\n";

    both_engines!(
        async fn a_list_is_opened_as_a_whole_or_not_at_all(house: &House) {
            let runtime = town(house).await;
            let ward = administrator(&["18853"]);
            runtime.execute(&ward, &officer("there", post("18853", "handler"), None)).await.unwrap();
            let good = "a.mau,Lê Thị Mẫu,a@vidu.vn,18853,handler,Chuyên viên,unit,,\n";
            let bad = [
                ("a.mau,Lê Thị Mẫu,a@vidu.vn,18853,handler,,,,\n", 1),
                ("there,Lê Thị Mẫu,b@vidu.vn,18853,handler,,,,\n", 1),
                ("1,x,y,00000,,,,soon,\n", 6),
                ("c.mau,Lê Thị Mẫu,c@vidu.vn,450,handler,,,,\n", 1),
                ("d.mau,Lê Thị Mẫu,d@vidu.vn,18853,operator,,,,\n", 1),
                ("e.mau,Lê Thị Mẫu,e@vidu.vn,18853,handler,,,2024-12-31,2024-12-01\n", 1),
            ];
            let list: String = [HEAD, good].into_iter().chain(bad.iter().map(|(row, _)| *row)).collect();
            let rows = check(&runtime.reader(&ward), &list).await.unwrap();
            assert!(rows[0].faults.is_empty(), "{:?}", rows[0].faults);
            for ((text, faults), row) in bad.iter().zip(&rows[1..]) {
                assert_eq!(row.faults.len(), *faults, "{text}: {:?}", row.faults);
            }
            assert_eq!(rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 3, 4, 5, 6, 7, 8]);

            let list = format!("{HEAD}{good}").replace(',', ";");
            let rows = check(&runtime.reader(&ward), &list).await.unwrap();
            assert_eq!(open(&runtime, &ward, "http://x", rows).await.unwrap(), 1);
            let found = find(&runtime.reader(&ward), &Sought { q: "a.mau", unit: None }).await.unwrap();
            assert_eq!(found[0].posts[0].position, "Chuyên viên");
            assert!(crate::officers::store::waiting(&runtime.reader(&ward), found[0].account).await.unwrap().is_some());

            // The house imports for every unit, and opens nothing while a row is wrong.
            let two = format!("{HEAD}{good}b.mau,Trần Văn Ví Dụ,b@vidu.vn,450,leader,,below,,\n");
            let told = import_officers(&runtime, "http://x", &two).await.unwrap();
            assert_eq!((told.opened, told.wrong.len(), told.wrong[0].0), (0, 1, 2));
            let one = format!("{HEAD}b.mau,Trần Văn Ví Dụ,b@vidu.vn,450,leader,,below,,\n");
            assert_eq!(import_officers(&runtime, "http://x", &one).await.unwrap().opened, 1);
            assert!(runtime.store().verify(|_, _| {}).await.unwrap().faults.is_empty());
        },
        &migrations()
    );

    both_engines!(
        async fn what_is_no_such_table_is_refused_in_words(house: &House) {
            let runtime = town(house).await;
            let ward = administrator(&["18853"]);
            for (list, key) in [
                (String::new(), "identity-error-import-head"),
                ("login,name\na,b\n".to_owned(), "identity-error-import-head"),
                (format!("x,{HEAD}"), "identity-error-import-head"),
                (HEAD.to_owned(), "identity-error-import-empty"),
                (format!("{HEAD}a,b\n"), "identity-error-import-line"),
                (format!("{HEAD}{}", ",,,,,,,,\n".repeat(MOST + 1)), "identity-error-import-most"),
            ] {
                let error = check(&runtime.reader(&ward), &list).await.map(|rows| rows.len()).unwrap_err();
                assert_eq!(error.kind(), Kind::Invalid);
                assert_eq!(&*error.fields()[0].message.key, key, "{list:.40}");
            }
        },
        &migrations()
    );
}
