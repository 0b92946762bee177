//! `/pay/invoice?invoice=ID`: what is open, with what to pay it, and what became of that.

use std::sync::Arc;

use leptos::{prelude::*, task::spawn_local};
use portico_shared::{
    ErrorCode, InvoiceId, PaymentId, PaymentMethodId,
    invoices::{PaymentStatus, TransferView},
    payment_methods::PaymentMethodView,
};
use portico_ui::{
    client::{Abort, Failure, Method, Phase, Value},
    components::{
        Button, Choice, Look, Tone, badge, choices, error_state, fact, failure_line, icon, live, notice,
        problem_with_retry, skeleton, time,
    },
    i18n::format,
    platform,
    texts::portal as t,
};

use super::{
    super::model::kind,
    model::{GAPS, Invoice, Payment, first, is_announced, usable},
    transfer::transfer,
};
use crate::{
    change::{Ask, Change},
    links::web,
    page::{Missing, Page},
    place::ADD,
    session::Session,
    step_up::StepUp,
    tabs::Tab,
};

const RESULT: &str = "payment-result";
const KEPT: &str = "kept";

#[derive(Clone, Copy)]
struct Desk {
    session: Session,
    abort: Abort,
    id: StoredValue<InvoiceId>,
    invoice: RwSignal<Option<Result<Arc<Invoice>, Failure>>>,
    /// Where the merchant takes transfers.
    transfer: RwSignal<Option<TransferView>>,
    picked: RwSignal<Option<PaymentMethodId>>,
    /// What became of paying.
    payment: RwSignal<Option<Payment>>,
    /// It is collected with what was picked from now on.
    kept: RwSignal<bool>,
    pay: Change,
    keep: Change,
}

#[component]
pub(crate) fn InvoicePage() -> impl IntoView {
    let Some(id) = platform::query("invoice").and_then(|id| id.parse().ok()) else {
        return view! { <Missing /> }.into_any();
    };
    let session = Session::current();
    let step_up = StepUp::provide();
    let abort = Abort::on_cleanup();
    session.payment_methods.open(abort);
    let desk = Desk {
        session,
        abort,
        id: StoredValue::new(id),
        invoice: RwSignal::new(None),
        transfer: RwSignal::new(None),
        picked: RwSignal::new(None),
        payment: RwSignal::new(None),
        kept: RwSignal::new(false),
        pay: Change::new(),
        keep: Change::new(),
    };
    let back = platform::query("payment").and_then(|id| id.parse().ok());
    // Something else pays it, or has paid it, meanwhile: that is shown in place of the form.
    desk.pay.telling(Callback::new(move |failure: Failure| {
        if failure.code() == Some(ErrorCode::WrongState) {
            desk.load(false);
        }
        false
    }));
    desk.load(back.is_some());
    if let Some(payment) = back {
        desk.ask(Ask::post(confirm(payment), Vec::new()), false);
    }
    let content = move || match desk.invoice.get() {
        None => skeleton().into_any(),
        Some(Err(failure)) => error_state(&failure, Callback::new(move |()| desk.load(false))).into_any(),
        Some(Ok(invoice)) => desk.view(&invoice),
    };
    let is_missing = Memo::new(move |_| {
        let code = desk.invoice.with(|found| found.as_ref()?.as_ref().err()?.code());
        code == Some(ErrorCode::NotFound)
    });
    live(move || {
        if is_missing.get() {
            return view! { <Missing /> }.into_any();
        }
        view! {
            <Page title=t::pay_title()>
                {live(content)}
                {step_up.dialog()}
            </Page>
        }
        .into_any()
    })
}

impl Desk {
    /// With what goes on already, or else where to transfer to. Whoever `comes_back` from their bank has paid, most likely:
    /// that is no question then, and what became of it is asked for beside this, and may be answered first.
    fn load(self, comes_back: bool) {
        spawn_local(async move {
            let path = format!("/invoices/{}", self.id.get_value());
            match self.session.client.get::<Invoice>(&path, self.abort).await {
                Err(Failure::Aborted) => {}
                answer => {
                    let owed = answer
                        .as_ref()
                        .ok()
                        .filter(|invoice| !comes_back && invoice.is_payable());
                    let underway = owed.and_then(|invoice| invoice.payment_underway.clone());
                    let to_pay = owed.is_some() && underway.is_none();
                    if let Some(payment) = underway {
                        self.wait_for(payment);
                    }
                    // The page may be left by now.
                    let is_here = self.invoice.try_set(Some(answer.map(Arc::new))).is_none();
                    if is_here && to_pay {
                        self.ask_where_to(&format!("{path}/transfer")).await;
                    }
                    if is_here && comes_back && self.payment.with_untracked(Option::is_some) {
                        platform::focus_soon(RESULT.into());
                    }
                }
            }
        });
    }

    fn wait_for(self, payment: Payment) {
        if payment.status == PaymentStatus::Pending {
            self.ask_again(payment.id);
        }
        self.payment.try_set(Some(payment));
    }

    /// Where no transfers are taken, the other ways are all there is.
    async fn ask_where_to(self, path: &str) {
        if let Ok(to) = self.session.client.get::<TransferView>(path, self.abort).await {
            self.transfer.try_set(Some(to));
        }
    }

    fn view(self, invoice: &Arc<Invoice>) -> AnyView {
        let number = invoice.name();
        let invoice = invoice.clone();
        let below = move || match self.payment.get() {
            Some(payment) => self.result(&payment),
            None => self.owed(&invoice),
        };
        view! {
            <div class="panel">
                <dl class="facts facts-rows">{fact(t::pay_invoice(), number)}</dl>
                {live(below)}
            </div>
        }
        .into_any()
    }

    /// What is open, and with what to pay it.
    fn owed(self, invoice: &Arc<Invoice>) -> AnyView {
        if !invoice.is_payable() {
            return view! {
                <p>{t::pay_nothing()}</p>
                {way_back(Look::Primary)}
            }
            .into_any();
        }
        let open = view! { <span class="pay-amount">{format::money(invoice.open_amount)}</span> };
        let due = invoice.due_date.as_ref().map(|day| {
            let late = invoice.is_overdue.then(|| badge(Tone::Bad, t::invoice_overdue()));
            fact(
                t::invoices_due(),
                view! {
                    {time(day)}
                    {late}
                },
            )
        });
        view! {
            <dl class="facts facts-rows">{fact(t::pay_open(), open)} {due}</dl>
            {self.methods(invoice)}
            {live(move || self.transfer.with(|to| to.as_ref().map(transfer)))}
        }
        .into_any()
    }

    fn methods(self, invoice: &Arc<Invoice>) -> AnyView {
        let list = self.session.payment_methods;
        let on_retry = Callback::new(move |()| list.more(self.abort));
        let invoice = invoice.clone();
        live(move || match list.phase.get() {
            Phase::Idle | Phase::Loading => {
                view! { <div class="skeleton-lines skeleton-short" aria-busy="true"></div> }.into_any()
            }
            Phase::Failed(failure) => problem_with_retry(&failure, on_retry),
            Phase::Ready => {
                let today = self
                    .session
                    .portal
                    .with_untracked(|portal| portal.as_ref().map(|portal| portal.today.clone()));
                let all = today.map(|today| list.items.with(|all| usable(all, &today, &invoice)));
                self.choice(&all.unwrap_or_default(), &invoice)
            }
        })
    }

    fn choice(self, usable: &[Arc<PaymentMethodView>], invoice: &Invoice) -> AnyView {
        let added = platform::query("paymentMethod").and_then(|id| id.parse().ok());
        let now = self.picked.get_untracked();
        let now = now.or_else(|| first(usable, [added, invoice.payment_method]));
        self.picked.set(now);
        let add = format!("{ADD}?invoice={}", self.id.get_value());
        if usable.is_empty() {
            return view! {
                <p>{t::pay_no_method()}</p>
                <a class="button button-primary" href=add>
                    {t::payment_add()}
                </a>
            }
            .into_any();
        }
        let each = usable.iter().map(|one| Choice {
            value: one.id.to_string(),
            label: one.name.clone(),
            hint: if one.future_usage_allowed {
                kind(one.kind).1.to_owned()
            } else {
                format!("{} · {}", kind(one.kind).1, t::payment_once())
            },
        });
        let now = now.map(|id| id.to_string()).unwrap_or_default();
        let on_pick = Callback::new(move |value: String| {
            self.picked.set(value.parse().ok());
            self.kept.set(false);
            self.pay.forget();
            self.keep.forget();
        });
        let lasting = usable.iter().filter(|one| one.future_usage_allowed).map(|one| one.id);
        let lasting: Vec<_> = lasting.collect();
        // What is for one payment alone pays now.
        let keep = move || {
            let is_lasting = self.picked.get().is_some_and(|id| lasting.contains(&id));
            let on_press = Callback::new(move |()| self.keep());
            let busy = self.keep.working;
            is_lasting.then(|| view! { <Button text=t::pay_keep() look=Look::Quiet busy on_press /> }.into_any())
        };
        let announced = usable.iter().filter(|one| is_announced(one)).map(|one| one.id);
        let announced: Vec<_> = announced.collect();
        let announced = move || {
            let is_announced = self.picked.get().is_some_and(|id| announced.contains(&id));
            is_announced.then(|| view! { <p class="hint">{t::pay_announced()}</p> }.into_any())
        };
        let kept = move || self.kept.get().then(|| notice(t::pay_kept().to_owned()).into_any());
        let has_failed = invoice.last_payment_failed;
        // What is told of a newer try, or was chosen since, stands in its place.
        let failed = move || {
            let is_latest = !self.pay.working.get() && self.pay.failure.with(Option::is_none) && !self.kept.get();
            (has_failed && is_latest).then(|| view! { <p>{t::pay_failed_before()}</p> }.into_any())
        };
        view! {
            {live(failed)}
            {choices("method", t::pay_question(), each.collect(), &now, on_pick)}
            <a class="add-another" href=add>
                {t::pay_add_another()}
            </a>
            <div class="card-outcome" id=KEPT tabindex="-1">
                {live(kept)}
            </div>
            {failure_line(self.pay.failure)}
            {failure_line(self.keep.failure)}
            {live(announced)}
            <div class="card-actions">
                <Button
                    text=t::pay_now()
                    look=Look::Primary
                    busy=self.pay.working
                    on_press=Callback::new(move |()| self.pay())
                />
                {live(keep)}
            </div>
        }
        .into_any()
    }

    fn pay(self) {
        let Some(method) = self.picked.get_untracked() else {
            return;
        };
        let path = format!("/invoices/{}/pay", self.id.get_value());
        let body = vec![("paymentMethod", Value::Text(method.to_string()))];
        self.ask(Ask::post(path, body), true);
    }

    /// `may_leave`: for the page of the bank, where it asks the payment's owner. Who comes back from there stays.
    fn ask(self, ask: Ask, may_leave: bool) {
        let on_done = Callback::new(move |payment: Payment| {
            let action = payment.action_required.as_ref().filter(|_| may_leave);
            if let Some(url) = action.and_then(|action| web(action.redirect_url.as_deref()?)) {
                return platform::leave_for(url);
            }
            if payment.status == PaymentStatus::Pending {
                self.ask_again(payment.id);
            }
            self.show(payment);
        });
        self.pay.send(ask, on_done);
    }

    fn show(self, payment: Payment) {
        self.payment.set(Some(payment));
        platform::focus_soon(RESULT.into());
    }

    /// It goes on by itself; whoever stays sees how.
    fn ask_again(self, id: PaymentId) {
        spawn_local(async move {
            let (client, path) = (self.session.client, confirm(id));
            for gap in GAPS {
                platform::wait(gap).await;
                if self.id.try_get_value().is_none() {
                    return;
                }
                let key = platform::random_key();
                match client.change::<Payment>(Method::Post, &path, &key, Vec::new()).await {
                    Ok(now) if now.status == PaymentStatus::Pending => {}
                    Ok(now) => return self.show(now),
                    Err(_) => return,
                }
            }
        });
    }

    fn keep(self) {
        let Some(method) = self.picked.get_untracked() else {
            return;
        };
        let path = format!("/invoices/{}/payment-method", self.id.get_value());
        let body = vec![("paymentMethodId", Value::Text(method.to_string()))];
        let on_done = Callback::new(move |changed: Invoice| {
            self.kept.set(true);
            self.invoice.set(Some(Ok(Arc::new(changed))));
            platform::focus_soon(KEPT.into());
        });
        self.keep.send(Ask::put(path, body), on_done);
    }

    fn result(self, payment: &Payment) -> AnyView {
        let (symbol, title, text) = payment.outcome();
        let is_over = matches!(payment.status, PaymentStatus::Failed | PaymentStatus::Returned);
        let again = (is_over || payment.action_required.is_some()).then(|| {
            let on_press = Callback::new(move |()| {
                self.pay.forget();
                self.payment.set(None);
                if self.transfer.with_untracked(Option::is_none) {
                    let path = format!("/invoices/{}/transfer", self.id.get_value());
                    spawn_local(async move { self.ask_where_to(&path).await });
                }
                platform::focus_soon("page-title".into());
            });
            view! { <Button text=t::pay_other() look=Look::Primary on_press /> }
        });
        let look = if again.is_some() { Look::Quiet } else { Look::Primary };
        view! {
            <div class="form">
                <div class="panel-mark">{icon(symbol)}</div>
                <h2 id=RESULT tabindex="-1">
                    {title}
                </h2>
                <p>{text}</p>
                <div class="card-actions">{again} {way_back(look)}</div>
            </div>
        }
        .into_any()
    }
}

/// What became of it is asked for, whoever says that it is done.
fn confirm(payment: PaymentId) -> String {
    format!("/payments/{payment}/confirm")
}

fn way_back(look: Look) -> impl IntoView {
    view! {
        <a class=look.class() href=Tab::Invoices.path()>
            {t::pay_back()}
        </a>
    }
}
