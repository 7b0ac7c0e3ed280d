//! The operator's pages over HTTP: work that stopped is tried again, once, by whoever may; the daily comparison with
//! the gateway is the operator's, the payments are the desk's.

use axum::http::StatusCode;
use kernel::time::MINUTE;
use runtime::Actor;
use serde_json::json;
use store::JobDraft;
use uuid::Uuid;

use crate::common::{Served, text};

/// A job that stopped after too many tries.
async fn stopped_job(served: &Served) -> Uuid {
    let (actor, store) = (Actor::system(), served.runtime.store());
    let cx = served.runtime.decide_context(&actor);
    let mut set = cx.write(Uuid::nil());
    let payload = "{}".to_owned();
    set.job(JobDraft { kind: "it.work", key: "stubborn-1".into(), payload, run_at: cx.wall });
    set.audit(cx.audit("it.wrote", "item", cx.command, &json!({})));
    store.commit(set).await.unwrap();
    let jobs = store.claim_jobs(served.runtime.wall(), MINUTE, 10).await.unwrap();
    let job = jobs.into_iter().find(|job| job.kind == "it.work").unwrap();
    store.fail_job(job.id, None, "the mail server does not answer".into()).await.unwrap();
    job.id
}

#[test]
fn work_that_stopped_is_tried_again_by_an_operator_only_and_once() {
    testkit::tokio().block_on(async {
        let served = Served::start().await;
        let store = served.runtime.store();
        let id = stopped_job(&served).await;
        // Mails of whoever furnished the house wait beside it.
        let (waiting, stopped) = store.job_counts().await.unwrap();
        assert_eq!(stopped, 1);
        let path = format!("/officer/operations/jobs/{id}/retry");
        let operator = served.browser("operator").await;
        let page = text(operator.get("/officer/operations").await).await;
        assert!(page.contains(&path) && page.contains("stubborn-1"), "{page}");
        let form = format!("csrf={}", operator.token("/officer/operations").await);

        let handler = served.browser("handler").await;
        let theirs = format!("csrf={}", handler.token("/officer/inbox").await);
        for refused in [operator.post(&path, "", &[]).await, handler.post(&path, &theirs, &[]).await] {
            assert_eq!(refused.status(), StatusCode::FORBIDDEN);
        }
        let forged = operator.post("/officer/operations/jobs/x/retry", &form, &[]).await;
        assert_eq!(forged.status(), StatusCode::NOT_FOUND);
        assert_eq!(store.job_counts().await.unwrap(), (waiting, 1), "nothing was done");

        let done = operator.post(&path, &form, &[]).await;
        assert_eq!(done.status(), StatusCode::SEE_OTHER);
        assert_eq!(store.job_counts().await.unwrap(), (waiting + 1, 0));
        let mark = store.last_mark(id, "operations.retry-job").await.unwrap();
        assert!(mark.is_some_and(|payload| payload.contains("stubborn-1")), "who did it is in the audit");
        let again = operator.post(&path, &form, &[]).await;
        assert_eq!(again.status(), StatusCode::CONFLICT);
        assert_eq!(store.job_counts().await.unwrap(), (waiting + 1, 0));
    });
}

#[test]
fn the_comparison_is_the_operators_and_payments_are_of_the_agency_whose_desk_it_is() {
    testkit::tokio().block_on(async {
        let served = Served::start().await;
        let (_, reference) = served.filed().await;
        let (days, list) = ("/officer/reconciliation", "/officer/payments");
        for (who, path, wanted) in [
            ("operator", days, StatusCode::OK),
            ("operator", list, StatusCode::FORBIDDEN),
            ("reception", days, StatusCode::FORBIDDEN),
            ("handler", days, StatusCode::FORBIDDEN),
        ] {
            assert_eq!(served.ask(who, "GET", path, "").await.status(), wanted, "{who} at {path}");
        }
        // The desk took it in, the agency handles it; the ward beside knows nothing of it.
        for (who, is_seen) in
            [("reception", true), ("handler", true), ("other-reception", false), ("other-handler", false)]
        {
            let page = text(served.ask(who, "GET", list, "").await).await;
            assert_eq!(page.contains(&reference), is_seen, "{who}: {page}");
        }
        let menu = text(served.ask("operator", "GET", "/officer/operations", "").await).await.replace("&#x2f;", "/");
        assert!(menu.contains(days) && !menu.contains(&format!("\"{list}\"")), "{menu}");
    });
}
