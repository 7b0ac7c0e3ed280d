//! Money that an officer takes at a counter, recorded with its receipt in the write set of the domain that asked for it.
//! The gateway knows nothing of it, so the daily comparison leaves it out.

use ::store::WriteSet;
use kernel::{Error, FieldError, Message, Result};
use runtime::Decide;
use serde_json::json;

use super::{count_paid, tell, wrong_state};
use crate::model::{Method, Payment};
use crate::store;

/// Most characters of the number of a receipt.
const LONGEST: usize = 50;

/// Money that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CounterPayment {
    /// In cash or by card.
    pub method: Method,
    /// How much, in đồng: exactly what is due.
    pub amount: i64,
    /// Number of the receipt as typed; see [`receipt_number`].
    pub receipt: String,
}

impl CounterPayment {
    /// Fails with all that is wrong, by the fields `amount`, `method` and `receipt`. `due` is what is to be paid, in
    /// đồng; none while nobody knows which payment it is.
    pub fn check(&self, due: Option<i64>) -> Result<()> {
        checked(due, self).map(|_| ()).map_err(Error::invalid)
    }
}

/// The number of a receipt as it is stored: capitals, single spaces. It has 1 to 50 letters, digits, spaces and signs
/// such as `/` or `-`, among them a digit, so that it is no name of a person.
pub fn receipt_number(typed: &str) -> Result<String, Message> {
    let number = typed.split_whitespace().collect::<Vec<_>>().join(" ").to_uppercase();
    let fits = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '/' | '-' | '.' | '_');
    let has_digit = number.chars().any(|c| c.is_ascii_digit());
    if has_digit && number.chars().all(fits) && number.chars().count() <= LONGEST {
        Ok(number)
    } else {
        Err(Message::new("payments-error-receipt"))
    }
}

/// Records in a command's write set that an open payment was paid at a counter, and gives the receipt's number. A
/// payment that is not open is a conflict, a wrong amount, method or receipt is named by its field (`amount`, `method`,
/// `receipt`). The commit fails when another payment of the home has the receipt.
pub fn settle_at_counter(
    cx: &Decide<'_>,
    set: &mut WriteSet,
    payment: &Payment,
    paid: &CounterPayment,
) -> Result<String> {
    if !payment.state.can_start() {
        return Err(wrong_state());
    }
    let receipt = checked(Some(payment.amount), paid).map_err(Error::invalid)?;
    store::settle_at_counter(set, payment, paid.method, &receipt, cx.now);
    let payload = json!({
        "payment": payment.id, "dossier": payment.dossier, "amount": payment.amount,
        "method": paid.method.code(), "receipt": receipt,
    });
    set.audit(cx.audit("payments.pay-at-counter", "payment", payment.id, &payload));
    tell(set, payment, "payments.paid.v1");
    count_paid(cx, set, payment);
    Ok(receipt)
}

/// The receipt's number, or all that is wrong.
fn checked(due: Option<i64>, paid: &CounterPayment) -> Result<String, Vec<FieldError>> {
    let mut errors = Vec::new();
    let mut add = |field: &'static str, message: Message| errors.push(FieldError { field: field.into(), message });
    if let Some(due) = due.filter(|due| *due != paid.amount) {
        add("amount", Message::new("payments-error-counter-amount").arg("due", due));
    }
    if !paid.method.is_at_counter() {
        add("method", Message::new("payments-error-method"));
    }
    let receipt = receipt_number(&paid.receipt).map_err(|message| add("receipt", message));
    match receipt {
        Ok(receipt) if errors.is_empty() => Ok(receipt),
        _ => Err(errors),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_a_receipt_is_stored_in_one_form() {
        let (longest, too_long) = ("9".repeat(LONGEST), "9".repeat(LONGEST + 1));
        for (typed, expected) in [
            ("0001234", Some("0001234")),
            ("  aa/24e   0001234 ", Some("AA/24E 0001234")),
            ("01BLP0-001_7.2", Some("01BLP0-001_7.2")),
            ("đ 7", Some("Đ 7")),
            (longest.as_str(), Some(longest.as_str())),
            (too_long.as_str(), None),
            ("", None),
            ("   ", None),
            ("Nguyễn Văn Mẫu", None),
            ("12\u{0}3", None),
            ("<b>1</b>", None),
        ] {
            assert_eq!(receipt_number(typed).ok().as_deref(), expected, "{typed:?}");
        }
    }
}
