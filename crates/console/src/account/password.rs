//! Another password: all other sessions end with the old one.

use leptos::{ev::SubmitEvent, prelude::*};
use portico_ui::{
    client::{Method, Value},
    components::{Button, Dialog, Look, save_actions},
    platform,
    texts::console as t,
};

use crate::{
    console::Console,
    form::Form,
    sign_in::{Password, is_password, password_field},
};

pub(super) fn section() -> impl IntoView {
    let open = RwSignal::new(false);
    let press = Callback::new(move |()| open.set(true));
    let dialog = move || open.get().then(|| dialog(Callback::new(move |()| open.set(false))));
    view! {
        <section class="section">
            <h2>{t::password()}</h2>
            <Button text=t::password_change() look=Look::Secondary on_press=press />
            {dialog}
        </section>
    }
}

fn dialog(on_close: Callback<()>) -> AnyView {
    let console = Console::current();
    let form = Form::new();
    let (now, new) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let is_short = RwSignal::new(false);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        is_short.set(!new.with_untracked(|text| is_password(text)));
        if is_short.get_untracked() {
            platform::focus("newPassword");
            return;
        }
        let body = vec![
            ("currentPassword", Value::Text(now.get_untracked())),
            ("newPassword", Value::Text(new.get_untracked())),
        ];
        form.send(
            console.client.tell(Method::Put, "/operator/password", body),
            move |()| {
                console.say(t::password_changed());
            },
        );
    };
    let refused = form.wrong("currentPassword");
    let refused = Signal::derive(move || refused.get().map(|_| t::password_wrong().to_owned()));
    let unfit = form.wrong("newPassword");
    let unfit = Signal::derive(move || {
        is_short
            .get()
            .then(|| t::password_rule().to_owned())
            .or_else(|| unfit.get())
    });
    let field = |id, label, is_new| Password { id, label, is_new };
    view! {
        <Dialog node=form.node title=t::password_change() on_close>
            <form class="form" novalidate on:submit=submit>
                <p>{t::password_change_text()}</p>
                {password_field(field("currentPassword", t::password_now(), false), now, refused)}
                {password_field(field("newPassword", t::password_new(), true), new, unfit)}
                {form.line()}
                {save_actions(form.node, form.working)}
            </form>
        </Dialog>
    }
    .into_any()
}
