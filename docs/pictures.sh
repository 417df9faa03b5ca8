#!/usr/bin/env bash
# Draws all pictures of the documentation anew, from the shipped model and the shipped example. Needs chromium, chromedriver and node.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -n "${SKILLGAP_BUILT:-}" ] || cargo build --release
program=$PWD/target/release/skillgap
reports=target/pictures
work=target/browser
mkdir -p "$reports" "$work" docs/pictures
me=data/people/help-desk-technician.csv
team=$PWD/$reports/team.csv
# A service desk of 24: levels go round, so that rungs and gaps differ.
awk 'BEGIN {
  print "profile_id,skills,current_role"
  split("Windows 11;Microsoft 365;Customer service;Active Directory;Printers;PC hardware;Ticketing systems;PowerShell;TCP/IP;DNS", s, ";")
  for (n = 1; n <= 24; n++) {
    row = ""
    for (k = 1; k <= 10; k++) if ((n * k) % 7 != 3) row = row (row == "" ? "" : ";") s[k] ":" (n + k) % 4 + 1
    print "p" n "," row "," (n % 3 == 0 ? "systems administrator" : "desktop support technician")
  }
}' >"$team"
"$program" match "$me" --format html --quiet >"$reports/match.html"
"$program" plan "$me" --to "IT Support Specialist" --format html --quiet >"$reports/plan.html"
"$program" cohort "$team" --format html --quiet >"$reports/group.html"
"$program" roles map -o docs/pictures/map.svg --profile "$me" --quiet
cp tests/browser/*.js tests/browser/package.json "$work/"
(cd "$work" && npm install --silent --no-audit --no-fund)
SKILLGAP=$program PICTURES=$PWD/docs/pictures REPORTS=$reports ADVERT=$(cat data/examples/advert.txt) TEAM=$team node "$work/pictures.js"
