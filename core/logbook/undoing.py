"""What taking an answer back does: which weeks it may still reach, and how each decision is undone."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from core.access import Right, may_change, may_judge
from core.command import REGISTRY, Context, Reply, UndoRefused
from core.logbook import reach, service
from core.logbook.facts import pairs, week_facts
from core.logbook.models import LogbookWeek
from core.record import Decision


def within_reach(ctx: Context, decisions: Sequence[Decision]) -> tuple[list[LogbookWeek], list[Reply]]:
    """Lock all weeks of these decisions that may still be changed by this person, here; say where to turn for others.

    They are locked at once: two who lock in one order never wait for each other.
    """
    named: dict[Right, list[int]] = defaultdict(list)
    for decision in decisions:
        named[REGISTRY[decision.command].needs] += reach.weeks_of(decision)
    weeks: list[LogbookWeek] = []
    beyond: dict[Right, set[int]] = {}
    for right, ids in sorted(named.items()):
        found = service.load_weeks(ctx.session, may_change(ctx.actor, right), ids)
        weeks += found
        if left := set(ids) - {week.id for week in found}:
            beyond[right] = left
    elsewhere = [
        Reply("logbook.elsewhere", reach.elsewhere_facts(ctx.session, ctx.actor, right, ids, some=bool(weeks)))
        for right, ids in beyond.items()
    ]
    return weeks, elsewhere


def is_about_hours(decisions: Sequence[Decision]) -> bool:
    """Say whether any of these decisions changed hours."""
    return any(reach.weeks_of(decision) for decision in decisions)


def other_than_hours(ctx: Context, decisions: Sequence[Decision]) -> list[Reply]:
    """Take back what was no verdict on hours, within the undo window; each domain says so with its own "undone".

    What a domain refuses to take back it says with a reply of its own.
    """
    undone: dict[str, list[dict[str, Any]]] = defaultdict(list)
    refused: list[Reply] = []
    for decision in reversed(decisions):
        declared = REGISTRY.get(decision.command)
        if declared is None or declared.undo is None or ctx.now - decision.decided_at > ctx.undo_window:
            continue
        domain = decision.command.partition(".")[0]
        try:
            changes = declared.undo(ctx, decision)
        except UndoRefused as refusal:
            why = Reply(f"{domain}.{refusal.why}", refusal.facts)
            refused += [why] if why not in refused else []
            continue
        if changes:
            facts = {"undoes": decision.id, "digest": decision.digest, "changes": changes}
            decision.undone_by = ctx.decide("logbook.undo", decision.tenant_id, facts).id
            undone[domain] += changes
    done = [Reply(f"{domain}.undone", {"changes": changes}, acted=True) for domain, changes in undone.items()]
    return [*done, *refused]


def take_back(
    ctx: Context, decisions: Sequence[Decision]
) -> tuple[list[tuple[Decision, list[dict[str, Any]]]], list[Reply]]:
    """Undo what can be undone. Gives each decision with the weeks that are open again, and why others were left."""
    taken: list[tuple[Decision, list[dict[str, Any]]]] = []
    refused: list[Reply] = []
    # What one message did is taken back the other way round: handing in before the hours that were handed in.
    for decision in reversed(decisions):
        declared = REGISTRY[decision.command]
        if declared.undo is None or ctx.now - decision.decided_at > ctx.undo_window:
            continue
        try:
            open_again = declared.undo(ctx, decision)
        except UndoRefused as refusal:
            refused.append(Reply(f"logbook.{refusal.why}", refusal.facts))
        else:
            if open_again:
                taken.append((decision, open_again))
    return taken[::-1], refused[::-1]


def taken_back(ctx: Context, decision: Decision) -> list[dict[str, Any]]:
    """Undo one decision on hours and tell the students; gives the weeks that are open again."""
    weeks = service.load_weeks(ctx.session, may_judge(ctx.actor), reach.weeks_of(decision))
    changed = service.withdraw(ctx.session, decision, weeks, ctx.now)
    mends = reach.open_mends(ctx.session, weeks)
    undone = []
    for week in weeks:
        if week.id not in changed:
            continue
        mine = changed[week.id]
        undone.append(week_facts(week, number=ctx.number_of(week.id), undone=pairs(mine)))
        ctx.tell(
            week.dossier.student_id,
            week.tenant_id,
            Reply(
                "logbook.mend_withdrawn",
                {"week": week_facts(week), "supervisor": ctx.actor.person.name, "days": pairs(mine)},
            ),
        )
        for question in mends[week.id]:
            question.close(ctx.now, by=ctx.inbox_id, why="withdrawn")
    return undone
