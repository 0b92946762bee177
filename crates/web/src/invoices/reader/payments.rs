//! What was paid for it, or tried.

use leptos::{prelude::*, task::spawn_local};
use portico_shared::{Data, InvoiceId};
use portico_ui::{
    client::{Abort, Client, Failure},
    components::{badge, live, problem_with_retry, time_short},
    i18n::format,
    texts::portal as t,
};

use super::model::Payment;

#[derive(Clone, Copy)]
struct Payments {
    client: Client,
    abort: Abort,
    id: InvoiceId,
    answer: RwSignal<Option<Result<Vec<Payment>, Failure>>>,
}

pub(super) fn payments(client: Client, abort: Abort, id: InvoiceId) -> AnyView {
    let all = Payments {
        client,
        abort,
        id,
        answer: RwSignal::new(None),
    };
    all.load();
    live(move || all.answer.with(|answer| all.view(answer.as_ref())))
}

impl Payments {
    fn load(self) {
        self.answer.set(None);
        spawn_local(async move {
            let path = format!("/invoices/{}/payments", self.id);
            match self.client.get::<Data<Payment>>(&path, self.abort).await {
                Err(Failure::Aborted) => {}
                answer => {
                    self.answer.try_set(Some(answer.map(|answer| answer.data)));
                }
            }
        });
    }

    fn view(self, answer: Option<&Result<Vec<Payment>, Failure>>) -> AnyView {
        let content = match answer {
            None => return ().into_any(),
            // Paid may also be what came in elsewhere: status and amounts say how it stands.
            Some(Ok(all)) if all.is_empty() => return ().into_any(),
            Some(Err(failure)) => problem_with_retry(failure, Callback::new(move |()| self.load())),
            Some(Ok(all)) => table(all),
        };
        view! {
            <section class="section" aria-labelledby="reader-payments">
                <h2 id="reader-payments">{t::reader_payments()}</h2>
                {content}
            </section>
        }
        .into_any()
    }
}

fn table(all: &[Payment]) -> AnyView {
    view! {
        <div class="card card-flush">
            <table class="paid">
                <caption class="visually-hidden">{t::reader_payments()}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t::invoices_date()}</th>
                        <th scope="col">{t::invoices_status()}</th>
                        <th scope="col" class="amount">
                            {t::invoices_amount()}
                        </th>
                    </tr>
                </thead>
                <tbody>{all.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(payment: &Payment) -> impl IntoView + use<> {
    let (tone, status) = payment.badge();
    let day = if let Some(day) = payment.day() {
        time_short(day).into_any()
    } else {
        let at = payment.created_at.to_string();
        view! { <time datetime=at>{format::short_day_of(&payment.created_at)}</time> }.into_any()
    };
    let back = payment.refunded_amount;
    let back = (back.amount != 0).then(|| {
        view! { <span class="hint">{t::payment_refunded(&format::money(back))}</span> }
    });
    view! {
        <tr>
            <td>{day}</td>
            <td>{badge(tone, status)}</td>
            <td class="amount">{format::money(payment.amount)} {back}</td>
        </tr>
    }
}
