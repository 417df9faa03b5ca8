"""What stops an answer, as exceptions that know their place; what is only worth knowing, as warnings.

Every exception of this package is a :class:`SkillgapError`. Its text is a sentence with the place and the way out.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Finding:
    """One thing found wrong in an input. Lines and columns count from 1; 0 means the whole file or line."""

    severity: str
    """``error``, ``warning`` or ``note``."""
    code: str
    """A short stable name of the kind of finding, for instance ``bad-level``."""
    file: str
    line: int
    column: int
    message: str
    remedy: str

    def __str__(self) -> str:
        place = ":".join([self.file, *(str(n) for n in (self.line, self.column) if n > 0)])
        return f"{place}: {self.severity}: {self.message} {self.remedy} [{self.code}]"


def _findings(given: Iterable[Any]) -> list[Finding]:
    return [f if isinstance(f, Finding) else Finding(*f) for f in given]


class SkillgapError(Exception):
    """Something stops the answer."""

    file: str | None
    """The file as it was named; a made-up name in brackets where the input was no file."""
    line: int | None
    """Its line, from 1."""
    column: int | None
    """Its column, from 1."""
    remedy: str | None
    """What to do about it."""
    findings: list[Finding]
    """Everything that was found wrong."""
    candidates: list[str]
    """Nearest titles, best first, where a role is not known."""

    def __init__(
        self,
        message: str,
        *,
        file: str | None = None,
        line: int | None = None,
        column: int | None = None,
        remedy: str | None = None,
        findings: Iterable[Any] = (),
        candidates: Iterable[str] = (),
        errno: int | None = None,
    ) -> None:
        super().__init__(message)
        self.file, self.line, self.column, self.remedy = file, line, column, remedy
        self.findings = _findings(findings)
        self.candidates = list(candidates)
        if isinstance(self, OSError):
            setattr(self, "errno", errno)

    def __str__(self) -> str:
        return str(self.args[0])

    def __reduce__(self) -> tuple[Any, ...]:
        # Engines hand exceptions from process to process.
        fields = dict(self.__dict__)
        fields["errno"] = getattr(self, "errno", None)
        return (_again, (type(self), self.args[0], fields))


def _again(kind: type[SkillgapError], message: str, fields: dict[str, Any]) -> SkillgapError:
    return kind(message, **fields)


class FileError(SkillgapError, OSError):
    """A file cannot be read or written."""


class InputError(SkillgapError, ValueError):
    """A profile or table cannot be used."""


class CatalogError(InputError):
    """A catalog has errors; all of them are in :attr:`findings`."""


class ModelError(SkillgapError, ValueError):
    """A model file is damaged, cut short, or of another version."""


class UnknownRole(SkillgapError, LookupError):
    """A name resolves to no one role; the nearest are in :attr:`candidates`."""


class ParameterError(SkillgapError, ValueError):
    """A parameter is out of its range."""


class NoSolution(SkillgapError):
    """No plan or ladder exists within the limits; the text says which limit, and by how much."""


class ProfileWarning(UserWarning):
    """Something in an input was left out or looks wrong; the rest is used."""


def _warn(found: Iterable[Any], level: int) -> None:
    """Says what was found; ``level`` is how many calls up the caller's code is."""
    for finding in _findings(found):
        warnings.warn(str(finding), ProfileWarning, stacklevel=level + 1)
