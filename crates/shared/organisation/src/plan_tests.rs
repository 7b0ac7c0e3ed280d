use super::*;
use crate::sample_units;

const DEPARTMENTS: &str = r#"
province_identifier = "H00"
[identifier_scheme]
province = { pattern = "000.00.00.{province}" }
department = { pattern = "000.00.{department}.{province}", first = 1, width = 2 }
district = { pattern = "000.00.{district}.{province}", first = 31, width = 2 }
commune = { pattern = "000.{commune}.{district}.{province}", first = 1, width = 2 }
division = { pattern = "000.{division}.{district}.{province}", first = 51, width = 2 }
commune_division = { pattern = "{commune_division}.{commune}.{district}.{province}", first = 1, width = 3 }
"#;
const HEAD: &str = "code,name,kind,parent_code\n44,Tỉnh Mẫu,tỉnh,\n";

fn find<'a>(plan: &'a Plan, code: &str) -> &'a Unit {
    plan.units.iter().find(|unit| unit.code == code).unwrap()
}

#[test]
fn the_sample_province_has_its_units() {
    let (units, departments) = sample_units();
    let plan = plan(units, departments, Timestamp(5)).unwrap();
    assert!(plan.quarantined.is_empty(), "{:?}", plan.quarantined);
    let count = |kind: UnitKind| plan.units.iter().filter(|unit| unit.kind == kind).count();
    assert_eq!((count(UnitKind::Province), count(UnitKind::District), count(UnitKind::Commune)), (1, 8, 145));
    assert_eq!((count(UnitKind::OneStop), count(UnitKind::ServiceCentre)), (153, 1));
    assert_eq!(count(UnitKind::Police), 1 + 8 + 145);
    let ids: HashSet<UnitId> = plan.units.iter().map(|unit| unit.id).collect();
    assert_eq!(ids.len(), plan.units.len());
    let identifiers: HashSet<&str> =
        plan.units.iter().filter(|unit| unit.kind != UnitKind::OneStop).map(|unit| unit.identifier.as_str()).collect();
    assert_eq!(identifiers.len(), plan.units.len() - count(UnitKind::OneStop));
}

#[test]
fn names_and_identifiers_follow_from_the_lists() {
    let (units, departments) = sample_units();
    let plan = plan(units, departments, Timestamp(5)).unwrap();
    let table = [
        ("44", "Tỉnh Quảng Bình", "UBND tỉnh Quảng Bình", "000.00.00.H46"),
        ("450", "Thành phố Đồng Hới", "UBND thành phố Đồng Hới", "000.00.31.H46"),
        ("458", "Thị xã Ba Đồn", "UBND thị xã Ba Đồn", "000.00.38.H46"),
        ("18853", "Phường Hải Thành", "UBND phường Hải Thành", "000.01.31.H46"),
        ("so-tu-phap", "Sở Tư pháp", "Sở Tư pháp", "000.00.05.H46"),
        ("457.phong-tu-phap", "Phòng Tư pháp huyện Lệ Thủy", "Phòng Tư pháp huyện Lệ Thủy", "000.51.37.H46"),
        ("18853.cong-an-xa", "Công an phường Hải Thành", "Công an phường Hải Thành", "001.01.31.H46"),
        (
            "450.mot-cua",
            "Bộ phận Một cửa, UBND thành phố Đồng Hới",
            "Bộ phận Một cửa, UBND thành phố Đồng Hới",
            "000.00.31.H46",
        ),
    ];
    for (code, name, agency_name, identifier) in table {
        let unit = find(&plan, code);
        assert_eq!((unit.name.as_str(), unit.agency_name.as_str()), (name, agency_name), "{code}");
        assert_eq!(unit.identifier, identifier, "{code}");
    }
    assert_eq!(find(&plan, "18853.cong-an-xa").calendar, "police");
    let receives = |code: &str| find(&plan, code).receives();
    assert!(receives("18853.cong-an-xa") && receives("18853.mot-cua") && !receives("450.cong-an-huyen"));
    assert_eq!(find(&plan, "450").calendar, "administrative");
    assert_eq!(find(&plan, "450").parent, Some(find(&plan, "44").id));
}

#[test]
fn a_bad_row_is_left_out_with_its_reason_and_the_others_stay() {
    let table = [
        ("x5,Huyện A,huyện,44", "organisation-import-code"),
        (",Huyện A,huyện,44", "organisation-import-code"),
        ("450,,huyện,44", "organisation-import-name"),
        ("450,Huyện A,vùng,44", "organisation-import-kind"),
        ("450,Huyện A,huyện,99", "organisation-import-parent"),
        ("450,Huyện A,huyện,450", "organisation-import-parent"),
        ("44,Huyện A,huyện,44", "organisation-import-double"),
        ("45,Tỉnh B,tỉnh,", "organisation-import-second-province"),
        ("450,Huyện A", "organisation-import-row"),
    ];
    for (row, key) in table {
        let csv = format!("{HEAD}{row}\n451,Huyện Tốt,huyện,44\n");
        let plan = plan(&csv, DEPARTMENTS, Timestamp(5)).unwrap();
        let found: Vec<&str> = plan.quarantined.iter().map(|left| left.message.key.as_ref()).collect();
        assert_eq!(found, [key], "{row}");
        assert_eq!(plan.quarantined[0].place, "units:3", "{row}");
        assert_eq!(find(&plan, "451").name, "Huyện Tốt", "{row}");
    }
}

#[test]
fn a_bad_department_is_left_out() {
    let table = [
        ("code = \"\"\nname = \"Sở\"\nkind = \"department\"", "organisation-import-code"),
        ("code = \"so-a\"\nname = \" \"\nkind = \"department\"", "organisation-import-name"),
        ("code = \"so-a\"\nname = \"Sở A\"\nkind = \"province\"", "organisation-import-kind"),
    ];
    for (row, key) in table {
        let toml = format!("{DEPARTMENTS}\n[[department]]\n{row}\n");
        let plan = plan(HEAD, &toml, Timestamp(5)).unwrap();
        assert_eq!(plan.quarantined.len(), 1, "{row}");
        assert_eq!(plan.quarantined[0].message.key, key, "{row}");
        assert_eq!(plan.units.len(), 1, "{row}");
    }
}

#[test]
fn communes_may_stand_right_below_the_province() {
    let csv = format!("{HEAD}18880,Phường A,phường,44\n18859,Xã B,xã,44\n");
    let plan = plan(&csv, DEPARTMENTS, Timestamp(5)).unwrap();
    assert_eq!(find(&plan, "18880").identifier, "000.01.00.H00");
    assert_eq!(find(&plan, "18859").identifier, "000.02.00.H00");
    assert_eq!(find(&plan, "18859.mot-cua").parent, Some(unit_id("18859")));
}

#[test]
fn a_file_that_cannot_be_used_is_refused_as_a_whole() {
    let none = "code,name,kind,parent_code\n450,Huyện A,huyện,44\n";
    for (csv, toml) in [("name,kind\nA,huyện\n", DEPARTMENTS), (none, DEPARTMENTS), (HEAD, "x = "), (HEAD, "")] {
        assert_eq!(plan(csv, toml, Timestamp(5)).unwrap_err().kind(), kernel::Kind::Invalid, "{csv} {toml}");
    }
}
