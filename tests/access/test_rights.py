"""Every role against every command, every owner of the row and every evidence; a command without a row here fails."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session, selectinload

from core import conduct, desk  # noqa: F401 - importing the desk declares every command
from core.access import Right, load_actor, visible
from core.command import REGISTRY, Context
from core.dossiers.models import Dossier, DossierPart, Part
from core.incoming import Channel, Evidence, Incoming, Kind
from core.language.meaning import DayChange, Meaning, WeekVerdict
from core.logbook.facts import item_facts
from core.logbook.models import Approval, DayEntry, DayState, LogbookWeek
from core.people.models import Membership, Person, Role
from core.questions import Answered
from core.tenants.models import ChatPolicy, Organisation, Tenant
from tests.house import LAST_WEEK, MONDAY_MORNING, House

EVERYONE = frozenset(Role)
JUDGES = frozenset({Role.WORK_SUPERVISOR, Role.SIGNATORY})
READERS = frozenset(Role) - {Role.ADMIN}
MANAGERS = frozenset({Role.SIGNATORY, Role.COORDINATOR})
PROOFS = [
    Evidence.NOTHING,
    Evidence.DOMAIN,
    Evidence.MAILBOX,
    Evidence.DOMAIN | Evidence.MAILBOX,
    Evidence.CHAT,
    Evidence.LINK,
    Evidence.SECOND_FACTOR,
]
ENOUGH = {Evidence.DOMAIN | Evidence.MAILBOX, Evidence.CHAT, Evidence.LINK}
OWNERS = ["own", "part", "organisation", "stranger", "other_tenant", "own_elsewhere"]


@dataclass(frozen=True)
class Row:
    """roles: who may say it at all. changes: whose rows it may change, by role; empty when it only reads."""

    roles: frozenset[Role]
    changes: dict[Role, frozenset[str]]


# What everyone may ask about how they themselves are reached.
OF_ONESELF = (
    *(
        "by_mail",
        "by_chat",
        "by_both",
        "stop",
        "halt",
        "start",
        "dutch",
        "english",
        "german",
        "french",
        "settings",
        "snooze",
    ),
    *("quiet", "quiet_weekend", "loud", "builders", "free", "not_free", "back"),
)
# What only an admin may ask about the service's own work.
OF_THE_SERVICE = (
    *("status", "quarantine", "show", "replay", "unsent", "retry", "drop", "pause", "resume"),
    *(f"announce_{whom}" for whom in ("supervisors", "students", "coordinators", "teachers", "all")),
)
MAY_JUDGE = {Role.WORK_SUPERVISOR: frozenset({"part"}), Role.SIGNATORY: frozenset({"organisation"})}
TABLE = {
    "logbook.approve": Row(JUDGES, MAY_JUDGE),
    "logbook.approve_except": Row(JUDGES, MAY_JUDGE),
    "logbook.send_back": Row(JUDGES, MAY_JUDGE),
    "logbook.hold": Row(JUDGES, {}),
    "logbook.reject": Row(JUDGES, {}),
    "logbook.later": Row(JUDGES, {}),
    "logbook.show": Row(READERS, {}),
    "logbook.list_open": Row(READERS, {}),
    "logbook.history": Row(READERS, {}),
    "logbook.who": Row(READERS, {}),
    "logbook.student": Row(READERS, {}),
    "logbook.historic": Row(READERS, {}),
    "logbook.receipt": Row(EVERYONE, {}),
    "logbook.undo": Row(EVERYONE, {}),
    "logbook.enter": Row(frozenset({Role.STUDENT}), {Role.STUDENT: frozenset({"own"})}),
    "logbook.log": Row(frozenset({Role.STUDENT}), {Role.STUDENT: frozenset({"own"})}),
    "logbook.submit": Row(frozenset({Role.STUDENT}), {Role.STUDENT: frozenset({"own"})}),
    "logbook.mine": Row(frozenset({Role.STUDENT}), {}),
    **{f"tenants.chat_{policy}": Row(frozenset({Role.ADMIN}), {}) for policy in ChatPolicy},
    "tenants.chat": Row(EVERYONE, {}),
    **{f"operations.{name}": Row(frozenset({Role.ADMIN}), {}) for name in OF_THE_SERVICE},
    **{f"files.{name}": Row(frozenset({Role.ADMIN}), {}) for name in ("import", "export", "export_csv")},
    **{f"roles.{name}": Row(frozenset({Role.ADMIN}), {}) for name in ("invite", "give", "take", "show")},
    "people.stand_in": Row(JUDGES, {}),
    "people.stand_in_a_day": Row(JUDGES, {}),
    **{f"contacts.{name}": Row(MANAGERS, {}) for name in ("add", "list", "deactivate", "invite")},
    **{f"people.{name}": Row(EVERYONE, {}) for name in OF_ONESELF},
    "problems.report": Row(JUDGES | {Role.COORDINATOR, Role.STUDENT}, {}),
    "problems.answer": Row(EVERYONE, {}),
    "problems.leak": Row(EVERYONE, {}),
    "problems.leak_details": Row(EVERYONE, {}),
    "problems.leak_told": Row(EVERYONE, {}),
    "desk.yes": Row(EVERYONE, {}),
    "desk.no": Row(EVERYONE, {}),
    "desk.cancel": Row(EVERYONE, {}),
    "desk.choose": Row(EVERYONE, {}),
    "desk.help": Row(EVERYONE, {}),
    "desk.greet": Row(EVERYONE, {}),
    "desk.thanks": Row(EVERYONE, {}),
    **{f"desk.{name}": Row(EVERYONE, {}) for name in ("explain", "out_of_scope", "account_help", "refuse", "leave")},
    **{f"desk.{name}": Row(EVERYONE, {}) for name in ("explain", "out_of_scope", "account_help", "refuse")},
}
# What the days must be for a student's command to have something to change.
STATES = {
    "logbook.enter": DayState.CORRECTION,
    "logbook.log": DayState.DRAFT,
    "logbook.submit": DayState.DRAFT,
}


def test_every_command_has_a_row_and_every_row_a_command() -> None:
    assert set(TABLE) == set(REGISTRY)


async def build(house: House) -> dict[Role, tuple[Person, dict[str, int]]]:
    """Make a person for each role, with one submitted week for each owner; for a student's entering one sent back."""
    home = await house.tenant("roc")
    away = await house.tenant("away")
    built: dict[Role, tuple[Person, dict[str, int]]] = {}
    for role in Role:
        person = await house.person(f"P{role.value}", "Test", chat=True)
        (company,) = await house.all(
            select(Organisation).where(Organisation.tenant_id == home.id, Organisation.code == "bouw")
        )
        own_company = Organisation(tenant_id=home.id, code=f"c-{role}", name="Own")
        await house.add(own_company)
        await house.role(person, role, home, organisation_id=own_company.id)
        weeks = {}
        for owner in OWNERS:
            student = person if owner.startswith("own") else await house.person(f"S{owner}", role.value)
            tenant: Tenant = away if owner in {"other_tenant", "own_elsewhere"} else home
            dossier = await house.dossier(tenant, student, external_id=f"{role}-{owner}")
            await set_company(house, dossier.id, own_company.id if owner == "organisation" else None)
            if owner == "part":
                part = {Role.TEACHER: Part.TEACHER, Role.WORK_SUPERVISOR: Part.SUPERVISOR}.get(role, Part.SUPERVISOR)
                await house.add(DossierPart(tenant_id=tenant.id, dossier_id=dossier.id, person_id=person.id, part=part))
            weeks[owner] = (await house.week(dossier, [8, 8, 8, 8, 8])).id
        built[role] = (person, weeks)
        assert company
    return built


async def set_company(house: House, dossier_id: int, organisation_id: int | None) -> None:
    def work(session: Session) -> None:
        if organisation_id is not None:
            session.get_one(Dossier, dossier_id).organisation_id = organisation_id

    await house.database.turn(work)


def try_it(session: Session, name: str, person_id: int, week_id: int, evidence: Evidence) -> tuple[bool, bool]:
    """Carry one command out. Returns whether it was allowed at all, and whether hours changed."""
    actor = load_actor(session, person_id, evidence=evidence, today=date(2026, 3, 9))
    week = session.scalars(
        select(LogbookWeek).where(LogbookWeek.id == week_id).options(selectinload(LogbookWeek.days))
    ).one()
    if name in STATES:
        for day in session.scalars(select(DayEntry).where(DayEntry.week_id == week_id)):
            day.state = STATES[name]
        session.flush()
    before = states(session, week_id)
    ctx = Context(
        session=session,
        now=MONDAY_MORNING,
        actor=actor,
        incoming=Incoming(Channel.CHAT, Kind.HUMAN, "x"),
        inbox_id=None,  # type: ignore[arg-type]  # no message behind this one
        answered=Answered(),
        undo_window=timedelta(hours=24),
        shown={week_id: item_facts(week)},
    )
    tuesday = DayChange(LAST_WEEK + timedelta(days=1), 360)
    days = () if name == "logbook.approve" else (tuesday,)
    meaning = Meaning(name, (WeekVerdict(week_id, days),))
    if name == "logbook.log":
        meaning = Meaning(name, dossier=week.dossier_id, days=(tuesday,))
    if name == "logbook.submit":
        meaning = Meaning(name, dossier=week.dossier_id, mondays=(LAST_WEEK,))
    replies = conduct.carry(ctx, meaning, words="test")
    session.flush()
    # To say what is not allowed is what "desk.refuse" may do.
    refused = any(reply.name == "desk.not_allowed" and "why" not in reply.facts for reply in replies)
    return not refused, states(session, week_id) != before


def states(session: Session, week_id: int) -> list[tuple[str, int]]:
    rows = session.execute(
        select(DayEntry.state, DayEntry.minutes).where(DayEntry.week_id == week_id).order_by(DayEntry.date)
    )
    return [(state, minutes) for state, minutes in rows]


@pytest.mark.parametrize("name", sorted(TABLE))
async def test_only_the_right_roles_change_the_right_rows_with_enough_proof(house: House, name: str) -> None:
    built = await build(house)
    row = TABLE[name]

    def work(session: Session) -> list[str]:
        wrong = []
        for role, (person, weeks) in built.items():
            for owner, week_id in weeks.items():
                for evidence in PROOFS:
                    nested = session.begin_nested()
                    allowed, changed = try_it(session, name, person.id, week_id, evidence)
                    nested.rollback()
                    session.expire_all()
                    may_change = owner in row.changes.get(role, frozenset()) and evidence in ENOUGH
                    if changed != may_change or allowed != (role in row.roles):
                        wrong.append(f"{name}: {role} on {owner} with {evidence}: allowed={allowed} changed={changed}")
        return wrong

    assert await house.database.turn(work) == []


@pytest.mark.parametrize("policy", ChatPolicy)
@pytest.mark.parametrize("name", sorted(name for name, row in TABLE.items() if row.changes))
async def test_hours_of_a_school_whose_chat_is_off_change_by_mail_only(
    house: House, name: str, policy: ChatPolicy
) -> None:
    built = await build(house)

    def work(session: Session) -> dict[Evidence, set[Role]]:
        session.execute(update(Tenant).values(chat_policy=policy))
        changed: dict[Evidence, set[Role]] = {}
        for evidence in (Evidence.CHAT, Evidence.DOMAIN | Evidence.MAILBOX):
            changed[evidence] = set()
            for role, owners in TABLE[name].changes.items():
                person, weeks = built[role]
                (owner,) = owners
                nested = session.begin_nested()
                if try_it(session, name, person.id, weeks[owner], evidence)[1]:
                    changed[evidence].add(role)
                nested.rollback()
                session.expire_all()
        return changed

    all_of_them = set(TABLE[name].changes)
    in_chat = set() if policy is ChatPolicy.OFF else all_of_them
    assert await house.database.turn(work) == {
        Evidence.CHAT: in_chat,
        Evidence.DOMAIN | Evidence.MAILBOX: all_of_them,
    }


@pytest.mark.parametrize("name", sorted(name for name, row in TABLE.items() if row.changes))
async def test_a_role_that_ended_changes_nothing(house: House, name: str) -> None:
    built = await build(house)

    def work(session: Session) -> list[Role]:
        changed = []
        elsewhere = session.scalars(select(Tenant.id).where(Tenant.code == "away")).one()
        for role, owners in TABLE[name].changes.items():
            person, weeks = built[role]
            mine = select(Membership).where(Membership.person_id == person.id)
            session.scalars(mine).one().until = date(2026, 3, 8)
            session.add(Membership(person_id=person.id, tenant_id=elsewhere, role=role))
            session.flush()
            (owner,) = owners
            if try_it(session, name, person.id, weeks[owner], Evidence.CHAT)[1]:
                changed.append(role)
        return changed

    assert await house.database.turn(work) == []


SEES: dict[Role, frozenset[str]] = {
    Role.STUDENT: frozenset({"own"}),
    Role.WORK_SUPERVISOR: frozenset({"part"}),
    Role.SIGNATORY: frozenset({"part", "organisation"}),
    Role.COORDINATOR: frozenset({"part", "organisation"}),
    Role.TEACHER: frozenset({"part"}),
    Role.SCHOOL: frozenset({"own", "part", "organisation", "stranger"}),
    Role.ADMIN: frozenset(),
}


@pytest.mark.parametrize("model", [Dossier, LogbookWeek, DayEntry, Approval, Person])
async def test_each_role_sees_its_own_rows_and_no_others(house: House, model: Any) -> None:
    built = await build(house)
    for role, (person, weeks) in built.items():
        actor = await house.database.look(
            partial(load_actor, person_id=person.id, evidence=Evidence.MAILBOX, today=date(2026, 3, 9))
        )
        seen = {row.id for row in await house.all(visible(actor, model))}
        mine = {weeks[owner] for owner in SEES[role]}
        if model is LogbookWeek and role is not Role.SCHOOL:
            assert seen == mine, role
        elif model is LogbookWeek:
            assert mine <= seen
            assert weeks["other_tenant"] not in seen
        elif model is Person:
            assert person.id in seen
        elif model is DayEntry and role is not Role.SCHOOL:
            assert len(seen) == 5 * len(mine)


def test_every_right_is_used_by_a_command() -> None:
    assert {declared.needs for declared in REGISTRY.values()} == set(Right)
