//! `portico tenant …`

use chrono_tz::Tz;
use clap::Subcommand;
use portico_shared::{Currency, customers::Language, settings::HostedPages};

use super::{Failure, print};
use crate::{
    context::Context,
    features::tenants::{
        service::{self, NewTenant},
        store,
    },
    http::check::Check,
};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Makes a tenant.
    Create {
        /// The first label of its host: `acme` in `acme.portal.example`.
        slug: String,
        /// As customers read it.
        name: String,
        /// The zone in which its days begin.
        #[arg(long, default_value = "Europe/Berlin")]
        time_zone: Tz,
        #[arg(long, default_value = "EUR")]
        currency: Currency,
        /// `de` or `en`.
        #[arg(long, default_value = "de")]
        language: Language,
        /// For buttons and links: `#rrggbb`.
        #[arg(long)]
        accent_colour: Option<String>,
        /// Where it is established: two capital letters (ISO 3166-1).
        #[arg(long, default_value = "DE", value_parser = country)]
        country: String,
    },
    /// Lists all tenants.
    List,
}

pub async fn run(command: Command, context: Context) -> Result<(), Failure> {
    match command {
        Command::Create {
            slug,
            name,
            time_zone,
            currency,
            language,
            accent_colour,
            country,
        } => {
            let id = service::create(
                &context,
                NewTenant {
                    slug,
                    name,
                    time_zone,
                    currency,
                    language,
                    pages: HostedPages {
                        accent_colour,
                        ..HostedPages::default()
                    },
                    country,
                },
            )
            .await?;
            print(&format!("{id}\n"))
        }
        Command::List => {
            let rows = store::list(context.db.read()).await?;
            rows.iter()
                .try_for_each(|row| print(&format!("{}  {:<20}  {}\n", row.id, row.slug, row.name)))
        }
    }
}

fn country(text: &str) -> Result<String, String> {
    let mut check = Check::default();
    check.country("country", Some(text));
    let refused = |_| "a country code of two capital letters (ISO 3166-1)".to_owned();
    check.finish().map(|()| text.to_owned()).map_err(refused)
}
