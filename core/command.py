"""A command is declared once: its name, the right and the proof it needs, and how it is confirmed and undone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import outbox, record
from core.access import Actor, Right
from core.incoming import Channel, Evidence, Incoming
from core.language.meaning import DayChange, Meaning, WeekVerdict
from core.outbox import OutboxMessage
from core.questions import LISTED, Answered, Question
from core.record import Decision

PROVEN = (Evidence.CHAT, Evidence.DOMAIN | Evidence.MAILBOX, Evidence.LINK)
KNOWN = (Evidence.CHAT, Evidence.DOMAIN, Evidence.LINK)


class Confirm(StrEnum):
    """NEVER: it only reads. UNDO: it acts and can be taken back. ALWAYS: it says back what it understood and waits."""

    NEVER = "never"
    UNDO = "undo"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class Reply:
    """A name and facts; the wording is the templates'.

    question: what then waits for an answer. acted: something changed, so a receipt belongs to it.
    """

    name: str
    facts: dict[str, Any] = field(default_factory=dict)
    question: Question | None = None
    acted: bool = False


class UndoRefused(Exception):  # noqa: N818 - a fact about the undo, told in a kind sentence
    """An answer that can't be taken back. why: names the reply of its domain that says so. facts: what that says."""

    def __init__(self, why: str, facts: dict[str, Any]) -> None:
        super().__init__(why)
        self.why = why
        self.facts = facts


@dataclass(slots=True)
class Context:
    """One turn at the desk, as a command sees it.

    shown: the items this person was shown, newest first, by week. said: the whole of what was typed; words: the clause
    that is being carried out. is_whole: that is certainly all they typed; else it may only be proposed.
    meant: what they picked when we asked what the words mean: {"week": id}, {"not": dossiers that were not meant}, or
    {"numbers": {a number, as text: the week that it means}}.
    is_confirmed: they said yes to exactly this a short while after it was said back. language: of the answer, when that
    is not theirs. in_place_of: in whose place hours were judged, by name; "" for one's own.
    said_at: when the words were said, which is what "vandaag" counts from; None for just now. base_url: of the pages.
    """

    session: Session
    now: datetime
    actor: Actor
    incoming: Incoming
    inbox_id: int
    answered: Answered
    undo_window: timedelta
    shown: dict[int, dict[str, Any]] = field(default_factory=dict)
    meaning: Meaning = field(default_factory=lambda: Meaning(""))
    words: str = ""
    said: str = ""
    is_whole: bool = True
    meant: dict[str, Any] = field(default_factory=dict)
    is_confirmed: bool = False
    language: str = ""
    in_place_of: set[str] = field(default_factory=set)
    said_at: datetime | None = None
    base_url: str = ""
    decisions: list[Decision] = field(default_factory=list)

    @property
    def is_proven(self) -> bool:
        """This message alone proves enough to act; words kept from one that doesn't are only proposed."""
        return any(needed & self.actor.evidence == needed for needed in PROVEN)

    @property
    def listed(self) -> int | None:
        """The list that what we say now goes on about, by id; a mail that is no reply has shown none."""
        about = self.answered.listing
        is_shown = self.answered.named or self.incoming.channel is Channel.CHAT
        return about.id if about is not None and is_shown else None

    @property
    def numbers(self) -> dict[int, int]:
        """The numbers that an answer shows weeks under, by week: those that a reply to it may use."""
        return self.answered.numbers if self.listed is not None else {}

    def number_of(self, week_id: int) -> int | None:
        """Give the number of a week in the list that this is about, or else where it was last shown."""
        shown = self.shown.get(week_id, {}).get("number")
        return self.answered.numbers.get(week_id, shown)

    def decide(self, command: str, tenant_id: int, facts: dict[str, Any]) -> Decision:
        """Write one decision into the record, with who said what on which evidence."""
        decision = record.add(
            self.session,
            Decision(
                tenant_id=tenant_id,
                person_id=self.actor.id,
                inbox_id=self.inbox_id,
                command=command,
                channel=self.incoming.channel,
                evidence=evidence_text(self.actor.evidence),
                words=self.words,
                facts=facts,
                decided_at=self.now,
            ),
        )
        self.decisions.append(decision)
        return decision

    def ask(self, kind: str, person_id: int, tenant_id: int | None, facts: dict[str, Any]) -> Question:
        """Make a question for someone; it is open once a message delivered it.

        What we ask this very person next takes the place of the question they answered; a proposal that of all they
        may have answered.
        """
        asked = self.answered.question
        if person_id == self.actor.id and self.listed is not None:
            facts = {**facts, LISTED: self.listed}
        if asked is not None and person_id == self.actor.id:
            facts = {**facts, "follows": [asked.id, *asked.follows]}
        elif kind == "proposal" and person_id == self.actor.id:
            # Whichever they were at, a "ja" or "nee" right behind this is about this.
            facts = {**facts, "follows": [one.id for one in self.answered.several]}
        question = Question(person_id=person_id, tenant_id=tenant_id, kind=kind, facts=facts, asked_at=self.now)
        self.session.add(question)
        self.session.flush()
        return question

    def propose(
        self,
        meanings: Sequence[Meaning],
        items: list[dict[str, Any]],
        tenant_id: int,
        labels: tuple[str, str] = ("yes", "no"),
    ) -> Question:
        """Ask this person for a yes to something understood, about weeks as they are shown now.

        labels: what stands on the buttons of a yes and a no.
        """
        facts = {
            "items": items,
            "meanings": [meaning_to_json(meaning) for meaning in meanings],
            "choices": [
                {"label": labels[0], "meaning": {"command": "desk.yes", "weeks": []}},
                {"label": labels[1], "meaning": {"command": "desk.no", "weeks": []}},
            ],
        }
        return self.ask("proposal", self.actor.id, tenant_id, facts)

    def waiting(self) -> list[int]:
        """Give the ids of all questions that wait for this person's answer."""
        statement = select(Question.id).where(Question.person_id == self.actor.id, Question.closed_at.is_(None))
        return list(self.session.scalars(statement))

    def ask_for(self, wants: str, tenant_id: int | None) -> Question:
        """Ask this person for the one thing that their request lacks, and keep what they said.

        wants: the field that is asked for, as `Meaning.fields` names it: "text" and "names" take what is typed as it
        is, the others what is read in it. What they type next goes to the same command with it, or as "unread" when it
        was not read. It takes the place of all that is open until it is answered.
        """
        form = {"command": self.meaning.command, "fields": dict(self.meaning.fields), "wants": wants}
        choices = [{"label": "cancel", "meaning": {"command": "desk.cancel", "weeks": []}}]
        facts = {"items": [], "choices": choices, "form": {**form, "words": self.words}, "follows": self.waiting()}
        question = Question(person_id=self.actor.id, tenant_id=tenant_id, kind="form", facts=facts, asked_at=self.now)
        self.session.add(question)
        self.session.flush()
        return question

    def tell(self, person_id: int, tenant_id: int, reply: Reply) -> None:
        """Tell someone else, in the channel they prefer."""
        outbox.put(
            self.session,
            OutboxMessage(
                person_id=person_id,
                tenant_id=tenant_id,
                question_id=reply.question.id if reply.question else None,
                name=reply.name,
                facts=reply.facts,
                due_at=self.now,
            ),
        )


Run = Callable[[Context], Reply | Sequence[Reply]]
Undo = Callable[[Context, Decision], list[dict[str, Any]]]
Preview = Callable[[Context], Sequence[Reply]]


@dataclass(frozen=True, slots=True)
class Command:
    """A declared command."""

    name: str
    run: Run
    needs: Right
    proof: tuple[Evidence, ...]
    confirm: Confirm
    undo: Undo | None
    preview: Preview | None
    acts: bool
    summary: str
    refuse: Preview | None = None

    def is_proven(self, evidence: Evidence) -> bool:
        """Say whether one of the sets of evidence it asks for is wholly there."""
        return any(needed & evidence == needed for needed in self.proof)


REGISTRY: dict[str, Command] = {}


def command(
    name: str,
    *,
    needs: Right,
    proof: tuple[Evidence, ...],
    confirm: Confirm,
    undo: Undo | None = None,
    preview: Preview | None = None,
    acts: bool = False,
    refuse: Preview | None = None,
) -> Callable[[Run], Run]:
    """Declare a command. Its docstring's first line is its help.

    preview: says back what would be done and asks for a yes. acts: it may lead to an act though it needs no undo of
    its own. refuse: what is said to who has not the right, when that is more than that they may not.

    Raises: ValueError for a name used twice or an act that can't be undone.
    """

    def declare(run: Run) -> Run:
        if name in REGISTRY:
            raise ValueError(f"two commands are called {name}")
        if confirm is Confirm.UNDO and undo is None:
            raise ValueError(f"{name} can be undone, so it must say how")
        summary = (run.__doc__ or "").strip().splitlines()[0]
        REGISTRY[name] = Command(
            name, run, needs, proof, confirm, undo, preview, acts or undo is not None, summary, refuse
        )
        return run

    return declare


def evidence_text(evidence: Evidence) -> str:
    """Write evidence for the record: "domain+mailbox"."""
    return "+".join(str(flag.name).lower() for flag in Evidence if flag and flag in evidence) or "nothing"


def meaning_to_json(meaning: Meaning) -> dict[str, Any]:
    """Write a meaning into a question's facts."""
    return {
        "command": meaning.command,
        "weeks": [
            {"week": verdict.week_id, "days": [[change.date.isoformat(), change.minutes] for change in verdict.days]}
            for verdict in meaning.weeks
        ],
        "words": meaning.words,
        "reason": meaning.reason,
        "number": meaning.number,
        "dossier": meaning.dossier,
        "logged": [[change.date.isoformat(), change.minutes, change.note] for change in meaning.days],
        "mondays": [monday.isoformat() for monday in meaning.mondays],
        "fields": dict(meaning.fields),
    }


def meaning_from_json(stored: dict[str, Any]) -> Meaning:
    """Read a meaning back from a question's facts."""
    return Meaning(
        command=stored["command"],
        weeks=tuple(
            WeekVerdict(
                week["week"],
                tuple(DayChange(datetime.fromisoformat(day).date(), minutes) for day, minutes in week["days"]),
            )
            for week in stored["weeks"]
        ),
        words=stored.get("words", ""),
        reason=stored.get("reason", ""),
        number=stored.get("number"),
        dossier=stored.get("dossier"),
        days=tuple(
            DayChange(date.fromisoformat(day), minutes, note) for day, minutes, note in stored.get("logged", ())
        ),
        mondays=tuple(date.fromisoformat(monday) for monday in stored.get("mondays", ())),
        fields=stored.get("fields", {}),
    )


def stored_meanings(question: Question) -> list[Meaning]:
    """Give what a proposal proposed."""
    return [meaning_from_json(stored) for stored in question.facts.get("meanings", ())]


__all__ = [
    "KNOWN",
    "PROVEN",
    "REGISTRY",
    "Channel",
    "Command",
    "Confirm",
    "Context",
    "Reply",
    "command",
    "evidence_text",
    "meaning_from_json",
    "meaning_to_json",
    "stored_meanings",
]
