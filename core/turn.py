"""One turn at the desk: who speaks, what do they mean, may they, are they sure; run it, record it, answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from core import answers, asking, between, buttons, conduct, forms, linkpage, outbox, paging, strangers
from core.access import Right
from core.addressing import role_of
from core.command import Context, Reply
from core.contacts import activation
from core.files import importing
from core.identify import Speaker
from core.inbox import InboxMessage, InboxState
from core.incoming import Channel, Door, Incoming, Kind, Typed
from core.language.clauses.signing import may_take_back
from core.logbook import reach
from core.outbox import OutboxMessage
from core.problems import answering
from core.questions import LISTED, Answered, Question, answer_to, answered_by, is_double_tap, pressed, turned
from core.strangers import automatic_key
from core.tally import Tally

# So many mails that lead to nothing are answered; a person who only asks seldom comes near, a machine always does.
ANSWERS_AN_HOUR = 10
ANSWERS_A_DAY = 30
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LAST_ANSWER = "answered for the last time for a while: too many led to nothing"
LAST_OF_THE_DAY = "answered for the last time today: too many led to nothing"
NOTHING_TO_READ = "told today already that there was nothing to read"
MAYBE_A_MACHINE = "answered today already, and a machine may have written this one too"
# What a machine gets too, whatever it sends: once a day each person.
WORDLESS = frozenset({"desk.unreadable", "desk.quoted_only"})
LATEST_SENT = timedelta(days=14)
JUDGED = frozenset({"logbook.approve", "logbook.approve_except", "logbook.send_back"})


@dataclass(frozen=True, slots=True)
class DeskSettings:
    """How long an act can be undone, and where the pages are."""

    undo_window: timedelta = timedelta(hours=24)
    base_url: str = "http://127.0.0.1:8080"


def take(
    session: Session,
    row: InboxMessage,
    incoming: Incoming,
    door: Door,
    *,
    speaker: Speaker,
    settings: DeskSettings,
    now: datetime,
    tally: Tally,
) -> str:
    """Take one message from its reading to its reply, in the caller's transaction. Returns one word for the outcome.

    tally: what it came to is noted there.
    """
    if incoming.channel is Channel.LINK and "invitation" in incoming.facts:
        return activation.settle(session, incoming, row, now)
    settled = strangers.settle(session, incoming, row, now)
    settled = settled or answering.settle(session, incoming, row, door, now)
    if settled is not None:
        return settled
    if speaker.actor is None:
        return strangers.turn_away(session, incoming, row, speaker, now, base_url=settings.base_url)
    row.person_id = speaker.actor.id
    answered = _question_of(session, incoming, speaker)
    ctx = Context(
        session=session,
        now=now,
        actor=speaker.actor,
        incoming=incoming,
        inbox_id=row.id,
        answered=answered,
        undo_window=settings.undo_window,
        shown=reach.shown_items(session, speaker.actor.id, answered, incoming.sent_at, now),
        said_at=_said_at(incoming, now),
        base_url=settings.base_url,
    )
    if importing.must_wait(ctx, row):
        return "fetching"
    outcome, replies = _answered(ctx, door, speaker)
    tally.note(ctx, replies)
    if replies and any(decision.command in JUDGED for decision in ctx.decisions):
        told = [week["week_id"] for reply in replies for week in reply.facts.get("weeks", ())]
        if left := reach.still_open(ctx, told):
            replies.append(Reply("logbook.still_open", {"weeks": left}))
    if ctx.decisions and ctx.answered.question is not None:
        # A receipt came between: a bare yes below it may be to that.
        ctx.answered.question.note_left_open()
    reach.close_settled(session, ctx.actor.id, now, row.id)
    buttons.tidy(ctx)
    return _answer_or_not(ctx, row, replies, speaker) or outcome


def _answer_or_not(ctx: Context, row: InboxMessage, replies: list[Reply], speaker: Speaker) -> str:
    """Answer, unless that would keep two machines writing to each other. Returns the outcome when it is another."""
    if replies and not ctx.decisions and _is_loop(ctx, row, replies):
        row.state, row.trouble = InboxState.QUARANTINED, "too many mails that led to nothing"
        return "loop"
    if replies and _is_said_today(ctx, replies):
        row.trouble = MAYBE_A_MACHINE if _is_doubtful(ctx.incoming) else NOTHING_TO_READ
    elif replies:
        _answer(ctx, replies, speaker)
    return ""


def _answered(ctx: Context, door: Door, speaker: Speaker) -> tuple[str, list[Reply]]:
    """Answer a post, a button, a file or words."""
    if ctx.incoming.channel is Channel.LINK:
        return linkpage.answer(ctx, speaker)
    if ctx.incoming.kind is Kind.BUTTON:
        return _press(ctx)
    if importing.has_file(ctx):
        return importing.answer(ctx, _typed(ctx, door, speaker))
    return _listen(ctx, door, speaker)


def _said_at(incoming: Incoming, now: datetime) -> datetime | None:
    """Give the moment that a message was sent: it may be read only the day after. Too long ago is a wrong clock."""
    is_likely = incoming.sent_at is not None and now - LATEST_SENT <= incoming.sent_at <= now
    return incoming.sent_at if is_likely else None


def _listen(ctx: Context, door: Door, speaker: Speaker) -> tuple[str, list[Reply]]:
    """Hear what was typed and carry it out, clause by clause."""
    incoming = ctx.incoming
    what = incoming.facts.get("what", "")
    if incoming.kind is Kind.UNREADABLE:
        return str(incoming.kind), [Reply("desk.unreadable", {"what": what})]
    typed = _typed(ctx, door, speaker)
    before, question = len(ctx.decisions), ctx.answered.question
    fills_in = question is not None and forms.is_form(question, ctx) and typed.text.strip()
    if typed.corrections and not fills_in:
        ours = speaker.ours
        is_ours = ours is not None and question is not None and ours.question_id == question.id
        ctx.is_whole = typed.is_all and not _may_be_more(incoming, typed)
        replies = between.hear(ctx, typed, is_ours=is_ours)
        return ("acted" if len(ctx.decisions) > before else "answered"), replies
    if not typed.text.strip():
        if what:
            return str(Kind.UNREADABLE), [Reply("desk.unreadable", {"what": what})]
        return "empty", [Reply("desk.quoted_only")]
    ctx.said = ctx.words = typed.text.strip()
    ctx.is_whole = typed.agreed and not typed.corrections and not _may_be_more(incoming, typed)
    reading = conduct.understand(ctx, ctx.words)
    named = asking.picked(ctx, reading)
    if question is not None and forms.is_form(question, ctx):
        replies = forms.fill(ctx, question, reading)
    elif question is not None and len(named) == 1:
        replies = answers.take_choice(ctx, question, named[0])
    elif question is not None and 1 < len(named) < len(question.numbered):
        replies = [asking.narrow(ctx, question, named)]
    else:
        replies = conduct.carry_all(ctx, conduct.or_by_cues(ctx, reading, ctx.words), ctx.words)
    return ("acted" if len(ctx.decisions) > before else "answered"), replies


def _may_be_more(incoming: Incoming, typed: Typed) -> bool:
    """Say whether a machine may have written it, or words below the closing that could take back those above."""
    return _is_doubtful(incoming) or may_take_back(typed.signature)


def _typed(ctx: Context, door: Door, speaker: Speaker) -> Typed:
    """Give what they typed, without what they quote of ours."""
    is_mail = ctx.incoming.channel is Channel.MAIL
    return door.typed(ctx.incoming, _sent_texts(ctx.session, speaker, ctx.actor.id) if is_mail else [])


def _question_of(session: Session, incoming: Incoming, speaker: Speaker) -> Answered:
    """Find the question that this message answers; a button names its own."""
    if speaker.actor is None:
        return Answered()
    if incoming.kind is Kind.BUTTON and incoming.button is not None:
        press = pressed(incoming.button) or turned(incoming.button)
        question = session.get(Question, press[0]) if press else None
        if question is not None and question.person_id == speaker.actor.id:
            return answer_to(session, question, named=True)
        return Answered()
    return answered_by(session, incoming, speaker.actor.id, speaker.ours)


def _press(ctx: Context) -> tuple[str, list[Reply]]:
    """Carry out a pressed button; a stale one says what happened meanwhile."""
    page = turned(ctx.incoming.button or "")
    if page is not None:
        return _turn_page(ctx, page[1])
    press = pressed(ctx.incoming.button or "")
    question = ctx.answered.question
    if press is None or question is None or press[1] >= len(question.choices):
        return "stale", [_stale(ctx, "unknown")]
    if is_double_tap(question, press[1], ctx.now):
        return "double_tap", []
    if question.closed_at is not None:
        return "stale", [_stale(ctx, question.closed_why)]
    choice = question.choices[press[1]]
    ctx.words = _label_words(choice)
    before = len(ctx.decisions)
    replies = answers.take_choice(ctx, question, press[1])
    return ("acted" if len(ctx.decisions) > before else "answered"), replies


def _turn_page(ctx: Context, page: int) -> tuple[str, list[Reply]]:
    """Show another page of a list, as it was when it was asked about; nothing is decided by looking."""
    question = ctx.answered.question
    if question is None or page >= len(question.pages):
        return "stale", [_stale(ctx, "unknown")]
    if question.closed_at is not None:
        return "stale", [_stale(ctx, question.closed_why)]
    return ("page", []) if paging.turn_to(ctx, question, page) else ("stale", [_stale(ctx, "gone")])


def _stale(ctx: Context, why: str) -> Reply:
    """Say why a button does nothing any more, with the way to what does."""
    choices = [{"label": "list_open", "meaning": {"command": "logbook.list_open", "weeks": []}}]
    has_list = Right.LOGBOOK_READ in ctx.actor.rights
    question = ctx.ask("choice", ctx.actor.id, None, {"items": [], "choices": choices}) if has_list else None
    return Reply("desk.stale", {"why": why}, question=question)


def _label_words(choice: Mapping[str, Any]) -> str:
    """Write a pressed button for the record: its label's name, and what it names."""
    named = choice.get("text") or choice["label"]
    number = choice.get("week") or choice.get("number")
    return f"[{named}{f' {number}' if number else ''}]"


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
    # What we ask stands last, where an answer is expected.
    in_order = sorted(replies, key=lambda reply: reply.question is not None and reply.question is question)
    parts = [{"name": reply.name, "facts": reply.facts} for reply in in_order]
    incoming = ctx.incoming
    receipt = None
    if any(reply.acted for reply in replies) and ctx.decisions:
        receipt = {
            "who": ctx.actor.person.name,
            "when": ctx.now.astimezone(ctx.actor.zone).isoformat(timespec="minutes"),
            "channel": incoming.channel.value,
            "words": (ctx.said or ctx.decisions[-1].words)[:300],
            "number": ", ".join(str(decision.id) for decision in ctx.decisions),
            "in_place_of": sorted(ctx.in_place_of) if any(ctx.in_place_of) else [],
        }
    is_chat = incoming.channel is Channel.CHAT
    is_automatic = _is_once_a_day(ctx, replies)
    address = incoming.chat_id or "" if is_chat else (ctx.actor.email or (speaker.ours.address if speaker.ours else ""))
    outbox.put(
        ctx.session,
        OutboxMessage(
            key=automatic_key(ctx.actor.id, ctx.now) if is_automatic else None,
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
                **({LISTED: ctx.listed} if question is None and ctx.listed is not None else {}),
            },
            language=ctx.language,
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


def _is_loop(ctx: Context, row: InboxMessage, replies: list[Reply]) -> bool:
    """Say whether two machines seem to answer each other; a person is told before the first that gets no answer.

    Then nothing more is answered for an hour, but what acts: a machine then has nothing to answer. One that goes on by
    itself uses up what is answered in a day.
    """
    if ctx.incoming.channel is not Channel.MAIL:
        return False
    last_act = (
        select(func.coalesce(func.max(InboxMessage.id), 0))
        .where(InboxMessage.person_id == ctx.actor.id, InboxMessage.outcome == "acted")
        .scalar_subquery()
    )
    since_then = (InboxMessage.person_id == ctx.actor.id, InboxMessage.id > last_act)
    in_this_hour = InboxMessage.decided_at > ctx.now - HOUR
    is_told = or_(
        and_(InboxMessage.trouble == LAST_ANSWER, in_this_hour),
        and_(InboxMessage.trouble == LAST_OF_THE_DAY, InboxMessage.decided_at > ctx.now - DAY),
    )
    told = select(InboxMessage.id).where(*since_then, is_told)
    if ctx.session.scalar(told.limit(1)) is not None:
        return True
    # Mails that were answered to no effect.
    today, idle = ctx.session.execute(
        select(func.count(), func.count().filter(in_this_hour))
        .select_from(OutboxMessage)
        .join(InboxMessage, InboxMessage.id == OutboxMessage.answers_inbox_id)
        .where(
            *since_then,
            OutboxMessage.person_id == ctx.actor.id,
            InboxMessage.channel == Channel.MAIL,
            InboxMessage.outcome.in_(("answered", "empty", Kind.UNREADABLE)),
            InboxMessage.decided_at > ctx.now - DAY,
        )
    ).one()
    if idle == ANSWERS_AN_HOUR - 1 or today == ANSWERS_A_DAY - 1:
        is_for_a_day = today == ANSWERS_A_DAY - 1
        row.trouble = LAST_OF_THE_DAY if is_for_a_day else LAST_ANSWER
        facts = {"count": today + 1, "for_a_day": is_for_a_day}
        replies.append(Reply("desk.last_answer", {"role": role_of(ctx), **facts}))
    return bool(idle >= ANSWERS_AN_HOUR or today >= ANSWERS_A_DAY)


def _is_doubtful(incoming: Incoming) -> bool:
    """Say whether a machine may have written a mail that no header tells of."""
    return bool(incoming.facts.get("doubt"))


def _is_once_a_day(ctx: Context, replies: Sequence[Reply]) -> bool:
    """Say whether a machine may get this answer: to a mail without words of its own, or in words that machines use."""
    is_told_to_machines = _is_doubtful(ctx.incoming) or all(reply.name in WORDLESS for reply in replies)
    return ctx.incoming.channel is Channel.MAIL and not ctx.decisions and is_told_to_machines


def _is_said_today(ctx: Context, replies: Sequence[Reply]) -> bool:
    """Say whether what a machine may have sent gets no answer, since another such mail got one today (RFC 3834)."""
    if not _is_once_a_day(ctx, replies):
        return False
    said = select(OutboxMessage.id).where(OutboxMessage.key == automatic_key(ctx.actor.id, ctx.now))
    return ctx.session.scalar(said.limit(1)) is not None
