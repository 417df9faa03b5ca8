//! The last step of a run, in which its rows are packed: it reads the run's own rows, hears who says stop, and is repeated by a run that goes on.

use std::fs;
use std::path::Path;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use skillgap::batch::{Compression, Input, OutputFormat, Settings, Target, run};
use skillgap::batch::{part_path, resume_path, unfinished_path};
use skillgap::matching::Matcher;
use skillgap::model::Model;

fn matcher() -> &'static Matcher<'static> {
    static MODEL: OnceLock<Model> = OnceLock::new();
    static MATCHER: OnceLock<Matcher<'static>> = OnceLock::new();
    MATCHER.get_or_init(|| Matcher::new(MODEL.get_or_init(|| Model::shipped().unwrap())))
}

/// The kinds of outputs that are something else than their rows.
fn kinds() -> Vec<(OutputFormat, Option<Compression>)> {
    vec![
        (OutputFormat::Csv, Some(Compression::Gzip)),
        (OutputFormat::Jsonl, Some(Compression::Zstd)),
        #[cfg(feature = "parquet")]
        (OutputFormat::Parquet, None),
    ]
}

fn settings((format, compression): (OutputFormat, Option<Compression>), top: usize) -> Settings {
    let mut settings = Settings::new(jiff::civil::date(2026, 1, 1), format);
    // This thread writes, so that it is told.
    (settings.compression, settings.top, settings.threads, settings.resume) = (compression, top, 1, true);
    settings.checkpoint_every = Duration::ZERO;
    settings
}

/// People with ids of so many bytes; each is in front of each match.
fn write_people(path: &Path, people: usize, id: usize) {
    let rows: String = (0..people).map(|n| format!("{n:0id$},Linux:4;Bash;C++\n")).collect();
    fs::write(path, format!("profile_id,skills\n{rows}")).unwrap();
}

/// How a run from one file to another ends: nothing, or what it says. `tell` is called after each chunk.
fn go(
    from: &Path,
    to: &Path,
    settings: &Settings,
    stop: &AtomicBool,
    mut tell: impl FnMut(),
) -> Result<(), String> {
    let (input, target) = (Input::open(from).unwrap(), Target::File(to.to_owned()));
    run(matcher(), input, target, settings, stop, &mut |_| tell()).map(|_| ()).map_err(|e| e.to_string())
}

/// The same, and someone says stop as soon as the last step has begun.
fn stopped_in_the_last_step(from: &Path, to: &Path, settings: &Settings) -> Result<(), String> {
    let (stop, ended) = (AtomicBool::new(false), AtomicBool::new(false));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !ended.load(Ordering::Relaxed) && !unfinished_path(to).exists() {
                std::thread::sleep(Duration::from_micros(100));
            }
            stop.store(true, Ordering::Relaxed);
        });
        let outcome = go(from, to, settings, &stop, || {});
        ended.store(true, Ordering::Relaxed);
        outcome
    })
}

#[test]
fn stop_in_the_last_step_ends_it_and_a_later_run_repeats_it() {
    let folder = tempfile::tempdir().unwrap();
    let [from, want, to] = ["in.csv", "want", "out"].map(|name| folder.path().join(name));
    write_people(&from, 300, 4000);
    let still = AtomicBool::new(false);
    for kind in kinds() {
        let settings = settings(kind, 60);
        go(&from, &want, &settings, &still, || {}).unwrap();
        let mut stops = 0;
        // A machine that is busy with something else may see it too late.
        for _ in 0..20 {
            if let Err(said) = stopped_in_the_last_step(&from, &to, &settings) {
                stops += 1;
                assert!(said.contains("stopped after 300 profiles") && said.contains("--resume"), "{said}");
                assert!(part_path(&to).exists() && resume_path(&to).exists());
                assert!(!unfinished_path(&to).exists() && !to.exists());
            } else {
                fs::remove_file(&to).unwrap();
            }
            // The second time, nothing but this step was left to do.
            if stops == 2 {
                break;
            }
        }
        assert_eq!(stops, 2, "{kind:?}");
        go(&from, &to, &settings, &still, || {}).unwrap();
        assert!(fs::read(&to).unwrap() == fs::read(&want).unwrap(), "{kind:?}");
        [&want, &to].into_iter().for_each(|path| fs::remove_file(path).unwrap());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "something is left over");
    }
}

/// On Windows the lock alone keeps others from the rows; elsewhere a name may lead to another file in the end.
#[cfg(unix)]
#[test]
fn the_rows_are_those_of_the_run_whatever_stands_under_their_name() {
    let folder = tempfile::tempdir().unwrap();
    let [from, want, to] = ["in.csv", "want", "out"].map(|name| folder.path().join(name));
    write_people(&from, 300, 5);
    let still = AtomicBool::new(false);
    for kind in kinds() {
        let settings = settings(kind, 2);
        go(&from, &want, &settings, &still, || {}).unwrap();
        let mut told = false;
        let other = || {
            fs::remove_file(part_path(&to)).unwrap();
            fs::write(part_path(&to), "other rows").unwrap();
            told = true;
        };
        go(&from, &to, &settings, &still, other).unwrap();
        assert!(told && fs::read(&to).unwrap() == fs::read(&want).unwrap(), "{kind:?}");
        [&want, &to].into_iter().for_each(|path| fs::remove_file(path).unwrap());
    }
}

#[test]
fn stop_is_heard_while_the_rows_of_an_earlier_run_are_checked() {
    let folder = tempfile::tempdir().unwrap();
    let [from, to] = ["in.csv", "out"].map(|name| folder.path().join(name));
    write_people(&from, 20_000, 5);
    let (settings, stop) = (settings((OutputFormat::Csv, None), 2), AtomicBool::new(false));
    let said = go(&from, &to, &settings, &stop, || stop.store(true, Ordering::Relaxed)).unwrap_err();
    assert!(said.contains("stopped after"), "{said}");
    // Who reads all of them says that they were changed.
    let mut rows = fs::read(part_path(&to)).unwrap();
    rows[0] ^= 1;
    fs::write(part_path(&to), &rows).unwrap();
    let said = go(&from, &to, &settings, &stop, || {}).unwrap_err();
    assert!(said.contains("its state is kept as it was") && said.contains("--resume"), "{said}");
    assert!(fs::read(part_path(&to)).unwrap() == rows);
    stop.store(false, Ordering::Relaxed);
    let said = go(&from, &to, &settings, &stop, || {}).unwrap_err();
    assert!(said.contains("was changed"), "{said}");
}
