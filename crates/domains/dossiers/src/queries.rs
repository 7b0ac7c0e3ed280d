//! Read models: scope, filter and page in; rows out. Names are opened here, and pages declare whom they show.

use std::collections::{BTreeMap, HashMap};

use access::{Scope, Seen};
use kernel::{Cursor, Error, Page, PageRequest, Result, Timestamp};
use organisation::{Directory, QueueId, Role, Snapshot, UnitId};
use runtime::{Actor, Reader, Units};
use uuid::Uuid;

use crate::applicant::Applicant;
use crate::case::scope_of;
use crate::model::{Dossier, DossierId, State, TaskId, TaskKind, normalise};
use crate::permissions;
use crate::store;
use crate::store::lists::{FAR, InboxRow, Window};

pub use crate::store::history::{HistoryRow, NoticeRow};

/// Version of the sort key of inboxes: due instant, then task.
const INBOX_SORT: u8 = 1;

/// Which part of an inbox is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InboxFilter {
    /// All open work.
    All,
    /// Past its due instant.
    Late,
    /// Due soon.
    Soon,
    /// Its clock stands.
    Paused,
    /// State 1.
    New,
}

impl InboxFilter {
    /// The filter of a query parameter.
    pub fn parse(code: &str) -> Self {
        match code {
            "late" => Self::Late,
            "soon" => Self::Soon,
            "paused" => Self::Paused,
            "new" => Self::New,
            _ => Self::All,
        }
    }

    /// Its query parameter.
    pub fn code(self) -> &'static str {
        match self {
            Self::All => "",
            Self::Late => "late",
            Self::Soon => "soon",
            Self::Paused => "paused",
            Self::New => "new",
        }
    }

    fn window(self, now: Timestamp) -> Window {
        let all = Window { from: i64::MIN, below: i64::MAX, soon: i64::MAX, state: 0 };
        match self {
            Self::All => all,
            Self::Late => Window { below: now.0, ..all },
            Self::Soon => Window { from: now.0, below: FAR, soon: now.0, ..all },
            Self::Paused => Window { from: FAR, ..all },
            Self::New => Window { state: State::Submitted.code(), ..all },
        }
    }
}

/// Whose work is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InboxView {
    /// What is assigned to the officer.
    Mine,
    /// What hangs on the queues of the officer's units and roles.
    Unit,
}

/// One line of an inbox.
#[derive(Clone, Debug)]
pub struct InboxItem {
    /// The piece of work.
    pub task: TaskId,
    /// Its dossier.
    pub dossier: DossierId,
    /// Step or opinion.
    pub kind: TaskKind,
    /// Code of the step.
    pub step: String,
    /// To whom it is assigned.
    pub assignee: Option<Uuid>,
    /// State of the dossier.
    pub state: State,
    /// Due instant of the work.
    pub due_at: Timestamp,
    /// Whether the clock stands.
    pub is_paused: bool,
    /// Whether it counts as due soon.
    pub is_soon: bool,
    /// Code or reference.
    pub code: String,
    /// Version of the procedure.
    pub procedure_version: Uuid,
    /// `online`, `counter` or `post`.
    pub channel: String,
    /// Competent agency.
    pub competent: UnitId,
    /// Whose values.
    pub subject: Uuid,
    /// Name of the applicant.
    pub name: String,
    /// Version of the dossier.
    pub version: i64,
    /// The promised end of the whole dossier.
    pub whole_due: Option<Timestamp>,
    /// Since when the clock stands.
    pub paused_at: Option<Timestamp>,
    sort_at: i64,
}

impl InboxItem {
    fn open(reader: &Reader<'_>, row: InboxRow) -> Result<Self> {
        let name = reader.vault().unwrap_key(&row.wrapped)?.open("dossier.name", &row.name)?;
        Ok(Self {
            task: row.task,
            dossier: row.dossier,
            kind: row.kind,
            step: row.step,
            assignee: row.assignee,
            state: row.state,
            due_at: row.due_at,
            is_paused: row.sort_at >= FAR,
            is_soon: row.soon_at <= reader.now.0,
            code: row.code,
            procedure_version: row.procedure_version,
            channel: row.channel,
            competent: row.competent,
            subject: row.subject,
            name,
            version: row.version,
            whole_due: row.whole_due,
            paused_at: row.paused_at,
            sort_at: row.sort_at,
        })
    }

    /// The record of access that showing this line calls for.
    pub fn seen(&self) -> Seen {
        Seen { subject: self.subject, object: self.dossier.uuid(), purpose: "inbox" }
    }
}

/// Exact counts of an officer's open work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InboxCounts {
    /// All open work.
    pub all: i64,
    /// Late.
    pub late: i64,
    /// Due soon.
    pub soon: i64,
    /// Paused.
    pub paused: i64,
    /// State 1.
    pub new: i64,
}

impl InboxCounts {
    /// The count of a filter.
    pub fn of(&self, filter: InboxFilter) -> i64 {
        match filter {
            InboxFilter::All => self.all,
            InboxFilter::Late => self.late,
            InboxFilter::Soon => self.soon,
            InboxFilter::Paused => self.paused,
            InboxFilter::New => self.new,
        }
    }
}

/// The queues whose work an actor may do now, by role.
pub fn queues_of(actor: &Actor, units: &Snapshot) -> Vec<QueueId> {
    let mut queues = Vec::new();
    for (right, role) in [
        (permissions::RECEIVE, Role::Reception),
        (permissions::HANDLE, Role::Handling),
        (permissions::APPROVE, Role::Approval),
    ] {
        if let Some(Units::Some(own)) = actor.units(right) {
            let own: Vec<UnitId> = own.iter().map(|unit| UnitId(*unit)).collect();
            queues.extend(units.queues_of(&own, role));
        }
    }
    queues
}

/// The counts of an officer's queues: totals and states from counters, late and soon from the clock.
pub async fn unit_counts(reader: &Reader<'_>) -> Result<InboxCounts> {
    let units = reader.service::<Directory>()?.current();
    let mut counts = InboxCounts::default();
    for queue in queues_of(reader.actor, &units) {
        for sum in reader.figure_of("dossiers.queue", queue.uuid(), 0, 0).await? {
            counts.all += sum.num;
            match sum.slice.as_str() {
                "1" => counts.new += sum.num,
                "5" | "6" | "7" => counts.paused += sum.num,
                _ => {}
            }
        }
        let (late, soon) = store::lists::late_and_soon(reader, queue.uuid(), reader.now).await?;
        counts.late += late;
        counts.soon += soon;
    }
    Ok(counts)
}

/// The counts of the work assigned to the officer.
pub async fn my_counts(reader: &Reader<'_>) -> Result<InboxCounts> {
    let officer = reader.actor.account;
    let count = async |filter: InboxFilter| store::lists::count_mine(reader, officer, filter.window(reader.now)).await;
    Ok(InboxCounts {
        all: count(InboxFilter::All).await?,
        late: count(InboxFilter::Late).await?,
        soon: count(InboxFilter::Soon).await?,
        paused: count(InboxFilter::Paused).await?,
        new: count(InboxFilter::New).await?,
    })
}

/// A page of open work, most urgent first.
pub async fn inbox(
    reader: &Reader<'_>,
    view: InboxView,
    filter: InboxFilter,
    page: &PageRequest,
    total: i64,
) -> Result<Page<InboxItem>> {
    let window = filter.window(reader.now);
    let after = page.after.as_ref().map_or((i64::MIN, Uuid::nil()), |cursor| (cursor.key, cursor.id));
    let mut rows = match view {
        InboxView::Mine => store::lists::mine(reader, reader.actor.account, window, after, page.limit + 1).await?,
        InboxView::Unit => {
            let units = reader.service::<Directory>()?.current();
            let mut all = Vec::new();
            for queue in queues_of(reader.actor, &units) {
                all.extend(store::lists::inbox(reader, queue.uuid(), window, after, page.limit + 1).await?);
            }
            all
        }
    };
    rows.sort_by_key(|row| (row.sort_at, row.task.uuid()));
    rows.truncate(usize::try_from(page.limit + 1).unwrap_or(0));
    let items = rows.into_iter().map(|row| InboxItem::open(reader, row)).collect::<Result<Vec<_>>>()?;
    let cursor = |item: &InboxItem| Cursor { version: INBOX_SORT, key: item.sort_at, id: item.task.uuid() };
    Ok(Page::from_rows(items, page.limit, total, cursor))
}

/// Reads the page parameter of an inbox.
pub fn inbox_page(text: Option<&str>, limit: i64) -> Result<PageRequest> {
    PageRequest::parse(text, INBOX_SORT, limit)
}

/// A dossier that the actor may know of, without its surroundings.
pub async fn dossier(reader: &Reader<'_>, id: DossierId) -> Result<Dossier> {
    let case = crate::case::Case::load(reader, id).await?;
    Ok(case.dossier)
}

/// The opened personal values of a dossier.
pub struct Opened {
    /// The applicant.
    pub applicant: Applicant,
    /// The answers.
    pub answers: serde_json::Map<String, serde_json::Value>,
}

/// Opens the personal values of a case.
pub async fn opened(reader: &Reader<'_>, case: &crate::case::Case) -> Result<Opened> {
    let sealed = store::dossier::sealed(reader, case.dossier.id).await?.ok_or_else(Error::not_found)?;
    let applicant = Applicant::from_json(&case.key.open("dossier.person", &sealed.person)?)?;
    let answers = serde_json::from_str(&case.key.open("dossier.answers", &sealed.answers)?)
        .map_err(|e| Error::internal(e).personal())?;
    Ok(Opened { applicant, answers })
}

/// A file with its name opened.
#[derive(Clone, Debug)]
pub struct FileItem {
    /// The row.
    pub row: store::file::FileRow,
    /// Its name as the person gave it.
    pub name: String,
}

/// The files of a draft or dossier whose key is at hand.
pub async fn files(
    reader: &Reader<'_>,
    id: DossierId,
    key: &::store::vault::SubjectKey,
) -> Result<Vec<FileItem>> {
    let rows = store::file::of(reader, id).await?;
    rows.into_iter()
        .map(|row| {
            let name = key.open("file.name", &row.name)?;
            Ok(FileItem { row, name })
        })
        .collect()
}

/// The history of a case with its notes opened.
pub async fn history(reader: &Reader<'_>, case: &crate::case::Case) -> Result<Vec<(HistoryRow, String)>> {
    let lines = store::history::of(reader, case.dossier.id).await?;
    lines
        .into_iter()
        .map(|line| {
            let note = match &line.note {
                Some(sealed) => case.key.open("history.note", sealed)?,
                None => String::new(),
            };
            Ok((line, note))
        })
        .collect()
}

/// An opinion with its texts opened.
#[derive(Clone, Debug)]
pub struct OpinionItem {
    /// The row.
    pub row: store::task::OpinionRow,
    /// The question.
    pub question: String,
    /// The answer; empty before there is one.
    pub answer: String,
}

/// The opinions of a case.
pub async fn opinions(reader: &Reader<'_>, case: &crate::case::Case) -> Result<Vec<OpinionItem>> {
    let rows = store::task::opinions(reader, case.dossier.id).await?;
    rows.into_iter()
        .map(|row| {
            let question = case.key.open("opinion.question", &row.question)?;
            let answer = match &row.answer {
                Some(sealed) => case.key.open("opinion.answer", sealed)?,
                None => String::new(),
            };
            Ok(OpinionItem { row, question, answer })
        })
        .collect()
}

/// The results of a dossier.
pub async fn results(reader: &Reader<'_>, id: DossierId) -> Result<Vec<store::dossier::ResultRow>> {
    store::dossier::results(reader, id).await
}

const ACCOUNT_SORT: u8 = 2;

/// A page of the dossiers of the actor's account, newest first.
pub async fn of_account(reader: &Reader<'_>, page: Option<&str>, limit: i64) -> Result<Page<Dossier>> {
    let scope = Scope::own(reader.actor)?;
    let account = scope.account().ok_or_else(Error::forbidden)?;
    let page = PageRequest::parse(page, ACCOUNT_SORT, limit)?;
    let before = page.after.as_ref().map_or((i64::MAX, Uuid::max()), |cursor| (cursor.key, cursor.id));
    let rows = store::lists::of_account(reader, account, before, page.limit + 1).await?;
    let total = store::lists::count_of_account(reader, account).await?;
    let cursor = |d: &Dossier| Cursor { version: ACCOUNT_SORT, key: d.submitted_at.0, id: d.id.uuid() };
    Ok(Page::from_rows(rows, page.limit, total, cursor))
}

/// The newest notices of the actor's account.
pub async fn notices(reader: &Reader<'_>) -> Result<Vec<NoticeRow>> {
    store::history::notices(reader, reader.actor.account, 100).await
}

/// The drafts of the actor's account.
pub async fn drafts(reader: &Reader<'_>) -> Result<Vec<store::draft::Draft>> {
    store::draft::of_account(reader, reader.actor.account).await
}

/// Officers find dossiers by code or reference, identity number, telephone or name; only what they may know of.
pub async fn find(reader: &Reader<'_>, query: &str) -> Result<Vec<Dossier>> {
    let scope = scope_of(reader.actor)?;
    let code = normalise(query);
    let mut ids: Vec<DossierId> = store::dossier::id_of_code(reader, &code).await?.into_iter().collect();
    if ids.is_empty() {
        let digits: String = query.chars().filter(char::is_ascii_digit).collect();
        let hashes = if digits.len() >= 9 {
            vec![vec![reader.vault().blind("identity", &digits)], vec![reader.vault().blind("phone", &digits)]]
        } else {
            vec![store::lookup::hashes(reader.vault(), query, "", "")]
        };
        for group in hashes {
            ids.extend(in_all(reader, group).await?);
        }
    }
    let mut found = Vec::new();
    for id in ids.into_iter().take(200) {
        let Some(dossier) = store::dossier::find(reader, id).await? else { continue };
        let places = [dossier.receiving, dossier.competent, dossier.responsible()].map(UnitId::uuid);
        if scope.admits(dossier.account, &places) {
            found.push(dossier);
        }
    }
    Ok(found)
}

/// The ids that every hash leads to.
async fn in_all(reader: &Reader<'_>, hashes: Vec<Vec<u8>>) -> Result<Vec<DossierId>> {
    let mut seen: HashMap<DossierId, usize> = HashMap::new();
    let wanted = hashes.len();
    for hash in hashes {
        for id in store::lists::by_hash(reader, hash).await? {
            *seen.entry(id).or_default() += 1;
        }
    }
    let mut ids: Vec<DossierId> = seen.into_iter().filter(|(_, n)| *n == wanted).map(|(id, _)| id).collect();
    ids.sort_unstable_by(|a, b| b.cmp(a));
    Ok(ids)
}

/// The public look-up: a dossier by code or reference and the second factor. Wrong code and wrong factor are the same.
pub async fn track(reader: &Reader<'_>, code: &str, factor: &str) -> Result<DossierId> {
    let id = store::dossier::id_of_code(reader, &normalise(code)).await?.ok_or_else(Error::not_found)?;
    let dossier = store::dossier::find(reader, id).await?.ok_or_else(Error::not_found)?;
    let key = reader.subject_key(dossier.subject).await?;
    let sealed = store::dossier::sealed(reader, id).await?.ok_or_else(Error::not_found)?;
    let applicant = Applicant::from_json(&key.open("dossier.person", &sealed.person)?)?;
    if applicant.is_proven_by(factor) { Ok(id) } else { Err(Error::not_found()) }
}

/// The case behind a code and its second factor, for the public page: whoever has proven both sees it reduced, without
/// holding its account. The page shows no personal values.
pub async fn tracked(reader: &Reader<'_>, code: &str, factor: &str) -> Result<crate::case::Case> {
    let id = track(reader, code, factor).await?;
    let dossier = store::dossier::find(reader, id).await?.ok_or_else(Error::not_found)?;
    let tasks = store::task::open_of(reader, id).await?;
    let opinions = store::task::opinions(reader, id).await?.into_iter().map(|row| row.opinion).collect();
    let around = crate::case::Surroundings::of(reader)?;
    let procedure = reader.service::<procedures::Catalogue>()?.current().version(dossier.procedure_version);
    let procedure = procedure.ok_or_else(|| Error::internal("the procedure version of a dossier is gone"))?;
    let key = reader.subject_key(dossier.subject).await?;
    let crate::case::Surroundings { units, calendars, rules } = around;
    Ok(crate::case::Case { dossier, tasks, opinions, procedure, units, calendars, rules, key })
}

/// One line of the table of numbers: sums of figures for one unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitNumbers {
    /// Received, by channel.
    pub received: BTreeMap<String, i64>,
    /// Received for procedures offered online: online and all.
    pub online: (i64, i64),
    /// Done: on time and all.
    pub done: (i64, i64),
    /// Fee-bearing: paid and all.
    pub paid: (i64, i64),
    /// Open now.
    pub open: i64,
    /// Ratings: satisfied and all.
    pub satisfied: (i64, i64),
}

impl UnitNumbers {
    /// Received by all channels.
    pub fn received_all(&self) -> i64 {
        self.received.values().sum()
    }

    /// Adds another unit's numbers: parents are summed when read.
    pub fn add(&mut self, other: &Self) {
        for (channel, n) in &other.received {
            *self.received.entry(channel.clone()).or_default() += n;
        }
        for (mine, theirs) in [
            (&mut self.online, other.online),
            (&mut self.done, other.done),
            (&mut self.paid, other.paid),
            (&mut self.satisfied, other.satisfied),
        ] {
            mine.0 += theirs.0;
            mine.1 += theirs.1;
        }
        self.open += other.open;
    }
}

/// The numbers of every unit inside the scope from day `from` to day `to`, both included.
pub async fn numbers(reader: &Reader<'_>, from: i64, to: i64) -> Result<BTreeMap<UnitId, UnitNumbers>> {
    let scope = Scope::units(reader.actor, permissions::NUMBERS)?;
    let mut table: BTreeMap<UnitId, UnitNumbers> = BTreeMap::new();
    for figure in ["dossiers.received", "dossiers.online", "dossiers.done", "dossiers.paid", "dossiers.satisfaction"] {
        for sum in reader.figure(figure, from, to).await?.into_iter().filter(|sum| scope.covers(sum.unit)) {
            let line = table.entry(UnitId(sum.unit)).or_default();
            match figure {
                "dossiers.received" => *line.received.entry(sum.slice).or_default() += sum.num,
                "dossiers.online" => line.online = (line.online.0 + sum.num, line.online.1 + sum.den),
                "dossiers.done" => line.done = (line.done.0 + sum.num, line.done.1 + sum.den),
                "dossiers.paid" => line.paid = (line.paid.0 + sum.num, line.paid.1 + sum.den),
                _ => line.satisfied = (line.satisfied.0 + sum.num, line.satisfied.1 + sum.den),
            }
        }
    }
    for sum in reader.figure("dossiers.open", 0, 0).await?.into_iter().filter(|sum| scope.covers(sum.unit)) {
        table.entry(UnitId(sum.unit)).or_default().open += sum.num;
    }
    Ok(table)
}

/// A number whose dossiers are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behind {
    /// Received by all channels.
    Received,
    /// Received online.
    Online,
    /// Received at the counter.
    Counter,
    /// Received by post.
    Post,
    /// Done.
    Done,
    /// Done on time.
    OnTime,
    /// Done late.
    Late,
}

impl Behind {
    /// The number of a query parameter.
    pub fn parse(code: &str) -> Result<Self> {
        Ok(match code {
            "received" => Self::Received,
            "online" => Self::Online,
            "counter" => Self::Counter,
            "post" => Self::Post,
            "done" => Self::Done,
            "on-time" => Self::OnTime,
            "late" => Self::Late,
            _ => return Err(Error::not_found()),
        })
    }
}

const BEHIND_SORT: u8 = 3;

/// Exactly the dossiers behind a number of one unit, and their count as the number says it.
pub async fn behind(
    reader: &Reader<'_>,
    unit: UnitId,
    number: Behind,
    days: (i64, i64),
    page: Option<&str>,
    limit: i64,
) -> Result<Page<Dossier>> {
    if !Scope::units(reader.actor, permissions::NUMBERS)?.covers(unit.uuid()) {
        return Err(Error::not_found());
    }
    let page = PageRequest::parse(page, BEHIND_SORT, limit)?;
    let after = page.after.as_ref().map_or((i64::MIN, Uuid::nil()), |cursor| (cursor.key, cursor.id));
    let numbers = numbers(reader, days.0, days.1).await?.remove(&unit).unwrap_or_default();
    let channel = |code: &str| numbers.received.get(code).copied().unwrap_or_default();
    let (id, limit) = (unit.uuid(), page.limit + 1);
    let (rows, total) = match number {
        Behind::Received => (store::lists::received(reader, id, days, "", after, limit).await?, numbers.received_all()),
        Behind::Online => (store::lists::received(reader, id, days, "online", after, limit).await?, channel("online")),
        Behind::Counter => (store::lists::received(reader, id, days, "counter", after, limit).await?, channel("counter")),
        Behind::Post => (store::lists::received(reader, id, days, "post", after, limit).await?, channel("post")),
        Behind::Done => (store::lists::done(reader, id, days, -1, after, limit).await?, numbers.done.1),
        Behind::OnTime => (store::lists::done(reader, id, days, 1, after, limit).await?, numbers.done.0),
        Behind::Late => {
            (store::lists::done(reader, id, days, 0, after, limit).await?, numbers.done.1 - numbers.done.0)
        }
    };
    let by_end = matches!(number, Behind::Done | Behind::OnTime | Behind::Late);
    let cursor = |d: &Dossier| {
        let at = if by_end { d.finished_at } else { d.received_at };
        Cursor { version: BEHIND_SORT, key: at.map_or(0, Timestamp::day_number), id: d.id.uuid() }
    };
    Ok(Page::from_rows(rows, page.limit, total, cursor))
}

/// Numbers whose dossiers stand behind them besides those of [`Behind`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BehindMore {
    /// In progress now, whenever received.
    Open,
    /// Received with a fee that is paid.
    Paid,
    /// Received with a fee.
    WithFee,
    /// Received for procedures that are offered online.
    Offered,
}

/// [`behind`] for the other numbers. The days do not count for what is in progress now.
pub async fn behind_more(
    reader: &Reader<'_>,
    unit: UnitId,
    number: BehindMore,
    days: (i64, i64),
    page: Option<&str>,
    limit: i64,
) -> Result<Page<Dossier>> {
    if !Scope::units(reader.actor, permissions::NUMBERS)?.covers(unit.uuid()) {
        return Err(Error::not_found());
    }
    let page = PageRequest::parse(page, BEHIND_SORT, limit)?;
    let after = page.after.as_ref().map_or((i64::MIN, Uuid::nil()), |cursor| (cursor.key, cursor.id));
    let numbers = numbers(reader, days.0, days.1).await?.remove(&unit).unwrap_or_default();
    let (total, which) = match number {
        BehindMore::Open => (numbers.open, None),
        BehindMore::Paid => (numbers.paid.0, Some((0, "paid", 0))),
        BehindMore::WithFee => (numbers.paid.1, Some((0, "", 1))),
        BehindMore::Offered => (numbers.online.1, Some((1, "", 0))),
    };
    let rows = match which {
        None => store::lists::open(reader, unit.uuid(), after, page.limit + 1).await?,
        Some(which) => store::lists::received_with(reader, unit.uuid(), days, which, after, page.limit + 1).await?,
    };
    let key = |d: &Dossier| d.received_at.map_or(0, Timestamp::day_number);
    let cursor = |d: &Dossier| Cursor { version: BEHIND_SORT, key: key(d), id: d.id.uuid() };
    Ok(Page::from_rows(rows, page.limit, total, cursor))
}
