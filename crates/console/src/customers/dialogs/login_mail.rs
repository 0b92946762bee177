//! Mails a customer a link that signs them in.

use std::sync::Arc;

use leptos::prelude::*;
use portico_shared::{customers::CustomerView, sessions::Success};
use portico_ui::{
    client::{Body, Method},
    components::{Button, Dialog, Look, close},
    platform,
    texts::{console as t, portal as p},
};

use super::{closed_notice, model::closed, whom};
use crate::{console::Console, form::Form};

pub(super) fn login_mail_dialog(customer: &Arc<CustomerView>, on_close: Callback<()>) -> AnyView {
    let console = Console::current();
    let form = Form::new();
    let (id, email) = (customer.id, customer.default_email.clone());
    let key = platform::random_key();
    let done = t::login_mail_sent(&email);
    let send = Callback::new(move |()| {
        let (key, done) = (key.clone(), done.clone());
        let work = async move {
            let path = format!("/customers/{id}/send-login-email");
            console
                .client
                .change::<Success>(Method::Post, &path, &key, Body::new())
                .await
        };
        form.send(work, move |_| console.say(done));
    });
    let back = Callback::new(move |()| close(form.node));
    let whom = whom(customer);
    let reason = closed(customer.status);
    let text = reason.map_or_else(
        || view! { <p>{t::login_mail_text(&email)}</p> }.into_any(),
        closed_notice,
    );
    let button = reason
        .is_none()
        .then(|| view! { <Button text=t::login_mail_send() look=Look::Primary busy=form.working on_press=send /> });
    view! {
        <Dialog node=form.node title=t::action_login_mail() on_close>
            {whom}
            {text}
            {form.line()}
            <div class="dialog-actions">
                <Button text=p::go_back() look=Look::Secondary on_press=back />
                {button}
            </div>
        </Dialog>
    }
    .into_any()
}
