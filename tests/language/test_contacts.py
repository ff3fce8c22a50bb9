"""What is asked about contacts never survives a negation, a doubt or a condition put into it."""

import pytest

from core.language import read
from core.language.requests.sentences import examples
from tests.language.situations import digest, sure
from tests.language.test_wishes import DENYING

ASKED = [
    (language, command, example)
    for language in DENYING
    for command, found in examples(language).items()
    if command.startswith("contacts.")
    for example in found
]


@pytest.mark.parametrize(("language", "command", "example"), ASKED)
def test_a_request_with_a_denying_word_in_it_is_not_carried_out(language: str, command: str, example: str) -> None:
    """Behind the colon the contact's own reader refuses it, see tests/contacts/test_reading.py."""
    asked, colon, rest = example.partition(":")
    words = asked.split()
    for denying in DENYING[language]:
        for at in range(len(words) + 1):
            text = " ".join([*words[:at], denying, *words[at:]]) + colon + rest
            assert command not in {meaning.command for meaning in sure(read(text, digest(language)))}, text


@pytest.mark.parametrize(("language", "command", "example"), ASKED)
def test_a_request_beside_a_verdict_is_none(language: str, command: str, example: str) -> None:
    verdict = {"nl": "Noor akkoord", "en": "Noor approved"}[language]
    assert command not in {meaning.command for meaning in sure(read(f"{verdict}, {example}", digest(language)))}


@pytest.mark.parametrize("text", ["contact", "inactief", "uitnodiging", "uit dienst", "nodig"])
def test_words_that_may_be_about_anything_are_no_request(text: str) -> None:
    assert not any(meaning.command.startswith("contacts.") for meaning in read(text, digest("nl")).meanings)
