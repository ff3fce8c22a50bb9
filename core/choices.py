"""What somebody probably means, as choices: each says exactly what it does, and goes the road that any message goes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import zip_longest
from typing import Any

from sqlalchemy import select

from core.access import Right
from core.command import Context, meaning_to_json, stored_meanings
from core.language.meaning import Context as ReadingContext
from core.language.meaning import DayChange, Meaning, OpenWeek, Problem, WeekVerdict
from core.language.requests.gist import Topic, gist_of
from core.logbook.reach import reading_context
from core.nameless import may_name
from core.questions import Question

MOST = 3
MOST_DAYS = 5
REMIND_AT = "08:00"
REFUSED_FOR = timedelta(days=1)
REFUSED_BACK = 12
REFUSALS = frozenset({"no", "cancelled"})
DOUBTS = frozenset({Problem.NEGATION, Problem.QUESTION, Problem.CONDITION})
# What a meaning is, apart from the words it was said in.
IDENTITY = ("command", "weeks", "number", "dossier", "logged", "mondays", "fields")
APPROVE, EXCEPT, BACK = "do_approve", "do_except", "do_back"


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing to choose. label: how it is worded. weeks: whose hours it is about. days: those it names."""

    label: str
    meaning: Meaning
    weeks: tuple[OpenWeek, ...] = ()
    days: tuple[DayChange, ...] = ()


def likely(ctx: Context, text: str, problem: Problem) -> list[dict[str, Any]]:
    """Give the things that this person most probably means, at most three, the likeliest first.

    Where anything denies, asks, sets a condition or puts off, what approves comes last. What was refused is left out.
    """
    context = reading_context(ctx.session, ctx.actor, ctx.answered, ctx.said_at or ctx.now)
    if Right.LOGBOOK_APPROVE not in ctx.actor.rights or context.for_student:
        return []
    gist = gist_of(text, context)
    offers = [*_proposed(ctx, context), *_by_turns([list(_of_topic(one)) for one in gist.topics])]
    gone = refused(ctx)
    each: dict[str, Offer] = {}
    for one in offers:
        each.setdefault(identity(meaning_to_json(one.meaning)), one)
    offers = [one for what, one in each.items() if what not in gone]
    offers = _in_order(offers, context, is_doubtful=gist.doubts or problem in DOUBTS)
    names = {one.dossier_id: one.first_name or one.surname for one in context.known}
    named = {week.dossier_id for offer in offers for week in offer.weeks}
    if named and not may_name(ctx.session, ctx.actor.evidence, named):
        offers = [offer for offer in offers if not offer.weeks]
    words = text[:200]
    written = [_written(replace(one, meaning=replace(one.meaning, words=words)), names) for one in offers]
    return [one for one in written if identity(one["meaning"]) not in gone][:MOST]


def proposed_now(ctx: Context) -> list[Meaning]:
    """Give all that is proposed and that the message may answer, also where we asked since what it means."""
    asked = [one for one in (ctx.answered.question, *ctx.answered.several) if one is not None]
    followed = [ctx.session.get_one(Question, at) for one in asked if one.kind == "choice" for at in one.follows]
    proposals = [one for one in (*asked, *followed) if one.kind == "proposal" and one.closed_at is None]
    return [meaning for proposal in proposals for meaning in stored_meanings(proposal)]


def _proposed(ctx: Context, context: ReadingContext) -> Iterator[Offer]:
    """Give what was proposed of some days of a week, where the message may answer that."""
    labels = {"logbook.approve_except": EXCEPT, "logbook.send_back": BACK}
    weeks = {week.week_id: week for week in context.weeks}
    for meaning in proposed_now(ctx):
        for verdict in meaning.weeks:
            if meaning.command in labels and 0 < len(verdict.days) <= MOST_DAYS and verdict.week_id in weeks:
                only = replace(meaning, weeks=(verdict,))
                yield Offer(labels[meaning.command], only, (weeks[verdict.week_id],), verdict.days)


def _of_topic(topic: Topic) -> Iterator[Offer]:
    """Give what may be done with one topic, the likeliest first."""
    if topic.days:
        for week, days in topic.days:
            if len(days) > MOST_DAYS:
                continue
            verdict = (WeekVerdict(week.week_id, days),)
            back = Offer(BACK, Meaning("logbook.send_back", verdict), (week,), days)
            is_part = set(week.open) > {day.date for day in days}
            other = [Offer(EXCEPT, Meaning("logbook.approve_except", verdict), (week,), days)] if is_part else []
            yield from (*other, back) if topic.approves else (back, *other)
        return
    verdicts = tuple(WeekVerdict(week.week_id) for week in topic.weeks)
    approve = Offer(APPROVE, Meaning("logbook.approve", verdicts), topic.weeks)
    backs = [
        Offer(BACK, Meaning("logbook.send_back", (verdict,)), (week,))
        for verdict, week in zip(verdicts, topic.weeks, strict=True)
    ]
    yield from (*backs, approve) if topic.sends_back else (approve, *backs)


def _by_turns(topics: Sequence[Sequence[Offer]]) -> Iterator[Offer]:
    """Take the likeliest of each topic first, then the next of each."""
    for turn in zip_longest(*topics):
        yield from (offer for offer in turn if offer is not None)


def _in_order(offers: list[Offer], context: ReadingContext, *, is_doubtful: bool) -> list[Offer]:
    """Put what leaves everything as it is in its place: first where there is doubt, else behind what was read."""
    if not context.weeks:
        return []
    tomorrow = context.now.date() + timedelta(days=1)
    fields = {"days": [tomorrow.isoformat()], "times": [REMIND_AT]}
    waits = any(week.open for week in context.weeks)
    later = [Offer("do_remind", Meaning("people.snooze", fields=fields))] if waits else []
    if not is_doubtful:
        return [*offers[: MOST - 1], *later]
    careful = [one for one in offers if one.label == BACK]
    approving = [one for one in offers if one.label != BACK]
    return [*careful[:1], *later, *approving[:1]] if careful and careful[0].days else [*later, *careful, *approving]


def _written(offer: Offer, names: Mapping[int, str]) -> dict[str, Any]:
    """Write an offer as a choice of a question. text: whose it is, so that a chat without names leaves it out."""
    weeks = [{"who": names.get(week.dossier_id, ""), "week": week.monday.isocalendar().week} for week in offer.weeks]
    return {
        "label": offer.label,
        "text": ", ".join(dict.fromkeys(names.get(week.dossier_id, "") for week in offer.weeks)),
        "weeks": weeks,
        "days": [{"date": day.date.isoformat(), "minutes": day.minutes} for day in offer.days],
        "meaning": {**meaning_to_json(offer.meaning), "about": [week.week_id for week in offer.weeks]},
    }


def identity(stored: Mapping[str, Any]) -> str:
    """Say what a stored meaning does, apart from the words that led to it."""
    return repr([(name, stored.get(name) or None) for name in IDENTITY])


def refused(ctx: Context) -> frozenset[str]:
    """Say what this person was offered lately and refused, by what it does."""
    questions = ctx.session.scalars(
        select(Question)
        .where(
            Question.person_id == ctx.actor.id,
            Question.kind.in_(("proposal", "choice")),
            Question.closed_at >= ctx.now - REFUSED_FOR,
        )
        .order_by(Question.id.desc())
        .limit(REFUSED_BACK)
    )
    return frozenset(
        identity(stored)
        for question in questions
        if question.closed_why in REFUSALS
        for stored in (*question.facts.get("meanings", ()), *(one["meaning"] for one in question.choices))
        if stored["command"].partition(".")[0] != "desk"
    )


def was_refused(ctx: Context, meaning: Meaning) -> bool:
    """Say whether this very thing was proposed for these very words lately, and refused."""
    return bool(meaning.weeks) and identity(meaning_to_json(meaning)) in refused(ctx)


__all__ = ["identity", "likely", "proposed_now", "refused", "was_refused"]
