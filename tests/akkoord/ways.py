"""Ways out that do as they are told, for the tests of delivery, and what is done to them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from akkoord.delivery import Posted, PostLater
from core.incoming import Channel
from core.outbox import OutboxMessage
from core.outgoing import Outgoing
from tests.site import Site


@dataclass
class Counter:
    """A way out that does as it is told: raises what stands first in line, else takes the message."""

    faults: list[Exception] = field(default_factory=list)
    taken: list[Outgoing] = field(default_factory=list)

    async def post(self, outgoing: Outgoing) -> Posted:
        if self.faults:
            raise self.faults.pop(0)
        self.taken.append(outgoing)
        return Posted(f"{outgoing.address}:{outgoing.outbox_id}", "")


def chat(site: Site, *faults: Exception) -> Counter:
    counter = Counter(list(faults))
    site.house.delivery.posts = {**site.house.delivery.posts, Channel.CHAT: counter}
    return counter


async def row(site: Site) -> Any:
    (found,) = await site.house.all(select(OutboxMessage).where(OutboxMessage.name == "reminders.digest"))
    return found


@dataclass
class Away(Counter):
    """A way out that is closed."""

    async def post(self, outgoing: Outgoing) -> Posted:
        raise PostLater("away")


class Crash(BaseException):
    """The process ends here."""


@contextmanager
def no_way_out(site: Site) -> Iterator[None]:
    """Close every way out meanwhile."""
    posts = site.house.delivery.posts
    site.house.delivery.posts = {Channel.CHAT: Away(), Channel.MAIL: Away()}
    yield
    site.house.delivery.posts = posts


async def wait_a_day(site: Site) -> None:
    """Let a reminder wait for a way out, and a day pass."""
    with no_way_out(site):
        await site.house.remind()
    site.house.now += timedelta(days=1)
