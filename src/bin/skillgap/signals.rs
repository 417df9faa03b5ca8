//! Signals that ask a long run to end.

use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Result;

use crate::exit::Exit;
use crate::printer::Printer;

/// A flag that the first Ctrl-C, termination or hang-up sets (on Windows, also a console that is closed); the second ends the program. Signals that whoever started the program wants
/// ignored (`nohup` for hang-ups, a shell for Ctrl-C in scripts' background jobs) stay so.
///
/// # Errors
/// The system refuses.
pub fn stop_flag(printer: &Printer) -> Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    let ignored = Ignored::now();
    if !ignored.has(INTERRUPT) {
        let flag = stop.clone();
        let printer = printer.clone();
        ctrlc::set_handler(move || {
            if flag.swap(true, Ordering::Relaxed) {
                std::process::exit(Exit::Output as i32);
            }
            // At once: the run itself may be waiting for input that does not come.
            if std::io::stderr().is_terminal() {
                printer.remark("\nStopping once the rows at hand are written. Ctrl-C again ends at once.");
            }
        })?;
    }
    #[cfg(unix)]
    for signal in [signal_hook::consts::SIGTERM, signal_hook::consts::SIGHUP] {
        if !ignored.has(signal) {
            signal_hook::flag::register_conditional_shutdown(signal, Exit::Output as i32, stop.clone())?;
            signal_hook::flag::register(signal, stop.clone())?;
        }
    }
    // A file that grows beyond `ulimit -f` is an error of that write, not the end of the process.
    #[cfg(unix)]
    signal_hook::flag::register(signal_hook::consts::SIGXFSZ, Arc::default())?;
    Ok(stop)
}

/// The number of the signal that Ctrl-C sends.
const INTERRUPT: i32 = 2;

/// Signals that are ignored, a bit each from number 1 on.
struct Ignored(u64);

impl Ignored {
    /// As Linux tells it; on other systems none.
    fn now() -> Ignored {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        Ignored::from_status(&status)
    }

    /// From the line `SigIgn:` of a process's status, see proc_pid_status(5).
    fn from_status(status: &str) -> Ignored {
        let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
        Ignored(mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0))
    }

    fn has(&self, signal: i32) -> bool {
        u32::try_from(signal - 1).is_ok_and(|bit| self.0.checked_shr(bit).is_some_and(|bits| bits & 1 == 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ignored_signals_are_told_by_the_status() {
        let ignored =
            Ignored::from_status("Name:\tx\nSigBlk:\t0000000000000003\nSigIgn:\t0000000000001001\n");
        assert!(ignored.has(1) && ignored.has(13));
        assert!(!ignored.has(2) && !ignored.has(0) && !ignored.has(-1) && !ignored.has(1000));
        assert!(!Ignored::from_status("").has(1));
    }
}
