"""Leave out what a letter says beside its subject: "Bedankt voor uw mail", "Als er vragen zijn hoor ik het graag"."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain

import yaml

from core.language.clauses.item import PUNCTUATION, Item, Kind
from core.language.clauses.judging import MOVES
from core.language.clauses.piece import WHOLES
from core.language.clauses.wording import within
from core.language.vocabulary.said import Said
from core.language.vocabulary.text import Sort, Token, clean, tokenise
from core.language.vocabulary.words import LANGUAGES
from core.languages import FOLDER

FILE = "pleasantries.yaml"
# Digits stand for any number, as of a telephone or a day.
NUMBER = "#"
# A sign that no pleasantry has, so that one with it is none.
UNSAID = "\0"
JOINTS = frozenset({Kind.COMMA, Kind.COLON})
ENDS = frozenset({Kind.STOP, Kind.QUESTION})
BREAKS = JOINTS | ENDS
SILENT = frozenset({Kind.OPEN, Kind.ASIDE})
# An emoji that greets, and a bracket or a quote.
WAVED = frozenset({"emoji", "courtesy"})
SIGN = frozenset({"plain", "sign"})
# What may tell why one is late, in words without one of these.
TELLING = frozenset({Kind.WORD, Kind.UNKNOWN, Kind.TIMES, *JOINTS, *SILENT})
OTHERS = ("yes", "but", "only", "also", "both", "three", "four", "count", "reminder", "contrast")
TELLS = frozenset({*MOVES, *WHOLES, *OTHERS})
# With these it tells of hours: how many somebody made, or when they came and went.
OF_HOURS = frozenset({"less", "more", "amiss", "lacks", "missing", "they"})
OF_COMING = frozenset({"clocking", "absent"})
# Who speaks may have been so on a day.
AWAY = frozenset({"cause", "busy", "us"})
REPAIRS = frozenset({"repair", "mild_repair", "plain_repair", "slip"})
MOST_PARTS = 4
MOST_WORDS = 40
PARTS = re.compile(r"<(?P<rule>\w+)>|(?P<sign>[()\[\]|#])|(?P<words>[^<>()\[\]|#]+)")
SIGNS = {"(": "(?:", ")": ")", "[": "(?:", "]": ")?", "|": "|", NUMBER: "(?:# )+"}


@dataclass(frozen=True, slots=True)
class Group:
    """Pleasantries of one sort. patterns: by the word that they can begin with."""

    patterns: Mapping[str, Sequence[re.Pattern[str]]]

    def has(self, words: Sequence[str]) -> bool:
        """Say whether words are one of them, whole."""
        if not words:
            return False
        text = " ".join((*words, ""))
        for pattern in self.patterns.get(words[0], ()):  # noqa: SIM110 - asked at every word of a pleasantry
            if pattern.fullmatch(text):
                return True
        return False


@dataclass(frozen=True, slots=True)
class Pleasantries:
    """All of them. whole: sentences, and parts between commas. asked: those that are questions.

    excuses: of these, those that why it was so may follow. gladness: "fijn dat", of what follows.
    leads: what only leads to what is said, up to its "dat". openings: what any of them begins with.
    """

    whole: Group
    excuses: Group
    gladness: Group
    asked: Group
    leads: Group
    openings: frozenset[str]


def without_pleasantries(said: Said, items: Sequence[Item]) -> list[Item]:
    """Leave out each sentence or part between commas that is wholly a pleasantry, unless nothing else is said.

    None of them judges, denies or asks anything of hours: with any other word in it a sentence is none.
    """
    kept: list[Item] = []
    openings = _all().openings
    at = 0
    while at < len(items):
        if kept and kept[-1].kind not in BREAKS:
            end = _behind_break(items, at)
            kept += items[at:end]
            at = end
            continue
        opening = _opening(said, items, at)
        if opening not in openings:
            kept.append(items[at])
            at += 1
            continue
        end = _behind_excuse(said, items, at, _pleasantry(said, items, at, opening), opening)
        if end == at or _may_repair(said, kept, items[at:end], is_last=end == len(items)):
            at = _behind_lead(said, items, at, opening)
            kept.append(items[at])
            at += 1
            continue
        if kept and kept[-1].kind in JOINTS:
            joint = kept.pop()
            at = end
            if end < len(items) and items[end].kind in JOINTS:
                # What stood on either side of it is no list: "Noor, bedankt, Daan is akkoord".
                kept.append(joint.as_stop())
                at += 1
        else:
            at = min(end + 1, len(items))
    return kept if any(item.kind is not Kind.STOP for item in kept) else list(items)


def _may_repair(said: Said, kept: Sequence[Item], words: Sequence[Item], *, is_last: bool) -> bool:
    """Say whether "sorry" stands between two things, so that it may put one for the other: "vrijdag 7, sorry, 6"."""
    is_between = len(words) == 1 and bool(kept) and kept[-1].kind in JOINTS and not is_last
    return is_between and said.has_any(words[0].first, REPAIRS)


def only_nods(said: Said, items: Sequence[Item]) -> bool:
    """Say whether what is left is no more than "ok" or "prima"."""
    content = [item for item in items if item.kind not in PUNCTUATION]
    return bool(content) and all(said.has(item.first, "nod") >= item.last - item.first for item in content)


def warm() -> None:
    """Read the pleasantries of every language, so that the first message is not the slow one."""
    _all()


def _behind_break(items: Sequence[Item], at: int) -> int:
    """Say where the next part can begin, of which what stands here is no more than a word."""
    end = len(items)
    while at < end and items[at].kind not in BREAKS:
        at += 1
    return min(at + 1, end)


def _opening(said: Said, items: Sequence[Item], at: int) -> str:
    """Give the first word of the sentence that goes on here, commas left aside; empty when it has none."""
    # Behind more signs than parts no pleasantry begins any more.
    for index in range(at, min(at + 2 * MOST_PARTS, len(items))):
        if items[index].kind in ENDS:
            break
        if items[index].kind not in JOINTS and (words := _words(said, items[index])):
            return words[0]
    return ""


def _pleasantry(said: Said, items: Sequence[Item], at: int, opening: str) -> int:
    """Say where the longest pleasantry that begins here ends; here when there is none. opening: its first word."""
    every = _all()
    if not (opening in every.whole.patterns or opening in every.asked.patterns):
        return at
    words: list[str] = []
    found, parts = at, 0
    for end in range(at, min(at + MOST_WORDS, len(items)) + 1):
        kind = items[end].kind if end < len(items) else Kind.STOP
        if kind in BREAKS:
            group = every.asked if kind is Kind.QUESTION else every.whole
            found = end if group.has(words) else found
            parts += 1
            if kind not in JOINTS or parts == MOST_PARTS:
                break
        else:
            words += _words(said, items[end])
    return found


def _behind_excuse(said: Said, items: Sequence[Item], at: int, end: int, opening: str) -> int:
    """Say where a sentence ends that begins by being sorry or glad, and tells of what in words that judge nothing.

    What one is sorry for is of one's own side: "wij waren dicht", never "de cijfers zien er raar uit".
    end: where it ends where it is no such sentence. opening: its first word.
    """
    excuses, gladness = _all().excuses, _all().gladness
    if not (opening in excuses.patterns or opening in gladness.patterns):
        return end
    words: list[str] = []
    for index in range(at, min(at + MOST_WORDS, len(items))):
        item = items[index]
        if item.kind in ENDS:
            return end
        is_excuse = (item.kind in JOINTS or "why" in item.labels) and excuses.has(words)
        words += () if item.kind in JOINTS else _words(said, item)
        if is_excuse or gladness.has(words):
            close = next((place for place in range(index, len(items)) if items[place].kind in ENDS), len(items))
            is_stopped = close == len(items) or items[close].kind is Kind.STOP
            told = items[index + 1 : close]
            return close if is_stopped and _only_tells(said, told, is_excuse=is_excuse) else end
    return end


def _only_tells(said: Said, told: Sequence[Item], *, is_excuse: bool) -> bool:
    """Say whether words can be why somebody is late, or what they are glad of: they judge, deny and name nothing.

    Nor do they tell of hours. is_excuse: they are of one's own side, which may have been away on a day.
    """
    is_own = any(said.has(item.first, "own_side") for item in told)
    is_away = is_own and any(within(said, item, "absence") or not item.labels.isdisjoint(AWAY) for item in told)
    bars = TELLS | OF_HOURS if is_own else TELLS | OF_HOURS | OF_COMING
    for item in told:
        is_when = is_away and (item.kind is Kind.DAYS or (item.weeks is not None and not item.weeks.numbers))
        is_of_them = is_excuse and (within(said, item, "person") or within(said, item, "hour"))
        if is_of_them or not (item.kind in TELLING or is_when) or not item.labels.isdisjoint(bars):
            return False
    return is_own or not is_excuse


def _behind_lead(said: Said, items: Sequence[Item], at: int, opening: str) -> int:
    """Say where what is said begins, behind words that only lead to it. opening: the first word that stands here."""
    leads = _all().leads
    if opening not in leads.patterns:
        return at
    words: list[str] = []
    found = at
    for end in range(at, min(at + MOST_WORDS, len(items) - 1)):
        if items[end].kind in BREAKS:
            break
        words += _words(said, items[end])
        found = end + 1 if leads.has(words) else found
    return found


def _words(said: Said, item: Item) -> list[str]:
    """Give the words of an item as patterns are matched; an emoji that greets and a bracket are none."""
    if item.kind in SILENT or item.labels >= WAVED or item.labels == SIGN:
        return []
    if item.last - item.first == 1 and (token := said.tokens[item.first]).sort is Sort.WORD:
        return [token.folded.replace("'", "")]
    return [word for token in said.tokens[item.first : item.last] if (word := _word(token))]


def _word(token: Token) -> str:
    if token.sort is Sort.WORD:
        return token.folded.replace("'", "")
    if token.sort is Sort.NUMBER:
        return NUMBER
    # Within "e-mail" and a telephone number.
    return "" if token.folded in {"-", "/", "+"} and token.sort is Sort.OTHER else UNSAID


@cache
def _all() -> Pleasantries:
    paths = [path for language in LANGUAGES if (path := FOLDER / language / FILE).exists()]
    files = [yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader) for path in paths]

    def joined(*groups: str) -> Group:
        patterns: dict[str, list[re.Pattern[str]]] = {}
        for raw in files:
            rules = raw.get("rules") or {}
            for line in chain.from_iterable(raw.get(group) or () for group in groups):
                pattern = re.compile(_compiled(line, rules))
                for word in _openings(PARTS.finditer(line), rules)[0]:
                    patterns.setdefault(word, []).append(pattern)
        return Group(patterns)

    groups = (joined("whole", "excuses"), joined("excuses"), joined("gladness"), joined("asked"), joined("leads"))
    return Pleasantries(*groups, frozenset().union(*(group.patterns for group in groups)))


def _compiled(template: str, rules: Mapping[str, str]) -> str:
    """Write a template as a pattern of words with a blank behind each: "(a|b)" is a choice, "[a]" may be left out."""
    found: list[str] = []
    for part in PARTS.finditer(template):
        if part["rule"]:
            found.append(f"(?:{_compiled(rules[part['rule']], rules)})")
        elif part["sign"]:
            found.append(SIGNS[part["sign"]])
        else:
            found += [f"{word} " for word in _written(part["words"])]
    return "".join(found)


def _openings(parts: Iterator[re.Match[str]], rules: Mapping[str, str]) -> tuple[frozenset[str], bool]:
    """Give the words that a template can begin with up to its closing sign, and whether all of it may be left out."""
    found: set[str] = set()
    is_open, may_lack = True, False
    for part in parts:
        sign = part["sign"] or ""
        if sign and sign in ")]":
            break
        if sign == "|":
            is_open, may_lack = True, may_lack or is_open
            continue
        if sign and sign in "([":
            words, may_be_left = _openings(parts, rules)
        elif part["rule"]:
            words, may_be_left = _openings(PARTS.finditer(rules[part["rule"]]), rules)
        else:
            words = frozenset([NUMBER] if sign else _written(part["words"])[:1])
            may_be_left = not words
        if is_open:
            found |= words
        is_open = is_open and (may_be_left or sign == "[")
    return frozenset(found), may_lack or is_open


def _written(words: str) -> list[str]:
    """Give the words of a template as they are matched."""
    return [word for token in tokenise(clean(words)) if (word := _word(token))]
