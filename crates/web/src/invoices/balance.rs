//! What is open, at a glance.

use leptos::{prelude::*, task::spawn_local};
use portico_shared::documents::{Balance, BalanceView};
use portico_ui::{
    client::{Abort, Client, Failure},
    components::{live, problem_with_retry},
    i18n::format,
    texts::portal as t,
};

/// Loaded once for a page: above the list, and for its choice of years.
#[derive(Clone, Copy)]
pub(super) struct Sums {
    client: Client,
    abort: Abort,
    answer: RwSignal<Option<Result<BalanceView, Failure>>>,
}

impl Sums {
    pub(super) fn load(client: Client) -> Self {
        let sums = Self {
            client,
            abort: Abort::on_cleanup(),
            answer: RwSignal::new(None),
        };
        sums.ask();
        sums
    }

    fn ask(self) {
        self.answer.set(None);
        spawn_local(async move {
            match self.client.get("/invoices/balance", self.abort).await {
                Err(Failure::Aborted) => {}
                answer => {
                    self.answer.try_set(Some(answer));
                }
            }
        });
    }

    /// The latest first; none before they are known.
    pub(super) fn years(self) -> Vec<i32> {
        self.answer.with(|answer| match answer {
            Some(Ok(sums)) => sums.years.clone(),
            _ => Vec::new(),
        })
    }

    pub(super) fn view(self) -> AnyView {
        let content = move || {
            self.answer.with(|answer| match answer {
                None => view! { <div class="balance skeleton-lines" aria-busy="true"></div> }.into_any(),
                Some(Err(failure)) => problem_with_retry(failure, Callback::new(move |()| self.ask())),
                // Without an invoice there is nothing to say about them.
                Some(Ok(sums)) if sums.years.is_empty() => ().into_any(),
                Some(Ok(sums)) => lines(&sums.balances),
            })
        };
        live(content)
    }
}

fn lines(all: &[Balance]) -> AnyView {
    let open: Vec<_> = all.iter().filter(|one| one.open_amount.amount != 0).map(line).collect();
    let content = if open.is_empty() {
        view! { <p>{t::balance_none()}</p> }.into_any()
    } else {
        open.collect_view().into_any()
    };
    view! {
        <section class="balance" aria-label=t::balance_title()>
            {content}
        </section>
    }
    .into_any()
}

fn line(one: &Balance) -> impl IntoView + use<> {
    let count = u32::try_from(one.open_invoices).unwrap_or(u32::MAX);
    let is_late = one.overdue_amount.amount > 0;
    let late = is_late.then(|| {
        view! { <span class="badge badge-bad">{t::balance_overdue(&format::money(one.overdue_amount))}</span> }
    });
    let is_underway = one.underway_amount.amount > 0;
    let underway = is_underway.then(|| {
        view! { <span class="badge badge-info">{t::balance_underway(&format::money(one.underway_amount))}</span> }
    });
    view! {
        <p class="balance-line">
            <strong class="balance-amount">{format::money(one.open_amount)}</strong>
            <span>{t::balance_open(count)}</span>
            {late}
            {underway}
        </p>
    }
}
