"""Whoever answers a proposal with something else than a yes or no is asked before anything is done with its hours."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.record import Decision
from tests.site import Site

pytestmark = pytest.mark.usefixtures("proposal")
EXCEPT, WHOLE = "Akkoord: Daan, week 10, behalve di (6 uur)", "Akkoord: Daan, week 10"


@pytest.fixture
async def proposal(site: Site) -> None:
    """Have the assistant propose, below the list, to approve Daan's week but for its Tuesday."""
    await site.house.remind()
    await says(site, "Daan akkoord behalve denk ik dinsdag moet 6 zijn")
    assert site.house.last(site.ria).labels == ["Ja, klopt", "Nee"]


async def says(site: Site, *texts: str) -> list[str]:
    """Say things, a minute after each other. Gives what may be chosen then."""
    for text in texts:
        site.house.now += timedelta(minutes=1)
        await site.house.chat(site.ria, text)
    return site.house.last(site.ria).labels


async def decided(site: Site) -> list[str]:
    return [one.command for one in await site.house.all(select(Decision).order_by(Decision.id))]


@pytest.mark.parametrize("text", ["Daan akkoord", "alles akkoord", "Daan is goed zo"])
async def test_a_whole_week_may_mean_the_proposal_too_so_both_are_offered(site: Site, text: str) -> None:
    assert (await says(site, text))[:2] == [EXCEPT, WHOLE]
    assert (await says(site, text))[:2] == [EXCEPT, WHOLE]
    assert await site.house.states(site.daan10) == "sssss"
    await site.house.press(site.ria, site.house.last(site.ria).button(EXCEPT))
    assert await site.house.states(site.daan10) == "acaaa"


async def test_the_exception_can_still_be_dropped(site: Site) -> None:
    await says(site, "alles akkoord")
    await site.house.press(site.ria, dict(site.house.last(site.ria).outgoing.choices)[WHOLE])
    assert await site.house.states(site.daan10) == "aaaaa"


async def test_a_yes_that_goes_on_about_another_approves_only_the_other(site: Site) -> None:
    assert (await says(site, "ja en Noor ook akkoord"))[:2] == [EXCEPT, WHOLE]
    assert await site.house.states(site.noor10) == "aaaaa"
    assert await site.house.states(site.daan10) == "sssss"


@pytest.mark.parametrize(
    "text",
    ["niet akkoord", "wacht nog even met Daan", "hoeveel uur mag een student per week werken?"],
)
async def test_a_yes_after_the_proposal_was_left_is_said_back(site: Site, text: str) -> None:
    assert await says(site, text, "ja") == ["Ja, klopt", "Nee"]
    assert await decided(site) == []
    await says(site, "ja")
    assert await decided(site) == ["logbook.approve_except"]


async def test_a_yes_below_the_receipt_of_another_is_said_back(site: Site) -> None:
    assert await says(site, "Noor akkoord", "ja") == ["Ja, klopt", "Nee"]
    assert await decided(site) == ["logbook.approve"]


async def test_a_yes_right_behind_the_proposal_still_does_it(site: Site) -> None:
    await says(site, "ja")
    assert await site.house.states(site.daan10) == "acaaa"


async def test_the_button_of_a_proposal_that_was_left_still_does_it(site: Site) -> None:
    yes = site.house.last(site.ria).button("Ja")
    await says(site, "nog niet")
    await site.house.press(site.ria, yes)
    assert await site.house.states(site.daan10) == "acaaa"
