"""What can be said to take one's last answer back, whatever it was about."""

from collections.abc import Sequence
from typing import Any

from core.access import Right, may_judge
from core.command import PROVEN, Confirm, Context, Reply, command
from core.language.meaning import Meaning
from core.logbook import reach, service, undoing
from core.logbook.facts import item_facts, week_facts
from core.record import Decision


def preview_undo(ctx: Context) -> list[Reply]:
    """Say back which answer would be taken back, and ask for a yes."""
    last = reach.last_decisions(ctx.session, ctx.actor.id)
    if not last:
        return [Reply("logbook.undo_nothing")]
    if not undoing.is_about_hours(last):
        meaning = Meaning("logbook.undo", words=ctx.words, number=last[-1].id)
        question = ctx.propose([meaning], [], last[-1].tenant_id)
        return [Reply("logbook.undo_proposal", {"weeks": [], "words": last[-1].words}, question=question)]
    if all(ctx.now - decision.decided_at > ctx.undo_window for decision in last):
        return [Reply("logbook.undo_too_late")]
    weeks, elsewhere = undoing.within_reach(ctx, last)
    if not weeks:
        return elsewhere
    if ctx.meaning.dossiers and not any(week.dossier_id in ctx.meaning.dossiers for week in weeks):
        # Only the last answer can be taken back, and that was about somebody else.
        return [Reply("logbook.undo_nothing")]
    meaning = Meaning("logbook.undo", words=ctx.words, number=last[-1].id)
    question = ctx.propose([meaning], [], last[-1].tenant_id)
    # The words may name a student who is out of reach here.
    words = "" if elsewhere else last[-1].words
    facts = {"weeks": [week_facts(week) for week in weeks], "words": words}
    return [Reply("logbook.undo_proposal", facts, question=question), *elsewhere]


@command("logbook.undo", needs=Right.SELF, proof=PROVEN, confirm=Confirm.NEVER, preview=preview_undo, acts=True)
def undo(ctx: Context) -> Reply | list[Reply]:
    """Take your last answer back, within the undo window."""
    last = reach.last_decisions(ctx.session, ctx.actor.id)
    if not last:
        return Reply("logbook.undo_nothing")
    if ctx.meaning.number not in {None, last[-1].id}:
        return preview_undo(ctx)
    if not undoing.is_about_hours(last):
        return undoing.other_than_hours(ctx, last) or Reply("logbook.undo_nothing")
    return _undo_hours(ctx, last)


def _undo_hours(ctx: Context, last: Sequence[Decision]) -> Reply | list[Reply]:
    weeks, elsewhere = undoing.within_reach(ctx, last)
    if not weeks:
        return elsewhere
    last = reach.standing(ctx.session, last)
    if not last:
        return Reply("logbook.undo_nothing")
    taken, refused = undoing.take_back(ctx, last)
    if not taken:
        return [*(refused or [Reply("logbook.undo_too_late")]), *elsewhere]
    undone: list[dict[str, Any]] = []
    for decision, open_again in taken:
        undone += open_again
        ids = [week["week_id"] for week in open_again]
        facts = {"undoes": decision.id, "digest": decision.digest, "weeks": [{"week": week_id} for week_id in ids]}
        own = ctx.decide("logbook.undo", decision.tenant_id, facts)
        decision.undone_by = own.id
    # Of a week that two decisions were about, what was taken back last is how it stands now, and comes first.
    undone = list({week["week_id"]: week for week in reversed(undone)}.values())[::-1]
    judged = service.load_weeks(ctx.session, may_judge(ctx.actor), [week["week_id"] for week in undone])
    items = [item_facts(week, ctx.number_of(week.id)) for week in judged]
    question = reach.week_question(ctx, items, judged[0].tenant_id) if items else None
    done = Reply("logbook.undone", {"weeks": undone, "tells_student": bool(items)}, question=question, acted=True)
    return [done, *refused, *elsewhere]
