"""Read what says that somebody was not there, so that its "niet" denies nothing else and its day has no hours."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from core.language.clauses.item import PLAIN, PUNCTUATION, Item, Kind
from core.language.values.times import Times
from core.language.vocabulary.said import Said

ABSENT = frozenset({"cause", "absent"})
WORDS = frozenset({Kind.WORD, Kind.UNKNOWN})
LEADS = PLAIN | {"to"}
CLOSES = frozenset({Kind.COMMA, Kind.OPEN, Kind.STOP, Kind.ASIDE})
SPEAKS = frozenset({"i_you", "mine", "us"})
SMALL = frozenset({"plain", "courtesy", "why", "because", "and"})


def absences(said: Said, items: list[Item]) -> list[Item]:
    """Mark "ziek" and "niet aanwezig" for what they say of a day; the "niet" in it denies nothing else."""
    found = list(items)
    behind = 0
    for at, item in enumerate(found):
        if item.kind not in WORDS:
            continue
        length = said.has(item.first, "absence")
        is_whole = length > item.last - item.first and _closes(found, item.first + length)
        if item.first < behind or is_whole or (length and "cause" in item.labels):
            behind = max(behind, item.first + length)
            found[at] = replace(item, kind=Kind.UNKNOWN, labels=ABSENT)
        elif length and at and found[at - 1].kind is Kind.DAYS and not any(one.is_amount for one in found):
            found[at] = replace(item, kind=Kind.UNKNOWN, labels=ABSENT)
        elif length and "busy" in item.labels:
            is_theirs = all(one.labels.isdisjoint(SPEAKS) for one in items)
            is_of_student = is_theirs and _is_beside_day(items, at)
            whose = replace(item, labels=item.labels | {"absent"})
            found[at] = replace(item, kind=Kind.UNKNOWN, labels=ABSENT) if is_of_student else whose
    return _parted(said, _away(found))


def _is_beside_day(items: Sequence[Item], at: int) -> bool:
    """Say whether a day is named in the same clause, and somebody that is spoken of."""
    before = list(takewhile(lambda one: one.kind not in PUNCTUATION, reversed(items[:at])))
    behind = list(takewhile(lambda one: one.kind not in PUNCTUATION, items[at:]))
    told = any(one.kind is Kind.NAME or not one.labels.isdisjoint({"that", "they", "why"}) for one in before)
    return told and any(one.kind is Kind.DAYS for one in (*before, *behind))


def _away(items: Sequence[Item]) -> list[Item]:
    """Take the 2 of "vrijdag 2 uur ziek" for how long somebody was away, and not for what that day should be."""
    found = list(items)
    is_of_day = False
    for at, item in enumerate(items):
        is_of_day = item.kind is not Kind.STOP and (is_of_day or item.kind is Kind.DAYS)
        hours = item.hours if item.kind is Kind.HOURS else None
        if not is_of_day or hours is None or hours.plain:
            continue
        lead = list(takewhile(lambda one: bool(one.labels) and one.labels <= LEADS, items[at + 1 :]))
        behind = items[at + 1 + len(lead)] if at + 1 + len(lead) < len(items) else None
        # "3 uur klanten" is work, and "6 uur tandarts" what is left of the day.
        goes = any("to" in one for one in lead)
        if behind is not None and ("absent" in behind or (goes and "cause" in behind)):
            times = Times(item.last - item.first, is_late=True)
            found[at] = replace(item, kind=Kind.TIMES, times=times)
    return found


def _parted(said: Said, items: Sequence[Item]) -> list[Item]:
    """Part the days of "ziek op dinsdag, woensdag 6": the hours are of the last, who was ill on the others."""
    found: list[Item] = []
    is_away = False
    for at, item in enumerate(items):
        is_away = item.kind not in PUNCTUATION and (is_away or "absent" in item.labels)
        is_several = is_away and len(item.days) > 1 and at + 1 < len(items) and items[at + 1].is_amount
        joint = _last_joint(said, item) if is_several else 0
        if joint:
            comma = Item(Kind.COMMA, joint, joint + 1)
            found += [replace(item, days=item.days[:-1], last=joint), comma]
            found.append(replace(item, days=item.days[-1:], first=joint + 1))
        else:
            found.append(item)
    return found


def _last_joint(said: Said, item: Item) -> int:
    """Give the token that joins the last of several days to the others, 0 where none does."""
    places = (at for at in range(item.last, item.first, -1) if said.tokens[at].folded == "," or said.has(at, "and"))
    return next(places, 0)


def _closes(items: Sequence[Item], end: int) -> bool:
    """Say whether a phrase that ends here is all: "was er niet", and not "was er niet mee eens"."""
    following = next((item for item in items if item.first >= end), None)
    return following is None or following.kind in {*CLOSES, Kind.DAYS} or bool(following.labels & SMALL)
