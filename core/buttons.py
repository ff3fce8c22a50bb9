"""The buttons of a message that was answered: what was used, or means nothing any more, is taken away."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import outbox
from core.command import Context
from core.incoming import Channel, Kind
from core.logbook.models import DayEntry, DayState
from core.outbox import OutboxMessage
from core.questions import Question

BUTTONS = "desk.buttons"
ABOUT_WEEKS = frozenset({"digest", "week"})


def tidy(ctx: Context) -> None:
    """Plan to leave only the buttons that still do something under the message that this one answered."""
    question = ctx.answered.question or ctx.answered.listed
    if question is None or not question.choices or question.chat_delivered_at is None:
        return
    left = [] if question.closed_at is not None else _left(ctx.session, question)
    standing = question.facts.get("left", list(range(len(question.choices))))
    place = _place(ctx, question) if left != standing else None
    if place is None:
        return
    question.facts = {**question.facts, "left": left}
    chat_id, message_id = place
    outbox.put(
        ctx.session,
        OutboxMessage(
            person_id=ctx.actor.id,
            name=BUTTONS,
            facts={"chat_id": chat_id, "message_id": message_id, "question": question.id, "choices": left},
            channel=Channel.CHAT,
            address=chat_id,
            due_at=ctx.now,
        ),
    )


def _left(session: Session, question: Question) -> list[int]:
    """Give the choices of an open question that still have something to decide."""
    if question.kind not in ABOUT_WEEKS:
        return list(range(len(question.choices)))
    weeks = [{week["week"] for week in choice["meaning"].get("weeks", ())} for choice in question.choices]
    waiting = set(
        session.scalars(
            select(DayEntry.week_id)
            .where(DayEntry.week_id.in_(set().union(*weeks)), DayEntry.state == DayState.SUBMITTED)
            .distinct()
        )
    )
    return [index for index, about in enumerate(weeks) if not about or about & waiting]


def _place(ctx: Context, question: Question) -> tuple[str, str] | None:
    """Say where a question stands in chat: the pressed message, else the one that delivered it."""
    incoming = ctx.incoming
    if incoming.kind is Kind.BUTTON and incoming.chat_id and "message_id" in incoming.facts:
        return incoming.chat_id, str(incoming.facts["message_id"])
    ref = ctx.session.scalar(
        select(OutboxMessage.sent_ref)
        .where(
            OutboxMessage.question_id == question.id,
            OutboxMessage.channel == Channel.CHAT,
            OutboxMessage.sent_ref.is_not(None),
        )
        .order_by(OutboxMessage.id.desc())
        .limit(1)
    )
    chat_id, _, message_id = (ref or "").rpartition(":")
    return (chat_id, message_id) if chat_id and message_id else None
