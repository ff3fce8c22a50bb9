"""A machine on which the commands of the documentation are typed: a folder, with its places below it.

Akkoord's own commands are run as they stand. Of other programs it is checked, as far as this machine can, that what
they are told is there: a service of docker-compose.yml, a unit that was put in place, a target of the Makefile. A
program or an option that is not known here is an error, so that no command goes into a page unseen.
"""

import importlib.util
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from typer.testing import CliRunner, Result

from akkoord.docs import command_line
from akkoord.main import app
from tests.docs.reading import ROOT, words_of

CHECKOUT = "/opt/akkoord"
COMPOSED: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
KNOWN = dict(command_line())
# What stands in capitals in a page, and what is typed for it.
FILES = {"akkoord import dossiers": "dossiers.csv", "akkoord import hours": "uren.csv"}
PLACES = {
    "CODE": "brug",
    "FIRST_NAME": "Hanneke",
    "SURNAME": "Wilg",
    "EMAIL": "hanneke@brug.example",
}
ASKS_A_SERVICE = ["health"]
# A service that goes on until it is told to stop: run by a test of its own.
SERVICES = {("run",), ("run", "--only", "web"), ("run", "--only", "mail", "--only", "work")}
PACKAGES = {"git", "make", "python3", "python3-venv", "postgresql"}
VERBS = {"enable", "start", "stop", "status", "restart"}
COMPOSE = {
    "build": {"--pull"},
    "up": {"-d"},
    "ps": set(),
    "logs": {"--follow"},
    "run": {"--rm"},
    "exec": {"-T"},
    "cp": set(),
}
GIT = {"clone": set(), "pull": {"--ff-only"}}
WAITING = {"-p", "-f"}


def command_of(words: list[str]) -> str:
    """Name the command of Akkoord that words are, such as "akkoord import hours"; "" when there is none."""
    names = (f"akkoord {' '.join(words[:count])}" for count in (2, 1))
    return next((name for name in names if name in KNOWN), "")


def options_of(name: str) -> set[str]:
    return {option for each in KNOWN[name].params for option in each.opts}


def split_options(words: list[str], allowed: set[str]) -> list[str]:
    """Take the options off the front; one that is not allowed is an error."""
    rest = list(words)
    while rest and rest[0].startswith("-"):
        assert rest.pop(0) in allowed, words
    return rest


@dataclass
class Machine:
    """folder: what is "/" on it, and where commands are typed. said: what came of each command of Akkoord."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    said: list[tuple[list[str], Result]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.programs: dict[str, Callable[[list[str]], None]] = {
            "akkoord": self.akkoord,
            "apt-get": self.apt_get,
            "cd": self.change_folder,
            "createdb": self.postgresql,
            "createuser": self.postgresql,
            "curl": self.curl,
            "docker": self.docker,
            "git": self.git,
            "install": self.install,
            "journalctl": self.journalctl,
            "make": self.make,
            "postqueue": self.postqueue,
            "python": self.python,
            "runuser": self.runuser,
            "source": self.source,
            "systemctl": self.systemctl,
            "useradd": self.useradd,
        }

    def type(self, command: str) -> None:
        """Type one command. Raises: AssertionError for whatever is not as it should be."""
        words = words_of(command)
        assert words, command
        assert words[0] in self.programs, f"{words[0]}: tests/docs/machine.py does not know this program: {command}"
        self.programs[words[0]](words[1:])

    def place(self, word: str) -> Path:
        """Give the place below our folder of a path on the machine; the checkout is this one."""
        if word == CHECKOUT or word.startswith(f"{CHECKOUT}/"):
            return ROOT / word.removeprefix(CHECKOUT).lstrip("/")
        place = self.folder / word.lstrip("/")
        place.parent.mkdir(parents=True, exist_ok=True)
        return place

    # Akkoord itself

    def akkoord(self, words: list[str]) -> None:
        name = command_of(words)
        assert name, f"there is no command akkoord {' '.join(words)}"
        if words[0] == "run":
            assert tuple(words) in SERVICES, words
            return
        if words == ASKS_A_SERVICE:
            return
        typed, environment = self._filled_in(name, words)
        result = CliRunner().invoke(app, typed, prog_name="akkoord", env=environment)
        self.said.append((words, result))
        assert result.exit_code == 0, (words, result.output, result.exception)

    def _filled_in(self, name: str, words: list[str]) -> tuple[list[str], dict[str, str]]:
        """Put our own places where the page has its own, and files where it says FILE."""
        environment = dict(self.environment)
        if "<" in words:
            at = words.index("<")
            words = [words[at + 1] if word == "/dev/stdin" else word for word in words[:at]]
        filled = {**PLACES, "FILE": FILES.get(name, "kept.zip")}
        typed = [filled.get(word, word) for word in words]
        typed = [str(self.place(word)) if word.startswith("/") else word for word in typed]
        if name == "akkoord restore" and not typed[1].startswith("--"):
            environment["AKKOORD_DATABASE_URL"] = f"sqlite:///{self.folder}/empty-{len(self.said)}.db"
        if name in {"akkoord restore", "akkoord verify"}:
            for word in [word for word in typed if word.endswith(".zip") and not (self.folder / word).exists()]:
                shutil.copy(self.folder / "kept.zip", word)
        return typed, environment

    # What it runs in

    def docker(self, words: list[str]) -> None:
        assert words[:1] == ["compose"], words
        verb, *rest = words[1:]
        assert verb in COMPOSE, words
        rest = split_options(rest, COMPOSE[verb])
        services = COMPOSED["services"]
        if verb == "cp":
            service, _, path = rest[0].partition(":")
            volume = services[service]["volumes"][0].partition(":")[2]
            assert path.startswith(f"{volume}/"), words
            return
        if verb not in {"run", "exec"}:
            assert set(rest) <= set(services), words
            return
        service, *inside = rest
        assert service in services, words
        if verb == "exec":
            assert inside[:3] == ["python", "-m", "akkoord"], words
            inside = inside[3:]
        if inside:
            self.akkoord(inside)

    def systemctl(self, words: list[str]) -> None:
        if words == ["daemon-reload"]:
            return
        verb, *rest = words
        assert verb in VERBS, words
        (unit,) = split_options(rest, {"--now"})
        self._placed(unit)

    def journalctl(self, words: list[str]) -> None:
        option, unit, *rest = words
        assert (option, rest) == ("--unit", ["--follow"]), words
        self._placed(unit)

    def _placed(self, unit: str) -> None:
        """See that a unit was put where systemd looks, by a command before this one."""
        placed = self.folder / "etc" / "systemd" / "system" / unit
        assert placed.exists(), unit
        assert placed.read_bytes() == (ROOT / "docs" / "systemd" / unit).read_bytes(), unit

    def make(self, words: list[str]) -> None:
        if words[:1] == ["-C"]:
            assert words[1] == CHECKOUT, words
            words = words[2:]
        targets = re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
        assert {word for word in words if "=" not in word} <= set(targets), words
        for name, _, value in (word.partition("=") for word in words if "=" in word):
            assert name in {"TESTS", "MUTATIONS", "MUTANTS", "SEED"}, words
            assert (ROOT / value).exists() if name == "TESTS" else value.isdigit(), words

    # Programs of the system

    def install(self, words: list[str]) -> None:
        """Run it as it is, below our folder and for our own account; a secret is typed where it waits for one."""
        rest, typed = list(words), ["install"]
        while rest:
            word = rest.pop(0)
            if word in {"-o", "-g"}:
                assert rest.pop(0) in {"root", "akkoord", "10001"}, words
            else:
                typed.append(str(self.place(word)) if word.startswith("/") and word != "/dev/stdin" else word)
        subprocess.run(typed, input=b"a secret\n", check=True, capture_output=True)

    def useradd(self, words: list[str]) -> None:
        self._takes("useradd", [word for word in words if word.startswith("--")])
        unit = (ROOT / "docs" / "systemd" / "akkoord.service").read_text("utf-8")
        assert f"User={words[-1]}\n" in unit, words
        assert f"WorkingDirectory={words[words.index('--home-dir') + 1]}\n" in unit, words

    def postgresql(self, words: list[str]) -> None:
        assert words[-1] == "akkoord", words

    def runuser(self, words: list[str]) -> None:
        assert words[:3] == ["-u", "postgres", "--"], words
        program, *rest = words[3:]
        self._takes(program, [word.partition("=")[0] for word in rest if word.startswith("--")])
        self.programs[program](rest)

    def _takes(self, program: str, options: list[str]) -> None:
        """See that a program knows options, where it is there to be asked."""
        if shutil.which(program):
            told = subprocess.run([program, "--help"], capture_output=True, text=True, check=False)
            assert set(options) <= set(re.findall(r"--[a-z-]+", told.stdout + told.stderr)), (program, options)

    def apt_get(self, words: list[str]) -> None:
        assert words[0] == "install", words
        assert set(words[1:]) <= PACKAGES, words

    def git(self, words: list[str]) -> None:
        if words[:1] == ["-C"]:
            assert words[1] == CHECKOUT, words
            words = words[2:]
        rest = split_options(words[1:], GIT[words[0]])
        assert not rest or rest[1:] == [CHECKOUT], words

    def change_folder(self, words: list[str]) -> None:
        assert words == [CHECKOUT], words

    def source(self, words: list[str]) -> None:
        """The environment that `make run` makes, in which akkoord is a command."""
        assert words == [".venv/bin/activate"], words
        assert "VENV := .venv\n" in (ROOT / "Makefile").read_text("utf-8")

    def curl(self, words: list[str]) -> None:
        """Only looked at; it is run against a service by a test of its own."""
        (address,) = split_options(words, {"-s", "--silent", "--fail"})
        assert address.startswith(("http://127.0.0.1:9464/", "https://akkoord.school.example/")), words

    def postqueue(self, words: list[str]) -> None:
        assert len(words) == 1, words
        assert set(words) <= WAITING, words

    def python(self, words: list[str]) -> None:
        assert words[0] == "-m", words
        assert importlib.util.find_spec(words[1]), words
