"""A corpus of mail bodies, each with the words that its sender typed, and how well those were found."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from akkoord.evaluation.corpus import CorpusError
from core.incoming import Typed

WORD = re.compile(r"\w+")
MOST_LEFT = 10
MOST_SHOWN = 8


class Body(BaseModel):
    """One mail's body. expected: the words typed. allowed: a signature that may stand below them, or be left out."""

    model_config = ConfigDict(frozen=True)

    number: int = 0
    corpus: str = ""
    id: str = ""
    kind: Literal["text", "html"] = "text"
    text: str
    expected: str
    allowed: str = ""


@dataclass(frozen=True, slots=True)
class Measured:
    """What was found in one body. lost: words that were typed and not found. left: found and not typed.

    is_exact: nothing but what was typed. is_cut: so it is when what was taken for a signature is put back.
    """

    body: Body
    typed: Typed
    is_exact: bool
    is_cut: bool
    lost: tuple[str, ...]
    left: tuple[str, ...]

    @property
    def is_safe(self) -> bool:
        """Say whether no word was lost, and only few that were not typed are left."""
        return not self.lost and len(self.left) <= MOST_LEFT


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one corpus: how many bodies, and of them the shares that are exact, cut right, and safe."""

    corpus: str
    bodies: int
    exact: float
    cut: float
    safe: float
    lost: int


def read_bodies(file: Path) -> list[Body]:
    """Read every body, numbered from 1. Raises: CorpusError, OSError."""
    bodies: list[Body] = []
    for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            bodies.append(Body.model_validate({**json.loads(line), "number": number}))
        except (ValueError, TypeError, ValidationError) as error:
            raise CorpusError(f"{file.name}, line {number}: {' '.join(str(error).split())}") from error
    return bodies


def measure(body: Body, extract: Callable[[str, str, Sequence[str]], Typed]) -> Measured:
    """Find what was typed in a body and compare it with what was; extract is mailin's own, told of no mail of ours."""
    typed = extract(*((body.text, "") if body.kind == "text" else ("", body.text)), ())
    found, expected, allowed = _folded(typed.text), _folded(body.expected), _folded(body.allowed)
    ways = {expected, _folded(f"{expected} {allowed}")}
    whole = _folded(f"{found} {typed.signature}")
    wanted, seen = _words(expected), _words(found)
    return Measured(
        body,
        typed,
        is_exact=found in ways,
        is_cut=found in ways or whole in ways,
        lost=tuple((wanted - seen).elements()),
        left=tuple((seen - wanted - _words(allowed)).elements()),
    )


def figures_of(measured: Sequence[Measured]) -> list[Figures]:
    """Reckon the figures of each corpus, in the order in which they come."""
    by_corpus: dict[str, list[Measured]] = {}
    for one in measured:
        by_corpus.setdefault(one.body.corpus, []).append(one)
    return [
        Figures(
            corpus,
            len(those),
            exact=sum(one.is_exact for one in those) / len(those),
            cut=sum(one.is_cut for one in those) / len(those),
            safe=sum(one.is_safe for one in those) / len(those),
            lost=sum(bool(one.lost) for one in those),
        )
        for corpus, those in by_corpus.items()
    ]


def line_of(one: Measured) -> str:
    """Write in one line what is not right with a body."""
    told = [f"lost: {_some(one.lost)}" if one.lost else "", f"left: {_some(one.left)}" if one.left else ""]
    what = "; ".join(part for part in told if part) or "other order or signs"
    return f"{one.body.number:>4}  {one.body.corpus} {one.body.id}  [{one.typed.cut}]  {what}"


def table_of(figures: Sequence[Figures]) -> Iterator[str]:
    """Write the figures of each corpus as lines of text."""
    yield f"{'corpus':<20}{'bodies':>8}{'exact':>9}{'cut':>9}{'safe':>9}{'lost words':>12}"
    for one in figures:
        yield f"{one.corpus:<20}{one.bodies:>8}{one.exact:>9.1%}{one.cut:>9.1%}{one.safe:>9.1%}{one.lost:>12}"


def json_of(one: Measured) -> dict[str, Any]:
    """Give what was found in one body as JSON has it."""
    return {
        "line": one.body.number,
        "corpus": one.body.corpus,
        "id": one.body.id,
        "exact": one.is_exact,
        "cut": one.is_cut,
        "safe": one.is_safe,
        "lost": list(one.lost),
        "left": list(one.left),
        "rule": one.typed.cut,
        "typed": one.typed.text,
    }


def broken(figures: Sequence[Figures], *, least_exact: float | None, least_safe: float | None) -> list[str]:
    """Say which corpora miss a bar that was set."""
    bars = (("exact", least_exact), ("safe", least_safe))
    return [
        f"{one.corpus} {getattr(one, name):.1%} {name}, at least {least:.1%}"
        for one in figures
        for name, least in bars
        if least is not None and getattr(one, name) < least
    ]


def _some(words: Sequence[str]) -> str:
    return " ".join(words[:MOST_SHOWN]) + (f" and {len(words) - MOST_SHOWN} more" if len(words) > MOST_SHOWN else "")


def _folded(text: str) -> str:
    return " ".join(text.split())


def _words(text: str) -> Counter[str]:
    return Counter(WORD.findall(text.casefold()))
