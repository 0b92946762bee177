//! `portico import …`

use std::{
    io::{IsTerminal, Write},
    path::PathBuf,
};

use chrono::{DateTime, TimeDelta, Utc};
use clap::Args;
use sea_orm::DatabaseTransaction;

use super::{Failure, keys::find, print};
use crate::{
    context::Context,
    features::imports::{
        report::{MOST_NAMED, Report},
        run::{self, FileDone, Follower, Order, Outcome, Progress},
        service::Wishes,
        source::Sources,
    },
    http::ApiResult,
};

#[derive(Debug, Args)]
pub struct Options {
    /// Files named customers.csv, invoices.ndjson and so on, folders with such files, or ZIP archives of them.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The tenant's slug.
    #[arg(long)]
    tenant: String,
    /// Checks all lines and writes nothing.
    #[arg(long)]
    check: bool,
    /// Not possible: imports write to nobody.
    #[arg(long, hide = true)]
    send_mails: bool,
    /// Not possible: imports tell no endpoint.
    #[arg(long, hide = true)]
    emit_webhooks: bool,
}

pub async fn run(options: Options, context: Context) -> Result<(), Failure> {
    let wishes = Wishes {
        check_only: options.check,
        send_mails: options.send_mails,
        emit_webhooks: options.emit_webhooks,
    };
    if wishes.check().is_err() {
        return Err("imports write to nobody and tell no endpoint: leave --send-mails and --emit-webhooks out".into());
    }
    let tenant = find(&context, &options.tenant).await?;
    let sources = match Sources::collect(&options.files) {
        Ok(sources) => sources,
        Err(report) => return refused(&report, "nothing was changed"),
    };
    let order = Order {
        context: &context,
        tenant: &tenant,
        made_by: "system:command-line".into(),
        id: context.new_id(),
        sources: &sources,
        check_only: options.check,
        batch: run::BATCH,
        most_lines: None,
    };
    let mut told = Teller::new(&context);
    let outcome = run::run(&order, &mut told).await;
    told.end();
    match outcome {
        Ok(Outcome::Done(files)) => done(&files, options.check),
        Ok(Outcome::Refused(report)) => refused(&report, "nothing was changed"),
        Ok(Outcome::Changed(report)) => refused(
            &report,
            "something was changed meanwhile; correct them and run it again, it goes on",
        ),
        Ok(Outcome::Stopped) => Err("stopped; run it again, it goes on".into()),
        Err(error) => Err(format!("{error} (run it again, it goes on)").into()),
    }
}

fn done(files: &[FileDone], check_only: bool) -> Result<(), Failure> {
    for file in files {
        let counts = file.counts;
        let what = format!(
            "{}: {} lines: {} created, {} updated, {} unchanged\n",
            file.name,
            counts.total(),
            counts.created,
            counts.updated,
            counts.unchanged
        );
        print(&what)?;
    }
    print(if check_only {
        "All lines are valid. Nothing was written.\n"
    } else {
        "Done.\n"
    })
}

fn refused(report: &Report, then: &str) -> Result<(), Failure> {
    for error in &report.errors {
        let field = if error.field.is_empty() {
            String::new()
        } else {
            format!(" {}:", error.field)
        };
        let at = if error.line == 0 {
            String::new()
        } else {
            format!("{}:", error.line)
        };
        print(&format!(
            "{}:{at}{field} {} ({})\n",
            error.file, error.message, error.code
        ))?;
    }
    let named = if report.errors.len() == MOST_NAMED {
        " (the first 100 errors are named above)"
    } else {
        ""
    };
    let lines = if report.count == 1 { "1 line is" } else { "lines are" };
    let count = if report.count == 1 {
        String::new()
    } else {
        format!("{} ", report.count)
    };
    Err(format!("{count}{lines} not valid{named}; {then}").into())
}

/// How often somebody who reads a log is told.
const EVERY: TimeDelta = TimeDelta::seconds(10);
const EVERY_ON_A_TERMINAL: TimeDelta = TimeDelta::milliseconds(200);

/// Tells how far it is: a line that changes on a terminal, lines now and then elsewhere.
struct Teller<'a> {
    context: &'a Context,
    is_terminal: bool,
    /// When this pass began.
    since: DateTime<Utc>,
    told: DateTime<Utc>,
    writing: bool,
}

impl<'a> Teller<'a> {
    fn new(context: &'a Context) -> Self {
        let now = context.now();
        Self {
            context,
            is_terminal: std::io::stderr().is_terminal(),
            since: now,
            told: now,
            writing: false,
        }
    }

    fn tell(&mut self, progress: &Progress) {
        let now = self.context.now();
        if progress.writing != self.writing {
            self.writing = progress.writing;
            self.since = now;
        }
        let every = if self.is_terminal { EVERY_ON_A_TERMINAL } else { EVERY };
        if now - self.told < every {
            return;
        }
        self.told = now;
        let passed_ms = u64::try_from((now - self.since).num_milliseconds()).unwrap_or(0).max(1);
        let rate = progress.lines * 1000 / passed_ms;
        let line = match progress.total.filter(|_| progress.writing) {
            None => format!("checking {}: {} lines, {rate}/s", progress.file, progress.lines),
            Some(total) => {
                let left_s = total.saturating_sub(progress.lines).checked_div(rate).unwrap_or(0);
                let percent = (progress.lines * 100).checked_div(total).unwrap_or(100);
                let filled = usize::try_from(percent / 5).unwrap_or(0).min(20);
                let bar = format!("{}{}", "#".repeat(filled), ".".repeat(20 - filled));
                format!(
                    "writing {} [{bar}] {percent} %, {rate}/s, {left_s} s left",
                    progress.file
                )
            }
        };
        // Nobody is left to be told when this fails.
        let mut out = std::io::stderr();
        let _ = if self.is_terminal {
            write!(out, "\r\x1b[K{line}")
        } else {
            writeln!(out, "{line}")
        };
        let _ = out.flush();
    }

    fn end(&self) {
        if self.is_terminal {
            let _ = write!(std::io::stderr(), "\r\x1b[K");
        }
    }
}

impl Follower for Teller<'_> {
    async fn checked(&mut self, progress: &Progress) -> ApiResult<bool> {
        self.tell(progress);
        Ok(true)
    }

    async fn written(&mut self, _: &DatabaseTransaction, progress: &Progress) -> ApiResult<bool> {
        self.tell(progress);
        Ok(true)
    }
}
