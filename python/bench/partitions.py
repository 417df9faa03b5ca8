"""Profiles a CPU second on Spark against the size of partitions: one task at a time, the model in the package.

    python bench/partitions.py PEOPLE.parquet OUT.csv

CPU time is that of the JVM and of all Python workers together, over an action that reads the results and keeps nothing; the better of two,
after one that is not counted.
"""

from __future__ import annotations

import csv
import os
import pathlib
import sys
import pyarrow.parquet as pq
from pyspark.sql import SparkSession

from skillgap import spark as skills

SIZES = [100, 300, 1_000, 3_000, 10_000, 50_000]
BATCHES = [1_000, 10_000]
MOST = 50_000
TASKS = 20
TICKS = os.sysconf("SC_CLK_TCK")


def cpu() -> float:
    """CPU seconds of this process and all below it, ended ones included."""
    parents, used = {}, {}
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            parents[int(entry.name)] = int(fields[1])
            used[int(entry.name)] = sum(map(int, fields[11:15])) / TICKS
    ours, found = {os.getpid()}, True
    while found:
        more = {pid for pid, parent in parents.items() if parent in ours} - ours
        ours |= more
        found = bool(more)
    return sum(used[pid] for pid in ours if pid in used)


def main() -> None:
    path, out = sys.argv[1], sys.argv[2]
    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = (
        SparkSession.builder.master("local[1]")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.driver.memory", "4g")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    total = pq.read_metadata(path).num_rows
    people = session.read.parquet(path)
    rows = []
    for batch in BATCHES:
        session.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", batch)
        for size in SIZES:
            # Few rows in small partitions: what they cost is their number.
            count = min(total, MOST, size * TASKS)
            frame = people.limit(count).repartition(max(1, count // size)).cache()
            frame.count()
            times = []
            for _ in range(3):
                began = cpu()
                skills.score(frame, on="2026-11-01").write.format("noop").mode("overwrite").save()
                times.append(cpu() - began)
            frame.unpersist()
            rows.append((batch, size, count, count / min(times[1:])))
            print(f"{batch:>8} rows a batch {size:>8} a partition {rows[-1][3]:>10.0f} profiles a CPU second", flush=True)
    with open(out, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["rows_a_batch", "rows_a_partition", "profiles", "profiles_a_cpu_second"])
        writer.writerows((b, s, c, f"{r:.0f}") for b, s, c, r in rows)
    session.stop()


if __name__ == "__main__":
    main()
