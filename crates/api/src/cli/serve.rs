//! `portico serve` and `portico demo`.

use std::{net::TcpListener, sync::Arc};

use actix_web::web;
use tracing_subscriber::EnvFilter;

use super::Failure;
use crate::{
    config::{Config, LogFormat},
    context::Context,
    demo, jobs, startup,
};

pub fn serve(config: Config) -> Result<(), Failure> {
    start_logging(&config);
    run(async {
        let listener = startup::listen(config.http.listen)?;
        let config = with_base_url(config, &listener)?;
        let context = Arc::new(startup::build(config, None).await?);
        if !context.mailer.is_configured() {
            tracing::warn!(
                "no mail transport is configured (mail.transport): mails wait in the outbox, and this instance is not ready"
            );
        }
        serve_until_stopped(context, listener, |_| {}).await
    })
}

pub fn demo(options: &demo::Options, config: Config) -> Result<(), Failure> {
    let config = options.configure(config)?;
    start_logging(&config);
    run(async {
        let listener = startup::listen(config.http.listen)?;
        let config = with_base_url(config, &listener)?;
        let context = Arc::new(startup::build(config, options.now).await?);
        Box::pin(demo::prepare(&context, options)).await?;
        serve_until_stopped(context, listener, demo::routes).await
    })
}

fn run(work: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    actix_web::rt::System::new().block_on(work)
}

/// Without a configured origin, links lead to this machine.
fn with_base_url(mut config: Config, listener: &TcpListener) -> Result<Config, Failure> {
    // The port that was given when any was asked for.
    config.http.listen = listener.local_addr()?;
    if config.http.base_url.is_empty() {
        config.http.base_url = format!("http://localhost:{}", config.http.listen.port());
    }
    Ok(config)
}

async fn serve_until_stopped(
    context: Arc<Context>,
    listener: TcpListener,
    extra: fn(&mut web::ServiceConfig),
) -> Result<(), Failure> {
    tracing::info!(listen = %listener.local_addr()?, base_url = context.config.http.base_url, "ready");
    let jobs = actix_web::rt::spawn(jobs::run_forever(Arc::clone(&context)));
    let served = startup::server(Arc::clone(&context), listener, extra)?.await;
    jobs.abort();
    Ok(served?)
}

fn start_logging(config: &Config) {
    let filter = EnvFilter::try_new(&config.log.filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    // A second start in one process (a test) keeps the first one's.
    let _ = match config.log.format {
        LogFormat::Text => builder.try_init(),
        LogFormat::Json => builder.json().try_init(),
    };
}
