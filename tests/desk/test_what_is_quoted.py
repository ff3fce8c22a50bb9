"""A week that is denied with a reason stays open beside the others' yes, and the whole of it can still go back."""

import pytest

from tests.site import Site

CLAUSES = [
    ("nl", "2 akkoord, 1 niet, hij was er niet", "blijft open", "nummer 1 helemaal terug"),
    ("en", "2 approved, 1 not, he was not there", "stays open", "number 1 completely back"),
]


@pytest.mark.parametrize(("language", "says", "answer", "after"), CLAUSES)
async def test_what_is_denied_beside_a_yes_stays_open_and_may_still_go_back(
    site: Site, language: str, says: str, answer: str, after: str
) -> None:
    house = site.house
    await house.change(type(site.ria), site.ria.id, language=language)
    await house.remind()
    assert await house.chat(site.ria, says) == "acted"
    first, second = (
        (site.noor10, site.daan10) if await house.states(site.daan10) == "aaaaa" else (site.daan10, site.noor10)
    )
    assert (await house.states(first), await house.states(second)) == ("sssss", "aaaaa")
    assert answer in house.last(site.ria).text
    assert await house.chat(site.ria, after) == "acted"
    assert (await house.states(first), await house.states(second)) == ("ccccc", "aaaaa")


@pytest.mark.parametrize("says", ["1 niet, hij was er niet", "1 niet, want hij was er niet"])
async def test_what_is_denied_alone_stays_open(site: Site, says: str) -> None:
    await site.house.remind()
    assert await site.house.chat(site.ria, says) == "answered"
    assert "blijft open" in site.house.last(site.ria).text
    assert {await site.house.states(week) for week in (site.noor10, site.daan10)} == {"sssss"}
