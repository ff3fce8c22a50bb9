"""Read a list that is judged in pictures ("1 👍 2 👍 3 👎"), and whom "the other Daan" means beside the first."""

from collections.abc import Sequence
from dataclasses import replace

from core.language.clauses.item import PUNCTUATION, Item, Kind
from core.language.clauses.neighbours import UP
from core.language.vocabulary.said import Said

MARKED = frozenset({Kind.NAME, Kind.WEEKS, Kind.NUMBERS, Kind.DAYS})
QUIET = frozenset({"plain", "sign", "and", "courtesy"})
LEAVES = frozenset({"hold", "later", "not", "not_yet", "back", "back_whole", "wrong"})
FEWEST = 2


def marked(said: Said, items: Sequence[Item]) -> list[Item]:
    """Let each picture judge what it stands behind, or in front of, in a list of nothing else that opens the message.

    Where nothing in it says no, leaves something, or names each of whom it is, a thumb may only have been seen: such a
    list is said back first.
    """
    end = _end_of_list(said, items)
    listed, behind = items[:end], items[end:]
    content = [item for item in listed if item.kind not in PUNCTUATION]
    marks = [item for item in content if _is_mark(said, item)]
    if len(marks) < FEWEST:
        return list(items)
    is_first = content[0] in marks
    if not _alternates(content[::-1] if is_first else content, marks):
        return list(items)
    is_left = any(not item.labels.isdisjoint(LEAVES) for item in behind)
    is_clear = is_left or any("not" in item for item in marks) or _are_named(content, marks)
    is_clear = is_clear and not all("not" in item for item in marks)
    yes = "approve" if is_clear else "unsure_approve"
    found: list[Item] = []
    for item in listed:
        if item not in marks:
            found.append(item)
            continue
        labels = frozenset({"not", "emoji"} if "not" in item else {yes, "emoji"})
        stop = item.as_stop()
        found += [stop, replace(item, labels=labels)] if is_first else [replace(item, labels=labels), stop]
    return [*found, *behind]


def _end_of_list(said: Said, items: Sequence[Item]) -> int:
    """Say where a list of pictures ends: behind its last one when words follow, else behind all there is."""
    last = 0
    for at, item in enumerate(items):
        if _is_mark(said, item):
            last = at + 1
        elif item.kind not in PUNCTUATION | MARKED and not (item.kind is Kind.WORD and item.labels <= QUIET):
            return last
    return len(items)


def _is_mark(said: Said, item: Item) -> bool:
    return "emoji" in item.labels and ("not" in item.labels or said.tokens[item.first].text in UP)


def _alternates(content: Sequence[Item], marks: Sequence[Item]) -> bool:
    """Say whether each picture has something of its own to judge, and nothing is left without one."""
    waits = False
    for item in content:
        if item in marks:
            if not waits:
                return False
            waits = False
        elif item.kind in MARKED:
            waits = True
    return not waits


def _are_named(content: Sequence[Item], marks: Sequence[Item]) -> bool:
    """Say whether each picture judges somebody by name: "Daan 👍 Sanne 👍"."""
    return sum(item.kind is Kind.NAME for item in content) >= len(marks)


def with_namesakes(items: Sequence[Item]) -> list[Item]:
    """Take "the other Daan" for the only one of that name who was not named in full."""
    found = list(items)
    names = [item.name for item in items if item.name is not None]
    named = {one for name in names if len(name.dossiers) == 1 for one in name.dossiers}
    for index, item in enumerate(items):
        if item.name is None or len(item.name.dossiers) == 1 or not index:
            continue
        left = item.name.dossiers - named
        other = items[index - 1]
        if "rest" in other and len(left) == 1 and left != item.name.dossiers:
            found[index] = replace(item, name=replace(item.name, dossiers=left))
            found[index - 1] = replace(other, labels=frozenset({"plain"}))
    return found
