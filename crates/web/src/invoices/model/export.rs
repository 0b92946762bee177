//! Many invoices as one file: what is ordered, and how far it is.

use portico_shared::{
    InvoiceExportId, InvoiceId,
    documents::{ExportFormat, ExportStatus},
};
use portico_ui::client::{Body, Value};
use serde::Deserialize;

use super::{Filter, Selection, filter::Wanted};

/// What is read of an invoice to name it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct OnlyId {
    pub(crate) id: InvoiceId,
}

/// What is read of an `InvoiceExportView`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Export {
    pub(crate) id: InvoiceExportId,
    pub(crate) status: ExportStatus,
    pub(crate) total: u32,
    pub(crate) done: u32,
    pub(crate) without_file: u32,
}

/// What there is to do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ExportState {
    /// Ask again: so many of so many are done.
    Waiting(u32, u32),
    Ready,
    Failed,
}

impl Export {
    pub(crate) const fn state(&self) -> ExportState {
        match self.status {
            ExportStatus::Queued | ExportStatus::Running => ExportState::Waiting(self.done, self.total),
            ExportStatus::Finished => ExportState::Ready,
            ExportStatus::Failed => ExportState::Failed,
        }
    }
}

/// All that fit, as the API can be told without naming each.
pub(crate) fn is_whole(format: ExportFormat, filter: &Filter, selection: &Selection) -> Option<Body> {
    if !selection.is_whole() || filter.needs_names() {
        return None;
    }
    let mut body = vec![format_of(format)];
    let statuses = filter.status.map(Wanted::statuses).unwrap_or_default();
    if !statuses.is_empty() {
        let statuses = statuses.iter().map(|status| status.as_str().to_owned());
        body.push(("status", Value::Texts(statuses.collect())));
    }
    if let Some(kind) = filter.kind {
        body.push(("type", Value::Text(kind.as_str().to_owned())));
    }
    let (from, to) = filter.days();
    let days = [("from", from), ("to", to)].into_iter();
    body.extend(days.filter_map(|(name, day)| Some((name, Value::Text(day?)))));
    Some(body)
}

/// Those that are ticked, by their ids; of `all` that fit where all but some are.
pub(crate) fn named(format: ExportFormat, selection: &Selection, all: &[InvoiceId]) -> Body {
    let ids = if selection.is_by_name() {
        selection.named().to_vec()
    } else {
        selection.of(all)
    };
    let ids = ids.iter().map(InvoiceId::to_string).collect();
    vec![format_of(format), ("invoices", Value::Texts(ids))]
}

fn format_of(format: ExportFormat) -> (&'static str, Value) {
    ("format", Value::Text(format.as_str().to_owned()))
}

/// Path and query of an address of this portal: a proxy in between may call the host by another name.
pub(crate) fn path_of(url: &str) -> &str {
    let path = url
        .split_once("://")
        .and_then(|(_, rest)| rest.find('/').map(|start| &rest[start..]));
    path.unwrap_or(url)
}

#[cfg(test)]
mod tests {
    use portico_shared::{
        documents::InvoiceExportIn,
        invoices::{InvoiceStatus, InvoiceType},
    };
    use serde_json::json;

    use super::*;
    use crate::testing::read;

    fn ids() -> [InvoiceId; 2] {
        [1, 2].map(|n| format!("01930000-0000-7000-8000-00000000000{n}").parse().unwrap())
    }

    #[test]
    fn all_of_a_year_are_ordered_without_naming_each() {
        let filter = Filter::from_query("status=open&type=invoice&year=2026");
        let body = is_whole(ExportFormat::Zip, &filter, &Selection::all()).unwrap();
        let sent: InvoiceExportIn = read(body);
        assert_eq!(sent.format, ExportFormat::Zip);
        assert_eq!(sent.status, [InvoiceStatus::Unpaid, InvoiceStatus::Reminded]);
        assert_eq!(sent.kind, Some(InvoiceType::Invoice));
        assert_eq!(sent.from.unwrap().as_str(), "2026-01-01");
        assert_eq!(sent.to.unwrap().as_str(), "2026-12-31");
        assert_eq!(sent.invoices, None);
    }

    #[test]
    fn what_an_export_cannot_be_told_is_named() {
        for query in ["search=RE", "min=1", "max=1"] {
            let filter = Filter::from_query(query);
            assert_eq!(is_whole(ExportFormat::Csv, &filter, &Selection::all()), None, "{query}");
        }
        let [one, two] = ids();
        let mut all_but = Selection::all();
        all_but.tick(one, false);
        assert_eq!(is_whole(ExportFormat::Csv, &Filter::default(), &all_but), None);
        let sent: InvoiceExportIn = read(named(ExportFormat::Csv, &all_but, &ids()));
        assert_eq!((sent.format, sent.invoices), (ExportFormat::Csv, Some(vec![two])));
        let mut some = Selection::default();
        some.tick(one, true);
        let sent: InvoiceExportIn = read(named(ExportFormat::Zip, &some, &[]));
        assert_eq!(sent.invoices, Some(vec![one]));
    }

    #[test]
    fn the_answer_says_what_to_do() {
        let state = |status: &str| {
            let sent = json!({"id": ids()[0], "status": status, "total": 40, "done": 12, "withoutFile": 0});
            serde_json::from_value::<Export>(sent).unwrap().state()
        };
        assert_eq!(state("queued"), ExportState::Waiting(12, 40));
        assert_eq!(state("running"), ExportState::Waiting(12, 40));
        assert_eq!(state("finished"), ExportState::Ready);
        assert_eq!(state("failed"), ExportState::Failed);
    }

    #[test]
    fn a_file_is_fetched_from_this_portal_whatever_the_host_is_called() {
        assert_eq!(
            path_of("https://acme.portal.example/api/documents/qJ8?x=1"),
            "/api/documents/qJ8?x=1"
        );
        assert_eq!(path_of("http://127.0.0.1:8080/api/documents/a"), "/api/documents/a");
        assert_eq!(path_of("/api/documents/a"), "/api/documents/a");
    }
}
