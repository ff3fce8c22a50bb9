"""Sees how many mutants of the verdict reader a test notices: `python -m tests.language.killing --count 300 --seed 1`.

The tests are loaded once; each mutant gets a fork of that process, in which those tests run that reach its line, the
likeliest to notice for their time first, until one fails. One that no test notices within its time is a survivor. Then
messages of chance are read with it (--tries): where all of them come to the same, it may be no mistake at all.
"""

import argparse
import gc
import json
import os
import re
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path

import coverage
import pytest
from _pytest.runner import runtestprotocol
from hypothesis import Phase, settings

from core.language.reader import warm
from tests.language.mutants import ROOT, Mutant, files_of_reader, install, mutants, owners_of, sampled
from tests.language.seeking import Known, Tried, messages, near, told_apart

NOTICED, LIVES = 1, 0
KEPT = ROOT / "var" / "mutants"
# test_mutated.py reads 200,000 messages.
LEFT_OUT = ("--ignore=tests/language/test_mutated.py", "--ignore=tests/language/test_any_text.py")


@dataclass
class Reached:
    """What tests run. seconds: of work, of each. lines: by place in functions, numbers of the tests that ran it."""

    tests: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    lines: dict[str, list[int]] = field(default_factory=dict)

    def add(self, other: "Reached") -> None:
        before = len(self.tests)
        self.tests += other.tests
        self.seconds += other.seconds
        for place, numbers in other.lines.items():
            self.lines.setdefault(place, []).extend(before + number for number in numbers)

    def by(self, mutant: Mutant) -> list[int]:
        """Give the tests that run a mutant's line; those of its function where that is new, of its file at its top."""
        found = self.lines.get(mutant.place) if mutant.owner else None
        if found is None:
            function = f"{mutant.path} {mutant.owner} " if mutant.owner else f"{mutant.path} "
            found = [
                number for place, numbers in self.lines.items() if place.startswith(function) for number in numbers
            ]
        return sorted(set(found))


@dataclass
class Killer:
    """A plugin of pytest that kills mutants where the tests would run."""

    wanted: Sequence[Mutant]
    seconds: float
    tries: int
    lived: list[Mutant] = field(default_factory=list)
    told_apart: list[Mutant] = field(default_factory=list)
    noticed: Counter[str] = field(default_factory=Counter)

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self) -> None:
        """Let the tests of chance try the same each time, and not seek the smallest that fails."""
        settings.register_profile("mutants", deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate])
        settings.load_profile("mutants")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        warm()
        gc.freeze()
        items = {item.nodeid: item for item in session.items}
        reached = _reached(session.items)
        for number, mutant in enumerate(self.wanted, 1):
            by = self._kill(mutant, items, reached)
            if by is not None:
                self.noticed[by] += 1
                continue
            self.lived.append(mutant)
            source = (ROOT / mutant.path).read_text().splitlines()[mutant.line - 1].strip()
            print(f"{number}/{len(self.wanted)} lives: {mutant} | {source}", flush=True)
        tried = messages(self.tries, seed=1)
        for mutant in self.lived:
            known = [items[reached.tests[number]] for number in reached.by(mutant) if reached.tests[number] in items]
            found = _in_a_fork(partial(_tell_apart, mutant, _said(known), tried))[1]
            if found:
                self.told_apart.append(mutant)
                print(f"{mutant}\n    is told apart by {found}", flush=True)
        return True

    def _kill(self, mutant: Mutant, items: dict[str, pytest.Item], reached: Reached) -> str | None:
        """Give the test that notices a mutant."""
        numbers = [number for number in reached.by(mutant) if reached.tests[number] in items]
        numbers.sort(key=lambda number: reached.seconds[number] / (1 + self.noticed[reached.tests[number]]))
        tests = [(items[reached.tests[number]], reached.seconds[number]) for number in numbers]
        code, ran = _in_a_fork(partial(_run, mutant, tests, self.seconds))
        return None if code == LIVES else tests[int(ran.split()[-1])][0].nodeid if ran else "loading it"


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
            _in_a_fork(partial(_reach, of_file, kept))
        reached.add(Reached(**json.loads(kept.read_text())))
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


def _said(items: Sequence[pytest.Item]) -> list[Known]:
    """Give what is said in those of these tests that read a whole message that is written down."""
    found = [
        dict(item.callspec.params) for item in items if isinstance(item, pytest.Function) and hasattr(item, "callspec")
    ]
    whole = [of for of in found if {"situation", "comes_to"} <= of.keys()]
    return [(str(of["situation"]), str(of["language"]), str(of["said"])) for of in whole]


def _tell_apart(mutant: Mutant, known: Sequence[Known], tried: Sequence[Tried], told: int) -> int:
    """Seek a message of which the mutant makes something else: first near those that reach its line."""
    line = (ROOT / mutant.path).read_text().splitlines()[mutant.line - 1]
    close = near(known, set(re.findall(r"[\"'](\w+)[\"']", line)), len(tried) // 2, seed=1)
    install(mutant)
    found = told_apart(close) or told_apart(tried)
    os.write(told, str(found or "").encode())
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


def _reach(items: Sequence[pytest.Item], kept: Path, _: int) -> int:
    """Run every test once, and note its time and the lines of the reader that it runs."""
    files = [str(path) for path in files_of_reader()]
    measured = coverage.Coverage(data_file=None, config_file=False, include=files)
    measured.set_option("run:disable_warnings", ["no-data-collected"])  # many tests never come there
    reached = Reached()
    numbers: dict[str, int] = {}
    measured.start()
    for item in items:
        measured.switch_context(item.nodeid)
        started = time.process_time()
        if not any(report.failed for report in runtestprotocol(item, log=False)):
            numbers[item.nodeid] = len(numbers)
            reached.tests.append(item.nodeid)
            reached.seconds.append(round(time.process_time() - started, 5))
    measured.stop()
    data = measured.get_data()
    for path in files:
        owners = owners_of(Path(path))
        for line, names in data.contexts_by_lineno(path).items():
            owner, begins = owners.get(line, ("", 0))
            place = f"{Path(path).relative_to(ROOT)} {owner} {line - begins}"
            reached.lines[place] = [numbers[name] for name in names if name in numbers]
    kept.write_text(json.dumps(asdict(reached), separators=(",", ":")))
    return 0


def main() -> int:
    """Kill a sample of the mutants, and print how many were noticed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=300, help="how many; 0 for all there are")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=6, help="of work for one mutant")
    parser.add_argument("--tries", type=int, default=8000, help="messages of chance that each survivor reads")
    parser.add_argument("--only", default="", help="mutants whose place and words hold this text")
    parser.add_argument("--least", type=float, default=0, help="the share that must be noticed")
    parser.add_argument("tests", nargs="*", default=["tests/language"])
    chosen = parser.parse_args()
    made = mutants(files_of_reader())
    found = [one for one in made if chosen.only in str(one)]
    if 0 < chosen.count < len(found):
        found = sampled(found, chosen.count, chosen.seed)
    killer = Killer(found, chosen.seconds, chosen.tries)
    code = pytest.main(
        ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--assert=plain", *LEFT_OUT, *chosen.tests], plugins=[killer]
    )
    if code:
        return int(code)
    share = 1 - len(killer.lived) / max(len(found), 1)
    print(
        json.dumps(
            {
                "name": "mutants noticed",
                "value": round(share, 4),
                "of": len(found),
                "lives, and makes something else of a message of chance": len(killer.told_apart),
                "made": len(made),
                "seed": chosen.seed,
            }
        )
    )
    by_file = Counter(one.path for one in killer.lived)
    for path, count in Counter(one.path for one in found).items():
        print(f"{path}: {count - by_file[path]} of {count}")
    return 1 if share < chosen.least else 0


if __name__ == "__main__":
    sys.exit(main())
