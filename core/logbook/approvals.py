"""Who approved which days, when and through which door: as far as the one who asks may see it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from core.access import Actor, visible
from core.incoming import Evidence
from core.logbook.models import Approval, DayEntry
from core.people.models import Membership, Person
from core.record import Decision
from core.tenants.models import ChatPolicy, Tenant


@dataclass(frozen=True, slots=True)
class GivenApproval:
    """One yes: by whom (empty when its name is not the reader's to see), when, through which door, on which days.

    days: with the minutes that were approved. All moments are in the reader's time zone. withdrawn_at: None while it
    stands. is_final: it can't be undone. words, asked_words: only for who said them. asked_at: when the earlier word
    was given on which the student's own hours were approved; None when there was none. in_place_of: whose stand-in
    gave it, as far as that name is the reader's to see.
    """

    number: int
    by: str
    is_own: bool
    at: datetime
    channel: str
    days: tuple[tuple[date, int], ...]
    final_at: datetime
    is_final: bool
    withdrawn_at: datetime | None = None
    words: str = ""
    asked_at: datetime | None = None
    asked_words: str = ""
    in_place_of: str = ""


def approvals_given(
    session: Session, actor: Actor, now: datetime, weeks: Iterable[int]
) -> dict[int, list[GivenApproval]]:
    """Read the approvals of weeks, the withdrawn too, one for each decision on a week; in two statements."""
    source = aliased(Decision)
    rows = session.execute(
        visible(actor, Approval)
        .join(DayEntry, DayEntry.id == Approval.entry_id)
        .join(Decision, Decision.id == Approval.decision_id)
        .outerjoin(source, source.id == Approval.source_decision_id)
        .where(Approval.week_id.in_(list(weeks)))
        .add_columns(DayEntry.date, Decision, source)
        .order_by(Approval.approved_at, Approval.id)
    ).all()
    if not rows:
        return {}
    people = {row[0].approved_by for row in rows} | {_absent(row[3] or row[2], row[0].week_id) for row in rows}
    seen = visible(actor, Person).where(Person.id.in_(people - {None}))
    names = {person.id: person.name for person in session.scalars(seen)}
    groups: dict[tuple[int, int, datetime | None], list[tuple[Approval, date, Decision, Decision | None]]]
    groups = defaultdict(list)
    for approval, day, decision, asked in rows:
        groups[approval.week_id, approval.decision_id, approval.withdrawn_at].append((approval, day, decision, asked))
    found: dict[int, list[GivenApproval]] = defaultdict(list)
    for (week_id, _, _), given in groups.items():
        found[week_id].append(_given(actor, now, given, names))
    return found


def may_repeat_words(session: Session, actor: Actor) -> bool:
    """Say whether someone's own words may be repeated to them here.

    They may name a student of another school; so not in chat when a school of theirs, now or before, limits it.
    """
    if Evidence.CHAT not in actor.evidence:
        return True
    limited = select(Membership.id).join(Tenant, Tenant.id == Membership.tenant_id)
    limited = limited.where(Membership.person_id == actor.id, Tenant.chat_policy != ChatPolicy.FULL).limit(1)
    return session.scalar(limited) is None


def _given(
    actor: Actor,
    now: datetime,
    rows: list[tuple[Approval, date, Decision, Decision | None]],
    names: dict[int, str],
) -> GivenApproval:
    first, _, decision, _ = rows[0]
    asked = next((source for *_, source in rows if source is not None), None)
    zone = actor.zone
    return GivenApproval(
        number=decision.id,
        by=names.get(first.approved_by, ""),
        is_own=first.approved_by == actor.id,
        at=first.approved_at.astimezone(zone),
        channel=decision.channel,
        days=tuple(sorted((day, approval.minutes) for approval, day, *_ in rows)),
        final_at=first.final_at.astimezone(zone),
        is_final=first.exported_at is not None or first.final_at <= now,
        withdrawn_at=first.withdrawn_at.astimezone(zone) if first.withdrawn_at is not None else None,
        words=decision.words if decision.person_id == actor.id else "",
        asked_at=asked.decided_at.astimezone(zone) if asked is not None else None,
        in_place_of=names.get(_absent(asked or decision, first.week_id) or 0, ""),
        asked_words=asked.words if asked is not None and asked.person_id == actor.id else "",
    )


def _absent(decision: Decision, week_id: int) -> int | None:
    """Say in whose place a week was judged, by id."""
    weeks = decision.facts.get("weeks", ())
    return next((week.get("in_place_of") for week in weeks if week.get("week") == week_id), None)
