//! What people choose for themselves.

use actix_web::http::StatusCode;
use portico_shared::portal::PortalChoice;

use crate::{
    auth::Caller,
    context::Context,
    features::{
        audit::{self, Change},
        people::store as people_store,
        tenants,
    },
    http::{
        ApiError, ApiResult,
        check::Check,
        idempotency::{Answer, Once},
    },
};

pub async fn choose(context: &Context, caller: &Caller, once: Once, choice: PortalChoice) -> ApiResult<Answer> {
    let person = caller.actor.person().ok_or_else(ApiError::not_found)?.person;
    once.run(context, &caller.actor, StatusCode::OK, async |tx| {
        let pages = tenants::store::find(tx, caller.actor.tenant()).await?.pages();
        let offered = pages.map_err(ApiError::internal)?.languages.contains(&choice.language);
        let mut check = Check::default();
        check.require(
            offered,
            "language",
            "not-offered",
            "one of the languages that this portal speaks",
        );
        check.finish()?;
        let before = people_store::find(tx, caller.scope(), person)
            .await?
            .ok_or_else(ApiError::not_found)?;
        if before.language != choice.language {
            people_store::update_language(tx, caller.scope(), &before.email, choice.language).await?;
            let change = Change {
                action: "person.language_changed",
                subject_kind: "person",
                subject: person.0,
                customer: caller.scope().customer(),
                before: Some(serde_json::json!({ "language": before.language })),
                after: Some(serde_json::json!({ "language": choice.language })),
            };
            audit::record(tx, context, caller, change).await?;
        }
        Ok(choice)
    })
    .await
}
