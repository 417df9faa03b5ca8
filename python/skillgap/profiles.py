"""What callers have of a person → the name and bytes of a profile's file, which the library reads."""

from __future__ import annotations

import datetime
import json
import math
import os
from collections.abc import Iterable, Mapping
from typing import Any, Union

from . import _native

Level = Union[int, str, None]
"""1 to 5, a word (``aware``, ``basic``, ``working``, ``advanced``, ``expert``), a share (``4/5``, ``80%``), or ``None``: working."""

Profile = Union[str, "os.PathLike[str]", bytes, Mapping[str, Any], Iterable[Union[str, Mapping[str, Any]]]]
"""A profile of one person:

- a path of a file that ``skillgap match`` reads: CSV, JSON, JSON Resume, Parquet, a workbook, a résumé in prose;
- the bytes of such a file;
- a mapping from names to levels: ``{"Linux": 4, "Bash": None}``;
- an iterable of names (``"Linux"``, ``"Linux:4"``) and of mappings with ``skill`` and, where known, ``level``, ``years``, ``last_used`` and ``date``;
- a mapping as in JSON: ``{"skills": [...], "current_role": "..."}``.
"""

Day = Union[str, datetime.date, None]
"""``YYYY-MM-DD`` or a date; ``None`` is today in UTC."""


def day(on: Day) -> str:
    """The day as text."""
    if on is None:
        return datetime.datetime.now(datetime.timezone.utc).date().isoformat()
    if isinstance(on, datetime.datetime):
        return on.date().isoformat()
    return on.isoformat() if isinstance(on, datetime.date) else str(on)


def _plain(value: Any) -> Any:
    """A value as JSON has it. Tables have NaN where nothing is said, and numbers of their own kinds."""
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        return None if math.isnan(value) else value
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()[:10]
    if hasattr(value, "item"):
        return _plain(value.item())
    if isinstance(value, Iterable):
        return [_plain(v) for v in value]
    return str(value)


def _document(profile: Any) -> dict[str, Any]:
    if isinstance(profile, Mapping):
        skills = profile.get("skills")
        if skills is not None and not isinstance(skills, (str, int, float)):
            return {str(k): _plain(v) for k, v in profile.items()}
        profile = [{"skill": str(name), "level": level} for name, level in profile.items()]
    return {"skills": [_plain(item) for item in profile]}


def person(profile: Profile, on: Day, current_role: str | None) -> _native._Person:
    """A person as the native half takes one."""
    if isinstance(profile, (str, os.PathLike)):
        name = os.fspath(profile)
        given = _native.read(name)
    elif isinstance(profile, (bytes, bytearray, memoryview)):
        name, given = "(bytes)", bytes(profile)
    else:
        name, given = "(profile)", json.dumps(_document(profile)).encode()
    return {"name": name, "bytes": given, "on": day(on), "current_role": current_role}
