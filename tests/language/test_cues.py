"""A message that was not wholly understood is known by its cues, and never leads to more than an answer."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import core.desk  # noqa: F401 - declares every command
from core.command import REGISTRY
from core.conduct import is_harmless, is_safe_to_guess
from core.language import read, read_loosely
from core.language.meaning import Certainty, Meaning
from core.language.requests import cues as cue_files
from core.language.requests.cues import Cue, cues_of, examples_of
from core.language.vocabulary.words import LANGUAGES
from tests.language.situations import digest, logging_student, sure

HARMLESS = {name for name, declared in REGISTRY.items() if is_harmless(Meaning(name))}
EXAMPLES = [(language, example.cue, example.text) for language in LANGUAGES for example in examples_of(language)]


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
    assert topics("Dag Akkoord, alles goed?") == [("desk.greet", "")]


def _said(section: str) -> list[tuple[str, str, str]]:
    """Give (language, topic, sentence) of the sentences that stand beside this file."""
    found = []
    for path in sorted(Path(__file__).parent.glob("cued_*.yaml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))[section]
        found += [(path.stem[-2:], topic, said) for topic, sentences in data.items() for said in sentences]
    return found


def _named(found: Sequence[tuple[str, str]]) -> list[str]:
    return [f"{command}/{topic}" for command, topic in found]


@pytest.mark.parametrize(("language", "topic", "said"), _said("topics"))
def test_what_a_supervisor_asks_in_other_words_is_known(language: str, topic: str, said: str) -> None:
    assert _named(topics(said, language)) == [topic]


@pytest.mark.parametrize(("language", "topic", "said"), _said("students"))
def test_what_a_student_asks_in_other_words_is_known(language: str, topic: str, said: str) -> None:
    assert _named(topics(said, language, by="student")) == [topic]


@pytest.mark.parametrize(("language", "topic", "said"), _said("unasked"))
def test_a_bare_that_is_fine_is_thanks_where_no_hours_were_asked_about(language: str, topic: str, said: str) -> None:
    assert _named(topics(said, language, is_unasked=True)) == [topic]


@pytest.mark.parametrize(("language", "topic", "said"), _said("misses"))
def test_what_only_looks_like_a_topic_is_not_taken_for_it(language: str, topic: str, said: str) -> None:
    found = _named(topics(said, language))
    assert not found if topic == "any" else topic not in found


@pytest.mark.parametrize(("language", "topic", "said"), _said("topics"))
def test_nothing_that_is_known_by_cues_is_an_act_word_by_word(language: str, topic: str, said: str) -> None:
    """What leads to an act by its words never gets to the cues; this shows that no sentence here does."""
    acting = {one.command for one in sure(read(said, digest(language)))} - HARMLESS
    assert not acting, topic


def test_a_background_that_judges_is_answered_about_and_not_carried_out() -> None:
    found = read_loosely("Rekenen jullie de lunch als uren? Anders klopt die 8 van maandag wel.", digest())
    assert found is not None
    assert [one.fields["topic"] for one in found.meanings] == ["counting"]


def test_a_greeting_and_a_signature_hide_no_question() -> None:
    said = (
        "Goedemorgen,\n\nTot wanneer loopt de stage van Daan eigenlijk?\n\n"
        "Met vriendelijke groet,\nAnke de Wilde\nBouwbedrijf Houtzaag"
    )
    found = read_loosely(said, digest())
    assert found is not None
    assert [(one.command, one.dossiers) for one in found.meanings] == [("logbook.student", (2,))]


def test_two_questions_are_both_answered() -> None:
    assert [topic for _, topic in topics("Wie leest mijn toelichting? En tellen overuren mee?")] == [
        "remarks",
        "counting",
    ]


def test_later_says_when_and_at_what_time() -> None:
    found = read_loosely("donderdag om 4 uur heb ik tijd om te kijken", digest())
    assert found is not None
    (only,) = found.meanings
    assert (only.command, only.when, only.fields["times"]) == ("logbook.later", date(2026, 11, 26), ["16:00"])


def test_a_word_of_a_file_that_looks_like_a_name_is_none() -> None:
    found = read_loosely("kan de leerling daarna nog iets wijzigen na mijn akkoord", digest())
    assert found is not None
    assert not found.meanings[0].dossiers


@given(st.text(max_size=300))
def test_any_text_at_all_is_read_without_an_error(text: str) -> None:
    found = read_loosely(text, digest())
    assert found is None or all(one.certainty is Certainty.LIKELY for one in found.meanings)


def test_a_family_that_is_written_twice_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "nl"
    folder.mkdir()
    (folder / "cues.yaml").write_text("families: {busy: [druk]}\ncues: []\n", encoding="utf-8")
    (folder / "cues_more.yaml").write_text("families: {busy: [bezig]}\ncues: []\n", encoding="utf-8")
    monkeypatch.setattr(cue_files, "FOLDER", tmp_path)
    with pytest.raises(ValueError, match="two families of words are called busy"):
        cue_files.cues_of.__wrapped__("nl")
    (folder / "cues_more.yaml").write_text("families: {later: [straks], later: [morgen]}\ncues: []\n", encoding="utf-8")
    with pytest.raises(ValueError, match="written twice: later"):
        cue_files.cues_of.__wrapped__("nl")
