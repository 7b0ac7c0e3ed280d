//! The sample province with much open work, opened inside a test, for its reorganisation.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use access::Assignments as _;
use dossiers::applicant::Applicant;
use dossiers::case::Case;
use dossiers::commands as act;
use dossiers::model::{Behalf, Channel, DeliveryWay, DossierId};
use dossiers::recount::{Key, recount};
use dossiers::{permissions, queries};
use identity::Accounts;
use kernel::Timestamp;
use kernel::time::{Clocks, HOUR, ManualClock};
use nhatle::config::Config;
use nhatle::house::{self, Opened};
use organisation::{Directory, Level, QueueId, Snapshot, UnitId};
use runtime::{Actor, Permission, Runtime, SystemClock, SystemRng};
use serde_json::Value;
use store::{params, sql};
use uuid::Uuid;

use crate::kill::add_database;
use crate::program::{Serving, command};

/// The plan of 01/07/2025.
pub(crate) const PLAN: &str = include_str!("../../../data/plans/2025-07-01.toml");

/// Acts that are done side by side.
const SIDE_BY_SIDE: usize = 16;
/// Dossiers taken in by each district.
const OF_DISTRICT: usize = 6;

/// Procedure, its form, and how far its dossiers go: 0 taken in, 1 accepted, 2 forwarded.
type Kind = (&'static str, &'static str, usize);

/// Marital status, of a commune.
const MARITAL: Kind = ("1.004873", "marital-status", 0);
/// Birth registration, of a commune.
const BIRTH: Kind = ("1.001193", "birth", 1);
/// Social allowance: begun in a commune, and decided by a division of its district.
const ALLOWANCE: Kind = ("1.010380", "generic", 2);
/// House building permit, of a district.
const BUILDING: Kind = ("1.013225", "building-permit", 0);

/// The first instant of the plan's day.
pub(crate) fn day() -> Timestamp {
    Timestamp::start_of(jiff::civil::date(2025, 7, 1))
}

/// Makes the sample province with so many lives, by the program, which ends then.
pub(crate) fn sample(folder: &Path, database: &str, dossiers: u32) {
    let dossiers = dossiers.to_string();
    let mut serve = command(folder, &["serve", "--listen", "127.0.0.1:0", "--sample-dossiers", &dossiers]);
    add_database(&mut serve, database);
    Serving::start(serve).kill();
    // A server may still be ending what the dead client had sent.
    std::thread::sleep(std::time::Duration::from_millis(300));
}

/// A house open inside the test, with a clock that the test moves.
pub(crate) struct Inside {
    pub(crate) runtime: Runtime,
    pub(crate) clock: Arc<ManualClock>,
    _opened: Opened,
}

/// A piece of open work.
#[derive(Debug)]
pub(crate) struct Open {
    pub(crate) queue: QueueId,
    pub(crate) receiving: UnitId,
}

impl Inside {
    /// Opens the house of a folder at an instant.
    pub(crate) async fn open(folder: &Path, database: &str, at: Timestamp) -> Self {
        let (data, database) = (folder.to_path_buf(), database.to_owned());
        let opened = house::open(&Config { data, database, ..Config::default() }).await.unwrap();
        let clock = Arc::new(ManualClock::new(at));
        let clocks = Clocks { business: clock.clone(), wall: Arc::new(SystemClock) };
        let runtime = opened.runtime.with_clocks(clocks, Arc::new(SystemRng));
        Self { runtime, clock, _opened: opened }
    }

    /// The units now.
    pub(crate) fn units(&self) -> Arc<Snapshot> {
        self.units_at(self.runtime.now())
    }

    /// The units at an instant.
    pub(crate) fn units_at(&self, at: Timestamp) -> Arc<Snapshot> {
        self.runtime.services().get::<Directory>().unwrap().on(at)
    }

    /// Somebody with all rights of dossiers in every unit.
    fn clerk(&self) -> Actor {
        let units = self.units();
        let all: Vec<Uuid> = units.below(units.province().unwrap()).iter().map(|unit| unit.uuid()).collect();
        let rights: Vec<Permission> = permissions::ALL.iter().map(|info| info.permission).collect();
        testkit::officer(Uuid::from_u128(0xC1E4), &all, &rights)
    }

    /// The version of a dossier.
    pub(crate) async fn version(&self, id: DossierId) -> i64 {
        let house = Actor::system();
        Case::load(&self.runtime.reader(&house), id).await.unwrap().dossier.version
    }

    async fn open_one(&self, clerk: &Actor, (procedure, form, acts): Kind, area: UnitId) -> DossierId {
        let answers = procedures::sample_answers().unwrap().get(form).and_then(Value::as_object).cloned().unwrap();
        let applicant = Applicant {
            name: "Phạm Văn Minh Họa".into(),
            identity: "044080000019".into(),
            phone: "0905000019".into(),
            address: "Số 5, đường Mẫu".into(),
            ..Applicant::default()
        };
        let take = act::TakeIn {
            procedure: procedure.into(),
            area,
            channel: Channel::Counter,
            applicant,
            behalf: Behalf::Own,
            delivery_way: DeliveryWay::Counter,
            answers,
        };
        let id = self.runtime.execute(clerk, &take).await.unwrap().outcome.id;
        if acts > 0 {
            let accept = act::Accept { id, version: self.version(id).await, assignee: None, papers: None };
            self.runtime.execute(clerk, &accept).await.unwrap();
        }
        if acts > 1 {
            self.runtime.execute(clerk, &forward(id, self.version(id).await)).await.unwrap();
        }
        id
    }

    /// Open work all over the province: in one of so many communes, and on the desks of every district, handed in there
    /// or in a commune.
    pub(crate) async fn fill(&self, one_of: usize) {
        let (units, clerk) = (self.units(), self.clerk());
        let mut wanted: Vec<(Kind, UnitId)> = Vec::new();
        for (place, commune) in units.areas(Level::Commune).into_iter().step_by(one_of).enumerate() {
            wanted.push((MARITAL, commune.id));
            wanted.push((if place % 3 == 0 { BIRTH } else { ALLOWANCE }, commune.id));
        }
        for district in units.areas(Level::District) {
            wanted.extend((0..OF_DISTRICT).map(|_| (BUILDING, district.id)));
        }
        // The person is written down with the first dossier.
        let (kind, area) = wanted.remove(0);
        self.open_one(&clerk, kind, area).await;
        for some in wanted.chunks(SIDE_BY_SIDE) {
            futures::future::join_all(some.iter().map(|(kind, area)| self.open_one(&clerk, *kind, *area))).await;
        }
    }

    /// A dossier of the ward Hải Thành whose first step its officer has before them.
    pub(crate) async fn accepted_in_ward(&self) -> DossierId {
        let (procedure, form, _) = ALLOWANCE;
        self.open_one(&self.clerk(), (procedure, form, 1), organisation::unit_id("18853")).await
    }

    /// A dossier that was just handed in at the desk of the city Đồng Hới.
    pub(crate) async fn handed_in_at_city(&self) -> DossierId {
        self.open_one(&self.clerk(), BUILDING, organisation::unit_id("450")).await
    }

    /// Who an officer of the sample is now.
    pub(crate) async fn officer(&self, login: &str) -> Actor {
        let stmt = sql!("SELECT account_id FROM account WHERE login_fold = $1");
        let key = format!("o:{}", kernel::text::fold(login));
        let found = self.runtime.store().all(stmt, params![key], |row| row.get::<Uuid>(0)).await.unwrap();
        let accounts = self.runtime.services().get::<Accounts>().unwrap();
        accounts.actor(&self.runtime, found[0], self.runtime.now()).await.unwrap().unwrap()
    }

    /// The queues of every officer now.
    pub(crate) async fn queues(&self) -> BTreeMap<Uuid, BTreeSet<QueueId>> {
        let stmt = sql!("SELECT account_id FROM account WHERE kind = 'officer'");
        let known = self.runtime.store().all(stmt, Vec::new(), |row| row.get::<Uuid>(0)).await.unwrap();
        let accounts = self.runtime.services().get::<Accounts>().unwrap();
        let units = self.units();
        let mut found = BTreeMap::new();
        for account in known {
            let actor = accounts.actor(&self.runtime, account, self.runtime.now()).await.unwrap().unwrap();
            found.insert(account, queries::queues_of(&actor, &units).into_iter().collect());
        }
        found
    }

    /// All open work.
    pub(crate) async fn work(&self) -> BTreeMap<Uuid, Open> {
        let stmt = sql!(
            "SELECT t.task_id, t.queue_id, d.receiving_id
             FROM task t JOIN dossier d ON d.home_id = t.home_id AND d.dossier_id = t.dossier_id
             WHERE t.closed_at IS NULL"
        );
        let rows = self
            .runtime
            .store()
            .all(stmt, Vec::new(), |row| Ok((row.get::<Uuid>(0)?, Open { queue: row.id(1)?, receiving: row.id(2)? })));
        rows.await.unwrap().into_iter().collect()
    }

    /// What became of the work that the mover has looked at: state, and how often its dossier says that it was moved.
    pub(crate) async fn moves(&self) -> BTreeMap<Uuid, (String, i64)> {
        let stmt = sql!(
            "SELECT m.task_id, m.state, (SELECT COUNT(*) FROM dossier_history h
                                         WHERE h.dossier_id = m.dossier_id AND h.act = 'moved')
             FROM dossier_move m"
        );
        let rows = self
            .runtime
            .store()
            .all(stmt, Vec::new(), |row| Ok((row.get::<Uuid>(0)?, (row.get::<String>(1)?, row.get::<i64>(2)?))));
        rows.await.unwrap().into_iter().collect()
    }

    /// What must never change of every dossier: code, version, the agencies on its papers, instants, clocks, what was
    /// handed in and decided, and what was done.
    pub(crate) async fn kept(&self) -> BTreeMap<Uuid, Vec<String>> {
        let store = self.runtime.store();
        let dossiers = sql!(
            "SELECT dossier_id, COALESCE(code, ''), reference, version, receiving_id, competent_id, state, step,
                    COALESCE(received_at, -1), answer_due_at, clock_end, COALESCE(due_at, -1), COALESCE(promised_at, -1)
             FROM dossier"
        );
        let rows = store.all(dossiers, Vec::new(), |row| {
            let names = (row.get::<String>(1)?, row.get::<String>(2)?, row.get::<i64>(3)?);
            let places = (row.get::<Uuid>(4)?, row.get::<Uuid>(5)?, row.get::<i64>(6)?, row.get::<String>(7)?);
            let dates = (row.get::<i64>(8)?, row.get::<i64>(9)?, row.get::<i64>(10)?, row.get::<i64>(11)?);
            Ok((row.get::<Uuid>(0)?, format!("{names:?} {places:?} {dates:?} {}", row.get::<i64>(12)?)))
        });
        let mut lines = rows.await.unwrap();
        let parts = [
            sql!("SELECT dossier_id, 'paper', paper, originals, copies + 1000 * files FROM dossier_paper"),
            sql!("SELECT dossier_id, 'file', blob, added_at, bytes FROM dossier_file"),
            sql!("SELECT dossier_id, 'result', code, made_at, no FROM dossier_result"),
            sql!("SELECT dossier_id, 'act', act, at, no FROM dossier_history WHERE act <> 'moved'"),
            sql!("SELECT dossier_id, 'work', step, due_at, clock_end FROM task"),
        ];
        for part in parts {
            let rows = store.all(part, Vec::new(), |row| {
                let what = (row.get::<String>(1)?, row.get::<String>(2)?, row.get::<i64>(3)?, row.get::<i64>(4)?);
                Ok((row.get::<Uuid>(0)?, format!("{what:?}")))
            });
            lines.extend(rows.await.unwrap());
        }
        let mut kept: BTreeMap<Uuid, Vec<String>> = BTreeMap::new();
        for (id, line) in lines {
            kept.entry(id).or_default().push(line);
        }
        for lines in kept.values_mut() {
            lines.sort();
        }
        kept
    }

    /// Figures as the acts have summed them equal those counted again from the records.
    pub(crate) async fn assert_figures(&self) {
        let store = self.runtime.store();
        let stmt = sql!(
            "SELECT figure, unit_id, slice, day, CAST(SUM(num) AS BIGINT), CAST(SUM(den) AS BIGINT) FROM (
                 SELECT figure, unit_id, slice, day, num, den FROM figure_day
                 UNION ALL
                 SELECT figure, unit_id, slice, day, num, den FROM figure_delta
             ) AS both_parts
             WHERE figure LIKE 'dossiers.%' GROUP BY figure, unit_id, slice, day"
        );
        let rows = store.all(stmt, Vec::new(), |row| {
            let key: Key = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
            Ok((key, (row.get::<i64>(4)?, row.get::<i64>(5)?)))
        });
        let summed = rows.await.unwrap().into_iter().filter(|(_, sum)| *sum != (0, 0));
        let is_of_queue = |key: &Key| ["dossiers.queue", "dossiers.due"].contains(&key.0.as_str());
        let (queues, figures): (BTreeMap<_, _>, BTreeMap<_, _>) = summed.partition(|(key, _)| is_of_queue(key));
        let house = Actor::system();
        assert_eq!(figures, recount(&self.runtime.reader(&house)).await.unwrap());
        let mut counted: BTreeMap<Key, i64> = BTreeMap::new();
        let stmt = sql!("SELECT queue_id, state, sort_at, soon_at FROM task WHERE closed_at IS NULL");
        let rows = store.all(stmt, Vec::new(), |row| {
            Ok((row.get::<Uuid>(0)?, row.get::<i64>(1)?, row.get::<i64>(2)?, row.get::<i64>(3)?))
        });
        for (queue, state, late, soon) in rows.await.unwrap() {
            *counted.entry(("dossiers.queue".into(), queue, state.to_string(), 0)).or_default() += 1;
            // A standing clock becomes neither late nor due soon.
            for (slice, at) in [("late", late), ("soon", soon)].into_iter().filter(|_| late < 1 << 61) {
                let key = ("dossiers.due".into(), queue, slice.to_owned(), at.div_euclid(HOUR));
                *counted.entry(key).or_default() += 1;
            }
        }
        let queues: BTreeMap<Key, i64> = queues.into_iter().map(|(key, sum)| (key, sum.0)).collect();
        assert_eq!(queues, counted);
    }
}

/// Hands a dossier on, as from a form that shows this version.
pub(crate) fn forward(id: DossierId, version: i64) -> act::Forward {
    act::Forward { id, version, note: String::new(), assignee: None }
}
