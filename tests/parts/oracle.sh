#!/usr/bin/env bash
# The planner against HiGHS, a MILP solver, on seeded random instances: 300 here, more by ORACLE_COUNT.
set -euo pipefail
if ! command -v python3 >/dev/null; then
  echo "skipped: python3 is not here, so HiGHS cannot be asked"
  exit 0
fi
venv=target/oracle-venv
if [ ! -x "$venv/bin/python" ]; then
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet scipy numpy
fi
cargo build --release --example export
"$venv/bin/python" tests/oracle/highs.py target/release/examples/export "${ORACLE_COUNT:-300}"
