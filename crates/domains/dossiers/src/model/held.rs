//! What the state holds is not asked again (fact 2.29): whether something that is held can stand for a paper.

use kernel::Timestamp;
use kernel::text::fold;
use procedures::{Paper, PaperKinds};

/// A result or a paper that is held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldPaper<'a> {
    /// Code of the procedure of its dossier.
    pub procedure: &'a str,
    /// Code of the paper in that procedure; none for the result.
    pub paper: Option<&'a str>,
    /// What it is called there.
    pub name: &'a str,
    /// Since when it is there: the day of the result, or when the paper was handed in.
    pub since: Timestamp,
}

/// Whether something that is held can be offered for a paper of a procedure: both are of the same kind, or, where the
/// data knows no kind of one of them, have the same name but for marks and case. It is only offered: a person decides.
pub fn fits(kinds: &PaperKinds, (procedure, paper): (&str, &Paper), held: &HeldPaper<'_>, now: Timestamp) -> bool {
    let wanted = kinds.of_paper(procedure, &paper.code);
    let known = match held.paper {
        Some(code) => kinds.of_paper(held.procedure, code),
        None => kinds.of_result(held.procedure),
    };
    if [wanted, known].into_iter().flatten().any(|kind| !kind.is_usable(held.since, now)) {
        return false;
    }
    match (wanted, known) {
        (Some(wanted), Some(known)) => wanted.code == known.code,
        _ => !held.name.trim().is_empty() && fold(held.name) == fold(&paper.name.vi),
    }
}

/// Whether a request for a supplement asks for a paper that is missing: it asks for all that is missing (fact 2.17), so
/// for every paper that must be there, and for any other one that it names.
pub fn asked_for(paper: &Paper, request: &str) -> bool {
    paper.blocks() || fold(request).contains(&fold(&paper.name.vi))
}

#[cfg(test)]
mod tests {
    use kernel::time::DAY;
    use procedures::PaperMode;

    use super::*;

    const AT: Timestamp = Timestamp(1_733_792_400_000_000);

    fn kinds() -> PaperKinds {
        serde_json::from_value(serde_json::json!({ "kinds": [
            {
                "code": "status", "name": { "vi": "Giấy xác nhận" }, "basis": "[SAMPLE]", "valid_days": 180,
                "results_of": ["1.1"], "papers": [{ "procedure": "2.2", "paper": "status" }],
            },
            {
                "code": "other", "name": { "vi": "Khác" }, "basis": "",
                "papers": [{ "procedure": "3.3", "paper": "x" }],
            },
            {
                "code": "once", "name": { "vi": "Một lần" }, "basis": "",
                "papers": [{ "paper": "once" }], "single_use": true,
            },
        ] }))
        .unwrap()
    }

    fn paper(code: &str, vi: &str, required: bool) -> Paper {
        serde_json::from_value(serde_json::json!({
            "code": code, "name": { "vi": vi }, "mode": "upload", "required": required,
        }))
        .unwrap()
    }

    #[test]
    fn kinds_decide_and_names_only_where_a_kind_is_unknown() {
        let kinds = kinds();
        // (procedure, paper, its name; procedure, paper or result, its name, days ago; whether it fits)
        let table = [
            ("2.2", "status", "Giấy A", "1.1", None, "Giấy B", 10, true),
            ("2.2", "status", "Giấy A", "1.1", None, "Giấy B", 181, false),
            ("2.2", "status", "Giấy A", "3.3", Some("x"), "Giấy A", 10, false),
            ("2.2", "status", "Giấy A", "9.9", Some("y"), "GIAY  a", 10, true),
            ("9.9", "y", "Giấy A", "8.8", Some("z"), "Giấy A", 9_999, true),
            ("9.9", "y", "Giấy A", "8.8", Some("z"), "Giấy B", 1, false),
            ("9.9", "y", "Giấy A", "8.8", None, "Giấy A", 1, true),
            ("9.9", "y", "", "8.8", None, "", 1, false),
            ("9.9", "once", "Giấy A", "8.8", Some("once"), "Giấy A", 1, false),
            ("9.9", "y", "Giấy A", "8.8", Some("once"), "Giấy A", 1, false),
        ];
        for (procedure, code, name, from, held, called, days, expected) in table {
            let wanted = paper(code, name, true);
            let held = HeldPaper { procedure: from, paper: held, name: called, since: AT.plus(-days * DAY) };
            assert_eq!(fits(&kinds, (procedure, &wanted), &held, AT), expected, "{procedure} {code} {held:?}");
        }
    }

    #[test]
    fn a_request_asks_for_what_must_be_there_and_for_what_it_names() {
        let needed = paper("a", "Giấy chứng sinh", true);
        let optional = paper("b", "Giấy xác nhận tình trạng hôn nhân", false);
        assert_eq!(needed.mode, PaperMode::Upload);
        for (paper, request, expected) in [
            (&needed, "Bổ sung chữ ký.", true),
            (&optional, "Bổ sung chữ ký.", false),
            (&optional, "Nộp giay xac nhan tinh trang hon nhan.", true),
        ] {
            assert_eq!(asked_for(paper, request), expected, "{request}");
        }
    }
}
