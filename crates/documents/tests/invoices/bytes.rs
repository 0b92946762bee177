//! The same document gives the same bytes.

use std::process::Command;

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

#[test]
fn another_process_gives_the_same_bytes() {
    let folder = folder("fresh");
    let itself = std::env::current_exe().unwrap();
    let mut fresh = Command::new(itself);
    fresh
        .args(["--exact", "bytes::a_fresh_process", "--ignored"])
        .env(FOLDER, &folder);
    assert!(fresh.output().unwrap().status.success());
    assert!(std::fs::read(folder.join("it.pdf")).unwrap() == invoice(De, &cases::lines()).to_pdf(None).unwrap());
}

#[test]
#[ignore = "the test above runs it in a process of its own"]
fn a_fresh_process() {
    let folder = std::env::var_os(FOLDER).unwrap();
    let pdf = invoice(De, &cases::lines()).to_pdf(None).unwrap();
    std::fs::write(std::path::Path::new(&folder).join("it.pdf"), pdf).unwrap();
}
