use super::*;
use crate::ids::{queue_id, unit_id};
use crate::plan::plan;
use crate::sample_units;
use crate::store::Service;

const START: i64 = 1_000;

fn sample_rows() -> Rows {
    let (units, departments) = sample_units();
    let plan = plan(units, departments, Timestamp(START)).unwrap();
    let mut rows = Rows::default();
    for unit in plan.units {
        for role in Role::ALL {
            let queue = queue_id(&unit.code, role);
            rows.services.push(Service {
                queue,
                made_for: unit.id,
                role,
                unit: unit.id,
                valid_from: START,
                valid_to: None,
            });
        }
        rows.versions.push(unit);
    }
    rows
}

fn sample() -> Snapshot {
    Snapshot::build(&sample_rows(), Timestamp(START))
}

fn code(snapshot: &Snapshot, id: UnitId) -> String {
    snapshot.unit(id).unwrap().code.clone()
}

#[test]
fn one_stop_units_and_committees() {
    let snapshot = sample();
    let table = [
        ("44", "trung-tam-phuc-vu-hanh-chinh-cong", "44"),
        ("so-tu-phap", "trung-tam-phuc-vu-hanh-chinh-cong", "so-tu-phap"),
        ("cong-an-tinh", "trung-tam-phuc-vu-hanh-chinh-cong", "cong-an-tinh"),
        ("trung-tam-phuc-vu-hanh-chinh-cong", "trung-tam-phuc-vu-hanh-chinh-cong", "44"),
        ("450", "450.mot-cua", "450"),
        ("450.phong-tu-phap", "450.mot-cua", "450"),
        ("450.cong-an-huyen", "450.mot-cua", "450"),
        ("18853", "18853.mot-cua", "18853"),
        ("18853.cong-an-xa", "18853.cong-an-xa", "18853"),
        ("18853.mot-cua", "18853.mot-cua", "18853"),
    ];
    for (unit, one_stop, committee) in table {
        let id = unit_id(unit);
        assert_eq!(code(&snapshot, snapshot.one_stop_of(id)), one_stop, "{unit}");
        assert_eq!(code(&snapshot, snapshot.committee_of(id)), committee, "{unit}");
    }
}

#[test]
fn divisions_and_functions_on_the_line() {
    let snapshot = sample();
    let table = [
        ("450", "justice", "450.phong-tu-phap"),
        ("450.phong-kinh-te", "police", "450.cong-an-huyen"),
        ("450", "nothing", "450"),
        ("18853", "police", "18853.cong-an-xa"),
        ("18853", "justice", "18853"),
        ("44", "justice", "so-tu-phap"),
        ("so-tu-phap", "justice", "so-tu-phap"),
        ("cong-an-tinh", "police", "cong-an-tinh"),
    ];
    for (unit, function, want) in table {
        assert_eq!(code(&snapshot, snapshot.division(unit_id(unit), function)), want, "{unit} {function}");
    }
    let table = [
        (Level::Province, "police", "18853", Some("cong-an-tinh")),
        (Level::Province, "tax", "so-tu-phap", Some("cuc-thue")),
        (Level::District, "tax", "18853.cong-an-xa", Some("450.chi-cuc-thue")),
        (Level::District, "social", "so-tu-phap", None),
        (Level::Commune, "police", "18853", Some("18853.cong-an-xa")),
        (Level::Commune, "police", "450", None),
        (Level::District, "nothing", "450", None),
    ];
    for (level, function, near, want) in table {
        let found = snapshot.function_at(level, function, unit_id(near)).map(|id| code(&snapshot, id));
        assert_eq!(found.as_deref(), want, "{level:?} {function} {near}");
    }
}

#[test]
fn the_competent_agency_is_found_by_procedure_then_field_then_level() {
    let snapshot = sample();
    let table = [
        ("1.001193", "Hộ tịch", Level::Commune, "18853", "18853"),
        ("1.004222", "Đăng ký, quản lý cư trú", Level::Commune, "18853", "18853.cong-an-xa"),
        ("2.000815", "Chứng thực", Level::District, "18853", "450.phong-tu-phap"),
        ("1.000001", "Đất đai", Level::District, "18853", "450"),
        ("2.000488", "Lý lịch tư pháp", Level::Province, "18853", "so-tu-phap"),
        ("3.000333", "Lý lịch tư pháp", Level::Province, "18853", "cong-an-tinh"),
        ("9.999999", "Không ai nhận", Level::Province, "450", "44"),
        ("9.999999", "Không ai nhận", Level::Commune, "450", "450"),
    ];
    for (procedure, field, level, area, want) in table {
        let found = snapshot.competent(procedure, field, level, unit_id(area));
        assert_eq!(code(&snapshot, found), want, "{procedure} {level:?} {area}");
    }
}

#[test]
fn areas_are_sorted_and_found_by_code() {
    let snapshot = sample();
    let districts: Vec<&str> = snapshot.areas(Level::District).iter().map(|unit| unit.name.as_str()).collect();
    assert_eq!(districts.len(), 8);
    assert_eq!(districts.first().copied(), Some("Huyện Bố Trạch"));
    assert_eq!(snapshot.areas(Level::Commune).len(), 145);
    assert_eq!(snapshot.area_by_code("450").unwrap().name, "Thành phố Đồng Hới");
    assert!(snapshot.area_by_code("so-tu-phap").is_none());
    assert_eq!(snapshot.levels(), Level::ALL);
    assert_eq!(snapshot.province(), Some(unit_id("44")));
    assert_eq!(snapshot.below(unit_id("44")).len(), snapshot.search("", None).len());
    assert!(snapshot.unit(UnitId(kernel::id::Uuid::nil())).is_err());
    assert_eq!(snapshot.name(UnitId(kernel::id::Uuid::nil())), "");
}

#[test]
fn search_minds_marks_when_they_help() {
    let snapshot = sample();
    let codes = |query: &str| -> Vec<String> {
        snapshot.search(query, Some(Level::District)).into_iter().map(|unit| unit.code.clone()).collect()
    };
    assert!(codes("dong hoi").contains(&"450".to_owned()));
    assert!(codes("Đồng Hới ubnd").contains(&"450".to_owned()));
    assert!(codes("đông hơi").contains(&"450".to_owned()));
    assert!(codes("000.51.37.H46").contains(&"457.phong-tu-phap".to_owned()));
    assert!(codes("so tu phap").is_empty());
}

#[test]
fn a_closed_unit_is_still_known_and_its_queue_goes_to_the_one_that_continues_it() {
    let mut rows = sample_rows();
    let (old, new) = (unit_id("18853"), unit_id("18856"));
    let queue = queue_id("18853", Role::Reception);
    for version in rows.versions.iter_mut().filter(|version| version.id == old) {
        version.valid_to = Some(5_000);
    }
    for service in rows.services.iter_mut().filter(|service| service.queue == queue) {
        service.valid_to = Some(5_000);
    }
    rows.services.push(Service {
        queue,
        made_for: old,
        role: Role::Reception,
        unit: new,
        valid_from: 5_000,
        valid_to: None,
    });
    let after = Snapshot::build(&rows, Timestamp(5_001));
    assert!(!after.is_open(old));
    assert_eq!(after.name(old), "UBND phường Hải Thành");
    assert!(after.area_by_code("18853").is_none());
    assert!(!after.children(unit_id("450")).contains(&old));
    assert_eq!(after.unit_of_queue(queue), Some(new));
    assert_eq!(after.queue(old, Role::Reception).unwrap(), queue);
    assert_eq!(after.queue(new, Role::Reception).unwrap(), queue_id("18856", Role::Reception));
    assert_eq!(after.queues_of(&[new], Role::Reception).len(), 2);
    assert!(after.queues_of(&[old], Role::Reception).is_empty());

    let before = Snapshot::build(&rows, Timestamp(4_999));
    assert!(before.is_open(old));
    assert_eq!(before.unit_of_queue(queue), Some(old));
    let at_the_change = Snapshot::build(&rows, Timestamp(5_000));
    assert!(!at_the_change.is_open(old));
    assert_eq!(at_the_change.unit_of_queue(queue), Some(new));
}

#[test]
fn every_unit_has_three_queues_of_its_own() {
    let snapshot = sample();
    let units: Vec<UnitId> = snapshot.search("", None).into_iter().map(|unit| unit.id).collect();
    for role in Role::ALL {
        assert_eq!(snapshot.queues_of(&units, role).len(), units.len());
        for unit in &units {
            let queue = snapshot.queue(*unit, role).unwrap();
            assert_eq!(snapshot.unit_of_queue(queue), Some(*unit));
        }
    }
}

#[test]
fn a_circle_in_the_data_does_not_hang() {
    let mut rows = sample_rows();
    for version in rows.versions.iter_mut().filter(|version| version.id == unit_id("44")) {
        version.parent = Some(unit_id("450"));
    }
    let snapshot = Snapshot::build(&rows, Timestamp(START));
    assert!(snapshot.line(unit_id("450")).len() <= MAX_HEIGHT);
    assert_eq!(snapshot.below(unit_id("44")).len(), snapshot.search("", None).len());
}
