#!/usr/bin/env bash
# The local page in headless Chromium, and its JSON interface under schemathesis. Installs what it needs where it may; says what it skips.
set -euo pipefail
skip() { echo "skipped: $*"; exit 0; }
for tool in node npm python3; do
  command -v "$tool" >/dev/null || skip "$tool is not here, so the page cannot be driven in a browser"
done
if ! command -v chromium >/dev/null || ! command -v chromedriver >/dev/null; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium chromium-driver >/dev/null \
      || skip "chromium could not be installed"
  else
    skip "chromium and chromedriver are not here, and this user may not install them"
  fi
fi
root=$PWD
# The command as the tests have it: `cargo build` would build it and what it depends on once more, since dependencies of tests add features.
cargo test --release --no-run --test web
work=target/browser
mkdir -p "$work"
cp tests/browser/*.js tests/browser/package.json "$work/"
(cd "$work" && npm install --silent --no-audit --no-fund && SKILLGAP="$root/target/release/skillgap" node --test --test-concurrency=1)

venv=target/schemathesis-venv
if [ ! -x "$venv/bin/schemathesis" ]; then
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet 'schemathesis==4.32.5' || skip "schemathesis could not be installed"
fi
address=$(mktemp)
target/release/skillgap serve --port 0 --quiet >"$address" &
server=$!
trap 'kill $server; rm -f "$address"' EXIT
for _ in $(seq 100); do [ -s "$address" ] && break; sleep 0.1; done
"$venv/bin/schemathesis" run "$(cat "$address")api/v1/openapi.json" --seed 7 --max-examples "${SCHEMATHESIS_EXAMPLES:-60}" \
  --checks not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance
