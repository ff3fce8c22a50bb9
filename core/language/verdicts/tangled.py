"""Look at a whole message once more, apart from how it was read: may what is said of one be said of another?

"Daan akkoord, do niet Sanne oke" and "goed Noor Daan niet" can be cut in two ways. Whoever is read in one of them was
not wholly understood, so nothing of it is done at once. It looks at the order of names, days and verdicts alone.
"""

import re
from collections.abc import Iterator, Sequence
from enum import IntEnum
from functools import lru_cache

from core.language.clauses.item import Item, Kind
from core.language.vocabulary.said import Said

JUDGES = frozenset(
    {"approve", "approve_act", "unsure_approve", "take_over", "wrong", "back", "back_whole", "hold", "later"}
    | {"not_yet", "not_until", "absent", "does_later", "amiss"}
)
DENIES = frozenset({"not", "instead"})
# Beside one of these a bare number is hours.
COMPARES = frozenset({"instead", "to", "less", "more", "must"})
HOURS_OF_A_DAY = 24
LEADS = frozenset({"owner_lead", "about_lead", "whom_lead"})
# What may be judged apart from another.
SUBJECTS = frozenset({Kind.NAME, Kind.WEEKS, Kind.NUMBERS})
FEWEST = 2
# Right behind somebody these judge as well: "Sanne wel, Daan ook".
AGREES = frozenset({"asserts", "also", "yes", "contrast"})
# Each thing is a letter: n who, w a week, r the rest, d a day, h hours, v a verdict, H and T the two ends of a verb in
# two parts, y a word that agrees, i a "niet", l "van" or "voor", a "en", b "maar", x "behalve", and the pauses.
LETTERS = {
    Kind.NAME: "n",
    Kind.WEEKS: "w",
    Kind.DAYS: "d",
    Kind.HOURS: "h",
    Kind.TIMES: "h",
    Kind.COMMA: ",",
    Kind.OPEN: ",",
    Kind.ASIDE: ",",
    Kind.COLON: ",",
    Kind.STOP: ".",
    Kind.QUESTION: ".",
}
WORDS = (
    (frozenset({"head"}), "H"),
    (frozenset({"tail"}), "T"),
    (JUDGES, "v"),
    (DENIES, "i"),
    (frozenset({"except"}), "x"),
    (frozenset({"but", "only"}), "b"),
    (frozenset({"rest"}), "r"),
    (frozenset({"and"}), "a"),
    (AGREES, "y"),
)
# Those who are joined by "en" are judged together, M; so are names in a row, N, and days, with commas too.
# Each stands behind a letter without which there is none of it.
JOINT = (
    ("l", re.compile(r"l+(?=[nw])"), "l"),
    ("l", re.compile(r"l(?![nw])"), ""),
    ("i", re.compile(r"i(?=h)"), ""),
    ("i", re.compile(r"i"), "v"),
    ("", re.compile(r"(?:rl?)?(?:wl?)*n[nw]*(?:al?(?:wl?)*n[nw]*)+|rlw|w(?:aw)+"), "M"),
    ("", re.compile(r"(?:rl?)?(?:wl?)*n[nw]*|w"), "N"),
    ("y", re.compile(r"(?<=[NMr])y"), "v"),
    ("y", re.compile(r"y"), ""),
    ("", re.compile(r"[dh]+(?:[,a]+[dh]+)*"), "D"),
    ("H", re.compile(r"H([^,.abx]{0,40})T"), r"\1v"),
    ("", re.compile(r"[vHT]+"), "V"),
    ("l", re.compile(r"(?<!D)l"), ""),
)
# Names each with what is said of them behind it.
IN_TURN = re.compile(r"(?:[NMr][VD]+)+")
NAMES = re.compile(r"[NM]")
# Behind somebody, these stand in front of another, who is judged as well, or not: they may be of either.
BEFORE = re.compile(r"D.*[NM]|V+[NM][VD]")
BETWEEN = re.compile(r"DV+[NM]|Dl[NM]")
SAID = re.compile(r"[VD]")
ABOUT = re.compile(r"D|V[NM]")
VERDICT_FIRST = re.compile(r"V+[NM]")
# "Week 46 goed behalve Noor en week 47 goed": both may be left out of the first.
EXCEPTED = re.compile(r"V[^.]{0,40}x,*(?:M|Na[NM])V")
# "Daan, terug Sanne, niet": each may be of the one before or behind it. "Niet Daan, Sanne goed": of one or both.
SHIFTED = re.compile(r"[NM],(?:V[NM],)+V")
LISTED = re.compile(r"(?:^|[,.])in+,n+[^,.abx]{0,40}[vHT]")
# "Daan, Sanne niet, Youssef goed": of Daan as well?
PAIRED_OFF = re.compile(r"(?:^|[,.])n,ni,")
# "Noor ok but Monday and Sanne ...": is the Monday left out, or hers?
APART = re.compile(r"bd+,?a+n")
# "Goed, en Sanne": hers alone, or hers too?
ADDED = re.compile(r"[vry]+,?a+n")
# "Ja voor Sanne Daan terug."
AGREED = re.compile(r"yln+[^,.abx]{0,40}[vHT]")


class Tangle(IntEnum):
    """How well a message hangs together: it does, it may be meant as it was read, or how it was read says nothing."""

    NONE = 0
    PROPOSES = 1
    ASKS = 2


def tangle(said: Said, items: Sequence[Item]) -> Tangle:
    """Say whether a message names several, and may be cut in two ways. items: as they were typed, in order."""
    if len([item for item in items if item.kind in SUBJECTS or "rest" in item.labels]) < FEWEST:
        is_last = bool(items) and items[-1].kind is Kind.NAME
        is_added = is_last and ADDED.fullmatch("".join(_letters(said, items))) is not None
        return Tangle.ASKS if is_added else Tangle.NONE
    order = "".join(_letters(said, items))
    # One week beside names only says which of theirs.
    order = order.replace("w", "") if order.count("w") == 1 and "n" in order else order
    if order.count("n") > 1 and (AGREED.search(order) or LISTED.search(order)):
        return Tangle.ASKS
    if APART.search(order):
        return Tangle.ASKS
    is_paired_off = PAIRED_OFF.search(order) is not None
    for letter, pattern, put in JOINT:
        order = pattern.sub(put, order) if letter in order else order
    if order.count("N") + order.count("r") + 2 * order.count("M") < FEWEST:
        return Tangle.NONE
    found = max(_of_sentence(sentence) for sentence in order.split("."))
    return max(found, Tangle.PROPOSES) if is_paired_off else found


def _of_sentence(sentence: str) -> Tangle:
    if EXCEPTED.search(sentence) or SHIFTED.search(sentence):
        return Tangle.ASKS
    found = Tangle.NONE
    last = before = ""
    is_judged = False
    parts = [part for part in re.split("[,abx]+", sentence) if part]
    for at, part in enumerate(parts):
        names = NAMES.findall(part)
        is_trailing = bool(names) and is_judged and SAID.search("".join(parts[at:])) is None
        if (names and last and BETWEEN.search(part)) or (is_trailing and ABOUT.search(before) and at > 1):
            return Tangle.ASKS
        if last and before.endswith("D") and VERDICT_FIRST.match(part):
            return Tangle.ASKS
        if last == "M" and not names and "D" in part:
            return Tangle.ASKS  # "Akkoord voor Daan en Sanne, vrijdag niet": whose Friday?
        if (len(names) + part.count("r") > 1 and not IN_TURN.fullmatch(part)) or (
            names and last and BEFORE.search(part)
        ):
            found = Tangle.PROPOSES
        last = names[-1] if names else last
        is_judged = is_judged or bool(names and SAID.search(part))
        before = part
    return found


def _letters(said: Said, items: Sequence[Item]) -> list[str]:
    """Give the letter of each item that has one; who was named before is not named anew."""
    found: list[str] = []
    named: set[object] = set()
    for sentence in _sentences(items):
        days = [at for at, item in enumerate(sentence) if item.kind is Kind.DAYS]
        is_of_name = bool(days) and any(item.kind is Kind.NAME for item in sentence)
        for at, item in enumerate(sentence):
            letter = LETTERS.get(item.kind, "")
            if item.kind is Kind.WORD:
                letter = _of_labels(item.labels) or ("l" if said.has_any(item.first, LEADS) else "")
            elif item.kind is Kind.NUMBERS:
                # A bare number behind a day is hours; in front of one too, where somebody is named.
                is_hours = bool(days) and (days[0] < at or (is_of_name and days[-1] > at))
                letter = _of_number(item, sentence[max(at - 1, 0) : at + 2], is_of_day=is_hours)
            if letter in {"n", "w"}:
                whom = _named(item)
                letter = "" if whom and whom <= named else letter
                named |= whom
            if letter:
                found.append(letter)
    return found


def _sentences(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    begin = 0
    for at, item in enumerate(items):
        if LETTERS.get(item.kind) == ".":
            yield items[begin : at + 1]
            begin = at + 1
    yield items[begin:]


def _of_number(item: Item, beside: Sequence[Item], *, is_of_day: bool) -> str:
    """Take a number for hours where a day or a word of comparing says so, for a week where it is too much for that."""
    if item.is_amount and (is_of_day or any(not one.labels.isdisjoint(COMPARES) for one in beside)):
        return "h"
    is_bare = item.numbers is not None and not item.numbers.explicit
    return "w" if is_bare and item.numbers is not None and min(item.numbers.numbers) > HOURS_OF_A_DAY else "n"


def _named(item: Item) -> set[object]:
    """Give what an item names, so that it is known when it is named again."""
    if item.name is not None:
        return {("who", item.name.dossiers)}
    if item.numbers is not None:
        return {("number", number) for number in item.numbers.numbers}
    weeks = item.weeks
    return set() if weeks is None else {("week", number) for number in weeks.numbers} | {*weeks.mondays}


@lru_cache(maxsize=4_096)
def _of_labels(labels: frozenset[str]) -> str:
    letter = next((letter for parts, letter in WORDS if not labels.isdisjoint(parts)), "")
    # "Rest wel."
    return "ry" if letter == "r" and not labels.isdisjoint(AGREES) else letter
