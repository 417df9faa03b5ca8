//! The local page on a real port: what it answers, what it refuses, and that hostile input stays text.
#![cfg(feature = "web")]

mod page;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Command;
use std::time::{Duration, Instant};

use page::{Answer, Page};

const PROFILE: &str =
    "skill,level\nWindows 11,3\nActive Directory,2\nCustomer service,3\nTechnical support,3\nCompTIA A+,\n";

#[test]
fn the_main_way_by_forms_alone() {
    let page = Page::start(&[]);
    let start = page.get("/?example=1");
    assert_eq!(start.status, 200);
    assert!(start.body.contains("Customer service"));
    let matches = page.form("/match", &[("profile", PROFILE)]);
    assert_eq!(matches.status, 200, "{}", matches.body);
    assert!(matches.body.contains("Desktop Support Technician") && matches.body.contains("Readiness"));
    let carried = [("profile", PROFILE), ("role", "desktop-support-technician")];
    let gap = page.form("/role", &carried);
    assert!(gap.body.contains("What it asks") && gap.body.contains("certification: <bdi>CompTIA A+</bdi>"));
    let plan = page.form("/plan", &[carried[0], carried[1], ("readiness", "75"), ("weekly_hours", "10")]);
    assert!(plan.status == 200 && plan.body.contains("class=\"timeline\""), "{}", plan.body);
    let file = page.form("/download/plan.html", &[carried[0], carried[1], ("readiness", "75")]);
    assert!(file.head.contains("attachment; filename=\"plan.html\"") && file.body.contains("<style>"));
    let none = page.form(
        "/plan",
        &[carried[0], carried[1], ("readiness", "100"), ("max_cost", "0"), ("max_hours", "1")],
    );
    assert!(none.status == 200 && none.body.contains("id=\"readiness\""), "the sliders stay");
    assert!(page.get("/map").body.contains("class=\"dot\""));
    assert!(page.form("/map", &[("profile", PROFILE)]).body.contains("class=\"person\""));
    assert!(page.get("/roles?text=net+admin").body.contains("Network Administrator"));
    assert_eq!(page.get("/roles/no-such-role").status, 404);
    let text = page.form("/text", &[("text", "Linux is required; <i>AWS</i> is a plus.")]);
    assert!(
        text.body.contains("<mark class=\"required\"") && text.body.contains("&#60;i&#62;"),
        "{}",
        text.body
    );
}

#[test]
fn a_chosen_file_wins_over_the_box() {
    let page = Page::start(&[]);
    let body = "--x\r\nContent-Disposition: form-data; name=\"profile\"\r\n\r\n\r\n--x\r\nContent-Disposition: form-data; \
name=\"profile\"; filename=\"p.csv\"\r\nContent-Type: text/csv\r\n\r\n\u{feff}skill;level\r\nLinux;4\r\nBash;3\r\n\r\n--x--\r\n";
    let kind = ("Content-Type", "multipart/form-data; boundary=x");
    let answer = page.send("POST", "/match", &[kind], body.as_bytes());
    assert!(answer.status == 200 && answer.body.contains("Linux"), "{}", answer.body);
    let cut = page.send(
        "POST",
        "/match",
        &[kind],
        b"--x\r\nContent-Disposition: form-data; name=\"profile\"\r\n\r\nLinux",
    );
    assert_eq!(cut.status, 400, "{}", cut.body);
}

#[test]
fn the_interface_gives_what_the_command_line_gives() {
    let page = Page::start(&[]);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("me.csv");
    std::fs::write(&file, PROFILE).unwrap();
    let run = |args: &[&str]| {
        let out = Command::new(env!("CARGO_BIN_EXE_skillgap")).args(args).output().unwrap();
        serde_json::from_slice::<serde_json::Value>(&out.stdout).unwrap()
    };
    let path = file.to_str().unwrap();
    let here =
        page.json("/api/v1/match", &serde_json::json!({"profile": PROFILE, "top": 7, "explain": true}));
    assert_eq!(here.status, 200, "{}", here.body);
    assert_eq!(here.value(), run(&["match", path, "--top", "7", "--explain", "--format", "json"]));
    let ask = serde_json::json!({"profile": {"skills": ["Windows 11:3", {"skill": "Active Directory", "level": "basic"},
        "Customer service", {"skill": "Technical support", "level": 3}], "certifications": ["CompTIA A+"]},
        "to": "desktop support technician", "readiness": 0.75});
    let plan = page.json("/api/v1/plan", &ask);
    assert_eq!(plan.status, 200, "{}", plan.body);
    let to = ["--to", "desktop support technician", "--readiness", "0.75", "--format", "json"];
    assert_eq!(plan.value(), run(&[&["plan", path][..], &to[..]].concat()));
    let mid = page.json("/api/v1/match", &serde_json::json!({"profile": PROFILE, "seniority": "senior"}));
    assert_eq!(mid.value(), run(&["match", path, "--seniority", "senior", "--format", "json"]));
    assert_eq!(page.get("/api/v1/roles").value(), run(&["roles", "list", "--format", "json"]));
    let text = "Strong Linux and Bash; CCNA preferred.";
    std::fs::write(&file, text).unwrap();
    let extract = page.json("/api/v1/extract", &serde_json::json!({"text": text}));
    assert_eq!(extract.value(), run(&["extract", path, "--format", "json"]));
    assert_eq!(
        page.get("/api/v1/roles/find?text=sysadmin&top=3").value()["candidates"].as_array().unwrap().len(),
        3
    );
    assert_eq!(page.get("/api/v1/skills/find?text=powersh").value()["skills"][0]["name"], "PowerShell");
}

#[test]
fn the_profiles_hours_a_week_count_unless_others_are_asked_for() {
    let page = Page::start(&[]);
    let file = PROFILE.replace("level\n", "level,weekly_hours\n").replacen(",3\n", ",3,5\n", 1);
    let object = serde_json::json!({"skills": ["Windows 11:3", "Customer service:3"], "weekly_hours": 5});
    for profile in [serde_json::json!(file), object] {
        let plan = serde_json::json!({"profile": profile, "to": "desktop support technician"});
        let path = serde_json::json!({"profile": profile, "to": "systems administrator", "alternatives": 1});
        for (address, mut ask) in [("/api/v1/plan", plan), ("/api/v1/path", path)] {
            let said = page.json(address, &ask);
            assert_eq!(
                (said.status, &said.value()["weekly_hours"]),
                (200, &serde_json::json!(5.0)),
                "{}",
                said.body
            );
            ask["weekly_hours"] = 10.into();
            assert_eq!(page.json(address, &ask).value()["weekly_hours"], 10.0);
        }
    }
    let out = serde_json::json!({"skills": ["Linux"], "weekly_hours": 500});
    assert_eq!(page.json("/api/v1/match", &serde_json::json!({"profile": out})).status, 422);
    let stands = |address: &str, hours: &str, more: &[(&str, &str)]| {
        let file = file.replacen(",3,5\n", &format!(",3,{hours}\n"), 1);
        let form = [&[("profile", file.as_str()), ("role", "desktop-support-technician")][..], more].concat();
        let body = page.form(address, &form).body;
        let slider = body.split("name=\"weekly_hours\"").nth(1).unwrap_or_else(|| panic!("{body}"));
        slider.split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    };
    for address in ["/plan", "/path"] {
        assert_eq!(stands(address, "5", &[]), "5");
        assert_eq!(stands(address, "5", &[("weekly_hours", "10")]), "10");
        assert_eq!(stands(address, "", &[]), "8");
        // What the slider cannot show is not counted with either.
        assert_eq!(
            (stands(address, "60", &[]), stands(address, "0.25", &[])),
            ("40".to_owned(), "1".to_owned())
        );
    }
}

#[test]
fn problems_are_clear_and_in_json() {
    let page = Page::start(&["--max-body", "1"]);
    let json = [("Content-Type", "application/json")];
    let cases: [(Answer, u16, &str); 11] = [
        (page.send("POST", "/api/v1/match", &json, b"{"), 400, "malformed"),
        (page.send("POST", "/api/v1/match", &json, b"{\"profile\":\"x\",\"tpo\":3}"), 400, "malformed"),
        (page.send("POST", "/api/v1/match", &[("Content-Type", "text/plain")], b"{}"), 415, "not-json"),
        (page.json("/api/v1/match", &serde_json::json!({"profile": ""})), 422, "unusable-profile"),
        (
            page.json("/api/v1/match", &serde_json::json!({"profile": "skill,level\nLinux,9"})),
            422,
            "unusable-profile",
        ),
        (page.json("/api/v1/match", &serde_json::json!({"profile": "Linux", "top": 0})), 422, "out-of-range"),
        (
            page.json("/api/v1/plan", &serde_json::json!({"profile": "Linux", "to": "zzz"})),
            422,
            "unknown-role",
        ),
        (
            page.json(
                "/api/v1/plan",
                &serde_json::json!({"profile": "Linux", "to": "it-technician", "readiness": 7}),
            ),
            422,
            "out-of-range",
        ),
        (page.get("/api/v1/roles?seniority=king"), 400, "malformed"),
        (page.get("/api/v1/nothing"), 404, "not-found"),
        (page.get("/api/v1/match"), 405, "method-not-allowed"),
    ];
    for (answer, status, code) in cases {
        assert_eq!(answer.status, status, "{}", answer.body);
        assert_eq!(answer.value()["error"]["code"], code, "{}", answer.body);
        assert!(!answer.value()["error"]["message"].as_str().unwrap().is_empty());
    }
    // What is wrong is said where it is, and not by names of types.
    for (body, said) in [
        (&b"5"[..], "invalid type: integer `5`, expected an object at line 1"),
        (
            b"{\"profile\":5}",
            "expected an object with `skills`, or the text of a profile's file at line 1 column 12",
        ),
        (
            b"{\"profile\":{\"skils\":[]}}",
            "unknown field `skils`, expected one of `skills`, `certifications`",
        ),
        (
            b"{\"profile\":{\"skills\":[5]}}",
            "expected the name of a skill, or an object with `skill` at line 1",
        ),
        (
            b"{\"profile\":{\"skills\":[{\"name\":\"Linux\"}]}}",
            "unknown field `name`, expected one of `skill`",
        ),
        (
            b"{\"profile\":{\"skills\":[{\"skill\":\"Git\",\"level\":-1}]}}",
            "a level is a number from 1 to 5 or a word",
        ),
        (b"{\"profile\":\"Git\",\"top\":\"a\"}", "invalid type: string \"a\", expected a whole number"),
    ] {
        let answer = page.send("POST", "/api/v1/match", &json, body);
        let error = &answer.value()["error"];
        assert_eq!((answer.status, error["code"].as_str()), (400, Some("malformed")), "{}", answer.body);
        assert!(error["message"].as_str().unwrap().contains(said), "{said}: {}", answer.body);
        assert!(error["remedy"].as_str().unwrap().contains("/api/v1/openapi.json"), "{}", answer.body);
    }
    assert!(page.get("/api/v1/match").head.contains("allow: post"));
    let many: String = (0..501).map(|n| format!("skill {n}\n")).collect();
    let answer = page.json("/api/v1/match", &serde_json::json!({"profile": many}));
    assert_eq!((answer.status, answer.value()["error"]["code"].as_str().unwrap()), (422, "too-many-rows"));
    let large = vec![b'x'; (1 << 20) + 1];
    assert_eq!(page.send("POST", "/api/v1/match", &json, &large).status, 413);
    assert_eq!(page.form("/match", &[("profile", &"x".repeat(1 << 20))]).status, 413);
    // Chunked, so that no length announces it.
    let mut chunked = format!("POST /api/v1/extract HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n", page.port).into_bytes();
    for _ in 0..40 {
        chunked.extend_from_slice(b"8000\r\n");
        chunked.extend(std::iter::repeat_n(b'x', 0x8000));
        chunked.extend_from_slice(b"\r\n");
    }
    chunked.extend_from_slice(b"0\r\n\r\n");
    assert_eq!(page.raw(&chunked).status, 413);
}

#[test]
fn other_hosts_and_other_sites_are_refused_everywhere() {
    let page = Page::start(&[]);
    for path in ["/", "/api/v1/roles", "/assets/style.css", "/no-such-page"] {
        let answer = page.send("GET", path, &[("Host", "evil.example")], b"");
        assert_eq!(answer.status, 421, "{path}");
    }
    let form = ("Content-Type", "application/x-www-form-urlencoded");
    for origin in ["http://evil.example", "null"] {
        let answer = page.send("POST", "/match", &[form, ("Origin", origin)], b"profile=Linux");
        assert_eq!(answer.status, 403, "{origin}");
    }
    let own = format!("http://127.0.0.1:{}", page.port);
    assert_eq!(page.send("POST", "/match", &[form, ("Origin", &own)], b"profile=Linux").status, 200);
    let wrong = format!(
        "GET http://evil.example/ HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n\r\n",
        page.port
    );
    assert!(matches!(page.raw(wrong.as_bytes()).status, 200 | 400 | 421));
    for path in ["/", "/no-such-page", "/api/v1/roles"] {
        let head = page.get(path).head;
        assert!(
            head.contains("content-security-policy: default-src 'none'")
                && head.contains("frame-ancestors 'none'"),
            "{head}"
        );
        assert!(head.contains("x-content-type-options: nosniff") && !head.contains("unsafe-inline"));
        assert!(!head.contains("access-control-allow-origin"));
    }
}

#[test]
fn hostile_names_stay_text() {
    let page = Page::start(&[]);
    let long = "x".repeat(10_000);
    for name in [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "\u{202e}evil\u{202c}",
        "=HYPERLINK(\"http://x\")",
        "</textarea><script>",
        &long,
    ] {
        let quoted = name.replace('"', "\"\"");
        let profile = format!("skill,level\nLinux,3\n\"{quoted}\",2\n");
        let fields = [
            ("profile", profile.as_str()),
            ("role", "systems-administrator"),
            ("readiness", "30"),
            ("current_role", ""),
        ];
        for path in ["/match", "/role", "/map", "/text", "/download/matches.html"] {
            let mut fields = fields.to_vec();
            fields.push(("text", name));
            let answer = page.form(path, &fields);
            assert_eq!(answer.status, 200, "{path} {}", answer.body);
            let body = answer.body.replace("<script src=\"/assets/page.js\" defer></script>", "");
            assert!(
                !body.contains("<script") && !body.contains("<img") && !body.contains("onerror=alert(1)>"),
                "{path}"
            );
        }
        for path in ["/match", "/plan", "/roles"] {
            let fields = [("profile", "Linux"), ("role", name), ("current_role", name), ("text", name)];
            let answer = page.form(path, &fields);
            assert!(answer.status >= 400 && answer.status < 500, "{path}");
            assert!(!answer.body.contains("<img") && !answer.body.contains("<script>"), "{path}");
        }
    }
    assert!(
        !page
            .form("/match", &[("profile", "skill\nLinux\n\u{202e}evil")])
            .body
            .split("class=\"note\"")
            .nth(1)
            .unwrap_or("")
            .contains('\u{202e}')
    );
}

#[test]
fn malformed_requests_are_the_clients_fault() {
    let page = Page::start(&[]);
    for bytes in [
        &b"GARBAGE\r\n\r\n"[..],
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET /roles/%FF%FE HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"\0\0\0\0\r\n\r\n",
    ] {
        let status = page.raw(bytes).status;
        assert!(status == 0 || (400..500).contains(&status), "{status}");
    }
    assert_eq!(page.get("/roles/%FF%FE").status, 400);
    assert_eq!(page.get("/").status, 200);
}

#[test]
fn a_client_that_sends_no_head_is_let_go() {
    let page = Page::start(&[]);
    let mut slow = TcpStream::connect(("127.0.0.1", page.port)).unwrap();
    slow.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    slow.write_all(b"GET / HTTP/1.1\r\nHost: ").unwrap();
    let began = Instant::now();
    let mut rest = Vec::new();
    let _ = slow.read_to_end(&mut rest);
    assert!(began.elapsed() < Duration::from_secs(25), "{:?}", began.elapsed());
}

#[cfg(unix)]
#[test]
fn a_signal_ends_it_in_good_order() {
    let mut page = Page::start(&[]);
    assert_eq!(page.get("/").status, 200);
    let told = Command::new("kill").args(["-TERM", &page.child.id().to_string()]).status().unwrap();
    assert!(told.success());
    let began = Instant::now();
    let status = page.child.wait().unwrap();
    assert!(status.success(), "{status}");
    assert!(began.elapsed() < Duration::from_secs(9));
}

#[test]
fn the_document_describes_every_address() {
    let page = Page::start(&[]);
    let doc = page.get("/api/v1/openapi.json").value();
    assert_eq!(doc["openapi"], "3.1.0");
    let paths = doc["paths"].as_object().unwrap();
    for path in ["/api/v1/match", "/api/v1/plan", "/api/v1/extract", "/api/v1/roles", "/api/v1/roles/{id}"] {
        assert!(paths.contains_key(path), "{path}");
    }
    // Every reference leads somewhere.
    let text = doc.to_string();
    for reference in text.split("\"#/components/schemas/").skip(1) {
        let name = reference.split('"').next().unwrap();
        assert!(doc["components"]["schemas"].get(name).is_some(), "{name}");
    }
    assert!(doc["components"]["schemas"]["MatchView"]["properties"]["readiness"].is_object());
}
