"""The code of the guide runs, block after block, as a reader would run it; what a block shows in comments behind `# →` is what it prints."""

from __future__ import annotations

import contextlib
import io
import os
import pathlib
import re
import shutil

import pytest

from conftest import ROOT

GUIDE = ROOT / "docs" / "python.md"
README = ROOT / "python" / "README.md"
NEEDS = {"pandas", "polars", "duckdb", "dask", "pyspark"}


def blocks(path: pathlib.Path) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```", path.read_text(), re.M | re.S)


def missing(block: str) -> str | None:
    """What a block needs and is not here."""
    for name in NEEDS & set(re.findall(r"\b(?:import|from) (\w+)", block)):
        try:
            __import__(name)
        except ImportError:
            return name
    uses_spark = "pyspark" in block or "spark." in block or "scored_frame" in block
    return "Java" if uses_spark and shutil.which("java") is None else None


@pytest.mark.parametrize("path", [GUIDE, README], ids=lambda p: p.name)
def test_every_block_runs_and_prints_what_it_shows(path, tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]))
    space: dict = {"scratch": tmp_path, "__name__": "guide"}
    found, skipped = blocks(path), []
    assert found
    try:
        for number, block in enumerate(found):
            lacks = missing(block)
            if lacks:
                skipped.append(f"block {number + 1}: {lacks} is not here")
                continue
            shown = [line.split("# → ", 1)[1] for line in block.splitlines() if "# → " in line]
            printed = io.StringIO()
            with contextlib.redirect_stdout(printed):
                exec(compile(block, f"{path.name}, block {number + 1}", "exec"), space)
            assert printed.getvalue().splitlines() == shown, f"{path.name}, block {number + 1}"
    finally:
        if "session" in space:
            space["session"].stop()
    if skipped:
        pytest.skip("; ".join(skipped))
