"""`akkoord evaluate kinds`: it knows what machines wrote, hears people, and fails when a bar is broken."""

import json
import shutil
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner, Result

from akkoord.main import app
from tests.evaluation.conftest import HERE
from tests.mailin.letters import letter
from tests.mailin.mutations import mutated
from tests.mailin.test_real_looking_mails import FOLDER, KINDS, ONLY_PROPOSED, TYPED

BODIES = yaml.safe_load((HERE.parent / "mailin" / "bodies.yaml").read_text("utf-8"))


@pytest.fixture
def folders(tmp_path: Path) -> Path:
    """Three folders of the tests' own mails."""
    for group, names, bodies in (
        ("automatic", KINDS, BODIES["machines"]),
        ("human", (*TYPED, *ONLY_PROPOSED), BODIES["people"]),
        ("odd", (), ()),
    ):
        (tmp_path / group).mkdir()
        for name in names:
            shutil.copy(FOLDER / f"{name}.eml", tmp_path / group)
        for number, body in enumerate(bodies):
            (tmp_path / group / f"{number}.eml").write_bytes(letter(body))
    for number in range(60):
        (tmp_path / "odd" / f"{number}.eml").write_bytes(mutated(number))
    return tmp_path


def typed(*words: str | Path) -> Result:
    return CliRunner().invoke(app, ["evaluate", "kinds", *(str(word) for word in words)])


def test_the_tests_own_mails_reach_the_bars(folders: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    groups = [word for name in ("automatic", "human", "odd") for word in (f"--{name}", folders / name)]
    bars = ("--most-missed", "0", "--most-mistaken", "0.01", "--most-raised", "0", "--most-time", "1000")
    result = typed(*groups, "--human", HERE / "replies.jsonl", *bars, "--json", out)
    assert result.exit_code == 0, result.output
    totals = json.loads(out.read_text("utf-8"))["totals"]
    assert totals["automatic"] == len(KINDS) + len(BODIES["machines"])
    assert totals["human"] > len(BODIES["people"])
    assert (totals["odd"], totals["missed"], totals["mistaken"], totals["raised"]) == (60, 0, 0, 0)


def test_a_broken_bar_fails_the_run_and_names_the_mails(folders: Path) -> None:
    result = typed("--automatic", folders / "human", "--human", folders / "automatic", "--most-missed", "0")
    assert result.exit_code == 1
    assert "automatic mails taken for a person's, at most 0" in result.output
    assert "gmail-nl.eml" in result.output
    assert "afwezig-outlook.eml" in result.output
    assert typed("--automatic", folders / "automatic", "--most-nearly-all", "0").exit_code == 1


def test_what_can_not_be_used_is_refused(tmp_path: Path) -> None:
    assert typed().exit_code == 2
    result = typed("--odd", tmp_path / "weg")
    assert result.exit_code == 2
    assert "weg can't be read: No such file or directory." in result.output
    (tmp_path / "bad.jsonl").write_text("{", "utf-8")
    assert typed("--human", tmp_path / "bad.jsonl").exit_code == 2
