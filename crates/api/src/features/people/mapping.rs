//! People as the API shows them.

use portico_shared::people::CustomerUserView;

use super::store::{self, Member};
use crate::{auth::Caller, db::entities::customers};

pub fn view(member: Member, customer: &customers::Model, caller: &Caller) -> CustomerUserView {
    let Member {
        person, role, since, ..
    } = member;
    let of_person = caller.actor.person().is_some();
    CustomerUserView {
        customer: customer.id,
        is_main: person.email_folded == store::fold(&customer.email),
        is_current: caller.actor.person().is_some_and(|one| one.person == person.id),
        id: person.id,
        email: person.email,
        role,
        language: person.language,
        // Whether somebody signs in for other customers of the merchant is nobody's business here.
        verified_at: person
            .verified_at
            .filter(|at| !of_person || *at >= since)
            .map(Into::into),
        created_at: since.into(),
    }
}
