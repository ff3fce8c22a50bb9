"""A service that is tried out: the example data of one morning, its page on a port, and a browser that looks at it."""

import asyncio
import shutil
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, FrameLocator, Page, expect

from akkoord.example_database import FILE, prepare, url_of
from akkoord.letters import Someone
from akkoord.room import Received, Room
from akkoord.service import Service
from akkoord.talk import furnish
from akkoord.tryout import RoomTryOut
from tests.real.browser import browser
from tests.real.postgres import free_port

expect.set_options(timeout=60_000)  # a busy machine takes its time; nothing here is about speed

MORNING = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


def ticking() -> Callable[[], datetime]:
    """A clock that runs, from one morning."""
    begin = time.monotonic()
    return lambda: MORNING + timedelta(seconds=time.monotonic() - begin)


@dataclass
class Tried:
    """A service that is tried out. address: of its page. keeping: what delivers, if anything, until told to stop."""

    parts: Service
    address: str
    keeping: "asyncio.Task[None] | None" = None

    @property
    def tryout(self) -> RoomTryOut:
        assert self.parts.tryout is not None
        return self.parts.tryout

    @property
    def room(self) -> Room:
        return self.tryout.room

    async def leave(self) -> None:
        """Stop, and wait until nothing of it works any more: what it is doing it ends."""
        self.parts.stop.set()
        if self.keeping is not None:
            await self.keeping

    def someone(self, name: str) -> Someone:
        """Give one of the cast by a name, such as "Marijke"."""
        return next(one.someone for one in self.tryout.characters if name in one.someone.person.name)

    def got(self, name: str) -> list[Received]:
        """Give all that someone received, in chat and by mail."""
        one = self.someone(name)
        return self.room.postbox.received_at(one.chat_id, *one.addresses)

    async def all(self, statement: Any) -> list[Any]:
        return await self.parts.database.look(lambda session: list(session.scalars(statement)))


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An example database of that morning, to copy."""
    file = tmp_path_factory.mktemp("tryout") / FILE
    asyncio.run(prepare(file, MORNING))
    return file


@pytest.fixture
def demo_url(prepared: Path, tmp_path: Path) -> str:
    shutil.copy(prepared, tmp_path / FILE)
    return url_of(tmp_path / FILE)


@pytest_asyncio.fixture
async def tried(demo_url: str) -> AsyncIterator[Tried]:
    """Start it as `make run` does, without the terminal."""
    port = free_port()
    parts = furnish(demo_url, port=port, clock=ticking())
    try:
        await parts.open_tryout()
        async with parts.pages(""):
            assert parts.tryout is not None
            keeping = asyncio.create_task(parts.tryout.room.keep(parts.stop))
            ready = Tried(parts, f"http://127.0.0.1:{port}/try", keeping)
            yield ready
            await ready.leave()
    finally:
        await parts.close()


class Visitor:
    """Who looks at the page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    @property
    def mail(self) -> FrameLocator:
        """The mail that is read now."""
        return self.page.frame_locator("#letter iframe")

    async def sees_mail(self, *words: str) -> None:
        for each in words:
            await expect(self.mail.locator("body")).to_contain_text(each)

    async def sees_in_chat(self, words: str) -> None:
        await expect(self.page.locator("#talk .bubble").last).to_contain_text(words)

    async def becomes(self, name: str) -> None:
        await self.page.locator("#people label", has_text=name).click()

    async def mails(self, words: str, program: str = "Gmail") -> None:
        await self.page.locator("#programs label", has_text=program).click()
        await self.page.locator("#typed").fill(words)
        await self.page.locator("#answer button[type=submit]").click()

    async def says(self, words: str) -> None:
        await self.page.locator("#said").fill(words)
        await self.page.keyboard.press("Enter")


@pytest_asyncio.fixture
async def visitor(browser: Browser, tried: Tried) -> AsyncIterator[Visitor]:
    page = await browser.new_page(viewport={"width": 1360, "height": 860}, locale="nl-NL")
    looking = Visitor(page)
    await page.goto(tried.address)
    yield looking
    await page.close()


__all__ = ["MORNING", "Tried", "Visitor", "browser", "ticking"]
