"""What is read of a new contact: in any order, strictly, and never two meanings."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.contacts.reading import Draft, initials_of, read_contact, read_roles
from core.people.models import Role

SUPERVISOR = (Role.WORK_SUPERVISOR,)
PARTS = ("Jan de Boer", "J.P.", "jan@bedrijf.example", "werkbegeleider")
JAN = Draft("Jan", "J.P.", "de", "Boer", "jan@bedrijf.example", SUPERVISOR)


@pytest.mark.parametrize("cut", [", ", "; ", "\n", " - "])
def test_the_order_and_the_cuts_do_not_matter(cut: str) -> None:
    for order in permutations(PARTS):
        assert read_contact(cut.join(order)) == JAN, order


@pytest.mark.parametrize(
    ("text", "draft"),
    [
        ("Jan de Boer <jan@bedrijf.example> werkbegeleider", Draft("Jan", "J.", "de", "Boer", PARTS[2], SUPERVISOR)),
        ("Jan de Boer (jan@bedrijf.example)", Draft("Jan", "J.", "de", "Boer", PARTS[2])),
        ("jan de boer jan@bedrijf.example", Draft("Jan", "J.", "de", "Boer", PARTS[2])),
        ("naam: Jan de Boer\nvoorletters: JP\ne-mail: Jan@Bedrijf.example\nrol: praktijkopleider", JAN),
        ("name: Jan de Boer\ninitials: J P\nemail: jan@bedrijf.example\nrole: work supervisor", JAN),
        ("Jan de Boer als werkbegeleider", Draft("Jan", "J.", "de", "Boer", roles=SUPERVISOR)),
        ("J. van 't Hof", Draft("", "J.", "van 't", "Hof")),
        ("de heer dr. Jan de Boer", Draft("Jan", "J.", "de", "Boer")),
        ("mevrouw Anne-Marie O'Brien", Draft("Anne-Marie", "A.M.", "", "O'Brien")),
        ("Ömer Çelik, coördinator", Draft("Ömer", "Ö.", "", "Çelik", roles=(Role.COORDINATOR,))),
    ],
)
def test_a_contact_is_read_as_people_write_one(text: str, draft: Draft) -> None:
    assert read_contact(text) == draft


@pytest.mark.parametrize(
    ("text", "unread"),
    [
        ("Jan", "Jan"),
        ("niet Jan de Boer", "niet Jan de Boer"),
        ("Niet Jan de Boer", "Niet Jan de Boer"),
        ("Jan de Boer misschien", "Jan de Boer misschien"),
        ("Jan de Boer, Piet Mol", "Piet Mol"),
        ("Jan de Boer, baas", "baas"),
        ("Jan de Boer, geen werkbegeleider", "geen werkbegeleider"),
        ("jan@bedrijf.example, piet@bedrijf.example", "piet@bedrijf.example"),
        ("Jan de Boer 2", "Jan de Boer 2"),
        ("jan@bedrijf", "jan@bedrijf"),
        ("only a supervisor", "only a supervisor"),
    ],
)
def test_what_is_not_wholly_one_thing_is_named_and_nothing_is_taken(text: str, unread: str) -> None:
    assert read_contact(text) == Draft(unread=(unread,))


def test_what_was_known_stays_and_what_is_typed_last_counts() -> None:
    known = read_contact("Jan de Boer, jan@bedrijf.example")
    assert known.lacks == "role"
    assert read_contact("tekenbevoegd en werkbegeleider", known).roles == (Role.SIGNATORY, Role.WORK_SUPERVISOR)
    assert read_contact("boer@bedrijf.example", known).email == "boer@bedrijf.example"
    assert read_contact("baas", known) == Draft("Jan", "J.", "de", "Boer", "jan@bedrijf.example", unread=("baas",))


def test_each_role_has_words_in_both_languages_and_nothing_else_is_a_role() -> None:
    for word, role in (("work supervisor", 0), ("begeleider", 0), ("signatory", 1), ("tekenbevoegde", 1)):
        assert read_roles(word) == ((Role.WORK_SUPERVISOR, Role.SIGNATORY)[role],)
    assert read_roles("Coördinator") == (Role.COORDINATOR,)
    assert read_roles("admin") == read_roles("student") == read_roles("school") == read_roles("en") == ()


def test_initials_come_from_the_first_name() -> None:
    assert [initials_of(name) for name in ("Jan", "anne-marie", "Jan Piet", "")] == ["J.", "A.M.", "J.P.", ""]


@given(st.text(max_size=500))
def test_any_text_is_read_or_named_and_survives_being_kept(text: str) -> None:
    draft = read_contact(text)
    assert not draft.unread or draft == Draft(unread=draft.unread)
    if not draft.unread:
        assert Draft.from_json(draft.to_json()) == draft
        assert "@" not in draft.name
