//! Paying by a transfer of one's own: where to, and the code that an app of a bank reads.

use std::fmt::Write;

use leptos::prelude::*;
use portico_shared::{gateways::BankAccountView, invoices::TransferView};
use portico_ui::{components::fact, i18n::format, texts::portal as t};

use super::super::adding::where_to;

/// Light modules around the code, as ISO/IEC 18004 asks for.
const QUIET: usize = 4;

pub(super) fn transfer(to: &TransferView) -> AnyView {
    let account = BankAccountView {
        account_holder: to.account_holder.clone(),
        iban: to.iban.clone(),
        bic: to.bic.clone(),
        bank_name: to.bank_name.clone(),
    };
    let code = to.giro_code.as_ref().map(|code| {
        let (side, path) = path(&code.modules);
        view! {
            <p class="hint">{t::transfer_scan()}</p>
            <svg class="qr" viewBox=format!("0 0 {side} {side}") role="img" aria-label=t::transfer_code()>
                <rect width="100%" height="100%" />
                <path d=path />
            </svg>
        }
    });
    view! {
        <details class="transfer">
            <summary>{t::transfer_instead()}</summary>
            <dl class="facts facts-rows">
                {where_to(account)} {fact(t::transfer_amount(), format::money(to.amount))}
                {fact(t::transfer_reference(), to.reference.clone())}
            </dl>
            {code}
        </details>
    }
    .into_any()
}

/// Side and path of the code, in modules.
fn path(modules: &[String]) -> (usize, String) {
    let mut path = String::new();
    for (y, row) in modules.iter().enumerate() {
        for (x, _) in row.bytes().enumerate().filter(|(_, module)| *module == b'1') {
            // Cannot fail: it is a text.
            let _ = write!(path, "M{} {}h1v1h-1z", x + QUIET, y + QUIET);
        }
    }
    (modules.len() + 2 * QUIET, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dark_modules_are_drawn_behind_the_quiet_zone() {
        let modules = ["10".to_owned(), "01".to_owned()];
        assert_eq!(path(&modules), (10, "M4 4h1v1h-1zM5 5h1v1h-1z".to_owned()));
    }
}
