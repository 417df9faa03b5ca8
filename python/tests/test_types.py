"""The package is typed, and its types are those of the command's schemas."""

from __future__ import annotations

import pathlib
import subprocess
import sys

import pytest

HERE = pathlib.Path(__file__).resolve().parents[1]


def test_documents_are_made_from_the_schemas():
    done = subprocess.run([sys.executable, str(HERE / "tools" / "documents.py"), "--check"], capture_output=True)
    assert done.returncode == 0, done.stderr.decode()


def test_mypy_is_content():
    pytest.importorskip("mypy")
    done = subprocess.run([sys.executable, "-m", "mypy", "--config-file", "pyproject.toml"], cwd=HERE, capture_output=True)
    assert done.returncode == 0, done.stdout.decode()
