//! Links with which a customer adds a payment method without signing in.

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, TestApp, api_test, id, token_of};

const PATH: &str = "/api/payment-methods";

async fn make(app: &TestApp, body: Value) -> String {
    let made = app.key().post("/api/payment-methods/link", body).await.expect(201);
    token_of(made["link"].as_str().unwrap())
}

async fn open(app: &TestApp, token: &str) -> Answer {
    app.nobody_on("acme")
        .post("/api/session/link", json!({ "token": token }))
        .await
}

async fn opened(app: &TestApp, token: &str) -> String {
    open(app, token).await.expect(200)["accessToken"]
        .as_str()
        .unwrap()
        .to_owned()
}

async fn add(app: &TestApp, proof: &str, number: &str, more: Value) -> Answer {
    let mut body = json!({ "gateway": "testing", "type": "card", "testing": { "number": number } });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    app.with(proof).post(PATH, body).await
}

async fn standing(app: &TestApp, proof: &str) -> Value {
    app.with(proof).get("/api/payment-methods/link").await.expect(200)
}

/// The methods that subscriptions name; null where they follow the default.
async fn named(app: &TestApp, subscriptions: &[String]) -> Vec<Value> {
    let mut all = Vec::new();
    for subscription in subscriptions {
        let path = format!("/api/subscriptions/{subscription}");
        all.push(app.key().get(&path).await.expect(200)["paymentMethod"]["id"].clone());
    }
    all
}

const GOOD: &str = "4242424242424242";

api_test! {
    /// The whole way: the link's method becomes the default, and what could not be collected is collected with it.
    async fn what_is_added_by_a_link_pays_what_is_open(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let declined = app.method(&ada, "declined").await;
        app.default_method(&ada, &declined).await;
        let failed = id(&app.invoice(&ada, "RE-1").await);
        app.key().post(&format!("/api/invoices/{failed}/pay"), json!({})).await.expect(201);
        app.invoice(&ada, "RE-2").await;
        app.run_jobs().await;
        app.mails();
        let token = make(app, json!({ "customer": ada })).await;
        let proof = opened(app, &token).await;
        let before = standing(app, &proof).await;
        assert_eq!((&before["customerName"], &before["done"], &before["invoices"]), (&json!("Müller & Co"), &json!(false), &json!([])));
        let added = add(app, &proof, GOOD, json!({})).await.expect(201);
        assert_eq!((&added["paymentMethod"]["source"], &added["paymentMethod"]["default"]), (&json!("add_link"), &json!(true)));
        let during = standing(app, &proof).await;
        assert_eq!((&during["done"], &during["invoices"][0]["status"]), (&json!(true), &json!("pending")));
        app.run_jobs().await;
        let after = standing(app, &proof).await;
        assert_eq!(after["invoices"], json!([{ "number": "RE-1", "amount": { "amount": 11900, "currency": "EUR" }, "status": "succeeded", "failureReason": null, "collectOn": null }]));
        assert_eq!(app.key().get(&format!("/api/invoices/{failed}")).await.expect(200)["status"], "STATUS_PAID");
        // Used up by success.
        assert_eq!(add(app, &proof, "4000000000000341", json!({})).await.refused(410), "link-invalid");
        assert_eq!(open(app, &token).await.refused(410), "link-invalid");
        app.mails();
    }
}

api_test! {
    /// Nothing is collected then: the page says what the customer has to transfer.
    async fn a_transfer_is_told_what_could_not_be_collected(app: TestApp) {
        app.set_up_transfers().await;
        let ada = app.customer("ada@example.com").await;
        let declined = app.method(&ada, "declined").await;
        app.default_method(&ada, &declined).await;
        let failed = id(&app.invoice(&ada, "RE-1").await);
        app.key().post(&format!("/api/invoices/{failed}/pay"), json!({})).await.expect(201);
        app.invoice(&ada, "RE-2").await;
        let proof = opened(app, &make(app, json!({ "customer": ada })).await).await;
        assert_eq!(standing(app, &proof).await["toTransfer"], json!([]), "nothing was chosen yet");
        app.with(&proof).post(PATH, json!({ "gateway": "bank_transfer", "type": "bank_transfer" })).await.expect(201);
        app.run_jobs().await;
        let after = standing(app, &proof).await;
        assert_eq!((&after["done"], &after["invoices"]), (&json!(true), &json!([])));
        assert_eq!(after["toTransfer"], json!([{ "number": "RE-1", "amount": { "amount": 11900, "currency": "EUR" } }]));
        app.mails();
    }
}

api_test! {
    /// A debit at the merchant's own bank is announced: the page names the day.
    async fn a_debit_that_is_announced_names_its_day(app: TestApp) {
        app.set_up_debits().await;
        let ada = app.customer("ada@example.com").await;
        let declined = app.method(&ada, "declined").await;
        app.default_method(&ada, &declined).await;
        let failed = id(&app.invoice(&ada, "RE-1").await);
        app.key().post(&format!("/api/invoices/{failed}/pay"), json!({})).await.expect(201);
        let proof = opened(app, &make(app, json!({ "customer": ada })).await).await;
        let body = json!({ "gateway": "sepa_debit", "type": "sepa_debit", "sepaDebit": TestApp::debtor("DE89370400440532013000") });
        app.with(&proof).post(PATH, body).await.expect(201);
        assert_eq!(standing(app, &proof).await["invoices"][0]["collectOn"], Value::Null, "nothing is announced yet");
        app.run_jobs().await;
        let told = standing(app, &proof).await["invoices"][0].clone();
        let payments = app.key().get(&format!("/api/invoices/{failed}/payments")).await.expect(200);
        let debit = payments["data"].as_array().unwrap().iter().find(|one| one["status"] == "underway").unwrap();
        assert_eq!((&told["status"], &told["collectOn"]), (&json!("underway"), &debit["collectOn"]));
        assert!(told["collectOn"].is_string(), "{told}");
        app.mails();
    }
}

api_test! {
    /// Unticked: today's followers keep the old one, and subscriptions to come get it.
    async fn the_customer_chooses_what_it_is_used_for(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let old = app.method(&ada, "fine").await;
        app.default_method(&ada, &old).await;
        let follower = id(&app.subscription(&ada).await);
        let proof = opened(app, &make(app, json!({ "customer": ada })).await).await;
        assert_eq!(standing(app, &proof).await["hasSubscriptions"], true);
        let unticked = json!({ "useFor": { "existingSubscriptions": false, "futureSubscriptions": false } });
        let new = id(&add(app, &proof, GOOD, unticked).await.expect(201)["paymentMethod"]);
        let customer = app.key().get(&format!("/api/customers/{ada}")).await.expect(200);
        assert_eq!(customer["defaultPaymentMethod"], json!(new), "the default always");
        let method_of = async |subscription: &str| app.key().get(&format!("/api/subscriptions/{subscription}")).await.expect(200)["paymentMethod"]["id"].clone();
        assert_eq!(method_of(&follower).await, json!(old));
        let next = id(&app.subscription(&ada).await);
        assert_eq!(method_of(&next).await, json!(old), "a subscription to come");
        // Whoever chooses a default later means them, too.
        app.key().put(&format!("{PATH}/{old}/default"), json!({})).await.expect(200);
        app.key().put(&format!("{PATH}/{new}/default"), json!({})).await.expect(200);
        let last = app.key().get(&format!("/api/subscriptions/{}", id(&app.subscription(&ada).await))).await.expect(200);
        assert_ne!(last["paymentMethod"]["id"], json!(old));
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// Ticked, as it is when nothing is said: everything follows.
    async fn what_is_not_said_is_ticked(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let old = app.method(&ada, "fine").await;
        app.default_method(&ada, &old).await;
        let follower = id(&app.subscription(&ada).await);
        let proof = opened(app, &make(app, json!({ "customer": ada })).await).await;
        let new = add(app, &proof, GOOD, json!({})).await.expect(201)["paymentMethod"]["id"].clone();
        let subscription = app.key().get(&format!("/api/subscriptions/{follower}")).await.expect(200);
        assert!(subscription["paymentMethod"].is_null() || subscription["paymentMethod"]["id"] == new, "{subscription}");
        let mine = app.token(&ada).await;
        let refused = add(app, &mine, "4000000000000341", json!({ "useFor": { "existingSubscriptions": true, "futureSubscriptions": true } })).await;
        assert_eq!((refused.refused(422), &refused.json["violations"][0]["propertyPath"]), ("validation-failed", &json!("useFor")));
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// Ticked: all subscriptions that go on follow the default again, those that named another too, also where that is of an earlier
    /// link. Unticked: each keeps what it is collected with.
    async fn existing_subscriptions_are_all_moved_or_none(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let (old, other) = (app.method(&ada, "fine").await, app.method(&ada, "other").await);
        app.default_method(&ada, &old).await;
        let mut all = Vec::new();
        for method in [None, Some(&other), Some(&other)] {
            let subscription = id(&app.subscription(&ada).await);
            let path = format!("/api/subscriptions/{subscription}/payment-method");
            app.key().patch(&path, json!({ "paymentMethodId": method })).await.expect(200);
            all.push(subscription);
        }
        let end = json!({ "cancellationDateType": "immediate", "sendConfirmationEmail": false });
        app.key().put(&format!("/api/subscriptions/{}/cancel", all[2]), end).await.expect(200);
        let add_for = async |number: &str, existing: bool| {
            let proof = opened(app, &make(app, json!({ "customer": ada })).await).await;
            assert_eq!(standing(app, &proof).await["hasSubscriptions"], true);
            let use_for = json!({ "useFor": { "existingSubscriptions": existing, "futureSubscriptions": true } });
            add(app, &proof, number, use_for).await.expect(201)["paymentMethod"]["id"].clone()
        };
        add_for(GOOD, false).await;
        assert_eq!(named(app, &all).await, [json!(old), json!(other), json!(other)]);
        let new = add_for("4000000000000341", true).await;
        assert_eq!(named(app, &all).await, [Value::Null, Value::Null, json!(other)], "what has ended stays as it was");
        assert_eq!(app.key().get(&format!("/api/customers/{ada}")).await.expect(200)["defaultPaymentMethod"], new);
        for moved in &all[..2] {
            let log = format!("/api/audit-log?subject={moved}&action=subscription.payment_method_changed&order[at]=asc");
            let log = app.key().get(&log).await.expect(200);
            let last = log["data"].as_array().unwrap().last().unwrap();
            assert!(last["actor"].as_str().unwrap().starts_with("link:"), "{last}");
        }
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// Where all name a method of their own, nothing follows the default: they are asked about and moved all the same.
    async fn subscriptions_that_all_name_a_method_are_asked_about(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let own = app.method(&ada, "fine").await;
        let all = [id(&app.subscription(&ada).await)];
        let path = format!("/api/subscriptions/{}/payment-method", all[0]);
        app.key().patch(&path, json!({ "paymentMethodId": own })).await.expect(200);
        let proof = opened(app, &make(app, json!({ "customer": ada })).await).await;
        let asked = standing(app, &proof).await;
        assert_eq!((&asked["hasSubscriptions"], &asked["hasDefault"]), (&json!(true), &json!(false)));
        add(app, &proof, GOOD, json!({})).await.expect(201);
        assert_eq!(named(app, &all).await, [Value::Null]);
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// Each question is asked where something else can be kept: of subscriptions to come, where the default can be used.
    async fn nothing_is_asked_without_a_choice(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let proof = opened(app, &make(app, json!({ "customer": ada })).await).await;
        let asked = async || {
            let standing = standing(app, &proof).await;
            [standing["hasSubscriptions"] == true, standing["hasDefault"] == true]
        };
        assert_eq!(asked().await, [false, false]);
        let old = app.method(&ada, "fine").await;
        app.default_method(&ada, &old).await;
        assert_eq!(asked().await, [false, true], "no subscription yet");
        app.revoke_method(&old).await;
        assert_eq!(asked().await, [false, false], "nothing is collected with the default any more");
        let bob = app.customer("bob@example.com").await;
        let waiting = [id(&app.subscription(&bob).await)];
        let proof = opened(app, &make(app, json!({ "customer": bob })).await).await;
        assert_eq!(standing(app, &proof).await["hasSubscriptions"], false, "collected with nothing: there is nothing to keep");
        add(app, &proof, GOOD, json!({ "useFor": { "existingSubscriptions": false, "futureSubscriptions": false } })).await.expect(201);
        assert_eq!(named(app, &waiting).await, [Value::Null], "the default always");
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// A link adds what it allows for its own customer, and opens nothing else.
    async fn a_link_opens_nothing_else(app: TestApp) {
        let (ada, bob) = (app.customer("ada@example.com").await, app.customer("bob@example.com").await);
        let theirs = app.method(&ada, "fine").await;
        let proof = opened(app, &make(app, json!({ "customer": ada, "types": ["sepa_debit"] })).await).await;
        let refused = add(app, &proof, GOOD, json!({})).await;
        assert_eq!((refused.refused(422), &refused.json["violations"][0]["code"]), ("validation-failed", &json!("not-offered")));
        let options = app.with(&proof).get(&format!("{PATH}/options")).await.expect(200);
        assert!(options["data"].as_array().unwrap().iter().all(|one| one["type"] == "sepa_debit"), "{options}");
        let other = json!({ "gateway": "testing", "type": "sepa_debit", "customerId": bob, "testing": { "number": "DE89370400440532013000" } });
        assert_eq!(app.with(&proof).post(PATH, other).await.refused(404), "not-found");
        assert_eq!(app.with(&proof).post(&format!("{PATH}/{theirs}/confirm"), json!({})).await.refused(404), "not-found");
        for path in [PATH.to_owned(), format!("{PATH}/{theirs}"), "/api/portal".into(), "/api/invoices".into(), format!("/api/customers/{ada}")] {
            assert_eq!(app.with(&proof).get(&path).await.refused(401), "unauthorized", "{path}");
        }
        let taken = json!({ "gateway": "stripe", "type": "card", "stripe": { "paymentMethodId": "pm_1", "customerId": "cus_1" } });
        assert!(app.with(&proof).post(PATH, taken).await.status >= 400);
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// Used, ended, expired and invented ones are one and the same; so is another merchant's.
    async fn a_link_that_does_not_count_opens_nothing(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let token = make(app, json!({ "customer": ada })).await;
        let proof = opened(app, &token).await;
        let without = open(app, "invented").await;
        assert_eq!(without.refused(410), "link-invalid");
        let elsewhere = app.nobody_on("rival").post("/api/session/link", json!({ "token": token })).await;
        assert_eq!(elsewhere.without_id(), without.without_id());
        // Opening uses nothing up.
        opened(app, &token).await;
        app.key().delete(&format!("/api/links?customer={ada}")).await.expect(200);
        assert_eq!(open(app, &token).await.without_id(), without.without_id());
        assert_eq!(app.with(&proof).get("/api/payment-methods/link").await.refused(401), "unauthorized", "ended at once");
        let token = make(app, json!({ "customer": ada })).await;
        app.advance(TimeDelta::days(7) + TimeDelta::seconds(1));
        assert_eq!(open(app, &token).await.without_id(), without.without_id());
        let login = app.link_token(&ada).await;
        assert_eq!(open(app, &login).await.without_id(), without.without_id(), "a link to sign in adds nothing");
        let token = make(app, json!({ "customer": ada })).await;
        let login = app.nobody_on("acme").post("/api/session/portal/login", json!({ "token": token })).await;
        assert_eq!(login.refused(410), "link-invalid", "and one for a payment method signs nobody in");
    }
}

api_test! {
    /// Through a provider's page and back: the cookie goes on for half an hour, with what was begun.
    async fn an_opened_link_goes_on_after_a_redirect(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let token = make(app, json!({ "customer": ada })).await;
        let opened = open(app, &token).await;
        let cookie = opened.header("set-cookie");
        assert!(cookie.starts_with("portico_l=ptl_") && cookie.ends_with("; HttpOnly; SameSite=Lax; Path=/; Max-Age=1800"), "{cookie}");
        let cookie = cookie.split(';').next().unwrap().to_owned();
        let proof = opened.json["accessToken"].as_str().unwrap().to_owned();
        let begun = app.with(&proof).post(PATH, json!({ "gateway": "testing", "type": "paypal" })).await.expect(201);
        let method = begun["id"].as_str().unwrap();
        app.advance(TimeDelta::minutes(20));
        assert_eq!(app.with(&proof).get("/api/payment-methods/link").await.refused(401), "unauthorized", "the first token is over");
        let go_on = async || app.nobody_on("acme").with_cookie(&cookie).post("/api/session/link/refresh", json!({})).await;
        let proof = go_on().await.expect(200)["accessToken"].as_str().unwrap().to_owned();
        assert_eq!(standing(app, &proof).await["begun"], json!(method));
        app.nobody_on("acme").send(Method::POST, &format!("/testing-gateway/test_{method}"), Some("choice=ok".into()), &[("Content-Type", "application/x-www-form-urlencoded")]).await;
        let confirmed = app.with(&proof).post(&format!("{PATH}/{method}/confirm"), json!({})).await.expect(200);
        assert!(matches!(confirmed["status"].as_str(), Some("success" | "failed")), "{confirmed}");
        app.advance(TimeDelta::minutes(11));
        assert_eq!(go_on().await.refused(410), "link-invalid", "half an hour is over");
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// The mail's link is made while it is sent and allows what the other one does; the outbox never holds it.
    async fn a_link_can_be_mailed(app: TestApp) {
        app.switch(json!({ "returnHosts": ["shop.example"] })).await;
        let ada = app.customer("ada@example.com").await;
        let refused = app.key().post("/api/payment-methods/link", json!({ "customer": ada, "redirectUrl": "https://evil.example/" })).await;
        assert_eq!((refused.refused(422), &refused.json["violations"][0]["propertyPath"]), ("validation-failed", &json!("redirectUrl")));
        make(app, json!({ "customer": ada, "types": ["card"], "sendEmail": true, "redirectUrl": "https://shop.example/done" })).await;
        app.run_jobs().await;
        let mails = app.mails();
        let (to, _, text) = &mails[0];
        assert_eq!((mails.len(), to.as_str()), (1, "ada@example.com"));
        let link = text.split_whitespace().find(|word| word.contains("/pay/link?token=")).unwrap();
        let proof = opened(app, &token_of(link)).await;
        assert_eq!(standing(app, &proof).await["redirectUrl"], "https://shop.example/done");
        let options = app.with(&proof).get(&format!("{PATH}/options")).await.expect(200);
        assert!(options["data"].as_array().unwrap().iter().all(|one| one["type"] == "card"), "{options}");
        let ledger = app.key().get(&format!("/api/links?customer={ada}")).await.expect(200);
        assert!(ledger["data"].as_array().unwrap().iter().all(|one| one["purpose"] == "payment_method"), "{ledger}");
    }
}

api_test! {
    /// 20 at once with one link: one method is added, and the link is used up once.
    async fn a_link_is_used_up_once(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let proof = opened(app, &make(app, json!({ "customer": ada })).await).await;
        let numbers = [GOOD, "4000000000000341", "4000000000000119", "4000000000000259"];
        let all = numbers.iter().cycle().take(20).map(|number| add(app, &proof, number, json!({})));
        let answers = futures_util::future::join_all(all).await;
        let added = answers.iter().filter(|answer| answer.status == 201).count();
        assert_eq!(added, 1, "{answers:?}");
        let listed = app.key().get(&format!("{PATH}?customer={ada}")).await.expect(200);
        assert_eq!(listed["data"].as_array().unwrap().len(), 1);
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// The link that was told and the one that was mailed beside it are one: used up, and ended, together.
    async fn the_mailed_link_goes_with_the_one_that_was_told(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        for ends in [true, false] {
            let made = app.key().post("/api/payment-methods/link", json!({ "customer": ada, "sendEmail": true })).await.expect(201);
            app.run_jobs().await;
            let mails = app.mails();
            let mailed = token_of(mails[0].2.split_whitespace().find(|word| word.contains("/pay/link?token=")).unwrap());
            let told = token_of(made["link"].as_str().unwrap());
            if ends {
                app.key().delete(&format!("/api/links/{}", id(&made))).await.expect(204);
            } else {
                let proof = opened(app, &mailed).await;
                add(app, &proof, GOOD, json!({})).await.expect(201);
            }
            assert_eq!((open(app, &mailed).await.refused(410), open(app, &told).await.refused(410)), ("link-invalid", "link-invalid"));
            app.run_jobs().await;
            app.mails();
        }
        // Ended before the mail went out: there is none.
        let made = app.key().post("/api/payment-methods/link", json!({ "customer": ada, "sendEmail": true })).await.expect(201);
        app.key().delete(&format!("/api/links/{}", id(&made))).await.expect(204);
        app.run_jobs().await;
        assert_eq!(app.mails().len(), 0);
    }
}

api_test! {
    /// What waits for the bank with the old method is collected with the new one instead.
    async fn a_debit_that_waits_is_replaced(app: TestApp) {
        app.set_up_debits().await;
        let ada = app.customer("ada@example.com").await;
        let declined = app.method(&ada, "declined").await;
        app.default_method(&ada, &declined).await;
        let invoice = id(&app.invoice(&ada, "RE-1").await);
        app.key().post(&format!("/api/invoices/{invoice}/pay"), json!({})).await.expect(201);
        let old = app.mandate(&ada).await;
        app.key().post(&format!("/api/invoices/{invoice}/pay"), json!({ "paymentMethod": old })).await.expect(201);
        let proof = opened(app, &make(app, json!({ "customer": ada })).await).await;
        add(app, &proof, GOOD, json!({})).await.expect(201);
        app.run_jobs().await;
        assert_eq!(standing(app, &proof).await["invoices"][0]["status"], "succeeded");
        assert_eq!(app.key().get("/api/debits").await.expect(200)["count"], 0);
        app.mails();
    }
}

api_test! {
    /// Whoever opened it may not be the customer: the form of a mandate begins with the name, and without the address.
    async fn a_link_tells_no_address(app: TestApp) {
        app.set_up_debits().await;
        let ada = app.customer("ada@example.com").await;
        let proof = opened(app, &make(app, json!({ "customer": ada })).await).await;
        let offer = async |proof: &str| {
            let answer = app.with(proof).get(&format!("{PATH}/options")).await;
            let all = answer.expect(200)["data"].as_array().unwrap().clone();
            all.into_iter().find(|one| one["gateway"] == "sepa_debit").unwrap()["mandate"].clone()
        };
        let (by_link, own) = (offer(&proof).await, offer(&app.token(&ada).await).await);
        assert_eq!((&by_link["accountHolder"], &by_link["address"]), (&json!("Müller & Co"), &Value::Null));
        assert_eq!(own["address"]["city"], "Hamburg");
        for told in ["Am Markt", "20095", "Hamburg"] {
            assert!(!by_link.to_string().contains(told), "{by_link}");
        }
    }
}

api_test! {
    /// Whoever gave a mandate by a link keeps a copy of it, and gets no other.
    async fn a_mandate_that_was_given_by_a_link_can_be_kept(app: TestApp) {
        app.set_up_debits().await;
        let ada = app.customer("ada@example.com").await;
        let older = app.mandate(&ada).await;
        let document = async |proof: &str, method: &str| app.with(proof).get(&format!("{PATH}/{method}/mandate/document")).await;
        let give = async |proof: &str, iban: &str| {
            let body = json!({ "gateway": "sepa_debit", "type": "sepa_debit", "sepaDebit": TestApp::debtor(iban) });
            id(&app.with(proof).post(PATH, body).await.expect(201)["paymentMethod"])
        };
        let proof = opened(app, &make(app, json!({ "customer": ada })).await).await;
        assert_eq!(document(&proof, &older).await.refused(404), "not-found");
        let given = give(&proof, "DE89370400440532013000").await;
        assert_eq!(standing(app, &proof).await["hasMandate"], true);
        let file = document(&proof, &given).await;
        assert_eq!((file.status, file.header("content-type")), (200, "application/pdf"));
        assert_eq!(document(&proof, &older).await.refused(404), "not-found");
        assert_eq!(app.with(&proof).get(&format!("{PATH}/{given}/mandate")).await.refused(401), "unauthorized", "a copy is enough");
        // To know the number of an account is not to have given its mandate.
        let guess = opened(app, &make(app, json!({ "customer": ada })).await).await;
        assert_eq!(give(&guess, "DE02120300000000202051").await, older);
        assert_eq!(standing(app, &guess).await["hasMandate"], false);
        assert_eq!(document(&guess, &older).await.refused(404), "not-found");
        assert_eq!(document(&guess, &given).await.refused(404), "not-found");
        let card = opened(app, &make(app, json!({ "customer": ada })).await).await;
        add(app, &card, GOOD, json!({})).await.expect(201);
        assert_eq!(standing(app, &card).await["hasMandate"], false);
        app.run_jobs().await;
        app.mails();
    }
}
