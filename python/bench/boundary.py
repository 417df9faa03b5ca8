"""What the way through Python costs over the native kernel on the same record batches: CPU time, one thread, in turn with it.

    python bench/boundary.py PEOPLE.parquet [ROUNDS [ROWS A BATCH]...]

`KERNEL` names the built example `kernel`. CPU time is that of the whole process, so it holds all that Python and Arrow do on either side.
"""

from __future__ import annotations

import os
import pathlib
import statistics
import subprocess
import sys
import time

import pyarrow.parquet as pq

import skillgap

ROOT = pathlib.Path(__file__).resolve().parents[2]
ROUNDS = 5


def kernel(path: str, rows: int) -> dict[str, float]:
    program = os.environ.get("KERNEL", str(ROOT / "target" / "release" / "examples" / "kernel"))
    out = subprocess.run([program, path, str(rows)], capture_output=True, text=True, check=True).stdout
    return {k: float(v) for k, v in (line.split() for line in out.splitlines()[1:])}


def through_python(model: skillgap.Model, table, rows: int, dictionary: bool) -> float:
    """Microseconds a profile: batches of so many rows in, a table of results out, the least of five runs."""
    best = float("inf")
    for _ in range(5):
        reader = table.to_reader(max_chunksize=rows)
        began = time.process_time()
        out = model.score_batch(reader, threads=1, on="2026-11-01", dictionary=dictionary)
        best = min(best, time.process_time() - began)
        assert out.num_rows >= table.num_rows
    return best * 1e6 / table.num_rows


def main() -> None:
    path = sys.argv[1]
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else ROUNDS
    sizes = [int(a) for a in sys.argv[3:]] or [1_000, 10_000, 100_000]
    table = pq.read_table(path).combine_chunks()
    model = skillgap.Model.load()
    model.score_batch(table.slice(0, 1000), threads=1)
    print(f"{table.num_rows} people; microseconds of CPU a profile; median of {rounds} rounds, each the least of five runs")
    print(f"{'rows a batch':>12} {'ids':>11} {'CSV kernel':>11} {'Arrow kernel':>13} {'Python':>8} {'over Arrow':>11} {'over CSV':>9}")
    for rows in sizes:
        seen: dict[str, list[tuple[float, ...]]] = {"strings": [], "dictionary": []}
        for _ in range(rounds):
            native = kernel(path, rows)
            for ids, key in (("strings", "plain_us"), ("dictionary", "dictionary_us")):
                ours = through_python(model, table, rows, ids == "dictionary")
                csv, arrow = native["csv_us"], native[key]
                seen[ids].append((csv, arrow, ours, ours / arrow - 1, ours / csv - 1))
        for ids, figures in seen.items():
            csv, arrow, ours, over, over_csv = (statistics.median(f[at] for f in figures) for at in range(5))
            print(f"{rows:>12} {ids:>11} {csv:>11.2f} {arrow:>13.2f} {ours:>8.2f} {over:>11.1%} {over_csv:>9.1%}", flush=True)


if __name__ == "__main__":
    main()
