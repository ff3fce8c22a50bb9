"""What the page behind a link reads from a real database: for whom, which weeks, and how they are now."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

import core.models  # noqa: F401 - makes every table known
from core.db import Base
from core.dossiers.models import Dossier, DossierPart, Part
from core.engine import writer_engine
from core.inbox import InboxMessage
from core.logbook.models import Approval, DayEntry, DayState, LogbookWeek
from core.logbook.page import Expired, PageFacts, page_for, tries_left
from core.logbook.rules import version
from core.outbox import OutboxMessage
from core.people.models import Address, Membership, Person, Role
from core.questions import Question
from core.record import Decision, add
from core.tenants.models import Organisation, Tenant
from web.pages import PageMaker

TOKEN = "mmmmnnnnooooppppqqqqrrrr22"
NOW = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)
MONDAY = date(2026, 11, 16)


@dataclass
class House:
    """One school, one bakery, one student, and a mail to the supervisor about one week."""

    session: Session
    tenant: Tenant
    supervisor: Person
    student: Person
    teacher: Person
    dossier: Dossier
    week: LogbookWeek
    message: OutboxMessage
    question: Question

    def page(self, now: datetime = NOW) -> PageFacts | Expired | None:
        self.session.commit()
        with Session(self.session.get_bind()) as fresh:
            return page_for(fresh, TOKEN, now)

    def shown(self, now: datetime = NOW) -> PageFacts:
        page = self.page(now)
        assert isinstance(page, PageFacts)
        return page

    @property
    def days(self) -> list[DayEntry]:
        found = select(DayEntry).where(DayEntry.week_id == self.week.id).order_by(DayEntry.date)
        return list(self.session.scalars(found))

    def membership(self, person: Person, role: Role, **more: Any) -> Membership:
        made = Membership(person_id=person.id, tenant_id=self.tenant.id, role=role, **more)
        self.session.add(made)
        self.session.flush()
        return made

    def person(self, first_name: str, surname: str, **more: Any) -> Person:
        made = Person(first_name=first_name, surname=surname, **more)
        self.session.add(made)
        self.session.flush()
        return made

    def address(self, person: Person, email: str, **more: Any) -> None:
        self.session.add(Address(person_id=person.id, email=email, **more))
        self.session.flush()

    def approve(self, person: Person, days: list[DayEntry], at: datetime, *, hours_to_undo: int = 24) -> list[Approval]:
        decision = Decision(
            tenant_id=self.tenant.id, person_id=person.id, command="logbook.approve", channel="mail", evidence="link",
            words="akkoord", facts={}, decided_at=at,
        )  # fmt: skip
        add(self.session, decision)
        given = []
        for day in days:
            day.state = DayState.APPROVED
            given.append(
                Approval(
                    tenant_id=self.tenant.id, week_id=self.week.id, entry_id=day.id, minutes=day.minutes, version="x",
                    approved_by=person.id, decision_id=decision.id, approved_at=at,
                    final_at=at + timedelta(hours=hours_to_undo),
                )
            )  # fmt: skip
        self.session.add_all(given)
        return given

    def tried(self, outcome: str, at: datetime, key: str, token: str = TOKEN) -> None:
        self.session.add(InboxMessage(channel="link", key=f"{token}:{key}", raw=b"{}", received_at=at, outcome=outcome))
        self.session.flush()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    engine = writer_engine(make_url(f"sqlite:///{tmp_path}/page.db"))
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        yield _build(session)
    engine.dispose()


def _build(session: Session) -> House:
    tenant = Tenant(code="zz", name="Zuiderzee College")
    session.add(tenant)
    session.flush()
    organisation = Organisation(tenant_id=tenant.id, code="korenaar", name="Bakkerij Het Korenaar")
    supervisor = Person(first_name="Marijke", surname="Aalbers")
    student = Person(first_name="Jip", infix="de", surname="Wolf")
    teacher = Person(first_name="Ayşe", surname="Demir")
    session.add_all([organisation, supervisor, student, teacher])
    session.flush()
    dossier = Dossier(
        tenant_id=tenant.id, organisation_id=organisation.id, student_id=student.id, external_id="D-1",
        starts_on=date(2026, 9, 1), ends_on=date(2027, 1, 29),
    )  # fmt: skip
    session.add(dossier)
    session.flush()
    for person, part in ((supervisor, Part.SUPERVISOR), (teacher, Part.TEACHER)):
        session.add(DossierPart(tenant_id=tenant.id, dossier_id=dossier.id, person_id=person.id, part=part))
    week = LogbookWeek(tenant_id=tenant.id, dossier_id=dossier.id, monday=MONDAY)
    session.add(week)
    session.flush()
    days = [
        DayEntry(
            tenant_id=tenant.id, week_id=week.id, date=MONDAY + timedelta(days=n), minutes=minutes,
            note="Brood gebakken" if n == 0 else "", state=DayState.SUBMITTED,
        )
        for n, minutes in enumerate((480, 465, 480, 450))
    ]  # fmt: skip
    session.add_all(days)
    session.flush()
    item = {
        "week": week.id, "version": version(week.id, days), "number": 1,
        "days": {day.date.isoformat(): day.minutes for day in days}, "open": [day.date.isoformat() for day in days],
    }  # fmt: skip
    question = Question(person_id=supervisor.id, kind="digest", facts={"items": [item]}, asked_at=NOW)
    session.add(question)
    session.flush()
    sent = NOW - timedelta(days=1)
    message = OutboxMessage(
        person_id=supervisor.id, tenant_id=tenant.id, question_id=question.id, name="reminders.digest", facts={},
        channel="mail", token=TOKEN, due_at=sent, sent_at=sent, state="sent",
    )  # fmt: skip
    session.add(message)
    house = House(session, tenant, supervisor, student, teacher, dossier, week, message, question)
    house.membership(supervisor, Role.WORK_SUPERVISOR, organisation_id=organisation.id)
    house.membership(teacher, Role.TEACHER)
    house.membership(student, Role.STUDENT)
    return house


def to_reader(house: House, person: Person) -> None:
    """Send the same mail to someone else."""
    house.message.person_id = house.question.person_id = person.id


def test_the_supervisor_sees_the_week_and_may_approve_it(house: House) -> None:
    page = house.shown()
    (week,) = page.weeks
    assert (page.person, page.school, page.language) == ("Marijke Aalbers", "Zuiderzee College", "nl")
    assert (week.student, week.organisation, week.number) == ("Jip de Wolf", "Bakkerij Het Korenaar", 1)
    assert [day.minutes for day in week.days] == [480, 465, 480, 450]
    assert week.days[0].note == "Brood gebakken"
    assert week.version == version(house.week.id, house.days)
    assert week.minutes == 1875
    assert (week.asks, week.why, week.differences, week.approvals) == (True, "", (), ())
    assert page.sent_at.isoformat() == "2026-11-23T09:30:00+01:00"


def test_looking_writes_nothing(house: House) -> None:
    house.session.commit()
    statements: list[str] = []
    event.listen(house.session.get_bind(), "before_cursor_execute", lambda *a: statements.append(a[2]))
    for _ in range(20):
        with Session(house.session.get_bind()) as fresh:
            assert page_for(fresh, TOKEN, NOW) is not None
            assert not fresh.dirty
            assert not fresh.new
    assert statements
    assert {statement.split()[0] for statement in statements} <= {"SELECT", "BEGIN"}


def test_an_unknown_token_shows_nothing(house: House) -> None:
    assert page_for(house.session, "z" * 26, NOW) is None
    assert page_for(house.session, "", NOW) is None
    assert page_for(house.session, "%", NOW) is None


def test_a_link_lives_45_days_from_sending(house: House) -> None:
    assert house.message.sent_at is not None
    edge = house.message.sent_at + timedelta(days=45)
    assert isinstance(house.page(edge), PageFacts)
    assert house.page(edge + timedelta(seconds=1)) == Expired("nl")


def test_someone_whose_role_ended_sees_nothing(house: House) -> None:
    membership = house.session.scalars(select(Membership).where(Membership.person_id == house.supervisor.id)).one()
    membership.until = date(2026, 11, 24)
    assert isinstance(house.page(), PageFacts)
    membership.until = date(2026, 11, 23)
    assert house.page() is None


def test_a_role_at_another_school_opens_nothing_here(house: House) -> None:
    other = Tenant(code="nn", name="Noordkaap")
    house.session.add(other)
    house.session.flush()
    membership = house.session.scalars(select(Membership).where(Membership.person_id == house.supervisor.id)).one()
    membership.tenant_id, membership.organisation_id = other.id, None
    assert house.page() is None


def test_a_supervisor_who_left_the_dossier_sees_nothing(house: House) -> None:
    house.session.delete(
        house.session.scalars(select(DossierPart).where(DossierPart.person_id == house.supervisor.id)).one()
    )
    assert house.page() is None


def test_a_message_about_someone_elses_week_shows_nothing_of_it(house: House) -> None:
    stranger = house.person("Bas", "Vreemd")
    house.membership(stranger, Role.WORK_SUPERVISOR)
    to_reader(house, stranger)
    assert house.page() is None


def test_a_question_that_was_put_to_another_shows_nothing(house: House) -> None:
    house.message.person_id = house.teacher.id
    assert house.page() is None


def test_the_token_of_a_chat_message_opens_no_page(house: House) -> None:
    house.message.channel = "chat"
    assert house.page() is None


def test_a_mail_without_a_question_or_person_shows_nothing(house: House) -> None:
    house.message.question_id = None
    assert house.page() is None
    house.message.question_id, house.message.person_id = house.question.id, None
    assert house.page() is None


def test_a_general_or_lost_address_shows_nothing(house: House) -> None:
    house.address(house.supervisor, "marijke@korenaar.example")
    house.address(house.supervisor, "info@korenaar.example", is_general=True)
    house.address(house.teacher, "ayse@zuiderzee.example")
    for address, is_shown in [
        ("marijke@korenaar.example", True), ("Marijke@Korenaar.example", True), ("info@korenaar.example", False),
        ("ayse@zuiderzee.example", False), ("weg@korenaar.example", False), ("", True),
    ]:  # fmt: skip
        house.message.address = address
        assert (house.page() is not None) is is_shown, address


def test_the_hours_are_those_of_now_with_what_changed_since_the_mail(house: House) -> None:
    before = house.shown().weeks[0].version
    house.days[1].minutes = 420
    house.session.delete(house.days[3])
    house.session.add(
        DayEntry(
            tenant_id=house.tenant.id, week_id=house.week.id, date=date(2026, 11, 21), minutes=60, state="submitted"
        )
    )
    week = house.shown().weeks[0]
    assert [(row.date.day, row.was, row.now) for row in week.differences] == [
        (17, 465, 420),
        (19, 450, None),
        (21, None, 60),
    ]
    assert week.version != before
    assert week.minutes == 480 + 420 + 480 + 60


def test_a_note_that_changed_since_the_mail_is_told_to_who_may_see_it(house: House) -> None:
    house.days[1].note = "uren kloppen niet"
    house.question.facts = {"items": [{**house.question.items[0], "notes": {}}]}
    changed = [row for row in house.shown().weeks[0].differences if row.date.day == 17]
    assert [(row.was, row.now, row.note) for row in changed] == [(465, 465, "uren kloppen niet")]
    to_reader(house, house.teacher)
    assert "kloppen" not in str(house.shown().weeks[0])
    assert house.shown().weeks[0].differences == ()


def test_a_draft_is_the_students_own(house: House) -> None:
    house.days[0].state = DayState.DRAFT
    week = house.shown().weeks[0]
    assert [day.date.day for day in week.days] == [17, 18, 19]
    assert "Brood" not in str(week)
    assert [(row.was, row.now) for row in week.differences] == [(480, None)]


def test_a_teacher_reads_but_gets_no_form_no_notes_and_no_flags(house: House) -> None:
    house.days[0].minutes = 700
    to_reader(house, house.teacher)
    (week,) = house.shown().weeks
    assert (week.asks, week.why) == (False, "read_only")
    assert [day.note for day in week.days] == ["", "", "", ""]
    assert week.flags == ()


def test_nobody_gets_a_form_for_their_own_hours(house: House) -> None:
    to_reader(house, house.student)
    (week,) = house.shown().weeks
    assert (week.asks, week.why) == (False, "read_only")
    assert week.days[0].note == "Brood gebakken"


def test_flags_come_from_the_hours_of_now_and_of_the_weeks_before(house: House) -> None:
    assert house.shown().weeks[0].flags == ()
    earlier = LogbookWeek(tenant_id=house.tenant.id, dossier_id=house.dossier.id, monday=date(2026, 11, 9))
    house.session.add(earlier)
    house.session.flush()
    for state, day, minutes in (("approved", 9, 480), ("submitted", 10, 480), ("draft", 11, 9000)):
        house.session.add(
            DayEntry(
                tenant_id=house.tenant.id, week_id=earlier.id, date=date(2026, 11, day), minutes=minutes, state=state
            )
        )
    house.dossier.agreed_minutes = 1875 + 960
    assert house.shown().weeks[0].flags == ()
    house.dossier.agreed_minutes -= 1
    house.days[0].minutes = 481
    assert [flag["flag"] for flag in house.shown().weeks[0].flags] == ["over_day", "over_agreement"]


@pytest.mark.parametrize(
    ("now", "ends_on", "why"),
    [
        (NOW, date(2026, 11, 20), ""),
        (NOW, date(2026, 10, 25), ""),
        (NOW, date(2026, 10, 24), "too_late"),
        (NOW - timedelta(days=4), date(2027, 1, 29), "not_over"),
    ],
)
def test_a_week_is_asked_for_only_when_it_can_be_approved(house: House, now: datetime, ends_on: date, why: str) -> None:
    house.dossier.ends_on = ends_on
    week = house.shown(now).weeks[0]
    assert (week.asks, week.why) == (why == "", why)


def test_an_approval_is_shown_with_who_when_and_how(house: House) -> None:
    house.approve(house.supervisor, house.days, NOW - timedelta(hours=2))
    week = house.shown().weeks[0]
    (given,) = week.approvals
    assert (week.asks, week.why) == (False, "already")
    assert (given.by, given.is_own, given.channel) == ("Marijke Aalbers", True, "mail")
    assert given.at.isoformat() == "2026-11-24T07:30:00+01:00"
    assert given.undo_until is not None
    assert given.undo_until.isoformat() == "2026-11-25T07:30:00+01:00"
    assert [day.day for day in given.days] == [16, 17, 18, 19]


def test_an_approval_that_is_final_or_exported_offers_no_undo(house: House) -> None:
    given = house.approve(house.supervisor, house.days, NOW - timedelta(hours=2))
    given[0].exported_at = NOW - timedelta(hours=1)
    assert house.shown().weeks[0].approvals[0].undo_until is None
    given[0].exported_at = None
    assert house.shown(NOW + timedelta(hours=22)).weeks[0].approvals[0].undo_until is None


def test_a_withdrawn_approval_is_not_shown_and_the_week_asks_again(house: House) -> None:
    for approval in house.approve(house.supervisor, house.days, NOW - timedelta(hours=2)):
        approval.withdrawn_at = NOW
    for day in house.days:
        day.state = DayState.SUBMITTED
    week = house.shown().weeks[0]
    assert (week.asks, week.approvals) == (True, ())


def test_a_colleagues_approval_of_some_days_leaves_the_rest_open(house: House) -> None:
    house.approve(house.teacher, house.days[:2], NOW - timedelta(hours=1))
    week = house.shown().weeks[0]
    assert week.asks
    assert week.is_partly_judged
    assert [(given.by, given.is_own, given.undo_until) for given in week.approvals] == [("Ayşe Demir", False, None)]
    assert week.minutes == 1875


def test_an_approver_whom_the_reader_may_not_see_stays_nameless(house: House) -> None:
    house.approve(house.person("Onbekende", "Collega"), house.days, NOW - timedelta(hours=1))
    assert house.shown().weeks[0].approvals[0].by == ""


def test_five_wrong_totals_an_hour_are_counted_in_the_inbox_per_link(house: House) -> None:
    house.message.token = TOKEN
    for n in range(4):
        house.tried("wrong_total", NOW - timedelta(minutes=59), f"1:v:n{n}")
    house.tried("wrong_total", NOW - timedelta(minutes=61), "1:v:old")
    house.tried("approved", NOW, "1:v:fine")
    house.tried("wrong_total", NOW, "1:v:n", token="n" * 26)
    assert tries_left(house.session, TOKEN, NOW) == 1
    assert house.shown().tries == 1
    house.tried("wrong_total", NOW, "1:v:n5")
    house.tried("wrong_total", NOW, "1:v:n6")
    assert tries_left(house.session, TOKEN, NOW) == 0
    assert tries_left(house.session, TOKEN, NOW + timedelta(minutes=61)) == 5


def test_the_page_is_made_of_what_was_read_without_the_total(house: House) -> None:
    house.days[0].minutes = 600
    text = PageMaker().hours(house.shown())
    assert "Brood gebakken" in text
    assert "ma 16 november: was 8 uur, nu 10 uur" in text
    assert "meer dan 8 uur op een dag" in text
    assert "33,25" not in text
    assert "1995" not in text
