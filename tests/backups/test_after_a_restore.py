"""A restored service sends nothing twice unawares, and acts on nothing but what it has shown since."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest_asyncio
from sqlalchemy import select
from sqlalchemy.orm import Session

from akkoord.backups.taking import take
from core import record, restoration
from core.contacts.first_admin import make_admin_link
from core.contacts.models import Invitation
from core.contacts.reading import read_contact
from core.contacts.service import Where, invite
from core.engine import Database
from core.files.models import Download
from core.incoming import Channel
from core.models import Approval, ChatAccount, Decision, InboxMessage, LinkToken, OutboxMessage, Person, Question
from core.outbox import OutboxState
from core.people.models import Role
from core.people.service import chat_link_token
from core.restoration import GAP, Forgotten
from core.tenants.models import Organisation, Tenant
from tests.backups.copying import put_back
from tests.house import LAST_WEEK, House, Sent
from tests.site import Site


@dataclass
class Twice:
    """One school's service, and what becomes of it when it is put back as it was at an earlier moment."""

    site: Site
    folder: Path
    other: House | None = None
    forgotten: Forgotten | None = None

    @property
    def house(self) -> House:
        return self.site.house

    async def back_up(self) -> None:
        await take(self.house.database, self.folder / "kept.zip", self.house.now)

    async def restored(self) -> House:
        """Lose the service an hour from now, and give the one put back in its place."""
        self.house.now += timedelta(hours=1)
        self.other = House(Database(f"sqlite:///{self.folder}/again.db"), self.house.now, count=self.house.count)
        self.forgotten = await put_back(self.folder / "kept.zip", self.other.database, self.house.now)
        self.other.now += timedelta(minutes=1)
        return self.other


@pytest_asyncio.fixture
async def twice(site: Site, tmp_path: Path) -> AsyncIterator[Twice]:
    made = Twice(site, tmp_path)
    yield made
    if made.other is not None:
        await made.other.close()


async def reply(house: House, person: Person, to: Sent, text: str) -> str:
    """Reply to one of our messages in chat."""
    return await house.chat(person, text, in_reply_to=[f"{to.outgoing.address}:{to.outgoing.outbox_id}"])


async def held(house: House) -> dict[str, int]:
    return await house.database.look(restoration.held)


async def test_a_reminder_that_was_sent_after_the_backup_is_not_sent_again(twice: Twice) -> None:
    await twice.back_up()
    await twice.house.remind()
    assert twice.house.heard(twice.site.ria)
    again = await twice.restored()
    await again.remind()
    assert again.sent == []
    assert await held(again) == {"reminders.digest": 1}


async def test_a_message_that_waited_when_the_backup_was_made_is_held(twice: Twice) -> None:
    await twice.house.add(
        OutboxMessage(
            person_id=twice.site.ria.id, name="desk.nothing_changed", facts={}, token="t", due_at=twice.house.now
        )
    )
    await twice.back_up()
    await twice.house.deliver()
    again = await twice.restored()
    await again.deliver()
    assert again.sent == []
    assert twice.forgotten is not None
    assert twice.forgotten.held == {"desk.nothing_changed": 1, "reminders.digest": 1}


async def test_what_is_due_only_later_is_sent_as_planned(twice: Twice) -> None:
    """Nobody can have sent it before: it was not due yet when the service was lost."""
    due = twice.house.now + timedelta(hours=5)
    await twice.house.add(
        OutboxMessage(person_id=twice.site.ria.id, name="desk.nothing_changed", facts={}, token="t", due_at=due)
    )
    await twice.back_up()
    again = await twice.restored()
    await again.deliver()
    assert again.sent == []
    again.now = due
    await again.deliver()
    assert [sent.outgoing.name for sent in again.sent] == ["desk.nothing_changed"]


async def test_what_is_held_goes_when_it_is_released_and_says_what_is_true_then(twice: Twice) -> None:
    await twice.back_up()
    again = await twice.restored()
    assert await again.database.turn(restoration.let_go) == 1
    await again.deliver()
    digest = again.last(twice.site.ria)
    assert digest.outgoing.name == "reminders.digest"
    assert await again.press(twice.site.ria, digest.button("Alles akkoord")) == "acted"
    assert await again.states(twice.site.noor10) == "aaaaa"


async def test_what_is_held_stays_unsent_when_it_is_dropped(twice: Twice) -> None:
    await twice.back_up()
    again = await twice.restored()
    assert await again.database.turn(restoration.drop_held) == 1
    await again.remind()
    assert again.sent == []
    assert await held(again) == {}
    assert await again.all(select(OutboxMessage.state)) == [OutboxState.DROPPED]


async def test_a_held_reminder_is_no_longer_named_by_an_answer_to_the_one_that_was_sent(twice: Twice) -> None:
    """It was claimed with its token when the backup was made, and sent right after with other hours."""
    await twice.house.forget(ChatAccount)
    await twice.house.remind()
    (digest,) = await twice.house.all(select(OutboxMessage))
    await twice.house.change(OutboxMessage, digest.id, state=OutboxState.CLAIMED, sent_ref=None, sent_at=None)
    await twice.back_up()
    again = await twice.restored()
    await again.database.turn(restoration.let_go)
    await again.deliver()
    sent = again.last(twice.site.ria)
    assert sent.outgoing.token != digest.token
    assert sent.outgoing.channel is Channel.MAIL
    assert await again.mail(twice.site.ria, "alles akkoord", tokens=[digest.token]) != "acted"
    assert await again.mail(twice.site.ria, "alles akkoord", tokens=[sent.outgoing.token]) == "acted"


async def test_an_answer_written_before_the_restore_does_nothing_and_is_told_so(twice: Twice) -> None:
    """It comes in again from the mailbox. It was carried out already, on hours that are forgotten now."""
    await twice.house.remind()
    digest = twice.house.last(twice.site.ria)
    await twice.back_up()
    written = twice.house.now.isoformat()
    again = await twice.restored()
    assert await again.mail(twice.site.ria, "alles akkoord", answers=digest, sent_at=written) == "restored"
    assert await again.states(twice.site.noor10) == "sssss"
    assert "niets gewijzigd" in again.last(twice.site.ria).text
    assert "9 maart 2026, 08:00" in again.last(twice.site.ria).text


async def test_an_oeps_written_before_the_restore_takes_back_nothing_else(twice: Twice) -> None:
    await twice.house.remind()
    await twice.house.chat(twice.site.ria, "1 akkoord")
    await twice.back_up()
    written = twice.house.now.isoformat()
    again = await twice.restored()
    assert await again.mail(twice.site.ria, "oeps", sent_at=written) == "restored"
    assert len(await again.all(select(Approval).where(Approval.withdrawn_at.is_(None)))) == 5


async def test_a_message_that_waited_undecided_in_the_backup_is_answered_not_carried_out(twice: Twice) -> None:
    await twice.house.remind()
    digest = twice.house.last(twice.site.ria)
    data = digest.button("Alles akkoord")
    said = {"sender": f"{twice.site.ria.id}", "chat_id": f"{twice.site.ria.id}", "kind": "button", "button": data}
    raw = json.dumps({**said, "evidence": 8}).encode()
    await twice.house.add(InboxMessage(channel="chat", key="waits", raw=raw, received_at=twice.house.now))
    await twice.back_up()
    again = await twice.restored()
    await again.desk.decide_all()
    await again.deliver()
    assert await again.states(twice.site.noor10) == "sssss"
    assert again.last(twice.site.ria).outgoing.name == "desk.restored"


async def test_a_strangers_message_from_before_is_kept_for_an_admin(twice: Twice) -> None:
    await twice.back_up()
    written = twice.house.now.isoformat()
    again = await twice.restored()
    unknown = {"sender": "wie@elders.example", "text": "hallo", "evidence": 1, "sent_at": written}
    assert await again.say(Channel.MAIL, **unknown) == "restored"
    assert again.sent == []
    assert await again.all(select(InboxMessage.state)) == ["quarantined"]


async def test_a_new_answer_to_a_list_from_before_the_backup_does_nothing(twice: Twice) -> None:
    """Something newer may have been shown since, which is forgotten: the hours may not be those shown last."""
    await twice.house.remind()
    digest = twice.house.last(twice.site.ria)
    await twice.back_up()
    again = await twice.restored()
    assert await reply(again, twice.site.ria, digest, "alles akkoord") != "acted"
    assert await again.chat(twice.site.ria, "alles akkoord") != "acted"
    assert await again.chat(twice.site.ria, "Noor akkoord") != "acted"
    assert await again.press(twice.site.ria, digest.button("Alles akkoord")) == "stale"
    assert "eerdere kopie" in again.last(twice.site.ria).text
    assert await again.all(select(Approval)) == []


async def test_a_button_of_a_forgotten_list_never_presses_a_new_one(twice: Twice) -> None:
    """Without a gap the next question would get the very number that the lost list's buttons hold."""
    await twice.back_up()
    await twice.house.remind()
    lost = twice.house.last(twice.site.ria).button("Alles akkoord")
    again = await twice.restored()
    await again.week(twice.site.noors, [4, 4], monday=LAST_WEEK - timedelta(days=7))
    await again.chat(twice.site.ria, "wat staat er open?")
    newest = max(await again.all(select(Question.id)))
    assert newest > GAP
    assert await again.press(twice.site.ria, lost) == "stale"
    assert await again.all(select(Approval)) == []


async def test_after_the_list_is_asked_for_anew_answers_count_again(twice: Twice) -> None:
    await twice.house.remind()
    await twice.back_up()
    again = await twice.restored()
    await again.chat(twice.site.ria, "wat staat er open?")
    again.now += timedelta(minutes=1)
    assert await again.chat(twice.site.ria, "alles akkoord") == "acted"
    assert await again.states(twice.site.daan10) == "aaaaa"
    (approval,) = {
        row.decision_id for row in await again.all(select(Approval).where(Approval.week_id == twice.site.noor10.id))
    }
    assert approval > GAP, "no receipt with this number went out before"


async def test_the_record_says_that_it_was_put_back_and_is_whole(twice: Twice) -> None:
    await twice.house.remind()
    await twice.house.chat(twice.site.ria, "1 akkoord")
    await twice.back_up()
    again = await twice.restored()
    *_, last = await again.all(select(Decision).order_by(Decision.id))
    assert (last.command, last.evidence, last.person_id) == ("backup.restored", "operator", None)
    assert last.words.startswith("sha256 ")
    assert await again.database.look(lambda session: record.broken(session, twice.site.tenant.id)) is None


async def test_a_question_that_may_have_gone_out_is_not_sent_again_as_it_can_not_be_answered(twice: Twice) -> None:
    await twice.house.remind()
    question = (await twice.house.all(select(Question)))[0]
    await twice.house.add(
        OutboxMessage(
            person_id=twice.site.ria.id,
            question_id=question.id,
            name="desk.answer",
            facts={"parts": [], "receipt": None},
            token="t",
            due_at=twice.house.now,
        )
    )
    await twice.back_up()
    again = await twice.restored()
    assert twice.forgotten is not None
    assert (twice.forgotten.dropped, twice.forgotten.closed) == (1, 1)
    assert await held(again) == {}


async def test_links_that_were_open_are_used_up(twice: Twice) -> None:
    """They are good for once, and that may have been."""
    await twice.house.database.turn(lambda session: chat_link_token(session, twice.site.noor.id, twice.house.now))
    await twice.back_up()
    again = await twice.restored()
    assert None not in await again.all(select(LinkToken.used_at))


async def test_a_link_to_a_file_is_good_no_more(twice: Twice) -> None:
    """It is good for once, and that may have been."""
    await twice.house.remind()
    await twice.house.chat(twice.site.ria, "alles akkoord")
    admin = await twice.house.person("Hanneke", "Wilg", chat=True)
    await twice.house.role(admin, Role.ADMIN, twice.site.tenant)
    await twice.house.chat(admin, "exporteer de akkoorden van week 10")
    (link,) = await twice.house.all(select(Download))
    assert link.expires_at > twice.house.now + timedelta(hours=1)
    await twice.back_up()
    again = await twice.restored()
    assert [one.expires_at <= again.now for one in await again.all(select(Download))] == [True]


async def test_no_link_of_before_makes_an_admin_and_one_to_a_company_stays_good(twice: Twice) -> None:
    """It may have been withdrawn since; the invitation itself comes along, with no inviter and no company."""

    def work(session: Session) -> None:
        named = {"first_name": "Hanneke", "infix": "", "surname": "Wilg"}
        make_admin_link(session, "roc", **named, email="hanneke@wilg.example", now=twice.house.now)
        greet = session.get_one(Person, twice.site.ria.id)
        where = Where(session.get_one(Tenant, twice.site.tenant.id), session.scalars(select(Organisation)).first())
        draft = read_contact("Jan de Boer, jan@boer.example, werkbegeleider")
        invite(session, where, draft, inviter=greet, decision_id=None, now=twice.house.now)

    await twice.house.database.turn(work)
    await twice.back_up()
    again = await twice.restored()
    kept = await again.all(select(Invitation).order_by(Invitation.id))
    assert [(one.email, one.invited_by, one.organisation_id is None, one.state(again.now)) for one in kept] == [
        ("hanneke@wilg.example", None, True, "withdrawn"),
        ("jan@boer.example", twice.site.ria.id, False, "open"),
    ]


async def test_nothing_is_held_after_a_move(twice: Twice) -> None:
    """The service was stopped before the backup, so its memory is whole: who got a list may answer it."""
    await twice.house.remind()
    digest = twice.house.last(twice.site.ria)
    await twice.back_up()
    moved = House(Database(f"sqlite:///{twice.folder}/moved.db"), twice.house.now, count=twice.house.count)
    twice.other = moved
    assert await put_back(twice.folder / "kept.zip", moved.database, reminders=None) is None
    assert await held(moved) == {}
    assert await reply(moved, twice.site.ria, digest, "alles akkoord") == "acted"
    assert await moved.states(twice.site.noor10) == "aaaaa"


async def test_a_student_whose_hours_were_sent_back_can_still_mend_them(twice: Twice) -> None:
    await twice.house.remind()
    await twice.house.chat(twice.site.ria, "Daan akkoord behalve dinsdag, dat was 6 uur")
    assert await twice.house.states(twice.site.daan10) == "acaaa"
    await twice.back_up()
    again = await twice.restored()
    await again.chat(twice.site.daan, "wat staat er open?")
    again.now += timedelta(minutes=1)
    await again.chat(twice.site.daan, "dinsdag 6 uur")
    assert await again.states(twice.site.daan10) == "aaaaa"


async def test_it_can_be_put_back_a_second_time(twice: Twice) -> None:
    await twice.back_up()
    again = await twice.restored()
    await take(again.database, twice.folder / "second.zip", again.now)
    third = House(Database(f"sqlite:///{twice.folder}/third.db"), again.now)
    await put_back(twice.folder / "second.zip", third.database, again.now)

    def numbers(session: Session) -> tuple[int, int]:
        return max(session.scalars(select(Question.id))), max(session.scalars(select(Decision.id)))

    assert min(await third.database.look(numbers)) >= 2 * GAP
    assert await third.states(twice.site.noor10) == "sssss"
    await third.close()
