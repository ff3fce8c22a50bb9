"""Join the two ends of what comes apart: "keur ... goed", "ne ... pas", "op dinsdag na"."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from core.language.clauses.item import NOTHING, PUNCTUATION, Item, Kind
from core.language.clauses.piece import SCOPES, WHOLES
from core.language.vocabulary.said import Said

WORDS = frozenset({Kind.WORD, Kind.UNKNOWN})
# What stands between "op" and "na": those that are left out, and small words.
NAMED = frozenset({*SCOPES, Kind.DAYS, Kind.HOURS, Kind.UNKNOWN})
LISTING = frozenset({"plain", "and", "that", "they", "count"})
MOST_INSIDE = 16
ENDS = frozenset({Kind.STOP, Kind.QUESTION, Kind.COMMA, Kind.COLON})


def around(said: Said, items: list[Item]) -> list[Item]:
    """Turn "op dinsdag na" into an exception: its first word begins it, its last has then had its place."""
    if said.words.around.keys().isdisjoint(said.typed):
        return items
    for index, item in enumerate(items):
        for closing, label in said.words.around.get(said.tokens[item.first].folded, ()):
            later = _closing(said, items, index, closing) if item.kind is Kind.WORD else 0
            if later:
                # "Op dinsdag na" begins with its first word; of "zowel Noor als Daan" the last one joins.
                joins = label == "and"
                # "Dinsdag op 2 uur na" doesn't say which way.
                is_of_hours = label == "except" and any(one.kind is Kind.HOURS for one in items[index + 1 : later])
                opens = "differs" if is_of_hours else label
                items[index] = replace(item, labels=frozenset({"plain"} if joins else {opens, "around"}))
                items[later] = replace(items[later], labels=frozenset({"and"} if joins else {"plain"}))
                _join(items, index, later)
    return items


def _is_listed(items: Sequence[Item], at: int) -> bool:
    """Say whether a comma parts those that are named: "op Noor 46, die van Daan na"."""
    before, behind = items[at - 1], items[at + 1 : at + 2]
    goes_on = any(item.kind in SCOPES or not item.labels.isdisjoint(LISTING) for item in behind)
    return items[at].kind is Kind.COMMA and before.kind in SCOPES and goes_on


def _join(items: list[Item], begin: int, end: int) -> None:
    """Take each comma of the list between two ends for "and": "op Noor, Daan na"."""
    for at in range(begin + 1, end):
        if items[at].kind is Kind.COMMA:
            items[at] = items[at].as_word(frozenset({"and"}))


def _closing(said: Said, items: Sequence[Item], begin: int, closing: str) -> int:
    """Give where "na" closes what "op" begins, behind those that are named; 0 where it does not."""
    for later in range(begin + 1, min(begin + MOST_INSIDE, len(items))):
        inside = items[later]
        if inside.kind is Kind.WORD and said.tokens[inside.first].folded == closing and later > begin + 1:
            return later
        # "Op dinsdag 6 uur na overleg" tells when.
        is_named = inside.kind in NAMED and (inside.kind is not Kind.HOURS or later == begin + 1)
        if not (is_named or _is_listed(items, later) or not inside.labels.isdisjoint(LISTING)):
            return 0
    return 0


def denials(said: Said, items: list[Item]) -> list[Item]:
    """Take the two halves of "ne ... pas" for one word that denies; a first half that stays alone denies by itself."""
    for index, item in enumerate(items):
        if "not_begins" not in item.labels:
            continue
        for other in items[index + 1 : index + 8]:
            if other.kind in PUNCTUATION or "not_begins" in other:
                break
            # Also within "pas encore valider"; "ne rien à redire" has no verb between the two.
            is_bare = other is items[index + 1] and "approve" in other and said.tokens[item.first].folded == "ne"
            if not other.labels.isdisjoint(("not", "not_yet")) or (said.has(other.first, "not") and not is_bare):
                items[index] = replace(item, labels=frozenset({"plain"}))
                break
    return items


def verbs(said: Said, items: list[Item]) -> list[Item]:
    """Join the two ends of verbs that come apart ("keur ... goed"); an end that stays alone keeps no place."""
    if said.words.split.keys().isdisjoint(said.typed):
        return items
    for index, item, tails in _heads(said, items):
        for later in range(index + 1, min(index + 16, len(items))):
            other = items[later]
            if other.kind in ENDS and not _is_within_list(items, later):
                break
            label = _closed(said, other, tails)
            if label:
                # "Mag Daan door" asks; "keur Daan goed" does not.
                asks = item.labels & {"be"} if label == "approve_act" else NOTHING
                items[index] = item.as_word(frozenset({label, "head"}) | asks)
                # "Keur ze allemaal goed": the "allemaal" is of what is approved.
                of_all = frozenset({"all"}) if said.has(other.first, "all") else NOTHING
                items[later] = other.as_word(of_all | {"tail"})
                for inside in range(index + 1, later):
                    # The English "send everyone but Daan back" is an exception; any other "maar" softens.
                    is_between = said.words.language == "en"
                    is_between = (
                        is_between and items[inside + 1].kind in SCOPES and bool(items[inside - 1].labels & {*WHOLES})
                    )
                    if "but" in items[inside] and not is_between:
                        items[inside] = replace(items[inside], labels=frozenset({"plain"}))
                    elif items[inside].kind is Kind.COMMA:
                        items[inside] = items[inside].as_word(frozenset({"and"}))
                break
    return items


def _heads(said: Said, items: list[Item]) -> Iterator[tuple[int, Item, Sequence[tuple[str, tuple[str, ...]]]]]:
    """Give each item that a verb may begin in, with what may close it."""
    heads = frozenset([at for at, word in enumerate(said.folded) if word in said.words.split])
    for index, item in enumerate(items):
        if not heads.isdisjoint(range(item.first, item.last)) and (tails := _tails(said, item)):
            yield index, item, tails


def _tails(said: Said, item: Item) -> Sequence[tuple[str, tuple[str, ...]]]:
    """Give what may close a verb that begins here; within a phrase only what holds back: "ik kom op Daan terug"."""
    if item.kind not in WORDS or "either" in item.labels:
        return ()  # "Mark approved" of a student of that name
    if item.last - item.first == 1:
        return said.words.split.get(said.tokens[item.first].folded, ())
    heads = (said.words.split.get(token.folded, ()) for token in said.tokens[item.first : item.last])
    return [(label, tail) for tails in heads for label, tail in tails if label == "hold"]


def _is_within_list(items: Sequence[Item], at: int) -> bool:
    """Say whether a comma parts two names of one list: "keur Noor, Daan en Sanne goed"."""
    sides = [*items[at - 1 : at], *items[at + 1 : at + 2]]
    return items[at].kind is Kind.COMMA and len(sides) > 1 and all(item.kind is Kind.NAME for item in sides)


def _closed(said: Said, item: Item, tails: Sequence[tuple[str, tuple[str, ...]]]) -> str:
    """Give the label of the verb that an item closes, or that in "keur ze allemaal goed" the end of it does."""
    words = tuple(said.folded[item.first : item.last])
    for label, tail in tails:
        if words == tail or (label == "approve_act" and "approve" in item.labels and words[-len(tail) :] == tail):
            return label
    return ""
