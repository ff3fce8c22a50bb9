"""What the web's tests share: a page of invented people, and a service behind it that remembers what it was asked."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestClient, TestServer

from core.contacts.activation import ActivationFacts
from core.files.downloading import DownloadFacts
from core.logbook.page import Expired, PageApproval, PageDay, PageFacts, PageWeek
from core.reminders.unsubscribing import Subscription
from tests.real.browser import browser
from web.activation import Came
from web.app import PageAnswer, build_app
from web.door import LinkDoor
from web.unsubscribe import Stopped

TOKEN = "abcdefghijklmnopqrstuvwxyz"
OLD = "bcdefghijklmnopqrstuvwxyza"
MONDAY = date(2026, 11, 16)
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=ZoneInfo("Europe/Amsterdam"))
HOURS = (480, 465, 480, 450, 435)
TOTAL = "38,5"


def a_week(week_id: int = 41, minutes: tuple[int, ...] = HOURS, **changes: object) -> PageWeek:
    """Make an open week; its version is new for other hours."""
    days = tuple(PageDay(MONDAY + timedelta(days=n), m, "submitted") for n, m in enumerate(minutes))
    week = PageWeek(
        week_id=week_id,
        number=1,
        monday=MONDAY,
        student="Jip de Wolf",
        organisation="Bakkerij Het Korenaar",
        school="Zuiderzee College",
        version=f"v{'-'.join(map(str, minutes))}",
        days=days,
        asks=True,
    )
    return replace(week, **changes)  # type: ignore[arg-type]  # the fields of PageWeek, by name


def a_page(*weeks: PageWeek, language: str = "nl") -> PageFacts:
    """Make a page for Marijke Aalbers."""
    return PageFacts(
        TOKEN, language, "Marijke Aalbers", "Zuiderzee College", NOW - timedelta(days=1), weeks or (a_week(),)
    )


@dataclass
class Service:
    """Stands in for the desk behind the page: decides like it, and remembers every post."""

    page: PageFacts = field(default_factory=a_page)
    posts: dict[str, bytes] = field(default_factory=dict)
    approved: list[int] = field(default_factory=list)
    trouble: Exception | None = None
    next_answer: PageAnswer | None = None
    subscribed: Subscription | None = field(default_factory=lambda: Subscription("nl", is_stopped=False, since=0))
    stops: list[str] = field(default_factory=list)
    invited: ActivationFacts | None = None
    typed: list[str] = field(default_factory=list)
    downloads: DownloadFacts | None = None
    taken: list[str] = field(default_factory=list)

    async def activation(self, token: str) -> ActivationFacts | None:
        return self.invited if token == TOKEN else None

    async def activate(self, token: str, surname: str, nonce: str) -> Came:
        del token, nonce
        self.typed.append(surname)
        if surname != "Kwast":
            return "wrong_name"
        assert self.invited is not None
        self.invited = replace(self.invited, state="used")
        return "activated"

    async def renew(self, token: str, nonce: str) -> Came:
        del token, nonce
        return "renewed"

    async def download(self, token: str) -> DownloadFacts | None:
        return self.downloads if token == TOKEN else None

    async def take(self, token: str, surname: str) -> tuple[str, str, bytes] | str:
        del token
        self.taken.append(surname)
        return "refused"

    async def subscription(self, token: str) -> Subscription | None:
        return self.subscribed if token == TOKEN else None

    async def unsubscribe(self, token: str, subscription: Subscription) -> Stopped:
        self.stops.append(token)
        self.subscribed = replace(subscription, is_stopped=True)
        return "stopped"

    async def show(self, token: str) -> PageFacts | Expired | None:
        if self.trouble:
            raise self.trouble
        if token == OLD:
            return Expired("nl")
        return self.page if token == TOKEN else None

    async def answer(self, token: str, raw: bytes, key: str) -> PageAnswer:
        is_new = key not in self.posts
        self.posts[key] = raw
        if self.next_answer is not None:
            return self.next_answer
        facts = LinkDoor().read(raw).facts
        week = self.page.week(facts["week"])
        assert week is not None
        if not is_new or not week.asks:
            return PageAnswer("already")
        if facts["version"] != week.version:
            return PageAnswer("changed")
        if facts["minutes"] != week.minutes:
            return PageAnswer("wrong_total")
        self.approve(week)
        return PageAnswer("approved")

    def approve(self, week: PageWeek) -> None:
        """Approve a week as the desk would."""
        self.approved.append(week.week_id)
        given = PageApproval(
            "Marijke Aalbers", is_own=True, at=NOW, channel="link", days=tuple(d.date for d in week.days)
        )
        days = tuple(replace(day, state="approved") for day in week.days)
        done = replace(week, asks=False, why="already", days=days, approvals=(given,))
        self.page = replace(self.page, weeks=tuple(done if w.week_id == week.week_id else w for w in self.page.weeks))


@pytest.fixture
def service() -> Service:
    return Service()


@pytest_asyncio.fixture
async def server(service: Service) -> AsyncIterator[TestServer]:
    running = TestServer(build_app(service, seconds=5))
    async with running:
        yield running


@pytest_asyncio.fixture
async def client(server: TestServer) -> AsyncIterator[TestClient]:  # type: ignore[type-arg]  # of any application
    async with TestClient(server) as ready:
        yield ready


__all__ = ["HOURS", "MONDAY", "NOW", "OLD", "TOKEN", "TOTAL", "UTC", "Service", "a_page", "a_week", "browser"]
