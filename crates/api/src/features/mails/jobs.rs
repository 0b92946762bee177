//! Reminding of renewals and of trials that end: once each, and never of a day that has passed.

use chrono::{Days, NaiveDate};
use portico_domain::reminding;
use portico_shared::{Money, SubscriptionId, settings::MailSettings};

use super::{FirstInvoice, Mail, service, store};
use crate::{
    auth::Scope,
    context::Context,
    db::entities::{subscriptions, tenants as tenants_table},
    features::{
        settings::service as settings,
        subscriptions::{Whole, mapping, service::load, store as subscription_store},
        tenants,
    },
    http::ApiResult,
};

/// Subscriptions that are looked at together.
const BATCH: u64 = 500;
/// The longest notice that renewals are looked ahead for, in days.
const LONGEST_NOTICE: u64 = 400;

/// Reminds customers of all tenants; gives how many mails there are.
///
/// # Errors
/// When the database is away.
pub async fn remind(context: &Context) -> ApiResult<usize> {
    let mut told = 0;
    for tenant in tenants::store::list(context.db.read()).await? {
        // What one merchant's contracts cannot be reckoned with keeps no other merchant's customers waiting.
        match remind_customers_of(context, &tenant).await {
            Ok(more) => told += more,
            Err(error) => tracing::error!(tenant.id = %tenant.id, error.cause = %error, "customers were not reminded"),
        }
    }
    Ok(told)
}

async fn remind_customers_of(context: &Context, tenant: &tenants_table::Model) -> ApiResult<usize> {
    let settings = settings::tenant_mails(context.db.read(), Scope::of_tenant(tenant.id)).await?;
    let renewals = remind_of(context, tenant, &settings, Kind::Renewal).await?;
    Ok(renewals + remind_of(context, tenant, &settings, Kind::Trial).await?)
}

/// What somebody is reminded of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Renewal,
    Trial,
}

impl Kind {
    const fn days(self, settings: &MailSettings) -> u32 {
        match self {
            Self::Renewal => settings.renewal_reminder_days,
            Self::Trial => settings.trial_reminder_days,
        }
    }

    /// How far ahead the day lies at most that brings something up.
    const fn ahead(self, days: u32) -> u64 {
        match self {
            Self::Renewal => days as u64 + LONGEST_NOTICE,
            Self::Trial => days as u64 + 1,
        }
    }

    /// Its time has come.
    fn is_due(self, row: &subscriptions::Model, today: NaiveDate, days: u32) -> bool {
        // Items matter where there is no term alone, and then nothing renews.
        let terms = mapping::contract(row, &[]).terms;
        match self {
            Self::Renewal => reminding::renewal(&terms, today, days).is_some(),
            Self::Trial => reminding::trial_end(&terms, today, days).is_some(),
        }
    }

    fn mail(self, whole: &Whole, today: NaiveDate, days: u32) -> ApiResult<Option<Mail>> {
        let contract = mapping::contract(&whole.row, &whole.items);
        Ok(match self {
            Self::Renewal => {
                let renewal = reminding::renewal(&contract.terms, today, days);
                renewal.map(|renewal| Mail::renewal_reminder(whole, renewal))
            }
            Self::Trial => match reminding::trial_end(&contract.terms, today, days) {
                Some(last_day) => {
                    let upcoming = mapping::upcoming(&contract, &whole.items, whole.row.currency)?;
                    let first = upcoming.map(|upcoming| FirstInvoice {
                        date: upcoming.date,
                        total: Money::new(upcoming.totals.gross, whole.row.currency),
                    });
                    let first = first.filter(|first| first.total.amount > 0);
                    Some(Mail::trial_reminder(whole, last_day, first))
                }
                None => None,
            },
        })
    }
}

async fn remind_of(
    context: &Context,
    tenant: &tenants_table::Model,
    settings: &MailSettings,
    kind: Kind,
) -> ApiResult<usize> {
    let days = kind.days(settings);
    if days == 0 {
        return Ok(0);
    }
    let today = tenant.today(context.now());
    let until = today.checked_add_days(Days::new(kind.ahead(days))).unwrap_or(today);
    let (mut told, mut after) = (0, None);
    loop {
        let rows = next(context, tenant, kind, (today, until), after).await?;
        let Some(last) = rows.last() else {
            return Ok(told);
        };
        after = place(last, kind);
        let due: Vec<_> = rows.into_iter().filter(|row| kind.is_due(row, today, days)).collect();
        told += tell(context, tenant, kind, (today, days), due).await?;
    }
}

/// Where a subscription stands in the order that they are walked through in.
type Place = (NaiveDate, SubscriptionId);

fn place(row: &subscriptions::Model, kind: Kind) -> Option<Place> {
    let day = match kind {
        Kind::Renewal => row.term_end,
        Kind::Trial => row.trial_ends_on,
    };
    day.map(|day| (day, row.id))
}

async fn next(
    context: &Context,
    tenant: &tenants_table::Model,
    kind: Kind,
    range: (NaiveDate, NaiveDate),
    after: Option<Place>,
) -> ApiResult<Vec<subscriptions::Model>> {
    let (db, scope) = (context.db.read(), Scope::of_tenant(tenant.id));
    let column = match kind {
        Kind::Renewal => subscriptions::Column::TermEnd,
        Kind::Trial => subscriptions::Column::TrialEndsOn,
    };
    Ok(subscription_store::list_running_until(db, scope, column, range, after, BATCH).await?)
}

/// Writes mails for those who were not told yet, in one transaction.
async fn tell(
    context: &Context,
    tenant: &tenants_table::Model,
    kind: Kind,
    (today, days): (NaiveDate, u32),
    due: Vec<subscriptions::Model>,
) -> ApiResult<usize> {
    let (db, scope) = (context.db.read(), Scope::of_tenant(tenant.id));
    let mut mails = Vec::new();
    for whole in load(db, scope, tenant, due).await? {
        mails.extend(kind.mail(&whole, today, days)?);
    }
    let keys = mails.iter().filter_map(|mail| mail.about.once.clone()).collect();
    let known = store::list_once_keys(db, scope, keys).await?;
    mails.retain(|mail| mail.about.once.as_ref().is_none_or(|key| !known.contains(key)));
    if mails.is_empty() {
        return Ok(0);
    }
    let mut told = 0;
    let tx = context.db.begin().await?;
    for mail in mails {
        told += usize::from(service::enqueue(&tx, context, tenant, mail).await?);
    }
    context.commit(tx).await?;
    Ok(told)
}
