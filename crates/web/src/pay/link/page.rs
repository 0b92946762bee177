//! `/pay/link`: adds a payment method without signing in, and says what became of the invoices that waited for one.

use std::sync::Arc;

use leptos::{prelude::*, task::spawn_local};
use portico_shared::payment_methods::{LinkInvoice, LinkStanding, LinkToken as Opened, LinkTransfer};
use portico_ui::{
    client::{Abort, Failure},
    components::{Button, Icon, Look, badge, error_state, icon, live, skeleton},
    i18n::format,
    platform,
    texts::portal as t,
};

use super::{
    super::{
        adding::{Adding, Step},
        invoice::GAPS,
        methods::mandate_document,
    },
    model::{detail, is_dead, is_pending, leads_on, outcome, uses},
};
use crate::{links::web, page::Page, place::BY_LINK, session::Session, sign_in::LinkToken, step_up::StepUp};

const DONE: &str = "link-done";
/// Milliseconds before the page leaves by itself.
const TO_READ: i32 = 5_000;

#[derive(Clone)]
enum Stage {
    Opening,
    Dead,
    Failed(Failure),
    Open(Arc<LinkStanding>),
}

#[derive(Clone, Copy)]
struct Visit {
    session: Session,
    token: StoredValue<Option<String>>,
    stage: RwSignal<Stage>,
    abort: Abort,
    adding: Adding,
}

#[component]
pub(crate) fn LinkPage() -> impl IntoView {
    let session = Session::current();
    let step_up = StepUp::provide();
    let LinkToken(token) = expect_context();
    let stage = RwSignal::new(Stage::Opening);
    let added = StoredValue::new(None::<Callback<()>>);
    let on_added = Callback::new(move |_| {
        if let Some(added) = added.get_value() {
            added.run(());
        }
    });
    let visit = Visit {
        session,
        token: StoredValue::new(token),
        stage,
        abort: Abort::on_cleanup(),
        adding: Adding::new(BY_LINK, false, on_added),
    };
    added.set_value(Some(Callback::new(move |()| visit.look())));
    visit.open();
    let is_over = Memo::new(move |_| session.client.ended.get() || matches!(stage.get(), Stage::Dead));
    let content = move || match stage.get() {
        Stage::Opening | Stage::Dead => skeleton().into_any(),
        Stage::Failed(failure) => error_state(&failure, Callback::new(move |()| visit.open())).into_any(),
        Stage::Open(standing) if standing.done => done(&standing),
        Stage::Open(standing) => visit.offer(&standing),
    };
    live(move || {
        if is_over.get() {
            return dead();
        }
        view! {
            <Page title=t::add_title()>
                {live(content)}
                {step_up.dialog()}
            </Page>
        }
        .into_any()
    })
}

impl Visit {
    /// Opens the link, or goes on with the cookie of a link that was opened before. Neither uses it up.
    fn open(self) {
        self.stage.set(Stage::Opening);
        let client = self.session.client;
        spawn_local(async move {
            let opened = match self.token.get_value() {
                // The language was changed, and all was built anew.
                _ if client.is_signed_in() => Ok(()),
                Some(token) => {
                    let fields = [("token", token.as_str())];
                    let answer = client.post_public::<Opened>("/session/link", &fields).await;
                    answer.map(|opened| client.adopt(opened))
                }
                None => client.renew(None).await,
            };
            match opened {
                Ok(()) => self.look(),
                Err(failure) => self.failed(failure),
            }
        });
    }

    fn failed(self, failure: Failure) {
        self.stage.try_set(match failure {
            Failure::Aborted => return,
            failure if is_dead(&failure) => Stage::Dead,
            failure => Stage::Failed(failure),
        });
    }

    /// Looks where the link stands, and goes on looking while a payment has no answer.
    fn look(self) {
        spawn_local(async move {
            let mut gaps = GAPS.into_iter();
            loop {
                let path = "/payment-methods/link";
                let standing = match self.session.client.get::<LinkStanding>(path, self.abort).await {
                    Ok(standing) => standing,
                    Err(failure) => return self.failed(failure),
                };
                if self.session.prefer(standing.language) {
                    return;
                }
                if !standing.done {
                    return self.begin(standing);
                }
                let gap = gaps.next().filter(|_| is_pending(&standing));
                let away = leads_on(&standing);
                self.show(standing);
                platform::wait(gap.unwrap_or(TO_READ)).await;
                if gap.is_none() {
                    if let Some(url) = away.as_deref().and_then(web) {
                        platform::leave_for(url);
                    }
                    return;
                }
            }
        });
    }

    fn begin(self, standing: LinkStanding) {
        self.adding.uses.set(uses(&standing));
        self.adding.begin();
        self.stage.set(Stage::Open(Arc::new(standing)));
    }

    /// What is as it was stays on screen, with the focus that may be in it.
    fn show(self, standing: LinkStanding) {
        let before = self.stage.try_with_untracked(|stage| match stage {
            Stage::Open(before) => Some(before.clone()),
            Stage::Opening | Stage::Dead | Stage::Failed(_) => None,
        });
        let Some(before) = before else { return };
        if before.as_deref() == Some(&standing) {
            return;
        }
        self.stage.try_set(Stage::Open(Arc::new(standing)));
        if before.is_none_or(|before| !before.done) {
            platform::focus_soon(DONE.into());
        }
    }

    fn offer(self, standing: &LinkStanding) -> AnyView {
        let (adding, begun) = (self.adding, standing.begun);
        let begun = move || match (begun, adding.step.get()) {
            (Some(id), Step::Choose) => {
                let on_press = Callback::new(move |()| adding.confirm(id));
                let part = view! {
                    <div class="panel">
                        <p>{t::link_begun()}</p>
                        <Button text=t::payment_continue() look=Look::Secondary on_press />
                    </div>
                };
                Some(part.into_any())
            }
            _ => None,
        };
        view! {
            <p class="lead">{t::link_hello(&standing.customer_name)}</p>
            {live(begun)}
            {adding.view()}
        }
        .into_any()
    }
}

/// One page for used, expired and invented links.
fn dead() -> AnyView {
    view! {
        <Page title=t::link_dead_title()>
            <p class="lead">{t::link_pay_dead()}</p>
        </Page>
    }
    .into_any()
}

fn done(standing: &LinkStanding) -> AnyView {
    let name = standing.payment_method.as_ref().map(|one| one.name.clone());
    let mandate = standing.payment_method.as_ref().filter(|_| standing.has_mandate);
    let mandate = mandate.map(|method| {
        view! {
            <p>{t::link_mandate()}</p>
            {mandate_document(method.id, None, Look::Secondary)}
        }
    });
    let invoices = standing.invoices.iter().map(invoice).collect_view();
    let invoices = (!standing.invoices.is_empty()).then(|| {
        view! {
            <h3>{t::link_invoices()}</h3>
            <ul class="rows" aria-live="polite">
                {invoices}
            </ul>
        }
    });
    let owed = (!standing.to_transfer.is_empty()).then(|| {
        view! {
            <h3>{t::link_invoices()}</h3>
            <p>{t::link_to_transfer()}</p>
            <ul class="rows">{standing.to_transfer.iter().map(to_transfer).collect_view()}</ul>
        }
    });
    let way_on = match standing.redirect_url.as_deref().and_then(web) {
        Some(url) => view! {
            <a class="button button-primary" href=url.to_owned() rel="external noopener noreferrer">
                {t::link_way_on()}
            </a>
        }
        .into_any(),
        None => view! { <p class="hint">{t::link_close()}</p> }.into_any(),
    };
    view! {
        <div class="panel">
            <div class="panel-mark">{icon(Icon::Check)}</div>
            <h2 id=DONE tabindex="-1">
                {t::add_done(&name.unwrap_or_default())}
            </h2>
            {mandate}
            {invoices}
            {owed}
            {way_on}
        </div>
    }
    .into_any()
}

fn invoice(invoice: &LinkInvoice) -> impl IntoView + use<> {
    let (tone, text) = outcome(invoice);
    let detail = detail(invoice).map(|text| view! { <span class="hint">{text}</span> });
    view! {
        <li class="row">
            <div class="row-text">
                <strong>{invoice.number.clone()}</strong>
                <span>{format::money(invoice.amount)}</span>
                {detail}
            </div>
            {badge(tone, text)}
        </li>
    }
}

fn to_transfer(invoice: &LinkTransfer) -> impl IntoView + use<> {
    view! {
        <li class="row">
            <div class="row-text">
                <strong>{invoice.number.clone()}</strong>
                <span>{format::money(invoice.amount)}</span>
            </div>
        </li>
    }
}
