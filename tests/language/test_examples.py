"""Every example in the sentence files means exactly its command, and no example fits another command's sentences."""

from dataclasses import replace

import pytest

from core.language import read
from core.language.requests.sentences import FILES, _load, command_of, examples
from core.language.vocabulary.words import LANGUAGES
from tests.language.situations import digest, logging_student, sure

OF_STUDENTS = {"logbook.submit", "logbook.mine"}
READ_AS = {"logbook.show_named": "logbook.show"}
EXAMPLES = [
    (language, command, example)
    for language in LANGUAGES
    for command, found in examples(language).items()
    for example in found
]


@pytest.mark.parametrize(("language", "command", "example"), EXAMPLES)
def test_an_example_is_read_as_its_command(language: str, command: str, example: str) -> None:
    reading = read(example, logging_student(language) if command in OF_STUDENTS else digest(language))
    assert [meaning.command for meaning in sure(reading)] == [READ_AS.get(command, command)]
    assert not reading.doubts


@pytest.mark.parametrize(("language", "command", "example"), EXAMPLES)
def test_an_example_means_the_same_without_any_student_in_sight(language: str, command: str, example: str) -> None:
    """A name that is nobody's makes it a question, never another command."""
    bare = replace(digest(language), known=(), weeks=(), focus=())
    found = {meaning.command for meaning in sure(read(example, bare))}
    assert found <= {READ_AS.get(command, command)}


def test_every_command_has_three_examples_in_every_language() -> None:
    for language in LANGUAGES:
        assert {command: len(found) for command, found in examples(language).items() if len(found) < 3} == {}


def test_dutch_and_english_have_examples_for_the_same_commands() -> None:
    assert set(examples("nl")) == set(examples("en"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_language_has_a_command_that_dutch_lacks(language: str) -> None:
    assert set(examples(language)) <= set(examples("nl"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_files_name_a_rule_alike(language: str) -> None:
    """All rules of a language share one space, so the later file would change the sentences of the earlier."""
    rules = [name for file in FILES for name in _load(language, file).get("expansion_rules") or {}]
    assert {name for name in rules if rules.count(name) > 1} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_unknown_sentence_is_no_command(language: str) -> None:
    assert not command_of("de kat krabt de krullen van de trap", language)
