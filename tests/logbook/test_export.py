"""What a school gets: final days, complete weeks said so, nothing that is not its own."""

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from core import record
from core.dossiers.importing import import_dossiers
from core.dossiers.models import Dossier
from core.logbook.export import COLUMNS, ApprovedDay, defused, export_approvals, write_csv, write_workbook
from core.logbook.importing import import_hours
from core.logbook.models import Approval, DayEntry, DayState
from core.people.models import Person
from core.record import Decision
from core.tenants.models import Tenant
from tests.papers import NOW, file_of, hours, placement, school

APPROVED_AT = NOW - timedelta(hours=2)


@pytest.fixture(autouse=True)
def tenant(session: Session) -> Tenant:
    made = school()
    session.add(made)
    session.flush()
    import_dossiers(session, file_of(placement(college="TECH")), now=NOW, tenant_code="noord")
    rows = [hours("2-3-2026", "7,5", notitie="geheim dagboek"), hours("3-3-2026", "7:20"), hours("9-3-2026", "4")]
    import_hours(session, file_of(*rows), now=NOW, tenant_code="noord")
    return made


def approve(session: Session, *days: date, at: datetime = APPROVED_AT) -> list[Approval]:
    made = []
    for entry in session.scalars(select(DayEntry).where(DayEntry.date.in_(days)).order_by(DayEntry.date)):
        decision = record.add(
            session,
            Decision(
                tenant_id=entry.tenant_id, person_id=None, command="logbook.approve", channel="chat", evidence="chat",
                words="akkoord", facts={}, decided_at=at,
            ),
        )  # fmt: skip
        approval = Approval(
            tenant_id=entry.tenant_id, week_id=entry.week_id, entry_id=entry.id, minutes=entry.minutes, version="v",
            approved_by=1, decision_id=decision.id, approved_at=at, final_at=at + timedelta(days=1),
        )  # fmt: skip
        entry.state = DayState.APPROVED
        made.append(approval)
    session.add_all(made)
    session.flush()
    return made


MONDAY, TUESDAY, THIS_MONDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 9)


def exported(session: Session, tenant: Tenant, *, now: datetime = NOW, **more: datetime) -> list[ApprovedDay]:
    return list(export_approvals(session, tenant.id, now=now, **more))


def as_text(rows: list[ApprovedDay], *, with_bom: bool = False, decimal_comma: bool = True) -> str:
    file = io.StringIO(newline="")
    assert write_csv(rows, file, with_bom=with_bom, decimal_comma=decimal_comma) == len(rows)
    return file.getvalue()


def test_each_approved_day_is_a_row_in_a_stable_order(session: Session, tenant: Tenant) -> None:
    approve(session, TUESDAY, MONDAY)
    text = as_text(exported(session, tenant))
    header, first, second = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert header == [
        "school",
        "college",
        "dossier_number",
        "student_number",
        "student",
        "organisation",
        "year",
        "week",
        "date",
        "hours",
        "approved_by",
        "approved_at",
        "final_at",
        "week_complete",
        "decision",
    ]
    assert first[:10] == [
        "School noord", "TECH", "D1", "10001", "Renée van den Heuvel", "Kale Bouw", "2026", "10", "2026-03-02", "7,50",
    ]  # fmt: skip
    assert first[11:14] == ["2026-03-09T06:00:00+01:00", "2026-03-09T08:00:00+01:00", "yes"]
    assert second[8:10] == ["2026-03-03", "7,33"]


def test_exporting_makes_final_and_a_second_time_gives_the_same(session: Session, tenant: Tenant) -> None:
    (approval, _) = approve(session, MONDAY, TUESDAY)
    first = as_text(exported(session, tenant))
    assert (approval.final_at, approval.exported_at) == (NOW, NOW)
    assert as_text(exported(session, tenant, now=NOW + timedelta(days=40))) == first
    assert approval.exported_at == NOW


def test_what_was_final_already_keeps_its_moment(session: Session, tenant: Tenant) -> None:
    (approval,) = approve(session, MONDAY, at=NOW - timedelta(days=3))
    exported(session, tenant)
    assert approval.final_at == NOW - timedelta(days=2)


def test_nothing_is_exported_or_final_but_approvals_that_stand(session: Session, tenant: Tenant) -> None:
    (approval,) = approve(session, MONDAY)
    approval.withdrawn_at = NOW
    session.flush()
    assert exported(session, tenant) == []
    assert approval.exported_at is None


def test_a_week_is_complete_when_all_its_days_are_final_and_it_is_over(session: Session, tenant: Tenant) -> None:
    approve(session, MONDAY, THIS_MONDAY)
    assert [(row.date, row.week_complete) for row in exported(session, tenant)] == [
        (MONDAY, False),
        (THIS_MONDAY, False),
    ]
    approve(session, TUESDAY)
    later = NOW + timedelta(days=7)
    assert all(row.week_complete for row in exported(session, tenant, now=later))


def test_a_week_of_which_a_day_may_still_be_undone_is_not_complete(session: Session, tenant: Tenant) -> None:
    approve(session, MONDAY, at=NOW - timedelta(hours=3))
    approve(session, TUESDAY, at=NOW - timedelta(hours=1))
    since = NOW - timedelta(hours=2)
    assert [(row.date, row.week_complete) for row in exported(session, tenant, since=since)] == [(TUESDAY, False)]
    tomorrow = NOW + timedelta(days=1)
    assert [row.week_complete for row in exported(session, tenant, since=since, now=tomorrow)] == [True]


def test_the_last_week_of_a_dossier_that_ended_is_complete_at_once(session: Session, tenant: Tenant) -> None:
    session.scalars(select(Dossier)).one().ends_on = THIS_MONDAY
    approve(session, THIS_MONDAY)
    (row,) = exported(session, tenant, now=NOW + timedelta(days=1))
    assert row.week_complete


def test_day_notes_never_leave(session: Session, tenant: Tenant) -> None:
    approve(session, MONDAY)
    assert "geheim" not in as_text(exported(session, tenant))


def test_schools_are_apart(session: Session, tenant: Tenant) -> None:
    other = school("zuid")
    session.add(other)
    session.flush()
    (approval,) = approve(session, MONDAY)
    assert exported(session, other) == []
    assert approval.exported_at is None
    with pytest.raises(LookupError):
        export_approvals(session, 999, now=NOW)


def test_a_name_that_looks_like_a_formula_is_only_text(session: Session, tenant: Tenant) -> None:
    person = session.scalars(select(Person).where(Person.surname == "Heuvel")).one()
    person.first_name = '=HYPERLINK("http://x.example";"klik")'
    approve(session, MONDAY)
    row = next(csv.DictReader(io.StringIO(as_text(exported(session, tenant))), delimiter=";"))
    assert row["student"].startswith("'=HYPERLINK(")


@given(st.text(max_size=20))
def test_no_text_starts_a_formula_once_defused(text: str) -> None:
    assert not defused(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert defused(text).endswith(text)


def test_a_file_may_have_a_mark_and_points(session: Session, tenant: Tenant) -> None:
    approve(session, MONDAY)
    text = as_text(exported(session, tenant), with_bom=True, decimal_comma=False)
    assert text.startswith("\ufeffschool;")
    assert ";7.50;" in text


def test_an_export_of_nothing_is_a_header(session: Session, tenant: Tenant) -> None:
    assert as_text(exported(session, tenant)) == ";".join(COLUMNS) + "\r\n"


def test_moments_are_told_in_the_schools_own_time(session: Session, tenant: Tenant) -> None:
    approve(session, MONDAY, at=datetime(2026, 7, 1, 12, 0, tzinfo=UTC))
    (row,) = exported(session, tenant, now=datetime(2026, 7, 1, 13, 0, tzinfo=UTC))
    assert row.approved_at.isoformat() == "2026-07-01T14:00:00+02:00"


def test_a_workbook_holds_the_same_rows_with_dates_and_hours_as_numbers_and_no_formulas(session: Session) -> None:
    approve(session, MONDAY, TUESDAY)
    session.get_one(Person, 1).surname = "=1+1"
    session.flush()
    rows = list(export_approvals(session, 1, now=NOW + timedelta(days=2)))
    out = io.BytesIO()
    assert write_workbook(rows, out) == len(rows) == 2
    sheet = load_workbook(out).active
    assert sheet is not None
    head, *told = sheet.iter_rows()
    assert [cell.value for cell in head] == list(COLUMNS)
    first = dict(zip(COLUMNS, told[0], strict=True))
    assert first["date"].value == datetime(2026, 3, 2)  # noqa: DTZ001 - a spreadsheet knows no zones
    assert first["hours"].value == 7.5
    assert all(cell.data_type != "f" for row in told for cell in row)
    assert "=1+1" in f"{first['student'].value} {first['approved_by'].value}"


def test_a_workbook_leaves_out_what_it_can_not_hold(session: Session) -> None:
    approve(session, MONDAY)
    session.get_one(Person, 1).surname = "Heu\x01vel\x0b\uffff"
    session.flush()
    out = io.BytesIO()
    assert write_workbook(list(export_approvals(session, 1, now=NOW)), out) == 1
    sheet = load_workbook(out).active
    assert sheet is not None
    assert any("Heuvel" in str(cell.value) for row in sheet.iter_rows() for cell in row)
