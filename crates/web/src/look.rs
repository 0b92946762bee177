//! Somebody of the merchant's looks at the portal as a customer sees it: says so on every page, and how long it lasts.

use std::time::Duration;

use leptos::{prelude::*, task::spawn_local};
use portico_ui::{
    client::Failure,
    components::{Button, Icon, Look, failure_line, icon, live},
    texts::portal as t,
};

use crate::session::Session;

const COUNT_EVERY: Duration = Duration::from_secs(5);

/// `customer`: as the header names them.
#[component]
pub(crate) fn LookBanner(customer: String) -> impl IntoView {
    let session = Session::current();
    let left = move || session.client.left().map_or(0.0, |(_, last)| last);
    let shown = RwSignal::new(minutes(left()));
    let count = move || {
        let left = left();
        if left <= 0.0 {
            session.leave_page();
        } else if shown.get_untracked() != minutes(left) {
            shown.set(minutes(left));
        }
    };
    let handle = set_interval_with_handle(count, COUNT_EVERY);
    on_cleanup(move || {
        if let Ok(handle) = handle {
            handle.clear();
        }
    });
    let failure = RwSignal::new(None::<Failure>);
    let on_press = Callback::new(move |()| {
        spawn_local(async move {
            if let Err(problem) = session.leave().await {
                failure.set(Some(problem));
            }
        });
    });
    view! {
        <aside class="look" aria-label=t::look_title()>
            <div class="look-row">
                {icon(Icon::Alert)}
                <p>
                    <strong>{t::look_text(&customer)}</strong>
                    " "
                    <span>{live(move || t::look_left(shown.get()))}</span>
                </p>
                <Button text=t::look_end() look=Look::Secondary on_press />
            </div>
            {failure_line(failure)}
        </aside>
    }
}

/// Begun ones count.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a quarter of an hour at most"
)]
fn minutes(milliseconds: f64) -> u32 {
    (milliseconds / 60_000.0).ceil().max(1.0) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_begun_minute_counts_and_the_last_one_stays_until_it_is_over() {
        assert_eq!(minutes(900_000.0), 15);
        assert_eq!(minutes(840_001.0), 15);
        assert_eq!(minutes(60_000.0), 1);
        assert_eq!(minutes(1.0), 1);
    }
}
