"""Find what closes a message and says nothing of hours: "Gr Marijke", a company, a telephone, "Sent from my phone"."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise

from core.language.clauses.item import Item, Kind
from core.language.clauses.judging import MOVES
from core.language.clauses.piece import WHOLES
from core.language.vocabulary.said import Said
from core.language.vocabulary.text import Sort, phrase_tokens

MOST_NAMES = 8
PHONE = 8
# What the lines begin with that are left out.
BEGINS = frozenset({"sign_off", "disclaimer"})
INTRODUCED = 6
INTRODUCES = frozenset({"courtesy", "plain", "it", "be", "i_you", "mine", "that", "was", "sign"})
PHONE_SIGNS = frozenset({"-", ".", "/", "(", ")"})
LINES = frozenset({Sort.LINE, Sort.BLANK})
PAUSES = frozenset({Kind.COMMA, Kind.STOP, Kind.COLON, Kind.OPEN, Kind.ASIDE})
TELLS = frozenset(
    {*MOVES, *WHOLES, "yes", "but", "only", "also", "both", "three", "four", "must", "instead", "reminder"}
)


def without_signatures(said: Said, items: Sequence[Item], listed: AbstractSet[int]) -> list[Item]:
    """Leave out each line's signature and each line that a mail program added. listed: numbers that may be meant."""
    if said.labels.isdisjoint(BEGINS):
        return list(items)
    phones = frozenset(_phones(said))
    kept: list[Item] = []
    at = 0
    while at < len(items):
        end = _end(said, items, at, listed, phones) if at or said.has(items[at].first, "disclaimer") else at
        if end == at:
            kept.append(items[at])
            end += 1
        at = end
    return kept


def without_own_name(said: Said, items: Sequence[Item], speaker: Sequence[str]) -> list[Item]:
    """Leave out the name with which who speaks signs, in full or as an initial on a line of its own, and begins.

    A student of that name is never left out.
    """
    own = frozenset(word for name in speaker for word in phrase_tokens(name))
    end = len(items)
    while end and (items[end - 1].kind in PAUSES or _is_own(said, items, end - 1, own)):
        end -= 1
    if 0 < end < len(items) and items[end].kind not in PAUSES:
        # "Alles goed Marieke" may speak of a Marieke; she signs behind a pause.
        return list(items)
    begin = _introduction(said, items, own)
    return [*items[begin:end]] if end > begin else list(items)


def _introduction(said: Said, items: Sequence[Item], own: AbstractSet[str]) -> int:
    """Say how many items "Marieke hier," or "met Marieke:" takes at the beginning."""
    if not own:
        return 0
    end = next((at for at, item in enumerate(items[:INTRODUCED]) if item.kind in PAUSES), 0)
    named = [at for at in range(end) if _is_own(said, items, at, own)]
    rest = [items[at] for at in range(end) if at not in named]
    is_plain = all(item.kind is Kind.WORD and item.labels <= INTRODUCES for item in rest)
    return end + 1 if named and is_plain and end + 1 < len(items) else 0


def _is_own(said: Said, items: Sequence[Item], at: int, own: AbstractSet[str]) -> bool:
    """Say whether an item is a name of who speaks: a whole one, or their initial alone on a line."""
    item = items[at]
    if item.last - item.first != 1 or (item.kind is Kind.NAME and not (item.name and item.name.near)):
        return False
    word = said.tokens[item.first].folded
    if len(word) > 1 or not own:
        is_infix = item.kind is Kind.WORD and bool(said.has(item.first, "infix"))
        return word in own and (item.kind in {Kind.UNKNOWN, Kind.NAME} or is_infix)
    is_line = at > 0 and said.tokens[items[at - 1].first].sort in LINES
    return (is_line or (at > 1 and items[at - 1].kind is Kind.STOP)) and any(name[:1] == word for name in own)


def names_after_greeting(said: Said, items: Sequence[Item]) -> bool:
    """Say whether a sign-off and a student's name stand together: who signs, or whom it is about?"""
    return "sign_off" in said.labels and any(
        following.kind is Kind.NAME and said.has(item.first, "sign_off") > 0 for item, following in pairwise(items)
    )


def _end(said: Said, items: Sequence[Item], at: int, listed: AbstractSet[int], phones: AbstractSet[int]) -> int:
    """Say where what begins here as a signature ends: with the message, else with its line; here when it is none."""
    signs = items[at].kind is Kind.WORD and said.has(items[at].first, "sign_off") > 0
    if not signs:
        is_line = at == 0 or said.tokens[items[at - 1].first].sort in LINES
        if not (is_line and said.has(items[at].first, "disclaimer")):
            return at
    for end in (len(items), _line_end(said, items, at)):
        if _is_signature(said, items[at:end], listed, phones):
            return end
    return at


def _line_end(said: Said, items: Sequence[Item], at: int) -> int:
    while at < len(items) and said.tokens[items[at].first].sort not in LINES:
        at += 1
    return at


def _is_signature(said: Said, items: Sequence[Item], listed: AbstractSet[int], phones: AbstractSet[int]) -> bool:
    names = 0
    is_added, is_below = False, False
    for index, item in enumerate(items):
        token = said.tokens[item.first]
        if token.sort in LINES:
            is_added, is_below = False, True
        elif said.has(item.first, "disclaimer"):
            is_added = True
        if item.kind in PAUSES or all(at in phones for at in range(item.first, item.last)):
            continue
        # Whoever signs on a line of their own may be called as a student is.
        if not (is_below and item.kind is Kind.NAME) and not _is_mute(item, listed):
            return False
        if is_added or (item.kind is Kind.WORD and not item.labels.isdisjoint(("courtesy", "sign", "third_party"))):
            continue
        if item.kind is Kind.UNKNOWN and said.words.is_like_a_weekday(token.folded):
            return False
        # One name without a capital may follow "gr"; more of such words may be a text.
        is_name = _is_written_as_name(said, item) or (index == 1 and item.kind is Kind.UNKNOWN)
        is_name = is_name or (not names and _is_word_as_name(said, item))
        if not is_name or names == MOST_NAMES:
            return False
        names += 1
    return True


def _is_mute(item: Item, listed: AbstractSet[int]) -> bool:
    """Say whether an item can say nothing of hours: no verdict, no student, no day, no number that may be meant."""
    if item.numbers is not None:
        return listed.isdisjoint(item.numbers.numbers) and not item.numbers.explicit
    return item.kind in {Kind.WORD, Kind.UNKNOWN} and item.labels.isdisjoint(TELLS)


def _is_written_as_name(said: Said, item: Item) -> bool:
    token = said.tokens[item.first]
    if said.has(item.first, "infix") or item.kind is Kind.NAME:
        return True
    return item.kind is Kind.UNKNOWN and token.sort is Sort.WORD and (token.text[:1].isupper() or len(token.text) == 1)


def _is_word_as_name(said: Said, item: Item) -> bool:
    """Say whether a first name is a word as well, of those that say nothing of hours: "An", "Mark", "Will"."""
    token = said.tokens[item.first]
    return item.kind is Kind.WORD and item.last == item.first + 1 and token.text.istitle()


def _phones(said: Said) -> Iterator[int]:
    """Give the tokens of telephone numbers: long rows of digits that begin with a nought or a plus."""
    tokens = said.tokens
    at = 0
    while at < len(tokens):
        begin = at
        at += 1
        is_plus = tokens[begin].folded == "+"
        if not is_plus and not (tokens[begin].sort is Sort.NUMBER and tokens[begin].text.startswith("0")):
            continue
        while at < len(tokens) and (tokens[at].sort is Sort.NUMBER or tokens[at].folded in PHONE_SIGNS):
            at += 1
        while tokens[at - 1].sort is not Sort.NUMBER and at - 1 > begin:
            at -= 1
        if sum(len(token.text) for token in tokens[begin:at] if token.sort is Sort.NUMBER) >= PHONE:
            yield from range(begin, at)
