"""Turn tokens into items: names, weeks, numbers, days, hours, and words by the part they play."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from core.language.clauses.faces import read_face
from core.language.values.days import BEGINNINGS as BEGINNINGS_OF_DAYS
from core.language.values.days import Day, Days, begins_a_day, read_days
from core.language.values.hours import FRACTIONS, Hours, read_hours
from core.language.values.times import OPENINGS, Times, read_times
from core.language.values.weeks import Numbers, Weeks, read_count, read_numbers, read_weeks
from core.language.vocabulary.families import LISTED, NUMBERED
from core.language.vocabulary.names import Name, Names, guess_name, read_name
from core.language.vocabulary.said import Said
from core.language.vocabulary.text import Sort


class Kind(StrEnum):
    """What an item is."""

    NAME = "name"
    WEEKS = "weeks"
    NUMBERS = "numbers"
    DAYS = "days"
    HOURS = "hours"
    TIMES = "times"
    WORD = "word"
    COMMA = "comma"
    COLON = "colon"
    STOP = "stop"
    QUESTION = "question"
    OPEN = "open"
    ASIDE = "aside"
    UNKNOWN = "unknown"


PUNCTUATION = frozenset({Kind.COMMA, Kind.COLON, Kind.STOP, Kind.QUESTION, Kind.OPEN, Kind.ASIDE})
# Parts that only the readers of values use: alone such a word has no place.
STRUCTURAL = frozenset({*NUMBERED.values(), *LISTED.values(), "half_day"})
SIGNS = {
    ",": Kind.COMMA,
    "-": Kind.COMMA,
    "–": Kind.COMMA,
    "—": Kind.COMMA,
    ":": Kind.COLON,
    "=": Kind.COLON,
    ".": Kind.STOP,
    "!": Kind.STOP,
    ";": Kind.STOP,
    "?": Kind.QUESTION,
    "¿": Kind.QUESTION,
    "？": Kind.QUESTION,
}
QUIET = {"(", ")", "[", "]", '"', "“", "”", "„", "'", "*", "_", "•", "/"}
ASIDES = {"(", "["}


# Frozen in all but name: that would make each of them several times as dear, and every word of a message is one.
@dataclass(slots=True, unsafe_hash=True)
class Item:
    """One thing that was said; it is never changed, only replaced.

    first, last: its tokens (last excluded). labels: the parts a word may play.

    name, weeks, numbers, days, hours, times: what it was read as; a name that is nobody's in reach has none.
    later: for "morgen", how many days from now. count: for "alle vijf" and "twee weken", how many.
    """

    kind: Kind
    first: int
    last: int
    labels: frozenset[str] = frozenset()
    name: Name | None = None
    weeks: Weeks | None = None
    numbers: Numbers | None = None
    days: tuple[Day, ...] = ()
    hours: Hours | None = None
    later: int | None = None
    count: int = 0
    times: Times | None = None

    def __contains__(self, label: str) -> bool:
        return label in self.labels


NOTHING: frozenset[str] = frozenset()
GLUED = frozenset({"glued"})
# What days, weeks, hours, numbers, times and counts begin with, where it is no digit.
BEGINNINGS = OPENINGS | BEGINNINGS_OF_DAYS | {"week_of", "week_word", "item_word", "counts"}
AMOUNTS = frozenset({Kind.HOURS, Kind.NUMBERS})
# What joins two clauses can't stand behind "van"; other small words can, but for a capital.
JOINS = frozenset({"why"})
SMALL = frozenset({"why", "plain", "be", "it", "that", "they", "was", "and", "also"})
FIGURING = frozenset({"to", "clock", "less", "more", "instead", "was", "must", "stands"})
WRITTEN = frozenset({Sort.WORD, Sort.NUMBER})


def scan(said: Said, names: Names) -> list[Item]:
    """Read a whole text into items, left to right; each takes the longest reading there is."""
    items: list[Item] = []
    at = 0
    while at < len(said.tokens):
        item = _item(said, names, at)
        items.append(item)
        at = item.last
    items = _verbs(said, _denials(_around(said, merely(explaining(said, _days_of_numbers(said, items))))))
    return _odd_weeks(said, _told(said, items))


def _item(said: Said, names: Names, at: int) -> Item:
    token = said.tokens[at]
    if token.sort is Sort.BLANK or token.sort is Sort.LINE:
        return Item(Kind.STOP if token.sort is Sort.BLANK else _line_end(said, at), at, at + 1)
    if token.sort is Sort.DOTS:
        return Item(Kind.WORD, at, at + 1, frozenset({"maybe"}))
    begins = _begins_a_value(said, at)
    phrase = (_counted(said, at) if begins else None) or _phrase(said, at)
    named = _names(said, names, at)
    value = _best([*named, *_values(said, at)]) if begins else named[0] if named else None
    if value is None or (phrase is not None and (phrase.count or phrase.last > value.last)):
        return phrase if phrase is not None and not _is_misspelt_name(said, phrase) else _sign(said, names, at)
    is_either = value.kind is Kind.NAME and phrase is not None and phrase.last == value.last
    if is_either and not _is_surely_name(said, at):
        return Item(Kind.UNKNOWN, at, value.last, frozenset({"either"}))
    return value


def _sign(said: Said, names: Names, at: int) -> Item:
    token = said.tokens[at]
    length, face = read_face(said, at)
    if length:
        return Item(Kind.QUESTION if face == "question" else Kind.WORD, at, at + length, frozenset({face, "emoji"}))
    if token.folded in SIGNS or (token.folded == "/" and _stands_apart(said, at)):
        kind = SIGNS.get(token.folded, Kind.COMMA)
        following = said.tokens[at + 1] if at + 1 < len(said.tokens) else None
        is_near = following is not None and following.near
        labels = GLUED if token.folded == "-" and token.near and is_near else NOTHING
        if kind is Kind.QUESTION and following is not None and is_near and following.sort in WRITTEN:
            labels = frozenset({"torn"})
        return Item(kind, at, at + 1, labels)
    if token.folded in ASIDES:
        return Item(Kind.ASIDE, at, at + 1, frozenset({"plain", "sign"}))
    if token.folded in QUIET:
        return Item(Kind.WORD, at, at + 1, frozenset({"plain", "sign"}))
    if token.sort is Sort.WORD and token.folded not in said.words.known:
        guess = guess_name(names, token)
        if guess is not None:
            return Item(Kind.NAME, at, at + 1, name=guess)
    return Item(Kind.UNKNOWN, at, at + 1)


def _stands_apart(said: Said, at: int) -> bool:
    """Say whether a sign has blanks around it, so that it parts what stands there: "1 ok / 2 nog niet"."""
    return 0 < at < len(said.tokens) - 1 and not said.tokens[at].near and not said.tokens[at + 1].near


def _begins_a_value(said: Said, at: int) -> bool:
    """Say whether any reader of values can find something here; most words are nothing to any of them."""
    token = said.tokens[at]
    return (
        token.sort is Sort.NUMBER
        or said.has_any(at, BEGINNINGS)
        or token.folded.endswith(said.words.half_endings)
        or token.text in FRACTIONS
        or begins_a_day(said, at)
    )


def _names(said: Said, names: Names, at: int) -> list[Item]:
    name = read_name(names, said.tokens, at) if said.tokens[at].sort is Sort.WORD else None
    return [] if name is None else [Item(Kind.NAME, at, at + name.length, name=name)]


def _values(said: Said, at: int) -> list[Item]:
    """Give every reading of what starts here as a value, the likelier first."""
    found: list[Item] = []
    days = read_days(said, at)
    if days is not None and _fits(said, at, days):
        found.append(Item(Kind.DAYS, at, at + days.length, days=days.days))
    weeks = read_weeks(said, at)
    if weeks is not None:
        found.append(Item(Kind.WEEKS, at, at + weeks.length, weeks=weeks))
    hours = read_hours(said, at)
    if hours is not None and not hours.plain:
        found.append(Item(Kind.HOURS, at, at + hours.length, hours=hours))
    numbers, times = read_numbers(said, at), read_times(said, at)
    if times is not None and (numbers is None or numbers.odd or numbers.length < times.length):
        found.append(Item(Kind.TIMES, at, at + times.length, times=times))
    if numbers is not None:
        labels = frozenset({"maybe"}) if numbers.explicit and said.has(at, "not") else NOTHING
        found.append(Item(Kind.NUMBERS, at, at + numbers.length, labels, numbers=numbers, hours=hours))
    return found


def _best(found: Sequence[Item]) -> Item | None:
    best: Item | None = None
    for item in found:
        if best is None or item.last > best.last:
            best = item
    return best


def _fits(said: Said, at: int, days: Days) -> bool:
    """Say whether a short form that is also an everyday word ("ma", "zo", "sat") is a day here."""
    if not days.weak:
        return True
    if said.tokens[at].folded == "ma" and at and said.value(at - 1, "day") is not None:
        return False  # "woensdag ma 6 uur" means no more than that
    following = at + days.length
    if following < len(said.tokens) and said.tokens[following].folded in {".", ":"}:
        following += 1
    times = read_times(said, following)
    is_range = times is not None and times.since is not None and times.until is not None
    if is_range or read_hours(said, following) is not None or said.has(following, "through"):
        return True
    if at and said.has(at - 1, "hour"):
        return True  # "8h mon, 6h wed"
    before = said.tokens[at - 1].folded if at else ""
    if said.tokens[at].folded == "ma":
        return not any(said.has(following, label) for label in ("it", "plain", "they", "that", "it", "be")) or any(
            said.has(following, label) for label in ("must", "stands")
        )
    return before in {"behalve", "except", "buiten"} or any(said.has(following, label) for label in ("must", "stands"))


def _is_surely_name(said: Said, at: int) -> bool:
    """Say whether a word that is also in the vocabulary is a name here: capitals, and not because a sentence begins."""
    token = said.tokens[at]
    if said.words.capital_nouns or not token.text[:1].isupper() or token.text.isupper():
        return False
    return at > 0 and said.tokens[at - 1].sort is Sort.WORD


def _is_misspelt_name(said: Said, phrase: Item) -> bool:
    """Say whether a function word stands where only a name can: "de week van Dan", "week 47 van dan"."""
    at = phrase.first
    if at == 0 or phrase.last != at + 1 or not said.has(at - 1, "owner_lead"):
        return False
    return phrase.labels <= JOINS or (phrase.labels <= SMALL and _is_surely_name(said, at))


def _counted(said: Said, at: int) -> Item | None:
    found = read_count(said, at)
    if found is None:
        return None
    length, count, is_all = found
    return Item(Kind.WORD, at, at + length, frozenset({"count", "all"} if is_all else {"count"}), count=count)


def _phrase(said: Said, at: int) -> Item | None:
    for length, entry in said.matches(at):
        labels = entry.labels - STRUCTURAL
        if labels:
            return Item(Kind.WORD, at, at + length, labels, later=entry.values.get("later_day"))
    return None


def _line_end(said: Said, at: int) -> Kind:
    """Say what the end of a line is: a pause, or nothing when a mail program broke a long line."""
    begin = at - 1
    while begin >= 0 and said.tokens[begin].sort not in {Sort.LINE, Sort.BLANK}:
        begin -= 1
    is_long = at > 0 and said.tokens[at - 1].end - said.tokens[begin + 1].start > 55  # noqa: PLR2004 - mail breaks near 72
    following = said.tokens[at + 1] if at + 1 < len(said.tokens) else None
    goes_on = following is not None and (following.text[:1].islower() or following.sort is Sort.NUMBER)
    return Kind.OPEN if is_long and goes_on else Kind.COMMA if goes_on else Kind.STOP


def _days_of_numbers(said: Said, items: list[Item]) -> list[Item]:
    """Take the 4 of "donderdag van 4" as a number of the list; "donderdag van 4 naar 6" speaks of hours."""
    for index in range(len(items) - 2):
        day, lead, item = items[index : index + 3]
        following = items[index + 3] if index + 3 < len(items) else None
        if day.kind is not Kind.DAYS or not said.has(lead.first, "owner_lead") or item.numbers is None:
            continue
        if following is None or (following.kind not in AMOUNTS and following.labels.isdisjoint(FIGURING)):
            items[index + 2] = replace(item, numbers=replace(item.numbers, explicit=True), hours=None)
    return items


def _told(said: Said, items: list[Item]) -> list[Item]:
    """Let a verb behind "wat mij betreft" open no question: there it stands in front of its subject in any case."""
    for index in range(1, len(items)):
        before, item = items[index - 1 : index + 1]
        if "be" in item and said.has(before.first, "fronting") >= before.last - before.first:
            items[index] = replace(item, labels=item.labels - {"be"} or frozenset({"plain"}))
    return items


def _odd_weeks(said: Said, items: list[Item]) -> list[Item]:
    """Mark what is not understood right behind "week", where its number would stand: a week is meant that we lost."""
    for index in range(1, len(items)):
        item = items[index]
        if item.kind is not Kind.UNKNOWN or item.labels or not said.has(items[index - 1].first, "week_word"):
            continue
        if not (index > 1 and said.has(items[index - 2].first, "article")):
            items[index] = replace(item, labels=frozenset({"odd_week"}))
    return items


def _around(said: Said, items: list[Item]) -> list[Item]:
    """Turn "op dinsdag na" into an exception: its first word begins it, its last has then had its place."""
    for index, item in enumerate(items):
        word = said.tokens[item.first].folded
        for opening, closing, label in said.words.around:
            if word != opening or item.kind is not Kind.WORD:
                continue
            for later in range(index + 1, min(index + 9, len(items))):
                inside = items[later]
                if inside.kind is Kind.WORD and said.tokens[inside.first].folded == closing and later > index + 1:
                    # "Op dinsdag na" begins with its first word; of "zowel Noor als Daan" the last one joins.
                    joins = label == "and"
                    items[index] = replace(item, labels=frozenset({"plain"} if joins else {label, "around"}))
                    items[later] = replace(inside, labels=frozenset({"and"} if joins else {"plain"}))
                    break
                is_inside = (
                    inside.kind in {Kind.NAME, Kind.WEEKS, Kind.NUMBERS, Kind.DAYS, Kind.UNKNOWN}
                    or "plain" in inside.labels
                    or "and" in inside.labels
                )
                if not is_inside:
                    break
    return items


def _denials(items: list[Item]) -> list[Item]:
    """Take the two halves of "ne ... pas" for one word that denies; a first half that stays alone denies by itself."""
    for index, item in enumerate(items):
        if "not_begins" not in item.labels:
            continue
        for other in items[index + 1 : index + 8]:
            if other.kind in PUNCTUATION or "not_begins" in other:
                break
            if not other.labels.isdisjoint(("not", "not_yet")):
                items[index] = replace(item, labels=frozenset({"plain"}))
                break
    return items


def _verbs(said: Said, items: list[Item]) -> list[Item]:
    """Join the two ends of verbs that come apart ("keur ... goed"); an end that stays alone keeps no place."""
    for index, item in enumerate(items):
        if item.kind not in {Kind.WORD, Kind.UNKNOWN} or item.last - item.first != 1:
            continue
        tails = said.words.split.get(said.tokens[item.first].folded)
        if tails is None:
            continue
        for later in range(index + 1, min(index + 16, len(items))):
            other = items[later]
            if other.kind in {Kind.STOP, Kind.QUESTION, Kind.COMMA, Kind.COLON}:
                break
            label = next((label for label, tail in tails if _reads(said, other, tail, label)), None)
            if label is not None:
                # "Mag Daan door" asks; "keur Daan goed" does not.
                asks = item.labels & {"be"} if label == "approve_act" else NOTHING
                items[index] = replace(item, kind=Kind.WORD, labels=frozenset({label, "head"}) | asks)
                # "Keur ze allemaal goed": the "allemaal" is of what is approved.
                of_all = frozenset({"all"}) if said.has(other.first, "all") else NOTHING
                items[later] = replace(other, kind=Kind.WORD, labels=of_all | {"tail"})
                for inside in range(index + 1, later):
                    if "but" in items[inside]:
                        items[inside] = replace(items[inside], labels=frozenset({"plain"}))
                break
    return items


def _reads(said: Said, item: Item, tail: tuple[str, ...], label: str) -> bool:
    """Say whether an item is the tail of a verb, or in "keur ze allemaal goed" ends on that of one that approves."""
    words = tuple(token.folded for token in said.tokens[item.first : item.last])
    is_yes = label == "approve_act" and "approve" in item
    return words == tail or (is_yes and words[-len(tail) :] == tail)


MERELY = frozenset({"was", "be", "it", "that", "they", "stands", "must"})


def merely(items: list[Item]) -> list[Item]:
    """Take the "maar" of "was hij maar 5 uur hier" for "no more than", where "akkoord maar 5 uur" contrasts."""
    for index in range(1, len(items) - 1):
        before, item, after = items[index - 1 : index + 2]
        if item.kind is not Kind.WORD or item.labels.isdisjoint(("but", "only")) or "except" in item:
            continue
        is_amount = after.kind is Kind.HOURS or (
            after.kind is Kind.NUMBERS
            and after.hours is not None
            and len(after.numbers.numbers if after.numbers else ()) == 1
        )
        is_last = index + 2 == len(items) or items[index + 2].kind in PUNCTUATION
        is_of_day = before.kind is Kind.DAYS and (after.kind is Kind.HOURS or (is_amount and is_last))
        is_verb = before.kind in {Kind.WORD, Kind.NAME} and (
            before.kind is Kind.NAME or not before.labels.isdisjoint(MERELY)
        )
        is_approved = before.kind is Kind.NAME and not any(one.kind is Kind.DAYS for one in items[:index])
        if (is_amount and (is_of_day or is_verb) and not is_approved) or (
            (after.kind is Kind.TIMES or not after.labels.isdisjoint({"presence", "was"})) and (is_of_day or is_verb)
        ):
            items[index] = replace(item, labels=frozenset({"plain"}))
    return items


def explaining(said: Said, items: list[Item]) -> list[Item]:
    """Mark unknown words that only ever explain ("tandarts", "in Goirle"): they have a place in a reason."""
    behind = 0
    for index, item in enumerate(items):
        behind = max(behind, item.first + said.has(item.first, "cause"))
        if item.kind is not Kind.UNKNOWN or item.labels:
            continue
        if said.has(item.first, "week_lead") and items[index + 1 : index + 2] and items[index + 1].weeks is not None:
            items[index] = replace(item, kind=Kind.WORD, labels=frozenset({"plain"}))
            continue
        is_place = index > 0 and said.tokens[item.first].text[:1].isupper() and _leads_to_place(said, items[index - 1])
        if item.last <= behind or is_place:
            items[index] = replace(item, labels=frozenset({"cause"}))
    return items


def _leads_to_place(said: Said, before: Item) -> bool:
    return before.kind is Kind.WORD and said.has(before.first, "place_lead") == before.last - before.first
