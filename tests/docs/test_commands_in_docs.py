"""Every command that the documentation shows is typed: Akkoord's own are run, the others checked as far as they can."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import structlog
from prometheus_client.parser import text_string_to_metric_families
from typer.testing import CliRunner

from akkoord.main import app
from tests.docs.machine import ASKS_A_SERVICE, KNOWN, SERVICES, Machine, command_of, options_of
from tests.docs.reading import PAGES, ROOT, TYPED, blocks_of, name_of, quoted_in, words_of
from tests.papers import file_of, hours, placement
from tests.real.postgres import free_port

# What the command line writes about itself is tied to it by a test of its own.
READ = [page for page in PAGES if page.name != "cli.md"]
PROGRAM = re.compile(r"(?:akkoord|docker|make|curl|systemctl|journalctl|postqueue|python|git|install) \S")
# Named in a sentence and not meant to be typed so.
NAMED = {
    "akkoord admin create",
    "akkoord evaluate kinds",
    "akkoord evaluate replies",
    "akkoord evaluate understanding",
    "akkoord restore",
    "akkoord run --only ...",
    "akkoord run --only web|chat|mail|work",
    "akkoord school add",
}
FILES = {
    "dossiers.csv": file_of(placement()),
    "uren.csv": file_of(hours("2-3-2026", "7,5"), hours("3-3-2026", "8")),
    "answer.eml": (ROOT / "tests" / "mail" / "gmail-nl.eml").read_bytes(),
    "bounces/report.eml": (ROOT / "tests" / "mail" / "onbestelbaar.eml").read_bytes(),
    "letters/answer.eml": (ROOT / "tests" / "mail" / "iphone-nl.eml").read_bytes(),
    "strange/answer.eml": (ROOT / "tests" / "mail" / "windows-1252.eml").read_bytes(),
    "corpus.jsonl": (ROOT / "tests" / "evaluation" / "corpus.jsonl").read_bytes(),
    "replies.jsonl": (ROOT / "tests" / "evaluation" / "replies.jsonl").read_bytes(),
    "scenario.yaml": (ROOT / "tests" / "evaluation" / "scenario.yaml").read_bytes(),
}
# The pages that begin on a machine without anything.
FROM_NOTHING = {"README.md", "docs/install.md"}


def blank(folder: Path) -> Machine:
    """A machine with the files of a school, and nothing in a database."""
    for place in (folder, folder / "var" / "lib" / "akkoord"):
        place.mkdir(parents=True, exist_ok=True)
        for name, raw in FILES.items():
            (place / name).parent.mkdir(exist_ok=True)
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


def test_what_the_pages_expect_of_the_doctor_is_what_it_looks_at(machine_for: Callable[[str], Machine]) -> None:
    machine = machine_for("used")
    machine.type("akkoord doctor --json")
    (_, result), *_ = machine.said
    looked_at = {json.loads(line)["check"] for line in result.stdout.splitlines()}
    for page in ("install.md", "mailboxes.md"):
        text = (ROOT / "docs" / page).read_text("utf-8")
        rows = re.findall(
            r"^\| (?:tokens are `ok`, )?(`[a-z]+(?: token)?`(?: or `[a-z]+`)?)(?:: `| is | does )", text, re.MULTILINE
        )
        named = {name for row in rows for name in re.findall("`(.*?)`", row)}
        assert len(named) >= 3
        assert named <= looked_at, page


# What goes on until it is told to stop


@contextmanager
def when_started(work: Callable[[], None]) -> Iterator[None]:
    """Do some work in a thread once a service in this process says that it has started, and then tell it to stop."""
    ended, begun = threading.Event(), threading.Event()

    def note(_logger: object, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        if line["event"] == "started":
            begun.set()
        raise structlog.DropEvent

    def wait() -> None:
        assert begun.wait(60), "nothing started"
        if not ended.is_set():
            try:
                work()
            finally:
                os.kill(os.getpid(), signal.SIGINT)

    processors = structlog.get_config()["processors"]
    kept = list(processors)
    processors[:] = [note]
    with ThreadPoolExecutor(max_workers=1) as thread:
        waiting = thread.submit(wait)
        try:
            yield
        finally:
            processors[:] = kept
            ended.set()
            begun.set()  # so that nothing waits for a service that never started
    waiting.result()


def fetched(command: str, watch: str, web: str) -> str:
    """Run a curl of a page against a service on other ports."""
    address = words_of(command)[-1].replace(":9464/", f":{watch}/").replace("https://akkoord.school.example", web)
    patient = ["--retry", "30", "--retry-connrefused", "--retry-delay", "1"]
    return subprocess.run(
        [*words_of(command)[:-1], *patient, address], capture_output=True, text=True, check=True
    ).stdout


@pytest.mark.parametrize("words", sorted(SERVICES), ids=" ".join)
def test_a_service_starts_and_shows_itself_as_the_pages_say(
    words: tuple[str, ...], machine_for: Callable[[str], Machine]
) -> None:
    machine_for("used")
    watch, web = str(free_port()), str(free_port())
    environment = {
        "AKKOORD_WATCH__PORT": watch,
        "AKKOORD_WEB__PORT": web,
        "AKKOORD_MAIL__AUTHSERV_IDS": "mx.school.example",
        "AKKOORD_IMAP__HOST": "127.0.0.1",
        "AKKOORD_IMAP__PORT": str(free_port()),
        "AKKOORD_IMAP__USER": "antwoord",
        "AKKOORD_IMAP__PASSWORD": "geheim",
    }
    answers: dict[str, str] = {}

    def look() -> None:
        if words == ("run",):
            patient = fetched("curl --silent http://127.0.0.1:9464/healthz", watch, "")
            ours = [sys.executable, "-m", "akkoord", *ASKS_A_SERVICE]
            asked = {**os.environ, **environment, "PYTHONPATH": str(ROOT)}
            assert patient == "ok\n"
            assert subprocess.run(ours, env=asked, check=False).returncode == 0
        for command in [command for page in READ for command in commands_of(page) if command.startswith("curl ")]:
            if "/healthz" not in command or words == ("run",):
                answers[words_of(command)[-1]] = fetched(command, watch, f"http://127.0.0.1:{web}")

    with when_started(look):
        done = CliRunner().invoke(app, words, env=environment)
    assert done.exit_code == 0, done.output
    assert set(json.loads(answers.pop("http://127.0.0.1:9464/readyz"))) == {"ready", "not_ready"}
    metrics = text_string_to_metric_families(answers.pop("http://127.0.0.1:9464/metrics"))
    assert {"akkoord_ready", "akkoord_inbox_waiting"} <= {family.name for family in metrics}
    assert answers == ({"https://akkoord.school.example/healthz": "ok\n"} if words == ("run",) else {})


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
