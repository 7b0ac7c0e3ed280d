//! The numbers, and exactly the dossiers behind each.

use std::collections::BTreeMap;

use access::Scope;
use kernel::{Cursor, Error, Page, PageRequest, Result, Timestamp};
use organisation::UnitId;
use runtime::Reader;
use uuid::Uuid;

use crate::model::Dossier;
use crate::permissions;
use crate::store;

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
    let days_left = (days.0.max(after.0), days.1);
    let numbers = numbers(reader, days.0, days.1).await?.remove(&unit).unwrap_or_default();
    let channel = |code: &str| numbers.received.get(code).copied().unwrap_or_default();
    let (id, limit) = (unit.uuid(), page.limit + 1);
    let (rows, total) = match number {
        Behind::Received => {
            (store::lists::received(reader, id, days_left, "", after, limit).await?, numbers.received_all())
        }
        Behind::Online => {
            (store::lists::received(reader, id, days_left, "online", after, limit).await?, channel("online"))
        }
        Behind::Counter => {
            (store::lists::received(reader, id, days_left, "counter", after, limit).await?, channel("counter"))
        }
        Behind::Post => (store::lists::received(reader, id, days_left, "post", after, limit).await?, channel("post")),
        Behind::Done => (store::lists::done(reader, id, days_left, -1, after, limit).await?, numbers.done.1),
        Behind::OnTime => (store::lists::done(reader, id, days_left, 1, after, limit).await?, numbers.done.0),
        Behind::Late => {
            (store::lists::done(reader, id, days_left, 0, after, limit).await?, numbers.done.1 - numbers.done.0)
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
    let days_left = (days.0.max(after.0), days.1);
    let numbers = numbers(reader, days.0, days.1).await?.remove(&unit).unwrap_or_default();
    let (total, which) = match number {
        BehindMore::Open => (numbers.open, None),
        BehindMore::Paid => (numbers.paid.0, Some((0, "paid", 0))),
        BehindMore::WithFee => (numbers.paid.1, Some((0, "", 1))),
        BehindMore::Offered => (numbers.online.1, Some((1, "", 0))),
    };
    let rows = match which {
        None => store::lists::open(reader, unit.uuid(), after, page.limit + 1).await?,
        Some(which) => {
            store::lists::received_with(reader, unit.uuid(), days_left, which, after, page.limit + 1).await?
        }
    };
    let key = |d: &Dossier| d.received_at.map_or(0, Timestamp::day_number);
    let cursor = |d: &Dossier| Cursor { version: BEHIND_SORT, key: key(d), id: d.id.uuid() };
    Ok(Page::from_rows(rows, page.limit, total, cursor))
}
