"""Answers to the desk itself: yes, no, a choice, help, a greeting; they hold for every domain."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from core import asking, conduct
from core.access import Right
from core.addressing import role_of
from core.command import KNOWN, Confirm, Context, Reply, command, meaning_from_json, stored_meanings
from core.incoming import Kind
from core.language.meaning import Certainty, Doubt, Problem
from core.logbook.digests import digest_for
from core.logbook.reach import shown_items, weeks_to_mend
from core.questions import LEFT_OPEN, LISTED, Question, answer_to, asked_last
from core.receiver import kept_out

PROPOSAL_LIVES = timedelta(days=7)
# These wait until their hours are settled, whatever anybody says of dropping them.
STANDING = frozenset({"digest", "week", "mend", "log"})


@command("desk.yes", needs=Right.SELF, proof=KNOWN, confirm=Confirm.NEVER, acts=True)
def yes(ctx: Context) -> list[Reply]:
    """Say yes to what was proposed; what was proposed over a week ago is said back again as it is now."""
    question = ctx.answered.question
    if ctx.answered.several:
        return [asking.which_question(ctx, ctx.words)]
    if question is None or question.closed_at is not None:
        return [Reply("desk.nothing_to_confirm")]
    meanings = stored_meanings(question)
    if question.kind in {"week", "digest"} and question.choices:
        meanings = [meaning_from_json(question.choices[0]["meaning"])]
    is_left = bool(question.facts.get(LEFT_OPEN)) and ctx.incoming.kind is not Kind.BUTTON
    if question.kind == "digest" or is_left:
        # Nothing was asked that a "ja" answers, or something else came between: what it would mean is said back. The
        # button under a proposal says which it means.
        meanings = [replace(meaning, certainty=Certainty.LIKELY) for meaning in meanings]
    is_fresh = ctx.now - question.asked_at <= asking.PICK_LIVES
    if not meanings and is_fresh and (meant := asking.candidates_of(question)):
        # A "ja" picks none of them. Later on whoever asks may not see these names any more.
        return [asking.narrow(ctx, question, meant)]
    if not meanings:
        return [asking.ask_about(ctx, Doubt(Problem.NOTHING, ctx.words), ctx.words)]
    replies: list[Reply] = []
    words = ctx.words
    if question.kind == "proposal":
        question.close(ctx.now, by=ctx.inbox_id, why="yes")
    ctx.is_confirmed = question.kind == "proposal" and ctx.now - question.asked_at <= PROPOSAL_LIVES
    if ctx.now - question.asked_at > PROPOSAL_LIVES:
        meanings = [replace(meaning, certainty=Certainty.LIKELY) for meaning in meanings]
    for meaning in meanings:
        said = f"{meaning.words} / {words}" if meaning.words else words
        replies += conduct.carry(ctx, meaning, words=said)
    return replies


@command("desk.no", needs=Right.SELF, proof=KNOWN, confirm=Confirm.NEVER)
def no(ctx: Context) -> Reply:
    """Say no to what was proposed: nothing changes."""
    question = ctx.answered.question
    if ctx.answered.several:
        return asking.which_question(ctx, ctx.words)
    if question is None or question.closed_at is not None:
        return Reply("desk.nothing_to_confirm")
    if question.kind in {"digest", "week"}:
        return asking.ask_about(ctx, Doubt(Problem.NEGATION, ctx.words), ctx.words)
    question.close(ctx.now, by=ctx.inbox_id, why="no")
    return Reply("desk.cancelled", {"what": question.kind})


@command("desk.cancel", needs=Right.SELF, proof=KNOWN, confirm=Confirm.NEVER)
def cancel(ctx: Context) -> Reply:
    """Drop what we were asking: nothing changes."""
    question = ctx.answered.question
    if question is None or question.closed_at is not None or question.kind in STANDING:
        question = asked_last(ctx.session, ctx.actor.id, ctx.incoming.channel, besides=STANDING)
    if question is None:
        return Reply("desk.nothing_to_cancel", {"role": role_of(ctx)})
    question.close(ctx.now, by=ctx.inbox_id, why="cancelled")
    ctx.answered = answer_to(ctx.session, question, named=True)
    return Reply("desk.cancelled", {"what": question.kind})


@command("desk.choose", needs=Right.SELF, proof=KNOWN, confirm=Confirm.NEVER, acts=True)
def choose(ctx: Context) -> list[Reply]:
    """Pick one of the choices by its number."""
    question, number = ctx.answered.question, ctx.meaning.number
    if question is None or question.closed_at is not None or number is None or not 0 < number <= len(question.choices):
        return [Reply("desk.nothing_to_confirm")]
    return take_choice(ctx, question, number - 1)


def take_choice(ctx: Context, question: Question, index: int) -> list[Reply]:
    """Carry out one choice of a question, from its button or its number."""
    stored = question.choices[index]["meaning"]
    words = ctx.words
    if stored["command"] == "desk.reread":
        return reread(ctx, question, stored)
    if question.kind in {"choice", "which"} or (question.kind == "form" and stored["command"] != "desk.cancel"):
        question.close(ctx.now, by=ctx.inbox_id, why="chosen")
    meaning = meaning_from_json({"weeks": [], **stored})
    # What they typed first says why; it stands in the record beside what they chose.
    return conduct.carry(ctx, meaning, words=f"{meaning.words} / {words}" if meaning.words else words)


def reread(ctx: Context, which: Question, stored: Mapping[str, Any]) -> list[Reply]:
    """Read kept words again, now that it is known which question they answer, or whom they mean."""
    question = ctx.session.get(Question, stored["question"]) if stored["question"] is not None else None
    if question is not None and question.person_id != ctx.actor.id:
        return [Reply("desk.nothing_to_confirm")]
    which.close(ctx.now, by=ctx.inbox_id, why="chosen")
    ctx.answered = answer_to(ctx.session, question, named=True, listed=stored.get(LISTED))
    ctx.shown = shown_items(ctx.session, ctx.actor.id, ctx.answered, ctx.incoming.sent_at, ctx.now)
    ctx.is_whole = ctx.is_whole and stored["is_whole"]
    ctx.meant = stored.get("meant", {})
    ctx.said_at = datetime.fromisoformat(stored["said_at"]) if "said_at" in stored else which.asked_at
    text = stored["words"]
    ctx.said = f"{text} / {ctx.words}"
    return conduct.carry_all(ctx, conduct.or_by_cues(ctx, conduct.understand(ctx, text), text), text)


@command("desk.help", needs=Right.SELF, proof=KNOWN, confirm=Confirm.NEVER)
def show_help(ctx: Context) -> Reply:
    """Say what one can do here."""
    role = "supervisor" if Right.LOGBOOK_APPROVE in ctx.actor.rights else role_of(ctx)
    return Reply("desk.help", {"role": role, "manages": Right.CONTACTS_MANAGE in ctx.actor.rights})


@command("desk.greet", needs=Right.SELF, proof=KNOWN, confirm=Confirm.NEVER)
def greet(ctx: Context) -> Reply:
    """Greet back."""
    if Right.LOGBOOK_APPROVE in ctx.actor.rights:
        count = len(digest_for(ctx.session, ctx.actor).weeks)
    else:
        count = len(weeks_to_mend(ctx.session, ctx.actor)) if Right.LOGBOOK_ENTER in ctx.actor.rights else 0
    facts = {"name": ctx.actor.person.first_name, "open": count, "kept_out": kept_out(ctx.session, ctx.actor)}
    return Reply("desk.greet", facts)


@command("desk.thanks", needs=Right.SELF, proof=KNOWN, confirm=Confirm.NEVER)
def thanks(ctx: Context) -> Reply:  # noqa: ARG001 - every command has this signature
    """Take thanks."""
    return Reply("desk.thanks")
