//! The program as somebody at a terminal meets it: what it prints, and how it refuses.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Output, Stdio},
};

use serde_json::{Value, json};

fn portico(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_portico"));
    command.current_dir(folder).env_clear();
    command
}

/// One clear line on stderr and a failure: what went wrong.
#[track_caller]
fn refused(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success(), "it should have failed: {said}");
    assert_eq!(said.lines().count(), 1, "one line: {said}");
    assert!(said.starts_with("portico: "), "{said}");
    said
}

fn is_empty(folder: &Path) -> bool {
    folder.read_dir().unwrap().next().is_none()
}

#[test]
fn a_bad_setting_is_named_with_its_source_and_nothing_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let check = |variable: &str, value: &str, command: &str| {
        let output = portico(folder.path())
            .args(command.split(' '))
            .env(variable, value)
            .output()
            .unwrap();
        refused(&output)
    };
    for command in ["config check", "serve", "migrate"] {
        assert!(
            check("PORTICO_HTTP_LISTEN", "nowhere", command).contains("PORTICO_HTTP_LISTEN"),
            "{command}"
        );
        assert!(
            check("PORTICO_HTTP_COLOUR", "red", command).contains("PORTICO_HTTP_COLOUR"),
            "{command}"
        );
        assert!(
            check("PORTICO_HTTP_BASE_URL", "portal.example", command).contains("http.base_url"),
            "{command}"
        );
        assert!(
            check("PORTICO_DATABASE_URL", "mysql://x", command).contains("database.url"),
            "{command}"
        );
        assert!(
            check("PORTICO_DATABASE_URL", "postgres://x/y", command).contains("auth.master_key"),
            "{command}"
        );
        assert!(
            check("PORTICO_MASTER_KEY_FILE", "/no/such/file", command).contains("PORTICO_MASTER_KEY_FILE"),
            "{command}"
        );
        assert!(
            check("PORTICO_LIMITS_REQUEST_SECONDS", "0", command).contains("limits.request_seconds"),
            "{command}"
        );
        let key = check("PORTICO_MASTER_KEY", "1234567", command);
        assert!(key.contains("auth.master_key") && !key.contains("1234567"), "{key}");
        assert!(is_empty(folder.path()), "{command} made something");
    }
    std::fs::write(folder.path().join("portico.toml"), "[http\n").unwrap();
    let output = portico(folder.path()).args(["config", "check"]).output().unwrap();
    assert!(refused(&output).contains("portico.toml"));
}

#[test]
fn a_mail_server_that_cannot_be_used_is_refused_before_the_first_mail() {
    let folder = tempfile::tempdir().unwrap();
    let check = |settings: &str| {
        let file = folder.path().join("portico.toml");
        std::fs::write(file, format!("[mail]\ntransport = \"smtp\"\n{settings}")).unwrap();
        let output = portico(folder.path()).args(["config", "check"]).output().unwrap();
        refused(&output)
    };
    let host = "smtp_host = \"smtp.example.com\"\n";
    assert!(check("").contains("mail.smtp_host"));
    assert!(check(&format!("{host}smtp_user = \"a\"")).contains("mail.smtp_password"));
    assert!(check(&format!("{host}smtp_ca_file = \"/no/such/file\"")).contains("mail.smtp_ca_file"));
    assert!(check(&format!("{host}smtp_timeout_ms = 0")).contains("mail.smtp_timeout_ms"));
    let clear = check(&format!(
        "{host}smtp_user = \"a\"\nsmtp_password = \"open sesame\"\nsmtp_security = \"none\""
    ));
    assert!(
        clear.contains("mail.smtp_security") && !clear.contains("sesame"),
        "{clear}"
    );
}

#[test]
fn a_bucket_that_cannot_be_used_is_refused_before_the_first_document() {
    let folder = tempfile::tempdir().unwrap();
    let check = |settings: &str| {
        let file = folder.path().join("portico.toml");
        std::fs::write(file, format!("[files]\nbucket = \"papers\"\n{settings}")).unwrap();
        let output = portico(folder.path()).args(["config", "check"]).output().unwrap();
        refused(&output)
    };
    assert!(check("").contains("files.access_key_id"));
    assert!(check("access_key_id = \"a\"").contains("files.secret_access_key"));
    let endpoint = check("access_key_id = \"a\"\nsecret_access_key = \"open sesame\"\nendpoint = \"s3.example.com\"");
    assert!(
        endpoint.contains("files.endpoint") && !endpoint.contains("sesame"),
        "{endpoint}"
    );
}

#[test]
fn the_effective_configuration_is_printed_without_secrets() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("portico.toml"),
        "[http]\nlisten = \"127.0.0.1:1\"\n[auth]\nidle_minutes = 5\n",
    )
    .unwrap();
    std::fs::write(
        folder.path().join("key"),
        "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2U=\n",
    )
    .unwrap();
    let output = portico(folder.path())
        .args(["config", "check"])
        .env("PORTICO_HTTP_LISTEN", "127.0.0.1:2")
        .env("PORTICO_MASTER_KEY_FILE", folder.path().join("key"))
        .output()
        .unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success());
    assert!(
        printed.contains("127.0.0.1:2"),
        "the environment goes over the file: {printed}"
    );
    assert!(printed.contains("idle_minutes = 5"), "{printed}");
    assert!(printed.contains("(set)") && !printed.contains("c2VjcmV0"), "{printed}");
}

#[test]
fn a_port_in_use_is_said_before_anything_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    for command in ["serve", "demo"] {
        let output = portico(folder.path())
            .args([command, "--listen", &address])
            .output()
            .unwrap();
        assert!(refused(&output).contains("the port is in use"));
    }
    assert!(is_empty(folder.path()));
}

#[test]
fn a_demo_refuses_addresses_that_others_can_reach() {
    let folder = tempfile::tempdir().unwrap();
    let output = portico(folder.path())
        .args(["demo", "--listen", "0.0.0.0:0"])
        .output()
        .unwrap();
    assert!(refused(&output).contains("--allow-remote"));
    assert!(is_empty(folder.path()));
}

#[test]
fn a_data_folder_that_cannot_be_written_is_said() {
    let folder = tempfile::tempdir().unwrap();
    // A file where the folder should be: refused to root as well, unlike a mode.
    std::fs::write(folder.path().join("data"), "").unwrap();
    let output = portico(folder.path())
        .arg("migrate")
        .env("PORTICO_DATABASE_FOLDER", "data")
        .output()
        .unwrap();
    assert!(refused(&output).contains("the data folder data is not writable"));
}

#[test]
fn a_database_of_a_newer_program_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    assert!(portico(folder.path()).arg("migrate").output().unwrap().status.success());
    let file = folder.path().join("portico-data/portico.db");
    actix_web::rt::System::new().block_on(async {
        use sea_orm::{ConnectionTrait, Database};
        let db = Database::connect(format!("sqlite://{}", file.display())).await.unwrap();
        db.execute_unprepared("INSERT INTO seaql_migrations VALUES ('m9999_from_the_future', 0)")
            .await
            .unwrap();
        db.close().await.unwrap();
    });
    for command in ["serve", "migrate"] {
        let output = portico(folder.path())
            .arg(command)
            .env("PORTICO_HTTP_LISTEN", "127.0.0.1:0")
            .output()
            .unwrap();
        assert!(refused(&output).contains("newer than this program"));
    }
}

#[test]
fn tenants_and_keys_are_made_from_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let output = portico(folder.path()).args(arguments).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{arguments:?}: {said}");
        String::from_utf8(output.stdout).unwrap()
    };
    run(&["tenant", "create", "acme", "Acme GmbH"]);
    assert!(run(&["tenant", "list"]).contains("acme"));
    let key = run(&["apikey", "create", "acme", "Shop", "--permission", "customer:read"]);
    assert!(key.starts_with("ptc_live_"));
    let listed = run(&["apikey", "list", "acme"]);
    assert!(listed.contains("active") && !listed.contains(key.trim()));
    let id = listed.split_whitespace().next().unwrap();
    run(&["apikey", "revoke", "acme", id]);
    assert!(run(&["apikey", "list", "acme"]).contains("revoked"));
    for wrong in [
        &["tenant", "create", "acme", "Again"][..],
        &["tenant", "create", "A B", "x"],
        &["apikey", "list", "nobody"],
    ] {
        refused(&portico(folder.path()).args(wrong).output().unwrap());
    }
}

/// Runs a command that has to succeed; gives what it printed.
#[track_caller]
fn succeeded(folder: &Path, arguments: &[&str]) -> String {
    let output = portico(folder).args(arguments).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{arguments:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

const PEOPLE: &str = "externalId;email;companyName\r\nA1;ada@example.com;Ada GmbH\r\nA2;bob@example.com;Bob AG\r\n";

#[test]
fn an_import_names_each_bad_line_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    succeeded(folder.path(), &["tenant", "create", "acme", "Acme GmbH"]);
    let file = folder.path().join("customers.csv");
    std::fs::write(&file, PEOPLE.replace("bob@example.com", "bob")).unwrap();
    let import = ["import", "customers.csv", "--tenant", "acme"];
    let output = portico(folder.path()).args(import).output().unwrap();
    assert!(refused(&output).contains("1 line is not valid; nothing was changed"));
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(printed.starts_with("customers.csv:3: email: "), "{printed}");
    std::fs::write(&file, PEOPLE).unwrap();
    let checked = succeeded(folder.path(), &[&import[..], &["--check"]].concat());
    assert!(checked.ends_with("Nothing was written.\n"), "{checked}");
    let first = succeeded(folder.path(), &import);
    assert!(first.contains("2 lines: 2 created, 0 updated, 0 unchanged"), "{first}");
    let again = succeeded(folder.path(), &import);
    assert!(again.contains("2 lines: 0 created, 0 updated, 2 unchanged"), "{again}");
    for (arguments, told) in [
        (
            &["import", "customers.csv", "--tenant", "nobody"][..],
            "there is no tenant",
        ),
        (&["import", "none.csv", "--tenant", "acme"], "nothing was changed"),
        (
            &["import", "customers.csv", "--tenant", "acme", "--send-mails"],
            "--send-mails",
        ),
    ] {
        let output = portico(folder.path()).args(arguments).output().unwrap();
        assert!(refused(&output).contains(told), "{arguments:?}");
    }
}

#[test]
fn an_export_is_private_whole_and_never_written_over() {
    let folder = tempfile::tempdir().unwrap();
    for tenant in ["acme", "rival"] {
        succeeded(folder.path(), &["tenant", "create", tenant, tenant]);
    }
    std::fs::write(folder.path().join("customers.csv"), PEOPLE).unwrap();
    succeeded(folder.path(), &["import", "customers.csv", "--tenant", "acme"]);
    let export =
        |tenant: &'static str, out: &'static str| ["export", "--tenant", tenant, "--out", out, "--format", "csv"];
    assert_eq!(
        succeeded(folder.path(), &export("acme", "all.zip")),
        "customers: 2 lines\n"
    );
    succeeded(folder.path(), &export("acme", "out"));
    for taken in ["all.zip", "out"] {
        refused(&portico(folder.path()).args(export("acme", taken)).output().unwrap());
    }
    succeeded(folder.path(), &["import", "all.zip", "--tenant", "rival"]);
    succeeded(folder.path(), &export("rival", "out2"));
    let read = |path: &str| std::fs::read(folder.path().join(path)).unwrap();
    assert_eq!(read("out/customers.csv"), read("out2/customers.csv"));
    #[cfg(unix)]
    for private in ["all.zip", "out/customers.csv"] {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(folder.path().join(private))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o077, 0, "{private}");
    }
}

#[test]
fn the_examples_of_the_documentation_can_be_imported() {
    let folder = tempfile::tempdir().unwrap();
    succeeded(folder.path(), &["tenant", "create", "acme", "Acme GmbH"]);
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/examples/import");
    let first = succeeded(
        folder.path(),
        &["import", examples.to_str().unwrap(), "--tenant", "acme"],
    );
    assert!(first.contains("invoices.ndjson: 2 lines: 2 created"), "{first}");
}

struct Running(Child, Value);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts a demo; its first line of output is one object.
fn demo(folder: &Path, more: &[&str]) -> Running {
    let mut child = portico(folder)
        .args([
            "demo",
            "--data-dir",
            "data",
            "--listen",
            "127.0.0.1:0",
            "--format",
            "json",
        ])
        .args(more)
        // Hashing a password at its usual costs takes a debug build seconds.
        .env("PORTICO_AUTH_ARGON2_MEMORY_KIB", "64")
        .env("PORTICO_AUTH_ARGON2_PASSES", "1")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    Running(child, serde_json::from_str(&line).unwrap())
}

#[test]
fn a_demo_announces_itself_in_one_line_and_keeps_its_secrets() {
    let folder = tempfile::tempdir().unwrap();
    let first = demo(folder.path(), &[]).1.clone();
    let mut names: Vec<_> = first.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "apiBaseUrl",
            "apiKey",
            "consoleUrl",
            "customerAreaLink",
            "customerId",
            "operatorEmail",
            "operatorPassword",
            "otherCustomerId",
            "otherTenantApiKey",
            "otherTenantCustomerId",
            "portalUrl"
        ]
    );
    let second = demo(folder.path(), &[]).1.clone();
    for same in [
        "apiKey",
        "operatorEmail",
        "operatorPassword",
        "customerId",
        "otherCustomerId",
        "otherTenantApiKey",
        "otherTenantCustomerId",
    ] {
        assert_eq!(first[same], second[same], "{same}");
    }
    assert_ne!(
        first["customerAreaLink"], second["customerAreaLink"],
        "a link works once"
    );
    let elsewhere = tempfile::tempdir().unwrap();
    let other = demo(elsewhere.path(), &[]).1.clone();
    for random in ["apiKey", "operatorPassword"] {
        assert_ne!(other[random], first[random], "{random} is random per folder");
    }
    #[cfg(unix)]
    for secret in ["demo.json", "master.key"] {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(folder.path().join("data").join(secret))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600, "{secret}");
    }
}

#[test]
fn a_demo_of_a_version_without_a_console_gets_its_operator_later() {
    let folder = tempfile::tempdir().unwrap();
    let first = demo(folder.path(), &[]).1.clone();
    let file = folder.path().join("data/demo.json");
    let mut kept: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    kept.as_object_mut().unwrap().remove("operatorPassword").unwrap();
    std::fs::write(&file, kept.to_string()).unwrap();
    let second = demo(folder.path(), &[]).1.clone();
    assert_eq!(second["apiKey"], first["apiKey"]);
    assert_ne!(second["operatorPassword"], first["operatorPassword"]);
    let third = demo(folder.path(), &[]).1.clone();
    assert_eq!(
        third["operatorPassword"], second["operatorPassword"],
        "kept from then on"
    );
}

/// Sends a request as a page of this origin does; gives status and body.
fn post(origin: &str, path: &str, body: &Value) -> (u16, String) {
    let (host, body) = (origin.strip_prefix("http://").unwrap(), body.to_string());
    let port = host.rsplit(':').next().unwrap().parse().unwrap();
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let head = format!("POST {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: {origin}\r\nContent-Type: application/json");
    write!(
        stream,
        "{head}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
}

/// While the server runs, as whoever is locked out would.
#[test]
fn operators_are_made_and_let_in_again_from_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let running = demo(folder.path(), &[]);
    let origin = running.1["consoleUrl"]
        .as_str()
        .unwrap()
        .strip_suffix("/console")
        .unwrap();
    let (slug, base) = origin.strip_prefix("http://").unwrap().split_once('.').unwrap();
    let run = |arguments: &[&str]| {
        let mut command = portico(folder.path());
        command.env("PORTICO_DATABASE_FOLDER", "data");
        command.env("PORTICO_HTTP_BASE_URL", format!("http://{base}"));
        command.arg("operator").args(arguments).output().unwrap()
    };
    let printed = |arguments: &[&str]| {
        let output = run(arguments);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let set = |link: &str, password: &str| {
        let token = link
            .trim()
            .strip_prefix(&format!("{origin}/console/welcome?token="))
            .unwrap();
        post(
            origin,
            "/api/session/console/set-password",
            &json!({ "token": token, "password": password }),
        )
        .0
    };
    let login = |password: &str| {
        let proof = json!({ "email": "eva@acme.example", "password": password });
        post(origin, "/api/session/console/login", &proof)
    };

    let made = printed(&[
        "create",
        "--tenant",
        slug,
        "--name",
        "Eva Sommer",
        "--role",
        "support",
        "eva@acme.example",
    ]);
    let (id, link) = made.split_once('\n').unwrap();
    assert_eq!(id.len(), 36, "{made}");
    assert_eq!(set(link, "a battery for the horse"), 200);
    assert_eq!(set(link, "a battery for the horse"), 410, "once");
    let (status, body) = login("a battery for the horse");
    assert!(status == 200 && body.contains("accessToken"), "{status}: {body}");

    let link = printed(&["reset", "--tenant", slug, "EVA@acme.example"]);
    assert_eq!(login("a battery for the horse").0, 401, "the old password has gone");
    assert_eq!(set(&link, "another staple entirely"), 200);
    assert_eq!(login("another staple entirely").0, 200);

    for (arguments, said) in [
        (
            &["create", "--tenant", "nobody", "--name", "Eva", "x@acme.example"][..],
            "\"nobody\"",
        ),
        (
            &["create", "--tenant", slug, "--name", "Eva", "eva@acme.example"],
            "in the team already",
        ),
        (&["create", "--tenant", slug, "--name", "Eva", "eva"], "email"),
        (&["reset", "--tenant", "nobody", "eva@acme.example"], "\"nobody\""),
        (
            &["reset", "--tenant", slug, "bob@acme.example"],
            "has the address bob@acme.example",
        ),
    ] {
        let told = refused(&run(arguments));
        assert!(told.contains(said), "{arguments:?}: {told}");
    }
}

#[test]
fn the_demos_clock_starts_where_it_was_told() {
    let folder = tempfile::tempdir().unwrap();
    let running = demo(folder.path(), &["--now", "2027-02-28T22:59:00Z"]);
    let api = running.1["apiBaseUrl"].as_str().unwrap().to_owned();
    let (key, customer) = (
        running.1["apiKey"].as_str().unwrap(),
        running.1["customerId"].as_str().unwrap(),
    );
    let portal = actix_web::rt::System::new().block_on(async {
        portico::adapters::tls::install();
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let get = async |request: reqwest::RequestBuilder, proof: &str| -> Value {
            let text = request.bearer_auth(proof).send().await.unwrap().text().await.unwrap();
            serde_json::from_str(&text).unwrap()
        };
        let answer = get(client.post(format!("{api}/customers/{customer}/authenticate")), key).await;
        let token = answer["data"]["accessToken"].as_str().unwrap().to_owned();
        get(client.get(format!("{api}/portal")), &token).await
    });
    assert_eq!(portal["today"], "2027-02-28", "a minute before midnight in Berlin");
}

/// A server that is started after a rotation reads what was written before it, also where the rotation was cut off between
/// the database and the file.
#[test]
fn the_master_key_can_be_changed() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| portico(folder.path()).args(arguments).output().unwrap();
    let succeed = |arguments: &[&str]| {
        let output = run(arguments);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    succeed(&["tenant", "create", "acme", "Acme GmbH"]);
    let file = folder.path().join("portico-data/master.key");
    let key = || std::fs::read_to_string(&file).unwrap();
    let first = key();
    let told = succeed(&["keys", "rotate", "--master"]);
    assert!(told.contains("master.key") && !told.contains(key().trim()), "{told}");
    assert_ne!(key(), first);
    succeed(&["tenant", "list"]);
    // Cut off before the file was moved: the next start does it.
    let second = key();
    std::fs::rename(&file, folder.path().join("portico-data/master.key.new")).unwrap();
    std::fs::write(&file, &first).unwrap();
    succeed(&["tenant", "list"]);
    assert_eq!(key(), second);
    std::fs::write(&file, &first).unwrap();
    assert!(refused(&run(&["tenant", "list"])).contains("another master key"));
    std::fs::write(&file, &second).unwrap();
    // Cut off before the database knew it: the start goes on with the old one, and the next rotation is not in its way.
    std::fs::write(folder.path().join("portico-data/master.key.new"), "").unwrap();
    succeed(&["tenant", "list"]);
    succeed(&["keys", "rotate", "--master"]);
    assert_ne!(key(), second);
    assert!(succeed(&["keys", "rotate"]).contains("signs in 5 minutes"));
    assert!(refused(&run(&["keys", "rotate", "--master", "--to", "x"])).contains("--to"));
}
