"""Answers about one person or text are those of the command, to the last digit."""

from __future__ import annotations

import datetime
import json
import pickle
import warnings

import pytest
from conftest import ON, ROOT

import skillgap


@pytest.mark.parametrize(
    ("options", "flags"),
    [
        ({}, []),
        ({"top": 12, "explain": True}, ["--top", "12", "--explain"]),
        ({"seniority": "entry", "top": 3}, ["--seniority", "entry", "--top", "3"]),
        ({"plan": True, "top": 1}, ["--plan", "--top", "1"]),
        ({"current_role": "help desk technician"}, ["--current-role", "help desk technician"]),
    ],
)
def test_match(model, answer, help_desk, options, flags):
    want = answer("match", help_desk, "--on", ON, *flags)
    assert model.match(help_desk, on=ON, **options) == want


def test_match_among(model, answer, administrator, tmp_path):
    roles = tmp_path / "roles.txt"
    roles.write_text("net admin\nhelp-desk-technician\n")
    want = answer("match", administrator, "--on", ON, "--among", str(roles))
    assert model.match(administrator, on=ON, among=["net admin", "help-desk-technician"]) == want
    assert len(want["matches"]) == 2


@pytest.mark.parametrize(
    ("options", "flags"),
    [
        ({}, []),
        ({"readiness": 0.7, "without_musts": True}, ["--readiness", "0.7", "--without-musts"]),
        ({"minimize": "cost", "weekly_hours": 5, "explain": True}, ["--minimize", "cost", "--weekly-hours", "5", "--explain"]),
    ],
)
def test_plan(model, answer, help_desk, options, flags):
    want = answer("plan", help_desk, "--to", "systems administrator", "--on", ON, *flags)
    assert model.plan(help_desk, "systems administrator", on=ON, **options) == want
    assert want["steps"]


def test_plan_front(model, answer, help_desk):
    want = answer("plan", help_desk, "--to", "Desktop Support Technician", "--on", ON, "--pareto")
    assert model.plan_front(help_desk, "Desktop Support Technician", on=ON) == want


def test_path(model, answer, help_desk):
    flags = ["--to", "network administrator", "--alternatives", "2", "--max-moves", "4", "--on", ON]
    want = answer("path", help_desk, *flags)
    assert model.path(help_desk, "network administrator", alternatives=2, max_moves=4, on=ON) == want


def test_the_profiles_hours_a_week_count_unless_others_are_given(model, answer, tmp_path):
    profile = tmp_path / "me.csv"
    profile.write_text("skill,level,weekly_hours\nWindows 11,3,5\nActive Directory,2,\nCustomer service,3,\n")
    to = "desktop support technician"
    want = answer("plan", profile, "--to", to, "--on", ON)
    assert want["weekly_hours"] == 5
    assert model.plan(profile, to, on=ON) == want
    assert model.plan(profile, to, weekly_hours=10, on=ON)["weekly_hours"] == 10
    assert model.path(profile, "systems administrator", alternatives=1, on=ON)["weekly_hours"] == 5
    assert model.plan({"Windows 11": 3, "Customer service": 3}, to, on=ON)["weekly_hours"] == 8


def test_unlock(model, answer, administrator):
    want = answer("unlock", administrator, "--top", "3", "--pairs", "--on", ON)
    assert model.unlock(administrator, top=3, pairs=True, on=ON) == want


def test_extract(model, answer):
    text = (ROOT / "data" / "examples" / "advert.txt").read_text()
    want = answer("extract", "data/examples/advert.txt", "--places", "--typical=4", "--nearest=3")
    got = model.extract(text, places=True, typical=4, nearest=3)
    assert got == want
    start, end = got["skills"][0]["spans"][0]
    assert text.encode()[start:end].decode()


def test_roles(model, answer):
    assert model.roles(seniority="chief") == answer("roles", "--seniority", "chief", "list")
    assert model.role("sysadmin") == answer("roles", "show", "sysadmin")
    assert model.find_role("Sr. Sysadmin", top=3) == answer("roles", "find", "Sr. Sysadmin", "--top", "3")


def test_the_ways_to_give_a_profile(model, answer):
    csv = b"skill,level\nLinux,4\nBash,3\nVMware,\n"
    want = answer("match", "-", "--on", ON, stdin=csv)
    as_pairs = {"Linux": 4, "Bash": "working", "VMware": None}
    as_names = ["Linux:4", {"skill": "Bash", "level": 3}, "VMware"]
    as_json = {"skills": as_names, "current_role": None}
    for profile in (csv, as_pairs, as_names, iter(as_names), as_json, json.dumps(as_json).encode()):
        assert model.match(profile, on=ON) == want
    assert model.match({"Linux": 4.0, "Bash": 3, "VMware": float("nan")}, on=datetime.date(2026, 11, 1)) == want


def test_dates_and_years_are_said_in_mappings(model):
    skills = [{"skill": "Java", "level": 5, "last_used": datetime.date(2012, 1, 1)}, "Linux", "Git"]
    assert model.match(skills, on=ON)["faded"][0]["skill"] == "Java"


def test_a_bad_row_is_told_with_file_line_and_remedy(model, tmp_path):
    file = tmp_path / "me.csv"
    file.write_text("skill,level\nLinux,4\nBash,99\nGit,many\n")
    with pytest.raises(skillgap.InputError) as caught:
        model.match(file)
    error = caught.value
    assert (error.file, error.line, error.column) == (str(file), 3, 2)
    assert "99" in str(error) and error.remedy in str(error)
    assert [f.line for f in error.findings] == [3, 4]
    again = pickle.loads(pickle.dumps(error))
    assert str(again) == str(error) and again.line == 3 and again.findings == error.findings


def test_what_is_only_worth_knowing_is_a_warning(model):
    with pytest.warns(skillgap.ProfileWarning, match="gender.*protected attributes are never read") as caught:
        model.match(b"skill,level,gender\nLinux,4,x\nBash,2,y\nGit,2,y\n")
    assert caught[0].filename == __file__
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model.match({"Linux": 4, "Frobnication": 1})


def test_errors_have_their_kinds_and_say_what_python_understands(model, help_desk, tmp_path):
    with pytest.raises(skillgap.UnknownRole) as caught:
        model.plan(help_desk, "wizard of oz")
    assert caught.value.candidates and isinstance(caught.value, LookupError)
    with pytest.raises(skillgap.ParameterError, match="^readiness must be above 0 and at most 1, not 7"):
        model.plan(help_desk, "CIO", readiness=7)
    with pytest.raises(skillgap.ParameterError, match="seniority must be one of"):
        model.match(help_desk, seniority="boss")
    with pytest.raises(skillgap.ParameterError, match="on must be a day"):
        model.match(help_desk, on="yesterday")
    with pytest.raises(skillgap.NoSolution, match="no plan stays within max_hours"):
        model.plan(help_desk, "systems administrator", max_hours=1)
    with pytest.raises(skillgap.NoSolution, match="with max_moves"):
        model.path(help_desk, "CIO", max_moves=1)
    with pytest.raises(skillgap.FileError) as gone:
        model.match(tmp_path / "gone.csv")
    assert isinstance(gone.value, OSError) and gone.value.file.endswith("gone.csv")
    with pytest.raises(skillgap.InputError, match="names no skill"):
        model.match(b"skill,level\n")
    assert model.match([])["matches"] == []
    damaged = tmp_path / "x.model"
    damaged.write_bytes(b"not a model")
    with pytest.raises(skillgap.ModelError) as broken:
        skillgap.Model.load(damaged)
    assert broken.value.file == str(damaged) and broken.value.remedy
    with pytest.raises(TypeError, match="among"):
        model.match(help_desk, among="CIO")


def test_models_are_saved_loaded_and_pickled(model, tmp_path, help_desk):
    path = tmp_path / "copy.model"
    model.save(path)
    assert path.read_bytes() == (ROOT / "models" / "skillgap.model").read_bytes() == model.to_bytes()
    want = model.match(help_desk, on=ON)
    assert len(pickle.dumps(model)) < 200
    for other in (skillgap.Model.load(path), pickle.loads(pickle.dumps(model)), pickle.loads(pickle.dumps(skillgap.Model.load(path)))):
        assert other.match(help_desk, on=ON) == want
    assert "roles" in repr(model)


def test_training_gives_the_commands_model(command, tmp_path):
    catalog = tmp_path / "catalog"
    catalog.mkdir()
    (catalog / "skills.csv").write_text("id,name,kind\nlinux,Linux,technology\nbash,Bash,technology\ngit,Git,technology\n")
    roles = catalog / "roles"
    roles.mkdir()
    (roles / "admin.md").write_text("# Administrator\n\nStrong Linux and Bash.\n")
    more = tmp_path / "more"
    more.mkdir()
    (more / "developer.md").write_text("# Developer\n\nYou know Git and Bash, and some Linux.\n")
    out = tmp_path / "ours.model"
    code, _, err = command("train", "--catalog", str(catalog), "--roles", str(more), "-o", str(out))
    assert code == 0, err
    stages = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", skillgap.ProfileWarning)
        model = skillgap.Model.train(catalog, roles=[more], progress=lambda *told: stages.append(told))
    assert model.to_bytes() == out.read_bytes()
    assert {s[0] for s in stages} == {"reading", "families", "calibrating"}
    with pytest.raises(ZeroDivisionError), warnings.catch_warnings():
        warnings.simplefilter("ignore", skillgap.ProfileWarning)
        skillgap.Model.train(catalog, progress=lambda *_: 1 / 0)


def test_a_bad_catalog_tells_every_error(tmp_path):
    catalog = tmp_path / "catalog"
    catalog.mkdir()
    (catalog / "skills.csv").write_text("id,name,kind\nlinux,Linux,technology\nlinux,Bash,nonsense\n")
    (catalog / "roles").mkdir()
    (catalog / "roles" / "admin.md").write_text("# Administrator\n\nStrong Linux.\n")
    with pytest.raises(skillgap.CatalogError) as caught:
        skillgap.Model.train(catalog)
    errors = [f for f in caught.value.findings if f.severity == "error"]
    assert errors and all(f.file and f.line and f.remedy for f in errors)
    assert caught.value.line == errors[0].line
