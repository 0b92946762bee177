//! What one tab tells the others of this browser.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{BroadcastChannel, MessageEvent};

use super::Client;
use crate::platform;

const SIGNED_IN: &str = "signed-in";
const SIGNED_OUT: &str = "signed-out";
const RENEWED: &str = "renewed";

/// The line between the tabs.
#[derive(Clone, Copy)]
pub struct News(StoredValue<Option<BroadcastChannel>, LocalStorage>);

impl News {
    /// Listens until the page goes. Whatever another tab says, this one starts over: nothing of
    /// the old session stays on screen or in memory.
    /// `signed_in` is what this one does when another has signed in.
    pub fn open(client: Client, signed_out: &'static str, signed_in: fn()) -> Self {
        let channel = BroadcastChannel::new(client.realm.name).ok();
        if let Some(channel) = &channel {
            let heard = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
                match event.data().as_string().as_deref() {
                    Some(SIGNED_OUT) if client.is_signed_in() => platform::start_over(signed_out),
                    Some(SIGNED_IN) => signed_in(),
                    Some(RENEWED) => client.renewed_elsewhere(),
                    _ => {}
                }
            });
            channel.set_onmessage(Some(heard.as_ref().unchecked_ref()));
            heard.forget();
        }
        let news = Self(StoredValue::new_local(channel));
        Effect::new(move |before: Option<()>| {
            client.renewed.track();
            if before.is_some() {
                news.tell(RENEWED);
            }
        });
        news
    }

    pub fn signed_in(self) {
        self.tell(SIGNED_IN);
    }

    pub fn signed_out(self) {
        self.tell(SIGNED_OUT);
    }

    fn tell(self, what: &str) {
        self.0.with_value(|channel| {
            if let Some(channel) = channel {
                let _ = channel.post_message(&what.into());
            }
        });
    }
}
