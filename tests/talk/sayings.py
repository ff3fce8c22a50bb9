"""What may be said in each scene of the street: the examples of all that changes something, and the tests' verdicts."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import core.desk  # noqa: F401 - declares every command
from core.command import REGISTRY, Confirm
from core.language.requests.sentences import examples
from tests.language.mutations import NUMBER
from tests.language.test_the_rule import CLAUSES, JOINTS, MIXED, STUDENTS_SAY, STUDENTS_YES, YESES
from tests.talk.scenes import Scene

WORD = re.compile(r"[^\W\d_]+")
DENIALS = frozenset(
    {"niet", "geen", "nooit", "not", "no", "never", "don", "nicht", "kein", "nie", "pas", "aucun", "jamais"}
)


# Said by a student on a Monday morning whose last week is filled in.
LOGGED = {
    "nl": ["vandaag 6 uur", "vorige week ma 7, di 6,5", "vorige week vrijdag 4 uur gewerkt"],
    "en": ["today 6 hours", "last week Mon 7, Tue 6.5", "I worked 4 hours last Friday"],
    "de": ["heute 6 Stunden", "letzte Woche Mo 7, Di 6,5", "letzten Freitag 4 Stunden gearbeitet"],
    "fr": ["aujourd'hui 6 heures", "la semaine dernière lundi 7, mardi 6,5", "vendredi dernier 4 heures"],
}


@dataclass(frozen=True, slots=True)
class Example:
    """What is said. clauses, joint: its parts and what is between them. is_mixed: it has more parts than these."""

    clauses: tuple[str, ...]
    joint: str = ""
    is_mixed: bool = False

    @property
    def text(self) -> str:
        return self.joint.join(self.clauses)


@dataclass(frozen=True, slots=True)
class Said:
    """An example as it was changed. denied: the clause in which a word that takes away was put."""

    kind: str
    example: Example
    text: str
    denied: str = ""

    def __str__(self) -> str:
        return f"{self.kind} of {self.example.text!r}, said as {self.text!r}"

    @property
    def denies(self) -> bool:
        """Whether a word was put in that says that it is not so, more than that it may not be."""
        return self.kind == "negation" and bool(
            DENIALS & ({*WORD.findall(self.text)} - {*WORD.findall(self.example.text)})
        )

    @property
    def numbers(self) -> frozenset[int]:
        """Every number in it, before and after."""
        return frozenset(int(digits) for digits in NUMBER.findall(f"{self.example.text} {self.text}"))


# What is said in each scene: groups of examples, or how the names of commands begin. In all others a yes is waited for.
SAYS = {
    "a digest": ("yeses", "clauses", "mixed", "people."),
    "one week": ("yeses", "desk.yes"),
    "an approval": ("yeses", "desk.yes", "logbook.undo"),
    "wishes": ("people.",),
    "a stand-in": ("people.",),
    "hours not handed in": ("logged", "logbook.submit"),
    "a week back": ("students say", "students' yes"),
    "a day back": ("students say", "students' yes"),
    "contacts": ("contacts.", "problems."),
    "an admin": ("operations.", "roles.", "tenants.", "files."),
}
PROPOSED = ("desk.yes", "students' yes")


def said_in(scene: Scene, language: str) -> list[Example]:
    """Give what may be said in a scene."""
    groups = {
        "yeses": singly(YESES[language]),
        "clauses": clauses(language),
        "mixed": [Example((text,), is_mixed=True) for text in MIXED[language]],
        "logged": singly(LOGGED[language]),
        "students say": singly(STUDENTS_SAY[language]),
        "students' yes": singly(STUDENTS_YES[language]),
    }
    named = SAYS.get(scene.name, PROPOSED)
    return [example for name in named for example in groups.get(name) or acting(language, name)]


def singly(texts: Iterable[str]) -> list[Example]:
    return [Example((text,)) for text in texts]


def clauses(language: str) -> list[Example]:
    """Give the clauses, each alone and before each other."""
    texts = [text for text, _ in CLAUSES[language]]
    pairs = [(first, second) for first in texts for second in texts if first != second]
    return [*singly(texts), *(Example(pair, joint) for pair in pairs for joint in JOINTS[language])]


def acting(language: str, begin: str) -> list[Example]:
    """Give the examples of the sentence files whose commands may change something."""
    found = examples(language).items()
    return singly(text for command, texts in found if command.startswith(begin) and _may_act(command) for text in texts)


def _may_act(command: str) -> bool:
    return command in REGISTRY and (REGISTRY[command].acts or REGISTRY[command].confirm is Confirm.ALWAYS)
