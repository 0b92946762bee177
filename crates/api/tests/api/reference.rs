//! `/docs`: the API reference, on any host, from nowhere else.

use portico::http::openapi;
use reqwest::Method;
use serde_json::Value;

use crate::support::{api_test, document};

const FILES: [(&str, &str); 4] = [
    ("/docs", "text/html; charset=utf-8"),
    ("/docs/reference.css", "text/css; charset=utf-8"),
    ("/docs/openapi.yaml", "application/yaml; charset=utf-8"),
    ("/docs/openapi.json", "application/json"),
];

api_test! {
    async fn the_reference_is_served_on_any_host(app: TestApp) {
        for (path, kind) in FILES {
            for host in ["acme.localhost", "127.0.0.1", "unknown.example"] {
                let answer = app.nobody().send(Method::GET, path, None, &[("Host", host)]).await;
                assert_eq!((answer.status, answer.header("content-type")), (200, kind), "{path} on {host}");
            }
        }
        let answer = app.nobody().get("/docs/").await;
        assert_eq!((answer.status, answer.header("location")), (308, "/docs"));
        assert_eq!(app.nobody().send(Method::HEAD, "/docs", None, &[]).await.status, 200);
        assert_eq!(app.nobody_on("acme").get("/docs/nothing").await.status, 404);
    }
}

api_test! {
    async fn the_reference_is_the_document_that_the_program_serves(app: TestApp) {
        assert_eq!(app.nobody().get("/docs/openapi.yaml").await.text, openapi::yaml().unwrap());
        assert_eq!(&app.nobody().get("/docs/openapi.json").await.json, document());
        let page = app.nobody().get("/docs").await;
        let policy = page.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; style-src 'self'") && !policy.contains("script-src"), "{policy}");
        assert!(!page.text.contains("<script") && !page.text.contains(" style="), "no script, no style that the policy refuses");
        // What a document may name but a page must not load.
        for tag in ["src=\"http", "<link rel=\"stylesheet\" href=\"http", "url(", "@import"] {
            assert!(!page.text.contains(tag), "{tag}");
        }
        let operations = document()["paths"].as_object().unwrap().values().filter_map(Value::as_object).map(serde_json::Map::len).sum::<usize>();
        assert!(page.text.matches("<article id=\"").count() > operations, "each operation, and shapes");
    }
}

api_test! {
    /// Half a megabyte of text: packed once, and not sent again to who has it.
    async fn the_reference_is_packed_and_kept(app: TestApp) {
        for (path, _) in FILES {
            let plain = app.nobody().get(path).await;
            let packed = app.nobody().send(Method::GET, path, None, &[("Accept-Encoding", "gzip")]).await;
            assert_eq!((packed.header("content-encoding"), packed.header("vary")), ("gzip", "Accept-Encoding"), "{path}");
            assert!(packed.bytes.len() < plain.bytes.len() / 2, "{path}: {} of {}", packed.bytes.len(), plain.bytes.len());
            let etag = plain.header("etag").to_owned();
            let again = app.nobody().send(Method::GET, path, None, &[("If-None-Match", &etag)]).await;
            assert_eq!((again.status, again.bytes.len()), (304, 0), "{path}");
        }
    }
}
