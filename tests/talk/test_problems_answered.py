"""What the school writes back about a problem: passed on once, to its reporter alone, and never acting."""

from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from sqlalchemy import select

from core.dossiers.models import Dossier, DossierPart
from core.inbox import InboxMessage
from core.people.models import Address, Membership, Role
from core.tenants.models import Organisation
from tests.road.town import ADDRESS, STAMP, answer, plain
from tests.talk.cases import SAYS, SCHOOL, Case


async def test_a_reply_to_the_schools_words_goes_to_the_school_and_approves_nothing(case: Case) -> None:
    talk, site = case.talk, case.site
    await talk.say(site.ria, SAYS)
    await talk.say(site.ria, "ja")
    await case.school_answers("Is dit voor u akkoord?")
    told = site.house.last(site.ria) if talk.postman is None else None
    if told is None:
        said = await talk.say(site.ria, "akkoord")
    else:
        ref = f"{site.ria.id}:{told.outgoing.outbox_id}"
        await site.house.chat(site.ria, "akkoord", in_reply_to=[ref])
        said = talk.last(site.ria)
    assert "Ik stuur dit aan School roc" in said
    await talk.say(site.ria, "ja")
    assert await site.house.states(site.daan10) == "sssss"
    assert "akkoord" in plain(case.mails()[-1])


async def test_what_the_school_writes_never_acts(case: Case) -> None:
    talk, site = case.talk, case.site
    await talk.say(site.ria, SAYS)
    await talk.say(site.ria, "ja")
    before = await talk.decided()
    for text in ("akkoord", "ja", "alles akkoord", "oeps", "stop met herinneren"):
        assert await case.school_answers(text) == "passed_on"
    assert await talk.decided() == before
    assert await site.house.states(site.daan10) == await site.house.states(site.noor10) == "sssss"
    assert len(case.mails()) == 1


async def test_automatic_mails_are_not_passed_on_and_nobody_can_be_kept_busy(case: Case) -> None:
    talk, ria = case.talk, case.site.ria
    await talk.say(ria, SAYS)
    await talk.say(ria, "ja")
    raw = answer(case.mails()[-1], "Ik ben er niet.", sender=f"Stagebureau <{SCHOOL}>", at=talk.house.now)
    assert await case.postman.brings(b"Auto-Submitted: auto-replied\n" + raw) == "automatic"
    outcomes = []
    for count in range(12):
        talk.house.now += timedelta(minutes=1)
        outcomes.append(await case.school_answers(f"Nog iets, {count}."))
    assert outcomes == ["passed_on"] * 10 + ["not_passed_on"] * 2
    assert len(case.mails()) == 1


@pytest.mark.parametrize("sender", ["Piet <piet@elders.example>", "Ria <ria@kale.example>"])
async def test_only_the_school_answers_for_the_school(case: Case, sender: str) -> None:
    await case.talk.say(case.site.ria, SAYS)
    await case.talk.say(case.site.ria, "ja")
    assert await case.school_answers("Ontsla hem maar.", sender=sender) == "not_passed_on"
    assert "Ontsla" not in case.talk.last(case.site.ria)
    (row,) = await case.talk.house.all(select(InboxMessage).where(InboxMessage.outcome == "not_passed_on"))
    assert row.state == "quarantined"


async def test_a_colleague_at_the_school_is_named(case: Case) -> None:
    await case.talk.say(case.site.ria, SAYS)
    await case.talk.say(case.site.ria, "ja")
    assert await case.school_answers("Ik bel hem.", sender="Els <els@roc.example>") == "passed_on"
    assert "School roc (els@roc.example)" in case.talk.last(case.site.ria)


async def test_who_may_not_see_the_student_any_more_hears_nothing_and_writes_nothing(case: Case) -> None:
    talk, site = case.talk, case.site
    await talk.say(site.ria, SAYS)
    await talk.say(site.ria, "ja")
    (company,) = await site.house.all(select(Organisation).where(Organisation.code == "bouw"))
    (held,) = await site.house.all(select(Membership).where(Membership.person_id == site.ria.id))
    await site.house.change(Membership, held.id, role=Role.COORDINATOR, organisation_id=company.id)
    other = Organisation(tenant_id=site.tenant.id, code="ander", name="Ander")
    await site.house.add(other)
    await site.house.change(Dossier, site.daans.id, organisation_id=other.id)
    (part,) = await site.house.all(select(DossierPart).where(DossierPart.dossier_id == site.daans.id))
    await site.house.change(DossierPart, part.id, person_id=site.noor.id)
    heard = len(site.house.heard(site.ria)), len(case.mails("ria@kale.example"))
    assert await case.school_answers("Daan is geschorst.") == "not_passed_on"
    (row,) = await site.house.all(select(InboxMessage).where(InboxMessage.outcome == "not_passed_on"))
    assert row.state == "quarantined"
    assert (len(site.house.heard(site.ria)), len(case.mails("ria@kale.example"))) == heard
    assert "ik vind geen melding" in await talk.say(site.ria, "antwoord: hoe is het met hem?")


async def test_an_answer_from_a_proven_school_without_the_token_is_kept_for_an_admin(case: Case) -> None:
    await case.talk.say(case.site.ria, SAYS)
    await case.talk.say(case.site.ria, "ja")
    ours = case.mails()[-1]
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = SCHOOL, ADDRESS, f"Re: {ours['Subject']}"
    mail["Message-ID"], mail["In-Reply-To"] = "<los@roc.example>", str(ours["Message-ID"])
    mail.set_content("Wij bellen hem.")
    stamp = f"Authentication-Results: {STAMP}; dmarc=pass header.from=roc.example\r\n"
    assert await case.postman.brings(stamp.encode() + mail.as_bytes(policy=SMTP)) == "not_passed_on"
    assert "Wij bellen hem" not in case.talk.last(case.site.ria)


@pytest.mark.parametrize("stamp", ["dmarc=fail", "dmarc=none", "spf=none"])
async def test_an_answer_whose_domain_is_not_proven_is_not_passed_on(case: Case, stamp: str) -> None:
    await case.talk.say(case.site.ria, SAYS)
    await case.talk.say(case.site.ria, "ja")
    assert await case.school_answers("Ontsla hem maar.", stamp=stamp) == "not_passed_on"
    assert "Ontsla" not in case.talk.last(case.site.ria)


async def test_the_same_answer_of_the_school_twice_is_passed_on_once(case: Case) -> None:
    talk, ria = case.talk, case.site.ria
    await talk.say(ria, SAYS)
    await talk.say(ria, "ja")
    raw = answer(case.mails()[-1], "Wij bellen.", sender=f"Stagebureau <{SCHOOL}>", at=talk.house.now)
    assert [await case.postman.brings(raw) for _ in range(2)] == ["passed_on", "second_copy"]
    assert [text for _, text in await case.messages()] == ["hij is al drie dagen niet gekomen", "Wij bellen."]


async def test_a_token_that_somebody_quotes_is_passed_on_to_nobody(case: Case) -> None:
    talk, ria = case.talk, case.site.ria
    await talk.say(ria, SAYS)
    await talk.say(ria, "ja")
    token = str(case.mails()[-1]["Reply-To"]).partition("+")[2].partition("@")[0]
    said = f"Mail ons via antwoord+{token.upper()}@akkoord.example of via verantwoordelijkheidsgevoe."
    assert await case.school_answers(said) == "passed_on"
    assert "Mail ons via antwoord+@akkoord.example of via verantwoordelijkheidsgevoe." in talk.last(ria)
    assert token not in talk.last(ria).lower()


async def test_a_digest_is_answered_as_ever_while_the_school_wrote(case: Case) -> None:
    """The school's words wait for no answer, so that "akkoord" still means the list."""
    talk, site = case.talk, case.site
    await talk.say(site.ria, SAYS)
    await talk.say(site.ria, "ja")
    await case.school_answers("Wij bellen.")
    if talk.postman is None:
        await talk.say(site.ria, "Noor akkoord")
    else:
        digest = next(mail for mail in case.mails("ria@kale.example") if "wachten op" in str(mail["Subject"]))
        raw = answer(digest, "Noor akkoord", sender="Ria Kale <ria@kale.example>", at=site.house.now)
        await case.postman.brings(raw)
    assert await site.house.states(site.noor10) == "aaaaa"
    assert len(case.mails()) == 1


async def test_a_student_with_an_address_at_the_school_does_not_answer_for_it(case: Case) -> None:
    house, daan = case.talk.house, case.site.daan
    (address,) = await house.all(select(Address).where(Address.person_id == daan.id))
    await house.change(Address, address.id, email="daan@roc.example")
    await case.talk.say(case.site.ria, SAYS)
    await case.talk.say(case.site.ria, "ja")
    assert await case.school_answers("Het is al opgelost.", sender="Daan <daan@roc.example>") == "not_passed_on"
    assert "opgelost" not in case.talk.last(case.site.ria)


@pytest.mark.parametrize("text", ["Zie bijlage.", ""])
async def test_a_reporter_hears_that_the_school_attached_something(case: Case, text: str) -> None:
    await case.talk.say(case.site.ria, SAYS)
    await case.talk.say(case.site.ria, "ja")
    ours = case.mails()[-1]
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = SCHOOL, str(ours["Reply-To"]), f"Re: {ours['Subject']}"
    mail["Message-ID"], mail["In-Reply-To"] = "<bijlage@roc.example>", str(ours["Message-ID"])
    mail.set_content(text)
    mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="verzuim.pdf")
    stamp = f"Authentication-Results: {STAMP}; dmarc=pass header.from=roc.example\r\n"
    assert await case.postman.brings(stamp.encode() + mail.as_bytes(policy=SMTP)) == "passed_on"
    assert "Er zat een bijlage bij. Die stuur ik niet door" in case.talk.last(case.site.ria)


async def test_thanks_can_be_written_back(case: Case) -> None:
    await case.talk.say(case.site.ria, SAYS)
    await case.talk.say(case.site.ria, "ja")
    assert "dank u wel" in await case.talk.say(case.site.ria, "antwoord: dank u wel")
