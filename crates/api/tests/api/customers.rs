//! Customers: creating, reading, changing, finding.

use reqwest::Method;
use serde_json::json;

use crate::support::{api_test, id};

api_test! {
    /// What a merchant sends comes back, with the fall-backs filled in.
    async fn a_new_customer_gets_number_language_address_and_owner(app: TestApp) {
        let body = json!({ "email": "maria@example.com", "firstName": "Maria", "lastName": "Huber", "countryCode": "AT",
            "street": "Mariahilfer Straße", "houseNumber": "1", "zip": "1060", "city": "Wien" });
        let created = app.key().post("/api/customers", body).await.expect(201);
        assert_eq!(created["customerNumber"], "C-000001");
        assert_eq!(created["language"], "de", "suggested from the country");
        assert_eq!(created["currencyCode"], "EUR", "the tenant's");
        assert_eq!(created["invoiceEmail"], "maria@example.com", "falls back to the main address");
        assert_eq!(created["defaultAddress"]["city"], "Wien");
        assert_eq!(created["invoiceAddress"], created["defaultAddress"], "falls back to the default address");
        assert_eq!(created["isVatIdValid"], json!(null));
        let read = app.key().get(&format!("/api/customers/{}", id(&created))).await.expect(200);
        assert_eq!(read, created);
        app.token(&id(&created)).await;
    }
}

api_test! {
    async fn all_mistakes_of_a_body_are_named_at_once(app: TestApp) {
        let body = json!({ "email": "nobody", "countryCode": "XX", "timeZone": "Berlin", "city": "Köln" });
        let answer = app.key().post("/api/customers", body).await;
        assert_eq!(answer.violations(), ["email", "countryCode", "timeZone", "companyName", "street"]);
    }
}

api_test! {
    /// Hong Kong has no postcodes; Germany has; and nothing of an address is lost in silence.
    async fn an_address_is_as_whole_as_its_country_asks(app: TestApp) {
        let body = |country: &str, rest: serde_json::Value| {
            let mut body = json!({ "email": "hk@example.com", "companyName": "Star Ferry", "countryCode": country });
            body.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
            body
        };
        let street = json!({ "street": "Salisbury Road", "city": "Kowloon" });
        let made = app.key().post("/api/customers", body("HK", street.clone())).await.expect(201);
        assert_eq!((&made["defaultAddress"]["city"], &made["defaultAddress"]["zip"]), (&json!("Kowloon"), &json!("")));
        assert_eq!(app.key().post("/api/customers", body("DE", street)).await.violations(), ["zip"]);
        for alone in [json!({ "houseNumber": "7" }), json!({ "zip": "10115" }), json!({ "street": "Torstraße" })] {
            assert_eq!(app.key().post("/api/customers", body("DE", alone)).await.violations(), ["street"]);
        }
    }
}

api_test! {
    async fn wrong_bodies_say_where(app: TestApp) {
        let key = app.key();
        let send = async |body: &str| key.send(Method::POST, "/api/customers", Some(body.to_owned()), &[]).await;
        let malformed = send("{\n \"email\": }").await;
        assert_eq!(malformed.refused(400), "malformed-request");
        assert!(malformed.json["detail"].as_str().unwrap().contains("line 2 column 11"), "{}", malformed.text);
        assert_eq!(send(r#"{"email":"a@example.com","colour":"red"}"#).await.violations(), ["colour"]);
        assert_eq!(send(r#"{"email":"a@example.com","gender":"x"}"#).await.violations(), ["gender"]);
        assert_eq!(send("{}").await.violations(), ["email"]);
        let huge = format!(r#"{{"email":"{}"}}"#, "a".repeat(2 * 1024 * 1024));
        assert_eq!(send(&huge).await.refused(413), "payload-too-large");
        let text = key.send(Method::POST, "/api/customers", Some("a".into()), &[("Content-Type", "text/plain")]).await;
        assert_eq!(text.refused(415), "unsupported-media-type");
    }
}

api_test! {
    async fn a_number_or_external_id_is_given_once(app: TestApp) {
        let body = |number: &str, external: &str| json!({ "email": "a@example.com", "companyName": "Co", "customerNumber": number, "externalId": external });
        app.key().post("/api/customers", body("A-1", "x1")).await.expect(201);
        assert_eq!(app.key().post("/api/customers", body("A-1", "x2")).await.refused(409), "number-taken");
        assert_eq!(app.key().post("/api/customers", body("A-2", "x1")).await.refused(409), "external-id-taken");
        // Another merchant may use both.
        app.with(&app.rival.key).post("/api/customers", body("A-1", "x1")).await.expect(201);
        let found = app.key().get("/api/customers/x1").await.expect(200);
        assert_eq!(found["customerNumber"], "A-1");
    }
}

api_test! {
    /// Published clients send back what they read, changed in one place.
    async fn an_update_keeps_what_is_absent_and_clears_what_is_null(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let path = format!("/api/customers/{customer}");
        let mut read = app.key().get(&path).await.expect(200);
        read["phone"] = json!("+49 40 1");
        let changed = app.key().put(&path, read).await.expect(200);
        assert_eq!(changed["phone"], "+49 40 1");
        let changed = app.key().put(&path, json!({ "phone": null, "companyName": "Neu GmbH" })).await.expect(200);
        assert_eq!(changed["phone"], json!(null));
        assert_eq!(changed["companyName"], "Neu GmbH");
        assert_eq!(changed["lastName"], "Müller", "absent fields stay");
        assert_eq!(app.key().put(&path, json!({ "companyName": null, "lastName": null })).await.violations(), ["companyName"]);
        assert_eq!(app.key().put(&path, json!({ "email": null })).await.violations(), ["email"]);
        assert_eq!(app.key().put(&path, json!({ "colour": "red" })).await.violations(), ["colour"]);
    }
}

api_test! {
    /// Two people may share an address; a moved address takes its ownership along.
    async fn the_holder_of_the_main_address_is_the_owner(app: TestApp) {
        let first = app.customer("shared@example.com").await;
        let second = app.customer("Shared@Example.com").await;
        app.key().put(&format!("/api/customers/{second}"), json!({ "email": "new@example.com" })).await.expect(200);
        app.nobody_on("acme").post("/api/public/customer/request-login-link", json!({ "email": "new@example.com" })).await.expect(200);
        app.run_jobs().await;
        let told: Vec<_> = app.mails().into_iter().map(|(to, ..)| to).collect();
        assert_eq!(told, ["Shared@Example.com", "new@example.com"], "the old address of the change, the new one of its link");
        app.token(&first).await;
        app.token(&second).await;
    }
}

api_test! {
    async fn lists_are_filtered_searched_ordered_and_paged(app: TestApp) {
        for (number, company) in [("K-3", "Zimt"), ("K-1", "Ærø Bäckerei"), ("K-2", "Zucker")] {
            let body = json!({ "email": "a@example.com", "companyName": company, "customerNumber": number });
            app.key().post("/api/customers", body).await.expect(201);
        }
        let numbers = async |query: &str| {
            let page = app.key().get(&format!("/api/customers?{query}")).await.expect(200);
            let rows: Vec<_> = page["data"].as_array().unwrap().iter().map(|row| row["customerNumber"].as_str().unwrap().to_owned()).collect();
            (rows.join(" "), page["pagination"].clone())
        };
        assert_eq!(numbers("").await.0, "K-2 K-1 K-3", "newest first");
        assert_eq!(numbers("order[customerNumber]=asc").await.0, "K-1 K-2 K-3");
        assert_eq!(numbers("search=AERO%20backerei").await.0, "K-1", "without case and accents");
        assert_eq!(numbers("search=%25").await.0, "", "wildcards are letters");
        assert_eq!(numbers("companyName=Zimt&customerNumber=K-3").await.0, "K-3");
        assert_eq!(numbers("partner=x").await.0, "", "known, and finds nobody");
        let (first, pagination) = numbers("order[customerNumber]=asc&limit=2").await;
        assert_eq!((first.as_str(), &pagination["hasMore"]), ("K-1 K-2", &json!(true)));
        let cursor = pagination["nextCursor"].as_str().unwrap();
        let (second, pagination) = numbers(&format!("order[customerNumber]=asc&limit=2&cursor={cursor}")).await;
        assert_eq!((second.as_str(), &pagination["hasMore"]), ("K-3", &json!(false)));
        assert_eq!(numbers("order[customerNumber]=asc&limit=2&page=2").await.0, "K-3");
        assert_eq!(app.key().get(&format!("/api/customers?cursor={cursor}")).await.violations(), ["cursor"], "of another order");
        assert_eq!(app.key().get("/api/customers?colour=red&limit=101").await.violations(), ["limit", "colour"]);
    }
}

api_test! {
    /// A number given by hand must not stop the range behind it.
    async fn the_range_passes_over_numbers_that_were_given_by_hand(app: TestApp) {
        let create = async |number: serde_json::Value| {
            let body = json!({ "email": "a@example.com", "companyName": "Co", "customerNumber": number });
            app.key().post("/api/customers", body).await.expect(201)["customerNumber"].clone()
        };
        create(json!("C-000001")).await;
        create(json!("C-000002")).await;
        assert_eq!(create(json!(null)).await, "C-000003");
    }
}

api_test! {
    /// Two customers with one new address, made at once, get the same person.
    async fn customers_made_at_once_may_share_an_address(app: TestApp) {
        let create = async |n: u32| {
            let body = json!({ "email": "shared@example.com", "companyName": "Co", "customerNumber": format!("X-{n}") });
            app.key().post("/api/customers", body).await.status
        };
        let all = futures_util::future::join_all((0..12).map(create)).await;
        assert_eq!(all, [201; 12]);
    }
}

api_test! {
    /// Reading, then sending back what was read, changes nothing for later.
    async fn the_invoice_address_follows_the_main_one_until_it_has_its_own(app: TestApp) {
        let path = format!("/api/customers/{}", app.customer("old@example.com").await);
        let read = app.key().get(&path).await.expect(200);
        app.key().put(&path, read).await.expect(200);
        let moved = app.key().put(&path, json!({ "email": "new@example.com" })).await.expect(200);
        assert_eq!(moved["invoiceEmail"], "new@example.com");
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    async fn what_the_database_cannot_hold_is_refused_before_it(app: TestApp) {
        assert_eq!(app.key().get("/api/customers?search=%00").await.violations(), ["search"]);
        assert_eq!(app.key().get("/api/customers/a%00b").await.refused(404), "not-found");
        use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
        let forged = URL_SAFE_NO_PAD.encode(r#"{"o":"createdAt:desc","k":{"Text":"x"},"id":"01a20391-b036-7000-8004-e9cb25c4b054"}"#);
        assert_eq!(app.key().get(&format!("/api/customers?cursor={forged}")).await.violations(), ["cursor"]);
    }
}

api_test! {
    /// Whoever moves an account away must not be able to do so in silence.
    async fn a_changed_email_tells_the_old_address_at_once(app: TestApp) {
        let path = format!("/api/customers/{}", app.customer("old@example.com").await);
        app.key().patch(&path, json!({ "language": "en" })).await.expect(200);
        app.key().patch(&path, json!({ "email": "new@example.com", "language": "de" })).await.expect(200);
        app.run_jobs().await;
        let mails = app.mails();
        assert_eq!(mails.len(), 1);
        let (to, subject, text) = &mails[0];
        assert_eq!((to.as_str(), subject.as_str()), ("old@example.com", "Your e-mail address at Acme GmbH was changed"));
        for part in ["Müller & Co", "n…@example.com", "22 November 2026 at 13:00 (CET)"] {
            assert!(text.contains(part), "{part} is missing in: {text}");
        }
        // Another way to write the same address moves nobody.
        app.key().patch(&path, json!({ "email": "New@example.com" })).await.expect(200);
    }
}

api_test! {
    /// Login links are written in the language of the person.
    async fn a_customers_language_is_also_that_of_whoever_signs_in(app: TestApp) {
        let path = format!("/api/customers/{}", app.customer("ada@example.com").await);
        app.key().patch(&path, json!({ "language": "en" })).await.expect(200);
        app.nobody_on("acme").post("/api/public/customer/request-login-link", json!({ "email": "ada@example.com" })).await.expect(200);
        app.run_jobs().await;
        assert_eq!(app.mails()[0].1, "Your link to Acme GmbH");
    }
}

api_test! {
    /// The lengths of the interface; an empty text is none.
    async fn texts_have_their_lengths_and_empty_ones_are_none(app: TestApp) {
        let short = json!({ "email": "a@example.com", "companyName": "A", "phone": "1", "customerNumber": "1", "datevId": "1", "vatId": "DE1",
            "street": "A", "zip": "1", "city": "B", "addition": "c", "houseNumber": "7" });
        let refused = app.key().post("/api/customers", short).await;
        assert_eq!(refused.violations(), ["companyName", "phone", "datevId", "customerNumber", "street", "zip", "city", "addition", "vatId"]);
        assert_eq!(refused.json["violations"][0]["code"], "too-short");
        let empty = json!({ "email": " a@example.com ", "companyName": "Co", "firstName": "", "phone": "", "customerNumber": "", "externalId": "", "vatId": "",
            "countryCode": "", "timeZone": "", "invoiceEmail": "", "street": "", "houseNumber": "", "zip": "", "city": "", "addition": "" });
        let created = app.key().post("/api/customers", empty).await.expect(201);
        assert_eq!((&created["customerNumber"], &created["phone"], &created["externalId"]), (&json!("C-000001"), &json!(null), &json!(null)));
        assert_eq!((&created["defaultEmail"], &created["countryCode"], &created["defaultAddress"]), (&json!("a@example.com"), &json!("DE"), &json!(null)));
        let path = format!("/api/customers/{}", id(&created));
        app.key().put(&path, json!({ "phone": "+49 40 1" })).await.expect(200);
        assert_eq!(app.key().put(&path, json!({ "phone": "" })).await.expect(200)["phone"], json!(null), "what a form empties is cleared");
        assert_eq!(app.key().put(&path, json!({ "email": "", "phone": "1" })).await.violations(), ["phone", "email"]);
    }
}

api_test! {
    async fn lists_are_ordered_by_name_and_change_and_found_by_either_email(app: TestApp) {
        let create = async |number: &str, more: serde_json::Value| {
            let mut body = json!({ "email": format!("{number}@example.com"), "customerNumber": number });
            body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            app.advance(chrono::TimeDelta::seconds(1));
            app.key().post("/api/customers", body).await.expect(201)
        };
        create("K-1", json!({ "companyName": "Zimt", "lastName": "Aal" })).await;
        create("K-2", json!({ "firstName": "Ada", "lastName": "Zahn" })).await;
        create("K-3", json!({ "companyName": "Anis", "invoiceEmail": "rechnung@example.com" })).await;
        let first = create("K-4", json!({ "companyName": "Anis" })).await;
        let numbers = async |query: &str| {
            let page = app.key().get(&format!("/api/customers?{query}")).await.expect(200);
            let rows: Vec<_> = page["data"].as_array().unwrap().iter().map(|row| row["customerNumber"].as_str().unwrap().to_owned()).collect();
            (rows.join(" "), page["pagination"]["nextCursor"].clone())
        };
        assert_eq!(numbers("order[companyName]=asc").await.0, "K-3 K-4 K-1 K-2", "those without come last");
        assert_eq!(numbers("order[lastName]=desc").await.0, "K-2 K-1 K-4 K-3");
        let mut walked = Vec::new();
        let mut cursor = String::new();
        loop {
            let (rows, next) = numbers(&format!("order[companyName]=asc&limit=1&cursor={cursor}")).await;
            walked.push(rows);
            match next.as_str() {
                Some(next) => cursor = next.to_owned(),
                None => break,
            }
        }
        assert_eq!(walked.join(" "), "K-3 K-4 K-1 K-2", "by cursor, across those without");
        app.advance(chrono::TimeDelta::seconds(1));
        let changed = app.key().patch("/api/customers/nobody", json!({})).await;
        assert_eq!(changed.refused(404), "not-found");
        app.key().patch(&format!("/api/customers/{}", id(&first)), json!({ "phone": "+49 1" })).await.expect(200);
        let read = app.key().get(&format!("/api/customers/{}", id(&first))).await.expect(200);
        assert_ne!(read["updatedAt"], read["createdAt"]);
        assert_eq!(numbers("order[updatedAt]=desc&limit=1").await.0, "K-4");
        assert_eq!(numbers("emailAddresses.email=rechnung@example.com").await.0, "K-3", "the one for invoices");
        assert_eq!(numbers("emailAddresses.email=K-2@example.com").await.0, "K-2", "the main one");
    }
}

api_test! {
    /// Clients of the interface send it; there are no groups here, and theirs must not get lost.
    async fn a_group_of_the_merchants_system_is_kept(app: TestApp) {
        let (one, other) = ("01a20391-b036-7000-8004-e9cb25c4b054", "01a20391-b036-7000-8004-e9cb25c4b055");
        let body = json!({ "email": "a@example.com", "companyName": "Co", "customerGroup": one });
        let created = app.key().post("/api/customers", body).await.expect(201);
        assert_eq!(created["customerGroup"], one);
        let path = format!("/api/customers/{}", id(&created));
        assert_eq!(app.key().patch(&path, json!({ "customerGroup": other })).await.expect(200)["customerGroup"], other);
        assert_eq!(app.key().patch(&path, json!({ "customerGroup": null })).await.expect(200)["customerGroup"], json!(null));
        assert_eq!(app.key().patch(&path, json!({ "customerGroup": "x" })).await.violations(), ["customerGroup"]);
    }
}

api_test! {
    /// `datevId=` is a mistake, and would list everybody's.
    async fn an_empty_filter_is_refused(app: TestApp) {
        app.customer("ada@example.com").await;
        for name in ["datevId", "customerNumber", "lastName", "partner", "emailAddresses.email"] {
            assert_eq!(app.key().get(&format!("/api/customers?{name}=")).await.violations(), [name]);
        }
        app.key().get("/api/customers?search=").await.expect(200);
        let two = app.key().get("/api/customers?order[companyName]=asc&order[lastName]=asc").await;
        assert!(two.text.contains("one order a request"), "{}", two.text);
    }
}

api_test! {
    async fn a_change_that_changes_nothing_is_none(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let path = format!("/api/customers/{ada}");
        let before = app.key().get(&path).await.expect(200);
        app.advance(chrono::TimeDelta::minutes(1));
        assert_eq!(app.key().patch(&path, json!({})).await.expect(200), before);
        assert_eq!(app.key().patch(&path, json!({ "lastName": before["lastName"] })).await.expect(200), before);
    }
}
