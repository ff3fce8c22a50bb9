"""When a contact leaves a company: their roles there end at once, and all of it can be taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session, joinedload

from core.access import COLLEAGUES
from core.contacts.service import Where
from core.dossiers.models import Dossier, DossierPart, Part
from core.people.models import Membership, Role
from core.people.stand_ins import StandIn

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Ended:
    """What ended with a contact's roles, by id, to let it hold again. until: the last days as they were."""

    until: dict[str, str | None]
    parts: list[dict[str, Any]]
    stand_ins: list[int]


def roles_at(session: Session, person_id: int, where: Where, today: date) -> Sequence[Membership]:
    """Give a person's roles at a company that hold today or later, locked."""
    return session.scalars(
        select(Membership)
        .where(
            Membership.person_id == person_id,
            Membership.tenant_id == where.tenant.id,
            Membership.organisation_id == where.company_id,
            Membership.role.in_(COLLEAGUES),
            or_(Membership.until.is_(None), Membership.until >= today),
        )
        .with_for_update()
    ).all()


def is_last_signatory(session: Session, person_id: int, where: Where, today: date) -> bool:
    """Say whether a company would be left without a signatory if this person were none there."""
    signing = session.scalars(
        select(Membership.person_id)
        .where(
            Membership.tenant_id == where.tenant.id,
            Membership.organisation_id == where.company_id,
            Membership.role == Role.SIGNATORY,
            or_(Membership.since.is_(None), Membership.since <= today),
            or_(Membership.until.is_(None), Membership.until >= today),
        )
        .with_for_update()
    ).all()
    return set(signing) == {person_id}


def deactivate(session: Session, person_id: int, where: Where, today: date, now: datetime) -> Ended:
    """End a person's roles at a company at once; and where they keep one at the same school, their part there too.

    Without that a supervisor of two companies would go on judging at the one they left.
    """
    roles = roles_at(session, person_id, where, today)
    until = {str(one.id): one.until.isoformat() if one.until is not None else None for one in roles}
    for membership in roles:
        membership.until = today - DAY
    session.flush()
    stand_ins = _end_stand_ins(session, person_id, where, today, now)
    parts = _parts(session, person_id, where) if _works_elsewhere(session, person_id, where, today) else []
    taken = [{"dossier": part.dossier_id, "part": part.part} for part in parts]
    for part in parts:
        session.delete(part)
    session.flush()
    return Ended(until, taken, stand_ins)


def _end_stand_ins(session: Session, person_id: int, where: Where, today: date, now: datetime) -> list[int]:
    """End who stands in for a person at a company, and for whom they do. Returns the ids."""
    stand_ins = session.scalars(
        select(StandIn)
        .where(
            StandIn.tenant_id == where.tenant.id,
            StandIn.organisation_id == where.company_id,
            or_(StandIn.absent_id == person_id, StandIn.stand_in_id == person_id),
            StandIn.until >= today,
            StandIn.ended_at.is_(None),
        )
        .with_for_update()
    ).all()
    for row in stand_ins:
        row.ended_at = now
    return [row.id for row in stand_ins]


def end_role(session: Session, person_id: int, where: Where, *, role: Role, today: date, now: datetime) -> Ended:
    """End one role of a person at a company or school at once, and their part in dossiers that came with it.

    The part goes only while they keep another role at that school, which would open it; else it opens nothing, and
    still tells who it was. Stand-ins end with the last role at the company.
    """
    here = (Membership.person_id == person_id, Membership.tenant_id == where.tenant.id, _holds_on(today))
    held = session.scalars(
        select(Membership)
        .where(*here, Membership.organisation_id == where.company_id, Membership.role == role)
        .with_for_update()
    ).all()
    until = {str(one.id): one.until.isoformat() if one.until is not None else None for one in held}
    for membership in held:
        membership.until = today - DAY
    session.flush()
    left = session.scalars(select(Membership).where(*here)).all()
    stand_ins = []
    if where.company_id is not None and not any(one.organisation_id == where.company_id for one in left):
        stand_ins = _end_stand_ins(session, person_id, where, today, now)
    still_at = [one.organisation_id for one in left if one.role == role and one.organisation_id is not None]
    parts = _parts_of(session, person_id, where, role=role, still_at=still_at) if left else []
    taken = [{"dossier": part.dossier_id, "part": part.part} for part in parts]
    for part in parts:
        session.delete(part)
    session.flush()
    return Ended(until, taken, stand_ins)


def _holds_on(today: date) -> ColumnElement[bool]:
    return or_(Membership.until.is_(None), Membership.until >= today)


def _parts_of(
    session: Session, person_id: int, where: Where, *, role: Role, still_at: Sequence[int]
) -> Sequence[DossierPart]:
    """Give the parts in dossiers that come with a role at a company; or at a school, but for companies they are at."""
    wanted = {Role.WORK_SUPERVISOR: Part.SUPERVISOR, Role.TEACHER: Part.TEACHER}.get(role)
    if wanted is None:
        return ()
    statement = (
        select(DossierPart)
        .join(DossierPart.dossier)
        .where(DossierPart.person_id == person_id, DossierPart.part == wanted, Dossier.tenant_id == where.tenant.id)
    )
    here = Dossier.organisation_id == where.company_id
    if where.company_id is None:
        here = or_(Dossier.organisation_id.is_(None), Dossier.organisation_id.not_in(still_at))
    return session.scalars(statement.where(here)).all()


def _works_elsewhere(session: Session, person_id: int, where: Where, today: date) -> bool:
    left = select(Membership.id).where(
        Membership.person_id == person_id,
        Membership.tenant_id == where.tenant.id,
        Membership.role.in_(COLLEAGUES),
        or_(Membership.until.is_(None), Membership.until >= today),
    )
    return session.scalar(left.limit(1)) is not None


def _parts(session: Session, person_id: int, where: Where) -> Sequence[DossierPart]:
    return session.scalars(
        select(DossierPart)
        .join(DossierPart.dossier)
        .where(
            DossierPart.person_id == person_id,
            DossierPart.part != Part.TEACHER,
            Dossier.tenant_id == where.tenant.id,
            Dossier.organisation_id == where.company_id,
        )
    ).all()


def activate_again(session: Session, person_id: int, tenant_id: int, ended: Ended) -> None:
    """Let all hold again that ended with a contact's roles."""
    for membership_id, until in ended.until.items():
        membership = session.get(Membership, int(membership_id), with_for_update=True)
        if membership is not None:  # else it was taken back since
            membership.until = date.fromisoformat(until) if until is not None else None
    for part in ended.parts:
        known = select(DossierPart.id).where(
            DossierPart.dossier_id == part["dossier"],
            DossierPart.person_id == person_id,
            DossierPart.part == part["part"],
        )
        if session.scalar(known) is None:
            row = {"dossier_id": part["dossier"], "part": part["part"]}
            session.add(DossierPart(tenant_id=tenant_id, person_id=person_id, **row))
    session.execute(update(StandIn).where(StandIn.id.in_(ended.stand_ins)).values(ended_at=None))


def supervised(session: Session, person_id: int, where: Where, today: date) -> list[Dossier]:
    """Give the running dossiers at a company of which a person is the only supervisor who still has a role there."""
    others = (
        select(DossierPart.id)
        .join(Membership, Membership.person_id == DossierPart.person_id)
        .where(
            DossierPart.dossier_id == Dossier.id,
            DossierPart.part == Part.SUPERVISOR,
            DossierPart.person_id != person_id,
            Membership.tenant_id == where.tenant.id,
            Membership.role == Role.WORK_SUPERVISOR,
            or_(Membership.organisation_id == where.company_id, Membership.organisation_id.is_(None)),
            or_(Membership.until.is_(None), Membership.until >= today),
        )
        .exists()
    )
    theirs = select(DossierPart.dossier_id).where(
        DossierPart.person_id == person_id, DossierPart.part == Part.SUPERVISOR
    )
    statement = select(Dossier).where(
        Dossier.id.in_(theirs),
        Dossier.tenant_id == where.tenant.id,
        Dossier.organisation_id == where.company_id,
        Dossier.ends_on >= today,
        ~others,
    )
    return list(session.scalars(statement.options(joinedload(Dossier.student)).order_by(Dossier.id)))
