"""Kills mistakes: each is made in a fork of one process, in which those tests run that reach its line."""

import gc
import json
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol
from hypothesis import Phase, settings

from core.language.reader import warm
from tests.mutants.messages import Messages, Tried, gathered, near
from tests.mutants.mistakes import ROOT, Mutant, install
from tests.mutants.reach import Reach, measured

NOTICED, LIVES = 1, 0
KEPT = ROOT / "var" / "mutants"
# So many messages are made near the line of one that lives.
NEAR = 600
# What never ends is noticed too; seconds of work, so that other programs cost it nothing.
ENDLESS = 20


@dataclass
class Reached:
    """Tests that passed. seconds: of work, of each."""

    tests: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    reach: Reach = field(default_factory=Reach)

    def add(self, other: "Reached") -> None:
        self.reach.add(other.reach, len(self.tests))
        self.tests += other.tests
        self.seconds += other.seconds


@dataclass
class Killer:
    """A plugin of pytest that kills mutants where the tests would run.

    The messages that are written down come first: they tell most, and need no test around them. seconds: of work, for
    the tests of one mutant. tries: messages of chance. told_apart: those that live, with the message that shows it.
    """

    wanted: Sequence[Mutant]
    seconds: float
    tries: int
    seed: int
    lived: list[Mutant] = field(default_factory=list)
    told_apart: list[Mutant] = field(default_factory=list)
    noticed: Counter[str] = field(default_factory=Counter)
    found: list[Tried] = field(default_factory=list)

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self) -> None:
        """Let the tests of chance try the same each time, and not seek the smallest that fails."""
        settings.register_profile("mutants", deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate])
        settings.load_profile("mutants")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        warm()
        messages = gathered(KEPT / "messages.pickle", self.tries, self.seed)
        items = {item.nodeid: item for item in session.items}
        reached = _reached(session.items)
        gc.freeze()
        for number, mutant in enumerate(self.wanted, 1):
            if not self._is_noticed(mutant, items, reached, messages):
                self.lived.append(mutant)
                print(f"{number}/{len(self.wanted)} lives: {mutant} | {_line(mutant)}", flush=True)
                self._seek(mutant, messages)
        return True

    def _is_noticed(self, mutant: Mutant, items: dict[str, pytest.Item], reached: Reached, messages: Messages) -> bool:
        code, _ = _in_a_fork(partial(_tell, mutant, lambda: messages.that_reach(mutant)[0]))
        if code == LIVES:
            numbers = [number for number in reached.reach.of(mutant) if reached.tests[number] in items]
            numbers.sort(key=lambda number: reached.seconds[number] / (1 + self.noticed[reached.tests[number]]))
            tests = [(items[reached.tests[number]], reached.seconds[number]) for number in numbers]
            code, ran = _in_a_fork(partial(_run, mutant, tests, self.seconds))
            if code != LIVES and ran:
                self.noticed[tests[int(ran.split()[-1])][0].nodeid] += 1
        return code != LIVES

    def _seek(self, mutant: Mutant, messages: Messages) -> None:
        """Seek a message that tells apart what no test does: among those found before, others, and near its line."""
        known, others = messages.that_reach(mutant)
        first = [*reversed(self.found), *others]
        code, told = _in_a_fork(
            partial(_tell, mutant, lambda: [*first, *near(known or others, mutant.label, NEAR, self.seed)])
        )
        if code != LIVES:
            self.told_apart.append(mutant)
            if told:
                found = Tried(**json.loads(told), labels=frozenset())
                self.found += [found] if found not in self.found else []
                print(f"    is told apart by {found}", flush=True)


def _reached(items: Sequence[pytest.Item]) -> Reached:
    """Say what each test runs; that is kept until the file it stands in is changed."""
    KEPT.mkdir(parents=True, exist_ok=True)
    by_file: dict[Path, list[pytest.Item]] = {}
    for item in items:
        by_file.setdefault(item.path, []).append(item)
    reached = Reached()
    for path, of_file in by_file.items():
        kept = KEPT / f"{path.stem}.json"
        if not kept.exists() or kept.stat().st_mtime < path.stat().st_mtime:
            _in_a_fork(partial(_measure, of_file, kept))
        tests, seconds, lines = json.loads(kept.read_text())
        reached.add(Reached(tests, seconds, Reach(lines)))
    return reached


def _in_a_fork(work: Callable[[int], int]) -> tuple[int, str]:
    """Do work in a process of its own; gives its code, and what it wrote to the file that it is given."""
    sys.stdout.flush()
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        with os.fdopen(reading) as came:
            told = came.read()
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), told
    code = NOTICED
    try:
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        code = work(writing)
    finally:
        os._exit(code)


def _tell(mutant: Mutant, messages: Callable[[], Sequence[Tried]], told: int) -> int:
    """Read messages with a mutant until one comes to something else."""
    tried = messages()
    install(mutant)
    signal.setitimer(signal.ITIMER_PROF, ENDLESS)
    for one in tried:
        if one.is_read_otherwise():
            os.write(told, json.dumps(one.as_read()).encode())
            return NOTICED
    return LIVES


def _run(mutant: Mutant, tests: Sequence[tuple[pytest.Item, float]], seconds: float, told: int) -> int:
    install(mutant)
    started = time.process_time()
    for number, (item, usual) in enumerate(tests):
        if time.process_time() - started > seconds:
            break
        os.write(told, b"%d " % number)
        # One that never ends is noticed too; of work, so that other programs cost it nothing.
        signal.setitimer(signal.ITIMER_PROF, 3 + 10 * usual)
        if any(report.failed for report in runtestprotocol(item, log=False)):
            return NOTICED
    return LIVES


def _measure(items: Sequence[pytest.Item], kept: Path, _: int) -> int:
    """Run every test once, and note its time and the lines of the reader that those run which pass."""
    passed: dict[int, float] = {}

    def run(number: int) -> None:
        started = time.process_time()
        if not any(report.failed for report in runtestprotocol(items[number], log=False)):
            passed[number] = round(time.process_time() - started, 5)

    reach = measured([partial(run, number) for number in range(len(items))])
    numbers = {number: at for at, number in enumerate(passed)}
    lines = {place: [numbers[one] for one in those if one in numbers] for place, those in reach.lines.items()}
    found = [[items[number].nodeid for number in passed], list(passed.values()), lines]
    kept.write_text(json.dumps(found, separators=(",", ":")))
    return 0


def _line(mutant: Mutant) -> str:
    return (ROOT / mutant.path).read_text().splitlines()[mutant.line - 1].strip()
