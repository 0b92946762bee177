//! Exchange rates for invoices in other currencies. Each change is saved at once: the form of the page keeps what is typed there.

use leptos::{ev::SubmitEvent, prelude::*};
use portico_shared::settings::{CompanyView, ExchangeRate};
use portico_ui::{
    client::{Abort, Body, Failure, Method},
    components::{Button, Dialog, Look, save_actions},
    i18n::format,
    platform,
    texts::{console as t, portal as p},
};

use super::rate_entry::{Entry, Part, without};
use crate::{
    confirm::Confirm,
    console::Console,
    fields::{Shape, line},
    form::Form,
};

const PATH: &str = "/settings/company";
const TITLE: &str = "rates-title";

#[derive(Clone)]
enum Open {
    Add,
    Change(ExchangeRate),
    Remove(ExchangeRate),
}

#[derive(Clone, Copy)]
struct Rates {
    console: Console,
    all: RwSignal<Vec<ExchangeRate>>,
    open: RwSignal<Option<Open>>,
    may: bool,
}

pub(super) fn rates(view: &CompanyView) -> AnyView {
    let console = Console::current();
    let rates = Rates {
        console,
        all: RwSignal::new(view.values.exchange_rates.clone()),
        open: RwSignal::new(None),
        may: console.may("settings:write"),
    };
    rates.whole()
}

/// Such as "1 EUR = 1.0843 USD".
fn shown(rate: &ExchangeRate) -> String {
    let worth = format::number(&rate.rate);
    format!("{} {} = {worth} {}", rate.units, rate.base, rate.quote)
}

impl Rates {
    fn whole(self) -> AnyView {
        let list = move || {
            self.all.with(|all| {
                if all.is_empty() {
                    return view! { <p class="nothing">{t::rates_none()}</p> }.into_any();
                }
                let rows = all.iter().map(|one| self.row(one));
                view! { <ul class="rows">{rows.collect_view()}</ul> }.into_any()
            })
        };
        let add = self.may.then(|| {
            let on_press = Callback::new(move |()| self.open.set(Some(Open::Add)));
            view! {
                <div class="card-actions">
                    <Button text=t::rate_add() look=Look::Secondary on_press />
                </div>
            }
        });
        let dialog = move || self.open.get().map(|open| self.dialog(open));
        view! {
            <section class="card form" aria-labelledby=TITLE>
                <div>
                    <h2 id=TITLE tabindex="-1">
                        {t::rates_title()}
                    </h2>
                    <p class="hint">{t::rates_text()}</p>
                </div>
                {list}
                {add}
                {dialog}
            </section>
        }
        .into_any()
    }

    fn row(self, rate: &ExchangeRate) -> impl IntoView + use<> {
        let name = shown(rate);
        let day = t::rate_of_day(&format::short_day(&rate.date));
        let button = |text: &'static str, open: fn(ExchangeRate) -> Open| {
            let label = p::button_of(text, &name);
            let rate = rate.clone();
            let on_press = Callback::new(move |()| self.open.set(Some(open(rate.clone()))));
            view! { <Button text look=Look::Quiet label on_press /> }
        };
        let actions = self.may.then(|| {
            let (change, remove) = (
                button(p::change(), Open::Change),
                button(t::payment_remove(), Open::Remove),
            );
            view! { <div class="row-actions">{change} {remove}</div> }
        });
        view! {
            <li class="row">
                <div class="row-text">
                    <strong>{name}</strong>
                    <span class="card-small">{day}</span>
                </div>
                {actions}
            </li>
        }
    }

    fn dialog(self, open: Open) -> AnyView {
        let on_close = Callback::new(move |()| self.open.set(None));
        match open {
            Open::Add => view! { <RateDialog rates=self before=None on_close /> }.into_any(),
            Open::Change(rate) => view! { <RateDialog rates=self before=Some(rate) on_close /> }.into_any(),
            Open::Remove(rate) => {
                let text = t::rate_remove_text(&shown(&rate));
                let on_act = Callback::new(move |form: Form| {
                    let rate = rate.clone();
                    let work = self.send(move |all| without(all, &rate));
                    form.send(work, move |view| self.done(view, t::rate_removed()));
                });
                view! { <Confirm title=t::rate_remove() text action=t::rate_remove() on_act on_close /> }.into_any()
            }
        }
    }

    /// `change` is of the rates as they are now: others may have changed theirs since the page was opened.
    async fn send(self, change: impl FnOnce(&[ExchangeRate]) -> Body) -> Result<CompanyView, Failure> {
        let (client, key) = (self.console.client, platform::random_key());
        let now: CompanyView = client.get(PATH, Abort::never()).await?;
        let body = change(&now.values.exchange_rates);
        client.change(Method::Patch, PATH, &key, body).await
    }

    /// The buttons are others now: the focus goes to where the list begins.
    fn done(self, view: CompanyView, said: &'static str) {
        self.console.say(said);
        self.all.try_set(view.values.exchange_rates);
        platform::focus_soon(TITLE.into());
    }
}

#[component]
fn RateDialog(rates: Rates, before: Option<ExchangeRate>, on_close: Callback<()>) -> impl IntoView {
    let form = Form::new();
    let title = if before.is_some() {
        t::rate_change()
    } else {
        t::rate_add()
    };
    let entry = RwSignal::new(before.as_ref().map_or_else(Entry::blank, Entry::of));
    let wrong = RwSignal::new(Vec::<(Part, &'static str)>::new());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let found = entry.with_untracked(Entry::wrong);
        if let Some((first, _)) = found.first() {
            platform::focus(first.path());
            return wrong.set(found);
        }
        let (entry, before) = (entry.get_untracked(), before.clone());
        let work = rates.send(move |all| entry.body(all, before.as_ref()));
        form.send(work, move |view| rates.done(view, t::rate_saved()));
    };
    let field = |part: Part| {
        let refused = form.wrong(part.path());
        let own = move || wrong.with(|all| all.iter().find(|(one, _)| *one == part).map(|(_, text)| *text));
        let wrong_here = Signal::derive(move || own().map(str::to_owned).or_else(|| refused.get()));
        let shape = Shape {
            path: part.path(),
            label: part.label(),
            hint: part.hint().into_any(),
            wrong: wrong_here,
            disabled: false,
            optional: false,
        };
        let value = Signal::derive(move || entry.with(|entry| entry.text(part).to_owned()));
        let on_input = Callback::new(move |typed| {
            wrong.update(|all| all.retain(|(one, _)| *one != part));
            entry.update(|entry| entry.set(part, typed));
            form.failure.set(None);
            form.unsaved.set(true);
        });
        line(shape, part.kind(), value, on_input)
    };
    let fields = Part::ALL.map(field);
    view! {
        <Dialog node=form.node title unsaved=form.unsaved on_close>
            <form class="form" novalidate on:submit=submit>
                <p>{t::rate_replaces()}</p>
                {fields}
                {form.line()}
                {save_actions(form.node, form.working)}
            </form>
        </Dialog>
    }
}
