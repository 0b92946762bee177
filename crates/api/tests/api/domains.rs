//! Hosts of the merchants' own: claiming, proving, serving, losing, giving up.

use chrono::TimeDelta;
use portico::{
    adapters::dns::DnsResolver,
    config::{Config, Domains, Secret},
    ports::Resolver,
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, Kind, TestApp, api_test, dns, id, token_of};

const HOST: &str = "kunden.example";

async fn claim(app: &TestApp, key: &str, host: &str) -> Value {
    app.with(key)
        .post("/api/domains", json!({ "host": host }))
        .await
        .expect(201)
}

/// Sets the record that the domain asks for.
fn prove(app: &TestApp, domain: &Value) {
    let text = |field: &str| domain["proof"][field].as_str().unwrap();
    app.resolver.set_txt(text("name"), &["v=spf1 -all", text("value")]);
}

async fn act(app: &TestApp, domain: &Value, action: &str) -> Answer {
    let path = format!("/api/domains/{}/{action}", id(domain));
    app.key().send(Method::POST, &path, None, &[]).await
}

async fn read(app: &TestApp, domain: &Value) -> Value {
    app.key().get(&format!("/api/domains/{}", id(domain))).await.expect(200)
}

/// An active domain of Acme's.
async fn active(app: &TestApp) -> Value {
    let domain = claim(app, &app.acme.key, HOST).await;
    prove(app, &domain);
    app.resolver.set_addresses(HOST, &["192.0.2.7".parse().unwrap()]);
    act(app, &domain, "verify").await.expect(200);
    act(app, &domain, "activate").await.expect(200)
}

async fn make_primary(app: &TestApp, domain: &Value) -> Value {
    let path = format!("/api/domains/{}/primary", id(domain));
    app.key().send(Method::PUT, &path, None, &[]).await.expect(200)
}

/// A visitor's request to this host.
async fn at(app: &TestApp, host: &str, path: &str) -> Answer {
    app.nobody().send(Method::GET, path, None, &[("Host", host)]).await
}

async fn link(app: &TestApp, customer: &str) -> String {
    let path = format!("/api/customers/{customer}/authenticate");
    let answer = app.key().post(&path, json!({})).await.expect(200);
    answer["data"]["customerAreaLink"].as_str().unwrap().to_owned()
}

async fn audited(app: &TestApp) -> Vec<String> {
    use portico::db::entities::audit_log;
    use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
    let rows = audit_log::Entity::find()
        .filter(audit_log::Column::SubjectKind.eq("domain"))
        .order_by_asc(audit_log::Column::Id);
    let rows = rows.all(app.context.db.read()).await.unwrap();
    rows.into_iter().map(|row| row.action).collect()
}

api_test! {
    async fn a_claim_names_the_records_to_set(app: TestApp) {
        let domain = claim(app, &app.acme.key, "Kunden.Müller.example.").await;
        assert_eq!((&domain["host"], &domain["status"]), (&json!("kunden.xn--mller-kva.example"), &json!("pending")));
        assert_eq!((&domain["proof"]["type"], &domain["proof"]["name"]), (&json!("TXT"), &json!("_portico.kunden.xn--mller-kva.example")));
        assert!(domain["proof"]["value"].as_str().unwrap().starts_with("portico-verify="));
        assert_eq!(domain["routing"], json!([{ "type": "CNAME", "name": "kunden.xn--mller-kva.example", "value": "localhost" }]));
        assert_eq!(app.key().get("/api/domains").await.expect(200)["data"], json!([domain]));
        let again = app.key().post("/api/domains", json!({ "host": "KUNDEN.müller.example" })).await;
        assert_eq!(again.refused(409), "domain-exists");
    }
}

api_test! {
    async fn the_portal_answers_at_a_proved_and_activated_host(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let domain = claim(app, &app.acme.key, HOST).await;
        assert_eq!(act(app, &domain, "activate").await.refused(409), "wrong-state");
        app.resolver.set_txt("_portico.kunden.example", &["portico-verify=somebody-elses"]);
        let refused = act(app, &domain, "verify").await;
        assert_eq!(refused.refused(409), "domain-record-missing");
        for part in ["_portico.kunden.example", domain["proof"]["value"].as_str().unwrap(), "found \"portico-verify=somebody-elses\""] {
            assert!(refused.text.replace("\\\"", "\"").contains(part), "{part}: {}", refused.text);
        }
        let shown = read(app, &domain).await;
        assert_eq!((&shown["status"], &shown["lastError"], &shown["lastCheckedAt"]), (&json!("pending"), &json!("record-different"), &json!("2026-11-22T12:00:00Z")));
        prove(app, &domain);
        let verified = act(app, &domain, "verify").await.expect(200);
        assert_eq!((&verified["status"], &verified["lastError"]), (&json!("verified"), &Value::Null));
        assert_eq!(at(app, HOST, "/theme.css").await.text, "", "proved is not served yet");
        assert_eq!(at(app, HOST, "/api/public/portal").await.refused(404), "not-found");
        assert_eq!(act(app, &domain, "activate").await.refused(409), "domain-record-missing", "nobody would get there");
        app.resolver.set_addresses(HOST, &["192.0.2.7".parse().unwrap()]);
        assert_eq!(act(app, &domain, "activate").await.expect(200)["status"], "active");
        assert_eq!(act(app, &domain, "activate").await.expect(200)["status"], "active", "twice is once");
        assert_eq!(at(app, "Kunden.Example:443", "/api/public/portal").await.expect(200)["merchant"], "Acme GmbH");
        app.switch(json!({ "accentColour": "#0f766e" })).await;
        assert!(at(app, HOST, "/theme.css").await.text.contains("#0f766e"));
        assert_ne!(at(app, HOST, "/subscriptions").await.status, 404);
        assert!(link(app, &ada).await.starts_with("http://acme.localhost:"), "links change with the primary host alone");
        assert_eq!(make_primary(app, &domain).await["isPrimary"], true);
        let link = link(app, &ada).await;
        assert!(link.starts_with("http://kunden.example/"), "{link}");
        assert_eq!(audited(app).await, ["domain.added", "domain.verified", "domain.activated", "domain.made-primary"]);
    }
}

api_test! {
    async fn sessions_begin_and_go_on_at_the_merchants_own_host(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        active(app).await;
        let token = token_of(&link(app, &ada).await);
        let send = async |path: &'static str, body: Value, origin: &'static str, cookie: String| {
            let headers = [("Host", HOST), ("Origin", origin), ("Cookie", cookie.as_str())];
            app.nobody().send(Method::POST, path, Some(body.to_string()), &headers).await
        };
        let answer = send("/api/session/portal/login", json!({ "token": token }), "http://kunden.example", String::new()).await;
        let cookie = answer.header("set-cookie").split(';').next().unwrap().to_owned();
        assert!(!answer.header("set-cookie").contains("Domain="), "the cookie stays on its host");
        answer.expect(200);
        for foreign in ["http://acme.localhost", "http://evil.example"] {
            let refused = send("/api/session/portal/refresh", json!({}), foreign, cookie.clone()).await;
            assert_eq!(refused.refused(403), "forbidden", "{foreign}");
        }
        let fresh = send("/api/session/portal/refresh", json!({}), "http://kunden.example", cookie).await.expect(200);
        let bearer = app.with(fresh["accessToken"].as_str().unwrap());
        bearer.send(Method::GET, "/api/portal", None, &[("Host", HOST)]).await.expect(200);
        let rivals = app.with(&app.rival.key).send(Method::GET, "/api/customers", None, &[("Host", HOST)]).await;
        assert_eq!(rivals.refused(401), "unauthorized");
    }
}

api_test! {
    async fn mailed_links_begin_with_the_primary_host(app: TestApp) {
        app.customer("ada@example.com").await;
        let domain = active(app).await;
        make_primary(app, &domain).await;
        app.request_login_link("ada@example.com").await;
        app.run_jobs().await;
        let mails = app.mails();
        assert!(mails[0].2.contains("http://kunden.example/customer-area/login?token="), "{}", mails[0].2);
        let path = format!("/api/domains/{}/primary", id(&domain));
        app.key().delete(&path).await.expect(204);
        app.key().delete(&path).await.expect(204);
        assert_eq!((&read(app, &domain).await["isPrimary"], &read(app, &domain).await["status"]), (&json!(false), &json!("active")));
        app.request_login_link("ada@example.com").await;
        app.run_jobs().await;
        assert!(app.mails()[0].2.contains("http://acme.localhost:"));
    }
}

api_test! {
    async fn there_is_one_primary_host_and_it_is_served(app: TestApp) {
        let first = active(app).await;
        make_primary(app, &first).await;
        let second = claim(app, &app.acme.key, "portal.acme.example").await;
        let path = format!("/api/domains/{}/primary", id(&second));
        assert_eq!(app.key().send(Method::PUT, &path, None, &[]).await.refused(409), "wrong-state");
        prove(app, &second);
        app.resolver.set_addresses("portal.acme.example", &["2001:db8::7".parse().unwrap()]);
        act(app, &second, "verify").await.expect(200);
        assert_eq!(app.key().send(Method::PUT, &path, None, &[]).await.refused(409), "wrong-state");
        act(app, &second, "activate").await.expect(200);
        make_primary(app, &second).await;
        let all = app.key().get("/api/domains").await.expect(200);
        let primary: Vec<_> = all["data"].as_array().unwrap().iter().map(|one| one["isPrimary"].clone()).collect();
        assert_eq!(primary, [json!(false), json!(true)]);
    }
}

api_test! {
    /// Whoever claims first keeps nobody out; whoever proves it has it, and the DNS says who.
    async fn of_two_claims_only_the_one_whose_token_is_in_the_dns_gets_the_host(app: TestApp) {
        let squatters = claim(app, &app.rival.key, HOST).await;
        let owners = claim(app, &app.acme.key, HOST).await;
        assert_ne!(squatters["proof"]["value"], owners["proof"]["value"]);
        prove(app, &owners);
        let path = format!("/api/domains/{}/verify", id(&squatters));
        let refused = app.with(&app.rival.key).send(Method::POST, &path, None, &[]).await;
        assert_eq!(refused.refused(409), "domain-record-missing");
        act(app, &owners, "verify").await.expect(200);
        // Even with a record of their own: it is taken, by somebody who is not named.
        prove(app, &squatters);
        let refused = app.with(&app.rival.key).send(Method::POST, &path, None, &[]).await;
        assert_eq!(refused.refused(409), "domain-unavailable");
        app.with(&app.rival.key).delete(&format!("/api/domains/{}", id(&squatters))).await.expect(204);
        let late = app.with(&app.rival.key).post("/api/domains", json!({ "host": HOST })).await;
        assert_eq!(late.refused(409), "domain-unavailable");
        let ours = app.with(&app.rival.key).post("/api/domains", json!({ "host": "acme.localhost" })).await;
        assert_eq!(late.without_id(), ours.without_id(), "one answer whatever the reason");
        assert!(!late.text.contains("Acme") && !late.text.contains("acme"));
    }
}

api_test! {
    async fn what_cannot_be_a_host_is_refused(app: TestApp) {
        for wrong in ["", "localhost2", "*.acme.example", "192.0.2.1", "https://a.example", "a.example:443", "a.example/x", "a_b.example"] {
            let refused = app.key().post("/api/domains", json!({ "host": wrong })).await;
            assert_eq!(refused.violations(), ["host"], "{wrong}");
        }
        for own in ["nobody.localhost", "a.b.localhost"] {
            assert_eq!(app.key().post("/api/domains", json!({ "host": own })).await.refused(409), "domain-unavailable", "{own}");
        }
    }
}

api_test! {
    async fn a_tenant_has_at_most_twenty_domains(app: TestApp) {
        for number in 0..20 {
            claim(app, &app.acme.key, &format!("d{number}.example")).await;
        }
        let refused = app.key().post("/api/domains", json!({ "host": "d20.example" })).await;
        assert_eq!(refused.refused(409), "domain-limit-reached");
        claim(app, &app.rival.key, "d20.example").await;
    }
}

api_test! {
    /// One failed lookup cuts nobody off: three days of "not there" do.
    async fn a_lost_record_ends_a_domain_after_three_days(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let domain = active(app).await;
        make_primary(app, &domain).await;
        let day = async || {
            app.advance(TimeDelta::days(1));
            app.run_jobs().await;
            read(app, &domain).await
        };
        app.resolver.set_silent(true);
        for _ in 0..5 {
            let shown = day().await;
            assert_eq!((&shown["status"], &shown["lastError"], &shown["missingSince"]), (&json!("active"), &json!("no-answer"), &Value::Null));
        }
        let refused = act(app, &domain, "verify").await;
        assert_eq!((refused.refused(503), refused.header("retry-after")), ("unavailable", "30"));
        app.resolver.set_silent(false);
        app.resolver.set_txt("_portico.kunden.example", &[]);
        for _ in 0..3 {
            let shown = day().await;
            assert_eq!((&shown["status"], &shown["lastError"], &shown["missingSince"]), (&json!("active"), &json!("record-missing"), &json!("2026-11-28T12:00:00Z")));
            at(app, HOST, "/api/public/portal").await.expect(200);
        }
        assert_eq!(day().await["status"], "failed");
        assert_eq!(at(app, HOST, "/api/public/portal").await.refused(404), "not-found");
        assert!(link(app, &ada).await.starts_with("http://acme.localhost:"), "links lead somewhere");
        assert_eq!(audited(app).await.last().unwrap(), "domain.failed");
        // It comes back as it came, and is free for others until then.
        prove(app, &domain);
        assert_eq!(act(app, &domain, "verify").await.expect(200)["status"], "verified");
        assert_eq!(act(app, &domain, "activate").await.expect(200)["isPrimary"], false);
        app.mails();
    }
}

api_test! {
    async fn a_record_that_comes_back_in_time_changes_nothing(app: TestApp) {
        let domain = active(app).await;
        app.resolver.set_txt("_portico.kunden.example", &[]);
        app.advance(TimeDelta::days(1));
        app.run_jobs().await;
        app.advance(TimeDelta::days(1));
        prove(app, &domain);
        app.run_jobs().await;
        let shown = read(app, &domain).await;
        assert_eq!((&shown["status"], &shown["missingSince"], &shown["lastError"]), (&json!("active"), &Value::Null, &Value::Null));
    }
}

api_test! {
    async fn a_removed_domain_is_served_no_more_and_free_for_others(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let domain = active(app).await;
        make_primary(app, &domain).await;
        app.key().delete(&format!("/api/domains/{}", id(&domain))).await.expect(204);
        assert!(link(app, &ada).await.starts_with("http://acme.localhost:"));
        assert_eq!(at(app, HOST, "/api/public/portal").await.refused(404), "not-found");
        assert_eq!(at(app, HOST, "/customer-area/login?token=x").await.status, 404, "also for links that were sent");
        let anew = claim(app, &app.acme.key, HOST).await;
        assert_ne!(anew["proof"]["value"], domain["proof"]["value"], "the old record proves nothing any more");
        let theirs = claim(app, &app.rival.key, HOST).await;
        prove(app, &theirs);
        let path = format!("/api/domains/{}", id(&theirs));
        app.with(&app.rival.key).send(Method::POST, &format!("{path}/verify"), None, &[]).await.expect(200);
        app.with(&app.rival.key).send(Method::POST, &format!("{path}/activate"), None, &[]).await.expect(200);
        assert_eq!(at(app, HOST, "/api/public/portal").await.expect(200)["merchant"], "Rival AG");
    }
}

api_test! {
    /// What Caddy asks before it fetches a certificate.
    async fn a_proxy_on_this_machine_may_ask_whose_certificates_to_fetch(app: TestApp) {
        let ask = async |domain: &str| app.nobody().get(&format!("/ask?domain={domain}")).await.status;
        assert_eq!(ask(HOST).await, 404);
        let domain = claim(app, &app.acme.key, HOST).await;
        assert_eq!(ask(HOST).await, 404, "a claim proves nothing");
        prove(app, &domain);
        act(app, &domain, "verify").await.expect(200);
        for (host, expected) in [(HOST, 200), ("Kunden.Example", 200), ("localhost", 200), ("acme.localhost", 200), ("nobody.localhost", 404), ("evil.example", 404), ("", 404)] {
            assert_eq!(ask(host).await, expected, "{host}");
        }
        let answer = app.nobody().get("/ask?domain=kunden.example").await;
        assert_eq!((answer.text.as_str(), answer.header("cache-control")), ("", "no-store"));
        for header in ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"] {
            let passed_on = app.nobody().send(Method::GET, "/ask?domain=kunden.example", None, &[(header, "203.0.113.9")]).await;
            assert_eq!(passed_on.status, 404, "{header}: a stranger behind a proxy learns nothing");
        }
    }
}

/// With a token, only who knows it: a proxy on another machine.
#[actix_web::test]
async fn a_proxy_elsewhere_asks_with_a_token() {
    let set = |config: &mut Config| config.domains.ask_token = Secret::new("open sesame");
    let app = TestApp::start_with(Kind::Sqlite, set).await;
    for (query, expected) in [("", 404), ("&token=wrong", 404), ("&token=open%20sesame", 200)] {
        let answer = app.nobody().get(&format!("/ask?domain=acme.localhost{query}")).await;
        assert_eq!(answer.status, expected, "{query}");
    }
    app.finish().await;
}

#[actix_web::test]
async fn the_dns_is_told_apart_by_what_it_answers() {
    let config = Domains {
        resolvers: vec![dns::start().await],
        timeout_ms: 300,
        ..Domains::default()
    };
    let resolver = DnsResolver::new(&config).unwrap();
    let txt = resolver.txt("_portico.kunden.example").await.unwrap();
    assert_eq!(
        txt,
        ["v=spf1 -all", "portico-verify=1"],
        "parts of one record belong together"
    );
    assert_eq!(resolver.txt("missing.example").await, Ok(vec![]), "no such name");
    assert_eq!(resolver.txt("empty.example").await, Ok(vec![]), "no such record");
    assert!(
        resolver.txt("broken.example").await.is_err(),
        "a server in trouble proves nothing"
    );
    assert!(resolver.txt("silent.example").await.is_err(), "silence proves nothing");
    assert_eq!(
        resolver.addresses("kunden.example").await,
        Ok(vec!["192.0.2.7".parse().unwrap()])
    );
    assert_eq!(resolver.addresses("missing.example").await, Ok(vec![]));
    assert!(resolver.addresses("silent.example").await.is_err());
}
