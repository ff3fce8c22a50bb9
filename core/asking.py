"""Ask what was meant: which student, week or question, with choices that read the kept words again."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from core.access import Right
from core.addressing import role_of
from core.choices import identity, likely, proposed_now
from core.command import Context, Reply, stored_meanings
from core.incoming import Evidence
from core.language import read
from core.language.meaning import Certainty, Doubt, Meaning, Problem, Reading
from core.logbook.reach import reading_context
from core.nameless import limits_for, may_name
from core.questions import LISTED, WAYS_OUT, Question
from core.receiver import kept_out
from core.scope import unsure_number, within_reach
from core.tenants.models import Tenant

MOST_CANDIDATES = 8
# So many are tried out, to see whether picking one helps.
MOST_TRIED = 3
MOST_SAID = 40
PICK_LIVES = timedelta(days=1)
# How often in a row we asked what somebody meant; after so long it is another conversation.
TRIES = "tries"
TRIES_LAST = timedelta(hours=12)
ASKS_WHICH = {
    Problem.WHICH_WEEK,
    Problem.WHICH_PLACEMENT,
    Problem.UNKNOWN_NUMBER,
    Problem.WHICH_DAY,
    Problem.WHICH_STUDENT,
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A student, or with week one week of theirs, that words may be about. weeks: the ids it stands for.

    is_place: it is one of a student's own placements, named by its company.
    """

    name: str
    dossier_id: int
    weeks: tuple[int, ...]
    week: int | None = None
    is_place: bool = False


def ask_about(ctx: Context, doubt: Doubt, text: str) -> Reply:
    """Ask one fitting question about what was not understood; text: the words to read again once that is known."""
    if ctx.answered.several and doubt.problem in ASKS_WHICH:
        return which_question(ctx, text)
    found = candidates(ctx, doubt)
    students = {one.dossier_id for one in found if not one.is_place}
    # Who may not be named here can't be picked from a list: they name the student, or the number, themselves.
    is_unnamed = bool(students) and not may_name(ctx.session, ctx.actor.evidence, students)
    found = [] if is_unnamed else found
    number = unsure_number(ctx, text)
    leads_on = any(_leads_on(ctx, _meant(ctx, one, found, number=number), doubt, text) for one in found[:MOST_TRIED])
    offered = [] if leads_on else likely(ctx, text, doubt.problem)
    if found and any(one.get("days") for one in offered):
        # Whichever was picked, the rest would still not be understood: a number may be of hours, and no week at all.
        doubt, found = replace(doubt, problem=Problem.UNKNOWN_WORDS), []
    choices = [_candidate(ctx, one, text, found, number=number) for one in found[:MOST_CANDIDATES]]
    if not choices:
        choices = _offered_as(ctx, number)
        same = {identity(one["meaning"]) for one in choices}
        choices += [one for one in offered if identity(one["meaning"]) not in same]
    offers = len(choices) - len(found[:MOST_CANDIDATES])
    if Right.LOGBOOK_READ in ctx.actor.rights:
        choices.append({"label": "list_open", "meaning": {"command": "logbook.list_open", "weeks": []}})
    choices.append({"label": "help", "meaning": {"command": "desk.help", "weeks": []}})
    question = follow_up(ctx, "choice", choices)
    tries = 1 + _tries(ctx)
    question.facts = {**question.facts, TRIES: tries}
    facts = {
        "problem": str(doubt.problem),
        **({TRIES: tries, "human": _human(ctx)} if tries > 1 else {}),
        # A pick carries out all that was kept, so all of that is shown.
        "words": text[:200] if found else doubt.words or text[:200],
        "candidates": [
            {"text": one.name, "week": one.week, "week_id": next(iter(one.weeks), None), "is_place": one.is_place}
            for one in found
        ],
        "is_unnamed": is_unnamed,
        "kept_out": kept_out(ctx.session, ctx.actor),
        **_may_go_back(ctx, doubt),
        **({"offers": offers} if offers else {}),
        "role": role_of(ctx),
    }
    return Reply("desk.not_understood", facts, question=question)


def names_less_than_proposed(ctx: Context, meaning: Meaning) -> bool:
    """Say whether a verdict on a whole week answers a proposal that has some of its days apart: "Daan akkoord".

    It may agree with that, or take its exception back; so it may where we asked just that, and it is said once more.
    """
    by_day = {verdict.week_id for proposed in proposed_now(ctx) for verdict in proposed.weeks if verdict.days}
    return any(verdict.week_id in by_day and not verdict.days for verdict in meaning.weeks)


def _tries(ctx: Context) -> int:
    """Say how often in a row we asked this person what they meant, just before this."""
    asked = ctx.answered.question
    if asked is None or asked.closed_at is not None or ctx.now - asked.asked_at > TRIES_LAST:
        return 0
    return int(asked.facts.get(TRIES, 0))


def _human(ctx: Context) -> str:
    """Give the address of a human who can help: that of one of their schools."""
    tenants = [ctx.session.get_one(Tenant, one.tenant_id) for one in ctx.actor.memberships]
    return next((tenant.contact_email for tenant in tenants if tenant.contact_email), "")


def _may_go_back(ctx: Context, doubt: Doubt) -> dict[str, Any]:
    """Offer to send a whole week back where it is clear which is not right: by its number, or "" when it is the one."""
    shown = ctx.shown.get(doubt.about[0]) if len(doubt.about) == 1 else None
    if doubt.problem is not Problem.NEGATION or shown is None or Right.LOGBOOK_APPROVE not in ctx.actor.rights:
        return {}
    number = ctx.answered.numbers.get(doubt.about[0])
    return {"back": str(number or "")} if number or len(ctx.shown) == 1 else {}


def _offered_as(ctx: Context, number: int | None) -> list[dict[str, Any]]:
    """Give the choice that was offered under a digit, where it says itself what it does."""
    asked = ctx.answered.question
    offered = asked.numbered[number - 1 : number] if asked is not None and number is not None else []
    return [one for one in offered if one["label"].startswith("do_")]


def _candidate(
    ctx: Context, one: Candidate, text: str, found: Sequence[Candidate], *, number: int | None
) -> dict[str, Any]:
    """Write the choice that reads the kept words again, with one of the candidates meant, or with a number for it."""
    asked = ctx.answered.question
    meaning = {
        "command": "desk.reread",
        "weeks": [],
        "words": text,
        "is_whole": ctx.is_whole and ctx.is_proven,
        "question": asked.id if asked is not None else None,
        LISTED: ctx.listed,
        "said_at": (ctx.said_at or ctx.now).isoformat(),
        "about": list(one.weeks),
        "meant": _meant(ctx, one, found, number=number),
    }
    return {"label": "candidate", "text": one.name, "week": one.week, "is_place": one.is_place, "meaning": meaning}


def _meant(ctx: Context, one: Candidate, found: Sequence[Candidate], *, number: int | None) -> dict[str, Any]:
    """Give all that is known to be meant once one of the candidates is picked."""
    if one.week is not None and number is not None:
        numbers = {**ctx.meant.get("numbers", {}), str(number): one.weeks[0]}
        return {**ctx.meant, "numbers": numbers}
    if one.week is not None:
        return {**ctx.meant, "week": one.weeks[0]}
    # Who was ruled out by an earlier pick stays so: one message may name two people that have to be asked about.
    others = {other.dossier_id for other in found} - {one.dossier_id}
    return {**ctx.meant, "not": sorted({*others, *ctx.meant.get("not", ())})}


def _leads_on(ctx: Context, meant: dict[str, Any], doubt: Doubt, text: str) -> bool:
    """Say whether more of the words is understood once this is known to be meant."""
    before, ctx.meant = ctx.meant, meant
    reading = read(text, within_reach(ctx))
    ctx.meant = before
    is_whole = bool(reading.meanings) and not reading.doubts
    return is_whole or any(one.candidates and one.problem is not doubt.problem for one in reading.doubts)


def picked(ctx: Context, reading: Reading) -> list[int]:
    """Say which choices of a "which one?" are meant by words that only name a student or a week: "Çelik", "week 47"."""
    question = ctx.answered.question
    only = reading.meanings[0] if len(reading.meanings) == 1 and not reading.doubts else None
    if question is None or question.kind != "choice" or question.closed_at or only is None:
        return []
    if "names_only" not in reading.facts or only.certainty is not Certainty.SURE or not ctx.is_whole:
        return []
    if ctx.now - question.asked_at > PICK_LIVES:
        return []
    named = {verdict.week_id for verdict in only.weeks}
    return [index for index in candidates_of(question) if named & set(question.choices[index]["meaning"]["about"])]


def candidates_of(question: Question) -> list[int]:
    """Give the choices of a question that each stand for a student or a week."""
    return [
        index
        for index, choice in enumerate(question.choices)
        if choice["label"] == "candidate" and choice["meaning"].get("about")
    ]


def narrow(ctx: Context, question: Question, indices: Sequence[int]) -> Reply:
    """Ask again, with fewer candidates; the earlier question is done with, so that its buttons act no more."""
    question.close(ctx.now, by=ctx.inbox_id, why="joined")
    left = [question.choices[index] for index in indices]
    named = [
        {"text": choice["text"], "week": choice["week"], "week_id": next(iter(choice["meaning"]["about"]), None)}
        for choice in left
    ]
    problem = Problem.WHICH_STUDENT if all(choice["week"] is None for choice in left) else Problem.WHICH_WEEK
    words = left[0]["meaning"]["words"]
    facts = {"problem": str(problem), "words": words[:200], "candidates": named, "role": role_of(ctx)}
    ways_out = [choice for choice in question.choices if choice["label"] in WAYS_OUT]
    return Reply("desk.not_understood", facts, question=follow_up(ctx, "choice", [*left, *ways_out]))


def follow_up(ctx: Context, kind: str, choices: list[dict[str, Any]]) -> Question:
    """Ask something about the question that was answered; it takes that one's place until it is settled."""
    asked = ctx.answered.question
    items = asked.items if asked else []
    # They may name what is on a page that they have not turned to, but it is not shown by asking.
    unseen = [item["week"] for item in items if item["week"] not in ctx.shown]
    facts = {"items": items, "choices": choices, **({"unseen": unseen} if unseen else {})}
    return ctx.ask(kind, ctx.actor.id, asked.tenant_id if asked else None, facts)


def which_question(ctx: Context, text: str) -> Reply:
    """Ask which of several open questions the words belong to, and keep the words."""
    choices = [
        {
            "label": f"question_{question.kind}",
            "asked_at": question.asked_at.isoformat(),
            "weeks": len(question.items),
            "week": _only_week(question),
            "said": _said(ctx, question),
            "meaning": {
                "command": "desk.reread",
                "weeks": [],
                "words": text,
                "is_whole": ctx.is_whole and ctx.is_proven,
                "question": question.id,
                "said_at": (ctx.said_at or ctx.now).isoformat(),
            },
        }
        for question in ctx.answered.several[:4]
    ]
    question = ctx.ask("which", ctx.actor.id, None, {"items": [], "choices": choices})
    return Reply("desk.which_question", {"words": text[:200]}, question=question)


def _said(ctx: Context, question: Question) -> str:
    """Give what was said that a proposal without hours is about, where it may be read back: else all look the same."""
    meanings = stored_meanings(question)
    is_chat = Evidence.CHAT in ctx.actor.evidence
    if question.items or not meanings or (is_chat and limits_for(ctx.session, ctx.actor.id, {}).hides_words):
        return ""
    return meanings[0].words[:MOST_SAID]


def _only_week(question: Question) -> int | None:
    """Give the number of the one week that a question is about."""
    days = sorted(day for item in question.items for day in item["days"])
    return date.fromisoformat(days[0]).isocalendar().week if len(question.items) == 1 and days else None


def candidates(ctx: Context, doubt: Doubt) -> list[Candidate]:
    """Name the students or weeks that a doubt hesitates between; first names alone where they tell people apart."""
    if not doubt.candidates:
        return []
    context = reading_context(ctx.session, ctx.actor, ctx.answered, ctx.now)
    if doubt.problem is Problem.WHICH_PLACEMENT:
        return [
            Candidate(one.name, one.dossier_id, (), is_place=True)
            for one in context.placements
            if one.dossier_id in doubt.candidates
        ]
    seen = context.seen or context.known
    first_names = Counter(known.first_name for known in seen)
    names = {
        known.dossier_id: known.first_name
        if first_names[known.first_name] == 1
        else " ".join(part for part in (known.first_name, known.infix, known.surname) if part)
        for known in seen
    }
    if doubt.problem in {Problem.WHICH_STUDENT, Problem.UNKNOWN_NAME}:
        weeks = {i: tuple(week.week_id for week in context.weeks if week.dossier_id == i) for i in doubt.candidates}
        return [Candidate(names[i], i, weeks[i]) for i in dict.fromkeys(doubt.candidates) if i in names]
    by_id = {week.week_id: week for week in context.weeks}
    found = [by_id[i] for i in dict.fromkeys(doubt.candidates) if i in by_id]
    return [
        Candidate(names.get(week.dossier_id, ""), week.dossier_id, (week.week_id,), week=week.monday.isocalendar().week)
        for week in found
    ]
