"""Values are taken out of a request as typed; what has no place in a template makes it no request."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.language.meaning import Known
from core.language.requests.slots import Around, Slotted, slotted
from core.language.vocabulary.names import names_of
from core.language.vocabulary.said import Said
from core.language.vocabulary.text import clean, tokenise
from core.language.vocabulary.words import lexicon

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))
NAMES = names_of((Known(1, "Noor", "van den", "Berg"), Known(2, "Daan", "", "Visser")))
OWN = frozenset({"herinner", "me", "om", "over", "niet", "storen", "tussen", "en", "voeg", "toe", "contact"})
OWN |= {"neemt", "het", "van", "tot", "vervangt", "mij", "een"}


def slots(text: str, language: str = "nl") -> Slotted | None:
    cleaned = clean(text)
    said = Said(tokenise(cleaned), lexicon(language), today=NOW.date())
    found = slotted(Around(said, cleaned, NAMES, OWN, NOW), 0, len(said.tokens))
    return None if isinstance(found, int) else found


@pytest.mark.parametrize(
    ("text", "words", "fields"),
    [
        ("herinner me donderdag", "herinner me someday", {"days": ["2026-11-26"]}),
        (
            "herinner me morgen om 10 uur",
            "herinner me someday om sometime",
            {"days": ["2026-11-26"], "times": ["10:00"]},
        ),
        ("herinner me over een uur", "herinner me someday", {"days": ["2026-11-25"], "times": ["11:00"]}),
        ("niet storen tussen 18:00 en 8:00", "niet storen tussen sometime en sometime", {"times": ["18:00", "08:00"]}),
        (
            "voeg contact toe: Jan de Boer, jan.de.boer+werk@bouw-bedrijf.nl",
            "voeg contact toe somebody someaddress",
            {"names": ["Jan de Boer"], "addresses": ["jan.de.boer+werk@bouw-bedrijf.nl"]},
        ),
        ("voeg toe J.P. van der Smit-Jansen", "voeg toe somebody", {"names": ["J.P. van der Smit-Jansen"]}),
        ("Jan vervangt mij", "somebody vervangt mij", {"names": ["Jan"]}),
        (
            "van morgen tot vrijdag vervangt Kees mij",
            "van someday tot someday vervangt somebody mij",
            {"days": ["2026-11-26", "2026-11-27"], "names": ["Kees"]},
        ),
        ("Mail jan@x.nl.", None, None),
        ("voeg toe (jan@x.nl).", "voeg toe someaddress", {"addresses": ["jan@x.nl"]}),
    ],
)
def test_values_are_taken_out_as_typed(text: str, words: str | None, fields: dict[str, Any] | None) -> None:
    found = slots(text)
    if words is None:
        assert found is None or "mail" not in found.words
        return
    assert found is not None
    assert " ".join(found.words) == words
    assert found.fields == fields


@pytest.mark.parametrize(
    "text",
    [
        "herinner me gisteren",
        "herinner me niet alsjeblieft prima",
        "akkoord",
        "alles klopt",
        "herinner me pas donderdag",
        "voeg toe Jan Nooit",
        "voeg toe Misschien Jan",
    ],
)
def test_a_word_without_a_place_makes_it_no_request(text: str) -> None:
    assert slots(text) is None


def test_a_student_is_told_from_a_stranger() -> None:
    found = slots("voeg Noor toe en Kees")
    assert found is not None
    assert [sorted(name.dossiers) for name in found.students] == [[1]]
    assert found.strangers == ["Kees"]


def test_a_name_in_small_letters_makes_it_unsure() -> None:
    found = slots("voeg toe kees")
    assert found is not None
    assert found.is_near


@given(st.text(alphabet="ab@.- 1:Jné\n'?u", max_size=60))
def test_no_text_makes_it_raise_or_lose_what_was_read(text: str) -> None:
    found = slots(text)
    if found is not None:
        for address in found.fields.get("addresses", ()):
            assert address in clean(text)
        for name in found.fields.get("names", ()):
            assert name in clean(text)
