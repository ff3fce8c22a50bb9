"""Turn tokens into items: names, weeks, numbers, days, hours, and words by the part they play."""

from collections.abc import Sequence
from dataclasses import replace

from core.language.clauses.faces import read_face
from core.language.clauses.item import NOTHING, STATES, Item, Kind
from core.language.clauses.neighbours import by_neighbours
from core.language.clauses.short_days import fits, may_be_but
from core.language.values.days import BEGINNINGS as BEGINNINGS_OF_DAYS
from core.language.values.days import OF_MONTH, begins_a_day, read_days
from core.language.values.hours import FRACTIONS, read_hours
from core.language.values.times import OPENINGS, read_times
from core.language.values.weeks import Numbers, read_count, read_numbers, read_weeks
from core.language.vocabulary.names import Names, guess_name, may_begin_name, read_name
from core.language.vocabulary.said import Said
from core.language.vocabulary.text import WRITTEN, Sort
from core.language.vocabulary.words import Phrases

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
GLUED = frozenset({"glued"})
OF_DAYS = frozenset({"of_days"})
EITHER = frozenset({"either"})
OUT_OF = frozenset({"out_of_all"})
# What days, weeks, hours, numbers and times begin with, where it is no digit.
BEGINNINGS = OPENINGS | BEGINNINGS_OF_DAYS | {"week_of", "week_word", "item_word"}
# With these only times begin, with this only days, and with these what counts.
TIMING = frozenset({"time_since", "time_until", "time_at", "time_less", "time_without", "break"})
DAY = frozenset({"day"})
COUNTING = frozenset({"counts", "number"})
# What joins two clauses can't stand behind "van"; other small words can, but for a capital.
JOINS = frozenset({"why"})
SMALL = frozenset({"why", "plain", "be", "it", "that", "they", "was", "and", "also"})
PAIR = 2
WORD = Sort.WORD
BREAKS = frozenset({Sort.LINE, Sort.BLANK, Sort.DOTS})


def scan(said: Said, names: Names) -> list[Item]:
    """Read a whole text into items, left to right; each takes the longest reading there is."""
    items: list[Item] = []
    at, end = 0, len(said.tokens)
    while at < end:
        item = _item(said, names, at)
        items.append(item)
        at = item.last
    return by_neighbours(said, _crossed(said, names, items))


def _crossed(said: Said, names: Names, items: Sequence[Item]) -> list[Item]:
    """Take a first name and the surname of another, "Daan Postma", for one person who may be either."""
    if len([item for item in items if item.name is not None]) < PAIR:
        return list(items)
    found: list[Item] = []
    for item in items:
        before = found[-1] if found else None
        if before is not None and before.name is not None and item.name is not None and before.last == item.first:
            is_first = _is_first_name(said, names, before)
            if is_first and not _is_first_name(said, names, item) and not before.name.near and not item.name.near:
                dossiers = before.name.dossiers | item.name.dossiers
                found[-1] = replace(before, last=item.last, name=replace(before.name, dossiers=dossiers))
                continue
        found.append(item)
    return found


def _is_first_name(said: Said, names: Names, item: Item) -> bool:
    """Say whether a name is, or begins with, the first name of one whose it may be."""
    word = said.tokens[item.first].folded
    dossiers = item.name.dossiers if item.name is not None else ()
    return any(names.people[one][:1] == (word,) for one in dossiers)


def _item(said: Said, names: Names, at: int) -> Item:
    token = said.tokens[at]
    if token.sort in BREAKS:
        return _break(said, at)
    phrases = said.phrases(at)
    begins = _begins_a_value(said, phrases, at)
    phrase = _counted(said, at) if _may_count(said, phrases, at) else None
    length, labels, later = phrases.spoken
    if phrase is None and length:
        phrase = Item(Kind.WORD, at, at + length, labels, later=later)
    value = _name(said, names, at) if token.sort is WORD and may_begin_name(names, token.folded) else None
    if begins:
        value = _longest(value, _values(said, at))
    if phrase is None:
        return value if value is not None else _sign(said, names, at)
    is_misspelt = "owner_lead" in said.labels and _is_misspelt_name(said, phrase)
    if value is None:
        return phrase if not is_misspelt else _sign(said, names, at)
    if phrase.last >= value.last and value.kind is Kind.NAME and not (phrase.count and phrase.last == value.last):
        # "Mark approved" is of Mark as well.
        return value if _is_surely_name(said, at) else Item(Kind.UNKNOWN, at, value.last, EITHER)
    if phrase.count or phrase.last > value.last:
        return phrase if not is_misspelt else _sign(said, names, at)
    return value


def _break(said: Said, at: int) -> Item:
    """Read the end of a line or of a paragraph, or dots that leave something unsaid."""
    sort = said.tokens[at].sort
    if sort is Sort.DOTS:
        return Item(Kind.WORD, at, at + 1, frozenset({"maybe"}))
    return Item(Kind.STOP if sort is Sort.BLANK else _line_end(said, at), at, at + 1)


def _sign(said: Said, names: Names, at: int) -> Item:
    token = said.tokens[at]
    if token.sort is WORD:
        guess = guess_name(names, token) if not said.words.knows(token.folded) else None
        return Item(Kind.UNKNOWN if guess is None else Kind.NAME, at, at + 1, name=guess)
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
    return Item(Kind.UNKNOWN, at, at + 1)


def _stands_apart(said: Said, at: int) -> bool:
    """Say whether a sign has blanks around it, so that it parts what stands there: "1 ok / 2 nog niet"."""
    return 0 < at < len(said.tokens) - 1 and not said.tokens[at].near and not said.tokens[at + 1].near


def _begins_a_value(said: Said, phrases: Phrases, at: int) -> bool:
    """Say whether any reader of values can find something here; most words are nothing to any of them."""
    if not BEGINNINGS.isdisjoint(phrases.labels):
        return True
    token = said.tokens[at]
    if token.sort is WORD:
        # What begins a phrase is no day that was mistyped.
        may_be_day = not phrases.labels or token.folded in OF_MONTH
        return token.folded.endswith(said.words.half_endings) or (may_be_day and begins_a_day(said, at))
    return token.sort is Sort.NUMBER or token.text in FRACTIONS


def _may_count(said: Said, phrases: Phrases, at: int) -> bool:
    """Say whether it may be told here how many there are."""
    return said.tokens[at].sort is Sort.NUMBER or not COUNTING.isdisjoint(phrases.labels)


def _name(said: Said, names: Names, at: int) -> Item | None:
    name = read_name(names, said.tokens, at)
    return None if name is None else Item(Kind.NAME, at, at + name.length, name=name)


def _values(said: Said, at: int) -> list[Item]:
    """Give every reading of what starts here as a value, the likelier first."""
    found: list[Item] = []
    parts = said.phrases(at).labels & BEGINNINGS if said.tokens[at].sort is WORD else NOTHING
    if parts and parts <= TIMING and said.folded[at] not in OF_MONTH:
        only = read_times(said, at)
        return [] if only is None else [Item(Kind.TIMES, at, at + only.length, times=only)]
    days = read_days(said, at)
    if days is not None and days.length == 1 and may_be_but(said, at):
        found.append(Item(Kind.UNKNOWN, at, at + 1, EITHER))
    elif days is not None and fits(said, at, days):
        found.append(Item(Kind.DAYS, at, at + days.length, days=days.days))
    if parts == DAY:
        return found
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
        is_counted = said.has(at + numbers.length, "day_word") > 0  # "3 dagen"
        amount = None if is_counted else hours
        labels |= OF_DAYS if is_counted else OUT_OF if _counts_out(said, at, numbers) else NOTHING
        found.append(Item(Kind.NUMBERS, at, at + numbers.length, labels, numbers=numbers, hours=amount))
    return found


def _counts_out(said: Said, at: int, numbers: Numbers) -> bool:
    """Say whether a number only counts: "4 van de 5"."""
    length = said.has(at + numbers.length, "out_of")
    total = read_numbers(said, at + numbers.length + length) if length else None
    are_single = total is not None and len(numbers.numbers) == 1 == len(total.numbers)
    return total is not None and are_single and not numbers.explicit and numbers.numbers[0] <= total.numbers[0]


def _longest(name: Item | None, values: Sequence[Item]) -> Item | None:
    """Give the longest reading, the likelier of two that are as long."""
    best = name
    for item in values:
        if best is None or item.last > best.last:
            best = item
    return best


def _is_surely_name(said: Said, at: int) -> bool:
    """Say whether a word that is also in the vocabulary is a name here: capitals, and not because a sentence begins."""
    token = said.tokens[at]
    if said.words.capital_nouns or not token.text[:1].isupper() or token.text.isupper():
        return False
    return at > 0 and said.tokens[at - 1].sort is Sort.WORD


def _is_misspelt_name(said: Said, phrase: Item) -> bool:
    """Say whether a function word stands where only a name can: "de week van Dan", "week 47 van dan"."""
    at = phrase.first
    if at == 0 or phrase.last != at + 1 or not phrase.labels <= SMALL or not said.has(at - 1, "owner_lead"):
        return False
    return phrase.labels <= JOINS or _is_surely_name(said, at)


def _counted(said: Said, at: int) -> Item | None:
    found = read_count(said, at)
    if found is None or (found.is_all and at == 0 and said.has(at, "be") and said.tokens[-1].text not in STATES):
        return None  # "zijn alle vier goed" asks
    labels = {"all", "of_days"} if found.of_days else {"count", "all"} if found.is_all else {"count"}
    return Item(Kind.WORD, at, at + found.length, frozenset(labels), count=found.number)


def _line_end(said: Said, at: int) -> Kind:
    """Say what the end of a line is: a pause, or nothing when a mail program broke a long line."""
    begin = at - 1
    while begin >= 0 and said.tokens[begin].sort not in {Sort.LINE, Sort.BLANK}:
        begin -= 1
    is_long = at > 0 and said.tokens[at - 1].end - said.tokens[begin + 1].start > 55  # noqa: PLR2004 - mail breaks near 72
    following = said.tokens[at + 1] if at + 1 < len(said.tokens) else None
    goes_on = following is not None and (following.text[:1].islower() or following.sort is Sort.NUMBER)
    return Kind.OPEN if is_long and goes_on else Kind.COMMA if goes_on else Kind.STOP
