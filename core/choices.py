"""What somebody probably means, as choices: each says exactly what it does, and goes the road that any message goes."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from core.access import Right
from core.command import Context, meaning_to_json, stored_meanings
from core.language.meaning import Context as ReadingContext
from core.language.meaning import Meaning, OpenWeek, Problem, WeekVerdict
from core.language.requests.gist import Gist, gist_of
from core.language.requests.offers import APPROVE, BACK, EXCEPT, MOST_WEEKS, offers_of
from core.language.students.handing_in import LOG, SUBMIT
from core.language.students.likely import ENTER, likely_of
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
OWN_LABELS = {LOG: "do_log", ENTER: "do_enter", SUBMIT: "do_submit"}
# What a meaning is, apart from the words it was said in.
IDENTITY = ("command", "weeks", "number", "dossier", "logged", "mondays", "fields")
APPROVING = frozenset({APPROVE, EXCEPT})
LABELS = {APPROVE: "do_approve", EXCEPT: "do_except", BACK: "do_back"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose. label: how it is worded. weeks: whose hours it is about. left: whom "all but" leaves out."""

    label: str
    meaning: Meaning
    weeks: tuple[OpenWeek, ...] = ()
    left: tuple[OpenWeek, ...] = ()


def likely(ctx: Context, text: str, problem: Problem) -> list[dict[str, Any]]:
    """Give the things that this person most probably means, at most three, the likeliest first.

    Where anything denies, asks, sets a condition or puts off, what approves comes last. What was refused is left out.
    """
    context = reading_context(ctx.session, ctx.actor, ctx.answered, ctx.said_at or ctx.now)
    gone = refused(ctx)
    words = text[:200]
    if context.for_student:
        own = (replace(one, words=words) for one in likely_of(text, context))
        return [own_choice(one, context) for one in own if identity(meaning_to_json(one)) not in gone][:MOST]
    if Right.LOGBOOK_APPROVE not in ctx.actor.rights:
        return []
    gist = gist_of(text, context)
    each: dict[str, Choice] = {}
    for one in (*_proposed(ctx, context), *offered(gist, context)):
        choice = replace(one, meaning=replace(one.meaning, words=words))
        each.setdefault(identity(meaning_to_json(choice.meaning)), choice)
    found = [one for what, one in each.items() if what not in gone]
    named = {week.dossier_id for one in found for week in (*one.weeks, *one.left)}
    if named and not may_name(ctx.session, ctx.actor.evidence, named):
        found = []
    waiting = [one for one in later(context, words) if identity(meaning_to_json(one.meaning)) not in gone]
    chosen = in_order(found, waiting, gist, is_doubtful=gist.doubts or problem in DOUBTS)
    names = _names(context)
    return [_written(one, names) for one in chosen]


def proposed_now(ctx: Context) -> list[Meaning]:
    """Give all that is proposed and that the message may answer, also where we asked since what it means."""
    asked = [one for one in (ctx.answered.question, *ctx.answered.several) if one is not None]
    followed = [ctx.session.get_one(Question, at) for one in asked if one.kind == "choice" for at in one.follows]
    proposals = [one for one in (*asked, *followed) if one.kind == "proposal" and one.closed_at is None]
    return [meaning for proposal in proposals for meaning in stored_meanings(proposal)]


def own_choice(meaning: Meaning, context: ReadingContext) -> dict[str, Any]:
    """Write something that a student may mean as a choice. place: where, if they log hours at several."""
    places = {one.dossier_id: one.name for one in context.placements}
    days = [*meaning.days, *(day for verdict in meaning.weeks for day in verdict.days)]
    weeks = {on.isocalendar().week for on in (*meaning.mondays, *(day.date for day in days))}
    return {
        "label": OWN_LABELS[meaning.command],
        "days": [{"date": day.date.isoformat(), "minutes": day.minutes} for day in days],
        "minutes": sum(day.minutes or 0 for day in days),
        "week": weeks.pop() if len(weeks) == 1 else None,
        "place": places.get(meaning.dossier or 0, "") if len(places) > 1 else "",
        "meaning": meaning_to_json(meaning),
    }


def _proposed(ctx: Context, context: ReadingContext) -> Iterator[Choice]:
    """Give what was proposed of some days of a week, where the message may answer that."""
    weeks = {week.week_id: week for week in context.weeks}
    for meaning in proposed_now(ctx):
        for verdict in meaning.weeks:
            if meaning.command in {EXCEPT, BACK} and 0 < len(verdict.days) <= MOST_DAYS and verdict.week_id in weeks:
                yield _choice(meaning, (verdict,), weeks)


def offered(gist: Gist, context: ReadingContext) -> Iterator[Choice]:
    """Give what the words may mean, the likeliest first."""
    weeks = {week.week_id: week for week in context.weeks}
    for offer in offers_of(gist, context):
        yield _choice(Meaning(offer.command), offer.verdicts, weeks)


def _choice(meaning: Meaning, verdicts: tuple[WeekVerdict, ...], weeks: Mapping[int, OpenWeek]) -> Choice:
    about = tuple(sorted((weeks[verdict.week_id] for verdict in verdicts), key=lambda week: week.monday))
    waiting = [week for week in weeks.values() if week.open]
    left = tuple(week for week in waiting if week not in about) if len(about) > MOST_WEEKS else ()
    return Choice(LABELS[meaning.command], replace(meaning, weeks=verdicts), about, left)


def later(context: ReadingContext, words: str) -> list[Choice]:
    """Give what leaves everything as it is till tomorrow, where anything waits."""
    tomorrow = context.now.date() + timedelta(days=1)
    fields = {"days": [tomorrow.isoformat()], "times": [REMIND_AT]}
    waits = any(week.open for week in context.weeks)
    return [Choice("do_remind", Meaning("people.snooze", words=words, fields=fields))] if waits else []


def in_order(found: Sequence[Choice], waiting: Sequence[Choice], gist: Gist, *, is_doubtful: bool) -> list[Choice]:
    """Pick three. In doubt what gives back or waits till tomorrow comes first, and what approves last.

    Tomorrow has a place where the words put something off, or where nothing else is careful. waiting: that choice.
    """
    backs = [one for one in found if one.meaning.command == BACK and any(verdict.days for verdict in one.meaning.weeks)]
    is_careful = any(one.meaning.command == BACK for one in found[:MOST])
    careful: Sequence[Choice] = waiting if gist.puts_off or not backs else backs[:1]
    is_put_first = gist.puts_off or (is_doubtful and not is_careful)
    chosen = [*found[: MOST - len(careful)], *careful] if is_put_first else [*found, *waiting][:MOST]
    return sorted(chosen, key=lambda one: one.meaning.command in APPROVING) if is_doubtful else chosen


def _names(context: ReadingContext) -> Mapping[int, str]:
    """Give what each student is called on a button: by first name where that is nobody else's."""
    seen = context.seen or context.known
    first_names = Counter(one.first_name for one in seen)
    return {
        one.dossier_id: one.first_name
        if one.first_name and first_names[one.first_name] == 1
        else " ".join(part for part in (one.first_name, one.infix, one.surname) if part)
        for one in seen
    }


def _written(choice: Choice, names: Mapping[int, str]) -> dict[str, Any]:
    """Write what to choose for a question. text: whose it is, so that a chat without names leaves it out."""
    about = [*choice.weeks, *choice.left]
    weeks = {week.week_id: week for week in choice.weeks}
    weeks_of = Counter(week.dossier_id for week in choice.weeks)
    days = [
        {
            "date": day.date.isoformat(),
            "minutes": day.minutes,
            "who": names.get(weeks[verdict.week_id].dossier_id, "") if len(weeks_of) > 1 else "",
            "is_one_of_more": weeks_of[weeks[verdict.week_id].dossier_id] > 1,
        }
        for verdict in choice.meaning.weeks
        for day in verdict.days
    ]
    return {
        "label": choice.label,
        "text": ", ".join(dict.fromkeys(names.get(week.dossier_id, "") for week in about)),
        "weeks": _rows(choice.weeks, names),
        "all": len(choice.weeks) if len(choice.weeks) > MOST_WEEKS else 0,
        "left": _rows(choice.left, names),
        "days": sorted(days, key=lambda day: str(day["date"])),
        "meaning": {**meaning_to_json(choice.meaning), "about": [week.week_id for week in about]},
    }


def _rows(weeks: Iterable[OpenWeek], names: Mapping[int, str]) -> list[dict[str, Any]]:
    return [{"who": names.get(week.dossier_id, ""), "week": week.monday.isocalendar().week} for week in weeks]


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


__all__ = ["identity", "in_order", "later", "likely", "offered", "proposed_now", "refused", "was_refused"]
