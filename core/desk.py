"""The desk: every message is received first and decided afterwards, and only here is a message committed."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core import answers, buttons, conduct, linkpage, outbox, strangers
from core.command import Channel, Context, Reply
from core.engine import Database
from core.identify import Speaker, identify
from core.inbox import InboxMessage, InboxState
from core.incoming import Door, Incoming, Kind, Unreadable
from core.language.meaning import Doubt, Problem
from core.logbook import commands, mending, reach
from core.outbox import OutboxMessage
from core.questions import Answered, Question, answered_by, pressed

ATTEMPTS = 3
LEASE = timedelta(seconds=30)
ANSWERS_AN_HOUR = 10
RETRY_AFTER = (timedelta(seconds=5), timedelta(minutes=1))
JUDGED = frozenset({"logbook.approve", "logbook.approve_except", "logbook.send_back"})
DECLARED = (answers, commands, mending)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class DeskSettings:
    """How long an act can be undone, and where the pages are."""

    undo_window: timedelta = timedelta(hours=24)
    base_url: str = "http://127.0.0.1:8080"


def now_utc() -> datetime:
    """Give the present moment."""
    return datetime.now(UTC)


class Desk:
    """Receives and decides. doors: how each channel's raw messages are read. clock: the present moment.

    decides: whether this process decides what it receives; else any other may take it at once.
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
        self._fresh: set[int] = set()

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
            self._fresh.update(inbox_id for inbox_id, is_new in stored if is_new)
        return [inbox_id for inbox_id, _ in stored]

    async def take_over(self) -> None:
        """Let go of what an earlier run was working on; only for a service that is the only one on its database."""

        def work(session: Session) -> None:
            session.execute(update(InboxMessage).where(InboxMessage.state == InboxState.RECEIVED).values(retry_at=None))
            outbox.release(session)

        await self.database.turn(work)

    async def waiting(self, limit: int = 100) -> list[int]:
        """Give the messages that wait to be decided, oldest first; those received here, and those nobody works on."""
        now = self.clock()
        statement = (
            select(InboxMessage.id)
            .where(
                InboxMessage.state == InboxState.RECEIVED,
                (InboxMessage.retry_at.is_(None))
                | (InboxMessage.retry_at <= now)
                | InboxMessage.id.in_(list(self._fresh)[:limit]),
            )
            .order_by(InboxMessage.id)
            .limit(limit)
        )
        return await self.database.look(lambda session: list(session.scalars(statement)))

    async def decide_all(self) -> int:
        """Decide every message that waits, in the order they came. Returns how many were looked at."""
        count = 0
        while ids := await self.waiting():
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
        if inbox_id in self._fresh:
            self._fresh.discard(inbox_id)
        elif not await self._count_attempt(inbox_id):
            return await self.outcome(inbox_id)
        row = await self.database.look(lambda session: session.get(InboxMessage, inbox_id))
        if row is None or row.state != InboxState.RECEIVED:
            return await self.outcome(inbox_id)
        door = self.doors[Channel(row.channel)]
        try:
            incoming = await _read(door, row)
        except Unreadable as unreadable:
            return await self._quarantine(inbox_id, "unreadable", unreadable.why)
        except Exception:
            log.exception("read_failed", inbox_id=inbox_id)
            return await self._quarantine(inbox_id, "unreadable", "a fault while reading; see the log")
        try:
            return await self.database.turn(lambda session: self._turn(session, inbox_id, incoming, door))
        except Exception:
            log.exception("decide_failed", inbox_id=inbox_id)
            return await self._retry_later(inbox_id, incoming, row.attempts)

    async def outcome(self, inbox_id: int) -> str:
        """Say what came of a message."""
        row = await self.database.look(lambda session: session.get(InboxMessage, inbox_id))
        return row.outcome if row is not None else "unknown"

    async def _count_attempt(self, inbox_id: int) -> bool:
        """Count an attempt before working; after too many the message is set aside.

        Returns False when there is nothing to do: it is decided, or another worker has it now.
        """
        now = self.clock()

        def work(session: Session) -> bool:
            row = session.get(InboxMessage, inbox_id, with_for_update=True)
            if row is None or row.state != InboxState.RECEIVED or (row.retry_at is not None and row.retry_at > now):
                return False
            if row.attempts >= ATTEMPTS:
                row.state, row.outcome, row.trouble = InboxState.QUARANTINED, "poison", row.trouble or "gave up"
                return False
            row.attempts += 1
            row.retry_at = now + LEASE
            return True

        return await self.database.turn(work)

    async def _quarantine(self, inbox_id: int, outcome: str, why: str) -> str:
        def work(session: Session) -> None:
            row = session.get_one(InboxMessage, inbox_id, with_for_update=True)
            row.state, row.outcome, row.trouble = InboxState.QUARANTINED, outcome, why[:1000]

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

    def _turn(self, session: Session, inbox_id: int, incoming: Incoming, door: Door) -> str:
        """Decide one message: who, what, may they, sure; run, record, reply."""
        row = session.get(InboxMessage, inbox_id, with_for_update=True)
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
        row.outcome = self._decide(session, row, incoming, door, speaker=speaker, now=now)
        return row.outcome

    def _decide(
        self, session: Session, row: InboxMessage, incoming: Incoming, door: Door, *, speaker: Speaker, now: datetime
    ) -> str:
        settled = strangers.settle(session, incoming, row, now)
        if settled is not None:
            return settled
        if speaker.actor is None:
            return strangers.turn_away(session, incoming, row, speaker, now, base_url=self.settings.base_url)
        row.person_id = speaker.actor.id
        answered = _question_of(session, incoming, speaker)
        ctx = Context(
            session=session,
            now=now,
            actor=speaker.actor,
            incoming=incoming,
            inbox_id=row.id,
            answered=answered,
            undo_window=self.settings.undo_window,
            shown=reach.shown_items(session, speaker.actor.id, answered, incoming.sent_at, now),
        )
        if incoming.channel is Channel.LINK:
            outcome, replies = linkpage.answer(ctx, speaker)
        elif incoming.kind is Kind.BUTTON:
            outcome, replies = _press(ctx)
        else:
            outcome, replies = self._listen(ctx, door, speaker)
        if replies and any(decision.command in JUDGED for decision in ctx.decisions):
            told = [week["week_id"] for reply in replies for week in reply.facts.get("weeks", ())]
            if left := reach.still_open(ctx, told):
                replies.append(Reply("logbook.still_open", {"weeks": left}))
        reach.close_settled(session, ctx.actor.id, now, row.id)
        buttons.tidy(ctx)
        if replies and not ctx.decisions and _is_loop(ctx, speaker):
            row.state, row.trouble = InboxState.QUARANTINED, "too many mails that led to nothing within an hour"
            return "loop"
        if replies:
            _answer(ctx, replies, speaker)
        return outcome

    def _listen(self, ctx: Context, door: Door, speaker: Speaker) -> tuple[str, list[Reply]]:
        """Hear what was typed and carry it out, clause by clause."""
        incoming = ctx.incoming
        sent = _sent_texts(ctx.session, speaker, ctx.actor.id) if incoming.channel is Channel.MAIL else []
        typed = door.typed(incoming, sent)
        if not typed.text.strip():
            between = " / ".join(correction for _, correction in typed.corrections)
            if between:
                return "answered", [conduct.ask_about(ctx, Doubt(Problem.UNKNOWN_WORDS, between), between)]
            return "empty", [Reply("desk.quoted_only")]
        ctx.said = ctx.words = typed.text.strip()
        ctx.is_whole = typed.agreed and not typed.corrections
        reading = conduct.understand(ctx, ctx.words)
        before = len(ctx.decisions)
        replies = conduct.carry_all(ctx, reading, ctx.words)
        return ("acted" if len(ctx.decisions) > before else "answered"), replies


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


async def _read(door: Door, row: InboxMessage) -> Incoming:
    """Read a raw message; mail is read in a thread, since it may be long."""
    if row.channel == Channel.MAIL:
        return await asyncio.to_thread(door.read, row.raw)
    return door.read(row.raw)


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


def _is_loop(ctx: Context, speaker: Speaker) -> bool:
    """Say whether two machines seem to answer each other: no person sends this many mails an hour to no effect."""
    if ctx.incoming.channel is not Channel.MAIL or speaker.actor is None:
        return False
    answers_given = ctx.session.scalar(
        select(func.count())
        .select_from(OutboxMessage)
        .join(InboxMessage, InboxMessage.id == OutboxMessage.answers_inbox_id)
        .where(
            OutboxMessage.person_id == speaker.actor.id,
            InboxMessage.channel == Channel.MAIL,
            InboxMessage.outcome.in_(("answered", "empty")),
            InboxMessage.decided_at > ctx.now - timedelta(hours=1),
        )
    )
    return (answers_given or 0) >= ANSWERS_AN_HOUR


def _question_of(session: Session, incoming: Incoming, speaker: Speaker) -> Answered:
    """Find the question that this message answers; a button names its own."""
    if speaker.actor is None:
        return Answered()
    if incoming.kind is Kind.BUTTON and incoming.button is not None:
        press = pressed(incoming.button)
        question = session.get(Question, press[0]) if press else None
        if question is not None and question.person_id == speaker.actor.id:
            return Answered(question, named=True)
        return Answered()
    return answered_by(session, incoming, speaker.actor.id, speaker.ours)


def _press(ctx: Context) -> tuple[str, list[Reply]]:
    """Carry out a pressed button; a stale one says what happened meanwhile."""
    press = pressed(ctx.incoming.button or "")
    question = ctx.answered.question
    if press is None or question is None or press[1] >= len(question.choices):
        return "stale", [Reply("desk.stale", {"why": "unknown"})]
    if question.closed_at is not None:
        return "stale", [Reply("desk.stale", {"why": question.closed_why})]
    choice = question.choices[press[1]]
    ctx.words = f"[{choice['label']}{' ' + str(choice['number']) if choice.get('number') else ''}]"
    before = len(ctx.decisions)
    replies = answers.take_choice(ctx, question, press[1])
    return ("acted" if len(ctx.decisions) > before else "answered"), replies


def _sent_texts(session: Session, speaker: Speaker, person_id: int) -> list[str]:
    """Give the texts we sent that the mail may quote: the one it answers, and the last few to this person."""
    texts = [speaker.ours.sent_text] if speaker.ours is not None else []
    latest = session.scalars(
        select(OutboxMessage.sent_text)
        .where(OutboxMessage.person_id == person_id, OutboxMessage.sent_text != "")
        .order_by(OutboxMessage.id.desc())
        .limit(3)
    )
    return [*texts, *(text for text in latest if text not in texts)]


def _answer(ctx: Context, replies: Sequence[Reply], speaker: Speaker) -> None:
    """Put the one message that reads back all that was done and not done into the outbox."""
    question = _one_question(ctx, [reply.question for reply in replies if reply.question is not None])
    parts = [{"name": reply.name, "facts": reply.facts} for reply in replies]
    incoming = ctx.incoming
    receipt = None
    if any(reply.acted for reply in replies) and ctx.decisions:
        receipt = {
            "who": ctx.actor.person.name,
            "when": ctx.now.astimezone(ctx.actor.zone).isoformat(timespec="minutes"),
            "channel": incoming.channel.value,
            "words": (ctx.said or ctx.decisions[-1].words)[:300],
            "number": ", ".join(str(decision.id) for decision in ctx.decisions),
        }
    is_chat = incoming.channel is Channel.CHAT
    address = incoming.chat_id or "" if is_chat else (ctx.actor.email or (speaker.ours.address if speaker.ours else ""))
    outbox.put(
        ctx.session,
        OutboxMessage(
            person_id=ctx.actor.id,
            tenant_id=ctx.decisions[0].tenant_id if ctx.decisions else None,
            question_id=question.id if question else None,
            answers_inbox_id=ctx.inbox_id,
            name="desk.answer",
            facts={
                "parts": parts,
                "receipt": receipt,
                "subject": incoming.subject[:200],
                "in_reply_to": incoming.message_id,
            },
            channel=Channel.CHAT if is_chat else Channel.MAIL,
            address=address,
            due_at=ctx.now,
        ),
    )


def _one_question(ctx: Context, questions: Sequence[Question]) -> Question | None:
    """A message asks one thing: several proposals become one, a proposal goes before the rest."""
    if len(questions) <= 1:
        return questions[0] if questions else None
    proposals = [question for question in questions if question.kind == "proposal"]
    if len(proposals) > 1:
        first = proposals[0]
        facts = dict(first.facts)
        facts["items"] = [item for question in proposals for item in question.items]
        facts["meanings"] = [meaning for question in proposals for meaning in question.facts.get("meanings", ())]
        first.facts = facts
    chosen = proposals[0] if proposals else questions[-1]
    for question in questions:
        if question is not chosen:
            question.close(ctx.now, by=ctx.inbox_id, why="joined")
    return chosen


__all__ = ["Desk", "DeskSettings", "now_utc"]
