//! Documents in a bucket that speaks S3. On one database each: nothing here depends on which.

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::{TryStreamExt, future::join_all};
use object_store::{ObjectStoreExt, path::Path};
use portico::{
    config::{Config, Secret},
    jobs::schedule,
};
use serde_json::{Value, json};

use crate::{
    documents::{billed, fetch, link, settle},
    support::{Answer, Bucket, Kind, TestApp},
};

async fn app_with(bucket: &Bucket, kind: Kind) -> TestApp {
    TestApp::start_with(kind, |config| bucket.point(config)).await
}

/// Under which names something is in the bucket.
async fn held(app: &TestApp) -> Vec<Path> {
    let listed: Vec<_> = app.context.files.list(None).try_collect().await.unwrap();
    listed.into_iter().map(|file| file.location).collect()
}

async fn made(app: &TestApp) -> u64 {
    use portico::db::entities::invoice_renderings;
    use sea_orm::{EntityTrait, PaginatorTrait};
    let all = invoice_renderings::Entity::find();
    all.count(app.context.db.read()).await.unwrap()
}

/// It says what is away, when to come back, and not where it is.
#[track_caller]
fn assert_away(answer: &Answer) {
    assert_eq!(answer.refused(503), "unavailable");
    assert_eq!(answer.header("retry-after"), "30");
    let detail = answer.json["detail"].as_str().unwrap();
    assert!(detail.contains("store in which documents are kept"), "{detail}");
    assert!(
        !answer.text.contains("127.0.0.1") && !answer.text.contains("papers"),
        "{}",
        answer.text
    );
}

#[actix_web::test]
async fn a_document_is_laid_into_the_bucket_and_served_from_there() {
    let bucket = Bucket::start().await;
    let app = app_with(&bucket, Kind::Postgres).await;
    let (_, ids) = billed(&app, "ada@example.com").await;
    assert_eq!(held(&app).await.len(), 0, "a file is made when it is asked for");
    let (mut paths, mut served) = (Vec::new(), Vec::new());
    for format in ["pdf", "xml"] {
        let path = link(&app, &app.acme.key, &ids[0], &format!("?format={format}")).await;
        let first = fetch(&app, &path, &[]).await;
        assert_eq!(first.status, 200, "{format}: {}", first.text);
        // A second instance, as after a restart: what it knows is in the database and the bucket.
        let twin = app.twin().await;
        let again = fetch(&twin, &path, &[]).await;
        let tag = first.header("etag").to_owned();
        assert_eq!(
            (again.status, &again.bytes, again.header("etag")),
            (200, &first.bytes, &*tag)
        );
        let part = fetch(&twin, &path, &[("Range", "bytes=5-9")]).await;
        assert_eq!((part.status, &part.bytes[..]), (206, &first.bytes[5..10]));
        let same = fetch(&twin, &path, &[("If-None-Match", &tag)]).await;
        assert_eq!((same.status, same.bytes.len()), (304, 0));
        twin.finish().await;
        paths.push(path);
        served.push(first.bytes);
    }
    let held = held(&app).await;
    let of_acme = format!("documents/{}/", app.acme.id);
    assert!(
        held.len() == 2 && held.iter().all(|name| name.as_ref().starts_with(&of_acme)),
        "{held:?}"
    );
    for name in &held {
        let files = &app.context.files;
        files.put(name, "altered in the bucket".into()).await.unwrap();
    }
    for (path, first) in paths.iter().zip(&served) {
        assert_eq!(&fetch(&app, path, &[]).await.bytes, first, "it is made again");
    }
    assert_eq!(made(&app).await, 2, "under the same names");
    app.finish().await;
}

#[actix_web::test]
async fn what_is_issued_while_the_bucket_is_away_is_served_once_it_is_back() {
    let mut bucket = Bucket::start().await;
    let app = app_with(&bucket, Kind::Sqlite).await;
    bucket.kill();
    let (_, ids) = billed(&app, "ada@example.com").await;
    assert_eq!(ids.len(), 3, "issuing needs no file");
    let path = link(&app, &app.acme.key, &ids[0], "").await;
    assert_away(&fetch(&app, &path, &[]).await);
    assert_eq!(made(&app).await, 0, "no file is noted that is nowhere");
    bucket.start_again().await;
    let whole = fetch(&app, &path, &[]).await;
    assert_eq!((whole.status, held(&app).await.len(), made(&app).await), (200, 1, 1));
    bucket.kill();
    assert_away(&fetch(&app, &path, &[]).await);
    bucket.start_again().await;
    assert_eq!(
        fetch(&app, &path, &[]).await.bytes,
        whole.bytes,
        "what it lost is made again"
    );
    assert_eq!((held(&app).await.len(), made(&app).await), (1, 1));
    app.finish().await;
}

#[actix_web::test]
async fn a_bucket_that_refuses_the_key_counts_as_away() {
    let bucket = Bucket::start().await;
    let change = |config: &mut Config| {
        bucket.point(config);
        config.files.secret_access_key = Secret::new("another one");
    };
    let app = TestApp::start_with(Kind::Sqlite, change).await;
    let (_, ids) = billed(&app, "ada@example.com").await;
    let path = link(&app, &app.acme.key, &ids[0], "").await;
    assert_away(&fetch(&app, &path, &[]).await);
    assert_eq!(made(&app).await, 0);
    app.finish().await;
}

/// Whom an invoice was for is forgotten after its files: what leads to them is forgotten with it.
#[actix_web::test]
async fn files_that_need_not_be_kept_go_from_the_bucket_first() {
    let mut bucket = Bucket::start().await;
    let app = app_with(&bucket, Kind::Sqlite).await;
    let (ada, ids) = billed(&app, "ada@example.com").await;
    settle(&app, &ada, &ids).await;
    let erase = format!("/api/customers/{ada}/erase");
    app.key().post(&erase, json!({})).await.expect(200);
    let day = "2035-01-02T12:00:00Z".parse::<DateTime<Utc>>().unwrap();
    app.advance(day - app.now());
    let paths = join_all(ids.iter().map(|invoice| link(&app, &app.acme.key, invoice, ""))).await;
    let fetch_all = async || {
        for path in &paths {
            assert_eq!(fetch(&app, path, &[]).await.status, 200);
        }
        held(&app).await.len()
    };
    let path = format!("/api/invoices/{}", ids[0]);
    let address = async || app.key().get(&path).await.expect(200)["invoiceAddress"].clone();
    assert_eq!(fetch_all().await, 3);
    bucket.kill();
    assert!(schedule::run(&app.context).await.is_err());
    assert!(address().await.is_object(), "it is tried again, when the lease is over");
    bucket.start_again().await;
    assert_eq!(fetch_all().await, 3);
    app.advance(TimeDelta::minutes(11));
    app.run_jobs().await;
    app.mails();
    let left = (address().await, held(&app).await.len(), made(&app).await);
    assert_eq!(left, (Value::Null, 0, 0));
    app.finish().await;
}
