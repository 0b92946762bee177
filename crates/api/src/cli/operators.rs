//! `portico operator …`

use clap::Subcommand;
use portico_shared::operators::{NewOperator, OperatorRole};

use super::{Failure, keys::find, print};
use crate::{context::Context, features::operators::team};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Makes an operator, the first one too, and prints the link with which they set their password. It lives for a day.
    Create {
        email: String,
        /// The tenant's slug.
        #[arg(long)]
        tenant: String,
        /// As colleagues read it.
        #[arg(long)]
        name: String,
        /// `owner`, `admin`, `support` or `viewer`.
        #[arg(long, default_value = "owner")]
        role: OperatorRole,
    },
    /// Lets an operator in again: switches them on, takes their second factor off, ends their sessions, and prints a link with
    /// which they set a new password.
    Reset {
        email: String,
        /// The tenant's slug.
        #[arg(long)]
        tenant: String,
    },
}

pub async fn run(command: Command, context: Context) -> Result<(), Failure> {
    match command {
        Command::Create {
            email,
            tenant,
            name,
            role,
        } => {
            let tenant = find(&context, &tenant).await?;
            let new = NewOperator {
                email,
                name,
                role,
                language: None,
            };
            let (id, link) = team::create(&context, &tenant, new)
                .await
                .map_err(|error| error.detail)?;
            print(&format!("{id}\n{link}\n"))
        }
        Command::Reset { email, tenant } => {
            let tenant = find(&context, &tenant).await?;
            let link = team::let_in(&context, &tenant, &email)
                .await
                .map_err(|error| error.detail)?;
            match link {
                Some(link) => print(&format!("{link}\n")),
                None => Err(format!("nobody in the team of \"{}\" has the address {email}", tenant.slug).into()),
            }
        }
    }
}
