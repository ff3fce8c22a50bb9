"""Who may do and see what: roles, their rights, and the rows that an actor may see."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, false, not_, or_, select, true
from sqlalchemy.orm import Session

from core.dossiers.models import Dossier, DossierPart, Part
from core.incoming import Evidence
from core.logbook.models import Approval, DayEntry, LogbookWeek
from core.people.models import Membership, Person, Role
from core.people.stand_ins import StandIn, holding
from core.tenants.models import ChatPolicy, Tenant


class Right(StrEnum):
    """What a role may do; on which rows is for `visible`, `may_judge` and `may_enter` to say."""

    LOGBOOK_READ = "logbook.read"
    LOGBOOK_APPROVE = "logbook.approve"
    LOGBOOK_ENTER = "logbook.enter"
    TENANT_CHAT = "tenant.chat"
    PROBLEMS_REPORT = "problems.report"
    CONTACTS_MANAGE = "contacts.manage"
    SERVICE_RUN = "service.run"
    SELF = "self"


RIGHTS: dict[Role, frozenset[Right]] = {
    Role.STUDENT: frozenset({Right.SELF, Right.LOGBOOK_READ, Right.LOGBOOK_ENTER, Right.PROBLEMS_REPORT}),
    Role.WORK_SUPERVISOR: frozenset({Right.SELF, Right.LOGBOOK_READ, Right.LOGBOOK_APPROVE, Right.PROBLEMS_REPORT}),
    Role.SIGNATORY: frozenset(
        {Right.SELF, Right.LOGBOOK_READ, Right.LOGBOOK_APPROVE, Right.CONTACTS_MANAGE, Right.PROBLEMS_REPORT}
    ),
    Role.COORDINATOR: frozenset({Right.SELF, Right.LOGBOOK_READ, Right.CONTACTS_MANAGE, Right.PROBLEMS_REPORT}),
    Role.TEACHER: frozenset({Right.SELF, Right.LOGBOOK_READ}),
    Role.SCHOOL: frozenset({Right.SELF, Right.LOGBOOK_READ}),
    Role.ADMIN: frozenset({Right.SELF, Right.TENANT_CHAT, Right.SERVICE_RUN}),
}


# What may be left to a stand-in, and who may be one: nobody who learns here, teaches or is the school.
HANDED_OVER = frozenset({Role.WORK_SUPERVISOR, Role.SIGNATORY})
COLLEAGUES = frozenset({Role.WORK_SUPERVISOR, Role.SIGNATORY, Role.COORDINATOR})


@dataclass(frozen=True, slots=True)
class Place:
    """In whose place an actor judges today: at one school, of one company.

    memberships: the roles of the absent one that hold today and that are left to the stand-in.
    """

    absent: Person
    memberships: tuple[Membership, ...]
    tenant_id: int
    organisation_id: int


@dataclass(frozen=True, slots=True)
class Actor:
    """Someone who speaks: the person, the memberships that hold today, and what proves it is them.

    places: in whose place they judge besides. left: (school, company) of which a stand-in has their place today.
    """

    person: Person
    memberships: tuple[Membership, ...]
    evidence: Evidence
    today: date
    email: str = ""
    rights: frozenset[Right] = field(default_factory=frozenset)
    places: tuple[Place, ...] = ()
    left: tuple[tuple[int, int], ...] = ()

    @property
    def id(self) -> int:
        """The person's id."""
        return self.person.id

    @property
    def zone(self) -> ZoneInfo:
        """The person's time zone."""
        return ZoneInfo(self.person.time_zone)

    def has(self, role: Role) -> bool:
        """Say whether one of the memberships is this role."""
        return any(membership.role == role for membership in self.memberships)

    def where(self, *roles: Role) -> list[Membership]:
        """Give the memberships of these roles."""
        return [membership for membership in self.memberships if membership.role in roles]


def load_actor(session: Session, person_id: int, *, evidence: Evidence, today: date, email: str = "") -> Actor:
    """Read a person with the memberships that hold today.

    Raises: LookupError when there is no such person.
    """
    person = session.get(Person, person_id)
    if person is None:
        raise LookupError(f"no person {person_id}")
    stand_ins = holding(session, person_id, today)
    absent = {row.absent_id for row in stand_ins}
    memberships = session.scalars(
        select(Membership).where(Membership.person_id.in_({person_id, *absent})).order_by(Membership.id)
    ).all()
    held = tuple(one for one in memberships if one.person_id == person_id and _holds(one, today))
    places = _places(session, stand_ins, held, [one for one in memberships if _holds(one, today)])
    rights = frozenset(right for membership in held for right in RIGHTS[Role(membership.role)])
    if places:
        rights |= {Right.LOGBOOK_READ, Right.LOGBOOK_APPROVE}
    left = tuple((row.tenant_id, row.organisation_id) for row in stand_ins if row.absent_id == person_id)
    return Actor(person, held, evidence, today, email, rights, places, left)


def _holds(membership: Membership, today: date) -> bool:
    since, until = membership.since, membership.until
    return (since is None or since <= today) and (until is None or today <= until)


def _places(
    session: Session, stand_ins: Sequence[StandIn], held: Sequence[Membership], memberships: Sequence[Membership]
) -> tuple[Place, ...]:
    """Give the places that someone takes, while both still have a role at that school, and they one at that company.

    Only what the absent one may do themselves is in it: a place that they take in turn is not passed on.
    """
    works_at = {(one.tenant_id, one.organisation_id) for one in held if one.role in COLLEAGUES}
    found = []
    for row in stand_ins:
        theirs = tuple(
            one
            for one in memberships
            if one.person_id == row.absent_id and one.tenant_id == row.tenant_id and one.role in HANDED_OVER
        )
        is_colleague = not works_at.isdisjoint({(row.tenant_id, row.organisation_id), (row.tenant_id, None)})
        if theirs and is_colleague and row.stand_in_id == held[0].person_id:
            absent = session.get_one(Person, row.absent_id)
            found.append(Place(absent, theirs, row.tenant_id, row.organisation_id))
    return tuple(found)


def judged_in(actor: Actor, place: Place) -> ColumnElement[bool]:
    """Say which dossiers an actor judges in someone's place: a condition on Dossier; nobody their own."""
    absent = Actor(place.absent, place.memberships, actor.evidence, actor.today)
    return and_(
        _judged_by(absent),
        Dossier.tenant_id == place.tenant_id,
        Dossier.organisation_id == place.organisation_id,
        Dossier.student_id != actor.id,
    )


def in_whose_place(session: Session, actor: Actor, dossiers: Iterable[int]) -> dict[int, Person]:
    """Say, by dossier, in whose place an actor judges it; not there when it is theirs to judge anyway."""
    if not actor.places:
        return {}
    ids = list(dossiers)
    own = set(session.scalars(select(Dossier.id).where(Dossier.id.in_(ids), _judged_by(actor))))
    found: dict[int, Person] = {}
    for place in actor.places:
        covered = session.scalars(select(Dossier.id).where(Dossier.id.in_(ids), judged_in(actor, place)))
        found |= {dossier_id: place.absent for dossier_id in covered if dossier_id not in own}
    return found


def not_left(actor: Actor) -> ColumnElement[bool]:
    """Say of which dossiers no stand-in has the actor's place today: a condition on Dossier."""
    return and_(
        true(),
        *(
            not_(and_(Dossier.tenant_id == tenant_id, Dossier.organisation_id == organisation_id))
            for tenant_id, organisation_id in actor.left
        ),
    )


def _dossiers_of(actor: Actor) -> ColumnElement[bool]:
    """Say which dossiers an actor may see, also in someone's place: a condition on Dossier."""
    return or_(_own_dossiers(actor), *(judged_in(actor, place) for place in actor.places))


def _own_dossiers(actor: Actor) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = []
    tenants = {membership.tenant_id for membership in actor.memberships}
    if not tenants:
        return false()
    if actor.has(Role.STUDENT):
        conditions.append(Dossier.student_id == actor.id)
    if actor.where(Role.WORK_SUPERVISOR, Role.TEACHER, Role.COORDINATOR, Role.SIGNATORY):
        has_part = Dossier.id.in_(select(DossierPart.dossier_id).where(DossierPart.person_id == actor.id))
        conditions.append(has_part)
    organisations = [m.organisation_id for m in actor.where(Role.SIGNATORY, Role.COORDINATOR) if m.organisation_id]
    if organisations:
        conditions.append(Dossier.organisation_id.in_(organisations))
    schools = [membership.tenant_id for membership in actor.where(Role.SCHOOL)]
    if schools:
        conditions.append(Dossier.tenant_id.in_(schools))
    if not conditions:
        return false()
    return and_(Dossier.tenant_id.in_(tenants), or_(*conditions), *_channel_allows(actor))


def _channel_allows(actor: Actor) -> list[ColumnElement[bool]]:
    """In chat only what a school lets pass through chat, with names or without, is within reach.

    The names that a minimal chat leaves out are left out of every message as it is worded (core/nameless.py).
    """
    if Evidence.CHAT not in actor.evidence:
        return []
    return [Dossier.tenant_id.in_(select(Tenant.id).where(Tenant.chat_policy != ChatPolicy.OFF))]


def visible(actor: Actor, model: type[Any]) -> Select[Any]:
    """Select the rows of a model that this actor may see; the one place that decides it.

    A student sees their own, a work supervisor and a teacher those with a part in them, a signatory and a coordinator
    all of their organisation, a school its own tenant's. Of people they see besides who stood in for one of these.
    Raises: TypeError for a model without a rule.
    """
    dossiers = _dossiers_of(actor)
    if model is Dossier:
        return select(Dossier).where(dossiers)
    if model is LogbookWeek:
        return select(LogbookWeek).join(LogbookWeek.dossier).where(dossiers)
    if model is DayEntry:
        return select(DayEntry).join(DayEntry.week).join(LogbookWeek.dossier).where(dossiers)
    if model is Approval:
        weeks = select(LogbookWeek.id).join(LogbookWeek.dossier).where(dossiers)
        return select(Approval).where(Approval.week_id.in_(weeks))
    if model is Person:
        own = select(Dossier.student_id).where(dossiers)
        parts = select(DossierPart.person_id).join(DossierPart.dossier).where(dossiers)
        stood_in = select(StandIn.stand_in_id).join(DossierPart, DossierPart.person_id == StandIn.absent_id)
        stood_in = stood_in.join(DossierPart.dossier).where(
            dossiers,
            StandIn.tenant_id == Dossier.tenant_id,
            StandIn.organisation_id == Dossier.organisation_id,
            StandIn.since <= actor.today,
        )
        seen = (Person.id == actor.id, Person.id.in_(own), Person.id.in_(parts), Person.id.in_(stood_in))
        return select(Person).where(or_(*seen))
    raise TypeError(f"no rule says who may see {model.__name__}")


def may_judge(actor: Actor) -> ColumnElement[bool]:
    """Say which dossiers' hours an actor may approve or send back: a condition on Dossier.

    A work supervisor where they are the supervisor, a signatory everywhere in their organisation; nobody their own. A
    stand-in besides exactly those that the absent one may.
    """
    return or_(_judged_by(actor), *(judged_in(actor, place) for place in actor.places))


def _judged_by(actor: Actor) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = []
    if actor.has(Role.WORK_SUPERVISOR):
        conditions.append(
            Dossier.id.in_(
                select(DossierPart.dossier_id).where(
                    DossierPart.person_id == actor.id, DossierPart.part == Part.SUPERVISOR
                )
            )
        )
    organisations = [m.organisation_id for m in actor.where(Role.SIGNATORY) if m.organisation_id]
    if organisations:
        conditions.append(Dossier.organisation_id.in_(organisations))
    if not conditions:
        return false()
    tenants = {membership.tenant_id for membership in actor.where(Role.WORK_SUPERVISOR, Role.SIGNATORY)}
    return and_(
        Dossier.tenant_id.in_(tenants), Dossier.student_id != actor.id, or_(*conditions), *_channel_allows(actor)
    )


def may_enter(actor: Actor) -> ColumnElement[bool]:
    """Say in which dossiers an actor may enter hours: a condition on Dossier.

    Only a student, only their own, and only at a school where they are a student today.
    """
    tenants = {membership.tenant_id for membership in actor.where(Role.STUDENT)}
    if not tenants:
        return false()
    return and_(Dossier.tenant_id.in_(tenants), Dossier.student_id == actor.id, *_channel_allows(actor))


def may_change(actor: Actor, right: Right) -> ColumnElement[bool]:
    """Say on which dossiers an actor may use a right that changes hours: a condition on Dossier."""
    return may_enter(actor) if right is Right.LOGBOOK_ENTER else may_judge(actor)


def companies_of(actor: Actor) -> tuple[tuple[int, int], ...]:
    """Say of which companies an actor manages the contacts: (school, company), as that school knows it.

    Only where they are a signatory or coordinator themselves today; a stand-in manages nobody's.
    """
    held = actor.where(Role.SIGNATORY, Role.COORDINATOR)
    found = ((one.tenant_id, one.organisation_id) for one in held if one.organisation_id is not None)
    return tuple(sorted(set(found)))


def governed(actor: Actor) -> frozenset[int]:
    """Give the schools of which someone is an admin today, by id."""
    return frozenset(membership.tenant_id for membership in actor.where(Role.ADMIN))
