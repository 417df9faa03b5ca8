//! An input that has come in part only: a run that is stopped there and goes on with the whole of it gives what an undisturbed run gives.

use std::fs;
use std::io::{self, Cursor, Read};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use proptest::prelude::*;
use skillgap::batch::{
    Compression, Input, OutputFormat, RejectsTo, Settings, Summary, Target, run, unfinished_path,
};
use skillgap::error::{Error, Result};
use skillgap::matching::Matcher;
use skillgap::model::Model;

fn model() -> &'static Model {
    static MODEL: OnceLock<Model> = OnceLock::new();
    MODEL.get_or_init(|| Model::shipped().unwrap())
}

/// Says stop at its end.
struct StopsAtEnd {
    bytes: Cursor<Vec<u8>>,
    stop: Arc<AtomicBool>,
}

impl Read for StopsAtEnd {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.bytes.read(buffer)?;
        if n == 0 {
            self.stop.store(true, Ordering::Relaxed);
        }
        Ok(n)
    }
}

/// A run over these bytes to `out.csv` and `rejects.csv`, which goes on where one was stopped; `stops` says whether it is stopped at their end.
fn go(
    matcher: &Matcher,
    folder: &Path,
    bytes: &[u8],
    stops: bool,
    change: fn(&mut Settings),
) -> Result<Summary> {
    let mut settings = Settings::new(jiff::civil::date(2026, 1, 1), OutputFormat::Csv);
    (settings.top, settings.threads, settings.chunk) = (1, 2, 1 << 9);
    settings.checkpoint_every = Duration::ZERO;
    settings.resume = true;
    settings.rejects = RejectsTo::File(folder.join("rejects.csv"));
    change(&mut settings);
    let stop = Arc::new(AtomicBool::new(false));
    let bytes = Cursor::new(bytes.to_vec());
    let reader: Box<dyn Read + Send> =
        if stops { Box::new(StopsAtEnd { bytes, stop: stop.clone() }) } else { Box::new(bytes) };
    let input = Input { name: "made-up".into(), reader, length: None };
    run(matcher, input, Target::File(folder.join("out.csv")), &settings, &stop, &mut |_| {})
}

/// What a run left, outputs first.
fn left(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let mut files: Vec<_> =
        files.map(|f| (f.file_name().into_string().unwrap(), fs::read(f.path()).unwrap())).collect();
    files.sort();
    files
}

/// Inputs of several chunks, of every shape, and with all that is hard to cut.
fn inputs() -> impl Strategy<Value = Vec<u8>> {
    let wide = prop_oneof![
        8 => Just("p@,Linux:4;Bash"),
        2 => Just("p@,\"Linux:4;Ba~sh;SQL\""),
        2 => Just("p@,Linux:9"),
        1 => Just("p@,\"Docker;~Python"),
        1 => Just("p@,a\"b,\"c"),
        1 => Just("\"Roe, @\",\"Linux\""),
    ];
    let long = prop_oneof![
        8 => Just("p@,Linux,3~p@,Bash,2~p@,SQL,"),
        2 => Just("p@,\"Li~nux\",3~p@,Bash,2"),
        1 => Just("p@,Linux,9~p@,Bash,2"),
        1 => Just("\"Roe, @\",Bash,2~\"Roe, @\",\"Bash"),
    ];
    let json = prop_oneof![
        8 => Just(r#"{"profile_id":"p@","skills":["Linux:4",{"skill":"Bash","level":2}]}"#),
        1 => Just(r#"{"profile_id":"p@","skills":[7]}"#),
    ];
    let many = 20..150usize;
    let table = |header: &'static str, rows: BoxedStrategy<&'static str>| {
        (Just(header), proptest::collection::vec(rows, many.clone()))
    };
    let tables = prop_oneof![
        2 => table("profile_id,skills~", wide.boxed()),
        2 => table("profile_id,skill,level~", long.boxed()),
        1 => table("", json.boxed()),
    ];
    (tables, prop_oneof![Just("\n"), Just("\r\n"), Just("\r")]).prop_map(|((header, rows), end)| {
        let end = if header.is_empty() { "\n" } else { end };
        let row = |(n, row): (usize, &&str)| format!("{}{end}", row.replace('@', &n.to_string()));
        let rows: String = rows.iter().enumerate().map(row).collect();
        format!("{header}{rows}").replace('~', end).into_bytes()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]
    #[test]
    fn what_came_later_is_read_as_if_all_had_come_at_once(input in inputs(), cut in any::<prop::sample::Index>()) {
        let (whole, cuts) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let matcher = Matcher::new(model());
        go(&matcher, whole.path(), &input, false, |_| {}).unwrap();
        let cut = cut.index(input.len());
        let stopped = go(&matcher, cuts.path(), &input[..cut], true, |_| {});
        // Behind the header of a table, and the first byte of an object, it is known what the input is.
        let known = if input[0] == b'{' { 1 } else { input.iter().position(|b| b"\r\n".contains(b)).unwrap_or(0) + 2 };
        match stopped {
            Err(Error::Stopped { .. }) => {}
            other => prop_assert!(other.is_err() && cut < known, "cut at {}: {:?}", cut, other),
        }
        go(&matcher, cuts.path(), &input, false, |_| {}).unwrap();
        let (got, want) = (left(cuts.path()), left(whole.path()));
        prop_assert_eq!((got.len(), want.len()), (2, 2));
        for ((name, got), (_, want)) in got.iter().zip(want) {
            prop_assert_eq!(String::from_utf8_lossy(got), String::from_utf8_lossy(&want), "{}, cut at {}", name, cut);
        }
    }
}

#[test]
fn a_run_that_was_at_the_end_does_not_go_on_with_what_came_later() {
    let folder = tempfile::tempdir().unwrap();
    let matcher = Matcher::new(model());
    let packed = |settings: &mut Settings| settings.compression = Some(Compression::Gzip);
    // So that all is read and written, but the output cannot get its name.
    let in_the_way = unfinished_path(&folder.path().join("out.csv"));
    fs::create_dir(&in_the_way).unwrap();
    let text = "profile_id,skills\np1,Linux\np2,Python:4;Doc";
    go(&matcher, folder.path(), text.as_bytes(), false, packed).unwrap_err();
    fs::remove_dir(&in_the_way).unwrap();
    let more = format!("{text}ker:3\n");
    let said = go(&matcher, folder.path(), more.as_bytes(), false, packed).unwrap_err().to_string();
    assert!(said.contains("has grown") && said.contains("Start over without --resume"), "{said}");
    go(&matcher, folder.path(), text.as_bytes(), false, packed).unwrap();
    assert_eq!(left(folder.path()).len(), 2);
}

#[test]
fn a_run_that_lacks_only_the_name_gets_it_whatever_its_input_ends_with() {
    let matcher = Matcher::new(model());
    let packed = |settings: &mut Settings| {
        settings.compression = Some(Compression::Gzip);
        settings.longest_record = 1 << 17;
    };
    let long = "long,Linux,3\n".repeat(20_000);
    for (text, rejects) in [
        // No row at all; a last person who is left out, whose rows belong to no chunk; nothing but that.
        ("profile_id,skills\n".to_owned(), 0),
        ("profile_id,skills".to_owned(), 0),
        (format!("profile_id,skill,level\np1,Bash,2\n{long}"), 1),
        (format!("profile_id,skill,level\n{long}"), 1),
        (format!("profile_id,skills\np1,Bash\np2,\"Linux{}", ";Bash".repeat(1000)), 1),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let in_the_way = unfinished_path(&folder.path().join("out.csv"));
        fs::create_dir(&in_the_way).unwrap();
        go(&matcher, folder.path(), text.as_bytes(), false, packed).unwrap_err();
        fs::remove_dir(&in_the_way).unwrap();
        let summary = go(&matcher, folder.path(), text.as_bytes(), false, packed).unwrap();
        assert_eq!(summary.counts.rejected(), rejects, "{}", &text[..20.min(text.len())]);
        assert_eq!(left(folder.path()).len(), 2);
    }
}
