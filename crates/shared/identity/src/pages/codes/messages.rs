//! What a sample run would have sent by e-mail and telephone, for its operator.

use kernel::Error;
use serde::Serialize;
use web::{Cx, Outcome, TemplateSample, view_of};

use crate::codes::messages::kept;

const TEMPLATE: &str = "identity/messages.html";
/// Messages that are shown.
const MOST: i64 = 50;

#[derive(Serialize)]
struct MessagesView {
    messages: Vec<MessageView>,
}

#[derive(Serialize)]
struct MessageView {
    way: &'static str,
    at: i64,
    to: String,
    text: String,
}

/// The newest messages. Codes are no page of a real house: there the page does not exist.
pub(crate) async fn get(cx: Cx) -> Outcome {
    if !cx.app.site().sample {
        return Err(Error::not_found().into());
    }
    let all = kept(&cx.reader(), MOST).await?.into_iter();
    let messages = all.map(|(way, at, kept)| MessageView { way: way.code(), at, to: kept.to, text: kept.text });
    cx.page(TEMPLATE, MessagesView { messages: messages.collect() }).await
}

pub(super) fn samples() -> Vec<TemplateSample> {
    vec![
        TemplateSample { template: TEMPLATE, case: "none", view: |_| view_of(MessagesView { messages: Vec::new() }) },
        TemplateSample {
            template: TEMPLATE,
            case: "two, hostile",
            view: |_| {
                let message = |way, text: &str| MessageView {
                    way,
                    at: 1_733_792_400_000_000,
                    to: "••• ••• 678".into(),
                    text: text.to_owned(),
                };
                let hostile = "<script>alert(1)</script>\" ".repeat(8);
                view_of(MessagesView { messages: vec![message("email", &hostile), message("phone", "123456")] })
            },
        },
    ]
}
