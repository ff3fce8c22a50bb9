"""What a chat may say where a school lets no names and no notes through it: the same facts, with nobody in them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import outbox
from core.access import Actor
from core.dossiers.models import Dossier
from core.incoming import Channel, Evidence
from core.logbook.models import LogbookWeek
from core.outbox import OutboxMessage
from core.people.models import Membership, Role
from core.questions import Question
from core.receiver import allows_chat, mails_of, spoken_of
from core.tenants.models import ChatPolicy, Tenant
from core.wording import Wording

ANSWER = "desk.answer"
MAILED = "tenants.mailed"
# Of these nothing is left without a name: they go by mail, and a chat that asked for one says so.
NAMED = frozenset(
    {
        "logbook.history",
        "logbook.student",
        "logbook.who",
        "logbook.receipt",
        "logbook.historic",
        "logbook.mended",
        "logbook.closed",
        "logbook.mending_withdrawn",
        "problems.answered",
        "files.bad_rows",
    }
)
# These say what was typed, under this key, most to ask for a yes to exactly that: shown whole or not at all.
SAID_BACK = {
    "logbook.proposal": "reason",
    "logbook.log_proposal": "note",
    "problems.proposal": "text",
    "problems.answer_proposal": "text",
    "problems.leak_proposal": "text",
    "operations.announce_proposal": "text",
    "operations.announcement": "text",
    "operations.drop_proposal": "reason",
}
# What somebody typed may name anybody, at whatever school.
TYPED = frozenset({"words", "reason", "asked_words", "unread", "heading", "excerpt", "from_whom", "to_whom", "trouble"})
# What a file is called, and what stands in its cells.
TYPED |= {"file_name", "told"}
# A name that was typed and that we found nobody for.
TYPED_NAME = frozenset({"people.stand_in_unknown"})
# A choice that keeps one of these fields is about one student.
NAMES_ONE = frozenset({"dossier", "problem"})
QUESTIONS_BACK = 20
LIST = "digest"

# Words for a student by the number in the list, or None: (in a title, in a sentence).
Unnamed = Callable[[int | None], tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a chat with one person leaves out.

    weeks, dossiers, tenants: those spoken of that are nameless, by id. is_limited: a school of theirs is; then what is
    of no known school is nameless as well. hides_words: nothing typed is read back. is_student: they learn at such a
    school, so that their own name is left out too.
    """

    weeks: frozenset[int] = frozenset()
    dossiers: frozenset[int] = frozenset()
    tenants: frozenset[int] = frozenset()
    is_limited: bool = False
    hides_words: bool = False
    is_student: bool = False


@dataclass(frozen=True, slots=True)
class Stripping:
    """How facts lose their names. numbers: the number of each week in the list this person saw last."""

    limits: Limits
    unnamed: Unnamed
    numbers: Mapping[int, int] = field(default_factory=dict)


def limits_for(session: Session, person_id: int, facts: Mapping[str, Any]) -> Limits:
    """Find what a chat with someone leaves out of these facts, as their schools have it now."""
    rows = session.execute(
        select(Tenant.id, Tenant.chat_policy, Membership.role)
        .join(Membership, Membership.tenant_id == Tenant.id)
        .where(Membership.person_id == person_id, Tenant.chat_policy != ChatPolicy.FULL)
    ).all()
    minimal = {tenant_id for tenant_id, policy, _ in rows if policy == ChatPolicy.MINIMAL}
    if not minimal:
        return Limits(hides_words=bool(rows), is_student=any(role == Role.STUDENT for _, _, role in rows))
    spoken = spoken_of(dict(facts))
    weeks = select(LogbookWeek.id).where(LogbookWeek.id.in_(spoken.weeks), LogbookWeek.tenant_id.in_(minimal))
    dossiers = select(Dossier.id).where(Dossier.id.in_(spoken.dossiers), Dossier.tenant_id.in_(minimal))
    return Limits(
        weeks=frozenset(session.scalars(weeks)) if spoken.weeks else frozenset(),
        dossiers=frozenset(session.scalars(dossiers)) if spoken.dossiers else frozenset(),
        tenants=frozenset(minimal),
        is_limited=True,
        hides_words=True,
        is_student=any(role == Role.STUDENT and policy == ChatPolicy.MINIMAL for _, policy, role in rows),
    )


def may_name(session: Session, evidence: Evidence, dossiers: Iterable[int]) -> bool:
    """Say whether the students of all these dossiers may be named in an answer to who speaks with this evidence."""
    if Evidence.CHAT not in evidence:
        return True
    nameless = select(Dossier.id).join(Dossier.tenant)
    nameless = nameless.where(Dossier.id.in_(list(dossiers)), Tenant.chat_policy != ChatPolicy.FULL)
    return session.scalar(nameless.limit(1)) is None


def numbers_shown(session: Session, person_id: int) -> dict[int, int]:
    """Give the number of each week in the numbered list that someone was shown last, and in what was asked since."""
    found: dict[int, int] = {}
    latest = session.scalars(
        select(Question).where(Question.person_id == person_id).order_by(Question.id.desc()).limit(QUESTIONS_BACK)
    )
    for question in latest:
        numbers = {item["week"]: item["number"] for item in question.items if item.get("number") is not None}
        found = numbers | found
        if question.kind == LIST:
            break
    return found


def is_nameless(facts: Any, limits: Limits, *, inherited: bool = True) -> bool:
    """Say whether what facts speak of is nameless: by their own school, by those inside them, or as what they are in.

    Of several schools one is enough.
    """
    if not limits.is_limited:
        return False
    spoken = spoken_of(facts)
    if spoken.weeks or spoken.dossiers or spoken.tenants:
        return not (
            spoken.weeks.isdisjoint(limits.weeks)
            and spoken.dossiers.isdisjoint(limits.dossiers)
            and spoken.tenants.isdisjoint(limits.tenants)
        )
    return inherited


def by_mail_only(name: str, facts: dict[str, Any], limits: Limits) -> bool:
    """Say whether a message can't do without names that its chat may not show."""
    parts: list[dict[str, Any]] = facts["parts"] if name == ANSWER else [{"name": name, "facts": facts}]
    alone: frozenset[str] = frozenset() if name == ANSWER else NAMED
    return any(
        _says_back(part["name"], part["facts"], limits)
        or (part["name"] in alone and is_nameless(part["facts"], limits))
        or _lists_names(part["facts"], limits)
        for part in parts
    )


def _says_back(name: str, facts: dict[str, Any], limits: Limits) -> bool:
    """Say whether a yes is asked to words that this chat may not show."""
    key = SAID_BACK.get(name)
    if key is None or not _holds(facts, key):
        return False
    return is_nameless(facts, limits) if key == "note" else limits.hides_words


def _holds(facts: Any, key: str) -> bool:
    if isinstance(facts, dict):
        return bool(facts.get(key)) or any(_holds(value, key) for value in facts.values())
    return isinstance(facts, list) and any(_holds(value, key) for value in facts)


def _lists_names(facts: dict[str, Any], limits: Limits) -> bool:
    """Say whether facts hold names to pick from: one can't pick from what isn't shown."""
    picks = [one for one in facts.get("candidates", ()) if not one.get("is_place")]
    return any(is_nameless(one, limits) for one in picks)


def _names_one(choice: Mapping[str, Any]) -> bool:
    """Say whether a choice is called by a student's name, and not by a company, a colleague or what it does."""
    meaning = choice["meaning"]
    is_about_one = "about" in meaning or not NAMES_ONE.isdisjoint(meaning.get("fields", ()))
    return bool(choice.get("text")) and is_about_one and not choice.get("is_place")


def hidden_choices(session: Session, person_id: int, choices: Sequence[Mapping[str, Any]]) -> set[int]:
    """Say which choices, by index, name a student whom a chat with this person may not name."""
    named = {
        index: [{"week_id": week_id} for week_id in choice["meaning"].get("about", ())]
        for index, choice in enumerate(choices)
        if _names_one(choice)
    }
    if not named:
        return set()
    limits = limits_for(session, person_id, {"about": list(named.values())})
    return {index for index, about in named.items() if is_nameless(about, limits)}


def is_shut(session: Session, message: OutboxMessage, actor: Actor) -> bool:
    """Say whether this is an answer to a chat, of a school that lets nothing through chat."""
    return message.name == ANSWER and message.channel == Channel.CHAT and not allows_chat(session, message, actor)


def send_by_mail(session: Session, message: OutboxMessage, limits: Limits, now: datetime) -> None:
    """Let a message go by mail as a whole; the chat that it answers says so."""
    if message.name == ANSWER and message.channel == Channel.CHAT and message.person_id is not None:
        note = OutboxMessage(
            key=f"by_mail:{message.id}",
            person_id=message.person_id,
            name=ANSWER,
            facts={"parts": [_by_mail(bool(mails_of(session, message.person_id)), limits)], "receipt": None},
            language=message.language,
            channel=Channel.CHAT,
            address=message.address,
            due_at=now,
        )
        outbox.put_once(session, note)
    message.channel, message.address = Channel.MAIL, ""


def _by_mail(is_sent: bool, limits: Limits) -> dict[str, Any]:  # noqa: FBT001 - it is what it says
    return {"name": MAILED, "facts": {"is_sent": is_sent, "is_student": limits.is_student}}


def move_to_mail(session: Session, message: OutboxMessage, limits: Limits, now: datetime) -> None:
    """Take the parts of an answer in chat that can't do without names out of it, and plan them as a mail, once.

    The chat says so, or that there is no address to mail it to.
    """
    if message.name != ANSWER or message.channel != Channel.CHAT or message.person_id is None:
        return
    parts = message.facts["parts"]
    moved = [part for part in parts if part["name"] in NAMED and is_nameless(part["facts"], limits)]
    if not moved:
        return
    address = next(iter(mails_of(session, message.person_id)), "")
    if address:
        mail = OutboxMessage(
            key=f"by_mail:{message.id}",
            person_id=message.person_id,
            tenant_id=message.tenant_id,
            name=ANSWER,
            facts={"parts": moved, "receipt": None},
            language=message.language,
            channel=Channel.MAIL,
            address=address,
            due_at=now,
        )
        outbox.put_once(session, mail)
    said = _by_mail(bool(address), limits)
    message.facts = {**message.facts, "parts": [*(part for part in parts if part not in moved), said]}


def told_in_chat(
    session: Session, message: OutboxMessage, wording: Wording, language: str, *, facts: dict[str, Any]
) -> dict[str, Any]:
    """Give the facts that a message tells in the chat of its receiver. facts: its own, or those of one page of it.

    The row keeps all of them: a copy by mail, or the same message under another policy, tells what it may then.
    """
    if message.person_id is None:
        return facts
    limits = limits_for(session, message.person_id, facts)
    numbers = numbers_shown(session, message.person_id) if limits.is_limited else {}

    def unnamed(number: int | None) -> tuple[str, str]:
        title = {"label": "unnamed", "number": number}
        return wording.label(title, language), wording.label({"label": "the_student"}, language)

    return nameless(message.name, facts, Stripping(limits, unnamed, numbers))


def nameless(name: str, facts: Mapping[str, Any], how: Stripping) -> dict[str, Any]:
    """Write the facts of a chat message without what its limits leave out; all else stays."""
    if not how.limits.is_limited and not how.limits.hides_words:
        return dict(facts)
    return _stripped(dict(facts), how, is_hidden=True, name=name)


def _strip(value: Any, how: Stripping, *, is_hidden: bool) -> Any:
    if isinstance(value, dict):
        return _stripped(value, how, is_hidden=is_hidden)
    if isinstance(value, list):
        return [_strip(one, how, is_hidden=is_hidden) for one in value]
    return value


def _stripped(facts: dict[str, Any], how: Stripping, *, is_hidden: bool, name: str = "") -> dict[str, Any]:
    hidden = is_nameless(facts, how.limits, inherited=is_hidden)
    if set(facts) == {"name", "facts"}:
        return {**facts, "facts": _stripped(facts["facts"], how, is_hidden=hidden, name=facts["name"])}
    kept = {key: value if key == "candidates" else _strip(value, how, is_hidden=hidden) for key, value in facts.items()}
    if how.limits.hides_words:
        kept |= dict.fromkeys(TYPED & kept.keys(), "")
        if name in TYPED_NAME:
            kept["name"] = ""
    return kept | _without_names(facts, how) if hidden else kept


def _without_names(facts: dict[str, Any], how: Stripping) -> dict[str, Any]:
    """Give what takes the place of names and notes in one row of facts."""
    week_id = facts.get("week_id")
    number = None if week_id is None else facts.get("number") or how.numbers.get(week_id)
    title, sentence = how.unnamed(number)
    told: dict[str, Any] = {
        "student": title,
        # A student is spoken to, not about.
        "first_name": "" if how.limits.is_student else sentence,
        "teacher": "",
        "supervisor": "",
        "chart": None,
        "candidates": [one for one in facts.get("candidates", ()) if one.get("is_place")],
    }
    if "supervisor" in facts:
        told["in_place_of"] = ""
    if how.limits.is_student and "flag" not in facts:
        told |= {"name": "", "who": ""}
    replaced = {key: value for key, value in told.items() if key in facts}
    named = facts.get("students")
    if isinstance(named, list):
        # How many there are is told, with those who were not named anyhow.
        replaced |= {"students": [], "unseen": facts.get("unseen", 0) + len(named)}
    if "student" in facts:
        replaced["is_unnamed"] = True
    if "note" in facts:
        replaced |= {"note": "", "has_note": bool(facts["note"])}
    return replaced
