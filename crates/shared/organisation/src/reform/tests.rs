use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use kernel::id::Uuid;
use kernel::time::{DAY, HOUR};
use kernel::{Kind, Timestamp};
use runtime::{Actor, Runtime, Services};
use testkit::{House, START, both_engines};

use super::commands::{Step, WriteStep};
use super::steps::{STEP, changes};
use super::*;
use crate::ids::{dated_key, unit_id};
use crate::import::import_units;
use crate::model::{Level, Role};
use crate::snapshot::Snapshot;
use crate::{sample_reform, sample_units};

fn directory() -> Arc<Snapshot> {
    let (units, departments) = sample_units();
    Arc::new(Snapshot::of_data(units, departments, Timestamp(1_000)).unwrap())
}

pub(super) fn look(text: &str) -> Result<Resolved, Vec<Problem>> {
    check::resolve(&plan::parse(text)?, &directory())
}

fn csv(text: &str) -> Vec<Vec<&str>> {
    text.lines().skip(1).map(|line| line.split(',').collect()).collect()
}

#[test]
fn the_plan_of_2025_says_what_the_lists_say() {
    let (after, text) = sample_reform();
    let plan = plan::parse(text).unwrap();
    let listed: BTreeMap<&str, &str> = csv(after).iter().map(|row| (row[0], row[1])).collect();
    let heirs: BTreeMap<&str, &str> =
        csv(sample_units().0).iter().filter(|row| !["", "44"].contains(&row[3])).map(|row| (row[0], row[4])).collect();
    let mut mapped = BTreeMap::new();
    for unit in &plan.units {
        assert_eq!(listed.get(unit.code.as_str()), Some(&unit.name.as_str()), "{}", unit.code);
        mapped.extend(unit.from.iter().map(|from| (from.as_str(), unit.code.as_str())));
    }
    assert_eq!(mapped, heirs);
    assert_eq!((heirs.len(), plan.units.len(), listed.len()), (145, 78, 79));
    assert_eq!(plan.abolished.len(), 8);
}

#[test]
fn the_plan_of_2025_leaves_nobody_without_an_heir() {
    let resolved = look(sample_reform().1).unwrap();
    let before = directory();
    let stays = |unit: &&crate::model::Unit| !resolved.turns.contains_key(&unit.id);
    let kept: Vec<_> = before.all().filter(stays).collect();
    assert!(kept.iter().all(|unit| unit.level == Level::Province), "only the province and its departments go on");
    let mut codes: HashSet<&str> = kept.iter().map(|unit| unit.code.as_str()).collect();
    let mut committees: HashSet<&str> = HashSet::new();
    let open: BTreeSet<UnitId> =
        kept.iter().map(|unit| unit.id).chain(resolved.begins.iter().map(|begin| begin.unit.id)).collect();
    for begin in &resolved.begins {
        assert!(codes.insert(&begin.unit.code), "{} is there twice", begin.unit.code);
        assert!(begin.unit.parent.is_some_and(|parent| open.contains(&parent)), "{}", begin.unit.code);
        if begin.unit.kind.is_area() {
            assert!(committees.insert(&begin.unit.identifier), "{}", begin.unit.identifier);
        }
    }
    assert!(resolved.turns.values().all(|to| open.contains(to)));
    let named = |code: &str| resolved.begins.iter().find(|begin| begin.unit.code == code).unwrap().unit.clone();
    assert_eq!(named("18880").agency_name, "UBND phường Đồng Hới");
    assert_eq!(named("18880.mot-cua").name, "Bộ phận Một cửa, UBND phường Đồng Hới");
    assert_eq!(named("18880.mot-cua").identifier, "000.01.00.H46");
    assert_eq!(named("18880.cong-an-xa").identifier, "001.01.00.H46");
    assert!(named("19742.cong-an-xa").name.contains("đặc khu Cồn Cỏ"), "{}", named("19742.cong-an-xa").name);
    let to = |code: &str| resolved.turns[&unit_id(code)];
    assert_eq!(to("18853.mot-cua"), named("18880.mot-cua").id);
    assert_eq!(to("450.cong-an-huyen"), named("18880.cong-an-xa").id);
    assert_eq!(to("450.phong-tu-phap"), named("18880").id);
    assert!(resolved.renews.iter().any(|renewal| renewal.unit.agency_name == "UBND tỉnh Quảng Trị"));
}

pub(super) const HEAD: &str = "title = \"Mẫu\"\nbasis = \"Căn cứ mẫu\"\neffective = \"2025-07-01\"\n";

fn unit_row(code: &str, kind: &str, parent: &str, identifier: &str, from: &str) -> String {
    let head =
        format!("[[unit]]\ncode = \"{code}\"\nname = \"Đơn vị Mẫu\"\nkind = \"{kind}\"\nparent = \"{parent}\"\n");
    format!("{head}identifier = \"{identifier}\"\nfrom = [{from}]\n")
}

pub(super) fn good(code: &str, from: &str) -> String {
    unit_row(code, "xã", "450", &format!("000.{code}.99.H46"), from)
}

fn bad_plans() -> Vec<(&'static str, &'static str, String)> {
    let abolish = |code: &str, to: &str| format!("[[abolish]]\ncode = \"{code}\"\nreceiver = \"{to}\"\n");
    let change = |code: &str, rest: &str| format!("[[change]]\ncode = \"{code}\"\n{rest}\n");
    let alias = |code: &str, unit: &str| format!("[[alias]]\ncode = \"{code}\"\nunit = \"{unit}\"\nsource = \"mẫu\"\n");
    let rule = |code: &str, to: &str| format!("[[procedure]]\ncode = \"{code}\"\nto = \"{to}\"\n");
    let named = |name: &str| good("99001", "\"18853\"").replace("Đơn vị Mẫu", name);
    let one = good("99001", "\"18853\"");
    vec![
        ("not TOML", "bad-toml", "[[unit]\n".into()),
        ("an unknown table", "bad-toml", "[[village]]\ncode = \"1\"\n".into()),
        ("an unknown key", "bad-toml", "[[abolish]]\ncode = \"450\"\nto = \"44\"\n".into()),
        ("a missing key", "bad-toml", "[[abolish]]\ncode = \"450\"\n".into()),
        ("a number for a code", "bad-toml", "[[abolish]]\ncode = 450\nreceiver = \"44\"\n".into()),
        ("nothing", "empty", String::new()),
        ("letters in a code", "code", unit_row("a1", "xã", "450", "000.91.99.H46", "\"18853\"")),
        ("a code too long", "code", unit_row("12345678901", "xã", "450", "000.91.99.H46", "\"18853\"")),
        (
            "a code twice",
            "code-twice",
            format!("{one}{}", unit_row("99001", "xã", "450", "000.92.99.H46", "\"18856\"")),
        ),
        ("a code in use", "code-in-use", unit_row("18856", "xã", "450", "000.91.99.H46", "\"18853\"")),
        ("no name", "name", named(" ")),
        ("a name too long", "name", named(&"x".repeat(201))),
        ("an unknown kind", "kind", unit_row("99001", "thôn", "450", "000.91.99.H46", "\"18853\"")),
        ("a second province", "province", unit_row("99001", "tỉnh", "44", "000.91.99.H46", "")),
        ("an unknown parent", "parent", unit_row("99001", "xã", "99", "000.91.99.H46", "\"18853\"")),
        ("a parent that ends", "parent", format!("{one}{}", abolish("450", "44"))),
        ("a parent of its level", "parent-level", unit_row("99001", "xã", "18856", "000.91.99.H46", "\"18853\"")),
        ("its own parent", "parent-level", unit_row("99001", "xã", "99001", "000.91.99.H46", "\"18853\"")),
        ("an agency as parent", "parent-level", unit_row("99001", "xã", "so-tu-phap", "000.91.99.H46", "\"18853\"")),
        ("a wrong identifier", "identifier", unit_row("99001", "xã", "450", "h46", "\"18853\"")),
        ("an identifier in use", "identifier-in-use", unit_row("99001", "xã", "450", "000.01.31.H46", "\"18853\"")),
        (
            "an identifier twice",
            "identifier-in-use",
            format!("{one}{}", unit_row("99002", "xã", "450", "000.99001.99.H46", "\"18856\"")),
        ),
        ("an unknown predecessor", "unknown", good("99001", "\"1\"")),
        ("an agency as predecessor", "no-area", good("99001", "\"18853.mot-cua\"")),
        ("the province as predecessor", "province", good("99001", "\"44\"")),
        ("a predecessor of another level", "other-level", good("99001", "\"452\"")),
        ("a unit mapped twice in a row", "mapped-twice", good("99001", "\"18853\", \"18853\"")),
        ("a unit mapped twice", "mapped-twice", format!("{one}{}", good("99002", "\"18853\""))),
        ("merged and abolished", "mapped-twice", format!("{one}{}", abolish("18853", "44"))),
        ("an unknown unit abolished", "unknown", abolish("1", "44")),
        ("the province abolished", "province", abolish("44", "450")),
        ("a receiver that ends", "receiver", format!("{one}{}", abolish("18856", "18853"))),
        ("an unknown receiver", "receiver", abolish("18856", "1")),
        ("an agency as receiver", "no-area", abolish("18856", "so-tu-phap")),
        ("a commune left without anybody", "orphan", abolish("450", "44")),
        ("a change of nothing", "change-of-nothing", change("44", "")),
        ("an unknown unit changed", "unknown", change("1", "name = \"x\"")),
        ("an agency changed", "no-area", change("so-tu-phap", "name = \"x\"")),
        ("changed twice", "changed-twice", change("44", "name = \"x\"").repeat(2)),
        ("a unit that ends changed", "change-of-ended", format!("{one}{}", change("18853", "name = \"x\""))),
        ("changed to no name", "name", change("44", "name = \"\"")),
        ("changed to a wrong parent", "parent-level", change("450", "parent = \"452\"")),
        ("an alias of nobody", "unknown-after", format!("{one}{}", alias("99009", "18853"))),
        ("an alias in use", "alias-in-use", format!("{one}{}", alias("18856", "99001"))),
        ("an alias that is no code", "code", format!("{one}{}", alias("x", "99001"))),
        ("a procedure twice", "procedure-twice", format!("{one}{}", rule("1.1", "area").repeat(2))),
        ("work for nobody", "unknown-after", format!("{one}{}", rule("1.1", "18853"))),
        ("a unit without a model", "no-model", unit_row("99001", "xã", "450", "000.91.99.H46", "")),
    ]
}

#[test]
fn bad_plans_are_refused_with_the_row() {
    let plans = bad_plans();
    assert!(plans.len() >= 30);
    for (what, key, rows) in plans {
        let problems = look(&format!("{HEAD}{rows}")).map(|_| ()).unwrap_err();
        let wanted = format!("organisation-reform-{key}");
        let found: Vec<&str> = problems.iter().map(|problem| problem.message.key.as_ref()).collect();
        assert!(found.contains(&wanted.as_str()), "{what}: {found:?}");
        let lines = HEAD.lines().count() + rows.lines().count();
        assert!(problems.iter().all(|problem| (1..=lines + 1).contains(&problem.line)), "{what}: {problems:?}");
    }
    let heads = [
        ("no-title", HEAD.replace("Mẫu", " ")),
        ("no-basis", HEAD.replace("Căn cứ mẫu", "")),
        ("bad-day", HEAD.replace("2025-07-01", "1/7/2025")),
    ];
    for (key, head) in heads {
        let problems = look(&format!("{head}{}", good("99001", "\"18853\""))).map(|_| ()).unwrap_err();
        assert_eq!(problems[0].message.key, format!("organisation-reform-{key}"));
    }
    assert!(look(&format!("{HEAD}{}", good("99001", "\"18853\""))).is_ok());
    let second = format!("{HEAD}{}{}", good("99001", "\"18853\""), good("99002", "\"18853\""));
    let problems = look(&second).map(|_| ()).unwrap_err();
    assert_eq!(problems[0].line, 12, "the row that says it a second time");
}

pub(super) async fn open(house: &House) -> (Runtime, Arc<Directory>) {
    let directory = crate::load(house.store()).await.unwrap();
    let mut services = Services::default();
    services.insert(Arc::clone(&directory));
    let runtime = house.with_services(services);
    let (units, departments) = sample_units();
    import_units(&runtime, units, departments, START).await.unwrap();
    (runtime, directory)
}

pub(super) fn day() -> Timestamp {
    Timestamp::start_of(jiff::civil::date(2025, 7, 1))
}

pub(super) fn heir() -> UnitId {
    unit_id(&dated_key("18880", jiff::civil::date(2025, 7, 1)))
}

pub(super) async fn rows_of(runtime: &Runtime) -> String {
    format!("{:?}", crate::store::rows(runtime.store()).await.unwrap())
}

async fn state_of(runtime: &Runtime) -> State {
    let house = Actor::system();
    plans(&runtime.reader(&house)).await.unwrap()[0].state
}

both_engines!(
    async fn the_clock_turns_the_directory(house: &House) {
        let (runtime, directory) = open(house).await;
        apply(&runtime, &Actor::system(), sample_reform().1).await.unwrap();
        tend(&runtime).await.unwrap();
        assert_eq!(state_of(&runtime).await, State::Written);
        let old = unit_id("18853");
        let before = directory.on(day().plus(-1));
        assert_eq!(before.by_code("18880").unwrap().name, "Phường Đức Ninh Đông");
        assert_eq!((before.areas(Level::District).len(), before.areas(Level::Commune).len()), (8, 145));
        assert_eq!(before.heir(old), old);
        let after = directory.on(day());
        assert_eq!(after.by_code("18880").unwrap().id, heir());
        assert_eq!((after.areas(Level::District).len(), after.areas(Level::Commune).len()), (0, 78));
        assert_eq!(after.name(unit_id("44")), "UBND tỉnh Quảng Trị");
        assert_eq!(before.name(unit_id("44")), "UBND tỉnh Quảng Bình");
        assert_eq!((after.heir(old), after.is_open(old)), (heir(), false));
        assert_eq!(after.heir(unit_id("450")), unit_id("450"), "nobody continues a district whole");
        let reached = after.reach(heir(), true);
        assert!(reached.contains(&old) && reached.contains(&unit_id("18853.mot-cua")));
        assert!(!reached.contains(&unit_id("450")) && !after.reach(heir(), false).contains(&unit_id("450")));
        assert!(after.reach(unit_id("44"), true).contains(&unit_id("450.phong-tu-phap")));
        let everything: Vec<UnitId> = before.search("", None).iter().map(|unit| unit.id).collect();
        for role in Role::ALL {
            for queue in before.queues_of(&everything, role) {
                let server = after.unit_of_queue(queue).unwrap();
                assert!(after.is_open(server), "a queue that nobody serves");
            }
        }
        assert!(after.queues_of(&[heir()], Role::Handling).len() > 8, "its own, eight communes', a district's");
        let aliased: Vec<String> = after.search("19138", None).iter().map(|unit| unit.name.clone()).collect();
        assert!(aliased.contains(&"Xã Phong Nha".to_owned()), "{aliased:?}");
        assert!(house.store().verify(|_, _| {}).await.unwrap().faults.is_empty());
    },
    crate::MIGRATIONS
);

both_engines!(
    async fn a_broken_off_plan_goes_on_and_twice_changes_nothing(house: &House) {
        let (runtime, directory) = open(house).await;
        let id = apply(&runtime, &Actor::system(), sample_reform().1).await.unwrap();
        let resolved = plans(&runtime.reader(&Actor::system())).await.unwrap()[0].resolved(&directory).unwrap();
        // As if the program had ended after some steps.
        for no in [0_i64, 2] {
            let from = usize::try_from(no).unwrap() * STEP;
            let some = changes(&resolved)[from..from + STEP].to_vec();
            let step = Step { plan: id, no, at: resolved.at, province: Uuid::nil(), changes: some };
            runtime.execute(&Actor::system(), &WriteStep(step)).await.unwrap();
        }
        let again = changes(&resolved)[..STEP].to_vec();
        let step = Step { plan: id, no: 0, at: resolved.at, province: Uuid::nil(), changes: again };
        let error = runtime.execute(&Actor::system(), &WriteStep(step)).await.map(|_| ()).unwrap_err();
        assert_eq!(error.kind(), Kind::Conflict);
        tend(&runtime).await.unwrap();
        assert_eq!(state_of(&runtime).await, State::Written);
        let once = rows_of(&runtime).await;
        tend(&runtime).await.unwrap();
        assert_eq!(rows_of(&runtime).await, once);
        assert_eq!(directory.on(day()).areas(Level::Commune).len(), 78);
    },
    crate::MIGRATIONS
);

both_engines!(
    async fn a_plan_that_is_taken_back_leaves_nothing(house: &House) {
        let (runtime, directory) = open(house).await;
        let clean = rows_of(&runtime).await;
        let house_itself = Actor::system();
        let id = apply(&runtime, &house_itself, sample_reform().1).await.unwrap();
        let other = apply(&runtime, &house_itself, sample_reform().1).await.unwrap_err();
        assert_eq!(other.fields()[0].message.key, "organisation-reform-other-pending");
        tend(&runtime).await.unwrap();
        assert_ne!(rows_of(&runtime).await, clean);
        take_back(&runtime, &house_itself, id).await.unwrap();
        tend(&runtime).await.unwrap();
        assert_eq!(rows_of(&runtime).await, clean);
        assert_eq!(state_of(&runtime).await, State::Undone);
        assert_eq!(directory.on(day()).areas(Level::Commune).len(), 145);
        // The same plan may be applied again, and not be taken back once it holds.
        let id = apply(&runtime, &house_itself, sample_reform().1).await.unwrap();
        tend(&runtime).await.unwrap();
        house.clock.set(day().plus(HOUR));
        let late = take_back(&runtime, &house_itself, id).await.unwrap_err();
        assert_eq!(late.message().key, "organisation-reform-too-late-to-undo");
        let past = apply(&runtime, &house_itself, sample_reform().1).await.unwrap_err();
        assert_eq!(past.fields()[0].message.key, "organisation-reform-past");
        house.clock.set(day().plus(40 * DAY));
        tend(&runtime).await.unwrap();
    },
    crate::MIGRATIONS
);

both_engines!(
    async fn only_who_may_reorganise_does(house: &House) {
        let (runtime, _) = open(house).await;
        let reader_only = testkit::officer(Uuid::from_u128(7), &[Uuid::from_u128(8)], &[crate::READ]);
        let refused = apply(&runtime, &reader_only, sample_reform().1).await.unwrap_err();
        assert_eq!(refused.kind(), Kind::Forbidden);
        let operator = testkit::officer(Uuid::from_u128(7), &[Uuid::from_u128(8)], &[crate::REFORM]);
        let id = apply(&runtime, &operator, sample_reform().1).await.unwrap();
        assert_eq!(take_back(&runtime, &reader_only, id).await.unwrap_err().kind(), Kind::Forbidden);
        take_back(&runtime, &operator, id).await.unwrap();
    },
    crate::MIGRATIONS
);
