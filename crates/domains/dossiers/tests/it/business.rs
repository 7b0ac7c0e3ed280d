//! A business files in its own name: who files for whom comes from its account, and nobody else can.

use access::Assignments as _;
use dossiers::applicant::{Applicant, ApplicantChange};
use dossiers::commands::{self as act, FileWhole, OpenDraft};
use dossiers::model::Behalf;
use dossiers::queries;
use identity::{Accounts, NewBusiness};
use kernel::Kind;
use runtime::Actor;
use serde_json::json;
use testkit::both_engines;

use crate::common::{IDENTITY, MARITAL, Town, answers, migrations};

const TAX: &str = "3100999990";
const NAME: &str = "Công ty TNHH Mẫu";

/// A business that the citizen represents.
async fn business(town: &Town) -> Actor {
    let new = NewBusiness {
        name: NAME.into(),
        tax_code: TAX.into(),
        phone: "0912000990".into(),
        email: "congty@example.vn".into(),
        address: "Số 90, đường Mẫu, phường Hải Thành".into(),
    };
    let account =
        identity::add_business_hashed(&town.runtime, &new, town.citizen.account, "none".into()).await.unwrap();
    let accounts = town.runtime.services().get::<Accounts>().unwrap();
    accounts.actor(&town.runtime, account, town.runtime.now()).await.unwrap().unwrap()
}

fn change(value: serde_json::Value) -> ApplicantChange {
    serde_json::from_value(value).unwrap()
}

both_engines!(
    async fn whom_and_by_whom_is_not_asked_again(house: &House) {
        let town = Town::new(house).await;
        let business = business(&town).await;
        let id = town.draft(&business, MARITAL).await;
        let open = OpenDraft::load(&town.reader(&business), id).await.unwrap();
        assert_eq!(open.draft.behalf, Behalf::Organisation);
        let Applicant { identity, phone, other_name, tax_code, .. } = open.applicant;
        assert_eq!((identity.as_str(), other_name.as_str(), tax_code.as_str()), (IDENTITY, NAME, TAX));
        assert_eq!(phone, "0912000990", "the business is reached, not its representative");

        town.run(&business, act::Submit { id }).await.unwrap();
        let dossier = town.dossier(id).await;
        assert_eq!((dossier.account, dossier.behalf), (Some(business.account), Behalf::Organisation));
        let own = queries::of_account(&town.reader(&business), None, 10).await.unwrap();
        assert_eq!(own.items.iter().map(|it| it.id).collect::<Vec<_>>(), [id]);
        for other in [&town.citizen, &town.stranger] {
            let theirs = queries::of_account(&town.reader(other), None, 10).await.unwrap();
            assert!(theirs.items.is_empty(), "a representative sees it under the account of the business only");
        }
        let found = queries::track(&town.reader(&Actor::system()), &dossier.reference, "0990").await.unwrap();
        assert_eq!(found, id);
    },
    &migrations()
);

both_engines!(
    async fn a_business_files_for_nobody_else(house: &House) {
        let town = Town::new(house).await;
        let business = business(&town).await;
        let id = town.draft(&business, MARITAL).await;
        let own = act::SaveDraft { behalf: Some(Behalf::Own), ..town.save(id, answers(MARITAL.1)) };
        let refused = town.run(&business, own).await.unwrap_err();
        assert_eq!((refused.kind(), &*refused.fields()[0].field), (Kind::Invalid, "behalf"));
        // What is typed over name and number of the business does not stay.
        let typed = Applicant { tax_code: "0100999995".into(), other_name: "Khác".into(), ..Applicant::default() };
        let save = act::SaveDraft { behalf: None, applicant: Some(typed), ..town.save(id, answers(MARITAL.1)) };
        town.run(&business, save).await.unwrap();
        let kept = OpenDraft::load(&town.reader(&business), id).await.unwrap().applicant;
        assert_eq!((kept.tax_code.as_str(), kept.other_name.as_str(), kept.identity.as_str()), (TAX, NAME, IDENTITY));

        let whole = FileWhole {
            id: None,
            procedure: MARITAL.0.into(),
            area: Some(town.ward),
            behalf: None,
            delivery_way: None,
            applicant: change(json!({})),
            answers: answers(MARITAL.1),
        };
        whole.check(&town.reader(&business)).await.unwrap();
        let fields = async |whole: &FileWhole| {
            let error = whole.check(&town.reader(&business)).await.unwrap_err();
            error.fields().iter().map(|field| field.field.to_string()).collect::<Vec<_>>()
        };
        let own = FileWhole { behalf: Some(Behalf::Own), ..whole.clone() };
        assert_eq!(fields(&own).await, ["behalf"]);
        let other = change(json!({ "name": "Trần Thị Ví Dụ", "identity": "044190000025" }));
        let by_other = FileWhole { applicant: other, ..whole.clone() };
        assert_eq!(fields(&by_other).await, ["name", "identity"], "only a representative files");
        let done = act::file_whole(&town.runtime, &business, &whole).await.unwrap();
        assert_eq!(town.dossier(done.id).await.behalf, Behalf::Organisation);
    },
    &migrations()
);
