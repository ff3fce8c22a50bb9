"""A word of our vocabulary has a place only beside what it is said of; anywhere else it was not understood."""

from collections import defaultdict
from collections.abc import Iterator

import pytest

from core.language import read
from core.language.values.weeks import read_count
from core.language.vocabulary.entries import vocabulary_labels
from core.language.vocabulary.families import LISTED, NUMBERED
from core.language.vocabulary.said import Said
from core.language.vocabulary.text import clean, tokenise
from core.language.vocabulary.words import LANGUAGES, lexicon
from tests.language.situations import NOW, approved, digest, one_week, sure
from tests.language.test_the_rule import inserted

# Small words, courtesies, words for whom and which, and what is said of a yes: a yes may hold these.
HELD = {
    *("plain", "courtesy", "and", "also", "yes", "it", "that", "they", "tail"),
    *("all", "everyone", "rest", "both", "three", "four", "contrast", "checked", "as_is", "was"),
    *("approve", "approve_act", "unsure_approve"),
    # These set clauses apart, so that the yes may stand in one by itself; "week" may be the week of whoever follows.
    *("but", "only", "except", "odd_week"),
}
READERS = {*NUMBERED.values(), *LISTED.values(), "half_day"}
MOST = 4
YESES = {
    "nl": "week 47 Sanne gefiatteerd",
    "en": "week 47 Sanne approved",
    "de": "KW 47 Sanne genehmigt",
    "fr": "semaine 47 Sanne validée",
}


def counts_days(phrase: str, language: str) -> bool:
    """Say whether it is "alle vijf dagen", which is all of a week that has five."""
    said = Said(tokenise(clean(phrase)), lexicon(language), today=NOW.date())
    count = read_count(said, 0)
    return count is not None and count.of_days


def words_without_place(language: str) -> Iterator[str]:
    """Give some phrases of each family that a yes has no place for."""
    families: dict[frozenset[str], list[str]] = defaultdict(list)
    # "Mark ... approved" is a yes of its own.
    heads = {head for head, ends in lexicon(language).split.items() if any(label == "approve_act" for label, _ in ends)}
    for phrase, labels in vocabulary_labels(language):
        parts = labels - READERS
        if (
            phrase not in heads
            and not counts_days(phrase, language)
            and parts
            and parts.isdisjoint(HELD)
            and labels == parts
        ):
            families[parts].append(phrase)
    assert len(families) > 40
    for found in families.values():
        yield from sorted(found)[:: max(1, len(found) // MOST)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_yes_with_a_word_that_has_no_place_in_it_approves_nothing_at_once(language: str) -> None:
    context = digest(language)
    words = list(words_without_place(language))
    assert approved(YESES[language], context)
    assert [changed for changed in inserted(YESES[language], words) if approved(changed, context)] == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "Sanne intrekken klopt"),
        ("nl", "de weken van Noor kloppen, mankeert"),
        ("nl", "week 46 klopt eerst nog even"),
        ("nl", "Youssef zijn uren schrap kloppen"),
        ("nl", "Sanne gedeeltelijk akkoord"),
        ("nl", "de uren met een verschil van kloppen"),
        ("nl", "Noor klopt zonder laptop"),
        ("en", "Sanne looks good revert"),
        ("en", "the hours are correct short by"),
        ("en", "approve Noor's weeks partly"),
        ("en", "Youssef goes through is fine"),
        ("de", "Sanne passt teilweise"),
        ("fr", "Sanne c'est bon en partie"),
    ],
)
def test_words_of_another_construction_leave_a_yes_to_be_asked_about(language: str, text: str) -> None:
    for context in (digest(language), one_week(language)):
        assert approved(text, context) == set()


@pytest.mark.parametrize("text", ["Sanne terug herroepen", "Sanne dinsdag 6 uur laat zitten", "Noor terug deels"])
def test_nothing_goes_back_on_words_that_have_no_place_there(text: str) -> None:
    assert sure(read(text, digest())) == []


@pytest.mark.parametrize(
    "text",
    ["Sanne klopt zoals het er staat", "Sanne mag door, alles nagekeken", "de uren van Sanne kloppen met het rooster"],
)
def test_what_a_yes_has_a_place_for_keeps_it(text: str) -> None:
    assert approved(text, digest()) == approved("Sanne klopt", digest())
