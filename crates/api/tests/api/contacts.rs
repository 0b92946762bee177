//! Contact persons: who customers turn to, with their photos.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{TestApp, api_test, id};

pub fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Vec::new();
    let red = RgbImage::from_pixel(width, height, Rgb([200, 10, 10]));
    DynamicImage::from(red)
        .write_to(&mut Cursor::new(&mut bytes), format)
        .unwrap();
    bytes
}

async fn contact(app: &TestApp, name: &str) -> String {
    id(&app
        .key()
        .post("/api/contacts", json!({ "name": name }))
        .await
        .expect(201))
}

/// Whom a customer sees in the portal.
async fn seen(app: &TestApp, customer: &str) -> Value {
    app.signed_in(customer).await.get("/api/portal").await.expect(200)["contact"].clone()
}

api_test! {
    async fn a_contact_is_created_read_changed_and_listed(app: TestApp) {
        let body = json!({ "name": "Jana Öz", "role": "Kundenbetreuung", "email": "jana@acme.example", "phone": "+49 40 1",
            "bookingUrl": "https://acme.example/termin", "languages": ["de", "en"] });
        let created = app.key().post("/api/contacts", body).await.expect(201);
        assert_eq!(created["languages"], json!(["de", "en"]));
        assert_eq!((&created["photoUrl"], &created["isDefault"]), (&json!(null), &json!(false)));
        let path = format!("/api/contacts/{}", id(&created));
        assert_eq!(app.key().get(&path).await.expect(200), created);
        let mut read = created.clone();
        read["role"] = json!("Vertrieb");
        let changed = app.key().put(&path, read).await.expect(200);
        assert_eq!((&changed["role"], &changed["languages"]), (&json!("Vertrieb"), &json!(["de", "en"])), "read, changed in one place, sent back");
        let cleared = app.key().patch(&path, json!({ "phone": null, "email": "", "languages": null })).await.expect(200);
        assert_eq!((&cleared["phone"], &cleared["email"], &cleared["languages"]), (&json!(null), &json!(null), &json!([])));
        contact(app, "Anton").await;
        let names = async |query: &str| {
            let page = app.key().get(&format!("/api/contacts?{query}")).await.expect(200);
            page["data"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>().join(", ")
        };
        assert_eq!(names("").await, "Anton, Jana Öz", "newest first");
        assert_eq!(names("order[name]=desc").await, "Jana Öz, Anton");
        assert_eq!(app.key().get("/api/contacts?colour=red").await.violations(), ["colour"]);
    }
}

api_test! {
    async fn what_a_contact_must_look_like(app: TestApp) {
        let wrong = json!({ "name": " ", "email": "nobody", "bookingUrl": "http://acme.example", "languages": ["de", "de"] });
        assert_eq!(app.key().post("/api/contacts", wrong).await.violations(), ["name", "email", "bookingUrl", "languages[1]"]);
        for url in ["javascript:alert(1)", "https://", "https://user:pw@acme.example", "//acme.example", "https://a b", "acme.example"] {
            let body = json!({ "name": "Jana", "bookingUrl": url });
            assert_eq!(app.key().post("/api/contacts", body).await.violations(), ["bookingUrl"], "{url}");
        }
        assert_eq!(app.key().post("/api/contacts", json!({})).await.violations(), ["name"]);
        assert_eq!(app.key().post("/api/contacts", json!({ "name": "Jana", "languages": ["fr"] })).await.violations(), ["languages[0]"]);
        assert_eq!(app.key().post("/api/contacts", json!({ "name": "Jana", "colour": "red" })).await.violations(), ["colour"]);
        let path = format!("/api/contacts/{}", contact(app, "Jana").await);
        assert_eq!(app.key().patch(&path, json!({ "name": null })).await.violations(), ["name"]);
    }
}

api_test! {
    /// Their own contact, else the merchant's default, else nobody.
    async fn a_customer_sees_their_own_contact_else_the_default(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        assert_eq!(seen(app, &customer).await, json!(null));
        let (jana, anton) = (contact(app, "Jana").await, contact(app, "Anton").await);
        assert_eq!(app.key().put(&format!("/api/contacts/{jana}/default"), json!({})).await.expect(200)["isDefault"], true);
        assert_eq!(seen(app, &customer).await["name"], "Jana");
        app.key().put(&format!("/api/contacts/{anton}/default"), json!({})).await.expect(200);
        assert_eq!(app.key().get(&format!("/api/contacts/{jana}")).await.expect(200)["isDefault"], false, "there is one default");
        assert_eq!(seen(app, &customer).await["name"], "Anton");
        app.key().patch(&format!("/api/customers/{customer}"), json!({ "contactPerson": jana })).await.expect(200);
        assert_eq!(seen(app, &customer).await["name"], "Jana");
        app.key().patch(&format!("/api/customers/{customer}"), json!({ "contactPerson": null })).await.expect(200);
        assert_eq!(app.key().delete(&format!("/api/contacts/{anton}/default")).await.status, 204);
        assert_eq!(app.key().delete(&format!("/api/contacts/{anton}/default")).await.status, 204, "again changes nothing");
        assert_eq!(seen(app, &customer).await, json!(null));
        // Another merchant's default is nobody's here.
        let other = app.with(&app.rival.key).post("/api/contacts", json!({ "name": "Rita" })).await.expect(201);
        app.with(&app.rival.key).put(&format!("/api/contacts/{}/default", id(&other)), json!({})).await.expect(200);
        assert_eq!(seen(app, &customer).await, json!(null));
        assert_eq!(app.key().patch(&format!("/api/customers/{customer}"), json!({ "contactPerson": id(&other) })).await.violations(), ["contactPerson"]);
    }
}

api_test! {
    /// Made the default at once, one of them is.
    async fn there_is_never_a_second_default(app: TestApp) {
        let (jana, anton) = (contact(app, "Jana").await, contact(app, "Anton").await);
        let make = async |id: &str| app.key().put(&format!("/api/contacts/{id}/default"), json!({})).await.status;
        let (one, other) = futures_util::future::join(make(&jana), make(&anton)).await;
        assert!([one, other].iter().all(|status| matches!(status, 200 | 409)), "{one} {other}");
        let all = app.key().get("/api/contacts").await.expect(200);
        let defaults = all["data"].as_array().unwrap().iter().filter(|one| one["isDefault"] == true).count();
        assert_eq!(defaults, 1);
    }
}

api_test! {
    async fn a_contact_of_customers_cannot_be_deleted(app: TestApp) {
        let (jana, customer) = (contact(app, "Jana").await, app.customer("ada@example.com").await);
        let path = format!("/api/contacts/{jana}");
        app.key().patch(&format!("/api/customers/{customer}"), json!({ "contactPerson": jana })).await.expect(200);
        let refused = app.key().delete(&path).await;
        assert_eq!(refused.refused(409), "contact-in-use");
        assert!(refused.json["detail"].as_str().unwrap().contains("1 customer."), "{}", refused.text);
        app.key().patch(&format!("/api/customers/{customer}"), json!({ "contactPerson": null })).await.expect(200);
        app.key().put_picture(&format!("{path}/photo"), "image/png", picture(9, 9, ImageFormat::Png)).await.expect(200);
        let send = async || app.key().send(Method::DELETE, &path, None, &[("Idempotency-Key", "d1")]).await;
        assert_eq!(send().await.status, 204);
        let again = send().await;
        assert_eq!((again.status, again.header("idempotency-replayed")), (204, "true"));
        assert_eq!(app.key().get(&path).await.refused(404), "not-found");
        use portico::db::entities::media;
        use sea_orm::EntityTrait;
        assert_eq!(media::Entity::find().all(app.context.db.read()).await.unwrap().len(), 0, "the photo goes with it");
    }
}

api_test! {
    async fn a_photo_is_made_small_and_served_on_its_tenants_host_alone(app: TestApp) {
        let path = format!("/api/contacts/{}/photo", contact(app, "Jana").await);
        let url = async |kind: &str, format: ImageFormat| {
            let answer = app.key().put_picture(&path, kind, picture(1200, 800, format)).await.expect(200);
            answer["photoUrl"].as_str().unwrap().to_owned()
        };
        let old = url("image/webp", ImageFormat::WebP).await;
        let shown = app.nobody_on("acme").get(&old).await;
        assert_eq!((shown.status, shown.header("content-type")), (200, "image/jpeg"));
        assert_eq!(shown.header("cache-control"), "public, max-age=31536000, immutable");
        assert_eq!(shown.header("x-content-type-options"), "nosniff");
        assert!(shown.header("content-security-policy").starts_with("sandbox"), "{:?}", shown.headers);
        let stored = image::load_from_memory(&shown.bytes).unwrap();
        assert_eq!((stored.width(), stored.height()), (512, 341));
        let head = app.nobody_on("acme").send(Method::HEAD, &old, None, &[]).await;
        assert_eq!((head.status, head.text.as_str()), (200, ""));
        // Another tenant's, an invented and a malformed one, and every one on a host without tenant: one answer.
        let missing = app.nobody_on("rival").get(&old).await;
        assert_eq!(missing.status, 404);
        for other in ["/media/01a20391-b036-7000-8004-e9cb25c4b054", "/media/x", "/media/x.png"] {
            let answer = app.nobody_on("rival").get(other).await;
            assert_eq!((answer.status, &answer.text, answer.header("cache-control")), (404, &missing.text, missing.header("cache-control")), "{other}");
        }
        assert_eq!(app.nobody().get(&old).await.status, 404);
        // A new picture has a new address; the old one is gone.
        let new = url("image/jpeg", ImageFormat::Jpeg).await;
        assert_ne!(new, old);
        assert_eq!(app.nobody_on("acme").get(&old).await.status, 404);
        assert_eq!(app.nobody_on("acme").get(&new).await.status, 200);
        assert_eq!(app.key().delete(&path).await.status, 204);
        assert_eq!(app.key().delete(&path).await.status, 204);
        assert_eq!(app.nobody_on("acme").get(&new).await.status, 404);
    }
}

api_test! {
    async fn what_is_no_picture_is_refused_and_changes_nothing(app: TestApp) {
        let contact = format!("/api/contacts/{}", contact(app, "Jana").await);
        let path = format!("{contact}/photo");
        let svg = br#"<svg xmlns="http://www.w3.org/2000/svg"/>"#.to_vec();
        for kind in ["image/svg+xml", "image/gif", "application/json", "text/html", ""] {
            assert_eq!(app.key().put_picture(&path, kind, svg.clone()).await.refused(415), "unsupported-media-type", "{kind}");
        }
        let refused = app.key().put_picture(&path, "image/png", svg).await;
        assert_eq!(refused.violations(), ["(body)"]);
        assert!(refused.text.contains("not a picture of the declared kind"), "{}", refused.text);
        let mislabelled = app.key().put_picture(&path, "image/jpeg", picture(9, 9, ImageFormat::Png)).await;
        assert_eq!(mislabelled.violations(), ["(body)"]);
        assert_eq!(app.key().put_picture(&path, "image/png", vec![]).await.violations(), ["(body)"]);
        assert_eq!(app.key().put_picture(&path, "image/png", vec![0; 2 * 1024 * 1024 + 1]).await.refused(413), "payload-too-large");
        // Larger than other bodies may be, and still a picture that is read.
        assert_eq!(app.key().put_picture(&path, "image/png", vec![0; 2 * 1024 * 1024]).await.violations(), ["(body)"]);
        let wide = app.key().put_picture(&path, "image/png", picture(10_001, 1, ImageFormat::Png)).await;
        assert_eq!(wide.json["violations"][0]["code"], "out-of-range", "{}", wide.text);
        assert_eq!(app.key().get(&contact).await.expect(200)["photoUrl"], json!(null));
    }
}

api_test! {
    async fn each_change_of_a_contact_is_in_the_audit_log(app: TestApp) {
        let path = format!("/api/contacts/{}", contact(app, "Jana").await);
        app.key().patch(&path, json!({ "role": "Vertrieb" })).await.expect(200);
        app.key().put(&format!("{path}/default"), json!({})).await.expect(200);
        app.key().delete(&path).await;
        use portico::db::entities::audit_log;
        use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
        let rows = audit_log::Entity::find().filter(audit_log::Column::SubjectKind.eq("contact")).order_by_asc(audit_log::Column::Id);
        let rows = rows.all(app.context.db.read()).await.unwrap();
        let actions: Vec<_> = rows.iter().map(|row| row.action.as_str()).collect();
        assert_eq!(actions, ["contact.created", "contact.updated", "contact.made-default", "contact.deleted"]);
        assert_eq!(rows[1].before.as_ref().unwrap()["role"], json!(null));
        assert_eq!(rows[1].after.as_ref().unwrap()["role"], "Vertrieb");
    }
}
