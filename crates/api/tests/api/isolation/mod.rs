//! Whatever three merchants keep: no answer to a customer's token tells of another customer, or changes what is theirs.

mod changes;
mod marks;
mod world;

use std::collections::BTreeSet;

use proptest::test_runner::{Config, TestCaseError, TestRunner};
use serde_json::Value;

use self::world::{Member, Planned, Walker};
use crate::support::{Answer, Kind, TestApp, document};

/// Worlds that are tried on each database, at each run others. Each is asked about a thousand things.
const WORLDS: u32 = 1;

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
        max_shrink_iters: 2,
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
    for walker in world::walkers(&app, &members).await {
        let member = walker.member;
        let others: Vec<_> = members
            .iter()
            .filter(|other| other.marks.word != member.marks.word)
            .collect();
        // One of the same merchant and one of another.
        let strangers = [true, false].map(|same| {
            *others
                .iter()
                .find(|other| (other.tenant == member.tenant) == same)
                .unwrap()
        });
        let mut all = answers(&app, &walker, &strangers).await;
        for change in changes::all(&app, &walker, &strangers).await {
            if change.2.status < 300 {
                leaks.push(format!(
                    "{} {} as {} is done: {}",
                    change.0, change.1, walker.who, change.2.text
                ));
            }
            all.push((format!("{} {}", change.0, change.1), change.2));
        }
        let mut told = 0;
        for (asked, answer) in all {
            assert!(answer.status < 500, "{asked}: {}", answer.text);
            let whole = format!("{:?} {}", answer.headers, answer.text);
            // Theirs as well as others': how a provider names a method is the merchant's business.
            if members.iter().any(|one| whole.contains(&one.marks.reference())) {
                leaks.push(format!(
                    "{asked} as {} tells a provider's reference: {}",
                    walker.who, answer.text
                ));
            }
            told += usize::from(!member.marks.found_in(&whole).is_empty());
            for other in &others {
                let found = other.marks.found_in(&whole);
                // Whoever acts for several customers chooses among them by name.
                let may_choose = asked == "/api/portal" && walker.also == Some(&other.marks.word);
                if !found.is_empty() && !may_choose {
                    leaks.push(format!(
                        "{asked} as {} ({}) tells {found:?}: {}",
                        walker.who, answer.status, answer.text
                    ));
                }
            }
        }
        assert!(
            told >= walker.least,
            "{told} answers alone tell {} of themselves: the walk sees too little",
            walker.who
        );
    }
    app.run_jobs().await;
    app.mails();
    app.finish().await;
    leaks
}

/// Every GET of the document, with own things and others', and each list with all that it can be asked.
async fn answers(app: &TestApp, walker: &Walker<'_>, strangers: &[&Member; 2]) -> Vec<(String, Answer)> {
    let caller = app.with(&walker.token);
    let mut all = Vec::new();
    for (template, item) in document()["paths"].as_object().unwrap() {
        let Some(operation) = item.get("get") else { continue };
        for path in named(template, walker.member, strangers) {
            let answer = caller.get(&path).await;
            // What customers and links may not do is refused before it is looked at.
            let is_refused = matches!(answer.status, 401 | 403);
            all.push((path.clone(), answer));
            if is_refused {
                break;
            }
            if !walker.asks_all {
                continue;
            }
            for query in asked(app, &path, &operation["parameters"], strangers).await {
                let answer = caller.get(&query).await;
                all.push((query, answer));
            }
        }
    }
    all
}

/// A list with all that it can be asked about others.
async fn asked(app: &TestApp, path: &str, parameters: &Value, strangers: &[&Member]) -> BTreeSet<String> {
    let mut queries = BTreeSet::new();
    let parameters = parameters.as_array().into_iter().flatten();
    for parameter in parameters.filter(|parameter| parameter["in"] == "query") {
        for stranger in strangers {
            queries.extend(asked_about(app, path, parameter, stranger).await);
        }
    }
    queries
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
async fn asked_about(app: &TestApp, path: &str, parameter: &Value, stranger: &Member) -> Vec<String> {
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
