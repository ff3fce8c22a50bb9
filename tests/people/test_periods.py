"""A free period is said back with its first and last day, also when it was said as a week."""

import pytest

from tests.site import Site


@pytest.mark.parametrize(
    ("says", "answer"),
    [
        ("ik ben volgende week met vakantie", "ma 16 maart tot en met zo 22 maart"),
        ("I'm on holiday next week", "ma 16 maart tot en met zo 22 maart"),
        ("ik ben van 7 tot 11 april met vakantie", "di 7 april tot en met za 11 april"),
    ],
)
async def test_a_holiday_of_a_week_is_said_back_with_its_days(site: Site, says: str, answer: str) -> None:
    assert await site.house.chat(site.ria, says) == "acted"
    assert answer in site.house.last(site.ria).text
