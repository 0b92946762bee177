//! `portico demo`: two merchants with customers in every situation that the portal can show.

mod cases;
mod contracts;
mod data;
mod mailbox;
mod offers;
mod people;
mod situations;

use std::{
    io::Write,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use actix_web::web;
use chrono::{DateTime, Utc};
use clap::{Args, ValueEnum};
use portico_shared::CustomerId;
use serde::{Deserialize, Serialize};

use crate::{
    cli,
    config::{Config, MailTransport, VatRegister},
    context::Context,
    features::sessions,
    startup::write_secret,
};

#[derive(Debug, Args)]
pub struct Options {
    /// Where the demo keeps its data and secrets.
    #[arg(long, default_value = "portico-data")]
    data_dir: PathBuf,
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// `json`: the first line of output is one object, for scripts.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Starts the demo's clock here; it runs on from there.
    #[arg(long, value_parser = cli::instant)]
    pub now: Option<DateTime<Utc>>,
    /// Allows an address that other machines can reach.
    #[arg(long)]
    allow_remote: bool,
    /// Development: this tenant answers on hosts that name none.
    #[arg(long)]
    default_tenant: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// The demo's secrets: random per data folder, kept there with mode 0600.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Secrets {
    api_key: String,
    customer_id: CustomerId,
    other_customer_id: CustomerId,
    other_tenant_api_key: String,
    other_tenant_customer_id: CustomerId,
    /// Empty in a folder of a version that had no console.
    #[serde(default)]
    operator_password: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Announcement<'a> {
    portal_url: String,
    console_url: String,
    operator_email: &'static str,
    customer_area_link: String,
    api_base_url: String,
    #[serde(flatten)]
    secrets: &'a Secrets,
}

impl Options {
    /// The demo's configuration over the ordinary one.
    ///
    /// # Errors
    /// Refuses addresses that other machines reach, unless allowed.
    pub fn configure(&self, mut config: Config) -> Result<Config, String> {
        if !self.listen.ip().is_loopback() && !self.allow_remote {
            return Err(format!(
                "{} can be reached from other machines, and a demo's secrets are printed; add --allow-remote if you mean it",
                self.listen
            ));
        }
        config.http.listen = self.listen;
        config.http.default_tenant = self.default_tenant.clone().or(config.http.default_tenant);
        config.http.workers = if config.http.workers == 0 {
            2
        } else {
            config.http.workers
        };
        config.database = crate::config::Database {
            folder: self.data_dir.clone(),
            ..Default::default()
        };
        config.mail.transport = MailTransport::Folder;
        config.payments.testing = true;
        // Receivers of whoever tries it out are on this machine.
        config.webhooks.allow_private = true;
        // Its VAT IDs are made up: nobody is to be asked about them.
        config.vat.checker = VatRegister::None;
        config.limits.login_requests_per_hour = 1000;
        config.limits.login_mails_per_minute = 10_000;
        config.limits.token_tries_per_minute = 10_000;
        config.limits.requests_per_minute = 10_000_000;
        config.limits.pages_per_minute = 10_000_000;
        config.limits.exports_per_hour = 10_000;
        if config.log.filter == crate::config::Log::default().filter {
            config.log.filter = "warn".into();
        }
        Ok(config)
    }
}

/// The demo's own pages.
pub fn routes(routes: &mut web::ServiceConfig) {
    routes.service(mailbox::show_mailbox).service(mailbox::show_mail);
}

/// Makes the data where there are none, and says how to get in.
///
/// # Errors
/// One line for the person at the terminal.
pub async fn prepare(context: &Context, options: &Options) -> Result<(), Box<dyn std::error::Error>> {
    let file = options.data_dir.join("demo.json");
    let secrets = match std::fs::read_to_string(&file) {
        Ok(text) => {
            data::grant_all(context).await?;
            let mut secrets: Secrets = serde_json::from_str(&text)
                .map_err(|error| format!("{}: {error}; delete the folder to begin anew", file.display()))?;
            if secrets.operator_password.is_empty() {
                secrets.operator_password = data::hire_later(context).await?;
                replace(&file, &secrets)?;
            }
            secrets
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let secrets = Box::pin(data::create(context)).await?;
            write_secret(&file, &serde_json::to_string_pretty(&secrets)?)?;
            secrets
        }
        Err(error) => return Err(format!("{}: {error}", file.display()).into()),
    };
    announce(context, options, &secrets).await
}

/// A new file in the place of the old one, whole at any time.
fn replace(file: &Path, secrets: &Secrets) -> Result<(), Box<dyn std::error::Error>> {
    let new = file.with_extension("json.new");
    match std::fs::remove_file(&new) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
        _ => write_secret(&new, &serde_json::to_string_pretty(secrets)?)?,
    }
    Ok(std::fs::rename(&new, file)?)
}

async fn announce(context: &Context, options: &Options, secrets: &Secrets) -> Result<(), Box<dyn std::error::Error>> {
    let announcement = Announcement {
        portal_url: data::portal_origin(context),
        console_url: format!("{}/console", data::portal_origin(context)),
        operator_email: data::OPERATOR,
        customer_area_link: sessions::handed_out::demo_link(context, data::SLUG, secrets.customer_id).await?,
        api_base_url: format!("http://{}/api", context.config.http.listen),
        secrets,
    };
    let mut out = std::io::stdout();
    if options.format == Format::Json {
        writeln!(out, "{}", serde_json::to_string(&announcement)?)?;
    } else {
        writeln!(
            out,
            "\n  Portal, signed in as a customer (works once):\n    {}\n\n  Console for staff:     {}\n    e-mail address       {}\n    password             {}\n\n  Mails that were sent:  {}/mailbox\n  API:                   {}\n  API key:               {}\n  A customer's id:       {}\n",
            announcement.customer_area_link,
            announcement.console_url,
            announcement.operator_email,
            secrets.operator_password,
            announcement.portal_url,
            announcement.api_base_url,
            secrets.api_key,
            secrets.customer_id
        )?;
    }
    Ok(out.flush()?)
}
