//! Payment methods: adding them, the default, removing them, and what providers tell.

use portico::features::payments::refunding;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, TestApp, api_test, id};

const PATH: &str = "/api/payment-methods";

/// Adds a card of the testing gateway by its number.
async fn add(app: &TestApp, customer: &str, number: &str) -> Answer {
    let body = json!({ "gateway": "testing", "type": "card", "customerId": customer, "testing": { "number": number } });
    app.key().post(PATH, body).await
}

async fn card(app: &TestApp, customer: &str, number: &str) -> String {
    let added = add(app, customer, number).await.expect(201);
    assert_eq!(added["status"], "success", "{added}");
    id(&added["paymentMethod"])
}

async fn default(app: &TestApp, customer: &str) -> Value {
    app.key().get(&format!("/api/customers/{customer}")).await.expect(200)["defaultPaymentMethod"].clone()
}

/// Adds a card for one payment alone.
async fn card_for_once(app: &TestApp, customer: &str, number: &str) -> String {
    let body = json!({ "gateway": "testing", "type": "card", "customerId": customer, "futureUsageAllowed": false, "testing": { "number": number } });
    let added = app.key().post(PATH, body).await.expect(201);
    let method = &added["paymentMethod"];
    assert_eq!(
        (&method["futureUsageAllowed"], &method["default"]),
        (&json!(false), &json!(false))
    );
    id(method)
}

const GOOD: &str = "4242424242424242";
const OTHER: &str = "4000000000000341";

api_test! {
    async fn a_method_that_was_added_is_the_default_and_the_customer_is_told(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let added = add(app, &ada, GOOD).await.expect(201);
        let method = &added["paymentMethod"];
        assert_eq!((&method["name"], &method["status"], &method["default"]), (&json!("Visa (4242)"), &json!("active"), &json!(true)));
        assert_eq!((&method["source"], &method["card"]["last4"], &method["expirationDate"]), (&json!("api"), &json!("4242"), &json!("2034-12-31")));
        let subjects: Vec<_> = { app.run_jobs().await; app.mails() }.into_iter().map(|mail| mail.1).collect();
        assert_eq!(subjects, ["Ihre Zahlungsmethode bei Acme GmbH wurde geändert"]);
        let second = json!({ "gateway": "testing", "type": "card", "customerId": ada, "isDefault": false, "name": "Reserve", "testing": { "number": OTHER } });
        let second = app.key().post(PATH, second).await.expect(201);
        assert_eq!((&second["paymentMethod"]["name"], &second["paymentMethod"]["default"]), (&json!("Reserve"), &json!(false)));
        assert_eq!(default(app, &ada).await, method["id"]);
        let read = app.key().get(&format!("{PATH}/{}", id(method))).await.expect(200);
        assert_eq!(&read, method);
        app.run_jobs().await;
        assert_eq!(app.mails().len(), 0, "nothing changed for the customer");
    }
}

api_test! {
    /// A refusal is an answer, with a reason that each client can say in its reader's language; nothing is left behind.
    async fn a_refused_card_says_why_and_leaves_nothing(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        for (number, reason) in [("4000000000000002", "declined"), ("4000000000000069", "expired"), ("1234", "wrong_data")] {
            let answer = add(app, &ada, number).await.expect(201);
            assert_eq!((&answer["status"], &answer["failReason"], &answer["paymentMethod"]), (&json!("failed"), &json!(reason), &Value::Null));
        }
        assert_eq!(app.key().get(&format!("{PATH}?customer={ada}")).await.expect(200)["data"], json!([]));
    }
}

api_test! {
    /// On the provider's page: an abandoned one can be continued or thrown away, and one that was broken off is gone.
    async fn a_redirect_is_continued_confirmed_or_thrown_away(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let begin = async || app.key().post(PATH, json!({ "gateway": "testing", "type": "paypal", "customerId": ada })).await.expect(201);
        let begun = begin().await;
        assert_eq!((&begun["status"], &begun["actionRequired"]["action"]), (&json!("action_required"), &json!("redirect")));
        let method = begun["id"].as_str().unwrap();
        let url = begun["actionRequired"]["redirectUrl"].as_str().unwrap();
        assert!(url.contains(&format!("test_{method}")), "{url}");
        let listed = app.key().get(&format!("{PATH}?customer={ada}")).await.expect(200);
        assert_eq!(listed["data"][0]["status"], "action_required");
        assert_eq!(default(app, &ada).await, Value::Null, "nothing that is not complete");
        let confirm = async |method: &str| app.key().post(&format!("{PATH}/{method}/confirm"), json!({})).await.expect(200);
        assert_eq!(confirm(method).await, begun, "it can be continued");
        // On the gateway's own page.
        let page = app.nobody_on("acme").get(&format!("/testing-gateway/test_{method}")).await;
        assert!(page.text.contains("<form") && page.header("content-security-policy").contains("form-action 'self' http"), "{}", page.text);
        let form = app.nobody_on("acme").send(Method::POST, &format!("/testing-gateway/test_{method}"), Some(String::new()), &[("Content-Type", "application/x-www-form-urlencoded")]).await;
        assert_eq!(form.status, 303);
        assert!(form.header("location").ends_with(&format!("/payment-methods?paymentMethod={method}")), "{}", form.header("location"));
        assert_eq!(app.nobody_on("acme").get(&format!("/testing-gateway/test_{method}")).await.status, 404, "once");
        let done = confirm(method).await;
        assert_eq!((&done["status"], &done["paymentMethod"]["paypal"]["email"]), (&json!("success"), &json!("buyer@example.com")));
        assert_eq!(confirm(method).await["status"], "success", "again, it is what it is");
        assert_eq!(default(app, &ada).await, method);
        // One PayPal account at most.
        let again = json!({ "gateway": "testing", "type": "paypal", "customerId": ada });
        assert_eq!(app.key().post(PATH, again).await.refused(409), "payment-method-exists");

        let bob = app.customer("bob@example.com").await;
        let begin = async || app.key().post(PATH, json!({ "gateway": "testing", "type": "card", "customerId": bob })).await.expect(201);
        let broken = begin().await["id"].as_str().unwrap().to_owned();
        app.gateway.choose(&format!("test_{broken}"), None).unwrap();
        let answer = confirm(&broken).await;
        assert_eq!((&answer["status"], &answer["failReason"]), (&json!("failed"), &json!("cancelled")));
        assert_eq!(app.key().get(&format!("{PATH}/{broken}")).await.refused(404), "not-found");
        let thrown = begin().await["id"].as_str().unwrap().to_owned();
        app.key().post(&format!("{PATH}/{thrown}/remove"), json!({})).await.expect(204);
        assert_eq!(app.key().get(&format!("{PATH}/{thrown}")).await.refused(404), "not-found");
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// Of two that were begun before either was there, the first that is complete counts, and the provider forgets the other.
    async fn a_customer_has_one_paypal_account_at_most(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let paypal = json!({ "gateway": "testing", "type": "paypal", "customerId": ada });
        let mut begun = Vec::new();
        for account in ["1", "2", "1"] {
            let method = id(&app.key().post(PATH, paypal.clone()).await.expect(201));
            app.gateway.choose(&format!("test_{method}"), Some(account)).unwrap();
            begun.push(method);
        }
        let confirm = async |method: &str| app.key().post(&format!("{PATH}/{method}/confirm"), json!({})).await.expect(200);
        assert_eq!(confirm(&begun[0]).await["status"], "success");
        let refused = confirm(&begun[1]).await;
        assert_eq!((&refused["status"], &refused["failReason"]), (&json!("failed"), &json!("already_there")));
        assert_eq!(app.key().get(&format!("{PATH}/{}", begun[1])).await.refused(404), "not-found");
        let again = confirm(&begun[2]).await;
        assert_eq!(id(&again["paymentMethod"]), begun[0], "the same account is the same method");
        let listed = app.key().get(&format!("{PATH}?customer={ada}")).await.expect(200);
        assert_eq!(listed["data"].as_array().unwrap().len(), 1);
        app.run_jobs().await;
        let forgotten = |method: &String| app.gateway.has_forgotten(&format!("fine_test_{method}"));
        assert_eq!(begun.iter().map(forgotten).collect::<Vec<_>>(), [true, true, false]);
        app.mails();
    }
}

api_test! {
    /// Called off there, so that nobody completes it any more. Completed before that, or by somebody who never came back: forgotten.
    async fn what_was_thrown_away_is_called_off_or_forgotten_by_the_provider(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let card = json!({ "gateway": "testing", "type": "card", "customerId": ada });
        let begin = async || id(&app.key().post(PATH, card.clone()).await.expect(201));
        let [before, meanwhile, after, left, lost] = [begin().await, begin().await, begin().await, begin().await, begin().await];
        let complete = |method: &str| app.gateway.choose(&format!("test_{method}"), Some(GOOD)).unwrap();
        let is_forgotten = |method: &str| app.gateway.has_forgotten(&format!("fine_test_{method}"));
        complete(&before);
        for method in [&before, &meanwhile, &after] {
            app.key().post(&format!("{PATH}/{method}/remove"), json!({})).await.expect(204);
        }
        complete(&meanwhile);
        app.run_jobs().await;
        assert!(is_forgotten(&before) && is_forgotten(&meanwhile));
        complete(&left);
        app.advance(chrono::TimeDelta::hours(25));
        app.run_jobs().await;
        assert!(is_forgotten(&left));
        let is_open = |method: &str| app.gateway.waiting(&format!("test_{method}")).is_some();
        assert!(!is_open(&after) && !is_open(&lost));
        assert_eq!(app.key().get(&format!("{PATH}?customer={ada}")).await.expect(200)["data"], json!([]));
        app.mails();
    }
}

api_test! {
    /// A network gives cards new dates by itself. What was ended by anything else stays so.
    async fn a_card_that_was_renewed_can_be_used_again(app: TestApp) {
        use portico::features::payment_methods::news;
        use portico_shared::payment_methods::Gateway;
        let ada = app.customer("ada@example.com").await;
        let (expired, revoked) = (card(app, &ada, GOOD).await, card(app, &ada, OTHER).await);
        app.expire_method(&expired, "2026-11-21").await;
        app.run_jobs().await;
        app.revoke_method(&revoked).await;
        let read = async |method: &str| app.key().get(&format!("{PATH}/{method}")).await.expect(200);
        assert_eq!(read(&expired).await["status"], "expired");
        for method in [&expired, &revoked] {
            let reference = read(method).await["referenceId"].as_str().unwrap().to_owned();
            news::look_at_method(&app.context, app.acme.id, (Gateway::Testing, &reference)).await.unwrap();
        }
        let renewed = read(&expired).await;
        assert_eq!((&renewed["status"], &renewed["expirationDate"]), (&json!("active"), &json!("2034-12-31")));
        assert_eq!(read(&revoked).await["status"], "revoked");
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// The provider's name for a method is the merchant's business.
    async fn only_the_merchant_sees_how_the_provider_names_a_method(app: TestApp) {
        app.set_up_debits().await;
        let ada = app.customer("ada@example.com").await;
        let (mine, mandate) = (card(app, &ada, GOOD).await, app.mandate(&ada).await);
        let path = format!("{PATH}/{mine}");
        let merchants = app.key().get(&path).await.expect(200);
        assert_eq!((&merchants["customer"], merchants["referenceId"].as_str()), (&json!(ada), Some(format!("fine_{mine}").as_str())));
        assert_eq!(app.key().get(&format!("{PATH}/{mandate}")).await.expect(200)["referenceId"], Value::Null, "no provider keeps it");
        let me = app.signed_in(&ada).await;
        let own = me.get(&path).await.expect(200);
        assert_eq!((&own["customer"], &own["referenceId"]), (&json!(ada), &Value::Null));
        // Read, edited and sent back as a whole.
        let mut edited = own;
        edited["name"] = json!("Firmenkarte");
        let mut all = vec![me.put(&path, edited).await.expect(200)];
        let new = json!({ "gateway": "testing", "type": "card", "testing": { "number": OTHER } });
        all.push(me.post(PATH, new).await.expect(201)["paymentMethod"].clone());
        all.push(me.put(&format!("{path}/default"), json!({})).await.expect(200));
        all.extend(me.get(PATH).await.expect(200)["data"].as_array().unwrap().clone());
        assert!(all.iter().all(|one| one["customer"] == json!(ada) && one["referenceId"].is_null()), "{all:?}");
        let listed = app.key().get(&format!("{PATH}?customer={ada}")).await.expect(200);
        assert!(listed["data"].as_array().unwrap().iter().any(|one| one["referenceId"] == merchants["referenceId"]));
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// The card that is there already is not added twice: it is what it was, with what the provider now knows.
    async fn the_same_card_again_is_the_same_method(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let first = card(app, &ada, GOOD).await;
        let other = card(app, &ada, OTHER).await;
        let subscription = id(&app.subscription(&ada).await);
        let pinned = json!({ "paymentMethodId": first });
        app.key().patch(&format!("/api/subscriptions/{subscription}/payment-method"), pinned).await.expect(200);
        let again = add(app, &ada, GOOD).await.expect(201);
        assert_eq!(id(&again["paymentMethod"]), first);
        assert_eq!(default(app, &ada).await, first, "it was asked to be the default");
        let listed = app.key().get(&format!("{PATH}?customer={ada}")).await.expect(200);
        assert_eq!(listed["data"].as_array().unwrap().len(), 2, "with {other}");
        let read = app.key().get(&format!("/api/subscriptions/{subscription}")).await.expect(200);
        assert_eq!(read["paymentMethod"]["id"], first);
        // Another customer's card is their own.
        let bob = app.customer("bob@example.com").await;
        assert_ne!(card(app, &bob, GOOD).await, first);
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// The default needs a successor, each subscription that names it a place; all of it happens, or nothing does.
    async fn removing_moves_everything_at_once(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let [first, second, third] = [card(app, &ada, OTHER).await, {
            let body = json!({ "gateway": "testing", "type": "sepa_debit", "customerId": ada, "isDefault": false, "testing": { "number": "DE89370400440532013000" } });
            id(&app.key().post(PATH, body).await.expect(201)["paymentMethod"])
        }, {
            let body = json!({ "gateway": "testing", "type": "card", "customerId": ada, "isDefault": false, "testing": { "number": GOOD } });
            id(&app.key().post(PATH, body).await.expect(201)["paymentMethod"])
        }];
        let [follows, pinned] = [id(&app.subscription(&ada).await), id(&app.subscription(&ada).await)];
        let name = json!({ "paymentMethodId": first });
        app.key().patch(&format!("/api/subscriptions/{pinned}/payment-method"), name).await.expect(200);
        let preview = app.key().get(&format!("{PATH}/{first}/removal-preview")).await.expect(200);
        let ids = |of: &Value| of.as_array().unwrap().iter().map(id).collect::<Vec<_>>();
        assert_eq!((&preview["isDefault"], &preview["removable"], &preview["reason"]), (&json!(true), &json!(true), &Value::Null));
        assert_eq!(ids(&preview["candidates"]), [second.clone(), third.clone()]);
        assert!(preview["candidates"][0]["creationDate"].is_string() && preview["candidates"][1]["expirationDate"].is_string(), "of one name, they are told apart");
        assert_eq!(ids(&preview["pinnedSubscriptions"]), std::slice::from_ref(&pinned));
        assert_eq!(ids(&preview["followingSubscriptions"]), std::slice::from_ref(&follows));
        let remove = async |body: Value| app.key().post(&format!("{PATH}/{first}/remove"), body).await;
        assert_eq!(remove(json!({})).await.violations(), ["newDefault", "subscriptions"]);
        let nobodys = json!({ "newDefault": first, "subscriptions": [{ "subscription": follows, "paymentMethod": null }] });
        assert_eq!(remove(nobodys).await.violations(), ["newDefault", "subscriptions[0].subscription", "subscriptions"]);
        assert_eq!(default(app, &ada).await, first, "nothing was half-done");
        let choice = json!({ "newDefault": second, "subscriptions": [{ "subscription": pinned, "paymentMethod": third }] });
        remove(choice).await.expect(204);
        assert_eq!(default(app, &ada).await, second);
        let of = async |subscription: &str| app.key().get(&format!("/api/subscriptions/{subscription}")).await.expect(200)["paymentMethod"]["id"].clone();
        assert_eq!((of(&pinned).await, of(&follows).await), (json!(third), Value::Null));
        assert_eq!(app.key().get(&format!("{PATH}/{first}")).await.refused(404), "not-found");
        let listed = app.key().get(&format!("{PATH}?customer={ada}")).await.expect(200);
        assert_eq!(listed["data"].as_array().unwrap().len(), 2);
        let back = json!({ "paymentMethodId": first });
        assert_eq!(app.key().patch(&format!("/api/subscriptions/{pinned}/payment-method"), back).await.violations(), ["paymentMethodId"]);
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// The merchant decides whether the last method that is needed stays.
    async fn the_last_method_in_use_stays_unless_the_merchant_lets_it_go(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let only = card(app, &ada, GOOD).await;
        let remove = async || app.key().post(&format!("{PATH}/{only}/remove"), json!({})).await;
        app.subscription(&ada).await;
        let preview = app.key().get(&format!("{PATH}/{only}/removal-preview")).await.expect(200);
        assert_eq!((&preview["removable"], &preview["reason"]), (&json!(false), &json!("last_in_use")));
        assert_eq!(remove().await.refused(409), "payment-method-in-use");
        app.key().patch("/api/settings/collection", json!({ "protectLastMethod": false })).await.expect(200);
        remove().await.expect(204);
        assert_eq!(default(app, &ada).await, Value::Null);
        // Nobody needs it: it goes in any case.
        app.key().patch("/api/settings/collection", json!({ "protectLastMethod": null })).await.expect(200);
        let bob = app.customer("bob@example.com").await;
        let unused = card(app, &bob, GOOD).await;
        app.key().post(&format!("{PATH}/{unused}/remove"), json!({})).await.expect(204);
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// Customers see and change their own alone; to remove one they prove their mailbox anew.
    async fn customers_keep_their_own_methods(app: TestApp) {
        let (ada, bob) = (app.customer("ada@example.com").await, app.customer("bob@example.com").await);
        let others = card(app, &bob, GOOD).await;
        let token = app.token(&ada).await;
        let me = app.with(&token);
        let body = json!({ "gateway": "testing", "type": "card", "testing": { "number": GOOD } });
        let added = me.post(PATH, body.clone()).await.expect(201);
        assert_eq!((&added["paymentMethod"]["source"], &added["paymentMethod"]["default"]), (&json!("customerfront"), &json!(true)));
        let mine = id(&added["paymentMethod"]);
        me.patch(&format!("{PATH}/{mine}"), json!({ "name": "Firmenkarte" })).await.expect(200);
        me.put(&format!("{PATH}/{mine}/default"), json!({})).await.expect(200);
        assert_eq!(me.post(&format!("{PATH}/{mine}/remove"), json!({})).await.refused(403), "step-up-required");
        let theirs = json!({ "gateway": "testing", "type": "card", "customerId": bob, "testing": { "number": GOOD } });
        assert_eq!(me.post(PATH, theirs).await.refused(404), "not-found");
        for path in ["", "/removal-preview"] {
            assert_eq!(me.get(&format!("{PATH}/{others}{path}")).await.refused(404), "not-found");
        }
        assert_eq!(me.put(&format!("{PATH}/{others}/default"), json!({})).await.refused(404), "not-found");
        app.switch(json!({ "stepUpForPaymentMethods": false })).await;
        me.post(&format!("{PATH}/{mine}/remove"), json!({})).await.expect(204);
        // What the merchant does not offer, and what is switched off.
        app.switch(json!({ "paymentMethodTypes": ["sepa_debit"] })).await;
        assert_eq!(me.post(PATH, body.clone()).await.violations(), ["type"]);
        app.switch(json!({ "managePaymentMethods": false })).await;
        assert_eq!(me.post(PATH, body).await.refused(403), "section-disabled");
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    async fn what_cannot_be_added_is_refused_by_its_field(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let refused = async |change: Value| {
            let mut body = json!({ "gateway": "testing", "type": "card", "customerId": ada });
            body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
            app.key().post(PATH, body).await
        };
        assert_eq!(refused(json!({ "type": "wallet" })).await.violations(), ["type"]);
        assert_eq!(refused(json!({ "stripe": {} })).await.violations(), ["stripe"]);
        assert_eq!(refused(json!({ "name": " " })).await.violations(), ["name"]);
        assert_eq!(refused(json!({ "customerId": null })).await.violations(), ["customerId"]);
        for url in ["https://elsewhere.example/", "http://shop.example/", "//shop.example", "https://shop.example@evil.example/"] {
            assert_eq!(refused(json!({ "returnUrl": url })).await.violations(), ["returnUrl"], "{url}");
        }
        app.switch(json!({ "returnHosts": ["shop.example"] })).await;
        assert_eq!(refused(json!({ "returnUrl": "https://shop.example/done?a=1" })).await.status, 201);
        for gateway in ["stripe", "sepa_debit", "bank_transfer", "paypal", "go_cardless", "wallet"] {
            assert_eq!(refused(json!({ "gateway": gateway })).await.refused(409), "gateway-not-configured", "{gateway}");
        }
        for _ in 0..9 {
            refused(json!({})).await.expect(201);
        }
        assert_eq!(refused(json!({})).await.refused(409), "payment-method-exists", "ten that nobody completes");
    }
}

api_test! {
    /// A method of a gateway that was taken away can do nothing, and says so.
    async fn a_method_without_its_gateway_says_so(app: TestApp) {
        let transfer = json!({ "bankTransfer": { "accountHolder": "Acme GmbH", "iban": "DE89370400440532013000" } });
        app.key().put("/api/payment-gateways/bank_transfer", transfer.clone()).await.expect(200);
        let ada = app.customer("ada@example.com").await;
        let body = json!({ "gateway": "bank_transfer", "type": "bank_transfer", "customerId": ada });
        let added = app.key().post(PATH, body).await.expect(201);
        assert_eq!((&added["paymentMethod"]["name"], &added["paymentMethod"]["status"]), (&json!("Überweisung"), &json!("active")), "in the customer's language");
        let path = format!("{PATH}/{}", id(&added["paymentMethod"]));
        app.key().delete("/api/payment-gateways/bank_transfer").await.expect(204);
        assert_eq!(app.key().get(&path).await.expect(200)["status"], "gateway_unconfigured");
        app.key().put("/api/payment-gateways/bank_transfer", transfer).await.expect(200);
        assert_eq!(app.key().get(&path).await.expect(200)["status"], "active");
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// Now, with a chosen method or the usual one; the answer is the payment as it stands, and the same request again is the same
    /// payment.
    async fn an_invoice_is_paid_now(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let invoice = id(&app.invoice(&ada, "1").await);
        let pay = format!("/api/invoices/{invoice}/pay");
        let token = app.token(&ada).await;
        let me = app.with(&token);
        assert_eq!(me.post(&pay, json!({})).await.refused(409), "payment-method-not-usable");
        let bad = card(app, &ada, OTHER).await;
        let good = card(app, &ada, GOOD).await;
        let failed = me.post(&pay, json!({ "paymentMethod": bad })).await.expect(201);
        assert_eq!((&failed["status"], &failed["failureReason"]), (&json!("failed"), &json!("insufficient_funds")));
        // Asked once is tried once: nobody asked for a charge of the default.
        app.advance(chrono::TimeDelta::minutes(2));
        app.run_jobs().await;
        assert_eq!(app.gateway.taken(), 0);
        let once = [("Idempotency-Key", "pay-1")];
        let paid = me.send(Method::POST, &pay, Some("{}".into()), &once).await.expect(201);
        assert_eq!((&paid["status"], &paid["paymentMethod"], &paid["amount"]["amount"]), (&json!("succeeded"), &json!(good), &json!(11900)));
        assert_eq!(me.send(Method::POST, &pay, Some("{}".into()), &once).await.expect(201)["id"], paid["id"]);
        assert_eq!(app.gateway.taken(), 1);
        assert_eq!(me.post(&pay, json!({})).await.refused(409), "wrong-state", "nothing is owed");
        let other = id(&app.invoice(&ada, "2").await);
        let bob = app.customer("bob@example.com").await;
        let bobs = app.token(&bob).await;
        assert_eq!(app.with(&bobs).post(&format!("/api/invoices/{other}/pay"), json!({})).await.refused(404), "not-found");
        let his = card(app, &bob, GOOD).await;
        assert_eq!(me.post(&format!("/api/invoices/{other}/pay"), json!({ "paymentMethod": his })).await.violations(), ["paymentMethod"]);
        assert_eq!(me.put(&format!("/api/invoices/{other}/payment-method"), json!({ "paymentMethodId": his })).await.violations(), ["paymentMethodId"]);
        app.advance(chrono::TimeDelta::minutes(2));
        app.run_jobs().await;
        assert_eq!(app.gateway.taken(), 1, "the outbox finds nothing to do");
        app.mails();
    }
}

api_test! {
    /// No answer: the payment is pending and says so, and the outbox finds out what became of it. Nothing is taken twice.
    async fn a_payment_without_an_answer_goes_on_by_itself(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        card(app, &ada, "4000000000000259").await;
        let invoice = id(&app.invoice(&ada, "1").await);
        let pay = format!("/api/invoices/{invoice}/pay");
        let begun = app.key().post(&pay, json!({})).await.expect(201);
        assert_eq!(begun["status"], "pending");
        assert_eq!(app.key().post(&pay, json!({})).await.refused(409), "wrong-state", "one at a time");
        app.advance(chrono::TimeDelta::minutes(2));
        app.run_jobs().await;
        let all = app.key().get(&format!("/api/invoices/{invoice}/payments")).await.expect(200);
        assert_eq!((&all["data"][0]["status"], all["data"].as_array().unwrap().len(), app.gateway.taken()), (&json!("succeeded"), 1, 1));
        app.mails();
    }
}

api_test! {
    /// Choosing another method collects at once what is open, whether it was tried before or not.
    async fn another_method_collects_what_is_open(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let bad = card(app, &ada, OTHER).await;
        let good = card(app, &ada, GOOD).await;
        let invoice = id(&app.invoice(&ada, "1").await);
        let choose = format!("/api/invoices/{invoice}/payment-method");
        let chosen = app.key().put(&choose, json!({ "paymentMethodId": bad })).await.expect(200);
        assert_eq!(chosen["paymentMethod"], bad);
        app.run_jobs().await;
        let payments = async || app.key().get(&format!("/api/invoices/{invoice}/payments")).await.expect(200)["data"].as_array().unwrap().len();
        let tried = app.key().get(&format!("/api/invoices/{invoice}/payments")).await.expect(200)["data"][0].clone();
        assert_eq!((&tried["status"], &tried["paymentMethod"]), (&json!("failed"), &json!(bad)));
        assert_eq!(payments().await, 1, "it was never tried before");
        app.key().put(&choose, json!({ "paymentMethodId": good })).await.expect(200);
        app.run_jobs().await;
        assert_eq!(app.key().get(&format!("/api/invoices/{invoice}")).await.expect(200)["status"], "STATUS_PAID");
        app.advance(chrono::TimeDelta::minutes(2));
        app.run_jobs().await;
        assert_eq!(payments().await, 2);
        app.mails();
    }
}

api_test! {
    /// Never more than came in, however many are asked for; what the customer owes is another matter.
    async fn money_is_given_back_up_to_what_came_in(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        card(app, &ada, GOOD).await;
        let invoice = id(&app.invoice(&ada, "1").await);
        let paid = app.key().post(&format!("/api/invoices/{invoice}/pay"), json!({})).await.expect(201);
        let path = format!("/api/payments/{}/refunds", id(&paid));
        let refund = async |body: Value| app.key().post(&path, body).await;
        assert_eq!(refund(json!({ "amount": 11901 })).await.violations(), ["amount"]);
        assert_eq!(refund(json!({ "amount": 0 })).await.violations(), ["amount"]);
        let first = refund(json!({ "amount": 1900, "note": "Ticket 4711" })).await.expect(201);
        assert_eq!((&first["status"], &first["amount"]["amount"], &first["note"]), (&json!("succeeded"), &json!(1900), &json!("Ticket 4711")));
        let many = (0..5).map(|_| refund(json!({ "amount": 6000 })));
        let answers = futures_util::future::join_all(many).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1, "10000 were left");
        let rest = refund(json!({})).await.expect(201);
        assert_eq!(rest["amount"]["amount"], 4000);
        assert_eq!(refund(json!({})).await.refused(409), "wrong-state", "nothing is left");
        let all = app.key().get(&path).await.expect(200);
        let amounts: Vec<_> = all["data"].as_array().unwrap().iter().map(|one| one["amount"]["amount"].as_i64().unwrap()).collect();
        assert_eq!(amounts, [1900, 6000, 4000]);
        let payment = app.key().get(&format!("/api/invoices/{invoice}/payments")).await.expect(200)["data"][0].clone();
        assert_eq!((&payment["status"], &payment["refundedAmount"]["amount"]), (&json!("succeeded"), &json!(11900)));
        assert_eq!(app.key().get(&format!("/api/invoices/{invoice}")).await.expect(200)["status"], "STATUS_PAID");
        // What came in elsewhere goes back elsewhere.
        let other = id(&app.invoice(&ada, "2").await);
        let recorded = app.key().post(&format!("/api/invoices/{other}/payments"), json!({})).await.expect(201);
        let refused = app.key().post(&format!("/api/payments/{}/refunds", id(&recorded)), json!({})).await;
        assert_eq!(refused.refused(409), "wrong-state");
        app.advance(chrono::TimeDelta::minutes(2));
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// What was given back may come back weeks later: the account is closed. It can be given back once more.
    async fn a_refund_that_comes_back_frees_its_amount(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        card(app, &ada, GOOD).await;
        let invoice = id(&app.invoice(&ada, "1").await);
        let paid = app.key().post(&format!("/api/invoices/{invoice}/pay"), json!({})).await.expect(201);
        let path = format!("/api/payments/{}/refunds", id(&paid));
        let refund = app.key().post(&path, json!({})).await.expect(201);
        let refund_id = id(&refund).parse().unwrap();
        refunding::go_on(&app.context, app.acme.id, refund_id).await.unwrap();
        assert_eq!(app.key().get(&path).await.expect(200)["data"][0]["status"], "succeeded", "nothing is new");
        app.gateway.sends_back(refund_id);
        for _ in 0..2 {
            refunding::go_on(&app.context, app.acme.id, refund_id).await.unwrap();
        }
        let now = app.key().get(&path).await.expect(200)["data"][0].clone();
        assert_eq!((&now["status"], &now["failureReason"]), (&json!("failed"), &json!("account_closed")));
        let again = app.key().post(&path, json!({})).await.expect(201);
        assert_eq!((&again["status"], &again["amount"]["amount"]), (&json!("succeeded"), &json!(11900)));
        app.advance(chrono::TimeDelta::minutes(2));
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// Told 30 and 7 days before, once each, where anything is collected with it; used no more from the day after its last.
    async fn a_card_expires_and_the_customer_is_told_before(app: TestApp) {
        let (ada, bob) = (app.customer("ada@example.com").await, app.customer("bob@example.com").await);
        let cards = [card(app, &ada, GOOD).await, card(app, &bob, GOOD).await];
        app.subscription(&ada).await;
        for card in &cards {
            app.expire_method(card, "2026-12-31").await;
        }
        app.run_jobs().await;
        app.mails();
        let mut told = Vec::new();
        // 22 November and then day by day; the clock's contracts end no earlier.
        for _ in 0..40 {
            app.advance(chrono::TimeDelta::days(1));
            app.run_jobs().await;
            let day = app.now().date_naive().to_string();
            told.extend(app.mails().into_iter().filter(|mail| mail.1.contains("läuft")).map(|mail| (day.clone(), mail.0, mail.1)));
        }
        let subject = "Visa (4242) läuft am 31.12.2026 ab";
        let expected = ["2026-12-01", "2026-12-24"].map(|day| (day.to_owned(), "ada@example.com".to_owned(), subject.to_owned()));
        assert_eq!(told, expected, "bob pays nothing with his");
        let status = async |card: &str| app.key().get(&format!("{PATH}/{card}")).await.expect(200)["status"].clone();
        assert_eq!(app.now().date_naive().to_string(), "2027-01-01");
        assert_eq!((status(&cards[0]).await, status(&cards[1]).await), (json!("expired"), json!("expired")));
    }
}

api_test! {
    /// What has no answer could never be asked about again.
    async fn a_gateway_stays_while_a_payment_of_it_has_no_answer(app: TestApp) {
        let keys = json!({ "stripe": { "publishableKey": "pk_test_abc123", "secretKey": "rk_test_0123456789abcdef4242" } });
        app.key().put("/api/payment-gateways/stripe", keys).await.expect(200);
        let ada = app.customer("ada@example.com").await;
        let method = app.method(&ada, "pm_1").await;
        app.default_method(&ada, &method).await;
        app.stripe_method(&method).await;
        let invoice = id(&app.invoice(&ada, "1").await);
        // Nobody is there.
        let begun = app.key().post(&format!("/api/invoices/{invoice}/pay"), json!({})).await.expect(201);
        assert_eq!(begun["status"], "pending");
        assert_eq!(app.key().delete("/api/payment-gateways/stripe").await.refused(409), "wrong-state");
        assert_eq!(app.key().patch("/api/payment-gateways/stripe", json!({ "enabled": false })).await.refused(409), "wrong-state");
        let other = json!({ "stripe": { "publishableKey": "pk_test_other1" } });
        assert_eq!(app.key().patch("/api/payment-gateways/stripe", other).await.refused(409), "wrong-state");
        // New secrets of the same account are welcome: they may be what it waits for.
        let rolled = json!({ "stripe": { "secretKey": "rk_test_fedcba98765432104242" } });
        app.key().patch("/api/payment-gateways/stripe", rolled).await.expect(200);
    }
}

api_test! {
    /// EPC069-12: what the customer's bank reads is what the page says, and the recorded payment settles the invoice.
    async fn a_transfer_is_described_and_has_a_code(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let invoice = id(&app.invoice(&ada, "RE-7").await);
        let path = format!("/api/invoices/{invoice}/transfer");
        assert_eq!(app.key().get(&path).await.refused(409), "gateway-not-configured");
        app.set_up_transfers().await;
        let told = app.signed_in(&ada).await.get(&path).await.expect(200);
        assert_eq!((&told["iban"], &told["reference"], &told["amount"]["amount"]), (&json!("DE89370400440532013000"), &json!("RE-7"), &json!(11900)));
        assert_eq!(told["giroCode"]["text"], "BCD\n002\n1\nSCT\nCOBADEFFXXX\nAcme GmbH\nDE89370400440532013000\nEUR119.00\n\n\nRE-7");
        let rows = told["giroCode"]["modules"].as_array().unwrap();
        assert!(rows.len() >= 21 && rows.iter().all(|row| row.as_str().unwrap().len() == rows.len()), "a square: {rows:?}");
        assert!(rows[0].as_str().unwrap().starts_with("11111110"), "the corner of a QR code");
        let bob = app.customer("bob@example.com").await;
        assert_eq!(app.signed_in(&bob).await.get(&path).await.refused(404), "not-found");
        app.key().post(&format!("/api/invoices/{invoice}/payments"), json!({ "reference": "RE-7" })).await.expect(201);
        assert_eq!(app.key().get(&path).await.refused(409), "wrong-state", "nothing is owed any more");
        let mut francs = crate::support::invoice(&ada, "RE-8");
        francs["currencyCode"] = json!("CHF");
        let francs = id(&app.key().post("/api/invoices", francs).await.expect(201));
        assert_eq!(app.key().get(&format!("/api/invoices/{francs}/transfer")).await.expect(200)["giroCode"], Value::Null);
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// It pays one invoice, while its owner is there, and is gone then; nothing else is collected with it.
    async fn a_card_for_one_payment_pays_one_invoice_and_is_gone(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let once = card_for_once(app, &ada, GOOD).await;
        assert_eq!(default(app, &ada).await, Value::Null, "the first one either");
        let subscription = id(&app.subscription(&ada).await);
        let named = json!({ "paymentMethodId": once });
        assert_eq!(app.key().put(&format!("{PATH}/{once}/default"), json!({})).await.refused(409), "payment-method-not-usable");
        assert_eq!(app.key().patch(&format!("/api/customers/{ada}/payment-method"), named.clone()).await.refused(409), "payment-method-not-usable");
        assert_eq!(app.key().patch(&format!("/api/subscriptions/{subscription}/payment-method"), named.clone()).await.violations(), ["paymentMethodId"]);
        let mut new = crate::support::yearly(&ada);
        new["paymentMethod"] = json!(once);
        assert_eq!(app.key().post("/api/subscriptions", new).await.violations(), ["paymentMethod"]);
        let kept = card(app, &ada, OTHER).await;
        let preview = app.key().get(&format!("{PATH}/{kept}/removal-preview")).await.expect(200);
        assert_eq!((&preview["candidates"], &preview["reason"]), (&json!([]), &json!("last_in_use")), "nothing moves to it");
        let [first, second] = [id(&app.invoice(&ada, "1").await), id(&app.invoice(&ada, "2").await)];
        let with = json!({ "paymentMethod": once });
        assert_eq!(app.key().post(&format!("/api/invoices/{first}/pay"), with.clone()).await.violations(), ["returnUrl"], "nobody is there");
        assert_eq!(app.key().put(&format!("/api/invoices/{first}/payment-method"), named).await.violations(), ["paymentMethodId"]);
        let token = app.token(&ada).await;
        let me = app.with(&token);
        let paid = me.post(&format!("/api/invoices/{first}/pay"), with.clone()).await.expect(201);
        assert_eq!((&paid["status"], &paid["paymentMethod"]), (&json!("succeeded"), &json!(once)));
        assert_eq!(app.key().get(&format!("{PATH}/{once}")).await.refused(404), "not-found");
        assert_eq!(me.post(&format!("/api/invoices/{second}/pay"), with).await.refused(409), "payment-method-not-usable");
        app.run_jobs().await;
        assert!(app.gateway.has_forgotten(&format!("fine_{once}")), "the provider, too");
        app.mails();
    }
}

api_test! {
    /// One that was declined did not pay: it is there to be tried again, or to be removed.
    async fn a_declined_card_for_one_payment_stays(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let poor = card_for_once(app, &ada, OTHER).await;
        let invoice = id(&app.invoice(&ada, "1").await);
        let pay = format!("/api/invoices/{invoice}/pay");
        let token = app.token(&ada).await;
        for _ in 0..2 {
            let failed = app.with(&token).post(&pay, json!({ "paymentMethod": poor })).await.expect(201);
            assert_eq!((&failed["status"], &failed["paymentMethod"]), (&json!("failed"), &json!(poor)));
        }
        app.advance(chrono::TimeDelta::days(8));
        app.run_jobs().await;
        let all = app.key().get(&format!("/api/invoices/{invoice}/payments")).await.expect(200);
        assert_eq!(all["data"].as_array().unwrap().len(), 2, "nothing is tried by itself");
        app.key().post(&format!("{PATH}/{poor}/remove"), json!({})).await.expect(204);
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// What was given up may have been taken all the same: nothing else is paid with it.
    async fn a_card_for_one_payment_that_was_given_up_is_gone(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let away = card_for_once(app, &ada, "4000000000000119").await;
        let invoice = id(&app.invoice(&ada, "1").await);
        let token = app.token(&ada).await;
        let begun = app.with(&token).post(&format!("/api/invoices/{invoice}/pay"), json!({ "paymentMethod": away })).await.expect(201);
        assert_eq!(begun["status"], "pending");
        app.advance(chrono::TimeDelta::hours(25));
        app.key().post(&format!("/api/payments/{}/give-up", id(&begun)), json!({})).await.expect(200);
        assert_eq!(app.key().get(&format!("{PATH}/{away}")).await.refused(404), "not-found");
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// What is for one payment alone is no other's twin: paying with it takes nothing away that is kept.
    async fn the_same_card_is_kept_beside_one_for_a_payment(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let kept = card(app, &ada, GOOD).await;
        let [once, another] = [card_for_once(app, &ada, GOOD).await, card_for_once(app, &ada, GOOD).await];
        assert_eq!(card(app, &ada, GOOD).await, kept, "that one is the same");
        let invoice = id(&app.invoice(&ada, "1").await);
        let paid = app.signed_in(&ada).await.post(&format!("/api/invoices/{invoice}/pay"), json!({ "paymentMethod": once })).await.expect(201);
        assert_eq!(paid["status"], "succeeded");
        let listed = app.key().get(&format!("{PATH}?customer={ada}")).await.expect(200);
        let mut left: Vec<_> = listed["data"].as_array().unwrap().iter().map(id).collect();
        left.sort_unstable();
        let mut expected = [kept, another];
        expected.sort_unstable();
        assert_eq!(left, expected);
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    async fn what_cannot_be_for_one_payment_alone_says_so(app: TestApp) {
        app.set_up_debits().await;
        app.set_up_transfers().await;
        let keys = json!({ "stripe": { "publishableKey": "pk_test_abc123", "secretKey": "rk_test_0123456789abcdef4242" } });
        app.key().put("/api/payment-gateways/stripe", keys).await.expect(200);
        let ada = app.customer("ada@example.com").await;
        let mut used = TestApp::debtor("DE89370400440532013000");
        used["lastDebitOn"] = json!(app.now().date_naive().to_string());
        let cases = [
            (json!({ "gateway": "bank_transfer", "type": "bank_transfer" }), "futureUsageAllowed"),
            (json!({ "gateway": "stripe", "type": "sepa_debit" }), "futureUsageAllowed"),
            (json!({ "gateway": "stripe", "type": "card", "stripe": { "paymentMethodId": "pm_1" } }), "stripe.paymentMethodId"),
            (json!({ "gateway": "testing", "type": "card", "isDefault": true }), "isDefault"),
            (json!({ "gateway": "sepa_debit", "type": "sepa_debit", "sepaDebit": used }), "sepaDebit.lastDebitOn"),
        ];
        for (mut body, path) in cases {
            body["customerId"] = json!(ada);
            body["futureUsageAllowed"] = json!(false);
            assert_eq!(app.key().post(PATH, body).await.violations(), [path]);
        }
        let link = app.link_holder(&ada).await;
        let body = json!({ "gateway": "testing", "type": "card", "futureUsageAllowed": false, "testing": { "number": GOOD } });
        assert_eq!(app.with(&link).post(PATH, body).await.violations(), ["futureUsageAllowed"]);
        let offered = async |proof: &str| {
            let options = app.with(proof).get(&format!("{PATH}/options")).await.expect(200);
            let all = options["data"].as_array().unwrap().iter().filter(|one| one["oneOff"] == true);
            all.map(|one| format!("{} {}", one["gateway"].as_str().unwrap(), one["type"].as_str().unwrap())).collect::<Vec<_>>()
        };
        let token = app.token(&ada).await;
        assert_eq!(offered(&token).await, ["sepa_debit sepa_debit", "stripe card", "testing card", "testing sepa_debit", "testing paypal"]);
        assert!(offered(&link).await.is_empty());
        app.run_jobs().await;
        app.mails();
    }
}
