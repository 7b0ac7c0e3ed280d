use std::sync::Arc;

use runtime::Services;
use testkit::{House, START, both_engines};

use super::*;
use crate::ids::unit_id;
use crate::model::{Level, Role};
use crate::sample_units;

/// A runtime that knows the directory, and the directory.
async fn open(house: &House) -> (Runtime, Arc<Directory>) {
    let directory = crate::load(house.store()).await.unwrap();
    let mut services = Services::default();
    services.insert(Arc::clone(&directory));
    (house.with_services(services), directory)
}

/// A province with one district of this name.
fn list(name: &str) -> String {
    format!("code,name,kind,parent_code\n44,Tỉnh Mẫu,tỉnh,\n450,{name},huyện,44\n")
}

both_engines!(
    async fn the_sample_is_imported_once(house: &House) {
        let (runtime, directory) = open(house).await;
        assert!(directory.on(START).province().is_none());
        let (units, departments) = sample_units();

        let first = import_units(&runtime, units, departments, START).await.unwrap();
        assert!(first.quarantined.is_empty());
        assert!(first.added > 500, "{}", first.added);
        let current = directory.on(START);
        assert_eq!(current.areas(Level::Commune).len(), 145);
        assert_eq!(current.name(unit_id("450")), "UBND thành phố Đồng Hới");
        assert!(current.queue(unit_id("18853.cong-an-xa"), Role::Handling).is_ok());

        let again = import_units(&runtime, units, departments, START.plus(5)).await.unwrap();
        assert_eq!((again.added, again.changed, again.unchanged), (0, 0, first.added));
        assert!(!directory.refresh(runtime.store()).await.unwrap());
        assert!(runtime.store().verify(|_, _| {}).await.unwrap().faults.is_empty());
    },
    crate::MIGRATIONS
);

both_engines!(
    async fn a_changed_name_is_a_new_version_and_the_old_one_stays(house: &House) {
        let (runtime, directory) = open(house).await;
        let (_, departments) = sample_units();
        let changed_at = START.plus(1_000);
        import_units(&runtime, &list("Huyện Ví Dụ"), departments, START).await.unwrap();

        let too_old = import_units(&runtime, &list("Huyện Giả Định"), departments, START).await.unwrap();
        assert!(too_old.quarantined.iter().all(|left| left.message.key == "organisation-import-older"));
        assert!(!too_old.quarantined.is_empty());
        assert_eq!(directory.on(START).name(unit_id("450")), "UBND huyện Ví Dụ");

        let report = import_units(&runtime, &list("Huyện Giả Định"), departments, changed_at).await.unwrap();
        assert!(report.changed > 1 && report.added == 0);
        assert_eq!(directory.on(changed_at.plus(-1)).name(unit_id("450")), "UBND huyện Ví Dụ");
        assert_eq!(directory.on(changed_at).name(unit_id("450")), "UBND huyện Giả Định");
        assert_eq!(directory.on(START).name(unit_id("450")), "UBND huyện Ví Dụ");
    },
    crate::MIGRATIONS
);

both_engines!(
    async fn what_is_written_ahead_begins_by_the_clock(house: &House) {
        let (runtime, directory) = open(house).await;
        let (_, departments) = sample_units();
        let begins = START.plus(1_000);
        import_units(&runtime, &list("Huyện Ví Dụ"), departments, START).await.unwrap();
        let ahead = format!("{}18853,Xã Sắp Có,xã,450\n", list("Huyện Giả Định"));
        let report = import_units(&runtime, &ahead, departments, begins).await.unwrap();
        assert!(report.added > 0 && report.changed > 0);

        let (district, commune) = (unit_id("450"), unit_id("18853"));
        let before = directory.on(begins.plus(-1));
        assert_eq!(before.name(district), "UBND huyện Ví Dụ");
        assert!(before.is_open(district) && !before.is_open(commune));
        assert!(before.area_by_code("18853").is_none() && !before.below(district).contains(&commune));
        assert!(before.queues_of(&[commune], Role::Reception).is_empty());
        let after = directory.on(begins);
        assert_eq!(after.name(district), "UBND huyện Giả Định");
        assert!(after.is_open(commune) && after.below(district).contains(&commune));
        assert_eq!(after.queues_of(&[commune], Role::Reception).len(), 1);

        // Within a span it is built once; before the first unit there is none.
        assert!(Arc::ptr_eq(&directory.on(START), &before));
        assert!(Arc::ptr_eq(&after, &directory.on(begins.plus(i64::from(u32::MAX)))));
        assert!(!Arc::ptr_eq(&before, &after));
        assert!(directory.on(START.plus(-1)).province().is_none());
    },
    crate::MIGRATIONS
);

both_engines!(
    async fn another_node_notices_what_was_imported(house: &House) {
        let (_, elsewhere) = open(house).await;
        let (runtime, _) = open(house).await;
        let (_, departments) = sample_units();
        import_units(&runtime, &list("Huyện Ví Dụ"), departments, START).await.unwrap();
        assert!(elsewhere.on(START).province().is_none());
        assert!(elsewhere.refresh(house.store()).await.unwrap());
        assert_eq!(elsewhere.on(START).name(unit_id("450")), "UBND huyện Ví Dụ");
        assert!(!elsewhere.refresh(house.store()).await.unwrap());
    },
    crate::MIGRATIONS
);

both_engines!(
    async fn only_the_house_may_import(house: &House) {
        let (runtime, directory) = open(house).await;
        let (units, departments) = sample_units();
        let plan = plan(units, departments, START).unwrap();
        let command = ImportUnits { province: plan.province, units: plan.units };
        let refused = runtime.execute(&Actor::anonymous(), &command).await.unwrap_err();
        assert_eq!(refused.kind(), kernel::Kind::Forbidden);
        directory.reload(house.store()).await.unwrap();
        assert!(directory.on(START).province().is_none());
        // The try itself is kept.
        let (rows, _) = house.store().audit_counts().await.unwrap();
        assert!(rows > 0);
    },
    crate::MIGRATIONS
);

#[test]
fn what_becomes_of_a_unit() {
    let (units, departments) = sample_units();
    let known = plan(units, departments, START).unwrap().units.into_iter().find(|unit| unit.code == "450").unwrap();
    let later = Unit { valid_from: START.0 + 1, ..known.clone() };
    let renamed = Unit { name: "Thành phố Mẫu".to_owned(), ..later.clone() };
    let closed = Unit { valid_to: Some(START.0 + 9), ..known.clone() };
    let other = Unit { level: Level::Commune, ..later.clone() };
    assert_eq!(change_of(None, &later), Change::New);
    assert_eq!(change_of(Some(&known), &later), Change::Same);
    assert_eq!(change_of(Some(&known), &renamed), Change::Version);
    assert_eq!(change_of(Some(&renamed), &known), Change::Refused("organisation-import-older"));
    assert_eq!(change_of(Some(&closed), &later), Change::Refused("organisation-import-closed"));
    assert_eq!(change_of(Some(&known), &other), Change::Refused("organisation-import-other-kind"));
}
