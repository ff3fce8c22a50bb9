"""A student who is told what to mend, and answers in the same words as everyone."""

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, select, true, update
from sqlalchemy.orm import Session

from core.dossiers.models import DossierPart
from core.logbook.models import Approval, DayEntry
from core.logbook.service import load_weeks
from core.people.models import Membership, Role
from core.record import Decision, broken
from core.tenants.models import ChatPolicy, Tenant
from tests.site import Site


async def returned(site: Site, words: str = "Daan akkoord behalve dinsdag, dat was 6 uur") -> str:
    """Send a day back. Gives what the student was told."""
    await site.house.remind()
    await site.house.chat(site.ria, words)
    return site.house.last(site.daan).text


async def test_the_student_is_told_which_day_what_it_should_be_and_how_to_answer(site: Site) -> None:
    told = await returned(site)
    assert "Ria Kale" in told
    assert "di" in told
    assert "7,5" in told
    assert "6" in told
    assert site.house.last(site.daan).labels


@pytest.mark.parametrize("words", ["di 6", "dinsdag 6 uur", "di 6,0", "6 uur", "6u", "Tuesday 6 hours", "di 3 maart 6"])
async def test_exactly_the_named_hours_close_the_day(site: Site, words: str) -> None:
    await returned(site)
    assert await site.house.chat(site.daan, words) == "acted"
    assert await site.house.states(site.daan10) == "aaaaa"
    assert "Daan" in site.house.last(site.ria).text


async def test_the_button_takes_the_named_hours_over(site: Site) -> None:
    await returned(site)
    mend = site.house.last(site.daan)
    assert await site.house.press(site.daan, mend.button(mend.labels[0])) == "acted"
    assert await site.house.states(site.daan10) == "aaaaa"


@pytest.mark.parametrize("words", ["akkoord", "ja", "klopt", "ok"])
async def test_a_bare_yes_of_a_student_never_approves_other_hours(site: Site, words: str) -> None:
    await returned(site)
    await site.house.chat(site.daan, words)
    days = await site.house.all(select(DayEntry).where(DayEntry.week_id == site.daan10.id).order_by(DayEntry.date))
    assert days[1].state in {"correction", "approved"}
    if days[1].state == "approved":
        assert days[1].minutes == 360


@pytest.mark.parametrize(
    "words", ["di 6?", "niet di 6", "di 6 als Ria het goed vindt", "misschien 6", "di 6 of 7", "25 uur"]
)
async def test_doubt_of_a_student_changes_nothing(site: Site, words: str) -> None:
    await returned(site)
    await site.house.chat(site.daan, words)
    assert await site.house.states(site.daan10) == "acaaa"


async def test_other_hours_go_to_the_supervisor_with_what_was_asked(site: Site) -> None:
    await returned(site)
    await site.house.chat(site.daan, "di 7")
    assert await site.house.states(site.daan10) == "asaaa"
    told = site.house.last(site.ria).text
    assert "7" in told
    assert "6" in told
    assert await site.house.chat(site.ria, "Daan akkoord") == "acted"
    assert await site.house.states(site.daan10) == "aaaaa"


async def test_a_day_that_did_not_come_back_is_not_the_students_to_change(site: Site) -> None:
    await returned(site)
    await site.house.chat(site.daan, "ma 6")
    assert await site.house.states(site.daan10) == "acaaa"
    assert "ma" in site.house.last(site.daan).text


async def test_another_student_mends_nothing_of_daans(site: Site) -> None:
    await returned(site)
    await site.house.mail(site.noor, "di 6")
    assert await site.house.states(site.daan10) == "acaaa"


async def test_a_whole_week_back_is_mended_day_by_day(site: Site) -> None:
    await returned(site, "Noor akkoord. Daan hele week terug")
    assert await site.house.states(site.daan10) == "ccccc"
    await site.house.chat(site.daan, "ma 8, di 8, wo 8, do 8, vr 8")
    assert await site.house.states(site.daan10) == "sssss"
    assert await site.house.chat(site.ria, "akkoord") == "acted"


async def test_a_student_takes_mended_hours_back(site: Site) -> None:
    await returned(site)
    await site.house.chat(site.daan, "di 7")
    assert await site.house.chat(site.daan, "oeps") == "acted"
    assert await site.house.states(site.daan10) == "acaaa"


async def test_a_supervisor_hears_that_a_student_took_closing_hours_back(site: Site) -> None:
    await returned(site)
    await site.house.chat(site.daan, "di 6")
    before = len(site.house.heard(site.ria))
    await site.house.chat(site.daan, "oeps")
    assert await site.house.states(site.daan10) == "acaaa"
    (told,) = site.house.heard(site.ria)[before:]
    assert "di 7,5" in told.text
    assert "niet meer akkoord" in told.text


async def test_what_is_open_names_the_days_that_wait_for_the_student(site: Site) -> None:
    await returned(site)
    await site.house.chat(site.daan, "wat staat er open?")
    told = site.house.last(site.daan).text
    assert "di 3 maart" in told
    assert "6 uur" in told
    await site.house.chat(site.daan, "hoi")
    assert "één week open" in site.house.last(site.daan).text
    assert await site.house.chat(site.daan, "di 6") == "acted"
    await site.house.chat(site.daan, "wat staat er open?")
    assert "niets" in site.house.last(site.daan).text


async def test_a_student_who_stands_by_the_hours_says_so(site: Site) -> None:
    await returned(site)
    await site.house.chat(site.daan, "di 7,5")
    told = site.house.last(site.ria).text
    assert "volgens Daan klopt 7,5 uur" in told
    assert "u noemde 6" in told


async def test_a_supervisors_undo_after_the_student_mended_leaves_nothing_approved_that_was_not_said(
    site: Site,
) -> None:
    await returned(site)
    await site.house.chat(site.daan, "di 6")
    await site.house.chat(site.ria, "oeps")
    assert not await site.house.all(select(Approval).where(Approval.withdrawn_at.is_(None)))
    assert await site.house.states(site.daan10) == "sssss"
    assert await site.house.database.look(lambda session: broken(session, site.tenant.id)) is None


async def test_the_record_names_both_messages(site: Site) -> None:
    await returned(site)
    await site.house.chat(site.daan, "di 6")
    (closed,) = await site.house.all(select(Approval).where(Approval.source_decision_id.is_not(None)))
    said = await site.house.all(
        select(Decision).where(Decision.id.in_((closed.decision_id, closed.source_decision_id)))
    )
    assert {decision.person_id for decision in said} == {site.ria.id, site.daan.id}


async def test_a_month_after_the_end_nothing_can_be_mended(site: Site) -> None:
    await returned(site)
    site.house.now += timedelta(days=300)
    await site.house.chat(site.daan, "di 6")
    assert await site.house.states(site.daan10) == "acaaa"


async def test_hours_in_a_mail_that_proves_too_little_are_said_back_and_entered_on_a_yes(site: Site) -> None:
    await returned(site)
    assert await site.house.mail(site.daan, "di 6") == "answered"
    said_back = site.house.last(site.daan)
    assert "di 6" in said_back.text
    assert await site.house.states(site.daan10) == "acaaa"
    assert await site.house.mail(site.daan, "ja", answers=said_back) == "acted"
    assert await site.house.states(site.daan10) == "aaaaa"


async def test_a_student_of_a_school_that_shut_the_chat_is_sent_to_mail_and_no_name_or_hour_is_shown(
    site: Site,
) -> None:
    await returned(site)
    mend = site.house.last(site.daan)
    await site.house.change(Tenant, site.tenant.id, chat_policy=ChatPolicy.OFF)
    assert await site.house.press(site.daan, mend.button(mend.labels[0])) == "answered"
    assert await site.house.states(site.daan10) == "acaaa"
    told = site.house.last(site.daan).text
    assert "niet via de chat" in told
    assert "mail" in told
    assert not {"Daan", "Ria", "7,5"} & set(told.replace(",", " ").split())
    await site.house.mail(site.daan, "di 6")
    await site.house.mail(site.daan, "ja", answers=site.house.last(site.daan))
    assert await site.house.states(site.daan10) == "aaaaa"


async def test_a_student_who_left_the_school_enters_nothing_there(site: Site) -> None:
    await returned(site)
    mend = site.house.last(site.daan)
    elsewhere = await site.house.tenant("vmbo")
    await site.house.role(site.daan, Role.STUDENT, elsewhere)
    (mine,) = await site.house.all(
        select(Membership.id).where(Membership.person_id == site.daan.id, Membership.tenant_id == site.tenant.id)
    )
    await site.house.change(Membership, mine, until=date(2026, 3, 1))
    await site.house.chat(site.daan, "di 6")
    await site.house.press(site.daan, mend.button(mend.labels[0]))
    assert await site.house.states(site.daan10) == "acaaa"
    assert "stage@roc.example" in site.house.last(site.daan).text


async def test_a_button_of_a_supervisor_whose_school_shut_the_chat_is_answered_and_does_nothing(site: Site) -> None:
    await site.house.remind()
    digest = site.house.last(site.ria)
    await site.house.change(Tenant, site.tenant.id, chat_policy=ChatPolicy.OFF)
    await site.house.press(site.ria, digest.button("Alles akkoord"))
    assert await site.house.states(site.noor10) == "sssss"
    assert "niet via de chat" in site.house.last(site.ria).text
    assert "Noor" not in site.house.last(site.ria).text


async def test_weeks_that_are_read_to_be_changed_are_read_as_they_are_now(site: Site) -> None:
    def work(session: Session) -> tuple[int, int]:
        ids = [site.daan10.id]
        (before,) = load_weeks(session, true(), ids)
        elsewhere = update(DayEntry).where(DayEntry.id == before.days[1].id).values(minutes=60)
        session.execute(elsewhere, execution_options={"synchronize_session": False})
        stale = before.days[1].minutes
        (now,) = load_weeks(session, true(), ids)
        return stale, now.days[1].minutes

    assert await site.house.database.turn(work) == (450, 60)


async def test_who_no_longer_supervises_hears_nothing_of_the_mended_hours(site: Site) -> None:
    await returned(site)
    heard = len(site.house.heard(site.ria))
    parts = delete(DossierPart).where(DossierPart.dossier_id == site.daans.id)
    await site.house.database.turn(lambda session: session.execute(parts))
    assert await site.house.chat(site.daan, "di 6") == "acted"
    assert await site.house.states(site.daan10) == "asaaa"
    assert len(site.house.heard(site.ria)) == heard
    assert "Je begeleider krijgt bericht" in site.house.last(site.daan).text
