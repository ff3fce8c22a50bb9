"""Questions: what we asked, whom, about which version of the hours; and which one a message answers."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.db import Base
from core.incoming import Channel, Incoming
from core.outbox import OutboxMessage

BUTTON = "v1"
PAGE_BUTTON = "p1"
BUTTON_PARTS = 3
FOLLOW_UPS = frozenset({"choice", "which"})
# Only answered by who replies to the very message that asked it: it hears whatever is typed.
REPLY = "reply"
COMPETES = timedelta(days=7)
ON_ITS_WAY = timedelta(minutes=10)
DOUBLE_TAP = timedelta(seconds=5)
WAYS_OUT = frozenset({"list_open", "help", "cancel"})
# A numbered list of weeks; what is said of it keeps its numbers, under LISTED.
LIST = "digest"
LISTED = "listed"
# In a mail these show no choices with numbers.
WITHOUT_DIGITS = frozenset({LIST, "proposal", "week"})
# Of a week or a proposal that was asked about, and of which something else than a yes was said since.
LEFT_OPEN = "left_open"
LEAVABLE = frozenset({"week", "proposal"})
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class Question(Base):
    """Something that waits for an answer: a digest, one week, a proposal, a choice.

    facts["items"]: the weeks shown, each {"week", "version", "number", "days": {date: minutes}, "open": [dates]}.
    facts["choices"]: what each button or number means, each {"label", "meaning"}; facts["left"]: the indices of those
    that still stand under the message in chat. facts["pages"]: the ids of the weeks on each page that chat shows one at
    a time; facts["page"]: the one it shows now; facts["seen"]: when each first reached them, by its index as text.
    facts["unseen"]: weeks among the items that were on no page they had seen. facts["follows"]: the questions in
    whose place it came, so that they don't compete with it while it is open. facts["listed"]: the id of the numbered
    list that it goes on about; a message that asks nothing has that among its own facts. closed_by: the inbox message
    that answered it; "superseded" questions are closed by a newer one. facts["log"]: {"dossier", "monday"} of the week
    whose hours a student was asked for. facts["pressed"]: when each button was pressed last, by index. facts["form"]:
    the request that lacks something, {"command", "fields", "wants", "words"}; of kind "reply" it is what a reply to the
    message goes to.
    """

    __tablename__ = "question"
    __table_args__ = (Index(None, "person_id", "closed_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    tenant_id: Mapped[int | None] = mapped_column(ForeignKey("tenant.id"), default=None)
    kind: Mapped[str] = mapped_column(String(20))
    facts: Mapped[dict[str, Any]] = mapped_column()
    asked_at: Mapped[datetime] = mapped_column()
    chat_delivered_at: Mapped[datetime | None] = mapped_column(default=None)
    mail_delivered_at: Mapped[datetime | None] = mapped_column(default=None)
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    closed_by: Mapped[int | None] = mapped_column(default=None)
    closed_why: Mapped[str] = mapped_column(String(20), default="")

    @property
    def items(self) -> list[dict[str, Any]]:
        """The weeks that were shown."""
        return list(self.facts.get("items", ()))

    @property
    def choices(self) -> list[dict[str, Any]]:
        """What can be chosen, in the order shown."""
        return list(self.facts.get("choices", ()))

    @property
    def numbered(self) -> list[dict[str, Any]]:
        """The choices that a number may name: all but the ways out, which always stand last."""
        return [choice for choice in self.choices if choice["label"] not in WAYS_OUT]

    @property
    def follows(self) -> list[int]:
        """The ids of the questions in whose place it came, the nearest first."""
        return list(self.facts.get("follows", ()))

    def delivered_at(self, channel: Channel) -> datetime | None:
        """Say when it reached the person through this channel."""
        return self.chat_delivered_at if channel is Channel.CHAT else self.mail_delivered_at

    @property
    def pages(self) -> list[list[int]]:
        """The weeks on each page, by id, where chat shows it page by page; else nothing."""
        return list(self.facts.get("pages", ()))

    def has_shown(self, week_id: int, until: datetime) -> bool:
        """Say whether a week of it was before their eyes by a moment: all are, but those on pages not yet turned to."""
        if week_id in self.facts.get("unseen", ()):
            return False
        page = next((index for index, weeks in enumerate(self.pages) if week_id in weeks), None)
        if page is None or (self.mail_delivered_at is not None and self.mail_delivered_at <= until):
            return True
        seen = self.facts.get("seen", {}).get(str(page))
        return seen is not None and datetime.fromisoformat(seen) <= until

    @property
    def is_on_its_way(self) -> bool:
        """It was asked and reached nobody yet."""
        return self.chat_delivered_at is None and self.mail_delivered_at is None

    def note_left_open(self) -> None:
        """Note that something else was said of it, or done, since: a bare yes after that is asked about first."""
        if self.kind in LEAVABLE and self.closed_at is None:
            self.facts = {**self.facts, LEFT_OPEN: True}

    def close(self, now: datetime, *, by: int | None, why: str) -> None:
        """Close it; a closed question is never answered again."""
        self.closed_at, self.closed_by, self.closed_why = now, by, why


def base36(number: int) -> str:
    """Write a positive number in base 36."""
    digits = ""
    while True:
        number, rest = divmod(number, 36)
        digits = DIGITS[rest] + digits
        if not number:
            return digits


def button(question_id: int, choice: int) -> str:
    """Write the callback data of a button; valid for years, far under Telegram's 64 bytes."""
    return f"{BUTTON}:{base36(question_id)}:{choice}"


def page_button(question_id: int, page: int) -> str:
    """Write the callback data of a button that turns to a page."""
    return f"{PAGE_BUTTON}:{base36(question_id)}:{page}"


def pressed(data: str) -> tuple[int, int] | None:
    """Read the callback data of a button back, as question and choice; None when it is not one of ours."""
    return _two_numbers(data, BUTTON)


def turned(data: str) -> tuple[int, int] | None:
    """Read the callback data of a button that turns to a page, as question and page; None for any other."""
    return _two_numbers(data, PAGE_BUTTON)


def _two_numbers(data: str, kind: str) -> tuple[int, int] | None:
    parts = data.split(":")
    if len(parts) != BUTTON_PARTS or parts[0] != kind or not parts[2].isascii() or not parts[2].isdigit():
        return None
    try:
        return int(parts[1], 36), int(parts[2])
    except ValueError:
        return None


def asked_last(session: Session, person_id: int, channel: Channel, *, besides: Collection[str]) -> Question | None:
    """Give what we asked somebody last in this channel and still wait for, save for these kinds."""
    reached = Question.chat_delivered_at if channel is Channel.CHAT else Question.mail_delivered_at
    return session.scalars(
        select(Question)
        .where(
            Question.person_id == person_id,
            Question.closed_at.is_(None),
            Question.kind.not_in(besides),
            reached.is_not(None),
        )
        .order_by(Question.id.desc())
        .limit(1)
    ).first()


def is_double_tap(question: Question, choice: int, now: datetime) -> bool:
    """Say whether this button was pressed a moment ago, and remember that it is now; a finger often taps twice."""
    pressed_at = dict(question.facts.get("pressed", {}))
    before = pressed_at.get(str(choice))
    question.facts = {**question.facts, "pressed": {**pressed_at, str(choice): now.isoformat()}}
    return before is not None and now - datetime.fromisoformat(before) <= DOUBLE_TAP


def close_log_questions(session: Session, person_id: int, now: datetime, *, by: int | None = None) -> None:
    """Close what we asked a student about hours to log or hand in: something newer takes its place."""
    waiting = select(Question).where(
        Question.person_id == person_id, Question.closed_at.is_(None), Question.kind == "log"
    )
    for question in session.scalars(waiting):
        question.close(now, by=by, why="superseded")


@dataclass(frozen=True, slots=True)
class Answered:
    """Which question a message answers.

    named: it said so itself, by button, token or reply. several: it may be any of these. listed: the list that what it
    answers goes on about, where that is not one itself: only its numbers count, for nothing was asked about it here.
    """

    question: Question | None = None
    named: bool = False
    several: Sequence[Question] = ()
    listed: Question | None = None

    @property
    def listing(self) -> Question | None:
        """The numbered list that this is about."""
        return self.question if self.question is not None and self.question.kind == LIST else self.listed

    @property
    def numbers(self) -> dict[int, int]:
        """The number of each week, by its id, in the list that this is about, and in what is asked of it."""
        found = numbers_in(self.listed) if self.listed is not None else {}
        return found | (numbers_in(self.question) if self.question is not None else {})


def numbers_in(question: Question) -> dict[int, int]:
    """Give the number of each week that a question shows with one, by its id."""
    return {item["week"]: item["number"] for item in question.items if item.get("number") is not None}


def answer_to(session: Session, question: Question | None, *, named: bool, listed: int | None = None) -> Answered:
    """Answer a question, with the list that it goes on about. listed: that list, for what asked nothing."""
    list_id = question.facts.get(LISTED) if question is not None else listed
    about = session.get(Question, list_id) if list_id is not None else None
    return Answered(question, named=named and (question is not None or about is not None), listed=about)


def delivered(session: Session, message: OutboxMessage, channel: Channel, now: datetime) -> None:
    """Note that a question reached its person, so that a later message may answer it."""
    if message.question_id is None:
        return
    question = session.get(Question, message.question_id)
    if question is None:
        return
    if channel is Channel.CHAT:
        question.chat_delivered_at = question.chat_delivered_at or now
        if question.pages:
            page = message.facts.get("page", 0)
            seen = {str(page): now.isoformat(), **question.facts.get("seen", {})}
            question.facts = {**question.facts, "page": page, "seen": seen}
    else:
        question.mail_delivered_at = question.mail_delivered_at or now


def came_back(session: Session, message: OutboxMessage) -> None:
    """Note that a mail reached nobody after all: what it asked was not shown by it, unless another mail showed it."""
    if message.question_id is None:
        return
    another = select(OutboxMessage.id).where(
        OutboxMessage.question_id == message.question_id,
        OutboxMessage.id != message.id,
        OutboxMessage.channel == Channel.MAIL,
        OutboxMessage.address != message.address,
        OutboxMessage.sent_at.is_not(None),
    )
    question = session.get(Question, message.question_id)
    if question is not None and session.scalar(another.limit(1)) is None:
        question.mail_delivered_at = None


def answered_by(session: Session, incoming: Incoming, person_id: int, named: OutboxMessage | None) -> Answered:
    """Find the question that a message answers.

    named: our own message that it replies to, if that was sent to this very person; one that asked nothing, such as a
    receipt, is answered with nothing but the numbers of the list that it goes on about. Else the only open question
    that was delivered in this channel before the message was sent; when there are several, or nobody knows when it was
    sent, none of them.
    """
    if named is not None and named.person_id == person_id:
        question = session.get(Question, named.question_id) if named.question_id is not None else None
        if question is not None and question.person_id != person_id:
            return Answered()
        return answer_to(session, question, named=True, listed=named.facts.get(LISTED))
    if incoming.sent_at is None:
        return Answered()
    statement = select(Question).where(
        Question.person_id == person_id, Question.closed_at.is_(None), Question.kind != REPLY
    )
    still_open = session.scalars(statement.order_by(Question.id.desc()).limit(16)).all()
    sent_at = incoming.sent_at
    found = [
        question
        for question in still_open
        if (reached := question.delivered_at(incoming.channel)) is not None and reached <= sent_at
    ]
    # What is on its way to them takes the place of what it follows, too: they can't have meant either for sure.
    coming = [
        question for question in still_open if question.is_on_its_way and question.asked_at > sent_at - ON_ITS_WAY
    ]
    followed = {earlier for question in (*found, *coming) for earlier in question.follows}
    found = [question for question in found if question.id not in followed]
    # What holds no hours and was asked long ago is not what a bare answer is about, once something newer was asked.
    found = [question for question in found if question is found[0] or not _is_past(question, sent_at)]
    # "What do you mean?" is moot once something else was asked.
    found = [question for question in found if question.kind not in FOLLOW_UPS or question is found[0]]
    if len(found) == 1:
        return answer_to(session, found[0], named=False)
    return Answered(several=tuple(found))


def _is_past(question: Question, sent_at: datetime) -> bool:
    return not question.items and question.asked_at < sent_at - COMPETES
