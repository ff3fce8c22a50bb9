"""The page of a download: a look takes nothing, a surname takes it once, and who may not can't."""

import io
import re
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import date, timedelta

import openpyxl
import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import select

from akkoord.pages import DeskPages
from core.files.models import Download
from core.incoming import Channel
from core.logbook.models import Approval
from core.people.models import Membership, Person, Role
from core.record import Decision, broken
from core.tenants.models import ChatPolicy, Tenant
from tests.house import LAST_WEEK
from tests.site import Site
from web.app import build_app

LINK = re.compile(r"http://127\.0\.0\.1:8080(/d/[a-z2-7]{26})")
NAMES = ("Noor", "Visser", "Daan", "Bos")


@dataclass
class Counter:
    """An admin who asks for the approved days, and the pages."""

    site: Site
    admin: Person
    speaks: str
    client: TestClient[web.Request, web.Application] = field(init=False)

    async def says(self, text: str) -> str:
        house = self.site.house
        if self.speaks == "chat":
            await house.chat(self.admin, text)
        else:
            asked = [sent for sent in house.heard(self.admin) if sent.outgoing.channel is Channel.MAIL]
            await house.mail(self.admin, text, answers=asked[-1] if asked else None)
        return " ".join(house.last(self.admin).text.split())

    async def link(self, words: str = "exporteer de akkoorden") -> str:
        await self.says(words)
        found = LINK.search(self.site.house.last(self.admin).outgoing.said.html)
        assert found is not None
        return found[1]

    async def takes(self, link: str, surname: str = "Duin") -> tuple[int, bytes]:
        answer = await self.client.post(link, data={"nonce": secrets.token_urlsafe(16), "surname": surname})
        return answer.status, await answer.read()

    async def rows(self, link: str) -> list[tuple[object, ...]]:
        status, content = await self.takes(link)
        assert status == 200
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        assert sheet is not None
        return list(sheet.iter_rows(min_row=2, values_only=True))

    async def exports(self) -> list[Decision]:
        return await self.site.house.all(select(Decision).where(Decision.command == "files.exported"))


@pytest_asyncio.fixture(params=["chat", "mail"])
async def counter(site: Site, request: pytest.FixtureRequest) -> AsyncIterator[Counter]:
    house = site.house
    admin = await house.person("Hanneke", "Duin", chat=request.param == "chat")
    await house.role(admin, Role.ADMIN, site.tenant)
    await house.remind()
    await house.chat(site.ria, "alles akkoord")
    counter = Counter(site, admin, request.param)
    await counter.says("status")
    server = TestServer(build_app(DeskPages(house.database, house.desk, clock=lambda: house.now)))
    async with TestClient(server) as client:
        counter.client = client
        yield counter


async def test_the_link_gives_a_workbook_once_and_the_record_says_so(counter: Counter) -> None:
    link = await counter.link()
    rows = await counter.rows(link)
    assert len(rows) == 10
    assert {row[4] for row in rows} == {"Noor Visser", "Daan Bos"}
    (decision,) = await counter.exports()
    assert decision.person_id == counter.admin.id
    assert (decision.channel, decision.facts["days"], decision.facts["kind"]) == ("link", 10, "xlsx")
    status, page = await counter.takes(link)
    assert status == 410
    assert "al opgehaald" in page.decode()
    assert len(await counter.exports()) == 1
    house, tenant = counter.site.house, counter.site.tenant
    assert await house.database.look(lambda session: broken(session, tenant.id)) is None


async def test_a_look_at_the_link_takes_nothing_however_often(counter: Counter) -> None:
    """As scanners of mail do, also with a HEAD, and with a press on the button without a name."""
    link = await counter.link()
    for _ in range(3):
        answer = await counter.client.get(link)
        assert answer.status == 200
        text = await answer.text()
        assert "Hanneke" in text
        assert "Duin" not in text
        assert not any(name in text for name in NAMES)
    assert (await counter.client.head(link)).status == 200
    status, page = await counter.takes(link, "")
    assert status == 422
    assert "Typ uw achternaam" in page.decode()
    assert await counter.exports() == []
    assert await counter.site.house.all(select(Approval.exported_at)) == [None] * 10
    assert len(await counter.rows(link)) == 10


async def test_the_message_holds_the_link_and_none_of_the_data(counter: Counter) -> None:
    told = await counter.says("exporteer alle akkoorden")
    assert "School roc" in told
    assert "één keer" in told
    assert not any(name in told for name in NAMES)


async def test_what_was_fetched_is_final(counter: Counter) -> None:
    await counter.rows(await counter.link())
    assert None not in await counter.site.house.all(select(Approval.exported_at))


async def test_a_wrong_surname_gives_nothing_and_five_close_the_link(counter: Counter) -> None:
    link = await counter.link()
    for _ in range(5):
        status, page = await counter.takes(link, "Mol")
        assert status == 422
    assert "te vaak niet" in page.decode()
    assert (await counter.takes(link))[0] == 429
    assert await counter.exports() == []


@pytest.mark.parametrize("typed", ["duin", "  DUIN ", "Hanneke Duin", "Dúin."])
async def test_a_surname_may_be_written_in_any_way(counter: Counter, typed: str) -> None:
    assert (await counter.takes(await counter.link(), typed))[0] == 200


async def test_a_link_works_for_a_day(counter: Counter) -> None:
    link = await counter.link()
    counter.site.house.now += timedelta(hours=23, minutes=59)
    assert (await counter.client.get(link)).status == 200
    counter.site.house.now += timedelta(minutes=1)
    assert (await counter.client.get(link)).status == 410
    assert (await counter.takes(link))[0] == 410
    assert await counter.exports() == []


async def test_who_is_no_admin_any_more_gets_nothing(counter: Counter) -> None:
    link = await counter.link()
    house = counter.site.house
    (mine,) = await house.all(select(Membership).where(Membership.person_id == counter.admin.id))
    await house.change(Membership, mine.id, until=date(2026, 3, 8))
    assert (await counter.client.get(link)).status == 403
    assert (await counter.takes(link))[0] == 403
    assert await counter.exports() == []


async def test_each_school_has_its_own_link_and_no_other_school_has_one(counter: Counter) -> None:
    house = counter.site.house
    second = await house.tenant("mbo", name="Mbo Het Wad")
    await house.tenant("hbo", name="Hbo De Dam")
    await house.role(counter.admin, Role.ADMIN, second)
    told = await counter.says("exporteer de akkoorden")
    assert "Mbo Het Wad" in told
    assert "School roc" in told
    assert "Hbo De Dam" not in told
    assert sorted(await house.all(select(Download.tenant_id))) == sorted([second.id, counter.site.tenant.id])


async def test_only_one_week_or_what_was_approved_since_a_day(counter: Counter) -> None:
    house = counter.site.house
    await house.week(counter.site.noors, [8], monday=LAST_WEEK - timedelta(days=7))
    house.now += timedelta(days=1)
    await house.chat(counter.site.ria, "noor week 9 akkoord")
    await house.chat(counter.site.ria, "ja")
    assert len(await counter.rows(await counter.link("exporteer de akkoorden van week 10"))) == 10
    assert len(await counter.rows(await counter.link("exporteer de akkoorden van week 9"))) == 1
    assert len(await counter.rows(await counter.link("exporteer de akkoorden sinds 10 maart"))) == 1
    assert len(await counter.rows(await counter.link("exporteer de akkoorden sinds 9 maart"))) == 11
    assert len(await counter.exports()) == 4


@pytest.mark.parametrize("words", ["exporteer de akkoorden van week 9 en 10", "exporteer de akkoorden van week 60"])
async def test_a_week_that_is_none_is_asked_anew(counter: Counter, words: str) -> None:
    assert "week 10" in await counter.says(words)
    assert await counter.site.house.all(select(Download)) == []


async def test_csv_is_given_to_who_asks_for_it(counter: Counter) -> None:
    link = await counter.link("exporteer de akkoorden als csv")
    answer = await counter.client.post(link, data={"nonce": "n" * 22, "surname": "Duin"})
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="approvals-roc-20260309.csv"'
    assert answer.headers["Cache-Control"] == "no-store"
    lines = (await answer.read()).decode("utf-8-sig").splitlines()
    assert len(lines) == 11
    assert "Noor Visser" in "\n".join(lines)


async def test_who_is_no_admin_is_given_no_link(counter: Counter) -> None:
    house = counter.site.house
    await house.chat(counter.site.ria, "exporteer de akkoorden")
    assert "/d/" not in house.last(counter.site.ria).outgoing.said.html
    assert await house.all(select(Download)) == []


async def test_a_school_without_names_in_chat_still_gets_its_link(counter: Counter) -> None:
    await counter.site.house.change(Tenant, counter.site.tenant.id, chat_policy=ChatPolicy.MINIMAL)
    assert len(await counter.rows(await counter.link())) == 10


async def test_an_unknown_link_says_so(counter: Counter) -> None:
    assert (await counter.client.get("/d/" + "a" * 26)).status == 404
    assert (await counter.takes("/d/" + "a" * 26))[0] == 404
    assert (await counter.client.get("/d/short")).status == 404


@pytest.mark.parametrize("fields", [{"surname": "Duin"}, {"nonce": "n" * 22}, {"nonce": "x", "surname": "Duin"}])
async def test_a_form_that_is_not_ours_takes_nothing(counter: Counter, fields: dict[str, str]) -> None:
    link = await counter.link()
    assert (await counter.client.post(link, data=fields)).status == 400
    assert (await counter.client.post(link, json={"surname": "Duin"})).status == 415
    assert await counter.exports() == []
