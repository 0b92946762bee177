//! Mails: what becomes of each, in a real conversation with a mail server, and which changes bring them about.

use chrono::{DateTime, TimeDelta, Utc};
use mail_parser::{MessageParser, MimeHeaders};
use serde_json::{Value, json};

use crate::support::{Kind, SmtpServer, TestApp, api_test, id, yearly};

/// Runs a test with a mail server on both databases.
macro_rules! smtp_test {
    ($(#[doc = $doc:literal])* async fn $name:ident($app:ident: TestApp, $server:ident: SmtpServer, tls: $tls:literal) $body:block) => {
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            async fn run($app: &TestApp, $server: &SmtpServer) $body

            async fn on(kind: Kind) {
                let server = SmtpServer::start($tls).await;
                let app = TestApp::start_with(kind, |config| server.point(config)).await;
                run(&app, &server).await;
                app.finish().await;
            }

            #[actix_web::test]
            async fn sqlite() {
                on(Kind::Sqlite).await;
            }

            #[actix_web::test]
            async fn postgres() {
                on(Kind::Postgres).await;
            }
        }
    };
}

/// Cancels a contract of Ada's, which is confirmed by mail; gives the mail.
async fn cancel(app: &TestApp) -> Value {
    let customer = app.customer("ada@example.com").await;
    let subscription = id(&app.subscription(&customer).await);
    app.key()
        .put(&format!("/api/subscriptions/{subscription}/cancel"), json!({}))
        .await
        .expect(200);
    newest(app).await
}

async fn mails(app: &TestApp, query: &str) -> Vec<Value> {
    let list = app.key().get(&format!("/api/mails?{query}")).await.expect(200);
    list["data"].as_array().unwrap().clone()
}

async fn newest(app: &TestApp) -> Value {
    mails(app, "limit=1").await.remove(0)
}

async fn read(app: &TestApp, mail: &Value) -> Value {
    app.key().get(&format!("/api/mails/{}", id(mail))).await.expect(200)
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

smtp_test! {
    async fn a_mail_is_handed_to_the_mail_server_and_says_so(app: TestApp, server: SmtpServer, tls: false) {
        app.switch(json!({ "contactEmail": "service@acme.example" })).await;
        let mail = cancel(app).await;
        assert_eq!((&mail["state"], &mail["attempts"], &mail["sentAt"]), (&json!("queued"), &json!(0), &Value::Null));
        app.run_jobs().await;
        let sent = read(app, &mail).await;
        assert_eq!((&sent["state"], &sent["attempts"], &sent["sentAt"]), (&json!("sent"), &json!(1), &json!("2026-11-22T12:00:00Z")));
        assert_eq!((&sent["kind"], &sent["recipient"], &sent["language"]), (&json!("cancellation_confirmed"), &json!("ada@example.com"), &json!("de")));
        assert_eq!((&sent["subject"], &sent["lastError"]), (&json!("Kündigung von Tarif Plus"), &Value::Null));
        let raw = server.take();
        assert_eq!(raw.len(), 1);
        let text = String::from_utf8_lossy(&raw[0]).into_owned();
        assert!(text.contains(&format!("Message-ID: <{}@acme.example>", id(&mail))), "{text}");
        for header in ["Auto-Submitted: auto-generated", "X-Portico-Kind: cancellation_confirmed", "Reply-To: \"Acme GmbH\" <service@acme.example>", "From: \"Acme GmbH\" <post@acme.example>"] {
            assert!(text.contains(header), "{header}: {text}");
        }
        let message = MessageParser::default().parse(&raw[0]).unwrap();
        assert!(message.body_html(0).unwrap().contains("31.12.2026") && message.body_text(0).unwrap().contains("31.12.2026"));
        // The switch of the mails themselves goes before the address of Hosted Pages.
        app.key().patch("/api/settings/mails", json!({ "replyTo": "answers@acme.example" })).await.expect(200);
        app.key().post(&format!("/api/mails/{}/resend", id(&mail)), json!({})).await.expect(201);
        app.run_jobs().await;
        assert!(String::from_utf8_lossy(&server.take()[0]).contains("<answers@acme.example>"));
    }
}

smtp_test! {
    /// 5xx: the same mail would be refused again.
    async fn a_mail_that_is_refused_for_good_is_not_tried_again_and_keeps_the_servers_words(app: TestApp, server: SmtpServer, tls: false) {
        server.answer("RCPT", Some("550 5.1.1 No such user here"));
        let mail = cancel(app).await;
        app.run_jobs().await;
        let refused = read(app, &mail).await;
        assert_eq!((&refused["state"], &refused["attempts"], &refused["lastError"]), (&json!("refused"), &json!(1), &json!("550 5.1.1 No such user here")));
        server.answer("RCPT", None);
        app.advance(TimeDelta::days(2));
        app.run_jobs().await;
        assert!(server.take().is_empty(), "it is over");
        // Once the address is right, it is sent again by hand: to where such mails go now.
        let customer = refused["customer"].as_str().unwrap();
        app.key().patch(&format!("/api/customers/{customer}"), json!({ "email": "ada@example.org" })).await.expect(200);
        let again = app.key().post(&format!("/api/mails/{}/resend", id(&mail)), json!({})).await.expect(201);
        assert_eq!((&again["resendOf"], &again["recipient"], &again["state"]), (&json!(id(&mail)), &json!("ada@example.org"), &json!("queued")));
        app.run_jobs().await;
        assert_eq!(read(app, &again).await["state"], "sent");
        assert_eq!(read(app, &mail).await["state"], "refused", "what was, stays on record");
        assert_eq!(server.take().len(), 2, "and the notice to the old address");
    }
}

smtp_test! {
    async fn a_mail_that_is_put_off_is_tried_again_at_growing_distances(app: TestApp, server: SmtpServer, tls: false) {
        server.answer(".", Some("451 4.7.1 Greylisted, try again later"));
        let mail = cancel(app).await;
        app.run_jobs().await;
        let waiting = read(app, &mail).await;
        assert_eq!((&waiting["state"], &waiting["attempts"], &waiting["lastError"]), (&json!("queued"), &json!(1), &json!("451 4.7.1 Greylisted, try again later")));
        server.answer(".", None);
        app.advance(TimeDelta::seconds(29));
        app.run_jobs().await;
        assert!(server.take().is_empty(), "not before its time");
        app.advance(TimeDelta::seconds(1));
        app.run_jobs().await;
        assert_eq!(server.take().len(), 1);
        let sent = read(app, &mail).await;
        assert_eq!((&sent["state"], &sent["attempts"]), (&json!("sent"), &json!(2)));
    }
}

smtp_test! {
    async fn after_a_day_of_tries_a_mail_is_given_up(app: TestApp, server: SmtpServer, tls: false) {
        server.answer("MAIL", Some("421 4.3.2 Shutting down"));
        let mail = cancel(app).await;
        let began = app.now();
        loop {
            app.run_jobs().await;
            let now = read(app, &mail).await;
            if now["state"] != "queued" {
                assert_eq!((&now["state"], &now["attempts"]), (&json!("refused"), &json!(15)));
                break;
            }
            app.advance(TimeDelta::minutes(15));
        }
        let hours = (app.now() - began).num_hours();
        assert!((24..28).contains(&hours), "{hours} h");
    }
}

smtp_test! {
    /// A password that was changed is our trouble, not the mails': nothing is lost by it.
    async fn a_refused_login_keeps_the_mails_waiting(app: TestApp, server: SmtpServer, tls: true) {
        server.answer("AUTH", Some("535 5.7.8 wrong password"));
        let mail = cancel(app).await;
        app.run_jobs().await;
        let waiting = read(app, &mail).await;
        assert_eq!((&waiting["state"], &waiting["lastError"]), (&json!("queued"), &json!("535 5.7.8 wrong password")));
        server.answer("AUTH", None);
        app.advance(TimeDelta::seconds(30));
        app.run_jobs().await;
        assert_eq!(read(app, &mail).await["state"], "sent");
        server.take();
    }
}

smtp_test! {
    async fn nothing_is_said_before_the_connection_is_private(app: TestApp, server: SmtpServer, tls: true) {
        let mail = cancel(app).await;
        app.run_jobs().await;
        assert_eq!((read(app, &mail).await["state"].as_str(), server.take().len()), (Some("sent"), 1));
        let heard = server.heard();
        let place = |verb: &str| heard.iter().position(|line| line.starts_with(verb)).unwrap_or_else(|| panic!("{verb}: {heard:?}"));
        assert!(place("STARTTLS") < place("AUTH") && place("AUTH") < place("MAIL"), "{heard:?}");
    }
}

smtp_test! {
    async fn without_tls_no_mail_leaves(app: TestApp, server: SmtpServer, tls: true) {
        server.answer("STARTTLS", Some("454 4.7.0 TLS not available"));
        let mail = cancel(app).await;
        app.run_jobs().await;
        assert_eq!(read(app, &mail).await["state"], "queued");
        let heard = server.heard();
        assert!(!heard.iter().any(|line| line.starts_with("MAIL") || line.starts_with("AUTH")), "{heard:?}");
    }
}

async fn tls_from_the_first_byte(kind: Kind) {
    let server = SmtpServer::start(true).await;
    server.wrap();
    let app = TestApp::start_with(kind, |config| server.point(config)).await;
    let mail = cancel(&app).await;
    app.run_jobs().await;
    assert_eq!(
        (read(&app, &mail).await["state"].as_str(), server.take().len()),
        (Some("sent"), 1)
    );
    app.finish().await;
}

#[actix_web::test]
async fn a_server_with_tls_from_the_first_byte_takes_mails_sqlite() {
    tls_from_the_first_byte(Kind::Sqlite).await;
}

#[actix_web::test]
async fn a_server_with_tls_from_the_first_byte_takes_mails_postgres() {
    tls_from_the_first_byte(Kind::Postgres).await;
}

/// Whoever sits in between could be anybody.
async fn a_certificate_that_nobody_vouches_for(kind: Kind) {
    let server = SmtpServer::start(true).await;
    let app = TestApp::start_with(kind, |config| {
        server.point(config);
        config.mail.smtp_ca_file = None;
    })
    .await;
    let mail = cancel(&app).await;
    app.run_jobs().await;
    let waiting = read(&app, &mail).await;
    assert_eq!(waiting["state"], "queued");
    assert!(
        waiting["lastError"].as_str().unwrap().contains("certificate"),
        "{waiting}"
    );
    let heard = server.heard();
    assert!(
        !heard
            .iter()
            .any(|line| line.starts_with("AUTH") || line.starts_with("MAIL")),
        "{heard:?}"
    );
    app.finish().await;
}

#[actix_web::test]
async fn a_certificate_that_nobody_vouches_for_stops_the_mail_sqlite() {
    a_certificate_that_nobody_vouches_for(Kind::Sqlite).await;
}

#[actix_web::test]
async fn a_certificate_that_nobody_vouches_for_stops_the_mail_postgres() {
    a_certificate_that_nobody_vouches_for(Kind::Postgres).await;
}

async fn mails_side_by_side(kind: Kind) {
    let server = SmtpServer::start(false).await;
    let app = TestApp::start_with(kind, |config| {
        server.point(config);
        config.mail.at_once = 4;
    })
    .await;
    let customer = app.customer("ada@example.com").await;
    for _ in 0..10 {
        let subscription = id(&app.subscription(&customer).await);
        app.key()
            .put(&format!("/api/subscriptions/{subscription}/cancel"), json!({}))
            .await
            .expect(200);
    }
    app.run_jobs().await;
    let message_id = |raw: Vec<u8>| {
        let mail = MessageParser::default().parse(&raw).unwrap();
        mail.message_id().unwrap().to_owned()
    };
    let sent: std::collections::BTreeSet<_> = server.take().into_iter().map(message_id).collect();
    let expected = mails(&app, "state=sent").await;
    let expected = expected
        .iter()
        .map(|mail| format!("{}@acme.example", id(mail)))
        .collect();
    assert_eq!((sent.len(), sent), (10, expected), "each of them, once");
    app.finish().await;
}

#[actix_web::test]
async fn what_is_sent_side_by_side_is_sent_once_sqlite() {
    mails_side_by_side(Kind::Sqlite).await;
}

#[actix_web::test]
async fn what_is_sent_side_by_side_is_sent_once_postgres() {
    mails_side_by_side(Kind::Postgres).await;
}

async fn a_server_that_hangs(kind: Kind) {
    let server = SmtpServer::start(false).await;
    server.hang(true);
    let app = TestApp::start_with(kind, |config| {
        server.point(config);
        config.mail.smtp_timeout_ms = 100;
    })
    .await;
    let mail = cancel(&app).await;
    app.run_jobs().await;
    let waiting = read(&app, &mail).await;
    assert_eq!(waiting["state"], "queued");
    assert!(!waiting["lastError"].as_str().unwrap().is_empty());
    // The portal goes on without it, however long that takes.
    app.advance(TimeDelta::minutes(10));
    let ready = app.nobody().get("/health/ready").await;
    assert_eq!(
        (ready.status, ready.text.contains("the mail server is away")),
        (200, true),
        "{}",
        ready.text
    );
    server.hang(false);
    app.run_jobs().await;
    assert_eq!(read(&app, &mail).await["state"], "sent");
    assert!(app.nobody().get("/health/ready").await.text.contains("\"mail\":\"ok\""));
    server.take();
    app.finish().await;
}

#[actix_web::test]
async fn a_server_that_hangs_is_left_and_tried_again_sqlite() {
    a_server_that_hangs(Kind::Sqlite).await;
}

#[actix_web::test]
async fn a_server_that_hangs_is_left_and_tried_again_postgres() {
    a_server_that_hangs(Kind::Postgres).await;
}

api_test! {
    /// Whatever happens between commit and sending, the row is still there.
    async fn a_crash_between_commit_and_sending_loses_nothing(app: TestApp) {
        use portico::db::entities::{mails, outbox};
        use portico_shared::mails::MailState;
        use sea_orm::{EntityTrait, sea_query::Expr};
        let mail = cancel(app).await;
        // A worker takes it, and dies.
        let tx = app.context.db.begin().await.unwrap();
        outbox::Entity::update_many().col_expr(outbox::Column::LeasedUntil, Expr::value(app.now() + TimeDelta::seconds(120))).exec(&tx).await.unwrap();
        tx.commit().await.unwrap();
        app.run_jobs().await;
        assert!(app.mails().is_empty(), "it belongs to the dead one for two minutes");
        app.advance(TimeDelta::seconds(121));
        app.run_jobs().await;
        assert_eq!((app.mails().len(), read(app, &mail).await["state"].as_str()), (1, Some("sent")));
        // It dies after the mail was handed over, before that was written down: the mail comes twice, under one Message-ID.
        let tx = app.context.db.begin().await.unwrap();
        mails::Entity::update_many().col_expr(mails::Column::State, Expr::value(MailState::Queued)).exec(&tx).await.unwrap();
        outbox::Entity::update_many().col_expr(outbox::Column::DoneAt, Expr::value(None::<DateTime<Utc>>))
            .col_expr(outbox::Column::Payload, Expr::value(json!({ "work": "mail", "mail": id(&mail) }))).exec(&tx).await.unwrap();
        tx.commit().await.unwrap();
        app.run_jobs().await;
        let again = app.mailbox.take();
        assert_eq!(again.len(), 1);
        assert!(String::from_utf8_lossy(&again[0]).contains(&format!("<{}@", id(&mail))));
    }
}

/// What lies in the outbox and among the mails, as text.
async fn at_rest(app: &TestApp) -> String {
    use portico::db::entities::{mails, outbox};
    use sea_orm::EntityTrait;
    let work = outbox::Entity::find().all(app.context.db.read()).await.unwrap();
    let rows = mails::Entity::find().all(app.context.db.read()).await.unwrap();
    format!("{work:?} {rows:?}")
}

api_test! {
    /// The link is minted while sending; the address is gone as soon as it has served.
    async fn a_login_mail_leaves_neither_link_nor_address_behind(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let known = app.request_login_link("ada@example.com").await;
        let unknown = app.request_login_link("nobody@example.com").await;
        let waiting = mails(app, "kind=login_link&state=queued").await;
        let shape = |mail: &Value| (mail["customer"].clone(), mail["subject"].clone(), mail["language"].clone());
        assert_eq!(shape(&waiting[0]), shape(&waiting[1]), "both look the same");
        let before = at_rest(app).await;
        assert!(!before.contains("token="), "{before}");
        app.run_jobs().await;
        let token = crate::support::token_of(app.mails()[0].2.lines().find(|line| line.contains("token=")).unwrap());
        let after = at_rest(app).await;
        for secret in ["ada@example.com", "nobody@example.com", &token] {
            assert!(!after.contains(secret), "{secret} is still there: {after}");
        }
        let get = async |mail: &str| app.key().get(&format!("/api/mails/{mail}")).await.expect(200);
        let (known, unknown) = (get(&known).await, get(&unknown).await);
        assert_eq!((&known["state"], &known["recipient"], &known["customer"]), (&json!("sent"), &Value::Null, &json!(customer)));
        assert_eq!((&unknown["state"], &unknown["recipient"], &unknown["customer"]), (&json!("dropped"), &Value::Null, &Value::Null));
        let again = app.key().post(&format!("/api/mails/{}/resend", id(&known)), json!({})).await;
        assert_eq!(again.refused(409), "mail-not-resendable", "a new one is asked for instead");
    }
}

smtp_test! {
    /// A refused address is not kept either: servers repeat whom they refuse.
    async fn a_refused_login_mail_ends_its_link_and_masks_the_address(app: TestApp, server: SmtpServer, tls: false) {
        app.customer("ada@example.com").await;
        server.answer("RCPT", Some("452 4.2.2 <ada@example.com>: mailbox full"));
        let mail = app.request_login_link("ada@example.com").await;
        app.run_jobs().await;
        let waiting = app.key().get(&format!("/api/mails/{mail}")).await.expect(200);
        assert_eq!((&waiting["state"], &waiting["lastError"]), (&json!("queued"), &json!("452 4.2.2 <a…@example.com>: mailbox full")));
        server.answer("RCPT", Some("550 5.1.1 <ada@example.com>: unknown"));
        app.advance(TimeDelta::seconds(30));
        app.run_jobs().await;
        let refused = app.key().get(&format!("/api/mails/{mail}")).await.expect(200);
        assert_eq!((&refused["state"], &refused["recipient"], &refused["lastError"]), (&json!("refused"), &Value::Null, &json!("550 5.1.1 <a…@example.com>: unknown")));
        let links = app.key().get("/api/links").await.expect(200);
        let links = links["data"].as_array().unwrap();
        assert_eq!(links.len(), 2, "one a try");
        assert!(links.iter().all(|link| !link["revokedAt"].is_null()), "nobody has them, so nobody can use them");
        assert!(!at_rest(app).await.contains("ada@example.com"));
    }
}

api_test! {
    /// A link that nobody needs any more would only frighten.
    async fn a_login_mail_that_comes_too_late_is_dropped(app: TestApp) {
        app.customer("ada@example.com").await;
        app.mailbox.refuse(Some("450 busy"));
        let mail = app.request_login_link("ada@example.com").await;
        app.run_jobs().await;
        app.mailbox.refuse(None);
        app.advance(TimeDelta::minutes(15));
        app.run_jobs().await;
        assert!(app.mails().is_empty());
        assert_eq!(app.key().get(&format!("/api/mails/{mail}")).await.expect(200)["state"], "dropped");
    }
}

api_test! {
    async fn a_payment_method_link_is_minted_while_sending_and_opens_nothing_else(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        app.key().post("/api/payment-methods/link", json!({ "customer": ada, "sendEmail": true })).await.expect(201);
        let mail = id(&app.key().get("/api/mails").await.expect(200)["data"][0]);
        assert!(!at_rest(app).await.contains("token="));
        app.run_jobs().await;
        let (to, subject, text) = app.mails().remove(0);
        assert_eq!((to.as_str(), subject.as_str()), ("ada@example.com", "Zahlungsmethode bei Acme GmbH hinzufügen"));
        assert!(text.contains("7 Tage lang"), "{text}");
        let token = crate::support::token_of(text.lines().find(|line| line.contains("token=")).unwrap());
        let login = app.nobody_on("acme").post("/api/session/portal/login", json!({ "token": token })).await;
        assert_eq!(login.refused(410), "link-invalid", "it signs nobody in");
        assert_eq!(app.key().get(&format!("/api/mails/{mail}")).await.expect(200)["kind"], "payment_method_link");
    }
}

api_test! {
    async fn mails_are_listed_by_customer_kind_state_and_recipient(app: TestApp) {
        let (ada, bob) = (app.customer("Ada.M@example.com").await, app.customer("bob@example.com").await);
        for customer in [&ada, &bob] {
            let path = format!("/api/subscriptions/{}", id(&app.subscription(customer).await));
            app.key().put(&format!("{path}/cancel"), json!({})).await.expect(200);
            app.advance(TimeDelta::minutes(1));
            app.key().put(&format!("{path}/revoke-cancellation"), json!({})).await.expect(200);
            app.advance(TimeDelta::minutes(1));
        }
        app.mailbox.refuse(Some("550 no"));
        app.run_jobs().await;
        app.mailbox.refuse(None);
        let kinds = async |query: &str| mails(app, query).await.iter().map(|mail| mail["kind"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
        assert_eq!(kinds(&format!("customer={ada}")).await, ["cancellation_revoked", "cancellation_confirmed"], "newest first");
        assert_eq!(kinds(&format!("customer={ada}&order[createdAt]=asc")).await, ["cancellation_confirmed", "cancellation_revoked"]);
        assert_eq!(kinds("kind[]=cancellation_revoked&kind[]=invoice").await.len(), 2);
        assert_eq!(kinds("state=refused").await.len(), 4);
        assert_eq!(kinds("state=sent&state=queued").await.len(), 0);
        assert_eq!(kinds("search=ada.m%40EXAMPLE").await.len(), 2);
        assert_eq!(kinds("search=a_a").await.len(), 0, "no wildcards");
        let first = app.key().get("/api/mails?limit=3").await.expect(200);
        let cursor = first["pagination"]["nextCursor"].as_str().unwrap();
        assert_eq!(kinds(&format!("limit=3&cursor={cursor}")).await.len(), 1);
        for wrong in ["kind=letter", "state=lost", "colour=red", "order[subject]=asc", "customer=ada"] {
            assert_eq!(app.key().get(&format!("/api/mails?{wrong}")).await.refused(422), "validation-failed", "{wrong}");
        }
    }
}

api_test! {
    async fn what_cannot_be_sent_again_says_why(app: TestApp) {
        let mail = cancel(app).await;
        let path = format!("/api/mails/{}/resend", id(&mail));
        let waits = app.key().post(&path, json!({})).await;
        assert_eq!(waits.refused(409), "mail-not-resendable");
        assert!(waits.text.contains("\"state\":\"queued\""), "{}", waits.text);
        app.run_jobs().await;
        let once = [("Idempotency-Key", "1")];
        let one = app.key().send(reqwest::Method::POST, &path, Some("{}".into()), &once).await.expect(201);
        let same = app.key().send(reqwest::Method::POST, &path, Some("{}".into()), &once).await.expect(201);
        assert_eq!(id(&one), id(&same), "one repetition");
        app.run_jobs().await;
        assert_eq!(app.mails().len(), 2);
    }
}

api_test! {
    /// Erasure takes the words with the address; what kind of mail went out when stays.
    async fn the_mails_of_a_deleted_customer_hold_nothing_of_them(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let path = format!("/api/customers/{ada}");
        app.key().patch(&path, json!({ "email": "ada@example.org" })).await.expect(200);
        app.run_jobs().await;
        app.key().patch(&path, json!({ "email": "ada@example.net" })).await.expect(200);
        app.key().delete(&path).await;
        app.run_jobs().await;
        assert_eq!(app.mails().len(), 1, "what still waited is not sent any more");
        let left = mails(app, &format!("customer={ada}")).await;
        let told: Vec<_> = left.iter().map(|mail| (mail["state"].as_str().unwrap(), mail["recipient"].clone())).collect();
        assert_eq!(told, [("dropped", Value::Null), ("sent", Value::Null)]);
        assert!(!at_rest(app).await.contains("ada@"), "{}", at_rest(app).await);
        let again = app.key().post(&format!("/api/mails/{}/resend", id(&left[1])), json!({})).await;
        assert_eq!(again.refused(409), "mail-not-resendable");
    }
}

api_test! {
    /// As the merchant's clock on the wall shows it, in summer too.
    async fn a_confirmation_names_the_zone_as_its_language_does(app: TestApp) {
        app.advance(at("2027-07-01T10:30:00Z") - app.now());
        let mail = cancel(app).await;
        app.run_jobs().await;
        let (_, _, text) = app.mails().remove(0);
        assert!(text.contains("01.07.2027 um 12:30 Uhr (MESZ)"), "{text}");
        let customer = mail["customer"].as_str().unwrap();
        app.key().patch(&format!("/api/customers/{customer}"), json!({ "language": "en" })).await.expect(200);
        let subscription = mail["subscription"].as_str().unwrap();
        app.key().put(&format!("/api/subscriptions/{subscription}/revoke-cancellation"), json!({})).await.expect(200);
        app.run_jobs().await;
        let (_, _, text) = app.mails().remove(0);
        assert!(text.contains("1 July 2027 at 12:30 (CEST)"), "{text}");
    }
}

async fn bill(app: &TestApp) -> Vec<Value> {
    app.key().post("/api/billing-runs", json!({})).await.expect(202);
    app.run_jobs().await;
    let list = app.key().get("/api/invoices?order[number]=asc").await.expect(200);
    list["data"].as_array().unwrap().clone()
}

fn started(customer: &str) -> Value {
    let mut body = yearly(customer);
    body["contractStart"] = json!("2026-11-22");
    body
}

api_test! {
    async fn an_issued_invoice_is_mailed_to_the_address_for_invoices(app: TestApp) {
        app.send_all_mails().await;
        let ada = app.customer("ada@example.com").await;
        app.key().patch(&format!("/api/customers/{ada}"), json!({ "invoiceEmail": "rechnung@example.com" })).await.expect(200);
        // Whoever got them so far learns that they go elsewhere.
        app.run_jobs().await;
        let (to, subject, text) = app.mails().remove(0);
        assert_eq!((to.as_str(), subject.as_str()), ("ada@example.com", "Rechnungen von Acme GmbH gehen an eine andere Adresse"));
        assert!(text.contains("r…@example.com") && !text.contains("rechnung@"), "{text}");
        app.key().post("/api/subscriptions", started(&ada)).await.expect(201);
        let invoices = bill(app).await;
        assert_eq!(invoices[0]["lastSentAt"], "2026-11-22T12:00:00Z");
        let (to, subject, text) = app.mails().remove(0);
        assert_eq!((to.as_str(), subject.as_str()), ("rechnung@example.com", "Ihre Rechnung RE-0000000001 von Acme GmbH"));
        for part in ["RE-0000000001", "22.11.2026", "119,00 EUR", "Fällig am: 06.12.2026", "/invoices"] {
            assert!(text.contains(part), "{part}: {text}");
        }
        let mail = newest(app).await;
        assert_eq!((&mail["kind"], &mail["invoice"]), (&json!("invoice"), &json!(id(&invoices[0]))));
        // Nothing that happens to the invoice later forgets that it was sent.
        let path = format!("/api/invoices/{}", id(&invoices[0]));
        app.key().post(&format!("{path}/payments"), json!({ "amount": 1900 })).await.expect(201);
        app.run_jobs().await;
        let (to, subject, text) = app.mails().remove(0);
        assert_eq!((to.as_str(), subject.as_str()), ("rechnung@example.com", "Ihre Zahlung zur Rechnung RE-0000000001 ist eingegangen"));
        assert!(text.contains("Offen sind noch 100,00 EUR"), "{text}");
        assert_eq!(app.key().get(&path).await.expect(200)["lastSentAt"], "2026-11-22T12:00:00Z");
        // What takes it back is a document too.
        app.key().post(&format!("{path}/credit"), json!({ "positions": [{ "position": 0, "amount": 1000 }] })).await.expect(201);
        app.run_jobs().await;
        let (_, subject, text) = app.mails().remove(0);
        assert_eq!(subject, "Ihre Gutschrift GS-0000000001 von Acme GmbH");
        assert!(text.contains("zur Rechnung RE-0000000001") && text.contains("-11,90 EUR"), "{text}");
    }
}

api_test! {
    async fn a_customer_whose_documents_are_not_sent_gets_none(app: TestApp) {
        app.send_all_mails().await;
        let ada = app.customer("ada@example.com").await;
        app.key().patch(&format!("/api/customers/{ada}/settings/invoicing"), json!({ "autoSendDocuments": false })).await.expect(200);
        app.key().post("/api/subscriptions", started(&ada)).await.expect(201);
        assert_eq!(bill(app).await[0]["lastSentAt"], Value::Null);
        assert!(app.mails().is_empty());
    }
}

api_test! {
    async fn money_that_is_collected_is_told_of_and_so_is_a_failure(app: TestApp) {
        app.send_all_mails().await;
        let subjects = || app.mails().into_iter().map(|(_, subject, _)| subject).collect::<Vec<_>>();
        let ada = app.customer("ada@example.com").await;
        let method = app.method(&ada, "ok").await;
        app.default_method(&ada, &method).await;
        app.key().post("/api/subscriptions", started(&ada)).await.expect(201);
        bill(app).await;
        assert_eq!(subjects(), ["Ihre Rechnung RE-0000000001 von Acme GmbH", "Ihre Zahlung zur Rechnung RE-0000000001 ist eingegangen"]);
        app.set_method_reference(&method, "declined").await;
        app.advance(at("2026-12-22T12:00:00Z") - app.now());
        bill(app).await;
        assert_eq!(subjects(), ["Ihre Rechnung RE-0000000002 von Acme GmbH", "Ihre Zahlung zur Rechnung RE-0000000002 ist fehlgeschlagen"]);
        let failed = mails(app, "kind=payment_failed").await;
        assert_eq!(failed.len(), 1);
        // Each has its switch.
        app.key().patch("/api/settings/mails", json!({ "paymentReceipts": false, "paymentFailures": false })).await.expect(200);
        app.advance(at("2027-01-22T12:00:00Z") - app.now());
        bill(app).await;
        let left = subjects();
        assert!(left.iter().all(|subject| !subject.contains("fehlgeschlagen")), "{left:?}");
    }
}

api_test! {
    async fn a_changed_billing_address_is_told_of_with_what_it_reads_now(app: TestApp) {
        app.send_all_mails().await;
        let ada = app.customer("ada@example.com").await;
        let caller = app.signed_in(&ada).await;
        let list = caller.get("/api/customer-addresses").await.expect(200);
        let path = format!("/api/customer-addresses/{}", id(&list["data"][0]));
        caller.patch(&path, json!({ "street": "Speicherweg", "houseNumber": "12" })).await.expect(200);
        // The same again is no change.
        caller.patch(&path, json!({ "street": "Speicherweg" })).await.expect(200);
        app.run_jobs().await;
        let sent = app.mails();
        assert_eq!(sent.len(), 1);
        let (to, subject, text) = &sent[0];
        assert_eq!((to.as_str(), subject.as_str()), ("ada@example.com", "Ihre Rechnungsadresse bei Acme GmbH wurde geändert"));
        for part in ["Müller & Co", "Speicherweg 12", "20095 Hamburg", "22.11.2026 um 13:00 Uhr (MEZ)"] {
            assert!(text.contains(part), "{part}: {text}");
        }
        let other = json!({ "type": "TYPE_INVOICE", "companyName": "Buchhaltung", "street": "Kai", "houseNumber": "1", "zip": "20457", "city": "Hamburg" });
        let other = id(&caller.post("/api/customer-addresses", other).await.expect(201));
        app.run_jobs().await;
        assert!(app.mails().is_empty(), "an address that nothing uses yet changes nothing");
        caller.post(&format!("/api/customer-addresses/{other}/set-default"), json!({})).await.expect(201);
        app.run_jobs().await;
        assert!(app.mails()[0].2.contains("Buchhaltung"));
        app.key().patch("/api/settings/mails", json!({ "addressChanges": false })).await.expect(200);
        caller.patch(&path, json!({ "street": "Am Markt" })).await.expect(200);
        app.run_jobs().await;
        assert!(app.mails().is_empty());
    }
}

/// Looks each day at noon until `until`; gives the days on which something came, and its subject.
async fn days_until(app: &TestApp, until: &str) -> Vec<(String, String)> {
    let mut told = Vec::new();
    while app.now() < at(until) {
        app.run_jobs().await;
        let today = app.now().date_naive().to_string();
        told.extend(app.mails().into_iter().map(|(_, subject, _)| (today.clone(), subject)));
        app.advance(TimeDelta::days(1));
    }
    told
}

api_test! {
    /// Ends with 2026, notice of a month: 30 November is the last day to prevent the renewal.
    async fn a_renewal_is_reminded_of_once_before_its_deadline(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let subscription = id(&app.subscription(&ada).await);
        app.key().patch("/api/settings/mails", json!({ "renewalReminderDays": 5 })).await.expect(200);
        let told = days_until(app, "2026-12-10T12:00:00Z").await;
        assert_eq!(told, [("2026-11-25".to_owned(), "Tarif Plus verlängert sich am 01.01.2027".to_owned())]);
        let mail = newest(app).await;
        assert_eq!((&mail["kind"], &mail["subscription"]), (&json!("renewal_reminder"), &json!(subscription)));
        // The next term has a reminder of its own.
        app.advance(at("2027-11-24T12:00:00Z") - app.now());
        let told = days_until(app, "2027-12-05T12:00:00Z").await;
        assert_eq!(told, [("2027-11-25".to_owned(), "Tarif Plus verlängert sich am 01.01.2028".to_owned())]);
    }
}

api_test! {
    /// After a downtime what is still of use is made up for; what has passed is not.
    async fn reminders_are_made_up_for_until_their_day_has_passed(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        app.subscription(&ada).await;
        app.key().patch("/api/settings/mails", json!({ "renewalReminderDays": 5, "trialReminderDays": 3 })).await.expect(200);
        let trial = async |days: u32| {
            let mut body = started(&ada);
            body["trialDays"] = json!(days);
            app.key().post("/api/subscriptions", body).await.expect(201);
        };
        trial(6).await;
        trial(10).await;
        app.advance(at("2026-11-30T12:00:00Z") - app.now());
        app.run_jobs().await;
        let mut subjects: Vec<_> = app.mails().into_iter().map(|(_, subject, _)| subject).collect();
        subjects.sort_unstable();
        assert_eq!(subjects, ["Ihre Testphase von Tarif Plus endet am 01.12.2026", "Tarif Plus verlängert sich am 01.01.2027"], "late, but in time");
        assert_eq!(days_until(app, "2026-12-05T12:00:00Z").await, [], "and once");
        // A second contract, of which nobody was told in time.
        app.advance(at("2027-12-01T12:00:00Z") - app.now());
        assert_eq!(days_until(app, "2027-12-03T12:00:00Z").await, []);
    }
}

api_test! {
    async fn who_has_cancelled_is_not_reminded(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let subscription = id(&app.subscription(&ada).await);
        app.key().patch("/api/settings/mails", json!({ "renewalReminderDays": 5 })).await.expect(200);
        app.key().put(&format!("/api/subscriptions/{subscription}/cancel"), json!({ "sendConfirmationEmail": false })).await.expect(200);
        assert_eq!(days_until(app, "2026-12-05T12:00:00Z").await, []);
    }
}

api_test! {
    /// What it will cost, and from when.
    async fn the_end_of_a_trial_names_the_first_invoice(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        app.key().patch("/api/settings/mails", json!({ "trialReminderDays": 3 })).await.expect(200);
        let mut body = started(&ada);
        body["trialDays"] = json!(14);
        app.key().post("/api/subscriptions", body).await.expect(201);
        app.advance(at("2026-12-02T12:00:00Z") - app.now());
        app.run_jobs().await;
        let (_, subject, text) = app.mails().remove(0);
        assert_eq!(subject, "Ihre Testphase von Tarif Plus endet am 05.12.2026");
        assert!(text.contains("Erste Rechnung am: 06.12.2026") && text.contains("Betrag: 119,00 EUR"), "{text}");
    }
}

api_test! {
    async fn mail_settings_have_their_limits_and_null_takes_the_systems_value(app: TestApp) {
        app.send_all_mails().await;
        let path = "/api/settings/mails";
        let values = json!({ "replyTo": null, "renewalReminderDays": 30, "trialReminderDays": 3, "paymentReceipts": true, "paymentFailures": true, "addressChanges": true });
        let first = app.key().get(path).await.expect(200);
        assert_eq!((&first["values"], &first["own"], &first["context"]), (&values, &json!({}), &json!("mails")));
        let set = app.key().patch(path, json!({ "renewalReminderDays": 0, "replyTo": "service@acme.example" })).await.expect(200);
        assert_eq!(set["own"], json!({ "renewalReminderDays": 0, "replyTo": "service@acme.example" }));
        assert_eq!(app.key().patch(path, json!({ "renewalReminderDays": null, "replyTo": null })).await.expect(200)["values"], values);
        for (change, at) in [
            (json!({ "renewalReminderDays": 91 }), "renewalReminderDays"),
            (json!({ "trialReminderDays": 31 }), "trialReminderDays"),
            (json!({ "trialReminderDays": -1 }), "trialReminderDays"),
            (json!({ "replyTo": "nobody" }), "replyTo"),
            (json!({ "cancellationConfirmed": false }), "cancellationConfirmed"),
        ] {
            assert_eq!(app.key().patch(path, change.clone()).await.violations(), [at], "{change}");
        }
    }
}

api_test! {
    /// Nothing is loaded from elsewhere when a mail is read.
    async fn the_logo_travels_in_the_mail(app: TestApp) {
        let mut png = std::io::Cursor::new(Vec::new());
        image::DynamicImage::new_rgba8(40, 20).write_to(&mut png, image::ImageFormat::Png).unwrap();
        app.key().put_picture("/api/settings/hosted-pages/logo", "image/png", png.into_inner()).await.expect(200);
        cancel(app).await;
        app.run_jobs().await;
        let raw = app.mailbox.take().remove(0);
        let mail = MessageParser::default().parse(&raw).unwrap();
        let html = mail.body_html(0).unwrap();
        assert!(html.contains("src=\"cid:logo\"") && !html.contains("<img class=\"logo\" src=\"http"), "{html}");
        let picture = mail.parts.iter().find(|part| part.content_id() == Some("logo")).unwrap();
        assert!(picture.content_type().unwrap().ctype() == "image");
    }
}
