//! The local page and its JSON interface: requests → calls of the library → views → HTML or JSON.
//!
//! It listens on loopback only, keeps nothing between requests (a profile travels in the form that shows it), and sends nothing out.
//! Every answer is made of the views of the command line.

mod api;
mod ask;
mod assets;
mod batches;
mod engine;
mod extractors;
mod fields;
mod guard;
mod ladders;
mod limits;
mod openapi;
mod pages;
mod person;
mod plans;
mod problem;
mod router;
mod server;

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use skillgap::error::Error;

use crate::args::Serve;
use crate::input;
use crate::printer::Printer;
use limits::Limits;

/// Serves until interrupted. Says the address on standard output once connections are accepted.
pub fn serve(args: &Serve, model: Option<&Path>, printer: &Printer) -> Result<()> {
    let limits = Limits::of(args);
    let engine = Arc::new(engine::Engine::new(input::model(model)?, limits));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .max_blocking_threads(limits.jobs + limits.batches + 4)
        .build()
        .context("cannot start the threads of the page")?;
    runtime.block_on(async {
        let address = format!("127.0.0.1:{}", args.port);
        let listener = tokio::net::TcpListener::bind(&address)
            .await
            .map_err(Error::io("cannot listen on", address))
            .context("the page cannot be served; choose another port with --port")?;
        let port = listener.local_addr()?.port();
        printer.result(format!("http://127.0.0.1:{port}/\n").as_bytes())?;
        printer.remark("Only this machine can reach the page. Ctrl-C ends it.");
        server::run(listener, router::router(engine, port), limits).await;
        printer.remark("The page has ended.");
        Ok(())
    })
}
