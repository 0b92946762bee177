//! Listing the sessions that are open, and ending them.

use portico_shared::{
    CustomerId, Page, SessionId, Timestamp, Violation,
    customers::MemberRole,
    sessions::{Ended, SessionView},
};

use super::{
    agent,
    store::{self, Whose},
};
use crate::{
    auth::Caller,
    context::Context,
    db::entities::sessions,
    features::{
        audit::{self, Change},
        customers as customer_feature,
        hosted_pages::service::lifetimes,
        people::store::{self as people_store, Member},
    },
    http::{
        ApiError, ApiResult,
        page::{OrderColumn, PageRequest},
    },
};

/// Ends the caller's session at once.
pub async fn logout(context: &Context, caller: &Caller) -> ApiResult<()> {
    let Some(person) = caller.actor.person() else {
        return Ok(());
    };
    let tx = context.db.begin().await?;
    store::update_ended(&tx, person.tenant, person.session, context.now()).await?;
    audit::record(&tx, context, caller, ended(person.session, person.customer)).await?;
    Ok(context.commit(tx).await?)
}

fn ended(session: SessionId, customer: CustomerId) -> Change {
    Change {
        action: "session.ended",
        subject_kind: "session",
        subject: session.0,
        customer: Some(customer),
        ..Change::default()
    }
}

/// Whose sessions a caller reaches: people their own, for the customer that they act for.
fn whose(caller: &Caller, customer: Option<CustomerId>) -> ApiResult<Whose> {
    Ok(Whose {
        customer: caller.own_customer(customer)?,
        person: caller.actor.person().map(|person| person.person),
        but: None,
    })
}

pub async fn list(
    context: &Context,
    caller: &Caller,
    customer: Option<CustomerId>,
    request: &PageRequest<OrderColumn<sessions::Column>>,
) -> ApiResult<Page<SessionView>> {
    let (db, scope) = (context.db.read(), caller.scope());
    let whose = whose(caller, customer)?;
    let lifetimes = lifetimes(db, context, scope.tenant()).await?;
    let page = store::list_open(db, scope, whose, (context.now(), lifetimes), request).await?;
    let members =
        people_store::list_members(db, scope, page.data.iter().map(|one| (one.customer_id, one.person_id))).await?;
    let own = caller.actor.person().map(|person| person.session);
    Ok(page.map(|row| view(row, &members, own)))
}

/// For a copy of what is stored: a person's own, of owners everybody's; each with when it was ended.
pub async fn list_stored(
    context: &Context,
    caller: &Caller,
    request: &PageRequest<OrderColumn<sessions::Column>>,
) -> ApiResult<Page<(SessionView, Option<Timestamp>)>> {
    let (db, scope) = (context.db.read(), caller.scope());
    let own = caller.actor.person().ok_or_else(ApiError::not_found)?;
    let person = Some(own.person).filter(|_| own.role != MemberRole::Owner);
    let page = store::list_stored(db, scope, person, request).await?;
    let members =
        people_store::list_members(db, scope, page.data.iter().map(|one| (one.customer_id, one.person_id))).await?;
    Ok(page.map(|row| {
        let ended_at = row.ended_at.map(Into::into);
        (view(row, &members, Some(own.session)), ended_at)
    }))
}

fn view(row: sessions::Model, members: &[Member], own: Option<SessionId>) -> SessionView {
    let member = members
        .iter()
        .find(|one| (one.customer, one.person.id) == (row.customer_id, row.person_id));
    let agent = row.user_agent.as_deref().unwrap_or_default();
    SessionView {
        is_current: own == Some(row.id),
        id: row.id,
        customer: row.customer_id,
        person: row.person_id,
        email: member.map(|member| member.person.email.clone()).unwrap_or_default(),
        // Who is no member any more may nothing, and the session is as good as ended.
        role: member.map_or(MemberRole::Viewer, |member| member.role),
        // Who of the merchant's it was is the merchant's business.
        made_by: match own {
            Some(_) if !row.made_by.starts_with("person:") => "merchant".into(),
            _ => row.made_by,
        },
        is_view: row.is_view,
        browser: agent::browser(agent).map(str::to_owned),
        system: agent::system(agent).map(str::to_owned),
        client_address: row.client_address,
        created_at: row.created_at.into(),
        last_active_at: row.refreshed_at.into(),
        expires_at: row.expires_at.into(),
    }
}

/// Ends one session at once.
pub async fn end_one(context: &Context, caller: &Caller, id: SessionId) -> ApiResult<()> {
    let tx = context.db.begin().await?;
    let whose = whose(caller, None)?;
    let session = store::find(&tx, caller.scope().tenant(), id).await?;
    let session = session
        .filter(|one| whose.person.is_none_or(|person| one.person_id == person))
        .filter(|one| {
            caller
                .scope()
                .customer()
                .is_none_or(|customer| one.customer_id == customer)
        })
        .ok_or_else(ApiError::not_found)?;
    store::update_ended(&tx, session.tenant_id, session.id, context.now()).await?;
    audit::record(&tx, context, caller, ended(session.id, session.customer_id)).await?;
    Ok(context.commit(tx).await?)
}

/// Ends all sessions of a customer, or a person's own but the one that asks.
pub async fn end_all(context: &Context, caller: &Caller, customer: Option<CustomerId>) -> ApiResult<Ended> {
    let scope = caller.scope();
    let whose = Whose {
        but: caller.actor.person().map(|person| person.session),
        ..whose(caller, customer)?
    };
    let customer = scope
        .customer()
        .or(customer)
        .ok_or_else(|| customer_needed("sessions"))?;
    let tx = context.db.begin().await?;
    customer_feature::store::find(&tx, scope, customer)
        .await?
        .ok_or_else(ApiError::not_found)?;
    let ended = store::update_ended_of(&tx, scope, whose, context.now()).await?;
    let change = Change {
        action: "customer.sessions_ended",
        subject_kind: "customer",
        subject: customer.0,
        customer: Some(customer),
        after: Some(serde_json::json!({ "endedSessions": ended })),
        ..Change::default()
    };
    audit::record(&tx, context, caller, change).await?;
    context.commit(tx).await?;
    Ok(Ended { ended })
}

/// Nobody ends everybody's at once by leaving a parameter out.
pub fn customer_needed(what: &str) -> ApiError {
    ApiError::invalid(vec![Violation {
        property_path: "customer".into(),
        message: format!("name the customer whose {what} to end"),
        code: "required".into(),
    }])
}
