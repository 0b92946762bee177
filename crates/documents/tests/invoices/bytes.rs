//! The same document gives the same bytes.

use std::{path::Path, process::Command};

use portico_documents::invoice::Syntax;
use portico_shared::customers::Language::{De, En};

use super::{cases, checker::folder, sample::invoice};

/// Where a fresh process puts what it made.
const FOLDER: &str = "PORTICO_TEST_FOLDER";

#[test]
fn another_render_gives_the_same_bytes() {
    let of = invoice(De, &cases::lines());
    let first = of.to_pdf(None).unwrap();
    invoice(En, &cases::lines()).to_pdf(None).unwrap();
    assert!(first == of.to_pdf(None).unwrap());
    assert!(of.to_xml(Syntax::FacturX).unwrap() == of.to_xml(Syntax::FacturX).unwrap());
}

/// Runs itself once more, in a process that has made nothing yet.
#[test]
fn another_process_gives_the_same_bytes() {
    let pdf = invoice(De, &cases::lines()).to_pdf(None).unwrap();
    if let Some(folder) = std::env::var_os(FOLDER) {
        return std::fs::write(Path::new(&folder).join("it.pdf"), pdf).unwrap();
    }
    let folder = folder("fresh");
    let mut fresh = Command::new(std::env::current_exe().unwrap());
    fresh
        .args(["--exact", "bytes::another_process_gives_the_same_bytes"])
        .env(FOLDER, &folder);
    assert!(fresh.output().unwrap().status.success());
    assert!(std::fs::read(folder.join("it.pdf")).unwrap() == pdf);
}
