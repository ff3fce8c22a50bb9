"""What was typed in answer to a form's question: the one thing that a request lacked, handed to its command."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from core import conduct
from core.command import Context, Reply, meaning_from_json
from core.language import values_in
from core.language.meaning import Certainty, Meaning, Reading
from core.questions import REPLY, Question

FORM_LIVES = timedelta(days=2)
REPLY_LIVES = timedelta(days=60)
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
    if question.kind != REPLY:
        question.close(ctx.now, by=ctx.inbox_id, why="answered")
    meaning = meaning_from_json({"weeks": [], **form})
    certainty = Certainty.SURE if ctx.is_whole else Certainty.LIKELY
    filled = replace(meaning, fields={**meaning.fields, **_told(ctx, form["wants"])}, certainty=certainty)
    ctx.said = f"{form['words']} / {ctx.words}" if form["words"] else ctx.words
    return conduct.carry(ctx, filled, words=ctx.said)


def _told(ctx: Context, wants: str) -> dict[str, Any]:
    """Read what was asked for from what was typed. Without it the command asks again: "unread" holds what was typed."""
    typed = ctx.words.strip()
    if wants == "text":
        return {"text": typed}
    found = values_in(typed, conduct.within_reach(ctx))
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
