//! Open work: whose, how much, and how urgent.

use access::Seen;
use kernel::time::HOUR;
use kernel::{Cursor, Page, PageRequest, Result, Timestamp};
use organisation::{Directory, QueueId, Role, Snapshot, UnitId};
use runtime::{Actor, Reader, Units};
use uuid::Uuid;

use crate::model::{DossierId, FAR, State, TaskId, TaskKind, hour_number};
use crate::permissions;
use crate::store;
use crate::store::lists::{InboxRow, Window};

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
    /// All filters.
    pub const ALL: [Self; 5] = [Self::All, Self::Late, Self::Soon, Self::Paused, Self::New];

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

    pub(super) fn window(self, now: Timestamp) -> Window {
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
    /// What is assigned to the officer, and to those for whom they stand in.
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
        Seen { subject: self.subject, object: self.dossier.uuid(), purpose: "inbox", outside: false }
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

/// The counts of an officer's queues: totals and states from counters, late and soon from counters of past hours and the
/// work of the present hour.
pub async fn unit_counts(reader: &Reader<'_>) -> Result<InboxCounts> {
    let units = reader.service::<Directory>()?.on(reader.now);
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
        let (late, soon) = late_and_soon(reader, queue).await?;
        counts.late += late;
        counts.soon += soon;
    }
    Ok(counts)
}

/// How much of a queue is late, and how much is due soon and not late.
async fn late_and_soon(reader: &Reader<'_>, queue: QueueId) -> Result<(i64, i64)> {
    let now = reader.now.0;
    let hour = hour_number(now);
    let (mut late, mut soon) = store::lists::late_and_soon(reader, queue.uuid(), hour * HOUR, now).await?;
    for sum in reader.figure_of("dossiers.due", queue.uuid(), 0, hour - 1).await? {
        match sum.slice.as_str() {
            "late" => late += sum.num,
            _ => soon += sum.num,
        }
    }
    Ok((late, (soon - late).max(0)))
}

/// Those whose work is the actor's: their own account, and those for whom they stand in.
pub(super) fn holders_of(actor: &Actor) -> Vec<Uuid> {
    std::iter::once(actor.account).chain(actor.stands_in_for()).collect()
}

/// The counts of the work assigned to the officer, and to those for whom they stand in.
pub async fn my_counts(reader: &Reader<'_>) -> Result<InboxCounts> {
    let holders = holders_of(reader.actor);
    let count = async |filter: InboxFilter| {
        let mut sum = 0;
        for holder in &holders {
            sum += store::lists::count_mine(reader, *holder, filter.window(reader.now)).await?;
        }
        Ok::<i64, kernel::Error>(sum)
    };
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
    // The same bound once more as a plain comparison: SQLite seeks by it, where it would walk for a row value.
    let window = Window { from: window.from.max(after.0), ..window };
    let mut rows = match view {
        InboxView::Mine => {
            let mut all = Vec::new();
            for holder in holders_of(reader.actor) {
                all.extend(store::lists::mine(reader, holder, window, after, page.limit + 1).await?);
            }
            all
        }
        InboxView::Unit => {
            let units = reader.service::<Directory>()?.on(reader.now);
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
