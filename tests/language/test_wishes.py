"""What people ask about how they are reached never survives a negation, a doubt or a condition put into it."""

import pytest

from core.language import read
from core.language.sentences import examples
from tests.language.situations import digest, sure

DENYING = {
    "nl": ("niet", "nog niet", "geen", "toch niet", "pas als", "tenzij", "nooit", "misschien", "of"),
    "en": ("not", "not yet", "no", "don't", "only if", "unless", "never", "maybe", "or"),
}
WISHES = [
    (language, command, example)
    for language in DENYING
    for command, found in examples(language).items()
    if command.startswith("people.")
    for example in found
]


@pytest.mark.parametrize(("language", "command", "example"), WISHES)
def test_a_wish_with_a_denying_word_anywhere_is_not_carried_out(language: str, command: str, example: str) -> None:
    words = example.split()
    for denying in DENYING[language]:
        for at in range(len(words) + 1):
            text = " ".join([*words[:at], denying, *words[at:]])
            assert command not in {meaning.command for meaning in sure(read(text, digest(language)))}, text


@pytest.mark.parametrize(("language", "command", "example"), WISHES)
def test_a_wish_that_is_asked_is_only_proposed(language: str, command: str, example: str) -> None:
    reading = read(f"{example}?", digest(language))
    assert command not in {meaning.command for meaning in sure(reading)}


@pytest.mark.parametrize(("language", "command", "example"), WISHES)
def test_a_wish_beside_a_verdict_is_no_request(language: str, command: str, example: str) -> None:
    verdict = {"nl": "Noor akkoord", "en": "Noor approved"}[language]
    for text in (f"{verdict}, {example}", f"{example}. {verdict}."):
        assert command not in {meaning.command for meaning in sure(read(text, digest(language)))}, text


@pytest.mark.parametrize("text", ["terug", "maandag tot vrijdag vrij", "vakantie tot vrijdag", "per", "weer", "storen"])
def test_words_that_may_be_about_hours_are_no_wish(text: str) -> None:
    assert not any(meaning.command.startswith("people.") for meaning in read(text, digest("nl")).meanings)
