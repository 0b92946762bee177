//! The page: what it is, what can be done with it, its parts.

use std::sync::Arc;

use leptos::{prelude::*, task::spawn_local};
use portico_shared::{ErrorCode, InvoiceId};
use portico_ui::{
    client::{Abort, Failure},
    components::{Button, Look, badge, error_state, fact, fact_with_hint, live, skeleton, time},
    i18n::format,
    platform,
    texts::portal as t,
};

use super::{
    super::{
        board::{Memory, may_pay},
        download::Files,
    },
    model::Document,
    parts::{called, positions, recipient, seller, service_period, sums},
    payments::payments,
    related::related,
    terms::terms,
};
use crate::{
    page::{Missing, name_document},
    place::{INVOICE, PAY},
    session::Session,
};

#[component]
pub(crate) fn ReaderPage() -> impl IntoView {
    let path = platform::path();
    let id = path.strip_prefix(INVOICE).map(|id| id.trim_end_matches('/'));
    let Some(id) = id.and_then(|id| id.parse::<InvoiceId>().ok()) else {
        return view! { <Missing /> }.into_any();
    };
    let desk = Desk {
        session: Session::current(),
        memory: Memory::current(),
        abort: Abort::on_cleanup(),
        id,
        invoice: RwSignal::new(None),
        title: RwSignal::new(t::reader_title().to_owned()),
    };
    desk.memory.open(Some(id));
    desk.load();
    let is_missing = Memo::new(move |_| {
        let code = desk.invoice.with(|found| found.as_ref()?.as_ref().err()?.code());
        code == Some(ErrorCode::NotFound)
    });
    live(move || {
        if is_missing.get() {
            return view! { <Missing /> }.into_any();
        }
        desk.view()
    })
}

#[derive(Clone, Copy)]
struct Desk {
    session: Session,
    memory: Memory,
    abort: Abort,
    id: InvoiceId,
    invoice: RwSignal<Option<Result<Arc<Document>, Failure>>>,
    title: RwSignal<String>,
}

impl Desk {
    fn load(self) {
        self.invoice.set(None);
        spawn_local(async move {
            let path = format!("/invoices/{}", self.id);
            match self.session.client.get::<Document>(&path, self.abort).await {
                Err(Failure::Aborted) => {}
                answer => {
                    if let Ok(invoice) = &answer {
                        let name = invoice.name();
                        name_document(self.session, &name);
                        self.title.try_set(name);
                    }
                    self.invoice.try_set(Some(answer.map(Arc::new)));
                }
            }
        });
    }

    fn view(self) -> AnyView {
        name_document(self.session, &self.title.get_untracked());
        if self.session.comes_from_another_page() {
            platform::focus_soon("page-title".into());
        }
        let content = move || match self.invoice.get() {
            None => skeleton().into_any(),
            Some(Err(failure)) => error_state(&failure, Callback::new(move |()| self.load())).into_any(),
            Some(Ok(invoice)) => self.parts(&invoice),
        };
        view! {
            <div class="page reader">
                <a class="way-back" href=self.memory.way_back()>
                    {t::reader_back()}
                </a>
                // It stays while the invoice comes, and with it the focus.
                <h1 id="page-title" tabindex="-1">
                    {live(move || self.title.with(|name| called(name)))}
                </h1>
                {live(content)}
            </div>
        }
        .into_any()
    }

    fn parts(self, invoice: &Arc<Document>) -> AnyView {
        let (tone, status) = invoice.standing().badge();
        let due = invoice.due_date.as_ref().map(|day| fact(t::invoices_due(), time(day)));
        let paid = invoice
            .pay_date
            .as_ref()
            .map(|day| fact(t::reader_paid_on(), time(day)));
        let underway = invoice.collected_on();
        let underway = underway.map(|day| t::invoice_collect_on(&format::day(day)));
        let underway = underway.unwrap_or_default();
        let title = invoice.title.clone().map(|title| fact(t::reader_for(), title));
        let particulars = invoice.particulars.as_ref();
        let order = particulars.and_then(|one| one.order_reference.clone());
        let order = order.map(|order| fact(t::subscription_po(), order));
        let reference = particulars.and_then(|one| one.buyer_reference.clone());
        let reference = reference.map(|reference| fact(t::reader_buyer_reference(), reference));
        let open = invoice.standing().is_owed();
        let open = open.then(|| fact(t::reader_open(), format::money(invoice.open_amount)));
        let text = |text: &Option<String>| text.clone().map(|text| view! { <p class="reader-text">{text}</p> });
        view! {
            {self.actions(invoice)}
            <section class="section" aria-labelledby="reader-glance">
                <h2 id="reader-glance">{t::reader_glance()}</h2>
                <dl class="facts">
                    {fact_with_hint(t::invoices_status(), badge(tone, status), underway)} {title}
                    {fact(t::reader_date(), time(&invoice.creation_date))} {service_period(invoice)} {due} {paid}
                    {fact(t::reader_total(), format::money(invoice.gross_amount))} {open} {order} {reference}
                </dl>
            </section>
            {seller(invoice)}
            {recipient(invoice)}
            {text(&invoice.introduction)}
            {positions(invoice)}
            {sums(invoice)}
            {terms(invoice)}
            {text(&invoice.closing)}
            {payments(self.session.client, self.abort, self.id)}
            {related(self.session.client, self.abort, invoice)}
        }
        .into_any()
    }

    fn actions(self, invoice: &Document) -> AnyView {
        let number = invoice.number.as_deref().unwrap_or_default();
        let pay = (may_pay(self.session) && invoice.is_payable()).then(|| {
            view! {
                <a class="button button-primary" href=format!("{PAY}?invoice={}", self.id)>
                    {t::pay_now()}
                </a>
            }
        });
        let files = self.session.may().act.then(|| {
            let files = Files::of(self.id);
            let there = (invoice.has_pdf, invoice.has_xml);
            (files.buttons(there, number, ["button", "button"]), files.failure())
        });
        let (files, failure) = files.unzip();
        view! {
            <div class="card-actions">
                {pay} {files}
                <Button text=t::reader_print() look=Look::Secondary on_press=Callback::new(|()| platform::print()) />
            </div>
            {failure}
        }
        .into_any()
    }
}
