"""Change messages as people do: with a typo, in capitals, with another comma, a greeting, a "niet", another number."""

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.language.meaning import Certainty, Context
from core.language.meaning import Reading as Read

# One thing that a message does: what, to which week, which day, how many minutes it is to hold; or its fields.
Act = tuple[Any, ...]
Mutator = Callable[[random.Random, str, str], str]

WORD = re.compile(r"[^\W\d_]{4,}")
NUMBER = re.compile(r"\d+")
SPACE = re.compile(r" ")
SIGNS = re.compile(r"[,.;!]")
NEIGHBOURS = {"a": "s", "e": "r", "i": "o", "o": "p", "n": "m", "t": "y", "d": "f", "k": "l", "r": "t", "g": "h"}
GREETINGS: Mapping[str, Sequence[str]] = {
    "nl": ["Hoi, ", "Goedemorgen,\n\n", "Beste Akkoord,\n\n", "Dag,\n\n", "Hallo! ", "Hey "],
    "en": ["Hi, ", "Good morning,\n\n", "Dear Akkoord,\n\n", "Hello! ", "Hey "],
    "de": ["Hallo, ", "Guten Morgen,\n\n", "Sehr geehrte Damen und Herren,\n\n", "Moin! "],
    "fr": ["Bonjour, ", "Bonjour,\n\n", "Salut ! ", "Madame, Monsieur,\n\n"],
}
CLOSINGS: Mapping[str, Sequence[str]] = {
    "nl": [" alvast bedankt", ", dank je wel!", "\n\nMet vriendelijke groet,", "\n\nMvg", " gr"],
    "en": [" thanks", ", thank you!", "\n\nKind regards,", "\n\nBest,", " cheers"],
    "de": [" danke", ", vielen Dank!", "\n\nMit freundlichen Grüßen", "\n\nViele Grüße", "\n\nMfG"],
    "fr": [" merci", ", merci beaucoup !", "\n\nCordialement,", "\n\nBien à vous,"],
}
SIGNATURES = (
    "\n\nJolanda Kuiters\nKuiters Bouw B.V.\nT 010-0001122",
    "\n\nMarijn de Wolf | planner | Wolf & Zn",
    "\n\n-- \nP. Aerts\nWerfleider",
    "\nR.",
    "\n\nSent from my iPhone",
    "\n\nVerstuurd vanaf mijn Galaxy",
)
TAKES_AWAY: Mapping[str, Sequence[str]] = {
    "nl": [
        "niet",
        "nog niet",
        "geen",
        "toch niet",
        "pas als",
        "tenzij",
        "mits",
        "nooit",
        "?",
        "misschien",
        "als",
        "of",
    ],
    "en": ["not", "not yet", "no", "unless", "only if", "never", "once", "maybe", "if", "or", "?", "don't"],
    "de": ["nicht", "noch nicht", "kein", "doch nicht", "erst wenn", "es sei denn", "nie", "?", "vielleicht", "falls"],
    "fr": ["pas", "pas encore", "aucun", "finalement pas", "seulement si", "sauf si", "jamais", "?", "peut-être", "si"],
}


@dataclass(frozen=True, slots=True)
class Doing:
    """What a message does at once. approved: the days it approves. others: all else that it changes."""

    approved: frozenset[Act]
    others: frozenset[Act]

    def does_no_more_than(self, other: "Doing") -> bool:
        """Say whether all that this does, the other does too."""
        return self.approved <= other.approved and self.others <= other.others


def doing(reading: Read, context: Context, harmless: Callable[[str], bool]) -> Doing:
    """Give all that a reading does without asking. harmless: says whether a command only reads."""
    if reading.blocks_all:
        return Doing(frozenset(), frozenset())
    weeks = {one.week_id: one for one in context.weeks}
    approved: set[Act] = set()
    others: set[Act] = set()
    for meaning in reading.meanings:
        if meaning.certainty is not Certainty.SURE or harmless(meaning.command):
            continue
        if meaning.command in {"desk.yes", "desk.choose"}:
            approved |= {(week_id, day) for week_id in context.focus for day in weeks[week_id].open}
        elif meaning.command in {"logbook.approve", "logbook.approve_except", "logbook.send_back"}:
            for verdict in meaning.weeks:
                back = {change.date: change.minutes for change in verdict.days}
                others |= {("back", verdict.week_id, day, minutes) for day, minutes in back.items()}
                if meaning.command != "logbook.send_back":
                    approved |= {(verdict.week_id, day) for day in weeks[verdict.week_id].open - back.keys()}
                elif not back:
                    others.add(("back", verdict.week_id))
        else:
            # A name or an address in it is the sender's own, mistakes and all.
            others.add((meaning.command, meaning.weeks, tuple((day.date, day.minutes) for day in meaning.days)))
    return Doing(frozenset(approved), frozenset(others))


def _at(rng: random.Random, text: str, pattern: re.Pattern[str]) -> re.Match[str] | None:
    found = list(pattern.finditer(text))
    return rng.choice(found) if found else None


def typo(rng: random.Random, text: str, language: str) -> str:
    """Drop, double, swap or miss one letter of one word."""
    found = _at(rng, text, WORD)
    if found is None:
        return text
    word, at = found.group(), rng.randrange(1, len(found.group()) - 1)
    changed = rng.choice(
        [
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + NEIGHBOURS.get(word[at].lower(), word[at]) + word[at + 1 :],
        ]
    )
    return text[: found.start()] + changed + text[found.end() :]


def case(rng: random.Random, text: str, language: str) -> str:
    """Shout, whisper, or begin with a capital or without."""
    return rng.choice([text.upper(), text.lower(), text[:1].swapcase() + text[1:], text.capitalize()])


def punctuation(rng: random.Random, text: str, language: str) -> str:
    """Add, drop or change a sign, or break a line."""
    found = _at(rng, text, rng.choice([SIGNS, SPACE]))
    if found is None:
        return text + rng.choice(["!", ".", "...", " !!", " "])
    sign = rng.choice(["", ",", ".", "!", " -", "\n", "...", ";", "  "])
    after = " " if sign in {",", ".", "!", "...", ";", " -"} and not text[found.end() :].startswith(" ") else ""
    return text[: found.start()] + sign + after + text[found.end() :]


def courtesy(rng: random.Random, text: str, language: str) -> str:
    """Greet, thank or take leave."""
    before = rng.choice([*GREETINGS[language], ""])
    return before + text + rng.choice([*CLOSINGS[language], ""])


def signature(rng: random.Random, text: str, language: str) -> str:
    """Sign, as a person and as a telephone does."""
    return text + rng.choice([*CLOSINGS[language], ""]) + rng.choice(SIGNATURES)


def negation(rng: random.Random, text: str, language: str) -> str:
    """Put a word that takes away, sets a condition or asks between two words, or at an end."""
    word = rng.choice(TAKES_AWAY[language])
    at = rng.choice([0, *(found.end() for found in re.finditer(r"[^\W_]+(?:[,'/.:][^\W_]+)*", text))])
    return text[:at] + ("" if word == "?" or not at else " ") + word + (" " if not at else "") + text[at:]


def number(rng: random.Random, text: str, language: str) -> str:
    """Put another number in the place of one."""
    found = _at(rng, text, NUMBER)
    if found is None:
        return text
    return text[: found.start()] + str(rng.choice([*range(13), 38, 49, 53, 100])) + text[found.end() :]


def twice(rng: random.Random, text: str, language: str) -> str:
    """Change one thing, and another."""
    first, second = rng.choices([typo, case, punctuation, courtesy], k=2)
    return second(rng, first(rng, text, language), language)


# These may cost a message its effect, never add to it or change it.
KEEPING: Mapping[str, Mutator] = {
    "typo": typo,
    "case": case,
    "punctuation": punctuation,
    "courtesy": courtesy,
    "signature": signature,
    "twice": twice,
}
