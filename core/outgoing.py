"""From a row in the outbox to words for one person, once its channel, address and facts are settled."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from core import outbox, paging
from core.buttons import BUTTONS
from core.charts import Chart, chart_of
from core.contacts.service import INVITED
from core.incoming import Channel, Evidence
from core.menus import MENU, menu_for
from core.nameless import hidden_choices, told_in_chat
from core.outbox import OutboxMessage
from core.paging import PAGE
from core.people.models import Person
from core.questions import WITHOUT_DIGITS, Question, button
from core.receiver import chats_of, is_linked
from core.reminders.sending import REMINDERS
from core.settling import OutgoingSettings, actor_of, settle
from core.tenants.models import Tenant
from core.wording import Said, Wording

# These say nothing: they change how a chat looks.
UNSAID = frozenset({BUTTONS, MENU})
# The words of these hold a link that is written down nowhere, so they are not kept either.
SECRET = frozenset({INVITED})


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that goes along. caption: stands under it when the words don't fit. alt: what it shows, in words."""

    png: bytes
    caption: str
    alt: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message ready for its channel. choices: labels with the callback data of their buttons.

    tenant_name: whose name the sender carries. in_reply_to: the Message-ID of the mail this answers, or "".
    can_unsubscribe: reminders only. chart: what is still to be drawn, and becomes the picture when that succeeds.
    """

    outbox_id: int
    name: str
    channel: Channel
    address: str
    token: str
    language: str
    said: Said
    choices: tuple[tuple[str, str], ...] = ()
    tenant_name: str = ""
    to_name: str = ""
    subject: str = ""
    in_reply_to: str = ""
    can_unsubscribe: bool = False
    facts: dict[str, Any] | None = None
    chart: Chart | None = None
    picture: Picture | None = None


def prepare(
    session: Session, message: OutboxMessage, *, now: datetime, wording: Wording, settings: OutgoingSettings
) -> Outgoing | None:
    """Settle one claimed message. Returns None when it need not be sent any more; the row then says why."""
    person = session.get(Person, message.person_id) if message.person_id is not None else None
    if change := CHANGES.get(message.name):
        return change(session, message, person, now, wording)
    facts = settle(session, message, person, now, settings)
    if facts is None:
        return None
    language = message.language or (person.language if person else "nl")
    return _worded(session, message, person, facts, wording=wording, language=language)


def _worded(
    session: Session,
    message: OutboxMessage,
    person: Person | None,
    facts: dict[str, Any],
    *,
    wording: Wording,
    language: str,
) -> Outgoing:
    """Put settled facts into words; in chat without what the school keeps out of it, and a long list by the page."""
    channel = Channel(message.channel)
    question = session.get(Question, message.question_id) if message.question_id is not None else None
    if channel is Channel.CHAT:

        def told(some: dict[str, Any]) -> dict[str, Any]:
            return told_in_chat(session, message, wording, language, facts=some)

        if question is not None:
            paging.begin(
                question, message.name, facts, lambda some: wording.say(message.name, told(some), language).html
            )
            facts = paging.on_page(question, message.name, facts, 0)
        facts = told(facts)
    said = wording.say(message.name, facts, language, face="chat" if channel is Channel.CHAT else "mail")
    tenant = session.get(Tenant, message.tenant_id) if message.tenant_id is not None else None
    theirs = str(message.facts.get("subject", ""))
    return Outgoing(
        outbox_id=message.id,
        name=message.name,
        channel=channel,
        address=message.address,
        token=message.token,
        language=language,
        said=said,
        choices=_choices(session, question, wording, language, channel),
        tenant_name=tenant.name if tenant is not None else "",
        to_name=person.name if person is not None else "",
        subject=_reply_subject(theirs) if theirs else said.subject,
        in_reply_to=str(message.facts.get("in_reply_to", "")),
        can_unsubscribe=message.name in REMINDERS,
        chart=chart_of(facts, wording, language),
    )


def _buttons(
    session: Session, message: OutboxMessage, person: Person | None, _now: datetime, wording: Wording
) -> Outgoing | None:
    """Settle which buttons an earlier chat message keeps, while that chat is this person's."""
    if person is None or message.address not in chats_of(session, person.id):
        outbox.drop(message, "this chat is not theirs any more")
        return None
    language = person.language
    question = session.get_one(Question, message.facts["question"])
    hidden = hidden_choices(session, person.id, question.choices)
    return Outgoing(
        outbox_id=message.id,
        name=BUTTONS,
        channel=Channel.CHAT,
        address=message.address,
        token="",
        language=language,
        said=Said(html="", subject=""),
        choices=paging.keyboard(question, wording, language, question.facts.get("page", 0), hidden=hidden),
        facts=message.facts,
    )


def _page(
    session: Session, message: OutboxMessage, person: Person | None, now: datetime, wording: Wording
) -> Outgoing | None:
    """Settle another page of a list, to show in place of the one that was looked at, while they may still see it."""
    question = session.get_one(Question, message.question_id)
    source = paging.source_of(session, question)
    if person is None or source is None or message.address not in chats_of(session, person.id):
        outbox.drop(message, "this chat is not theirs any more")
        return None
    page, actor = message.facts["page"], actor_of(session, person, Evidence.CHAT, now)
    if question.closed_at is not None or not paging.may_show(session, actor, question, source, page):
        outbox.drop(message, "answered meanwhile, or not theirs to see any more")
        return None
    language = source.language or person.language
    facts = paging.on_page(question, source.name, source.facts, page)
    return Outgoing(
        outbox_id=message.id,
        name=PAGE,
        channel=Channel.CHAT,
        address=message.address,
        token="",
        language=language,
        said=wording.say(source.name, told_in_chat(session, source, wording, language, facts=facts), language),
        choices=paging.keyboard(question, wording, language, page),
        to_name=person.name,
        facts=message.facts,
    )


def _menu(
    session: Session, message: OutboxMessage, person: Person | None, now: datetime, _wording: Wording
) -> Outgoing | None:
    """Settle the command menu of a chat, while that chat is this person's; or nobody's, when it is for nobody."""
    is_anothers = (
        is_linked(session, message.address) if person is None else message.address not in chats_of(session, person.id)
    )
    if is_anothers:
        outbox.drop(message, "this chat is not theirs any more")
        return None
    facts = message.facts
    if person is not None:
        facts = {"commands": menu_for(actor_of(session, person, Evidence.CHAT, now))}
    return Outgoing(
        outbox_id=message.id,
        name=MENU,
        channel=Channel.CHAT,
        address=message.address,
        token="",
        language=person.language if person is not None else message.language,
        said=Said(html="", subject=""),
        facts=facts,
    )


# What only changes how a chat looks: the keyboard under a message, its page, the menu of commands.
CHANGES: Mapping[str, Callable[[Session, OutboxMessage, Person | None, datetime, Wording], Outgoing | None]] = {
    BUTTONS: _buttons,
    PAGE: _page,
    MENU: _menu,
}


def _reply_subject(subject: str) -> str:
    """Answer under the subject the person used, with one "Re:"."""
    return subject if subject.lower().startswith(("re:", "antw:")) else f"Re: {subject}"


def _choices(
    session: Session, question: Question | None, wording: Wording, language: str, channel: Channel
) -> tuple[tuple[str, str], ...]:
    """Give the choices of a message's question; a digest has its own numbers, so in mail it lists no other ones."""
    if question is None or (channel is Channel.MAIL and question.kind in WITHOUT_DIGITS):
        return ()
    if channel is Channel.CHAT:
        hidden = hidden_choices(session, question.person_id, question.choices)
        return paging.keyboard(question, wording, language, 0, hidden=hidden)
    return tuple(
        (wording.label(choice, language), button(question.id, index)) for index, choice in enumerate(question.numbered)
    )
