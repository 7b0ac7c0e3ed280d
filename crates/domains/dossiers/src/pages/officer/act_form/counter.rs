//! The fields of what the desk takes from an applicant who came in person, a supplement or a fee, and of fees that are
//! given back.

use payments::Payment;

use super::{FieldView, FormMaker, OptionView};
use crate::model::Channel;
use crate::pages::officer::act::Act;

impl FormMaker<'_> {
    /// How the supplement came, by default over the counter, and what the officer says to it.
    pub(super) fn supplement_at_counter(&self, act: Act) -> Vec<FieldView> {
        let channels = [
            (Channel::Counter.code(), "dossiers-desk-channel-counter"),
            (Channel::Post.code(), "dossiers-desk-channel-post"),
        ];
        let mut channel = self.choice(act, "channel", &channels);
        if self.values.filled("channel").is_none()
            && let Some(first) = channel.options.first_mut()
        {
            first.is_chosen = true;
        }
        vec![channel, self.area(act, "note", true)]
    }

    /// Which payment is made, with its amount; how, and against which receipt.
    pub(super) fn payment(&self, act: Act) -> Vec<FieldView> {
        let due = self.which_payment(act, &self.loaded.dues.iter().collect::<Vec<_>>());
        let methods = [payments::Method::Cash, payments::Method::Card].map(|method| (method.code(), method.label()));
        vec![due, self.choice(act, "method", &methods), self.plain(act, "receipt", false)]
    }

    /// Which payment is given back.
    pub(super) fn refunded(&self, act: Act) -> FieldView {
        let fits = |payment: &&Payment| Some(payment.state) == act.refunds();
        self.which_payment(act, &self.loaded.payments.iter().filter(fits).collect::<Vec<_>>())
    }

    /// One of some payments, each with its amount; the only one is chosen.
    fn which_payment(&self, act: Act, payments: &[&Payment]) -> FieldView {
        let locale = self.cx.locale();
        let chosen = self.values.get("payment");
        let option = |payment: &&Payment| {
            let value = payment.id.to_string();
            let asked_at = web::format::datetime(locale, payment.made_at);
            let amount = web::format::money(locale, payment.amount);
            OptionView {
                is_chosen: value == chosen || payments.len() == 1,
                label: self.cx.tf("dossiers-desk-due", &[("amount", amount.into()), ("at", asked_at.into())]),
                value,
            }
        };
        let options = payments.iter().map(option).collect();
        FieldView { kind: "choice", options, ..self.plain(act, "payment", false) }
    }
}
