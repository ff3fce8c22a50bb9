"""Where the try-out page is not: on any other database, beside anything real, and for anybody elsewhere."""

import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import make_mocked_request
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from akkoord import service
from akkoord.room import MovedClock
from akkoord.setting_parts import Web
from akkoord.settings import Settings
from akkoord.tryout import is_loopback, why_closed
from core.inbox import InboxMessage
from core.tenants.models import Tenant
from core.upgrade import upgrade
from tests.real.postgres import free_port
from tests.tryout.conftest import Tried, ticking
from web.tryout import is_from_here

SERVER: dict[str, Any] = {"host": "mx.school.example", "user": "a", "password": "b"}
REAL: list[dict[str, Any]] = [
    {"telegram": {"token": "1:abc"}},
    {"imap": SERVER, "mail": {"authserv_ids": ["mx.school.example"]}},
    {"smtp": SERVER},
    {"web": {"host": "0.0.0.0"}},
    {"web": {"host": "192.168.1.4"}},
    {"web": {"host": "akkoord.school.example"}},
]


async def opened(url: str, **set_up: Any) -> bool:
    settings = Settings.model_validate({"database_url": url, **set_up})
    parts = service.build(settings, clock=MovedClock(ticking()))
    try:
        await parts.open_tryout()
        return parts.tryout is not None
    finally:
        await parts.close()


async def test_it_is_there_on_example_data_with_nothing_set(demo_url: str) -> None:
    assert await opened(demo_url)


@pytest.mark.parametrize("set_up", REAL, ids="-".join)
async def test_it_is_not_there_beside_anything_real(demo_url: str, set_up: dict[str, Any]) -> None:
    assert why_closed(Settings.model_validate(set_up))
    assert not await opened(demo_url, **set_up)


async def test_it_is_not_there_on_a_database_in_use(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/echt.db"
    parts = service.build(Settings(database_url=url, web=Web(port=free_port())), clock=MovedClock(ticking()))

    def fill(session: Session) -> None:
        upgrade(session)
        session.add(Tenant(code="echt", name="Echt", settings={}))

    try:
        await parts.database.turn(fill)
        await parts.open_tryout()
        posts, doors = dict(parts.delivery.posts), dict(parts.desk.doors)
        assert parts.tryout is None
        assert posts == {}
        assert len(doors) == 3
        async with parts.pages(""), aiohttp.ClientSession() as session:
            for path in ("/try", "/try/events", "/try/script.js"):
                async with session.get(f"http://127.0.0.1:{parts.settings.web.port}{path}") as answer:
                    assert answer.status == 404
    finally:
        await parts.close()


async def test_a_clock_that_can_not_be_moved_keeps_it_shut(demo_url: str) -> None:
    parts = service.build(Settings(database_url=demo_url), clock=ticking())
    try:
        await parts.open_tryout()
        assert parts.tryout is None
    finally:
        await parts.close()


@pytest.mark.parametrize(
    ("host", "is_ours"),
    [("127.0.0.1", True), ("127.8.9.1", True), ("::1", True), ("localhost", True)]
    + [(host, False) for host in ("0.0.0.0", "::", "10.0.0.1", "localhost.evil.example", "")],
)
def test_only_this_machine_is_this_machine(host: str, is_ours: bool) -> None:
    assert is_loopback(host) == is_ours


# What a request must be


@pytest_asyncio.fixture
async def client(tried: Tried) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


def origin_of(tried: Tried) -> str:
    return tried.address.removesuffix("/try")


PATHS = ["", "/events", "/mail/1", "/mail/1/source", "/picture/1", "/script.js"]
FOREIGN: list[dict[str, str]] = [
    {"Host": "akkoord.school.example"},
    {"Host": "127.0.0.1.evil.example"},
    {"Host": "evil.example:8080"},
    {"Host": ""},
    {"Host": "["},
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
    {"X-Forwarded-For": "10.0.0.1"},
    {"Forwarded": "for=10.0.0.1"},
    {"Via": "1.1 proxy"},
]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("headers", FOREIGN, ids=str)
async def test_nothing_is_shown_to_a_request_from_elsewhere(
    client: aiohttp.ClientSession, tried: Tried, path: str, headers: dict[str, str]
) -> None:
    async with client.get(f"{tried.address}{path}", headers=headers) as answer:
        assert answer.status == 403
        assert "Marijke" not in await answer.text()


@pytest.mark.parametrize("path", PATHS[1:])
async def test_another_page_can_take_nothing_of_it(client: aiohttp.ClientSession, tried: Tried, path: str) -> None:
    for site in ("cross-site", "same-site"):
        async with client.get(f"{tried.address}{path}", headers={"Sec-Fetch-Site": site}) as answer:
            assert answer.status == 403
    async with client.get(tried.address, headers={"Sec-Fetch-Site": "cross-site"}) as answer:
        assert answer.status == 200
        assert "Marijke" not in (await answer.text()).replace("als Marijke", "")


ACTS: list[tuple[str, dict[str, Any]]] = [
    ("chat", {"text": "alles akkoord"}),
    ("mail", {"text": "alles akkoord", "answers": 1, "program": "gmail"}),
    ("press", {"number": 1, "choice": 0}),
    ("link", {"open": True}),
    ("time", {"until": "monday"}),
]


@pytest.mark.parametrize(("act", "asked"), ACTS, ids=[act for act, _ in ACTS])
async def test_nothing_is_done_for_a_request_from_elsewhere(
    client: aiohttp.ClientSession, tried: Tried, act: str, asked: dict[str, Any]
) -> None:
    own = {"Origin": origin_of(tried)}
    body = {"person": tried.someone("Marijke").person.id, **asked}
    before = tried.room.clock(), len(tried.room.postbox.kept)
    for headers in (*(own | each for each in FOREIGN), {}, own | {"Sec-Fetch-Site": "cross-site"}):
        async with client.post(f"{tried.address}/{act}", json=body, headers=headers) as answer:
            assert answer.status == 403
    async with client.post(f"{tried.address}/{act}", data=body, headers=own) as answer:
        assert answer.status == 415
    assert await tried.all(select(func.count(InboxMessage.id))) == [0]
    assert len(tried.room.postbox.kept) == before[1]
    assert (tried.room.clock() - before[0]).total_seconds() < 60


async def test_what_is_not_in_the_room_is_not_there(client: aiohttp.ClientSession, tried: Tried) -> None:
    own = {"Origin": origin_of(tried)}
    person = tried.someone("Marijke").person.id
    student = tried.someone("Óscar").person.id
    wrong: list[tuple[str, Any, int]] = [
        ("chat", {"person": 999_999, "text": "x"}, 404),
        ("mail", {"person": student, "text": "akkoord", "answers": 1, "program": "gmail"}, 404),
        ("mail", {"person": person, "text": "akkoord", "answers": 1, "program": "pine"}, 404),
        ("press", {"person": person, "number": 1, "choice": 0}, 404),
        ("time", {"person": person, "until": "yesterday"}, 404),
        ("fly", {"person": person}, 404),
        ("chat", {"person": person, "text": "  "}, 400),
        ("chat", {"person": person, "text": "x" * 5000}, 400),
        ("chat", {"person": True, "text": "x"}, 400),
        ("chat", [], 400),
    ]
    for act, asked, status in wrong:
        async with client.post(f"{tried.address}/{act}", json=asked, headers=own) as answer:
            assert answer.status == status, (act, asked)
    for path in (
        "/mail/0",
        "/mail/999",
        "/mail/x/source",
        "/picture/1",
        "/picture/0",
        "/page.html",
        "/events?person=999999",
        "/events?person=x",
    ):
        async with client.get(f"{tried.address}{path}") as answer:
            assert answer.status == 404, path
    assert await tried.all(select(func.count(InboxMessage.id))) == [0]


class Wire:
    """A connection between two addresses. None: an end that is not known."""

    def __init__(self, peer: str | None, own: str) -> None:
        self.ends = {"peername": (peer, 5) if peer else None, "sockname": (own, 8080)}

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return self.ends.get(name, default)

    def is_closing(self) -> bool:
        return False


@pytest.mark.parametrize(
    ("peer", "own", "is_ours"),
    [
        ("127.0.0.1", "127.0.0.1", True),
        ("::1", "::1", True),
        ("10.0.0.8", "127.0.0.1", False),
        ("127.0.0.1", "10.0.0.1", False),
        ("10.0.0.8", "10.0.0.1", False),
        (None, "127.0.0.1", False),
    ],
)
def test_both_ends_of_a_connection_are_this_machines(peer: str | None, own: str, is_ours: bool) -> None:
    wire: Any = Wire(peer, own)
    request: web.Request = make_mocked_request("GET", "/try", headers={"Host": "127.0.0.1:8080"}, transport=wire)
    assert is_from_here(request) == is_ours


def test_the_service_can_not_be_reached_by_another_address(tried: Tried) -> None:
    port = int(origin_of(tried).rpartition(":")[2])
    with socket.socket() as other, pytest.raises(ConnectionRefusedError):
        other.connect(("127.0.0.2", port))
