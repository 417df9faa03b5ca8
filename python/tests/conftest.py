"""What the tests share: the shipped model, the command to compare with, and people."""

from __future__ import annotations

import json
import os
import pathlib
import random
import shutil
import subprocess
from typing import Any

import pytest

import skillgap

ROOT = pathlib.Path(__file__).resolve().parents[2]
ON = "2026-11-01"


def _binary() -> str:
    given = os.environ.get("SKILLGAP")
    found = given or str(ROOT / "target" / "release" / "skillgap")
    assert shutil.which(found), f"{found} is not built; `cargo build --release` makes it, SKILLGAP names another"
    return found


@pytest.fixture(scope="session")
def model() -> skillgap.Model:
    return skillgap.Model.load()


@pytest.fixture(scope="session")
def command():
    """Runs the command; gives its exit code, its standard output as text, and what it says on stderr."""

    def run(*args: str, stdin: bytes | None = None) -> tuple[int, str, str]:
        done = subprocess.run([_binary(), *args], input=stdin, capture_output=True, cwd=ROOT)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    return run


@pytest.fixture(scope="session")
def answer(command):
    """The command's JSON."""

    def ask(*args: str, stdin: bytes | None = None) -> Any:
        code, out, err = command(*args, "--format", "json", stdin=stdin)
        assert code == 0, err
        return json.loads(out)

    return ask


@pytest.fixture(scope="session")
def help_desk() -> str:
    return str(ROOT / "data" / "people" / "help-desk-technician.csv")


@pytest.fixture(scope="session")
def administrator() -> str:
    return str(ROOT / "data" / "people" / "systems-administrator.csv")


SKILLS = """Linux Bash Python Docker Kubernetes Git PostgreSQL Troubleshooting VLANs OSPF Wireshark Terraform AWS Jira
Django Ansible PowerShell DNS DHCP C++ C# Java JavaScript TypeScript React SQL Excel Firewalls Prometheus""".split() + [
    "Active Directory",
    "Windows Server",
    "Customer service",
    "Microsoft 365",
    "Ticketing systems",
    "Cisco IOS",
    "CompTIA A+",
    "CCNA",
    "Frobnication",
]


def people(count: int, seed: int = 1, messy: bool = True) -> list[dict[str, Any]]:
    """Made-up people, always the same; with ``messy``, one in twenty has something that cannot be used."""
    rng = random.Random(seed)
    rows: list[dict[str, Any]] = []
    for n in range(count):
        names = rng.sample(SKILLS, rng.randint(1, 12))
        row = {"profile_id": f"p{n}", "skills": [f"{s}:{rng.randint(1, 5)}" if rng.random() < 0.8 else s for s in names]}
        if messy and rng.random() < 0.05:
            row = rng.choice(
                [
                    {"profile_id": "", "skills": row["skills"]},
                    {"profile_id": None, "skills": row["skills"]},
                    {"profile_id": f"p{n}", "skills": []},
                    {"profile_id": f"p{n}", "skills": None},
                    {"profile_id": f"p{n}", "skills": ["Linux:7"]},
                    {"profile_id": f"p{n}", "skills": ["Frobnication", None, " "]},
                ]
            )
        rows.append(row)
    return rows


BATCH_COLUMNS = ["profile_id", "rank", "role_id", "role", "fit", "readiness", "verdict", "missing", "certifications", "projects"]


def told(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """Rows of results without rejects, as `batch` writes them: lists as tuples, missing ones as nothing."""
    out = []
    for row in rows:
        if row["reject"] is None:
            values = [row[c] for c in BATCH_COLUMNS]
            out.append(tuple(tuple(v) if isinstance(v, list) else v for v in values))
    return out
