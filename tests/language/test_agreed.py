"""With whom something was agreed says nothing of anybody's hours."""

from dataclasses import replace

import pytest

from core.language import read
from core.language.meaning import Known
from core.language.vocabulary.files import vocabulary
from core.language.vocabulary.words import LANGUAGES
from tests.language.situations import SANNE, digest, one_week, sure

YES = {"nl": "goed", "en": "ok", "de": "passt", "fr": "ok"}


def with_sanne(language: str) -> list[str]:
    """Give each way in which something is agreed with Sanne, and a verdict behind it that names nobody."""
    leads = vocabulary(language).get("agreed_with") or []
    return [f"{lead} {SANNE.first_name}: {YES[language]}" for lead in leads]


@pytest.mark.parametrize(("language", "text"), [(one, said) for one in LANGUAGES for said in with_sanne(one)])
def test_what_was_agreed_with_somebody_judges_nobody_at_once(language: str, text: str) -> None:
    for context in (digest(language), one_week(language)):
        assert not sure(read(text, context))


def test_a_name_that_begins_with_the_word_in_front_of_it_is_read() -> None:
    context = replace(digest("de"), known=[Known(1, "Mit", "", "Patel")])
    assert not sure(read("wie besprochen mit Patel", context))
