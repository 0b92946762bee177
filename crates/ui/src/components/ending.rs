//! Says in good time that a session is about to end, and keeps it where that is possible.

use std::time::Duration;

use leptos::{html, prelude::*, task::spawn_local};

use super::{Button, Dialog, Look, close, live};
use crate::{client::Client, texts::portal as t};

/// Two minutes: time enough to come back from another window.
const WARNING_MS: f64 = 120_000.0;
const LOOK_EVERY: Duration = Duration::from_secs(15);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Warning {
    None,
    /// Activity keeps it.
    Idle,
    /// Nothing does.
    Last,
}

#[component]
pub fn Ending(client: Client) -> impl IntoView {
    let warning = RwSignal::new(Warning::None);
    let look = move || {
        let now = match client.left() {
            Some((_, last)) if last < WARNING_MS => Warning::Last,
            Some((idle, _)) if idle < 0.0 => {
                // Another tab may have kept it: the server knows.
                spawn_local(client.stay());
                Warning::Idle
            }
            Some((idle, _)) if idle < WARNING_MS => Warning::Idle,
            _ => Warning::None,
        };
        if warning.get_untracked() != now {
            warning.set(now);
        }
    };
    let handle = set_interval_with_handle(look, LOOK_EVERY);
    on_cleanup(move || {
        if let Ok(handle) = handle {
            handle.clear();
        }
    });
    let stay = Callback::new(move |()| {
        spawn_local(async move {
            client.stay().await;
            look();
        });
    });
    live(move || {
        let text = match warning.get() {
            Warning::None => return None,
            Warning::Idle => t::ending_idle(),
            Warning::Last => t::ending_last(),
        };
        let node = NodeRef::<html::Dialog>::new();
        let can_stay = warning.get_untracked() == Warning::Idle;
        let press = Callback::new(move |()| {
            if can_stay {
                stay.run(());
            }
            close(node);
        });
        let button = if can_stay { t::ending_stay() } else { t::close() };
        Some(
            view! {
                <Dialog node title=t::ending_title() on_close=Callback::new(|()| ())>
                    <p>{text}</p>
                    <div class="dialog-actions">
                        <Button text=button look=Look::Primary on_press=press />
                    </div>
                </Dialog>
            }
            .into_any(),
        )
    })
}
