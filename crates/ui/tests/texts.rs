//! The texts of `locales/` as a whole.

use std::{fs, io, path::Path};

fn sources(folder: &Path) -> io::Result<String> {
    let mut code = String::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            code.push_str(&sources(&path)?);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            code.push_str(&fs::read_to_string(path)?);
        }
    }
    Ok(code)
}

/// A text that nobody shows is a text that somebody translates in vain.
#[test]
fn every_text_is_shown_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folders = ["crates/ui/src", "crates/web/src", "crates/console/src"];
    let code = folders.map(|folder| sources(&root.join(folder)).unwrap()).concat();
    let mut unused = Vec::new();
    for file in ["portal.ftl", "console.ftl"] {
        let texts = fs::read_to_string(root.join("locales/en").join(file)).unwrap();
        let messages = texts
            .lines()
            .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()));
        for key in messages.filter_map(|line| line.split_once(" =")).map(|(key, _)| key) {
            let name = format!("t::{}", key.replace('-', "_"));
            // Followed by arguments, or handed over as a function.
            let shown = ['(', ')', ','].map(|end| code.contains(&format!("{name}{end}")));
            if !shown.contains(&true) {
                unused.push(key.to_owned());
            }
        }
    }
    assert!(unused.is_empty(), "never shown: {unused:?}");
}
