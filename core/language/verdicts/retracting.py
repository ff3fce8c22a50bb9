"""Read in free words that an answer is to be taken back, or a draft dropped: proposed, or only dropped; never more."""

from collections.abc import Sequence

from core.language.clauses.item import Item, Kind
from core.language.meaning import Certainty, Context, Meaning
from core.language.vocabulary.said import Said

# Beside one of these it is about hours in another way, or depends on something.
ELSE = frozenset({"back", "back_whole", "hold", "if", "not_until", "or", "ask", "except", "irony"})
VALUES = frozenset({Kind.DAYS, Kind.HOURS, Kind.NUMBERS})
OPENS = frozenset({"courtesy", "plain", "sign", "i_you", "nay", "not", "no"})
RETRACTS = frozenset({"takes_back", "disregard"})
MOST_WORDS = 40


def read_retraction(said: Said, items: Sequence[Item], context: Context, text: str) -> Meaning | None:
    """Read a whole message that takes something back; None when it is anything else.

    "Oeps, Joris was de verkeerde, draai terug" proposes to take the last answer back, if that was about Joris.
    """
    retracts = [item for item in items if not item.labels.isdisjoint(RETRACTS)]
    if not retracts or context.for_student or len(items) > MOST_WORDS:
        return None
    items = _as_told(said, items)
    if any(_is_else(item) for item in items):
        return None
    yeses = [item for item in items if not item.labels.isdisjoint(("approve", "approve_act"))]
    # "Mijn goedkeuring" is what is taken back.
    is_yes = any(said.has(item.first, "given_yes") == 0 for item in yeses)
    if is_yes and not any("not" in item and "disregard" not in item for item in items):
        return None
    named = [item.name for item in items if item.kind is Kind.NAME]
    is_known = any(name is not None for name in named)
    if any((name is None and not is_known) or (name is not None and len(name.dossiers) != 1) for name in named):
        return None
    dossiers = tuple(sorted({one for name in named if name is not None for one in name.dossiers}))
    at = next((index for index, item in enumerate(items) if "takes_back" in item), None)
    if at is not None:
        is_denied = at > 0 and "not" in items[at - 1]
        # "Ik trek mijn akkoord niet in."
        behind = items[at : next((index for index in range(at, len(items)) if items[index].kind is Kind.STOP), None)]
        is_denied = is_denied or ("head" in items[at] and any("not" in item for item in behind))
        # "Pieter terugdraaien": whoever that is, the last answer was not about somebody we know of.
        is_denied = is_denied or any(item.kind is Kind.UNKNOWN for item in items[max(at - 1, 0) : at + 2])
        meaning = Meaning("logbook.undo", certainty=Certainty.LIKELY, words=text, dossiers=dossiers)
        return None if is_denied or len(dossiers) > 1 else meaning
    return Meaning("desk.cancel", words=text) if not dossiers and _drops(items) else None


def _as_told(said: Said, items: Sequence[Item]) -> Sequence[Item]:
    """Give "wilt u mijn goedkeuring intrekken?" without its mark: it asks to have that done."""
    ends = [at for at, item in enumerate(items) if item.kind is Kind.QUESTION]
    if len(ends) != 1 or "given_yes" not in said.labels:
        return items
    begin = max((at + 1 for at in range(ends[0]) if items[at].kind is Kind.STOP), default=0)
    first = next((item for item in items[begin : ends[0]] if item.labels - {"courtesy", "sign"}), None)
    is_wish = first is not None and said.has(first.first, "wishing") > 0
    return [item for item in items if item.kind is not Kind.QUESTION] if is_wish else items


def _is_else(item: Item) -> bool:
    is_value = item.kind in VALUES or item.kind is Kind.QUESTION
    return is_value or not item.labels.isdisjoint(ELSE)


def _drops(items: Sequence[Item]) -> bool:
    """Say whether it is "vergeet dat gedoe met die contactpersoon": not what was said before, and no hours."""
    content = [item for item in items if item.kind in {Kind.WORD, Kind.UNKNOWN} and not item.labels & OPENS - {"not"}]
    first = next((item for item in content if "not" not in item or "disregard" in item), None)
    is_before = any("earlier" in item or item.kind is Kind.WEEKS for item in items)
    is_other = any(item.kind is Kind.UNKNOWN for item in items)
    return first is not None and "disregard" in first and is_other and not is_before
