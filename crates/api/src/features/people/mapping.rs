//! People as the API shows them.

use portico_shared::people::CustomerUserView;

use super::store::{self, Member};
use crate::{auth::Caller, db::entities::customers};

pub fn view(member: Member, customer: &customers::Model, caller: &Caller) -> CustomerUserView {
    let Member {
        person, role, since, ..
    } = member;
    let own = caller.actor.person();
    let is_current = own.is_some_and(|one| one.person == person.id);
    // Whether somebody signs in for other customers of the merchant is nobody's business here.
    let verified_at = person.verified_at.filter(|at| own.is_none() || *at >= since);
    // Nor how they spell their address there, and in which language they read, before they came for this customer.
    let is_known = own.is_none() || is_current || verified_at.is_some();
    CustomerUserView {
        customer: customer.id,
        is_main: person.email_folded == store::fold(&customer.email),
        is_current,
        id: person.id,
        email: if is_known { person.email } else { person.email_folded },
        role,
        language: if is_known { person.language } else { customer.language },
        verified_at: verified_at.map(Into::into),
        created_at: since.into(),
    }
}
