use std::sync::Arc;

use kernel::Timestamp;
use organisation::reform::{self, Checked, Participants, Reform};
use organisation::{Directory, Level};
use runtime::{Actor, Runtime, Services};
use store::Migration;
use testkit::{House, START, both_engines};
use web::Values;

use crate::catalogue::Catalogue;
use crate::data::Data;
use crate::import::import_procedures;
use crate::pages::find::{Ask, Found};

/// Building permits of the districts, with a process of their own; funeral grants, with the one of the level.
const CODES: [&str; 2] = ["1.013225", "1.001731"];

const PLAN: &str = r#"
title = "Sắp xếp mẫu"
basis = "Căn cứ mẫu [SAMPLE]"
effective = "2025-07-01"

[[procedure]]
code = "1.013225"
levels = ["commune"]

[[procedure]]
code = "1.001731"
levels = ["province", "commune"]
mark = "[UNVERIFIED]"
"#;

fn migrations() -> Vec<Migration> {
    [organisation::MIGRATIONS, crate::MIGRATIONS].concat()
}

fn day() -> Timestamp {
    Timestamp::start_of(jiff::civil::date(2025, 7, 1))
}

fn table() -> String {
    let wanted = |line: &&str| CODES.iter().chain(&["code"]).any(|code| line.starts_with(&format!("{code},")));
    crate::data::CSV.lines().filter(wanted).collect::<Vec<_>>().join("\n")
}

async fn open(house: &House) -> (Runtime, Arc<Catalogue>) {
    let data = Data::embedded().unwrap();
    let catalogue = Arc::new(Catalogue::load(house.store(), &data).await.unwrap());
    let mut services = Services::default();
    services.insert(organisation::load(house.store()).await.unwrap());
    services.insert(Arc::clone(&catalogue));
    services.insert(Arc::new(Participants(vec![crate::reform()])));
    let runtime = house.with_services(services);
    let (units, departments) = organisation::sample_units();
    organisation::import_units(&runtime, units, departments, START).await.unwrap();
    import_procedures(&runtime, &table(), &data, START).await.unwrap();
    catalogue.reload(runtime.store()).await.unwrap();
    (runtime, catalogue)
}

fn levels(catalogue: &Catalogue, code: &str, at: Timestamp) -> Vec<Level> {
    catalogue.current().by_code(code, at).unwrap().levels.clone()
}

async fn newest(runtime: &Runtime) -> Reform {
    let house = Actor::system();
    reform::plans(&runtime.reader(&house)).await.unwrap().remove(0)
}

async fn keys(runtime: &Runtime, text: &str) -> Vec<String> {
    match reform::examine(runtime, text).await.unwrap() {
        Checked::Good(_) => Vec::new(),
        Checked::Bad(problems) => problems.into_iter().map(|problem| problem.message.key.into_owned()).collect(),
    }
}

both_engines!(
    async fn levels_turn_on_the_day_and_turn_back(house: &House) {
        let (runtime, catalogue) = open(house).await;
        let old = catalogue.current().by_code(CODES[0], START).unwrap();
        let plan = reform::apply(&runtime, &Actor::system(), PLAN).await.unwrap();
        reform::tend(&runtime).await.unwrap();
        reform::tend(&runtime).await.unwrap();
        for code in CODES {
            assert_eq!(levels(&catalogue, code, day().plus(-1)), [Level::District], "{code}");
        }
        assert_eq!(levels(&catalogue, CODES[0], day()), [Level::Commune]);
        assert_eq!(levels(&catalogue, CODES[1], day()), [Level::Province, Level::Commune]);
        let current = catalogue.current();
        let (permit, grant) = (current.by_code(CODES[0], day()).unwrap(), current.by_code(CODES[1], day()).unwrap());
        assert!(grant.detail.is_level_unverified && !permit.detail.is_level_unverified);
        assert_eq!(permit.process.code, old.process.code, "it has a process of its own");
        assert_eq!(grant.process.code, "generic-commune");
        // A dossier that runs keeps what it began with; the same table imported again changes nothing.
        assert_eq!(current.version(old.id).unwrap().levels, [Level::District]);
        let data = Data::embedded().unwrap();
        let again = import_procedures(&runtime, &table(), &data, START.plus(5)).await.unwrap();
        assert_eq!((again.changed, again.unchanged), (0, 2));

        reform::take_back(&runtime, &Actor::system(), plan).await.unwrap();
        reform::tend(&runtime).await.unwrap();
        assert_eq!(catalogue.current().by_code(CODES[0], day()).unwrap().id, old.id);
        assert_eq!(levels(&catalogue, CODES[1], day()), [Level::District]);
        assert!(house.store().verify(|_, _| {}).await.unwrap().faults.is_empty());
    },
    &migrations()
);

/// Two wards of a city that go on in one.
const MERGER: &str = r#"
title = "Sắp xếp mẫu"
basis = "Căn cứ mẫu [SAMPLE]"
effective = "2025-07-01"

[[unit]]
code = "99001"
name = "Phường Mẫu Mới"
kind = "phường"
parent = "450"
identifier = "000.91.99.H46"
from = ["18853", "18856"]
"#;

both_engines!(
    async fn the_code_of_an_agency_that_has_ended_finds_what_its_heir_decides(house: &House) {
        let (runtime, catalogue) = open(house).await;
        // Birth registration: decided by communes.
        let births = crate::data::CSV.lines().filter(|line| line.starts_with("code,") || line.starts_with("1.001193,"));
        let births = births.collect::<Vec<_>>().join("\n");
        import_procedures(&runtime, &births, &Data::embedded().unwrap(), START).await.unwrap();
        catalogue.reload(runtime.store()).await.unwrap();
        reform::apply(&runtime, &Actor::system(), MERGER).await.unwrap();
        reform::tend(&runtime).await.unwrap();
        let directory = runtime.services().get::<Directory>().unwrap();
        let found = |code: &str, at: Timestamp| {
            let ask = Ask::read(&Values::parse(&format!("agency={code}")).unwrap());
            Found::search(&catalogue.current(), &directory.on(at), ask, at)
        };
        let codes = |found: &Found| found.hits().iter().map(|hit| hit.code.clone()).collect::<Vec<_>>();
        let before = found("18853", day().plus(-1));
        assert_eq!((before.agency.as_deref(), &before.ended), (Some("UBND phường Hải Thành"), &None));
        assert!(found("99001", day().plus(-1)).agency.is_none(), "it has not begun");

        let heir = ("99001".to_owned(), "UBND phường Mẫu Mới".to_owned());
        for code in ["18853", "18856"] {
            let after = found(code, day());
            let ended = after.ended.clone().unwrap();
            assert_eq!(Some(&ended.name), after.agency.as_ref());
            assert_eq!(ended.heirs, std::slice::from_ref(&heir), "{code}");
            assert_eq!(codes(&after), codes(&found("99001", day())), "{code}");
            assert_eq!(codes(&after), codes(&found(code, day().plus(-1))), "{code}");
            assert_eq!(codes(&after), ["1.001193"], "{code}");
        }
        let police = found("18853.cong-an-xa", day()).ended.unwrap();
        assert_eq!(police.heirs[0].0, "99001.cong-an-xa");
        assert_eq!(found("nowhere", day()).ended, None);
        assert!(house.store().verify(|_, _| {}).await.unwrap().faults.is_empty());
    },
    &migrations()
);

both_engines!(
    async fn a_plan_that_leads_back_gives_the_levels_before(house: &House) {
        let (runtime, catalogue) = open(house).await;
        reform::apply(&runtime, &Actor::system(), PLAN).await.unwrap();
        reform::tend(&runtime).await.unwrap();
        house.clock.set(day());
        let directory = runtime.services().get::<Directory>().unwrap();
        let plan = newest(&runtime).await;
        let text = reform::reverse(&directory, &plan, runtime.now(), "2025-09-01", "Căn cứ mẫu").unwrap();
        reform::apply(&runtime, &Actor::system(), &text).await.unwrap();
        reform::tend(&runtime).await.unwrap();
        let back = Timestamp::start_of(jiff::civil::date(2025, 9, 1));
        for code in CODES {
            assert_eq!(levels(&catalogue, code, back), [Level::District], "{code}");
        }
        assert_eq!(levels(&catalogue, CODES[0], back.plus(-1)), [Level::Commune]);
        assert_eq!(catalogue.current().by_code(CODES[1], back).unwrap().process.code, "generic-district");
    },
    &migrations()
);

both_engines!(
    async fn rows_that_cannot_be_carried_out_are_refused(house: &House) {
        let (runtime, _) = open(house).await;
        assert!(keys(&runtime, PLAN).await.is_empty());
        let unknown = PLAN.replace("1.001731", "9.999999");
        assert_eq!(keys(&runtime, &unknown).await, ["procedures-reform-unknown"]);
        let process = PLAN.replace("mark =", "process = \"none\"\nmark =");
        assert_eq!(keys(&runtime, &process).await, ["procedures-reform-process"]);
        let later = PLAN.replace("2025-07-01", "2024-12-20");
        let changed = table().replace("mai táng", "mai táng mẫu");
        let data = Data::embedded().unwrap();
        let day = Timestamp::start_of(jiff::civil::date(2025, 1, 1));
        let report = import_procedures(&runtime, &changed, &data, day).await.unwrap();
        assert_eq!(report.changed, 1, "{report:?}");
        assert_eq!(keys(&runtime, &later).await, ["procedures-reform-later"]);
        let no_plan = "reverses = \"018f0000-0000-7000-8000-0000000000ff\"\n";
        let stranger = PLAN.replacen("effective", &format!("{no_plan}effective"), 1);
        assert!(keys(&runtime, &stranger).await.contains(&"organisation-reform-no-such-plan".to_owned()));
    },
    &migrations()
);
