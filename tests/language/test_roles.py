"""What is asked about roles never survives a negation, a doubt or a condition put into it."""

import pytest

from core.language import read
from core.language.requests.sentences import _load, command_of, examples
from core.people.models import Role
from core.roles.reading import GIVEN, roles_in
from tests.language.situations import digest, sure
from tests.language.test_wishes import DENYING

ASKED = [
    (language, command, example)
    for language in DENYING
    for command, found in examples(language).items()
    if command.startswith("roles.")
    for example in found
]


@pytest.mark.parametrize(("language", "command", "example"), ASKED)
def test_a_request_with_a_denying_word_in_it_is_not_carried_out(language: str, command: str, example: str) -> None:
    """Behind the colon the reader of contacts refuses it, see tests/contacts/test_reading.py."""
    asked, colon, rest = example.partition(":")
    words = asked.split()
    for denying in DENYING[language]:
        for at in range(len(words) + 1):
            text = " ".join([*words[:at], denying, *words[at:]]) + colon + rest
            found = {meaning.command for meaning in sure(read(text, digest(language)))}
            assert not any(one.startswith("roles.") for one in found), text


@pytest.mark.parametrize(("language", "command", "example"), ASKED)
def test_a_request_beside_a_verdict_is_none(language: str, command: str, example: str) -> None:
    verdict = {"nl": "Noor akkoord", "en": "Noor approved"}[language]
    assert command not in {meaning.command for meaning in sure(read(f"{verdict}, {example}", digest(language)))}


@pytest.mark.parametrize("text", ["beheerder", "docent", "rol", "rollen", "uitnodiging", "nodig", "maak"])
def test_words_that_may_be_about_anything_are_no_request(text: str) -> None:
    assert not any(meaning.command.startswith("roles.") for meaning in read(text, digest("nl")).meanings)


@pytest.mark.parametrize("language", DENYING)
def test_every_word_for_a_role_in_the_sentences_means_one_role(language: str) -> None:
    """Else it would be understood as a request without a role."""
    rule = _load(language, "roles.yaml")["expansion_rules"]["role_word"].rpartition("(")[2].strip(")")
    found = {word: roles_in(word, ()) for word in rule.split("|")}
    assert {word: roles for word, roles in found.items() if len(roles) != 1} == {}
    assert {role for roles in found.values() for role in roles} == GIVEN


@pytest.mark.parametrize(
    ("text", "names", "roles"),
    [
        ("maak Anna de Vries beheerder", ["Anna de Vries"], (Role.ADMIN,)),
        ("Jan Docent is geen coördinator meer", ["Jan Docent"], (Role.COORDINATOR,)),
        ("nodig uit als werkbegeleider en docent", [], (Role.WORK_SUPERVISOR, Role.TEACHER)),
        ("take the role of school contact from Jo", ["Jo"], (Role.SCHOOL,)),
        ("make Jo a student", ["Jo"], ()),
    ],
)
def test_the_roles_of_a_request_are_those_besides_its_names(
    text: str, names: list[str], roles: tuple[Role, ...]
) -> None:
    assert roles_in(text, names) == roles


@pytest.mark.parametrize("text", ["maak somebody student", "make somebody a student", "nodig somebody uit als baas"])
def test_a_role_that_no_admin_gives_is_no_request(text: str) -> None:
    assert not command_of(text, "nl")
