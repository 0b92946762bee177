//! What somebody chooses about a link with which a payment method is added. Pure.

use portico_shared::{CustomerId, payment_methods::PaymentMethodType};
use portico_ui::client::{Body, Value};

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Entry {
    /// Empty: all that there are.
    types: Vec<PaymentMethodType>,
    pub(super) sends_mail: bool,
    pub(super) redirect: String,
}

impl Entry {
    /// Ticks a type, or takes its tick away.
    pub(super) fn set_type(&mut self, kind: PaymentMethodType, on: bool) {
        self.types.retain(|other| *other != kind);
        if on {
            self.types.push(kind);
            self.types.sort_unstable();
        }
    }

    pub(super) fn body(&self, customer: CustomerId) -> Body {
        let types = self.types.iter().map(|kind| kind.as_str().to_owned());
        let redirect = Some(self.redirect.trim().to_owned()).filter(|text| !text.is_empty());
        vec![
            ("customer", Value::Text(customer.to_string())),
            ("types", Value::Texts(types.collect())),
            ("sendEmail", Value::Bool(self.sends_mail)),
            ("redirectUrl", redirect.into()),
        ]
    }
}

#[cfg(test)]
mod tests {
    use portico_shared::payment_methods::PaymentMethodLinkIn;

    use super::*;
    use crate::sent::sent;

    fn read(entry: &Entry) -> PaymentMethodLinkIn {
        let customer = "01930000-0000-7000-8000-000000000001".parse().unwrap();
        serde_json::from_value(sent(entry.body(customer))).unwrap()
    }

    #[test]
    fn a_tick_can_be_taken_away_again() {
        let mut entry = Entry::default();
        entry.set_type(PaymentMethodType::Card, true);
        entry.set_type(PaymentMethodType::SepaDebit, true);
        entry.set_type(PaymentMethodType::Card, false);
        assert_eq!(read(&entry).types, [PaymentMethodType::SepaDebit]);
    }

    #[test]
    fn without_an_address_the_customer_stays_with_us() {
        let entry = Entry {
            redirect: "  ".into(),
            ..Entry::default()
        };
        assert_eq!(read(&entry).redirect_url, None);
    }
}
