"""The link of an invitation in whole conversations: it works once, for a week, for who was invited."""

import asyncio
from datetime import date, timedelta

import pytest
from playwright.async_api import Browser
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.contacts.service import INVITED
from core.outbox import OutboxMessage
from core.people.models import Membership, Role
from core.record import Decision
from tests.talk.firm import ADDS, WEEK, Firm

# Fills every box with what stands near it, or leaves it, and sends the form past the browser's own checks.
SCANS = """(fills) => {
  for (const box of document.querySelectorAll('input')) {
    box.removeAttribute('required');
    if (fills) box.value ||= box.placeholder || box.getAttribute('aria-label') || box.name || 'test'; }
  document.querySelector('button').click(); }"""


async def test_a_contact_is_said_back_invited_and_active_only_after_typing_their_surname(firm: Firm) -> None:
    said = await firm.talk.say(firm.greet, ADDS)
    assert "Jan de Boer, voorletters J., wordt werkbegeleider bij Bouwbedrijf Kale (School roc)" in said
    assert "Er is nog niets verstuurd" in said
    assert firm.mails() == []
    assert "Jan de Boer (jan@boer.example) is uitgenodigd als werkbegeleider" in await firm.talk.say(firm.greet, "ja")
    assert len(firm.mails()) == 1
    assert "Boer" not in await firm.people()
    status, page = await firm.opens(firm.link())
    assert status == 200
    assert "Greet Pos" in page
    assert "Bouwbedrijf Kale" in page
    assert "School roc" in page
    assert "Boer" not in page
    assert await firm.roles("jan@boer.example") == []
    status, page = await firm.activates()
    assert "Uw account is actief" in page
    assert await firm.roles("jan@boer.example") == [("work_supervisor", firm.company.id, None)]
    assert "Welkom" in str(firm.mails()[-1]["Subject"])
    assert "Jan de Boer heeft uw uitnodiging geactiveerd" in firm.talk.last(firm.greet)
    decisions = await firm.talk.house.all(select(Decision).order_by(Decision.id))
    assert [one.command for one in decisions] == ["contacts.add", "contacts.activate"]
    assert (decisions[1].evidence, decisions[1].words) == ("link", "[de Boer]")


async def test_of_the_link_only_a_hash_is_written_down(firm: Firm) -> None:
    await firm.adds()
    token = firm.link().removeprefix("/a/")
    await firm.activates("Mol")
    await firm.activates()
    tables = ("invitation", "outbox", "inbox", "decision", "question", "link_token")

    def work(session: Session) -> dict[str, list[str]]:
        selects = {table: session.connection().exec_driver_sql(f"SELECT * FROM {table}") for table in tables}
        return {table: [str(row) for row in rows] for table, rows in selects.items()}

    written = await firm.talk.house.database.look(work)
    assert all(written[table] for table in ("invitation", "outbox", "inbox", "decision"))
    assert [table for table, rows in written.items() if any(token in row for row in rows)] == []


async def test_a_lone_press_or_a_wrong_name_activates_nothing(firm: Firm) -> None:
    await firm.adds()
    for surname in ("", "  ", "Pos", "Jan", "Boe", "de"):
        status, page = await firm.activates(surname)
        assert status == 422, surname
        assert "Er is nog niets geactiveerd" in page
    assert "Boer" not in await firm.people()


async def test_after_five_wrong_names_the_link_rests_for_an_hour(firm: Firm) -> None:
    await firm.adds()
    for name in ("A", "B", "C", "D", "E"):
        await firm.activates(name)
    status, page = await firm.activates()
    assert status == 429
    assert "te vaak niet" in page
    firm.talk.house.now += timedelta(minutes=61)
    assert (await firm.activates())[0] == 200


async def test_a_link_works_once(firm: Firm) -> None:
    await firm.adds()
    await firm.activates()
    status, page = await firm.opens(firm.link(0))
    assert status == 200
    assert "de link werkt maar één keer" in page
    status, _ = await firm.activates(at=0)
    assert len(await firm.roles("jan@boer.example")) == 1
    assert status == 410


async def test_an_invitation_is_good_only_while_who_sent_it_still_manages_contacts(firm: Firm) -> None:
    await firm.adds()
    (greets,) = await firm.talk.house.all(select(Membership).where(Membership.person_id == firm.greet.id))
    await firm.talk.house.change(Membership, greets.id, until=date(2026, 3, 8))
    status, page = await firm.activates()
    assert (status, "ingetrokken" in page) == (410, True)
    assert await firm.roles("jan@boer.example") == []
    await firm.talk.house.change(Membership, greets.id, until=None)
    assert (await firm.activates())[0] == 200


async def test_the_welcome_is_sent_again_once_an_hour_while_they_are_a_contact(firm: Firm) -> None:
    await firm.adds()
    await firm.activates()
    link = firm.link(0)
    for letter, status in (("a", 200), ("b", 429)):
        assert (await firm.opens(link, renew="1", nonce=letter * 22))[0] == status
    assert [str(mail["Subject"])[:6] for mail in firm.mails()] == ["Greet ", "Welkom", "Welkom"]
    await firm.talk.say(firm.greet, "zet Jan de Boer op inactief")
    await firm.talk.say(firm.greet, "ja")
    firm.talk.house.now += timedelta(hours=2)
    status, page = await firm.opens(link, renew="1", nonce="c" * 22)
    assert (status, "op inactief gezet" in page) == (410, True)
    assert [str(mail["Subject"])[:6] for mail in firm.mails()[3:]] == ["U bent"]


async def test_an_expired_link_offers_a_new_one_that_goes_to_the_same_address_only(firm: Firm) -> None:
    await firm.adds()
    old = firm.link()
    firm.talk.house.now += WEEK
    status, page = await firm.opens(old)
    assert status == 410
    assert "verlopen" in page
    assert (await firm.opens(old, surname="de Boer", nonce="n" * 22))[0] == 410
    assert await firm.roles("jan@boer.example") == []
    status, page = await firm.opens(old, renew="1", nonce="r" * 22, email="boef@elders.example")
    assert "nieuwe link" in page
    assert len(firm.mails()) == 2
    assert firm.mails("boef@elders.example") == []
    assert firm.link() != old
    assert (await firm.activates())[0] == 200


async def test_new_links_are_rationed(firm: Firm) -> None:
    await firm.adds()
    old = firm.link()
    firm.talk.house.now += WEEK
    for letter in "abcdef":
        status, page = await firm.opens(old, renew="1", nonce=letter * 22)
    assert status == 429
    assert "morgen" in page
    assert len(firm.mails()) == 4


async def test_a_new_link_makes_the_old_one_dead(firm: Firm) -> None:
    await firm.adds()
    said = await firm.talk.say(firm.greet, "nodig Jan de Boer opnieuw uit")
    assert "Een eerdere link werkt niet meer" in said
    assert (await firm.activates(at=0))[0] == 410
    assert await firm.roles("jan@boer.example") == []
    assert (await firm.activates(at=-1))[0] == 200


async def test_oops_withdraws_until_it_is_activated(firm: Firm) -> None:
    await firm.adds()
    assert "Een link die al verstuurd is, werkt niet meer" in await firm.talk.say(firm.greet, "oeps")
    status, page = await firm.activates()
    assert status == 410
    assert "ingetrokken" in page
    await firm.adds()
    await firm.activates()
    assert "heeft de uitnodiging al geactiveerd" in await firm.talk.say(firm.greet, "oeps")
    assert await firm.roles("jan@boer.example") == [("work_supervisor", firm.company.id, None)]


async def test_an_invitation_withdrawn_before_its_mail_went_is_never_sent(firm: Firm) -> None:
    house = firm.talk.house
    await firm.invites(by=firm.greet, withdraws=True)
    await house.deliver()
    assert firm.mails() == []
    (mail,) = await house.all(select(OutboxMessage).where(OutboxMessage.name == INVITED))
    assert mail.state == "dropped"


async def test_an_invitation_is_withdrawn_in_the_same_words(firm: Firm) -> None:
    await firm.adds()
    assert "De uitnodiging van Jan de Boer" in await firm.talk.say(firm.greet, "zet Jan de Boer op inactief")
    assert "is ingetrokken" in await firm.talk.say(firm.greet, "ja")
    assert (await firm.activates())[0] == 410
    await firm.talk.say(firm.greet, "oeps")
    assert (await firm.activates())[0] == 200


async def test_an_invitation_is_not_sent_nor_listed_as_good_once_its_sender_manages_no_contacts(firm: Firm) -> None:
    house = firm.talk.house
    co = await house.person("Co", "Ordi", chat=firm.talk.postman is None)
    await house.role(co, Role.COORDINATOR, firm.talk.site.tenant, organisation_id=firm.company.id)
    await firm.invites(by=co)
    (cos,) = await house.all(select(Membership).where(Membership.person_id == co.id))
    await house.change(Membership, cos.id, until=date(2026, 3, 8))
    await house.deliver()
    assert firm.mails() == []
    assert "maar de link is verlopen" in await firm.talk.say(firm.greet, "onze contacten")
    assert "is opnieuw uitgenodigd" in await firm.talk.say(firm.greet, "nodig Jan de Boer opnieuw uit")
    assert (await firm.activates())[0] == 200


@pytest.mark.parametrize("firm", ["chat"], indirect=True)
async def test_a_scanner_that_runs_scripts_fills_all_boxes_and_presses_all_buttons_activates_nothing(
    firm: Firm, browser: Browser
) -> None:
    await firm.adds()
    async with firm.server() as server:
        address = str(server.make_url(firm.link()))
        page = await browser.new_page()
        for fills in (False, True):
            await page.goto(address)
            async with page.expect_navigation():
                await page.evaluate(SCANS, fills)
            assert "Er is nog niets geactiveerd" in await page.inner_text("main")
        assert (await page.request.head(address)).status == 200
        assert "Boer" not in await firm.people()
        assert await firm.roles("jan@boer.example") == []
        assert [one.used_at for one in await firm.invitations()] == [None]
        # The person whose link it is comes after it, and can.
        await page.goto(address)
        await page.get_by_label("Wat is uw achternaam?").fill("de Boer")
        await page.get_by_role("button", name="Activeer mijn account").click()
        await page.get_by_role("heading", name="Uw account is actief").wait_for()
        await page.close()
    assert len(await firm.roles("jan@boer.example")) == 1


async def test_two_posts_at_the_same_moment_activate_once(firm: Firm) -> None:
    await firm.adds()
    came = await asyncio.gather(*(firm.activates(at=0) for _ in range(4)))
    assert sorted(status for status, _ in came) == [200, 410, 410, 410]
    assert len(await firm.roles("jan@boer.example")) == 1
    decisions = await firm.talk.house.all(select(Decision).where(Decision.command == "contacts.activate"))
    assert len(decisions) == 1
    assert len(firm.mails()) == 2
