"""A doubt quotes the clause that it is about, and says how the whole week can go back."""

import pytest

from tests.site import Site

CLAUSES = [
    ("nl", "2 akkoord, 1 niet, hij was er niet", "“1 niet, hij was er niet”", "nummer 1 helemaal terug"),
    ("en", "2 approved, 1 not, he was not there", "“1 not, he was not there”", "number 1 completely back"),
]


@pytest.mark.parametrize(("language", "says", "quote", "offer"), CLAUSES)
async def test_only_the_clause_in_doubt_is_quoted_and_what_it_offers_sends_the_week_back(
    site: Site, language: str, says: str, quote: str, offer: str
) -> None:
    house = site.house
    await house.change(type(site.ria), site.ria.id, language=language)
    await house.remind()
    assert await house.chat(site.ria, says) == "acted"
    first, second = (
        (site.noor10, site.daan10) if await house.states(site.daan10) == "aaaaa" else (site.daan10, site.noor10)
    )
    assert (await house.states(first), await house.states(second)) == ("sssss", "aaaaa")
    answer = house.last(site.ria).text
    assert quote in answer
    assert offer in answer
    assert await house.chat(site.ria, offer) == "acted"
    assert (await house.states(first), await house.states(second)) == ("ccccc", "aaaaa")


@pytest.mark.parametrize("says", ["1 niet, hij was er niet", "1 niet, want hij was er niet"])
async def test_a_week_in_doubt_alone_is_left_alone(site: Site, says: str) -> None:
    await site.house.remind()
    assert await site.house.chat(site.ria, says) == "answered"
    assert f"“{says}”" in site.house.last(site.ria).text
    assert {await site.house.states(week) for week in (site.noor10, site.daan10)} == {"sssss"}
