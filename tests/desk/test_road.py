"""The main road: a digest, an answer, an approved week, a student who mends; by chat and by mail."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.incoming import Channel
from core.logbook.models import Approval, DayEntry
from core.record import Decision, broken
from tests.site import Site


async def test_a_digest_is_answered_in_one_word(site: Site) -> None:
    await site.house.remind()
    digest = site.house.last(site.ria)
    assert "Noor Visser" in digest.text
    assert "Daan Bos" in digest.text
    assert await site.house.chat(site.ria, "alles akkoord") == "acted"
    assert await site.house.states(site.noor10) == "aaaaa"
    assert await site.house.states(site.daan10) == "aaaaa"
    answer = site.house.last(site.ria)
    assert "Noor Visser" in answer.text
    assert "alles akkoord" in answer.text
    assert "Ria Kale is akkoord met je uren van week 10" in site.house.last(site.noor).text
    assert await site.house.database.look(lambda session: broken(session, site.tenant.id)) is None


async def test_all_but_a_day_with_the_right_hours_closes_when_the_student_enters_exactly_those(site: Site) -> None:
    await site.house.remind()
    await site.house.chat(site.ria, "Noor akkoord. Daan akkoord behalve dinsdag, dat was 6 uur")
    assert await site.house.states(site.noor10) == "aaaaa"
    assert await site.house.states(site.daan10) == "acaaa"
    asked = site.house.last(site.daan)
    assert "6" in asked.text
    assert await site.house.chat(site.daan, "di 6") == "acted"
    assert await site.house.states(site.daan10) == "aaaaa"
    (closed,) = await site.house.all(
        select(Approval).where(Approval.week_id == site.daan10.id, Approval.source_decision_id.is_not(None))
    )
    assert closed.minutes == 360
    assert closed.approved_by == site.ria.id
    both = await site.house.all(
        select(Decision.words).where(Decision.id.in_((closed.decision_id, closed.source_decision_id)))
    )
    assert any("dinsdag" in words for words in both)
    assert "di 6" in both


async def test_an_answer_names_what_nothing_was_said_of(site: Site) -> None:
    await site.house.remind()
    await site.house.chat(site.ria, "1 akkoord")
    answer = site.house.last(site.ria).text
    assert "Nog open" in answer
    assert "Noor Visser" in answer
    await site.house.chat(site.ria, "Noor akkoord")
    assert "Nog open" not in site.house.last(site.ria).text


async def test_other_hours_than_named_go_back_to_the_supervisor(site: Site) -> None:
    await site.house.remind()
    await site.house.chat(site.ria, "2 akkoord, 1 di terug, dat was 6 uur")
    await site.house.chat(site.daan, "di 7")
    assert await site.house.states(site.daan10) == "sssss"
    again = site.house.last(site.ria)
    assert "7" in again.text
    assert await site.house.press(site.ria, again.button("Akkoord")) == "acted"
    assert await site.house.states(site.daan10) == "aaaaa"


async def test_oops_takes_the_last_answer_back_and_says_so(site: Site) -> None:
    await site.house.remind()
    await site.house.chat(site.ria, "alles akkoord")
    assert await site.house.chat(site.ria, "oeps") == "acted"
    assert await site.house.states(site.noor10) == "sssss"
    assert await site.house.states(site.daan10) == "sssss"
    assert not await site.house.all(select(Approval).where(Approval.withdrawn_at.is_(None)))


async def test_after_an_undo_the_numbers_of_the_list_still_hold(site: Site) -> None:
    await site.house.remind()
    await site.house.chat(site.ria, "2 akkoord")
    await site.house.chat(site.ria, "oeps")
    assert await site.house.chat(site.ria, "2 akkoord") == "acted"
    assert await site.house.states(site.noor10) == "aaaaa"


async def test_after_a_day_an_answer_is_final(site: Site) -> None:
    await site.house.remind()
    await site.house.chat(site.ria, "alles akkoord")
    site.house.now += timedelta(hours=25)
    await site.house.chat(site.ria, "oeps")
    assert await site.house.states(site.noor10) == "aaaaa"


@pytest.mark.parametrize(
    "words",
    [
        "niet akkoord",
        "akkoord?",
        "akkoord als maandag klopt",
        "nog niet akkoord",
        "ik kijk morgen",
        "👍",
        "akkoord, denk ik",
        "alles akkoord tenzij er nog iets verandert",
        "not ok",
        "hoezo akkoord",
    ],
)
async def test_doubt_approves_nothing(site: Site, words: str) -> None:
    await site.house.remind()
    await site.house.chat(site.ria, words)
    assert await site.house.states(site.noor10) == "sssss"
    assert await site.house.states(site.daan10) == "sssss"
    assert len(site.house.heard(site.ria)) == 2


async def test_hours_that_changed_since_are_shown_first(site: Site) -> None:
    await site.house.remind()
    await change_hours(site, 9)
    await site.house.chat(site.ria, "alles akkoord")
    assert await site.house.states(site.noor10) == "aaaaa"
    assert await site.house.states(site.daan10) == "sssss"
    assert "9" in site.house.last(site.ria).text
    assert await site.house.chat(site.ria, "ja") == "acted"
    assert await site.house.states(site.daan10) == "aaaaa"


async def test_a_note_that_changed_since_is_shown_first(site: Site) -> None:
    await site.house.remind()
    (day, *_) = await site.house.all(select(DayEntry).where(DayEntry.week_id == site.daan10.id))
    await site.house.change(DayEntry, day.id, note="uren kloppen niet")
    await site.house.chat(site.ria, "alles akkoord")
    assert await site.house.states(site.noor10) == "aaaaa"
    assert await site.house.states(site.daan10) == "sssss"
    assert "ma 2 maart: de opmerking is nu: “uren kloppen niet”" in site.house.last(site.ria).text
    assert await site.house.chat(site.ria, "ja") == "acted"
    assert await site.house.states(site.daan10) == "aaaaa"


async def change_hours(site: Site, hours: int) -> None:
    def work(session: Session) -> None:
        day = session.scalars(select(DayEntry).where(DayEntry.week_id == site.daan10.id)).first()
        assert day is not None
        day.minutes = hours * 60

    await site.house.database.turn(work)


async def test_a_mail_reply_with_its_token_acts_and_a_fresh_mail_is_only_proposed(site: Site) -> None:
    await site.house.say(Channel.CHAT, sender=f"{site.ria.id}", kind="blocked", facts={"blocked": True})
    await site.house.remind()
    digest = site.house.last(site.ria)
    assert digest.outgoing.channel == "mail"
    await site.house.mail(site.ria, "alles akkoord")
    assert await site.house.states(site.noor10) == "sssss"
    proposal = site.house.last(site.ria)
    await site.house.mail(site.ria, "ja", answers=proposal)
    assert await site.house.states(site.noor10) == "aaaaa"
