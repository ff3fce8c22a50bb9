"""Looking back, in whole conversations: a student's hours, who approved a week, a receipt again, ended placements."""

from dataclasses import dataclass
from datetime import date, timedelta
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime

import pytest
import pytest_asyncio
from sqlalchemy import select

from core.dossiers.models import Dossier, DossierPart, Part
from core.logbook.models import Approval, DayState
from core.people.models import Membership, Person, Role
from core.record import Decision
from core.tenants.models import ChatPolicy, Organisation, Tenant
from tests.house import LAST_WEEK
from tests.postal import Postman, with_real_mail
from tests.road.town import ADDRESS, STAMP, answer, plain
from tests.site import Site


@dataclass
class Talk:
    """One channel to speak through. say: gives the answer, on one line."""

    site: Site
    postman: Postman | None
    count: int = 0

    async def say(self, person: Person, text: str) -> str:
        self.count += 1
        house = self.site.house
        if self.postman is None:
            assert await house.chat(person, text) == "answered"
            return " ".join(house.last(person).text.split())
        address = f"{person.first_name}@{person.surname}.example".lower()
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = f"{person.name} <{address}>", ADDRESS, "vraag"
        mail["Date"], mail["Message-ID"] = format_datetime(house.now), f"<{self.count}@{person.surname}.example>"
        mail.set_content(text)
        stamp = f"Authentication-Results: {STAMP}; dmarc=pass header.from={address.partition('@')[2]}\r\n"
        assert await self.postman.brings(stamp.encode() + mail.as_bytes(policy=policy.SMTP)) == "answered"
        return " ".join(plain(self.postman.to(address)[-1]).split())

    def last(self, person: Person) -> str:
        """Give what was last said to someone, above what it quotes."""
        if self.postman is None:
            return self.site.house.last(person).text
        return plain(self.postman.mails[-1])

    async def answer(self, person: Person, text: str) -> None:
        """Answer what was last said."""
        if self.postman is None:
            await self.site.house.chat(person, text)
            return
        sender = f"{person.name} <{person.first_name}@{person.surname}.example>".lower()
        await self.postman.brings(answer(self.postman.mails[-1], text, sender=sender, at=self.site.house.now))

    async def someone(self, role: Role, first: str = "Hanneke", surname: str = "Wilg", **more: object) -> Person:
        person = await self.site.house.person(first, surname, chat=True)
        await self.site.house.role(person, role, self.site.tenant, **more)
        return person

    async def part(self, person: Person, dossier: Dossier, part: Part) -> None:
        await self.site.house.add(
            DossierPart(tenant_id=dossier.tenant_id, dossier_id=dossier.id, person_id=person.id, part=part)
        )


@pytest_asyncio.fixture(params=["chat", "mail"])
async def talk(site: Site, request: pytest.FixtureRequest) -> Talk:
    """Give the site a week of Daan's that was approved long ago, and last week's list answered but for Daan's."""
    await site.house.change(Dossier, site.daans.id, agreed_minutes=100 * 60)
    await site.house.week(site.daans, [8, 8], monday=date(2026, 1, 12), state=DayState.APPROVED)
    await site.house.remind()
    assert await site.house.chat(site.ria, "Noor akkoord") == "acted"
    return Talk(site, with_real_mail(site.house) if request.param == "mail" else None)


@pytest.mark.parametrize(
    "words",
    [
        "geschiedenis van Daan",
        "hoeveel uur moet Daan nog?",
        "Hoeveel uren heeft Daan gemaakt?",
        "Hoe staat Daan ervoor?",
    ],
)
async def test_a_supervisor_sees_what_was_made_agreed_and_left(talk: Talk, words: str) -> None:
    said = await talk.say(talk.site.ria, words)
    assert "Akkoord: 16 uur van de 100 uur in de overeenkomst, nog 84 uur te gaan" in said
    assert "Wacht op akkoord: 37,5 uur" in said
    assert said.index("week 10") < said.index("week 3 ")
    assert "5 januari 2026 tot en met 3 juli 2026" in said
    assert "Noor" not in said


async def test_a_student_sees_their_own_hours_and_is_told_when_it_ends(talk: Talk) -> None:
    await talk.site.house.change(Dossier, talk.site.daans.id, agreed_minutes=16 * 60)
    said = await talk.say(talk.site.daan, "hoeveel uur heb ik?")
    assert "16 uur van de 16 uur" in said
    assert "De uren zijn gehaald, maar de stage loopt door tot en met 3 juli 2026." in said
    assert "Noor" not in said


async def test_the_same_is_asked_and_answered_in_english(talk: Talk) -> None:
    await talk.site.house.change(Person, talk.site.ria.id, language="en")
    said = await talk.say(talk.site.ria, "How many hours does Daan have left?")
    assert "Approved: 16 hours of the 100 hours in the agreement, 84 hours to go" in said
    assert "Ria Kale" in await talk.say(talk.site.ria, "who approved week 10 of Noor?")
    assert "no placement ended here" in (await talk.say(talk.site.ria, "historic")).lower()
    assert "Receipt no." in await talk.say(talk.site.ria, "send the receipt again")


async def test_of_many_weeks_the_latest_are_named_and_the_others_counted(talk: Talk) -> None:
    for number in range(1, 14):
        await talk.site.house.week(talk.site.noors, [1], monday=LAST_WEEK - timedelta(weeks=number))
    said = await talk.say(talk.site.ria, "geschiedenis van Noor")
    assert said.count("wacht op akkoord") == 11
    assert "En 2 eerdere weken." in said


async def test_without_a_name_every_current_placement_is_told(talk: Talk) -> None:
    said = await talk.say(talk.site.ria, "geschiedenis")
    assert "Noor Visser" in said
    assert "Daan Bos" in said


async def test_a_name_of_two_students_is_asked_and_then_answered(talk: Talk) -> None:
    house = talk.site.house
    for surname in ("Berg", "Celik"):
        bram = await house.person("Bram", surname)
        await house.dossier(talk.site.tenant, bram, talk.site.ria, agreed_minutes=60 if surname == "Berg" else 120)
    asked = await talk.say(talk.site.ria, "geschiedenis van Bram")
    assert "Bram Berg" in asked
    assert "Bram Celik" in asked
    await talk.answer(talk.site.ria, "2")
    said = talk.last(talk.site.ria)
    assert "van de 2 uur" in said
    assert "Berg" not in said


async def test_two_placements_of_one_student_are_told_together(talk: Talk) -> None:
    earlier = {"starts_on": date(2025, 9, 1), "ends_on": date(2025, 12, 19), "external_id": "D-earlier"}
    await talk.site.house.dossier(talk.site.tenant, talk.site.daan, talk.site.ria, **earlier)
    said = await talk.say(talk.site.ria, "geschiedenis van Daan")
    assert said.count("Daan Bos") == 2
    assert "19 december 2025, afgelopen" in said


@pytest.mark.parametrize(
    "words",
    [
        "wie gaf akkoord voor week 10?",
        "Wie heeft week 10 van Noor goedgekeurd?",
        "wanneer is week 10 van Noor goedgekeurd?",
    ],
)
async def test_who_approved_is_told_with_when_how_and_ones_own_words(talk: Talk, words: str) -> None:
    said = await talk.say(talk.site.ria, words)
    assert "Ria Kale, ma 9 maart 2026, 08:00, via chat" in said
    assert "samen 40 uur" in said
    assert "Nog terug te draaien tot di 10 maart 2026, 08:00" in said
    assert "Uw woorden: “Noor akkoord”" in said


async def test_asking_who_approved_approves_nothing(talk: Talk) -> None:
    before = await talk.site.house.all(select(Approval.id))
    said = await talk.say(talk.site.ria, "wie heeft week 10 van Daan goedgekeurd?")
    assert "nog niet akkoord" in said
    assert "Wacht op akkoord: ma 8 · di 7,5" in said
    assert await talk.site.house.states(talk.site.daan10) == "sssss"
    assert await talk.site.house.all(select(Approval.id)) == before


async def test_the_words_of_another_are_not_shown(talk: Talk) -> None:
    teacher = await talk.someone(Role.TEACHER)
    await talk.part(teacher, talk.site.noors, Part.TEACHER)
    said = await talk.say(teacher, "wie gaf akkoord voor week 10?")
    assert "Ria Kale, ma 9 maart 2026" in said
    assert "Noor akkoord" not in said
    assert "Daan" not in said


async def test_an_approval_taken_back_is_said_to_be(talk: Talk) -> None:
    assert await talk.site.house.chat(talk.site.ria, "oeps") == "acted"
    said = await talk.say(talk.site.ria, "wie gaf akkoord voor week 10 van Noor?")
    assert "Teruggedraaid op ma 9 maart 2026, 08:00" in said
    assert "Wacht op akkoord: ma 8" in said


async def test_after_the_window_an_approval_is_final(talk: Talk) -> None:
    talk.site.house.now += timedelta(hours=25)
    assert "Definitief" in await talk.say(talk.site.ria, "wie gaf akkoord voor week 10 van Noor?")


async def test_a_day_that_closed_on_an_earlier_word_names_whose(talk: Talk) -> None:
    house, site = talk.site.house, talk.site
    await house.chat(site.ria, "Daan akkoord behalve dinsdag, dat moet 6 zijn")
    await house.chat(site.daan, "di 6")
    assert await house.states(site.daan10) == "aaaaa"
    said = await talk.say(site.ria, "wie gaf akkoord voor week 10 van Daan?")
    assert "Op het eerdere woord van uzelf (ma 9 maart 2026, 08:00), zodra Daan precies die uren invulde" in said
    assert "Uw eerdere woorden: “Daan akkoord … dinsdag”" in said
    assert "“di 6”" not in said
    student = await talk.say(site.daan, "wie gaf akkoord voor week 10?")
    assert "Op het eerdere woord van Ria Kale" in student
    assert "zodra je precies die uren invulde" in student
    assert "Jouw woorden: “di 6”" in student
    assert "“Daan akkoord" not in student


async def test_a_receipt_is_given_again_by_number_or_the_last(talk: Talk) -> None:
    (decision,) = await talk.site.house.all(select(Decision))
    for words in (f"bewijs {decision.id}", f"Stuur bewijs nr {decision.id} nog eens", "stuur het bewijs nog eens"):
        said = await talk.say(talk.site.ria, words)
        assert f"Bewijs nr. {decision.id}: Ria Kale, ma 9 maart 2026, 08:00, via chat: “Noor akkoord”" in said
        assert "Noor Visser, week 10" in said
        assert "samen 40 uur" in said


async def test_a_receipt_of_another_is_refused_as_one_that_does_not_exist(talk: Talk) -> None:
    (decision,) = await talk.site.house.all(select(Decision))
    await talk.part(talk.site.daan, talk.site.noors, Part.READER)
    mine = await talk.say(talk.site.daan, f"bewijs {decision.id}")
    none = await talk.say(talk.site.daan, "bewijs 98765")
    assert f"nummer {decision.id} kan ik je hier niet laten zien" in mine
    assert mine.replace(str(decision.id), "98765").split("98765", 1)[1][:60] == none.split("98765", 1)[1][:60]
    assert "Noor" not in mine


async def test_a_receipt_taken_back_says_so(talk: Talk) -> None:
    (decision,) = await talk.site.house.all(select(Decision))
    await talk.site.house.chat(talk.site.ria, "oeps")
    assert "later teruggedraaid" in await talk.say(talk.site.ria, f"bewijs {decision.id}")


async def test_historic_names_the_last_day_and_then_whom_to_turn_to(talk: Talk) -> None:
    house, site = talk.site.house, talk.site
    teacher = await talk.someone(Role.TEACHER)
    await talk.part(teacher, site.noors, Part.TEACHER)
    await house.change(Dossier, site.daans.id, ends_on=date(2026, 3, 6))
    await house.change(Dossier, site.noors.id, ends_on=date(2026, 2, 6))
    said = await talk.say(site.ria, "historisch")
    still, late = said.split("Meer dan 30 dagen geleden")
    assert "Daan Bos" in still
    assert "tot en met 5 april 2026" in still
    assert "Nog niet akkoord: week 10" in still
    assert "Noor Visser" in late
    assert "docent Hanneke Wilg van School roc: hanneke@wilg.example" in late


async def test_after_thirty_days_without_a_teacher_the_schools_address_is_named(talk: Talk) -> None:
    await talk.site.house.change(Dossier, talk.site.daans.id, ends_on=date(2026, 2, 6))
    assert "Neem contact op met School roc: stage@roc.example" in await talk.say(talk.site.ria, "historisch")


WORDS = [
    "geschiedenis van Daan",
    "wie gaf akkoord voor week 10?",
    "geschiedenis",
    "historisch",
    "wie keurde week 10 van Daan goed?",
]


@pytest.mark.parametrize("words", WORDS)
async def test_who_may_not_see_a_student_gets_nothing_of_them(talk: Talk, words: str) -> None:
    for role in (Role.WORK_SUPERVISOR, Role.SIGNATORY, Role.COORDINATOR, Role.TEACHER):
        stranger = await talk.someone(role, f"P{role.value.replace('_', '')}", "Elders")
        said = await talk.say(stranger, words)
        assert "Bos" not in said, role
        assert "Noor" not in said, role
        assert "Ria" not in said, role


@pytest.mark.parametrize("role", [Role.TEACHER, Role.COORDINATOR, Role.SIGNATORY, Role.SCHOOL])
async def test_whoever_may_see_a_student_can_look_back_on_them(talk: Talk, role: Role) -> None:
    (company,) = await talk.site.house.all(select(Organisation))
    at = {"organisation_id": company.id} if role in {Role.COORDINATOR, Role.SIGNATORY} else {}
    reader = await talk.someone(role, **at)
    if role is Role.TEACHER:
        await talk.part(reader, talk.site.daans, Part.TEACHER)
    assert "van de 100 uur" in await talk.say(reader, "geschiedenis van Daan")
    assert "nog niet akkoord" in await talk.say(reader, "wie gaf akkoord voor week 10 van Daan?")


async def test_what_a_school_keeps_out_of_the_chat_is_looked_back_on_by_mail_only(talk: Talk) -> None:
    await talk.site.house.change(Tenant, talk.site.tenant.id, chat_policy=ChatPolicy.OFF)
    is_mail = talk.postman is not None
    for words in ("geschiedenis van Noor", "wie gaf akkoord voor week 10?", "stuur het bewijs nog eens"):
        said = await talk.say(talk.site.ria, words)
        assert ("Visser" in said) == is_mail, words


async def test_a_role_that_ended_looks_back_on_nothing(talk: Talk) -> None:
    (mine,) = await talk.site.house.all(select(Membership).where(Membership.person_id == talk.site.ria.id))
    await talk.site.house.change(Membership, mine.id, until=date(2026, 3, 8))
    for words in ("geschiedenis van Noor", "stuur het bewijs nog eens"):
        assert "Visser" not in await talk.say(talk.site.ria, words)


async def test_a_verdict_beside_the_question_is_not_lost_and_not_taken_for_all(talk: Talk) -> None:
    """What is said beside a question for the past is asked about, and nothing of it acts."""
    await talk.say(talk.site.ria, "wie gaf akkoord voor week 10? Daan is ook goed")
    assert await talk.site.house.states(talk.site.daan10) == "sssss"


async def test_words_that_may_name_a_student_of_a_closed_school_are_not_repeated_in_chat(talk: Talk) -> None:
    other = await talk.site.house.tenant("dicht", chat_policy=ChatPolicy.OFF)
    await talk.site.house.role(talk.site.ria, Role.WORK_SUPERVISOR, other, until=date(2026, 3, 1))
    is_mail = talk.postman is not None
    for words in ("wie gaf akkoord voor week 10?", "bewijs"):
        said = await talk.say(talk.site.ria, words)
        assert "Noor Visser" in said
        assert ("Noor akkoord" in said) == is_mail, words


@pytest.mark.parametrize("words", ["Hoi, wie gaf akkoord voor week 10?", "wie gaf akkoord voor week 10, bedankt"])
async def test_a_greeting_or_thanks_beside_the_question_changes_nothing(talk: Talk, words: str) -> None:
    assert "Ria Kale, ma 9 maart 2026" in await talk.say(talk.site.ria, words)
