"""A number in an answer by mail means the week that had it in the list of that thread, however many mails later."""

from dataclasses import dataclass
from datetime import date, timedelta
from email.message import EmailMessage

import pytest
import pytest_asyncio
from sqlalchemy import select

from core.incoming import Channel
from core.logbook.models import DayEntry, LogbookWeek
from core.people.models import Person, Role
from tests.house import SayDoor
from tests.postal import Postman, with_real_mail
from tests.road.town import STAMP, answer, plain
from tests.site import Site

RIA = "Ria Kale <ria@kale.example>"
MONDAY_BEFORE = date(2026, 2, 23)


@dataclass
class Thread:
    """Ria's mailbox. weeks: 1 and 2 of the list are Daan's weeks 9 and 10, 3 and 4 are Noor's."""

    site: Site
    postman: Postman
    weeks: tuple[LogbookWeek, ...]

    @property
    def mails(self) -> list[EmailMessage]:
        return self.postman.to("ria@kale.example")

    async def says(self, text: str, *, to: int = -1, sender: str = RIA) -> str:
        """Answer a mail, the last one unless told otherwise. Gives what is answered, on one line."""
        self.site.house.now += timedelta(minutes=5)
        await self.postman.brings(answer(self.mails[to], text, sender=sender, at=self.site.house.now))
        return self.told()

    async def writes(self, text: str) -> None:
        """Write a mail that answers none of ours."""
        self.site.house.now += timedelta(minutes=5)
        raw = (
            f"Authentication-Results: {STAMP}; dmarc=pass header.from=kale.example\nFrom: {RIA}\n"
            f"To: antwoord@akkoord.example\nSubject: Uren\nDate: {self.site.house.now:%a, %d %b %Y %H:%M:%S} +0000\n"
            f"Message-ID: <new-{len(self.mails)}@kale.example>\n\n{text}\n"
        )
        await self.postman.brings(raw.replace("\n", "\r\n").encode())

    def told(self) -> str:
        return " ".join(plain(self.mails[-1]).split("deze regel --")[-1].split())

    async def approved(self) -> list[int]:
        """Give the numbers, in the first list, of the weeks that are approved."""
        states = [await self.site.house.states(week) for week in self.weeks]
        assert set(states) <= {"aaaaa", "sssss"}, states
        return [number for number, state in enumerate(states, 1) if state == "aaaaa"]

    async def a_week_passes(self) -> None:
        """Let the next list come, in which all that is open is numbered anew."""
        self.site.house.now += timedelta(days=7)
        await self.site.house.remind()

    async def change(self, number: int, minutes: int) -> None:
        """Let the student work otherwise on the Monday of a week than was shown."""
        days = select(DayEntry).where(DayEntry.week_id == self.weeks[number - 1].id).order_by(DayEntry.date)
        first, *_ = await self.site.house.all(days)
        await self.site.house.change(DayEntry, first.id, minutes=minutes)


@pytest_asyncio.fixture
async def thread(site: Site) -> Thread:
    """Have a list of four weeks mailed to a supervisor who has no chat."""
    before = [await site.house.week(one, [8, 8, 8, 8, 7], monday=MONDAY_BEFORE) for one in (site.daans, site.noors)]
    await site.house.chat(site.ria, "", kind="blocked", facts={"blocked": True})
    postman = with_real_mail(site.house)
    await site.house.remind()
    return Thread(site, postman, (before[0], site.daan10, before[1], site.noor10))


async def test_a_number_under_a_receipt_is_that_of_the_list(thread: Thread) -> None:
    await thread.says("alles akkoord behalve 3")
    assert await thread.approved() == [1, 2, 4]
    assert "Noor Visser, week 9" in await thread.says("3 ook akkoord")
    assert await thread.approved() == [1, 2, 3, 4]


async def test_a_receipt_shows_what_is_left_under_its_number(thread: Thread) -> None:
    said = await thread.says("1 en 3 akkoord")
    assert "2. Daan Bos, week 10" in said
    assert "4. Noor Visser, week 10" in said
    said = await thread.says("4 akkoord")
    assert "2. Daan Bos, week 10" in said
    assert await thread.approved() == [1, 3, 4]


@pytest.mark.parametrize(
    "between", ["hulp", "hoe werkt terugdraaien?", "bedankt", "2 nog niet", "wie gaf akkoord voor week 9?"]
)
async def test_a_number_under_an_answer_that_asks_nothing_is_that_of_the_list(thread: Thread, between: str) -> None:
    await thread.says(between)
    assert await thread.approved() == []
    await thread.says("4 akkoord")
    assert await thread.approved() == [4]


async def test_the_list_is_kept_through_many_mails(thread: Thread) -> None:
    for words in ("1 akkoord", "hulp", "bedankt", "2 akkoord", "bedankt"):
        await thread.says(words)
    await thread.says("nr 4 is ook goed")
    assert await thread.approved() == [1, 2, 4]


async def test_what_was_taken_back_keeps_its_number(thread: Thread) -> None:
    await thread.says("1 en 3 akkoord")
    said = await thread.says("oeps")
    assert "1. Daan Bos, week 9" in said
    assert "3. Noor Visser, week 9" in said
    await thread.says("3 akkoord")
    assert await thread.approved() == [3]
    await thread.says("2 ook akkoord")
    assert await thread.approved() == [2, 3]


@pytest.mark.parametrize("words", ["akkoord", "akkoord, bedankt", "alles akkoord", "alles behalve 2 akkoord", "3"])
async def test_only_what_is_named_counts_under_a_receipt(thread: Thread, words: str) -> None:
    await thread.says("1 akkoord")
    await thread.says(words)
    assert await thread.approved() == [1]


async def test_a_number_that_was_settled_already_is_told_so(thread: Thread) -> None:
    await thread.says("1 akkoord")
    assert "was al akkoord" in await thread.says("1 akkoord")
    assert await thread.approved() == [1]


async def test_hours_that_changed_since_the_list_are_shown_first(thread: Thread) -> None:
    await thread.says("1 akkoord")
    await thread.change(3, 540)
    said = await thread.says("3 akkoord")
    assert "was 8, nu 9 uur" in said
    assert await thread.approved() == [1]
    await thread.says("ja")
    assert await thread.approved() == [1, 3]


async def test_hours_shown_elsewhere_since_are_not_those_of_this_thread(thread: Thread) -> None:
    await thread.says("1 akkoord")
    receipt = len(thread.mails) - 1
    await thread.change(4, 540)
    await thread.a_week_passes()
    assert "Noor Visser" in thread.told()
    said = await thread.says("Noor week 10 akkoord", to=receipt)
    assert "was 8, nu 9 uur" in said
    assert await thread.approved() == [1]


async def test_a_number_that_means_another_week_in_a_newer_list_is_asked_with_names(thread: Thread) -> None:
    await thread.says("1 akkoord")
    receipt = len(thread.mails) - 1
    await thread.a_week_passes()
    assert "1. Week 10" in thread.told()
    asked = await thread.says("2 akkoord", to=receipt)
    assert "Daan, week 10" in asked
    assert "Noor, week 9" in asked
    assert await thread.approved() == [1]
    await thread.says("Noor week 9")
    assert await thread.approved() == [1, 3]


async def test_each_number_that_may_mean_two_weeks_is_asked_in_turn(thread: Thread) -> None:
    await thread.says("1 akkoord")
    receipt = len(thread.mails) - 1
    await thread.a_week_passes()
    await thread.says("2 en 3 akkoord", to=receipt)
    await thread.says("Daan")
    assert await thread.approved() == [1]
    await thread.says("Noor week 10")
    assert await thread.approved() == [1, 2, 4]


async def test_a_number_that_means_the_same_in_a_newer_list_needs_no_question(thread: Thread) -> None:
    await thread.says("4 akkoord")
    receipt = len(thread.mails) - 1
    await thread.a_week_passes()
    await thread.says("2 akkoord", to=receipt)
    assert await thread.approved() == [2, 4]


async def test_a_number_under_an_old_list_is_that_of_the_list_it_answers(thread: Thread) -> None:
    await thread.says("1 akkoord")
    await thread.a_week_passes()
    await thread.says("2 akkoord", to=0)
    assert await thread.approved() == [1, 2]


async def test_the_list_that_was_shown_last_in_a_thread_is_the_one(thread: Thread) -> None:
    await thread.says("1 akkoord")
    assert "1. Week 10" in await thread.says("wat staat er open?")
    await thread.says("1 akkoord")
    assert await thread.approved() == [1, 2]
    await thread.says("2 akkoord")
    assert await thread.approved() == [1, 2, 3]


@pytest.mark.parametrize("asks", ["Noor dinsdag 6", "Daan dinsdag 6"])
async def test_the_digit_of_a_choice_and_the_number_of_a_week_are_told_apart(thread: Thread, asks: str) -> None:
    assert "1. " in await thread.says(asks)
    offered = await thread.says("1 akkoord")
    assert "1. Akkoord: Daan, week 9" in offered
    assert await thread.approved() == []
    await thread.says("1")
    assert await thread.approved() == [1]


async def test_a_choice_that_says_what_it_does_is_offered_again_beside_the_week_of_that_number(thread: Thread) -> None:
    assert "1. Terug: di (Daan, week 10)" in await thread.says("Daan week 10 dinsdag was volgens mij anders ofzo")
    offered = await thread.says("1 akkoord")
    assert "1. Terug: di (Daan, week 10)" in offered
    assert "2. Akkoord: Daan, week 9" in offered
    assert await thread.approved() == []
    await thread.says("2")
    assert await thread.approved() == [1]


async def test_a_number_that_is_no_choices_digit_is_that_of_the_list(thread: Thread) -> None:
    await thread.says("Noor dinsdag 6")
    await thread.says("4 akkoord")
    assert await thread.approved() == [4]


@pytest.mark.parametrize("words", ["1 akkoord", "alleen 2 akkoord", "3 akkoord", "1", "2"])
async def test_what_a_number_names_in_a_proposal_is_asked(thread: Thread, words: str) -> None:
    await thread.says("Noor akkoord, denk ik")
    await thread.says(words)
    assert await thread.approved() == []


async def test_a_number_under_a_proposal_is_that_of_the_list(thread: Thread) -> None:
    await thread.says("Daan akkoord, denk ik")
    await thread.says("4 akkoord")
    assert await thread.approved() == [4]


async def test_two_answers_that_cross_each_find_their_list(thread: Thread) -> None:
    await thread.says("1 akkoord")
    await thread.says("2 nog niet", to=0)
    await thread.says("3 akkoord", to=1)
    await thread.says("2 ook akkoord", to=2)
    assert await thread.approved() == [1, 2, 3]


@pytest.mark.parametrize("words", ["hulp", "Daan week 10 nog niet"])
async def test_a_mail_that_answered_none_of_ours_has_no_list(thread: Thread, words: str) -> None:
    await thread.writes(words)
    assert "2. Daan" not in thread.told()
    await thread.says("2 akkoord")
    assert await thread.approved() == []


async def test_a_slow_clock_makes_no_newer_list_unseen(thread: Thread) -> None:
    await thread.says("1 akkoord")
    receipt = thread.mails[-1]
    await thread.a_week_passes()
    written = thread.site.house.now - timedelta(days=2)
    await thread.postman.brings(answer(receipt, "2 akkoord", sender=RIA, at=written))
    assert await thread.approved() == [1]
    assert "Noor, week 9" in thread.told()


async def test_a_place_among_weeks_that_were_looked_at_is_no_number(thread: Thread) -> None:
    await thread.says("laat Noor zien")
    asked = await thread.says("2 akkoord")
    assert "Daan, week 10" in asked
    assert "Noor, week 10" in asked
    assert await thread.approved() == []
    await thread.says("Noor")
    assert await thread.approved() == [4]


async def test_a_number_under_a_proposal_to_take_back_is_asked(thread: Thread) -> None:
    await thread.says("3 en 4 akkoord")
    said = await thread.says("draai Noor terug")
    assert "Draai ik dat terug?" in said
    await thread.says("1 akkoord")
    assert await thread.approved() == [3, 4]


async def test_the_list_is_kept_in_other_languages(thread: Thread) -> None:
    await thread.site.house.change(Person, thread.site.ria.id, language="en")
    said = await thread.says("everything approved except 3")
    assert "3. Noor Visser" in said
    await thread.says("3 is approved too")
    assert await thread.approved() == [1, 2, 3, 4]


async def colleague(thread: Thread) -> Person:
    """Give the company another supervisor, who judges Noor alone: her own list begins with Noor."""
    house, site = thread.site.house, thread.site
    eva = await house.person("Eva", "Kale")
    await house.role(eva, Role.WORK_SUPERVISOR, site.tenant)
    sam = await house.person("Sam", "Vos")
    await house.week(await house.dossier(site.tenant, sam, eva), [8, 8, 8, 8, 8])
    return eva


async def test_a_receipt_that_somebody_else_answers_settles_nothing(thread: Thread) -> None:
    eva = await colleague(thread)
    await thread.site.house.remind()
    await thread.says("2 akkoord")
    await thread.says("1 akkoord", sender=f"{eva.name} <eva@kale.example>")
    assert await thread.approved() == [2]
    (week,) = await thread.site.house.all(select(LogbookWeek).order_by(LogbookWeek.id.desc()).limit(1))
    assert await thread.site.house.states(week) == "sssss"


async def test_a_remark_between_the_lines_of_a_receipt_takes_no_number_from_them(thread: Thread) -> None:
    await thread.says("1 akkoord")
    quoted = "\n".join(f"> {line}" for line in plain(thread.mails[-1]).splitlines())
    at = quoted.index("> ", quoted.index("2. Daan Bos"))
    await thread.says(
        f"Op ma 9 mrt 2026 schreef Akkoord <antwoord@akkoord.example>:\n\n{quoted[:at]}akkoord\n{quoted[at:]}"
    )
    assert await thread.approved() == [1]


async def test_a_number_means_the_same_in_chat_under_a_proposal(site: Site) -> None:
    site.house.desk.doors = {**site.house.desk.doors, Channel.CHAT: SayDoor(Channel.CHAT)}
    before = await site.house.week(site.daans, [8, 8, 8, 8, 7], monday=MONDAY_BEFORE)
    await site.house.remind()
    await site.house.chat(site.ria, "Daan akkoord, denk ik")
    await site.house.chat(site.ria, "3 akkoord")
    assert await site.house.states(site.noor10) == "aaaaa"
    assert await site.house.states(before) == "sssss"


async def test_a_reply_in_chat_to_a_receipt_keeps_the_numbers_of_the_list(site: Site) -> None:
    before = await site.house.week(site.daans, [8, 8, 8, 8, 7], monday=MONDAY_BEFORE)
    await site.house.remind()
    await site.house.chat(site.ria, "1 akkoord")
    receipt = site.house.last(site.ria)
    assert 'value="3"' in receipt.outgoing.said.html
    ref = f"{receipt.outgoing.address}:{receipt.outgoing.outbox_id}"
    await site.house.chat(site.ria, "3 akkoord", in_reply_to=[ref])
    assert await site.house.states(site.noor10) == "aaaaa"
    assert await site.house.states(before) == "aaaaa"
    assert await site.house.states(site.daan10) == "sssss"
