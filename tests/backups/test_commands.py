"""What the commands about backups say and give back, typed as an administrator does."""

import json
import os
import re
import shlex
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from rich.progress import Progress

from akkoord.backups import bar
from akkoord.backups.whole_file import whole_file
from akkoord.command_line import errors
from akkoord.docs import command_line
from tests.akkoord.typed import Akkoord, akkoord, folder, unlogged
from tests.backups.copying import names_in
from tests.papers import file_of, placement
from tests.real.postgres import Postgres

ROOT = Path(__file__).parents[2]
OPERATIONS = (ROOT / "docs" / "operations.md").read_text("utf-8")


@pytest.fixture
def school(akkoord: Akkoord, folder: Path) -> Path:
    """A school with a placement and hours. Gives its database."""
    assert akkoord("school", "add", "brug", "ROC de Brug", "--contact", "bureau@brug.example").exit_code == 0
    (folder / "dossiers.csv").write_bytes(file_of(placement()))
    assert akkoord("import", "dossiers", "dossiers.csv").exit_code == 0
    return folder / "var" / "akkoord.db"


def test_a_backup_goes_into_the_folder_of_the_settings(akkoord: Akkoord, school: Path) -> None:
    made = akkoord("backup")
    assert made.exit_code == 0, made.output
    (name,) = names_in(Path("var/backups"))
    assert re.fullmatch(r"backup-\d{8}T\d{6}Z\.akkoord\.zip", name)
    assert made.stdout == f"var/backups/{name}\n"
    assert re.search(r"\d+ rows of \d+ tables, sha256 [0-9a-f]{64}", made.stderr)


def test_a_backup_goes_where_it_is_told_and_over_nothing(akkoord: Akkoord, school: Path, folder: Path) -> None:
    assert akkoord("backup", "mine.zip").exit_code == 0
    assert akkoord("backup", folder).exit_code == 0
    assert len([name for name in names_in(folder) if name.startswith("backup-")]) == 1
    again = akkoord("backup", "mine.zip")
    assert again.exit_code == 2
    assert again.stderr == "mine.zip exists already; a backup is never written over anything.\n"
    nowhere = akkoord("backup", "mine.zip/x.zip")
    assert nowhere.exit_code == 1
    assert "can't be written: Not a directory. No backup was made." in nowhere.stderr


def test_a_backup_is_told_as_json_where_a_script_would_read(akkoord: Akkoord, school: Path) -> None:
    made = json.loads(akkoord("backup", "mine.zip", "--json").stdout)
    assert (made["file"], made["database"], made["tables"]["tenant"]) == ("mine.zip", "sqlite", 1)
    checked = akkoord("verify", "--backup", "mine.zip", "--json")
    assert checked.exit_code == 0
    found = json.loads(checked.stdout)
    assert found == {
        "file": "mine.zip",
        "whole": True,
        "differing": [],
        "broken": [],
        **{name: made[name] for name in ("sha256", "rows", "taken_at", "app", "revision", "database")},
    }
    put = akkoord("restore", "mine.zip", "--json", AKKOORD_DATABASE_URL="sqlite:///new.db")
    assert put.exit_code == 0, put.output
    assert json.loads(put.stdout)["held"] == {}
    assert json.loads(put.stdout)["rows"] == made["rows"]


def test_no_database_is_no_backup(akkoord: Akkoord, folder: Path) -> None:
    made = akkoord("backup")
    assert made.exit_code == 1
    assert made.stderr == "There is no database yet, so there is nothing to back up.\n"


def test_a_machine_is_lost_and_put_back(akkoord: Akkoord, school: Path, folder: Path) -> None:
    assert akkoord("backup", "mine.zip").exit_code == 0
    for lost in (folder / "var").iterdir():
        lost.unlink()
    put = akkoord("restore", "mine.zip")
    assert put.exit_code == 0, put.output
    assert "rows were restored, as they were at 20" in put.stderr
    assert akkoord("verify").stdout == "brug: whole\n"
    assert akkoord("import", "dossiers", "dossiers.csv").exit_code == 0, "and life goes on"
    again = akkoord("restore", "mine.zip")
    assert again.exit_code == 1
    assert "The database is not empty" in again.stderr


def test_what_is_held_is_counted_and_sent_or_left(akkoord: Akkoord, school: Path) -> None:
    with sqlite3.connect(school) as database:
        database.executemany(
            "INSERT INTO outbox (name, facts, language, channel, address, token, due_at, state, attempts, sent_text,"
            " trouble) VALUES ('people.school_bounced', '{}', 'nl', 'mail', 'x@brug.example', ?, '2026-01-01 00:00:00',"
            " 'planned', 0, '', '')",
            [("a",), ("b",)],
        )
    database.close()
    assert akkoord("backup", "mine.zip").exit_code == 0
    for name, option, said in (("a", "--release", "will be sent"), ("b", "--drop", "stay unsent")):
        put = akkoord("restore", "mine.zip", AKKOORD_DATABASE_URL=f"sqlite:///{name}.db")
        assert "held: 2 people.school_bounced\n" in put.stdout
        assert "2 messages may have been sent already and are held." in put.stderr
        settled = akkoord("restore", option, AKKOORD_DATABASE_URL=f"sqlite:///{name}.db")
        assert settled.stderr == f"2 messages {said}.\n"
        none = akkoord("restore", option, "--json", AKKOORD_DATABASE_URL=f"sqlite:///{name}.db")
        assert set(json.loads(none.stdout).values()) == {0}


@pytest.mark.parametrize(
    "words", [[], ["--release", "--drop"], ["a.zip", "--drop"], ["--moved"], ["--moved", "--release"]]
)
def test_a_restore_is_asked_for_in_one_way(akkoord: Akkoord, words: list[str]) -> None:
    asked = akkoord("restore", *words)
    assert asked.exit_code == 2
    assert asked.stderr == "Give a backup to restore, or one of --release and --drop. Nothing was done.\n"


def test_a_damaged_or_missing_file_is_refused_before_anything_is_made(akkoord: Akkoord, school: Path) -> None:
    assert akkoord("backup", "mine.zip").exit_code == 0
    raw = Path("mine.zip").read_bytes()
    Path("bad.zip").write_bytes(raw[:500] + b"?" + raw[501:])
    new = {"AKKOORD_DATABASE_URL": "sqlite:///new.db"}
    put = akkoord("restore", "bad.zip", **new)
    assert put.exit_code == 1
    assert (
        put.stderr == "bad.zip can't be restored: it was cut off or changed after it was made. Nothing was changed.\n"
    )
    assert akkoord("restore", "none.zip", **new).stderr == (
        "none.zip can't be restored: No such file or directory. Nothing was changed.\n"
    )
    assert "new.db" not in names_in(Path())
    checked = akkoord("verify", "--backup", "bad.zip", "--json")
    assert checked.exit_code == 1
    assert json.loads(checked.stdout)["whole"] is False


def test_verifying_tells_what_a_backup_is(akkoord: Akkoord, school: Path) -> None:
    assert akkoord("backup", "mine.zip").exit_code == 0
    told = akkoord("verify", "--backup", "mine.zip")
    assert told.exit_code == 0
    whole, taken, rows = told.stdout.splitlines()
    assert whole == "mine.zip: whole"
    assert re.fullmatch(r"taken at \S+ from sqlite by Akkoord \d+\.\d+\.\d+, at \d{4}", taken)
    assert re.fullmatch(r"\d+ rows of \d+ tables, sha256 [0-9a-f]{64}", rows)


def test_a_broken_record_is_found_in_the_backup_as_in_the_database(akkoord: Akkoord, school: Path) -> None:
    with sqlite3.connect(school) as database:
        database.execute("UPDATE decision SET words = 'x'")
    database.close()
    assert akkoord("verify").exit_code == 1
    assert json.loads(akkoord("verify", "--json").stdout) == {"brug": {"whole": False, "broken_at": 1}}
    assert akkoord("backup", "mine.zip").exit_code == 0
    told = akkoord("verify", "--backup", "mine.zip")
    assert told.exit_code == 1
    assert "mine.zip: not whole" in told.stdout
    assert "brug: its record is broken" in told.stdout


def test_a_database_that_does_not_answer_is_one_sentence(akkoord: Akkoord, school: Path) -> None:
    assert akkoord("backup", "mine.zip").exit_code == 0
    for words in (["backup"], ["restore", "mine.zip"]):
        told = akkoord(*words, AKKOORD_DATABASE_URL="postgresql://nobody:secret@127.0.0.1:1/none")
        assert told.exit_code == 1
        assert told.stderr.startswith("The database none on PostgreSQL at 127.0.0.1:1 can't be opened")
        assert "secret" not in told.output


def test_what_takes_over_a_second_shows_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[tuple[float, float | None]] = []

    def update(self: Progress, task: object, *, completed: float, total: float) -> None:
        shown.append((completed, total))

    monkeypatch.setattr(Progress, "update", update)
    monkeypatch.setattr(errors, "_force_terminal", True)
    seconds = iter([0.0, 0.5, 1.5])
    monkeypatch.setattr("akkoord.backups.bar.time.monotonic", lambda: next(seconds, 2.0))
    with bar.Bar("Backing up") as counted:
        counted.tell(10, 100)
        counted.tell(20, 100)
        counted.tell(30, 100)
    assert shown == [(20, 100), (30, 100)]


def typed_in(section: str) -> list[list[str]]:
    """Give the commands that a section of the operators' page shows, in order."""
    (part,) = re.findall(rf"^## {section}$(.*?)(?=^## |\Z)", OPERATIONS, re.MULTILINE | re.DOTALL)
    shown = re.findall(r"^ {4}akkoord (.*)$|`akkoord ([^`]*)`", part, re.MULTILINE)
    return [shlex.split(line or quoted) for line, quoted in shown]


def test_the_page_for_operators_shows_commands_and_options_that_exist() -> None:
    known = dict(command_line())
    for section in ("Backup and restore", "Upgrade", "Moving to PostgreSQL"):
        shown = typed_in(section)
        assert shown
        for words in shown:
            name = next(f"akkoord {' '.join(words[:n])}" for n in (2, 1) if f"akkoord {' '.join(words[:n])}" in known)
            options = {option for each in known[name].params for option in each.opts}
            assert {word for word in words if word.startswith("--")} <= options, words


def test_moving_to_postgresql_goes_as_the_page_says(akkoord: Akkoord, school: Path, postgres: Postgres) -> None:
    url = postgres.fresh().replace("+asyncpg", "")
    back_up, restore, verify = [words for words in typed_in("Moving to PostgreSQL") if words != ["restore"]]
    assert akkoord(*back_up).exit_code == 0
    for words in (restore, verify):
        done = akkoord(*words, AKKOORD_DATABASE_URL=url)
        assert done.exit_code == 0, done.output
    assert done.stdout == "brug: whole\n"
    assert akkoord("backup", "there.zip", AKKOORD_DATABASE_URL=url).exit_code == 0
    here, there = (
        json.loads(akkoord("verify", "--backup", name, "--json").stdout) for name in ("move.zip", "there.zip")
    )
    assert (here["database"], there["database"]) == ("sqlite", "postgresql")
    assert here["rows"] == there["rows"]


KILLED = """
import os, signal, sys
from akkoord.backups import {module} as module
from akkoord.main import app

def kill(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

{patch}
app(sys.argv[1:], prog_name="akkoord")
"""


def killed(module: str, patch: str, *words: str, **environment: str) -> int:
    """Run a command that is killed, as by kill -9, at the place the patch says. Gives how it ended."""
    program = KILLED.format(module=module, patch=patch)
    paths = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    return subprocess.run(
        [sys.executable, "-c", program, *words], check=False, env=paths, capture_output=True
    ).returncode


@pytest.mark.parametrize("place", ["module.Writer.finish = kill", "module.TableManifest = kill"])
def test_a_backup_that_is_killed_leaves_no_file_that_looks_like_one(
    akkoord: Akkoord, school: Path, folder: Path, place: str
) -> None:
    assert killed("taking", place, "backup", "kept/mine.zip") == -signal.SIGKILL
    (left,) = names_in(folder / "kept")
    assert re.fullmatch(r"\.akkoord-.*\.part", left)
    assert akkoord("backup", "kept/mine.zip").exit_code == 0, "the next one goes on as if nothing happened"
    assert names_in(folder / "kept") == ["mine.zip"], "and takes away what was left behind"


@pytest.mark.parametrize(
    "place",
    [
        "module._number_on = kill",
        "module.broken_records = kill",
        "module.forget = kill",
        "module._check_columns = kill",
    ],
)
def test_a_restore_that_is_killed_leaves_nothing_half_and_can_be_done_again(
    akkoord: Akkoord, school: Path, folder: Path, place: str
) -> None:
    assert akkoord("backup", "mine.zip").exit_code == 0
    new = {"AKKOORD_DATABASE_URL": f"sqlite:///{folder}/new.db"}
    assert killed("restoring", place, "restore", "mine.zip", **new) == -signal.SIGKILL
    with sqlite3.connect(folder / "new.db") as database:
        assert database.execute("SELECT name FROM sqlite_master").fetchall() == []
    database.close()
    assert akkoord("restore", "mine.zip", **new).exit_code == 0
    assert akkoord("verify", **new).stdout == "brug: whole\n"


def test_part_files_of_a_backup_that_still_runs_are_left_alone(akkoord: Akkoord, school: Path, folder: Path) -> None:
    with whole_file(folder / "kept" / "slow.zip") as file:
        file.write(b"still at it")
        assert akkoord("backup", "kept").exit_code == 0
    assert (folder / "kept" / "slow.zip").read_bytes() == b"still at it"
    assert len(names_in(folder / "kept")) == 2


__all__ = ["akkoord", "folder", "unlogged"]
