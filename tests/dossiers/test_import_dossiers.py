"""Importing dossiers: what is made, what is changed, and what is refused."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from core import record
from core.dossiers.importing import import_dossiers
from core.dossiers.models import Dossier, DossierPart
from core.import_report import ImportReport
from core.people.models import Address, Membership, Person
from core.record import Decision
from core.tenants.models import College, Organisation, Tenant
from tests.papers import NOW, file_of, placement, school


@pytest.fixture
def tenant(session: Session) -> Tenant:
    made = school()
    session.add(made)
    session.flush()
    return made


def take(session: Session, *rows: dict[str, str], code: str | None = "noord", good_rows: bool = False) -> ImportReport:
    return import_dossiers(session, file_of(*rows), now=NOW, tenant_code=code, good_rows=good_rows)


def counts(report: ImportReport) -> tuple[int, int, int]:
    return report.new, report.changed, report.same


def reasons(report: ImportReport) -> list[tuple[int, str, str]]:
    return [(problem.row, problem.column, problem.reason) for problem in report.problems]


def rows_stored(session: Session) -> dict[str, int]:
    models = (Person, Address, Membership, Organisation, College, Dossier, DossierPart, Decision)
    return {model.__name__: session.scalar(select(func.count()).select_from(model)) or 0 for model in models}


def owner(session: Session, email: str) -> Person:
    return session.scalars(select(Person).join(Address).where(Address.email == email)).one()


def test_one_row_makes_everyone_and_everything_it_names(session: Session, tenant: Tenant) -> None:
    row = placement(
        college="TECH",
        titel="Timmerman",
        docent="Ineke de Groot",
        e_mail__docent="i.degroot@noord.example",
        afgesproken__uren="320",
        uren__per__week="32",
        uren__per__dag="8",
        digitaal="ja",
        vakantie__toegestaan="nee",
        taal__begeleider="Engels",
    )
    assert counts(take(session, row)) == (1, 0, 0)
    dossier = session.scalars(select(Dossier)).one()
    assert (dossier.external_id, dossier.student_number, dossier.title) == ("D1", "10001", "Timmerman")
    assert (dossier.agreed_minutes, dossier.week_minutes, dossier.day_minutes) == (320 * 60, 32 * 60, 480)
    assert (dossier.starts_on.isoformat(), dossier.ends_on.isoformat()) == ("2026-01-05", "2026-07-03")
    assert dossier.is_digital
    assert not dossier.may_work_holidays
    assert owner(session, "renee@leerling.example").name == "Renée van den Heuvel"
    assert owner(session, "piet@kale.example").language == "en"
    teacher = owner(session, "i.degroot@noord.example")
    assert (teacher.first_name, teacher.infix, teacher.surname) == ("Ineke", "de", "Groot")
    roles = {(held.role, held.organisation_id is not None) for held in session.scalars(select(Membership))}
    assert roles == {("student", False), ("work_supervisor", True), ("teacher", False)}
    assert {part.part for part in session.scalars(select(DossierPart))} == {"supervisor", "teacher"}
    assert session.scalars(select(Organisation)).one().code == "kale-bouw-oss"
    assert session.scalars(select(College)).one().code == "TECH"


def test_a_file_says_where_problems_of_a_college_go_and_an_empty_cell_keeps_it(
    session: Session, tenant: Tenant
) -> None:
    take(session, placement(college="TECH", e_mail__college="Techniek@Noord.example"))
    college = session.scalars(select(College)).one()
    assert college.contact_email == "techniek@noord.example"
    assert counts(take(session, placement(college="TECH", e_mail__college=""))) == (0, 0, 1)
    assert college.contact_email == "techniek@noord.example"
    wrong = take(session, placement(college="TECH", e_mail__college="geen adres"))
    assert reasons(wrong) == [(2, "e-mail college", "not_an_address")]


def test_the_same_file_twice_changes_nothing(session: Session, tenant: Tenant) -> None:
    rows = [
        placement(college="TECH", docent="Ineke Groot", e_mail__docent="i@noord.example"),
        placement(dossiernummer="D2", voornaam="Óscar", achternaam="Çelik", e_mail__student="OSCAR@Leerling.example"),
        placement(voornaam__begeleider="Ans", e_mail__begeleider="ans@kale.example", rol__begeleider="tekenbevoegde"),
    ]
    assert counts(take(session, *rows)) == (2, 0, 0)
    before = rows_stored(session)
    session.expire_all()
    report = take(session, *rows)
    assert counts(report) == (0, 0, 2)
    assert report.notices == []
    assert rows_stored(session) == before


def test_every_bad_row_is_named_and_then_nothing_is_imported(session: Session, tenant: Tenant) -> None:
    before = rows_stored(session)
    report = take(
        session,
        placement(),
        placement(dossiernummer="D2", begindatum="31-2-2026", e_mail__student="geen adres"),
        placement(dossiernummer="D3", voornaam="", einddatum="1-1-2025"),
        placement(dossiernummer="D4", e_mail__begeleider="renee@leerling.example", digitaal="misschien"),
        placement(dossiernummer="D5", uren__per__week="1.000", rol__begeleider="baas", taal__student="klingon"),
    )
    assert not report.is_applied
    assert reasons(report) == [
        (3, "e-mail student", "not_an_address"),
        (3, "begindatum", "not_a_date"),
        (4, "voornaam", "empty"),
        (4, "einddatum", "ends_before_start"),
        (5, "digitaal", "not_yes_or_no"),
        (5, "e-mail begeleider", "own_supervisor"),
        (6, "taal student", "unknown_choice"),
        (6, "rol begeleider", "unknown_choice"),
        (6, "uren per week", "ambiguous_number"),
    ]
    assert rows_stored(session) == before
    assert report.lines()[0] == "row 3, e-mail student: 'geen adres' is no e-mail address"
    assert report.lines()[-1] == "Nothing was imported."


def test_good_rows_go_in_when_asked_and_a_dossier_goes_in_whole_or_not(session: Session, tenant: Tenant) -> None:
    report = take(
        session,
        placement(),
        placement(dossiernummer="D2", e_mail__student="jan@leerling.example", voornaam="Jan"),
        placement(dossiernummer="D2", e_mail__student="jan@leerling.example", voornaam="Jan", einddatum="ooit"),
        good_rows=True,
    )
    assert report.is_applied
    assert counts(report) == (1, 0, 0)
    assert reasons(report) == [(4, "einddatum", "not_a_date"), (3, "dossiernummer", "dossier_skipped")]
    assert session.scalars(select(Dossier.external_id)).all() == ["D1"]


def test_a_file_that_can_not_be_split_is_never_imported_in_part(session: Session, tenant: Tenant) -> None:
    raw = file_of(placement()) + b'\r\nD2;"open'
    report = import_dossiers(session, raw, now=NOW, tenant_code="noord", good_rows=True)
    assert not report.is_applied
    assert rows_stored(session)["Dossier"] == 0


def test_several_supervisors_are_several_rows_and_roles_differ(session: Session, tenant: Tenant) -> None:
    take(
        session,
        placement(),
        placement(voornaam__begeleider="Ans", e_mail__begeleider="ans@kale.example"),
        placement(voornaam__begeleider="Co", e_mail__begeleider="co@kale.example", rol__begeleider="Coördinator"),
        placement(voornaam__begeleider="Bas", e_mail__begeleider="bas@kale.example", rol__begeleider="tekenbevoegde"),
    )
    parts = session.scalars(select(DossierPart.person_id))
    assert set(parts) == {owner(session, f"{name}@kale.example").id for name in ("piet", "ans")}
    held = {(row.person_id, row.role) for row in session.scalars(select(Membership)) if row.organisation_id}
    assert (owner(session, "co@kale.example").id, "coordinator") in held
    assert (owner(session, "bas@kale.example").id, "signatory") in held


def test_rows_of_one_dossier_must_agree(session: Session, tenant: Tenant) -> None:
    report = take(
        session,
        placement(),
        placement(voornaam__begeleider="Ans", e_mail__begeleider="ans@kale.example", einddatum="4-7-2026"),
    )
    assert reasons(report) == [(3, "einddatum", "rows_disagree"), (2, "dossiernummer", "dossier_skipped")]


def test_a_new_file_changes_what_it_says_and_leaves_what_it_does_not(session: Session, tenant: Tenant) -> None:
    take(session, placement(titel="Timmerman", uren__per__week="32"))
    report = take(session, placement(titel="", uren__per__week="36"))
    assert counts(report) == (0, 1, 0)
    dossier = session.scalars(select(Dossier)).one()
    assert (dossier.title, dossier.week_minutes) == ("Timmerman", 36 * 60)


def test_a_supervisor_who_is_no_longer_named_no_longer_has_a_part(session: Session, tenant: Tenant) -> None:
    take(session, placement())
    ans = placement(voornaam__begeleider="Ans", e_mail__begeleider="ans@kale.example")
    report = take(session, ans)
    assert session.scalars(select(DossierPart.person_id)).all() == [owner(session, "ans@kale.example").id]
    assert [notice.reason for notice in report.notices] == ["part_removed"]
    assert "Piet Kale is no longer supervisor of dossier D1" in str(report.notices[0])
    assert counts(take(session, ans)) == (0, 0, 1)


def test_a_file_does_not_let_in_again_whom_their_company_made_inactive(session: Session, tenant: Tenant) -> None:
    take(session, placement())
    (held,) = session.scalars(select(Membership).where(Membership.role == "work_supervisor"))
    held.until = NOW.date() - timedelta(days=1)
    session.flush()
    before = rows_stored(session)
    report = take(session, placement(titel="Timmerman"))
    assert [notice.reason for notice in report.notices] == ["left"]
    assert "made Piet Kale inactive" in str(report.notices[0])
    assert rows_stored(session) == before | {"Decision": before["Decision"] + 1}
    # Nor is a part given anew to who kept a role elsewhere.
    session.execute(delete(DossierPart))
    session.expire_all()
    take(session, placement(titel="Metselaar"))
    assert session.scalars(select(DossierPart)).all() == []


def test_nobody_loses_a_part_by_a_file_with_bad_rows(session: Session, tenant: Tenant) -> None:
    take(session, placement())
    ans = placement(voornaam__begeleider="Ans", e_mail__begeleider="ans@kale.example")
    take(session, ans, placement(dossiernummer=""), good_rows=True)
    assert len(session.scalars(select(DossierPart)).all()) == 2


def test_an_address_is_never_moved_to_another_person(session: Session, tenant: Tenant) -> None:
    take(session, placement())
    report = take(session, placement(voornaam__begeleider="Hans", achternaam__begeleider="Blok"))
    assert reasons(report) == [(2, "e-mail begeleider", "address_of_other")]
    assert owner(session, "piet@kale.example").name == "Piet Kale"


def test_one_address_has_one_name_in_a_file(session: Session, tenant: Tenant) -> None:
    report = take(
        session,
        placement(),
        placement(
            dossiernummer="D2", voornaam="Jan", e_mail__student="jan@leerling.example", voornaam__begeleider="Paul"
        ),
    )
    assert reasons(report) == [(3, "e-mail begeleider", "address_twice")]
    assert "row 2" in report.lines()[0]


def test_a_corrected_name_is_taken_over_and_reported(session: Session, tenant: Tenant) -> None:
    take(session, placement())
    report = take(session, placement(voornaam__begeleider="Pieter"))
    assert counts(report) == (0, 1, 0)
    assert owner(session, "piet@kale.example").first_name == "Pieter"
    assert [notice.reason for notice in report.notices] == ["renamed"]


def test_a_person_known_from_another_school_is_reused_and_keeps_name_and_language(
    session: Session, tenant: Tenant
) -> None:
    session.add(school("zuid"))
    take(session, placement())
    report = take(
        session,
        placement(
            voornaam="Daan", e_mail__student="daan@leerling.example", voornaam__begeleider="P.",
            e_mail__begeleider="PIET@kale.example", taal__begeleider="en",
        ),
        code="zuid",
    )  # fmt: skip
    assert counts(report) == (1, 0, 0)
    piet = owner(session, "piet@kale.example")
    assert (piet.name, piet.language) == ("Piet Kale", "nl")
    assert [notice.reason for notice in report.notices] == ["name_kept"]
    assert "Piet Kale" not in " ".join(report.lines())
    assert len(session.scalars(select(Dossier)).all()) == 2
    assert len(session.scalars(select(Organisation)).all()) == 2


def test_a_schools_file_can_not_speak_for_another_school(session: Session, tenant: Tenant) -> None:
    session.add(school("zuid"))
    report = take(session, placement(school="zuid"))
    assert reasons(report) == [(2, "school", "other_school")]
    assert reasons(take(session, placement(school="west"), code=None)) == [(2, "school", "unknown_school")]
    assert reasons(take(session, placement(), code=None)) == [(2, "school", "empty")]
    assert reasons(take(session, placement(), code="west")) == [(2, "school", "unknown_school")]
    assert rows_stored(session)["Dossier"] == 0


def test_the_files_own_column_names_the_school_when_nobody_else_does(session: Session, tenant: Tenant) -> None:
    session.add(school("zuid"))
    rows = [
        placement(school="noord"),
        placement(school="zuid", voornaam="Daan", e_mail__student="daan@leerling.example"),
    ]
    assert counts(take(session, *rows, code=None)) == (2, 0, 0)
    assert len(set(session.scalars(select(Dossier.tenant_id)))) == 2
    assert counts(take(session, *rows, code=None)) == (0, 0, 2)


def test_a_dossier_keeps_its_student(session: Session, tenant: Tenant) -> None:
    take(session, placement())
    other = placement(voornaam="Kim", achternaam="Vos", studentnummer="10002", e_mail__student="kim@leerling.example")
    assert reasons(take(session, other)) == [(2, "e-mail student", "dossier_of_other_student")]


def test_a_students_new_address_is_added_to_the_same_student(session: Session, tenant: Tenant) -> None:
    take(session, placement())
    moved = placement(e_mail__student="r.heuvel@school.example")
    assert counts(take(session, moved)) == (0, 1, 0)
    assert owner(session, "r.heuvel@school.example") is owner(session, "renee@leerling.example")
    assert counts(take(session, moved)) == (0, 0, 1)


def test_no_school_adds_an_address_to_someone_whom_another_school_knows(session: Session, tenant: Tenant) -> None:
    session.add(school("zuid"))
    take(session, placement())
    take(session, placement(), code="zuid")
    report = take(session, placement(e_mail__student="mine@elsewhere.example"), code="zuid")
    assert reasons(report) == [(2, "e-mail student", "person_known_elsewhere")]


def test_a_general_address_is_kept_as_one_and_reported(session: Session, tenant: Tenant) -> None:
    report = take(session, placement(e_mail__begeleider="planning@kale.example"))
    address = session.scalars(select(Address).where(Address.email == "planning@kale.example")).one()
    assert address.is_general
    assert [notice.reason for notice in report.notices] == ["general_address"]


def test_what_changed_something_stands_in_the_record_and_the_chain_holds(session: Session, tenant: Tenant) -> None:
    take(session, placement())
    take(session, placement())
    (decision,) = session.scalars(select(Decision))
    assert (decision.command, decision.facts) == ("import.dossiers", {"dossiers": 1})
    assert record.broken(session, tenant.id) is None


def test_organisations_with_the_same_name_in_two_places_are_two(session: Session, tenant: Tenant) -> None:
    take(session, placement(), placement(dossiernummer="D2", plaats="Uden"))
    assert set(session.scalars(select(Organisation.place))) == {"Oss", "Uden"}


def test_the_chain_holds_whatever_zone_the_clock_is_in(session: Session, tenant: Tenant) -> None:
    local = NOW.astimezone(ZoneInfo("Europe/Amsterdam"))
    import_dossiers(session, file_of(placement()), now=local, tenant_code="noord")
    session.expire_all()
    assert record.broken(session, tenant.id) is None
