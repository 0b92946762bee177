//! Reads PDFs with the programs of poppler.

use std::{
    io::Write as _,
    process::{Command, Stdio},
    thread,
};

/// The text of a PDF in the order in which it is read out, each run of spaces and line breaks as one space.
pub fn text_of(pdf: &[u8]) -> String {
    let text = pdftotext(pdf, "-raw");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

pub fn pdftotext(pdf: &[u8], how: &str) -> String {
    let text = poppler("pdftotext", &[how, "-enc", "UTF-8", "-", "-"], pdf);
    String::from_utf8(text).unwrap()
}

/// What a program writes that is given a PDF to read.
pub fn poppler(program: &str, arguments: &[&str], pdf: &[u8]) -> Vec<u8> {
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|_| panic!("{program} is missing: run scripts/setup test"));
    let mut input = child.stdin.take().unwrap();
    thread::scope(|scope| {
        scope.spawn(move || input.write_all(pdf).unwrap());
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{program} {arguments:?}");
        output.stdout
    })
}
