"""Problems, in whole conversations: reported, said back, answered by the school and written back; and data leaks."""

import asyncio
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP

import pytest
import pytest_asyncio
from sqlalchemy import select

from akkoord.delivery import Posted, PostRefused
from core.dossiers.models import Dossier, DossierPart
from core.inbox import InboxMessage
from core.outbox import OutboxMessage
from core.outgoing import Outgoing
from core.people.models import Address, ChatAccount, Membership, Person, Role
from core.problems.models import Problem, ProblemMessage
from core.record import Decision
from core.tenants.models import ChatPolicy, College, Organisation, Tenant
from tests.house import MONDAY_MORNING
from tests.postal import Postman, with_real_mail
from tests.road.town import ADDRESS, STAMP, answer, plain
from tests.site import Site
from tests.talk.living import Talk

SAYS = "meld een probleem over Daan: hij is al drie dagen niet gekomen"
SCHOOL = "stage@roc.example"
OFFICER = "privacy@roc.example"


class Case:
    """A talk with Ria, and the school's own mailbox."""

    def __init__(self, talk: Talk, postman: Postman) -> None:
        self.talk, self.site, self.postman = talk, talk.site, postman

    def mails(self, address: str = SCHOOL) -> list[EmailMessage]:
        return self.postman.to(address)

    async def school_answers(self, text: str, *, sender: str = f"Stagebureau <{SCHOOL}>", **more: str) -> str:
        """Have the school answer the last mail it got."""
        raw = answer(self.mails()[-1], text, sender=sender, at=self.talk.house.now, **more)
        return await self.postman.brings(raw)

    async def messages(self) -> list[tuple[bool, str]]:
        rows = await self.talk.house.all(select(ProblemMessage).order_by(ProblemMessage.id))
        return [(row.from_school, row.text) for row in rows]


async def nothing_leaves(stop: asyncio.Event | None = None) -> int:
    """Send nothing."""
    del stop
    return 0


def returned(token: str, address: str) -> bytes:
    """Write the report of a mail server that could not deliver a mail of ours."""
    return (
        f"From: MAILER-DAEMON@{STAMP}\r\nTo: {ADDRESS}\r\nSubject: Undelivered Mail Returned to Sender\r\n"
        f"Message-ID: <{address}@{STAMP}>\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nI'm sorry to have to inform you.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        f"Reporting-MTA: dns; {STAMP}\r\n\r\nFinal-Recipient: rfc822; {address}\r\nAction: failed\r\n"
        "Status: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 User unknown\r\n\r\n"
        f"--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: {ADDRESS}\r\nTo: {address}\r\n"
        f"Reply-To: antwoord+{token}@akkoord.example\r\nSubject: Melding\r\n\r\nhallo [#{token}]\r\n\r\n--b--\r\n"
    ).encode()


@pytest_asyncio.fixture(params=["chat", "mail"])
async def case(site: Site, request: pytest.FixtureRequest) -> Case:
    house = site.house
    await house.change(Tenant, site.tenant.id, privacy_email=OFFICER)
    postman = with_real_mail(house)
    if request.param == "mail":
        await house.forget(ChatAccount)
    talk = Talk(site, postman if request.param == "mail" else None)
    await talk.at(MONDAY_MORNING)
    return Case(talk, postman)


async def test_a_problem_is_said_back_sent_answered_and_written_back(case: Case) -> None:
    talk, ria = case.talk, case.site.ria
    said = await talk.say(ria, SAYS)
    assert "School roc (stage@roc.example)" in said
    assert "over Daan Bos (Bouwbedrijf Kale)" in said
    assert "hij is al drie dagen niet gekomen" in said
    assert "Er is nog niets verstuurd" in said
    assert case.mails() == []
    assert "is verstuurd aan School roc" in await talk.say(ria, "ja")
    (mail,) = case.mails()
    text = plain(mail)
    for told in ("Daan Bos", "Bouwbedrijf Kale", "Ria Kale", "hij is al drie dagen niet gekomen"):
        assert told in text
    for kept in ("ria@kale.example", "Noor", "37,5", "8 uur"):
        assert kept not in text
    assert await case.school_answers("Dank u, wij bellen Daan vandaag.\n\nMet groet,\nHet stagebureau") == "passed_on"
    heard = talk.last(ria)
    assert "School roc (stage@roc.example) antwoordt op melding" in heard
    assert "wij bellen Daan vandaag" in heard
    assert len(case.mails()) == 1
    said = await talk.say(ria, "antwoord: hij is er weer")
    assert "hij is er weer" in said
    assert len(case.mails()) == 1
    assert "Verstuurd aan School roc" in await talk.say(ria, "ja")
    assert "Ria Kale schrijft bij melding" in plain(case.mails()[-1])
    assert "hij is er weer" in plain(case.mails()[-1])
    assert await case.school_answers("Fijn.") == "passed_on"
    assert "Fijn." in talk.last(ria)
    assert [from_school for from_school, _ in await case.messages()] == [False, True, False, True]
    assert await talk.decided() == ["problems.report", "problems.answer"]


async def test_a_bare_report_asks_about_whom_and_then_what(case: Case) -> None:
    talk, ria = case.talk, case.site.ria
    said = await talk.say(ria, "meld een probleem")
    assert "Daan Bos, Bouwbedrijf Kale of Noor Visser, Bouwbedrijf Kale" in said
    assert "Wat wilt u melden over Daan Bos" in await talk.say(ria, "Daan")
    said = await talk.say(ria, "Hij komt steeds te laat, akkoord is dat niet.")
    assert "Hij komt steeds te laat, akkoord is dat niet." in said
    assert "is verstuurd" in await talk.say(ria, "ja")
    assert "Hij komt steeds te laat" in plain(case.mails()[-1])
    assert await case.site.house.states(case.site.daan10) == "sssss"


async def test_what_was_said_is_kept_while_we_ask_about_whom(case: Case) -> None:
    talk, ria = case.talk, case.site.ria
    assert "Over welke student" in await talk.say(ria, "meld een probleem: er mist gereedschap")
    assert "Ik vind niemand met de naam “Piet Puk”" in await talk.say(ria, "Piet Puk")
    said = await talk.say(ria, "2")
    assert "over Noor Visser" in said
    assert "er mist gereedschap" in said
    assert "is verstuurd" in await talk.say(ria, "ja")


async def test_a_no_sends_nothing(case: Case) -> None:
    await case.talk.say(case.site.ria, SAYS)
    await case.talk.say(case.site.ria, "nee")
    assert case.mails() == []
    assert await case.talk.house.all(select(Problem)) == []


async def test_it_goes_to_the_address_of_the_college(case: Case) -> None:
    site, house = case.site, case.site.house
    (college,) = await house.all(select(College))
    await house.change(College, college.id, contact_email="techniek@roc.example")
    await house.change(Dossier, site.daans.id, college_id=college.id)
    assert "School roc, Techniek (techniek@roc.example)" in await case.talk.say(site.ria, SAYS)
    await case.talk.say(site.ria, "ja")
    assert len(case.mails("techniek@roc.example")) == 1
    assert case.mails() == []


async def test_a_school_without_an_address_is_said_to_have_none(case: Case) -> None:
    await case.talk.house.change(Tenant, case.site.tenant.id, contact_email="")
    said = await case.talk.say(case.site.ria, SAYS)
    assert "ik ken geen adres van School roc" in said
    assert await case.talk.house.all(select(Problem)) == []


async def test_the_same_in_english(case: Case) -> None:
    await case.talk.house.change(Person, case.site.ria.id, language="en")
    said = await case.talk.say(case.site.ria, "report a problem about Daan: he has not come for three days")
    assert "I will mail this to School roc (stage@roc.example), about Daan Bos" in said
    assert "was sent to School roc" in await case.talk.say(case.site.ria, "yes")
    assert await case.school_answers("We will call him.") == "passed_on"
    assert "These are the school's words" in case.talk.last(case.site.ria)


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


async def test_a_chat_that_the_school_closed_reports_nothing_about_its_students(site: Site) -> None:
    house = site.house
    await house.change(Tenant, site.tenant.id, chat_policy=ChatPolicy.MINIMAL)
    for words in (SAYS, "meld een probleem"):
        before = len(house.sent)
        await house.chat(site.ria, words)
        in_chat = [one for one in house.sent[before:] if one.outgoing.channel == "chat"]
        assert in_chat
        for one in in_chat:
            assert "Daan" not in " ".join([one.text, *one.labels])


async def test_a_report_that_a_chat_may_not_show_is_said_back_and_confirmed_by_mail(site: Site) -> None:
    house = site.house
    await house.change(Tenant, site.tenant.id, chat_policy=ChatPolicy.MINIMAL)
    await house.chat(site.ria, SAYS)
    said_back = next(one for one in reversed(house.heard(site.ria)) if one.outgoing.channel == "mail")
    assert "Daan Bos" in said_back.text
    assert await house.mail(site.ria, "ja", answers=said_back) == "acted"
    assert [one.outgoing.address for one in house.sent if one.outgoing.name == "problems.to_school"] == [SCHOOL]


async def test_a_student_reports_about_their_own_placement(site: Site) -> None:
    house = site.house
    await house.chat(site.daan, "meld een probleem: ik krijg geen begeleiding")
    assert "over Daan Bos" in house.last(site.daan).text
    await house.chat(site.daan, "ja")
    assert [one.outgoing.address for one in house.sent if one.outgoing.name == "problems.to_school"] == [SCHOOL]


@pytest.mark.parametrize(
    "words",
    ["datalek: ik kreeg een lijst van een ander bedrijf", "ik denk dat er een datalek is", "Is dit een datalek?"],
)
async def test_a_leak_goes_to_the_privacy_officer_at_once_with_a_receipt(case: Case, words: str) -> None:
    talk, ria = case.talk, case.site.ria
    said = await talk.say(ria, words)
    (mail,) = case.mails(OFFICER)
    assert words in plain(mail)
    assert "Ria Kale" in plain(mail)
    (decision,) = await talk.house.all(select(Decision))
    assert f"nummer {decision.id}" in said
    assert "ma 9 maart 2026, 08:00" in said
    assert OFFICER in said
    raw = answer(mail, "Wij zoeken het uit.", sender=f"FG <{OFFICER}>", at=talk.house.now)
    assert await case.postman.brings(raw) == "passed_on"
    assert "Wij zoeken het uit." in talk.last(ria)


async def test_a_leak_goes_to_every_school_concerned_and_says_who_could_not_be_told(site: Site) -> None:
    house = site.house
    second = await house.tenant("vak", contact_email="balie@vak.example", privacy_email="fg@vak.example")
    third = await house.tenant("stil", contact_email="", privacy_email="")
    for tenant in (second, third):
        await house.role(site.ria, Role.WORK_SUPERVISOR, tenant)
    await house.chat(site.ria, "er is een datalek")
    sent = {one.outgoing.address for one in house.sent if one.outgoing.name == "problems.leak_to_school"}
    assert sent == {"stage@roc.example", "fg@vak.example"}
    assert "Nog niet gemeld bij School stil" in house.last(site.ria).text


async def test_a_leak_is_taken_from_a_mail_that_proves_only_its_domain(site: Site) -> None:
    house = site.house
    assert await house.mail(site.ria, "datalek: ik kreeg een lijst van een ander bedrijf") == "acted"
    assert [one.outgoing.address for one in house.sent if one.outgoing.name == "problems.leak_to_school"] == [SCHOOL]


async def test_a_stranger_who_speaks_of_a_leak_is_told_where_to_turn(site: Site) -> None:
    house = site.house
    await house.change(Tenant, site.tenant.id, privacy_email=OFFICER)
    stranger = await house.person("Wim", "Vreemd")
    await house.forget(Address)
    await house.chat(stranger, "ik denk dat er een datalek is")
    assert f"School roc: {OFFICER}" in house.last(stranger).text
    assert await house.all(select(Problem)) == []


@pytest.mark.parametrize("words", ["er is geen datalek", "meld geen probleem over Daan: laat maar", "geen probleem"])
async def test_what_was_denied_reports_nothing(case: Case, words: str) -> None:
    await case.talk.say(case.site.ria, words)
    assert await case.talk.house.all(select(Problem)) == []
    assert case.mails() == case.mails(OFFICER) == []


async def test_a_leak_without_words_is_sent_at_once_and_what_is_told_next_goes_after_it(case: Case) -> None:
    talk, ria = case.talk, case.site.ria
    said = await talk.say(ria, "ik denk dat er een datalek is")
    assert "Wat is er gebeurd?" in said
    assert len(case.mails(OFFICER)) == 1
    said = await talk.say(ria, "Ik zag gisteren uren van iemand anders, akkoord?")
    assert "Ook dit is op ma 9 maart 2026, 08:00 verstuurd" in said
    first, second = case.mails(OFFICER)
    assert "Ik zag gisteren uren van iemand anders, akkoord?" in plain(second)
    assert second["In-Reply-To"] == first["Message-ID"]
    assert await case.site.house.states(case.site.daan10) == "sssss"
    assert "Wat is er gebeurd?" not in await talk.say(ria, "datalek: nu weer")


async def test_a_leak_in_english_is_sent_with_a_receipt(case: Case) -> None:
    await case.talk.house.change(Person, case.site.ria.id, language="en")
    said = await case.talk.say(case.site.ria, "data leak: I got a list of another company")
    assert "I reported this at once as a possible data leak" in said
    assert "What happens next" in said
    (mail,) = case.mails(OFFICER)
    assert "data leak: I got a list of another company" in plain(mail)


async def test_details_of_a_leak_go_to_every_officer_and_no_further(site: Site) -> None:
    house = site.house
    second = await house.tenant("vak", privacy_email="fg@vak.example")
    await house.role(site.ria, Role.WORK_SUPERVISOR, second)
    await house.tenant("ander", privacy_email="fg@ander.example")
    await house.chat(site.ria, "er is een datalek")
    await house.chat(site.ria, "ik zag een lijst van een ander")
    more = [one.outgoing.address for one in house.sent if one.outgoing.name == "problems.more_to_school"]
    assert sorted(more) == ["fg@vak.example", "stage@roc.example"]


async def test_a_report_that_waits_is_not_sent_when_its_reporter_may_not_see_the_student_any_more(case: Case) -> None:
    talk, site = case.talk, case.site
    await talk.say(site.ria, SAYS)
    house = site.house
    deliver = house.delivery.deliver_due
    house.delivery.deliver_due = nothing_leaves  # type: ignore[method-assign]  # as while the service is down
    await talk.say(site.ria, "ja")
    (held,) = await house.all(select(Membership).where(Membership.person_id == site.ria.id))
    await house.change(Membership, held.id, until=MONDAY_MORNING.date() - timedelta(days=1))
    house.delivery.deliver_due = deliver  # type: ignore[method-assign]
    await house.deliver()
    assert case.mails() == []
    told = [row.name for row in await house.all(select(OutboxMessage).where(OutboxMessage.person_id == site.ria.id))]
    assert "problems.not_sent" in told


async def test_a_report_goes_to_the_address_that_the_school_has_when_it_goes(case: Case) -> None:
    talk, site, house = case.talk, case.site, case.site.house
    await talk.say(site.ria, SAYS)
    await house.change(Tenant, site.tenant.id, contact_email="nieuw@roc.example")
    await talk.say(site.ria, "ja")
    assert case.mails() == []
    assert len(case.mails("nieuw@roc.example")) == 1


async def test_oeps_takes_back_what_is_not_sent_yet(case: Case) -> None:
    talk, site, house = case.talk, case.site, case.site.house
    await talk.say(site.ria, SAYS)
    deliver = house.delivery.deliver_due
    house.delivery.deliver_due = nothing_leaves  # type: ignore[method-assign]  # as while the service is down
    await talk.say(site.ria, "ja")
    house.delivery.deliver_due = deliver  # type: ignore[method-assign]
    assert "was nog niet weg en wordt niet verstuurd" in await talk.say(site.ria, "oeps")
    assert case.mails() == []
    assert "ik vind geen melding" in await talk.say(site.ria, "antwoord: toch niet")


async def test_oeps_after_the_mail_went_says_how_to_put_it_right(case: Case) -> None:
    talk, site = case.talk, case.site
    await talk.say(site.ria, SAYS)
    assert "een verstuurde mail kan niet terug" in await talk.say(site.ria, "ja")
    said = await talk.say(site.ria, "oeps")
    assert "Dat kan niet meer terug" in said
    assert "antwoord:" in said
    await talk.say(site.ria, "antwoord: het waren twee dagen")
    await talk.say(site.ria, "ja")
    first, second = case.mails()
    assert "het waren twee dagen" in plain(second)
    assert second["In-Reply-To"] == first["Message-ID"]


async def test_a_mail_to_the_school_that_comes_back_is_told_to_its_reporter(case: Case) -> None:
    talk, site = case.talk, case.site
    await talk.say(site.ria, SAYS)
    await talk.say(site.ria, "ja")
    token = str(case.mails()[-1]["Reply-To"]).partition("+")[2].partition("@")[0]
    assert await case.postman.brings(returned(token, "iemand@anders.example")) == "bounce"
    assert "niet aangekomen" not in talk.last(site.ria)
    for count in (b"1", b"2"):
        raw = returned(token, SCHOOL).replace(b"Message-ID: <", b"Message-ID: <" + count)
        assert await case.postman.brings(raw) == "bounce"
    assert "de mail aan de school kwam terug" in talk.last(site.ria)
    told = select(OutboxMessage).where(OutboxMessage.name == "problems.not_sent")
    assert len(await site.house.all(told)) == 1


async def test_a_mail_that_the_schools_server_refuses_is_told_to_its_reporter(case: Case) -> None:
    talk, site = case.talk, case.site
    post = case.postman.post

    async def refused(outgoing: Outgoing) -> Posted:
        if outgoing.address == SCHOOL:
            raise PostRefused("550 5.1.1 no such user")
        return await post(outgoing)

    case.postman.post = refused  # type: ignore[method-assign]
    await talk.say(site.ria, SAYS)
    await talk.say(site.ria, "ja")
    assert "de mail aan de school kwam terug" in talk.last(site.ria)


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


@pytest.mark.parametrize(
    ("words", "heard"),
    [
        ("alles akkoord", "er is nog niets gebeurd"),
        ("Noor akkoord", "er is nog niets gebeurd"),
        ("dank u", "Graag gedaan"),
        ("wat staat er open?", "Noor Visser"),
    ],
)
async def test_what_is_clearly_something_else_is_not_sent_after_a_leak(site: Site, words: str, heard: str) -> None:
    """Details go to the officer without a yes, so they are never words that mean something else."""
    house = site.house
    await house.remind()
    await house.chat(site.ria, "er is een datalek")
    await house.chat(site.ria, words)
    assert heard in house.last(site.ria).text
    assert "problems.more_to_school" not in {one.outgoing.name for one in house.sent}
    assert await house.states(site.noor10) == await house.states(site.daan10) == "sssss"


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


async def test_who_belongs_to_no_school_any_more_is_told_whom_to_tell_of_a_leak(case: Case) -> None:
    await case.talk.house.forget(Membership)
    said = await case.talk.say(case.site.ria, "er is een datalek")
    assert "Dit account hoort bij geen school meer, dus ik kan dit niet voor u doorgeven. Meld het nu zelf" in said
    assert f"School roc: {OFFICER}" in said
    assert case.mails(OFFICER) == []


async def test_of_two_students_with_one_name_the_surname_is_enough_and_nothing_is_lost(case: Case) -> None:
    talk, site, house = case.talk, case.site, case.talk.house
    other = await house.person("Daan", "Vos")
    await house.role(other, Role.STUDENT, site.tenant)
    await house.dossier(site.tenant, other, site.ria)
    asked = await talk.say(site.ria, SAYS)
    assert "Daan Bos, Bouwbedrijf Kale of Daan Vos, Bouwbedrijf Kale?" in asked
    said = await talk.say(site.ria, "Vos")
    assert "over Daan Vos" in said
    assert "hij is al drie dagen niet gekomen" in said


async def test_of_two_students_with_one_name_the_one_who_is_done_may_be_meant_too(case: Case) -> None:
    talk, site, house = case.talk, case.site, case.talk.house
    other = await house.person("Daan", "Vos")
    await house.role(other, Role.STUDENT, site.tenant)
    await house.dossier(site.tenant, other, site.ria, ends_on=MONDAY_MORNING.date() - timedelta(days=3))
    assert "Daan Bos, Bouwbedrijf Kale of Daan Vos, Bouwbedrijf Kale?" in await talk.say(site.ria, SAYS)


async def test_thanks_can_be_written_back(case: Case) -> None:
    await case.talk.say(case.site.ria, SAYS)
    await case.talk.say(case.site.ria, "ja")
    assert "dank u wel" in await case.talk.say(case.site.ria, "antwoord: dank u wel")


async def test_no_name_can_write_a_header_of_the_mail_to_the_school(case: Case) -> None:
    await case.talk.house.change(Person, case.site.daan.id, surname="Bos\r\nBcc: iemand@elders.example")
    await case.talk.say(case.site.ria, SAYS)
    await case.talk.say(case.site.ria, "ja")
    (mail,) = case.mails()
    assert mail["Bcc"] is None
    assert "\n" not in str(mail["Subject"])
