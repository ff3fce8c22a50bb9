"""Importing hours: what is made, what is changed, and what stands whatever a file says."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.dossiers.importing import import_dossiers
from core.dossiers.models import Dossier
from core.import_report import ImportReport
from core.logbook.importing import import_hours
from core.logbook.models import DayEntry, DayState, LogbookWeek
from core.record import Decision
from core.tenants.models import Tenant
from tests.papers import NOW, file_of, hours, placement, school

OTHER = {"voornaam": "Daan", "achternaam": "Bos", "e_mail__student": "daan@leerling.example"}


@pytest.fixture(autouse=True)
def tenant(session: Session) -> Tenant:
    made = school()
    session.add(made)
    session.flush()
    rows = [placement(), placement(dossiernummer="D2", digitaal="nee", **OTHER)]
    assert import_dossiers(session, file_of(*rows), now=NOW, tenant_code="noord").new == 2
    return made


def take(session: Session, *rows: dict[str, str], good_rows: bool = False, code: str | None = "noord") -> ImportReport:
    return import_hours(session, file_of(*rows), now=NOW, tenant_code=code, good_rows=good_rows)


def counts(report: ImportReport) -> tuple[int, int, int]:
    return report.new, report.changed, report.same


def reasons(report: ImportReport) -> list[tuple[int, str, str]]:
    return [(problem.row, problem.column, problem.reason) for problem in report.problems]


def stored(session: Session) -> list[tuple[str, int, str]]:
    days = session.scalars(select(DayEntry).order_by(DayEntry.date))
    return [(day.date.isoformat(), day.minutes, day.state) for day in days]


def the_day(session: Session) -> DayEntry:
    return session.scalars(select(DayEntry)).one()


def send_back(session: Session, proposed: int | None) -> DayEntry:
    day = the_day(session)
    day.state, day.proposed_minutes, day.reason = DayState.CORRECTION, proposed, "tandarts"
    session.flush()
    return day


def test_days_become_weeks_and_are_handed_in_unless_they_are_drafts(session: Session) -> None:
    report = take(
        session,
        hours("2 maart 2026", "7,5", notitie="kozijnen"),
        hours("di 3-3-2026", "7:30"),
        hours("2026-03-09", "8u", status="concept"),
    )
    assert counts(report) == (3, 0, 0)
    assert stored(session) == [
        ("2026-03-02", 450, "submitted"),
        ("2026-03-03", 450, "submitted"),
        ("2026-03-09", 480, "draft"),
    ]
    assert session.scalars(select(LogbookWeek.monday)).all() == [date(2026, 3, 2), date(2026, 3, 9)]
    assert session.scalars(select(DayEntry.note)).first() == "kozijnen"


def test_the_same_file_twice_changes_nothing(session: Session) -> None:
    rows = [hours("2-3-2026", "7,5"), hours("3-3-2026", "8", status="concept")]
    take(session, *rows)
    before = stored(session)
    session.expire_all()
    report = take(session, *rows)
    assert counts(report) == (0, 0, 2)
    assert stored(session) == before
    assert len(session.scalars(select(Decision).where(Decision.command == "import.hours")).all()) == 1


def test_every_bad_row_is_named_and_then_nothing_is_imported(session: Session) -> None:
    report = take(
        session,
        hours("2-3-2026", "8"),
        hours("2-1-2026", "8"),
        hours("4-7-2026", "8"),
        hours("3-3-2026", "25"),
        hours("3-3-2026", "-1"),
        hours("4-3-2026", "8", dossier="D9"),
        hours("4-3-2026", "8", dossier="D2"),
        hours("vandaag", "veel"),
        hours("5-3-2026", "8", status="misschien"),
    )
    assert not report.is_applied
    assert [problem for problem in reasons(report) if problem[2] != "duplicate_day"] == [
        (3, "datum", "not_in_period"),
        (4, "datum", "not_in_period"),
        (5, "uren", "outside_day"),
        (6, "uren", "negative"),
        (7, "dossiernummer", "unknown_dossier"),
        (8, "dossiernummer", "not_digital"),
        (9, "datum", "not_a_date"),
        (9, "uren", "not_hours"),
        (10, "status", "unknown_choice"),
    ]
    assert stored(session) == []


def test_a_day_that_stands_twice_is_wrong_in_both_places(session: Session) -> None:
    rows = [hours("2-3-2026", "8"), hours("3-3-2026", "8"), hours("2 maart 2026", "6")]
    report = take(session, *rows, good_rows=True)
    assert reasons(report) == [(2, "datum", "duplicate_day"), (4, "datum", "duplicate_day")]
    assert "rows 2, 4" in report.lines()[0]
    assert stored(session) == [("2026-03-03", 480, "submitted")]


def test_approved_days_are_never_overwritten_and_the_difference_is_reported(session: Session) -> None:
    take(session, hours("2-3-2026", "7"))
    the_day(session).state = DayState.APPROVED
    report = take(session, hours("2-3-2026", "8,5", notitie="later bedacht"))
    assert counts(report) == (0, 0, 1)
    assert stored(session) == [("2026-03-02", 420, "approved")]
    assert the_day(session).note == ""
    (difference,) = report.differences
    assert (difference.minutes, difference.file_minutes, difference.why) == (420, 510, "approved")
    assert "7:00" in str(difference)
    assert "8:30" in str(difference)


def test_an_approved_day_with_the_same_hours_is_no_difference(session: Session) -> None:
    take(session, hours("2-3-2026", "7"))
    the_day(session).state = DayState.APPROVED
    assert take(session, hours("2-3-2026", "7,0")).differences == []


def test_submitted_hours_may_still_change(session: Session) -> None:
    take(session, hours("2-3-2026", "7"))
    assert counts(take(session, hours("2-3-2026", "8", notitie="n"))) == (0, 1, 0)
    assert stored(session) == [("2026-03-02", 480, "submitted")]
    assert counts(take(session, hours("2-3-2026", "8"))) == (0, 0, 1)
    assert the_day(session).note == "n"


def test_a_draft_is_handed_in_by_a_later_file_and_never_taken_back_by_one(session: Session) -> None:
    take(session, hours("2-3-2026", "7", status="concept"))
    assert counts(take(session, hours("2-3-2026", "7", status="ingediend"))) == (0, 1, 0)
    report = take(session, hours("2-3-2026", "6", status="concept"))
    assert stored(session) == [("2026-03-02", 420, "submitted")]
    assert [difference.why for difference in report.differences] == ["submitted_before"]


@pytest.mark.parametrize("proposed", [360, None])
def test_the_hours_that_were_sent_back_stay_sent_back(session: Session, proposed: int | None) -> None:
    take(session, hours("2-3-2026", "8"))
    send_back(session, proposed)
    report = take(session, hours("2-3-2026", "8,00"))
    assert counts(report) == (0, 0, 1)
    assert stored(session) == [("2026-03-02", 480, "correction")]
    assert the_day(session).proposed_minutes == proposed


@pytest.mark.parametrize("worked", ["6", "7"])
def test_other_hours_than_were_sent_back_are_handed_in_again_for_the_supervisor(session: Session, worked: str) -> None:
    take(session, hours("2-3-2026", "8"))
    send_back(session, 360)
    assert counts(take(session, hours("2-3-2026", worked))) == (0, 1, 0)
    assert stored(session) == [("2026-03-02", int(worked) * 60, "submitted")]
    day = the_day(session)
    assert (day.proposed_minutes, day.reason, day.asked_by) == (None, "", None)


def test_a_file_seen_before_does_not_undo_what_the_student_mended_since(session: Session) -> None:
    take(session, hours("2-3-2026", "8"))
    day = the_day(session)
    day.minutes = 420
    session.flush()
    report = take(session, hours("2-3-2026", "8"))
    assert stored(session) == [("2026-03-02", 420, "submitted")]
    assert [difference.why for difference in report.differences] == ["file_seen_before"]


def test_a_file_seen_before_brings_in_the_rows_that_were_refused_then(session: Session) -> None:
    rows = [hours("2-3-2026", "8"), hours("2-3-2026", "6", dossier="D3")]
    assert counts(take(session, *rows, good_rows=True)) == (1, 0, 0)
    third = placement(dossiernummer="D3", voornaam="Kim", e_mail__student="kim@leerling.example")
    import_dossiers(session, file_of(third), now=NOW, tenant_code="noord")
    assert counts(take(session, *rows)) == (1, 0, 1)


def test_a_school_can_not_reach_another_schools_dossier(session: Session) -> None:
    session.add(school("zuid"))
    assert reasons(take(session, hours("2-3-2026", "8"), code="zuid")) == [(2, "dossiernummer", "unknown_dossier")]
    assert reasons(take(session, hours("2-3-2026", "8", school="zuid"))) == [(2, "school", "other_school")]
    assert counts(take(session, hours("2-3-2026", "8", school="noord"), code=None)) == (1, 0, 0)


def test_weeks_around_the_turn_of_the_year_stay_whole(session: Session) -> None:
    session.scalars(select(Dossier)).first().starts_on = date(2025, 12, 1)  # type: ignore[union-attr]  # the fixture's
    session.flush()
    take(session, hours("31-12-2025", "8"), hours("2-1-2026", "8"))
    assert session.scalars(select(LogbookWeek.monday)).all() == [date(2025, 12, 29)]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_notes_survive_any_encoding(session: Session, encoding: str) -> None:
    raw = file_of(hours("2-3-2026", "8", notitie="crèmekleurig geschilderd")).decode().encode(encoding)
    assert counts(import_hours(session, raw, now=NOW, tenant_code="noord")) == (1, 0, 0)
    assert the_day(session).note == "crèmekleurig geschilderd"
