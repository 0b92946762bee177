//! The team: who may use the console, and as what.

mod dialogs;
mod model;

pub(crate) use model::{role, role_hint};

use std::sync::Arc;

use leptos::prelude::*;
use portico_shared::operators::{OperatorRole, OperatorView};
use portico_ui::{
    client::{Abort, List},
    components::{Button, Icon, Listing, Look, More, Tone, badge, empty_state},
    i18n::format,
    texts::{console as t, portal as p},
};

use self::model::{Standing, may_change, standing};
use crate::{console::Console, page::Page};

type Operator = Arc<OperatorView>;

#[derive(Clone)]
enum Open {
    Invite,
    Change(Operator),
    /// Send the invitation again, or a link for a new password.
    Reset(Operator),
    SwitchOff(Operator),
}

/// What the widgets of this page share.
#[derive(Clone, Copy)]
struct Team {
    console: Console,
    list: List<OperatorView>,
    open: RwSignal<Option<Open>>,
    /// Of the operator who looks.
    own: OperatorRole,
}

#[component]
pub(crate) fn TeamPage() -> impl IntoView {
    let console = Console::current();
    let own = console.me.with_untracked(|me| me.as_ref().map(|me| me.operator.role));
    let team = Team {
        console,
        list: List::new(console.client, "/operators"),
        open: RwSignal::new(None),
        own: own.unwrap_or(OperatorRole::Viewer),
    };
    let abort = Abort::on_cleanup();
    team.list.open(abort);
    let more = Callback::new(move |()| team.list.more(abort));
    let invite = console.may("operator:write").then(|| {
        let on_press = Callback::new(move |()| team.open.set(Some(Open::Invite)));
        view! { <Button text=t::team_invite() look=Look::Primary on_press /> }.into_any()
    });
    let is_empty = move || team.list.items.with(Vec::is_empty);
    let rows = move || {
        let all = team.list.items.get();
        view! { <ul class="rows">{all.into_iter().map(|one| team.row(one)).collect_view()}</ul> }.into_any()
    };
    let dialog = move || team.open.get().map(|open| team.dialog(open));
    view! {
        <Page title=t::team_title() actions=invite.unwrap_or_else(|| ().into_any())>
            <p class="lead">{t::team_text()}</p>
            <Listing
                phase=team.list.phase
                is_empty=Signal::derive(is_empty)
                on_retry=more
                empty=|| empty_state(Icon::Person, t::team_title(), t::team_text()).into_any()
                ready=rows
            />
            <More phase=team.list.phase has_more=Signal::derive(move || team.list.has_more()) text=t::load_more() on_more=more />
            {dialog}
        </Page>
    }
}

impl Team {
    fn row(self, one: Operator) -> impl IntoView {
        let you = one.is_current.then(|| badge(Tone::Neutral, t::team_you()));
        let state = match standing(&one) {
            Standing::Off => Some(badge(Tone::Bad, t::team_off())),
            Standing::Invited => Some(badge(Tone::Warning, t::team_invited())),
            Standing::Active => None,
        };
        let totp = one.has_totp.then(|| badge(Tone::Good, t::team_totp()));
        let last = one.last_login_at.as_ref();
        let last = last.map_or_else(
            || t::team_never().to_owned(),
            |at| t::team_last(&format::short_moment(at)),
        );
        view! {
            <li class="row">
                <span class="row-text">
                    <strong>{one.name.clone()}</strong>
                    <span>{one.email.clone()}</span>
                    <span class="hint card-small">
                        <span>{role(one.role)}</span>
                        <span>{last}</span>
                    </span>
                </span>
                <span class="badges">{you} {state} {totp}</span>
                {self.actions(one)}
            </li>
        }
    }

    fn actions(self, one: Operator) -> Option<impl IntoView> {
        let may = self.console.may("operator:write") && may_change(self.own, one.role);
        may.then(|| {
            let button = |text: &'static str, to: Open| {
                let label = p::button_of(text, &one.name);
                let on_press = Callback::new(move |()| self.open.set(Some(to.clone())));
                view! { <Button text look=Look::Quiet label on_press /> }
            };
            let change = button(p::change(), Open::Change(one.clone()));
            // Nobody locks themselves out.
            let others = (!one.is_current).then(|| match standing(&one) {
                Standing::Off => self.switch_on(&one).into_any(),
                Standing::Invited => view! {
                    {button(t::team_invite_again(), Open::Reset(one.clone()))}
                    {button(t::team_switch_off(), Open::SwitchOff(one.clone()))}
                }
                .into_any(),
                Standing::Active => view! {
                    {button(t::team_reset(), Open::Reset(one.clone()))}
                    {button(t::team_switch_off(), Open::SwitchOff(one.clone()))}
                }
                .into_any(),
            });
            view! {
                <span class="row-actions">
                    {change}
                    {others}
                </span>
            }
        })
    }

    /// Takes nothing away from anybody: no question before it.
    fn switch_on(self, one: &Operator) -> impl IntoView + use<> {
        let failure = RwSignal::new(None);
        let id = one.id;
        let on_press = Callback::new(move |()| self.switch_on_now(id, failure));
        let label = p::button_of(t::team_switch_on(), &one.name);
        view! {
            <Button text=t::team_switch_on() look=Look::Quiet label on_press />
            {portico_ui::components::failure_line(failure)}
        }
    }

    fn put(self, changed: OperatorView) {
        self.list.replace(Arc::new(changed), |a, b| a.id == b.id);
    }
}
