//! Many invoices of the customer as one file: asked for, waited for, and fetched.

use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};
use portico_shared::{
    CustomerId, InvoiceExportId,
    documents::{DownloadLinkView, ExportFormat, InvoiceExportView},
};
use portico_ui::{
    client::{Abort, Body, Failure, Method},
    components::{Button, Choice, Dialog, Icon, Look, choices, close, form_actions, icon, live},
    platform,
    texts::{console as t, portal as p},
};

use super::files::{Export, Progress, path_of};
use crate::{
    console::Console,
    fields::{Shape, line},
    form::Form,
};

/// Between two questions how far it is.
const PAUSE_MS: i32 = 700;
/// So many answers in a row may be lost on the way.
const PATIENCE: u32 = 5;

#[derive(Clone, Copy)]
struct Dialogue {
    console: Console,
    form: Form,
    customer: CustomerId,
    asked: RwSignal<Export>,
    /// What was ordered; none while it is asked for.
    export: RwSignal<Option<(InvoiceExportId, Progress)>>,
    backwards: RwSignal<bool>,
    key: RwSignal<String>,
    abort: Abort,
}

#[component]
pub(super) fn ExportDialog(customer: CustomerId, on_close: Callback<()>) -> impl IntoView {
    let dialogue = Dialogue {
        console: Console::current(),
        form: Form::new(),
        customer,
        asked: RwSignal::new(Export::new()),
        export: RwSignal::new(None),
        backwards: RwSignal::new(false),
        key: RwSignal::new(platform::random_key()),
        abort: Abort::on_cleanup(),
    };
    // One after the other, without building a step anew while it is counted.
    let is_ordered = Memo::new(move |_| dialogue.export.with(Option::is_some));
    let content = move || {
        if is_ordered.get() {
            dialogue.progress()
        } else {
            dialogue.question()
        }
    };
    view! {
        <Dialog node=dialogue.form.node title=t::export_title() on_close>
            {content}
        </Dialog>
    }
}

impl Dialogue {
    fn question(self) -> AnyView {
        let submit = move |event: SubmitEvent| {
            event.prevent_default();
            self.order();
        };
        let format = |format: ExportFormat, label: &str, hint: &str| Choice {
            value: format.as_str().to_owned(),
            label: label.to_owned(),
            hint: hint.to_owned(),
        };
        let formats = vec![
            format(ExportFormat::Zip, t::export_zip(), t::export_zip_hint()),
            format(ExportFormat::Csv, t::export_csv(), t::export_csv_hint()),
        ];
        let now = self.asked.with_untracked(|asked| asked.format.as_str());
        let on_pick = Callback::new(move |text: String| {
            if let Ok(format) = text.parse() {
                self.change(|asked| asked.format = format);
            }
        });
        // The API knows the second by another name.
        let from = self.day(
            "from",
            t::filter_from(),
            |asked| &asked.from,
            |asked, day| asked.from = day,
        );
        let until = self.day(
            "to",
            t::filter_to(),
            |asked| &asked.until,
            |asked, day| asked.until = day,
        );
        view! {
            <form class="form" novalidate on:submit=submit>
                <p>{t::export_text()}</p>
                {choices("format", t::export_format(), formats, now, on_pick)}
                {from}
                {until}
                {self.line()}
                {form_actions(self.form.node, t::export_make(), self.form.working)}
            </form>
        }
        .into_any()
    }

    fn day(
        self,
        path: &'static str,
        label: &'static str,
        read: fn(&Export) -> &String,
        write: fn(&mut Export, String),
    ) -> AnyView {
        let value = Signal::derive(move || self.asked.with(|asked| read(asked).clone()));
        let on_input = Callback::new(move |day| self.change(|asked| write(asked, day)));
        let refused = self.form.wrong(path);
        let wrong = Signal::derive(move || {
            let backwards = path == "to" && self.backwards.get();
            let backwards = backwards.then(|| t::export_backwards().to_owned());
            backwards.or_else(|| refused.get())
        });
        let shape = Shape {
            path,
            label,
            hint: ().into_any(),
            wrong,
            disabled: false,
            optional: true,
        };
        line(shape, "date", value, on_input)
    }

    /// What did not work, and where it is about all invoices, what about them.
    fn line(self) -> AnyView {
        let about_invoices = move || {
            self.form.failure.with(|failure| {
                let all = failure.as_ref().map(Failure::violations).unwrap_or_default();
                let own = all.iter().find(|one| one.property_path == "invoices")?;
                Some(match own.code.as_str() {
                    "empty" => t::export_empty(),
                    "no-files" => t::export_no_files(),
                    _ => t::export_too_many(),
                })
            })
        };
        live(move || match about_invoices() {
            Some(text) => view! {
                <div class="notice notice-bad" role="alert">
                    {icon(Icon::Alert)} <p>{text}</p>
                </div>
            }
            .into_any(),
            None => self.form.line(),
        })
    }

    fn change(self, change: impl FnOnce(&mut Export)) {
        self.backwards.set(false);
        self.key.set(platform::random_key());
        self.asked.update(change);
    }

    fn order(self) {
        if self.form.working.get_untracked() {
            return;
        }
        if self.asked.with_untracked(Export::is_backwards) {
            self.backwards.set(true);
            return platform::focus("to");
        }
        self.form.working.set(true);
        self.form.failure.set(None);
        let body = self.asked.with_untracked(|asked| asked.body(self.customer));
        let key = self.key.get_untracked();
        spawn_local(async move {
            let client = self.console.client;
            let answer = client
                .change::<InvoiceExportView>(Method::Post, "/invoices/exports", &key, body)
                .await;
            self.form.working.try_set(false);
            match answer {
                Ok(export) => self.follow(export).await,
                Err(failure) => {
                    self.form.failure.try_set(Some(failure));
                }
            }
        });
    }

    /// Asks how far it is for as long as the dialog is open.
    async fn follow(self, mut export: InvoiceExportView) {
        let path = format!("/invoices/exports/{}", export.id);
        let mut lost = 0;
        loop {
            let progress = Progress::of(&export);
            if self.export.try_set(Some((export.id, progress))).is_some() {
                return;
            }
            match progress {
                Progress::Finished(..) => return self.fetch(export.id).await,
                Progress::Failed => return,
                Progress::Running(..) => {}
            }
            platform::wait(PAUSE_MS).await;
            if self.export.is_disposed() {
                return;
            }
            let found = self.console.client.get::<InvoiceExportView>(&path, self.abort).await;
            match found {
                Ok(found) => {
                    lost = 0;
                    export = found;
                }
                Err(Failure::Aborted) => return,
                Err(Failure::Network) if lost < PATIENCE => lost += 1,
                Err(failure) => return self.begin_again(failure),
            }
        }
    }

    fn begin_again(self, failure: Failure) {
        self.key.try_set(platform::random_key());
        self.form.failure.try_set(Some(failure));
        self.export.try_set(None);
        platform::focus_soon("dialog-title".into());
    }

    /// The address holds for a minute: each fetch has one of its own.
    async fn fetch(self, id: InvoiceExportId) {
        let path = format!("/invoices/exports/{id}/download-link");
        let key = platform::random_key();
        let client = self.console.client;
        let link = client
            .change::<DownloadLinkView>(Method::Put, &path, &key, Body::new())
            .await;
        match link {
            // Whoever closed the dialog wants it no more.
            Ok(_) if self.export.is_disposed() => {}
            Ok(link) => {
                if let Some(path) = path_of(&link.url) {
                    platform::leave_for(path);
                }
            }
            Err(failure) => {
                self.form.failure.try_set(Some(failure));
            }
        }
    }

    fn progress(self) -> AnyView {
        let now = move || self.export.get().map(|(_, progress)| progress);
        let text = move || now().map(Progress::text);
        let bar = move || {
            now().map(|progress| match progress {
                Progress::Running(done, total) => (done, total),
                Progress::Finished(total, _) => (total, total),
                Progress::Failed => (0, 1),
            })
        };
        let is_failed = Memo::new(move |_| now() == Some(Progress::Failed));
        let finished = Memo::new(move |_| {
            let export = self.export.get();
            export.and_then(|(id, progress)| matches!(progress, Progress::Finished(..)).then_some(id))
        });
        let again = live(move || {
            finished.get().map(|id| {
                let on_press = Callback::new(move |()| {
                    self.form.failure.set(None);
                    spawn_local(self.fetch(id));
                });
                view! { <Button text=t::export_fetch() look=Look::Primary on_press /> }.into_any()
            })
        });
        let failed = live(move || {
            is_failed.get().then(|| {
                view! {
                    <div class="notice notice-bad" role="alert">
                        {icon(Icon::Alert)} <p>{t::export_failed()}</p>
                    </div>
                }
                .into_any()
            })
        });
        let running = live(move || {
            (!is_failed.get()).then(|| {
                view! {
                    <progress
                        class="progress"
                        aria-label=t::export_progress()
                        max=move || bar().map(|(_, total)| total.to_string())
                        prop:value=move || bar().map(|(done, _)| done)
                    ></progress>
                    <p role="status">{text}</p>
                }
                .into_any()
            })
        });
        let back = Callback::new(move |()| close(self.form.node));
        platform::focus_soon("dialog-title".into());
        view! {
            <div class="form">
                {running}
                {failed}
                {self.form.line()}
                <div class="dialog-actions">
                    <Button text=p::close() look=Look::Secondary on_press=back />
                    {again}
                </div>
            </div>
        }
        .into_any()
    }
}
