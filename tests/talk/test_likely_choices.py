"""What is not understood gets what somebody probably means, as choices; none approves by default."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.logbook.models import DayEntry, DayState
from core.people.models import Role
from core.record import Decision
from core.tenants.models import ChatPolicy, Tenant
from tests.site import Site


async def labels(site: Site, text: str) -> list[str]:
    """Say something and give what can be chosen."""
    await site.house.chat(site.ria, text)
    return site.house.last(site.ria).labels


async def states(site: Site, week_id: int) -> list[tuple[str, int | None]]:
    found = await site.house.all(select(DayEntry).where(DayEntry.week_id == week_id).order_by(DayEntry.date))
    return [(day.state, day.proposed_minutes) for day in found]


async def decided(site: Site) -> list[str]:
    return [row.command for row in await site.house.all(select(Decision).order_by(Decision.id))]


async def shown(site: Site, name: str = "Daan") -> None:
    await site.house.chat(site.ria, f"toon week 10 van {name}")


@pytest.mark.parametrize(
    ("text", "label", "day", "minutes"),
    [
        ("die dinsdag van Daan snap ik zodoende helemaal niet, volgens mijn lijstje 7 uur", "di 7 uur", 1, 420),
        ("Daan zn vrijdag, tja, schat ik 5,5 uur in hoor vriend", "vr 5,5 uur", 4, 330),
        ("bij Daan kletst de maandag compleet uit zn nek 6u30", "ma 6,5 uur", 0, 390),
        ("Daan woensdag gezellig aan de koffie gezeten, anderhalf uur minder dus", "wo 6,5 uur", 2, 390),
        ("volgens de portier was Daan donderdag pas laat binnen gezellig 7 ipv 8", "do 7 uur", 3, 420),
        ("Daan dinsdag 3 maart volgens het poortje 6 uur binnen geweest", "di 6 uur", 1, 360),
        ("op vrijdag heeft Daan 4 uurtjes staan te bikken in plaats van 6", "vr 4 uur", 4, 240),
        ("Daan: gaat om de maandag, zal 7,75 geworden zijn denk", "ma 7,75 uur", 0, 465),
        ("Daan kwam woensdag drie kwartier minder volgens de prikklok", "wo 7,25 uur", 2, 435),
        ("Daans donderdag hebben we nageteld op de bonnen 8,5 uur", "do 8,5 uur", 3, 510),
    ],
)
async def test_a_correction_in_words_that_are_not_understood_is_one_choice_away(
    site: Site, text: str, label: str, day: int, minutes: int
) -> None:
    await shown(site)
    choices = await labels(site, text)
    found = f"Terug: {label} (Daan, week 10)"
    if found in choices:  # else these words were understood, which is better still
        assert await decided(site) == []
        await site.house.press(site.ria, site.house.last(site.ria).button(found))
    elif "Ja, klopt" in choices:
        await site.house.chat(site.ria, "ja")
    assert (await states(site, site.daan10.id))[day] == (DayState.CORRECTION, minutes)


async def test_what_is_only_named_may_be_approved_or_sent_back_or_left_till_tomorrow(site: Site) -> None:
    await shown(site)
    choices = await labels(site, "Daan tja pfoe zozo")
    assert choices == [
        "Akkoord: Daan, week 10", "Helemaal terug: Daan, week 10", "Herinner me morgen", "Wat staat er open?", "Hulp",
    ]  # fmt: skip
    assert await decided(site) == []
    assert "Kiest u hieronder wat u bedoelt" in site.house.last(site.ria).text
    await site.house.press(site.ria, site.house.last(site.ria).button("Akkoord: Daan, week 10"))
    assert {state for state, _ in await states(site, site.daan10.id)} == {DayState.APPROVED}
    (decision,) = await site.house.all(select(Decision))
    assert "zozo" in decision.words


@pytest.mark.parametrize(
    "text",
    [
        "Daan niet tja pfoe zozo",
        "is Daan nou tja pfoe zozo?",
        "Daan zozo als pfoe meezit",
        "Daan zozo pfoe, niet?",
        "misschien Daan pfoe zozo",
        "pas als Daan pfoe zozo heeft",
        "eerst Daan niet zozo pfoe tja",
        "tenzij Daan zozo pfoe",
        "Daan of toch zozo pfoe",
        "mag Daan zozo pfoe?",
    ],
)
async def test_in_doubt_nothing_that_approves_comes_first_nor_follows_from_a_yes(site: Site, text: str) -> None:
    await shown(site)
    choices = await labels(site, text)
    assert not choices[:1] or not choices[0].startswith("Akkoord")
    await site.house.chat(site.ria, "ja")
    await site.house.chat(site.ria, "akkoord dan maar zozo")
    assert {state for state, _ in await states(site, site.daan10.id)} == {DayState.SUBMITTED}


async def test_a_yes_to_choices_chooses_none(site: Site) -> None:
    await shown(site)
    await labels(site, "Daan tja pfoe zozo")
    await site.house.chat(site.ria, "ja")
    assert await decided(site) == []


async def test_what_was_not_shown_is_shown_before_it_is_approved(site: Site) -> None:
    choices = await labels(site, "Noor tja pfoe zozo")
    assert choices[0] == "Akkoord: Noor, week 10"
    await site.house.press(site.ria, site.house.last(site.ria).button(choices[0]))
    assert await decided(site) == []
    await site.house.chat(site.ria, "ja")
    assert {state for state, _ in await states(site, site.noor10.id)} == {DayState.APPROVED}


@pytest.mark.parametrize("number", ["1", "2"])
async def test_a_number_alone_picks_no_button_in_chat_where_a_list_has_that_number(site: Site, number: str) -> None:
    await site.house.remind()
    assert (await labels(site, "Noor tja pfoe zozo"))[0] == "Akkoord: Noor, week 10"
    await labels(site, number)
    assert await decided(site) == []


async def test_two_students_have_a_choice_together_and_each(site: Site) -> None:
    choices = await labels(site, "Noor tja pfoe zozo. Daan pfoe zozo tja.")
    each = ["Akkoord: Noor, week 10", "Akkoord: Daan, week 10"]
    assert choices[:3] == ["Akkoord: Daan, week 10; Noor, week 10", *each]


async def test_what_was_refused_is_not_offered_again(site: Site) -> None:
    await shown(site)
    assert (await labels(site, "Daan tja pfoe zozo"))[0] == "Akkoord: Daan, week 10"
    await site.house.chat(site.ria, "laat maar")
    assert "mijn vraag vervalt" in site.house.last(site.ria).text
    again = await labels(site, "Daan tja pfoe zozo")
    assert not [label for label in again if label.startswith(("Akkoord", "Helemaal terug", "Herinner"))]
    site.house.now += timedelta(days=2)
    assert "Akkoord: Daan, week 10" in await labels(site, "Daan tja pfoe zozo")


async def test_a_proposal_that_was_refused_is_not_proposed_again(site: Site) -> None:
    await shown(site)
    await site.house.chat(site.ria, "Daan volgens mij akkoord")
    first = site.house.last(site.ria)
    assert first.labels[0] == "Ja, klopt"
    await site.house.chat(site.ria, "nee")
    again = await labels(site, "Daan volgens mij akkoord")
    assert "Ja, klopt" not in again
    assert not [label for label in again if label.startswith("Akkoord")]
    await site.house.chat(site.ria, "Daan is akkoord")
    assert {state for state, _ in await states(site, site.daan10.id)} == {DayState.APPROVED}


async def test_help_is_another_each_time_and_then_a_human(site: Site) -> None:
    def set_contact(session: Session) -> None:
        session.get_one(Tenant, site.tenant.id).contact_email = "stage@roc.example"

    await site.house.database.turn(set_contact)
    said = []
    for text in ("zozo pfoe", "pfoe zozo tja", "tja zozo"):
        await site.house.chat(site.ria, text)
        said.append(" ".join(site.house.last(site.ria).text.split()))
    assert "Dit begrijp ik niet helemaal" in said[0]
    assert "Ook dit begrijp ik niet" in said[1]
    assert "nummer 2 akkoord" in said[1]
    assert "stage@roc.example" in said[2]
    await site.house.chat(site.ria, "wat staat er open?")
    await site.house.chat(site.ria, "zozo pfoe")
    assert "Dit begrijp ik niet helemaal" in site.house.last(site.ria).text


async def test_a_chat_that_may_name_nobody_offers_nobody(site: Site) -> None:
    def shut(session: Session) -> None:
        session.get_one(Tenant, site.tenant.id).chat_policy = ChatPolicy.MINIMAL

    await site.house.database.turn(shut)
    choices = await labels(site, "Daan tja pfoe zozo")
    assert not [label for label in choices if "Daan" in label]


async def test_who_may_not_judge_is_offered_no_verdict(site: Site) -> None:
    await site.house.chat(site.daan, "Daan tja pfoe zozo")
    assert not [label for label in site.house.last(site.daan).labels if label.startswith(("Akkoord", "Terug"))]


@pytest.fixture
async def class_of_five(site: Site) -> Site:
    """Give Ria three more students, two of them called alike, and her list."""
    for first, last in (("Sanne", "Postma"), ("Bilal", "Amrani"), ("Bilal", "Hadj")):
        student = await site.house.person(first, last)
        await site.house.role(student, Role.STUDENT, site.tenant)
        await site.house.week(await site.house.dossier(site.tenant, student, site.ria), [8, 8, 8, 8, 8])
    await site.house.remind()
    return site


async def test_all_but_one_is_a_choice_that_says_just_that(class_of_five: Site) -> None:
    site = class_of_five
    choices = await labels(site, "alles pfoe okee behalve Daan zozo, die heb ik tja nog niet gesproken?")
    found = "Akkoord: alles behalve Daan, week 10 (4 weken)"
    assert found in choices
    assert not choices[0].startswith("Akkoord")
    await site.house.press(site.ria, site.house.last(site.ria).button(found))
    assert {state for state, _ in await states(site, site.daan10.id)} == {DayState.SUBMITTED}
    assert {state for state, _ in await states(site, site.noor10.id)} == {DayState.APPROVED}
    approved = await site.house.all(select(DayEntry).where(DayEntry.state == DayState.APPROVED))
    assert len(approved) == 4 * 5


async def test_who_are_called_alike_have_their_surnames_on_a_button(class_of_five: Site) -> None:
    choices = await labels(class_of_five, "tja pfoe Hadj zozo")
    assert choices[0] == "Akkoord: Bilal Hadj, week 10"


async def test_a_chat_that_may_name_nobody_does_not_say_who_is_left_out_either(class_of_five: Site) -> None:
    site = class_of_five

    def shut(session: Session) -> None:
        session.get_one(Tenant, site.tenant.id).chat_policy = ChatPolicy.MINIMAL

    await site.house.database.turn(shut)
    choices = await labels(site, "alles pfoe okee behalve Daan zozo, die heb ik tja nog niet gesproken?")
    assert not [label for label in choices if label.startswith(("Akkoord", "Terug", "Helemaal"))]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Daan: les deux me vont, mais jeudi 10 plutôt 7", "Akkoord: Daan, week 9 en 10, behalve do 5 mrt (7 uur)"),
        ("Daan both ok but Wednesday in 10 I count 7", "Akkoord: Daan, week 9 en 10, behalve wo 4 mrt (7 uur)"),
    ],
)
async def test_what_picking_a_week_would_not_make_understood_is_offered_whole(
    site: Site, text: str, label: str
) -> None:
    await site.house.week(site.daans, [8, 8, 8, 8, 8], monday=date(2026, 2, 23))
    await site.house.remind()
    assert label in await labels(site, text)


async def test_who_is_understood_but_for_the_week_picks_that(site: Site) -> None:
    await site.house.week(site.daans, [8, 8, 8, 8, 8], monday=date(2026, 2, 23))
    choices = await labels(site, "Daan akkoord behalve woensdag, dat moet 6 zijn")
    assert choices[:2] == ["Daan, week 9", "Daan, week 10"]
