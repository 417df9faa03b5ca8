"""Made-up people as Parquet, for the measurements: skills by popularity, as `examples/generate_profiles.rs` draws them.

    python bench/people.py COUNT OUT.parquet
"""

from __future__ import annotations

import csv
import os
import pathlib
import subprocess
import sys

import pyarrow as pa
import pyarrow.parquet as pq

ROOT = pathlib.Path(__file__).resolve().parents[2]


def write(count: int, out: pathlib.Path) -> None:
    command = ["cargo", "run", "--quiet", "--release", "--example", "generate_profiles", "--"]
    if generator := os.environ.get("GENERATE"):
        command = [generator]
    made = subprocess.run([*command, "--rows", str(count)], cwd=ROOT, capture_output=True, text=True, check=True)
    rows = list(csv.reader(made.stdout.splitlines()))[1:]
    columns = {"profile_id": [r[0] for r in rows], "skills": [r[1].split(";") for r in rows]}
    schema = pa.schema([("profile_id", pa.string()), ("skills", pa.list_(pa.string()))])
    pq.write_table(pa.table(columns, schema=schema), out)


if __name__ == "__main__":
    write(int(sys.argv[1]), pathlib.Path(sys.argv[2]))
