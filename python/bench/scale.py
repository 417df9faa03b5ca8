"""What a number of profiles takes: CPU hours and bytes, measured where it runs here, computed from that where it does not.

    python bench/scale.py PEOPLE.parquet PROFILES...

Reads the file's people over and over until there are so many, on one thread, and writes results as Parquet (zstd). Prints, for each
number, CPU seconds, wall seconds, peak memory, and bytes in and out.
"""

from __future__ import annotations

import pathlib
import resource
import sys
import tempfile
import time

import pyarrow as pa
import pyarrow.parquet as pq

import skillgap

ROWS = 10_000
"""Rows of a batch."""


def over_and_over(path: str, count: int):
    left = count
    while left > 0:
        for batch in pq.ParquetFile(path).iter_batches(batch_size=ROWS):
            batch = batch.slice(0, min(left, batch.num_rows))
            left -= batch.num_rows
            yield batch
            if left == 0:
                return


def main() -> None:
    path = sys.argv[1]
    schema, size = pq.read_schema(path), pathlib.Path(path).stat().st_size
    people = pq.read_metadata(path).num_rows
    model = skillgap.Model.load()
    print(f"{'profiles':>10} {'CPU s':>8} {'wall s':>8} {'peak MB':>8} {'bytes in':>9} {'bytes out':>10}  a profile: µs, bytes in, bytes out")
    for count in map(int, sys.argv[2:]):
        with tempfile.TemporaryDirectory() as folder:
            out = pathlib.Path(folder) / "out.parquet"
            cpu, wall = time.process_time(), time.perf_counter()
            source = pa.RecordBatchReader.from_batches(schema, over_and_over(path, count))
            stream = model.score_stream(source, threads=1, on="2026-11-01")
            with pq.ParquetWriter(out, stream.schema, compression="zstd", compression_level=1) as writer:
                for batch in stream:
                    writer.write_batch(batch)
            cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
            assert stream.counts.profiles + stream.counts.rejected == count
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            bytes_in, bytes_out = size * count / people, out.stat().st_size
            print(
                f"{count:>10} {cpu:>8.1f} {wall:>8.1f} {peak:>8.0f} {bytes_in:>9.0f} {bytes_out:>10}"
                f"  {cpu * 1e6 / count:.1f} {bytes_in / count:.0f} {bytes_out / count:.0f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
