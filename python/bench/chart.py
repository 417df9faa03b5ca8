"""Draws `docs/pictures/python-partitions.svg` from `bench/partitions.csv`. The same figures give the same bytes.

    python bench/chart.py
"""

from __future__ import annotations

import csv
import pathlib

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams.update({"svg.hashsalt": "skillgap", "svg.fonttype": "none", "font.family": "sans-serif", "font.size": 10})

import matplotlib.pyplot as plt  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
TARGET = HERE.parents[1] / "docs" / "pictures" / "python-partitions.svg"


def main() -> None:
    with open(HERE / "partitions.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    figure, axes = plt.subplots(figsize=(7, 3.6), layout="constrained")
    for batch, marker, colour in (("10000", "o", "#1b5e9b"), ("1000", "s", "#b3541e")):
        points = [(int(r["rows_a_partition"]), int(r["profiles_a_cpu_second"])) for r in rows if r["rows_a_batch"] == batch]
        axes.plot(*zip(*points), marker=marker, color=colour, label=f"batches of {int(batch):,} rows")
    axes.set_xscale("log")
    axes.set_ylim(bottom=0)
    axes.set_xlabel("profiles in a partition")
    axes.set_ylabel("profiles a CPU second")
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    axes.grid(True, color="#dddddd", linewidth=0.6)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False)
    figure.savefig(TARGET, metadata={"Date": None, "Title": "Profiles a CPU second on Spark by size of partition"})


if __name__ == "__main__":
    main()
