"""Know who is greeted, thanked or named behind a preposition from those whose hours are judged."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from core.language.clauses.item import PUNCTUATION, Item, Kind
from core.language.vocabulary.said import Said

# What is left of them only proposes: it may have been a list of names.
MAYBE = frozenset({"maybe"})
ODD = frozenset({"odd_week"})
WHOLES = frozenset({"all", "everyone"})
LONGEST = 24
LEADS = frozenset({"plain", "to"})


def addressed(said: Said, items: list[Item]) -> list[Item]:
    """Make one word of "hoi Sanne", "bedankt Sanne" and "vanwege Sanne" where another is named, or ends a clause."""
    found: list[Item] = []
    at = 0
    while at < len(items):
        end, labels = _aside(said, items, at)
        if end == at:
            found.append(items[at])
            at += 1
            continue
        found.append(Item(Kind.WORD, items[at].first, items[end - 1].last, labels))
        at = end
    return found


def _aside(said: Said, items: Sequence[Item], at: int) -> tuple[int, frozenset[str]]:
    """Give where an aside with a name in it ends, and what it becomes; here when none begins."""
    item = items[at]
    if item.kind is not Kind.WORD:
        return at, MAYBE
    begin = at + 1
    if begin < len(items) and items[begin].kind is Kind.WORD and items[begin].labels <= LEADS and "courtesy" in item:
        begin += 1  # "groetjes aan Sanne"
    if begin >= len(items) or items[begin].kind is not Kind.NAME:
        return at, MAYBE
    after = items[begin + 1] if begin + 1 < len(items) else None
    is_other = after is not None and after.kind is Kind.NAME
    if "courtesy" in item:
        is_signed = begin == at + 1 and said.has(item.first, "sign_off") > 0
        is_last = (after is None or after.kind in PUNCTUATION) and _says_something(items, at)
        return (begin + 1 if (is_other or is_last) and not is_signed else at), MAYBE
    begins = at == 0 or items[at - 1].kind in PUNCTUATION
    is_set_off = begins and after is not None and after.kind is Kind.COMMA  # "t.a.v. Sanne, Daan goed"
    if said.has(item.first, "cause_of") >= item.last - item.first and (is_other or is_set_off):
        return begin + 1, MAYBE
    if said.has(item.first, "doer") == item.last - item.first and _is_done(items, at, after):
        others = [one for one in (*items[:at], *items[begin + 1 :]) if one.kind is Kind.NAME]
        return begin + 1, MAYBE if others else ODD
    is_judged = after is not None and "approve" in after
    is_company = is_judged and said.has(item.first, "company") == item.last - item.first and _was_there(items, at)
    return (begin + 1 if is_company else at), MAYBE


def _says_something(items: Sequence[Item], at: int) -> bool:
    """Say whether anything but a greeting stands before it in the message."""
    return any(one.kind not in PUNCTUATION and "courtesy" not in one for one in items[max(at - LONGEST, 0) : at])


def _is_done(items: Sequence[Item], at: int, after: Item | None) -> bool:
    """Say whether "goedgekeurd" stands on one side of "door Sanne"."""
    sides = (*items[max(at - 1, 0) : at], *([after] if after is not None else []))
    return any("approve" in one for one in sides)


def _was_there(items: Sequence[Item], at: int) -> bool:
    """Say whether "Daan was" or "Daan a travaillé" stands in front of "bij Sanne" in its clause."""
    before = items[max(at - LONGEST, 0) : at]
    begin = next((index + 1 for index in reversed(range(len(before))) if before[index].kind in PUNCTUATION), 0)
    clause = before[begin:]
    told = [one for one in clause if not one.labels.isdisjoint({"was", "presence", "cause"})]
    is_yes = any("approve" in one for one in clause)
    return bool(told) and not is_yes and any(one.kind is Kind.NAME for one in clause)


def greeted_all(said: Said, items: list[Item]) -> list[Item]:
    """Take the "all" of "hi all but Daan is fine" for those that he is left out of, and not for who is greeted."""
    found = list(items)
    for at, (item, following) in enumerate(pairwise(items)):
        is_greeting = "courtesy" in item.labels and item.last == following.first
        is_apart = is_greeting and not following.labels.isdisjoint({"except", "but", "only"})
        if is_apart and said.has_any(item.last - 1, WHOLES):
            found[at] = replace(item, labels=frozenset({"all", "maybe"}))
    return found


def torn_exceptions(_: Said, items: list[Item]) -> list[Item]:
    """Ask about "behalve Sanne Daan terug": who is excepted, and from what?"""
    found = list(items)
    for at, item in enumerate(items[:-2]):
        begins = at == 0 or items[at - 1].kind is Kind.STOP
        if begins and "except" in item and items[at + 1].kind is items[at + 2].kind is Kind.NAME:
            found[at] = replace(item, labels=ODD)
    return found
