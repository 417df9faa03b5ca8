#!/usr/bin/env bash
# The Python wheel, built and tested in an environment of its own, Spark included. Installs what it needs where it may; says what it skips.
set -euo pipefail
skip() { echo "skipped: $*"; exit 0; }
install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@" >/dev/null; }

command -v python3 >/dev/null || install python3 python3-venv || skip "python3 is not here, so the wheel cannot be built"
python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' || skip "python3 is older than 3.10"
venv=target/python-venv
if [ ! -x "$venv/bin/pip" ]; then
  python3 -m venv "$venv" 2>/dev/null || { install python3-venv && python3 -m venv "$venv"; } || skip "python3 makes no virtual environments here"
fi
java -version >/dev/null 2>&1 || install openjdk-17-jre-headless || echo "skipped: Spark's tests; Java is not here and could not be installed"

# Pinned where a newer major version is known not to work with the others.
"$venv/bin/pip" install --quiet --disable-pip-version-check 'maturin>=1.9,<2' pytest mypy 'pyarrow>=15' 'pandas>=2.2,<3' polars duckdb 'dask[dataframe]' \
  || skip "maturin or the libraries of the tests could not be installed"
if java -version >/dev/null 2>&1; then
  "$venv/bin/pip" install --quiet --disable-pip-version-check 'pyspark>=4,<5' || echo "skipped: Spark's tests; pyspark could not be installed"
fi

cargo fmt --check -p skillgap-python
# The command that the wheel is compared with, as the tests have it; see browser.sh.
cargo test --release --no-run --test web
rm -rf target/wheels
"$venv/bin/maturin" build --quiet --release --manifest-path python/Cargo.toml --interpreter "$venv/bin/python" --out target/wheels
"$venv/bin/pip" install --quiet --disable-pip-version-check --no-deps --force-reinstall target/wheels/*.whl
SKILLGAP=$PWD/target/release/skillgap "$venv/bin/python" -m pytest -q python/tests
