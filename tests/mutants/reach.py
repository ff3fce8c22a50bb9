"""Which tests and messages run a line of the reader: only those can notice a mistake in it."""

import ast
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import coverage

from tests.mutants.mistakes import ROOT, Mutant, files_of_reader, owners_of


@dataclass
class Reach:
    """lines: by place in functions, the numbers of what runs it."""

    lines: dict[str, list[int]] = field(default_factory=dict)

    def add(self, other: "Reach", before: int) -> None:
        """Add what others run, that are counted on from this number."""
        for place, numbers in other.lines.items():
            self.lines.setdefault(place, []).extend(before + number for number in numbers)

    def of(self, mutant: Mutant) -> list[int]:
        """Give what runs a mutant's line; for one at a module's top, the lines that speak of what it makes."""
        lines = [(mutant.path, mutant.line)] if mutant.owner else _uses(mutant.path, _made_at(mutant.path, mutant.line))
        return sorted({number for path, line in lines for number in self._at(path, line)})

    def _at(self, path: str, line: int) -> Iterable[int]:
        """Give what runs a line, or the statement it is of; where neither is known, its function."""
        owner, begins = _owners(path)[line]
        for known in (line, _statement(path, line)):
            found = self.lines.get(f"{path} {owner} {known - begins}")
            if found is not None:
                return found
        function = f"{path} {owner} "
        return [number for place, numbers in self.lines.items() if place.startswith(function) for number in numbers]


def measured(works: Sequence[Callable[[], object]]) -> Reach:
    """Do each of these, and give by its place what runs it."""
    files = [str(path) for path in files_of_reader()]
    measuring = coverage.Coverage(data_file=None, config_file=False, include=files)
    measuring.set_option("run:disable_warnings", ["no-data-collected"])  # many tests never come there
    measuring.start()
    for number, work in enumerate(works):
        measuring.switch_context(str(number))
        work()
    measuring.stop()
    data, reach = measuring.get_data(), Reach()
    for path in files:
        name = str(Path(path).relative_to(ROOT))
        for line, numbers in data.contexts_by_lineno(path).items():
            owner, begins = _owners(name).get(line, ("", 0))
            reach.lines[f"{name} {owner} {line - begins}"] = [int(number) for number in numbers if number]
    return reach


@cache
def _owners(path: str) -> dict[int, tuple[str, int]]:
    return owners_of(ROOT / path)


@cache
def _source(path: str) -> str:
    return (ROOT / path).read_text()


@cache
def _tree(path: str) -> ast.Module:
    return ast.parse(_source(path))


@cache
def _statements(path: str) -> dict[int, int]:
    """Give of each line where the innermost statement that holds it begins."""
    found: dict[int, int] = {}
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.stmt):
            for line in range(node.lineno, (node.end_lineno or node.lineno) + 1):
                found[line] = max(found.get(line, 0), node.lineno)
    return found


def _statement(path: str, line: int) -> int:
    return _statements(path).get(line, line)


def _made_at(path: str, line: int) -> frozenset[str]:
    """Give the names of a module that are made at a line of its top."""
    statement = _statement(path, line)
    made = [
        node for node in _tree(path).body if isinstance(node, ast.Assign | ast.AnnAssign) and node.lineno == statement
    ]
    targets = [target for node in made for target in (node.targets if isinstance(node, ast.Assign) else [node.target])]
    return frozenset(name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name))


def _uses(path: str, names: frozenset[str]) -> set[tuple[str, int]]:
    """Give the lines within functions that speak of these names of a file, or of what other names are made of them."""
    found: set[tuple[str, int]] = set()
    seen: set[tuple[str, str]] = set()
    waiting = [(path, names)]
    for file, all_names in waiting:
        asked = frozenset(name for name in all_names if (file, name) not in seen)
        seen |= {(file, name) for name in asked}
        if not asked:
            continue
        spoken = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(asked)))})\b")
        lines = [line for line, text in enumerate(_source(file).splitlines(), 1) if spoken.search(text)]
        found |= {(file, line) for line in lines if line in _owners(file)}
        waiting += [(file, _made_at(file, line)) for line in lines if line not in _owners(file)]
        waiting += [(other, asked & taken) for other, taken in _takers(file)]
    return found


@cache
def _takers(path: str) -> list[tuple[str, frozenset[str]]]:
    """Give the files that take names from this one, with these."""
    module = path.removesuffix(".py").replace("/", ".")
    return [
        (file, frozenset(name.asname or name.name for name in node.names))
        for file in (str(one.relative_to(ROOT)) for one in files_of_reader())
        for node in _tree(file).body
        if isinstance(node, ast.ImportFrom) and node.module == module
    ]
