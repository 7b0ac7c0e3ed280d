//! Money that an officer takes at a counter, recorded with its receipt in the write set of the domain that asked for it.
//! The gateway knows nothing of it, so the daily comparison leaves it out.

use ::store::WriteSet;
use ::store::records::MEMBER;
use kernel::{Error, FieldError, Message, Result};
use runtime::Decide;
use serde_json::json;

use super::{count_paid, tell, wrong_state};
use crate::model::{Method, Payment};
use crate::store;

/// Most characters of the number of a receipt.
const LONGEST: usize = 50;
/// Most parts: form, sign and number.
const PARTS: usize = 3;
/// Most digits in a row, and in a part without a letter: fewer than a telephone number has.
const DIGITS: usize = 8;
/// Digits of an identity number; a part has fewer, whatever stands between them.
const IDENTITY: usize = 12;
/// Most letters in a row: a sign has few, a name has more.
const LETTERS: usize = 4;

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

/// The number of a receipt as it is stored: capitals, single spaces. It is the running number of at most 8 digits, and
/// before it, when they are typed, form and sign, each with a letter and a digit: `0001234`, `AA/24E 0001234`,
/// `01BLP0-001 AA/24E 0001234`. No name, telephone or identity number of a person fits.
pub fn receipt_number(typed: &str) -> Result<String, Message> {
    let parts: Vec<String> = typed.split_whitespace().map(str::to_uppercase).collect();
    let number = parts.join(" ");
    let before = parts.len().saturating_sub(1);
    let has_letters = |part: &String| part.bytes().any(|b| b.is_ascii_uppercase());
    let fits = (1..=PARTS).contains(&parts.len())
        && number.len() <= LONGEST
        && number.ends_with(|c: char| c.is_ascii_digit())
        && parts.iter().all(|part| is_part(part))
        && parts.iter().take(before).all(has_letters);
    if fits { Ok(number) } else { Err(Message::new("payments-error-receipt")) }
}

/// Whether this can be a part of a receipt's number: a digit, few letters and digits in a row, signs between them.
fn is_part(part: &str) -> bool {
    let is_known = part.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b"/-._".contains(&b));
    let longest = |is_other: fn(char) -> bool| part.split(is_other).map(str::len).max().unwrap_or(0);
    let digits = part.bytes().filter(u8::is_ascii_digit).count();
    let has_letters = part.bytes().any(|b| b.is_ascii_uppercase());
    is_known
        && (1..IDENTITY).contains(&digits)
        && (has_letters || digits <= DIGITS)
        && longest(|c| !c.is_ascii_digit()) <= DIGITS
        && longest(|c| !c.is_ascii_uppercase()) <= LETTERS
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
    let after = store::settle_at_counter(set, payment, paid.method, &receipt, cx.now);
    // The receipt stands with the payment alone: what somebody typed can never be taken out of the chain.
    let payload = json!({
        "payment": payment.id, "dossier": payment.dossier, "amount": payment.amount, "method": paid.method.code(),
        (MEMBER): store::fixed(&after),
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
        let (longest, too_long) = (format!("{}1", "ABCD-".repeat(9)), format!("{}1", "ABCD-".repeat(10)));
        for (typed, expected) in [
            ("0001234", Some("0001234")),
            ("7", Some("7")),
            ("  aa/24e   0001234 ", Some("AA/24E 0001234")),
            ("01blp0-001  aa/24e 0001234", Some("01BLP0-001 AA/24E 0001234")),
            ("AA/24E-0001234", Some("AA/24E-0001234")),
            ("01BLP0-001_7.2", Some("01BLP0-001_7.2")),
            (longest.as_str(), Some(longest.as_str())),
            (too_long.as_str(), None),
            ("", None),
            ("   ", None),
            ("AA/24E", None),
            ("đ 7", None),
            ("Nguyễn Văn Mẫu", None),
            ("Nguyễn Văn A 1", None),
            ("Nguyen Van A 1", None),
            ("Nguyen1", None),
            ("044085000017", None),
            ("044085 000017", None),
            ("044085-000017", None),
            ("CCCD 044085 000017", None),
            ("CCCD1 044085-000017", None),
            ("C044085-000017", None),
            ("0912345678", None),
            ("0912.345.678", None),
            ("A1 B2 C3 4", None),
            ("12\u{0}3", None),
            ("<b>1</b>", None),
        ] {
            assert_eq!(receipt_number(typed).ok().as_deref(), expected, "{typed:?}");
        }
    }
}
