//! What the province holds already stands beside the upload of a paper: one press uses it instead (fact 2.29).

use kernel::{Kind, Result};
use serde::Serialize;
use web::http::Path;
use web::{Cx, Outcome, Upload};

use super::upload::{Taken, draft_files, show};
use super::{Asked, Found, draft_path, find_draft};
use crate::commands::TakeHeld;
use crate::model::DossierId;
use crate::pages::held::source_words;
use crate::pages::names::UnitNames;
use crate::queries::HeldItem;

/// Something that can be used instead of an upload.
#[derive(Serialize)]
pub(super) struct HeldLine {
    /// What it is.
    name: String,
    /// Where it comes from.
    source: String,
    /// The file itself.
    href: String,
    /// Where its use is sent.
    action: String,
    /// Whether the match rests on an entry that the project drafted.
    is_drafted: bool,
}

impl HeldLine {
    /// What is held for one paper; `action` is where files of the paper are sent.
    pub(super) fn all(cx: &Cx, names: &UnitNames, held: &[HeldItem], paper: &str, action: &str) -> Vec<Self> {
        let line = |item: &HeldItem| Self {
            name: item.name.get(cx.locale()).to_owned(),
            source: source_words(cx, names, item),
            href: format!("/my/dossiers/{}/files/{}", item.file.dossier, item.file.id),
            action: format!("{action}/held/{}", item.file.id),
            is_drafted: item.is_drafted,
        };
        held.iter().filter(|item| item.paper == paper).map(line).collect()
    }

    /// A line for samples of templates.
    pub(super) fn sample(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            source: "Kết quả 000.01.31.H46-241210-0001-KQ(1), UBND phường Hải Thành cấp ngày 10/12/2024".into(),
            href: "/my/dossiers/0/files/0".into(),
            action: "/my/drafts/0/papers/birth/held/0".into(),
            is_drafted: true,
        }
    }
}

/// Uses what is held for a paper. That it is gone, or does not fit in any more, is said at the paper.
pub(super) async fn use_held(cx: &Cx, dossier: DossierId, paper: &str, file: &str, taken: &mut Taken) -> Result<()> {
    let command = TakeHeld { dossier, paper: paper.to_owned(), file: file.parse()? };
    match cx.execute(&command).await {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == Kind::NotFound => {
            taken.say(&format!("paper-{paper}"), cx.t("dossiers-error-held-gone"));
            Ok(())
        }
        Err(error) if web::is_mendable(&error) => {
            taken.say(&format!("paper-{paper}"), cx.say(error.message()));
            Ok(())
        }
        Err(error) => Err(error),
    }
}

/// Uses what is held for a paper of a draft; files that were chosen meanwhile are stored first.
pub(super) async fn draft_post(
    cx: Cx,
    Path((id, paper, file)): Path<(String, String, String)>,
    mut upload: Upload,
) -> Outcome {
    let open = match find_draft(&cx, id.parse()?).await? {
        Found::Draft(open) => open,
        Found::Elsewhere(response) => return Ok(response),
    };
    let mut taken = draft_files(&cx, &open, &mut upload).await?;
    use_held(&cx, open.draft.id, &paper, &file, &mut taken).await?;
    let from = Asked::of(&taken.values);
    if taken.errors.is_empty() {
        let path = format!("{}{}#paper-{paper}", draft_path(open.draft.id, "papers"), from.query());
        return Ok(cx.redirect_saying(&path, "dossiers-held-taken"));
    }
    show(&cx, &open, from.is_review(), taken.errors).await
}

/// The address of a post whose answer was a page, opened again: leads to the papers.
pub(super) async fn draft_again(cx: Cx, Path((id, ..)): Path<(String, String, String)>) -> Outcome {
    Ok(cx.redirect(&draft_path(id.parse()?, "papers")))
}
