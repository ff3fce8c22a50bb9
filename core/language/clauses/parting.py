"""Notice words between two names, or two days, that part them: in "Noor gezien Daan terug" only Daan may go back."""

import re
from collections.abc import Set as AbstractSet

from core.language.clauses.frames import Frame
from core.language.clauses.item import Item, Kind

PAIR = 2
ALIKE = frozenset({Kind.NAME, Kind.WEEKS, Kind.NUMBERS, Kind.DAYS})
# Between two of a kind these say something of the first alone.
PARTS = frozenset(
    {"checked", "asserts", "yes", "emoji", "courtesy", "was", "stands", "made", "presence", "does_later", "approve"}
    | {"hesitates", "head"}
)
# Even a yes reaches over no such word: "Noor hmm, Daan ok".
HESITATES = frozenset({"hesitates"})
JOINS = frozenset({"and", "also", "both", "not", "or"})
MARKS = {Kind.NAME: "n", Kind.DAYS: "t"}
DENIES = frozenset({"not", "not_yet"})
JUDGES = frozenset({"approve", "approve_act", "unsure_approve", "yes", "wrong", "back", "hold", "later"})
# Who has hours, or a word that takes away, of their own is told of in full.
TOLD = frozenset(
    {"not", "instead", "wrong", "hold", "later", "back", "back_whole", "absent", "cause", "clocking", "amiss", "must"}
    | {"less", "more", "lacks"}
)


def is_crosswise(frame: Frame) -> bool:
    """Say whether one piece may be read from either side.

    "Goed Noor niet goed Daan", "en Daan niet Sanne", "goed ma di en wo niet".
    """
    are_named = len(frame.scope.names) >= PAIR
    if not (are_named or (frame.has_days and frame.nots)):
        return False
    order = "".join(_mark(item) for item in frame.piece.items)
    if not are_named:
        are_several = sum(len(item.days) for item in frame.piece.items) >= PAIR
        # "Klopt di en do niet" has its verb in front.
        is_verb = any("be" in item and "approve" in item for item in frame.piece.items)
        return are_several and not is_verb and re.fullmatch("v+t+d", order.replace("n", "")) is not None
    order = order.replace("t", "")
    return re.fullmatch("v+n+[vd]*d[vd]*n+", order) is not None or (
        frame.piece.lead == "and" and re.fullmatch("n+dn+", order) is not None
    )


def _mark(item: Item) -> str:
    """Say whether an item names ("n"), is of days ("t"), denies ("d") or judges ("v")."""
    if item.kind in MARKS:
        return MARKS[item.kind]
    if not item.labels.isdisjoint(DENIES):
        return "d"
    return "v" if "tail" not in item and not item.labels.isdisjoint(JUDGES) else ""


def is_parted(frame: Frame, parts: AbstractSet[str] = frozenset()) -> bool:
    """Say whether two of a kind stand in one piece with a word between them that parts, and nothing told of the first.

    parts: the labels of such a word, where not all of those count.
    """
    parting = parts or PARTS
    before: Item | None = None
    labels: set[str] = set()
    is_told = False
    for item in frame.piece.items:
        if item.kind in ALIKE and not (item.is_amount and frame.has_hours):
            if before is not None and before.kind is item.kind and not is_told:
                # "Noor inderdaad Daan terug": no more than a small word, and it joins nothing.
                is_loose = item.kind is Kind.NAME and bool(labels) and labels.isdisjoint(JOINS)
                if is_loose or labels & parting:
                    return True
            before, labels, is_told = item, set(), False
            continue
        labels |= item.labels
        # The head of a verb that comes apart tells nothing yet: "Noor mag Daan terug".
        is_of_first = not item.labels.isdisjoint(TOLD) and item.labels.isdisjoint({"asserts", "head"})
        is_told = is_told or is_of_first or item.kind in {Kind.HOURS, Kind.TIMES, Kind.NUMBERS}
    return False
