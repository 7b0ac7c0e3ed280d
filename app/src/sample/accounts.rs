//! Sample accounts: officers for every desk, citizens who file online. They share one hash of one known password.

use std::collections::HashMap;
use std::sync::Arc;

use access::Assignments as _;
use anyhow::{Context, Result};
use identity::{Accounts, NewCitizen, NewOfficer};
use kernel::Timestamp;
use organisation::{Directory, Role, Unit, UnitId, UnitKind};
use runtime::{Actor, Runtime};
use uuid::Uuid;

use super::PASSWORD;
use super::people::People;

/// Citizens with accounts.
const CITIZENS: u64 = 160;

/// Who works where, ready to act.
pub(crate) struct Staff {
    desks: HashMap<(UnitId, Role), Actor>,
    /// Citizens with accounts: number of the person and account.
    pub(crate) citizens: Vec<(u64, Uuid)>,
}

impl Staff {
    /// The officer of a unit's desk.
    pub(crate) fn officer(&self, unit: UnitId, role: Role) -> Result<&Actor> {
        self.desks.get(&(unit, role)).with_context(|| format!("nobody works at {unit} as {}", role.code()))
    }

    pub(crate) fn officers(&self) -> usize {
        self.desks.len()
    }
}

fn roles_of(unit: &Unit) -> &'static [(Role, &'static str, &'static str)] {
    const RECEPTION: (Role, &str, &str) = (Role::Reception, "reception", "Công chức Một cửa");
    const HANDLER: (Role, &str, &str) = (Role::Handling, "handler", "Chuyên viên");
    const APPROVER: (Role, &str, &str) = (Role::Approval, "approver", "Lãnh đạo");
    const OWN_RECEPTION: (Role, &str, &str) = (Role::Reception, "reception", "Cán bộ tiếp nhận");
    match unit.kind {
        UnitKind::OneStop | UnitKind::ServiceCentre => &[RECEPTION, HANDLER],
        _ if unit.receives() => &[HANDLER, APPROVER, OWN_RECEPTION],
        _ => &[HANDLER, APPROVER],
    }
}

pub(crate) async fn open(runtime: &Runtime, people: &People, from: Timestamp) -> Result<Staff> {
    let hash = identity::hash_password(runtime, PASSWORD).await?;
    let units = runtime.services().get::<Directory>()?.on(from);
    let accounts = runtime.services().get::<Accounts>()?;
    let province = units.province().context("there is no province among the sample units")?;
    let mut desks = HashMap::new();
    let mut number = 5_000;
    for id in units.below(province) {
        let unit = units.unit(id)?;
        for (role, code, position) in roles_of(unit) {
            number += 1;
            let login = format!("{code}.{}", unit.code);
            let account = officer(runtime, people, number, &login, unit, code, position, "unit", &hash, from).await?;
            let actor = accounts.actor(runtime, account, from.plus(1)).await?.context("a new officer has no rights")?;
            desks.insert((id, *role), actor);
        }
    }
    let top = units.unit(province)?;
    for (code, position) in [
        ("leader", "Chủ tịch"),
        ("operator", "Quản trị vận hành"),
        ("administrator", "Quản trị tài khoản"),
        ("data-protection", "Phụ trách bảo vệ dữ liệu cá nhân"),
        ("inspector", "Thanh tra viên"),
    ] {
        number += 1;
        let login = format!("{code}.{}", top.code);
        officer(runtime, people, number, &login, top, code, position, "below", &hash, from).await?;
    }
    let mut citizens = Vec::new();
    for number in 0..CITIZENS {
        let person = people.person(number);
        let citizen = NewCitizen {
            name: person.name,
            identity: person.identity,
            phone: person.phone,
            email: String::new(),
            address: person.address,
            birth_date: person.birth_date,
            password: PASSWORD.into(),
        };
        citizens.push((number, identity::add_citizen_hashed(runtime, citizen, hash.clone()).await?));
    }
    Ok(Staff { desks, citizens })
}

#[expect(clippy::too_many_arguments, reason = "the values of one account, at the one place that opens it")]
async fn officer(
    runtime: &Runtime,
    people: &People,
    number: u64,
    login: &str,
    unit: &Unit,
    role: &str,
    position: &str,
    reach: &str,
    hash: &str,
    from: Timestamp,
) -> Result<Uuid> {
    let officer = NewOfficer {
        login: login.to_owned(),
        name: people.person(number).name,
        password: PASSWORD.into(),
        unit_code: unit.code.clone(),
        role: role.to_owned(),
        position: position.to_owned(),
        reach: reach.to_owned(),
    };
    let opened = identity::add_officer_hashed(runtime, officer, hash.to_owned(), from).await;
    opened.with_context(|| format!("the account {login}"))
}

/// A citizen as an actor.
pub(crate) fn citizen(account: Uuid, name: &Arc<str>) -> Actor {
    Actor::citizen(account, name)
}
