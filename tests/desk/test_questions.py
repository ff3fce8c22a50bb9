"""Which question a message answers, and what becomes of old buttons, late answers and answers that came too early."""

from datetime import timedelta

from sqlalchemy import select

from core.buttons import BUTTONS
from core.logbook.models import Approval, DayEntry
from tests.house import House
from tests.site import Site


async def approvals(site: Site) -> int:
    return len(await site.house.all(select(Approval).where(Approval.withdrawn_at.is_(None))))


async def test_a_button_does_what_it_says(site: Site) -> None:
    await site.house.remind()
    digest = site.house.last(site.ria)
    assert digest.labels[0] == "Alles akkoord"
    assert await site.house.press(site.ria, digest.button("Alles akkoord")) == "acted"
    assert await approvals(site) == 10


def keyboards(site: Site) -> list[list[str]]:
    """Give the buttons that earlier messages were left, in the order they were edited."""
    return [sent.labels for sent in site.house.sent if sent.outgoing.name == BUTTONS]


async def test_used_buttons_are_taken_away_and_the_others_stay(site: Site) -> None:
    await site.house.remind()
    digest = site.house.last(site.ria)
    assert digest.labels == ["Alles akkoord", "1 akkoord", "2 akkoord"]
    await site.house.press(site.ria, digest.button("2"))
    assert keyboards(site) == [["Alles akkoord", "1 akkoord"]]
    await site.house.press(site.ria, digest.button("1"))
    assert keyboards(site)[1:] == [[]]


async def test_a_typed_answer_takes_the_buttons_away_too(site: Site) -> None:
    await site.house.remind()
    await site.house.chat(site.ria, "1 akkoord")
    await site.house.chat(site.ria, "help")
    await site.house.chat(site.ria, "alles akkoord")
    assert keyboards(site) == [["Alles akkoord", "2 akkoord"], []]


async def test_a_stale_button_says_what_happened_and_does_nothing(site: Site) -> None:
    await site.house.remind()
    data = site.house.last(site.ria).button("Alles akkoord")
    await site.house.chat(site.ria, "alles akkoord")
    assert await site.house.press(site.ria, data) == "stale"
    assert await approvals(site) == 10
    assert site.house.last(site.ria).text


async def test_the_button_of_an_older_digest_is_stale(site: Site) -> None:
    await site.house.remind()
    data = site.house.last(site.ria).button("Alles akkoord")
    site.house.now += timedelta(days=2)
    await site.house.remind()
    assert await site.house.press(site.ria, data) == "stale"
    assert await approvals(site) == 0


async def test_someone_elses_button_does_nothing(site: Site) -> None:
    await site.house.remind()
    data = site.house.last(site.ria).button("Alles akkoord")
    assert await site.house.press(site.daan, data) == "stale"
    assert await approvals(site) == 0


async def test_a_button_that_nobody_made_does_nothing(site: Site) -> None:
    await site.house.remind()
    for data in ("v1:zz:0", "v1:1:99", "v2:1:0", "rommel", ""):
        assert await site.house.press(site.ria, data) == "stale"
    assert await approvals(site) == 0


async def test_words_typed_before_the_question_came_do_not_answer_it(site: Site) -> None:
    typed_at = site.house.now - timedelta(minutes=1)
    await site.house.remind()
    await site.house.chat(site.ria, "akkoord", sent_at=typed_at.isoformat())
    assert await approvals(site) == 0


async def test_what_was_mailed_can_be_finished_in_chat(site: Site) -> None:
    await site.house.chat(site.ria, "", kind="blocked", facts={"blocked": True})
    await site.house.remind()
    assert site.house.last(site.ria).outgoing.channel == "mail"
    await site.house.chat(site.ria, "", kind="blocked", facts={"blocked": False})
    # In chat nothing was asked yet, so "akkoord" shows what it would be about before it acts.
    await site.house.chat(site.ria, "akkoord")
    assert await approvals(site) == 0
    await site.house.chat(site.ria, "wat staat er open?")
    assert await site.house.chat(site.ria, "akkoord") == "acted"
    assert await approvals(site) == 10


async def test_undo_works_in_the_other_channel(site: Site) -> None:
    await site.house.remind()
    await site.house.chat(site.ria, "alles akkoord")
    receipt = site.house.last(site.ria)
    await site.house.mail(site.ria, "oeps", answers=receipt)
    # The token of a chat message proves no mailbox, so it is said back first.
    assert await approvals(site) == 10
    assert "alles akkoord" in site.house.last(site.ria).text
    assert await site.house.mail(site.ria, "ja", answers=site.house.last(site.ria)) == "acted"
    assert await approvals(site) == 0


async def test_a_yes_to_an_undo_takes_back_no_newer_answer(site: Site) -> None:
    await site.house.remind()
    await site.house.chat(site.ria, "Noor akkoord")
    await site.house.mail(site.ria, "oeps")
    proposal = site.house.last(site.ria)
    await site.house.chat(site.ria, "Daan akkoord")
    await site.house.mail(site.ria, "ja", answers=proposal)
    assert await approvals(site) == 10
    await site.house.mail(site.ria, "ja", answers=site.house.last(site.ria))
    assert await site.house.states(site.daan10) == "sssss"
    assert await site.house.states(site.noor10) == "aaaaa"


async def test_no_to_a_proposal_leaves_everything_as_it_was(site: Site) -> None:
    await site.house.remind()
    await site.house.chat(site.ria, "ik denk dat alles akkoord is")
    assert await approvals(site) == 0
    await site.house.chat(site.ria, "nee")
    assert await approvals(site) == 0
    await site.house.chat(site.ria, "ja")
    assert await approvals(site) == 0


async def test_a_yes_to_old_hours_shows_the_new_ones_first(site: Site) -> None:
    await site.house.remind()
    await site.house.chat(site.ria, "ik denk dat Daan akkoord is")
    (entry, *_) = await site.house.all(select(DayEntry).where(DayEntry.week_id == site.daan10.id))
    await site.house.change(DayEntry, entry.id, minutes=600)
    await site.house.chat(site.ria, "ja")
    assert await approvals(site) == 0
    assert "10" in site.house.last(site.ria).text
    await site.house.chat(site.ria, "ja")
    assert await approvals(site) == 5


async def test_a_message_in_a_group_acts_for_nobody(site: Site) -> None:
    await site.house.remind()
    assert await site.house.chat(site.ria, "alles akkoord", kind="group") == "group"
    assert await approvals(site) == 0


async def test_an_edit_and_a_reaction_are_answered_and_act_for_nobody(site: Site) -> None:
    await site.house.remind()
    for kind in ("edit", "reaction", "unreadable"):
        before = len(site.house.heard(site.ria))
        assert await site.house.chat(site.ria, "alles akkoord", kind=kind) == kind
        assert len(site.house.heard(site.ria)) == before + 1
    assert await approvals(site) == 0


async def test_a_stranger_in_chat_is_told_how_to_begin_once_an_hour(house: House) -> None:
    stranger = await house.person("Wim", "Vreemd")
    for _ in range(3):
        assert await house.chat(stranger, "akkoord") == "unknown_sender"
    assert len(house.heard(stranger)) == 1
    house.now += timedelta(hours=1)
    await house.chat(stranger, "akkoord")
    assert len(house.heard(stranger)) == 2
