"""What can be said about a problem: report one to the school, and answer the school."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from core.access import Right
from core.command import PROVEN, Confirm, Context, Reply, UndoRefused, command, meaning_to_json
from core.dossiers.models import Dossier
from core.people.asking import role_of
from core.problems import service, writing
from core.problems.models import Problem, ProblemKind
from core.problems.writing import Written
from core.questions import Question
from core.record import Decision
from core.tenants.models import Tenant

MOST_CHOICES = 8


def _said(ctx: Context, reply: str, **facts: Any) -> Reply:
    return Reply(f"problems.{reply}", {"role": role_of(ctx), **facts})


def _ask(ctx: Context, wants: str, reply: str, **facts: Any) -> Reply:
    return replace(_said(ctx, reply, **facts), question=ctx.ask_for(wants, facts.get("tenant_id")))


def _with_choices(question: Question, choices: Sequence[dict[str, Any]]) -> Question:
    """Let a question for a missing field offer what it may be, in front of the way out."""
    question.facts = {**question.facts, "choices": [*choices, *question.facts["choices"]]}
    return question


def _propose(ctx: Context, fields: dict[str, Any], tenant_id: int) -> Question:
    """Ask for a yes to exactly this, before all else that waits: they may have replied to the school's words."""
    waiting = ctx.waiting()
    question = ctx.propose([replace(ctx.meaning, words=ctx.words, fields=fields)], [], tenant_id)
    question.facts = {**question.facts, "follows": waiting}
    return question


@dataclass(frozen=True, slots=True)
class Report:
    """A report as it will be sent."""

    dossier: Dossier
    address: str
    text: str


def _settled(ctx: Context) -> Report | Reply:
    """Say what is reported, wholly settled; or ask for what is missing."""
    dossier = _dossier(ctx)
    if isinstance(dossier, Reply):
        return dossier
    address = service.address_for(dossier)
    facts = service.dossier_facts(dossier)
    if not address:
        return _said(ctx, "no_address", **facts)
    text = str(ctx.meaning.fields.get("text", "")).strip()
    if not text:
        ctx.meaning = replace(ctx.meaning, fields={"dossier": dossier.id})
        return _ask(ctx, "text", "what", **facts)
    return Report(dossier, address, text)


def _dossier(ctx: Context) -> Dossier | Reply:
    """Find the one placement that is meant."""
    fields = ctx.meaning.fields
    named = [fields["dossier"]] if "dossier" in fields else fields.get("dossiers")
    found = service.read_dossiers(ctx.session, ctx.actor, named)
    # Of one student with several placements the running ones come first.
    is_one = len({one.student_id for one in found}) == 1
    running = [one for one in found if is_one and one.starts_on <= ctx.actor.today <= one.ends_on]
    found = running or found
    if len(found) == 1:
        return found[0]
    if not found:
        return _said(ctx, "nobody")
    ctx.meaning = replace(ctx.meaning, fields={name: value for name, value in fields.items() if name == "text"})
    in_order = sorted(found, key=lambda one: (one.student.name, one.id)) if len(found) <= MOST_CHOICES else []
    choices = [_choice(ctx, one) for one in in_order]
    asked = _ask(ctx, "dossiers", "about_whom", unread=str(fields.get("unread", ""))[:100])
    names = [{"text": choice["text"]} for choice in choices]
    if asked.question is not None:
        _with_choices(asked.question, choices)
    return replace(asked, facts={**asked.facts, "candidates": names})


def _choice(ctx: Context, dossier: Dossier) -> dict[str, Any]:
    meaning = replace(ctx.meaning, words=ctx.words, fields={**ctx.meaning.fields, "dossier": dossier.id})
    text = f"{dossier.student.name}, {dossier.organisation.name}"
    return {"label": "candidate", "text": text, "week": None, "meaning": meaning_to_json(meaning)}


def _preview(ctx: Context) -> list[Reply]:
    """Say back to whom, about whom and what, and ask for a yes."""
    report = _settled(ctx)
    if isinstance(report, Reply):
        return [report]
    fields = {"dossier": report.dossier.id, "text": report.text}
    question = _propose(ctx, fields, report.dossier.tenant_id)
    facts = {**service.dossier_facts(report.dossier), "address": report.address, "text": report.text}
    return [replace(_said(ctx, "proposal", **facts), question=question)]


def _undo(ctx: Context, decision: Decision) -> list[dict[str, Any]]:
    """Take back what was not sent yet; a mail that was can only be put right by another."""
    problem = service.problem_of(ctx.session, decision)
    if decision.inbox_id is None or not writing.take_back(ctx.session, problem, decision.inbox_id, ctx.now):
        raise UndoRefused("undo_sent", {"role": role_of(ctx), "number": problem.number})
    return [{"command": decision.command, "number": problem.number}]


@command(
    "problems.report",
    needs=Right.PROBLEMS_REPORT,
    proof=PROVEN,
    confirm=Confirm.ALWAYS,
    undo=_undo,
    preview=_preview,
)
def report_problem(ctx: Context) -> Reply:
    """Report a problem about a student to the school; its answer comes back to you."""
    report = _settled(ctx)
    if isinstance(report, Reply):
        return report
    facts = service.dossier_facts(report.dossier)
    decided = {"dossier": report.dossier.id, "address": report.address}
    decision = ctx.decide("problems.report", report.dossier.tenant_id, decided)
    problem = Problem(
        tenant_id=report.dossier.tenant_id,
        kind=ProblemKind.STUDENT,
        dossier_id=report.dossier.id,
        reporter_id=ctx.actor.id,
        decision_id=decision.id,
        number=decision.id,
        address=report.address,
        reported_at=ctx.now,
    )
    ctx.session.add(problem)
    ctx.session.flush()
    writing.keep(ctx.session, problem, Written(report.text, ctx.inbox_id, ctx.now), name=writing.REPORT)
    return replace(_said(ctx, "reported", number=problem.number, address=report.address, **facts), acted=True)


def _answered(ctx: Context) -> tuple[Problem, str] | Reply:
    """Say which problem is written about and what; or ask for what is missing."""
    fields = ctx.meaning.fields
    found = service.answerable(ctx.session, ctx.actor, ctx.now)
    if "problem" in fields:
        found = [problem for problem in found if problem.id == fields["problem"]]
    elif found and service.was_last(ctx.session, found[0], ctx.now):
        found = found[:1]
    if not found:
        return _said(ctx, "nothing_to_answer")
    text = str(fields.get("text", "")).strip()
    if len(found) > 1:
        choices = [_problem_choice(ctx, problem) for problem in found[:MOST_CHOICES]]
        question = ctx.ask("choice", ctx.actor.id, found[0].tenant_id, {"items": [], "choices": choices})
        names = [{"text": choice["text"]} for choice in choices]
        return replace(_said(ctx, "which_problem", candidates=names), question=question)
    if not text:
        ctx.meaning = replace(ctx.meaning, fields={"problem": found[0].id})
        return _ask(ctx, "text", "what_to_answer", **_named(ctx, found[0]))
    return found[0], text


def _problem_choice(ctx: Context, problem: Problem) -> dict[str, Any]:
    meaning = replace(ctx.meaning, words=ctx.words, fields={**ctx.meaning.fields, "problem": problem.id})
    text = f"{problem.number} {service.student_of(ctx.session, problem)}".strip()
    return {"label": "candidate", "text": text, "week": None, "meaning": meaning_to_json(meaning)}


def _named(ctx: Context, problem: Problem) -> dict[str, Any]:
    return {
        "tenant_id": problem.tenant_id,
        "dossier_id": problem.dossier_id,
        "number": problem.number,
        "student": service.student_of(ctx.session, problem),
        "school": ctx.session.get_one(Tenant, problem.tenant_id).name,
        "address": service.address_of(ctx.session, problem),
    }


def _preview_answer(ctx: Context) -> list[Reply]:
    """Say back what goes to the school, and ask for a yes."""
    settled = _answered(ctx)
    if isinstance(settled, Reply):
        return [settled]
    problem, text = settled
    question = _propose(ctx, {"problem": problem.id, "text": text}, problem.tenant_id)
    return [replace(_said(ctx, "answer_proposal", text=text, **_named(ctx, problem)), question=question)]


@command("problems.answer", needs=Right.SELF, proof=PROVEN, confirm=Confirm.ALWAYS, undo=_undo, preview=_preview_answer)
def answer_school(ctx: Context) -> Reply:
    """Answer what the school wrote about a problem you reported, or add to it."""
    settled = _answered(ctx)
    if isinstance(settled, Reply):
        return settled
    problem, text = settled
    ctx.decide("problems.answer", problem.tenant_id, {"problem": problem.id, "number": problem.number})
    writing.keep(ctx.session, problem, Written(text, ctx.inbox_id, ctx.now), name=writing.MORE)
    return replace(_said(ctx, "answer_sent", **_named(ctx, problem)), acted=True)
