"""A corpus: one message a line as JSON, with what was meant by it; and what a scenario says of each line."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from akkoord.evaluation.scenario import Scenario, ScenarioError, WeekChange
from core.incoming import Channel

CHANNELS = {"telegram": Channel.CHAT, "email": Channel.MAIL}


class CorpusError(ValueError):
    """A corpus that can't be used; it says which line and why."""


class Line(BaseModel):
    """One message. channel: "telegram" or "email". must_not_act: no business record may change by it alone."""

    model_config = ConfigDict(frozen=True)

    number: int = 0
    text: str
    lang: str = "nl"
    channel: str
    intent: str
    slots: dict[str, Any] = Field(default_factory=dict)
    must_not_act: bool

    @property
    def door(self) -> Channel:
        """The channel it comes through."""
        return CHANNELS[self.channel]


@dataclass(frozen=True, slots=True)
class Setting:
    """How a line is said: by whom, after which steps, answering which, with which other hours."""

    person: str
    before: tuple[str, ...] = ()
    answers: str = ""
    weeks: tuple[WeekChange, ...] = ()
    missing: tuple[str, ...] = ()
    headers: dict[str, str] = field(default_factory=dict)


def read_corpus(file: Path) -> list[Line]:
    """Read every line, numbered from 1. Raises: CorpusError, OSError."""
    lines: list[Line] = []
    for number, text in enumerate(file.read_text("utf-8").splitlines(), 1):
        if not text.strip():
            continue
        try:
            line = Line.model_validate({**json.loads(text), "number": number})
        except (ValueError, TypeError, ValidationError) as error:
            raise CorpusError(f"{file.name}, line {number}: {' '.join(str(error).split())}") from error
        if line.channel not in CHANNELS:
            raise CorpusError(f"{file.name}, line {number}: the channel is {line.channel}, not telegram or email")
        lines.append(line)
    return lines


def setting_of(scenario: Scenario, line: Line) -> Setting:
    """Say how a line is said. Raises: ScenarioError when the scenario says nobody who does."""
    said: dict[str, Any] = {}
    for group in scenario.lines:
        if line.number in group.lines:
            told = {
                name: getattr(group, name) for name in ("person", "before", "weeks", "needs", "is_new_mail", "headers")
            }
            said |= {name: value for name, value in told.items() if value is not None}
    person = said.get("person")
    if isinstance(person, dict):
        person = person.get(line.lang) or person.get(line.lang.partition("-")[0])
    if not person:
        raise ScenarioError([f"lines: nobody says line {line.number} ({line.lang})"])
    before: tuple[str, ...] = said.get("before", ())
    quoted = "" if line.door is Channel.CHAT else _quoted(scenario, line.text)
    if quoted and quoted not in before:
        before = tuple(sorted((*before, quoted), key=lambda name: scenario.steps[name].at))
    answers = quoted or next(reversed(before), "")
    if said.get("is_new_mail") and line.door is Channel.MAIL:
        answers = ""
    missing = tuple(sorted(set(said.get("needs", ())) & set(scenario.later)))
    return Setting(person, before, answers, said.get("weeks", ()), missing, said.get("headers", {}))


def _quoted(scenario: Scenario, text: str) -> str:
    """Name the step whose message a mail quotes; "" when it quotes none that is known."""
    folded = " ".join(text.split())
    found = [name for name, step in scenario.steps.items() if any(words in folded for words in step.quotes)]
    return found[0] if found else ""


def chosen(lines: Iterable[Line], only: str) -> list[Line]:
    """Keep the lines named, such as "1-20, 33"; all of them for "". Raises: ValueError for what names none."""
    if not only:
        return list(lines)
    wanted: set[int] = set()
    for part in only.split(","):
        first, _, last = part.strip().partition("-")
        wanted |= set(range(int(first), int(last or first) + 1))
    return [line for line in lines if line.number in wanted]
