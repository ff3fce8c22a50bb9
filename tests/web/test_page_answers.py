"""What a total typed on the page does at the real desk."""

from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import delete, select

from akkoord.pages import DeskPages
from core.dossiers.models import DossierPart
from core.logbook.models import Approval, DayEntry
from core.logbook.page import PageFacts
from tests.site import Site
from web.door import key_of, write

DAAN_TOTAL = "37,5"


class Visitor:
    """Someone with the link of a mailed digest, who has looked at its page."""

    def __init__(self, site: Site, token: str) -> None:
        self.site = site
        self.token = token
        self.pages = DeskPages(site.house.database, site.house.desk, clock=lambda: site.house.now)
        self.count = 0

    async def look(self) -> PageFacts:
        page = await self.pages.show(self.token)
        assert isinstance(page, PageFacts)
        return page

    async def types(self, total: str, page: PageFacts, week: int | None = None) -> str:
        """Type a total in Daan's form of a page, and press."""
        self.count += 1
        shown = page.week(self.site.daan10.id if week is None else week)
        version = shown.version if shown is not None else "0" * 64
        about = week or self.site.daan10.id
        fields = {"total": total, "nonce": f"{self.count:032x}"}
        raw = write(self.token, about, version, **fields)
        answer = await self.pages.answer(self.token, raw, key_of(self.token, about, version, **fields))
        await self.site.house.deliver()
        return answer.outcome


@pytest_asyncio.fixture
async def visitor(site: Site) -> Visitor:
    await site.house.chat(site.ria, "", kind="blocked", facts={"blocked": True})
    await site.house.remind()
    return Visitor(site, site.house.last(site.ria).outgoing.token)


async def approvals(site: Site) -> list[Any]:
    return await site.house.all(select(Approval))


async def test_the_right_total_approves_that_week_and_mails_a_receipt(visitor: Visitor) -> None:
    site = visitor.site
    assert await visitor.types(DAAN_TOTAL, await visitor.look()) == "approved"
    assert await site.house.states(site.daan10) == "aaaaa"
    assert await site.house.states(site.noor10) == "sssss"
    receipt = site.house.last(site.ria)
    assert receipt.outgoing.address == "ria@kale.example"
    assert "de pagina" in receipt.text
    assert "Nog open" in receipt.text


@pytest.mark.parametrize("total", ["40", "37", "375", "veertig", ""])
async def test_a_wrong_total_does_nothing(visitor: Visitor, total: str) -> None:
    assert await visitor.types(total, await visitor.look()) == "wrong_total"
    assert await approvals(visitor.site) == []


async def test_after_five_wrong_totals_the_right_one_waits_an_hour(visitor: Visitor) -> None:
    page = await visitor.look()
    for total in ("1", "2", "3", "4", "5"):
        assert await visitor.types(total, page) == "wrong_total"
    assert await visitor.types(DAAN_TOTAL, page) == "too_many"
    assert await approvals(visitor.site) == []


async def test_hours_that_changed_after_the_page_was_shown_are_not_approved(visitor: Visitor) -> None:
    site, page = visitor.site, await visitor.look()
    (day, *_) = await site.house.all(select(DayEntry).where(DayEntry.week_id == site.daan10.id))
    await site.house.change(DayEntry, day.id, minutes=day.minutes + 60)
    assert await visitor.types("38,5", page) == "changed"
    assert await visitor.types("38,5", await visitor.look()) == "approved"


async def test_a_second_yes_finds_it_done(visitor: Visitor) -> None:
    page = await visitor.look()
    assert await visitor.types(DAAN_TOTAL, page) == "approved"
    assert await visitor.types(DAAN_TOTAL, page) == "already"
    assert len(await approvals(visitor.site)) == 5


async def test_who_left_the_dossier_meanwhile_is_refused(visitor: Visitor) -> None:
    site, page = visitor.site, await visitor.look()
    await site.house.database.turn(
        lambda session: session.execute(delete(DossierPart).where(DossierPart.person_id == site.ria.id))
    )
    assert await visitor.types(DAAN_TOTAL, page) == "refused"
    assert await approvals(site) == []


async def test_a_week_that_the_mail_did_not_show_is_refused(visitor: Visitor) -> None:
    site = visitor.site
    stranger = await site.house.person("Wim", "Vreemd")
    other = await site.house.week(await site.house.dossier(site.tenant, stranger), [8])
    assert await visitor.types("8", await visitor.look(), week=other.id) == "refused"
    assert await approvals(site) == []
