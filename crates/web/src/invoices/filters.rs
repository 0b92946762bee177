//! Which invoices are wanted. It stands in the address, so that going back and loading anew keep it.

use std::time::Duration;

use leptos::{
    ev::{Event, SubmitEvent},
    prelude::*,
};
use portico_shared::{Currency, invoices::InvoiceType};
use portico_ui::{
    components::{Button, Look, handler, live},
    i18n::amounts::{amount, amount_text},
    platform,
    router::Router,
    texts::portal as t,
};

use super::{
    balance::Sums,
    model::{Filter, Wanted, day, is_backwards, kind_of, word_of},
};

/// How long somebody pauses before what they typed is looked for.
const PAUSE: Duration = Duration::from_millis(300);
const SEARCH: &str = "invoices-search";
const DAYS_WRONG: &str = "invoices-days-wrong";

#[derive(Clone, Copy)]
pub(super) struct Filters {
    router: Router,
    pub(super) now: RwSignal<Filter>,
    /// Rises with each letter: the last one counts.
    typed: StoredValue<u32>,
    currency: Currency,
}

impl Filters {
    pub(super) fn of_address(currency: Currency) -> Self {
        let address = platform::address();
        let query = address.split_once('?').map(|(_, query)| query).unwrap_or_default();
        Self {
            router: expect_context(),
            now: RwSignal::new(Filter::from_query(query)),
            typed: StoredValue::new(0),
            currency,
        }
    }

    /// `is_step`: going back leads to what was before.
    fn change(self, is_step: bool, change: impl FnOnce(&mut Filter)) {
        let mut filter = self.now.get_untracked();
        change(&mut filter);
        self.take(is_step, filter);
    }

    fn take(self, is_step: bool, filter: Filter) {
        if self.now.with_untracked(|now| *now != filter) {
            self.router.note(&filter.address(), is_step);
            self.now.set(filter);
        }
    }

    pub(super) fn clear(self) {
        // The page is built anew, with empty fields.
        self.router.go(&Filter::default().address());
        platform::focus_soon(SEARCH.to_owned());
    }

    fn search(self, text: String) {
        let turn = self.typed.with_value(|turn| turn.wrapping_add(1));
        self.typed.set_value(turn);
        let look = move || {
            if self.typed.try_get_value() == Some(turn) {
                // Typing on is no further step.
                let is_step = self.now.with_untracked(|now| now.search.is_empty());
                self.change(is_step, |filter| filter.search = text);
            }
        };
        set_timeout(look, PAUSE);
    }

    pub(super) fn form(self, sums: Sums) -> AnyView {
        let start = self.now.get_untracked();
        let submit = |event: SubmitEvent| event.prevent_default();
        let status = start.status.map(Wanted::word).unwrap_or_default();
        let statuses = choices(&[
            ("", t::filter_status_all()),
            (Wanted::Open.word(), t::filter_open()),
            (Wanted::Paid.word(), t::filter_paid()),
            (Wanted::Cancelled.word(), t::filter_cancelled()),
        ]);
        let kind = start.kind.map(word_of).unwrap_or_default();
        let kinds = choices(&[
            ("", t::filter_type_all()),
            (word_of(InvoiceType::Invoice), t::filter_invoices()),
            (word_of(InvoiceType::Credit), t::filter_credits()),
            (word_of(InvoiceType::Cancellation), t::filter_cancellations()),
        ]);
        let year = start.year;
        let years = move || {
            let mut all = sums.years();
            // One from an address that is not among them is shown nevertheless.
            all.extend(year.map(i32::from).filter(|year| !all.contains(year)));
            let all = all.into_iter().map(|year| (year.to_string(), year.to_string()));
            [(String::new(), t::filter_year_all().to_owned())]
                .into_iter()
                .chain(all)
                .collect()
        };
        let year = year.map(|year| year.to_string()).unwrap_or_default();
        let has_days = start.from.is_some() || start.to.is_some();
        let is_more_open = has_days || start.kind.is_some() || start.least.is_some() || start.most.is_some();
        let clear = move || {
            let is_empty = self.now.with(Filter::is_empty);
            (!is_empty).then(|| {
                let on_press = Callback::new(move |()| self.clear());
                view! { <Button text=t::filter_clear() look=Look::Quiet on_press /> }.into_any()
            })
        };
        let find = handler(move |event: Event| self.search(event_target_value(&event)));
        view! {
            <form class="filters" role="search" aria-label=t::filter_title() on:submit=handler(submit)>
                <div class="field filter-search">
                    <label for=SEARCH>{t::filter_search()}</label>
                    <input id=SEARCH type="search" autocomplete="off" value=start.search.clone() on:input=find />
                </div>
                {select(
                    "invoices-status",
                    t::invoices_status(),
                    status,
                    move || statuses.clone(),
                    move |word| self.change(true, |filter| filter.status = Wanted::of(&word)),
                )}
                {select(
                    "invoices-year",
                    t::filter_year(),
                    &year,
                    years,
                    move |word| self.change(true, |filter| filter.year = word.parse().ok()),
                )}
                <details class="more-fields" open=is_more_open>
                    <summary>{t::filter_more()}</summary>
                    <div class="filter-more">
                        {self.days(&start)}
                        {select(
                            "invoices-type",
                            t::filter_type(),
                            kind,
                            move || kinds.clone(),
                            move |word| self.change(true, |filter| filter.kind = kind_of(&word)),
                        )}
                        {self.amount("invoices-least", t::filter_least(self.currency.as_str()), start.least, |filter, amount| filter.least = amount)}
                        {self.amount("invoices-most", t::filter_most(self.currency.as_str()), start.most, |filter, amount| filter.most = amount)}
                    </div>
                </details>
                {live(clear)}
            </form>
        }
        .into_any()
    }

    /// The first and the last day. A period that ends before it begins is not looked for.
    fn days(self, start: &Filter) -> AnyView {
        let typed = RwSignal::new([start.from.clone(), start.to.clone()]);
        let is_wrong = move || typed.with(|[from, to]| is_backwards(from.as_ref(), to.as_ref()));
        let field = move |at: usize, id: &'static str, label: &'static str| {
            let take = move |event: Event| {
                typed.update(|days| days[at] = day(event_target_value(&event)));
                let [from, to] = typed.get_untracked();
                if !is_backwards(from.as_ref(), to.as_ref()) {
                    self.change(true, |filter| (filter.from, filter.to) = (from, to));
                }
            };
            let wrong = (at == 1).then(|| {
                view! {
                    <p class="field-wrong" id=DAYS_WRONG>
                        {live(move || is_wrong().then(t::filter_days_wrong))}
                    </p>
                }
            });
            view! {
                <div class="field">
                    <label for=id>{label}</label>
                    <input
                        id=id
                        type="date"
                        autocomplete="off"
                        value=typed.with_untracked(|days| days[at].clone())
                        aria-invalid=move || is_wrong().then_some("true")
                        aria-describedby=DAYS_WRONG
                        on:change=handler(take)
                    />
                    {wrong}
                </div>
            }
            .into_any()
        };
        let from = field(0, "invoices-from", t::filter_from());
        let to = field(1, "invoices-to", t::filter_to());
        (from, to).into_any()
    }

    fn amount(self, id: &'static str, label: String, start: Option<i64>, set: fn(&mut Filter, Option<i64>)) -> AnyView {
        let digits = self.currency.minor_digits();
        let start = start.map(|start| amount_text(start, digits));
        let is_wrong = RwSignal::new(false);
        let take = move |event: Event| {
            let text = event_target_value(&event);
            let found = amount(&text, digits);
            let is_empty = text.trim().is_empty();
            is_wrong.set(found.is_none() && !is_empty);
            if found.is_some() || is_empty {
                self.change(true, |filter| set(filter, found));
            }
        };
        let wrong_id = format!("{id}-wrong");
        view! {
            <div class="field">
                <label for=id>{label}</label>
                <input
                    id=id
                    type="text"
                    inputmode="decimal"
                    autocomplete="off"
                    value=start
                    aria-invalid=move || is_wrong.get().then_some("true")
                    aria-describedby=wrong_id.clone()
                    on:change=handler(take)
                />
                <p class="field-wrong" id=wrong_id>
                    {live(move || is_wrong.get().then(t::filter_amount_wrong))}
                </p>
            </div>
        }
        .into_any()
    }
}

fn choices(all: &[(&'static str, &'static str)]) -> Vec<(String, String)> {
    all.iter()
        .map(|(value, text)| ((*value).to_owned(), (*text).to_owned()))
        .collect()
}

/// One of many; more of them may become known later.
fn select(
    id: &'static str,
    label: &'static str,
    value: &str,
    choices: impl Fn() -> Vec<(String, String)> + Send + 'static,
    on_pick: impl Fn(String) + 'static,
) -> AnyView {
    let value = value.to_owned();
    let options = move || {
        let option = |(code, text): (String, String)| {
            let selected = code == value;
            view! {
                <option value=code selected=selected>
                    {text}
                </option>
            }
        };
        choices().into_iter().map(option).collect_view()
    };
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <select
                id=id
                autocomplete="off"
                on:change=handler(move |event: Event| on_pick(event_target_value(&event)))
            >
                {live(options)}
            </select>
        </div>
    }
    .into_any()
}
