"""What a school's admin asks and does of the service's own work, in whole conversations by chat and by mail."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.dossiers.models import Dossier
from core.inbox import InboxMessage, InboxState
from core.incoming import Channel
from core.outbox import OutboxMessage, OutboxState
from core.people.models import Address, Person, Role
from core.record import Decision
from core.tenants.models import ChatPolicy, Tenant
from tests.house import House
from tests.site import Site

BY_MAIL = {"channel": Channel.MAIL}


@dataclass
class Office:
    """A site with an admin of its school, and a way to speak."""

    site: Site
    admin: Person
    speaks: str

    @property
    def house(self) -> House:
        return self.site.house

    async def say(self, text: str, who: Person | None = None) -> str:
        """Say something and give what is answered, on one line."""
        person = who or self.admin
        if self.speaks == "chat":
            await self.house.chat(person, text)
        else:
            asked = [sent for sent in self.house.heard(person) if sent.outgoing.channel is Channel.MAIL]
            await self.house.mail(person, text, answers=asked[-1] if asked else None)
        return " ".join(self.house.last(person).text.split())

    async def decided(self) -> list[str]:
        return [row.command for row in await self.house.all(select(Decision).order_by(Decision.id))]

    async def message(self, raw: bytes, *, person: Person | None, trouble: str = "gave up") -> int:
        """Set a message aside, as the desk does with what it can't decide."""
        row = InboxMessage(
            channel=Channel.CHAT,
            key=f"aside:{trouble}:{person.id if person else 0}",
            raw=raw,
            received_at=self.house.now,
            state=InboxState.QUARANTINED,
            attempts=3,
            outcome="fault",
            trouble=trouble,
            person_id=person.id if person else None,
        )
        await self.house.add(row)
        return row.id

    async def stuck(self, person: Person | None, **more: object) -> int:
        row = OutboxMessage(
            person_id=person.id if person else None,
            name="desk.nothing_changed",
            facts={},
            token=f"stuck{person.id if person else 0:021}",
            due_at=self.house.now,
            state=OutboxState.FAILED,
            trouble="no address that works and no chat account",
            **more,
        )
        await self.house.add(row)
        return row.id


@pytest.fixture(params=["chat", "mail"])
async def office(site: Site, request: pytest.FixtureRequest) -> Office:
    admin = await site.house.person("Hanneke", "Duin", chat=request.param == "chat")
    await site.house.role(admin, Role.ADMIN, site.tenant)
    office = Office(site, admin, request.param)
    await office.say("status")  # by mail, its answer is what is answered from now on
    return office


async def elsewhere(site: Site) -> tuple[Tenant, Person]:
    """Make another school with somebody who belongs to both."""
    other = await site.house.tenant("mbo", name="Mbo Het Wad")
    both = await site.house.person("Bo", "Twee", chat=True)
    await site.house.role(both, Role.WORK_SUPERVISOR, other)
    await site.house.role(both, Role.WORK_SUPERVISOR, site.tenant)
    return other, both


def said(words: str) -> bytes:
    return b'{"sender": "7", "text": "%s", "message": {"text": "%s", "from": {"first_name": "Ria"}}}' % (
        words.encode(),
        words.encode(),
    )


async def test_the_status_counts_what_waits_and_what_went_wrong(office: Office) -> None:
    told = await office.say("status")
    assert "2 weken wachten op akkoord" in told
    assert "Er staat geen bericht apart" in told
    assert "Alles is verstuurd" in told
    await office.message(said("alles akkoord"), person=office.site.ria)
    await office.stuck(office.site.daan)
    told = await office.say("hoe staat alles ervoor?")
    assert "1 bericht staat apart" in told
    assert "1 bericht is niet verstuurd" in told
    assert await office.decided() == []


async def test_a_week_that_still_runs_waits_for_nobody(office: Office) -> None:
    this_monday = office.house.now.date()
    assert this_monday.weekday() == 0
    await office.house.week(office.site.noors, [8], monday=this_monday)
    assert "2 weken wachten op akkoord" in await office.say("status")
    await office.house.change(Dossier, office.site.noors.id, ends_on=this_monday - timedelta(days=1))
    assert "3 weken wachten op akkoord" in await office.say("status")


async def test_who_is_not_reminded_hears_how_those_of_the_school_are_resumed(office: Office) -> None:
    told = await office.say("hervat de herinneringen")
    assert "hervat de herinneringen van de school" in told
    assert "Er is niets veranderd" in told
    other = await office.house.person("Els", "Mulder", chat=True)
    await office.house.role(other, Role.TEACHER, office.site.tenant)
    await office.house.chat(other, "hervat de herinneringen")
    assert "van de school" not in office.house.last(other).text


async def test_a_message_set_aside_is_listed_shown_and_read_anew_after_a_yes(office: Office) -> None:
    raw = b'{"sender": "%s", "chat_id": "%s", "text": "hulp", "evidence": 8}' % (b"10", b"10")
    number = await office.message(raw, person=office.site.ria)
    listed = await office.say("quarantaine")
    assert f"bericht {number}: chat van Ria" in listed
    assert "gave up" in listed
    shown = await office.say(f"toon bericht {number}")
    assert f"bericht {number}" in shown
    proposed = await office.say(f"verwerk bericht {number} opnieuw")
    assert "Dan lees ik dit opnieuw" in proposed
    assert (await office.house.all(select(InboxMessage.state).where(InboxMessage.id == number))) == ["quarantined"]
    assert "wordt opnieuw gelezen" in await office.say("ja")
    await office.house.desk.decide_all()
    assert (await office.house.all(select(InboxMessage.state).where(InboxMessage.id == number))) == ["decided"]
    assert await office.decided() == ["operations.replay"]
    assert "geen bericht apart" in await office.say("quarantaine")


async def test_a_message_read_anew_acts_once_and_not_on_hours_shown_later(office: Office) -> None:
    """It is decided as what it is: words from before the list was shown approve nothing."""
    site = office.site
    raw = b'{"sender": "10", "chat_id": "10", "text": "alles akkoord", "evidence": 8, "sent_at": "%s"}'
    sent = (site.house.now - timedelta(minutes=5)).isoformat().encode()
    number = await office.message(raw % sent, person=site.ria)
    await site.house.remind()
    await office.say(f"verwerk bericht {number} opnieuw")
    await office.say("ja")
    await site.house.desk.decide_all()
    assert await site.house.states(site.daan10) == "sssss"
    assert "Er is niets veranderd" in await office.say(f"verwerk bericht {number} opnieuw")


async def test_an_admin_sees_no_message_of_whoever_belongs_to_another_school_too(office: Office) -> None:
    _, both = await elsewhere(office.site)
    number = await office.message(said("geheim"), person=both)
    stranger = await office.message(said("onbekend"), person=None, trouble="unreadable")
    stuck = await office.stuck(both)
    for asked in (
        "quarantaine",
        f"toon bericht {number}",
        f"verwerk bericht {number} opnieuw",
        "wat is er niet verstuurd",
    ):
        told = await office.say(asked)
        assert "geheim" not in told
        assert "Bo Twee" not in told
    assert f"Een bericht {stranger} is er niet" in await office.say(f"toon bericht {stranger}")
    assert f"Een bericht {stuck} is er niet" in await office.say(f"verstuur bericht {stuck} opnieuw")
    assert await office.decided() == []


async def test_who_is_admin_of_every_school_sees_what_is_nobodys(office: Office) -> None:
    other, both = await elsewhere(office.site)
    await office.house.role(office.admin, Role.ADMIN, other)
    stranger = await office.message(said("onbekend"), person=None, trouble="unreadable")
    number = await office.message(said("van twee scholen"), person=both)
    told = await office.say("quarantaine")
    assert f"bericht {stranger}" in told
    assert f"bericht {number}" in told


async def test_a_message_that_was_not_sent_goes_again_or_is_let_go_with_a_reason(office: Office) -> None:
    site = office.site
    number = await office.stuck(site.daan)
    assert f"bericht {number}: antwoord aan Daan Bos" in await office.say("niet verstuurde berichten")
    assert "wordt nu opnieuw geprobeerd" in await office.say(f"verstuur bericht {number} opnieuw")
    await site.house.deliver()
    assert (await office.house.all(select(OutboxMessage.state).where(OutboxMessage.id == number))) == ["sent"]

    lost = await office.stuck(site.noor)
    assert "Waarom hoeft bericht" in await office.say(f"laat bericht {lost} vallen")
    assert "dat adres is weg" in await office.say("dat adres is weg")
    assert (await office.house.all(select(OutboxMessage.state).where(OutboxMessage.id == lost))) == ["failed"]
    assert "wordt niet meer verstuurd" in await office.say("ja")
    row = (await office.house.all(select(OutboxMessage).where(OutboxMessage.id == lost)))[0]
    assert row.state == "dropped"
    assert row.trouble == "let go by an admin: dat adres is weg"
    assert await office.decided() == ["operations.retry", "operations.drop"]


async def test_paused_reminders_go_to_nobody_until_they_are_resumed(office: Office) -> None:
    site = office.site
    assert "Niemand krijgt nog een herinnering" in await office.say("pauzeer de herinneringen van de school")
    await site.house.remind()
    reminders = select(OutboxMessage).where(OutboxMessage.name == "reminders.digest")
    assert await site.house.all(reminders) == []
    assert "gepauzeerd sinds" in await office.say("status")
    assert "waren al gepauzeerd" in await office.say("pauzeer de herinneringen van de school")
    assert "gaan weer" in await office.say("oeps")
    await site.house.remind()
    assert [row.person_id for row in await site.house.all(reminders)] == [site.ria.id]


async def test_a_reminder_that_waits_is_not_sent_once_they_are_paused(office: Office) -> None:
    """What was planned before says what is true when it goes, and then there is nothing to be reminded of."""
    site = office.site
    await site.house.add(
        OutboxMessage(
            key="digest:x", person_id=site.ria.id, name="reminders.digest", facts={"nth": 1}, due_at=site.house.now,
            token="w" * 26,
        )
    )  # fmt: skip
    await office.say("pauzeer de herinneringen van de school")
    await site.house.deliver()
    assert [
        row.state for row in await site.house.all(select(OutboxMessage).where(OutboxMessage.key == "digest:x"))
    ] == ["dropped"]


async def test_another_schools_reminders_go_on_and_name_only_its_students(office: Office) -> None:
    site = office.site
    other = await site.house.tenant("mbo", name="Mbo Het Wad")
    await site.house.role(site.ria, Role.WORK_SUPERVISOR, other)
    sam = await site.house.person("Sam", "Wad")
    await site.house.role(sam, Role.STUDENT, other)
    await site.house.week(await site.house.dossier(other, sam, site.ria), [8, 8])
    await office.say("pauzeer de herinneringen van de school")
    await site.house.remind()
    told = " ".join(site.house.last(site.ria).text.split())
    assert "Sam Wad" in told
    assert "Noor" not in told


async def test_an_announcement_is_said_back_with_how_many_get_it_and_goes_out_once(office: Office) -> None:
    site = office.site
    assert "Wat wilt u zeggen tegen de studenten" in await office.say("stuur een mededeling aan alle studenten")
    told = await office.say("Morgen is er geen stage.")
    assert "2 personen" in told
    assert "Morgen is er geen stage." in told
    assert await office.decided() == []
    assert "gaat naar de studenten" in await office.say("ja")
    await office.say("ja")
    await site.house.deliver()
    for student in (site.noor, site.daan):
        heard = [sent.text for sent in site.house.heard(student) if "Morgen is er geen stage." in sent.text]
        assert len(heard) == 1
    assert "Morgen is er geen stage." not in " ".join(sent.text for sent in site.house.heard(site.ria))
    assert await office.decided() == ["operations.announce_students"]


async def test_who_is_admin_of_many_schools_is_offered_them_all(office: Office) -> None:
    for number in range(10):
        await office.house.role(office.admin, Role.ADMIN, await office.house.tenant(f"s{number}", name=f"Mbo {number}"))
    told = await office.say("mededeling aan de studenten: morgen is er overleg")
    assert all(f"Mbo {number}" in told for number in range(10))
    assert "School roc" in told


async def test_where_chat_shows_no_names_an_announcement_goes_by_mail(office: Office) -> None:
    site = office.site
    await site.house.change(Tenant, site.tenant.id, chat_policy=ChatPolicy.MINIMAL)
    await office.say("mededeling aan de studenten: Daan zoekt een kamer")
    if office.speaks == "mail":
        await office.say("ja")
    else:
        await office.house.mail(office.admin, "ja", answers=office.house.last(office.admin))
    await site.house.deliver()
    for sent in site.house.sent:
        assert sent.outgoing.channel is Channel.MAIL or "kamer" not in sent.text


@pytest.mark.parametrize(
    "words", ["status", "quarantaine", "pauzeer de herinneringen van de school", "mededeling aan iedereen: hoi"]
)
async def test_nobody_else_may(office: Office, words: str) -> None:
    await office.house.chat(office.site.ria, words)
    assert "niet" in office.house.last(office.site.ria).text
    assert await office.decided() == []
    assert not await office.house.all(select(OutboxMessage).where(OutboxMessage.name == "operations.announcement"))


@pytest.mark.parametrize(
    "words",
    [
        "pauzeer de herinneringen van de school niet",
        "misschien pauzeer ik de herinneringen van de school",
        "stuur geen mededeling aan de studenten: hoi",
        "laat bericht 12 niet vallen",
        "verwerk bericht 12 en 13 opnieuw",
    ],
)
async def test_what_is_not_wholly_meant_changes_nothing(office: Office, words: str) -> None:
    await office.message(said("hulp"), person=office.site.ria)
    await office.say(words)
    assert await office.decided() == []
    assert await office.house.all(select(Tenant.reminders_paused_at)) == [None]


async def test_an_address_that_bounced_is_listed_with_why(office: Office) -> None:
    site = office.site

    def bounced(session: Session) -> None:
        session.execute(update(Address).where(Address.person_id == site.noor.id).values(works=False))

    await site.house.database.turn(bounced)
    number = await office.stuck(site.noor)
    assert f"bericht {number}: antwoord aan Noor Visser. Reden: no address" in await office.say(
        "wat is er niet verstuurd"
    )


async def test_who_came_after_the_proposal_is_told_too_and_the_receipt_says_how_many_it_were(office: Office) -> None:
    site = office.site
    await office.say("stuur een mededeling aan alle studenten")
    assert "2 personen" in await office.say("Morgen is er geen stage.")
    late = await site.house.person("Sam", "Laat", chat=True)
    await site.house.role(late, Role.STUDENT, site.tenant)
    assert "3 personen" in await office.say("ja")
    told = await site.house.all(select(OutboxMessage).where(OutboxMessage.name == "operations.announcement"))
    assert {row.person_id for row in told} == {site.noor.id, site.daan.id, late.id}
