"""The desk: every message is received first and decided afterwards, and only here is a message committed."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, defer

from core import answers, outbox, restoration, strangers
from core.contacts import commands as contacts
from core.engine import Database
from core.explaining import commands as explaining
from core.files import commands as files
from core.identify import identify
from core.inbox import InboxMessage, InboxState
from core.incoming import LONG_BYTES, Channel, Door, Incoming, ReaderAway, Unreadable
from core.logbook import commands, logging_hours, looking_back, mending, taking_back
from core.operations import commands as operations
from core.outbox import OutboxMessage
from core.people import commands as people
from core.people import resting, standing_in
from core.problems import commands as problems
from core.problems import leaks
from core.roles import commands as roles
from core.tally import Tally
from core.tenants import commands as tenants
from core.turn import DeskSettings, take

ATTEMPTS = 3
POISON = "poison"
LEASE = timedelta(seconds=30)
RETRY_AFTER = (timedelta(seconds=5), timedelta(minutes=1))
DECLARED = (
    answers,
    commands,
    logging_hours,
    looking_back,
    mending,
    taking_back,
    people,
    resting,
    standing_in,
    problems,
    tenants,
    leaks,
    contacts,
    operations,
    files,
    roles,
    explaining,
)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Fresh:
    """A message to decide, as it was stored: kept at hand from its receiving, or read back."""

    channel: Channel
    raw: bytes = field(repr=False)
    attempts: int = 1


@dataclass(frozen=True, slots=True)
class Tried:
    """A message as it was decided in a transaction that is not to be kept. earlier: what came of it before, or ""."""

    inbox_id: int
    outcome: str
    tally: Tally
    earlier: str


def now_utc() -> datetime:
    """Give the present moment."""
    return datetime.now(UTC)


class Desk:
    """Receives and decides. doors: how each channel's raw messages are read. clock: the present moment.

    decides: whether this process decides what it receives; else any other may take it at once.
    on_decided: told, after the commit, the channel of a message, what came of it and what it was counted as.
    """

    def __init__(
        self,
        database: Database,
        doors: Mapping[Channel, Door],
        *,
        settings: DeskSettings | None = None,
        clock: Callable[[], datetime] = now_utc,
        decides: bool = True,
    ) -> None:
        self.database = database
        self.doors = doors
        self.decides = decides
        self.settings = settings or DeskSettings()
        self.clock = clock
        self.on_decided: Callable[[Channel, str, Tally], None] = lambda _channel, _outcome, _tally: None
        self._fresh: dict[int, Fresh | None] = {}

    async def receive(self, channel: Channel, key: str, raw: bytes) -> int:
        """Store a raw message, once per key, and commit; only then may its sender hear that it arrived.

        Returns its inbox id, the earlier one when the same message came again.
        """
        (inbox_id,) = await self.receive_all([(channel, key, raw)])
        return inbox_id

    async def receive_all(self, messages: Sequence[tuple[Channel, str, bytes]]) -> list[int]:
        """Store many raw messages in one commit."""
        now = self.clock()

        def work(session: Session) -> list[tuple[int, bool]]:
            return [_store(session, *message, now, is_ours=self.decides) for message in messages]

        stored = await self.database.turn(work)
        if self.decides:
            for (channel, _, raw), (inbox_id, is_new) in zip(messages, stored, strict=True):
                if is_new:
                    self._fresh[inbox_id] = Fresh(channel, raw) if len(raw) <= LONG_BYTES else None
        return [inbox_id for inbox_id, _ in stored]

    async def take_over(self) -> None:
        """Let go of what an earlier run was working on; only for a service that is the only one on its database."""

        def work(session: Session) -> None:
            is_begun = InboxMessage.state.in_((InboxState.RECEIVED, InboxState.FETCHING))
            session.execute(update(InboxMessage).where(is_begun).values(retry_at=None))
            outbox.release(session)

        await self.database.turn(work)

    async def waiting(self, limit: int = 100, *, are_long: bool = False) -> list[int]:
        """Give the messages that wait to be decided, oldest first; those received here, and those nobody works on.

        are_long: the long ones, instead of the others.
        """
        now = self.clock()
        fresh = [inbox_id for inbox_id, kept in self._fresh.items() if (kept is None) == are_long][:limit]
        length = func.length(InboxMessage.raw)
        statement = (
            select(InboxMessage.id)
            .where(
                InboxMessage.state == InboxState.RECEIVED,
                length > LONG_BYTES if are_long else length <= LONG_BYTES,
                (InboxMessage.retry_at.is_(None)) | (InboxMessage.retry_at <= now) | InboxMessage.id.in_(fresh),
            )
            .order_by(InboxMessage.id)
            .limit(limit)
        )
        ids = await self.database.look(lambda session: list(session.scalars(statement)))
        if len(ids) < limit:
            # What is not among them was decided by another worker meanwhile.
            for inbox_id in set(fresh) - set(ids):
                self._fresh.pop(inbox_id, None)
        return ids

    async def decide_all(self) -> int:
        """Decide every message that waits. Returns how many were looked at."""
        return sum(await asyncio.gather(self.decide_these(are_long=False), self.decide_these(are_long=True)))

    async def decide_these(self, *, are_long: bool) -> int:
        """Decide the long messages that wait, or the others, in the order they came. Returns how many were looked at.

        A mail of many megabytes takes a while to read; nobody's answer by chat is to wait for it.
        """
        count = 0
        while ids := await self.waiting(are_long=are_long):
            for inbox_id in ids:
                try:
                    await self.decide(inbox_id)
                except Exception:  # the boundary: one message must not stop those behind it; its lease brings it back
                    log.exception("desk_failed", inbox_id=inbox_id)
            count += len(ids)
        return count

    async def decide(self, inbox_id: int) -> str:
        """Decide one message in one transaction; an attempt was counted before this work began.

        Returns one word for what came of it, the stored one when it was decided before.
        """
        is_first_try = inbox_id in self._fresh
        message = self._fresh.pop(inbox_id, None)
        if not is_first_try and not await self._count_attempt(inbox_id):
            return await self.outcome(inbox_id)
        if message is None:
            row = await self.database.look(lambda session: session.get(InboxMessage, inbox_id))
            if row is None or row.state != InboxState.RECEIVED:
                return await self.outcome(inbox_id)
            message = Fresh(Channel(row.channel), row.raw, row.attempts)
        tally = Tally()
        outcome = await self._read_and_decide(inbox_id, message, tally)
        self.on_decided(message.channel, outcome, tally)
        return outcome

    async def _read_and_decide(self, inbox_id: int, message: Fresh, tally: Tally) -> str:
        door = self.doors[message.channel]
        incoming = await self._read(inbox_id, door, message)
        if isinstance(incoming, str):
            return incoming
        try:
            return await self.database.turn(lambda session: self._turn(session, inbox_id, incoming, door, tally))
        except Exception:  # the boundary: all of it is rolled back, and it is tried again or set aside
            log.exception("decide_failed", inbox_id=inbox_id)
            return await self._retry_later(inbox_id, incoming, message.attempts)

    async def _read(self, inbox_id: int, door: Door, message: Fresh) -> Incoming | str:
        """Read a message; gives what came of one that can't be read, or can't be read now."""
        try:
            return await _read(door, message)
        except Unreadable as unreadable:
            return await self._quarantine(inbox_id, "unreadable", unreadable.why, unreadable)
        except ReaderAway as away:
            log.warning("reader_away", inbox_id=inbox_id, why=str(away))
            return "retry"  # when its lease has run out
        except Exception:  # the boundary: what no reader foresaw is kept for an admin, and stops nobody else's message
            log.exception("read_failed", inbox_id=inbox_id)
            return await self._quarantine(inbox_id, "unreadable", "a fault while reading; see the log")

    async def read(self, channel: Channel, raw: bytes) -> Incoming:
        """Read a message, and no more. Raises: Unreadable, ReaderAway."""
        return await _read(self.doors[channel], Fresh(channel, raw))

    def try_out(self, session: Session, incoming: Incoming, raw: bytes) -> Tried:
        """Decide a message as if it came now for the first time; only in a transaction that is rolled back."""
        same = InboxMessage.fingerprint == incoming.facts.get("fingerprint")
        before = session.scalars(select(InboxMessage).where(same)).first() if "fingerprint" in incoming.facts else None
        earlier = before.outcome if before is not None else ""
        if before is not None:
            before.fingerprint = None
            session.flush()
        inbox_id, _ = _store(session, incoming.channel, "tried out", raw, self.clock(), is_ours=True)
        tally = Tally()
        outcome = self._turn(session, inbox_id, incoming, self.doors[incoming.channel], tally)
        return Tried(inbox_id, outcome, tally, earlier)

    async def outcome(self, inbox_id: int) -> str:
        """Say what came of a message."""
        row = await self.database.look(lambda session: session.get(InboxMessage, inbox_id))
        return row.outcome if row is not None else "unknown"

    async def is_waiting(self, inbox_id: int) -> bool:
        """Say whether a message is still to be decided."""
        state = select(InboxMessage.state).where(InboxMessage.id == inbox_id)
        found = await self.database.look(lambda session: session.scalar(state))
        return found in {InboxState.RECEIVED, InboxState.FETCHING}

    async def _count_attempt(self, inbox_id: int) -> bool:
        """Count an attempt before working; after too many the message is set aside.

        Returns False when there is nothing to do: it is decided, or another worker has it now.
        """
        now = self.clock()

        def work(session: Session) -> tuple[bool, Channel | None]:
            row = session.get(InboxMessage, inbox_id, with_for_update=True)
            if row is None or row.state != InboxState.RECEIVED or (row.retry_at is not None and row.retry_at > now):
                return False, None
            if row.attempts >= ATTEMPTS:
                row.state, row.outcome, row.trouble = InboxState.QUARANTINED, POISON, row.trouble or "gave up"
                return False, Channel(row.channel)
            row.attempts += 1
            row.retry_at = now + LEASE
            return True, None

        goes_on, poisoned = await self.database.turn(work)
        if poisoned is not None:
            self.on_decided(poisoned, POISON, Tally())
        return goes_on

    async def _quarantine(self, inbox_id: int, outcome: str, why: str, unreadable: Unreadable | None = None) -> str:
        """Set a message aside. unreadable: what is known of one that can't be read, so that its sender may be told."""
        now = self.clock()

        def work(session: Session) -> None:
            row = session.get_one(InboxMessage, inbox_id, with_for_update=True)
            row.state, row.outcome, row.trouble = InboxState.QUARANTINED, outcome, why[:1000]
            if unreadable is not None:
                strangers.tell_unreadable(session, unreadable, row, now)

        await self.database.turn(work)
        return outcome

    async def _retry_later(self, inbox_id: int, incoming: Incoming, attempts: int) -> str:
        """After a fault: nothing was changed; try again, or set it aside and tell the person so."""
        now = self.clock()

        def work(session: Session) -> str:
            row = session.get_one(InboxMessage, inbox_id, with_for_update=True)
            row.trouble = "a fault while deciding; see the log"
            speaker = identify(session, incoming, now)
            # Known from now on, so that nothing newer of this person is decided before it.
            row.person_id = speaker.actor.id if speaker.actor is not None else None
            if attempts < ATTEMPTS:
                row.retry_at = now + RETRY_AFTER[min(attempts, len(RETRY_AFTER)) - 1]
                return "retry"
            row.state, row.outcome = InboxState.QUARANTINED, "fault"
            if speaker.actor is not None:
                outbox.put_once(
                    session,
                    OutboxMessage(
                        key=f"fault:{inbox_id}",
                        person_id=speaker.actor.id,
                        name="desk.nothing_changed",
                        facts={},
                        due_at=now,
                    ),
                )
            return "fault"

        return await self.database.turn(work)

    def _turn(self, session: Session, inbox_id: int, incoming: Incoming, door: Door, tally: Tally) -> str:
        """Decide one message: who, what, may they, sure; run, record, reply."""
        row = session.get(InboxMessage, inbox_id, options=[defer(InboxMessage.raw)], with_for_update=True)
        if row is None or row.state != InboxState.RECEIVED:
            return row.outcome if row is not None else "unknown"
        now = self.clock()
        if incoming.sent_at is not None:
            incoming = replace(incoming, sent_at=min(incoming.sent_at, row.received_at))
        speaker = identify(session, incoming, now)
        if speaker.actor is not None and _waits_for_earlier(session, row, speaker.actor.id, now):
            return "retry"
        row.state, row.decided_at = InboxState.DECIDED, now
        fingerprint = incoming.facts.get("fingerprint")
        if fingerprint and not _is_first_copy(session, row, fingerprint):
            row.outcome = "second_copy"
            return row.outcome
        if restoration.is_from_before(session, incoming, row):
            row.outcome = restoration.turn_back(session, incoming, row, speaker.actor, now)
            return row.outcome
        row.outcome = take(session, row, incoming, door, speaker=speaker, settings=self.settings, now=now, tally=tally)
        return row.outcome


def _store(
    session: Session, channel: Channel, key: str, raw: bytes, now: datetime, *, is_ours: bool
) -> tuple[int, bool]:
    """Insert one message unless its key is there already. is_ours: this process begins with it, so others wait."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    values = {
        "channel": channel.value,
        "key": key,
        "raw": raw,
        "received_at": now,
        "state": InboxState.RECEIVED.value,
        "attempts": 1 if is_ours else 0,
        "retry_at": now + LEASE if is_ours else None,
        "outcome": "",
        "trouble": "",
    }
    statement = insert(InboxMessage).values(**values).on_conflict_do_nothing(index_elements=["channel", "key"])
    inbox_id = session.execute(statement.returning(InboxMessage.id)).scalar()
    if inbox_id is not None:
        return inbox_id, True
    known = select(InboxMessage.id).where(InboxMessage.channel == channel.value, InboxMessage.key == key)
    return session.execute(known).scalar_one(), False


async def _read(door: Door, message: Fresh) -> Incoming:
    """Read a raw message; mail is read in a thread, since it may be long."""
    if message.channel is Channel.MAIL:
        return await asyncio.to_thread(door.read, message.raw)
    return door.read(message.raw)


def _is_first_copy(session: Session, row: InboxMessage, fingerprint: str) -> bool:
    """Take a mail's fingerprint for this row; False when a copy was decided under it, here or by another worker.

    A worker that has a copy at this very moment is waited for. A quarantined copy does not count.
    """
    try:
        with session.begin_nested():
            row.fingerprint = fingerprint
            session.flush()
    except IntegrityError:
        return False
    return True


def _waits_for_earlier(session: Session, row: InboxMessage, person_id: int, now: datetime) -> bool:
    """Let a message wait while an earlier one of its person is to be tried again; else "oeps" comes before the act."""
    earlier = session.scalar(
        select(InboxMessage.id)
        .where(InboxMessage.person_id == person_id, InboxMessage.state == InboxState.RECEIVED, InboxMessage.id < row.id)
        .limit(1)
    )
    if earlier is None:
        return False
    row.person_id, row.attempts, row.retry_at = person_id, row.attempts - 1, now + RETRY_AFTER[0]
    return True


__all__ = ["Desk", "DeskSettings", "now_utc"]
