"""What the command line says and gives back, for what goes well and for ordinary mistakes."""

import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from rich.progress import Progress
from sqlalchemy import select
from sqlalchemy.orm import Session

from akkoord import command_line
from core.logbook.models import Approval
from core.tenants.models import Tenant
from tests.akkoord.typed import Akkoord, akkoord, folder, one_sentence, stored, written
from tests.logbook.test_export import approve
from tests.papers import hours, placement
from tests.real.postgres import Postgres, free_port

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
FILES = (ROOT / "docs" / "files.md").read_text("utf-8")


# What the documentation shows


def commands_of(heading: str) -> list[list[str]]:
    part = re.search(rf"^## {heading}$(.*?)(?:^## |\Z)", README, re.MULTILINE | re.DOTALL)
    assert part
    return [shlex.split(line) for line in re.findall(r"^\$ (.*)$", part[1], re.MULTILINE)]


def examples() -> dict[str, str]:
    return dict(
        re.findall(r"^The least that works, `(\w+\.csv)`:\n\n```text\n(.*?)```$", FILES, re.MULTILINE | re.DOTALL)
    )


def test_the_readmes_commands_for_a_school_work_as_they_stand(akkoord: Akkoord, folder: Path) -> None:
    for name, text in examples().items():
        (folder / name).write_text(text, "utf-8")
    activate, *commands, last = commands_of("Run it for a school")
    assert activate == ["source", ".venv/bin/activate"]
    assert [command[1] for command in commands] == ["school", "import", "import"]
    assert last == ["akkoord", "run"]
    said = [akkoord(*command[1:]) for command in commands]
    assert [result.exit_code for result in said] == [0, 0, 0], [result.output for result in said]
    assert [result.output for result in said[1:]] == [
        "2 new, 0 changed, 0 the same.\n",
        "4 new, 0 changed, 0 the same.\n",
    ]


# Schools


def test_a_file_needs_a_school_first(akkoord: Akkoord, folder: Path) -> None:
    file = written(folder, "dossiers.csv", placement())
    assert "akkoord school add" in one_sentence(akkoord("import", "dossiers", file), 2)
    assert "akkoord school add" in one_sentence(akkoord("export", "approvals"), 2)


def test_the_only_school_need_not_be_named_and_one_of_several_must(akkoord: Akkoord, folder: Path) -> None:
    file = written(folder, "dossiers.csv", placement())
    akkoord("school", "add", "brug", "ROC de Brug")
    assert akkoord("import", "dossiers", file).output == "1 new, 0 changed, 0 the same.\n"
    akkoord("school", "add", "kade", "Kade College")
    several = akkoord("import", "dossiers", file)
    assert several.exit_code == 1
    assert several.output.splitlines()[-1].endswith("say whose file it is with --school: brug, kade.")
    assert akkoord("import", "dossiers", file, "--school", "brug").exit_code == 0
    for command in (("import", "dossiers", file), ("export", "approvals")):
        said = one_sentence(akkoord(*command, "--school", "zz"), 2)
        assert said == "There is no school zz. Known: brug, kade."
    assert "--school: brug, kade" in one_sentence(akkoord("export", "approvals"), 2)


@pytest.mark.parametrize(
    ("words", "allowed"),
    [
        (("x", "X", "--region", "Limburg"), "Noord, Midden, Zuid"),
        (("x", "X", "--contact", "notanaddress"), "stage@school.example"),
        (("x", "X", "--privacy", "a@b"), "stage@school.example"),
        (("X!", "X"), "lower-case letters"),
        (("x", ""), "as it stands in mails"),
    ],
)
def test_a_school_that_can_not_be_is_refused_with_what_is_allowed(
    akkoord: Akkoord, stored: Callable[[], Session], words: Sequence[str], allowed: str
) -> None:
    assert allowed in one_sentence(akkoord("school", "add", *words), 2)
    akkoord("db", "upgrade")
    assert stored().scalars(select(Tenant)).all() == []


def test_a_region_is_kept_as_it_is_usually_written(akkoord: Akkoord, stored: Callable[[], Session]) -> None:
    akkoord("school", "add", "brug", "ROC de Brug", "--region", "zuid", "--contact", "BPV@Brug.example")
    tenant = stored().scalars(select(Tenant)).one()
    assert (tenant.region, tenant.contact_email) == ("Zuid", "bpv@brug.example")


# Files in


def test_a_file_of_the_other_sort_is_recognised_before_anything_else(akkoord: Akkoord, folder: Path) -> None:
    akkoord("school", "add", "brug", "ROC de Brug")
    dossiers = written(folder, "dossiers.csv", placement())
    worked = written(folder, "uren.csv", hours("2-3-2026", "8"))
    first, *rest = akkoord("import", "hours", dossiers).output.splitlines()
    assert first == f"{dossiers} looks like a file of dossiers; import it with: akkoord import dossiers {dossiers}"
    assert not any("skipped" in line for line in rest)
    wrong = akkoord("import", "dossiers", worked)
    assert wrong.output.startswith(f"{worked} looks like a file of hours")
    assert wrong.exit_code == 1


def test_a_file_without_rows_is_not_called_imported(akkoord: Akkoord, folder: Path) -> None:
    akkoord("school", "add", "brug", "ROC de Brug")
    (folder / "uren.csv").write_text("dossiernummer;datum;uren\n", "utf-8")
    assert "no rows" in one_sentence(akkoord("import", "hours", "uren.csv"), 1)


def test_a_file_that_is_not_there_is_named(akkoord: Akkoord) -> None:
    assert (
        one_sentence(akkoord("import", "hours", "nope.csv"), 2) == "nope.csv can't be read: No such file or directory."
    )


@pytest.mark.parametrize(
    ("is_terminal", "is_slow", "shows"), [(True, True, True), (True, False, False), (False, True, False)]
)
def test_a_bar_is_shown_in_a_terminal_once_it_takes_long(
    akkoord: Akkoord, monkeypatch: pytest.MonkeyPatch, is_terminal: bool, is_slow: bool, shows: bool
) -> None:
    monkeypatch.setattr(command_line, "PATIENCE_SECONDS", 0.05)
    monkeypatch.setattr(command_line.errors, "_force_terminal", is_terminal)

    def work(_session: Session) -> None:
        time.sleep(0.4 if is_slow else 0)

    drawn: list[str] = []
    monkeypatch.setattr(Progress, "add_task", lambda _self, text, total: drawn.append(text))
    command_line.in_database(work, doing="Importing uren.csv")
    # Making the database may take longer than so little patience.
    assert [text for text in drawn if text != "Upgrading"] == (["Importing uren.csv"] if shows else [])


# Files out


@pytest.fixture
def approved(akkoord: Akkoord, folder: Path, stored: Callable[[], Session]) -> None:
    akkoord("school", "add", "brug", "ROC de Brug")
    akkoord("import", "dossiers", written(folder, "dossiers.csv", placement()))
    akkoord("import", "hours", written(folder, "uren.csv", hours("2-3-2026", "7,5"), hours("3-3-2026", "8")))
    session = stored()
    approve(session, date(2026, 3, 2), at=datetime(2026, 3, 8, 22, 59, tzinfo=UTC))
    approve(session, date(2026, 3, 3), at=datetime(2026, 3, 8, 23, 0, tzinfo=UTC))
    session.commit()


def days(text: str) -> list[str]:
    return re.findall(r"2026-03-0\d(?=;)", text)


def test_an_export_begins_at_midnight_of_the_schools_own_day(akkoord: Akkoord, approved: None) -> None:
    assert days(akkoord("export", "approvals", "--since", "9-3-2026").stdout) == ["2026-03-03"]
    assert days(akkoord("export", "approvals", "--since", "2026-03-08").stdout) == ["2026-03-02", "2026-03-03"]
    assert "'9-3-26' is no date" in one_sentence(akkoord("export", "approvals", "--since", "9-3-26"), 2)


def test_points_and_a_mark_are_there_on_request(akkoord: Akkoord, folder: Path, approved: None) -> None:
    plain = akkoord("export", "approvals").stdout
    assert plain.startswith("school;")
    assert ";7,50;" in plain
    akkoord("export", "approvals", "uit.csv", "--decimal", "point", "--bom")
    text = (folder / "uit.csv").read_bytes().decode()
    assert text.startswith("\ufeffschool;")
    assert ";7.50;" in text


@pytest.mark.parametrize("file", ["nope/uit.csv", "."])
def test_what_can_not_be_written_is_not_final_either(
    akkoord: Akkoord, folder: Path, stored: Callable[[], Session], approved: None, file: str
) -> None:
    assert "can't be written" in one_sentence(akkoord("export", "approvals", file), 2)
    assert [approval.exported_at for approval in stored().scalars(select(Approval))] == [None, None]
    assert list(folder.rglob("*.part")) == []


def test_an_export_to_a_device_leaves_the_device_there(akkoord: Akkoord, folder: Path, approved: None) -> None:
    pipe = folder / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert akkoord("export", "approvals", pipe).exit_code == 0
        assert days(os.read(reader, 100_000).decode()) == ["2026-03-02", "2026-03-03"]
    finally:
        os.close(reader)
    assert pipe.is_fifo()


# What is around us


def test_a_taken_port_is_named(akkoord: Akkoord) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        said = akkoord("run", AKKOORD_WEB__PORT=port, AKKOORD_LOG__LEVEL="error")
        assert f"127.0.0.1:{port}: another program listens there" in one_sentence(said, 1)
        assert "AKKOORD_WEB__PORT" in said.output


@pytest.mark.parametrize("command", [("run",), ("verify",), ("db", "upgrade")])
def test_a_postgresql_that_is_down_is_named_without_its_password(akkoord: Akkoord, command: Sequence[str]) -> None:
    url = f"postgresql://akkoord:geheim@127.0.0.1:{free_port()}/uren"
    said = one_sentence(akkoord(*command, AKKOORD_DATABASE_URL=url), 1)
    assert said.startswith("The database uren on PostgreSQL at 127.0.0.1:")
    assert "geheim" not in said


def test_a_database_that_postgresql_does_not_have_is_named(akkoord: Akkoord, postgres: Postgres) -> None:
    url = f"postgresql://akkoord:geheim@127.0.0.1:{postgres.port}/nergens"
    said = one_sentence(akkoord("verify", AKKOORD_DATABASE_URL=url), 1)
    assert 'database "nergens" does not exist' in said
    assert "geheim" not in said


@pytest.mark.parametrize("command", ["run", "verify"])
@pytest.mark.parametrize("file", ["/proc/zz/akkoord.db", "folder", "text.db", "text.db/akkoord.db"])
def test_a_sqlite_file_that_can_not_be_opened_is_named(akkoord: Akkoord, folder: Path, command: str, file: str) -> None:
    (folder / "folder").mkdir()
    (folder / "text.db").write_text("this is no database " * 100, "utf-8")
    said = one_sentence(akkoord(command, AKKOORD_DATABASE_URL=f"sqlite:///{file}"), 1)
    assert said.startswith(f"The database {file} can't be opened: ")


def test_a_database_of_a_newer_version_is_left_alone(akkoord: Akkoord, stored: Callable[[], Session]) -> None:
    akkoord("db", "upgrade")
    session = stored()
    session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = 'later'")
    session.commit()
    assert "another version of Akkoord" in one_sentence(akkoord("verify"), 1)


# Running


@pytest.mark.parametrize(("part", "variable"), [("chat", "AKKOORD_TELEGRAM__TOKEN"), ("mail", "AKKOORD_IMAP__HOST")])
def test_a_part_that_is_not_set_is_not_run_in_silence(akkoord: Akkoord, part: str, variable: str) -> None:
    said = one_sentence(akkoord("run", "--only", part), 2)
    assert said.startswith(f"{part} is not set")
    assert variable in said


def test_a_part_that_does_not_exist_is_refused(akkoord: Akkoord) -> None:
    said = akkoord("run", "--only", "post")
    assert said.exit_code == 2
    assert all(part in said.output for part in ("web", "chat", "mail", "work"))


def test_help_calls_the_program_by_its_name() -> None:
    said = subprocess.run([sys.executable, "-m", "akkoord", "run", "--help"], cwd=ROOT, capture_output=True, check=True)
    assert b"Usage: akkoord run" in said.stdout
    assert b"list[" not in said.stdout


def test_the_service_says_what_runs_where_and_what_is_not_set(folder: Path) -> None:
    port = str(free_port())
    environment = {**os.environ, "AKKOORD_WEB__PORT": port, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "akkoord", "run"]
    with subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.PIPE, text=True) as service:
        assert service.stderr
        lines = []
        for line in service.stderr:
            lines.append(line)
            if "pages_shown" in line:
                break
        service.send_signal(signal.SIGINT)
        assert service.wait(30) == 0
    said = "".join(lines)
    assert "web, work" in said
    assert f"http://127.0.0.1:{port}" in said
    assert all(name in said for name in ("AKKOORD_TELEGRAM__TOKEN", "AKKOORD_IMAP__HOST", "AKKOORD_SMTP__HOST"))


def test_a_template_is_written_filled_in_as_a_workbook_and_imported(akkoord: Akkoord, folder: Path) -> None:
    assert akkoord("school", "add", "noord", "School Noord").exit_code == 0
    assert akkoord("import", "template", "dossiers", "stages.xlsx").exit_code == 0
    refused = akkoord("import", "template", "dossiers", "stages.xlsx")
    assert refused.exit_code != 0
    assert "is there already" in refused.output
    book = load_workbook(folder / "stages.xlsx")
    sheet = book["dossiers"]
    cells = placement()
    sheet.append([cells.get(str(cell.value)) for cell in sheet[1]])
    book.save(folder / "stages.xlsx")
    told = akkoord("import", "dossiers", "stages.xlsx")
    assert "1 new, 0 changed" in told.output, told.output


def test_approvals_are_written_as_a_workbook_when_the_file_is_called_so(
    akkoord: Akkoord, folder: Path, approved: None
) -> None:
    told = akkoord("export", "approvals", "akkoord.xlsx")
    assert told.exit_code == 0, told.output
    sheet = load_workbook(folder / "akkoord.xlsx").active
    assert sheet is not None
    assert sheet.max_row > 1
    assert f"{sheet.max_row - 1} approved days" in told.output


__all__ = ["akkoord", "folder", "stored"]
