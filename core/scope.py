"""What the words of a message may be about, and which week a number in it means: asked where it may mean two."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.command import Context
from core.language import read
from core.language.meaning import Context as ReadingContext
from core.language.meaning import Reading
from core.logbook.reach import reading_context
from core.questions import LIST, Answered, Question, numbers_in

Weeks = frozenset[int]
# So many newer lists are looked at.
NEWER = 8


def within_reach(ctx: Context) -> ReadingContext:
    """Collect all that the words may be about, less what an earlier pick ruled out, and numbers that are not sure."""
    return _without(_in_reach(ctx), unsure(ctx))


def unsure(ctx: Context) -> dict[int, Weeks]:
    """Give each number of the list that may mean something else, with the weeks that it may mean.

    With none where it may be no week at all.
    """
    listed: dict[int, set[int]] = defaultdict(set)
    for week, number in ctx.answered.numbers.items():
        listed[number].add(week)
    found = {number: frozenset(weeks) for number, weeks in listed.items() if len(weeks) > 1}
    for other in _others(ctx.session, ctx.answered) if listed else ():
        for number, week_id in other.items():
            if number in listed and {week_id} != listed[number]:
                found[number] = found.get(number, frozenset(listed[number])) | {week_id}
    found |= {number: frozenset() for number in _taken(ctx.answered, listed) if number in listed}
    return {number: weeks for number, weeks in found.items() if str(number) not in ctx.meant.get("numbers", {})}


def unsure_number(ctx: Context, text: str) -> int | None:
    """Give the first number in a text that may mean more than one thing, if what is said hangs on it."""
    numbers = unsure(ctx)
    if not numbers:
        return None
    context = _in_reach(ctx)
    told = _told(read(text, context))

    def hangs_on(some: Collection[int]) -> bool:
        return _told(read(text, _without(context, some))) != told

    return next((one for one in sorted(numbers) if hangs_on({one})), None) if hangs_on(numbers) else None


def _in_reach(ctx: Context) -> ReadingContext:
    context = reading_context(ctx.session, ctx.actor, ctx.answered, ctx.said_at or ctx.now)
    context = _picked(context, {int(number): week for number, week in ctx.meant.get("numbers", {}).items()})
    if "week" in ctx.meant:
        context = replace(context, focus=[ctx.meant["week"]], choices=0)
    if "not" in ctx.meant:
        known, seen = (
            [one for one in names if one.dossier_id not in ctx.meant["not"]] for names in (context.known, context.seen)
        )
        placements = [one for one in context.placements if one.dossier_id not in ctx.meant["not"]]
        ours = {one.dossier_id for one in known}
        weeks = [one for one in context.weeks if not context.for_student or one.dossier_id in ours]
        context = replace(context, known=known, seen=seen, placements=placements, weeks=weeks)
    return context


def _taken(answered: Answered, listed: Collection[int]) -> Collection[int]:
    """Give the numbers that may not name a week but what was asked: the digits of choices, the places in a proposal."""
    question = answered.question
    if question is None or question.kind in {LIST, "week"}:
        return ()
    if question.kind == "proposal":
        own = [answered.numbers[item["week"]] for item in question.items if item["week"] in answered.numbers]
        return [*range(1, len(question.items) + 1), *own] if question.items else listed
    # A chat shows buttons, without digits.
    return range(1, len(question.numbered) + 1) if question.mail_delivered_at is not None else ()


def _others(session: Session, answered: Answered) -> Iterator[Mapping[int, int]]:
    """Give the week that numbers mean elsewhere: by their place where weeks were shown without, and in newer lists.

    Those count that reached them by now: the clock that says when the words were written may be slow.
    """
    question, listed = answered.question, answered.listed
    if question is not None and question.kind == "week" and not numbers_in(question):
        yield {place: item["week"] for place, item in enumerate(question.items, 1)}
    if listed is None:
        return
    newer = (
        select(Question)
        .where(
            Question.person_id == listed.person_id,
            Question.kind == LIST,
            Question.id > listed.id,
            or_(Question.chat_delivered_at.is_not(None), Question.mail_delivered_at.is_not(None)),
        )
        .order_by(Question.id.desc())
        .limit(NEWER)
    )
    for one in session.scalars(newer):
        yield {number: week for week, number in numbers_in(one).items()}


def _without(context: ReadingContext, numbers: Collection[int]) -> ReadingContext:
    """Take these numbers from the weeks that have them, so that they mean nothing."""
    weeks = [replace(week, number=None) if week.number in numbers else week for week in context.weeks]
    return replace(context, weeks=weeks) if numbers else context


def _picked(context: ReadingContext, numbers: Mapping[int, int]) -> ReadingContext:
    """Let numbers mean the weeks that were picked, by id, when we asked which were meant."""
    by_week = {week: number for number, week in numbers.items()}
    weeks = [replace(week, number=by_week.get(week.week_id, week.number)) for week in _without(context, numbers).weeks]
    return replace(context, weeks=weeks) if numbers else context


def _told(reading: Reading) -> tuple[object, ...]:
    """Give what a reading comes to, in whichever order it names the weeks."""
    meanings = [(replace(meaning, weeks=()), frozenset(meaning.weeks)) for meaning in reading.meanings]
    doubts = [(doubt.problem, doubt.words) for doubt in reading.doubts]
    return meanings, doubts, reading.blocks_all
