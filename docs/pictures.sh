#!/usr/bin/env bash
# Draws all pictures of the documentation anew, from the shipped model and the shipped example. Needs chromium, chromedriver and node.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --release
program=$PWD/target/release/skillgap
reports=target/pictures
work=target/browser
mkdir -p "$reports" "$work" docs/pictures
me=data/people/help-desk-technician.csv
"$program" match "$me" --format html --quiet >"$reports/match.html"
"$program" plan "$me" --to "IT Support Specialist" --format html --quiet >"$reports/plan.html"
"$program" roles map -o docs/pictures/map.svg --profile "$me" --quiet
cp tests/browser/*.js tests/browser/package.json "$work/"
(cd "$work" && npm install --silent --no-audit --no-fund)
SKILLGAP=$program PICTURES=$PWD/docs/pictures REPORTS=$reports ADVERT=$(cat data/examples/advert.txt) node "$work/pictures.js"
