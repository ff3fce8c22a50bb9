"""What waited for its way out is judged again when it goes: to whom, of whom, and by which way."""

from datetime import date, timedelta
from email.message import EmailMessage

import pytest
from sqlalchemy import select

from akkoord.delivery import Posted, PostLater
from core.dossiers.models import DossierPart
from core.incoming import Channel
from core.logbook.models import DayEntry
from core.outbox import LEASE, OutboxMessage, OutboxState
from core.outgoing import Outgoing
from core.people.models import Address, ChatAccount, Membership, Role
from core.tenants.models import ChatPolicy, Tenant
from tests.akkoord.ways import Away, Crash, chat, no_way_out, row, wait_a_day
from tests.postal import Postman, with_real_mail
from tests.road.town import answer, plain
from tests.site import Site


async def sent_and_lost(site: Site) -> tuple[Postman, EmailMessage]:
    """Send the digest by mail, and have the process die before it is marked. Gives the mail that went."""
    await site.house.chat(site.ria, "", kind="blocked", facts={"blocked": True})
    postman = with_real_mail(site.house)
    post = postman.post

    async def dies(outgoing: Outgoing) -> Posted:
        await post(outgoing)
        raise Crash

    postman.post = dies  # type: ignore[method-assign]  # between sending and marking
    with pytest.raises(Crash):
        await site.house.remind()
    postman.post = post  # type: ignore[method-assign]  # and starts anew
    site.house.now += LEASE + timedelta(seconds=1)
    (first,) = postman.to("ria@kale.example")
    return postman, first


async def leave(site: Site, dossier_id: int) -> None:
    """Let another supervisor take a student over."""
    (part,) = await site.house.all(select(DossierPart).where(DossierPart.dossier_id == dossier_id))
    other = await site.house.person("Kees", "Winter")
    await site.house.change(DossierPart, part.id, person_id=other.id)


async def test_a_digest_that_waited_is_not_sent_to_who_judges_no_hours_any_more(site: Site) -> None:
    await wait_a_day(site)
    (membership,) = await site.house.all(select(Membership).where(Membership.person_id == site.ria.id))
    await site.house.change(Membership, membership.id, until=date(2026, 3, 9))
    await site.house.deliver()
    assert site.house.heard(site.ria) == []
    found = await row(site)
    assert (found.state, found.trouble) == (OutboxState.DROPPED, "its receiver judges no hours any more")


async def test_a_digest_that_waited_names_no_student_that_somebody_else_has_now(site: Site) -> None:
    await wait_a_day(site)
    await leave(site, site.daans.id)
    await site.house.deliver()
    (digest,) = site.house.heard(site.ria)
    assert "Noor Visser" in digest.text
    assert "Daan" not in digest.text
    await site.house.remind()
    assert len(site.house.heard(site.ria)) == 1


async def test_a_digest_that_waited_shows_the_hours_of_now(site: Site) -> None:
    await wait_a_day(site)
    (day, *_) = await site.house.all(select(DayEntry).where(DayEntry.week_id == site.noor10.id))
    await site.house.change(DayEntry, day.id, minutes=60)
    await site.house.deliver()
    site.house.now += timedelta(minutes=1)
    assert await site.house.chat(site.ria, "alles akkoord") == "acted"
    assert await site.house.states(site.noor10) == "aaaaa"


async def test_numbers_of_a_digest_that_may_have_come_keep_their_meaning(site: Site) -> None:
    postman, first = await sent_and_lost(site)
    await leave(site, site.daans.id)
    await site.house.deliver()
    _, second = postman.to("ria@kale.example")
    assert first["Message-ID"] != second["Message-ID"]
    assert "1. Week 10" in plain(second)
    for mail, states in ((first, "sssss"), (second, "aaaaa")):
        site.house.now += timedelta(minutes=1)
        raw = answer(mail, "1 akkoord", sender="Ria Kale <ria@kale.example>", at=site.house.now)
        await postman.brings(raw)
        assert await site.house.states(site.noor10) == states
    assert await site.house.states(site.daan10) == "sssss"


async def test_a_digest_that_came_and_was_answered_does_not_come_again(site: Site) -> None:
    postman, first = await sent_and_lost(site)
    raw = answer(first, "alles akkoord", sender="Ria Kale <ria@kale.example>", at=site.house.now)
    assert await postman.brings(raw) == "acted"
    assert [str(mail["Subject"])[:3] for mail in postman.to("ria@kale.example")][1:] == ["RE:"]
    assert (await row(site)).state == OutboxState.DROPPED


async def test_a_school_that_turned_chat_off_meanwhile_is_heeded(site: Site) -> None:
    await wait_a_day(site)
    await site.house.change(Tenant, site.tenant.id, chat_policy=ChatPolicy.OFF)
    await site.house.deliver()
    (digest,) = site.house.heard(site.ria)
    assert digest.outgoing.channel is Channel.MAIL


async def test_an_answer_with_names_heeds_it_too_and_one_without_does_not(site: Site) -> None:
    await site.house.remind()
    with no_way_out(site):
        await site.house.chat(site.ria, "wat staat er open?")
        await site.house.chat(site.ria, "bedankt")
    await site.house.change(Tenant, site.tenant.id, chat_policy=ChatPolicy.OFF)
    site.house.now += timedelta(hours=1)
    await site.house.deliver()
    heard = site.house.heard(site.ria)[-3:]
    (named,) = [sent for sent in heard if sent.outgoing.channel is Channel.MAIL]
    assert "Noor Visser" in named.text
    assert named.outgoing.address == "ria@kale.example"
    in_chat = " ".join(sent.text for sent in heard if sent.outgoing.channel is Channel.CHAT)
    assert "Graag gedaan" in in_chat
    assert "in een mail" in in_chat
    assert "Noor" not in in_chat


async def test_a_chat_that_is_somebody_elses_now_gets_nothing_of_before(site: Site) -> None:
    await wait_a_day(site)
    (account,) = await site.house.all(select(ChatAccount).where(ChatAccount.person_id == site.ria.id))
    await site.house.change(ChatAccount, account.id, person_id=site.noor.id)
    await site.house.deliver()
    (digest,) = site.house.heard(site.ria)
    assert digest.outgoing.channel is Channel.MAIL


async def test_a_student_who_left_the_school_hears_no_more_of_it(site: Site) -> None:
    await site.house.remind()
    with no_way_out(site):
        await site.house.chat(site.ria, "Daan dinsdag moet 6 zijn, Noor akkoord")
    for student in (site.daan, site.noor):
        (membership,) = await site.house.all(select(Membership).where(Membership.person_id == student.id))
        await site.house.change(Membership, membership.id, until=date(2026, 3, 8))
    site.house.now += timedelta(hours=1)
    await site.house.deliver()
    assert site.house.heard(site.daan) == site.house.heard(site.noor) == []
    dropped = await site.house.all(select(OutboxMessage).where(OutboxMessage.state == OutboxState.DROPPED))
    assert {message.person_id for message in dropped} == {site.daan.id, site.noor.id}
    assert {message.trouble for message in dropped} == {"its receiver may not see this any more"}


async def test_mail_goes_to_an_address_that_works_and_is_still_theirs(site: Site) -> None:
    await site.house.change(Tenant, site.tenant.id, chat_policy=ChatPolicy.OFF)
    await wait_a_day(site)
    (address,) = await site.house.all(select(Address).where(Address.person_id == site.ria.id))
    await site.house.change(Address, address.id, works=False)
    await site.house.add(Address(person_id=site.ria.id, email="ria@nieuw.example"))
    await site.house.deliver()
    assert site.house.sent[-1].outgoing.address == "ria@nieuw.example"


async def test_chat_is_offered_only_where_every_school_allows_it(site: Site) -> None:
    (account,) = await site.house.all(select(ChatAccount).where(ChatAccount.person_id == site.ria.id))
    await site.house.change(ChatAccount, account.id, person_id=site.noor.id)
    other = await site.house.tenant("vmbo", chat_policy=ChatPolicy.OFF)
    await site.house.role(site.ria, Role.WORK_SUPERVISOR, other)
    await site.house.remind()
    (digest,) = site.house.heard(site.ria)
    assert "start=" not in digest.outgoing.said.html


async def test_what_a_school_hears_late_is_so_then(site: Site) -> None:
    site.house.now += timedelta(days=14)
    posts = site.house.delivery.posts
    site.house.delivery.posts = {Channel.CHAT: posts[Channel.CHAT], Channel.MAIL: Away()}
    await site.house.remind()
    await site.house.chat(site.ria, "Daan akkoord")
    await site.house.change(Tenant, site.tenant.id, contact_email="nieuw@roc.example")
    site.house.delivery.posts = posts
    site.house.now += timedelta(hours=1)
    await site.house.deliver()
    told = next(sent for sent in site.house.sent if sent.outgoing.name == "reminders.school_late")
    assert told.outgoing.address == "nieuw@roc.example"
    assert "Noor Visser" in told.text
    assert "Daan" not in told.text


async def test_who_lost_the_role_meanwhile_still_gets_a_receipt_but_no_names(site: Site) -> None:
    await site.house.remind()
    counter = chat(site, PostLater("away"), PostLater("away"))
    await site.house.chat(site.ria, "Noor akkoord")
    (role,) = await site.house.all(select(Membership).where(Membership.person_id == site.ria.id))
    await site.house.change(Membership, role.id, until=site.house.now.date() - timedelta(days=1))
    site.house.now += timedelta(minutes=5)
    await site.house.deliver()
    receipts = [sent for sent in counter.taken if sent.name == "desk.receipt_only"]
    receipts += [sent.outgoing for sent in site.house.heard(site.ria) if sent.outgoing.name == "desk.receipt_only"]
    (receipt,) = receipts
    assert "Bewijs nr. 1" in receipt.said.html
    assert "Noor" not in receipt.said.html
