"""The example data: always the same for a same day, always with weeks open, and wholly importable."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from akkoord import examples
from akkoord.example_files import dossier_files, hours_file, is_left_open, last_monday, mondays, period, seeds, week_of
from akkoord.examples import NotEmptyError, load_examples
from core import record
from core.access import load_actor, may_judge
from core.dossiers.importing import import_dossiers
from core.dossiers.models import Dossier, DossierPart, Part
from core.incoming import Evidence
from core.logbook.importing import import_hours
from core.logbook.models import Approval, DayEntry, DayState, LogbookWeek
from core.logbook.rules import flags, last_day_to_approve, version
from core.people.models import Address, Membership, Person, Role
from core.record import Decision
from core.tenants.models import College, DemoMark, Tenant
from tests.examples.conftest import NOW, TODAY
from tests.papers import school

# Weeks before, in and after holidays of each region, the turn of the year, every day of the week.
DAYS = [TODAY, *(date(2026, 1, 1) + timedelta(days=11 * step) for step in range(40))]


def count(session: Session, model: type[Any], *conditions: Any) -> int:
    return session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0


def person(session: Session, email: str) -> Person:
    return session.scalars(select(Person).join(Address).where(Address.email == email)).one()


def weeks_of(session: Session, email: str, today: date) -> list[LogbookWeek]:
    actor = load_actor(session, person(session, email).id, evidence=Evidence.CHAT, today=today)
    statement = (
        select(LogbookWeek)
        .join(LogbookWeek.dossier)
        .where(may_judge(actor))
        .options(
            selectinload(LogbookWeek.days),
            joinedload(LogbookWeek.dossier).options(
                joinedload(Dossier.tenant), joinedload(Dossier.college), joinedload(Dossier.student)
            ),
        )
    )
    return list(session.scalars(statement))


def open_weeks(weeks: list[LogbookWeek]) -> list[LogbookWeek]:
    return [week for week in weeks if any(day.state == DayState.SUBMITTED for day in week.days)]


def test_three_schools_of_three_regions_and_sixty_students_with_twelve_weeks_of_hours(loaded: Session) -> None:
    assert set(loaded.scalars(select(Tenant.region))) == {"Noord", "Midden", "Zuid"}
    assert {tenant.chat_policy for tenant in loaded.scalars(select(Tenant))} == {"full"}
    assert count(loaded, College) == 6
    assert count(loaded, Dossier) == 60
    assert count(loaded, Membership, Membership.role == Role.STUDENT) == 60
    assert loaded.scalars(select(LogbookWeek.monday).distinct().order_by(LogbookWeek.monday)).all() == mondays(TODAY)
    assert mondays(TODAY)[-1] == date(2026, 3, 2)
    assert count(loaded, DemoMark) == 1


def test_the_supervisor_of_the_demo_has_four_students_of_two_schools_and_many_weeks_open(loaded: Session) -> None:
    weeks = weeks_of(loaded, examples.SUPERVISOR_EMAIL, TODAY)
    assert {week.dossier.student.name for week in weeks} == {
        "Bram van den Berg",
        "Bram Çelik",
        "Renée 't Hart",
        "Óscar de Wit",
    }
    assert len({week.tenant_id for week in weeks}) == 2
    assert 6 <= len(open_weeks(weeks)) <= 8
    handed_in = {week.dossier.student.first_name for week in weeks if week.monday == last_monday(TODAY)}
    assert "Óscar" not in handed_in


def test_the_other_personas_are_there(loaded: Session) -> None:
    roles = {
        email: set(loaded.scalars(select(Membership.role).where(Membership.person_id == person(loaded, email).id)))
        for email in (
            examples.STUDENT_EMAIL,
            examples.SCHOOL_CONTACT_EMAIL,
            examples.SIGNATORY_EMAIL,
            examples.COORDINATOR_EMAIL,
        )
    }
    assert list(roles.values()) == [{"student"}, {"school"}, {"signatory"}, {"coordinator"}]
    assert person(loaded, examples.ENGLISH_SUPERVISOR_EMAIL).language == "en"
    assert person(loaded, examples.SUPERVISOR_EMAIL).name == examples.SUPERVISOR_NAME
    assert person(loaded, examples.STUDENT_EMAIL).name == examples.STUDENT_NAME
    assert person(loaded, examples.SCHOOL_CONTACT_EMAIL).name == examples.SCHOOL_CONTACT_NAME
    assert len(open_weeks(weeks_of(loaded, examples.SIGNATORY_EMAIL, TODAY))) > 8


def test_every_sort_of_flag_can_be_seen(loaded: Session) -> None:
    totals: dict[int, int] = {}
    seen: set[str] = set()
    supervisors = loaded.scalars(
        select(Address.email).where(
            Address.person_id.in_(select(DossierPart.person_id).where(DossierPart.part == Part.SUPERVISOR))
        )
    )
    for email in supervisors.all():
        for week in sorted(weeks_of(loaded, email, TODAY), key=lambda week: week.monday):
            before = totals.get(week.dossier_id, 0)
            seen |= {flag["flag"] for flag in flags(week.dossier, week, week.days, before, TODAY)}
            totals[week.dossier_id] = before + sum(day.minutes for day in week.days)
    assert seen == {"over_day", "over_week", "holiday", "over_agreement", "ends_soon"}


def test_older_weeks_are_approved_as_the_desk_would_have_done(loaded: Session) -> None:
    entries = {entry.id: entry for entry in loaded.scalars(select(DayEntry))}
    approvals = loaded.scalars(select(Approval)).all()
    assert len(approvals) > 1500
    assert {entry.id for entry in entries.values() if entry.state == DayState.APPROVED} == {
        approval.entry_id for approval in approvals
    }
    assert all(entries[approval.entry_id].minutes == approval.minutes for approval in approvals)
    decisions = {decision.id: decision for decision in loaded.scalars(select(Decision))}
    for week in loaded.scalars(select(LogbookWeek).options(selectinload(LogbookWeek.days))).all():
        given = [approval for approval in approvals if approval.week_id == week.id]
        assert {approval.version for approval in given} <= {version(week.id, week.days)}
        assert all(decisions[approval.decision_id].decided_at < NOW for approval in given)
    for tenant in loaded.scalars(select(Tenant)).all():
        assert record.broken(loaded, tenant.id) is None


def test_one_placement_is_just_over_and_one_is_over_for_too_long(loaded: Session) -> None:
    last_days = [last_day_to_approve(ends) for ends in loaded.scalars(select(Dossier.ends_on)) if ends < TODAY]
    assert sorted(last_day >= TODAY for last_day in last_days) == [False, True, True]


def test_loading_again_changes_nothing_and_a_database_in_use_is_left_alone(loaded: Session) -> None:
    assert not load_examples(loaded, TODAY, NOW)
    assert count(loaded, Dossier) == 60


def test_examples_never_join_real_schools(session: Session) -> None:
    session.add(school())
    session.flush()
    with pytest.raises(NotEmptyError):
        load_examples(session, TODAY, NOW)
    assert count(session, DemoMark) == 0


def test_the_example_files_imported_again_change_nothing(loaded: Session) -> None:
    for code, raw in dossier_files(TODAY):
        report = import_dossiers(loaded, raw, now=NOW, tenant_code=code)
        assert (report.new, report.changed, report.lines()) == (0, 0, ["0 new, 0 changed, 20 the same."])
        hours = import_hours(loaded, hours_file(code, last_monday(TODAY), TODAY), now=NOW, tenant_code=code)
        assert (hours.new, hours.changed, hours.problems, hours.differences) == (0, 0, [], [])


@pytest.mark.parametrize("today", [date(2026, 8, 17), date(2027, 1, 4), date(2026, 5, 10)])
def test_they_load_on_other_days_too(session: Session, today: date) -> None:
    midnight = datetime(today.year, today.month, today.day, tzinfo=UTC)
    load_examples(session, today, midnight)
    weeks = weeks_of(session, examples.SUPERVISOR_EMAIL, today)
    assert 5 <= len(open_weeks(weeks)) <= 8
    assert max(session.scalars(select(Decision.decided_at))) <= midnight


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_weeks_are_open_whatever_day_it_is(today: date) -> None:
    (marijke,) = (company for company in seeds().companies.values() if company["code"] == "AAL")
    assert marijke["supervisors"][0]["email"] == examples.SUPERVISOR_EMAIL
    own = [student for student in seeds().students if student.company == "AAL"]
    left = [
        (student.email, monday)
        for student in own
        for monday in mondays(today)
        if is_left_open(student, monday, today) and week_of(student, monday, today)
    ]
    assert len(own) == 4
    assert len(left) == 7
    for student in seeds().students:
        starts, ends = period(student, today)
        for monday in mondays(today):
            assert all(starts <= day.date <= ends and day.date < today for day in week_of(student, monday, today))


def test_a_same_day_gives_the_same_files() -> None:
    assert dict(dossier_files(TODAY)) == dict(dossier_files(TODAY))
    assert hours_file("zuidwijk", last_monday(TODAY), TODAY) == hours_file("zuidwijk", last_monday(TODAY), TODAY)
    assert dict(dossier_files(TODAY)) != dict(dossier_files(TODAY + timedelta(days=7)))


def test_everyone_is_invented_and_reachable_nowhere(loaded: Session) -> None:
    assert all(email.endswith(".example") for email in loaded.scalars(select(Address.email)))
