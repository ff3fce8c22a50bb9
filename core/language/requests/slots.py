"""Find the values in a request and write the rest as the text that its templates are matched against."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.language.requests.sentences import EVERY, LONGEST
from core.language.values.ahead import HOUR, is_lead, may_begin, read_ahead, read_clock
from core.language.values.days import read_day
from core.language.values.weeks import read_weeks
from core.language.vocabulary.names import Name, Names, guess_name, read_name
from core.language.vocabulary.said import Said
from core.language.vocabulary.text import Sort, Token

ADDRESS_SIGNS = frozenset(".!#$%&*+/=?^_`{|}~-'")
HOST_SIGNS = frozenset(".-")
LONGEST_ADDRESS = 254
SILENT = frozenset({",", ".", "!", "?", ";", ":", "(", ")", '"', "“", "”", "„", "'", "-", "–", "—", "•", "*", "/", "&"})
LINES = frozenset({Sort.LINE, Sort.BLANK})
MOST_NAME_TOKENS = 12
# In the templates these stand for a name; whoever types them names nobody.
NAMES_NOBODY = {"someone": "anyone", "somebody": "anyone"}
# With a capital too, these turn what is asked into something else: "Jan Nooit", "Misschien Jan".
NEVER_NAMED = frozenset({"if", "not_until", "or", "ask", "maybe", "not", "wrong", "except", "hold", "later"})


@dataclass(slots=True)
class Slotted:
    """A request with its values taken out. words: to match; a value stands there as "someone", "someday" and so on.

    fields: what was said, by kind, in the order said. students: the names of students, each whose it may be.
    strangers: names of nobody in reach. is_near: a student's name was spelled differently.
    """

    words: list[str] = field(default_factory=list)
    fields: dict[str, list[Any]] = field(default_factory=dict)
    students: list[Name] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    is_near: bool = False

    def put(self, place: str, kind: str, *values: Any) -> None:
        """Note a value in its place."""
        self.words.append(place)
        self.fields.setdefault(kind, []).extend(values)


# Frozen in all but name, as an item is.
@dataclass(slots=True)
class Around:
    """What a request is read with. names: of the students in reach. own: every word of the templates. now: local.

    requests: by word, those whose templates hold it, as bits; none given where the words need not be of one request.
    """

    said: Said
    text: str
    names: Names
    own: AbstractSet[str]
    now: datetime
    requests: Mapping[str, int] | None = None


def slotted(around: Around, first: int, last: int) -> Slotted | int:
    """Take the values out of the tokens from first up to last; gives the place of a word that no template has.

    Or none that has all words in front of it.
    """
    found = Slotted()
    able = EVERY
    addresses = dict(_addresses(around, first, last))
    at = first
    while at < last:
        if len(found.words) >= LONGEST:
            return at
        token = around.said.tokens[at]
        if _is_silent(token):
            at += 1
            continue
        length = _value(around, found, at, addresses) or _word(around, found, token)
        length = length or _stranger(around, found, at, last)
        if length and around.requests is not None:
            able &= around.requests.get(found.words[-1], 0)
        if not length or not able:
            return at
        at += length
    return found


def gathered(around: Around, first: int, last: int) -> Slotted:
    """Take the values out of these tokens, whatever else is said; what has no place anywhere is passed over.

    A name of nobody in reach needs a capital here.
    """
    found = Slotted()
    addresses = dict(_addresses(around, first, last))
    at = first
    while at < last:
        token = around.said.tokens[at]
        if _is_silent(token):
            at += 1
            continue
        length = _value(around, found, at, addresses)
        if not length and token.text[:1].isupper():
            length = _stranger(around, found, at, last)
        if not length:
            found.words.append(_bare(token))
            length = 1
        at += length
    return found


def _is_silent(token: Token) -> bool:
    return token.folded in SILENT or token.sort in LINES


def _bare(token: Token) -> str:
    """Give a word as templates write it: "i'm" is "im"."""
    return token.folded.replace("'", "")


def _word(around: Around, found: Slotted, token: Token) -> int:
    """Take a word that some template has. Returns how many tokens it took, 0 for none."""
    bare = _bare(token)
    word = NAMES_NOBODY.get(bare, bare)
    if word not in around.own:
        return 0
    found.words.append(word)
    return 1


def _value(around: Around, found: Slotted, at: int, addresses: dict[int, int]) -> int:
    """Read one value that starts at a token into what was found. Returns how many tokens it took, 0 for none."""
    said = around.said
    if at in addresses:
        begin, end = said.tokens[at].start, said.tokens[addresses[at] - 1].end
        found.put("someaddress", "addresses", around.text[begin:end])
        return addresses[at] - at
    name = read_name(around.names, said.tokens, at)
    if name is not None and (_bare(said.tokens[at]) not in around.own or name.length > 1):
        found.words.append("someone")
        found.students.append(name)
        return name.length
    if not may_begin(said, at):
        return 0
    return _since(around, found, at) or _moment(around, found, at) or _count(around, found, at)


def _since(around: Around, found: Slotted, at: int) -> int:
    """Read the date behind a "since", which is never ahead: without a year it is the last one."""
    if not found.words or not is_lead(around.said, found.words[-1], "since"):
        return 0
    said = around.said
    day = read_day(said, at)
    on = day.days[0].on if day is not None and not (day.days[0].wrong or day.days[0].half) else None
    if day is None or on is None:
        return 0
    has_year = f"{on:%Y}" in around.text[said.tokens[at].start : said.tokens[at + day.length - 1].end]
    if on > said.today and not has_year:
        try:
            on = on.replace(year=on.year - 1)
        except ValueError:
            return 0  # only a leap year has it
    found.put("somepast", "past", on.isoformat())
    return day.length


def _moment(around: Around, found: Slotted, at: int) -> int:
    """Read a day or a time of day that lies ahead."""
    ahead = read_ahead(around.said, at, around.now) or read_clock(around.said, at)
    if ahead is None:
        return 0
    before = found.words[-1] if found.words else ""
    if ahead.until is not None and is_lead(around.said, before, "to_its_last"):
        found.put("someday", "days", ahead.until.isoformat())
    elif ahead.on is not None and ahead.until is not None and not is_lead(around.said, before, "to_its_first"):
        found.put("somedays", "days", ahead.on.isoformat(), ahead.until.isoformat())
    elif ahead.on is not None:
        found.put("someday", "days", ahead.on.isoformat())
    else:
        found.words.append("sometime")
    if ahead.minute is not None:
        found.fields.setdefault("times", []).append(f"{ahead.minute // HOUR:02}:{ahead.minute % HOUR:02}")
    return ahead.length


def _count(around: Around, found: Slotted, at: int) -> int:
    """Read weeks or a bare number; a day that has gone by, or that belies its date, is none of these."""
    said = around.said
    if read_day(said, at) is not None:
        return 0
    weeks = read_weeks(said, at)
    if weeks is not None:
        found.put("someweek", "weeks", *weeks.numbers, *(monday.isoformat() for monday in weeks.mondays))
        return weeks.length
    if not said.is_number(at):
        return 0
    found.put("somenumber", "numbers", int(said.digits(at)[:9]))
    return 1


def _stranger(around: Around, found: Slotted, at: int, last: int) -> int:
    """Read a run of words that may be somebody's name: "Jan de Boer", "J.P. Smit"; 0 when these are no name.

    Words of the vocabulary are none, unless written with a capital inside a sentence: no "niet" may hide in a name.
    """
    said = around.said
    end = at
    is_named = False
    while end < last and end - at < MOST_NAME_TOKENS:
        token = said.tokens[end]
        if token.sort is Sort.WORD and _bare(token) not in around.own and _may_be_named(said, end):
            is_named = is_named or len(token.text) > 1
            end += 1
            continue
        more = _goes_on(said, end, last) if end > at else 0
        if not more:
            break
        end += more
    while end > at and said.tokens[end - 1].sort is not Sort.WORD and not _is_initial(said, end - 2):
        end -= 1
    if end == at or not (is_named or _is_initial(said, at)):
        return 0
    guess = guess_name(around.names, said.tokens[at]) if end == at + 1 else None
    words = around.text[said.tokens[at].start : said.tokens[end - 1].end]
    if guess is not None:
        found.words.append("someone")
        found.students.append(guess)
        found.is_near = True
        return 1
    found.put("somebody", "names", words)
    found.strangers.append(words)
    if not words[:1].isupper():
        found.is_near = True
    return end - at


def _may_be_named(said: Said, at: int) -> bool:
    """Say whether a word may be a name: one that nothing is known of, or a month, or with a capital in a sentence.

    A word that denies, doubts or sets a condition is none, however it is written.
    """
    token = said.tokens[at]
    if not said.words.knows(token.folded):
        return len(token.text) > 1 or token.text.isupper()
    if not token.text[:1].isupper():
        return False
    if any(not entry.labels.isdisjoint(NEVER_NAMED) for _, entry in said.matches(at)):
        return False
    return at > 0 or all(entry.labels <= {"month"} for length, entry in said.matches(at) if length == 1)


def _goes_on(said: Said, at: int, last: int) -> int:
    """Say how many tokens a name may go on with here: an infix or a hyphen with a name behind it, an initial's stop."""
    token = said.tokens[at]
    if token.folded == ".":
        return 1 if token.near and _is_initial_letter(said.tokens[at - 1]) else 0
    following = said.tokens[at + 1] if at + 1 < last else None
    if token.folded in {"-", "'"}:
        return 1 if token.near and following is not None and following.near and following.sort is Sort.WORD else 0
    behind = at
    while infix := said.has(behind, "infix"):
        behind += infix
    return behind - at if behind < last and said.tokens[behind].text[:1].isupper() else 0


def _is_initial_letter(token: Token) -> bool:
    return token.sort is Sort.WORD and len(token.text) == 1 and token.text.isupper()


def _is_initial(said: Said, at: int) -> bool:
    """Say whether an initial with its stop stands here."""
    return (
        0 <= at < len(said.tokens) - 1
        and _is_initial_letter(said.tokens[at])
        and said.tokens[at + 1].folded == "."
        and said.tokens[at + 1].near
    )


def _addresses(around: Around, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Give the mail addresses as (first token, behind the last token), by growing from each "@" both ways."""
    tokens = around.said.tokens
    if "@" not in around.text:
        return
    for at in range(first, last):
        if tokens[at].folded != "@":
            continue
        begin, end = at, at + 1
        while begin > first and tokens[begin].near and _is_part(tokens[begin - 1], ADDRESS_SIGNS):
            begin -= 1
        while end < last and tokens[end].near and _is_part(tokens[end], HOST_SIGNS):
            end += 1
        while end > at + 1 and tokens[end - 1].folded in HOST_SIGNS:
            end -= 1
        host = around.text[tokens[at].end : tokens[end - 1].end]
        length = tokens[end - 1].end - tokens[begin].start
        if begin < at and "." in host and ".." not in host and length <= LONGEST_ADDRESS:
            yield begin, end


def _is_part(token: Token, signs: AbstractSet[str]) -> bool:
    return token.sort in {Sort.WORD, Sort.NUMBER} or token.text in signs


def has_question(said: Said, first: int, last: int) -> bool:
    """Say whether a question mark stands between these tokens."""
    return any(token.folded in {"?", "？", "¿"} for token in said.tokens[first:last])
