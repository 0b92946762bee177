//! A thousand invoices, each asked to be collected by several at once.

use futures_util::{StreamExt, stream};
use portico::features::payments::collecting;
use serde_json::json;

use crate::support::{api_test, id};

const INVOICES: usize = 1000;

api_test! {
    /// No invoice is paid twice, and the sums agree with what the gateway has taken.
    async fn a_thousand_invoices_collected_at_once_are_each_paid_once(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let method = app.method(&ada, "fine").await;
        app.default_method(&ada, &method).await;
        let mut invoices = Vec::with_capacity(INVOICES);
        for number in 0..INVOICES {
            invoices.push(id(&app.invoice(&ada, &format!("RE-{number}")).await));
        }
        let asked_at = app.now();
        // Three ask for each of them, as workers whose leases ran out would.
        let all = invoices.iter().flat_map(|invoice| [invoice; 3]);
        let collected = stream::iter(all).map(async |invoice| {
            // Whoever is late finds that another was quicker.
            let invoice = invoice.parse().unwrap();
            collecting::collect(&app.context, app.acme.id, (invoice, asked_at)).await.is_ok()
        });
        let went_well = collected.buffer_unordered(64).filter(|well| std::future::ready(*well)).count().await;
        assert!(went_well >= INVOICES, "{went_well}");
        assert_eq!(app.gateway.taken(), INVOICES);
        assert_eq!(app.gateway.sum_taken(), 11900 * i64::try_from(INVOICES).unwrap());
        let (mut paid, mut page) = (0, 1);
        loop {
            let rows = app.key().get(&format!("/api/invoices?customer={ada}&status=STATUS_PAID&limit=100&page={page}")).await.expect(200);
            paid += rows["data"].as_array().unwrap().iter().map(|one| one["paidAmount"]["amount"].as_i64().unwrap()).sum::<i64>();
            if rows["pagination"]["hasMore"] != json!(true) { break }
            page += 1;
        }
        assert_eq!(paid, 11900 * i64::try_from(INVOICES).unwrap());
        app.run_jobs().await;
        app.mails();
    }
}
