//! Many at once, with one proof: it is used once, and nobody who holds it rightly is signed out.

use chrono::TimeDelta;
use futures_util::future::join_all;
use portico_shared::operators::OperatorRole;
use serde_json::{Value, json};

use crate::{
    operators::{PASSWORD, operator},
    support::{Answer, TestApp, api_test, token_of},
};

const PORTAL: &str = "/api/session/portal/refresh";
const CONSOLE: &str = "/api/session/console/refresh";

/// As many as a scanner, an impatient finger and some open tabs send.
const MANY: usize = 50;

async fn sessions(app: &TestApp) -> usize {
    let page = app.key().get("/api/sessions?limit=100").await.expect(200);
    page["data"].as_array().unwrap().len()
}

/// What succeeded; all else is this one refusal.
fn won(answers: Vec<Answer>, status: u16, code: &str) -> Vec<Answer> {
    let (won, lost): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.status == 200);
    for answer in lost {
        assert!(
            (answer.status, answer.json["type"].as_str()) == (status, Some(code))
                || answer.json["type"] == "code-invalid",
            "{}",
            answer.text
        );
    }
    won
}

api_test! {
    /// A mail holds a link and a code: together they are one proof, by whichever door it is used.
    async fn a_mail_makes_one_session_by_whichever_door_it_is_used(app: TestApp) {
        app.customer("ada@example.com").await;
        let visitor = app.nobody_on("acme");
        let asked = visitor.post("/api/public/customer/request-otp", json!({ "email": "ada@example.com" })).await.expect(200);
        app.run_jobs().await;
        let text = app.mails().remove(0).2;
        let link = token_of(text.lines().find(|line| line.contains("token=")).unwrap());
        let code = text.lines().find_map(|line| line.strip_prefix("Code: ")).unwrap().to_owned();
        let by_link = json!({ "token": link });
        let by_code = json!({ "requestToken": asked["requestToken"], "code": code });
        let doors = [
            ("/api/session/portal/login", &by_link),
            ("/api/public/customer/login", &by_link),
            ("/api/session/portal/otp-login", &by_code),
            ("/api/public/customer/otp-login", &by_code),
        ];
        let all = (0..MANY).map(|index| visitor.post(doors[index % doors.len()].0, doors[index % doors.len()].1.clone()));
        let won = won(join_all(all).await, 410, "link-invalid");
        assert_eq!((won.len(), sessions(app).await), (1, 1));
    }
}

api_test! {
    async fn a_link_sets_one_password_however_many_are_sent(app: TestApp) {
        let new = json!({ "email": "eva@acme.example", "name": "Eva", "role": "viewer" });
        app.key().post("/api/operators", new).await.expect(201);
        app.run_jobs().await;
        let link = token_of(app.mails()[0].2.lines().find(|line| line.contains("token=")).unwrap());
        let visitor = app.nobody_on("acme");
        let password = |index: usize| format!("a long password {index}");
        let all = (0..MANY).map(|index| visitor.post("/api/session/console/set-password", json!({ "token": link, "password": password(index) })));
        let answers = join_all(all).await;
        let winner = answers.iter().position(|answer| answer.status == 200).unwrap();
        assert_eq!(won(answers, 410, "link-invalid").len(), 1);
        let login = json!({ "email": "eva@acme.example", "password": password(winner) });
        visitor.post("/api/session/console/login", login).await.expect(200);
        app.run_jobs().await;
        app.mails();
    }
}

/// The cookie of a fresh session of each application, with where it is traded.
async fn cookies(app: &TestApp) -> [(&'static str, &'static str, String); 2] {
    let link = app.link_token(&app.customer("ada@example.com").await).await;
    let portal = app
        .nobody_on("acme")
        .post("/api/session/portal/login", json!({ "token": link }))
        .await;
    operator(app, "eva@acme.example", OperatorRole::Support).await;
    let login = json!({ "email": "eva@acme.example", "password": PASSWORD });
    let console = app.nobody_on("acme").post("/api/session/console/login", login).await;
    [
        (PORTAL, "portico_c", portal.cookie("portico_c").unwrap()),
        (CONSOLE, "portico_o", console.cookie("portico_o").unwrap()),
    ]
}

async fn refresh(app: &TestApp, path: &str, cookie: &str) -> Answer {
    app.nobody_on("acme").with_cookie(cookie).post(path, json!({})).await
}

api_test! {
    /// Tabs that wake up together.
    async fn a_cookie_has_one_successor_however_many_tabs_ask(app: TestApp) {
        for (path, name, cookie) in cookies(app).await {
            let answers = join_all((0..MANY).map(|_| refresh(app, path, &cookie))).await;
            let next: Vec<_> = answers.iter().map(|answer| answer.cookie(name)).collect();
            assert!(next[0].is_some() && next[0].as_deref() != Some(cookie.as_str()), "{path}");
            assert!(next.iter().all(|one| *one == next[0]), "{path}");
            refresh(app, path, next[0].as_ref().unwrap()).await.expect(200);
        }
    }
}

api_test! {
    /// On a train: each answer is lost once, and asked for again.
    async fn who_loses_every_answer_once_goes_on(app: TestApp) {
        for (path, name, mut cookie) in cookies(app).await {
            for round in 0..5 {
                let lost = refresh(app, path, &cookie).await.cookie(name).unwrap();
                app.advance(TimeDelta::seconds(25));
                let again = refresh(app, path, &cookie).await;
                let next = again.cookie(name).unwrap();
                assert_eq!(next, lost, "{path}, round {round}");
                again.expect(200);
                cookie = next;
                app.advance(TimeDelta::minutes(5));
            }
        }
    }
}

api_test! {
    /// A thief and the owner at once: neither stays.
    async fn an_old_token_among_many_ends_the_whole_family(app: TestApp) {
        for (path, name, first) in cookies(app).await {
            let second = refresh(app, path, &first).await.cookie(name).unwrap();
            app.advance(TimeDelta::seconds(31));
            let mixed = (0..MANY).map(|index| refresh(app, path, if index % 2 == 0 { &first } else { &second }));
            let answers = join_all(mixed).await;
            for (index, answer) in answers.iter().enumerate() {
                assert!(index % 2 == 1 || answer.status == 401, "{path}: an old token was taken");
            }
            let newest = answers.iter().filter_map(|answer| answer.cookie(name)).filter(|cookie| cookie.len() > 80);
            for cookie in newest.chain([first, second]) {
                assert_eq!(refresh(app, path, &cookie).await.refused(401), "unauthorized", "{path}");
            }
        }
        // The one that came with the link is another family.
        assert_eq!(sessions(app).await, 1);
    }
}

api_test! {
    /// Without a cookie there is nothing to take the successor from but the answer.
    async fn clients_of_the_api_lose_answers_too(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let made = app.key().post(&format!("/api/customers/{customer}/authenticate"), json!({})).await.expect(200);
        let mut token = made["data"]["refreshToken"].clone();
        let refresh = async |token: &Value| app.nobody().post("/api/token/refresh", json!({ "refreshToken": token })).await;
        for _ in 0..3 {
            let answers = join_all((0..MANY).map(|_| refresh(&token))).await;
            let next: Vec<_> = answers.into_iter().map(|answer| answer.expect(200)["refreshToken"].clone()).collect();
            assert!(next.iter().all(|one| *one == next[0] && *one != token));
            token = next[0].clone();
        }
    }
}
