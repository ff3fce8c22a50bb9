"""Know a number that only counts: in "één terug", "3 zijn goed" and "2 van hen niet" it isn't said which."""

from collections.abc import Sequence
from dataclasses import replace

from core.language.clauses.item import PLAIN, PUNCTUATION, Item, Kind
from core.language.clauses.piece import SCOPES, VERDICTS, WHOLES
from core.language.vocabulary.said import Said
from core.language.vocabulary.text import Sort

LONGEST = 24
ODD = frozenset({"odd_week"})
MAYBE = frozenset({"maybe"})
JUDGES = frozenset(VERDICTS)
STATES = JUDGES | {"be", "was"}
SMALL = frozenset({"plain", "courtesy", "sign", "emoji", "yet", "not_yet", "instead", "head", "tail", "also"})
DONE = frozenset({"approve", "approve_act", "tail", "back", "back_whole"})
TAKES_AWAY = frozenset({"back", "back_whole", "wrong", "not", "hold"})


def counted(said: Said, items: list[Item]) -> list[Item]:
    """Mark each number that counts: with "odd_week" where it can name no week, with "maybe" where it can as well."""
    found = list(items)
    for at, item in enumerate(items):
        if item.kind is Kind.NUMBERS and _is_bare(item):
            found[at] = _number(said, items, at)
        elif item.labels <= PLAIN and item.last == item.first + 1 and said.has(item.first, "one_word"):
            found[at] = replace(item, labels=ODD) if _is_one(said, items, at) else item
    return found


def _is_bare(item: Item) -> bool:
    numbers = item.numbers
    is_single = numbers is not None and len(numbers.numbers) == 1 and not numbers.explicit
    return is_single and "of_days" not in item.labels


def _number(said: Said, items: Sequence[Item], at: int) -> Item:
    """Read "3 zijn goed" and "2 van hen" as counts, "2 van Noor" and "alles op 1 na" as what may be one."""
    item = items[at]
    behind = items[at + 1] if at + 1 < len(items) else None
    if _is_of_days_or_first(said, items, at):
        return Item(Kind.WORD, item.first, item.last, ODD)
    is_one = item.numbers is not None and item.numbers.numbers == (1,)
    is_fault = behind is not None and is_one and "wrong" in behind and _is_before_colon(items, at + 2)
    if is_fault or (behind is not None and is_one and _is_excepted(items[max(at - 2, 0) : at])):
        return replace(item, labels=item.labels | MAYBE)
    if behind is None:
        return item
    if behind.kind is Kind.WORD and said.has(behind.first, "week_word"):
        return Item(Kind.WORD, item.first, item.last, ODD)  # "Noor 1 week terug"
    is_plural = not is_one and _begins(items, at) and said.has(behind.first, "plural_verb") > 0
    if is_plural or said.has(behind.first, "of_these") or _is_apart_from_all(said, items, at):
        return Item(Kind.WORD, item.first, item.last, ODD)
    is_week = item.numbers is not None and item.numbers.numbers[0] in said.weeks
    is_theirs = not is_week and _is_of_somebody(said, items[at + 1 : at + 3])
    return replace(item, labels=item.labels | MAYBE) if is_theirs else item


def _is_of_days_or_first(said: Said, items: Sequence[Item], at: int) -> bool:
    """Say whether it is "dag 3" or "de eerste 3": a day, or how many."""
    before, behind = items[max(at - 1, 0) : at], items[at + 1 : at + 2]
    is_of_day = any(said.has(one.first, "day_word") >= one.last - one.first for one in before)
    return is_of_day or any(said.has(one.last - 1, "foremost") > 0 for one in (*before, *behind))


def _is_before_colon(items: Sequence[Item], at: int) -> bool:
    """Say whether a colon stands here: "1 fout: Daan vrijdag was 6" tells of one mistake."""
    return at < len(items) and items[at].kind is Kind.COLON


def _is_apart_from_all(said: Said, items: Sequence[Item], at: int) -> bool:
    """Say whether it is "alles goed, twee niet": in words, beside a yes to all, it may be how many."""
    is_in_words = said.tokens[items[at].first].sort is Sort.WORD
    is_denied = is_in_words and not items[at + 1].labels.isdisjoint(TAKES_AWAY) and _begins(items, at)
    before = items[max(at - LONGEST, 0) : at] if is_denied else []
    is_of_all = any(not item.labels.isdisjoint(WHOLES) for item in before)
    return is_of_all or (any("approve" in item for item in before) and all(item.kind not in SCOPES for item in before))


def _is_excepted(before: Sequence[Item]) -> bool:
    """Say whether a word of exception stands before it: "op 1 na", "all but 1"."""
    if not before or "except" in before[-1]:
        return bool(before)
    return "but" in before[-1] and not before[0].labels.isdisjoint(WHOLES)


def _is_one(said: Said, items: Sequence[Item], at: int) -> bool:
    """Say whether it is "een terug", "een is goed", "een van hen" or "Noor een week terug", and no article."""
    if at + 1 == len(items):
        return True
    behind = items[at + 1]
    is_week = said.has(behind.first, "week_word") > 0
    if said.has(behind.first, "of_these") or _is_of_somebody(said, items[at + 1 + is_week : at + 3 + is_week]):
        return True
    last = min(at + LONGEST, len(items))
    end = next((index for index in range(at, last) if items[index].kind in PUNCTUATION), last)
    told = items[at + 1 + is_week : end]
    if not told:
        return not is_week and behind.kind is not Kind.ASIDE  # "een, terug"
    is_judged = any(not item.labels.isdisjoint(JUDGES) for item in told) and not told[0].labels.isdisjoint(STATES)
    # No noun is left for an article in "keur er een goed".
    is_done = not told[0].labels.isdisjoint(DONE) and not said.has(told[0].first, "yes_noun")
    if not is_done and not (is_judged and _begins(items, at, behind_name=True)):
        return False
    is_noun = not is_week and at > 0 and items[at - 1].kind is Kind.NAME and said.has(told[0].first, "yes_noun") > 0
    return not is_noun and all(item.kind is Kind.WORD and item.labels <= STATES | SMALL for item in told)


def _begins(items: Sequence[Item], at: int, *, behind_name: bool = False) -> bool:
    """Say whether a clause begins here, or goes on behind a name."""
    before = items[at - 1] if at else None
    if before is None or before.kind in PUNCTUATION or (behind_name and before.kind is Kind.NAME):
        earlier = items[at - 2] if at > 1 else None
        return earlier is None or before is None or before.kind is Kind.NAME or earlier.kind is not Kind.NUMBERS
    return "and" in before and at > 1 and items[at - 2].kind is Kind.WORD


def _is_of_somebody(said: Said, behind: Sequence[Item]) -> bool:
    """Say whether "van Noor" follows."""
    is_pair = len(behind) == 2  # noqa: PLR2004 - the "van" and who that is
    return is_pair and behind[1].kind is Kind.NAME and said.has(behind[0].first, "owner_lead") > 0
