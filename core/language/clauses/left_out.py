"""Take the "zonder Daan" of "zonder Daan alles goed" for an exception: he is left out, and not denied."""

from collections.abc import Sequence
from dataclasses import replace

from core.language.clauses.item import PUNCTUATION, Item, Kind
from core.language.clauses.piece import SCOPES, YESES
from core.language.vocabulary.said import Said

LEFT_OUT = frozenset({"except"})
TORN = frozenset({"not", "maybe"})
OTHERS = frozenset({"not", "back", "hold", "later", "wrong", "except", "but", "only", "if"})
WHOLE = YESES | {"all", "everyone"}
REACH = 24
POSSIBLE = frozenset({"would", "can_word"})
# The "die van" of "die van Daan".
POINTS = frozenset({"that", "it", "they", "plain", "beside"})
CLOSES = WHOLE | {"be", "it", "that", "they", "asserts", "and", "sign", "emoji", "would"}


def left_out(said: Said, items: list[Item]) -> list[Item]:
    """Make an exception of "zonder" with somebody behind it, where all the clause says besides is a yes."""
    found = list(items)
    for at, item in enumerate(items[:-1]):
        lead = _lead(said, items[at + 1 : at + 4]) if "without" in item else None
        if lead is None:
            continue
        begin = next((index + 1 for index in reversed(range(max(at - REACH, 0), at)) if _parts(items[index])), 0)
        end = next((index for index in range(at, min(at + REACH, len(items))) if _parts(items[index])), len(items))
        clause = [*items[begin:at], *items[at + 1 : end]]
        if not _is_led(items[begin:at]) and _agrees(clause, items[at + 1 + lead :]):
            # "Zonder Daan was alles goed" and "without Daan all would be fine" may tell how it went, or would.
            is_told = any(_tells(said, one) for one in clause) or not _is_closed(items[at + 1 + lead : end])
            found[at] = replace(item, labels=TORN if is_told else LEFT_OUT)
        elif items[at - 1].kind is Kind.ASIDE and begin == at > 0:
            # "Alles goed (zonder Daan)"; of whom is it said in "Sanne goed (zonder Daan)"?
            is_yes = at > 1 and not items[at - 2].labels.isdisjoint(YESES) and _names_nobody(items[: at - 1])
            is_yes = is_yes and _is_closed(items[at + 1 + lead : end])
            found[at] = replace(item, labels=LEFT_OUT if is_yes else TORN)
    return found


def _lead(said: Said, behind: Sequence[Item]) -> int | None:
    """Give how many words lead to who is left out: none in "zonder Daan", two in "zonder die van Daan".

    None where nobody is.
    """
    named = next((at for at, item in enumerate(behind) if item.kind in SCOPES), None)
    if named is None or named == 0:
        return named
    points = all(item.kind is Kind.WORD and item.labels <= POINTS for item in behind[:named])
    return named if points and said.has(behind[named - 1].last - 1, "owner_lead") else None


def _is_led(before: Sequence[Item]) -> bool:
    """Say whether a small word leads to it, "voor zonder Daan", and neither a yes nor those that this is for."""
    last = next((item for item in reversed(before) if item.labels.isdisjoint({"courtesy", "sign"})), None)
    return last is not None and last.labels.isdisjoint(WHOLE)


def _is_closed(behind: Sequence[Item]) -> bool:
    """Say whether no more than a yes and its verb follows on who is left out, up to thanks or a signature.

    "Zonder die van Daan gezien te hebben" tells what was not done.
    """
    for item in behind:
        if "courtesy" in item and "approve" not in item:
            return True
        if item.kind not in SCOPES and item.labels.isdisjoint(CLOSES):
            return False
    return True


def _tells(said: Said, item: Item) -> bool:
    """Say whether a verb stands in the past, and not now, or tells what would or can be."""
    return ("was" in item and "be" not in item) or said.has_any(item.first, POSSIBLE)


def _parts(item: Item) -> bool:
    return item.kind in PUNCTUATION


def _names_nobody(before: Sequence[Item]) -> bool:
    """Say whether nobody is named in the clause that ends here."""
    begin = next((at + 1 for at in reversed(range(len(before))) if _parts(before[at])), 0)
    return all(item.kind not in SCOPES for item in before[begin:])


def _agrees(clause: Sequence[Item], behind: Sequence[Item]) -> bool:
    """Say whether a clause says yes and nothing else, and names nobody in front."""
    is_yes = any(not item.labels.isdisjoint(YESES) for item in clause)
    named = sum(item.kind in SCOPES for item in clause)
    listed = next((at for at, item in enumerate(behind) if item.kind not in SCOPES and "and" not in item), len(behind))
    is_other = any(item.kind is Kind.DAYS or not item.labels.isdisjoint(OTHERS) for item in clause)
    return is_yes and not is_other and named <= listed
