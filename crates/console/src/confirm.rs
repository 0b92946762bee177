//! Asks before something that cannot simply be taken back.

use leptos::prelude::*;
use portico_ui::{
    components::{Button, Dialog, Look, close},
    texts::portal as p,
};

use crate::form::Form;

#[component]
pub(crate) fn Confirm(
    title: &'static str,
    #[prop(into)] text: String,
    /// What the button does, in its own words.
    action: &'static str,
    #[prop(default = Look::Danger)] look: Look,
    /// What to do where the state of things forbids it.
    #[prop(optional)]
    in_state: Option<&'static str>,
    /// Sends with the form, which closes the question once it worked.
    on_act: Callback<Form>,
    on_close: Callback<()>,
) -> impl IntoView {
    let form = Form::new();
    let act = Callback::new(move |()| on_act.run(form));
    let back = Callback::new(move |()| close(form.node));
    let line = in_state.map_or_else(|| form.line(), |in_state| form.line_in_state(in_state));
    view! {
        <Dialog node=form.node title on_close>
            <p>{text}</p>
            {line}
            <div class="dialog-actions">
                <Button text=p::go_back() look=Look::Secondary on_press=back />
                <Button text=action look busy=form.working on_press=act />
            </div>
        </Dialog>
    }
}
