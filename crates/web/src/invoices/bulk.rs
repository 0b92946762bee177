//! Many invoices at once: ticking them, and taking them along as one file.

use leptos::{ev::Event, prelude::*, task::spawn_local};
use portico_shared::{ErrorCode, InvoiceId, Page, documents::ExportFormat};
use portico_ui::{
    client::{Abort, Body, Client, Failure, List, Method},
    components::{Button, Look, handler, live, problem_notice},
    platform,
    texts::portal as t,
};

use super::{
    download::fetch,
    model::{Count, Export, ExportState, Filter, InvoiceRow, OnlyId, Selection, is_whole, named},
};
use crate::session::Session;

/// Milliseconds between the questions how far it is.
const GAP: i32 = 700;
/// Of an export, and one more: the API says that it is too many.
const MOST: usize = 5_001;

#[derive(Clone, PartialEq, Eq)]
enum Work {
    Idle,
    /// It is ordered, or what is in it is looked up.
    Begun,
    Going(u32, u32),
    /// The browser has the file, in which so many are not.
    Done(u32),
    Failed(Failure),
    /// The API could not make it.
    Broken,
}

#[derive(Clone, Copy)]
pub(super) struct Bulk {
    client: Client,
    filter: StoredValue<Filter>,
    list: List<InvoiceRow>,
    selection: RwSignal<Selection>,
    work: RwSignal<Work>,
    /// Rises with each order, and when it is given up: what belongs to an earlier one ends.
    turn: StoredValue<u32>,
}

impl Bulk {
    pub(super) fn new(
        session: Session,
        filter: &Filter,
        list: List<InvoiceRow>,
        selection: RwSignal<Selection>,
    ) -> Self {
        Self {
            client: session.client,
            filter: StoredValue::new(filter.clone()),
            list,
            selection,
            work: RwSignal::new(Work::Idle),
            turn: StoredValue::new(0),
        }
    }

    pub(super) fn view(self) -> AnyView {
        let is_all = move || self.selection.with(Selection::is_whole);
        let tick = move |event: Event| {
            self.selection.set(if event_target_checked(&event) {
                Selection::all()
            } else {
                Selection::default()
            });
        };
        let count = move || {
            let (loaded, has_more) = (self.list.items.with(Vec::len), self.list.has_more());
            match self.selection.with(|all| all.count(loaded, has_more)) {
                Count::Some(0) => String::new(),
                Count::Some(count) => t::selected(count),
                Count::All => t::selected_all().to_owned(),
                Count::AllBut(count) => t::selected_but(count),
            }
        };
        let has_some = Memo::new(move |_| !self.selection.with(Selection::is_empty));
        let busy = Signal::derive(move || matches!(self.work.get(), Work::Begun | Work::Going(..)));
        let buttons = move || {
            has_some.get().then(|| {
                let order = move |format| Callback::new(move |()| self.order(format));
                view! {
                    <Button text=t::export_zip() look=Look::Secondary busy on_press=order(ExportFormat::Zip) />
                    <Button text=t::export_csv() look=Look::Secondary busy on_press=order(ExportFormat::Csv) />
                }
                .into_any()
            })
        };
        // Said when it begins and when it is there, and not with each step.
        let said = Memo::new(move |_| match self.work.get() {
            Work::Begun | Work::Going(..) => t::export_begun().to_owned(),
            Work::Done(0) => t::export_done().to_owned(),
            Work::Done(without) => format!("{} {}", t::export_done(), t::export_without(without)),
            Work::Idle | Work::Failed(_) | Work::Broken => String::new(),
        });
        let stage = Memo::new(move |_| busy.get());
        view! {
            <div class="bulk" role="group" aria-label=t::selection_title()>
                <div class="bulk-row">
                    <label class="choice">
                        <input
                            type="checkbox"
                            id="invoices-all"
                            prop:checked=is_all
                            prop:indeterminate=move || has_some.get() && !is_all()
                            on:change=handler(tick)
                        />
                        <span>{t::select_all()}</span>
                    </label>
                    <span class="hint bulk-count" role="status">
                        {live(count)}
                    </span>
                    {live(buttons)}
                </div>
                <p class="hint bulk-count" role="status">
                    {live(move || said.get())}
                </p>
                {live(move || stage.get().then(|| self.progress()))}
                {live(move || self.outcome())}
            </div>
        }
        .into_any()
    }

    /// While it is on its way: built once, so that the button keeps the focus.
    fn progress(self) -> AnyView {
        let going = move || match self.work.get() {
            Work::Going(done, total) if total > 0 => Some((done, total)),
            _ => None,
        };
        let text = move || going().map(|(done, total)| t::export_progress(&done.to_string(), &total.to_string()));
        let stop = Callback::new(move |()| self.stop());
        view! {
            <div class="bulk-work">
                <progress
                    aria-label=t::export_title()
                    max=move || going().map_or(1, |(_, total)| total)
                    value=move || going().map(|(done, _)| done)
                ></progress>
                <span>{live(text)}</span>
                <Button text=t::export_stop() look=Look::Quiet on_press=stop />
            </div>
        }
        .into_any()
    }

    fn outcome(self) -> AnyView {
        self.work.with(|work| match work {
            Work::Idle | Work::Begun | Work::Going(..) | Work::Done(_) => ().into_any(),
            Work::Broken => alert(t::export_broken().to_owned()),
            Work::Failed(failure) => failed(failure),
        })
    }

    /// It goes on at the server, and nobody fetches it.
    fn stop(self) {
        self.turn.update_value(|turn| *turn += 1);
        self.work.set(Work::Idle);
        platform::focus("invoices-all");
    }

    fn order(self, format: ExportFormat) {
        self.turn.update_value(|turn| *turn += 1);
        let turn = self.turn.get_value();
        self.work.set(Work::Begun);
        spawn_local(async move {
            let end = match self.run(format, turn).await {
                Ok(end) => end,
                Err(Failure::Aborted) => Work::Idle,
                Err(failure) => Work::Failed(failure),
            };
            self.show(turn, end);
        });
    }

    fn show(self, turn: u32, work: Work) -> bool {
        let is_wanted = self.turn.try_get_value() == Some(turn);
        if is_wanted {
            self.work.try_set(work);
        }
        is_wanted
    }

    async fn run(self, format: ExportFormat, turn: u32) -> Result<Work, Failure> {
        let (filter, selection) = (self.filter.get_value(), self.selection.get_untracked());
        let body = match is_whole(format, &filter, &selection) {
            Some(body) => body,
            None if selection.is_by_name() => named(format, &selection, &[]),
            None => named(format, &selection, &self.all(&filter, turn).await?),
        };
        let mut export = self.begin(body).await?;
        loop {
            match export.state() {
                ExportState::Failed => return Ok(Work::Broken),
                ExportState::Ready => break,
                ExportState::Waiting(done, total) => {
                    if !self.show(turn, Work::Going(done, total)) {
                        return Err(Failure::Aborted);
                    }
                }
            }
            platform::wait(GAP).await;
            let path = format!("/invoices/exports/{}", export.id);
            export = self.client.get(&path, Abort::never()).await?;
        }
        if self.turn.try_get_value() != Some(turn) {
            return Err(Failure::Aborted);
        }
        fetch(self.client, &format!("/invoices/exports/{}/download-link", export.id)).await?;
        Ok(Work::Done(export.without_file))
    }

    async fn begin(self, body: Body) -> Result<Export, Failure> {
        let key = platform::random_key();
        let answer = self.client.change(Method::Post, "/invoices/exports", &key, body);
        answer.await
    }

    /// The ids of all that fit.
    async fn all(self, filter: &Filter, turn: u32) -> Result<Vec<InvoiceId>, Failure> {
        let path = filter.path();
        let sign = if path.contains('?') { '&' } else { '?' };
        let mut ids = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = format!("{path}{sign}limit=100{cursor}");
            let page: Page<OnlyId> = self.client.get(&page, Abort::never()).await?;
            ids.extend(page.data.into_iter().map(|one| one.id));
            let next = page.pagination.next_cursor.filter(|_| ids.len() < MOST);
            let Some(next) = next else { return Ok(ids) };
            if self.turn.try_get_value() != Some(turn) {
                return Err(Failure::Aborted);
            }
            cursor = format!("&cursor={}", js_sys::encode_uri_component(&next));
        }
    }
}

/// How often files are ordered, and how many fit into one, is no fault of whoever asks.
fn failed(failure: &Failure) -> AnyView {
    let said = match failure {
        Failure::Problem {
            code: ErrorCode::TooManyRequests,
            wait: Some(seconds),
            ..
        } => Some(t::export_wait(seconds.div_ceil(60))),
        Failure::Problem { violations, .. } => violations.iter().find_map(|one| {
            Some(match one.code.as_str() {
                "out-of-range" => t::export_too_many().to_owned(),
                "no-files" => t::export_no_files().to_owned(),
                _ => return None,
            })
        }),
        _ => None,
    };
    said.map_or_else(|| problem_notice(failure).into_any(), alert)
}

fn alert(text: String) -> AnyView {
    view! {
        <p class="notice notice-bad" role="alert">
            {text}
        </p>
    }
    .into_any()
}
