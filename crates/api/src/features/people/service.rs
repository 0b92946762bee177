//! The use cases of the people who may act for a customer.

use actix_web::http::StatusCode;
use portico_shared::{
    ErrorCode, Page, PersonId,
    customers::MemberRole,
    people::{CustomerUserPatch, CustomerUserView, NewCustomerUser},
    sessions::Success,
};
use sea_orm::DatabaseTransaction;
use serde_json::json;

use super::{
    mapping::view,
    store::{self, Member},
};
use crate::{
    auth::{Caller, permissions::Permission},
    context::Context,
    db::entities::{customers, memberships},
    features::{
        audit::{self, Change},
        customers::{service as customers_service, store as customer_store},
        email_changes::service::check_not_frozen,
        links::store as link_store,
        mails::{self, Mail},
        sessions::store::{self as session_store, Whose},
        shared_limits, tenants,
    },
    http::{
        ApiError, ApiResult,
        check::Check,
        idempotency::{Answer, Once},
        page::{OrderColumn, PageRequest},
    },
};

/// People that one customer may have.
const MOST: u64 = 50;

pub async fn list(
    context: &Context,
    caller: &Caller,
    key: &str,
    request: &PageRequest<OrderColumn<memberships::Column>>,
) -> ApiResult<Page<CustomerUserView>> {
    let db = context.db.read();
    let customer = customers_service::find(db, caller.scope(), key).await?;
    let page = store::list(db, caller.scope(), customer.id, request).await?;
    let pairs = page.data.iter().map(|one| (one.customer_id, one.person_id));
    let members = store::list_members(db, caller.scope(), pairs).await?;
    let member = |row: memberships::Model| members.iter().find(|one| one.person.id == row.person_id).cloned();
    let data = page.data.into_iter().filter_map(member);
    Ok(Page {
        data: data.map(|member| view(member, &customer, caller)).collect(),
        pagination: page.pagination,
    })
}

pub async fn invite(
    context: &Context,
    caller: &Caller,
    once: Once,
    key: &str,
    new: NewCustomerUser,
) -> ApiResult<Answer> {
    let mut check = Check::default();
    check.email("email", Some(&new.email));
    check.finish()?;
    once.run(context, &caller.actor, StatusCode::CREATED, async |tx| {
        let scope = caller.scope();
        let customer = changeable(tx, context, caller, key).await?;
        let mut check = Check::default();
        let may_be_silent = caller.actor.person().is_none();
        let told = "people are invited by mail, so that they know";
        check.require(new.send_email || may_be_silent, "sendEmail", "not-permitted", told);
        check.finish()?;
        if new.send_email {
            check_sending(tx, context, caller, &new.email).await?;
        }
        if store::count(tx, scope, customer.id).await? >= MOST {
            return Err(ApiError::new(
                ErrorCode::UserLimitReached,
                format!("A customer may have {MOST} people. Remove one first."),
            ));
        }
        let language = new.language.unwrap_or(customer.language);
        let person = store::insert_person(tx, context, scope, &new.email, language).await?;
        if !store::insert_membership(tx, scope, (customer.id, person), new.role, context.now()).await? {
            return Err(ApiError::new(
                ErrorCode::UserExists,
                format!(
                    "{} can act for this customer already. Change the role instead.",
                    new.email.trim()
                ),
            ));
        }
        let member = find(tx, caller, &customer, person).await?;
        let tenant = tenants::store::find(tx, scope.tenant()).await?;
        if new.send_email {
            let maker = caller.actor.name();
            mails::service::enqueue_invitation(tx, context, &tenant, (&customer, &member.person), maker).await?;
        }
        if caller.actor.person().is_some() {
            // Whoever only found a signed-in browser lets nobody in unnoticed.
            let mail = Mail::user_added(&customer, new.email.trim(), &tenant, context.now());
            mails::service::enqueue(tx, context, &tenant, mail).await?;
        }
        let after = json!({ "email": member.person.email, "role": new.role, "invitationSent": new.send_email });
        record(
            tx,
            context,
            caller,
            ("customer_user.invited", &customer, person),
            (None, Some(after)),
        )
        .await?;
        Ok(view(member, &customer, caller))
    })
    .await
}

pub async fn invite_again(
    context: &Context,
    caller: &Caller,
    once: Once,
    (key, person): (&str, PersonId),
) -> ApiResult<Answer> {
    once.run(context, &caller.actor, StatusCode::OK, async |tx| {
        let customer = changeable(tx, context, caller, key).await?;
        let member = find(tx, caller, &customer, person).await?;
        check_sending(tx, context, caller, &member.person.email).await?;
        let tenant = tenants::store::find(tx, customer.tenant_id).await?;
        let maker = caller.actor.name();
        mails::service::enqueue_invitation(tx, context, &tenant, (&customer, &member.person), maker).await?;
        record(
            tx,
            context,
            caller,
            ("customer_user.invited_again", &customer, person),
            (None, None),
        )
        .await?;
        Ok(Success { success: true })
    })
    .await
}

pub async fn change(
    context: &Context,
    caller: &Caller,
    once: Once,
    (key, person): (&str, PersonId),
    patch: CustomerUserPatch,
) -> ApiResult<Answer> {
    once.run(context, &caller.actor, StatusCode::OK, async |tx| {
        let customer = changeable(tx, context, caller, key).await?;
        let before = find(tx, caller, &customer, person).await?;
        if patch.role != before.role {
            if patch.role != MemberRole::Owner {
                check_not_main(&before, &customer, "stays an owner")?;
            }
            store::update_role(tx, caller.scope(), (customer.id, person), patch.role).await?;
            let sides = (
                Some(json!({ "role": before.role })),
                Some(json!({ "role": patch.role })),
            );
            record(tx, context, caller, ("customer_user.changed", &customer, person), sides).await?;
        }
        let after = Member {
            role: patch.role,
            ..before
        };
        Ok(view(after, &customer, caller))
    })
    .await
}

pub async fn remove(
    context: &Context,
    caller: &Caller,
    once: Once,
    (key, person): (&str, PersonId),
) -> ApiResult<Answer> {
    once.run(context, &caller.actor, StatusCode::NO_CONTENT, async |tx| {
        let customer = fresh(tx, context, caller, key).await?;
        check_removing(tx, context, caller, &customer).await?;
        let before = find(tx, caller, &customer, person).await?;
        check_not_main(&before, &customer, "cannot be removed")?;
        let (scope, now) = (caller.scope(), context.now());
        store::delete_membership(tx, scope, customer.id, person).await?;
        let of = Whose {
            customer: Some(customer.id),
            person: Some(person),
            but: None,
        };
        session_store::update_ended_of(tx, scope, of, now).await?;
        link_store::update_revoked_of(tx, scope, (customer.id, Some(person)), now).await?;
        let gone = json!({ "email": before.person.email, "role": before.role });
        record(
            tx,
            context,
            caller,
            ("customer_user.removed", &customer, person),
            (Some(gone), None),
        )
        .await
    })
    .await
}

/// Mails with links are made by who may make links, and nobody is flooded with them.
async fn check_sending(tx: &DatabaseTransaction, context: &Context, caller: &Caller, email: &str) -> ApiResult<()> {
    if caller.actor.person().is_some() {
        let keys = [
            ("invite-by", &*caller.actor.name()),
            ("invite-email", &store::fold(email)),
        ];
        return shared_limits::count(tx, context, caller.scope().tenant(), keys).await;
    }
    if caller.actor.permissions().contains(&Permission::CustomerAuthenticate) {
        return Ok(());
    }
    Err(ApiError::new(
        ErrorCode::Forbidden,
        "The mail holds a link that signs in: that needs the permission customer:authenticate as well. Or send no mail.",
    ))
}

/// While nobody can change anything, whoever holds the main address can still put others out.
async fn check_removing(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    customer: &customers::Model,
) -> ApiResult<()> {
    let Some(own) = caller.actor.person() else {
        return Ok(());
    };
    let own = store::find(tx, caller.scope(), own.person).await?;
    if own.is_some_and(|own| own.email_folded == store::fold(&customer.email)) {
        return Ok(());
    }
    check_not_frozen(tx, context, caller.scope(), customer.id).await
}

/// A customer whose people the caller may change now.
async fn changeable(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    key: &str,
) -> ApiResult<customers::Model> {
    let customer = fresh(tx, context, caller, key).await?;
    if caller.actor.person().is_some() {
        check_not_frozen(tx, context, caller.scope(), customer.id).await?;
    }
    Ok(customer)
}

/// A customer, where the caller has proved themselves a moment ago.
async fn fresh(tx: &DatabaseTransaction, context: &Context, caller: &Caller, key: &str) -> ApiResult<customers::Model> {
    let id = customers_service::find(tx, caller.scope(), key).await?.id;
    // Erasing waits for who is let in, and who lets somebody in for erasing.
    customer_store::lock(tx, caller.scope(), id).await?;
    let customer = customer_store::find(tx, caller.scope(), id).await?;
    let customer = customer.ok_or_else(ApiError::not_found)?;
    customers_service::check_not_erased(&customer)?;
    let tenant = tenants::store::find(tx, customer.tenant_id).await?;
    if tenant.pages().map_err(ApiError::internal)?.step_up_for_users {
        caller.check_fresh(context.now())?;
    }
    Ok(customer)
}

async fn find(
    tx: &DatabaseTransaction,
    caller: &Caller,
    customer: &customers::Model,
    person: PersonId,
) -> ApiResult<Member> {
    let found = store::list_members(tx, caller.scope(), std::iter::once((customer.id, person))).await?;
    found.into_iter().next().ok_or_else(ApiError::not_found)
}

fn check_not_main(member: &Member, customer: &customers::Model, what: &str) -> ApiResult<()> {
    if member.person.email_folded != store::fold(&customer.email) {
        return Ok(());
    }
    Err(ApiError::new(
        ErrorCode::UserIsMain,
        format!(
            "{} is the customer's main address and {what}. Change the address first.",
            customer.email
        ),
    ))
}

async fn record(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    (action, customer, person): (&'static str, &customers::Model, PersonId),
    (before, after): (Option<serde_json::Value>, Option<serde_json::Value>),
) -> ApiResult<()> {
    let change = Change {
        action,
        subject_kind: "person",
        subject: person.0,
        customer: Some(customer.id),
        before,
        after,
    };
    Ok(audit::record(tx, context, caller, change).await?)
}
