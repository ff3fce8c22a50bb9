"""A message that was not wholly understood is known by its cues, and never leads to more than an answer."""

from dataclasses import replace

import pytest

import core.desk  # noqa: F401 - declares every command
from core.command import REGISTRY
from core.conduct import is_safe_to_guess
from core.language import read_loosely
from core.language.cues import Cue, cues_of
from core.language.meaning import Certainty, Meaning
from core.language.words import LANGUAGES
from tests.language.situations import digest, logging_student

EXAMPLES = [
    (language, example.cue, example.text)
    for language in LANGUAGES
    if (cues := cues_of(language)) is not None
    for example in cues.examples
]


def topics(text: str, language: str = "nl", *, by: str = "", is_unasked: bool = False) -> list[tuple[str, str]]:
    """Give what a message is about by its cues; by: whose it is, a supervisor's unless a student's."""
    context = logging_student(language) if by == "student" else digest(language)
    found = read_loosely(text, replace(context, focus=()) if is_unasked else context)
    return [(one.command, one.fields["topic"]) for one in found.meanings] if found is not None else []


@pytest.mark.parametrize(("language", "cue", "example"), EXAMPLES)
def test_an_example_is_known_by_its_cues_as_its_own_topic_alone(language: str, cue: Cue, example: str) -> None:
    assert topics(example, language, by=cue.by, is_unasked=cue.is_unasked) == [cue.about]


@pytest.mark.parametrize("language", [language for language in LANGUAGES if cues_of(language)])
def test_no_cue_leads_to_what_acts_without_being_said_back(language: str) -> None:
    cues = cues_of(language)
    assert cues is not None
    for cue in cues.cues:
        assert cue.command in REGISTRY, cue.command
        assert is_safe_to_guess(Meaning(cue.command, certainty=Certainty.LIKELY)), cue.command


def test_what_is_read_by_cues_is_never_sure() -> None:
    found = read_loosely("dag iedereen, hoe is het?", digest())
    assert found is not None
    assert found.is_loose
    assert found.blocks_all
    assert {one.certainty for one in found.meanings} == {Certainty.LIKELY}
    sure = replace(found.meanings[0], command="logbook.approve")
    assert not is_safe_to_guess(sure)
    assert not is_safe_to_guess(replace(found.meanings[0], certainty=Certainty.SURE))


def test_a_word_that_bars_a_topic_bars_it_in_every_language() -> None:
    assert topics("hey everybody") == [("desk.greet", "")]
    assert topics("hey, akkoord") == []
    assert topics("hallo, approved", "en") == []


def test_our_own_name_behind_a_greeting_judges_nothing() -> None:
    assert topics("Dag Akkoord, hoe gaat het?") == [("desk.greet", "")]
