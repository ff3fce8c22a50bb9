"""Delivering the outbox: claim, settle, send, mark. A crash in between may repeat a message, never an act."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from akkoord.pictures.making import illustrated
from akkoord.together import together
from core import outbox
from core.bounces import stop_mail
from core.engine import Database
from core.incoming import Channel
from core.lost_chats import note_lost, note_moved
from core.outbox import OutboxMessage, OutboxState
from core.outgoing import SECRET, UNSAID, Outgoing, prepare
from core.problems.answering import note_failed
from core.questions import delivered
from core.settling import OutgoingSettings
from core.wording import Wording

log = structlog.get_logger()

BATCH = 20
FAULTS = 5
AT_ONCE = 3
# How long a way out that is away is left alone, after so many failures in a row.
AWAY_SECONDS = (15.0, 30.0, 60.0, 120.0, 300.0)
POST_SECONDS = (outbox.LEASE - timedelta(seconds=10)).total_seconds()

Note = Callable[[Session, OutboxMessage], None]


@dataclass(frozen=True, slots=True)
class Claim:
    """A message that is ours to send, until somebody else claims it: each claim counts one attempt more.

    receiver: whoever gets it, by whom messages are kept in order. channel: by which it goes; "" is not chosen yet.
    """

    outbox_id: int
    attempt: int
    receiver: str
    channel: str


@dataclass(frozen=True, slots=True)
class Posted:
    """A message on its way. ref: how an answer will name it. text: what was sent, to know it again in a quote."""

    ref: str
    text: str


class PostLater(Exception):  # noqa: N818 - a fact about the other side
    """The other side can't take it now. seconds: how long it asked us to wait, if it did."""

    def __init__(self, why: str, seconds: float | None = None) -> None:
        super().__init__(why)
        self.seconds = seconds


class PostAway(Exception):  # noqa: N818 - a fact about the other side
    """No message can go there now, and none is at fault. seconds: how long it asked us to wait, if it did."""

    def __init__(self, why: str, seconds: float | None = None) -> None:
        super().__init__(why)
        self.seconds = seconds


class PostRefused(Exception):  # noqa: N818 - a fact about the message
    """The other side will never take this message."""


class PostNowhere(PostRefused):
    """The receiver's address does not work, for this message or any other."""


class PostBlocked(Exception):  # noqa: N818 - a fact about the receiver
    """The receiver blocked the bot; mail is used instead."""


class PostMoved(Exception):  # noqa: N818 - a fact about the receiver
    """The chat has another id now."""

    def __init__(self, chat_id: str) -> None:
        super().__init__(chat_id)
        self.chat_id = chat_id


class Post(Protocol):
    """A channel's way out."""

    async def post(self, outgoing: Outgoing) -> Posted:
        """Send one message. Raises: PostAway, PostLater, PostRefused, PostNowhere, PostBlocked, PostMoved."""
        ...


@dataclass(slots=True)
class Rest:
    """A way out that is away, and until when it is left alone; it is asked again with one message then."""

    until: datetime
    why: str
    failures: int = 1

    def note(self, _session: Session, row: OutboxMessage) -> None:
        """Let a message wait for it, which is no failure of that message."""
        outbox.wait_until(row, self.until, self.why)


class Watcher:
    """Is told what happens to messages on their way; this one does nothing with it."""

    def looked(self) -> None:
        """Hear that the outbox was looked through."""

    def posted(self, channel: str, outcome: str) -> None:
        """Hear, after the commit, what came of one attempt to send: the state of the message since."""


class Delivery:
    """Sends what is due, through the posts that are there. A message whose post is missing waits.

    receivers_at_once: how many may be written to side by side, so that a chat that must wait for its turn holds up
    nobody else. The messages to one of them go in order, each after the one before.
    """

    def __init__(
        self,
        database: Database,
        wording: Wording,
        posts: Mapping[Channel, Post],
        *,
        settings: OutgoingSettings,
        clock: Callable[[], datetime],
        receivers_at_once: int = 1,
    ) -> None:
        self.receivers_at_once = receivers_at_once
        self.database = database
        self.wording = wording
        self.posts = posts
        self.settings = settings
        self.clock = clock
        self.watcher = Watcher()
        self._rests: dict[Channel, Rest] = {}

    async def deliver_due(self, stop: asyncio.Event | None = None) -> int:
        """Send everything that is due now, or what is on its way when told to stop. Gives how many were looked at."""
        count, stop = 0, stop or asyncio.Event()
        self.watcher.looked()
        while not stop.is_set() and (claims := await self._claim()):
            queues: dict[str, list[Claim]] = {}
            for claim in claims:
                queues.setdefault(claim.receiver, []).append(claim)
            room = asyncio.Semaphore(self.receivers_at_once)
            await together(*(self._deliver_in_order(queue, room, stop) for queue in queues.values()))
            count += len(claims)
        return count

    async def _deliver_in_order(self, claims: list[Claim], room: asyncio.Semaphore, stop: asyncio.Event) -> None:
        async with room:
            for claim in claims:
                await (self._note(claim, _put_back) if stop.is_set() else self._deliver(claim))

    async def _claim(self) -> list[Claim]:
        now = self.clock()
        due = (
            select(OutboxMessage.id)
            .where(OutboxMessage.state.in_((OutboxState.PLANNED, OutboxState.CLAIMED)), OutboxMessage.due_at <= now)
            .limit(1)
        )
        if await self.database.look(lambda session: session.scalar(due)) is None:
            return []
        return await self.database.turn(
            lambda session: [
                Claim(message.id, message.attempts, str(message.person_id or message.address), message.channel)
                for message in outbox.claim(session, now, limit=BATCH)
            ]
        )

    async def _deliver(self, claim: Claim) -> None:
        """Send one claimed message and write down what came of it; whatever is wrong with it stops no other."""
        try:
            if (rest := self._rest_of(claim.channel)) is not None:
                await self._note(claim, rest.note)  # the thousandth that waits costs next to nothing
            elif (outgoing := await self._prepare(claim)) is not None:
                await self._note(claim, await self._post(outgoing))
        except Exception as fault:  # the boundary: one message that makes us stumble must not stop the others
            log.exception("delivery_failed", outbox_id=claim.outbox_id, attempt=claim.attempt)
            why = f"a fault of ours, {type(fault).__name__}; see the log"
            await self._note(claim, lambda session, row: self._stumbled(session, row, why))

    async def _prepare(self, claim: Claim) -> Outgoing | None:
        """Settle a message and commit what was settled, so that it is the same if it must be sent again.

        Its lease begins anew: those before it in the batch may have taken long.
        """

        def work(session: Session) -> tuple[Outgoing | None, OutboxMessage | None]:
            row = self._still_ours(session, claim)
            if row is None:
                return None, None
            now = self.clock()
            row.lease_until = now + outbox.LEASE
            return prepare(session, row, now=now, wording=self.wording, settings=self.settings), row

        outgoing, row = await self.database.turn(work)
        if outgoing is None and row is not None:
            self.watcher.posted(row.channel, row.state)
        return outgoing

    async def _post(self, outgoing: Outgoing) -> Note:
        """Hand a message over. Returns what to write down; a post that outlasts its lease is left."""
        post = self.posts.get(outgoing.channel)
        if post is None:
            return lambda session, row: self._wait(session, row, "this channel is switched off")
        rest = self._rest_of(outgoing.channel)
        return rest.note if rest is not None else await self._try(post, await illustrated(outgoing))

    async def _try(self, post: Post, outgoing: Outgoing) -> Note:
        try:
            async with asyncio.timeout(POST_SECONDS):
                posted = await post.post(outgoing)
        except PostAway as away:
            return self._leave_alone(outgoing.channel, str(away), away.seconds).note
        except (PostLater, TimeoutError) as later:
            why, seconds = str(later) or "it took too long", getattr(later, "seconds", None)
            return lambda _, row: self._later(row, why, seconds)
        except PostBlocked:
            return self._to_mail
        except PostMoved as moved:
            chat_id = moved.chat_id
            return lambda session, row: self._move(session, row, chat_id)
        except PostRefused as refused:
            reason, is_nowhere = str(refused), isinstance(refused, PostNowhere)
            return lambda session, row: self._refused(session, row, reason, is_nowhere=is_nowhere)
        self._rests.pop(outgoing.channel, None)
        return lambda session, row: self._sent(session, row, posted)

    def _rest_of(self, channel: str) -> Rest | None:
        """Say whether a channel is left alone now."""
        rest = self._rests.get(Channel(channel)) if channel else None
        if rest is None:
            return None
        left = (rest.until - self.clock()).total_seconds()
        return rest if 0 < left <= AWAY_SECONDS[-1] else None  # more, when the clock was ahead and is put right

    def _leave_alone(self, channel: Channel, why: str, seconds: float | None) -> Rest:
        """Let every message of a channel wait, the same time for all, so that they go in order once it is back."""
        now, rest = self.clock(), self._rests.get(channel)
        if (resting := self._rest_of(channel)) is not None:
            return resting  # tried beside the one that found out
        failures = rest.failures + 1 if rest is not None else 1
        own = AWAY_SECONDS[min(failures, len(AWAY_SECONDS)) - 1]
        # Never longer than our own patience: it may be back sooner than it thought.
        wait = timedelta(seconds=min(max(seconds or own, 1.0), AWAY_SECONDS[-1]))
        self._rests[channel] = Rest(now + wait, why, failures)
        return self._rests[channel]

    async def _note(self, claim: Claim, write: Note) -> None:
        def work(session: Session) -> OutboxMessage | None:
            row = self._still_ours(session, claim)
            if row is not None:
                write(session, row)
            return row

        row = await self.database.turn(work)
        if row is not None:
            self.watcher.posted(row.channel, row.state)

    def _still_ours(self, session: Session, claim: Claim) -> OutboxMessage | None:
        """Give a claimed message, unless its lease ran out and somebody else took it: then it is theirs to settle."""
        row = session.get(OutboxMessage, claim.outbox_id, with_for_update=True)
        if row is not None and row.state == OutboxState.CLAIMED and row.attempts == claim.attempt:
            return row
        log.warning("claim_lost", outbox_id=claim.outbox_id, attempt=claim.attempt)
        return None

    def _sent(self, session: Session, row: OutboxMessage, posted: Posted) -> None:
        row.sent_text = "" if row.name in SECRET else posted.text
        outbox.sent(row, self.clock(), posted.ref)
        delivered(session, row, Channel(row.channel), self.clock())

    def _wait(self, session: Session, row: OutboxMessage, why: str) -> None:
        """Keep a message for a channel that is not there now; a minute later it may be."""
        del session
        outbox.try_later(row, self.clock(), why, seconds=60)

    def _later(self, row: OutboxMessage, why: str, seconds: float | None) -> None:
        """Try again when the other side asks for it, which is never at once and no failure; else later and later."""
        if seconds is None:
            outbox.try_later(row, self.clock(), why)
        else:
            outbox.wait_until(row, self.clock() + timedelta(seconds=max(seconds, 1)), why)

    def _stumbled(self, session: Session, row: OutboxMessage, why: str) -> None:
        """Try again after a fault of ours, and set the message aside when the same fault keeps coming back."""
        if row.attempts >= FAULTS and row.trouble == why:
            outbox.fail(row, why)
            note_failed(session, row, self.clock())
        else:
            outbox.try_later(row, self.clock(), why)

    def _refused(self, session: Session, row: OutboxMessage, why: str, *, is_nowhere: bool = False) -> None:
        """Set a refused message aside; the buttons of an answered one were only to be tidied up.

        is_nowhere: its address does not work, so it gets no other mail either; this goes to another of the same person.
        """
        if is_nowhere:
            stop_mail(session, row, self.clock())
            if row.person_id is not None:
                self._again(row, why)
                return
        if row.name in UNSAID:
            outbox.drop(row, why)
        else:
            outbox.fail(row, why)
            note_failed(session, row, self.clock())

    def _to_mail(self, session: Session, row: OutboxMessage) -> None:
        """Send a refused chat message by mail instead, and remember that chat is blocked."""
        note_lost(session, row.address, self.clock())
        if row.name in UNSAID:
            outbox.drop(row, "blocked in chat")
            return
        if row.person_id is None:
            outbox.fail(row, "blocked in chat by a stranger")
            return
        row.channel, row.address = Channel.MAIL, ""
        self._again(row, "blocked in chat, sent by mail")

    def _move(self, session: Session, row: OutboxMessage, chat_id: str) -> None:
        """Follow a chat to its new id."""
        note_moved(session, row.address, chat_id)
        if row.name in UNSAID:
            outbox.drop(row, "the chat moved")
            return
        row.address = chat_id
        self._again(row, "the chat moved")

    def _again(self, row: OutboxMessage, why: str) -> None:
        """Send by another way at once; when that is not the end of it either, later, so that every round ends."""
        outbox.try_later(row, self.clock(), why, seconds=0 if row.attempts <= AT_ONCE else None)


def _put_back(_session: Session, row: OutboxMessage) -> None:
    """Leave a claimed message as it was before."""
    outbox.wait_until(row, row.due_at, row.trouble)


async def keep_delivering(delivery: Delivery, stop: asyncio.Event, *, pause: float = 1.0) -> None:
    """Deliver whenever something changed, and look once a second besides, until told to stop."""
    changed = delivery.database.watch()
    while not stop.is_set():
        changed.clear()
        await delivery.deliver_due(stop)
        await wait_for_change(changed, stop, pause)


async def wait_for_change(changed: asyncio.Event, stop: asyncio.Event, pause: float) -> None:
    """Wait until the database changed, the service stops, or the pause is over."""
    waits = [asyncio.ensure_future(event.wait()) for event in (changed, stop)]
    try:
        await asyncio.wait(waits, timeout=pause, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
