"""Every example of an answer that a message shows is one that we understand."""

import re
from datetime import date, datetime
from html import unescape
from zoneinfo import ZoneInfo

import pytest

from core.language import read
from core.language.meaning import Certainty, Context, Known, OpenWeek, Placement
from core.languages import CODES
from core.wording import Face, Wording
from tests.wording.samples import FACTS

WORDING = Wording()
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))
MONDAY = date(2026, 11, 16)
HOURS = {date(2026, 11, day): minutes for day, minutes in ((16, 480), (17, 450), (18, 440), (19, 570))}
KNOWN = (Known(1, "Noor", "van den", "Berg"), Known(2, "Tijn", "", "Prikkelbos"), Known(3, "Ilyas", "", "Ouali"))
WEEKS = [OpenWeek(number, number, MONDAY, HOURS, frozenset(HOURS), number) for number in (1, 2, 3)]
ROLES = ("supervisor", "student", "coordinator", "admin", "school")
NOT_UNDERSTOOD = {"words": "", "candidates": []}
EARLIER = OpenWeek(9, 1, date.fromisocalendar(2026, 10, 1), {}, frozenset())


def contexts(language: str) -> list[Context]:
    """The situations in which an example may stand: a digest, one week, a choice, a student's mending and logging."""
    return [
        Context(NOW, language, KNOWN, WEEKS, focus=[1, 2, 3]),
        Context(NOW, language, KNOWN, WEEKS[:1], focus=[1]),
        Context(NOW, language, KNOWN, WEEKS[:1], focus=[1], choices=2),
        Context(NOW, language, KNOWN[:1], WEEKS[:1], focus=[1], for_student=True),
        Context(NOW, language, KNOWN, [EARLIER]),
        Context(
            datetime(2026, 11, 27, 16, 0, tzinfo=NOW.tzinfo),
            language,
            KNOWN[:1],
            [],
            for_student=True,
            placements=[Placement(1, date(2026, 9, 1), date(2027, 2, 26))],
        ),
    ]


def shown(language: str) -> list[str]:
    faces: tuple[Face, ...] = ("chat", "mail")
    htmls = [WORDING.say(name, facts, language, face).html for name, facts in FACTS.items() for face in faces]
    htmls += [WORDING.say("desk.help", {"role": role}, language).html for role in ROLES]
    htmls += [
        WORDING.say("desk.not_understood", {**NOT_UNDERSTOOD, "problem": "unknown_words", "role": role}, language).html
        for role in ROLES
    ]
    htmls += [
        WORDING.say("desk.not_understood", {**NOT_UNDERSTOOD, "problem": problem}, language).html
        for problem in ("bad_hours", "nothing", "unknown_words")
    ]
    found = [unescape(example) for html in htmls for example in re.findall(r"<code>(.*?)</code>", html)]
    return sorted(set(found))


@pytest.mark.parametrize(("language", "example"), [(lang, one) for lang in CODES for one in shown(lang)])
def test_an_example_we_show_is_wholly_understood(language: str, example: str) -> None:
    readings = [read(example, context) for context in contexts(language)]
    assert any(
        reading.meanings
        and not reading.doubts
        and not reading.blocks_all
        and all(meaning.certainty is Certainty.SURE for meaning in reading.meanings)
        for reading in readings
    ), readings
