"""Names in one cell, and names that changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.dossiers.names import Name, split_name


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Noor van den Berg", ("Noor", "van den", "Berg")),
        ("Berg, Noor van den", ("Noor", "van den", "Berg")),
        ("Ada Vis", ("Ada", "", "Vis")),
        ("Vis, Ada", ("Ada", "", "Vis")),
        ("J.P. 't Hooft", ("J.P.", "'t", "Hooft")),
        ("Anna Maria de Wit", ("Anna Maria", "de", "Wit")),
        ("Mia Op den Akker", ("Mia", "Op den", "Akker")),
        ("Vis", ("", "", "Vis")),
        ("Bo Bakker-de Vries", ("Bo", "", "Bakker-de Vries")),
        ("Ed van", ("Ed", "", "van")),
    ],
)
def test_a_name_in_one_cell_is_split(text: str, parts: tuple[str, str, str]) -> None:
    assert split_name(text) == Name(*parts)


@given(st.text(alphabet="abcÉ 't,vande", min_size=1, max_size=30).filter(str.strip))
def test_splitting_loses_no_word(text: str) -> None:
    assert sorted(split_name(text).full.split()) == sorted(text.replace(",", " ", 1).split())


@pytest.mark.parametrize(
    ("was", "now", "may"),
    [
        (Name("Renée", "", "Vis"), Name("RENEE", "", "vis"), True),
        (Name("R.", "", "Vis"), Name("Renée", "", "Vis"), True),
        (Name("Renée", "", "Vis"), Name("Renée", "de", "Wit"), True),
        (Name("", "", ""), Name("Renée", "", "Vis"), True),
        (Name("Renée", "", "Vis"), Name("Bo", "", "Vis"), False),
        (Name("Renée", "", "Vis"), Name("Bo", "", "Wit"), False),
        (Name("R", "", "Vis"), Name("R", "", "Wit"), False),
    ],
)
def test_a_corrected_name_is_told_from_another_person(was: Name, now: Name, may: bool) -> None:
    assert was.may_be(now) is may
