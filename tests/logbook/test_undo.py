"""Taking an answer back: who still may, where, and what then becomes of the days."""

from datetime import date

import pytest
from sqlalchemy import delete, select

from core.dossiers.models import DossierPart
from core.logbook.models import Approval, DayEntry, LogbookWeek
from core.record import Decision
from core.tenants.models import ChatPolicy, Tenant
from tests.site import Site


async def leave_dossier(site: Site, dossier_id: int) -> None:
    """Take the supervisor off a dossier."""
    parts = delete(DossierPart).where(DossierPart.dossier_id == dossier_id)
    await site.house.database.turn(lambda session: session.execute(parts))


async def test_who_no_longer_supervises_takes_nothing_back_and_is_sent_to_the_school(site: Site) -> None:
    await site.house.remind()
    await site.house.chat(site.ria, "Noor akkoord")
    await leave_dossier(site, site.noors.id)
    assert await site.house.chat(site.ria, "oeps") == "answered"
    assert await site.house.states(site.noor10) == "aaaaa"
    told = site.house.last(site.ria).text
    assert "stage@roc.example" in told
    assert "Er is niets gewijzigd" in told
    assert "Noor" not in told
    assert not [sent for sent in site.house.heard(site.noor) if "teruggedraaid" in sent.text]


async def test_of_an_answer_on_two_weeks_only_the_one_still_supervised_is_taken_back(site: Site) -> None:
    await site.house.remind()
    await site.house.chat(site.ria, "alles akkoord")
    await leave_dossier(site, site.noors.id)
    assert await site.house.chat(site.ria, "oeps") == "acted"
    assert await site.house.states(site.noor10) == "aaaaa"
    assert await site.house.states(site.daan10) == "sssss"
    told = site.house.last(site.ria).text
    assert "Daan Bos" in told
    assert "Een deel hiervan kan hier niet meer" in told
    assert "Noor" not in told.partition("Bewijs")[0]
    (undo,) = await site.house.all(select(Decision).where(Decision.command == "logbook.undo"))
    assert undo.facts["weeks"] == [{"week": site.daan10.id}]


async def test_in_a_chat_that_the_school_shut_nothing_is_taken_back_nor_named_and_mail_still_does_it(
    site: Site,
) -> None:
    await site.house.change(Tenant, site.tenant.id, chat_policy=ChatPolicy.OFF)
    await site.house.remind()
    digest = site.house.last(site.ria)
    assert await site.house.mail(site.ria, "Noor akkoord", answers=digest) == "acted"
    assert await site.house.chat(site.ria, "oeps") == "answered"
    assert await site.house.states(site.noor10) == "aaaaa"
    told = site.house.last(site.ria).text
    assert "niet via de chat" in told
    assert "Noor" not in told
    assert await site.house.mail(site.ria, "oeps", answers=digest) == "acted"
    assert await site.house.states(site.noor10) == "sssss"


async def test_an_undo_that_is_only_proposed_names_no_week_out_of_reach(site: Site) -> None:
    await site.house.remind()
    await site.house.chat(site.ria, "Noor en Daan akkoord")
    await leave_dossier(site, site.noors.id)
    assert await site.house.mail(site.ria, "oeps") == "answered"
    proposed = site.house.last(site.ria)
    assert "Daan Bos" in proposed.text
    assert "Noor" not in proposed.text
    assert await site.house.mail(site.ria, "ja", answers=proposed) == "acted"
    assert await site.house.states(site.noor10) == "aaaaa"
    assert await site.house.states(site.daan10) == "sssss"


async def test_a_student_takes_nothing_back_in_a_chat_that_the_school_shut(site: Site) -> None:
    await site.house.remind()
    await site.house.chat(site.ria, "Daan akkoord behalve dinsdag, dat was 6 uur")
    await site.house.chat(site.daan, "di 7")
    await site.house.change(Tenant, site.tenant.id, chat_policy=ChatPolicy.OFF)
    assert await site.house.chat(site.daan, "oeps") == "answered"
    assert await site.house.states(site.daan10) == "asaaa"
    assert "niet via de chat" in site.house.last(site.daan).text


async def week_without_friday(site: Site) -> LogbookWeek:
    """Have a day named that the student had not entered: it is made, and goes to the student."""
    week = await site.house.week(site.daans, [8, 8, 8, 8, None], monday=date(2026, 2, 23))
    await site.house.remind()
    assert await site.house.chat(site.ria, "Daan week 9 akkoord behalve vrijdag, dat was 4 uur") == "acted"
    assert await site.house.states(week) == "aaaac"
    return week


async def test_a_made_day_that_the_student_left_empty_goes_with_the_undo(site: Site) -> None:
    week = await week_without_friday(site)
    assert await site.house.chat(site.ria, "oeps") == "acted"
    assert await site.house.states(week) == "ssss"
    assert "vr" not in site.house.last(site.daan).text


@pytest.mark.parametrize(("words", "minutes"), [("vr 4", 240), ("vr 3", 180)])
async def test_a_made_day_that_the_student_filled_stays_as_theirs_to_be_judged(
    site: Site, words: str, minutes: int
) -> None:
    week = await week_without_friday(site)
    assert await site.house.chat(site.daan, words) == "acted"
    assert await site.house.chat(site.ria, "oeps") == "acted"
    assert await site.house.states(week) == "sssss"
    days = await site.house.all(select(DayEntry).where(DayEntry.week_id == week.id).order_by(DayEntry.date))
    assert (days[4].minutes, days[4].asked_by, days[4].ask_decision_id) == (minutes, None, None)
    assert not await site.house.all(select(Approval).where(Approval.withdrawn_at.is_(None)))


async def test_a_made_day_filled_and_taken_back_can_still_be_undone(site: Site) -> None:
    week = await week_without_friday(site)
    await site.house.chat(site.daan, "vr 4")
    await site.house.chat(site.daan, "oeps")
    assert await site.house.states(week) == "aaaac"
    assert await site.house.chat(site.ria, "oeps") == "acted"
    assert await site.house.states(week) == "sssss"


@pytest.mark.parametrize("hours", ["di 6", "di 7"])
async def test_a_students_undo_does_not_revive_a_request_that_was_withdrawn(site: Site, hours: str) -> None:
    await site.house.remind()
    await site.house.chat(site.ria, "Daan akkoord behalve dinsdag, dat was 6 uur")
    await site.house.chat(site.daan, hours)
    assert await site.house.chat(site.ria, "oeps") == "acted"
    assert await site.house.chat(site.daan, "oeps") == "answered"
    assert await site.house.states(site.daan10) == "sssss"
    assert "ingetrokken" in site.house.last(site.daan).text
    await site.house.chat(site.daan, "di 6")
    assert not await site.house.all(select(Approval).where(Approval.withdrawn_at.is_(None)))


async def test_a_students_undo_leaves_a_newer_request_as_it_is(site: Site) -> None:
    await site.house.remind()
    await site.house.chat(site.ria, "Daan akkoord behalve dinsdag, dat was 6 uur")
    await site.house.chat(site.daan, "di 7")
    assert await site.house.chat(site.ria, "Daan dinsdag moet 6,5 zijn") == "acted"
    assert await site.house.states(site.daan10) == "acaaa"
    assert await site.house.chat(site.daan, "oeps") == "answered"
    days = await site.house.all(select(DayEntry).where(DayEntry.week_id == site.daan10.id).order_by(DayEntry.date))
    assert (days[1].minutes, days[1].proposed_minutes) == (420, 390)
    await site.house.chat(site.daan, "di 6")
    assert await site.house.states(site.daan10) == "asaaa"


async def test_what_an_undo_asks_again_is_shown_whole(site: Site) -> None:
    """The question that comes with it speaks of the week, so a bare "akkoord" may mean no day that is not there."""
    await site.house.remind()
    await site.house.chat(site.ria, "Daan akkoord behalve dinsdag, dat was 6 uur")
    days = await site.house.all(select(DayEntry).where(DayEntry.week_id == site.daan10.id).order_by(DayEntry.date))
    await site.house.change(DayEntry, days[0].id, note="uren kloppen niet")
    await site.house.chat(site.daan, "di 7")
    await site.house.chat(site.ria, "oeps")
    told = site.house.last(site.ria).text
    assert "De hele week is nu 37 uur: ma 8 · di 7 · wo 8 · do 8 · vr 6" in told
    assert "uren kloppen niet" in told
