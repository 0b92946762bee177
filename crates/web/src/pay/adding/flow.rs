//! Where somebody stands who adds a payment method, and what moves them on.

use std::sync::Arc;

use leptos::{prelude::*, task::spawn_local};
use portico_shared::{
    Data, PaymentMethodId,
    payment_methods::{
        ActionDetails, AddingStatus, PaymentMethodAdded, PaymentMethodOption, PaymentMethodType, RefusalReason,
    },
};
use portico_ui::{
    client::{Abort, Body, Client, Failure, Method},
    components::{Button, Icon, Look, failure_line, icon, live, problem_with_retry, skeleton},
    i18n, platform,
    texts::portal as t,
};

use super::{
    super::model::refusal,
    choose::choose,
    model::{creation, return_url},
    script_form::script_form,
};
use crate::{
    change::{Ask, Change},
    links::web,
    session::Session,
};

/// The heading of what comes after a step: the focus goes there.
pub(super) const TITLE: &str = "adding-title";

#[derive(Clone)]
pub(in crate::pay) enum Step {
    /// Which kind, and what it needs.
    Choose,
    /// The provider is asked what became of it.
    Confirming,
    Unconfirmed(PaymentMethodId, Failure),
    /// It was begun at the provider's own page, and not completed.
    Waiting(PaymentMethodId, Option<String>),
    /// The provider's script asks.
    Asking(PaymentMethodId, ActionDetails),
    Refused(Option<RefusalReason>),
    /// On the way to the provider's page.
    Leaving,
}

pub(super) type Options = Arc<Vec<PaymentMethodOption>>;

#[derive(Clone, Copy)]
pub(in crate::pay) struct Adding {
    pub(super) client: Client,
    pub(super) change: Change,
    pub(in crate::pay) step: RwSignal<Step>,
    pub(super) options: RwSignal<Option<Result<Options, Failure>>>,
    pub(super) picked: RwSignal<Option<usize>>,
    /// By a link alone: whether existing subscriptions use it, and those to come; none where that is not asked.
    pub(in crate::pay) uses: RwSignal<[Option<bool>; 2]>,
    /// On the way to paying an invoice, else none: whether it is for that one alone.
    pub(in crate::pay) once: RwSignal<Option<bool>>,
    /// Of the page that asks.
    path: &'static str,
    /// What was begun can be thrown away here.
    may_discard: bool,
    abort: Abort,
    on_added: Callback<PaymentMethodAdded>,
}

impl Adding {
    /// `path` is the page that asks, `may_discard` whether what was begun can be thrown away there.
    pub(in crate::pay) fn new(path: &'static str, may_discard: bool, on_added: Callback<PaymentMethodAdded>) -> Self {
        Self {
            client: Session::current().client,
            change: Change::new(),
            step: RwSignal::new(Step::Choose),
            options: RwSignal::new(None),
            picked: RwSignal::new(None),
            uses: RwSignal::new([None; 2]),
            once: RwSignal::new(None),
            path,
            may_discard,
            abort: Abort::on_cleanup(),
            on_added,
        }
    }

    /// Goes on with what the address names, or begins anew.
    pub(in crate::pay) fn begin(self) {
        self.load();
        let begun = platform::query("paymentMethod").and_then(|id| id.parse().ok());
        if let Some(id) = begun {
            self.confirm(id);
        }
    }

    pub(super) fn load(self) {
        self.options.set(None);
        let mut path = format!("/payment-methods/options?language={}", i18n::language());
        if let Some((invoice, _)) = self.invoice() {
            path.extend(["&invoice=", &invoice]);
        }
        spawn_local(async move {
            let answer = self.client.get::<Data<PaymentMethodOption>>(&path, self.abort).await;
            if matches!(answer, Err(Failure::Aborted)) {
                return;
            }
            let options = answer.map(|answer| Arc::new(answer.data));
            // With one kind there is no choice.
            let only = matches!(&options, Ok(all) if all.len() == 1);
            self.picked.set(only.then_some(0));
            self.options.set(Some(options));
        });
    }

    pub(super) fn create(self, change: Change, option: &PaymentMethodOption, extra: Body) {
        // The choice of a kind and of a language survive the way to a provider and back.
        let kept = [
            ("invoice", platform::query("invoice")),
            ("lang", platform::query("lang")),
        ];
        let url = return_url(&platform::origin(), self.path, &kept);
        let body = creation(option, extra, (self.uses.get_untracked(), self.invoice()), &url);
        let kind = option.kind;
        let on_done = Callback::new(move |added| self.created(added, kind));
        change.send(Ask::post("/payment-methods".to_owned(), body), on_done);
    }

    /// The invoice that is about to be paid, and whether the method is for that one alone.
    fn invoice(self) -> Option<(String, bool)> {
        let is_once = self.once.get_untracked()?;
        Some((platform::query("invoice")?, is_once))
    }

    fn created(self, added: PaymentMethodAdded, kind: PaymentMethodType) {
        if added.status == AddingStatus::ActionRequired {
            // A reload, and the way back, find it again.
            platform::set_query("paymentMethod", Some(&added.id.to_string()));
            platform::set_query("type", Some(kind.as_str()));
        }
        let away = added
            .action_required
            .as_ref()
            .and_then(|action| action.redirect_url.clone());
        match away.as_deref().and_then(web) {
            Some(url) => {
                self.step.set(Step::Leaving);
                platform::leave_for(url);
            }
            None => self.take(added),
        }
    }

    /// Asks the provider what became of one that was begun.
    pub(in crate::pay) fn confirm(self, id: PaymentMethodId) {
        self.step.set(Step::Confirming);
        spawn_local(async move {
            let (path, key) = (format!("/payment-methods/{id}/confirm"), platform::random_key());
            let answer = self
                .client
                .change::<PaymentMethodAdded>(Method::Post, &path, &key, Body::new());
            match answer.await {
                Ok(added) => self.take(added),
                // Thrown away meanwhile, or never there.
                Err(failure) if failure.code().is_some_and(|code| code.status() == 404) => self.begin_anew(),
                Err(failure) => {
                    self.step.try_set(Step::Unconfirmed(id, failure));
                }
            }
        });
    }

    fn take(self, added: PaymentMethodAdded) {
        let step = match added.status {
            AddingStatus::Success => {
                forget();
                self.on_added.try_run(added);
                return;
            }
            AddingStatus::Failed => {
                forget();
                Step::Refused(added.fail_reason)
            }
            AddingStatus::ActionRequired => match added.action_required {
                Some(action) => match action.details {
                    Some(details) => Step::Asking(added.id, details),
                    None => Step::Waiting(added.id, action.redirect_url),
                },
                None => Step::Waiting(added.id, None),
            },
        };
        self.step.try_set(step);
        platform::focus_soon(TITLE.into());
    }

    fn begin_anew(self) {
        forget();
        self.change.forget();
        self.step.try_set(Step::Choose);
        platform::focus_soon("page-title".into());
    }

    /// Throws away what was begun.
    fn discard(self, id: PaymentMethodId) {
        let on_done = Callback::new(move |()| self.begin_anew());
        self.change
            .tell(Ask::post(format!("/payment-methods/{id}/remove"), Body::new()), on_done);
    }

    pub(in crate::pay) fn view(self) -> AnyView {
        live(move || match self.step.get() {
            Step::Choose => choose(self),
            Step::Confirming => skeleton().into_any(),
            Step::Unconfirmed(id, failure) => problem_with_retry(&failure, Callback::new(move |()| self.confirm(id))),
            Step::Waiting(id, url) => self.waiting(id, url.as_deref().and_then(web)),
            Step::Asking(id, details) => script_form(self, id, details),
            Step::Refused(reason) => self.refused(reason),
            Step::Leaving => view! { <p role="status">{t::add_leaving()}</p> }.into_any(),
        })
    }

    fn waiting(self, id: PaymentMethodId, url: Option<&str>) -> AnyView {
        let go_on = url.map(|url| {
            view! {
                <a class="button button-primary" href=url.to_owned() rel="external">
                    {t::payment_continue()}
                </a>
            }
        });
        view! {
            <div class="panel">
                <h2 id=TITLE tabindex="-1">
                    {t::add_waiting_title()}
                </h2>
                <p>{t::add_waiting_text()}</p>
                {failure_line(self.change.failure)}
                <div class="card-actions">{go_on} {self.other_ways(id)}</div>
            </div>
        }
        .into_any()
    }

    /// Out of something that was begun.
    pub(super) fn other_ways(self, id: PaymentMethodId) -> AnyView {
        let busy = self.change.working;
        if self.may_discard {
            let on_press = Callback::new(move |()| self.discard(id));
            view! { <Button text=t::payment_discard() look=Look::Quiet busy on_press /> }.into_any()
        } else {
            let on_press = Callback::new(move |()| self.begin_anew());
            view! { <Button text=t::add_other() look=Look::Quiet busy on_press /> }.into_any()
        }
    }

    fn refused(self, reason: Option<RefusalReason>) -> AnyView {
        let on_press = Callback::new(move |()| self.begin_anew());
        view! {
            <div class="panel">
                <div class="panel-mark">{icon(Icon::Alert)}</div>
                <h2 id=TITLE tabindex="-1">
                    {t::add_refused_title()}
                </h2>
                <p>{refusal(reason)}</p>
                <Button text=t::retry() look=Look::Primary on_press />
            </div>
        }
        .into_any()
    }
}

/// The address says no longer what was begun.
fn forget() {
    platform::set_query("paymentMethod", None);
    platform::set_query("type", None);
}
