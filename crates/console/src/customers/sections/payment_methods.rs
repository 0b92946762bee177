//! How the customer pays.

use leptos::prelude::*;
use portico_shared::{CustomerId, payment_methods::PaymentMethodView};
use portico_ui::{
    client::{Abort, List},
    components::{Listing, More, Tone, badge},
    i18n::format,
    texts::{console as t, portal as p},
};

use super::{model::method_badge, nothing, section};
use crate::{console::Console, method_type};

pub(super) fn payment_methods(id: CustomerId) -> AnyView {
    let path = format!("/payment-methods?customer={id}");
    let list = List::<PaymentMethodView>::new(Console::current().client, &path);
    let abort = Abort::on_cleanup();
    list.open(abort);
    let on_more = Callback::new(move |()| list.more(abort));
    let ready = move || {
        let rows = move || list.items.with(|all| all.iter().map(|one| row(one)).collect_view());
        view! {
            <ul class="rows">{rows}</ul>
            <More phase=list.phase has_more=move || list.has_more() text=t::payment_methods_more() on_more />
        }
    };
    let content = view! {
        <Listing
            phase=list.phase
            is_empty=move || list.items.with(Vec::is_empty)
            on_retry=on_more
            empty=|| nothing(t::payment_methods_none())
            ready
        />
    };
    section(t::section_payment_methods(), ().into_any(), content.into_any())
}

fn row(method: &PaymentMethodView) -> impl IntoView + use<> {
    let (tone, state) = method_badge(method);
    let default = method.default.then(|| badge(Tone::Info, p::default_badge()));
    let expires = method.expiration_date.as_ref();
    let expires = expires.map(|day| view! { <span>{t::payment_valid_until(&format::short_day(day))}</span> });
    view! {
        <li class="row">
            <div class="row-text">
                <strong>{method.name.clone()}</strong>
                <span class="card-small">
                    <span>{method_type::name(method.kind)}</span>
                    <span>{t::made_on(&format::short_day_of(&method.creation_date))}</span>
                    {expires}
                </span>
            </div>
            <div class="badges">{default} {badge(tone, state)}</div>
        </li>
    }
}
