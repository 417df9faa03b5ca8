//! Files of many people over the page and the interface: the same bytes as on the command line, nothing lost, within limits.
#![cfg(feature = "web")]

mod page;

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Command;
use std::time::{Duration, Instant};

use page::{Answer, Page};

/// Six people, one row without skills, one with a level off the scale, names that would be markup or a formula.
const PEOPLE: &str = "profile_id,skills\nana,Windows 11:3;Customer service:3;CompTIA A+\nben,Python:4;Django;PostgreSQL:3\n\
nobody,\n\"<script>alert(1)</script>\",Linux:3;Bash\n=HYPERLINK(1),Cisco IOS:3;VLANs:2\nwrong,Linux:9\n\
\"\"\"><img src=x onerror=alert(1)>\",Linux;\"\"\"><img src=x onerror=alert(2)>\"\n\u{202e}turned,Kubernetes:4;Terraform\n";

/// A form with a file in the field `people`, and other fields.
fn upload(page: &Page, path: &str, file: &[u8], fields: &[(&str, &str)]) -> Answer {
    let mut body = Vec::new();
    for (name, text) in fields {
        body.extend_from_slice(
            format!("--cut\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n").as_bytes(),
        );
    }
    body.extend_from_slice(
        b"--cut\r\nContent-Disposition: form-data; name=\"people\"; filename=\"p.csv\"\r\n\r\n",
    );
    body.extend_from_slice(file);
    body.extend_from_slice(b"\r\n--cut--\r\n");
    page.send("POST", path, &[("Content-Type", "multipart/form-data; boundary=cut")], &body)
}

fn batch(page: &Page, query: &str, file: &[u8]) -> Answer {
    page.send("POST", &format!("/api/v1/batch{query}"), &[("Content-Type", "text/csv")], file)
}

/// What the command line writes: results and rejects.
fn command(format: &str, extra: &[&str]) -> (String, String) {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    fs::write(at("people.csv"), PEOPLE).unwrap();
    let (out, rejects) = (at(&format!("out.{format}")), at("rejects.csv"));
    let mut args = vec!["batch", "--quiet", "-o", &out, "--rejects", &rejects];
    let people = at("people.csv");
    args.push(&people);
    args.extend_from_slice(extra);
    let status = Command::new(env!("CARGO_BIN_EXE_skillgap")).args(&args).status().unwrap();
    assert_eq!(status.code(), Some(1), "some rows are rejected");
    (fs::read_to_string(out).unwrap(), fs::read_to_string(rejects).unwrap())
}

#[test]
fn the_interface_streams_what_the_command_line_writes() {
    let page = Page::start(&[]);
    let answer = batch(&page, "?top=3", PEOPLE.as_bytes());
    assert_eq!(answer.status, 200, "{}", answer.body);
    let (results, rejects) = command("jsonl", &["--top", "3"]);
    let lines: Vec<serde_json::Value> =
        answer.body.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let (last, rows) = lines.split_last().unwrap();
    let told = |key: &str| rows.iter().filter(|l| l.get(key).is_some()).count();
    let matched: String =
        answer.body.lines().filter(|l| l.contains("\"matches\":")).map(|l| format!("{l}\n")).collect();
    assert_eq!(matched, results);
    assert_eq!(told("reject"), rejects.lines().count() - 1);
    assert_eq!(
        (last["summary"]["profiles"].as_u64(), last["summary"]["rejected"].as_u64()),
        (Some(6), Some(2))
    );
    let planned =
        batch(&page, "?top=1&plan=true", b"profile_id,skills\nana,Windows 11:3;Customer service:3\n");
    assert!(planned.body.contains("\"steps\":["), "{}", planned.body);
}

#[test]
fn downloads_without_a_script_are_the_files_of_the_command_line() {
    let page = Page::start(&[]);
    let (results, rejects) = command("csv", &["--top", "2"]);
    let csv = upload(&page, "/people/results", PEOPLE.as_bytes(), &[("top", "2"), ("format", "csv")]);
    assert!(csv.head.contains("attachment; filename=\"results.csv\""), "{}", csv.head);
    assert_eq!(csv.body, results);
    assert_eq!(upload(&page, "/people/rejects", PEOPLE.as_bytes(), &[("top", "2")]).body, rejects);
    let (lines, _) = command("jsonl", &["--plan"]);
    let fields = [("format", "jsonl"), ("plan", "1")];
    assert_eq!(upload(&page, "/people/results", PEOPLE.as_bytes(), &fields).body, lines);
    assert!(csv.body.contains("\n'=HYPERLINK(1),"), "a formula is neutralised: {}", csv.body);
    // What the page's script puts together from the pieces is the same.
    let events = upload(&page, "/people/run", PEOPLE.as_bytes(), &[("top", "2")]);
    let mut pieces = (String::new(), String::new());
    for event in events.body.lines().map(|l| serde_json::from_str::<serde_json::Value>(l).unwrap()) {
        pieces.0.push_str(event["results"].as_str().unwrap_or(""));
        pieces.1.push_str(event["rejects"].as_str().unwrap_or(""));
    }
    assert_eq!(pieces, (results, rejects));
}

#[test]
fn files_that_cannot_be_used_are_said_so() {
    let page = Page::start(&["--max-batch", "1"]);
    let cases: [(Answer, u16); 8] = [
        (page.send("POST", "/api/v1/batch", &[("Content-Type", "text/plain")], PEOPLE.as_bytes()), 415),
        (batch(&page, "", b""), 422),
        (batch(&page, "", b"name,age\nx,3\n"), 422),
        (batch(&page, "?top=0", PEOPLE.as_bytes()), 422),
        (batch(&page, "?tpo=1", PEOPLE.as_bytes()), 400),
        (batch(&page, "", &vec![b'x'; (1 << 20) + 1]), 413),
        (upload(&page, "/people/results", b"", &[]), 422),
        (upload(&page, "/people/nothing", PEOPLE.as_bytes(), &[]), 404),
    ];
    for (at, (answer, status)) in cases.iter().enumerate() {
        assert_eq!(answer.status, *status, "case {at}: {}", answer.body);
    }
    let own = ("Origin", "http://evil.example");
    let kind = ("Content-Type", "text/csv");
    assert_eq!(page.send("POST", "/api/v1/batch", &[kind, own], PEOPLE.as_bytes()).status, 403);
    // UTF-16 is read as the command line reads it.
    let wide: Vec<u8> =
        "\u{feff}profile_id,skills\nana,Linux\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(batch(&page, "", &wide).body.contains("\"profile_id\":\"ana\""));
}

#[test]
fn a_client_that_goes_away_frees_its_place() {
    let page = Page::start(&[]);
    let rows: String = (0..40_000).map(|n| format!("p{n},Linux:3;Bash:2;Python:3;Ansible:2;DNS\n")).collect();
    let body = format!("profile_id,skills\n{rows}");
    let head = format!(
        "POST /api/v1/batch?top=20 HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Type: text/csv\r\nContent-Length: {}\r\n\r\n",
        page.port,
        body.len()
    );
    // As many as there are places for; none of them takes more than the beginning of its answer.
    let mut gone = Vec::new();
    for _ in 0..2 {
        let mut stream = TcpStream::connect(("127.0.0.1", page.port)).unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(body.as_bytes()).unwrap();
        // It has its place once the answer begins; more is not taken.
        let mut status = [0; 12];
        stream.read_exact(&mut status).unwrap();
        assert_eq!(&status, b"HTTP/1.1 200");
        gone.push(stream);
    }
    let deadline = Instant::now() + Duration::from_secs(60);
    let mut refused = false;
    while !refused && Instant::now() < deadline {
        let answer = batch(&page, "?top=1", PEOPLE.as_bytes());
        refused = answer.status == 503 && answer.head.contains("retry-after");
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(refused, "a third one is turned away while two are under way");
    assert_eq!(page.get("/").status, 200, "and everything else goes on");
    drop(gone);
    while Instant::now() < deadline {
        if batch(&page, "?top=1", PEOPLE.as_bytes()).status == 200 {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("the places were not freed");
}

#[test]
fn a_group_is_seen_and_no_small_one_is_told() {
    let page = Page::start(&[]);
    let rows: String =
        (0..12).map(|n| format!("=p{n},Windows 11:3;Customer service:{};Printers\n", n % 3 + 1)).collect();
    let people = format!("profile_id,skills\n{rows}<img src=x onerror=1>,Linux:3\nwrong,Linux:9\n");
    let seen = upload(&page, "/cohort", people.as_bytes(), &[("to", "desktop support technician")]);
    assert_eq!(seen.status, 200, "{}", seen.body);
    assert!(seen.body.contains("<strong>13 people</strong>") && seen.body.contains("class=\"heat h"));
    assert!(seen.body.contains("Line 15") && !seen.body.contains("<img"), "{}", seen.body);
    let fields = [("people", people.as_str()), ("to", "desktop support technician")];
    let json = page.form("/cohort/group.json", &fields).value();
    for group in json["heat"]["groups"].as_array().unwrap() {
        assert!(group["people"].as_u64().unwrap() >= 5, "{group}");
    }
    let report = page.form("/cohort/group.html", &fields);
    assert!(
        report.body.contains("<style>") && !report.body.contains("<script") && !report.body.contains("src=")
    );
    assert!(page.form("/cohort/group.csv", &fields).body.starts_with("section,"));
    let few = upload(&page, "/cohort", people.as_bytes(), &[("min_group", "50")]);
    assert!(few.status == 422 && few.body.contains("never broken out"), "{}", few.body);
    assert_eq!(upload(&page, "/cohort", people.as_bytes(), &[("min_group", "0")]).status, 422);
    assert_eq!(upload(&page, "/cohort", b"skill\nLinux\n", &[]).status, 422);
}

#[test]
fn the_group_on_the_page_is_the_group_of_the_command_line() {
    let page = Page::start(&[]);
    let class = fs::read_to_string("data/people/class.csv").unwrap();
    let here = page.form("/cohort/group.json", &[("people", class.as_str())]).value();
    let out = Command::new(env!("CARGO_BIN_EXE_skillgap"))
        .args(["cohort", "data/people/class.csv", "--top", "15", "--format", "json"])
        .output()
        .unwrap();
    assert_eq!(here, serde_json::from_slice::<serde_json::Value>(&out.stdout).unwrap());
}

#[test]
fn a_plan_of_the_front_is_the_plan_that_its_button_opens() {
    let page = Page::start(&[]);
    let carried = [
        ("profile", "Linux\nBash\n"),
        ("role", "network-engineer"),
        ("readiness", "45"),
        ("without_musts", "1"),
    ];
    let front = page.form("/front", &carried);
    assert_eq!(front.status, 200, "{}", front.body);
    let buttons: Vec<&str> =
        front.body.split("name=\"max_hours\" value=\"").skip(1).filter_map(|b| b.split('"').next()).collect();
    assert!(!buttons.is_empty(), "{}", front.body);
    let last = buttons[buttons.len() - 1];
    let open = [&carried[..], &[("minimize", "cost"), ("max_hours", last)]].concat();
    let plan = page.form("/download/plan.json", &open).value();
    assert!((plan["total_hours"].as_f64().unwrap() - last.parse::<f64>().unwrap()).abs() < 0.11, "{plan}");
    let none = page.form(
        "/front",
        &[("profile", "Linux"), ("role", "network-engineer"), ("readiness", "100"), ("max_hours", "1")],
    );
    assert!(none.status == 200 && none.body.contains("class=\"note problem\""), "{}", none.body);
}

#[test]
fn forms_may_be_as_large_as_was_said() {
    let page = Page::start(&["--max-body", "4"]);
    let padding = "#".repeat(3 << 20);
    let body = format!(
        "--cut\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nLinux is required. {padding}\r\n--cut--\r\n"
    );
    let kind = ("Content-Type", "multipart/form-data; boundary=cut");
    let answer = page.send("POST", "/text", &[kind], body.as_bytes());
    assert!(answer.status == 200 && answer.body.contains("<mark"), "{}", answer.status);
}

#[test]
fn what_one_more_step_opens_is_that_of_the_command_line() {
    let page = Page::start(&[]);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("me.csv");
    let profile = "skill,level\nWindows 11,3\nCustomer service,3\nCompTIA A+,\n";
    fs::write(&file, profile).unwrap();
    let here = page.json("/api/v1/unlock", &serde_json::json!({"profile": profile, "top": 4}));
    assert_eq!(here.status, 200, "{}", here.body);
    let out = Command::new(env!("CARGO_BIN_EXE_skillgap"))
        .args(["unlock", file.to_str().unwrap(), "--top", "4", "--format", "json"])
        .output()
        .unwrap();
    assert_eq!(here.value(), serde_json::from_slice::<serde_json::Value>(&out.stdout).unwrap());
}
