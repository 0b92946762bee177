//! What several do at once: a thousand invoices, each asked to be collected by three, and what pays one invoice, chosen for two.

use futures_util::{StreamExt, stream};
use portico::features::payments::collecting;
use serde_json::json;

use crate::support::{TestApp, api_test, id};

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

api_test! {
    /// What is for one payment alone is chosen for one invoice: of two at once, one comes too late.
    async fn a_mandate_for_one_payment_is_chosen_for_one_of_two(app: TestApp) {
        app.set_up_debits().await;
        let ada = app.customer("ada@example.com").await;
        for number in 0..20 {
            let body = json!({ "gateway": "sepa_debit", "type": "sepa_debit", "customerId": ada, "futureUsageAllowed": false,
                "sepaDebit": TestApp::debtor("DE02120300000000202051") });
            let added = app.key().post("/api/payment-methods", body).await.expect(201);
            let chosen = json!({ "paymentMethodId": added["paymentMethod"]["id"] });
            let first = id(&app.invoice(&ada, &format!("A-{number}")).await);
            let second = id(&app.invoice(&ada, &format!("B-{number}")).await);
            let choose = async |invoice: &str| {
                let path = format!("/api/invoices/{invoice}/payment-method");
                app.key().put(&path, chosen.clone()).await.status
            };
            let (one, other) = tokio::join!(choose(&first), choose(&second));
            let mut statuses = [one, other];
            statuses.sort_unstable();
            assert_eq!(statuses, [200, 409]);
        }
        app.run_jobs().await;
        app.mails();
    }
}
