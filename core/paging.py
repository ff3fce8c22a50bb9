"""A long list in chat, page by page: one student a page, the numbers of the whole list, one question under all."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from html import unescape
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import outbox
from core.access import Actor
from core.command import Context
from core.incoming import Channel
from core.outbox import OutboxMessage
from core.questions import Question, button, page_button, turned
from core.receiver import allows_chat, may_see, spoken_of
from core.wording import Wording

PAGE = "desk.page"
ANSWER = "desk.answer"
LISTS = frozenset({"reminders.digest", "logbook.open"})
# More than a thumb scrolls through; then a page for each is quicker to judge.
MOST_STUDENTS = 8
# A chat message holds 4,096 units and 100 marks; a list's indents and numbers, which no tag shows, need some units.
ROOM_UNITS = 4096
UNITS_A_POINT = 6
MOST_MARKS = 100
TAG = re.compile(r"<[^>]*>")
MARK = re.compile(r"<(?:a|b|code|em|i|s|strong|u)\b")
Facts = dict[str, Any]
Says = Callable[[Facts], str]


def begin(question: Question, name: str, facts: Facts, says: Says) -> None:
    """Cut a numbered list into pages when it is too much for one chat message, and give each page its button.

    says: the words of facts, as HTML. Nothing happens to a list that fits, was cut before, or is none.
    """
    whole = listed(name, facts)
    weeks = whole.get("weeks", ())
    if question.kind != "digest" or question.pages or len(weeks) < 2:  # noqa: PLR2004 - one week can't be cut
        return
    students = [list(group) for _, group in groupby(weeks, key=_whose)]
    if len(students) <= MOST_STUDENTS and _fits(says(facts)):
        return

    def fits(some: Sequence[Facts]) -> bool:
        return _fits(says(_cut(name, facts, some, page=0, count=len(weeks))))

    pages = [page for student in students for page in _halved(student, fits)]
    choices = [*question.choices, *(_choice(number, page) for number, page in enumerate(pages))]
    ids = [[week["week_id"] for week in page] for page in pages]
    # Who has handed in nothing stands on a last page of its own.
    question.facts = {**question.facts, "choices": choices, "pages": [*ids, *([[]] if whole.get("missing") else [])]}


def listed(name: str, facts: Facts) -> Facts:
    """Give the facts of the numbered list that a message is; none for a message that is anything besides."""
    if name in LISTS:
        return facts
    parts: list[Facts] = facts["parts"] if name == ANSWER else []
    return listed(parts[0]["name"], parts[0]["facts"]) if len(parts) == 1 else {}


def on_page(question: Question, name: str, facts: Facts, page: int) -> Facts:
    """Give the facts of one page; those of an answer keep their shape, and what is no list stays as it is."""
    weeks = listed(name, facts).get("weeks", ())
    if not question.pages or not weeks:
        return facts
    ours = question.pages[page]
    return _cut(name, facts, [week for week in weeks if week["week_id"] in ours], page=page, count=len(question.pages))


def keyboard(
    question: Question, wording: Wording, language: str, page: int, *, hidden: Collection[int] = ()
) -> tuple[tuple[str, str], ...]:
    """Give the buttons under a question in chat: labels with their callback data. hidden: choices to leave out.

    Of a list in pages: what the page asks, all of it once every page was turned to, and the ways to other pages.
    """
    left = question.facts.get("left", range(len(question.choices)))
    shown = [index for index in left if index not in hidden and _stands(question, question.choices[index], page)]
    buttons = [(wording.label(question.choices[index], language), button(question.id, index)) for index in shown]
    ways = {"previous_page": page - 1, "next_page": page + 1} if question.closed_at is None else {}
    for label, other in ways.items():
        if 0 <= other < len(question.pages):
            buttons.append((wording.label({"label": label}, language), page_button(question.id, other)))
    return tuple(buttons)


def rows_of(choices: Iterable[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    """Put each button on a row of its own, and those that turn pages beside each other."""
    rows: list[list[tuple[str, str]]] = []
    for choice in choices:
        if rows and turned(choice[1]) and turned(rows[-1][0][1]):
            rows[-1].append(choice)
        else:
            rows.append([choice])
    return rows


def turn_to(ctx: Context, question: Question, page: int) -> bool:
    """Plan to show another page in place of the one whose button was pressed. Returns False when it may not be seen."""
    source = source_of(ctx.session, question)
    if source is None or not may_show(ctx.session, ctx.actor, question, source, page):
        return False
    message = OutboxMessage(
        person_id=ctx.actor.id,
        tenant_id=question.tenant_id,
        question_id=question.id,
        answers_inbox_id=ctx.inbox_id,
        name=PAGE,
        facts={"page": page, "message_id": str(ctx.incoming.facts.get("message_id", ""))},
        channel=Channel.CHAT,
        address=ctx.incoming.chat_id or "",
        due_at=ctx.now,
    )
    outbox.put(ctx.session, message)
    return True


def source_of(session: Session, question: Question) -> OutboxMessage | None:
    """Find the message that asked the question, which holds all of its pages as they were."""
    return session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.question_id == question.id, OutboxMessage.name != PAGE, OutboxMessage.sent_at.is_not(None))
        .order_by(OutboxMessage.channel, OutboxMessage.id)
        .limit(1)
    ).first()


def may_show(session: Session, actor: Actor, question: Question, source: OutboxMessage, page: int) -> bool:
    """Say whether somebody may still see, in chat, what stands on a page."""
    facts = on_page(question, source.name, source.facts, page)
    return may_see(session, actor, spoken_of(facts)) and allows_chat(session, source, actor)


def _whose(week: Mapping[str, Any]) -> tuple[Any, ...]:
    return week["student"], week.get("school"), week.get("organisation")


def _halved(weeks: Sequence[Facts], fits: Callable[[Sequence[Facts]], bool]) -> list[Sequence[Facts]]:
    """Cut one student's weeks in halves until each fits; a single week stays whole, whatever its length."""
    if len(weeks) == 1 or fits(weeks):
        return [weeks]
    middle = len(weeks) // 2
    return [*_halved(weeks[:middle], fits), *_halved(weeks[middle:], fits)]


def _choice(page: int, weeks: Sequence[Facts]) -> Facts:
    """Write the button that approves what stands on one page."""
    first, last = weeks[0]["number"], weeks[-1]["number"]
    meaning = {
        "command": "logbook.approve",
        "weeks": [{"week": week["week_id"], "days": []} for week in weeks],
        "words": "",
        "reason": "",
    }
    number = first if first == last else f"{first}-{last}"
    return {"label": "approve_number", "number": number, "page": page, "meaning": meaning}


def _stands(question: Question, choice: Facts, page: int) -> bool:
    """Say whether a choice stands under a page of its question: its own, or that of all when all of it was seen."""
    if not question.pages or page == choice.get("page", -1):
        return True
    seen = {str(page), *question.facts.get("seen", {})}
    is_all_seen = question.mail_delivered_at is not None or all(
        str(index) in seen for index, weeks in enumerate(question.pages) if weeks
    )
    return choice["label"] == "approve_all" and is_all_seen


def _cut(name: str, facts: Facts, weeks: Sequence[Facts], *, page: int, count: int) -> Facts:
    """Write a message's facts with only these weeks in its list, and where they stand in the whole."""
    if name == ANSWER:
        (part,) = facts["parts"]
        return {**facts, "parts": [{**part, "facts": _cut(part["name"], part["facts"], weeks, page=page, count=count)}]}
    whole = facts["weeks"]
    students = {_whose(week) for week in whole}
    where = {"number": page + 1, "count": count, "weeks": len(whole), "students": len(students)}
    where["missing"] = len(facts["missing"])
    return {**facts, "weeks": list(weeks), "missing": [] if weeks else facts["missing"], "page": where}


def _fits(html: str) -> bool:
    """Say whether words fit in one chat message, counted as Telegram does: in UTF-16 units, without the tags."""
    text = unescape(TAG.sub("", html))
    if len(MARK.findall(html)) > MOST_MARKS:
        return False
    return len(text.encode("utf-16-le")) // 2 + UNITS_A_POINT * html.count("<li") <= ROOM_UNITS
