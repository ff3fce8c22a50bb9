"""What the desk would do with a message now, found by doing all of it and taking it back before anybody can see it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.desk import Desk
from core.inbox import InboxMessage
from core.incoming import Channel
from core.outbox import OutboxMessage
from core.outgoing import Outgoing, prepare
from core.people.models import Person
from core.record import Decision
from core.settling import OutgoingSettings
from core.wording import Wording

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Rehearsed(Generic[T]):
    """What would come of a message. outcome: the desk's one word. understood, command: as they are counted (`Tally`).

    speaker: whose words it would take it for, or "". did: each decision, as (command, words). answers: what would be
    sent. earlier: what came of it when it was decided before, or "". saw: what was looked at before it was taken back.
    """

    outcome: str
    trouble: str
    understood: str
    command: str
    speaker: str
    did: tuple[tuple[str, str], ...]
    answers: tuple[Outgoing, ...]
    earlier: str
    saw: T


class _TakenBack(Exception):  # noqa: N818 - what happens, always
    """Ends the transaction with nothing kept of it."""


def saw_nothing(_session: Session) -> None:
    """Look at nothing."""


class Rehearsal:
    """Decides messages and takes each decision back. Nothing is stored and nothing is sent."""

    def __init__(self, desk: Desk, wording: Wording, settings: OutgoingSettings) -> None:
        self.desk = desk
        self.wording = wording
        self.settings = settings

    async def rehearse(
        self,
        channel: Channel,
        raw: bytes,
        look: Callable[[Session], T] = saw_nothing,  # type: ignore[assignment]  # the default gives None
    ) -> Rehearsed[T]:
        """Say what would come of a message, if it came now. look: reads rows as they would be. Raises: Unreadable."""
        incoming = await self.desk.read(channel, raw)
        found: list[Rehearsed[T]] = []

        def work(session: Session) -> None:
            before = session.scalar(select(func.max(OutboxMessage.id))) or 0
            tried = self.desk.try_out(session, incoming, raw)
            session.flush()
            saw = look(session)
            row = session.get_one(InboxMessage, tried.inbox_id)
            person = session.get(Person, row.person_id) if row.person_id is not None else None
            decisions = session.scalars(
                select(Decision).where(Decision.inbox_id == tried.inbox_id).order_by(Decision.id)
            )
            did = tuple((decision.command, decision.words) for decision in decisions)
            answers = self._answers(session, before)
            found.append(
                Rehearsed(
                    outcome=tried.outcome,
                    trouble=row.trouble,
                    understood=tried.tally.understood,
                    command=tried.tally.command,
                    speaker=person.name if person is not None else "",
                    did=did,
                    answers=answers,
                    earlier=tried.earlier,
                    saw=saw,
                )
            )
            raise _TakenBack

        try:
            await self.desk.database.turn(work)
        except _TakenBack:
            return found[0]
        raise AssertionError("a rehearsal was kept")

    def _answers(self, session: Session, before: int) -> tuple[Outgoing, ...]:
        """Put what was written since into words, as it would be when it goes."""
        rows = session.scalars(select(OutboxMessage).where(OutboxMessage.id > before).order_by(OutboxMessage.id))
        worded = (
            prepare(session, row, now=self.desk.clock(), wording=self.wording, settings=self.settings)
            for row in rows.all()
        )
        return tuple(one for one in worded if one is not None)
