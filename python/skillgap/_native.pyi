"""The native half of the package: everything here is private."""

from collections.abc import Callable, Sequence
from typing import Any, TypedDict

import pyarrow

__version__: str

_Finding = tuple[str, str, str, int, int, str, str]

class _Person(TypedDict):
    name: str
    bytes: bytes
    on: str
    current_role: str | None

def read(path: str) -> bytes: ...
def table(name: str, schema: pyarrow.Schema) -> tuple[str, str, list[str]]: ...
def train(
    catalog: str,
    with_: Sequence[str],
    roles: Sequence[str],
    people: str | None,
    labels: str | None,
    prior: str,
    on: str,
    seed: int,
    families: int | None,
    dimensions: int,
    progress: Callable[[str, int, int], object] | None,
) -> tuple[Model, list[_Finding]]: ...

class Outcome:
    def get(self) -> dict[str, Any] | None: ...
    def wait(self, seconds: float) -> bool: ...

class Model:
    @staticmethod
    def shipped() -> Model: ...
    @staticmethod
    def load(path: str) -> Model: ...
    @staticmethod
    def from_bytes(name: str, bytes: bytes) -> Model: ...
    def to_bytes(self) -> bytes: ...
    def save(self, path: str) -> None: ...
    @property
    def fingerprint(self) -> int: ...
    @property
    def sizes(self) -> tuple[int, int, int, int]: ...
    def match_(
        self,
        person: _Person,
        top: int,
        seniority_word: str | None,
        among: Sequence[str] | None,
        explain: bool,
        plan: bool,
    ) -> tuple[str, list[_Finding]]: ...
    def plan(
        self,
        person: _Person,
        to: str,
        readiness: float,
        without_musts: bool,
        max_hours: float | None,
        max_cost: float | None,
        weekly_hours: float | None,
        minimize_word: str,
        pareto: bool,
        explain: bool,
    ) -> tuple[str, list[_Finding]]: ...
    def path(
        self,
        person: _Person,
        to: str,
        via: Sequence[str],
        alternatives: int,
        weekly_hours: float | None,
        readiness: float | None,
        max_moves: int,
        among: Sequence[str] | None,
    ) -> tuple[str, list[_Finding]]: ...
    def unlock(
        self, person: _Person, top: int, pairs: bool, among: Sequence[str] | None
    ) -> tuple[str, list[_Finding]]: ...
    def extract(
        self, text: str, places: bool, typical: int | None, nearest: int | None
    ) -> str: ...
    def roles(self, seniority_word: str | None) -> str: ...
    def role(self, name: str) -> str: ...
    def find_role(self, title: str, top: int) -> str: ...
    def score(
        self,
        data: Any,
        name: str,
        on: str,
        top: int,
        threads: int,
        seniority_word: str | None,
        among: Sequence[str] | None,
        gaps: int | None,
        pointers: int,
        plan: bool,
        dictionary: bool,
    ) -> tuple[pyarrow.RecordBatchReader, Outcome]: ...
