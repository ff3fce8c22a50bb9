"""What was typed in answer to a form's question: the one thing that a request lacked, handed to its command."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from core import conduct
from core.command import REGISTRY, Confirm, Context, Reply, meaning_from_json
from core.language import values_in
from core.language.meaning import Certainty, Meaning, Reading
from core.logbook.reach import shown_items
from core.questions import REPLY, Answered, Question, answer_to
from core.scope import within_reach

FORM_LIVES = timedelta(days=2)
REPLY_LIVES = timedelta(days=60)
# Without the question that they answer these mean nothing.
ANSWERS = frozenset({"desk.yes", "desk.no", "desk.choose"})
# These are about the form, or about something done before it, and never an answer to it.
WAYS_OUT = frozenset({"desk.cancel", "desk.no", "desk.help", "logbook.undo", "people.halt"})


def is_form(question: Question | None, ctx: Context) -> bool:
    """Say whether this person was asked, a short while ago, for what a request lacked."""
    if question is None or question.closed_at is not None:
        return False
    age = ctx.now - question.asked_at
    if question.kind == REPLY:
        return ctx.answered.named and age <= REPLY_LIVES
    return question.kind == "form" and age <= FORM_LIVES


def fill(ctx: Context, question: Question, reading: Reading) -> list[Reply]:
    """Give what was typed its place in the request that was kept, or do what it clearly asks instead."""
    if _means_something_else(question, reading):
        return conduct.carry_all(ctx, reading, ctx.words)
    form = question.facts["form"]
    if _is_sent_at_once(form) and (instead := _understood_without(ctx, question, form["command"])) is not None:
        return conduct.carry_all(ctx, instead, ctx.words)
    if question.kind != REPLY:
        question.close(ctx.now, by=ctx.inbox_id, why="answered")
    meaning = meaning_from_json({"weeks": [], **form})
    certainty = Certainty.SURE if ctx.is_whole else Certainty.LIKELY
    filled = replace(meaning, fields={**meaning.fields, **_told(ctx, form["wants"])}, certainty=certainty)
    ctx.said = f"{form['words']} / {ctx.words}" if form["words"] else ctx.words
    return conduct.carry(ctx, filled, words=ctx.said)


def _is_sent_at_once(form: Mapping[str, Any]) -> bool:
    """Say whether what is typed goes on without being said back first."""
    declared = REGISTRY.get(form["command"])
    return form["wants"] == "text" and declared is not None and declared.confirm is Confirm.NEVER


def _understood_without(ctx: Context, question: Question, command: str) -> Reading | None:
    """Read what was typed as if this had not been asked; None when that is not wholly understood, or is a report too.

    The question is withdrawn then. It stood in front of what was open before, so hours are only settled after a yes.
    """
    earlier = [ctx.session.get_one(Question, one) for one in question.follows]
    still_open = [one for one in earlier if one.closed_at is None]
    asked, shown = ctx.answered, ctx.shown
    is_one = len(still_open) == 1
    ctx.answered = answer_to(ctx.session, still_open[0], named=False) if is_one else Answered(several=tuple(still_open))
    ctx.shown = shown_items(ctx.session, ctx.actor.id, ctx.answered, ctx.incoming.sent_at, ctx.now)
    reading = conduct.understand(ctx, ctx.words)
    is_whole = not reading.doubts and all(one.certainty is Certainty.SURE for one in reading.meanings)
    named = {one.command for one in reading.meanings}
    if not is_whole or not named or not named.isdisjoint({*ANSWERS, command, "problems.leak"}):
        ctx.answered, ctx.shown = asked, shown
        return None
    question.close(ctx.now, by=ctx.inbox_id, why="withdrawn")
    return replace(reading, meanings=tuple(replace(one, certainty=Certainty.LIKELY) for one in reading.meanings))


def _told(ctx: Context, wants: str) -> dict[str, Any]:
    """Read what was asked for from what was typed. Without it the command asks again: "unread" holds what was typed."""
    typed = ctx.words.strip()
    if wants == "text":
        return {"text": typed}
    found = values_in(typed, within_reach(ctx))
    if wants in found:
        return found
    return {"names": [typed]} if wants == "names" else {"unread": typed}


def _means_something_else(question: Question, reading: Reading) -> bool:
    """Say whether it is a way out, or the number of one of the choices that the question offers."""
    only: Meaning | None = reading.meanings[0] if len(reading.meanings) == 1 and not reading.doubts else None
    if only is None:
        return False
    if question.kind == REPLY:
        # "Nee" may well be what they answer.
        return only.command in WAYS_OUT - {"desk.no"}
    picks = only.command == "desk.choose" and only.number is not None and only.number <= len(question.numbered)
    return picks or only.command in WAYS_OUT


__all__ = ["fill", "is_form"]
