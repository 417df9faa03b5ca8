"""Spark for real: two executors, the rows of `batch`, an executor killed in the middle, nothing lost and nothing doubled."""

from __future__ import annotations

import os
import pathlib
import shutil
import signal
import sys

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import ON, people, told

import skillgap

pytest.importorskip("pyspark", reason="pyspark is not installed")
if shutil.which("java") is None:
    pytest.skip("Java is not here, so Spark cannot run", allow_module_level=True)

from pyspark import TaskContext  # noqa: E402
from pyspark.sql import SparkSession  # noqa: E402

from skillgap import spark as skills  # noqa: E402

COUNT = 6_000
PARTITIONS = 8
SCHEMA = pa.schema([("profile_id", pa.string()), ("skills", pa.list_(pa.string()))])


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    os.environ["PYSPARK_PYTHON"] = sys.executable
    # Executors find this package where the driver does, and the tests' own functions beside it.
    paths = [str(pathlib.Path(__file__).parent), *(p for p in sys.path if p)]
    session = (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .appName("skillgap")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.memory", "1g")
        .config("spark.executor.memory", "1g")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "200")
        .config("spark.executorEnv.PYTHONPATH", os.pathsep.join(paths))
        .config("spark.local.dir", str(tmp_path_factory.mktemp("spark")))
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


@pytest.fixture(scope="module")
def parquet(tmp_path_factory):
    path = tmp_path_factory.mktemp("people") / "people.parquet"
    pq.write_table(pa.Table.from_pylist(people(COUNT), schema=SCHEMA), path)
    return path


@pytest.fixture(scope="module")
def batch_rows(parquet, command, tmp_path_factory):
    out = tmp_path_factory.mktemp("batch") / "out.parquet"
    code, _, err = command("batch", str(parquet), "-o", str(out), "--on", ON, "--top", "3", "--quiet")
    assert code == 1, err
    return sorted(told([{**row, "reject": None} for row in pq.read_table(out).to_pylist()]))


def collected(frame) -> list[dict]:
    return frame.toArrow().to_pylist()


def test_rows_are_those_of_batch_and_rejects_are_counted(session, parquet, batch_rows):
    frame = session.read.parquet(str(parquet)).repartition(PARTITIONS)
    scored = skills.score(frame, top=3, on=ON).cache()
    rows = collected(scored)
    assert sorted(told(rows)) == batch_rows
    rejected = [row["reject"].split(":")[0] for row in rows if row["reject"]]
    assert sum(1 for row in rows if row["rank"] <= 1) == COUNT
    counts = {row["reason"]: row["profiles"] for row in skills.rejects(scored).collect()}
    assert counts == {reason: rejected.count(reason) for reason in set(rejected)}
    assert {"no-id", "empty-profile", "bad-level"} == set(counts)
    scored.unpersist()


def killing(marks: str):
    """A step that kills the executor under it, once, in the middle of a partition; every try of a partition leaves a mark."""

    def step(batches):
        task = TaskContext.get()
        number, attempt = task.partitionId(), task.attemptNumber()
        with open(os.path.join(marks, f"try-{number}-{attempt}-{os.getpid()}"), "w"):
            pass
        for at, batch in enumerate(batches):
            yield batch
            if number == 3 and at == 1:
                try:
                    os.close(os.open(os.path.join(marks, "killed"), os.O_CREAT | os.O_EXCL))
                except FileExistsError:
                    continue
                os.kill(executor(), signal.SIGKILL)

    return step


def executor() -> int:
    """The JVM that this worker works for: the first process above that is no Python."""
    pid = os.getppid()
    while "java" not in os.path.basename(os.readlink(f"/proc/{pid}/exe")):
        pid = int(pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
    return pid


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="finding the executor needs /proc")
def test_an_executor_killed_in_the_middle_costs_nothing(session, parquet, batch_rows, tmp_path):
    frame = session.read.parquet(str(parquet)).repartition(PARTITIONS)
    disturbed = frame.mapInArrow(killing(str(tmp_path)), frame.schema)
    rows = collected(skills.score(disturbed, top=3, on=ON))
    marks = [p.name for p in tmp_path.iterdir()]
    assert "killed" in marks
    tries = [m for m in marks if m.startswith("try-3-")]
    assert len(tries) > 1, f"the partition whose executor was killed was tried again: {marks}"
    assert sorted(told(rows)) == batch_rows
    # Every person has one row of rank 1, or one of rank 0 where nothing matches or the row is rejected.
    assert sum(1 for row in rows if row["rank"] <= 1) == COUNT


def test_a_model_is_made_once_a_worker(session, parquet, batch_rows, tmp_path):
    own = skillgap.Model.from_bytes(skillgap.Model.load().to_bytes())
    frame = session.read.parquet(str(parquet)).repartition(PARTITIONS)
    options = {"top": 3, "seniority": None, "among": None, "gaps": None, "pointers": 3, "plan": False, "on": ON}
    frame, partition = skills._prepare(frame, own, options)
    assert partition.shipped is not None
    marks = str(tmp_path)

    def watched(batches):
        yield from partition(batches)
        held = sys.modules["skillgap.spark"]._Held
        name = f"{TaskContext.get().partitionId()}-{os.getpid()}-{held.made[partition.key]}"
        with open(os.path.join(marks, name), "w"):
            pass

    rows = collected(frame.mapInArrow(watched, skills.schema()))
    assert sorted(told(rows)) == batch_rows
    seen = [tuple(map(int, p.name.split("-"))) for p in tmp_path.iterdir()]
    assert {s[0] for s in seen} == set(range(PARTITIONS))
    assert all(made == 1 for _, _, made in seen) and len({pid for _, pid, _ in seen}) < PARTITIONS


def test_a_limit_ends_partitions_early_and_workers_go_on(session, parquet):
    frame = session.read.parquet(str(parquet)).repartition(PARTITIONS)
    scored = skills.score(frame, top=3, on=ON)
    for _ in range(3):
        assert len(scored.limit(5).collect()) == 5
    assert session.range(100).count() == 100


def test_long_tables_are_brought_together_by_person(session):
    rng = people(400, seed=5, messy=False)
    rows = [
        {"profile_id": p["profile_id"], "skill": s.split(":")[0], "level": s.split(":")[1] if ":" in s else None}
        for p in rng
        for s in p["skills"]
    ]
    rows = sorted(rows, key=lambda r: hash((r["skill"], r["profile_id"])))
    frame = session.createDataFrame(rows, "profile_id string, skill string, level string").repartition(5)
    model = skillgap.Model.load()
    names = model.score_batch(rng, on=ON).to_pylist()
    got = collected(skills.score(frame, on=ON))
    assert sorted(told(got)) == sorted(told(names))


def test_plans_and_other_columns(session):
    rows = [{**p, "city": "x", "when": None} for p in people(60, seed=3)]
    frame = session.createDataFrame(rows, "profile_id string, skills array<string>, city string, when timestamp")
    scored = skills.score(frame, plan=True, top=1, on=ON)
    assert [f.name for f in scored.schema] == skillgap.result_schema(plan=True).names
    want = skillgap.Model.load().score_batch([{k: p[k] for k in ("profile_id", "skills")} for p in rows], plan=True, top=1, on=ON)
    key = lambda r: (r["profile_id"], r["reject"] or "")  # noqa: E731
    without_row = [{k: v for k, v in r.items() if k != "row"} for r in want.to_pylist()]
    got = [{k: v for k, v in r.items() if k != "row"} for r in collected(scored)]
    assert sorted(got, key=key) == sorted(without_row, key=key)


def test_what_is_wrong_is_told_before_anything_runs(session):
    frame = session.createDataFrame([("a", ["Linux"])], "who string, skills array<string>")
    with pytest.raises(skillgap.InputError, match="no column `profile_id`"):
        skills.score(frame)
    frame = frame.withColumnRenamed("who", "profile_id")
    with pytest.raises(skillgap.ParameterError, match="top must be"):
        skills.score(frame, top=0)
    with pytest.raises(skillgap.UnknownRole):
        skills.score(frame, among=["wizard of oz"])
    with pytest.raises(skillgap.ModelError):
        skills.score(frame, model=__file__)
    with pytest.raises(skillgap.InputError, match="holds"):
        skills.score(session.createDataFrame([("a", bytearray(b"x"))], "profile_id string, skills binary"))
