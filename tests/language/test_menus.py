"""Every word of the chat's command menus is understood, by those who see it."""

import pytest

from core.language import read
from core.menus import menus
from tests.language.situations import digest, logging_student, sure

SHOWN = [
    (language, who, command)
    for language, by_role in menus().items()
    for who, menu in by_role.items()
    for command, _ in menu
]


@pytest.mark.parametrize(("language", "who", "command"), SHOWN)
def test_a_command_of_the_menu_is_understood_without_asking(language: str, who: str, command: str) -> None:
    context = logging_student(language) if who == "student" else digest(language)
    reading = read(f"/{command}", context)
    assert len(sure(reading)) == 1
    assert not reading.doubts


def test_menus_are_what_telegram_takes() -> None:
    for language, by_role in menus().items():
        for menu in by_role.values():
            assert all(command.isascii() and command.islower() and len(command) <= 32 for command, _ in menu), language
            assert all(3 <= len(description) <= 256 for _, description in menu)


def test_everybody_has_a_menu_in_every_language_and_none_says_more_than_the_dutch_one() -> None:
    """A language may lack what it has no sentences for yet."""
    dutch = menus()["nl"]
    assert [len(menu) for menu in menus()["en"].values()] == [len(menu) for menu in dutch.values()]
    for language, by_role in menus().items():
        assert by_role.keys() == dutch.keys()
        assert all(len(menu) <= len(dutch[who]) for who, menu in by_role.items()), language
