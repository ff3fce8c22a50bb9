"""What people who know Telegram expect: cancelling, double taps, old buttons, edits, groups, another account."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from akkoord.delivery import PostBlocked, Posted
from core.incoming import Channel
from core.logbook.models import DayEntry
from core.menus import MENU, menus
from core.outgoing import Outgoing
from core.people.models import Address, Person
from tests.desk.test_linking import accounts, confirmation, link, start
from tests.desk.test_questions import approvals
from tests.postal import with_real_mail
from tests.site import Site


def told(site: Site, address: str) -> list[str]:
    return [sent.text for sent in site.house.sent if sent.outgoing.address == address and sent.text]


@pytest.mark.parametrize("words", ["/annuleren", "/cancel", "annuleren", "laat maar zitten"])
async def test_cancelling_drops_what_was_proposed_and_keeps_the_list(site: Site, words: str) -> None:
    await site.house.remind()
    await site.house.mail(site.ria, "alles akkoord")  # proves too little, so it is only proposed
    await site.house.chat(site.ria, "wat staat er open?")
    assert await site.house.chat(site.ria, "Noor: dinsdg 6") == "answered"
    proposal = site.house.last(site.ria)
    assert await site.house.chat(site.ria, words) == "answered"
    assert "Er is niets gewijzigd" in site.house.last(site.ria).text
    assert proposal.text != site.house.last(site.ria).text
    assert await site.house.chat(site.ria, "ja") == "answered"
    assert await approvals(site) == 0
    await site.house.chat(site.ria, "wat staat er open?")
    assert "Noor" in site.house.last(site.ria).text


async def test_cancelling_says_so_when_nothing_waits(site: Site) -> None:
    assert await site.house.chat(site.ria, "/annuleren") == "answered"
    assert "niets te wachten" in site.house.last(site.ria).text
    await site.house.change(Person, site.ria.id, language="en")
    assert await site.house.chat(site.ria, "/cancel") == "answered"
    assert "Nothing was waiting" in site.house.last(site.ria).text


async def test_cancelling_finds_the_newest_question_when_several_are_open(site: Site) -> None:
    await site.house.remind()
    await site.house.chat(site.ria, "wat staat er open?")
    await site.house.chat(site.ria, "Kees is goed")
    assert await site.house.chat(site.ria, "/annuleren") == "answered"
    assert "mijn vraag vervalt" in site.house.last(site.ria).text
    assert await site.house.chat(site.ria, "/annuleren") == "answered"
    assert "niets te wachten" in site.house.last(site.ria).text


async def test_a_double_tap_acts_once_and_is_answered_once(site: Site) -> None:
    await site.house.remind()
    data = site.house.last(site.ria).button("Alles akkoord")
    assert await site.house.press(site.ria, data) == "acted"
    heard = len(site.house.heard(site.ria))
    assert await site.house.press(site.ria, data) == "double_tap"
    assert len(site.house.heard(site.ria)) == heard
    assert await approvals(site) == 10


async def test_a_later_press_of_a_used_button_is_explained_with_a_way_on(site: Site) -> None:
    await site.house.remind()
    data = site.house.last(site.ria).button("Alles akkoord")
    await site.house.press(site.ria, data)
    site.house.now += timedelta(seconds=30)
    assert await site.house.press(site.ria, data) == "stale"
    assert "Deze knop geldt niet meer" in site.house.last(site.ria).text
    assert [label for label, _ in site.house.last(site.ria).outgoing.choices] == ["Wat staat er open?"]
    assert await site.house.press(site.ria, site.house.last(site.ria).button("Wat staat er open?")) == "answered"
    assert await approvals(site) == 10


async def test_an_edit_is_answered_with_a_question_once_in_a_burst(site: Site) -> None:
    await site.house.remind()
    for _ in range(5):
        assert await site.house.chat(site.ria, "alles akkoord", kind="edit") == "edit"
    assert len([one for one in told(site, str(site.ria.id)) if "gewijzigd bericht" in one]) == 1
    site.house.now += timedelta(minutes=2)
    await site.house.chat(site.ria, "alles akkoord", kind="edit")
    assert len([one for one in told(site, str(site.ria.id)) if "gewijzigd bericht" in one]) == 2
    assert await approvals(site) == 0


@pytest.mark.parametrize(
    ("what", "says"), [("voice", "spraakbericht"), ("photo", "foto"), ("sticker", "sticker"), ("location", "locatie")]
)
async def test_what_has_no_words_is_answered_honestly_by_what_it_is(site: Site, what: str, says: str) -> None:
    await site.house.remind()
    await site.house.chat(site.ria, "", kind="unreadable", facts={"what": what})
    assert says in site.house.last(site.ria).text
    assert "Er is niets gewijzigd" in site.house.last(site.ria).text
    assert await approvals(site) == 0


async def test_a_group_is_pointed_to_the_private_chat_once_and_told_nothing(site: Site) -> None:
    await site.house.remind()
    for words in ("alles akkoord", "wat staat er open?"):
        said = {"sender": str(site.ria.id), "chat_id": "-100", "kind": "group", "text": words}
        assert await site.house.say(Channel.CHAT, **said) == "group"
    (only,) = told(site, "-100")
    assert "persoonlijk bericht" in only
    assert "akkoord_bot" in only
    assert "Noor" not in only
    assert await approvals(site) == 0


async def test_another_account_takes_the_place_of_the_first_which_hears_it(site: Site) -> None:
    postman = with_real_mail(site.house)
    await start(site.house, "99", await link(site, site.noor.id))
    await start(site.house, "99", confirmation(postman, "noor@visser.example"))
    await start(site.house, "98", await link(site, site.noor.id))
    assert await start(site.house, "98", confirmation(postman, "noor@visser.example")) == "linked"
    assert await accounts(site, site.noor.id) == ["98"]
    assert "niet meer gekoppeld" in told(site, "99")[-1]
    shown = [sent.outgoing for sent in site.house.sent if sent.outgoing.name == MENU]
    (*_, last) = [one.facts for one in shown if one.address == "99"]
    assert last is not None
    assert [tuple(command) for command in last["commands"]] == menus()["nl"]["everyone"]
    said = {"sender": "99", "chat_id": "99", "text": "mijn uren", "evidence": 8}
    assert await site.house.say(Channel.CHAT, **said) == "unknown_sender"


async def test_a_reaction_is_answered_with_a_question_and_does_nothing(site: Site) -> None:
    await site.house.remind()
    assert (
        await site.house.chat(site.ria, "", kind="reaction", facts={"emoji": ["👍"], "message_id": "1"}) == "reaction"
    )
    assert "Er is niets gewijzigd" in site.house.last(site.ria).text
    assert "?" in site.house.last(site.ria).text
    assert await approvals(site) == 0


async def test_a_button_pressed_after_the_hours_changed_shows_the_difference_first(site: Site) -> None:
    await site.house.remind()
    data = site.house.last(site.ria).button("Alles akkoord")
    (monday, *_) = await site.house.all(select(DayEntry).where(DayEntry.week_id == site.noor10.id))
    await site.house.change(DayEntry, monday.id, minutes=600)
    assert await site.house.press(site.ria, data) == "acted"
    assert "was 8, nu 10 uur" in site.house.last(site.ria).text
    assert await approvals(site) == 5
    assert await site.house.press(site.ria, site.house.last(site.ria).button("Ja")) == "acted"
    assert await approvals(site) == 10


class Gone:
    """A Telegram in which this account does not exist any more."""

    async def post(self, outgoing: Outgoing) -> Posted:
        raise PostBlocked


async def test_a_deleted_account_gets_mail_instead_hears_it_once_and_can_link_another(site: Site) -> None:
    house, telegram = site.house, site.house.delivery.posts[Channel.CHAT]
    postman = with_real_mail(house)
    house.delivery.posts = {**house.delivery.posts, Channel.CHAT: Gone()}
    await house.remind()
    await house.chat(site.ria, "wat staat er open?")
    subjects = [str(mail["Subject"]) for mail in postman.to("ria@kale.example")]
    assert len([one for one in subjects if "komen voortaan per mail" in one]) == 1
    assert len([one for one in subjects if "weken wachten op uw akkoord" in one]) == 1
    house.delivery.posts = {**house.delivery.posts, Channel.CHAT: telegram}
    (told,) = [mail for mail in postman.to("ria@kale.example") if "komen voortaan per mail" in str(mail["Subject"])]
    body = told.get_body(("plain",))
    assert body is not None
    (token,) = set(re.findall(r"start=(\w+)", body.get_content()))
    await start(house, "99", token)
    assert await start(house, "99", confirmation(postman, "ria@kale.example")) == "linked"
    assert await accounts(site, site.ria.id) == ["99"]


async def test_the_school_hears_once_of_who_has_neither_chat_nor_mail(site: Site) -> None:
    house = site.house
    house.delivery.posts = {**house.delivery.posts, Channel.CHAT: Gone()}
    (address,) = await house.all(select(Address).where(Address.person_id == site.ria.id))
    await house.change(Address, address.id, works=False)
    await house.remind()
    house.now += timedelta(days=2)
    await house.remind()
    assert len([one for one in told(site, "stage@roc.example") if "Ria Kale" in one and "Telegram" in one]) == 1


async def test_another_language_changes_the_menu_at_once_and_taking_it_back_too(site: Site) -> None:
    async def set_in() -> list[str]:
        ours = [sent.outgoing for sent in site.house.sent if sent.outgoing.name == MENU]
        return [one.language for one in ours if one.address == str(site.ria.id)]

    await site.house.chat(site.ria, "in het engels")
    assert await set_in() == ["en"]
    await site.house.chat(site.ria, "oops")
    assert await set_in() == ["en", "nl"]
