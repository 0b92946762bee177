//! What is asked of a payment method in more than one program.

use portico_shared::{
    Date,
    payment_methods::{PaymentMethodStatus, PaymentMethodView},
};

/// Whether money can be collected with it. A card is valid to the end of its last day.
pub(crate) fn is_usable(method: &PaymentMethodView, today: &Date) -> bool {
    let is_over = method.expiration_date.as_ref().is_some_and(|day| day < today);
    method.status == PaymentMethodStatus::Active && method.enabled && !is_over
}
