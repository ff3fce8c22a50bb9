"""A long list in chat comes page by page, one student a page; what was not looked at is not approved."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.dossiers.models import Dossier, DossierPart
from core.logbook.models import DayEntry, LogbookWeek
from core.people.models import Person, Role
from core.people.preferences import Preference, Way
from core.tenants.models import ChatPolicy, Tenant
from tests.house import Sent
from tests.site import Site

NAMES = ("Ali", "Bo", "Cas", "Dirk", "Eva", "Fay", "Gijs", "Hugo")


async def crowd(site: Site, count: int = len(NAMES)) -> None:
    """Give Ria so many students more, each with one submitted week."""
    for name in NAMES[:count]:
        student = await site.house.person(name, "Groot")
        await site.house.role(student, Role.STUDENT, site.tenant)
        await site.house.week(await site.house.dossier(site.tenant, student, site.ria), [8, 8, 8, 8])


async def approved(site: Site) -> int:
    return len(await site.house.all(select(DayEntry).where(DayEntry.state == "approved")))


def shown(site: Site) -> Sent:
    return site.house.last(site.ria)


async def turn(site: Site, label: str = "Volgende") -> str:
    site.house.now += timedelta(seconds=10)
    return await site.house.press(site.ria, shown(site).button(label))


def students(sent: Sent) -> list[str]:
    return [name for name in (*NAMES, "Daan", "Noor") if f"{name} " in sent.text]


async def test_many_students_come_one_a_page_with_the_numbers_of_the_whole_list(site: Site) -> None:
    await crowd(site)
    await site.house.remind()
    assert students(shown(site)) == ["Ali"]
    assert "10 weken van 10 studenten" in shown(site).text
    assert "blad 1 van 10" in shown(site).text
    assert shown(site).labels == ["1 akkoord", "Volgende ▶"]
    assert await turn(site) == "page"
    assert students(shown(site)) == ["Bo"]
    assert "2. week 10" in shown(site).text
    assert shown(site).labels == ["2 akkoord", "◀ Vorige", "Volgende ▶"]
    assert await turn(site, "◀ Vorige") == "page"
    assert students(shown(site)) == ["Ali"]
    assert await approved(site) == 0


async def test_few_students_that_fit_stay_one_message(site: Site) -> None:
    await crowd(site, 6)
    await site.house.remind()
    assert len(students(shown(site))) == 8
    assert "Volgende ▶" not in shown(site).labels


async def test_long_notes_cut_a_list_by_student_and_a_student_by_weeks(site: Site) -> None:
    for weeks in range(1, 3):
        await site.house.week(site.noors, [8, 8, 8, 8, 8], monday=site.noor10.monday - timedelta(weeks=weeks))
    for day in await site.house.all(select(DayEntry)):
        await site.house.change(DayEntry, day.id, note="x" * 300)
    await site.house.remind()
    pages = [shown(site)]
    while "Volgende ▶" in shown(site).labels:
        assert await turn(site) == "page"
        pages.append(shown(site))
    assert [students(page) for page in pages] == [["Daan"], ["Noor"], ["Noor"]]
    assert [page.labels[0] for page in pages][:2] == ["1 akkoord", "2 akkoord"]
    assert all(len(page.text) < 4096 for page in pages)


async def test_a_pages_button_approves_what_stands_on_it_and_no_more(site: Site) -> None:
    await crowd(site)
    await site.house.remind()
    await turn(site)
    assert await site.house.press(site.ria, shown(site).button("2 akkoord")) == "acted"
    assert await approved(site) == 4
    assert "Bo" in shown(site).text


async def test_all_is_approved_only_of_what_was_looked_at_and_the_rest_is_shown_first(site: Site) -> None:
    await crowd(site)
    await site.house.remind()
    await turn(site)
    site.house.now += timedelta(seconds=30)
    assert await site.house.chat(site.ria, "alles akkoord") == "acted"
    assert await approved(site) == 8
    assert {"Cas", "Noor", "Daan"} <= set(students(shown(site)))
    site.house.now += timedelta(seconds=30)
    assert await site.house.chat(site.ria, "ja") == "acted"
    assert await approved(site) == 8 * 4 + 10


async def test_a_number_on_a_page_that_was_not_turned_to_is_shown_first(site: Site) -> None:
    await crowd(site)
    await site.house.remind()
    site.house.now += timedelta(seconds=30)
    assert await site.house.chat(site.ria, "5 akkoord") == "answered"
    assert students(shown(site)) == ["Dirk"]
    assert await approved(site) == 0


@pytest.mark.parametrize(
    "says",
    [
        "akkoord",
        "ja",
        "alles akkoord",
        "alles akkoord behalve 5",
        "alles akkoord behalve dinsdag, dat was 6 uur",
        "1-10 akkoord",
        "3 en 4 akkoord behalve dinsdag",
        "5 akkoord",
        "5 terug, de uren kloppen niet",
        "alles terug",
        "Noor akkoord",
        "Dirk dinsdag moet 6 zijn",
        "iedereen akkoord",
        "week 10 akkoord",
        "week 10 behalve dinsdag",
    ],
)
async def test_nothing_said_to_the_first_page_changes_a_week_on_another(site: Site, says: str) -> None:
    await crowd(site)
    await site.house.remind()
    site.house.now += timedelta(seconds=30)
    await site.house.chat(site.ria, says)
    ali = select(LogbookWeek.id).join(LogbookWeek.dossier).join(Person, Person.id == Dossier.student_id)
    elsewhere = DayEntry.week_id.not_in(ali.where(Person.first_name == "Ali"))
    assert {day.state for day in await site.house.all(select(DayEntry).where(elsewhere))} == {"submitted"}


async def test_asking_what_was_meant_shows_no_page(site: Site) -> None:
    await crowd(site)
    await site.house.remind()
    site.house.now += timedelta(seconds=30)
    assert await site.house.chat(site.ria, "5 blauw paard") == "answered"
    site.house.now += timedelta(seconds=30)
    assert await site.house.chat(site.ria, "alles akkoord") in {"acted", "answered"}
    assert await approved(site) <= 4


async def test_approve_all_stands_under_the_last_page_once_all_were_seen(site: Site) -> None:
    await crowd(site)
    await site.house.remind()
    for _ in range(9):
        assert "Alles akkoord" not in shown(site).labels
        await turn(site)
    assert shown(site).labels == ["Alles akkoord", "10 akkoord", "◀ Vorige"]
    assert await site.house.press(site.ria, shown(site).button("Alles akkoord")) == "acted"
    assert await approved(site) == 8 * 4 + 10


async def test_who_has_handed_in_nothing_stands_on_a_last_page(site: Site) -> None:
    await crowd(site)
    late = await site.house.person("Zoë", "Laat")
    await site.house.role(late, Role.STUDENT, site.tenant)
    await site.house.dossier(site.tenant, late, site.ria)
    await site.house.remind()
    assert "Zoë" not in shown(site).text
    assert "blad 1 van 11" in shown(site).text
    while "Volgende ▶" in shown(site).labels:
        await turn(site)
    assert "Zoë Laat" in shown(site).text
    assert "Alles akkoord" in shown(site).labels


async def test_the_list_asked_for_in_chat_has_pages_too(site: Site) -> None:
    await crowd(site)
    await site.house.chat(site.ria, "wat staat er open?")
    assert students(shown(site)) == ["Ali"]
    assert await turn(site) == "page"
    assert students(shown(site)) == ["Bo"]


async def test_pages_stay_those_of_the_list_and_changed_hours_are_shown_before_they_are_approved(site: Site) -> None:
    await crowd(site)
    await site.house.remind()
    (day, *_) = await site.house.all(
        select(DayEntry)
        .join(DayEntry.week)
        .join(LogbookWeek.dossier)
        .join(Person, Person.id == Dossier.student_id)
        .where(Person.first_name == "Bo")
        .order_by(DayEntry.date)
    )
    await site.house.change(DayEntry, day.id, minutes=600)
    await turn(site)
    assert "32 uur" in shown(site).text
    assert await site.house.press(site.ria, shown(site).button("2 akkoord")) == "answered"
    assert "was 8, nu 10 uur" in shown(site).text
    assert await approved(site) == 0


async def test_a_page_of_a_list_that_was_answered_is_explained_not_shown(site: Site) -> None:
    await crowd(site)
    await site.house.remind()
    old = shown(site).button("Volgende")
    await site.house.chat(site.ria, "wat staat er open?")
    assert await site.house.press(site.ria, old) == "stale"
    assert "er is een nieuwere lijst" in shown(site).text
    assert students(shown(site)) == []


async def test_a_page_of_a_student_who_was_given_to_another_is_not_shown(site: Site) -> None:
    await crowd(site)
    await site.house.remind()
    await site.house.forget(DossierPart)
    assert await turn(site) == "stale"
    assert "niet meer voor u te zien" in shown(site).text
    assert students(shown(site)) == []


async def test_a_page_is_not_shown_once_the_school_has_switched_chat_off(site: Site) -> None:
    await crowd(site)
    await site.house.remind()
    await site.house.change(Tenant, site.tenant.id, chat_policy=ChatPolicy.OFF)
    await turn(site)
    assert all("Bo Groot" not in sent.text for sent in site.house.sent if sent.outgoing.channel == "chat")


async def test_nobody_turns_the_pages_of_another(site: Site) -> None:
    await crowd(site)
    await site.house.remind()
    data = shown(site).button("Volgende")
    assert await site.house.press(site.daan, data) == "stale"
    assert "Bo Groot" not in site.house.last(site.daan).text


async def test_what_was_mailed_whole_may_be_approved_whole_in_chat(site: Site) -> None:
    await crowd(site)
    await site.house.add(Preference(person_id=site.ria.id, channel=Way.BOTH))
    await site.house.remind()
    first, mailed = site.house.heard(site.ria)
    assert len(students(mailed)) == 10
    assert await site.house.press(site.ria, first.button("Volgende")) == "page"
    assert shown(site).labels == ["Alles akkoord", "2 akkoord", "◀ Vorige", "Volgende ▶"]
    assert await site.house.press(site.ria, shown(site).button("Alles akkoord")) == "acted"
    assert await approved(site) == 8 * 4 + 10


async def test_what_was_mailed_whole_but_came_back_was_not_shown(site: Site) -> None:
    await crowd(site)
    await site.house.add(Preference(person_id=site.ria.id, channel=Way.BOTH))
    await site.house.remind()
    first, mailed = site.house.heard(site.ria)
    bounce = {"kind": "bounce", "facts": {"failed": [mailed.outgoing.address]}, "evidence": 0}
    assert await site.house.mail(site.ria, "", answers=mailed, sender="daemon@kale.example", **bounce) == "bounce"
    site.house.now += timedelta(seconds=30)
    assert await site.house.press(site.ria, first.button("Volgende")) == "page"
    assert "Alles akkoord" not in shown(site).labels
    assert await site.house.chat(site.ria, "alles akkoord") == "acted"
    assert await approved(site) == 8
    assert "Deze uren had u nog niet gezien" in shown(site).text


async def test_pages_are_said_in_english_too(site: Site) -> None:
    await crowd(site)
    await site.house.change(Person, site.ria.id, language="en")
    await site.house.remind()
    assert "This is page 1 of 10" in shown(site).text
    assert await turn(site, "Next") == "page"
    assert shown(site).labels == ["Approve 2", "◀ Previous", "Next ▶"]


async def test_no_page_of_a_school_without_names_in_chat_names_anybody(site: Site) -> None:
    await crowd(site)
    for day in await site.house.all(select(DayEntry)):
        await site.house.change(DayEntry, day.id, note="geheim")
    await site.house.change(Tenant, site.tenant.id, chat_policy=ChatPolicy.MINIMAL)
    await site.house.remind()
    for _ in range(9):
        await turn(site)
    pages = [sent for sent in site.house.heard(site.ria) if sent.outgoing.channel == "chat"]
    assert len(pages) == 10
    assert "10 weken van 10 studenten" in pages[0].text
    assert all(students(page) == [] and "geheim" not in page.text for page in pages)
    assert shown(site).labels == ["Alles akkoord", "10 akkoord", "◀ Vorige"]
    assert await site.house.press(site.ria, shown(site).button("Alles akkoord")) == "acted"
    assert await approved(site) == 8 * 4 + 10


async def test_of_two_schools_only_the_pages_of_the_one_with_names_name_anybody(site: Site) -> None:
    await crowd(site)
    other = await site.house.tenant("mbo", chat_policy=ChatPolicy.MINIMAL)
    kim = await site.house.person("Kim", "Stil")
    await site.house.role(kim, Role.STUDENT, other)
    await site.house.role(site.ria, Role.WORK_SUPERVISOR, other)
    await site.house.week(await site.house.dossier(other, kim, site.ria), [7, 7])
    await site.house.remind()
    while "Volgende ▶" in shown(site).labels:
        await turn(site)
    pages = [sent for sent in site.house.heard(site.ria) if sent.outgoing.channel == "chat"]
    assert [students(page) for page in pages].count([]) == 1
    assert not any("Kim" in page.text or "Stil" in page.text for page in pages)
    assert any("14 uur" in page.text for page in pages)
