"""Problems, in whole conversations: reported, said back, sent to the school, and written back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from akkoord.delivery import Posted, PostRefused
from core.dossiers.models import Dossier
from core.outbox import OutboxMessage
from core.outgoing import Outgoing
from core.people.models import Membership, Person, Role
from core.problems.models import Problem
from core.tenants.models import ChatPolicy, College, Tenant
from tests.house import MONDAY_MORNING
from tests.road.town import plain
from tests.site import Site
from tests.talk.cases import OFFICER, SAYS, SCHOOL, Case, nothing_leaves, returned


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


@pytest.mark.parametrize("words", ["er is geen datalek", "meld geen probleem over Daan: laat maar", "geen probleem"])
async def test_what_was_denied_reports_nothing(case: Case, words: str) -> None:
    await case.talk.say(case.site.ria, words)
    assert await case.talk.house.all(select(Problem)) == []
    assert case.mails() == case.mails(OFFICER) == []


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


async def test_no_name_can_write_a_header_of_the_mail_to_the_school(case: Case) -> None:
    await case.talk.house.change(Person, case.site.daan.id, surname="Bos\r\nBcc: iemand@elders.example")
    await case.talk.say(case.site.ria, SAYS)
    await case.talk.say(case.site.ria, "ja")
    (mail,) = case.mails()
    assert mail["Bcc"] is None
    assert "\n" not in str(mail["Subject"])
