"""What scripts read of the command line, and what a person at a terminal sees while it takes long."""

import json
import tomllib
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from rich.progress import Progress
from rich.status import Status
from sqlalchemy import make_url
from sqlalchemy.orm import Session
from typer.testing import Result

from akkoord import command_line
from akkoord.backups import bar
from akkoord.docs import command_line as line_of_commands
from core.engine import writer_engine
from core.upgrade import newest
from tests.akkoord.typed import Akkoord, akkoord, folder, unlogged, written
from tests.logbook.test_export import approve
from tests.papers import hours, placement

ROOT = Path(__file__).parents[2]


@pytest.fixture
def approved(akkoord: Akkoord, folder: Path) -> None:
    """A school with two approved days."""
    akkoord("school", "add", "brug", "ROC de Brug")
    akkoord("import", "dossiers", written(folder, "dossiers.csv", placement()))
    akkoord("import", "hours", written(folder, "uren.csv", hours("2-3-2026", "7,5"), hours("3-3-2026", "8")))
    engine = writer_engine(make_url(f"sqlite:///{folder}/var/akkoord.db"))
    with Session(engine) as session, session.begin():
        for day in (2, 3):
            approve(session, date(2026, 3, day), at=datetime(2026, 3, 8, 22, 59, tzinfo=UTC))
    engine.dispose()


# What a script reads


def told(result: Result) -> Any:
    """Read what was written for a script; sentences for people are on the other output."""
    return json.loads(result.stdout)


def test_a_script_reads_what_a_school_an_upgrade_and_an_import_came_to(akkoord: Akkoord, folder: Path) -> None:
    assert told(akkoord("db", "upgrade", "--json")) == {"was": None, "now": newest(), "backup": None}
    added = told(akkoord("school", "add", "brug", "ROC de Brug", "--region", "zuid", "--json"))
    assert added == {
        "school": "brug",
        "name": "ROC de Brug",
        "region": "Zuid",
        "contact": "",
        "privacy": "",
        "chat": "off",
    }
    file = written(folder, "dossiers.csv", placement())
    imported = told(akkoord("import", "dossiers", file, "--json"))
    assert (imported["applied"], imported["new"], imported["problems"]) == (True, 1, [])
    bad = akkoord("import", "hours", written(folder, "uren.csv", hours("2-3-2026", "veel")), "--json")
    assert bad.exit_code == 1
    assert told(bad)["applied"] is False
    (problem,) = told(bad)["problems"]
    assert (problem["row"], problem["column"], problem["reason"]) == (2, "uren", "not_hours")
    assert "'veel' are no hours" in problem["says"]


def test_a_script_reads_which_days_differ_from_what_stands(akkoord: Akkoord, folder: Path, approved: None) -> None:
    done = akkoord("import", "hours", written(folder, "anders.csv", hours("2-3-2026", "6")), "--json")
    (difference,) = told(done)["differences"]
    assert difference | {"dossier": ""} == difference | {"dossier": "", "date": "2026-03-02", "why": "approved"}
    assert (difference["minutes"], difference["file_minutes"]) == (450, 360)


def test_a_script_reads_the_approved_days_or_what_became_of_their_file(
    akkoord: Akkoord, folder: Path, approved: None
) -> None:
    days = told(akkoord("export", "approvals", "--json"))
    assert [(day["date"], day["hours"], day["approved_by"] != "") for day in days] == [
        ("2026-03-02", 7.5, True),
        ("2026-03-03", 8.0, True),
    ]
    assert told(akkoord("export", "approvals", "uit.csv", "--json")) == {"file": "uit.csv", "days": 2}
    assert (folder / "uit.csv").read_text("utf-8").startswith("school;")


def test_settings_are_shown_a_line_each_or_as_json_and_never_a_secret(akkoord: Akkoord) -> None:
    given = {
        "AKKOORD_SMTP__HOST": "smtp.brug.example",
        "AKKOORD_SMTP__USER": "ria",
        "AKKOORD_SMTP__PASSWORD": "kanarie",
    }
    lines = akkoord("config", "show", **given).stdout.splitlines()
    assert {'smtp.host = "smtp.brug.example"', 'smtp.password = "********"', "# telegram is not set"} <= set(lines)
    as_read = tomllib.loads("\n".join(lines))
    shown = akkoord("config", "show", "--json", **given)
    assert told(shown)["smtp"] | as_read["smtp"] == told(shown)["smtp"]
    assert "kanarie" not in shown.output + "".join(lines)


def test_every_command_that_a_script_would_read_speaks_json() -> None:
    for_people = {"run", "talk", "health", "import template"}
    for typed, command in line_of_commands():
        options = {option for each in command.params for option in each.opts}
        assert ("--json" in options) != (typed.removeprefix("akkoord ") in for_people), typed


def test_what_takes_long_draws_its_bar_beside_what_is_read(akkoord: Akkoord, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command_line, "PATIENCE_SECONDS", 0.0)
    monkeypatch.setattr(command_line.errors, "_force_terminal", True)
    drawn: list[str] = []
    monkeypatch.setattr(Progress, "add_task", lambda _self, text, total: drawn.append(text))
    read = akkoord("db", "upgrade", "--json")
    assert told(read)["now"] == newest()
    assert drawn == ["Upgrading"]
    explained = akkoord("mail", "explain", ROOT / "tests" / "mail" / "gmail-nl.eml", "--json")
    assert told(explained)["kind"] == "human"
    assert drawn == ["Upgrading", "Reading gmail-nl.eml"]


# What takes long


# The bar of an evaluation has a test of its own, where it has one: its --json names a file.
OF_ITS_OWN = {"evaluate understanding", "evaluate replies", "evaluate kinds"}
QUICK = {"run", "talk", "health", "import template", "config show", "school admin", "admin create", *OF_ITS_OWN}
LONG: dict[str, Sequence[str]] = {
    "backup": ("again.zip",),
    "restore": ("kept.zip",),
    "verify": (),
    "verify --backup": ("kept.zip",),
    "db upgrade": (),
    "school add": ("kade", "Kade College"),
    "import dossiers": ("dossiers.csv", "--school", "brug"),
    "import hours": ("uren.csv", "--school", "brug"),
    "export approvals": ("uit.csv", "--school", "brug"),
    "mail explain": (str(ROOT / "tests" / "mail" / "gmail-nl.eml"),),
    "doctor": ("--wait", "0"),
}


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What bars and signs of waiting were drawn, with no patience at all."""
    monkeypatch.setattr(command_line, "PATIENCE_SECONDS", 0.0)
    monkeypatch.setattr(bar, "PATIENCE_SECONDS", 0.0)
    seen: list[str] = []
    monkeypatch.setattr(Progress, "start", lambda self: seen.append("bar") if self.console.is_terminal else None)
    monkeypatch.setattr(Progress, "stop", lambda _self: None)
    monkeypatch.setattr(Status, "start", lambda self: seen.append("sign") if self.console.is_terminal else None)
    return seen


def test_every_command_that_may_take_long_is_looked_at() -> None:
    known = {typed.removeprefix("akkoord ") for typed, _ in line_of_commands()}
    assert known - QUICK == {name.partition(" --")[0] for name in LONG}


@pytest.mark.parametrize("is_terminal", [True, False])
@pytest.mark.parametrize("command", LONG)
def test_what_takes_long_shows_so_on_a_terminal_and_a_script_reads_the_rest(
    akkoord: Akkoord,
    folder: Path,
    approved: None,
    monkeypatch: pytest.MonkeyPatch,
    drawn: list[str],
    command: str,
    is_terminal: bool,
) -> None:
    akkoord("backup", "kept.zip")
    drawn.clear()
    monkeypatch.setattr(command_line.errors, "_force_terminal", is_terminal)
    empty = {"AKKOORD_DATABASE_URL": f"sqlite:///{folder}/empty.db"} if command == "restore" else {}
    done = akkoord(*command.split(), *LONG[command], "--json", **empty)
    assert done.exit_code == 0, done.output
    assert bool(drawn) == is_terminal
    assert all(json.loads(part) for part in (done.stdout.splitlines() if command == "doctor" else [done.stdout]))


__all__ = ["akkoord", "folder", "unlogged"]
