//! Whatever three merchants keep: no answer to a customer's token tells of another customer.

mod marks;
mod world;

use proptest::test_runner::{Config, TestCaseError, TestRunner};
use serde_json::Value;

use self::world::{Member, Planned};
use crate::support::{Kind, TestApp, document};

/// Worlds that are tried. Each is asked some thousand things.
const WORLDS: u32 = 2;

#[test]
fn no_answer_to_a_customer_tells_of_another_sqlite() {
    try_worlds(Kind::Sqlite);
}

#[test]
fn no_answer_to_a_customer_tells_of_another_postgres() {
    try_worlds(Kind::Postgres);
}

fn try_worlds(kind: Kind) {
    let config = Config {
        cases: WORLDS,
        max_shrink_iters: 8,
        failure_persistence: None,
        ..Config::default()
    };
    let tried = TestRunner::new(config).run(&world::worlds(), |world| {
        let leaks = actix_web::rt::System::new().block_on(leaks_of(kind, &world));
        if leaks.is_empty() {
            Ok(())
        } else {
            Err(TestCaseError::fail(leaks.join("\n")))
        }
    });
    tried.unwrap();
}

async fn leaks_of(kind: Kind, world: &[Vec<Planned>]) -> Vec<String> {
    let app = TestApp::start(kind).await;
    let members = world::make(&app, world).await;
    let mut leaks = Vec::new();
    for (own, member) in members.iter().enumerate() {
        let others: Vec<_> = members
            .iter()
            .enumerate()
            .filter(|(index, _)| *index != own)
            .map(|(_, one)| one)
            .collect();
        let caller = app.with(&member.token);
        let mut told = 0;
        for path in paths(&app, member, &others).await {
            let answer = caller.get(&path).await;
            assert!(answer.status < 500, "{path}: {}", answer.text);
            let whole = format!("{:?} {}", answer.headers, answer.text);
            told += usize::from(!member.marks.found_in(&whole).is_empty());
            for other in &others {
                let found = other.marks.found_in(&whole);
                if !found.is_empty() {
                    leaks.push(format!(
                        "GET {path} as {:?} ({}) tells {found:?}: {}",
                        member.marks.word, answer.status, answer.text
                    ));
                }
            }
        }
        assert!(
            told > 20,
            "{told} answers alone tell a customer of themselves: the walk sees too little"
        );
    }
    app.run_jobs().await;
    app.mails();
    app.finish().await;
    leaks
}

/// Every GET of the document, with own things and others', and each list with all that it can be asked.
async fn paths(app: &TestApp, member: &Member, others: &[&Member]) -> Vec<String> {
    // One of the same merchant and one of another.
    let strangers = [true, false].map(|same| {
        others
            .iter()
            .find(|other| (other.tenant == member.tenant) == same)
            .unwrap()
    });
    let mut all = Vec::new();
    for (template, item) in document()["paths"].as_object().unwrap() {
        let Some(operation) = item.get("get") else { continue };
        for path in named(template, member, &strangers.map(|stranger| *stranger)) {
            all.push(path.clone());
            let parameters = operation["parameters"].as_array().into_iter().flatten();
            for parameter in parameters.filter(|parameter| parameter["in"] == "query") {
                for stranger in strangers {
                    all.extend(asked(app, &path, parameter, stranger).await);
                }
            }
        }
    }
    all
}

/// A path with each thing that it can name.
fn named(template: &str, member: &Member, strangers: &[&Member]) -> Vec<String> {
    if !template.contains('{') {
        return vec![template.to_owned()];
    }
    let resource = template.split('/').nth(2).unwrap();
    let everybody = std::iter::once(member).chain(strangers.iter().copied());
    everybody
        .flat_map(|one| {
            let ids = one.ids_of(resource);
            // What customers have none of is asked for by the customer's id.
            let ids = if ids.is_empty() { one.ids_of("customers") } else { ids };
            let external = (resource == "customers").then(|| format!("E-{}", one.marks.word));
            ids.into_iter().map(str::to_owned).chain(external).collect::<Vec<_>>()
        })
        .map(|id| {
            let start = template.find('{').unwrap();
            let end = template.find('}').unwrap();
            format!("{}{id}{}", &template[..start], &template[end + 1..])
        })
        .collect()
}

/// A list, asked for what is another's.
async fn asked(app: &TestApp, path: &str, parameter: &Value, stranger: &Member) -> Vec<String> {
    let name = parameter["name"].as_str().unwrap();
    let word = &stranger.marks.word;
    let values: Vec<String> = match name {
        "customer" => stranger.ids_of("customers").into_iter().map(str::to_owned).collect(),
        "id" | "subject" => stranger
            .ids_of("subscriptions")
            .into_iter()
            .map(str::to_owned)
            .collect(),
        "number" => vec![format!("V-{word}-0"), format!("R-{word}-0")],
        "page" => vec!["1".into(), "2".into()],
        "limit" => vec!["1".into(), "100".into()],
        "from" => vec!["2020-01-01".into()],
        "to" => vec!["2030-01-01".into()],
        "cursor" => cursor(app, path, stranger).await.into_iter().collect(),
        order if order.starts_with("order[") => vec!["asc".into(), "desc".into()],
        _ => match schema_values(parameter) {
            values if values.is_empty() => vec![word.clone()],
            values => values,
        },
    };
    values
        .into_iter()
        .map(|value| format!("{path}?{name}={value}"))
        .collect()
}

fn schema_values(parameter: &Value) -> Vec<String> {
    let schema = crate::support::resolved(&parameter["schema"]);
    let schema = if schema["items"].is_object() {
        crate::support::resolved(&schema["items"])
    } else {
        schema
    };
    let values = schema["enum"].as_array().into_iter().flatten();
    values.filter_map(|value| value.as_str().map(str::to_owned)).collect()
}

/// Where the stranger's own list goes on.
async fn cursor(app: &TestApp, path: &str, stranger: &Member) -> Option<String> {
    let page = app.with(&stranger.token).get(&format!("{path}?limit=1")).await;
    page.json["pagination"]["nextCursor"].as_str().map(str::to_owned)
}
