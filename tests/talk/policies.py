"""How much of a school goes through chat, and what no chat may show: for the tests of each."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.incoming import Channel
from core.logbook.models import DayEntry
from core.tenants.models import ChatPolicy, Tenant
from tests.house import House, Sent
from tests.site import Site

NAMES = ("Noor", "Visser", "Daan", "Bos")


NOTE = "ruzie met de kraan"


async def set_chat(site: Site, policy: ChatPolicy) -> None:
    await site.house.change(Tenant, site.tenant.id, chat_policy=policy)


async def add_note(site: Site) -> None:
    """Give Daan's Monday a note."""

    def note(session: Session) -> None:
        first = select(DayEntry.id).where(DayEntry.week_id == site.daan10.id).order_by(DayEntry.date).limit(1)
        session.execute(update(DayEntry).where(DayEntry.id == first.scalar_subquery()).values(note=NOTE))

    await site.house.database.turn(note)


async def minimal(site: Site) -> None:
    """Let nothing but numbers through chat, with a note to keep out of it, on the Monday of a list."""
    await set_chat(site, ChatPolicy.MINIMAL)
    await add_note(site)
    await site.house.remind()


def in_chats(house: House) -> list[Sent]:
    return [sent for sent in house.sent if sent.outgoing.channel is Channel.CHAT]


def assert_nameless(house: House) -> None:
    """Nothing that went to any chat names a student or holds their note: no text, no button, no picture."""
    for sent in in_chats(house):
        shown = " ".join([sent.text, *sent.labels])
        for text in (*NAMES, NOTE):
            assert text not in shown, shown
        assert sent.outgoing.chart is None or sent.outgoing.chart.student not in {"Noor Visser", "Daan Bos"}
