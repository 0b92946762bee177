//! Asking the merchant to erase the customer's data, and taking that back.

use std::sync::Arc;

use leptos::{html, prelude::*, task::spawn_local};
use portico_shared::{
    portal::PortalView,
    privacy::{ErasedKind, ErasureBlockerKind, ErasureView, KeptData, KeptKind},
};
use portico_ui::{
    client::{Abort, Body, Failure, Method},
    components::{
        Button, Dialog, Look, close, close_or_ask, failure_line, handler, live, notice, problem_with_retry, skeleton,
    },
    i18n::format,
    platform,
    texts::portal as t,
};

use crate::session::Session;

const PATH: &str = "/erasure-request";

#[derive(Clone, Copy)]
struct Request {
    session: Session,
    abort: Abort,
    portal: StoredValue<Arc<PortalView>>,
    found: RwSignal<Option<Result<ErasureView, Failure>>>,
    open: RwSignal<bool>,
    working: RwSignal<bool>,
    failure: RwSignal<Option<Failure>>,
}

pub(super) fn part(portal: &Arc<PortalView>) -> AnyView {
    let request = Request {
        session: Session::current(),
        abort: Abort::on_cleanup(),
        portal: StoredValue::new(portal.clone()),
        found: RwSignal::new(None),
        open: RwSignal::new(false),
        working: RwSignal::new(false),
        failure: RwSignal::new(None),
    };
    request.load();
    let state = move || match request.found.get() {
        None => skeleton().into_any(),
        Some(Err(failure)) => problem_with_retry(&failure, Callback::new(move |()| request.load())),
        Some(Ok(view)) => request.state(view),
    };
    view! {
        <h3>{t::erasure_title()}</h3>
        {live(state)}
    }
    .into_any()
}

impl Request {
    fn load(self) {
        spawn_local(async move {
            match self.session.client.get::<ErasureView>(PATH, self.abort).await {
                Err(Failure::Aborted) => {}
                answer => self.found.set(Some(answer)),
            }
        });
    }

    fn state(self, view: ErasureView) -> AnyView {
        let (merchant, zone) = self
            .portal
            .with_value(|portal| (portal.brand.title().to_owned(), portal.time_zone.clone()));
        if let Some(at) = &view.requested_at {
            let on_press = Callback::new(move |()| self.send(Method::Delete, None));
            return view! {
                {notice(t::erasure_waits(&format::moment(at, &zone), &merchant))}
                {blockers(&view)}
                {kept(&view)}
                {failure_line(self.failure)}
                <Button text=t::erasure_withdraw() look=Look::Secondary busy=self.working on_press />
            }
            .into_any();
        }
        let on_press = Callback::new(move |()| {
            self.failure.set(None);
            self.open.set(true);
        });
        let dialog = move || self.open.get().then(|| self.dialog(&view, &merchant));
        view! {
            <p class="hint">{t::erasure_text()}</p>
            <Button text=t::erasure_ask() look=Look::Secondary on_press />
            {live(dialog)}
        }
        .into_any()
    }

    fn dialog(self, view: &ErasureView, merchant: &str) -> AnyView {
        let node = NodeRef::<html::Dialog>::new();
        let on_close = Callback::new(move |()| self.open.set(false));
        let on_press = Callback::new(move |()| self.send(Method::Post, Some(node)));
        let then = t::erasure_then(merchant);
        let what = [erased(view), kept(view), blockers(view)];
        view! {
            <Dialog node title=t::erasure_ask() on_close>
                <p>{then}</p>
                {what.into_iter().flatten().collect_view()}
                {failure_line(self.failure)}
                <div class="dialog-actions">
                    <button type="button" class="button" on:click=handler(move |_| close_or_ask(node))>
                        {t::go_back()}
                    </button>
                    <Button text=t::erasure_send() look=Look::Danger busy=self.working on_press />
                </div>
            </Dialog>
        }
        .into_any()
    }

    fn send(self, method: Method, node: Option<NodeRef<html::Dialog>>) {
        self.working.set(true);
        self.failure.set(None);
        spawn_local(async move {
            let key = platform::random_key();
            let answer = self.session.client.change(method, PATH, &key, Body::new());
            match answer.await {
                Ok(view) => {
                    if let Some(node) = node {
                        close(node);
                    }
                    // The dialog goes with the state that it stands in, before it can tell that it was closed.
                    self.open.set(false);
                    self.found.set(Some(Ok(view)));
                    platform::focus_soon("data-title".into());
                }
                Err(problem) => self.failure.set(Some(problem)),
            }
            self.working.set(false);
        });
    }
}

fn list(title: &'static str, items: Vec<String>) -> Option<AnyView> {
    let rows = items
        .iter()
        .map(|text| view! { <li>{text.clone()}</li> })
        .collect_view();
    (!items.is_empty()).then(|| {
        view! {
            <p>{title}</p>
            <ul class="plain-list">{rows}</ul>
        }
        .into_any()
    })
}

fn erased(view: &ErasureView) -> Option<AnyView> {
    let counted = view.erased.iter().filter(|one| one.count > 0).map(|one| {
        let count = small(one.count);
        match one.kind {
            ErasedKind::People => t::erasure_people(count),
            ErasedKind::Addresses => t::erasure_addresses(count),
            ErasedKind::PaymentMethods => t::erasure_methods(count),
            ErasedKind::Mails => t::erasure_mails(count),
        }
    });
    let all = std::iter::once(t::erasure_name().to_owned()).chain(counted);
    list(t::erasure_goes(), all.collect())
}

fn kept(view: &ErasureView) -> Option<AnyView> {
    let all = view.kept.iter().filter(|one| one.count > 0).map(kept_line);
    list(t::erasure_stays(), all.collect())
}

fn kept_line(one: &KeptData) -> String {
    let count = small(one.count);
    match (one.kind, &one.until) {
        (KeptKind::Invoices, Some(day)) => t::erasure_invoices_until(count, &format::day(day)),
        (KeptKind::Invoices, None) => t::erasure_invoices(count),
        (KeptKind::Subscriptions, _) => t::erasure_contracts(count),
    }
}

fn blockers(view: &ErasureView) -> Option<AnyView> {
    let all = view.blockers.iter().map(|one| match one.kind {
        ErasureBlockerKind::Subscription => t::erasure_first_subscription(&one.number),
        ErasureBlockerKind::Invoice => t::erasure_first_invoice(&one.number),
    });
    list(t::erasure_first(), all.collect())
}

fn small(count: u64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_that_no_text_can_say_is_the_most_that_it_can() {
        assert_eq!((small(3), small(u64::MAX)), (3, u32::MAX));
    }
}
