"""Hear that what was said of hours is corrected within the message: "Daan goed, o nee Sanne"."""

from collections.abc import Sequence
from enum import IntEnum

from core.language.clauses.item import PUNCTUATION, Item, Kind
from core.language.clauses.piece import SCOPES, VERDICTS
from core.language.vocabulary.said import Said

VALUES = frozenset({*SCOPES, Kind.DAYS, Kind.HOURS})
PAUSES = PUNCTUATION - {Kind.COLON}
SMALL = frozenset({"courtesy", "sign", "and", "emoji"})
# What may stand between a word that surely corrects and what it puts in its place: "o nee, die van Sanne".
BESIDE = SMALL | {"plain", "it", "that", "they", "was", "be", "why", "asserts", "contrast"}


SPOKEN = frozenset({"repair", "slip", "mild_repair"})
WORDS = SPOKEN | {"plain_repair", "stammer"}


class Correction(IntEnum):
    """NONE: nothing is taken back. MILD: something may be. SURE: it can't be told what is left."""

    NONE = 0
    MILD = 1
    SURE = 2


def may_correct(said: Said) -> bool:
    """Say whether any word of correction was said."""
    return not said.labels.isdisjoint(WORDS)


def correction(said: Said, items: Sequence[Item]) -> Correction:
    """Say whether a word of correction stands behind a verdict or hours, and something of that sort behind it."""
    found = Correction.SURE if "number_no" in said.labels and _may_number(said, items) else Correction.NONE
    is_told = False
    has_days = False
    for at, item in enumerate(items):
        if is_told and (_begins(items, at) or said.has(item.first, "stammer")):
            found = max(found, _at(said, items, at, has_days=has_days))
        has_days = has_days or item.kind is Kind.DAYS
        is_told = is_told or item.kind is Kind.HOURS or not item.labels.isdisjoint(VERDICTS)
        is_told = is_told or (has_days and item.is_amount)
    return found


def _may_number(said: Said, items: Sequence[Item]) -> bool:
    """Say whether it is "3, no 4": number 4 as well, not 4, or 4 and not 3? Of a day those are hours."""
    if any(item.kind is Kind.DAYS for item in items):
        return False
    for number, comma, word, other in zip(items, items[1:], items[2:], items[3:], strict=False):
        is_row = number.kind is other.kind is Kind.NUMBERS and comma.kind is Kind.COMMA
        if is_row and said.has(word.first, "number_no") and word.last == other.first:
            return True
    return False


def _begins(items: Sequence[Item], at: int) -> bool:
    """Say whether a clause begins here; behind a colon it explains."""
    before = items[at - 1]
    return before.kind in PAUSES or "and" in before


def _at(said: Said, items: Sequence[Item], at: int, *, has_days: bool) -> Correction:
    """Say what a word of correction at an item makes of the message."""
    item = items[at]
    lengths = {label: said.has(item.first, label) for label in WORDS}
    longest = max(lengths.values())
    if longest < item.last - item.first:
        return Correction.NONE
    is_mild = lengths["mild_repair"] == longest
    is_slip = not is_mild and lengths["slip"] == longest
    is_plain = not (is_mild or is_slip) and lengths["plain_repair"] == longest
    behind = _behind(said, items, item.first + longest, SMALL if is_slip or is_mild else BESIDE)
    if behind is None:
        return Correction.NONE
    if lengths["stammer"] == longest:
        # "Vrijdag 6 eh donderdag 6", "Daan terug eh Sanne terug": the other, or both?
        is_day = has_days and behind.kind is Kind.DAYS
        return Correction.SURE if is_day else Correction.MILD if behind.kind in SCOPES else Correction.NONE
    if is_mild and has_days and (behind.kind is Kind.DAYS or behind.is_amount):
        return Correction.SURE  # "Vrijdag 7, sorry, donderdag 6": instead of that, or as well?
    if is_plain or is_slip:
        # "Daan terug, foutje, vrijdag was 6" tells which; "vrijdag 6, nee donderdag" puts one for the other.
        is_other = has_days if behind.kind is Kind.DAYS else is_slip or "approve" in behind
        return Correction.SURE if is_other else Correction.NONE if has_days else _of_another(items, at, behind)
    return Correction.MILD if is_mild else Correction.SURE


def _of_another(items: Sequence[Item], at: int, named: Item) -> Correction:
    """Say what "Daan terug, nee Sanne" comes to; with "terug" behind her it may be of both."""
    if not _is_next(items, at, named):
        return Correction.NONE
    return Correction.SURE if _is_all(items, named) else Correction.MILD


def _is_next(items: Sequence[Item], at: int, named: Item) -> bool:
    """Say whether somebody or a number follows a "nee" with no more than a sign in between, not "nee voor Daan"."""
    behind = next((item for item in items[at + 1 :] if item.kind not in PUNCTUATION), None)
    return "nay" in items[at] and behind is named and named.kind in SCOPES


def _is_all(items: Sequence[Item], named: Item) -> bool:
    """Say whether somebody or a number is all that follows a "nee": "Daan terug, nee Sanne"."""
    at = next(at for at, item in enumerate(items) if item is named)
    return all(item.labels & SMALL or item.kind is Kind.STOP for item in items[at + 1 :])


def _behind(said: Said, items: Sequence[Item], first: int, small: frozenset[str]) -> Item | None:
    """Give the value or verdict that follows next, behind small words and signs; None where something else does.

    Behind a colon it explains, "foutje: vrijdag was 6", but for somebody: "o nee: Sanne".
    """
    is_headed = False
    for item in items:
        if item.first < first:
            continue
        if item.kind is Kind.COLON:
            is_headed = True
        elif is_headed and item.kind not in SCOPES:
            return None
        if item.kind in VALUES or not item.labels.isdisjoint(VERDICTS):
            is_repair = said.has_any(item.first, SPOKEN)
            return item if item.kind in VALUES or not is_repair else None
        is_small = item.kind in PUNCTUATION or (item.kind is Kind.WORD and item.labels <= small)
        if not is_small and not said.has_any(item.first, SPOKEN):
            return None
    return None
