//! Who made something: the names behind `operator:{id}` and `api:{key id}`.

use std::collections::BTreeMap;

use leptos::{prelude::*, task::spawn_local};
use portico_shared::{Page, api_keys::ApiKeyView, operators::OperatorView};
use portico_ui::{client::Abort, texts::console as t};

use crate::console::Console;

/// Names by what the API writes, as far as this operator may know them.
#[derive(Clone, Copy)]
pub(crate) struct Makers(RwSignal<BTreeMap<String, String>>);

impl Makers {
    /// Asks for them once for a page; until the answer, and without one, roles stand in for names.
    pub(crate) fn load() -> Self {
        let makers = Self(RwSignal::new(BTreeMap::new()));
        let (console, abort) = (Console::current(), Abort::on_cleanup());
        if console.may("operator:read") {
            spawn_local(async move {
                let path = "/operators?limit=100";
                if let Ok(page) = console.client.get::<Page<OperatorView>>(path, abort).await {
                    let names = page.data.into_iter();
                    makers.add(names.map(|one| (format!("operator:{}", one.id), one.name)));
                }
            });
        }
        if console.may("api-key:read") {
            spawn_local(async move {
                let path = "/api-keys?limit=100";
                if let Ok(page) = console.client.get::<Page<ApiKeyView>>(path, abort).await {
                    let names = page.data.into_iter();
                    makers.add(names.map(|one| (format!("api:{}", one.id), t::maker_key_of(&one.name))));
                }
            });
        }
        makers
    }

    fn add(self, names: impl Iterator<Item = (String, String)>) {
        // The page may be gone by now.
        self.0.try_update(|known| known.extend(names));
    }

    /// Who `made_by` is, for people.
    pub(crate) fn name(self, made_by: &str) -> String {
        self.0
            .with(|known| called(made_by, known.get(made_by).map(String::as_str)))
    }
}

fn called(made_by: &str, name: Option<&str>) -> String {
    let kind = made_by.split(':').next().unwrap_or_default();
    match (name, kind) {
        (Some(name), _) => name.to_owned(),
        (None, "operator") => t::maker_operator().to_owned(),
        (None, "api") => t::maker_key().to_owned(),
        (None, "person") => t::maker_person().to_owned(),
        (None, _) => t::maker_system().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_maker_has_a_name_or_at_least_a_role() {
        assert_eq!(called("operator:1", Some("Eva Lindt")), "Eva Lindt");
        assert_eq!(called("operator:1", None), t::maker_operator());
        assert_eq!(called("api:1", None), t::maker_key());
        assert_eq!(called("person:1", None), t::maker_person());
        assert_eq!(called("system:billing", None), t::maker_system());
    }
}
