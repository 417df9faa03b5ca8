"""Any number of profiles on Spark: the engine distributes, every executor scores its partitions with the same code as one machine.

>>> from skillgap import spark as skills                         # doctest: +SKIP
>>> scored = skills.score(profiles, top=5)                       # doctest: +SKIP
>>> scored.where("reject is null and rank = 1").show()           # doctest: +SKIP
>>> skills.rejects(scored).show()                                # doctest: +SKIP

Needs ``pyspark`` (3.5 or newer) on the driver and this package on every executor.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Union

import pyarrow as pa

from . import _native
from .model import Model
from .profiles import Day, day
from .tables import result_schema

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

ModelSource = Union[Model, str, "os.PathLike[str]", None]
"""A model, a path on the driver, or ``None``: the shipped one, which every executor has in its package already."""

_WORDS = {
    pa.int64(): "bigint",
    pa.int32(): "int",
    pa.string(): "string",
    pa.float64(): "double",
    pa.bool_(): "boolean",
    pa.list_(pa.string()): "array<string>",
}


def schema(plan: bool = False) -> str:
    """The columns of results in Spark's words: those of :func:`skillgap.result_schema`."""
    return ", ".join(f"{field.name} {_WORDS[field.type]}" for field in result_schema(plan))


class _Held:
    """Models of this process by the checksum of their bytes: a Python worker makes each once and keeps it for all its tasks."""

    models: dict[str, Model] = {}
    made: Counter[str] = Counter()
    lock = threading.Lock()

    @classmethod
    def get(cls, key: str, make: Callable[[], Model]) -> Model:
        with cls.lock:
            model = cls.models.get(key)
            if model is None:
                # Another model means another job: the last one is not needed any more.
                cls.models = {key: make()}
                cls.made[key] += 1
                model = cls.models[key]
            return model


class _Partition:
    """Scores a partition, batch by batch. What it holds goes to the executors: the model as a broadcast, so once to each."""

    def __init__(self, key: str, shipped: Any, options: dict[str, Any]) -> None:
        self.key, self.shipped, self.options = key, shipped, options

    def _model(self) -> Model:
        if self.shipped is None:
            return Model.load()
        # A broadcast where there is a Spark context, else the bytes themselves.
        data = getattr(self.shipped, "value", self.shipped)
        return Model.from_bytes(data, "(broadcast model)")

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        model = _Held.get(self.key, self._model)
        # Closed also where Spark wants no more of a partition, as for a limit: nothing may go on reading what it sends.
        with model.score_stream(batches, threads=1, name="(partition)", **self.options) as results:
            yield from results


def score(
    df: DataFrame,
    *,
    model: ModelSource = None,
    top: int = 5,
    seniority: str | None = None,
    among: Sequence[str] | None = None,
    gaps: int | None = None,
    pointers: int = 3,
    plan: bool = False,
    on: Day = None,
) -> DataFrame:
    """The best roles for every person of a data frame: one row a match, with the columns of :func:`schema`.

    :param df: columns as for :meth:`skillgap.Model.score_batch`; rows of a long table (``profile_id, skill, level``) are first brought together
        by person, which is a shuffle
    :param model: goes to every executor once; where none is named, nothing is sent
    :param top: roles for each person
    :param on: the day that answers are for; today in UTC where not given, settled here and not on the executors, so that a task that is
        run again gives the same rows

    Rows that cannot be used come out as rows with ``reject`` (see :func:`rejects`); ``row`` counts within a partition. Partitions are streamed:
    memory does not grow with them. A wide frame is neither shuffled nor sorted, and rows keep their order within partitions.

    Raises what is wrong with columns, roles or parameters here, before anything runs.
    """
    options = {"top": top, "seniority": seniority, "among": among, "gaps": gaps, "pointers": pointers, "plan": plan}
    df, partition = _prepare(df, model, {**options, "on": day(on)})
    return df.mapInArrow(partition.__call__, schema(plan))


def _prepare(df: DataFrame, model: ModelSource, options: dict[str, Any]) -> tuple[DataFrame, _Partition]:
    """The frame whose partitions can be scored each for itself, and what scores one. Raises what is wrong, on the driver."""
    held = model if isinstance(model, Model) else Model.load(model)
    columns = pa.schema([("profile_id", pa.string()), ("skills", pa.string())])
    # An empty table is enough to see what is wrong with the options.
    held.score_batch(columns.empty_table(), threads=1, **options)
    kind, id_column, _ = _native.table("(data frame)", _arrow_schema(df))
    if kind == "long":
        df = df.repartition(id_column).sortWithinPartitions(id_column)
    if held._shipped:
        return df, _Partition("shipped", None, options)
    data = held.to_bytes()
    return df, _Partition(hashlib.sha256(data).hexdigest(), _broadcast(df, data), options)


def rejects(scored: DataFrame) -> DataFrame:
    """How many rows were rejected, by reason: columns ``reason`` and ``profiles``.

    Counted from the rows themselves, so exact whatever was run again; counters of tasks would count a repeated task twice. Cache or write
    ``scored`` first where it should not be computed again for this.
    """
    from pyspark.sql import functions as f

    reason = f.substring_index("reject", ":", 1).alias("reason")
    return scored.where("reject is not null").groupBy(reason).agg(f.count("*").alias("profiles")).orderBy("reason")


def _arrow_schema(df: DataFrame) -> pa.Schema:
    """The columns as the executors will see them. Those whose types are never read are left out of it: not all of Spark's have a like."""
    from pyspark.sql.pandas.types import to_arrow_type

    fields = []
    for column in df.schema:
        try:
            fields.append(pa.field(column.name, to_arrow_type(column.dataType)))
        except Exception:  # Each version raises its own kind for types without a like in Arrow.
            fields.append(pa.field(column.name, pa.binary()))
    return pa.schema(fields)


def _broadcast(df: DataFrame, data: bytes) -> Any:
    context = getattr(df.sparkSession, "_sc", None)
    return data if context is None else context.broadcast(data)
