//! Addresses of files: whoever has one can fetch the file until it expires, as long as whom it was made for may read it.

use actix_web::HttpRequest;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use portico_shared::{
    ApiKeyId, CustomerId, InvoiceExportId, InvoiceId, OperatorSessionId, PersonId, SessionId, TenantId,
    documents::{DocumentFormat, DownloadLinkView},
    settings::PortalSettings,
};
use sea_orm::DbErr;
use serde::{Deserialize, Serialize};

use crate::{
    auth::{
        Actor, Scope,
        permissions::{CustomerPermission, Permission},
    },
    context::Context,
    features::{api_keys, operators, sessions, tenants},
    http::{ApiResult, hosts},
};

/// What is sealed for, and nothing else opens.
const PLACE: &str = "documents/links";

/// What an address says: sealed, so that it discloses nothing and cannot be altered.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Ticket {
    #[serde(rename = "t")]
    pub tenant: TenantId,
    #[serde(rename = "f")]
    pub file: Asked,
    #[serde(rename = "w")]
    whose: Whose,
    #[serde(rename = "e")]
    pub expires: i64,
    /// In microseconds.
    #[serde(rename = "m", default)]
    made: i64,
}

/// A ticket that counts now.
pub struct Opened {
    pub ticket: Ticket,
    /// Whether whom it was made for sees invoices that are kept for the law alone.
    pub sees_kept: bool,
    /// Whom of the customer's people it was made for; none for the merchant's.
    pub person: Option<PersonId>,
}

/// Which file.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub enum Asked {
    #[serde(rename = "i")]
    Invoice(InvoiceId, DocumentFormat),
    #[serde(rename = "x")]
    Export(InvoiceExportId),
}

/// For whom an address was made. It counts no longer than they may read invoices themselves.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
enum Whose {
    #[serde(rename = "p")]
    Person(SessionId, CustomerId),
    #[serde(rename = "o")]
    Operator(OperatorSessionId),
    #[serde(rename = "k")]
    Key(ApiKeyId),
}

impl Ticket {
    /// What may be read with it.
    pub fn scope(&self) -> Scope {
        match self.whose {
            Whose::Person(_, customer) => Scope::of_customer(self.tenant, customer),
            Whose::Operator(_) | Whose::Key(_) => Scope::of_tenant(self.tenant),
        }
    }

    pub fn is_made_after(&self, instant: DateTime<Utc>) -> bool {
        self.made > instant.timestamp_micros()
    }
}

/// An address for a file that the actor may read. None for actors that have no use for one.
pub async fn make(
    context: &Context,
    actor: &Actor,
    file: Asked,
    (file_name, expires_at): (String, DateTime<Utc>),
) -> ApiResult<Option<DownloadLinkView>> {
    let whose = match actor {
        Actor::Person(person) => Whose::Person(person.session, person.customer),
        Actor::Operator(operator) => Whose::Operator(operator.session),
        Actor::Key(key) => Whose::Key(key.id),
        Actor::Link(_) | Actor::System { .. } => return Ok(None),
    };
    let ticket = Ticket {
        tenant: actor.tenant(),
        file,
        whose,
        expires: expires_at.timestamp(),
        made: context.now().timestamp_micros(),
    };
    let plain = serde_json::to_vec(&ticket).unwrap_or_default();
    let sealed = context.master.seal(&*context.random, PLACE, &plain);
    let origin = tenants::service::portal_origin(context, context.db.read(), actor.tenant()).await?;
    Ok(Some(DownloadLinkView {
        url: format!("{origin}/api/documents/{}", URL_SAFE_NO_PAD.encode(sealed)),
        expires_at: expires_at.into(),
        file_name,
    }))
}

/// What an address opens. None for every reason for which it opens nothing.
pub async fn open(context: &Context, request: &HttpRequest, signature: &str) -> ApiResult<Option<Opened>> {
    let Some(ticket) = read(context, signature).filter(|ticket| ticket.expires > context.now().timestamp()) else {
        return Ok(None);
    };
    let Some((slug, sees_kept, person)) = slug_if_allowed(context, &ticket).await? else {
        return Ok(None);
    };
    let is_here = hosts::may_serve(context, request, (ticket.tenant, &slug), false).await?;
    Ok(is_here.then_some(Opened {
        ticket,
        sees_kept,
        person,
    }))
}

fn read(context: &Context, signature: &str) -> Option<Ticket> {
    let sealed = URL_SAFE_NO_PAD.decode(signature).ok()?;
    let plain = context.master.open(PLACE, &sealed).ok()?;
    serde_json::from_slice(&plain).ok()
}

/// The tenant's name in hosts, while those whom it was made for may read invoices; whether kept ones, too; and who of the
/// customer's people they are.
async fn slug_if_allowed(
    context: &Context,
    ticket: &Ticket,
) -> Result<Option<(String, bool, Option<PersonId>)>, DbErr> {
    let (db, now) = (context.db.read(), context.now());
    Ok(match ticket.whose {
        Whose::Person(session, customer) => {
            let state = sessions::store::find_state(db, ticket.tenant, session).await?;
            let needed = CustomerPermission::InvoiceRead;
            let may = |state: &sessions::store::SessionState| {
                state.is_open(now, &context.config.auth)
                    && state.customer_id == customer
                    && needed.held_by(state.role)
                    && PortalSettings::deserialize(&state.hosted_pages).is_ok_and(|pages| needed.switched_on(&pages))
            };
            state
                .filter(may)
                .map(|state| (state.slug, false, Some(state.person_id)))
        }
        Whose::Operator(session) => {
            let state = operators::store::find_state(db, ticket.tenant, session).await?;
            let may = |state: &operators::store::OperatorState| {
                state.is_open(now) && Permission::InvoiceRead.held_by(state.role)
            };
            let sees_kept = |role| Permission::CustomerErase.held_by(role);
            state.filter(may).map(|state| (state.slug, sees_kept(state.role), None))
        }
        Whose::Key(key) => {
            let found = api_keys::store::find(db, ticket.tenant, key).await?;
            let found = found.filter(|key| key.revoked_at.is_none() && key.expires_at.is_none_or(|at| at > now));
            let held = found.and_then(|key| Vec::<Permission>::deserialize(&key.permissions).ok());
            let held = held.unwrap_or_default();
            let tenant = tenants::store::find(db, ticket.tenant).await?;
            let may = held.contains(&Permission::InvoiceRead) && tenant.status == "active";
            may.then_some((tenant.slug, held.contains(&Permission::CustomerErase), None))
        }
    })
}
