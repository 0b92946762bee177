//! The end of every page: where to turn to, and what the law asks for.

use leptos::prelude::*;
use portico_shared::portal::PortalBrand;
use portico_ui::texts::portal as t;

use crate::links::{tel, web};

/// Nothing where the merchant gave nothing.
pub(crate) fn footer(brand: &PortalBrand) -> Option<AnyView> {
    let own = |address: String, text: &str| Some((address, text.to_owned()));
    let mail = brand.contact_email.as_deref();
    let phone = brand.contact_phone.as_deref();
    let page = |url: &Option<String>, text| own(web(url.as_deref()?)?.to_owned(), text);
    let links = [
        mail.and_then(|mail| own(format!("mailto:{mail}"), mail)),
        phone.and_then(|phone| own(tel(phone), phone)),
        page(&brand.imprint_url, t::footer_imprint()),
        page(&brand.privacy_url, t::footer_privacy()),
        page(&brand.terms_url, t::footer_terms()),
    ];
    let links: Vec<_> = links.into_iter().flatten().collect();
    let link = |(href, text)| {
        view! {
            <li>
                <a href=href rel="noopener noreferrer external">
                    {text}
                </a>
            </li>
        }
    };
    (!links.is_empty()).then(|| {
        view! {
            <footer class="footer">
                <ul>{links.into_iter().map(link).collect_view()}</ul>
            </footer>
        }
        .into_any()
    })
}
