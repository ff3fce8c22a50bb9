"""Tell short forms of days from everyday words: "ma" is Flemish for "maar", "so" and "zo" only go on."""

from core.language.values.days import Days
from core.language.values.hours import read_hours
from core.language.values.times import read_times
from core.language.vocabulary.said import Said
from core.language.vocabulary.text import WRITTEN, Sort

# Short forms of days have no more letters.
LONGEST = 3
# These are said so often that a verdict behind them makes no day of them: "zat goed".
EVERYDAY = frozenset({"ma", "zo", "so", "zat", "don"})
VERDICTS = frozenset({"approve", "wrong", "back", "not", "not_yet"})
# How many tokens lead on at most: "m.u.v.", "met uitzondering van".
LONGEST_LEAD = 6
# So near must other short forms stand.
REACH = 12
OPENS = frozenset({"greeting", "salutation_word", "courtesy"})
SPOKEN_OF = ("it", "plain", "they", "that", "be")
STATES = ("must", "stands")
# Behind these "ma klopt" goes on with what was said before.
GOES_ON = ("it", "that", "they", "speaker", "must")


def fits(said: Said, at: int, days: Days) -> bool:
    """Say whether a short form that is also an everyday word ("ma", "zo", "sat") is a day here."""
    if not days.weak:
        return not _is_but(said, at)
    if _is_word(said, at):
        return False
    following = at + days.length
    if following < len(said.tokens) and said.tokens[following].folded in {".", ":"}:
        following += 1
    times = read_times(said, following)
    is_range = times is not None and times.since is not None and times.until is not None
    if is_range or read_hours(said, following) is not None or said.has(following, "through"):
        return True
    if at and said.has(at - 1, "hour"):
        return True  # "8h mon, 6h wed"
    is_stated = any(said.has(following, label) for label in STATES) or _is_excepted(said, at)
    is_stated = is_stated or _is_led(said, at) or _is_judged(said, at, following)
    if said.tokens[at].folded == "ma":
        is_stated = is_stated or (said.has(following, "be") > 0 and _is_beside_others(said, at))
        return is_stated or not any(said.has(following, label) for label in SPOKEN_OF)
    return is_stated


def _is_beside_others(said: Said, at: int) -> bool:
    """Say whether other days stand near in their short forms, "ma klopt niet, wo 6", or "en" in front of it."""
    if at and said.has_any(at - 1, {"list_and", "but", "only"}):
        return True
    near = range(max(at - REACH, 0), min(at + REACH, len(said.tokens)))
    return any(
        said.tokens[other].folded not in EVERYDAY
        and len(said.tokens[other].folded) < LONGEST
        and said.value(other, "day") is not None
        for other in near
    )


def _is_excepted(said: Said, at: int) -> bool:
    """Say whether a word of exception stands in front: "goed m.u.v. ma de rest"."""
    lengths = range(1, min(at, LONGEST_LEAD) + 1)
    return any(said.has(at - length, "except") == length for length in lengths)


def _is_led(said: Said, at: int) -> bool:
    """Say whether a preposition puts something on it: "5 on wed"."""
    return at > 0 and said.has(at - 1, "day_lead") > 0


def _is_judged(said: Said, at: int, following: int) -> bool:
    """Say whether a clause is no more than "wed back" or "jeu faux"."""
    begins = at == 0 or said.tokens[at - 1].sort not in WRITTEN or said.has(at - 1, "salutation_word") > 0
    return begins and said.tokens[at].folded not in EVERYDAY and said.has_any(following, VERDICTS)


def may_be_but(said: Said, at: int) -> bool:
    """Say whether a clause begins with "ma klopt niet": of Monday that it isn't right, or but it isn't."""
    if said.tokens[at].folded != "ma" or not said.has(at + 1, "be") or said.has(at + 1, "must"):
        return False
    begins = at == 0 or said.tokens[at - 1].sort not in WRITTEN or said.has_any(at - 1, OPENS)
    if not begins or _is_beside_others(said, at):
        return False
    return not any(said.has(at + 2, label) for label in GOES_ON)


def _is_word(said: Said, at: int) -> bool:
    """Say whether it is a word whatever follows: "woensdag ma 6 uur" means no more than that."""
    is_ma = said.tokens[at].folded == "ma"
    return (is_ma and at > 0 and said.value(at - 1, "day") is not None) or _is_but(said, at) or _is_so(said, at)


def _is_but(said: Said, at: int) -> bool:
    """Say whether "ma" stands in front of a day that is written out: "ma donderdag was anders"."""
    following = said.tokens[at + 1] if at + 1 < len(said.tokens) else None
    is_day = following is not None and len(following.folded) > LONGEST and said.value(at + 1, "day") is not None
    return said.tokens[at].folded == "ma" and is_day


def _is_so(said: Said, at: int) -> bool:
    """Say whether "so" or "zo" goes on with what stands before it: "Dienstag eher so 7"."""
    before = said.tokens[at - 1] if at else None
    if said.tokens[at].folded not in {"so", "zo"} or before is None or before.sort is not Sort.WORD:
        return False
    is_listed = said.has(at - 1, "list_and") or said.has(at - 1, "hour") or said.has(at - 1, "through")
    return not is_listed and not (said.value(at - 1, "day") is not None and len(before.folded) <= LONGEST)
