//! VAT IDs and the register, against a real HTTP stand-in for VIES.

use std::sync::{Arc, Mutex};

use actix_web::{App, HttpResponse, HttpServer, dev::ServerHandle, web};
use chrono::TimeDelta;
use portico::{
    config::{Config, VatRegister},
    db::entities::audit_log,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use crate::support::{Kind, TestApp, id};

/// What the stand-in does with the next questions.
#[derive(Debug, Clone, Default)]
enum Mood {
    #[default]
    Valid,
    Invalid,
    Busy,
    Garbage,
    Broken,
    Silent,
}

#[derive(Debug, Default)]
struct Desk {
    mood: Mutex<Mood>,
    asked: Mutex<Vec<Value>>,
}

struct Vies {
    desk: Arc<Desk>,
    url: String,
    server: ServerHandle,
}

impl Vies {
    fn start() -> Self {
        let desk = Arc::new(Desk::default());
        let data = web::Data::from(desk.clone());
        let server = HttpServer::new(move || {
            App::new()
                .app_data(data.clone())
                .route("/rest-api/check-vat-number", web::post().to(answer))
        });
        let server = server.workers(1).disable_signals().bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/rest-api/", server.addrs()[0]);
        let server = server.run();
        let handle = server.handle();
        actix_web::rt::spawn(server);
        Self {
            desk,
            url,
            server: handle,
        }
    }

    fn configure(&self, config: &mut Config) {
        config.vat.checker = VatRegister::Vies;
        config.vat.vies_url = self.url.clone();
        config.vat.requester = Some("DE999999999".into());
        config.vat.timeout_ms = 800;
    }

    fn is(&self, mood: Mood) {
        *self.desk.mood.lock().unwrap() = mood;
    }

    /// Takes the questions out that were asked.
    fn asked(&self) -> Vec<String> {
        let asked = std::mem::take(&mut *self.desk.asked.lock().unwrap());
        asked
            .iter()
            .map(|question| {
                format!(
                    "{}{}",
                    question["countryCode"].as_str().unwrap(),
                    question["vatNumber"].as_str().unwrap()
                )
            })
            .collect()
    }
}

async fn answer(desk: web::Data<Desk>, question: web::Json<Value>) -> HttpResponse {
    assert_eq!(
        (&question["requesterMemberStateCode"], &question["requesterNumber"]),
        (&json!("DE"), &json!("999999999"))
    );
    desk.asked.lock().unwrap().push(question.0.clone());
    let mood = desk.mood.lock().unwrap().clone();
    let said = |valid: bool| {
        json!({ "countryCode": question["countryCode"], "vatNumber": question["vatNumber"], "requestDate": "2026-11-22T12:00:00.000Z",
            "valid": valid, "requestIdentifier": "WAPIAAAAX1", "name": "---", "address": "---" })
    };
    match mood {
        Mood::Valid => HttpResponse::Ok().json(said(true)),
        Mood::Invalid => HttpResponse::Ok().json(said(false)),
        Mood::Busy => HttpResponse::Ok()
            .json(json!({ "actionSucceed": false, "errorWrappers": [{ "error": "MS_MAX_CONCURRENT_REQ" }] })),
        Mood::Garbage => HttpResponse::Ok()
            .content_type("text/html")
            .body("<html>maintenance</html>"),
        Mood::Broken => HttpResponse::InternalServerError().finish(),
        Mood::Silent => std::future::pending().await,
    }
}

/// Runs a test on both databases, beside a stand-in for VIES.
macro_rules! vat_test {
    ($(#[doc = $doc:literal])* async fn $name:ident($app:ident: TestApp, $vies:ident: Vies) $body:block) => {
        mod $name {
            use super::*;

            async fn run($app: &TestApp, $vies: &Vies) $body

            async fn on(kind: Kind) {
                let vies = Vies::start();
                let app = TestApp::start_with(kind, |config| vies.configure(config)).await;
                run(&app, &vies).await;
                app.finish().await;
                vies.server.stop(false).await;
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

async fn create(app: &TestApp, vat_id: &str) -> Value {
    let body = json!({ "email": "a@example.com", "companyName": "Co", "vatId": vat_id });
    app.key().post("/api/customers", body).await.expect(201)
}

async fn read(app: &TestApp, customer: &Value) -> Value {
    app.key()
        .get(&format!("/api/customers/{}", id(customer)))
        .await
        .expect(200)
}

/// How often the log says that an id was checked.
async fn logged(app: &TestApp) -> usize {
    let rows = audit_log::Entity::find().filter(audit_log::Column::Action.eq("customer.vat-id-checked"));
    rows.all(app.context.db.read()).await.unwrap().len()
}

vat_test! {
    async fn an_id_is_normalised_saved_unchecked_and_asked_about_afterwards(app: TestApp, vies: Vies) {
        let created = create(app, "de 123.456-788").await;
        assert_eq!((&created["vatId"], &created["isVatIdValid"]), (&json!("DE123456788"), &json!(null)));
        assert_eq!(created["vatIdCheck"], json!({ "state": "unchecked", "checkedAt": null, "consultationNumber": null }));
        assert!(vies.asked().is_empty(), "saving waits for nobody");
        app.advance(TimeDelta::seconds(5));
        app.run_jobs().await;
        assert_eq!(vies.asked(), ["DE123456788"]);
        let checked = read(app, &created).await;
        assert_eq!(checked["isVatIdValid"], true);
        assert_eq!(checked["vatIdCheck"], json!({ "state": "valid", "checkedAt": "2026-11-22T12:00:05Z", "consultationNumber": "WAPIAAAAX1" }));
        assert_eq!(logged(app).await, 1);
        app.key().get("/api/customers?isVatIdValid=true&vatId=DE%20123%20456%20788").await.expect(200)["data"][0]["id"].as_str().unwrap();
        assert_eq!(app.key().get("/api/customers?isVatIdValid=false").await.expect(200)["data"], json!([]));
    }
}

vat_test! {
    async fn a_register_that_says_no_is_believed(app: TestApp, vies: Vies) {
        vies.is(Mood::Invalid);
        let created = create(app, "FR29123456788").await;
        app.run_jobs().await;
        let checked = read(app, &created).await;
        assert_eq!((&checked["isVatIdValid"], &checked["vatIdCheck"]["state"]), (&json!(false), &json!("invalid")));
    }
}

vat_test! {
    /// Busy, garbage, a broken server, silence: none of them is "invalid", and each is asked again.
    async fn a_register_that_cannot_answer_says_nothing_about_the_id(app: TestApp, vies: Vies) {
        for mood in [Mood::Busy, Mood::Garbage, Mood::Broken, Mood::Silent] {
            vies.is(mood.clone());
            let created = create(app, "DE123456788").await;
            app.run_jobs().await;
            let after = read(app, &created).await;
            assert_eq!((&after["isVatIdValid"], &after["vatIdCheck"]["state"]), (&json!(null), &json!("unavailable")), "{mood:?}");
            assert_eq!(vies.asked().len(), 1, "{mood:?}");
            app.advance(TimeDelta::minutes(59));
            app.run_jobs().await;
            assert!(vies.asked().is_empty(), "not before its time");
            vies.is(Mood::Valid);
            app.advance(TimeDelta::minutes(10));
            app.run_jobs().await;
            assert_eq!(read(app, &created).await["isVatIdValid"], true, "{mood:?}");
            vies.asked();
            app.key().delete(&format!("/api/customers/{}", id(&created))).await;
        }
    }
}

/// VIES is down for hours at times; customers are saved all the same.
#[actix_web::test]
async fn saving_works_while_there_is_no_register_at_all() {
    let vies = Vies::start();
    let app = TestApp::start_with(Kind::Sqlite, |config| vies.configure(config)).await;
    vies.server.stop(false).await;
    let created = create(&app, "DE123456788").await;
    app.run_jobs().await;
    assert_eq!(read(&app, &created).await["vatIdCheck"]["state"], "unavailable");
    let path = format!("/api/customers/{}", id(&created));
    let changed = app
        .key()
        .patch(&path, json!({ "vatId": "AT U12345675" }))
        .await
        .expect(200);
    assert_eq!(
        (&changed["vatId"], &changed["vatIdCheck"]["state"]),
        (&json!("ATU12345675"), &json!("unchecked"))
    );
    app.run_jobs().await;
    app.finish().await;
}

vat_test! {
    /// "Could not ask" takes nothing back; answers are asked for anew after 30 days.
    async fn an_answer_counts_for_30_days_and_outlives_a_register_that_is_away(app: TestApp, vies: Vies) {
        let created = create(app, "DE123456788").await;
        app.run_jobs().await;
        vies.asked();
        app.advance(TimeDelta::days(29));
        app.run_jobs().await;
        assert!(vies.asked().is_empty());
        vies.is(Mood::Busy);
        app.advance(TimeDelta::days(1));
        app.run_jobs().await;
        assert_eq!(vies.asked().len(), 1);
        let still = read(app, &created).await;
        assert_eq!((&still["isVatIdValid"], &still["vatIdCheck"]["checkedAt"]), (&json!(true), &json!("2026-11-22T12:00:00Z")));
        vies.is(Mood::Invalid);
        app.advance(TimeDelta::hours(1));
        app.run_jobs().await;
        assert_eq!(read(app, &created).await["isVatIdValid"], false);
        assert_eq!(logged(app).await, 2, "each answer is a row, no answer is none");
    }
}

vat_test! {
    async fn a_changed_id_is_asked_about_anew_and_others_are_not(app: TestApp, vies: Vies) {
        let created = create(app, "DE123456788").await;
        let path = format!("/api/customers/{}", id(&created));
        app.run_jobs().await;
        vies.asked();
        app.key().patch(&path, json!({ "vatId": "DE 123 456 788", "phone": "+49 1" })).await.expect(200);
        app.run_jobs().await;
        assert!(vies.asked().is_empty(), "the same id, written otherwise");
        assert_eq!(read(app, &created).await["isVatIdValid"], true);
        let changed = app.key().patch(&path, json!({ "vatId": "EL123456788" })).await.expect(200);
        assert_eq!((&changed["isVatIdValid"], &changed["vatIdCheck"]["consultationNumber"]), (&json!(null), &json!(null)));
        app.run_jobs().await;
        assert_eq!(vies.asked(), ["EL123456788"]);
        // Switzerland is in no register of the EU; without an id there is nothing to say.
        let swiss = app.key().patch(&path, json!({ "vatId": "CHE123456788" })).await.expect(200);
        assert_eq!(swiss["vatIdCheck"]["state"], "unchecked");
        let none = app.key().patch(&path, json!({ "vatId": null })).await.expect(200);
        assert_eq!(none["vatIdCheck"], json!(null));
        app.advance(TimeDelta::days(60));
        app.run_jobs().await;
        assert!(vies.asked().is_empty());
        assert_eq!(app.key().patch(&path, json!({ "vatId": "DE12345" })).await.violations(), ["vatId"]);
    }
}

vat_test! {
    /// The answer is about the id that was asked, not about the one that stands there by then.
    async fn an_id_that_changes_while_it_is_asked_about_keeps_its_own_answer(app: TestApp, vies: Vies) {
        let created = create(app, "DE111111117").await;
        let path = format!("/api/customers/{}", id(&created));
        vies.is(Mood::Silent);
        let change = async {
            while vies.desk.asked.lock().unwrap().is_empty() {
                tokio::task::yield_now().await;
            }
            vies.is(Mood::Invalid);
            app.key().patch(&path, json!({ "vatId": "DE222222220" })).await.expect(200);
        };
        futures_util::future::join(portico::jobs::outbox::run(&app.context), change).await.0.unwrap();
        assert_eq!(read(app, &created).await["vatIdCheck"]["state"], "unchecked");
        app.run_jobs().await;
        assert_eq!(vies.asked(), ["DE111111117", "DE222222220"]);
        assert_eq!(read(app, &created).await["isVatIdValid"], false);
    }
}

vat_test! {
    /// Mails do not wait behind a register that hangs, nor does readiness.
    async fn a_silent_register_holds_no_mail_up(app: TestApp, vies: Vies) {
        use portico::jobs::outbox::{self, Lane};
        vies.is(Mood::Silent);
        let created = create(app, "DE123456788").await;
        app.key().patch(&format!("/api/customers/{}", id(&created)), json!({ "email": "b@example.com" })).await.expect(200);
        assert_eq!(outbox::run_lane(&app.context, Lane::Main).await.unwrap(), 1);
        assert_eq!(app.mails().len(), 1);
        assert!(vies.asked().is_empty());
        app.advance(TimeDelta::hours(1));
        assert_eq!(app.nobody().get("/health/ready").await.status, 200);
        vies.is(Mood::Valid);
        app.run_jobs().await;
    }
}

/// Where nobody can be asked, ids are saved, and are asked about once somebody can.
#[actix_web::test]
async fn ids_from_before_the_register_was_configured_are_asked_about() {
    use portico::db::entities::customers;
    let app = TestApp::start(Kind::Sqlite).await;
    let created = create(&app, "DE123456788").await;
    app.run_jobs().await;
    assert_eq!(created["vatIdCheck"]["state"], "unchecked");
    let row = customers::Entity::find()
        .one(app.context.db.read())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(row.vat_due_at, Some(app.now()), "it stays due");
    app.finish().await;
}
