"""Find words that stand where a name would but are nobody's: they name someone all the same, so none may be lost."""

from collections.abc import Sequence

from core.language.clauses.item import NOTHING, PLAIN, Item, Kind
from core.language.vocabulary.said import Said
from core.language.vocabulary.text import Sort

ENDS = frozenset({Kind.COMMA, Kind.STOP, Kind.COLON, Kind.QUESTION, Kind.OPEN, Kind.ASIDE})
BEGINS = frozenset({Kind.STOP, Kind.QUESTION, Kind.COLON})
BETWEEN = frozenset({Kind.NAME, Kind.WEEKS, Kind.NUMBERS, Kind.DAYS})
JUDGES = frozenset({"approve", "unsure_approve", "back", "back_whole", "also", "must"})
VERBS = frozenset({"be", "was"})
SMALL = frozenset({"plain", "sign"})
WORD = Sort.WORD


def with_strangers(said: Said, items: Sequence[Item]) -> list[Item]:
    """Make a name without an owner of each run of unknown words in a name's place."""
    found: list[Item] = []
    done = 0
    for at, item in enumerate(items):
        if item.kind is not Kind.UNKNOWN or at < done:
            continue
        end = _run(said, items, at)
        if end == at:
            continue
        found += items[done:at]
        done = end
        if _is_asked(items, at, end):
            found.append(Item(Kind.WORD, item.first, items[end - 1].last, PLAIN))
        elif _is_named(said, items, at, end):
            found.append(Item(Kind.NAME, item.first, items[end - 1].last))
        else:
            found += items[at:end]
    return [*found, *items[done:]]


def _run(said: Said, items: Sequence[Item], at: int) -> int:
    """Say where the unknown words that begin here end; "Jan van Dam" is one run."""
    end = at
    while end < len(items) and _is_unknown(said, items[end]):
        end += 1
        behind = end
        while behind < len(items) and said.has(items[behind].first, "infix"):
            behind += 1
        if end < behind < len(items) and _is_unknown(said, items[behind]) and _is_capital(said, items[behind]):
            end = behind
    return end


def _is_unknown(said: Said, item: Item) -> bool:
    """Say whether an item is a word that nothing is known of; half a verb ("stuur ... terug") is no such word."""
    token = said.tokens[item.first]
    if item.kind is not Kind.UNKNOWN or item.labels or token.sort is not WORD or len(token.text) == 1:
        return False
    if token.folded in said.words.split or said.has(item.first, "article"):
        return False
    return said.has(item.first, "heading") < item.last - item.first


def _is_capital(said: Said, item: Item) -> bool:
    """Say whether a word is written as a name is; a word that is all capitals shouts or abbreviates."""
    text = said.tokens[item.first].text
    return not said.words.capital_nouns and text[:1].isupper() and not text.isupper()


def _is_asked(items: Sequence[Item], at: int, end: int) -> bool:
    """Say whether words name who was asked ("met Kees overlegd", "eerst Kees vragen") or whose task it is ("via Kees").

    That is no student whose hours are judged. The verb stands beside them, with no more than a small word in between.
    """
    lead = at
    while lead and (items[lead - 1].kind is Kind.ASIDE or _is_plain(items[lead - 1])):
        lead -= 1
    if lead and not items[lead - 1].labels.isdisjoint(("except", "only", "but")):
        return False
    before = items[at - 1].labels if at else NOTHING
    if "via" in before or "consult" in before:
        return True
    if at > 1 and "plain" in before and "consult" in items[at - 2].labels:
        return True
    behind = [item.labels for item in items[end : end + 2] if item.kind is Kind.WORD]
    return bool(behind) and ("consult" in behind[0] or ("plain" in behind[0] and "consult" in behind[-1]))


def _is_plain(item: Item) -> bool:
    return item.kind is Kind.WORD and item.labels <= SMALL


def _is_named(said: Said, items: Sequence[Item], at: int, end: int) -> bool:
    before = items[at - 1] if at else None
    after = items[end] if end < len(items) else None
    is_heading = after is not None and after.kind is Kind.COLON
    if _is_end(before) and _is_end(after) and not is_heading:
        return _is_listed(items, at, end)
    begins = before is None or before.kind in BEGINS
    is_place = before is not None and said.has(before.last - 1, "place_lead") > 0 and before.labels <= PLAIN
    if not is_place and any(_is_capital(said, item) for item in items[at + begins : end]):
        return True
    if before is not None and said.has(before.last - 1, "name_lead"):
        return True
    led = _without_articles(said, items, at)
    lead = items[led - 1] if led else None
    if lead is not None and ("except" in lead.labels or said.has(lead.last - 1, "owner_lead")):
        return True
    counts_all = lead is not None and said.has(lead.first, "determiner") > 0
    is_first = _is_end(lead) or counts_all or (lead is not None and not lead.labels.isdisjoint(("and", "but", "only")))
    return is_first and _is_judged(said, items, end)


def _is_end(item: Item | None) -> bool:
    return item is None or item.kind in ENDS


def _is_listed(items: Sequence[Item], at: int, end: int) -> bool:
    """Say whether words between two commas are one of a list of names: "Noor, Sanne, Daan akkoord"."""
    sides = [items[at - 2 : at], items[end : end + 2][::-1]]
    return any([item.kind for item in side] == [Kind.NAME, Kind.COMMA] for side in sides)


def _without_articles(said: Said, items: Sequence[Item], at: int) -> int:
    while at and said.has(items[at - 1].first, "article"):
        at -= 1
    return at


def _is_judged(said: Said, items: Sequence[Item], at: int) -> bool:
    """Say whether a verdict follows at once, save for weeks, days, "haar uren" and a verb: this is its subject."""
    while at < len(items) and (items[at].kind in BETWEEN or "and" in items[at]):
        at += 1
    if at < len(items) and items[at].kind is Kind.COLON:
        return True
    while at < len(items) and (said.has(items[at].first, "possessive") or said.has(items[at].first, "owned")):
        at += 1
    if at < len(items) and not items[at].labels.isdisjoint(VERBS) and items[at].labels.isdisjoint(JUDGES):
        at += 1
        while at < len(items) and items[at].kind is Kind.WORD and "plain" in items[at]:
            at += 1
    return at < len(items) and not items[at].labels.isdisjoint(JUDGES)
