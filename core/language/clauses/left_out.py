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


def left_out(said: Said, items: list[Item]) -> list[Item]:
    """Make an exception of "zonder" with somebody behind it, where all the clause says besides is a yes."""
    found = list(items)
    for at, item in enumerate(items[:-1]):
        if "without" not in item or items[at + 1].kind not in SCOPES:
            continue
        begin = next((index + 1 for index in reversed(range(max(at - REACH, 0), at)) if _parts(items[index])), 0)
        end = next((index for index in range(at, min(at + REACH, len(items))) if _parts(items[index])), len(items))
        before = [one for one in items[begin:at] if one.kind is not Kind.ASIDE]
        if _is_led(before):
            continue
        clause = [*before, *items[at + 1 : end]]
        if _agrees(clause, items[at + 1 :]):
            # "Zonder Daan was alles goed" and "without Daan all would be fine" may tell how it went, or would.
            is_told = any(_tells(said, one) for one in clause)
            found[at] = replace(item, labels=TORN if is_told else LEFT_OUT)
    return found


def _is_led(before: Sequence[Item]) -> bool:
    """Say whether a small word leads to it, "voor zonder Daan", and neither a yes nor those that this is for."""
    last = next((item for item in reversed(before) if item.labels.isdisjoint({"courtesy", "sign"})), None)
    return last is not None and last.labels.isdisjoint(WHOLE)


def _tells(said: Said, item: Item) -> bool:
    """Say whether a verb stands in the past, and not now, or tells what would be."""
    return ("was" in item and "be" not in item) or said.has(item.first, "would") > 0


def _parts(item: Item) -> bool:
    return item.kind in PUNCTUATION and item.kind is not Kind.ASIDE  # "alles goed (zonder Daan)"


def _agrees(clause: Sequence[Item], behind: Sequence[Item]) -> bool:
    """Say whether a clause says yes and nothing else, and names nobody in front."""
    is_yes = any(not item.labels.isdisjoint(YESES) for item in clause)
    named = sum(item.kind in SCOPES for item in clause)
    listed = next((at for at, item in enumerate(behind) if item.kind not in SCOPES and "and" not in item), len(behind))
    is_other = any(item.kind is Kind.DAYS or not item.labels.isdisjoint(OTHERS) for item in clause)
    return is_yes and not is_other and named <= listed
