"""Every command that the documentation shows is typed: Akkoord's own are run, the others checked as far as they can."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from typer.testing import CliRunner

from akkoord.main import app
from tests.docs.machine import ASKS_A_SERVICE, KNOWN, PENDING, SERVICES, Machine, command_of, options_of
from tests.docs.reading import PAGES, ROOT, TYPED, blocks_of, name_of, quoted_in, words_of
from tests.papers import file_of, hours, placement
from tests.real.postgres import free_port

# What the command line writes about itself is tied to it by a test of its own.
READ = [page for page in PAGES if page.name != "cli.md"]
PROGRAM = re.compile(r"(?:akkoord|docker|make|curl|systemctl|journalctl|postqueue|python|git|install) \S")
# Named in a sentence and not meant to be typed so.
NAMED = {
    "akkoord restore",
    "akkoord run --only ...",
    "akkoord run --only web|chat|mail|work",
    "akkoord school add",
}
FILES = {
    "dossiers.csv": file_of(placement()),
    "uren.csv": file_of(hours("2-3-2026", "7,5"), hours("3-3-2026", "8")),
    "answer.eml": (ROOT / "tests" / "mail" / "gmail-nl.eml").read_bytes(),
}
# The pages that begin on a machine without anything.
FROM_NOTHING = {"README.md", "docs/install.md"}


def blank(folder: Path) -> Machine:
    """A machine with the files of a school, and nothing in a database."""
    for place in (folder, folder / "var" / "lib" / "akkoord"):
        place.mkdir(parents=True, exist_ok=True)
        for name, raw in FILES.items():
            (place / name).write_bytes(raw)
    (folder / "srv" / "backups").mkdir(parents=True)
    return Machine(folder)


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A machine that a school uses: with its placements and hours, and a backup."""
    machine = blank(tmp_path_factory.mktemp("used") / "machine")
    database = {"AKKOORD_DATABASE_URL": f"sqlite:///{machine.folder}/var/akkoord.db"}
    with pytest.MonkeyPatch.context() as patch:
        quiet(patch)
        for words in (
            ["school", "add", "brug", "ROC de Brug"],
            ["import", "dossiers", str(machine.folder / "dossiers.csv")],
            ["import", "hours", str(machine.folder / "uren.csv")],
            ["backup", str(machine.folder / "kept.zip")],
        ):
            done = CliRunner().invoke(app, words, env=database)
            assert done.exit_code == 0, done.output
    return machine.folder


def quiet(patch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("AKKOORD_")]:
        patch.delenv(name)
    patch.setenv("COLUMNS", "200")
    patch.setattr("akkoord.logs.set_up", lambda log, secrets=(): None)


@pytest.fixture
def machine_for(tmp_path: Path, used: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Machine]:
    quiet(monkeypatch)

    def make(page: str) -> Machine:
        folder = tmp_path / "machine"
        if page not in FROM_NOTHING:
            shutil.copytree(used, folder)
        machine = Machine(folder) if folder.exists() else blank(folder)
        monkeypatch.chdir(folder)
        return machine

    return make


def commands_of(page: Path) -> list[str]:
    return [command for block in blocks_of(page) for command in block.commands()]


def quoted() -> list[str]:
    return sorted({text for page in READ for text in quoted_in(page) if PROGRAM.match(text)})


@pytest.mark.parametrize("page", [page for page in READ if commands_of(page)], ids=name_of)
def test_the_commands_of_a_page_work_in_their_order(page: Path, machine_for: Callable[[str], Machine]) -> None:
    machine = machine_for(name_of(page))
    for command in commands_of(page):
        machine.type(command)


@pytest.mark.parametrize("command", quoted())
def test_a_command_that_a_sentence_names_works(command: str, machine_for: Callable[[str], Machine]) -> None:
    if command not in NAMED:
        machine_for("used").type(command)


def test_what_is_only_named_is_a_command_all_the_same() -> None:
    assert set(quoted()) >= NAMED
    for command in NAMED:
        words = words_of(command)[1:]
        assert {word for word in words if word.startswith("--")} <= options_of(command_of(words)), command


def test_only_what_is_not_there_yet_is_skipped() -> None:
    shown = {
        command_of(words_of(command)[1:]) for page in READ for command in commands_of(page) if "akkoord " in command
    }
    assert shown - set(KNOWN) - {""} <= PENDING


@pytest.mark.parametrize(
    "command",
    [
        "akkoord import workbooks x.xlsx",
        "akkoord school add brug",
        "akkoord backup --no-such-option",
        "docker compose up -d nobody",
        "docker compose restart akkoord",
        "systemctl enable akkoord.service",
        "make nothing",
        "rm -r x",
    ],
)
def test_a_command_that_does_not_hold_is_seen(command: str, machine_for: Callable[[str], Machine]) -> None:
    with pytest.raises(AssertionError):
        machine_for("used").type(command)


def test_the_pages_show_the_commands_that_an_operator_needs() -> None:
    shown = {command_of(words_of(command)[1:]) for page in READ for command in commands_of(page)}
    shown |= {command_of(words_of(command)[1:]) for command in quoted() if command.startswith("akkoord ")}
    shown |= {command_of(words_of(command)[words_of(command).index("akkoord", 2) + 1 :]) for command in compose_runs()}
    needless = {"akkoord talk", "akkoord school admin", "akkoord import template"}
    assert set(KNOWN) - needless <= shown


def compose_runs() -> list[str]:
    typed = [command for page in READ for command in commands_of(page)]
    return [command for command in typed if re.match(r"docker compose (run|exec) ", command)]


# What goes on until it is told to stop


@contextmanager
def running(folder: Path, words: tuple[str, ...], **environment: str) -> Iterator[None]:
    """A service in a process of its own, that says it has started; it must end well when it is told to stop."""
    settings = {
        "AKKOORD_DATABASE_URL": f"sqlite:///{folder}/var/akkoord.db",
        "AKKOORD_LOG__AS_JSON": "true",
        **environment,
    }
    command = [sys.executable, "-m", "akkoord", *words]
    process = subprocess.Popen(
        command, cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT), **settings}, stderr=subprocess.PIPE, text=True
    )
    with process:
        assert process.stderr
        said = []
        for line in process.stderr:
            said.append(line)
            if json.loads(line)["event"] == "started":
                break
        else:
            raise AssertionError(f"{words} did not start: {said}")
        yield
        process.send_signal(signal.SIGINT)
        process.stderr.read()
        assert process.wait(30) == 0, words


def fetched(command: str, watch: str, web: str) -> str:
    """Run a curl of a page against a service on other ports."""
    address = words_of(command)[-1].replace(":9464/", f":{watch}/").replace("https://akkoord.school.example", web)
    patient = ["--retry", "30", "--retry-connrefused", "--retry-delay", "1"]
    options = [word for word in words_of(command)[:-1] if word != "curl"]
    return subprocess.run(["curl", *options, *patient, address], capture_output=True, text=True, check=True).stdout


def test_services_start_and_show_themselves_as_the_pages_say(
    used: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quiet(monkeypatch)
    watch, web, mailbox = (str(free_port()) for _ in range(3))
    here = {"AKKOORD_WATCH__PORT": watch, "AKKOORD_WEB__PORT": web}
    away = {
        "AKKOORD_MAIL__AUTHSERV_IDS": "mx.school.example",
        "AKKOORD_IMAP__HOST": "127.0.0.1",
        "AKKOORD_IMAP__PORT": mailbox,
        "AKKOORD_IMAP__USER": "antwoord",
        "AKKOORD_IMAP__PASSWORD": "geheim",
    }
    with ExitStack() as stack:
        for number, words in enumerate(sorted(SERVICES)):
            folder = tmp_path / str(number)
            shutil.copytree(used, folder)
            environment = here if words == ("run",) else {"AKKOORD_WEB__PORT": str(free_port()), **away}
            stack.enter_context(running(folder, words, **environment))
        curls = [command for page in READ for command in commands_of(page) if command.startswith("curl ")]
        answers = {words_of(command)[-1]: fetched(command, watch, f"http://127.0.0.1:{web}") for command in curls}
        health = CliRunner().invoke(app, ASKS_A_SERVICE, env=here)
        assert health.exit_code == 0, health.output
        assert answers["https://akkoord.school.example/healthz"] == "ok\n"
        assert set(json.loads(answers["http://127.0.0.1:9464/readyz"])) == {"ready", "not_ready"}
        metrics = {family.name for family in text_string_to_metric_families(answers["http://127.0.0.1:9464/metrics"])}
        assert {"akkoord_ready", "akkoord_inbox_waiting"} <= metrics
        assert len(answers) == 3


def test_every_block_is_of_a_kind_that_some_test_reads() -> None:
    kinds = {block.kind for page in PAGES for block in blocks_of(page)}
    assert kinds <= {
        *TYPED,
        "indented",
        "",
        "text",
        "toml",
        "env",
        "yaml",
        "ini",
        "nginx",
        "caddy",
        "cron",
        "powershell",
    }
