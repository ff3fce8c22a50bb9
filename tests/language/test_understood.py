"""What messages come to, whole: what is done, what is only proposed, what is asked and in which words.

`understood.yaml` has them by situation and language. `changed.yaml` has others that are made of these: a word lost, put
in or moved, or two messages joined, by chance or to try one place of the reader.
Each shows a mistake in the reader that those do not (`python -m tests.mutants`).
`python -m tests.language.test_understood` writes anew what they come to; read what changed before it is kept.
"""

from pathlib import Path

import pytest
import yaml

from core.language import read
from core.language.meaning import Certainty, Context, DayChange, Doubt, Meaning, OpenWeek, Reading
from tests.language.situations import digest, one_week, proposal, two_at_once

FILES = (Path(__file__).parent / "understood.yaml", Path(__file__).parent / "changed.yaml")
SITUATIONS = {"digest": digest, "one week": one_week, "proposal": proposal, "two at once": two_at_once}
Understood = dict[str, dict[str, dict[str, str]]]


def told(reading: Reading, context: Context) -> str:
    """Tell all that a reading comes to; "?" is what is only proposed."""
    weeks = {week.week_id: week for week in context.weeks}
    found = ["nothing acts"] if reading.blocks_all else []
    found += [done(meaning, weeks) for meaning in reading.meanings]
    found += [_asked(doubt) for doubt in reading.doubts]
    return "; ".join(found)


def done(meaning: Meaning, weeks: dict[int, OpenWeek]) -> str:
    parts = [meaning.command.removeprefix("logbook.") + ("" if meaning.certainty is Certainty.SURE else "?")]
    for verdict in meaning.weeks:
        days = " ".join(_day(change, weeks[verdict.week_id]) for change in verdict.days)
        parts.append(f"{verdict.week_id}({days})" if days else str(verdict.week_id))
    parts += [f"on {meaning.when}"] if meaning.when else []
    parts += [f"of {meaning.dossiers}"] if meaning.dossiers else []
    parts += [f"because “{meaning.reason}”"] if meaning.reason else []
    return " ".join(parts)


def _day(change: DayChange, week: OpenWeek) -> str:
    day = f"{change.date:%a}" if change.date in week.minutes else str(change.date)
    return day if change.minutes is None else f"{day}={change.minutes / 60:g}"


def _asked(doubt: Doubt) -> str:
    about = f" of {' '.join(map(str, doubt.about))}" if doubt.about else ""
    choice = f" from {' '.join(map(str, doubt.candidates))}" if doubt.candidates else ""
    return f"asks {doubt.problem} “{doubt.words}”{about}{choice}"


def all_of_them() -> Understood:
    """Give every message that is written down, by situation and language, with what it comes to."""
    found: Understood = {}
    for file in FILES:
        for situation, languages in _of(file).items():
            for language, lines in languages.items():
                found.setdefault(situation, {}).setdefault(language, {}).update(lines)
    return found


def _of(file: Path) -> Understood:
    found: Understood = yaml.safe_load(file.read_text())
    return found


@pytest.mark.parametrize(
    ("situation", "language", "said", "comes_to"),
    [
        (situation, language, said, comes_to)
        for situation, languages in all_of_them().items()
        for language, lines in languages.items()
        for said, comes_to in lines.items()
    ],
)
def test_a_message_comes_to_just_this(situation: str, language: str, said: str, comes_to: str) -> None:
    context = SITUATIONS[situation](language)
    assert told(read(said, context), context) == comes_to


def _again(file: Path) -> None:
    found = _of(file)
    for situation, languages in found.items():
        for language, lines in languages.items():
            context = SITUATIONS[situation](language)
            for said in lines:
                lines[said] = told(read(said, context), context)
    file.write_text(yaml.safe_dump(found, allow_unicode=True, width=1000, sort_keys=False))


if __name__ == "__main__":
    for one in FILES:
        _again(one)
