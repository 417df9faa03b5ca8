//! The edge: arguments → settings → a call of the library → a view → the printer. No logic of its own.

#![cfg_attr(not(test), warn(clippy::unwrap_used, clippy::expect_used))]

mod args;
mod commands;
mod exit;
mod input;
mod printer;
mod progress;
mod signals;
#[cfg(feature = "web")]
mod web;

use clap::Parser;

fn main() -> std::process::ExitCode {
    let args = match args::Args::try_parse() {
        Ok(args) => args,
        Err(e) => {
            // Help and version are answers; everything else is wrong usage.
            let _ = e.print();
            return if e.use_stderr() { exit::Exit::Usage.into() } else { exit::Exit::Done.into() };
        }
    };
    let printer = printer::Printer::new(&args.global);
    match commands::run(args, &printer) {
        Ok(exit) => exit.into(),
        Err(e) => {
            let exit = exit::Exit::of(&e);
            if exit != exit::Exit::Done {
                printer.error(&e);
            }
            exit.into()
        }
    }
}
