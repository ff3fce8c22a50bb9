"""Whose surname opens an invitation, and what the door reads of a post on its page."""

import json

import pytest

from core.contacts.activation import is_named
from core.contacts.models import Invitation
from core.incoming import Unreadable
from core.people.models import Person
from web.door import LinkDoor, activation_key, renewal_key, write_activation, write_renewal

JAN = Invitation(first_name="Jan", initials="J.", infix="van den", surname="Bérg-Mol")
HASH = "a" * 64


@pytest.mark.parametrize(
    "typed",
    [
        "Bérg-Mol",
        "berg mol",
        "BERG-MOL",
        "van den Berg-Mol",
        "vandenbergmol",
        "Jan van den Berg-Mol",
        "J. van den Bergmol",
    ],
)
def test_a_surname_is_compared_as_people_write_it(typed: str) -> None:
    assert is_named(typed, JAN, None)


@pytest.mark.parametrize("typed", ["", " ", "-", "Jan", "Berg", "Mol", "van den", "Bergmolen", "Jan Mol", "?"])
def test_another_name_or_none_is_not_it(typed: str) -> None:
    assert not is_named(typed, JAN, None)


def test_the_owner_of_the_address_may_type_the_name_we_know_them_by() -> None:
    known = Person(first_name="Johannes", initials="", infix="", surname="Berg")
    assert is_named("Berg", JAN, known)
    assert is_named("Bérg-Mol", JAN, known)
    assert not is_named("Johannes", JAN, known)


def test_a_post_reads_back_with_the_hash_and_without_evidence_or_words() -> None:
    incoming = LinkDoor().read(write_activation(HASH, "de Boer"))
    assert incoming.facts == {"invitation": HASH, "surname": "de Boer"}
    assert (incoming.tokens, incoming.text) == ((), "")
    assert not incoming.evidence
    assert LinkDoor().read(write_renewal(HASH)).facts == {"invitation": HASH, "renew": True}


@pytest.mark.parametrize(
    "post",
    [
        {"invitation": "x", "surname": "Boer"},
        {"invitation": 1, "surname": "Boer"},
        {"invitation": HASH},
        {"invitation": HASH, "surname": 1},
        {"invitation": HASH, "surname": "B" * 161},
        {"invitation": HASH, "surname": "Boer", "renew": True},
        {"invitation": HASH, "renew": 1, "token": "x"},
        {"invitation": HASH, "renew": False},
    ],
)
def test_what_our_form_never_sends_is_not_read(post: dict[str, object]) -> None:
    with pytest.raises(Unreadable):
        LinkDoor().read(json.dumps(post).encode())


def test_a_double_click_is_one_post_and_another_name_or_showing_is_a_new_one() -> None:
    nonce, other = "n" * 22, "m" * 22
    assert activation_key(HASH, "Boer", nonce) == activation_key(HASH, "boer", nonce)
    keys = {
        activation_key(HASH, "Boer", nonce),
        activation_key(HASH, "Mol", nonce),
        activation_key(HASH, "Boer", other),
        activation_key("b" * 64, "Boer", nonce),
        renewal_key(HASH, nonce),
        renewal_key(HASH, other),
    }
    assert len(keys) == 6
    assert all(len(key) <= 200 for key in keys)
