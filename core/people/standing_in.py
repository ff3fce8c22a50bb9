"""What people can say of who stands in for them: always said back first, both are told, and it ends by itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import and_, exists, or_, select

from core.access import COLLEAGUES, Right, may_judge
from core.command import PROVEN, Confirm, Context, Reply, command
from core.dossiers.models import Dossier, DossierPart, Part
from core.incoming import Evidence
from core.logbook.rules import last_day_to_approve_from
from core.people.asking import ask_for, done, period_of, plainly, said, taken_back, tenant_of, wish
from core.people.models import Address, Membership, Person
from core.people.preferences import preference_of
from core.people.stand_ins import StandIn, from_now
from core.picking import which
from core.record import Decision
from core.sheets import folded
from core.tenants.models import Organisation, Tenant

LONGEST = 92
# A company as one school knows it: (tenant, organisation).
Where = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Arrangement:
    """A stand-in as it will be. where: for which companies of which schools. left_out: schools that don't know them."""

    stand_in: Person
    since: date
    until: date
    where: tuple[Where, ...]
    schools: tuple[str, ...]
    left_out: tuple[str, ...]

    def facts(self) -> dict[str, Any]:
        """Write it for the wording."""
        return {
            "name": self.stand_in.name,
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
            "schools": list(self.schools),
            "left_out": list(self.left_out),
        }


def _own(ctx: Context) -> set[Where]:
    """Give the companies at which this person judges hours now; what they do in another's place is not theirs to leave.

    Whether a school allows chat is no matter: no student is named.
    """
    alone = replace(ctx.actor, places=(), evidence=Evidence.MAILBOX)
    running = Dossier.ends_on >= last_day_to_approve_from(ctx.actor.today)
    rows = ctx.session.execute(
        select(Dossier.tenant_id, Dossier.organisation_id).where(may_judge(alone), running).distinct()
    )
    return {(tenant_id, organisation_id) for tenant_id, organisation_id in rows}


def _colleagues(ctx: Context, own: Iterable[Where]) -> dict[int, set[Where]]:
    """Give who works at the same company, as the same school knows it, and where: the only ones who may stand in."""
    found: dict[int, set[Where]] = {}
    today = ctx.actor.today
    for tenant_id, organisation_id in sorted(own):
        has_part = exists().where(
            DossierPart.person_id == Membership.person_id,
            DossierPart.part == Part.SUPERVISOR,
            DossierPart.dossier_id == Dossier.id,
            Dossier.tenant_id == tenant_id,
            Dossier.organisation_id == organisation_id,
        )
        people = select(Membership.person_id).where(
            Membership.tenant_id == tenant_id,
            Membership.person_id != ctx.actor.id,
            Membership.role.in_(COLLEAGUES),
            or_(Membership.since.is_(None), Membership.since <= today),
            or_(Membership.until.is_(None), Membership.until >= today),
            or_(Membership.organisation_id == organisation_id, and_(Membership.organisation_id.is_(None), has_part)),
        )
        for person_id in ctx.session.scalars(people.distinct()):
            found.setdefault(person_id, set()).add((tenant_id, organisation_id))
    return found


def _named(ctx: Context, colleagues: Iterable[int]) -> list[Person]:
    """Find the colleagues who are meant, by the id that was confirmed, an address or a name."""
    fields = ctx.meaning.fields
    people = ctx.session.scalars(select(Person).where(Person.id.in_(list(colleagues))).order_by(Person.id)).all()
    if "stand_in" in fields:
        return [one for one in people if one.id == fields["stand_in"]]
    typed = _typed(ctx)
    addresses = [*fields.get("addresses", ()), *(one for one in typed if "@" in one)]
    if addresses:
        wanted = {one.strip().lower() for one in addresses}
        ids = select(Address.person_id).where(Address.email.in_(wanted), Address.is_general.is_(False))
        known = set(ctx.session.scalars(ids))
        return [one for one in people if one.id in known]
    return [one for one in people if any(_goes_by(one, name) for name in typed)]


def _typed(ctx: Context) -> list[str]:
    """Give the names that were said; a colleague may share the first name of a student."""
    students = (
        select(Person.first_name)
        .join(Dossier, Dossier.student_id == Person.id)
        .where(Dossier.id.in_(ctx.meaning.fields.get("dossiers", ())))
        .distinct()
    )
    return [*ctx.meaning.fields.get("names", ()), *ctx.session.scalars(students)]


def _goes_by(person: Person, name: str) -> bool:
    first, infix, last = folded(person.first_name), folded(person.infix), folded(person.surname)
    ways = {first, f"{first} {last}", last, " ".join(f"{first} {infix} {last}".split()), f"{infix} {last}".strip()}
    return folded(name) in ways - {""}


def _period(ctx: Context, *, one_day: bool) -> tuple[date, date] | Reply:
    fields = ctx.meaning.fields
    if "since" in fields:
        return date.fromisoformat(fields["since"]), date.fromisoformat(fields["until"])
    period = period_of(fields.get("days", ()), ctx.actor.today, one_day=one_day)
    if period is None:
        return ask_for(ctx, "days", "stand_in_when")
    return period


def _arranged(ctx: Context, *, one_day: bool) -> Arrangement | Reply:  # noqa: PLR0911 - one return a reason to refuse
    """Say what was asked for, wholly settled; or what is missing, or why it can't be."""
    own = _own(ctx)
    if not own:
        return said(ctx, "stand_in_refused", why="nothing", name="")
    if {"stand_in", "names", "addresses", "dossiers"}.isdisjoint(ctx.meaning.fields):
        return ask_for(ctx, "names", "stand_in_who")
    colleagues = _colleagues(ctx, own)
    found = _named(ctx, colleagues)
    if not found:
        name = ", ".join([*_typed(ctx), *ctx.meaning.fields.get("addresses", ())])
        return said(ctx, "stand_in_unknown", name=name[:100], manages=Right.CONTACTS_MANAGE in ctx.actor.rights)
    if len(found) > 1:
        return _which(ctx, found)
    (person,) = found
    period = _period(ctx, one_day=one_day)
    if isinstance(period, Reply):
        return period
    since, until = max(period[0], ctx.actor.today), period[1]
    if until < since or (until - since).days > LONGEST:
        return said(ctx, "period_refused", since=since.isoformat(), until=until.isoformat(), most=LONGEST)
    if why := _against(ctx, person, since, until):
        return said(ctx, "stand_in_refused", why=why, name=person.name)
    where = colleagues[person.id]
    return Arrangement(person, since, until, tuple(sorted(where)), _schools(ctx, where), _schools(ctx, own - where))


def _against(ctx: Context, person: Person, since: date, until: date) -> str:
    """Say why a colleague can't stand in: they are away themselves then, or somebody else does already."""
    rows = from_now(ctx.session, {ctx.actor.id, person.id}, ctx.actor.today)
    rows = [row for row in rows if row.since <= until and since <= row.until]
    if any(row.absent_id == ctx.actor.id for row in rows):
        return "already"
    return "away" if any(row.absent_id == person.id for row in rows) else ""


def _schools(ctx: Context, where: Iterable[Where]) -> tuple[str, ...]:
    """Name companies with their schools."""
    ids = [organisation_id for _, organisation_id in where]
    rows = ctx.session.execute(
        select(Organisation.name, Tenant.name)
        .join(Tenant, Tenant.id == Organisation.tenant_id)
        .where(Organisation.id.in_(ids))
        .order_by(Tenant.name, Organisation.name)
    )
    return tuple(f"{organisation} ({school})" for organisation, school in rows)


def _which(ctx: Context, found: Sequence[Person]) -> Reply:
    """Ask which of several colleagues is meant."""
    return which(ctx, said(ctx, "stand_in_which"), [(person.name, {"stand_in": person.id}) for person in found])


def _preview(ctx: Context) -> list[Reply]:
    return _say_back(ctx, one_day=False)


def _preview_day(ctx: Context) -> list[Reply]:
    return _say_back(ctx, one_day=True)


def _say_back(ctx: Context, *, one_day: bool) -> list[Reply]:
    """Say back who will stand in, from when until when and where; the yes is to exactly that."""
    arranged = _arranged(ctx, one_day=one_day)
    if isinstance(arranged, Reply):
        return [arranged]
    settled = {
        "stand_in": arranged.stand_in.id,
        "since": arranged.since.isoformat(),
        "until": arranged.until.isoformat(),
    }
    meaning = replace(ctx.meaning, command="people.stand_in", words=ctx.words, fields=settled)
    question = ctx.propose([meaning], [], tenant_of(ctx))
    facts = {**arranged.facts(), "not_passed": sorted({place.absent.name for place in ctx.actor.places})}
    return [replace(said(ctx, "stand_in_proposal", **facts), question=question)]


def _undo(ctx: Context, decision: Decision) -> list[dict[str, Any]]:
    """End the stand-ins that one decision began."""
    rows = ctx.session.scalars(
        select(StandIn).where(StandIn.decision_id == decision.id, StandIn.ended_at.is_(None)).with_for_update()
    ).all()
    return [{"command": decision.command}] if _end(ctx, rows) else []


@command(
    "people.stand_in",
    needs=Right.LOGBOOK_APPROVE,
    proof=PROVEN,
    confirm=Confirm.ALWAYS,
    undo=_undo,
    preview=_preview,
)
def stand_in(ctx: Context) -> Reply:
    """Let a colleague judge in your place for a period; both of you are told, and it ends by itself."""
    return _begin(ctx, one_day=False)


@command(
    "people.stand_in_a_day",
    needs=Right.LOGBOOK_APPROVE,
    proof=PROVEN,
    confirm=Confirm.ALWAYS,
    undo=_undo,
    preview=_preview_day,
)
def stand_in_a_day(ctx: Context) -> Reply:
    """Let a colleague judge in your place for one day."""
    return _begin(ctx, one_day=True)


def _begin(ctx: Context, *, one_day: bool) -> Reply:
    arranged = _arranged(ctx, one_day=one_day)
    if isinstance(arranged, Reply):
        return arranged
    for tenant_id in sorted({tenant_id for tenant_id, _ in arranged.where}):
        organisations = [one for tenant, one in arranged.where if tenant == tenant_id]
        facts = {
            "absent": ctx.actor.id,
            "stand_in": arranged.stand_in.id,
            "organisations": organisations,
            "since": arranged.since.isoformat(),
            "until": arranged.until.isoformat(),
        }
        decision = ctx.decide("people.stand_in", tenant_id, facts)
        for organisation_id in organisations:
            row = StandIn(
                tenant_id=tenant_id,
                organisation_id=organisation_id,
                absent_id=ctx.actor.id,
                stand_in_id=arranged.stand_in.id,
                since=arranged.since,
                until=arranged.until,
                decision_id=decision.id,
            )
            ctx.session.add(row)
    ctx.session.flush()
    told = Reply("people.stands_in", {**arranged.facts(), "absent": ctx.actor.person.name})
    ctx.tell(arranged.stand_in.id, arranged.where[0][0], told)
    return done(said(ctx, "stand_in_set", **arranged.facts()))


def _end(ctx: Context, rows: Sequence[StandIn]) -> list[str]:
    """End stand-ins now and tell who stood in. Gives their names."""
    first = {row.stand_in_id: row for row in reversed(rows)}
    names = {one.id: one.name for one in ctx.session.scalars(select(Person).where(Person.id.in_(first)))}
    for row in rows:
        row.ended_at = ctx.now
    for person_id, row in first.items():
        ctx.tell(person_id, row.tenant_id, Reply("people.stand_in_over", {"absent": ctx.actor.person.name}))
    return sorted(names.values())


def _away_again(ctx: Context, decision: Decision) -> list[dict[str, Any]]:
    """Let stand-ins hold again that ended when someone said they were back."""
    rows = ctx.session.scalars(
        select(StandIn)
        .where(StandIn.id.in_(decision.facts.get("stand_ins", ())), StandIn.until >= ctx.actor.today)
        .with_for_update()
    ).all()
    for row in rows:
        row.ended_at = None
    for person_id, row in {row.stand_in_id: row for row in rows}.items():
        facts = {
            "absent": ctx.actor.person.name,
            "name": "",
            "since": row.since.isoformat(),
            "until": row.until.isoformat(),
            "schools": list(_schools(ctx, [(one.tenant_id, one.organisation_id) for one in rows])),
            "left_out": [],
        }
        ctx.tell(person_id, row.tenant_id, Reply("people.stands_in", facts))
    if "was" in decision.facts:
        taken_back(ctx, decision)
    return [{"command": decision.command}]


@command("people.back", needs=Right.SELF, proof=PROVEN, confirm=Confirm.UNDO, undo=_away_again, preview=plainly)
def back(ctx: Context) -> Reply:
    """Be back: nobody stands in for you any longer, and your own holiday is over."""
    rows = [row for row in from_now(ctx.session, [ctx.actor.id], ctx.actor.today) if row.absent_id == ctx.actor.id]
    asked = preference_of(ctx.session, ctx.actor.id)
    is_free = asked.free_until is not None and asked.free_until >= ctx.actor.today
    if not rows and not is_free:
        return said(ctx, "not_away")
    if is_free:
        wish(ctx, {"free_from": None, "free_until": None})
    for tenant_id in sorted({row.tenant_id for row in rows}):
        ctx.decide("people.back", tenant_id, {"stand_ins": [row.id for row in rows if row.tenant_id == tenant_id]})
    return done(said(ctx, "back", names=_end(ctx, rows)))
