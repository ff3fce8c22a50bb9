"""The same message ten times at once, in chat and by mail, on SQLite and on PostgreSQL: one act."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import func, select

from core.desk import Desk
from core.engine import Database
from core.inbox import InboxMessage
from core.incoming import Channel
from core.logbook.models import Approval
from core.outbox import OutboxMessage
from core.record import Decision
from tests.house import House
from tests.postal import with_real_mail
from tests.real.postgres import Postgres
from tests.road.town import answer
from tests.site import Site, build_site

Rows = type[InboxMessage] | type[Approval] | type[Decision]


@pytest_asyncio.fixture(params=["sqlite", "postgresql"])
async def shared(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Site]:
    """A site on a database that several processes could share."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/shared.db"
    else:
        server: Postgres = request.getfixturevalue("postgres")
        url = server.fresh()
    house = await House.build(url)
    yield await build_site(house)
    await house.close()


async def count(site: Site, rows: Rows) -> int:
    (found,) = await site.house.all(select(func.count()).select_from(rows))
    return int(found)


async def at_once(site: Site, channel: Channel, keys: list[str], raw: bytes) -> None:
    """Let ten desks, each with connections of its own, receive and decide what came."""
    url = site.house.database.url.render_as_string(hide_password=False)
    databases = [Database(url) for _ in keys]
    desks = [Desk(database, site.house.desk.doors, clock=lambda: site.house.now) for database in databases]

    async def work(desk: Desk, key: str) -> None:
        await desk.decide(await desk.receive(channel, key, raw))
        await desk.decide_all()

    await asyncio.gather(*(work(desk, key) for desk, key in zip(desks, keys, strict=True)))
    for database in databases:
        await database.close()


async def replies(site: Site) -> int:
    """Count what the supervisor was answered."""
    mine = OutboxMessage.person_id == site.ria.id, OutboxMessage.answers_inbox_id.is_not(None)
    (found,) = await site.house.all(select(func.count()).select_from(OutboxMessage).where(*mine))
    return int(found)


async def test_a_chat_message_ten_times_at_once_is_one_act(shared: Site) -> None:
    await shared.house.remind()
    said = {"sender": f"{shared.ria.id}", "chat_id": f"{shared.ria.id}", "text": "alles akkoord", "evidence": 8}
    said["sent_at"] = shared.house.now.isoformat()
    await at_once(shared, Channel.CHAT, ["4242:1001"] * 10, json.dumps(said).encode())
    assert (await count(shared, InboxMessage), await count(shared, Decision)) == (1, 1)
    assert (await count(shared, Approval), await replies(shared)) == (10, 1)


@pytest.mark.parametrize("key", [lambda _: "box:1:1", lambda number: f"box:1:{number}"], ids=["one UID", "ten UIDs"])
async def test_a_mail_ten_times_at_once_is_one_act(shared: Site, key: Callable[[int], str]) -> None:
    await shared.house.chat(shared.ria, "", kind="blocked", facts={"blocked": True})
    postman = with_real_mail(shared.house)
    await shared.house.remind()
    (digest,) = postman.to("ria@kale.example")
    raw = answer(digest, "alles akkoord", sender="Ria Kale <ria@kale.example>", at=shared.house.now)
    await at_once(shared, Channel.MAIL, [key(number) for number in range(10)], raw)
    assert (await count(shared, Decision), await count(shared, Approval), await replies(shared)) == (1, 10, 1)


async def test_a_button_pressed_ten_times_at_once_is_one_act(shared: Site) -> None:
    await shared.house.remind()
    data = shared.house.last(shared.ria).button("Alles akkoord")
    said = {
        "sender": f"{shared.ria.id}",
        "chat_id": f"{shared.ria.id}",
        "kind": "button",
        "button": data,
        "evidence": 8,
    }
    said["facts"] = {"message_id": 1}
    await at_once(shared, Channel.CHAT, [f"4242:{number}" for number in range(10)], json.dumps(said).encode())
    assert (await count(shared, Decision), await count(shared, Approval)) == (1, 10)
