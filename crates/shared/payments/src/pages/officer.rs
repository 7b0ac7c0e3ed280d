//! The officers' list of payments: of their agencies, at a desk of the agencies whose desk it is.

use std::collections::HashMap;

use access::Scope;
use kernel::{Cursor, PageRequest, Result};
use organisation::{Directory, Snapshot, UnitId};
use runtime::Reader;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use web::http::Query;
use web::{Cx, Outcome, TemplateSample, view_of};

use crate::model::{Excess, Method, Payment, State};
use crate::store::{self, After};
use crate::{Names, READ, REFUND};

const TEMPLATE: &str = "payments/officer.html";
const PATH: &str = "/officer/payments";
/// Rows of a page.
pub(crate) const LIMIT: i64 = 50;
/// Version of the sort key: newest first.
pub(crate) const SORT: u8 = 1;

#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    state: String,
    #[serde(default)]
    page: String,
}

#[derive(Serialize)]
struct Row {
    /// What it is for, as people call it today.
    purpose: String,
    dossier: String,
    amount: i64,
    class: &'static str,
    icon: &'static str,
    state: &'static str,
    /// Message that says why it is owed back; empty when it was asked for.
    excess: &'static str,
    made_at: i64,
    paid_at: Option<i64>,
    /// Message that names how it was paid; empty before.
    method: &'static str,
    receipt: String,
    reconciled_at: Option<i64>,
    /// Where a refund is asked for; empty when it cannot be.
    ask_refund: String,
    /// Where it is recorded that it was made; empty when it cannot be.
    record_refund: String,
}

#[derive(Serialize)]
struct Chip {
    label: &'static str,
    href: String,
    count: i64,
    is_current: bool,
}

#[derive(Serialize)]
struct ListView {
    chips: Vec<Chip>,
    rows: Vec<Row>,
    total: i64,
    /// What the chosen payments come to: money that is awaited, that came, that is owed back, that went back and that
    /// nobody asks for is never added up.
    sums: Vec<SumView>,
    base: String,
    next: Option<String>,
    is_first: bool,
}

#[derive(Serialize)]
struct SumView {
    label: &'static str,
    amount: i64,
}

/// Payments of a state in the agencies of the actor: how many, and how much in đồng.
pub(crate) struct Counted {
    pub(crate) home: Uuid,
    pub(crate) state: State,
    pub(crate) count: i64,
    sum: i64,
}

/// GET /officer/payments
pub(crate) async fn list(cx: Cx, Query(asked): Query<Asked>) -> Outcome {
    let view = view(&cx, &asked).await?;
    cx.page(TEMPLATE, view).await
}

async fn view(cx: &Cx, asked: &Asked) -> Result<ListView> {
    let reader = cx.reader();
    let scope = Scope::units(cx.actor(), READ)?;
    let state = State::parse(&asked.state);
    let page = PageRequest::parse(Some(asked.page.as_str()), SORT, LIMIT)?;
    let after = page.after.as_ref().map_or(After::START, |cursor| After { made_at: cursor.key, id: cursor.id });
    let counts = counted(&reader, &scope).await?;
    let mut payments = newest(&reader, &counts, state, after).await?;
    let shown = usize::try_from(LIMIT).unwrap_or(0);
    let has_more = payments.len() > shown;
    payments.truncate(shown);
    let last = payments.last().filter(|_| has_more);
    let next = last.map(|last| Cursor { version: SORT, key: last.made_at.0, id: last.id }.encode());
    let of_state = |wanted: Option<State>| {
        let chosen = counts.iter().filter(|one| wanted.is_none_or(|wanted| wanted == one.state));
        chosen.map(|one| one.count).sum::<i64>()
    };
    let chip = |label: &'static str, of: Option<State>| Chip {
        label,
        href: of.map_or_else(|| PATH.to_owned(), |of| format!("{PATH}?state={}", of.code())),
        count: of_state(of),
        is_current: of == state,
    };
    let mut chips = vec![chip("payments-state-all", None)];
    chips.extend(State::ALL.into_iter().map(|of| chip(of.label(), Some(of))));
    let dossiers: Vec<Uuid> = payments.iter().map(|payment| payment.dossier).collect();
    let names = (reader.service::<Names>()?.0)(&reader, &dossiers).await?;
    Ok(ListView {
        chips,
        rows: payments.iter().map(|payment| row(cx, payment, &names)).collect(),
        total: of_state(state),
        sums: sums(&counts, state),
        base: state.map_or_else(|| format!("{PATH}?"), |state| format!("{PATH}?state={}&", state.code())),
        next,
        is_first: page.after.is_none(),
    })
}

/// What the payments of a state, or of all, come to, kind by kind of money.
fn sums(counts: &[Counted], state: Option<State>) -> Vec<SumView> {
    let kinds: [(&'static str, &[State]); 5] = [
        ("payments-sum-awaited", &[State::Due, State::Started, State::Failed]),
        ("payments-sum-paid", &[State::Paid]),
        ("payments-sum-owed", &[State::RefundAsked]),
        ("payments-sum-refunded", &[State::Refunded]),
        ("payments-sum-cancelled", &[State::Cancelled]),
    ];
    let of_kind = |(label, states): (&'static str, &[State])| {
        let is_chosen = |one: &&Counted| states.contains(&one.state) && state.is_none_or(|wanted| wanted == one.state);
        let chosen: Vec<&Counted> = counts.iter().filter(is_chosen).collect();
        let amount = chosen.iter().fold(0_i64, |sum, one| sum.saturating_add(one.sum));
        (!chosen.is_empty()).then_some(SumView { label, amount })
    };
    kinds.into_iter().filter_map(of_kind).collect()
}

/// The newest payments of the counted agencies, one more than a page holds when there are more.
pub(crate) async fn newest(
    reader: &Reader<'_>,
    counts: &[Counted],
    state: Option<State>,
    after: After,
) -> Result<Vec<Payment>> {
    let code = state.map_or("", State::code);
    let chosen = counts.iter().filter(|one| state.is_none_or(|wanted| wanted == one.state));
    let mut homes: Vec<Uuid> = chosen.map(|one| one.home).collect();
    homes.sort_unstable();
    homes.dedup();
    let mut payments = Vec::new();
    for home in homes {
        payments.extend(store::newest(reader, home, code, after, LIMIT + 1).await?);
    }
    payments.sort_unstable_by_key(|payment| std::cmp::Reverse((payment.made_at, payment.id)));
    payments.truncate(usize::try_from(LIMIT + 1).unwrap_or(0));
    Ok(payments)
}

/// Whether an agency is one of the scope's. A desk takes in for its agencies, so it sees what was paid for them.
pub(crate) fn is_ours(units: &Snapshot, scope: &Scope, home: Uuid) -> bool {
    scope.covers(home) || scope.covers(units.one_stop_of(UnitId(home)).uuid())
}

/// The payments of the actor's agencies.
pub(crate) async fn counted(reader: &Reader<'_>, scope: &Scope) -> Result<Vec<Counted>> {
    let units = reader.service::<Directory>()?.on(reader.now);
    let counts = store::counts(reader).await?.into_iter().filter(|(home, ..)| is_ours(&units, scope, *home));
    let read = |(home, state, count, sum): (Uuid, String, i64, i64)| {
        Some(Counted { home, state: State::parse(&state)?, count, sum })
    };
    Ok(counts.filter_map(read).collect())
}

fn row(cx: &Cx, payment: &Payment, names: &HashMap<Uuid, String>) -> Row {
    let (class, icon) = payment.state.tag();
    let dossier = format!("/officer/dossiers/{}", payment.dossier);
    let act = |act: &str, of: State| {
        let is_open = payment.state == of && cx.actor().can_in(REFUND, payment.home);
        if is_open { format!("{dossier}/act/{act}?payment={}", payment.id) } else { String::new() }
    };
    Row {
        purpose: names.get(&payment.dossier).unwrap_or(&payment.purpose).clone(),
        ask_refund: act("ask-refund", State::Paid),
        record_refund: act("record-refund", State::RefundAsked),
        dossier,
        amount: payment.amount,
        class,
        icon,
        state: payment.state.label(),
        excess: payment.excess.map_or("", Excess::label),
        made_at: payment.made_at.0,
        paid_at: payment.paid_at.map(|at| at.0),
        method: payment.method.map_or("", Method::label),
        receipt: payment.receipt.clone().unwrap_or_default(),
        reconciled_at: payment.reconciled_at.map(|at| at.0),
    }
}

fn sample_row(number: u128, state: State, purpose: &str) -> Row {
    let at = 1_733_792_400_000_000;
    let (class, icon) = state.tag();
    let dossier = format!("/officer/dossiers/{}", Uuid::from_u128(number));
    let act = |of: State| if state == of { format!("{dossier}/act/refund?payment=1") } else { String::new() };
    Row {
        purpose: purpose.to_owned(),
        ask_refund: act(State::Paid),
        record_refund: act(State::RefundAsked),
        dossier,
        amount: 50_000,
        class,
        icon,
        state: state.label(),
        excess: "",
        made_at: at,
        paid_at: (state != State::Due).then_some(at),
        method: if state == State::Due { "" } else { Method::Gateway.label() },
        receipt: String::new(),
        reconciled_at: (state == State::Paid).then_some(at),
    }
}

fn sample_at_counter() -> Row {
    let row = sample_row(20, State::Paid, "T-7KQ2MX4B9D");
    Row { method: Method::Card.label(), receipt: "AA/24E 0001234".into(), reconciled_at: None, ..row }
}

fn sample_excess(excess: Excess) -> Row {
    Row { excess: excess.label(), ..sample_row(30, State::RefundAsked, "T-7KQ2MX4B9D") }
}

fn sample(rows: Vec<Row>) -> ListView {
    let chips = State::ALL
        .into_iter()
        .map(|of| Chip { label: of.label(), href: PATH.into(), count: 1, is_current: of == State::Paid })
        .collect();
    let total = i64::try_from(rows.len()).unwrap_or(0);
    ListView {
        chips,
        total,
        sums: [
            "payments-sum-awaited",
            "payments-sum-paid",
            "payments-sum-owed",
            "payments-sum-refunded",
            "payments-sum-cancelled",
        ]
        .map(|label| SumView { label, amount: 50_000 * total })
        .into(),
        rows,
        base: format!("{PATH}?"),
        next: (total > 0).then(|| "next".to_owned()),
        is_first: true,
    }
}

fn sample_full() -> ListView {
    let rows = (1..).zip(State::ALL).map(|(n, state)| sample_row(n, state, "000.00.11.H46-241210-0007"));
    sample(rows.chain([sample_at_counter()]).chain(Excess::ALL.map(sample_excess)).collect())
}

fn sample_long() -> ListView {
    let long = "Lệ phí cấp giấy phép xây dựng nhà ở riêng lẻ tại đô thị ".repeat(8);
    sample(vec![sample_row(1, State::Paid, &long)])
}

pub(super) fn samples() -> Vec<TemplateSample> {
    vec![
        TemplateSample { template: TEMPLATE, case: "all states", view: |_| view_of(sample_full()) },
        TemplateSample { template: TEMPLATE, case: "empty", view: |_| view_of(sample(Vec::new())) },
        TemplateSample { template: TEMPLATE, case: "long text", view: |_| view_of(sample_long()) },
    ]
}
