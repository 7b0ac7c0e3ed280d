//! Accounts that the house opens itself: the command line and the sample province.

use kernel::{Error, Message, Result, Timestamp, text};
use organisation::{Directory, UnitId};
use runtime::{Actor, Runtime};
use uuid::Uuid;
use web::Errors;

use crate::accounts::{Accounts, known_role};
use crate::business::commands::OpenBusiness;
use crate::business::{NewBusiness, check_business};
use crate::commands::{Assign, ChangePassword, OpenCitizen, OpenOfficer, Post};
use crate::model::{NewCitizen, NewOfficer, PersonDraft, Reach, business_key, citizen_key, login_key, new_officer_key};
use crate::password::{check, hash_password};
use crate::people::check_person;
use crate::store as tables;

/// One more role of an officer.
#[derive(Clone, Debug)]
pub struct NewAssignment {
    /// Name to sign in with.
    pub login: String,
    /// Code of the unit.
    pub unit_code: String,
    /// Code of a role in data/roles.toml.
    pub role: String,
    /// Position in the unit.
    pub position: String,
    /// `unit` or `below`.
    pub reach: String,
    /// When it begins to hold.
    pub valid_from: Timestamp,
    /// When it ends; none when it is open.
    pub valid_to: Option<Timestamp>,
}

/// Opens an officer's account whose assignment holds from now on; `Invalid` names the field that is wrong.
pub async fn add_officer(runtime: &Runtime, officer: NewOfficer) -> Result<Uuid> {
    check(&officer.password, &[officer.login.as_str()]).map_err(|message| Error::invalid_field("password", message))?;
    let hash = hash_password(runtime, &officer.password).await?;
    add_officer_hashed(runtime, officer, hash, runtime.now()).await
}

/// [`add_officer`] with a hash of [`hash_password`] instead of the password, which is not looked at: sample accounts
/// share one hash, and their year begins before now.
pub async fn add_officer_hashed(
    runtime: &Runtime,
    officer: NewOfficer,
    hash: String,
    valid_from: Timestamp,
) -> Result<Uuid> {
    let name = text::squeeze_name(&officer.name);
    if !text::looks_like_name(&name) {
        return Err(Error::invalid_field("name", Message::new("identity-error-name")));
    }
    let login_key = new_officer_key(&officer.login)?;
    let assignment = NewAssignment {
        login: officer.login,
        unit_code: officer.unit_code,
        role: officer.role,
        position: officer.position,
        reach: officer.reach,
        valid_from,
        valid_to: None,
    };
    let command = OpenOfficer { login_key, name, hash, post: post_of(runtime, &assignment)?, invitation: None };
    Ok(runtime.execute(&Actor::system(), &command).await?.outcome)
}

/// Gives an officer one more role and gives the id of the assignment; `NotFound` when nobody has the login.
pub async fn add_assignment(runtime: &Runtime, assignment: &NewAssignment) -> Result<Uuid> {
    let house = Actor::system();
    let key = new_officer_key(&assignment.login)?;
    let found = tables::credentials(&runtime.reader(&house), &key).await?.ok_or_else(Error::not_found)?;
    let command = Assign { account: found.account, post: post_of(runtime, assignment)? };
    Ok(runtime.execute(&house, &command).await?.outcome)
}

/// Opens a citizen's account, whose id is also the id of the subject; `Invalid` names the field that is wrong.
pub async fn add_citizen(runtime: &Runtime, citizen: NewCitizen) -> Result<Uuid> {
    let avoid = [citizen.identity.as_str(), citizen.phone.as_str()];
    check(&citizen.password, &avoid).map_err(|message| Error::invalid_field("password", message))?;
    let hash = hash_password(runtime, &citizen.password).await?;
    add_citizen_hashed(runtime, citizen, hash).await
}

/// [`add_citizen`] with a hash of [`hash_password`] instead of the password, which is not looked at.
pub async fn add_citizen_hashed(runtime: &Runtime, citizen: NewCitizen, hash: String) -> Result<Uuid> {
    let typed = PersonDraft {
        name: citizen.name,
        identity: citizen.identity,
        phone: citizen.phone,
        email: citizen.email,
        address: citizen.address,
        birth_date: citizen.birth_date,
    };
    let mut errors = Errors::default();
    let checked = check_person(&typed, &mut errors);
    errors.done()?;
    let Some((draft, number)) = checked else { return Err(Error::internal("a draft without errors was refused")) };
    let login_key = citizen_key(runtime.vault(), &number);
    let command = OpenCitizen { login_key, draft, hash, address: None };
    Ok(runtime.execute(&Actor::system(), &command).await?.outcome)
}

/// Opens the account of a business for a person, its first representative, with a hash of [`hash_password`]. `Invalid`
/// names the field that is wrong.
pub async fn add_business_hashed(runtime: &Runtime, new: &NewBusiness, person: Uuid, hash: String) -> Result<Uuid> {
    let mut errors = Errors::default();
    let checked = check_business(new, &mut errors);
    errors.done()?;
    let Some((draft, code)) = checked else { return Err(Error::internal("a draft without errors was refused")) };
    let login_key = business_key(runtime.vault(), &code);
    let command = OpenBusiness { login_key, draft, hash, address: None };
    Ok(runtime.execute(&Actor::citizen(person, ""), &command).await?.outcome)
}

/// Sets the password of an account, when its owner has lost it; `NotFound` when nobody has the login.
/// The caller ends the sessions of the account.
pub async fn set_password(runtime: &Runtime, login: &str, password: &str) -> Result<Uuid> {
    check(password, &[login]).map_err(|message| Error::invalid_field("password", message))?;
    let house = Actor::system();
    let key = login_key(runtime.vault(), login);
    let found = tables::credentials(&runtime.reader(&house), &key).await?.ok_or_else(Error::not_found)?;
    let hash = hash_password(runtime, password).await?;
    runtime.execute(&house, &ChangePassword { account: found.account, hash }).await?;
    Ok(found.account)
}

fn post_of(runtime: &Runtime, assignment: &NewAssignment) -> Result<Post> {
    let accounts = runtime.services().get::<Accounts>()?;
    Ok(Post {
        unit: unit_of_code(runtime, &assignment.unit_code)?.uuid(),
        role: known_role(accounts.roles(), &assignment.role)?,
        position: text::squeeze_name(&assignment.position),
        reach: Reach::parse(&assignment.reach)?,
        from: assignment.valid_from,
        to: assignment.valid_to,
    })
}

/// The unit that has a code now.
pub(crate) fn unit_of_code(runtime: &Runtime, code: &str) -> Result<UnitId> {
    let directory = runtime.services().get::<Directory>()?;
    let snapshot = directory.on(runtime.now());
    match snapshot.by_code(code) {
        Some(unit) => Ok(unit.id),
        None => Err(Error::invalid_field("unit_code", Message::new("identity-error-unit").arg("code", code))),
    }
}
