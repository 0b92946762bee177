//! A new main address: proved at the new one, told to the old one, undone from there.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::{Answer, TestApp, api_test, token_of};

const PROVE: &str = "/api/session/portal/email-change";
const UNDO: &str = "/api/public/customer/undo-email-change";

fn link(text: &str) -> String {
    token_of(text.lines().find(|line| line.contains("token=")).unwrap())
}

/// Signed in by a link that the person asked for: fresh.
async fn by_mail(app: &TestApp, email: &str) -> String {
    app.request_login_link(email).await;
    app.run_jobs().await;
    let token = link(&app.mails()[0].2);
    let login = app
        .nobody_on("acme")
        .post("/api/session/portal/login", json!({ "token": token }))
        .await;
    login.expect(200)["accessToken"].as_str().unwrap().to_owned()
}

/// Asks for another address; gives the links that went to the new and to the old one.
async fn ask(app: &TestApp, token: &str, email: &str) -> (String, String) {
    app.with(token)
        .post("/api/email-change", json!({ "email": email }))
        .await
        .expect(202);
    app.run_jobs().await;
    let mails = app.mails();
    assert_eq!(mails.len(), 2);
    let to = |is_new: bool| link(&mails.iter().find(|mail| (mail.0 == email) == is_new).unwrap().2);
    (to(true), to(false))
}

async fn use_link(app: &TestApp, path: &str, token: &str) -> Answer {
    app.nobody_on("acme").post(path, json!({ "token": token })).await
}

async fn main_address(app: &TestApp, customer: &str) -> Value {
    app.key().get(&format!("/api/customers/{customer}")).await.expect(200)["defaultEmail"].clone()
}

api_test! {
    async fn a_new_address_counts_once_it_is_proved(app: TestApp) {
        let ada = app.customer("old@example.com").await;
        let token = by_mail(app, "old@example.com").await;
        let (proof, _) = ask(app, &token, "new@example.com").await;
        let waiting = app.with(&token).get("/api/email-change").await.expect(200);
        assert_eq!((&waiting["pending"]["newEmail"], &waiting["pending"]["state"]), (&json!("new@example.com"), &json!("asked")));
        assert_eq!(main_address(app, &ada).await, "old@example.com", "the old one counts until then");
        let login = use_link(app, PROVE, &proof).await;
        assert!(login.cookie("portico_c").is_some());
        let access = login.expect(200)["accessToken"].as_str().unwrap().to_owned();
        let portal = app.with(&access).get("/api/portal").await.expect(200);
        assert_eq!((&portal["email"], &portal["customerEmail"], &portal["role"]), (&json!("new@example.com"), &json!("new@example.com"), &json!("owner")));
        let feed = app.with(&access).get("/api/activity").await.expect(200);
        let changed = feed["data"].as_array().unwrap().iter().find(|row| row["action"] == "customer.updated").unwrap();
        assert_eq!((&changed["by"], &changed["email"]), (&json!("you"), &json!("new@example.com")), "whoever proved it did it");
        assert_eq!(app.with(&token).get("/api/portal").await.refused(401), "unauthorized", "the old owner is none any more");
        assert_eq!(use_link(app, PROVE, &proof).await.refused(410), "link-invalid");
        app.run_jobs().await;
        let told = app.mails();
        assert_eq!((told.len(), told[0].0.as_str()), (1, "old@example.com"));
        by_mail(app, "new@example.com").await;
    }
}

api_test! {
    async fn whoever_finds_a_signed_in_browser_cannot_take_the_account(app: TestApp) {
        let ada = app.customer("old@example.com").await;
        let handed = app.token(&ada).await;
        let asked = app.with(&handed).post("/api/email-change", json!({ "email": "thief@example.com" })).await;
        assert_eq!(asked.refused(403), "step-up-required");
        app.switch(json!({ "stepUpForEmail": false })).await;
        ask(app, &handed, "new@example.com").await;
        app.switch(json!({ "changeEmail": false })).await;
        assert_eq!(app.with(&handed).get("/api/email-change").await.refused(403), "section-disabled");
    }
}

api_test! {
    /// The old address undoes it, before and after the proof: everybody is signed out, and nothing changes for a day.
    async fn that_was_not_me_undoes_and_freezes(app: TestApp) {
        let ada = app.customer("old@example.com").await;
        let token = by_mail(app, "old@example.com").await;
        let (proof, undo) = ask(app, &token, "thief@example.com").await;
        let thief = use_link(app, PROVE, &proof).await.expect(200)["accessToken"].as_str().unwrap().to_owned();
        app.advance(TimeDelta::days(6));
        let undone = use_link(app, UNDO, &undo).await.expect(200);
        assert_eq!(undone, json!({ "email": "old@example.com", "frozenUntil": "2026-11-29T12:00:00Z" }));
        assert_eq!(main_address(app, &ada).await, "old@example.com");
        assert_eq!(app.with(&thief).get("/api/portal").await.refused(401), "unauthorized");
        assert_eq!(use_link(app, UNDO, &undo).await.refused(410), "link-invalid", "once");
        app.run_jobs().await;
        app.mails();
        let token = by_mail(app, "old@example.com").await;
        let feed = app.with(&token).get("/api/activity").await.expect(200);
        let undone = feed["data"].as_array().unwrap().iter().find(|row| row["action"] == "customer.email_change_undone").unwrap();
        assert_eq!(undone["by"], "you", "whoever has the old mailbox did it");
        let again = app.with(&token).post("/api/email-change", json!({ "email": "new@example.com" })).await;
        assert_eq!(again.refused(409), "account-frozen");
        let invite = app.with(&token).post(&format!("/api/customers/{ada}/users"), json!({ "email": "x@example.com", "role": "owner" })).await;
        assert_eq!(invite.refused(409), "account-frozen");
        app.key().post(&format!("/api/customers/{ada}/users"), json!({ "email": "x@example.com", "role": "owner", "sendEmail": false })).await.expect(201);
        app.advance(TimeDelta::hours(24));
        let token = by_mail(app, "old@example.com").await;
        ask(app, &token, "new@example.com").await;
    }
}

api_test! {
    async fn undone_before_the_proof_nothing_changes(app: TestApp) {
        let ada = app.customer("old@example.com").await;
        let token = by_mail(app, "old@example.com").await;
        let (proof, undo) = ask(app, &token, "thief@example.com").await;
        use_link(app, UNDO, &undo).await.expect(200);
        assert_eq!(use_link(app, PROVE, &proof).await.refused(410), "link-invalid");
        assert_eq!(app.with(&token).get("/api/portal").await.refused(401), "unauthorized");
        assert_eq!(main_address(app, &ada).await, "old@example.com");
    }
}

api_test! {
    /// Whoever took the account over cannot shake the first owner off by moving on, nor by undoing their own step.
    async fn a_chain_of_changes_is_undone_as_a_whole(app: TestApp) {
        let ada = app.customer("old@example.com").await;
        let token = by_mail(app, "old@example.com").await;
        let (proof, undo) = ask(app, &token, "thief@example.com").await;
        let thief = use_link(app, PROVE, &proof).await.expect(200)["accessToken"].as_str().unwrap().to_owned();
        app.run_jobs().await;
        app.mails();
        app.advance(TimeDelta::minutes(1));
        let (proof, own_undo) = ask(app, &thief, "hideout@example.com").await;
        use_link(app, PROVE, &proof).await.expect(200);
        app.run_jobs().await;
        app.mails();
        use_link(app, UNDO, &own_undo).await.expect(200);
        assert_eq!(main_address(app, &ada).await, "thief@example.com");
        let undone = use_link(app, UNDO, &undo).await.expect(200);
        assert_eq!(undone["email"], "old@example.com");
        assert_eq!(main_address(app, &ada).await, "old@example.com");
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    async fn the_merchants_own_change_stays(app: TestApp) {
        let ada = app.customer("old@example.com").await;
        let token = by_mail(app, "old@example.com").await;
        let (proof, undo) = ask(app, &token, "new@example.com").await;
        use_link(app, PROVE, &proof).await.expect(200);
        app.key().put(&format!("/api/customers/{ada}"), json!({ "email": "set@example.com" })).await.expect(200);
        assert_eq!(use_link(app, UNDO, &undo).await.expect(200)["email"], "set@example.com");
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    async fn another_request_takes_the_place_of_the_first(app: TestApp) {
        app.customer("old@example.com").await;
        let token = by_mail(app, "old@example.com").await;
        let (first, _) = ask(app, &token, "one@example.com").await;
        app.advance(TimeDelta::minutes(1));
        let (second, _) = ask(app, &token, "two@example.com").await;
        assert_eq!(use_link(app, PROVE, &first).await.refused(410), "link-invalid");
        app.with(&token).delete("/api/email-change").await.expect(200);
        assert_eq!(use_link(app, PROVE, &second).await.refused(410), "link-invalid");
        assert_eq!(app.with(&token).get("/api/email-change").await.expect(200), json!({ "pending": null }));
        assert_eq!(app.with(&token).delete("/api/email-change").await.refused(404), "not-found");
    }
}

api_test! {
    async fn what_is_left_of_a_day_is_told_in_hours(app: TestApp) {
        app.customer("old@example.com").await;
        let token = by_mail(app, "old@example.com").await;
        for (waited, told) in [(1, "einen Tag lang"), (600, "23 Stunden lang")] {
            app.with(&token).post("/api/email-change", json!({ "email": "new@example.com" })).await.expect(202);
            app.advance(TimeDelta::seconds(waited));
            app.run_jobs().await;
            let mails = app.mails();
            let proof = &mails.iter().find(|mail| mail.0 == "new@example.com").unwrap().2;
            assert!(proof.contains(told), "after {waited} s: {proof}");
            app.with(&token).delete("/api/email-change").await;
        }
    }
}

api_test! {
    async fn nonsense_and_late_proofs_change_nothing(app: TestApp) {
        let ada = app.customer("old@example.com").await;
        let token = by_mail(app, "old@example.com").await;
        let ask_for = async |email: &str| app.with(&token).post("/api/email-change", json!({ "email": email })).await;
        assert_eq!(ask_for("nobody").await.violations(), ["email"]);
        assert_eq!(ask_for("OLD@example.com").await.violations(), ["email"]);
        let (proof, undo) = ask(app, &token, "new@example.com").await;
        let on_rival = app.nobody_on("rival").post(PROVE, json!({ "token": proof })).await;
        assert_eq!(on_rival.refused(410), "link-invalid");
        assert_eq!(use_link(app, PROVE, &undo).await.refused(410), "link-invalid", "each link is for one thing");
        assert_eq!(use_link(app, "/api/session/portal/login", &proof).await.refused(410), "link-invalid");
        app.advance(TimeDelta::hours(24));
        assert_eq!(use_link(app, PROVE, &proof).await.refused(410), "link-invalid");
        app.advance(TimeDelta::days(6));
        assert_eq!(use_link(app, UNDO, &undo).await.refused(410), "link-invalid");
        assert_eq!(main_address(app, &ada).await, "old@example.com");
    }
}

api_test! {
    async fn an_archived_customer_proves_nothing(app: TestApp) {
        let ada = app.customer("old@example.com").await;
        let token = by_mail(app, "old@example.com").await;
        let (proof, _) = ask(app, &token, "new@example.com").await;
        app.key().put(&format!("/api/customers/{ada}/archive"), json!({})).await.expect(200);
        assert_eq!(use_link(app, PROVE, &proof).await.refused(410), "link-invalid");
    }
}

api_test! {
    /// Whoever asked and then lost the right to proves nothing any more.
    async fn a_demoted_owner_does_not_take_the_customer(app: TestApp) {
        let ada = app.customer("old@example.com").await;
        let path = format!("/api/customers/{ada}/users");
        let eva = app.key().post(&path, json!({ "email": "eva@example.com", "role": "owner", "sendEmail": false })).await.expect(201);
        let eva = crate::support::id(&eva);
        for removal in [false, true] {
            let token = by_mail(app, "eva@example.com").await;
            let (proof, _) = ask(app, &token, "eva2@example.com").await;
            if removal {
                assert_eq!(app.key().delete(&format!("{path}/{eva}")).await.status, 204);
            } else {
                app.key().patch(&format!("{path}/{eva}"), json!({ "role": "viewer" })).await.expect(200);
            }
            assert_eq!(use_link(app, PROVE, &proof).await.refused(410), "link-invalid");
            if !removal {
                app.key().patch(&format!("{path}/{eva}"), json!({ "role": "owner" })).await.expect(200);
            }
            app.advance(TimeDelta::minutes(1));
        }
        assert_eq!(main_address(app, &ada).await, "old@example.com");
    }
}

api_test! {
    /// The first notice undoes what came of a second request, too.
    async fn any_notice_undoes_all_that_followed(app: TestApp) {
        let ada = app.customer("old@example.com").await;
        let token = by_mail(app, "old@example.com").await;
        let (_, undo) = ask(app, &token, "one@evil.example").await;
        app.advance(TimeDelta::minutes(1));
        let (proof, _) = ask(app, &token, "two@evil.example").await;
        use_link(app, PROVE, &proof).await.expect(200);
        assert_eq!(use_link(app, UNDO, &undo).await.expect(200)["email"], "old@example.com");
        assert_eq!(main_address(app, &ada).await, "old@example.com");
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// Who was let in meanwhile goes too, and who was let in before can be put out at once.
    async fn accomplices_do_not_stay(app: TestApp) {
        let ada = app.customer("old@example.com").await;
        let token = by_mail(app, "old@example.com").await;
        let path = format!("/api/customers/{ada}/users");
        let before = app.with(&token).post(&path, json!({ "email": "before@evil.example", "role": "owner" })).await.expect(201);
        app.run_jobs().await;
        let told: Vec<_> = app.mails().into_iter().map(|mail| mail.0).collect();
        assert!(told.contains(&"old@example.com".to_owned()), "the main address hears of it: {told:?}");
        app.advance(TimeDelta::minutes(1));
        let (proof, undo) = ask(app, &token, "thief@evil.example").await;
        let thief = use_link(app, PROVE, &proof).await.expect(200)["accessToken"].as_str().unwrap().to_owned();
        app.with(&thief).post(&path, json!({ "email": "after@evil.example", "role": "owner" })).await.expect(201);
        use_link(app, UNDO, &undo).await.expect(200);
        app.run_jobs().await;
        app.mails();
        let token = by_mail(app, "old@example.com").await;
        let left = app.with(&token).get(&path).await.expect(200);
        let left: Vec<_> = left["data"].as_array().unwrap().iter().map(|one| one["email"].as_str().unwrap()).collect();
        assert_eq!(left, ["old@example.com", "before@evil.example"], "newest first");
        let accomplice = format!("{path}/{}", crate::support::id(&before));
        assert_eq!(app.with(&token).delete(&accomplice).await.status, 204, "although everything else is frozen");
    }
}

api_test! {
    /// Whoever may still be signed in somewhere gives no account of theirs either; the merchant can.
    async fn for_a_day_nobody_changes_what_is_paid_with(app: TestApp) {
        app.set_up_debits().await;
        let ada = app.customer("old@example.com").await;
        let mandate = app.mandate(&ada).await;
        app.run_jobs().await;
        app.mails();
        let token = by_mail(app, "old@example.com").await;
        let (_, undo) = ask(app, &token, "thief@example.com").await;
        use_link(app, UNDO, &undo).await.expect(200);
        app.run_jobs().await;
        app.mails();
        let token = by_mail(app, "old@example.com").await;
        let card = json!({ "gateway": "testing", "type": "card", "customerId": ada, "testing": { "number": "4242424242424242" } });
        assert_eq!(app.with(&token).post("/api/payment-methods", card.clone()).await.refused(409), "account-frozen");
        let path = format!("/api/payment-methods/{mandate}/mandate/account");
        let account = json!({ "iban": "DE89370400440532013000", "consent": true });
        assert_eq!(app.with(&token).put(&path, account).await.refused(409), "account-frozen");
        app.key().post("/api/payment-methods", card).await.expect(201);
        app.key().put(&path, json!({ "iban": "DE89370400440532013000" })).await.expect(200);
        app.run_jobs().await;
        app.mails();
        app.advance(TimeDelta::hours(24));
        let token = by_mail(app, "old@example.com").await;
        app.with(&token).put(&path, json!({ "iban": "DE02120300000000202051", "consent": true })).await.expect(200);
        app.run_jobs().await;
        app.mails();
    }
}
