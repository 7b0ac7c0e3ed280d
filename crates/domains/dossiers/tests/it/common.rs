//! A small town on the database of one test: a commune, its neighbour, their city and the people who work there.

use std::sync::Arc;

use ::store::Migration;
use access::Assignments as _;
use blobs::{Blobs, Stored};
use calendar::{Calendar, Calendars};
use dossiers::applicant::Applicant;
use dossiers::case::Case;
use dossiers::commands as act;
use dossiers::model::{Behalf, Channel, DeliveryWay, Dossier, DossierId};
use dossiers::permissions;
use identity::{Accounts, Holders, NewAssignment, NewCitizen, NewOfficer};
use kernel::time::{DAY, ManualClock};
use kernel::{Result, Timestamp};
use organisation::reform::Participants;
use organisation::{Level, Snapshot, UnitId, unit_id};
use procedures::{Catalogue, Data, PaperMode, ProcedureVersion};
use runtime::{Actor, Background, Command, Permission, Reader, Runtime, Services};
use serde_json::{Map, Value};
use tempfile::TempDir;
use testkit::{House, START};
use uuid::Uuid;

/// Birth registration: same day, one paper to upload, no fee.
pub(crate) const BIRTH: (&str, &str) = ("1.001193", "birth");
/// Marital status: three working days, nothing to upload, a fee for each copy.
pub(crate) const MARITAL: (&str, &str) = ("1.004873", "marital-status");
/// House building permit: the city's, two opinions that are required at the same time.
pub(crate) const BUILDING: (&str, &str) = ("1.013225", "building-permit");
/// Social allowance: begun in the commune, decided by a division of the city.
pub(crate) const ALLOWANCE: (&str, &str) = ("1.010380", "generic");

/// The citizen's numbers; their last four digits are the second factors of a look-up.
pub(crate) const IDENTITY: &str = "044085000017";
/// See [`IDENTITY`].
pub(crate) const PHONE: &str = "0912345678";

/// Areas of the town: the province, its city, two wards of the city, another district.
const AREAS: [&str; 5] = ["44", "450", "18853", "18856", "452"];

/// Most rounds of background work.
const ROUNDS: usize = 1_000;

/// All migrations that dossiers stand on, and their own.
pub(crate) fn migrations() -> Vec<Migration> {
    [
        ::store::migrate::MIGRATIONS,
        access::MIGRATIONS,
        blobs::MIGRATIONS,
        organisation::MIGRATIONS,
        identity::MIGRATIONS,
        procedures::MIGRATIONS,
        payments::MIGRATIONS,
        dossiers::MIGRATIONS,
    ]
    .concat()
}

/// The town.
pub(crate) struct Town {
    pub(crate) runtime: Runtime,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) units: Arc<Snapshot>,
    /// The ward where everything is filed, its one-stop unit, its city, the ward beside it.
    pub(crate) ward: UnitId,
    pub(crate) one_stop: UnitId,
    pub(crate) city: UnitId,
    pub(crate) neighbour: UnitId,
    pub(crate) citizen: Actor,
    pub(crate) stranger: Actor,
    pub(crate) reception: Actor,
    pub(crate) handler: Actor,
    pub(crate) colleague: Actor,
    pub(crate) approver: Actor,
    pub(crate) leader: Actor,
    pub(crate) other_reception: Actor,
    pub(crate) other_handler: Actor,
    /// Has every right in the ward, in its one-stop unit and with its police.
    pub(crate) clerk: Actor,
    paper: Stored,
    folder: TempDir,
}

/// The lines of a table whose first column is one of these, and its head.
pub(crate) fn rows_of(csv: &str, codes: &[&str]) -> String {
    let wanted = |line: &&str| line.split(',').next().is_some_and(|code| code == "code" || codes.contains(&code));
    csv.lines().filter(wanted).collect::<Vec<_>>().join("\n")
}

async fn services(house: &House, folder: &TempDir, data: &Data) -> Services {
    let mut services = Services::default();
    let directory = organisation::load(house.store()).await.unwrap();
    services.insert(Arc::new(Accounts::new(Arc::clone(&directory)).unwrap()));
    services.insert(directory);
    services.insert(Arc::new(Catalogue::load(house.store(), data).await.unwrap()));
    services.insert(Arc::new(Calendars::parse(include_str!("../../../../../data/calendars.toml")).unwrap()));
    services.insert(Arc::new(dossiers::rules().unwrap()));
    services.insert(Arc::new(act::GlassHours(1)));
    services.insert(Arc::new(Blobs::local(&folder.path().join("blobs")).unwrap()));
    services.insert(Arc::new(notify::Mailer::sandbox(&folder.path().join("mail")).unwrap()));
    let modules =
        vec![organisation::module(), identity::module(), procedures::module(), payments::module(), dossiers::module()];
    services.insert(Arc::new(web::House::new(modules).words().unwrap()));
    let base_url = "http://127.0.0.1:1".to_owned();
    services.insert(Arc::new(Holders(vec![dossiers::holder()])));
    services.insert(Arc::new(Participants(vec![identity::reform(), dossiers::reform()])));
    services.insert(Arc::new(payments::Settings { base_url, secret: None, has_sandbox: true }));
    services
}

/// When the units, procedures and assignments began to hold.
fn since() -> Timestamp {
    START.plus(-400 * DAY)
}

/// An officer of a unit, resolved through identity like one who has signed in.
async fn officer(runtime: &Runtime, login: &str, unit_code: &str, role: &str) -> Actor {
    let new = NewOfficer {
        login: login.into(),
        name: "Lê Thị Thử Nghiệm".into(),
        password: String::new(),
        unit_code: unit_code.into(),
        role: role.into(),
        position: "Chuyên viên".into(),
        reach: if role == "leader" { "below".into() } else { "unit".into() },
    };
    let account = identity::add_officer_hashed(runtime, new, "none".into(), since()).await.unwrap();
    actor_of(runtime, account).await
}

async fn actor_of(runtime: &Runtime, account: Uuid) -> Actor {
    let accounts = runtime.services().get::<Accounts>().unwrap();
    accounts.actor(runtime, account, runtime.now()).await.unwrap().unwrap()
}

async fn citizen(runtime: &Runtime, name: &str, identity: &str, phone: &str, birth_date: &str) -> Actor {
    let new = NewCitizen {
        name: name.into(),
        identity: identity.into(),
        phone: phone.into(),
        email: format!("{identity}@vidu.vn"),
        address: "Số 17, đường Dấu Kín, phường Hải Thành".into(),
        birth_date: birth_date.into(),
        password: String::new(),
    };
    let account = identity::add_citizen_hashed(runtime, new, "none".into()).await.unwrap();
    actor_of(runtime, account).await
}

async fn stored_paper(runtime: &Runtime) -> Stored {
    let blobs = runtime.services().get::<Blobs>().unwrap();
    let mut upload = blobs.upload(runtime.rng(), runtime.vault(), 1_000_000).unwrap();
    let paper = format!("%PDF-1.7\n{}\n%%EOF\n", "mau ".repeat(400));
    upload.write(paper.as_bytes()).await.unwrap();
    let stored = upload.finish().await.unwrap();
    blobs::record(runtime.store(), &stored, runtime.wall()).await.unwrap();
    stored
}

/// An officer with every right of dossiers in these units, and that to take money there.
pub(crate) fn all_rights(units: &[UnitId]) -> Actor {
    let own = permissions::ALL.iter().map(|info| info.permission);
    let rights: Vec<Permission> = own.chain([payments::TAKE]).collect();
    rights_in(units, &rights)
}

/// The account of [`all_rights`] and [`rights_in`].
const CLERK: Uuid = Uuid::from_u128(0xC1E4);

/// An officer with these rights in these units.
pub(crate) fn rights_in(units: &[UnitId], rights: &[Permission]) -> Actor {
    let ids: Vec<Uuid> = units.iter().map(|unit| unit.uuid()).collect();
    testkit::officer(CLERK, &ids, rights)
}

/// Somebody else with the rights of the clerk, who prepared the dossier and does not decide it too; others stay.
pub(crate) fn decider(officer: &Actor) -> Actor {
    let account = if officer.account == CLERK { Uuid::from_u128(0xC1E5) } else { officer.account };
    Actor { account, ..officer.clone() }
}

/// The valid sample answers of a form.
pub(crate) fn answers(form: &str) -> Map<String, Value> {
    procedures::sample_answers().unwrap().get(form).and_then(Value::as_object).cloned().unwrap()
}

impl Town {
    /// A town in which it is 10/12/2024, 08:00, a Tuesday.
    pub(crate) async fn new(house: &House) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = Data::embedded().unwrap();
        let runtime = house.with_services(services(house, &folder, &data).await);
        let (units, departments) = organisation::sample_units();
        organisation::import_units(&runtime, &rows_of(units, &AREAS), departments, since()).await.unwrap();
        let codes = [BIRTH.0, MARITAL.0, BUILDING.0, ALLOWANCE.0];
        let csv = rows_of(procedures::CSV, &codes);
        let report = procedures::import_procedures(&runtime, &csv, &data, since()).await.unwrap();
        assert_eq!(report.added, codes.len(), "{:?}", report.quarantined);
        runtime.services().get::<Catalogue>().unwrap().reload(runtime.store()).await.unwrap();
        let units = runtime.services().get::<organisation::Directory>().unwrap().on(runtime.now());
        let ward = unit_id("18853");
        let one_stop = units.one_stop_of(ward);
        Self {
            ward,
            one_stop,
            city: unit_id("450"),
            neighbour: unit_id("18856"),
            citizen: citizen(&runtime, "Kín Thị Dấu Mẫu", IDENTITY, PHONE, "1985-03-02").await,
            stranger: citizen(&runtime, "Trần Thị Ví Dụ", "044190000025", "0987654321", "1990-05-06").await,
            reception: officer(&runtime, "reception.ward", "18853.mot-cua", "reception").await,
            handler: officer(&runtime, "handler.ward", "18853", "handler").await,
            colleague: officer(&runtime, "colleague.ward", "18853", "handler").await,
            approver: officer(&runtime, "approver.ward", "18853", "approver").await,
            leader: officer(&runtime, "leader.province", "44", "leader").await,
            other_reception: officer(&runtime, "reception.other", "18856.mot-cua", "reception").await,
            other_handler: officer(&runtime, "handler.other", "18856", "handler").await,
            clerk: all_rights(&[ward, one_stop, units.division(ward, "police")]),
            paper: stored_paper(&runtime).await,
            clock: Arc::clone(&house.clock),
            runtime,
            units,
            folder,
        }
    }

    /// Where this town keeps mails and uploads.
    pub(crate) fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Gives an officer one more role in the ward and reads the rights again.
    pub(crate) async fn with_role(&self, login: &str, account: Uuid, role: &str) -> Actor {
        let assignment = NewAssignment {
            login: login.into(),
            unit_code: "18853".into(),
            role: role.into(),
            position: "Phụ trách".into(),
            reach: "unit".into(),
            valid_from: since(),
            valid_to: None,
        };
        identity::add_assignment(&self.runtime, &assignment).await.unwrap();
        actor_of(&self.runtime, account).await
    }

    /// Performs a command.
    pub(crate) async fn run<C: Command>(&self, actor: &Actor, command: C) -> Result<C::Outcome> {
        self.runtime.execute(actor, &command).await.map(|done| done.outcome)
    }

    /// A reader for an actor.
    pub(crate) fn reader<'a>(&'a self, actor: &'a Actor) -> Reader<'a> {
        self.runtime.reader(actor)
    }

    /// The dossier with all that belongs to it, as the house sees it.
    pub(crate) async fn case(&self, id: DossierId) -> Case {
        let house = Actor::system();
        Case::load(&self.reader(&house), id).await.unwrap()
    }

    /// The record.
    pub(crate) async fn dossier(&self, id: DossierId) -> Dossier {
        self.case(id).await.dossier
    }

    /// Its version.
    pub(crate) async fn version(&self, id: DossierId) -> i64 {
        self.dossier(id).await.version
    }

    /// What was done, oldest first.
    pub(crate) async fn acts(&self, id: DossierId) -> Vec<String> {
        let house = Actor::system();
        let lines = dossiers::queries::history(&self.reader(&house), &self.case(id).await).await.unwrap();
        lines.into_iter().map(|(line, _)| line.act).collect()
    }

    /// Brings one more procedure into force.
    pub(crate) async fn bring(&self, code: &str) {
        let data = Data::embedded().unwrap();
        let csv = rows_of(procedures::CSV, &[code]);
        let report = procedures::import_procedures(&self.runtime, &csv, &data, since()).await.unwrap();
        assert_eq!(report.added, 1, "{:?}", report.quarantined);
        self.runtime.services().get::<Catalogue>().unwrap().reload(self.runtime.store()).await.unwrap();
    }

    /// The calendar of offices.
    pub(crate) fn calendars(&self) -> Arc<Calendars> {
        self.runtime.services().get::<Calendars>().unwrap()
    }

    /// The version of a procedure that is in force.
    pub(crate) fn procedure(&self, code: &str) -> Arc<ProcedureVersion> {
        let catalogue = self.runtime.services().get::<Catalogue>().unwrap().current();
        catalogue.by_code(code, self.runtime.now()).unwrap()
    }

    /// Adds the sample paper to a draft or dossier.
    pub(crate) async fn add(&self, actor: &Actor, id: DossierId, paper: &str, source: act::FileSource) -> Result<()> {
        let stored = self.paper.clone();
        let name = "giấy tờ dấu kín.pdf".to_owned();
        self.run(actor, act::AddFile { dossier: id, paper: paper.into(), name, source, stored }).await.map(|_| ())
    }

    /// A complete draft of a citizen: answers, area and papers.
    pub(crate) async fn draft(&self, actor: &Actor, procedure: (&str, &str)) -> DossierId {
        let id = self.run(actor, act::StartDraft { procedure: procedure.0.into(), id: None }).await.unwrap();
        self.run(actor, self.save(id, answers(procedure.1))).await.unwrap();
        for paper in self.procedure(procedure.0).papers_for(&answers(procedure.1)) {
            if paper.required && paper.mode == PaperMode::Upload {
                self.add(actor, id, &paper.code, act::FileSource::Upload).await.unwrap();
            }
        }
        id
    }

    /// The command that saves these answers and the ward.
    pub(crate) fn save(&self, id: DossierId, answers: Map<String, Value>) -> act::SaveDraft {
        act::SaveDraft {
            id,
            version: None,
            area: Some(self.ward),
            behalf: None,
            delivery_way: Some(DeliveryWay::Counter),
            applicant: None,
            answers,
            reached: "review".into(),
        }
    }

    /// A dossier that the citizen has submitted to the ward.
    pub(crate) async fn file(&self, procedure: (&str, &str)) -> DossierId {
        let id = self.draft(&self.citizen, procedure).await;
        self.run(&self.citizen, act::Submit { id }).await.unwrap();
        id
    }

    /// A paper dossier that an officer takes in at the counter.
    pub(crate) async fn take_in(&self, actor: &Actor, procedure: (&str, &str), area: UnitId) -> Result<DossierId> {
        let take = act::TakeIn {
            procedure: procedure.0.into(),
            area,
            channel: Channel::Counter,
            applicant: Applicant {
                name: "Phạm Văn Minh Họa".into(),
                identity: "044080000019".into(),
                phone: "0905000019".into(),
                address: "Số 5, đường Mẫu, phường Hải Thành".into(),
                ..Applicant::default()
            },
            behalf: Behalf::Own,
            delivery_way: DeliveryWay::Counter,
            answers: answers(procedure.1),
        };
        self.run(actor, take).await.map(|taken| taken.id)
    }

    /// Accepts at the desk of the actor.
    pub(crate) async fn accept(&self, actor: &Actor, id: DossierId) -> Result<()> {
        let version = self.version(id).await;
        self.run(actor, act::Accept { id, version, assignee: None, papers: None }).await
    }

    /// Hands on from the desk; with a reason when scans lack.
    pub(crate) async fn hand_on(&self, actor: &Actor, id: DossierId, override_reason: &str) -> Result<()> {
        let version = self.version(id).await;
        self.run(actor, act::HandOn { id, version, override_reason: override_reason.into(), assignee: None }).await
    }

    /// Digitises the required papers of a dossier with the sample answers.
    pub(crate) async fn digitise(&self, actor: &Actor, id: DossierId, procedure: (&str, &str)) {
        for paper in self.procedure(procedure.0).papers_for(&answers(procedure.1)) {
            if paper.blocks() {
                self.add(actor, id, &paper.code, act::FileSource::Scan).await.unwrap();
            }
        }
    }

    /// Hands on to the next step.
    pub(crate) async fn forward(&self, actor: &Actor, id: DossierId) -> Result<()> {
        let version = self.version(id).await;
        self.run(actor, act::Forward { id, version, note: String::new(), assignee: None }).await
    }

    /// Approves; with a reason when something lacks.
    pub(crate) async fn approve(&self, actor: &Actor, id: DossierId, override_reason: &str) -> Result<()> {
        let version = self.version(id).await;
        let override_reason = override_reason.into();
        self.run(actor, act::Approve { id, version, override_reason, attached: None, results: Vec::new() }).await
    }

    /// A file as an act brings it along.
    pub(crate) fn new_file(&self) -> act::NewFile {
        act::NewFile { name: "kết quả mẫu.pdf".into(), stored: self.paper.clone() }
    }

    /// Adds the electronic result before the decision.
    pub(crate) async fn add_result(&self, actor: &Actor, id: DossierId) {
        self.add(actor, id, "result", act::FileSource::Result).await.unwrap();
    }

    /// Does the background work of dossiers and payments until there is none.
    pub(crate) async fn settle(&self) {
        let mut background = Background::default();
        for module in [dossiers::module(), payments::module()] {
            background.jobs.extend(module.background.jobs);
            background.consumers.extend(module.background.consumers);
        }
        for _ in 0..ROUNDS {
            if !self.runtime.run_once(&background).await {
                return;
            }
        }
        panic!("the background work does not come to an end");
    }

    /// Pays every payment of a dossier at the gateway, and settles it.
    pub(crate) async fn pay(&self, id: DossierId) {
        let house = Actor::system();
        for payment in payments::of_dossier(&self.reader(&house), id.uuid()).await.unwrap() {
            if !payment.is_settled() {
                payments::take(&self.runtime, &paid_notice(&payment)).await.unwrap();
            }
        }
        self.settle().await;
    }

    /// The command that takes, in cash, the oldest payment that is due.
    pub(crate) async fn counter_payment(&self, id: DossierId) -> act::PayAtCounter {
        let house = Actor::system();
        let asked = payments::of_dossier(&self.reader(&house), id.uuid()).await.unwrap();
        let due = asked.iter().find(|payment| !payment.is_settled());
        act::PayAtCounter {
            id,
            version: self.version(id).await,
            payment: due.map(|payment| payment.id),
            amount: due.map_or(0, |payment| payment.amount),
            method: payments::Method::Cash,
            receipt: receipt_of(due.map_or(id.uuid(), |payment| payment.id)),
        }
    }

    /// The calendar by which a unit works.
    pub(crate) fn with_calendar<T>(&self, unit: UnitId, look: impl FnOnce(&Calendar) -> T) -> T {
        let calendars = self.calendars();
        let code = self.units.unit(unit).unwrap().calendar.clone();
        look(calendars.get(&code).unwrap())
    }

    /// The division of the city with this function.
    pub(crate) fn of_city(&self, function: &str) -> UnitId {
        self.units.function_at(Level::District, function, self.city).unwrap()
    }
}

/// The receipt for a payment: each has its own.
fn receipt_of(id: Uuid) -> String {
    let number = id.as_u128();
    format!("bl/{:08} {:08}", number / 100_000_000 % 100_000_000, number % 100_000_000)
}

/// The gateway says that a payment was made.
pub(crate) fn paid_notice(payment: &payments::Payment) -> payments::Notice {
    payments::Notice {
        txn: format!("IT-{}", payment.id.simple()),
        payment: payment.id,
        amount: payment.amount,
        outcome: payments::GatewayOutcome::Paid,
        at: START.0,
    }
}
