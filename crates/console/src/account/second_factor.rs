//! The second factor: setting it up, its recovery codes, taking it off.

use std::sync::Arc;

use leptos::{
    ev::{Event, SubmitEvent},
    html,
    prelude::*,
    task::spawn_local,
};
use portico_shared::operators::{OperatorSelf, RecoveryCodes, TotpSetup};
use portico_ui::{
    client::{Client, Failure, Method, Value},
    components::{Button, Dialog, Look, Tone, badge, close},
    platform,
    texts::{console as t, portal as p},
};

use crate::{
    console::Console,
    form::Form,
    qr,
    shown_once::{copy_button, warning},
    sign_in::{Password, password_field},
};

#[derive(Clone)]
enum Step {
    /// One's own password, before anything is set up.
    Prove,
    Scan(TotpSetup),
    /// A code, to get new recovery codes.
    Renew,
    /// A code, to take the second factor off.
    Remove,
    Codes(Vec<String>),
}

impl Step {
    fn title(&self) -> &'static str {
        match self {
            Self::Prove | Self::Scan(_) => t::totp_set_up(),
            Self::Renew => t::recovery_renew(),
            Self::Remove => t::totp_remove(),
            Self::Codes(_) => t::recovery_title(),
        }
    }
}

/// One dialog, through which the steps go.
#[derive(Clone, Copy)]
struct Steps {
    console: Console,
    now: RwSignal<Option<Step>>,
    /// Codes are on screen that nobody has kept yet.
    unkept: RwSignal<bool>,
}

pub(super) fn section() -> impl IntoView {
    let steps = Steps {
        console: Console::current(),
        now: RwSignal::new(None),
        unkept: RwSignal::new(false),
    };
    let is_open = Memo::new(move |_| steps.now.with(Option::is_some));
    let state = move || steps.console.me.get().map(|me| steps.state(&me));
    let dialog = move || is_open.get().then(|| steps.dialog());
    view! {
        <section class="section">
            <h2>{t::totp_title()}</h2>
            <p class="hint">{t::totp_text()}</p>
            {state}
            {dialog}
        </section>
    }
}

impl Steps {
    fn state(self, me: &Arc<OperatorSelf>) -> AnyView {
        let button = move |text: &'static str, look: Look, to: Step| {
            let on_press = Callback::new(move |()| self.now.set(Some(to.clone())));
            view! { <Button text look on_press /> }
        };
        if !me.operator.has_totp {
            return view! {
                {badge(Tone::Warning, t::totp_off())}
                {button(t::totp_set_up(), Look::Primary, Step::Prove)}
            }
            .into_any();
        }
        view! {
            {badge(Tone::Good, t::totp_on())}
            <p>{t::recovery_left(me.recovery_codes_left)}</p>
            <div class="card-actions">
                {button(t::recovery_renew(), Look::Secondary, Step::Renew)}
                {button(t::totp_remove(), Look::Secondary, Step::Remove)}
            </div>
        }
        .into_any()
    }

    fn dialog(self) -> impl IntoView {
        let node = NodeRef::<html::Dialog>::new();
        let title = Signal::derive(move || self.now.with(|now| now.as_ref().map_or("", Step::title)));
        let content = move || self.now.get().map(|step| self.content(step, node));
        // Nobody gets the codes back: only the button that says so closes them, not Escape nor a click beside them.
        let stay = move |event: Event| {
            if self.unkept.get_untracked() {
                event.prevent_default();
            }
        };
        // Browsers let a second Escape in a row pass, whatever the page says.
        let on_close = Callback::new(move |()| match node.get_untracked() {
            Some(dialog) if self.unkept.get_untracked() => {
                let _ = dialog.show_modal();
            }
            _ => self.now.set(None),
        });
        view! {
            <Dialog node title on_close on:cancel=stay>
                {content}
            </Dialog>
        }
    }

    fn content(self, step: Step, node: NodeRef<html::Dialog>) -> AnyView {
        let client = self.console.client;
        match step {
            Step::Prove => self.prove(node),
            Step::Scan(setup) => self.scan(&setup, node),
            Step::Renew => with_code(
                (t::recovery_renew(), t::recovery_renew_text()),
                node,
                Form::new(),
                move |form, code| {
                    form.send(code_for(client, "/operator/recovery-codes", code), move |codes| {
                        self.show(codes);
                    });
                },
            ),
            Step::Remove => with_code(
                (t::totp_remove(), t::totp_remove_text()),
                node,
                Form::within(node),
                move |form, code| {
                    let body = vec![("code", Value::Text(code))];
                    form.send(client.tell(Method::Post, "/operator/totp/remove", body), move |()| {
                        self.console.say(t::totp_removed());
                        self.look_again();
                    });
                },
            ),
            Step::Codes(codes) => self.recovery_codes(&codes, node),
        }
    }

    fn go(self, step: Step) {
        self.now.set(Some(step));
        platform::focus_soon("dialog-title".into());
    }

    fn show(self, codes: RecoveryCodes) {
        self.unkept.set(true);
        self.go(Step::Codes(codes.recovery_codes));
        self.look_again();
    }

    fn look_again(self) {
        spawn_local(async move { self.console.look_again().await });
    }

    /// Whoever only found a signed-in browser sets nothing up.
    fn prove(self, node: NodeRef<html::Dialog>) -> AnyView {
        let form = Form::new();
        let password = RwSignal::new(String::new());
        let submit = move |event: SubmitEvent| {
            event.prevent_default();
            let body = vec![("password", Value::Text(password.get_untracked()))];
            let work = async move {
                let (client, key) = (self.console.client, platform::random_key());
                client
                    .change::<TotpSetup>(Method::Post, "/operator/totp", &key, body)
                    .await
            };
            form.send(work, move |setup| self.go(Step::Scan(setup)));
        };
        let wrong = form.wrong("password");
        let wrong = Signal::derive(move || wrong.get().map(|_| t::password_wrong().to_owned()));
        let field = Password {
            id: "password",
            label: t::password(),
            is_new: false,
        };
        view! {
            <form class="form" novalidate on:submit=submit>
                <p>{t::totp_prove_text()}</p>
                {password_field(field, password, wrong)}
                {form.line()}
                {actions(form, node, t::go_on())}
            </form>
        }
        .into_any()
    }

    fn scan(self, setup: &TotpSetup, node: NodeRef<html::Dialog>) -> AnyView {
        let form = Form::new();
        let code = RwSignal::new(String::new());
        let submit = move |event: SubmitEvent| {
            event.prevent_default();
            let work = code_for(self.console.client, "/operator/totp/confirm", code.get_untracked());
            form.send(work, move |codes| self.show(codes));
        };
        let picture = qr::path(&setup.url).map(|(side, path)| {
            view! {
                <svg class="qr" viewBox=format!("0 0 {side} {side}") role="img" aria-label=t::totp_qr()>
                    <rect width=side.to_string() height=side.to_string()></rect>
                    <path d=path></path>
                </svg>
            }
        });
        view! {
            <form class="form" novalidate on:submit=submit>
                <ol class="steps">
                    <li>
                        <p>{t::totp_scan()}</p>
                        {picture}
                        <p class="hint">{t::totp_type()}</p>
                        <code class="secret">{setup.secret.clone()}</code>
                    </li>
                    <li>{code_field(form, code, t::totp_confirm(), true)}</li>
                </ol>
                {form.line()}
                {actions(form, node, t::totp_switch_on())}
            </form>
        }
        .into_any()
    }

    /// Shown now and never again.
    fn recovery_codes(self, codes: &[String], node: NodeRef<html::Dialog>) -> AnyView {
        let text = codes.join("\n");
        let file = {
            let merchant = self.console.merchant.get_untracked();
            let head = t::recovery_file(&merchant);
            StoredValue::new(format!("{head}\n\n{text}\n"))
        };
        let save = Callback::new(move |()| {
            file.with_value(|file| platform::save_text(file, "text/plain;charset=utf-8", t::recovery_file_name()));
        });
        let done = Callback::new(move |()| {
            self.unkept.set(false);
            close(node);
        });
        let each = codes.iter().map(|code| view! { <li>{code.clone()}</li> });
        view! {
            <p>{t::recovery_text()}</p>
            <ul class="secret secret-list" aria-label=t::recovery_title()>
                {each.collect_view()}
            </ul>
            {warning(t::recovery_once())}
            <div class="card-actions">
                {copy_button(text)}
                <Button text=t::recovery_download() look=Look::Secondary on_press=save />
            </div>
            <div class="dialog-actions">
                <Button text=t::recovery_kept() look=Look::Primary on_press=done />
            </div>
        }
        .into_any()
    }
}

async fn code_for(client: Client, path: &str, code: String) -> Result<RecoveryCodes, Failure> {
    let body = vec![("code", Value::Text(code))];
    client.change(Method::Post, path, &platform::random_key(), body).await
}

/// A change that a code of the second factor has to confirm.
fn with_code(
    (title, text): (&'static str, &'static str),
    node: NodeRef<html::Dialog>,
    form: Form,
    send: impl Fn(Form, String) + 'static,
) -> AnyView {
    let code = RwSignal::new(String::new());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        send(form, code.get_untracked());
    };
    view! {
        <form class="form" novalidate on:submit=submit>
            <p>{text}</p>
            {code_field(form, code, t::code_any(), false)}
            {form.line()}
            {actions(form, node, title)}
        </form>
    }
    .into_any()
}

fn code_field(form: Form, code: RwSignal<String>, label: &'static str, digits: bool) -> impl IntoView {
    let wrong = form.wrong("code");
    view! {
        <div class="field">
            <label for="code">{label}</label>
            <input
                id="code"
                class="code code-wide"
                type="text"
                inputmode=digits.then_some("numeric")
                autocomplete="one-time-code"
                autocapitalize="none"
                spellcheck="false"
                maxlength="40"
                required
                aria-invalid=move || wrong.with(Option::is_some).then_some("true")
                aria-describedby="code-wrong"
                on:input=move |event| code.set(event_target_value(&event))
            />
            <p class="field-wrong" id="code-wrong">
                {move || wrong.get().map(|_| t::code_wrong())}
            </p>
        </div>
    }
}

fn actions(form: Form, node: NodeRef<html::Dialog>, text: &'static str) -> impl IntoView {
    let back = Callback::new(move |()| close(node));
    view! {
        <div class="dialog-actions">
            <Button text=p::go_back() look=Look::Secondary on_press=back />
            <button class="button button-primary" aria-disabled=move || form.working.get().then_some("true")>
                {text}
            </button>
        </div>
    }
}
