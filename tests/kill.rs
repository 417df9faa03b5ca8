//! Kills a batch again and again and lets it go on with `--resume`: the bytes must be those of a run that nobody disturbed.
//!
//! `SKILLGAP_KILLS` and `SKILLGAP_KILL_ROWS` set how often and on how many rows; `tests/kill/run` does that for a release build.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|v| v.parse().ok()).unwrap_or(default)
}

/// SplitMix64 (S. Vigna): random moments, the same in every run.
struct Moments(u64);

impl Moments {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % n.max(1)
    }
}

fn write_people(path: &Path, rows: u64) {
    const SKILLS: [&str; 12] = [
        "Linux",
        "Bash",
        "Python",
        "Windows",
        "Active Directory",
        "SQL",
        "Docker",
        "C++",
        "Networking",
        "Nonsense",
        "AWS",
        "Git",
    ];
    let mut moments = Moments(7);
    let mut text = String::from("profile_id,skills\n");
    for row in 0..rows {
        text.push_str(&format!("p{row},"));
        for n in 0..1 + moments.below(9) {
            let sign = if n > 0 { ";" } else { "" };
            let skill = SKILLS[usize::try_from(moments.below(12)).unwrap()];
            // One level in 400 is off the scale: rejects must survive the kills, too.
            let level = if moments.below(400) == 0 { 9 } else { 1 + moments.below(5) };
            text.push_str(&format!("{sign}{skill}:{level}"));
        }
        text.push('\n');
    }
    std::fs::write(path, text).unwrap();
}

/// A batch from `in.csv` to another file of a folder, with a checkpoint after each chunk.
fn batch(folder: &Path, out: &str, top: &str) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin("skillgap"));
    command.arg("batch").arg(folder.join("in.csv")).arg("-o").arg(folder.join(out));
    command.args(["--top", top, "--on", "2026-01-01", "--checkpoint-seconds", "0", "--resume"]);
    command
}

/// Kills runs that write a file of a kind, so many times.
fn killed(kind: &str, kills: u64, rows: u64) {
    let (whole, out) = (&format!("whole.{kind}"), &format!("out.{kind}"));
    let (whole_rejects, out_rejects) = (&format!("{whole}.rejects.csv"), &format!("{out}.rejects.csv"));
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    write_people(&file("in.csv"), rows);
    let command = |out: &str| {
        let mut command = batch(folder.path(), out, "3");
        command
            .arg("--quiet")
            .arg("--rejects")
            .arg(file(&format!("{out}.rejects.csv")))
            .stderr(Stdio::null());
        command
    };
    let began = Instant::now();
    assert_eq!(command(whole).status().unwrap().code(), Some(1));
    let undisturbed = began.elapsed();
    let read = |name: &str| std::fs::read(file(name)).unwrap();
    let want = (read(whole), read(whole_rejects));
    let mut moments = Moments(42);
    let (mut done, mut rounds, mut resumed) = (0, 0, 0);
    // Until at least one of them came late enough to be gone on from.
    let goes_on = |done: u64, resumed: u64| done < kills || resumed == 0 && done < 20 * kills;
    while goes_on(done, resumed) {
        // One round: kills until the run comes through.
        loop {
            resumed += u64::from(file(&format!("{out}.resume")).exists());
            let mut child = command(out).spawn().unwrap();
            if goes_on(done, resumed) {
                let most = u64::try_from(undisturbed.as_micros()).unwrap() * 2 / 3;
                std::thread::sleep(Duration::from_micros(moments.below(most)));
                // SIGKILL; a run that was faster is simply done.
                child.kill().unwrap();
            }
            let status = child.wait().unwrap();
            if let Some(code) = status.code() {
                assert_eq!(code, 1);
                break;
            }
            done += 1;
        }
        rounds += 1;
        assert!((read(out), read(out_rejects)) == want, "other bytes after {done} kills");
        std::fs::remove_file(file(out)).unwrap();
        std::fs::remove_file(file(out_rejects)).unwrap();
        // Input, output and rejects of the undisturbed run.
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 3, "something is left over");
    }
    assert!(resumed > 0, "no run went on from a checkpoint");
    println!(
        "{kind}: {rows} rows, {done} kills in {rounds} rounds, {resumed} runs went on from a checkpoint; undisturbed {undisturbed:.1?}"
    );
}

/// Kills a run that writes a file of a kind at later and later moments, so that some fall into the last step as well.
fn killed_late(kind: &str) {
    let (whole, out) = (&format!("whole.{kind}"), &format!("out.{kind}"));
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    write_people(&file("in.csv"), 4_000);
    let command = |out: &str| {
        let mut command = batch(folder.path(), out, "3");
        command.arg("--quiet").stderr(Stdio::null());
        command
    };
    let began = Instant::now();
    assert_eq!(command(whole).status().unwrap().code(), Some(1));
    let undisturbed = began.elapsed();
    let want = std::fs::read(file(whole)).unwrap();
    let mut hit = 0;
    for percent in [10u32, 30, 50, 60, 70, 80, 85, 90, 95] {
        let mut child = command(out).spawn().unwrap();
        std::thread::sleep(undisturbed * percent / 100);
        child.kill().unwrap();
        if child.wait().unwrap().code().is_none() {
            hit += 1;
            assert!(!file(out).exists() || std::fs::read(file(out)).unwrap() == want);
            assert_eq!(command(out).status().unwrap().code(), Some(1));
        }
        assert!(std::fs::read(file(out)).unwrap() == want, "other bytes after a kill at {percent} %");
        std::fs::remove_file(file(out)).unwrap();
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2, "something is left over");
    }
    assert!(hit > 0, "no kill came in time");
}

#[cfg(feature = "parquet")]
#[test]
fn a_killed_run_to_parquet_goes_on_to_the_same_bytes() {
    killed_late("parquet");
}

#[test]
fn killed_runs_end_in_the_same_bytes() {
    killed("csv", number("SKILLGAP_KILLS", 12), number("SKILLGAP_KILL_ROWS", 6_000));
}

#[test]
fn killed_runs_that_pack_do_too() {
    killed("csv.gz", 6, 4_000);
    killed("jsonl.zst", 6, 2_000);
    killed_late("csv.gz");
}

#[test]
fn what_does_not_fit_is_not_resumed() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    write_people(&file("in.csv"), 4_000);
    let run = |top: &str, kill: bool| {
        let mut command = batch(folder.path(), "out.csv", top);
        command.args(["--threads", "1"]);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        if kill {
            while !file("out.csv.resume").exists() && child.try_wait().unwrap().is_none() {
                std::thread::sleep(Duration::from_millis(1));
            }
            child.kill().unwrap();
        }
        let output = child.wait_with_output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let _ = run("3", true);
    assert!(file("out.csv.resume").exists(), "the run was too fast to be killed");
    // Other settings.
    let (code, said) = run("4", false);
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("other settings"), "{said}");
    // Another input.
    let input = std::fs::read_to_string(file("in.csv")).unwrap();
    std::fs::write(file("in.csv"), input.replacen("p0,", "q0,", 1)).unwrap();
    let (code, said) = run("3", false);
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("not the input"), "{said}");
    std::fs::write(file("in.csv"), input).unwrap();
    // A changed output.
    let part = std::fs::read(file("out.csv.part")).unwrap();
    let mut damaged = part.clone();
    damaged[10] ^= 1;
    std::fs::write(file("out.csv.part"), damaged).unwrap();
    let (code, said) = run("3", false);
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("was changed"), "{said}");
    std::fs::write(file("out.csv.part"), part).unwrap();
    let (code, said) = run("3", false);
    assert_eq!(code, Some(1), "{said}");
}

#[cfg(unix)]
#[test]
fn ctrl_c_leaves_a_state_and_says_how_to_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    write_people(&file("in.csv"), 6_000);
    let command = |out: &str| {
        let mut command = batch(folder.path(), out, "2");
        command.stderr(Stdio::piped());
        command
    };
    assert_eq!(command("whole.csv").output().unwrap().status.code(), Some(1));
    let interrupted = || {
        let mut child = command("out.csv").args(["--threads", "1"]).spawn().unwrap();
        while !file("out.csv.resume").exists() && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(1));
        }
        let pid = child.id().to_string();
        let signal = if is_ignored(INT) { "-TERM" } else { "-INT" };
        Command::new("kill").args([signal, &pid]).status().unwrap();
        child.wait_with_output().unwrap()
    };
    // On a machine that is busy with something else the run may be through before it hears anything.
    let stopped = std::iter::repeat_with(interrupted).take(20).find(|ended| ended.status.code() != Some(1));
    let stopped = stopped.expect("a run that is stopped");
    let said = String::from_utf8(stopped.stderr).unwrap();
    assert_eq!(stopped.status.code(), Some(5), "{said}");
    assert!(said.contains("--resume") && said.contains("stopped after"), "{said}");
    assert!(file("out.csv.resume").exists());
    assert_eq!(command("out.csv").output().unwrap().status.code(), Some(1));
    assert!(std::fs::read(file("out.csv")).unwrap() == std::fs::read(file("whole.csv")).unwrap());
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_grow_further_is_an_error_and_the_state_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    write_people(&file("in.csv"), 6_000);
    assert_eq!(batch(folder.path(), "whole.csv", "3").output().unwrap().status.code(), Some(1));
    let unlimited = batch(folder.path(), "out.csv", "3");
    let mut limited = Command::new("sh");
    limited
        .args(["-c", "ulimit -f 400; exec \"$@\"", "sh"])
        .arg(unlimited.get_program())
        .args(unlimited.get_args());
    let ended = limited.output().unwrap();
    let said = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(ended.status.code(), Some(5), "{said}");
    assert!(said.contains("cannot write") && said.contains("too large"), "{said}");
    assert!(file("out.csv.resume").exists());
    assert_eq!(batch(folder.path(), "out.csv", "3").output().unwrap().status.code(), Some(1));
    assert!(std::fs::read(file("out.csv")).unwrap() == std::fs::read(file("whole.csv")).unwrap());
}

/// A run that waits for input gets a signal, then the rest of its input.
#[cfg(unix)]
fn signalled(folder: &Path, shell: &str, signal: &str) -> (Option<i32>, bool) {
    use std::io::Write;
    let mut command = Command::new("sh");
    command.args(["-c", shell, "sh"]).arg(assert_cmd::cargo::cargo_bin("skillgap"));
    command
        .args(["batch", "-", "--rejects"])
        .arg(folder.join("rejects.csv"))
        .arg("-o")
        .arg(folder.join("out.csv"));
    command.args(["--top", "1", "--checkpoint-seconds", "0", "--quiet"]);
    let mut child = command.stdin(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    // More than is read at once, so that rows are written, and handlers are set, before the signal comes.
    let rows: String = (0..200_000).map(|row| format!("p{row},Linux:3\n")).collect();
    input.write_all(b"profile_id,skills\n").unwrap();
    input.write_all(rows.as_bytes()).unwrap();
    Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
    // Who is gone does not take it.
    let _ = input.write_all(rows.as_bytes());
    drop(input);
    let code = child.wait().unwrap().code();
    (code, folder.join("out.csv").exists())
}

/// The numbers of hang-ups and of Ctrl-C.
#[cfg(unix)]
const HUP: u32 = 1;
#[cfg(unix)]
const INT: u32 = 2;

/// Whether whoever began the tests wants a signal ignored, as `nohup` does for hang-ups and a shell's `&` for Ctrl-C: all that they begin inherits it.
/// On Linux only.
#[cfg(unix)]
fn is_ignored(signal: u32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
        .is_some_and(|mask| mask >> (signal - 1) & 1 == 1)
}

#[cfg(unix)]
#[test]
fn a_hang_up_stops_a_run_unless_whoever_began_it_wants_it_ignored() {
    for signal in ["-HUP", "-TERM"] {
        let folder = tempfile::tempdir().unwrap();
        let ended = signalled(folder.path(), "exec \"$@\"", signal);
        if signal == "-HUP" && is_ignored(HUP) {
            assert_eq!(ended, (Some(0), true));
            continue;
        }
        assert_eq!(ended, (Some(5), false), "{signal}");
        assert!(folder.path().join("out.csv.resume").exists());
    }
    if cfg!(target_os = "linux") {
        let folder = tempfile::tempdir().unwrap();
        let ended = signalled(folder.path(), "trap '' HUP; exec \"$@\"", "-HUP");
        assert_eq!(ended, (Some(0), true));
    }
}
