"""Tables of any library → Arrow streams, and the streams of results that come back."""

from __future__ import annotations

import atexit
import itertools
import weakref
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from . import _native
from .errors import SkillgapError


def stream_of(data: Any) -> Any:
    """Something with ``__arrow_c_stream__`` that holds the rows of ``data``.

    Tables of pyarrow, polars, pandas (2.2 or newer), DuckDB and others have it themselves. A single record batch, an iterable of record
    batches, and an iterable of rows as dicts are wrapped.
    """
    if hasattr(data, "__arrow_c_stream__"):
        return data
    if isinstance(data, pa.RecordBatch) or hasattr(data, "__arrow_c_array__"):
        return pa.Table.from_batches([pa.record_batch(data)])
    if hasattr(data, "fetch_arrow_reader"):
        return data.fetch_arrow_reader()
    if hasattr(data, "to_arrow"):
        return stream_of(data.to_arrow())
    if hasattr(data, "columns") and hasattr(data, "iloc"):
        return pa.Table.from_pandas(data, preserve_index=False)
    if hasattr(data, "__iter__") and not isinstance(data, (str, bytes)):
        rows = iter(data)
        first = next(rows, None)
        if first is None:
            raise TypeError("An empty iterable has no columns; give a table, or record batches with a schema.")
        if isinstance(first, pa.RecordBatch):
            return pa.RecordBatchReader.from_batches(first.schema, itertools.chain([first], rows))
        if isinstance(first, dict):
            return pa.Table.from_pylist([first, *rows])
    raise TypeError(
        f"{type(data).__name__} is no table: give one with __arrow_c_stream__ (pyarrow, polars, pandas, DuckDB), "
        "record batches, or rows as dicts."
    )


@dataclass(frozen=True)
class Counts:
    """What became of the rows of a stream."""

    profiles: int
    """Profiles with results."""
    without_match: int
    """Those of them that match no role; they have one row with rank 0."""
    without_plan: int
    """With plans: those for whose best role there is none."""
    rejects: dict[str, int] = field(default_factory=dict)
    """Rejected rows by reason: ``no-id``, ``empty-profile``, ``bad-level``, ``bad-years``, ``bad-date``, ``unknown-role``."""
    protected: list[str] = field(default_factory=list)
    """Columns that were ignored because they hold protected attributes."""

    @property
    def rejected(self) -> int:
        """All rejected rows."""
        return sum(self.rejects.values())


_live: list[tuple[weakref.ref[pa.RecordBatchReader], _native.Outcome]] = []
"""Streams whose thread may still run. A reader that nobody holds has given its stream back already."""


def _remember(reader: pa.RecordBatchReader, outcome: _native.Outcome) -> None:
    _live[:] = [one for one in _live if not one[1].wait(0.0)]
    _live.append((weakref.ref(reader), outcome))


def _close_all() -> None:
    """A thread that asks Python for its next batch while the interpreter goes down would take the process with it."""
    for held, _ in _live:
        reader = held()
        if reader is not None:
            reader.close()
    for _, outcome in _live:
        outcome.wait(2.0)


atexit.register(_close_all)


class Results:
    """Results of :meth:`skillgap.Model.score_stream` while they come: an iterator of ``pyarrow.RecordBatch``.

    Memory stays with a few batches however long the stream is. Can be handed to anything that takes ``__arrow_c_stream__``.
    """

    def __init__(self, reader: pa.RecordBatchReader, outcome: _native.Outcome) -> None:
        self._reader, self._outcome = reader, outcome
        _remember(reader, outcome)

    @property
    def schema(self) -> pa.Schema:
        """The columns: see :func:`skillgap.result_schema`."""
        return self._reader.schema

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        return self

    def __next__(self) -> pa.RecordBatch:
        try:
            return self._reader.read_next_batch()
        except StopIteration:
            raise
        except Exception as error:
            self._raise(error)
            raise

    def _raise(self, error: Exception) -> None:
        """Raises what ended the stream, which knows more than what came through it."""
        try:
            self._outcome.get()
        except SkillgapError as known:
            raise known from error

    def read_all(self) -> pa.Table:
        """All that is left as one table."""
        try:
            return self._reader.read_all()
        except Exception as error:
            self._raise(error)
            raise

    def close(self) -> None:
        """Ends the stream: what was not taken yet is given up, and no more of the source is read."""
        self._reader.close()
        self._outcome.wait(1.0)

    def __enter__(self) -> Results:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        return self._reader.__arrow_c_stream__(requested_schema)

    @property
    def counts(self) -> Counts | None:
        """What became of the rows; ``None`` until the stream has ended."""
        counts = self._outcome.get()
        return None if counts is None else Counts(**counts)


def result_schema(plan: bool = False, dictionary: bool = False) -> pa.Schema:
    """The columns of results, one row a match.

    ==================  ===================  =====================================================================================
    column              type                 what
    ==================  ===================  =====================================================================================
    ``row``             int64                the input's row, from 0; of a long table, the profile's first
    ``profile_id``      string               as given; empty where a row has none
    ``rank``            int32                from 1; 0 where no role matches, and for a reject
    ``role_id``         string
    ``role``            string               title
    ``fit``             double               ranking score in [0, 1]
    ``readiness``       double               share of weighted requirements met, in [0, 1]
    ``verdict``         string               ``ready``, ``lateral``, ``stretch``, ``step-down``, ``out-of-reach``, ``not-enough-data``
    ``missing``         list of string       ids of skills, the largest gain first
    ``certifications``  list of string       ids, best first
    ``projects``        list of string       ids, best first
    ``unknown``         list of string       names that matched nothing; in a profile's first row
    ``plan_steps``      list of string       with ``plan``: ids in order; in the row of rank 1, as the four below
    ``plan_hours``      double               hours
    ``plan_cost_usd``   double               US dollars
    ``plan_weeks``      double               weeks at 8 hours a week
    ``plan_optimal``    bool                 whether the plan is proven cheapest
    ``reject``          string               ``reason: what is wrong. What to do.``; null for all others
    ==================  ===================  =====================================================================================

    With ``dictionary``, ``role_id``, ``role``, ``verdict`` and the items of ``missing``, ``certifications`` and ``projects`` are dictionaries.
    """
    text, texts, number = pa.string(), pa.list_(pa.string()), pa.float64()
    word = pa.dictionary(pa.int32(), text) if dictionary else text
    words = pa.list_(word)
    fields = [
        pa.field("row", pa.int64(), nullable=False),
        pa.field("profile_id", text, nullable=False),
        pa.field("rank", pa.int32(), nullable=False),
        pa.field("role_id", word),
        pa.field("role", word),
        pa.field("fit", number),
        pa.field("readiness", number),
        pa.field("verdict", word),
        pa.field("missing", words),
        pa.field("certifications", words),
        pa.field("projects", words),
        pa.field("unknown", texts),
    ]
    if plan:
        fields += [
            pa.field("plan_steps", texts),
            pa.field("plan_hours", number),
            pa.field("plan_cost_usd", number),
            pa.field("plan_weeks", number),
            pa.field("plan_optimal", pa.bool_()),
        ]
    return pa.schema([*fields, pa.field("reject", text)])
