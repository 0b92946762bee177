//! Settings that customers inherit from the tenant, and the tenant from the system.

use chrono::TimeDelta;
use portico::{auth::Scope, db::entities::tenant_settings, features::settings::service};
use portico_shared::{
    CustomerId,
    settings::{Dunning, DunningLevel, ElectronicInvoiceFormat, Invoicing},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};
use serde_json::{Value, json};

use crate::support::{TestApp, api_test};

const INVOICING: &str = "/api/settings/invoicing";
const DUNNING: &str = "/api/settings/dunning";

fn of(customer: &str, context: &str) -> String {
    format!("/api/customers/{customer}/settings/{context}")
}

api_test! {
    async fn without_any_setting_the_systems_values_are_in_force(app: TestApp) {
        app.send_all_mails().await;
        let ada = app.customer("ada@example.com").await;
        let values = json!({ "paymentTermDays": 14, "electronicInvoiceFormat": "zugferd", "buyerReference": null, "orderReference": null, "documentLanguage": null, "autoSendDocuments": true,
            "automaticBilling": false, "retentionYears": 8, "introduction": null, "closing": null });
        let inherited = json!(["automaticBilling", "autoSendDocuments", "closing", "electronicInvoiceFormat", "introduction", "paymentTermDays", "retentionYears"]);
        for path in [INVOICING.to_owned(), of(&ada, "invoicing")] {
            let answer = app.key().get(&path).await.expect(200);
            assert_eq!(answer, json!({ "context": "invoicing", "values": values, "own": {}, "inherited": sorted(&inherited) }), "{path}");
        }
        let values = json!({ "disableReminders": false, "disableDunningFees": false,
            "levels": [{ "days": 7, "fee": 0 }, { "days": 7, "fee": 0 }, { "days": 14, "fee": 0 }] });
        for path in [DUNNING.to_owned(), of(&ada, "dunning")] {
            let answer = app.key().get(&path).await.expect(200);
            assert_eq!(answer, json!({ "context": "dunning", "values": values, "own": {}, "inherited": ["disableDunningFees", "disableReminders", "levels"] }), "{path}");
        }
    }
}

fn sorted(names: &Value) -> Value {
    let mut names: Vec<_> = names
        .as_array()
        .unwrap()
        .iter()
        .map(|name| name.as_str().unwrap())
        .collect();
    names.sort_unstable();
    json!(names)
}

api_test! {
    /// Customer, else tenant, else system; what is set for a customer is not inherited any more until null.
    async fn a_customers_value_stands_above_the_tenants(app: TestApp) {
        app.send_all_mails().await;
        let ada = app.customer("ada@example.com").await;
        let mine = of(&ada, "invoicing");
        let tenant = app.key().patch(INVOICING, json!({ "paymentTermDays": 30, "introduction": "Vielen Dank" })).await.expect(200);
        assert_eq!(tenant["own"], json!({ "paymentTermDays": 30, "introduction": "Vielen Dank" }));
        let inherited = app.key().get(&mine).await.expect(200);
        assert_eq!((&inherited["values"]["paymentTermDays"], &inherited["own"]), (&json!(30), &json!({})));
        let own = app.key().patch(&mine, json!({ "paymentTermDays": 7, "introduction": "" })).await.expect(200);
        assert_eq!((&own["values"]["paymentTermDays"], &own["values"]["introduction"]), (&json!(7), &Value::Null));
        assert_eq!(own["own"], json!({ "paymentTermDays": 7, "introduction": "" }));
        assert!(!own["inherited"].as_array().unwrap().contains(&json!("paymentTermDays")));
        app.key().patch(INVOICING, json!({ "paymentTermDays": 60 })).await.expect(200);
        assert_eq!(app.key().get(&mine).await.expect(200)["values"]["paymentTermDays"], 7);
        let again = app.key().patch(&mine, json!({ "paymentTermDays": null, "introduction": null })).await.expect(200);
        assert_eq!((&again["values"]["paymentTermDays"], &again["values"]["introduction"], &again["own"]), (&json!(60), &json!("Vielen Dank"), &json!({})));
        app.key().patch(INVOICING, json!({ "paymentTermDays": null })).await.expect(200);
        assert_eq!(app.key().get(&mine).await.expect(200)["values"]["paymentTermDays"], 14);
        // Who reads them and sends them back changes nothing.
        let read = app.key().get(&mine).await.expect(200);
        assert_eq!(app.key().patch(&mine, read.clone()).await.expect(200), read);
    }
}

api_test! {
    async fn a_customer_is_found_by_external_id_and_no_other_is_touched(app: TestApp) {
        let body = json!({ "email": "ada@example.com", "companyName": "Ada", "externalId": "A-1" });
        app.key().post("/api/customers", body).await.expect(201);
        let bob = app.customer("bob@example.com").await;
        app.key().patch(&of("A-1", "dunning"), json!({ "disableReminders": true })).await.expect(200);
        assert_eq!(app.key().get(&of("A-1", "dunning")).await.expect(200)["values"]["disableReminders"], true);
        assert_eq!(app.key().get(&of(&bob, "dunning")).await.expect(200)["values"]["disableReminders"], false);
        assert_eq!(app.key().get(&of("A-2", "dunning")).await.refused(404), "not-found");
        assert_eq!(app.key().get(&of("A-1", "accounting")).await.refused(404), "not-found");
    }
}

api_test! {
    /// XRechnung goes to public buyers, who are addressed by their Leitweg-ID.
    async fn xrechnung_needs_the_buyers_leitweg_id(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let mine = of(&ada, "invoicing");
        let refused = app.key().patch(&mine, json!({ "electronicInvoiceFormat": "xrechnung" })).await;
        assert_eq!(refused.violations(), ["buyerReference"]);
        let wrong = json!({ "electronicInvoiceFormat": "xrechnung", "buyerReference": "991-33333TEST-34" });
        assert_eq!(app.key().patch(&mine, wrong).await.violations(), ["buyerReference"]);
        let right = json!({ "electronicInvoiceFormat": "xrechnung", "buyerReference": "991-33333TEST-33" });
        assert_eq!(app.key().patch(&mine, right).await.expect(200)["values"]["electronicInvoiceFormat"], "xrechnung");
        assert_eq!(app.key().patch(&mine, json!({ "buyerReference": null })).await.violations(), ["buyerReference"]);
        // As the tenant's choice it is for those whose Leitweg-ID is known.
        app.key().patch(INVOICING, json!({ "electronicInvoiceFormat": "xrechnung" })).await.expect(200);
        let bob = app.customer("bob@example.com").await;
        let format = async |customer: &str| app.key().get(&of(customer, "invoicing")).await.expect(200)["values"]["electronicInvoiceFormat"].clone();
        assert_eq!((format(&ada).await, format(&bob).await), (json!("xrechnung"), json!("zugferd")));
        app.key().patch(&of(&bob, "invoicing"), json!({ "buyerReference": "992-90009-96" })).await.expect(200);
        assert_eq!(format(&bob).await, json!("xrechnung"));
    }
}

api_test! {
    /// Nobody has published a rate of tomorrow. Days are those of the merchant's zone.
    async fn an_exchange_rate_is_of_today_at_the_latest(app: TestApp) {
        let path = "/api/settings/company";
        let rates = json!({ "exchangeRates": [{ "base": "EUR", "quote": "USD", "rate": "1.08", "date": "2026-11-22" },
            { "base": "EUR", "quote": "CHF", "rate": "0.94", "date": "2026-11-23" }] });
        let refused = app.key().patch(path, rates.clone()).await;
        assert_eq!((refused.violations(), &refused.json["violations"][0]["code"]), (vec!["exchangeRates[1].date"], &json!("out-of-range")));
        assert_eq!(app.key().get(path).await.expect(200)["values"]["exchangeRates"], json!([]));
        // In Berlin it is tomorrow already, and not yet in UTC.
        app.advance(TimeDelta::minutes(11 * 60 + 1));
        app.key().patch(path, rates).await.expect(200);
    }
}

/// As it could be stored before days to come were refused.
async fn stored_ahead(app: &TestApp) {
    let tx = app.context.db.begin().await.unwrap();
    let row = tenant_settings::Entity::find_by_id((app.acme.id, "company".to_owned()));
    let row = row.one(&tx).await.unwrap().unwrap();
    let own = row.own.to_string().replace("2026-11-21", "2026-11-23");
    let mut row = row.into_active_model();
    row.own = Set(serde_json::from_str(&own).unwrap());
    row.update(&tx).await.unwrap();
    tx.commit().await.unwrap();
}

api_test! {
    /// A rate that was stored with a day to come can be sent back, so that it keeps no other from being saved; changed it is a new one.
    async fn a_stored_exchange_rate_of_a_day_to_come_stays(app: TestApp) {
        let path = "/api/settings/company";
        let rate = |quote: &str, rate: &str, date: &str| json!({ "base": "EUR", "units": 1, "quote": quote, "rate": rate, "date": date });
        let ahead = rate("USD", "1.08", "2026-11-23");
        app.key().patch(path, json!({ "exchangeRates": [rate("USD", "1.08", "2026-11-21")] })).await.expect(200);
        stored_ahead(app).await;
        let other = rate("CHF", "0.94", "2026-11-22");
        let both = json!([other, ahead]);
        let saved = app.key().patch(path, json!({ "exchangeRates": both })).await.expect(200);
        assert_eq!(saved["values"]["exchangeRates"], both);
        let changed = json!({ "exchangeRates": [other, rate("USD", "1.09", "2026-11-23")] });
        assert_eq!(app.key().patch(path, changed).await.violations(), ["exchangeRates[1].date"]);
    }
}

api_test! {
    async fn what_cannot_be_is_refused_by_field(app: TestApp) {
        app.send_all_mails().await;
        let ada = app.customer("ada@example.com").await;
        let (invoicing, dunning) = (of(&ada, "invoicing"), of(&ada, "dunning"));
        let six = json!([{ "days": 1 }, { "days": 1 }, { "days": 1 }, { "days": 1 }, { "days": 1 }, { "days": 1 }]);
        for (path, change, at) in [
            (INVOICING, json!({ "paymentTermDays": 366 }), "paymentTermDays"),
            (INVOICING, json!({ "paymentTermDays": -1 }), "paymentTermDays"),
            (INVOICING, json!({ "buyerReference": "991-33333TEST-33" }), "buyerReference"),
            (INVOICING, json!({ "closing": "x".repeat(2001) }), "closing"),
            (INVOICING, json!({ "introduction": " " }), "introduction"),
            (INVOICING, json!({ "electronicInvoiceFormat": "pdf" }), "electronicInvoiceFormat"),
            (INVOICING, json!({ "paymentTerm": 3 }), "paymentTerm"),
            (&invoicing, json!({ "automaticBilling": true }), "automaticBilling"),
            (&dunning, json!({ "levels": [] }), "levels"),
            (DUNNING, json!({ "levels": six }), "levels"),
            (DUNNING, json!({ "levels": [{ "days": 7 }, { "days": 0 }] }), "levels[1].days"),
            (DUNNING, json!({ "levels": [{ "days": 366 }] }), "levels[0].days"),
            (DUNNING, json!({ "levels": [{ "days": 7, "fee": -1 }] }), "levels[0].fee"),
            (DUNNING, json!({ "levels": [{ "fee": 1 }] }), "levels[0].days"),
        ] {
            assert_eq!(app.key().patch(path, change.clone()).await.violations(), [at], "{path} {change}");
        }
        assert_eq!(app.key().get(INVOICING).await.expect(200)["own"], json!({}));
    }
}

api_test! {
    async fn every_change_is_in_the_audit_log(app: TestApp) {
        app.send_all_mails().await;
        use portico::db::entities::audit_log;
        use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
        let ada = app.customer("ada@example.com").await;
        app.key().patch(INVOICING, json!({ "paymentTermDays": 30 })).await.expect(200);
        app.key().patch(INVOICING, json!({ "paymentTermDays": 30 })).await.expect(200);
        app.key().patch(&of(&ada, "invoicing"), json!({ "paymentTermDays": 7, "closing": "Bis bald" })).await.expect(200);
        let rows = audit_log::Entity::find().filter(audit_log::Column::Action.eq("settings.invoicing.changed"))
            .order_by_asc(audit_log::Column::Id).all(app.context.db.read()).await.unwrap();
        let told: Vec<_> = rows.into_iter().map(|row| (row.subject_kind, row.customer_id.map(|id| id.to_string()), row.before.unwrap(), row.after.unwrap())).collect();
        assert_eq!(told, [
            ("tenant".to_owned(), None, json!({ "paymentTermDays": null }), json!({ "paymentTermDays": 30 })),
            ("customer".to_owned(), Some(ada), json!({ "closing": null, "paymentTermDays": null }), json!({ "closing": "Bis bald", "paymentTermDays": 7 })),
        ]);
    }
}

api_test! {
    async fn of_two_first_changes_at_once_nothing_is_mixed(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let path = of(&ada, "invoicing");
        let change = |n: u32| json!({ "paymentTermDays": n, "introduction": n.to_string() });
        let all = futures_util::future::join_all((0..6).map(async |n| app.key().patch(&path, change(n)).await)).await;
        assert!(all.iter().all(|answer| answer.status == 200 || answer.refused(409) == "concurrent-change"));
        assert!(all.iter().any(|answer| answer.status == 200));
        let own = app.key().get(&path).await.expect(200)["own"].clone();
        assert_eq!(own["paymentTermDays"].to_string(), own["introduction"].as_str().unwrap());
    }
}

api_test! {
    /// Who sends `values` means to set them; nothing of it would be kept.
    async fn what_is_worked_out_cannot_be_set(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        for path in [INVOICING.to_owned(), of(&ada, "invoicing"), DUNNING.to_owned(), of(&ada, "dunning"), "/api/settings/mails".to_owned()] {
            let mut whole = app.key().get(&path).await.expect(200);
            app.key().patch(&path, whole.clone()).await.expect(200);
            whole["values"] = json!({ "paymentTermDays": 3 });
            let refused = app.key().patch(&path, whole).await;
            assert_eq!((refused.refused(422), refused.violations()), ("validation-failed", vec!["values"]), "{path}");
        }
    }
}

api_test! {
    /// What billing and dunning ask for.
    async fn what_is_in_force_is_read_for_many_at_once(app: TestApp) {
        app.send_all_mails().await;
        let (ada, bob) = (app.customer("ada@example.com").await, app.customer("bob@example.com").await);
        app.key().patch(INVOICING, json!({ "automaticBilling": true, "paymentTermDays": 30 })).await.expect(200);
        app.key().patch(DUNNING, json!({ "levels": [{ "days": 10, "fee": 500 }] })).await.expect(200);
        let set = json!({ "paymentTermDays": 7, "electronicInvoiceFormat": "xrechnung", "buyerReference": "992-90009-96" });
        app.key().patch(&of(&ada, "invoicing"), set).await.expect(200);
        app.key().patch(&of(&ada, "dunning"), json!({ "disableDunningFees": true })).await.expect(200);
        let (db, scope) = (app.context.db.read(), Scope::of_tenant(app.acme.id));
        let ids: [CustomerId; 2] = [ada.parse().unwrap(), bob.parse().unwrap()];
        let tenant = Invoicing { payment_term_days: 30, automatic_billing: true, ..Invoicing::default() };
        let own = Invoicing { payment_term_days: 7, electronic_invoice_format: ElectronicInvoiceFormat::Xrechnung, buyer_reference: Some("992-90009-96".into()), ..tenant.clone() };
        let many = service::effective_invoicings(db, scope, &ids).await.unwrap();
        assert_eq!((many.of(ids[0]), many.of(ids[1])), (&own, &tenant));
        assert!(service::tenant_invoicing(db, scope).await.unwrap().automatic_billing);
        let levels = vec![DunningLevel { days: 10, fee: 500 }];
        let dunning = service::effective_dunnings(db, scope, &ids).await.unwrap();
        assert_eq!(dunning.of(ids[0]), &Dunning { disable_dunning_fees: true, levels: levels.clone(), ..Dunning::default() });
        assert_eq!(dunning.of(ids[1]), &Dunning { levels, ..Dunning::default() });
        // Another tenant's scope sees none of it.
        let rival = Scope::of_tenant(app.rival.id);
        let untouched = Invoicing { auto_send_documents: false, ..Invoicing::default() };
        assert_eq!(service::effective_invoicings(db, rival, &ids).await.unwrap().of(ids[0]), &untouched);
    }
}
