//! Hosted Pages: switches, look and lifetimes, each change a version.

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, TestApp, api_test};

const PATH: &str = "/api/settings/hosted-pages";

async fn patch(app: &TestApp, change: Value) -> Answer {
    app.key().patch(PATH, change).await
}

async fn audited(app: &TestApp, action: &str) -> Vec<portico::db::entities::audit_log::Model> {
    use portico::db::entities::audit_log;
    use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
    audit_log::Entity::find()
        .filter(audit_log::Column::Action.eq(action))
        .order_by_asc(audit_log::Column::Id)
        .all(app.context.db.read())
        .await
        .unwrap()
}

api_test! {
    async fn a_new_tenant_has_everything_on_and_nothing_set(app: TestApp) {
        let pages = app.key().get(PATH).await.expect(200);
        assert_eq!((&pages["version"], &pages["updatedBy"]), (&json!(1), &json!("system:command-line")));
        for switch in ["showContactPerson", "showInvoices", "manageBillingAddress", "managePaymentMethods", "viewSubscriptions", "cancelSubscriptions"] {
            assert_eq!(pages[switch], true, "{switch}");
        }
        assert_eq!(pages["trialCancellation"], "end_of_trial");
        assert_eq!(pages["languages"], json!(["de", "en"]));
        assert_eq!((&pages["paymentMethodTypes"], &pages["returnHosts"]), (&json!([]), &json!([])));
        for field in ["portalTitle", "accentColour", "contactEmail", "imprintUrl", "sentLinkMinutes", "sessionIdleMinutes", "logo", "logoUrl"] {
            assert_eq!(pages[field], Value::Null, "{field}");
        }
    }
}

api_test! {
    async fn a_change_keeps_what_it_does_not_name_and_null_resets(app: TestApp) {
        let first = patch(app, json!({ "showInvoices": false, "portalTitle": "Kundenbereich", "accentColour": "#0F766E", "languages": ["en"],
            "returnHosts": ["Shop.example"], "sentLinkMinutes": 60, "note": "Relaunch" })).await.expect(200);
        assert_eq!((&first["version"], &first["showInvoices"], &first["showContactPerson"]), (&json!(2), &json!(false), &json!(true)));
        assert_eq!((&first["accentColour"], &first["returnHosts"]), (&json!("#0f766e"), &json!(["shop.example"])));
        let second = patch(app, json!({ "showInvoices": null, "languages": null, "portalTitle": null })).await.expect(200);
        assert_eq!((&second["version"], &second["showInvoices"]), (&json!(3), &json!(true)));
        assert_eq!((&second["languages"], &second["portalTitle"], &second["sentLinkMinutes"]), (&json!(["de", "en"]), &Value::Null, &json!(60)));
        assert_eq!(app.key().get(PATH).await.expect(200), second);
        // Who reads it and sends it back changes nothing, and makes no version.
        assert_eq!(patch(app, second.clone()).await.expect(200), second);
        assert_eq!(patch(app, json!({})).await.expect(200)["version"], 3);
        let merge = app.key().send(Method::PATCH, PATH, Some(json!({ "showInvoices": false }).to_string()), &[("Content-Type", "application/merge-patch+json")]).await;
        assert_eq!(merge.expect(200)["version"], 4);
    }
}

api_test! {
    async fn what_cannot_be_is_refused_by_field(app: TestApp) {
        for (change, path) in [
            (json!({ "accentColour": "teal" }), "accentColour"),
            (json!({ "accentColour": "#fff;}body{" }), "accentColour"),
            (json!({ "portalTitle": " " }), "portalTitle"),
            (json!({ "portalTitle": "x".repeat(81) }), "portalTitle"),
            (json!({ "contactEmail": "service" }), "contactEmail"),
            (json!({ "contactPhone": "\u{7}" }), "contactPhone"),
            (json!({ "imprintUrl": "http://acme.example/imprint" }), "imprintUrl"),
            (json!({ "privacyUrl": "javascript:alert(1)" }), "privacyUrl"),
            (json!({ "termsUrl": "https://acme.example@evil.example/" }), "termsUrl"),
            (json!({ "languages": [] }), "languages"),
            (json!({ "languages": ["de", "de"] }), "languages"),
            (json!({ "languages": ["fr"] }), "languages[0]"),
            (json!({ "paymentMethodTypes": ["cash"] }), "paymentMethodTypes[0]"),
            (json!({ "requestedLinkMinutes": 4 }), "requestedLinkMinutes"),
            (json!({ "sentLinkMinutes": 43_201 }), "sentLinkMinutes"),
            (json!({ "returnedLinkMinutes": -5 }), "returnedLinkMinutes"),
            (json!({ "sessionAbsoluteHours": 0 }), "sessionAbsoluteHours"),
            (json!({ "sessionAbsoluteHours": 721 }), "sessionAbsoluteHours"),
            (json!({ "sessionIdleMinutes": 121, "sessionAbsoluteHours": 2 }), "sessionIdleMinutes"),
            (json!({ "sessionIdleMinutes": 721 }), "sessionIdleMinutes"), // longer than the instance's 12 hours
            (json!({ "portalTitle": "Two\nlines" }), "portalTitle"),
            (json!({ "logo": "other" }), "logo"),
            (json!({ "returnHosts": ["https://shop.example"] }), "returnHosts[0]"),
            (json!({ "returnHosts": ["*.example"] }), "returnHosts[0]"),
            (json!({ "showInvoices": "no" }), "showInvoices"),
            (json!({ "showInvoice": false }), "showInvoice"),
            (json!({ "note": "x".repeat(501) }), "note"),
        ] {
            assert_eq!(patch(app, change.clone()).await.violations(), [path], "{change}");
        }
        assert_eq!(app.key().get(PATH).await.expect(200)["version"], 1, "nothing of it was kept");
    }
}

api_test! {
    /// `version` in the body says what was read: a change in between is not written over.
    async fn a_change_of_what_is_not_current_any_more_is_refused(app: TestApp) {
        patch(app, json!({ "version": 1, "showInvoices": false })).await.expect(200);
        assert_eq!(patch(app, json!({ "version": 1, "showInvoices": true })).await.refused(409), "concurrent-change");
        patch(app, json!({ "version": 2, "showInvoices": true })).await.expect(200);
    }
}

api_test! {
    async fn of_two_changes_at_once_one_wins_and_nothing_is_mixed(app: TestApp) {
        let all = futures_util::future::join_all((0..6).map(|n| patch(app, json!({ "version": 1, "portalTitle": format!("T{n}"), "contactPhone": format!("{n}") })))).await;
        let won: Vec<_> = all.iter().filter(|answer| answer.status == 200).collect();
        assert_eq!(won.len(), 1);
        assert!(all.iter().all(|answer| answer.status == 200 || answer.refused(409) == "concurrent-change"));
        let pages = app.key().get(PATH).await.expect(200);
        assert_eq!(pages, won[0].json);
        assert_eq!(pages["portalTitle"].as_str().unwrap()[1..], *pages["contactPhone"].as_str().unwrap());
        assert_eq!(audited(app, "hosted_pages.changed").await.len(), 1);
    }
}

api_test! {
    async fn every_version_says_who_when_and_what_changed(app: TestApp) {
        patch(app, json!({ "showInvoices": false, "note": "No invoices for now" })).await.expect(200);
        app.advance(TimeDelta::hours(1));
        patch(app, json!({ "languages": ["en"], "accentColour": "#0f766e" })).await.expect(200);
        let page = app.key().get(&format!("{PATH}/versions")).await.expect(200);
        let versions = page["data"].as_array().unwrap();
        assert_eq!(versions.iter().map(|one| one["version"].as_i64().unwrap()).collect::<Vec<_>>(), [3, 2, 1]);
        assert_eq!(versions.iter().map(|one| one["isCurrent"].as_bool().unwrap()).collect::<Vec<_>>(), [true, false, false]);
        assert_eq!(versions[0]["changes"], json!([
            { "field": "accentColour", "before": null, "after": "#0f766e" },
            { "field": "languages", "before": "de, en", "after": "en" }]));
        assert_eq!(versions[1]["changes"], json!([{ "field": "showInvoices", "before": "true", "after": "false" }]));
        assert_eq!((&versions[1]["note"], &versions[1]["createdAt"]), (&json!("No invoices for now"), &json!("2026-11-22T12:00:00Z")));
        assert!(versions[0]["madeBy"].as_str().unwrap().starts_with("api:"));
        assert_eq!(versions[2]["changes"], json!([]));
        // Page by page, also by cursor.
        let first = app.key().get(&format!("{PATH}/versions?limit=2")).await.expect(200);
        assert_eq!(first["data"][1]["changes"], versions[1]["changes"], "against a version of the next page");
        let cursor = first["pagination"]["nextCursor"].as_str().unwrap();
        let rest = app.key().get(&format!("{PATH}/versions?cursor={cursor}")).await.expect(200);
        assert_eq!(rest["data"], json!([versions[2]]));
        let oldest = app.key().get(&format!("{PATH}/versions?order[version]=asc&limit=1")).await.expect(200);
        assert_eq!(oldest["data"], json!([versions[2]]));
        let one = app.key().get(&format!("{PATH}/versions/2")).await.expect(200);
        assert_eq!((&one["settings"]["showInvoices"], &one["settings"]["languages"]), (&json!(false), &json!(["de", "en"])));
        assert_eq!(one["changes"], versions[1]["changes"]);
        for missing in ["0", "4", "-1", "x"] {
            assert_eq!(app.key().get(&format!("{PATH}/versions/{missing}")).await.refused(404), "not-found", "{missing}");
        }
    }
}

api_test! {
    async fn an_old_version_comes_back_as_a_new_one(app: TestApp) {
        patch(app, json!({ "showInvoices": false, "portalTitle": "A" })).await.expect(200);
        patch(app, json!({ "portalTitle": "B" })).await.expect(200);
        let restore = async |version: i64| app.key().post(&format!("{PATH}/versions/{version}/restore"), json!({ "note": "Back" })).await;
        let restored = restore(2).await.expect(200);
        assert_eq!((&restored["version"], &restored["portalTitle"], &restored["showInvoices"]), (&json!(4), &json!("A"), &json!(false)));
        let versions = app.key().get(&format!("{PATH}/versions")).await.expect(200);
        assert_eq!(versions["data"].as_array().unwrap().len(), 4, "nothing is lost");
        assert_eq!((&versions["data"][0]["restoredFrom"], &versions["data"][0]["note"]), (&json!(2), &json!("Back")));
        assert_eq!(restore(4).await.refused(409), "already-current");
        assert_eq!(restore(2).await.refused(409), "already-current", "it holds the same");
        assert_eq!(restore(9).await.refused(404), "not-found");
        assert_eq!(restore(1).await.expect(200)["portalTitle"], Value::Null);
    }
}

api_test! {
    /// Actor, before and after, of the fields that changed alone.
    async fn every_change_is_in_the_audit_log(app: TestApp) {
        patch(app, json!({ "showInvoices": false, "portalTitle": "A" })).await.expect(200);
        app.key().post(&format!("{PATH}/versions/1/restore"), json!({})).await.expect(200);
        let changed = audited(app, "hosted_pages.changed").await;
        assert_eq!(changed.len(), 1);
        assert_eq!(changed[0].before, Some(json!({ "portalTitle": null, "showInvoices": true })));
        assert_eq!(changed[0].after, Some(json!({ "portalTitle": "A", "showInvoices": false })));
        assert!(changed[0].actor.starts_with("api:"));
        assert_eq!((changed[0].tenant_id, changed[0].subject_id), (app.acme.id, app.acme.id.0));
        assert_eq!(audited(app, "hosted_pages.restored").await.len(), 1);
    }
}

api_test! {
    async fn the_same_change_sent_again_is_one_version(app: TestApp) {
        let send = async || app.key().send(Method::PATCH, PATH, Some(json!({ "version": 1, "showInvoices": false }).to_string()), &[("Idempotency-Key", "k")]).await;
        let (first, again) = (send().await, send().await);
        assert_eq!((first.status, &first.text), (200, &again.text));
        assert_eq!(again.header("idempotency-replayed"), "true");
        assert_eq!(app.key().get(PATH).await.expect(200)["version"], 2);
    }
}

api_test! {
    async fn the_portal_learns_only_what_it_needs(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        patch(app, json!({ "cancelSubscriptions": false, "paymentMethodTypes": ["sepa_debit"], "portalTitle": "Kundenbereich", "languages": ["en"],
            "returnHosts": ["shop.example"], "requestedLinkMinutes": 30 })).await.expect(200);
        let portal = app.signed_in(&ada).await.get("/api/portal").await.expect(200);
        assert_eq!(portal["settings"], json!({ "showContactPerson": true, "showInvoices": true, "manageBillingAddress": true, "managePaymentMethods": true,
            "viewSubscriptions": true, "cancelSubscriptions": false, "trialCancellation": "end_of_trial", "manageUsers": true, "changeEmail": true,
            "paymentMethodTypes": ["sepa_debit"] }));
        assert_eq!((&portal["brand"]["merchant"], &portal["brand"]["portalTitle"]), (&json!("Acme GmbH"), &json!("Kundenbereich")));
        assert_eq!(portal["language"], "en", "her own is not offered any more");
        assert!(!portal.to_string().contains("shop.example"));
    }
}

api_test! {
    async fn the_sign_in_page_knows_whose_portal_it_is(app: TestApp) {
        patch(app, json!({ "contactEmail": "service@acme.example", "imprintUrl": "https://acme.example/imprint" })).await.expect(200);
        let ask = async |etag: &str| app.nobody_on("acme").send(Method::GET, "/api/public/portal", None, &[("If-None-Match", etag)]).await;
        let first = ask("").await;
        assert_eq!(first.header("cache-control"), "public, max-age=60");
        let etag = first.header("etag").to_owned();
        assert_eq!(first.expect(200), json!({ "merchant": "Acme GmbH", "portalTitle": null, "logoUrl": null, "languages": ["de", "en"],
            "contactEmail": "service@acme.example", "contactPhone": null, "imprintUrl": "https://acme.example/imprint", "privacyUrl": null, "termsUrl": null }));
        assert_eq!(ask(&etag).await.status, 304);
        patch(app, json!({ "contactPhone": "+49 40 1" })).await.expect(200);
        assert_eq!(ask(&etag).await.expect(200)["contactPhone"], "+49 40 1");
        assert_eq!(app.nobody_on("rival").get("/api/public/portal").await.expect(200)["merchant"], "Rival AG");
        assert_eq!(app.nobody().get("/api/public/portal").await.refused(404), "not-found", "no tenant's host");
    }
}

api_test! {
    async fn the_colour_reaches_the_style_sheet_readable_in_both_themes(app: TestApp) {
        let theme = async || app.nobody_on("acme").get("/theme.css").await.text;
        assert_eq!(theme().await, "");
        patch(app, json!({ "accentColour": "#ffff00" })).await.expect(200);
        let css = theme().await;
        assert!(css.contains("prefers-color-scheme:dark){:root{--brand:#ffff00;--brand-contrast:#000000"), "{css}");
        assert!(!css.starts_with(":root{--brand:#ffff00"), "yellow on white would not be seen: {css}");
        patch(app, json!({ "accentColour": null })).await.expect(200);
        assert_eq!(theme().await, "");
    }
}

api_test! {
    /// Rows of the first release hold the colour elsewhere; it is neither lost nor shown as a change.
    async fn the_colour_of_an_older_tenant_is_kept(app: TestApp) {
        use portico::db::entities::{settings_versions, tenants};
        use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
        let tx = app.context.db.begin().await.unwrap();
        tenants::Entity::update_many()
            .col_expr(tenants::Column::HostedPages, Expr::value(json!({ "showInvoices": false })))
            .col_expr(tenants::Column::Branding, Expr::value(json!({ "accentColour": "#0f766e" })))
            .filter(tenants::Column::Id.eq(app.acme.id)).exec(&tx).await.unwrap();
        settings_versions::Entity::update_many()
            .col_expr(settings_versions::Column::HostedPages, Expr::value(json!({ "showInvoices": false })))
            .filter(settings_versions::Column::TenantId.eq(app.acme.id)).exec(&tx).await.unwrap();
        tx.commit().await.unwrap();
        assert!(app.nobody_on("acme").get("/theme.css").await.text.contains("#0f766e"));
        assert_eq!(patch(app, json!({ "showInvoices": true })).await.expect(200)["accentColour"], "#0f766e");
        let versions = app.key().get(&format!("{PATH}/versions")).await.expect(200);
        assert_eq!(versions["data"][0]["changes"], json!([{ "field": "showInvoices", "before": "false", "after": "true" }]));
        patch(app, json!({ "accentColour": null })).await.expect(200);
        assert_eq!(app.nobody_on("acme").get("/theme.css").await.text, "");
    }
}

api_test! {
    /// A database of the release before: its tenants begin their history with what they have.
    async fn older_tenants_get_a_first_version(app: TestApp) {
        use portico_migrations::{Migrator, MigratorTrait};
        use sea_orm::{ConnectOptions, ConnectionTrait, Database, Statement};
        let folder = tempfile::tempdir().unwrap();
        let options = if app.context.db.is_postgres() {
            let tx = app.context.db.begin().await.unwrap();
            tx.execute_unprepared("CREATE SCHEMA older").await.unwrap();
            tx.commit().await.unwrap();
            ConnectOptions::new(app.context.config.database.url.reveal()).set_schema_search_path("older").max_connections(1).to_owned()
        } else {
            ConnectOptions::new(format!("sqlite://{}/older.db?mode=rwc", folder.path().display()))
        };
        let db = Database::connect(options).await.unwrap();
        Migrator::up(&db, Some(1)).await.unwrap();
        let sql = "INSERT INTO tenants (id, slug, name, status, time_zone, currency, language, hosted_pages, branding, settings_version, created_at) \
            SELECT $1, 'old', 'Old', 'active', 'Europe/Berlin', 'EUR', 'de', $2, $3, 1, $4";
        let values = [app.acme.id.into(), json!({ "showInvoices": false }).into(), json!({}).into(), app.now().into()];
        db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await.unwrap();
        Migrator::up(&db, None).await.unwrap();
        let row = portico::features::hosted_pages::store::find_version(&db, portico::auth::Scope::of_tenant(app.acme.id), 1).await.unwrap().unwrap();
        assert_eq!((row.made_by.as_str(), row.hosted_pages, row.created_at), ("system:migration", json!({ "showInvoices": false }), app.now()));
        db.close().await.unwrap();
    }
}

api_test! {
    async fn the_tenants_lifetimes_count_for_links(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        patch(app, json!({ "returnedLinkMinutes": 5, "requestedLinkMinutes": 1440 })).await.expect(200);
        let token = app.link_token(&ada).await;
        app.advance(TimeDelta::minutes(5));
        let late = app.nobody_on("acme").post("/api/session/portal/link", json!({ "token": token })).await;
        assert_eq!(late.refused(410), "link-invalid");
        app.nobody_on("acme").post("/api/public/customer/request-login-link", json!({ "email": "ada@example.com" })).await.expect(200);
        app.run_jobs().await;
        let mails = app.mails();
        let token = crate::support::token_of(mails[0].2.lines().find(|line| line.contains("token=")).unwrap());
        app.advance(TimeDelta::minutes(1439));
        app.nobody_on("acme").post("/api/session/portal/link", json!({ "token": token })).await.expect(200);
        app.advance(TimeDelta::minutes(1));
        assert_eq!(app.nobody_on("acme").post("/api/session/portal/link", json!({ "token": token })).await.refused(410), "link-invalid");
    }
}

api_test! {
    /// Shorter limits end sessions that run, with both kinds of tokens; the cookie lives as long as a session may.
    async fn the_tenants_lifetimes_count_for_running_sessions_at_once(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let enter = async || {
            let token = app.link_token(&ada).await;
            app.nobody_on("acme").post("/api/session/portal/login", json!({ "token": token })).await
        };
        patch(app, json!({ "sessionAbsoluteHours": 48 })).await.expect(200);
        let login = enter().await;
        assert!(login.header("set-cookie").contains("Max-Age=172800"), "{}", login.header("set-cookie"));
        let cookie = login.cookie("portico_c").unwrap();
        app.advance(TimeDelta::minutes(50));
        let refreshed = app.nobody_on("acme").with_cookie(&cookie).post("/api/session/portal/refresh", json!({})).await;
        let cookie = refreshed.cookie("portico_c").unwrap();
        app.advance(TimeDelta::minutes(20));
        patch(app, json!({ "sessionIdleMinutes": 20 })).await.expect(200);
        let idle = app.nobody_on("acme").with_cookie(&cookie).post("/api/session/portal/refresh", json!({})).await;
        assert_eq!(idle.refused(401), "unauthorized", "idle for twenty minutes");
        patch(app, json!({ "sessionIdleMinutes": null })).await.expect(200);
        let access = app.token(&ada).await;
        app.advance(TimeDelta::minutes(5));
        app.with(&access).get("/api/portal").await.expect(200);
        let earlier = enter().await;
        app.advance(TimeDelta::minutes(55));
        let cookie = earlier.cookie("portico_c").unwrap();
        let late = enter().await.json["accessToken"].as_str().unwrap().to_owned();
        patch(app, json!({ "sessionAbsoluteHours": 1 })).await.expect(200);
        app.advance(TimeDelta::minutes(5));
        let ended = app.nobody_on("acme").with_cookie(&cookie).post("/api/session/portal/refresh", json!({})).await;
        assert_eq!(ended.refused(401), "unauthorized", "an hour after it began");
        app.with(&late).get("/api/portal").await.expect(200);
    }
}

api_test! {
    /// A picture is written anew; what was the logo in older versions is there again with them.
    async fn the_logo_is_a_version_like_every_other_change(app: TestApp) {
        let png = include_bytes!("../../../../docs/portal.png").to_vec();
        let logo = format!("{PATH}/logo");
        assert_eq!(app.key().put_picture(&logo, "image/png", b"<svg/>".to_vec()).await.refused(422), "validation-failed");
        assert_eq!(app.key().put_picture(&logo, "image/svg+xml", b"<svg/>".to_vec()).await.refused(415), "unsupported-media-type");
        let set = app.key().put_picture(&logo, "image/png", png).await.expect(200);
        assert_eq!(set["version"], 2);
        let url = set["logoUrl"].as_str().unwrap().to_owned();
        let brand = app.nobody_on("acme").get("/api/public/portal").await.expect(200);
        assert_eq!(brand["logoUrl"], json!(url));
        assert_eq!(app.nobody_on("acme").get(&url).await.status, 200);
        assert_eq!(app.nobody_on("rival").get(&url).await.status, 404);
        let none = app.key().delete(&logo).await.expect(200);
        assert_eq!((&none["version"], &none["logoUrl"]), (&json!(3), &Value::Null));
        let back = app.key().post(&format!("{PATH}/versions/2/restore"), json!({})).await.expect(200);
        assert_eq!(back["logoUrl"], json!(url));
        assert_eq!(app.nobody_on("acme").get(&url).await.status, 200);
    }
}

api_test! {
    async fn people_choose_one_of_the_languages_that_are_offered(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let caller = app.signed_in(&ada).await;
        assert_eq!(caller.get("/api/portal").await.expect(200)["language"], "de");
        assert_eq!(caller.patch("/api/portal", json!({ "language": "en" })).await.expect(200), json!({ "language": "en" }));
        assert_eq!(caller.get("/api/portal").await.expect(200)["language"], "en");
        assert_eq!(audited(app, "person.language_changed").await.len(), 1);
        app.switch(json!({ "languages": ["de"] })).await;
        assert_eq!(caller.patch("/api/portal", json!({ "language": "en" })).await.violations(), ["language"]);
        assert_eq!(caller.get("/api/portal").await.expect(200)["language"], "de", "what is offered counts");
    }
}
