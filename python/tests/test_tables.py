"""Tables of every library give the rows of `batch`; nothing is lost; nothing waits for the interpreter."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import threading
import time

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import BATCH_COLUMNS, ON, people, told

import skillgap

COUNT = 3000
SCHEMA = pa.schema([("profile_id", pa.string()), ("skills", pa.list_(pa.string()))])


@pytest.fixture(scope="module")
def table() -> pa.Table:
    return pa.Table.from_pylist(people(COUNT), schema=SCHEMA)


@pytest.fixture(scope="module")
def batch_rows(table, command, tmp_path_factory):
    """What the command writes for the same table in Parquet, and its rejects."""
    folder = tmp_path_factory.mktemp("batch")
    pq.write_table(table, folder / "people.parquet")
    out, rejects = folder / "out.parquet", folder / "rejects.csv"
    code, _, err = command(
        "batch", str(folder / "people.parquet"), "-o", str(out), "--on", ON, "--rejects", str(rejects), "--top", "5"
    )
    assert code == 1, err
    rows = [{**row, "reject": None} for row in pq.read_table(out).to_pylist()]
    return told(rows), rejects.read_text().splitlines()[1:]


@pytest.mark.parametrize("dictionary", [False, True])
@pytest.mark.parametrize("threads", [1, 2])
def test_rows_are_those_of_batch(model, table, batch_rows, threads, dictionary):
    want, rejects = batch_rows
    scored = model.score_batch(table, on=ON, threads=threads, dictionary=dictionary)
    assert scored.schema == skillgap.result_schema(dictionary=dictionary)
    rows = scored.to_pylist()
    assert told(rows) == want
    rejected = [row for row in rows if row["reject"] is not None]
    # `batch` takes a row of empty cells for a blank line, which a table has not: such rows are rejects here.
    blank = [row for row in rejected if not row["profile_id"] and not (table["skills"][row["row"]].as_py() or [])]
    assert len(rejected) - len(blank) == len(rejects)
    assert {row["row"] for row in rows} == set(range(COUNT))


def test_json_lines_of_batch_say_the_same(model, table, command, tmp_path):
    lines = [json.dumps({"profile_id": r["profile_id"], "skills": [s for s in r["skills"] or [] if s]}) for r in table.slice(0, 300).to_pylist()]
    source = tmp_path / "people.jsonl"
    source.write_text("\n".join(lines) + "\n")
    _, out, err = command("batch", str(source), "-o", "-", "--format", "jsonl", "--on", ON)
    documents = [json.loads(line) for line in out.splitlines()]
    got: dict[str, list] = {}
    for row in model.score_batch(table.slice(0, 300), on=ON).to_pylist():
        if row["reject"] is None and row["rank"] > 0:
            got.setdefault(row["profile_id"], []).append((row["role_id"], row["fit"], row["readiness"], row["verdict"], row["missing"]))
    want = {
        d["profile_id"]: [(m["role_id"], m["fit"], m["readiness"], m["verdict"], [g["skill_id"] for g in m["gaps"]]) for m in d["matches"]]
        for d in documents
        if d["matches"]
    }
    assert got == want, err


def test_plans_are_those_of_batch(model, table, command, tmp_path):
    few = table.slice(0, 200)
    pq.write_table(few, tmp_path / "people.parquet")
    out = tmp_path / "out.parquet"
    command("batch", str(tmp_path / "people.parquet"), "-o", str(out), "--on", ON, "--plan", "--top", "2")
    columns = [*BATCH_COLUMNS, "plan_steps", "plan_hours", "plan_cost_usd", "plan_weeks", "plan_optimal"]
    want = pq.read_table(out).select(columns).to_pylist()
    scored = model.score_batch(few, on=ON, plan=True, top=2)
    assert scored.schema == skillgap.result_schema(plan=True)
    got = [{c: row[c] for c in columns} for row in scored.to_pylist() if row["reject"] is None]
    assert got == want and any(row["plan_steps"] for row in got)


def test_every_library_gives_the_same(model, table):
    duckdb, pandas, polars = (pytest.importorskip(n) for n in ("duckdb", "pandas", "polars"))
    want = model.score_batch(table, on=ON)
    frame = polars.from_arrow(table)
    pandas_frame = table.to_pandas()
    assert isinstance(pandas_frame, pandas.DataFrame)
    relation = duckdb.from_arrow(table)
    sources = [
        frame,
        frame.with_columns(polars.col("skills").list.eval(polars.element().cast(polars.Categorical))),
        pandas_frame,
        relation,
        duckdb.sql("select profile_id, array_to_string(skills, ';') as skills from relation"),
        table.to_batches(max_chunksize=77),
        iter(table.to_batches(max_chunksize=500)),
        table.to_pylist(),
        table.combine_chunks().to_batches()[0],
        table.to_reader(max_chunksize=100),
        table.cast(pa.schema([("profile_id", pa.large_string()), ("skills", pa.large_list(pa.large_string()))])),
        table.cast(pa.schema([("profile_id", pa.string_view()), ("skills", pa.list_(pa.string_view()))])),
    ]
    for source in sources:
        assert model.score_batch(source, on=ON) == want, type(source)


def test_dictionaries_are_read_by_every_library(model, table):
    duckdb, pandas, polars = (pytest.importorskip(n) for n in ("duckdb", "pandas", "polars"))
    plain = model.score_batch(table, on=ON)
    scored = model.score_batch(table, on=ON, dictionary=True)
    want = plain.select(["profile_id", "rank", "role_id", "verdict", "missing"]).to_pylist()
    got = duckdb.sql("select profile_id, rank, role_id::varchar as role_id, verdict::varchar as verdict, missing::varchar[] as missing from scored")
    assert got.to_arrow_table().to_pylist() == want
    assert polars.from_arrow(scored).select("role_id").to_series().cast(polars.String).to_list() == plain["role_id"].to_pylist()
    frame = scored.to_pandas()
    assert isinstance(frame["role_id"].dtype, pandas.CategoricalDtype)
    assert [None if m is None else list(m) for m in frame["missing"]] == plain["missing"].to_pylist()


def test_levels_beside_skills_structs_and_long_tables(model):
    rows = [{"id": "a", "skills": ["Linux:4", "Bash", "Git:2"]}, {"id": "b", "skills": ["Python:5", "SQL:3", "Docker"]}]
    want = told(model.score_batch(rows, on=ON).to_pylist())
    structs = [
        {"id": r["id"], "skills": [dict(zip(("skill", "level"), (s.split(":") + [None])[:2])) for s in r["skills"]]} for r in rows
    ]
    assert told(model.score_batch(structs, on=ON).to_pylist()) == want
    beside = [
        {"id": "a", "skills": ["Linux", "Bash", "Git"], "level": [4, None, 2]},
        {"id": "b", "skills": ["Python", "SQL", "Docker"], "level": [5, 3, None]},
    ]
    assert told(model.score_batch(beside, on=ON).to_pylist()) == want
    long = [{"id": r["id"], **skill} for r in structs for skill in r["skills"]]
    for cut in (1, 2, 100):
        batches = pa.Table.from_pylist(long).to_batches(max_chunksize=cut)
        assert told(model.score_batch(batches, on=ON).to_pylist()) == want


def test_options_narrow_and_shorten(model, table):
    few = table.slice(0, 50)
    for row in model.score_batch(few, on=ON, seniority="entry", gaps=2, pointers=0, top=3).to_pylist():
        assert row["rank"] <= 3 and len(row["missing"] or []) <= 2 and not row["certifications"]
    among = {"net admin": "network-administrator", "help-desk-technician": "help-desk-technician"}
    roles = model.score_batch(few, on=ON, among=list(among))["role_id"].unique().to_pylist()
    assert {r for r in roles if r} <= {model.role(n)["role"]["id"] if "role" in model.role(n) else model.role(n)["id"] for n in among}


def test_what_cannot_be_scored_is_told_before_it_starts(model, table):
    with pytest.raises(skillgap.InputError, match="no column `profile_id`") as caught:
        model.score_stream(table.rename_columns(["who", "skills"]), name="people.table")
    assert caught.value.file == "people.table" and caught.value.line == 1
    with pytest.raises(skillgap.InputError, match="neither `skill` nor `skills`"):
        model.score_batch(table.select(["profile_id"]))
    with pytest.raises(skillgap.ParameterError, match="top must be from 1 to 10000"):
        model.score_batch(table, top=0)
    with pytest.raises(skillgap.UnknownRole):
        model.score_batch(table, among=["wizard of oz"])
    for nonsense in (42, "people.csv", []):
        with pytest.raises(TypeError):
            model.score_batch(nonsense)


def test_a_source_that_breaks_ends_in_an_error_and_not_in_a_short_table(model, table):
    def broken():
        yield from table.slice(0, 100).to_batches()
        raise RuntimeError("the source went away")

    for threads in (1, 2):
        with pytest.raises(skillgap.InputError, match="the source went away"):
            model.score_batch(pa.RecordBatchReader.from_batches(table.schema, broken()), threads=threads)


def test_streams_hold_little_and_count(model, table):
    taken = 0

    def endless():
        nonlocal taken
        while True:
            taken += 1
            yield table.slice(0, 500).combine_chunks().to_batches()[0]

    results = model.score_stream(pa.RecordBatchReader.from_batches(table.schema, endless()), threads=1)
    assert results.counts is None
    for _, batch in zip(range(5), results):
        assert batch.num_rows > 0
    time.sleep(0.5)
    assert taken < 20, "the source is read no faster than results are taken"
    del results
    gc.collect()
    ended = model.score_stream(table, on=ON)
    rows = ended.read_all()
    counts = ended.counts
    rejected = sum(1 for r in rows["reject"].to_pylist() if r is not None)
    assert counts.rejected == rejected > 0 and counts.profiles + counts.rejected == COUNT


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("end", ["", "del stream", "stream.close()", "model.score_stream(endless(), threads=1)"])
def test_a_program_may_end_in_the_middle_of_a_stream(threads, end):
    program = f"""
import pyarrow as pa, skillgap
model = skillgap.Model.load()
def endless():
    while True:
        yield pa.RecordBatch.from_pylist([{{"profile_id": "p", "skills": ["Linux:4", "Bash"]}}] * 200)
stream = model.score_stream(endless(), threads={threads})
for _, batch in zip(range(3), stream):
    pass
{end}
print("done")
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=60)
    assert (done.returncode, done.stdout) == (0, b"done\n"), done.stderr.decode()


def test_a_closed_stream_gives_no_more(model, table):
    with model.score_stream(table.to_reader(max_chunksize=10)) as stream:
        next(stream)
    with pytest.raises(Exception):
        stream.read_all()


def test_nothing_but_the_columns_of_profiles_is_looked_at(model):
    rows = [{"profile_id": "a", "skills": ["Linux:4"], "age": 30, "gender": "x", "map": {"k": b"1"}}]
    stream = model.score_stream(rows, on=ON)
    with_more = stream.read_all()
    assert stream.counts.protected == ["age", "gender"]
    assert with_more == model.score_batch([{"profile_id": "a", "skills": ["Linux:4"]}], on=ON)


def test_the_interpreters_lock_is_released(model, table):
    """While a table is scored, Python goes on: a thread that counts must get most of what it counts alone."""
    big = pa.concat_tables([table] * 10).combine_chunks()
    ticks, stop = [], threading.Event()

    def tick():
        while not stop.is_set():
            ticks.append(time.perf_counter())
            time.sleep(0.001)

    counter = threading.Thread(target=tick)
    counter.start()
    began = time.perf_counter()
    model.score_batch(big, on=ON, threads=1)
    ended = time.perf_counter()
    stop.set()
    counter.join()
    inside = [t for t in ticks if began <= t <= ended]
    longest = max(b - a for a, b in zip([began, *inside], [*inside, ended]))
    assert len(inside) > 10 and longest < (ended - began) / 2


def test_many_threads_share_a_model(model, table):
    want = model.score_batch(table, on=ON)
    got, threads = [None] * 4, []
    for n in range(4):
        def work(n=n):
            got[n] = model.score_batch(table, on=ON, threads=2)

        threads.append(threading.Thread(target=work))
        threads[-1].start()
    [t.join() for t in threads]
    assert all(g == want for g in got)
