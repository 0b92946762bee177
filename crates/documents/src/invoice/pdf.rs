//! The page as PDF/A-3a and PDF/UA-1 with the XML inside: a hybrid invoice after Factur-X 1.0 (`ZUGFeRD` 2).

use std::sync::LazyLock;

use chrono::NaiveTime;

use super::{Invoice, Payment, Syntax, facturx, page, payment, statement::Statement, words::Words};
use crate::typeset::{self, DocumentError, Sheet, Template};

static TEMPLATE: LazyLock<Template> = LazyLock::new(|| Template::new(include_str!("../invoice.typ")));

/// The name under which the template asks for the logo.
const LOGO: &str = "logo";
/// More lines never stand on one page.
const MOST_ON_A_PAGE: usize = 24;

pub(super) fn render(invoice: &Invoice, logo: Option<&[u8]>) -> Result<Vec<u8>, DocumentError> {
    let xml = invoice.to_xml(Syntax::FacturX)?;
    let statement = Statement::new(invoice);
    let words = Words::new(&statement);
    let title = words.heading();
    let code = match &invoice.payment {
        Payment::Transfer { giro_code, .. } => giro_code.as_deref().map(payment::drawing),
        _ => None,
    };
    let images = [
        Some((facturx::FILE_NAME, &*xml)),
        logo.map(|logo| (LOGO, logo)),
        code.as_deref().map(|code| (payment::CODE, code.as_bytes())),
    ];
    let images: Vec<_> = images.into_iter().flatten().collect();
    let sheet = Sheet {
        title: &title,
        author: &invoice.seller.name,
        language: invoice.language,
        created_at: invoice.issued_on.to_naive().and_time(NaiveTime::MIN).and_utc(),
        is_short: invoice.lines.len() <= MOST_ON_A_PAGE,
        images: &images,
    };
    let page = page::page(statement, words, logo.map(|_| LOGO));
    let pdf = typeset::compile(&TEMPLATE, &sheet, &page)?;
    facturx::declared(pdf)
}
