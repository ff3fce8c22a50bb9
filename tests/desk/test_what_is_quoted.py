"""A doubt quotes the clause that it is about and says how the whole week can go back; a plain denial leaves it open."""

import pytest

from tests.site import Site

IN_DOUBT = [
    ("nl", "2 akkoord, 1 misschien niet", "“1 misschien niet”", "nummer 1 helemaal terug"),
    ("en", "2 approved, 1 maybe not", "“1 maybe not”", "number 1 completely back"),
]
DENIED = [
    ("nl", "2 akkoord, 1 niet, hij was er niet", "blijft open", "nummer 1 helemaal terug"),
    ("en", "2 approved, 1 not, he was not there", "stays open", "number 1 completely back"),
]


async def says_and_sends_back(site: Site, language: str, says: str, after: str) -> str:
    """Say a yes to one week with another beside it, see that only the yes is done, and send that other back.

    Gives the first answer.
    """
    house = site.house
    await house.change(type(site.ria), site.ria.id, language=language)
    await house.remind()
    assert await house.chat(site.ria, says) == "acted"
    first, second = (
        (site.noor10, site.daan10) if await house.states(site.daan10) == "aaaaa" else (site.daan10, site.noor10)
    )
    assert (await house.states(first), await house.states(second)) == ("sssss", "aaaaa")
    answer = str(house.last(site.ria).text)
    assert await house.chat(site.ria, after) == "acted"
    assert (await house.states(first), await house.states(second)) == ("ccccc", "aaaaa")
    return answer


@pytest.mark.parametrize(("language", "says", "quote", "offer"), IN_DOUBT)
async def test_only_the_clause_in_doubt_is_quoted_and_what_it_offers_sends_the_week_back(
    site: Site, language: str, says: str, quote: str, offer: str
) -> None:
    answer = await says_and_sends_back(site, language, says, offer)
    assert quote in answer
    assert offer in answer


@pytest.mark.parametrize(("language", "says", "open_still", "after"), DENIED)
async def test_what_is_denied_with_a_reason_stays_open_and_may_still_go_back(
    site: Site, language: str, says: str, open_still: str, after: str
) -> None:
    assert open_still in await says_and_sends_back(site, language, says, after)


@pytest.mark.parametrize("says", ["1 misschien niet", "1 niet ook"])
async def test_a_week_in_doubt_alone_is_left_alone(site: Site, says: str) -> None:
    await site.house.remind()
    assert await site.house.chat(site.ria, says) == "answered"
    assert f"“{says}”" in site.house.last(site.ria).text
    assert {await site.house.states(week) for week in (site.noor10, site.daan10)} == {"sssss"}


@pytest.mark.parametrize("says", ["1 niet, hij was er niet", "1 niet, want hij was er niet"])
async def test_a_week_that_is_denied_alone_stays_open(site: Site, says: str) -> None:
    await site.house.remind()
    assert await site.house.chat(site.ria, says) == "answered"
    assert "blijft open" in site.house.last(site.ria).text
    assert {await site.house.states(week) for week in (site.noor10, site.daan10)} == {"sssss"}
