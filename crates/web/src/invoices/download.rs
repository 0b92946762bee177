//! The files of an invoice: one click, and the browser saves it.

use leptos::{prelude::*, task::spawn_local};
use portico_shared::{ErrorCode, InvoiceId, documents::DocumentFormat};
use portico_ui::{
    client::{Body, Client, Failure, Method},
    components::{Icon, handler, icon, live, problem_notice},
    platform,
    texts::portal as t,
};
use serde::Deserialize;

use super::model::path_of;
use crate::session::Session;

/// What is read of a `DownloadLinkView`.
#[derive(Deserialize)]
struct Link {
    url: String,
}

/// Asks for an address and goes there; it is a file, so that the page stays.
pub(super) async fn fetch(client: Client, path: &str) -> Result<(), Failure> {
    let key = platform::random_key();
    let link = client.change::<Link>(Method::Put, path, &key, Body::new()).await?;
    platform::leave_for(path_of(&link.url));
    Ok(())
}

/// The files of one invoice.
#[derive(Clone, Copy)]
pub(super) struct Files {
    client: Client,
    id: InvoiceId,
    busy: RwSignal<Option<DocumentFormat>>,
    failure: RwSignal<Option<Failure>>,
}

impl Files {
    pub(super) fn of(id: InvoiceId) -> Self {
        Self {
            client: Session::current().client,
            id,
            busy: RwSignal::new(None),
            failure: RwSignal::new(None),
        }
    }

    fn take(self, format: DocumentFormat) {
        if self.busy.get_untracked().is_some() {
            return;
        }
        self.busy.set(Some(format));
        self.failure.set(None);
        spawn_local(async move {
            let path = format!("/invoices/{}/download-link?secondsValid=60&format={format}", self.id);
            let answer = fetch(self.client, &path).await;
            self.busy.try_set(None);
            if let Err(failure) = answer {
                self.failure.try_set(Some(failure));
            }
        });
    }

    /// A button for each that there is, PDF and XML. `name` of the invoice: the same buttons stand in each row.
    pub(super) fn buttons(
        self,
        (has_pdf, has_xml): (bool, bool),
        name: &str,
        [pdf, xml]: [&'static str; 2],
    ) -> AnyView {
        let pdf = has_pdf.then(|| self.button(DocumentFormat::Pdf, name, pdf));
        let xml = has_xml.then(|| self.button(DocumentFormat::Xml, name, xml));
        (pdf, xml).into_any()
    }

    fn button(self, format: DocumentFormat, name: &str, class: &'static str) -> AnyView {
        let text = match format {
            DocumentFormat::Pdf => t::invoice_pdf(),
            DocumentFormat::Xml => t::invoice_xml(),
        };
        let label = t::button_of(text, name);
        let busy_label = t::button_of(t::invoice_preparing(), name);
        let is_busy = move || self.busy.get() == Some(format);
        view! {
            <button
                type="button"
                class=class
                aria-label=move || if is_busy() { busy_label.clone() } else { label.clone() }
                aria-disabled=move || self.busy.get().is_some().then_some("true")
                on:click=handler(move |_| self.take(format))
            >
                {live(move || if is_busy() { t::invoice_preparing() } else { text })}
            </button>
        }
        .into_any()
    }

    pub(super) fn failure(self) -> AnyView {
        live(move || self.failure.with(|failure| failure.as_ref().map(failed)))
    }
}

/// That there is no file is no mistake of whoever asks for it.
fn failed(failure: &Failure) -> AnyView {
    match failure.code() {
        Some(ErrorCode::NotFound) => view! {
            <div class="notice notice-bad" role="alert">
                {icon(Icon::Alert)} <p>{t::invoice_no_file()}</p>
            </div>
        }
        .into_any(),
        _ => problem_notice(failure).into_any(),
    }
}
