//! The form of a paper dossier: the applicant, the filing, and all pages of the procedure's form on one page.

use std::borrow::Cow;
use std::sync::Arc;

use kernel::{FieldError, Message, Result};
use organisation::{Directory, UnitId};
use procedures::ProcedureVersion;
use procedures::form::{Answers, PageView};
use serde::Serialize;
use web::{Cx, ShownError, Values};

use super::act_form::OptionView;
use crate::applicant::Applicant;
use crate::commands::area_levels;
use crate::model::{Behalf, Channel, DeliveryWay};
use crate::permissions::RECEIVE;

/// The form.
#[derive(Serialize)]
pub(super) struct IntakeView {
    /// Code of the procedure.
    pub(super) code: String,
    /// Its name.
    pub(super) procedure: String,
    /// Whether its form is drafted by the project.
    pub(super) is_sample: bool,
    /// The areas for which the officer's desk takes in.
    pub(super) areas: Vec<OptionView>,
    /// Counter or post.
    pub(super) channels: Vec<OptionView>,
    /// For whom.
    pub(super) behalves: Vec<OptionView>,
    /// How the result is wanted.
    pub(super) deliveries: Vec<OptionView>,
    /// The applicant as typed.
    pub(super) applicant: Applicant,
    /// The pages of the procedure's form, with every question that an answer may bring up.
    pub(super) pages: Vec<PageView>,
    /// What was wrong.
    pub(super) errors: Vec<ShownError>,
}

/// What was typed.
pub(super) struct Typed {
    /// The procedure.
    pub(super) procedure: Arc<ProcedureVersion>,
    /// The area whose agency is competent.
    pub(super) area: Option<UnitId>,
    /// Counter or post.
    pub(super) channel: Option<Channel>,
    /// For whom.
    pub(super) behalf: Option<Behalf>,
    /// How the result is wanted.
    pub(super) delivery_way: Option<DeliveryWay>,
    /// The applicant.
    pub(super) applicant: Applicant,
    /// The answers of all pages.
    pub(super) answers: Answers,
}

/// The areas for which the actor may take in a procedure, with their names.
pub(super) fn areas_of(cx: &Cx, procedure: &ProcedureVersion) -> Result<Vec<(UnitId, String)>> {
    let units = cx.reader().service::<Directory>()?.on(cx.reader().now);
    let mut found = Vec::new();
    for level in area_levels(procedure, &units) {
        for area in units.areas(level) {
            let competent = units.competent(&procedure.code, &procedure.field, level, area.id);
            if cx.actor().can_in(RECEIVE, units.one_stop_of(competent).uuid()) {
                found.push((area.id, area.name.clone()));
            }
        }
    }
    Ok(found)
}

impl Typed {
    /// A form nobody has typed into.
    pub(super) fn fresh(cx: &Cx, procedure: Arc<ProcedureVersion>) -> Result<Self> {
        let areas = areas_of(cx, &procedure)?;
        let area = match areas.as_slice() {
            [(only, _)] => Some(*only),
            _ => None,
        };
        Ok(Self {
            procedure,
            area,
            channel: Some(Channel::Counter),
            behalf: Some(Behalf::Own),
            delivery_way: Some(DeliveryWay::Counter),
            applicant: Applicant::default(),
            answers: Answers::new(),
        })
    }

    /// A posted form.
    pub(super) fn read(cx: &Cx, procedure: Arc<ProcedureVersion>, values: &Values) -> Result<Self> {
        let area = values.get("area").parse::<UnitId>().ok();
        let is_ours =
            |area: &UnitId| -> Result<bool> { Ok(areas_of(cx, &procedure)?.iter().any(|(id, _)| id == area)) };
        let area = match area {
            Some(area) if is_ours(&area)? => Some(area),
            _ => None,
        };
        let typed = |name: &str| values.get(&format!("applicant-{name}")).to_owned();
        let applicant = Applicant {
            name: typed("name"),
            identity: typed("identity"),
            phone: typed("phone"),
            email: typed("email"),
            address: typed("address"),
            other_name: typed("other_name"),
            tax_code: typed("tax_code"),
        };
        let mut answers = Answers::new();
        for page in &procedure.form.pages {
            answers.extend(procedure.form.parse_posted(&page.code, values));
        }
        Ok(Self {
            area,
            channel: Channel::parse(values.get("channel")).ok().filter(|channel| *channel != Channel::Online),
            behalf: Behalf::parse(values.get("behalf")).ok(),
            delivery_way: DeliveryWay::parse(values.get("delivery")).ok(),
            applicant,
            answers,
            procedure,
        })
    }

    /// All that keeps the dossier from being taken in, field by field.
    pub(super) fn errors(&self, cx: &Cx) -> Vec<FieldError> {
        let form = &self.procedure.form;
        let mut errors = Vec::new();
        let mut add = |field: &'static str, key: &'static str| {
            errors.push(FieldError { field: field.into(), message: Message::new(key) });
        };
        if self.area.is_none() {
            add("area", "dossiers-desk-error-intake-area");
        }
        if self.channel.is_none() {
            add("channel", "dossiers-desk-error-choose");
        }
        if self.behalf.is_none() {
            add("behalf", "dossiers-desk-error-choose");
        }
        if self.delivery_way.is_none() {
            add("delivery", "dossiers-desk-error-choose");
        }
        let applicant = self.applicant.clone().normalised();
        // The names of the applicant's fields may also be names in a form, so here they have a prefix.
        let prefixed =
            |error: FieldError| FieldError { field: Cow::Owned(format!("applicant-{}", error.field)), ..error };
        errors.extend(applicant.errors(self.behalf.unwrap_or(Behalf::Own)).into_iter().map(prefixed));
        errors.extend(form.check_all(&self.answers, cx.app.runtime().now().date()));
        errors
    }
}

/// The page of what was typed.
pub(super) fn form_view(cx: &Cx, typed: &Typed, errors: &[ShownError]) -> Result<IntakeView> {
    let (procedure, form) = (&typed.procedure, &typed.procedure.form);
    let locale = cx.locale();
    let areas = areas_of(cx, procedure)?.into_iter().map(|(id, label)| OptionView {
        value: id.to_string(),
        label,
        is_chosen: typed.area == Some(id),
    });
    let options = |chosen: Option<&str>, choices: &[(&str, &str)]| -> Vec<OptionView> {
        let option = |(code, label): &(&str, &str)| OptionView {
            value: (*code).to_owned(),
            label: cx.t(label),
            is_chosen: chosen == Some(*code),
        };
        choices.iter().map(option).collect()
    };
    Ok(IntakeView {
        code: procedure.code.clone(),
        procedure: procedure.name_in(locale).to_owned(),
        is_sample: procedure.detail.is_sample || form.is_sample,
        areas: areas.collect(),
        channels: options(
            typed.channel.map(Channel::code),
            &[("counter", "dossiers-desk-channel-counter"), ("post", "dossiers-desk-channel-post")],
        ),
        behalves: options(typed.behalf.map(Behalf::code), BEHALVES),
        deliveries: options(typed.delivery_way.map(DeliveryWay::code), DELIVERIES),
        applicant: typed.applicant.clone(),
        pages: form.whole_view(&typed.answers, errors, locale),
        errors: errors.to_vec(),
    })
}

const BEHALVES: &[(&str, &str)] = &[
    ("self", "dossiers-desk-for-self"),
    ("child", "dossiers-desk-for-child"),
    ("other", "dossiers-desk-for-other"),
    ("organisation", "dossiers-desk-for-organisation"),
];

const DELIVERIES: &[(&str, &str)] = &[
    ("electronic", "dossiers-desk-by-network"),
    ("counter", "dossiers-desk-by-counter"),
    ("post", "dossiers-desk-by-post"),
];
